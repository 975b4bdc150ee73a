"""A block copied from a spreadsheet: which cell of a table each of its figures is for.

Nothing is stored here. The lines may carry codes or names in front, as they stand in the official
form; then they find their own rows, as in an uploaded workbook. Otherwise they fill the table from
the cell that has the focus, to the right and downwards.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from disclosures.classification import Classification, Code
from disclosures.facts import FactSheet
from disclosures.intake.cells import Unreadable, amount, code, is_blank, normal, shown
from disclosures.intake.lines import UnknownRow, rows_of_block
from disclosures.intake.naming import entries_block
from disclosures.intake.totals import classification_of
from disclosures.intake.typed import Place
from disclosures.standards.model import Standard
from disclosures.tables import Block, Cell, Row, RowSource, Table

MOST_LINES = 2000
"""Lines of a pasted block."""

_STUB_AT_MOST = 5
_NUMBERING = frozenset({"栏次", "行次"})

_ONE = Decimal(1)

Line = Sequence[str]


class Anchor(NamedTuple):
    """The cell with the focus: block of the table, row and column; ``rows`` are those shown.

    ``row`` is '' where no cell has the focus.
    """

    block: int
    row: str
    column: str
    rows: tuple[str, ...]


class NewEntry(NamedTuple):
    """A line of a list that is not there yet: its name, and a text for each of its columns."""

    name: str
    texts: tuple[tuple[str, str], ...]


@dataclass
class Pasted:
    """What a block says: a text for each cell, the lines to add, and what has no place."""

    cells: list[tuple[Place, str]] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    entries: list[NewEntry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_paste(
    text: str, table: Table, standard: Standard, sheet: FactSheet, anchor: Anchor
) -> Pasted:
    """The figures of ``text``, a copied block: tabs between cells, one line a row."""
    pasted = Pasted()
    try:
        lines = _lines(text)
    except csv.Error:
        pasted.problems.append("粘贴的内容不是表格，没有填入；请在表格软件中选中单元格后复制")
        return pasted
    if len(lines) > MOST_LINES:
        pasted.problems.append(f"粘贴的内容有{len(lines)}行，最多{MOST_LINES}行，没有填入")
        return pasted
    reader = _Reader(table, standard, sheet, anchor, pasted)
    reader.read(lines)
    return pasted


def _lines(text: str) -> list[Line]:
    """Cells by line, all lines of one width; empty lines at the end are none."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]


