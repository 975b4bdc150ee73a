"""What files cost the server that takes them in: ``python -m … FOLDER DATABASE``.

Uploads every file of FOLDER through the pages, one after the other, into a new SQLite DATABASE, and
prints as JSON: which files they were, and the most memory in bytes that this process and a process
it started ever held.
"""

import gc
import json
import os
import re
import resource
import sys
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

KIB = 1 << 10


def main(folder: Path, database: Path) -> dict[str, Any]:
    """The measurements; see above."""
    os.environ.update(DJANGO_SETTINGS_MODULE="tests.settings", DATABASE_URL=f"sqlite:///{database}")
    django.setup()
    call_command("migrate", verbosity=0)
    files = sorted(folder.iterdir())
    for file in files:
        upload(file)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * KIB
    return {"files": [file.name for file in files], "own": peak(), "child": children}


def upload(file: Path) -> None:
    """Sends the file and, where it can be read, opens its preview."""
    from django.contrib.auth.models import User
    from django.test import Client

    from disclosures.models import Disclosure, Kind, Unit

    user, _ = User.objects.get_or_create(username="admin", is_superuser=True, is_staff=True)
    unit, _ = Unit.objects.get_or_create(
        slug="example", defaults={"name": "某某区示例中心", "jurisdiction": "national"}
    )
    disclosure, _ = Disclosure.objects.get_or_create(unit=unit, year=2024, kind=Kind.FINAL_ACCOUNTS)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    address = f"/admin/disclosures/disclosure/{disclosure.pk}/upload/"
    with file.open("rb") as content:
        response = client.post(address, {"workbook": content})
    if response.status_code == 302:
        response = client.get(response["Location"])
    assert response.status_code == 200
    gc.collect()  # what the client itself keeps of a file is no part of the server


def peak() -> int:
    """The most memory this process held since it was started, in bytes."""
    # Not ru_maxrss, which begins with that of the process that started this one.
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * KIB


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
