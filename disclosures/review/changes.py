"""What was changed since the last submission, and against the version that is published.

Several changes of one place are one, from what it was first to what it is last; what came back to
where it was is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import takewhile

from disclosures.checks.places import PROSE
from disclosures.events import Change, sheet_changes, text_place
from disclosures.models.disclosure import Disclosure, State
from disclosures.models.event import Action, Event
from disclosures.models.publication import Publication
from disclosures.narrative.scope import TextKey, Texts
from disclosures.pipeline import Prepared
from disclosures.published import published_texts, whole_published_sheet
from disclosures.review.places import Kind, Place, Places
from disclosures.review.wording import Differing, differing

CONTENT = (
    Action.FIGURES,
    Action.UPLOAD,
    Action.TEXT,
    Action.PERFORMANCE,
    Action.ANSWER,
    Action.WAIVE,
    Action.SECRET,
    Action.PROPERTIES,
)
"""Events that change what a reviewer looks at."""

FILE = "文件“"
"""How the place of a change begins that tells of an uploaded file."""


@dataclass(frozen=True)
class Changed:
    """A place that is another now. ``before`` and ``after`` are as people read them, '' for none.

    ``by`` and ``at`` are of the last change, '' and None where only two versions are compared.
    ``difference`` is that of a figure in 元 or as a count, what was not there taken as zero.
    """

    place: Place
    before: str
    after: str
    difference: Decimal = Decimal(0)
    by: str = ""
    at: datetime | None = None

    @property
    def differing(self) -> Differing | None:
        """Where two versions of a text differ; None for anything else."""
        is_text = self.place.text is not None and self.before and self.after
        return differing(self.before, self.after) if is_text else None


@dataclass(frozen=True)
class Since:
    """What changed since the submission or the publication ``title``, the greatest first.

    ``files`` are the names of the files that were uploaded meanwhile.
    """

    title: str
    at: datetime
    changes: tuple[Changed, ...]
    files: tuple[str, ...] = ()

    def of(self, kind: Kind) -> tuple[Changed, ...]:
        """The changes at places of this kind."""
        return tuple(change for change in self.changes if change.place.kind is kind)


class History:
    """The events of a disclosure that a review needs, each read once.

    ``milestones`` are its submissions, 退回 and beginnings of a correction, the newest first;
    ``content`` what was changed since the version in hand was first submitted, the oldest first.
    """

    def __init__(self, disclosure: Disclosure) -> None:
        self.disclosure = disclosure

    @cached_property
    def milestones(self) -> tuple[Event, ...]:
        wanted = (Action.SUBMIT, Action.SEND_BACK, Action.CORRECT)
        events = self.disclosure.events.filter(action__in=wanted).select_related("by")
        return tuple(events.order_by("-number"))

    @cached_property
    def submissions(self) -> tuple[Event, ...]:
        """Those of the version in hand, the newest first."""
        of_version = takewhile(lambda event: event.action != Action.CORRECT, self.milestones)
        return tuple(event for event in of_version if event.action == Action.SUBMIT)

    @cached_property
    def content(self) -> tuple[Event, ...]:
        if not self.submissions:
            return ()
        first = self.submissions[-1].number
        events = self.disclosure.events.filter(action__in=CONTENT, number__gt=first)
        return tuple(events.order_by("number"))

    def after(self, number: int) -> tuple[Event, ...]:
        """What was changed after the event of this number."""
        return tuple(event for event in self.content if event.number > number)

    @property
    def last_submission(self) -> Event | None:
        """The submission before the one in hand; of a draft the last one."""
        in_hand = 0 if self.disclosure.state == State.DRAFT else 1
        return next(iter(self.submissions[in_hand:]), None)


def since_submission(history: History, places: Places) -> Since | None:
    """What changed since the last time the version in hand was submitted before now.

    None where it was not submitted before: then all of it is new.
    """
    base = history.last_submission
    if base is None:
        return None
    events = history.after(base.number)
    return Since("上次报审", base.at, changed(events, places), tuple(files(events)))


def since_publication(disclosure: Disclosure, prepared: Prepared, places: Places) -> Since | None:
    """What differs from the version that is corrected; None for a first version.

    A row marked 涉密 is not published, so that it differs only where it was before.
    """
    if disclosure.version == 1:
        return None
    before = (
        disclosure.publications.filter(version__lt=disclosure.version)
        .select_related("disclosure__unit")
        .order_by("-version")
        .first()
    )
    if before is None:
        return None
    found = (
        *sheet_changes(whole_published_sheet(before), prepared.public),
        *_text_changes(published_texts(before), prepared.texts),
    )
    changes = _in_order(_changed(places.of(change.where), change, places) for change in found)
    return Since(_title(before), before.published_at, changes)


def changed(events: Iterable[Event], places: Places) -> tuple[Changed, ...]:
    """The changes of ``events`` (the oldest first), each place once; the greatest first."""
    folded: dict[str, Changed] = {}
    first: dict[str, str] = {}
    for event in events:
        for change in changes_of(event):
            place = places.of(change.where, event.action)
            before = first.setdefault(place.where, change.before)
            whole = _changed(place, change._replace(before=before), places)
            folded[place.where] = replace(whole, by=event.by_name, at=event.at)
    return _in_order(one for one in folded.values() if one.before != one.after)


def changes_of(event: Event) -> Iterator[Change]:
    """The changes of one event, but for the files that brought them."""
    for where, before, after in event.changes:
        if not where.startswith(FILE):
            yield Change(where, before, after)


def files(events: Iterable[Event]) -> Iterator[str]:
    """The names of the files that ``events`` took in, in order."""
    for event in events:
        for where, *_ in event.changes:
            if where.startswith(FILE):
                yield where.removeprefix(FILE).removesuffix("”")


def _title(publication: Publication) -> str:
    return f"已公开的第{publication.version}版"


def _changed(place: Place, change: Change, places: Places) -> Changed:
    difference = _number(change.after) - _number(change.before) if place.cell else Decimal(0)
    return Changed(
        place,
        places.printed(place, change.before),
        places.printed(place, change.after),
        abs(difference),
    )


def _number(text: str) -> Decimal:
    try:
        return Decimal(text or 0)
    except InvalidOperation:
        return Decimal(0)


def _in_order(changes: Iterable[Changed]) -> tuple[Changed, ...]:
    kinds = list(Kind)
    return tuple(sorted(changes, key=lambda one: (kinds.index(one.place.kind), -one.difference)))


def _text_changes(before: Texts, after: Texts) -> Iterator[Change]:
    old, new = _by_key(before), _by_key(after)
    for key in dict.fromkeys((*old, *new)):
        if old.get(key, "") != new.get(key, ""):
            yield Change(text_place(*key), old.get(key, ""), new.get(key, ""))


def _by_key(texts: Texts) -> dict[TextKey, str]:
    prose = {TextKey(PROSE, name): text for name, text in texts.prose.items()}
    return {**texts.explanations, **prose}
