"""The lines of a list that a clerk names: the occasions of 公务接待."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from disclosures.facts import FactSheet
from disclosures.intake.cells import normal
from disclosures.intake.reading import LONGEST_LABEL
from disclosures.models.disclosure import Disclosure
from disclosures.models.fact import RowLabel
from disclosures.standards.model import Standard
from disclosures.tables import Block, RowSource, Table

MOST_LINES = 999
"""Lines of one list."""

RowName = tuple[str, str]
"""Table and row."""


class Naming(NamedTuple):
    """The name typed for line ``row`` of ``table``; ``base`` is what it was called then.

    '' takes the line away, once its figures are gone. ``row`` '' is a new line.
    """

    table: str
    row: str
    text: str
    base: str = ""


@dataclass(frozen=True)
class Renamed:
    """The names of all lines as they are now; those not stored, with the reason.

    ``added`` are the keys of new lines, ``changed`` says whether any name is another than before.
    """

    labels: Mapping[RowName, str]
    refused: Mapping[RowName, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    changed: bool = False


def entries_block(table: Table) -> Block | None:
    """The block of ``table`` whose lines a clerk names, None where it has none."""
    return next((block for block in table.blocks if block.source is RowSource.ENTRIES), None)


def rename(
    disclosure: Disclosure, standard: Standard, sheet: FactSheet, names: Sequence[Naming]
) -> Renamed:
    """Stores the names that can be stored. ``sheet`` is the sheet as it is to be stored."""
    labels = dict(sheet.labels)
    refused: dict[RowName, str] = {}
    added: list[str] = []
    for name in names:
        row = name.row or _next_row(sheet, labels, name.table)
        if reason := _refusal(name, row, standard, sheet, labels):
            refused[name.table, name.row] = reason
            continue
        text = name.text.strip()
        place = RowLabel.objects.filter(disclosure=disclosure, table=name.table, row=row)
        if text:
            labels[name.table, row] = text
            place.update_or_create(
                disclosure=disclosure, table=name.table, row=row, defaults={"text": text}
            )
        else:
            labels.pop((name.table, row), None)
            place.delete()
        if not name.row:
            added.append(row)
    return Renamed(labels, refused, tuple(added), labels != sheet.labels)


def _refusal(
    name: Naming, row: str, standard: Standard, sheet: FactSheet, labels: Mapping[RowName, str]
) -> str:
    """Why ``name`` cannot be stored, '' when it can."""
    table = standard.tables.get(name.table)
    block = entries_block(table) if table else None
    now = labels.get((name.table, row), "")
    if table is None or block is None or (name.row and not now and row not in _rows(sheet, table)):
        return "没有这一行，可能已被删除；请刷新页面"
    text = name.text.strip()
    if now not in (name.base, text):
        return f"这一行的名称已被改为“{now}”，没有保存；请刷新页面后再改"
    if not text and row in _rows(sheet, table):
        return "这一行还有数字，名称不能为空"
    if len(text) > LONGEST_LABEL:
        return f"名称有{len(text)}个字，最多{LONGEST_LABEL}个；请改短"
    if text and (not normal(text) or normal(text) == block.total_label or not text.isprintable()):
        return f"“{text[:20]}”不能作名称；请写明是什么事项"
    if text and not name.row and int(row) > MOST_LINES:
        return f"最多{MOST_LINES}行，没有添加"
    return "" if text or name.row else "请先填写名称"


def _rows(sheet: FactSheet, table: Table) -> tuple[str, ...]:
    return sheet.row_keys(table.id)


def _next_row(sheet: FactSheet, labels: Mapping[RowName, str], table: str) -> str:
    used = [*sheet.row_keys(table), *(row for of, row in labels if of == table)]
    return str(max(map(int, used), default=0) + 1)
