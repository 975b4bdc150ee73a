"""Places of a disclosure: what the log writes as ``2020:table/row/column``, in words.

A place is written as in ``events.Change.where``; that of a finding is ``finding:key``.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum

from disclosures.checks.finding import key_of
from disclosures.checks.naming import cell_name, in_own_unit
from disclosures.checks.places import text_name
from disclosures.events import text_place
from disclosures.models.event import Action
from disclosures.narrative.scope import TextKey
from disclosures.standards.model import Standard
from disclosures.tables import Cell


class Kind(Enum):
    """What stands at a place, as its heading says."""

    FIGURE = "数据"
    TEXT = "文字"
    FINDING = "检查结果"
    OTHER = "其他"


FINDING = "finding:"
LABEL = "label:"
TEXT = "text:"
TABLE = "table:"

_FIGURE = re.compile(r"(\d{4}):([^/]+)/([^/]+)/([^/]+)", re.ASCII)

IN_WORDS = frozenset({Action.PERFORMANCE, Action.PROPERTIES})
"""Events whose changes name their places in words, which people may have written."""

ABOUT_REMARKS = frozenset({Action.REMARK, Action.DROP, Action.RESOLVE, Action.SEND_BACK})
"""Events whose changes say something about a place, not what stands there."""

ABOUT_FINDINGS = frozenset({Action.ANSWER, Action.WAIVE})
"""Events whose changes name a finding by its id and its message."""


@dataclass(frozen=True)
class Place:
    """One place: ``where`` as the log writes it, ``label`` as people call it.

    A figure has ``cell`` and ``year``, a text ``text``, a finding ``finding``, its key. ``table``
    is that of a figure or of the name of a row, or the whole of it, '' for any other place.
    """

    where: str
    label: str
    kind: Kind = Kind.OTHER
    cell: Cell | None = None
    year: int = 0
    text: TextKey | None = None
    finding: str = ""
    table: str = ""

    def covers(self, other: "Place") -> bool:
        """Whether ``other`` is this place, or a part of this table."""
        whole = self.where == f"{TABLE}{self.table}"
        return self.where == other.where or (whole and self.table == other.table)


@dataclass(frozen=True)
class Places:
    """Names the places of the disclosure of ``year`` under ``standard``."""

    standard: Standard
    year: int

    def of(self, where: str, action: str = Action.FIGURES) -> Place:
        """The place that a change in an event of this ``action`` names."""
        if action in ABOUT_FINDINGS:
            check, _, message = where.partition(" ")
            return finding_place(check, message)
        if action == Action.SECRET:
            return self._row(where)
        if action in IN_WORDS:
            return Place(where, where)
        ways = (self._figure, self._name, self._text, self._table)
        return next(filter(None, (way(where) for way in ways)), Place(where, where))

    def figure(self, cell: Cell, year: int) -> Place:
        """The place of a figure; that of last year says so."""
        label = cell_name(cell, self.standard)
        named = label if year == self.year else f"{year}年 {label}"
        return Place(f"{year}:{cell}", named, Kind.FIGURE, cell, year, table=cell.table)

    def text(self, key: TextKey) -> Place:
        """The place of a text of the unit."""
        label = text_name(key, self.standard)
        return Place(text_place(*key), label, Kind.TEXT, text=key)

    def printed(self, place: Place, value: str, action: str = Action.FIGURES) -> str:
        """A value of the log as people read it: figures in the unit of their table."""
        if place.cell is None or not value or action in ABOUT_REMARKS:
            return value
        try:
            return in_own_unit(Decimal(value), place.cell, self.standard)
        except InvalidOperation:
            return value

    def _figure(self, where: str) -> Place | None:
        found = _FIGURE.fullmatch(where)
        if found is None or found[2] not in self.standard.tables:
            return None
        return self.figure(Cell(found[2], found[3], found[4]), int(found[1]))

    def _name(self, where: str) -> Place | None:
        table, _, row = where.removeprefix(LABEL).partition("/")
        if not where.startswith(LABEL) or table not in self.standard.tables:
            return None
        label = f"{self.standard.tables[table].title}第{row}行的名称"
        return Place(where, label, Kind.FIGURE, table=table)

    def _text(self, where: str) -> Place | None:
        parts = where.removeprefix(TEXT).split("/")
        if not where.startswith(TEXT) or len(parts) != 3:
            return None
        return self.text(TextKey(*parts))

    def table(self, name: str) -> Place:
        """A whole table of the standard."""
        label = f"{self.standard.tables[name].title}（整张表）"
        return Place(f"{TABLE}{name}", label, Kind.FIGURE, table=name)

    def _table(self, where: str) -> Place | None:
        name = where.removeprefix(TABLE)
        known = where.startswith(TABLE) and name in self.standard.tables
        return self.table(name) if known else None

    def _row(self, code: str) -> Place:
        known = self.standard.codes.function.get(code)
        return Place(code, f"科目 {code} {known.name}" if known else f"科目 {code}")


def finding_place(check: str, message: str) -> Place:
    """The place of the finding with this id and message."""
    key = key_of(check, message)
    return Place(f"{FINDING}{key}", f"{check} {message}", Kind.FINDING, finding=key)
