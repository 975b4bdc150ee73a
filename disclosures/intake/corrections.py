"""What a person said a sheet and its columns are, where recognition failed or erred.

A correction is kept under the heading of its sheet, which is the same in the next year.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from disclosures.intake.recognise import heading, table_of
from disclosures.intake.workbook import Sheet, Workbook
from disclosures.standards.model import Standard
from disclosures.tables import Table


@dataclass(frozen=True)
class SheetCorrection:
    """A sheet with this ``heading`` is to be read as ``table``, '' to leave it alone.

    ``columns`` gives for heads, as ``survey`` shows them, the id of a column, '' to leave it
    alone; the other heads are recognised as usual. A table or a column that the standard does not
    have (any more) is passed over.
    """

    heading: str
    table: str
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Understood:
    """A sheet, the table it holds if any, and what a person said of its columns.

    ``corrected`` says that a person named the table, or that there is none.
    """

    sheet: Sheet
    table: Table | None
    columns: Mapping[str, str] = field(default_factory=dict)
    corrected: bool = False


def understood(
    workbook: Workbook, standard: Standard, corrections: Iterable[SheetCorrection]
) -> tuple[Understood, ...]:
    """Every sheet with the table it holds, by its correction or else by recognition."""
    tables = {table.id: table for table in standard.entry_tables()}
    said = {correction.heading: correction for correction in corrections}
    return tuple(_understood(sheet, tables, said) for sheet in workbook.sheets)


def _understood(
    sheet: Sheet, tables: Mapping[str, Table], said: Mapping[str, SheetCorrection]
) -> Understood:
    correction = said.get(heading(sheet)) if said else None
    if correction and (not correction.table or correction.table in tables):
        table = tables.get(correction.table)
        return Understood(sheet, table, correction.columns, corrected=True)
    return Understood(sheet, table_of(sheet, tables.values()))
