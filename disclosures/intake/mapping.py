"""From the sheets of a workbook to facts, by the tables of a standard.

All or nothing: every problem is collected with its sheet and cell, and any problem means no facts.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from disclosures import amounts
from disclosures.classification import Classification
from disclosures.facts import Fact, Source
from disclosures.intake.recognise import (
    Columns,
    Layout,
    has_money,
    layout_of,
    money_unit,
    normal,
    table_of,
    years,
)
from disclosures.intake.workbook import CellValue, Sheet, Workbook
from disclosures.standards.model import Standard
from disclosures.tables import TOTAL, Cell, Measure, Row, RowSource, Table

_BLANKS = frozenset({"", "-", "—", "－", "--", "——", "/"})
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_MOST = Decimal(10) ** 15


@dataclass(frozen=True)
class Problem:
    """One thing a clerk has to mend, with the place it stands."""

    message: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        if not self.sheet:
            return self.message
        return f"工作表“{self.sheet}”{self.cell}：{self.message}"


class IntakeError(Exception):
    """A workbook that cannot be taken in; ``problems`` lists why, in the order of the sheets."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass
class Mapped:
    """What a workbook holds: facts of the year, of the year before, names of rows, and the rest.

    ``ignored`` names the sheets that no table of the standard answers to.
    """

    facts: dict[Cell, Fact] = field(default_factory=dict)
    prior: dict[Cell, Fact] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)


def map_workbook(workbook: Workbook, standard: Standard, file: str = "") -> Mapped:
    """The facts of ``workbook`` in 元. Raises IntakeError with every problem found."""
    mapped = Mapped()
    problems: list[Problem] = []
    tables = [table for table in standard.tables.values() if not table.view_of]
    for sheet in workbook.sheets:
        table = table_of(sheet, tables)
        if table is None:
            mapped.ignored.append(sheet.name)
        elif table.id in mapped.tables:
            problems.append(Problem(f"与前面的工作表重复，都是《{table.title}》", sheet.name))
        else:
            mapped.tables.append(table.id)
            source = Source("workbook", file, workbook.sha256, sheet.name)
            problems += _SheetReader(sheet, table, standard, source, mapped).read()
    problems += _missing_sheets(standard, mapped)
    if problems:
        raise IntakeError(problems)
    return mapped


def _missing_sheets(standard: Standard, mapped: Mapped) -> Iterator[Problem]:
    for table in standard.published_tables():
        if table.required and not table.view_of and table.id not in mapped.tables:
            yield Problem(f"缺少《{table.title}》：工作簿中没有以此为标题的工作表，请补上后再上传")