class _Reader:
    def __init__(
        self, table: Table, standard: Standard, sheet: FactSheet, anchor: Anchor, pasted: Pasted
    ) -> None:
        self.table = table
        self.standard = standard
        self.sheet = sheet
        self.anchor = anchor
        self.pasted = pasted
        self.block = table.blocks[anchor.block]
        self.classification = classification_of(self.block, standard.codes)
        self.path: tuple[str, ...] = ()

    def read(self, lines: Sequence[Line]) -> None:
        body = _without_heads(lines)
        if not body and not all(is_blank(cell) for line in lines for cell in line):
            self.pasted.problems.append("粘贴的内容里没有数字，没有填入")
            return
        width = len(body[0]) if body else 0
        stub = self._stub_width(body)
        if not stub:
            self._plain(lines)
        elif len(self.table.blocks) > 1 and width == sum(map(_width, self.table.blocks)):
            for line in body:
                self._official(line)
        elif width == _width(self.block):
            for line in body:
                self._named(self.block, line, len(self.block.stub))
        else:
            for line in body:
                self._named(self.block, line, stub)

    def _stub_width(self, body: Sequence[Line]) -> int:
        """How many columns at the left are names, not figures; 0 for a block of figures."""
        if not self.block.stub:
            return 0
        columns = list(zip(*body, strict=True))[:_STUB_AT_MOST]
        texts = [index for index, column in enumerate(columns) if _is_of_names(column)]
        if texts:
            return texts[-1] + 1
        return 1 if len(columns) > 1 and self._is_of_codes(columns[0]) else 0

    def _is_of_codes(self, column: Sequence[str]) -> bool:
        known = self.classification
        codes = [code([cell]) for cell in column if not is_blank(cell)]
        if known is not None:
            return bool(codes) and all(written in known for written in codes)
        own = {row.code for row in self.block.rows if row.code}
        return bool(codes) and all(written in own for written in codes)

    def _official(self, line: Line) -> None:
        start = 0
        for block in self.table.blocks:
            end = start + _width(block)
            self._named(block, line[start:end], len(block.stub))
            start = end

    def _named(self, block: Block, line: Line, stub: int) -> None:
        """One line with its name in front; without figures it says nothing."""
        names, texts = line[:stub], line[stub:]
        if all(map(is_blank, texts)) or normal(names[0]) in _NUMBERING:
            return
        columns = [column.id for column in block.columns]
        first = 0
        if len(texts) < len(columns) and block is self.block:
            first = columns.index(self.anchor.column)
        fitting = tuple(zip(columns[first:], texts, strict=False))
        self._too_many(names, texts[len(fitting) :])
        if block.source is RowSource.ENTRIES:
            self._entry(names, fitting)
            return
        try:
            row = self._row(block, names)
        except UnknownRow as error:
            self.pasted.problems.append(f"“{_shown(line)}”没有填入：{error}")
            return
        if row.code and not block.fixed:
            self.pasted.rows.append(row.key)
        for column, text in fitting:
            cell = row.target or Cell(self.table.id, row.key, column)
            self.pasted.cells.append((Place(cell, row.prior), text))

    def _entry(self, names: Line, texts: tuple[tuple[str, str], ...]) -> None:
        name = next((cell.strip() for cell in names if normal(cell)), "")
        block = entries_block(self.table)
        if block and normal(name) == block.total_label:
            return
        labels = self.sheet.labels.items()
        rows = [row for (of, row), text in labels if of == self.table.id and text == name]
        if not rows:
            self.pasted.entries.append(NewEntry(name, texts))
        for column, text in texts if rows else ():
            self.pasted.cells.append((Place(Cell(self.table.id, rows[0], column)), text))

    def _row(self, block: Block, names: Line) -> Row:
        """The row a line names by its code, or by its label."""
        kinds = [kind for kind, _ in block.stub]
        if len(names) == len(kinds):
            names = [name for name, kind in zip(names, kinds, strict=True) if kind != "line"]
        digits = [name for name in names if normal(name).isdigit()] if "code" in kinds else []
        written = code(digits)
        label = next(
            (normal(name) for name in names if not is_blank(name) and name not in digits), ""
        )
        if not written and self.classification and label != normal(block.total_label):
            written = self._code_of(label, self.classification)
        row = rows_of_block(self.table, block, self.standard.codes)(written, label)
        if self.classification and row.code:
            self.path = tuple(step.code for step in self.classification.path(row.code))
        return row

    def _code_of(self, label: str, classification: Classification) -> str:
        """The code of a name; of several the one below the line before it. Raises UnknownRow."""
        found = [entry for entry in classification if normal(entry.name) == label]
        near = [entry for entry in found if entry.parent in ("", *self.path)]
        chosen = found if len(found) == 1 else _deepest(near)
        if len(chosen) == 1:
            return chosen[0].code
        if not found:
            raise UnknownRow(f"{classification.year}年科目中没有“{shown(label)}”")
        raise UnknownRow(f"名为“{shown(label)}”的科目有{len(found)}个，请在前面写明科目编码")

    def _plain(self, lines: Sequence[Line]) -> None:
        """Figures alone, from the cell that has the focus."""
        if lines and not self.anchor.row:
            self.pasted.problems.append(
                "粘贴的内容没有科目编码或名称；请先选中要填入的单元格再粘贴"
            )
            return
        columns = [column.id for column in self.block.columns]
        columns = columns[columns.index(self.anchor.column) :]
        start = self.anchor.rows.index(self.anchor.row) if lines else 0
        rows = self.anchor.rows[start:]
        known = {row.key: row for row in self.block.rows}
        for index, line in enumerate(lines):
            key = rows[index] if index < len(rows) else ""
            if not key:
                self._no_row(line, index < len(rows))
                continue
            self._too_many([f"第{index + 1}行"], line[len(columns) :])
            row = known.get(key, Row(key, ""))
            for column, text in zip(columns, line, strict=False):
                cell = row.target or Cell(self.table.id, key, column)
                self.pasted.cells.append((Place(cell, row.prior), text))

    def _no_row(self, line: Line, empty: bool) -> None:
        if not all(map(is_blank, line)):
            why = "这里是空行" if empty else "下面没有行了"
            self.pasted.problems.append(f"“{_shown(line)}”没有填入：{why}")

    def _too_many(self, names: Line, texts: Line) -> None:
        if not all(map(is_blank, texts)):
            name = _shown(names)
            self.pasted.problems.append(f"{name}右边多出的“{_shown(texts)}”没有填入：没有这么多栏")


def _width(block: Block) -> int:
    return len(block.stub) + len(block.columns)


def _without_heads(lines: Sequence[Line]) -> Sequence[Line]:
    """``lines`` from the first that has a figure; the heads of the form have none."""
    first = next((i for i, line in enumerate(lines) if any(map(_is_number, line))), len(lines))
    return lines[first:]


def _is_of_names(column: Sequence[str]) -> bool:
    """Whether most of what stands in ``column`` is text."""
    filled = [cell for cell in column if not is_blank(cell)]
    return 2 * sum(not _is_number(cell) for cell in filled) > len(filled)


def _is_number(text: str) -> bool:
    try:
        amount(text, _ONE)
    except Unreadable:
        return False
    return True


def _deepest(codes: Sequence[Code]) -> Sequence[Code]:
    level = max((entry.level for entry in codes), default=0)
    return [entry for entry in codes if entry.level == level]


def _shown(cells: Line) -> str:
    return shown(" ".join(cell.strip() for cell in cells if cell.strip()))
