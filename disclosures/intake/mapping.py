"""From the sheets of a workbook to facts, by the tables of a standard.

All or nothing: every problem is collected with its sheet and cell, and any problem means no facts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from disclosures.facts import Fact, Source
from disclosures.intake.corrections import SheetCorrection, Understood, understood
from disclosures.intake.gate import Format
from disclosures.intake.problems import IntakeError, Problem
from disclosures.intake.reading import SheetFacts, read_sheet
from disclosures.intake.remarks import IgnoredCell, IgnoredColumn, Renamed
from disclosures.intake.workbook import LONGEST_SHEET_NAME, Sheet, Workbook
from disclosures.standards.model import Standard
from disclosures.tables import Cell, Table

__all__ = ["IntakeError", "Mapped", "Problem", "map_workbook"]


@dataclass(frozen=True)
class Mapped:
    """What a workbook holds: facts in 元 of the year and of the year before, names of entries.

    ``tables`` are the tables found, in the order of the sheets. ``ignored`` names the sheets that
    no table of the standard answers to, ``hidden`` the hidden ones, which are never read.
    ``ignored_columns`` and ``ignored_cells`` hold values that were not read, ``renamed`` the codes
    that are written with another name than the official one; all in the order of the sheets.
    ``partial``: the file is a text, of one table; the other tables are not meant, and stay.
    """

    facts: Mapping[Cell, Fact]
    prior: Mapping[Cell, Fact]
    labels: Mapping[tuple[str, str], str]
    tables: tuple[str, ...]
    ignored: tuple[str, ...]
    hidden: tuple[str, ...]
    ignored_columns: tuple[IgnoredColumn, ...] = ()
    ignored_cells: tuple[IgnoredCell, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    partial: bool = False


def map_workbook(
    workbook: Workbook,
    standard: Standard,
    file: str = "",
    corrections: Iterable[SheetCorrection] = (),
    *,
    partial: bool = False,
) -> Mapped:
    """The facts of ``workbook`` in 元; ``file`` is its name, for the source of each.

    ``corrections`` go before recognition. With ``partial`` the file need not
    hold every table; a text, which has but one sheet, never need.
    Raises IntakeError with every problem found.
    """
    sheets = understood(workbook, standard, corrections)
    source = Source("workbook", file, workbook.sha256)
    partial = partial or workbook.format is Format.TEXT
    problems = list(_missing(standard, sheets, partial))
    visible = {found.table.id for found in sheets if found.table and not found.sheet.hidden}
    chosen: dict[str, Sheet] = {}
    read: list[SheetFacts] = []
    for sheet, table, said in ((found.sheet, found.table, found.columns) for found in sheets):
        if table is None:
            continue
        if fault := _refusal(sheet, table, chosen.get(table.id), visible):
            problems.append(Problem(fault, sheet.name))
        elif not sheet.hidden:
            chosen[table.id] = sheet
            facts, faults = read_sheet(sheet, table, standard, source, said)
            read.append(facts)
            problems += faults
    if problems:
        raise IntakeError(problems)
    return _mapped(read, tuple(chosen), sheets, partial)


def _mapped(
    read: Sequence[SheetFacts],
    tables: tuple[str, ...],
    sheets: Sequence[Understood],
    partial: bool,
) -> Mapped:
    return Mapped(
        facts={cell: fact for part in read for cell, fact in part.facts.items()},
        prior={cell: fact for part in read for cell, fact in part.prior.items()},
        labels={row: text for part in read for row, text in part.labels.items()},
        tables=tables,
        ignored=tuple(s.sheet.name for s in sheets if not s.table and not s.sheet.hidden),
        hidden=tuple(found.sheet.name for found in sheets if found.sheet.hidden),
        ignored_columns=tuple(x for part in read for x in part.remarks.ignored_columns),
        ignored_cells=tuple(x for part in read for x in part.remarks.ignored_cells),
        renamed=tuple(x for part in read for x in part.remarks.renamed),
        partial=partial,
    )


def _missing(standard: Standard, sheets: Iterable[Understood], partial: bool) -> Iterator[Problem]:
    found = {item.table.id for item in sheets if item.table}
    if not found:
        first = standard.published_tables()[0]
        yield Problem(
            f"没有找到任何公开表格，如《{first.title}》；请上传按规定表样填写的工作簿，"
            "每张表一个工作表，表名写在表格上方"
        )
        return
    for table in () if partial else standard.published_tables():
        if table.required and not table.view_of and table.id not in found:
            yield Problem(f"缺少《{table.title}》：没有以此为标题的工作表，请补上后重新上传")


def _refusal(sheet: Sheet, table: Table, first: Sheet | None, visible: set[str]) -> str:
    """Why ``sheet`` cannot be read as ``table`` at all; "" when it can, or need not."""
    if sheet.hidden:
        if table.required and table.published and table.id not in visible:
            return f"《{table.title}》在隐藏的工作表中；请取消隐藏后重新上传"
        return ""
    if first is not None:
        return f"与工作表“{first.name}”重复，都是《{table.title}》；请只保留一张"
    if len(sheet.name) > LONGEST_SHEET_NAME:
        return f"工作表名称有{len(sheet.name)}个字，最多{LONGEST_SHEET_NAME}个；请改短"
    return ""
