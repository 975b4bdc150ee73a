"""One workbook with the tables of many units, as finance systems export it.

Each sheet is one table; two columns before it, 单位代码 and 单位名称, say whose line it is, and the
lines of all units stand below each other. It is parted by unit, and each part read like the
workbook of that unit; every place named is one of the file.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from disclosures.intake.cells import code, is_blank, is_number, normal
from disclosures.intake.corrections import SheetCorrection
from disclosures.intake.gate import MIB, Limits
from disclosures.intake.lines import is_note
from disclosures.intake.mapping import Mapped, map_workbook
from disclosures.intake.problems import Fault, IntakeError, Problem
from disclosures.intake.recognise import HEAD_ROWS
from disclosures.intake.workbook import CellValue, Sheet, Workbook
from disclosures.standards.model import Standard

BULK_LIMITS = Limits(
    file_bytes=40 * MIB,
    part_bytes=256 * MIB,
    index_bytes=8 * MIB,
    inflated_bytes=512 * MIB,
    cells=3_000_000,
    output_bytes=128 * MIB,
    memory_bytes=1024 * MIB,
    cpu_seconds=30,
    wall_seconds=30,
)
"""What reading the tables of some hundred units may cost, in a job and not in a request."""

MOST_ROWS = 10
"""How many rows of a unit that is not known are named for each sheet."""

_CODE = re.compile(r"(预算)?单位(代码|编码|编号)")
_NAME = re.compile(r"(预算)?单位名称")
_NUMBERING = frozenset({"栏次", "行次"})
NO_UNITS = (
    "没有找到“单位代码”和“单位名称”两栏；请在每张表的最左边加上这两栏，每一行都写明是哪个单位"
)


class BulkUnit(NamedTuple):
    """A unit as the file calls it."""

    code: str
    name: str

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True)
class BulkPart:
    """What the file holds of one unit: ``mapped``, or None and every problem."""

    unit: BulkUnit
    mapped: Mapped | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Bulk:
    """The workbook of each unit, in the order of the file; ``ignored`` are sheets without units."""

    units: Mapping[BulkUnit, Workbook]
    ignored: tuple[str, ...]


class _Parted(NamedTuple):
    """A sheet, and where its two columns stand: the row of their heads, the code, the name."""

    sheet: Sheet
    head: int
    code: int
    name: int

    def unit(self, row: int) -> str:
        """The code of the unit whose line a row is, '' where it names none."""
        return code([self.sheet.value(row, self.code)])

    def values(self, row: int) -> list[CellValue]:
        """What stands in a row."""
        return [value for value in self.sheet.rows[row] if not is_blank(value)]

    def body(self) -> Iterator[int]:
        """The lines below the heads, down to the notes; rows of heads and of numbers are none."""
        begun = False
        for row in range(self.head + 1, len(self.sheet.rows)):
            values = self.values(row)
            if is_note(self.sheet, row):
                return
            begun = begun or bool(self.unit(row))
            if values and not _numbers_columns(values) and (begun or any(map(is_number, values))):
                yield row

    def line(self, row: int) -> tuple[CellValue, ...]:
        """A row without what says whose it is."""
        own = {self.code, self.name}
        return tuple(None if n in own else value for n, value in enumerate(self.sheet.rows[row]))


def _numbers_columns(values: Sequence[CellValue]) -> bool:
    """Whether these are the numbers of columns: they say so first, or are 1, 2, 3 …"""
    if not values or normal(values[0]) in _NUMBERING:
        return bool(values)
    return all(code([value]) == str(number) for number, value in enumerate(values, 1))


def map_bulk(
    workbook: Workbook,
    standard_for: Callable[[BulkUnit], Standard | None],
    file: str = "",
    corrections: Iterable[SheetCorrection] = (),
) -> Iterator[BulkPart]:
    """The figures of each unit in turn; ``standard_for`` gives None for a unit it does not know.

    Raises IntakeError, before the first part, where the file cannot be parted by unit.
    """
    corrections = tuple(corrections)
    parts = part(workbook)
    return (
        _mapped(unit, own, standard_for(unit), file, corrections)
        for unit, own in parts.units.items()
    )


def _mapped(
    unit: BulkUnit,
    own: Workbook,
    standard: Standard | None,
    file: str,
    corrections: Iterable[SheetCorrection],
) -> BulkPart:
    if standard is None:
        message = f"没有登记单位代码为“{unit.code}”的单位（{unit.name}）；请核对代码，或先登记单位"
        return BulkPart(unit, None, (Problem(message),))
    try:
        return BulkPart(unit, map_workbook(own, standard, file, corrections))
    except IntakeError as error:
        return BulkPart(unit, None, error.problems)


def part(workbook: Workbook) -> Bulk:
    """The workbook of each unit. Raises IntakeError."""
    found = [(sheet, _columns(sheet)) for sheet in workbook.sheets if not sheet.hidden]
    parted = [columns for _, columns in found if columns]
    if not parted:
        raise IntakeError([Problem(NO_UNITS)])
    names, problems = _names(parted)
    if problems:
        raise IntakeError(problems)
    sheets = [_by_unit(columns) for columns in parted]
    return Bulk(
        {
            BulkUnit(code, name): replace(
                workbook, sheets=tuple(sheet.get(code, sheet[""]) for sheet in sheets)
            )
            for code, name in names.items()
        },
        tuple(sheet.name for sheet, columns in found if not columns),
    )


def names_units(workbook: Workbook) -> bool:
    """Whether any sheet has the two columns, so that the workbook is one of many units."""
    return any(_columns(sheet) for sheet in workbook.sheets if not sheet.hidden)


def rows_of(bulk: Bulk, unit: BulkUnit) -> str:
    """Where the lines of ``unit`` stand: 工作表“公开03表”第8、9行."""
    places = []
    for number, sheet in enumerate(bulk.units[unit].sheets):
        others = (
            other.sheets[number].numbers for name, other in bulk.units.items() if name != unit
        )
        shared = {row for rows in others for row in rows or ()}
        own = [row + 1 for row in sheet.numbers or () if row not in shared]
        if own:
            more = "等" if len(own) > MOST_ROWS else ""
            rows = "、".join(map(str, own[:MOST_ROWS]))
            places.append(f"工作表“{sheet.name}”第{rows}{more}行")
    return "；".join(places)


def _columns(sheet: Sheet) -> _Parted | None:
    """Where the two columns stand, None for a sheet that does not have both."""
    for number, row in enumerate(sheet.rows[:HEAD_ROWS]):
        texts = [normal(value) for value in row]
        codes = [place for place, text in enumerate(texts) if _CODE.fullmatch(text)]
        names = [place for place, text in enumerate(texts) if _NAME.fullmatch(text)]
        if codes and names:
            return _Parted(sheet, number, codes[0], names[0])
    return None


def _names(sheets: Iterable[_Parted]) -> tuple[Mapping[str, str], list[Problem]]:
    """The name of each unit by its code; lines of nobody and units of two names are problems."""
    names: dict[str, str] = {}
    problems: list[Problem] = []
    for parted in sheets:
        faults: list[Fault] = []
        for row in parted.body():
            unit = parted.unit(row)
            name = str(parted.sheet.value(row, parted.name) or "").strip()
            if not unit:
                faults.append(Fault(row, parted.code, "这一行没有单位代码；请写明是哪个单位"))
            elif normal(names.setdefault(unit, name)) != normal(name):
                message = f"单位代码“{unit}”前面写的是“{names[unit]}”，这里又写“{name}”；请改正"
                faults.append(Fault(row, parted.name, message))
        problems += [fault.problem(parted.sheet) for fault in faults]
    return names, problems


def _by_unit(parted: _Parted) -> Mapping[str, Sheet]:
    """The part of each unit; "" is the part of a unit that has no line here."""
    rows: dict[str, list[int]] = {"": []}
    for row in parted.body():
        rows.setdefault(parted.unit(row), []).append(row)
    first = min((row for own in rows.values() for row in own), default=len(parted.sheet.rows))
    above = [row for row in range(first) if not _numbers_columns(parted.values(row))]
    return {unit: _sheet(parted, [*above, *own]) for unit, own in rows.items()}


def _sheet(parted: _Parted, rows: list[int]) -> Sheet:
    return replace(parted.sheet, rows=tuple(map(parted.line, rows)), numbers=tuple(rows))
