"""The site's own nginx (``setup/nginx``), to be started by a test or a benchmark."""

import os
import shutil
from pathlib import Path

CONFIGURATION = Path(__file__).parents[1] / "setup" / "nginx"

WRITTEN = "/tmp/"  # noqa: S108 - where the nginx of the container writes


def configured(
    home: Path, data: Path, port: int, application: int, https: bool = False, beside: str = ""
) -> list[str]:
    """The command that starts it, once its files are written to ``home``.

    It reads what is published below ``data``, listens at ``port`` of 127.0.0.1 and passes on to
    ``application``; ``beside`` are servers of its configuration beside the site.
    """
    given = {
        "SITE_LISTEN": f"127.0.0.1:{port}",
        "SITE_APPLICATION": f"127.0.0.1:{application}",
        "SITE_DATA": str(data),
        "SITE_HTTPS": str(https).lower(),
    }
    site = (CONFIGURATION / "site.conf.template").read_text("utf-8")
    for name, value in given.items():
        site = site.replace(f"${{{name}}}", value)
    (home / "site.conf").write_text(site + beside, encoding="utf-8")
    main = (CONFIGURATION / "nginx.conf").read_text("utf-8").replace(WRITTEN, f"{home}/")
    # As root nginx would read as another user, who may not look into a folder of root's.
    user = "user root;\n" if os.getuid() == 0 else ""
    (home / "nginx.conf").write_text(user + main, encoding="utf-8")
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    return [program, "-c", str(home / "nginx.conf"), "-e", "stderr", "-g", "daemon off;"]
