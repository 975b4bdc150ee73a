"""What a correction changed: which figures and texts, from what to what.

Computed from the rows of both publications. A place is called as the standard calls it and its
figures are printed in the unit of its table; where that would hide the change, with every digit.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from os.path import commonprefix
from typing import NamedTuple

from disclosures.classification import UnknownCode
from disclosures.models.publication import Publication
from disclosures.narrative.prose import lines
from disclosures.narrative.scope import TextKey
from disclosures.published import standard_published
from disclosures.site.naming import Names
from disclosures.standards.loader import UnknownStandard
from disclosures.standards.model import Standard
from disclosures.tables import Cell

Address = tuple[int, Cell]
"""Year and cell of a figure."""


class FigureChange(NamedTuple):
    """One figure: its row and column, and what it was and is; '' where there is none."""

    name: str
    before: str
    after: str


class TableChanges(NamedTuple):
    """The changed figures of one table; ``unit`` is that of its money, '' for counts alone."""

    title: str
    unit: str
    figures: tuple[FigureChange, ...]


class Span(NamedTuple):
    """Part of a line, and whether the other version has something else there."""

    text: str
    changed: bool


Line = tuple[Span, ...]


class TextChange(NamedTuple):
    """One text: its lines that are different in the other version, as they were and are."""

    name: str
    before: tuple[Line, ...]
    after: tuple[Line, ...]


@dataclass(frozen=True)
class Changes:
    """Everything that differs between two versions."""

    tables: tuple[TableChanges, ...]
    texts: tuple[TextChange, ...]

    @property
    def figures(self) -> int:
        """How many figures differ."""
        return sum(len(table.figures) for table in self.tables)

    def __str__(self) -> str:
        counts = ((self.figures, "个数据"), (len(self.texts), "处文字"))
        return "、".join(f"{count}{what}" for count, what in counts if count)


def changes_between(before: Publication, after: Publication) -> Changes:
    """What is different in ``after``, in the order of the tables of its standard."""
    names = Names(standard_of(after), {**labels_of(before), **labels_of(after)})
    return Changes(
        tuple(_tables(names, figures_of(before), figures_of(after))),
        tuple(_texts(names, before, after)),
    )


def standard_of(publication: Publication) -> Standard | None:
    """The standard that was frozen with ``publication``; None where none is known any more."""
    try:
        return standard_published(publication)
    except (UnknownStandard, UnknownCode):
        return None


def figures_of(publication: Publication) -> Mapping[Address, Decimal]:
    """Every figure of ``publication``, in 元 or as a count, those of the year before included."""
    rows = publication.facts.values_list("year", "table", "row", "column", "value")
    return {(year, Cell(table, row, column)): value for year, table, row, column, value in rows}


def _tables(
    names: Names, before: Mapping[Address, Decimal], after: Mapping[Address, Decimal]
) -> Iterator[TableChanges]:
    changed = {
        address for address in {*before, *after} if before.get(address) != after.get(address)
    }

    def order(address: Address) -> tuple[object, ...]:
        year, cell = address
        return (*names.order_of_table(cell.table), -year, *names.order_in_table(cell))

    def table(address: Address) -> tuple[int, str]:
        return address[0], address[1].table

    this_year = max((year for year, _ in {*before, *after}), default=0)
    for (year, name), group in groupby(sorted(changed, key=order), key=table):
        remark = "" if year == this_year else f"（{year}年度数）"
        cells = [(cell, before.get((year, cell)), after.get((year, cell))) for _, cell in group]
        yield TableChanges(
            f"{names.table(name)}{remark}",
            names.unit(name, (cell for cell, _, _ in cells)),
            tuple(
                FigureChange(names.place(c), *names.printed(c, old, new)) for c, old, new in cells
            ),
        )


def _texts(names: Names, before: Publication, after: Publication) -> Iterator[TextChange]:
    old, new = _written(before), _written(after)
    for key in dict.fromkeys((*new, *old)):
        if changed := _change(names.text(key), old.get(key, ""), new.get(key, "")):
            yield changed
    was, is_now = labels_of(before), labels_of(after)
    for row in dict.fromkeys((*is_now, *was)):
        if changed := _change(names.label(*row), was.get(row, ""), is_now.get(row, "")):
            yield changed


def _change(name: str, before: str, after: str) -> TextChange | None:
    """The lines that differ; None where all are the same."""
    old, new = ([line.text for line in lines(text)] for text in (before, after))
    gone: list[Line] = []
    added: list[Line] = []
    for kind, start, end, there, until in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind != "equal":
            for pair in zip_longest(old[start:end], new[there:until], fillvalue=""):
                for found, line in zip((gone, added), _spans(*pair), strict=True):
                    if line:
                        found.append(line)
    return TextChange(name, tuple(gone), tuple(added)) if gone or added else None


def _spans(before: str, after: str) -> tuple[Line, Line]:
    """Both lines in parts: what they begin and end with alike, and what is different between."""
    head = len(commonprefix((before, after)))
    tail = len(commonprefix((before[head:][::-1], after[head:][::-1])))
    return _line(before, head, tail), _line(after, head, tail)


def _line(text: str, head: int, tail: int) -> Line:
    end = len(text) - tail
    spans = (Span(text[:head], False), Span(text[head:end], True), Span(text[end:], False))
    return tuple(span for span in spans if span.text)


def _written(publication: Publication) -> Mapping[TextKey, str]:
    """Every text of ``publication`` by key, that of prose made of its name."""
    found: dict[TextKey, str] = {}
    match publication.texts:
        case {"prose": dict(prose), "explanations": list(explanations)}:
            found |= {TextKey("prose", name): text for name, text in prose.items()}
            found |= {TextKey(*key): text for *key, text in explanations}
    return found


def labels_of(publication: Publication) -> Mapping[tuple[str, str], str]:
    """The names of rows that only the unit names, by table and row."""
    labels: Iterable[tuple[str, str, str]] = publication.labels
    return {(table, row): text for table, row, text in labels}
