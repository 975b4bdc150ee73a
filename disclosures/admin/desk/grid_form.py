"""One table as a form to type in: heads, lines and fields, as the official form lays them out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from disclosures import amounts
from disclosures.admin.desk.places import cell_id
from disclosures.facts import Fact, FactSheet, rows_of
from disclosures.intake.totals import classification_of, formulas_of, totals_of
from disclosures.intake.typed import Place
from disclosures.standards.model import Standard
from disclosures.tables import TOTAL, Block, Cell, Column, HeadCell, Measure, Row, RowSource, Table
from disclosures.tables import head as head_of

UNITS = {"万元": amounts.YUAN_PER_WAN, "元": Decimal(1)}
"""The units a page can be typed in, in 元."""

Texts = Mapping[Place, str]
"""What was typed and could not be stored, by place."""


@dataclass(frozen=True)
class Field:
    """The field of one figure. ``base`` is the stored figure in 元, '' for none, ``text`` as shown.

    ``total``: computed and not to be typed. ``differs``: a total that is not the sum of its
    parts.
    ``origin`` says where the figure came from, ``problem`` why what was typed is not stored.
    """

    place: Place
    label: str
    base: str
    text: str
    measure: Measure
    unit: str
    total: bool = False
    differs: bool = False
    origin: str = ""
    published: bool = False
    problem: str = ""

    @property
    def id(self) -> str:
        return cell_id(*self.place)

    @property
    def name(self) -> str:
        """The place as the page and its script write it: ``table/row/column``."""
        return place_name(self.place)

    @property
    def problem_id(self) -> str:
        return f"{self.id}-problem"

    @property
    def counted(self) -> bool:
        return self.measure is Measure.COUNT


@dataclass(frozen=True)
class Line:
    """One line: what stands before the figures, and the fields; none in an empty line of the form.

    ``parent`` is the code above it, ``removable`` says that it can be taken away again.
    """

    key: str
    stub: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]
    level: int = 0
    strong: bool = False
    parent: str = ""
    removable: bool = False
    name: str = ""

    @property
    def title(self) -> str:
        return " ".join(text for kind, text in self.stub if kind != "line" and text)


@dataclass(frozen=True)
class Part:
    """One block of the form. ``index`` is its place in the table."""

    index: int
    title: str
    head: tuple[tuple[HeadCell, ...], ...]
    lines: tuple[Line, ...]
    source: RowSource
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()

    @property
    def classified(self) -> bool:
        return self.source in (RowSource.FUNCTION, RowSource.ECONOMIC)

    @property
    def growing(self) -> bool:
        """Whether lines can be added."""
        return self.source is not RowSource.FIXED

    @property
    def listed(self) -> bool:
        return self.source is RowSource.ENTRIES


@dataclass(frozen=True)
class Form:
    """A table of a standard over a sheet, amounts in ``unit``.

    ``more`` are codes to show although they have no figures yet.
    """

    table: Table
    standard: Standard
    sheet: FactSheet
    unit: str
    more: Sequence[str] = ()
    typed: Texts = field(default_factory=dict)
    problems: Texts = field(default_factory=dict)

    def parts(self) -> tuple[Part, ...]:
        """The blocks with all their lines."""
        numbers = 1
        made = []
        for index, block in enumerate(self.table.blocks):
            made.append(self._part(index, block, numbers))
            numbers += len(block.columns)
        return tuple(made)

    def fields(self) -> Iterator[Field]:
        """Every field, in the order of the form."""
        for part in self.parts():
            for line in part.lines:
                yield from line.fields

    def _part(self, index: int, block: Block, number: int) -> Part:
        own = replace(block, title="", code_parts=())
        alone = replace(self.table, blocks=(own,), column_numbers=False)
        head = head_of(alone)
        if self.table.column_numbers:
            head = (*head, tuple(_numbers(block, number)))
        computing = _Computing(self)
        lines = tuple(computing.line(block, row) for row in self._rows(block))
        return Part(index, block.title, head, lines, block.source, block.columns, block.rows)

    def _rows(self, block: Block) -> Iterator[Row]:
        if block.source is RowSource.ENTRIES:
            known = {row for table, row in self.sheet.labels if table == self.table.id}
            keys = known | set(self.sheet.row_keys(self.table.id))
            for key in sorted(keys, key=int):
                yield Row(key, self.sheet.labels.get((self.table.id, key), ""))
            return
        if block.fixed:
            yield from block.rows
            return
        yield from rows_of(self.table, block, self._with_more(block), self.standard.codes)

    def _with_more(self, block: Block) -> FactSheet:
        """The sheet as if the lines of ``more`` had figures, to have them shown in their places."""
        codes = classification_of(block, self.standard.codes)
        if codes is None or not self.more:
            return self.sheet
        new = {
            Cell(self.table.id, code, block.columns[0].id): Fact(Decimal(0))
            for code in self.more
            if code in codes
        }
        return replace(self.sheet, facts={**new, **self.sheet.facts})


class _Computing:
    """Makes the fields of a form, knowing which are totals."""

    def __init__(self, form: Form) -> None:
        self.form = form
        table, sheet, codes = form.table, form.sheet, form.standard.codes
        self.totals = totals_of(table, sheet, codes)
        self.formulas = formulas_of(table, sheet.row_keys(table.id), codes)

    def line(self, block: Block, row: Row) -> Line:
        codes = classification_of(block, self.form.standard.codes)
        code = codes.get(row.key) if codes else None
        listed = block.source is RowSource.ENTRIES
        parent = TOTAL if block.total else ""
        return Line(
            row.key,
            tuple((kind, _stub(kind, row)) for kind, _ in block.stub),
            tuple(self._field(block, row, column) for column in block.columns if row.key),
            row.level,
            row.strong,
            (code.parent or parent) if code else "",
            removable=listed or code is not None,
            name=row.label if listed else "",
        )

    def _field(self, block: Block, row: Row, column: Column) -> Field:
        form = self.form
        cell = row.target or Cell(form.table.facts_table, row.key, column.id)
        place = Place(cell, row.prior)
        holder = form.sheet.prior if row.prior else form.sheet
        fact = holder.facts.get(cell) if holder else None
        value = fact.value if fact else None
        total = not row.prior and cell in self.totals
        counted = row.measure is Measure.COUNT
        unit = row.unit if counted else form.unit
        return Field(
            place,
            _label(block, row, column),
            "" if value is None else f"{value:f}",
            form.typed.get(place, shown(value, UNITS[form.unit], counted)),
            row.measure,
            unit,
            total=total,
            differs=total and not self._agrees(cell, fact),
            origin=str(fact.source) if fact else "",
            published=fact is not None and fact.source.kind == "publication",
            problem=form.problems.get(place, ""),
        )

    def _agrees(self, cell: Cell, total: Fact | None) -> bool:
        """Whether a total is what its known parts add up to, rounding aside, in one way."""
        facts = self.form.sheet.facts
        ways = ([facts[part] for part in way if part in facts] for way in self.formulas[cell])
        return total is not None and any(_is_sum(total, parts) for parts in ways if parts)


def _is_sum(total: Fact, parts: Sequence[Fact]) -> bool:
    gap = total.value - sum((part.value for part in parts), Decimal(0))
    allowance = amounts.rounding_allowance(sum(fact.rounded for fact in (total, *parts)))
    return abs(gap) <= allowance


def place_name(place: Place) -> str:
    """The name of a place: ``table/row/column``, with ``prior/`` in front for last year's."""
    return f"{'prior/' if place.prior else ''}{place.cell}"