class _SheetReader:
    """Reads one sheet as one table into ``mapped``."""

    def __init__(
        self, sheet: Sheet, table: Table, standard: Standard, source: Source, mapped: Mapped
    ) -> None:
        self.sheet = sheet
        self.table = table
        self.standard = standard
        self.source = source
        self.mapped = mapped
        self.problems: list[Problem] = []
        self.multiplier = Decimal(1)
        self.read_facts: dict[tuple[Cell, bool], Fact] = {}

    def read(self) -> list[Problem]:
        if not self._accept_head():
            return self.problems
        layout = layout_of(self.sheet, self.table)
        if not isinstance(layout, Layout):
            self._problem(f"没有找到“{layout}”一栏，请使用《{self.table.title}》的规定表样")
            return self.problems
        for columns in layout.blocks:
            self._read_block(columns, layout.first_row)
        if not self.problems:
            self._store()
        return self.problems

    def _accept_head(self) -> bool:
        year = self.standard.year
        other = years(self.sheet) - {year, year - 1}
        if other or (years(self.sheet) and year not in years(self.sheet)):
            found = max(other or years(self.sheet))
            self._problem(f"标明的是{found}年，应为{year}年的数据")
            return False
        if has_money(self.table):
            unit = money_unit(self.sheet)
            if unit is None:
                self._problem("没有找到“金额单位：万元”或“金额单位：元”一行，请在表头注明金额单位")
                return False
            self.multiplier = amounts.YUAN_PER_WAN if unit == "万元" else Decimal(1)
        return True

    def _read_block(self, columns: Columns, first_row: int) -> None:
        entries = 0
        for row in range(first_row, len(self.sheet.rows)):
            if self._is_note(row):
                return
            figures = self._figures(columns, row)
            if self._is_number_row(row):
                continue
            if columns.block.source is RowSource.ENTRIES:
                entries += self._read_entry(columns, row, entries + 1, figures)
                continue
            target = self._row_of(columns, row, bool(figures))
            if target is not None:
                for column, value in figures.items():
                    self._keep(target, column, value, row, columns.figures[column])
                if not columns.block.stub and figures:
                    return

    def _figures(self, columns: Columns, row: int) -> dict[str, CellValue]:
        values = {id: self.sheet.value(row, number) for id, number in columns.figures.items()}
        return {
            id: value
            for id, value in values.items()
            if normal(value) not in _BLANKS or self._uncalculated(row, columns.figures[id])
        }

    def _uncalculated(self, row: int, column: int) -> bool:
        return self.sheet.address(row, column) in self.sheet.formulas_without_value

    def _row_of(self, columns: Columns, row: int, needed: bool) -> Row | None:
        """The row of the standard a line stands for; a problem when a needed one is unknown."""
        if not columns.block.stub:
            return columns.block.rows[0]
        code = _code(self.sheet.value(row, columns.stub.get("code", -1)))
        label = normal(self.sheet.value(row, columns.stub.get("label", -1)))
        found = (
            self._fixed_row(columns, code, label)
            if columns.block.fixed
            else self._classified_row(columns, code, label)
        )
        if found is None and needed:
            kind, shown = ("code", code) if code and code.isdigit() else ("label", label or code)
            what = "不认识的科目编码" if kind == "code" else "不认识的项目"
            hint = f"，{self.standard.year}年科目表中没有" if kind == "code" else f"，《{self.table.title}》没有这一行"
            place = columns.stub.get(kind, columns.stub.get("label", 0))
            self._problem(f"{what}“{shown}”{hint}，请核对", row, place)
        return found

    def _fixed_row(self, columns: Columns, code: str, label: str) -> Row | None:
        rows = [row for row in columns.block.rows if row.key]
        if code:
            match = next((row for row in rows if row.code == code), None)
            if match is not None:
                return match
        names = {label, code} - {""}
        return next((row for row in rows if normal(row.label) in names), None)

    def _classified_row(self, columns: Columns, code: str, label: str) -> Row | None:
        block = columns.block
        if normal(block.total_label) in (code, label):
            return Row(TOTAL, block.total_label)
        classification: Classification = (
            self.standard.codes.function
            if block.source is RowSource.FUNCTION
            else self.standard.codes.economic_department
        )
        known = classification.get(code) if code else None
        return Row(known.code, known.name, code=known.code) if known else None

    def _read_entry(
        self, columns: Columns, row: int, number: int, figures: dict[str, CellValue]
    ) -> int:
        label = str(self.sheet.value(row, columns.stub["label"]) or "").strip()
        if not label and not figures:
            return 0
        if not label:
            self._problem("这一行有金额但没有事项名称", row, columns.stub["label"])
            return 0
        self.mapped.labels[self.table.id, str(number)] = label
        for column, value in figures.items():
            entry = Row(str(number), label)
            self._keep(entry, column, value, row, columns.figures[column])
        return 1

    def _keep(self, row: Row, column: str, value: CellValue, line: int, place: int) -> None:
        number = self._number(value, line, place)
        if number is None:
            return
        money = row.measure is Measure.MONEY
        if not money and number != number.to_integral_value():
            self._problem(f"“{row.label}”应为整数，填的是“{value}”", line, place)
            return
        exact = amounts.rounded(number * self.multiplier) if money else number
        address = row.target or Cell(self.table.id, row.key, column)
        if (address, row.prior) in self.read_facts:
            self._problem(f"“{row.label or row.key}”重复出现，请合并为一行", line, place)
            return
        source = Source(
            "workbook", self.source.file, self.source.sha256, self.sheet.name,
            self.sheet.address(line, place),
        )
        self.read_facts[address, row.prior] = Fact(exact, source)

    def _number(self, value: CellValue, line: int, place: int) -> Decimal | None:
        if self._uncalculated(line, place):
            self._problem("公式没有计算结果，请先在 Excel 或 WPS 中打开并保存", line, place)
            return None
        number = _decimal(value)
        if number is None:
            shown = str(value) if len(str(value)) <= 20 else f"{str(value)[:20]}…"
            self._problem(f"这里应为数字，填的是“{shown}”", line, place)
        elif abs(number * self.multiplier) >= _MOST:
            self._problem(f"“{value}”超出了可以填报的范围，请核对金额单位", line, place)
            return None
        return number

    def _store(self) -> None:
        """Hands the facts over; a sheet in 万元 with two places at most is marked as rounded."""
        rounded = self.multiplier != 1 and all(
            fact.value % amounts.ROUNDED_STEP == 0
            for (cell, _), fact in self.read_facts.items()
            if self._is_money(cell)
        )
        for (cell, prior), fact in self.read_facts.items():
            kept = Fact(fact.value, fact.source, rounded and self._is_money(cell))
            (self.mapped.prior if prior else self.mapped.facts)[cell] = kept

    def _is_money(self, cell: Cell) -> bool:
        row = self.standard.tables[cell.table].fixed_rows().get(cell.row)
        return row is None or row.measure is Measure.MONEY

    def _is_note(self, row: int) -> bool:
        first = next((normal(value) for value in self.sheet.rows[row] if normal(value)), "")
        return first.startswith(("注:", "说明:", "注：", "说明："))

    def _is_number_row(self, row: int) -> bool:
        """栏次: the line of column numbers 1, 2, 3 … under the heads."""
        texts = [normal(value) for value in self.sheet.rows[row] if normal(value)]
        if "栏次" in texts:
            return True
        return len(texts) > 1 and texts == [str(n) for n in range(1, len(texts) + 1)]

    def _problem(self, message: str, row: int | None = None, column: int = 0) -> None:
        cell = "" if row is None else self.sheet.address(row, column)
        self.problems.append(Problem(message, self.sheet.name, cell))


def _code(value: CellValue) -> str:
    """A code as text: 2010601.0 and “2010601 ” are 2010601."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return str(int(value))
    return normal(value)


def _decimal(value: CellValue) -> Decimal | None:
    """A number as a clerk may write it: 1,234.50, full-width digits; None when it is none."""
    if isinstance(value, bool | date) or value is None:
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    text = unicodedata.normalize("NFKC", value).strip().replace(" ", "")
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
