"""Settings of machines whose workers are killed: little patience, and a point to be held up at."""

from tests.operations.settings import *  # noqa: F403
from tests.operations.settings import DISCLOSURES_CONTRIBUTORS as CONTRIBUTORS

DISCLOSURES_CONTRIBUTORS = (*CONTRIBUTORS, "tests.disclosures.jobs.gates.contribute")
DISCLOSURES_JOB_LEASE = 5
DISCLOSURES_JOB_LOOK = 1