def shown(value: Decimal | None, unit: Decimal, counted: bool = False) -> str:
    """A figure as it stands in its field: with separators, and with every digit it has."""
    if value is None:
        return ""
    if counted:
        return amounts.trimmed(value)
    return f"{value:,.2f}" if unit == 1 else f"{Decimal(amounts.exact_wan(value)):,f}"


def description(form: Form, part: Part) -> dict[str, object]:
    """What the script has to know of a block: which columns and rows are the sum of which."""
    return {
        "source": part.source.value,
        "columns": [{"id": column.id, "sum": column.sum_of} for column in part.columns],
        "rows": {row.key: row.sum_of for row in part.rows if row.sum_of},
        "hierarchy": bool(form.table.blocks[part.index].hierarchy_check),
        "total": TOTAL if form.table.blocks[part.index].total else "",
    }


def _numbers(block: Block, first: int) -> Iterator[HeadCell]:
    """The 栏次 line of a block whose first column is number ``first``."""
    names = [kind for kind, _ in block.stub if kind != "line"]
    if names:
        yield HeadCell("栏次", len(names), 1)
    yield from (HeadCell("", 1, 1) for kind, _ in block.stub if kind == "line")
    yield from (HeadCell(str(first + index), 1, 1) for index in range(len(block.columns)))


def _stub(kind: str, row: Row) -> str:
    if kind == "line":
        return "" if row.line is None else str(row.line)
    return {"code": row.code, "label": row.label, "unit": row.unit}[kind]


def _label(block: Block, row: Row, column: Column) -> str:
    """The accessible name of a field: its row and its column."""
    names = (row.code, row.label, "·".join((*filter(None, [block.title]), *column.labels)))
    return " ".join(name for name in names if name)
