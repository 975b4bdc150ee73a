"""Settings of the processes that a test starts: those of the test, in a place of their own."""

import os
from pathlib import Path

from tests.disclosures.several.bucket import KEY, PASSWORD
from tests.settings import *  # noqa: F403
from tests.settings import STORAGES, store

DATA_DIR = Path(os.environ["PLACE"])
STANDARDS_DIR = DATA_DIR / "standards"
STORE_URL = os.environ.get("PLACE_BUCKET", "")
if STORE_URL:
    STORAGES["published"] = store(STORE_URL, KEY, PASSWORD)
