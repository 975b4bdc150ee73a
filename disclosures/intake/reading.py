"""One sheet read as one table: its cells become facts, or problems with their places."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures import amounts
from disclosures.facts import Fact, Source
from disclosures.intake.cells import Unreadable, amount, count, is_blank, normal, shown
from disclosures.intake.layout import Columns, Layout, Missing, layout_of
from disclosures.intake.leftovers import ignored_cells, ignored_columns
from disclosures.intake.lines import (
    Name,
    RowOf,
    UnknownRow,
    alike,
    is_note,
    is_numbering,
    name_of,
    rows_of_block,
    same_name,
)
from disclosures.intake.problems import Fault, Problem
from disclosures.intake.recognise import UNITS, money_unit, wrong_year
from disclosures.intake.remarks import Remarks, Renamed
from disclosures.intake.workbook import Sheet
from disclosures.standards.model import Standard
from disclosures.tables import Cell, Measure, Row, RowSource, Table

MOST_PROBLEMS = 200
"""A sheet with as many problems is read no further."""

MOST_ENTRIES = 2000
"""Lines of one list, such as receptions; each is a line of the preview and of the publication."""

LONGEST_LABEL = 200
"""Characters in the name of an entry, as many as the database keeps."""

NO_RESULT = "公式没有计算结果；请在 Excel 或 WPS 中打开文件，保存后重新上传"

_HEADS_NAMED = 3


@dataclass(frozen=True)
class SheetFacts:
    """What a sheet holds: facts in 元 of its year and of the year before, and names of entries.

    ``remarks`` say what was left out, and which codes go by another name.
    """

    facts: Mapping[Cell, Fact]
    prior: Mapping[Cell, Fact]
    labels: Mapping[tuple[str, str], str]
    remarks: Remarks = Remarks()


@dataclass(frozen=True)
class _Figure:
    """A figure that was read; ``unit`` is how many 元 its cell counts in, None for a count."""

    value: Decimal
    cell: str
    unit: Decimal | None

    @property
    def in_wan(self) -> bool:
        return self.unit == amounts.YUAN_PER_WAN


def read_sheet(
    sheet: Sheet,
    table: Table,
    standard: Standard,
    source: Source,
    said: Mapping[str, str] | None = None,
) -> tuple[SheetFacts, list[Problem]]:
    """The facts of ``sheet`` read as ``table``, and every problem in the order of its cells.

    The facts count only where there is no problem. ``source`` names the file, ``said`` is what a
    person said of the columns (``layout.layout_of``).
    """
    reader = _Reader(sheet, table, standard)
    reader.read(layout_of(sheet, table, said))
    problems = [fault.problem(sheet) for fault in sorted(reader.faults)]
    return reader.facts(replace(source, sheet=sheet.name)), problems


class _Reader:
    """``figures`` are by address and by whether they are of the year before."""

    def __init__(self, sheet: Sheet, table: Table, standard: Standard) -> None:
        self.sheet = sheet
        self.table = table
        self.standard = standard
        self.unit = Decimal(1)
        self.figures: dict[tuple[Cell, bool], _Figure] = {}
        self.labels: dict[tuple[str, str], str] = {}
        self.faults: list[Fault] = []
        self.renamed: list[Renamed] = []
        self.remarks = Remarks()

    def facts(self, source: Source) -> SheetFacts:
        """A figure in 万元 is marked rounded where all of them have two places at most."""
        in_wan = [figure.value for figure in self.figures.values() if figure.in_wan]
        rounded = all(value % amounts.ROUNDED_STEP == 0 for value in in_wan)
        years: tuple[dict[Cell, Fact], dict[Cell, Fact]] = ({}, {})
        for (address, prior), figure in self.figures.items():
            place = replace(source, cell=figure.cell)
            years[prior][address] = Fact(figure.value, place, rounded and figure.in_wan)
        return SheetFacts(*years, self.labels, self.remarks)

    def read(self, layout: Layout | Missing) -> None:
        if isinstance(layout, Missing):
            heads = "、".join(f"“{head}”" for head in layout.heads[:_HEADS_NAMED])
            more = f"等{len(layout.heads)}" if len(layout.heads) > _HEADS_NAMED else ""
            message = f"没有找到{heads}{more}栏，请使用《{self.table.title}》的规定表样"
            self.faults.append(Fault.of_sheet(message))
            return
        for place, head in layout.repeated.items():
            self._fault(layout.first_row - 1, place, f"“{head}”栏重复，请只保留一栏")
        if self._fits(layout.top):
            end = self._read_body(layout)
            self.remarks = Remarks(
                tuple(ignored_columns(self.sheet, layout, end)),
                ignored_cells(self.sheet, layout, end),
                tuple(self.renamed),
            )

    def _fits(self, top: int) -> bool:
        """Whether the sheet is of the year at hand; finds its unit of money too."""
        rows = self.table.fixed_rows().values()
        prior = any(row.prior for row in rows)
        faults = wrong_year(self.sheet, top, self.standard.year, prior)
        self.faults += faults
        if not rows or any(row.measure is Measure.MONEY for row in rows):
            self.unit, unclear = money_unit(self.sheet, top)
            self.faults += unclear
        return not faults

    def _fault(self, row: int, column: int, message: str) -> None:
        self.faults.append(Fault(row, column, message))

    def _read_body(self, layout: Layout) -> int:
        """Reads all lines; returns the row of the notes, or how many rows there are."""
        codes = self.standard.codes
        finders = [rows_of_block(self.table, columns.block, codes) for columns in layout.blocks]
        for row in range(layout.first_row, len(self.sheet.rows)):
            if is_note(self.sheet, row):
                return row
            if len(self.faults) >= MOST_PROBLEMS:
                self._fault(row, 0, "问题太多，从这一行起没有检查；请先改正以上各处")
                return row
            if len(self.labels) > MOST_ENTRIES:
                return row
            if is_numbering(self.sheet, row, layout):
                continue
            for columns, find in zip(layout.blocks, finders, strict=True):
                self._read_line(layout, columns, find, row)
        return len(self.sheet.rows)

    def _read_line(self, layout: Layout, columns: Columns, find: RowOf, row: int) -> None:
        """Reads one line of one block; a line without figures says nothing."""
        places = {id: place for id, place in columns.figures.items() if self._filled(row, place)}
        if not places:
            return
        uncalculated = [place for place in columns.names if self._uncalculated(row, place)]
        for place in uncalculated:
            self._fault(row, place, NO_RESULT)
        if uncalculated:
            return
        if columns.block.source is RowSource.ENTRIES:
            target = self._entry(columns, row)
        else:
            target = self._row(layout, columns, find, row)
        if target is not None:
            self._read_figures(target, columns, places, row)

    def _filled(self, row: int, column: int) -> bool:
        return not is_blank(self.sheet.value(row, column)) or self._uncalculated(row, column)

    def _uncalculated(self, row: int, column: int) -> bool:
        return self.sheet.address(row, column) in self.sheet.formulas_without_value

    def _row(self, layout: Layout, columns: Columns, find: RowOf, row: int) -> Row | None:
        """The row of the form a line is; None with a fault where it is none."""
        if not columns.names:
            return columns.block.rows[0]
        name = name_of(self.sheet, row, layout, columns)
        if name is None:
            self._fault(row, columns.names[0], "这一行有数字，却没有写明是什么项目")
            return None
        if repeated := self._repeated(name, layout, columns, row):
            return repeated
        try:
            found = find(name.code, name.label)
        except UnknownRow as error:
            self._fault(row, name.column, str(error))
            return None
        self._compare(name, found, columns, row)
        return found

    def _repeated(self, name: Name, layout: Layout, columns: Columns, row: int) -> Row | None:
        """The row of a name that the form repeats, told by its order; None of any other name."""
        same = alike(columns.block, name.label)
        if name.code or len(same) < 2:
            return None
        lines = [
            line
            for line in range(layout.first_row, len(self.sheet.rows))
            if (other := name_of(self.sheet, line, layout, columns)) and other.label == name.label
        ]
        return same[lines.index(row)] if len(lines) == len(same) else None

    def _compare(self, name: Name, found: Row, columns: Columns, row: int) -> None:
        """Notes a code that goes by another name than the official one."""
        place = columns.stub.get("label", -1)
        if name.code and name.label and not same_name(name.label, found.label):
            written = str(self.sheet.value(row, place)).strip()
            cell = self.sheet.address(row, place)
            self.renamed.append(Renamed(self.sheet.name, cell, found.code, written, found.label))

    def _entry(self, columns: Columns, row: int) -> Row | None:
        """A row for each entry of a list; its 合计 is none."""
        place = columns.stub["label"]
        text = str(self.sheet.value(row, place) or "").strip()
        if normal(text) == columns.block.total_label:
            return None
        if not normal(text) or len(text) > LONGEST_LABEL:
            found = (
                f"有{len(text)}个字，最多{LONGEST_LABEL}个" if text else "是空的，而这一行有数字"
            )
            self._fault(row, place, f"名称{found}；请改正")
            return None
        key = str(len(self.labels) + 1)
        self.labels[self.table.id, key] = text
        if len(self.labels) > MOST_ENTRIES:
            self._fault(row, place, f"明细超过{MOST_ENTRIES}行，没有再往下读；请合并后重新上传")
            return None
        return Row(key, text)

    def _read_figures(
        self, target: Row, columns: Columns, places: Mapping[str, int], row: int
    ) -> None:
        unit = self._unit_of(target, columns, row)
        for id, place in places.items():
            address = (target.target or Cell(self.table.id, target.key, id), target.prior)
            if earlier := self.figures.get(address):
                name = " ".join(filter(None, (target.code, target.label)))
                same = f"，都是“{name}”" if name else ""
                self._fault(row, place, f"与{earlier.cell}重复{same}；请合并为一行")
                return
            value = self._value(row, place, unit)
            if value is not None:
                self.figures[address] = _Figure(value, self.sheet.address(row, place), unit)

    def _unit_of(self, target: Row, columns: Columns, row: int) -> Decimal | None:
        """How many 元 a line counts in, by its 计量单位 or else by the sheet; None for a count."""
        place = columns.stub.get("unit", -1)
        text = normal(self.sheet.value(row, place))
        money = target.measure is Measure.MONEY
        if text and money != (text in UNITS):
            expected = "“万元”或“元”" if money else f"“{target.unit}”"
            self._fault(row, place, f"计量单位应为{expected}，填的是“{shown(text)}”")
        return UNITS.get(text, self.unit) if money else None

    def _value(self, row: int, place: int, unit: Decimal | None) -> Decimal | None:
        if self._uncalculated(row, place):
            self._fault(row, place, NO_RESULT)
            return None
        value = self.sheet.value(row, place)
        try:
            return count(value) if unit is None else amount(value, unit)
        except Unreadable as error:
            self._fault(row, place, str(error))
            return None
