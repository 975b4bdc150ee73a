"""Settings of the processes that a test starts: those of the test, in a place of their own."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403

DATA_DIR = Path(os.environ["PLACE"])
STANDARDS_DIR = DATA_DIR / "standards"
