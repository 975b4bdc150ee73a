"""Points at which publishing itself is held up, where a test has made a pipe; see ``publishing``.

They are callables that the settings list for other apps: what a contributor adds is asked for
before anything is rendered and again within the transaction, what is published is told after it.
"""

from django.db import connection

from disclosures.document.contribution import Contribution
from disclosures.facts import FactSheet
from disclosures.models import Disclosure
from disclosures.standards.model import Standard
from tests.disclosures.jobs.publishing import pass_gate


def contribute(disclosure: Disclosure, standard: Standard, sheet: FactSheet) -> Contribution:
    """Adds nothing."""
    pass_gate("within" if connection.in_atomic_block else "before", disclosure.pk)
    return Contribution()


def published(disclosure: Disclosure) -> None:
    """Comes before the pages are made that the public reads."""
    pass_gate("after", disclosure.pk)
