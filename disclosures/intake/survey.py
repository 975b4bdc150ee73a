"""How the sheets of a workbook are understood, for the page where a person may correct it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import starmap

from disclosures.intake.cells import normal
from disclosures.intake.corrections import SheetCorrection, Understood, understood
from disclosures.intake.layout import Missing, column_ids, heads_of, layout_of
from disclosures.intake.recognise import HEAD_ROWS, heading
from disclosures.intake.workbook import Sheet, Workbook
from disclosures.standards.model import Standard
from disclosures.tables import Table

Labels = Sequence[tuple[Table, frozenset[str]]]
"""Tables, each with the texts that stand in its heads."""


@dataclass(frozen=True)
class Choice:
    """Something to choose from: the id that is kept, and its name for the page."""

    id: str
    name: str


@dataclass(frozen=True)
class SurveyedColumn:
    """A column with a head: its lowest head's address, its heads (“本年支出·合计”) and its id.

    ``head`` is the key of ``SheetCorrection.columns``, ``id`` its value; '' for no column of the
    form.
    """

    cell: str
    head: str
    id: str


@dataclass(frozen=True)
class SurveyedSheet:
    """A sheet and what it is taken for.

    ``heading`` is what a correction is kept under. ``table`` is the id of the table, '' for none.
    ``corrected`` says that a correction was followed. ``missing`` are the heads of the table that
    were not found, ``choices`` its columns, ``candidates`` all tables, the likeliest first.
    """

    name: str
    heading: str
    hidden: bool
    table: str
    corrected: bool
    columns: tuple[SurveyedColumn, ...]
    missing: tuple[str, ...]
    choices: tuple[Choice, ...]
    candidates: tuple[Choice, ...]


def survey(
    workbook: Workbook, standard: Standard, corrections: Iterable[SheetCorrection] = ()
) -> tuple[SurveyedSheet, ...]:
    """Every sheet of ``workbook`` with what it is taken for; never fails."""
    labels = [(table, _labels(table)) for table in standard.entry_tables()]
    return tuple(_surveyed(found, labels) for found in understood(workbook, standard, corrections))


def _labels(table: Table) -> frozenset[str]:
    """The texts that stand in the heads of ``table``."""
    names = column_ids(table).values()
    return frozenset(normal(text) for name in names for text in name.split("·"))


def _surveyed(found: Understood, labels: Labels) -> SurveyedSheet:
    sheet, table = found.sheet, found.table
    layout = None if table is None else layout_of(sheet, table, found.columns)
    heads = heads_of(sheet) if layout is None else layout.found
    return SurveyedSheet(
        name=sheet.name,
        heading=heading(sheet),
        hidden=sheet.hidden,
        table=table.id if table else "",
        corrected=found.corrected,
        columns=tuple(
            SurveyedColumn(sheet.address(head.row, head.column), head.text, head.id)
            for head in heads
        ),
        missing=layout.heads if isinstance(layout, Missing) else (),
        choices=tuple(starmap(Choice, column_ids(table).items())) if table else (),
        candidates=_candidates(sheet, table, labels),
    )


def _candidates(sheet: Sheet, table: Table | None, labels: Labels) -> tuple[Choice, ...]:
    """The tables by how many of their heads stand in the first rows; what it is taken for first."""
    texts = {normal(value) for row in sheet.rows[: 2 * HEAD_ROWS] for value in row}

    def unlikeness(other: tuple[Table, frozenset[str]]) -> tuple[bool, float]:
        return other[0] is not table, -len(other[1] & texts) / len(other[1])

    return tuple(Choice(other.id, other.title) for other, _ in sorted(labels, key=unlikeness))
