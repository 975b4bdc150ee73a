"""What is written is read again exactly, and whatever is read is taken in or refused."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from disclosures import classification
from disclosures.document.tree import Document
from disclosures.facts import Fact, FactSheet
from disclosures.intake.mapping import IntakeError, Mapped, map_workbook
from disclosures.intake.workbook import CellValue, Sheet, Workbook, address, read_workbook
from disclosures.renderers.excel import render_tables
from disclosures.standards.loader import load
from disclosures.standards.model import Standard
from disclosures.tables import TOTAL, Cell, Measure, RowSource
from tests.disclosures import samples
from tests.disclosures.intake.workbooks import FORMS, from_file, national, workbook
from tests.disclosures.samples import intake_tables

Values = dict[Cell, Decimal]

FEN = st.integers(-(10**13), 10**13).map(lambda fen: Decimal(fen) / 100)
COUNTS = st.integers(0, 10**9).map(Decimal)
NAMES = st.text("接待单位来访调研0129AZ（）：、，+=-/ ", min_size=1, max_size=12).map(str.strip)


def standards() -> list[Standard]:
    codes = classification.load(2020)
    sichuan = load("sichuan", "final_accounts", 2020, "department", codes)
    budgets = [samples.budget(*of) for of in samples.BUDGETS]
    return [national(2020), national(2022), sichuan, *budgets]


def places(standard: Standard) -> Iterator[tuple[Cell, bool, Measure]]:
    """Every cell a workbook of this standard can hold: whether of last year, and what it is."""
    for name in (*standard.order, *standard.supplementary):
        table = standard.tables[name]
        for block in () if table.view_of else table.blocks:
            known = {
                RowSource.FUNCTION: standard.codes.function,
                RowSource.ECONOMIC: standard.codes.economic_department,
            }.get(block.source)
            keys = [] if known is None else [TOTAL, *(code.code for code in known)][::7]
            for column in block.columns:
                for key in keys:
                    yield Cell(name, key, column.id), False, Measure.MONEY
                for row in block.rows:
                    if row.key:
                        own = Cell(name, row.key, column.id)
                        yield row.target or own, row.prior, row.measure


@st.composite
def sheets(draw: st.DrawFn, standard: Standard) -> FactSheet:
    """A sheet of up to forty figures and three entries."""
    values: tuple[dict[Cell, Fact], dict[Cell, Fact]] = ({}, {})
    chosen = st.lists(st.sampled_from(list(places(standard))), max_size=40, unique=True)
    for cell, prior, measure in draw(chosen):
        value = draw(FEN if measure is Measure.MONEY else COUNTS)
        values[prior][cell] = Fact(value)
    labels = {}
    most = 3 if "reception_occasions" in standard.tables else 0
    names = NAMES.filter(lambda name: name.strip(" -/") != "")
    for number, name in enumerate(draw(st.lists(names, max_size=most)), 1):
        labels["reception_occasions", str(number)] = name
        values[False][Cell("reception_occasions", str(number), "amount")] = Fact(draw(FEN))
    prior_sheet = FactSheet(standard.year - 1, values[True])
    return FactSheet(standard.year, values[False], labels, prior_sheet)


def written(sheet: FactSheet, standard: Standard) -> bytes:
    words = {**standard.words, "unit": "测试单位", "year": str(standard.year)}
    words["prior_year"] = str(standard.year - 1)
    document = Document(
        "测试", "测试单位", standard.year, standard.kind, standard.jurisdiction, (), "演示数据"
    )
    return render_tables(intake_tables(standard, sheet, words), document)


def assert_same(mapped: Mapped, sheet: FactSheet) -> None:
    assert sheet.prior is not None
    assert plain(mapped.facts) == plain(sheet.facts)
    assert plain(mapped.prior) == plain(sheet.prior.facts)
    assert mapped.labels == sheet.labels
    assert (mapped.ignored, mapped.hidden) == ((), ())


def plain(facts: Mapping[Cell, Fact]) -> Values:
    return {cell: fact.value for cell, fact in facts.items()}


@pytest.mark.parametrize("standard", standards(), ids=lambda standard: standard.id)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_written_is_read_again(standard: Standard, data: st.DataObject) -> None:
    sheet = data.draw(sheets(standard))
    assert_same(map_workbook(from_file(written(sheet, standard)), standard), sheet)


@pytest.mark.parametrize("standard", standards(), ids=lambda standard: standard.id)
@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_written_to_a_file_is_read_again(standard: Standard, data: st.DataObject) -> None:
    sheet = data.draw(sheets(standard))
    assert_same(map_workbook(read_workbook(written(sheet, standard)), standard), sheet)


# Anything at all

WORDS = [
    *("合计", "总计", "栏次", "注：", "说明：无", "205", "2050102", "9999999", "项目", "本年支出"),
    *("金额", "基本支出", "2019年度", "单位：元", "金额单位：", "千元", "收入决算表", "#REF!", "-"),
    *("５", "1,234.5", "(1)", "12%", "教育支出", "八、其他收入", "类", "\u200b", "二〇一九年", "("),
]
VALUES: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.text(max_size=8),
    st.booleans(),
    st.integers(),
    st.integers(0, 20),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda value: Decimal(repr(value))),
    st.dates(),
    st.datetimes(),
)
CHANGES = st.lists(
    st.tuples(st.sampled_from(list(FORMS)), st.integers(0, 16), st.integers(0, 12), VALUES),
    max_size=25,
)


def changed(sheet: Sheet, cells: dict[tuple[int, int], CellValue]) -> Sheet:
    height = max([len(sheet.rows), *(row + 1 for row, _ in cells)])
    rows = []
    for row in range(height):
        width = max([0, *(column + 1 for at, column in cells if at == row)])
        old = sheet.rows[row] if row < len(sheet.rows) else ()
        new = [*old, *[None] * (width - len(old))]
        for (at, column), value in cells.items():
            if at == row:
                new[column] = value
        rows.append(tuple(new))
    formulas = frozenset(address(*place) for place, value in cells.items() if value is None)
    return Sheet(sheet.name, tuple(rows), sheet.hidden, formulas)


@settings(max_examples=300, deadline=None)
@given(changes=CHANGES, names=st.lists(st.text(max_size=40), max_size=3), hidden=st.integers(0, 20))
def test_any_workbook_is_taken_in_or_refused(
    changes: list[tuple[str, int, int, CellValue]], names: list[str], hidden: int
) -> None:
    pages = dict(zip(FORMS, workbook().sheets, strict=True))
    for id, page in pages.items():
        cells = {(row, column): value for form, row, column, value in changes if form == id}
        pages[id] = changed(page, cells)
    sheets = [
        Sheet(
            names[index] if index < len(names) else page.name,
            page.rows,
            index == hidden,
            page.formulas_without_value,
        )
        for index, page in enumerate(pages.values())
    ]
    assert_taken_or_refused(Workbook(tuple(sheets), ""))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.lists(VALUES, max_size=6), max_size=14), max_size=3))
def test_anything_is_taken_in_or_refused(sheets: list[list[list[CellValue]]]) -> None:
    assume(any(sheets))
    pages = (Sheet("收入决算表", tuple(map(tuple, rows))) for rows in sheets)
    assert_taken_or_refused(Workbook(tuple(pages), ""))


def assert_taken_or_refused(book: Workbook) -> None:
    """Facts in 元 with two places, or sentences in the order of the sheets."""
    try:
        mapped = map_workbook(book, national())
    except IntakeError as error:
        assert error.problems
        assert all(len(str(problem)) < 400 for problem in error.problems)
        return
    for fact in (*mapped.facts.values(), *mapped.prior.values()):
        assert abs(fact.value) < 10**15
        assert fact.value == fact.value.quantize(Decimal("0.01"))
        assert fact.source.cell
