"""办理记录: everything that was done with a disclosure, by whom, and from what to what."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from disclosures.admin.desk.pages import Page, show, viewable
from disclosures.classification import UnknownCode
from disclosures.events import breaks_of
from disclosures.models import Action, Disclosure, Event
from disclosures.pipeline import standard_of
from disclosures.review.places import Place, Places
from disclosures.standards.loader import UnknownStandard

EVENTS = 50
"""Events of one page."""

FIRST = 10
"""Changes of an event that stand in the list; a page of its own has all of them."""

CHANGES = 200
"""Changes of one page of an event."""

HASH = 12
"""Characters of a hash that are shown; two events never have the same in practice."""


@dataclass(frozen=True)
class ChangeRow:
    """One change in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One event with the first of its changes; ``more`` are on its own page."""

    event: Event
    changes: tuple[ChangeRow, ...]
    more: int

    @property
    def hash(self) -> str:
        return self.event.hash[:HASH]


@require_safe
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """All events, the newest first; ``?action=`` those of one kind, ``?page=``."""
    disclosure = viewable(request, pk)
    places, wanted = _places(disclosure), request.GET.get("action", "")
    events = disclosure.events.order_by("-number")
    actions = set(events.order_by().values_list("action", flat=True).distinct())
    if wanted in Action.values:
        events = events.filter(action=wanted)
    page = Paginator(events, EVENTS).get_page(request.GET.get("page"))
    context = {
        "title": "办理记录",
        "breaks": tuple(breaks_of(disclosure)),
        "entries": tuple(_entry(event, places) for event in page),
        "page": page,
        "query": urlencode({"action": wanted}) if wanted in Action.values else "",
        "actions": [action for action in Action if action in actions],
        "wanted": wanted,
    }
    return show(request, disclosure, "log", context)


@require_safe
def event(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One event with all of its changes. Raises Http404 for one of another disclosure."""
    disclosure = viewable(request, pk)
    found = disclosure.events.filter(number=number).first()
    if found is None:
        raise Http404
    page = Paginator(found.changes, CHANGES).get_page(request.GET.get("page"))
    context = {
        "title": f"第 {number} 条办理记录",
        "event": found,
        "changes": tuple(rows_of(found, _places(disclosure), list(page))),
        "page": page,
    }
    return show(request, disclosure, "log_event", context)


def rows_of(event: Event, places: Places | None, changes: list[list[str]]) -> Iterator[ChangeRow]:
    """``changes`` of ``event`` in words; as they are kept where no standard names their places."""
    for where, before, after in changes:
        place = places.of(where, event.action) if places else Place(where, where)
        if places:
            before, after = (places.printed(place, v, event.action) for v in (before, after))
        yield ChangeRow(place.label, before, after)


def _entry(event: Event, places: Places | None) -> Entry:
    shown = tuple(rows_of(event, places, event.changes[:FIRST]))
    return Entry(event, shown, len(event.changes) - len(shown))


def _places(disclosure: Disclosure) -> Places | None:
    try:
        return Places(standard_of(disclosure), disclosure.year)
    except (UnknownStandard, UnknownCode):
        return None


PAGES = (
    Page("log/", "log", log),
    Page("log/<int:number>/", "log_event", event),
)
