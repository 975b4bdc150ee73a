"""Which documents the ledger shows: a year, a kind, and what is asked of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Max
from django.http import QueryDict
from django.utils import timezone

from disclosures.deadlines import Line, Standing, ledger
from disclosures.models import Disclosure, Kind, State
from disclosures.permissions import Act, units_for

UNFINISHED = (Standing.OVERDUE, Standing.SOON)
"""Standings of which a unit is reminded."""


NOT_MADE = "none"
"""The state of a document that nobody has begun."""

STATES = {NOT_MADE: "未建立", **{one.value: str(one.label) for one in State}}

DEFAULT = Kind.FINAL_ACCOUNTS
"""The kind that is shown before there is any document."""


@dataclass(frozen=True)
class Selection:
    """What was chosen at the head of the ledger; '' is no choice."""

    year: int
    kind: Kind
    standing: str = ""
    state: str = ""
    words: str = ""

    @property
    def title(self) -> str:
        return f"{self.year}年度{self.kind.label}公开台账"

    def lines(self, user: User | AnonymousUser, today: date) -> tuple[Line, ...]:
        """The documents of the units of ``user`` that were chosen."""
        return self.among(self.all_lines(user, today))

    def among(self, lines: Iterable[Line]) -> tuple[Line, ...]:
        """Those of ``lines`` that were chosen."""
        return tuple(line for line in lines if self._wanted(line))

    def all_lines(self, user: User | AnonymousUser, today: date) -> tuple[Line, ...]:
        """Those of the year and kind, whatever else was chosen."""
        return ledger(units_for(user, Act.VIEW), self.year, self.kind, today)

    def _wanted(self, line: Line) -> bool:
        named = f"{line.unit.name} {line.unit.code} {line.unit.region}"
        state = line.disclosure.state if line.disclosure else NOT_MADE
        return (
            self.standing in ("", line.standing.name.lower())
            and self.state in ("", state)
            and all(word in named for word in self.words.split())
        )


def selection(query: QueryDict) -> Selection:
    """What ``query`` asks for; what it does not say, or says wrongly, is the newest round."""
    newest = Disclosure.objects.order_by("-year", "-kind").first()
    year, kind, standing, state = (
        query.get(name, "") for name in ("year", "kind", "standing", "state")
    )
    last_year = timezone.localdate().year - 1
    return Selection(
        int(year) if _is_year(year) else newest.year if newest else last_year,
        Kind(kind) if kind in Kind.values else Kind(newest.kind) if newest else DEFAULT,
        standing if standing in {one.name.lower() for one in Standing} else "",
        state if state in STATES else "",
        query.get("q", "")[:100],
    )


def years() -> list[int]:
    """Years of which there is any document, and the one after the newest: the next round."""
    known = list(_years())
    newest = known[0] if known else timezone.localdate().year - 2
    return [newest + 1, *known]


def _years() -> Iterator[int]:
    """The latest first, each found in the index: there are few years and many documents."""
    year = Disclosure.objects.aggregate(last=Max("year"))["last"]
    while year is not None:
        yield year
        year = Disclosure.objects.filter(year__lt=year).aggregate(last=Max("year"))["last"]


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and 2000 <= int(text[:5]) <= 2100
