"""What became of the places that were sent back."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from disclosures.models.remark import Remark
from disclosures.review.changes import Changed, History, changed
from disclosures.review.places import FINDING, Kind, Place, Places


@dataclass(frozen=True)
class Dealt:
    """A remark that was sent, and what was changed at its place since.

    ``gone``: it was about a finding that is no longer found.
    """

    remark: Remark
    place: Place
    changes: tuple[Changed, ...]
    gone: bool

    @property
    def touched(self) -> bool:
        """Whether anything is another there than when it was sent."""
        return self.gone or bool(self.changes)


def dealt(
    history: History, remarks: Iterable[Remark], places: Places, findings: Collection[str]
) -> Iterator[Dealt]:
    """Each of ``remarks`` that was sent; ``findings`` are the keys of what is found now."""
    for remark in remarks:
        if remark.sent is not None:
            events = history.after(remark.sent.number)
            place = place_of(remark, places)
            there = (one for one in changed(events, places) if place.covers(one.place))
            gone = bool(place.finding) and place.finding not in findings
            yield Dealt(remark, place, tuple(there), gone)


def place_of(remark: Remark, places: Places) -> Place:
    """The place of a remark, called as it was then."""
    if remark.place.startswith(FINDING):
        key = remark.place.removeprefix(FINDING)
        return Place(remark.place, remark.label, Kind.FINDING, finding=key)
    return places.of(remark.place)
