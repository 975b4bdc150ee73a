"""The site's own nginx (``setup/nginx``), to be started by a test or a benchmark."""

import os
import shutil
from pathlib import Path

CONFIGURATION = Path(__file__).parents[1] / "setup" / "nginx"

WRITTEN = "/tmp/"  # noqa: S108 - where the nginx of the container writes


LOG = "access.log"
"""Where it writes a line of each request, below ``home``."""

RESOLVER = "127.0.0.11 valid=5s"
"""Docker's own, whom the nginx of the container asks for the address of the application."""


def configured(
    home: Path,
    data: Path,
    port: int,
    application: int,
    https: bool = False,
    beside: str = "",
    named: str = "127.0.0.1",
    resolver: str = RESOLVER,
) -> list[str]:
    """The command that starts it, once its files are written to ``home``.

    It reads what is published below ``data``, listens at ``port`` of 127.0.0.1 and passes on to
    the port ``application`` of the host ``named``, for which it asks ``resolver``; ``beside`` are
    servers of its configuration beside the site.
    """
    given = {
        "SITE_LISTEN": f"127.0.0.1:{port}",
        "SITE_APPLICATION": f"{named}:{application}",
        "SITE_DATA": str(data),
        "SITE_HTTPS": str(https).lower(),
        "SITE_LOG": str(home / LOG),
    }
    site = (CONFIGURATION / "site.conf.template").read_text("utf-8")
    for name, value in given.items():
        site = site.replace(f"${{{name}}}", value)
    (home / "site.conf").write_text(site + beside, encoding="utf-8")
    main = (CONFIGURATION / "nginx.conf").read_text("utf-8").replace(WRITTEN, f"{home}/")
    main = main.replace(RESOLVER, resolver)
    # As root nginx would read as another user, who may not look into a folder of root's.
    user = "user root;\n" if os.getuid() == 0 else ""
    (home / "nginx.conf").write_text(user + main, encoding="utf-8")
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    return [program, "-c", str(home / "nginx.conf"), "-e", "stderr", "-g", "daemon off;"]
