"""Settings of the processes that tests start and kill: a task of the tests, and little patience."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403

DATA_DIR = Path(os.environ["TESTS_DATA_DIR"])

DISCLOSURES_TASKS = ("tests.disclosures.jobs.publishing",)
DISCLOSURES_JOB_LEASE = 5
DISCLOSURES_JOB_LOOK = 1
DISCLOSURES_JOB_PAUSES = (0, 0)
