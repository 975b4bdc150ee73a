"""Settings of processes that really publish: small documents of a made-up province."""

from tests.disclosures.jobs.settings import *  # noqa: F403
from tests.settings import BASE_DIR

STANDARDS_DIR = BASE_DIR / "tests" / "data" / "made-up-province"

DISCLOSURES_TASKS = ("disclosures.tasks.moves",)
DISCLOSURES_CONTRIBUTORS = ("tests.disclosures.jobs.gates.contribute",)
DISCLOSURES_PUBLISHED = (
    "tests.disclosures.jobs.gates.published",
    "disclosures.site.baking.published",
)

DISCLOSURES_JOB_PAUSES = (0, 0, 0)
"""More attempts than kills: with SQLite a kill interrupts the other process's job as well, and
three times it may be the same."""
