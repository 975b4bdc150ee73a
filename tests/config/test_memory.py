"""A process that serves pages, as its collector sees it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

PROGRAM = """
import gc, sys
import config.wsgi
loaded = "disclosures.views.api.operations" in sys.modules
print(loaded, gc.get_freeze_count() > 100_000, len(gc.get_objects()) < 10_000)
print("weasyprint" in sys.modules, "pypinyin" in sys.modules)
"""


def test_what_is_loaded_is_walked_over_no_more(tmp_path: Path) -> None:
    environment = {
        "PATH": os.defpath,
        "SECRET_KEY": "served" * 12,
        "DEBUG": "false",
        "HTTPS": "false",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
    }
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("True True True\nFalse False\n", 0), done.stderr
