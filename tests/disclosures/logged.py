"""What the log says, for tests that compare it whole."""

from typing import Any, NamedTuple

from disclosures.events import breaks
from disclosures.models import Event


class Logged(NamedTuple):
    """One event: what was done, by whom, to what, why, and what it changed from what to what."""

    action: str
    by: str
    subject: str
    changes: list[list[str]]
    reason: str = ""


def logged() -> list[Logged]:
    """The events in their order, of a log that is whole."""
    assert list(breaks()) == []
    return [
        Logged(one.action, one.by_name, one.subject, changes_of(one), one.reason)
        for one in Event.objects.order_by("number")
    ]


def changes_of(event: Event) -> list[list[str]]:
    changes: Any = event.changes
    return [list(change) for change in changes]
