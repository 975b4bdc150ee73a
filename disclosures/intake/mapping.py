"""From the sheets of a workbook to facts, by the tables of a standard.

All or nothing: every problem is collected with its sheet and cell, and any problem means no facts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from disclosures.facts import Fact, Source
from disclosures.intake.problems import IntakeError, Problem
from disclosures.intake.reading import SheetFacts, read_sheet
from disclosures.intake.recognise import table_of
from disclosures.intake.workbook import Sheet, Workbook
from disclosures.standards.model import Standard
from disclosures.tables import Cell, Table

__all__ = ["IntakeError", "Mapped", "Problem", "map_workbook"]

LONGEST_SHEET_NAME = 31
"""Characters, as in Excel and WPS."""


@dataclass(frozen=True)
class Mapped:
    """What a workbook holds: facts in 元 of the year and of the year before, names of entries.

    ``tables`` are the tables found, in the order of the sheets. ``ignored`` names the sheets that
    no table of the standard answers to, ``hidden`` the hidden ones, which are never read.
    """

    facts: Mapping[Cell, Fact]
    prior: Mapping[Cell, Fact]
    labels: Mapping[tuple[str, str], str]
    tables: tuple[str, ...]
    ignored: tuple[str, ...]
    hidden: tuple[str, ...]


def map_workbook(workbook: Workbook, standard: Standard, file: str = "") -> Mapped:
    """The facts of ``workbook`` in 元; ``file`` is its name, for the source of each.

    Raises IntakeError with every problem found.
    """
    sheets = _recognised(workbook, standard)
    visible = {table.id for sheet, table in sheets if table and not sheet.hidden}
    source = Source("workbook", file, workbook.sha256)
    problems = list(_missing(standard, sheets))
    chosen: dict[str, Sheet] = {}
    read: list[SheetFacts] = []
    for sheet, table in sheets:
        if table is None:
            continue
        if fault := _refusal(sheet, table, chosen.get(table.id), visible):
            problems.append(Problem(fault, sheet.name))
        elif not sheet.hidden:
            chosen[table.id] = sheet
            facts, faults = read_sheet(sheet, table, standard, source)
            read.append(facts)
            problems += faults
    if problems:
        raise IntakeError(problems)
    return Mapped(
        facts={cell: fact for part in read for cell, fact in part.facts.items()},
        prior={cell: fact for part in read for cell, fact in part.prior.items()},
        labels={row: text for part in read for row, text in part.labels.items()},
        tables=tuple(chosen),
        ignored=tuple(sheet.name for sheet, table in sheets if not table and not sheet.hidden),
        hidden=tuple(sheet.name for sheet, _ in sheets if sheet.hidden),
    )


def _recognised(workbook: Workbook, standard: Standard) -> list[tuple[Sheet, Table | None]]:
    """Every sheet with the table it holds; a view of another table is never read."""
    tables = [standard.tables[name] for name in (*standard.order, *standard.supplementary)]
    own = [table for table in tables if not table.view_of]
    return [(sheet, table_of(sheet, own)) for sheet in workbook.sheets]


def _missing(standard: Standard, sheets: list[tuple[Sheet, Table | None]]) -> Iterator[Problem]:
    found = {table.id for _, table in sheets if table}
    if not found:
        first = standard.published_tables()[0]
        yield Problem(
            f"没有找到任何公开表格，如《{first.title}》；请上传按规定表样填写的工作簿，"
            "每张表一个工作表，表名写在表格上方"
        )
        return
    for table in standard.published_tables():
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
