"""Every identity: held by sound accounts, broken by one sheet each; findings compared whole."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.checks import identities
from disclosures.checks.finding import Finding, Severity
from disclosures.checks.identities import cell_name
from disclosures.facts import Fact, FactSheet
from disclosures.standards.model import Standard
from disclosures.sums import sums_of
from disclosures.tables import Cell, RowSource
from tests.disclosures import samples

PAGE = Path(__file__).parents[3] / "docs" / "checks.md"

FOLDER = Path(__file__).parent

WAN = Decimal(10000)


def accounts(standard: Standard) -> dict[str, str]:
    """accounts.toml by address, as far as the standard has the tables."""
    tables = tomllib.loads((FOLDER / "accounts.toml").read_text("utf-8"))
    return {
        f"{table}/{row}/{column}": str(value)
        for table, rows in tables.items()
        if table in standard.tables
        for row, columns in rows.items()
        for column, value in columns.items()
    }


@pytest.fixture(scope="module", params=samples.SHIPPED, ids=lambda of: f"{of[0]}-{of[1]}")
def standard(request: pytest.FixtureRequest) -> Standard:
    return samples.standard(*request.param)


@pytest.fixture(scope="module")
def sichuan() -> Standard:
    return samples.standard()


def test_sound_accounts_have_no_findings(standard: Standard) -> None:
    assert identities.run(standard, samples.sheet(standard, accounts(standard))) == ()
    rounded = samples.sheet(standard, accounts(standard), rounded=True)
    assert identities.run(standard, rounded) == ()


def test_an_empty_sheet_has_no_findings(standard: Standard) -> None:
    assert identities.run(standard, FactSheet(standard.year, {})) == ()


# ---- one sheet for each identity ----------------------------------------------------------------

T1, T2, T3, T4 = "income_expenditure", "income", "expenditure", "appropriation"
T5, T6, T7, T8 = "general_public", "general_public_basic", "three_public", "government_fund"

BROKEN = tomllib.loads((FOLDER / "broken.toml").read_text("utf-8"))
"""By id: figures in 万元 that break exactly this identity, the message, the cells of both sides."""


@pytest.mark.parametrize("id", BROKEN)
def test_a_broken_identity_is_the_only_finding(id: str, sichuan: Standard) -> None:
    broken = BROKEN[id]
    sheet = samples.sheet(sichuan, broken["figures"])
    left, right = (tuple(map(Cell.parse, broken[side])) for side in ("left", "right"))
    found, expected = (
        sum((sheet.value(cell) or Decimal(0) for cell in side), Decimal(0))
        for side in (left, right)
    )
    assert identities.run(sichuan, sheet) == (
        Finding(id, Severity.ERROR, broken["message"], left + right, found, expected),
    )


def ids_of(standard: Standard) -> set[str]:
    """Every id that the data of a standard names."""
    columns = {c.check for t in standard.tables.values() for c in t.columns() if c.sum_of}
    rows = {
        row.check
        for table in standard.tables.values()
        for block in table.blocks
        for row in block.rows
        if row.sum_of
    }
    blocks = {
        block.hierarchy_check
        for table in standard.tables.values()
        for block in table.blocks
        if block.hierarchy_check
    }
    return columns | rows | blocks | {identity.id for identity in standard.identities}


def test_every_id_of_the_standards_is_broken_once() -> None:
    shipped = set().union(*(ids_of(samples.standard(*of)) for of in samples.SHIPPED))
    assert set(BROKEN) == shipped


def test_the_page_lists_every_id() -> None:
    listed = re.findall(r"^\| ([A-Z]\d\d) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted({*BROKEN, "T01", "W01", "W02", "W03"})


# ---- every rule, one by one ---------------------------------------------------------------------


CODES = {
    RowSource.FUNCTION: ("total", "205", "20501", "2050199"),
    RowSource.ECONOMIC: ("total", "301", "30101"),
}


def rules(standard: Standard) -> Iterator[tuple[str, str, tuple[Cell, ...], tuple[Cell, ...]]]:
    """(id, relation, left, right) of every sum and identity, with a code for every row."""
    known = {
        f"{table.id}/{code}/{column.id}": "1"
        for table in standard.tables.values()
        for column in table.columns()
        for code in CODES.get(table.blocks[0].source, ())
    }
    sheet = samples.sheet(standard, known)
    for table in standard.tables.values():
        for total in sums_of(table, sheet, standard.codes):
            yield total.check, "=", (total.total,), total.parts
    for identity in standard.identities:
        left, right = (
            tuple(cell._replace(row="205") if cell.row == "*" else cell for cell in side)
            for side in (identity.left, identity.right)
        )
        yield identity.id, identity.relation, left, right


def test_each_rule_alone_gives_its_finding_and_nothing_else(standard: Standard) -> None:
    count = 0
    for id, relation, left, right in rules(standard):
        count += 1
        cells = {cell: Fact(WAN) for cell in right}
        cells |= {left[0]: Fact(WAN * (len(right) + 1))}
        sheet = FactSheet(standard.year, cells)
        mine = [f for f in identities.run(standard, sheet) if set(f.cells) == {*left, *right}]
        assert [(f.id, f.severity, f.found, f.expected) for f in mine] == [
            (id, Severity.ERROR, WAN * (len(right) + 1), WAN * len(right))
        ], (id, left)
        assert f"，应{'不大于' if relation == '<=' else '为'} " in mine[0].message
        held = FactSheet(standard.year, cells | {left[0]: Fact(WAN * len(right))})
        assert [f for f in identities.run(standard, held) if set(f.cells) == {*left, *right}] == []
    assert count > 80


def test_at_most_allows_less(sichuan: Standard) -> None:
    figures = {f"{T6}/30217/amount": "7", f"{T7}/total/final_reception": "8"}
    assert identities.run(sichuan, samples.sheet(sichuan, figures)) == ()


# ---- the accounts, disturbed --------------------------------------------------------------------

SUM = "应等于各项之和"

DISTURBED = [
    (
        f"{T1}/other/amount",
        "11",
        [
            f"收入支出决算总表“本年收入合计”金额{SUM}："
            "填报 150.00万元，应为 151.00万元，差 1.00万元",
            "收入支出决算总表与收入决算表的其他收入应相等："
            "填报 11.00万元，应为 10.00万元，差 1.00万元",
        ],
    ),
    (
        f"{T5}/2050199/total",
        "75.01",
        [
            f"一般公共预算财政拨款支出决算表“2050199 其他教育管理事务支出”本年支出·合计{SUM}："
            "填报 75.01万元，应为 75.00万元，差 0.01万元",
            f"一般公共预算财政拨款支出决算表“20501 教育管理事务”本年支出·合计{SUM}："
            "填报 75.00万元，应为 75.01万元，差 0.01万元",
        ],
    ),
    (
        f"{T7}/total/budget_total",
        "19.0001",
        [
            f"一般公共预算财政拨款“三公”经费支出决算表“合计”预算数·合计{SUM}："
            "填报 19.0001万元，应为 19.00万元，差 0.0001万元",
        ],
    ),
    (
        "matters/vehicles_special/value",
        "1",
        [f"其他重要事项数据“国有资产：车辆”数值{SUM}：填报 3辆，应为 4辆，差 1辆"],
    ),
]


@pytest.mark.parametrize(("cell", "value", "messages"), DISTURBED, ids=[d[0] for d in DISTURBED])
def test_one_wrong_figure_in_sound_accounts(
    cell: str, value: str, messages: list[str], sichuan: Standard
) -> None:
    sheet = samples.sheet(sichuan, {**accounts(sichuan), cell: value})
    found = identities.run(sichuan, sheet)
    assert [finding.message for finding in found] == messages
    assert {finding.severity for finding in found} == {Severity.ERROR}


# ---- rounding and unknown -----------------------------------------------------------------------


def rounded_sheet(standard: Standard, total: str, *parts: str, known: int = 0) -> FactSheet:
    """本年收入合计 and as many of its parts, rounded except the first ``known`` parts."""
    rows = ("general_public_income", "government_fund_income", "state_capital_income")
    cells = {Cell(T1, "income_of_year", "amount"): Fact(Decimal(total) * WAN, rounded=True)}
    for number, (row, part) in enumerate(zip(rows, parts, strict=False)):
        cells[Cell(T1, row, "amount")] = Fact(Decimal(part) * WAN, rounded=number >= known)
    return FactSheet(standard.year, cells)


@pytest.mark.parametrize(
    ("total", "parts", "severity"),
    [
        ("1.01", ("1",), Severity.NOTE),
        ("1.0101", ("1",), Severity.ERROR),
        ("1.015", ("0.5", "0.5"), Severity.NOTE),
        ("0.985", ("0.5", "0.5"), Severity.NOTE),
        ("1.0151", ("0.5", "0.5"), Severity.ERROR),
        ("0.9849", ("0.5", "0.5"), Severity.ERROR),
        ("1.02", ("0.5", "0.25", "0.25"), Severity.NOTE),
        ("1.0201", ("0.5", "0.25", "0.25"), Severity.ERROR),
    ],
)
def test_rounded_figures_may_miss_by_the_allowance(
    total: str, parts: tuple[str, ...], severity: Severity, sichuan: Standard
) -> None:
    findings = identities.run(sichuan, rounded_sheet(sichuan, total, *parts))
    assert [(finding.id, finding.severity) for finding in findings] == [("E01", severity)]


def test_only_rounded_figures_count(sichuan: Standard) -> None:
    one_exact = rounded_sheet(sichuan, "1.015", "0.5", "0.5", known=1)
    assert [finding.severity for finding in identities.run(sichuan, one_exact)] == [Severity.ERROR]


def test_a_miss_by_rounding_says_so(sichuan: Standard) -> None:
    (finding,) = identities.run(sichuan, rounded_sheet(sichuan, "1.01", "1.00"))
    assert finding.message == (
        "收入支出决算总表“本年收入合计”金额应等于各项之和："
        "填报 1.01万元，应为 1.00万元，差 0.01万元，为四舍五入差异"
    )


def test_an_exact_miss_of_one_cent_is_an_error(sichuan: Standard) -> None:
    cells = {
        Cell(T1, "income_total", "amount"): Fact(Decimal("100.01")),
        Cell(T1, "expenditure_total", "amount"): Fact(Decimal("100.00")),
    }
    (finding,) = identities.run(sichuan, FactSheet(2020, cells))
    assert (finding.severity, finding.message) == (
        Severity.ERROR,
        "收入支出决算总表：收入总计应等于支出总计："
        "填报 0.010001万元，应为 0.01万元，差 0.000001万元",
    )


def test_at_most_within_rounding_is_a_note(sichuan: Standard) -> None:
    figures = {f"{T6}/30217/amount": "8.01", f"{T7}/total/final_reception": "8"}
    findings = identities.run(sichuan, samples.sheet(sichuan, figures, rounded=True))
    assert [(finding.id, finding.severity) for finding in findings] == [("E32", Severity.NOTE)]


@pytest.mark.parametrize(
    "figures",
    [
        {f"{T1}/income_total/amount": "9"},
        {f"{T1}/expenditure_total/amount": "9"},
        {f"{T1}/other/amount": "9"},
        {f"{T5}/205/total": "9"},
        {f"{T4}/expenditure_of_year/state_capital": "9"},
        {"matters/procurement_micro/value": "9"},
    ],
    ids=lambda figures: next(iter(figures)),
)
def test_a_side_of_which_nothing_is_known_is_not_checked(
    figures: dict[str, str], sichuan: Standard
) -> None:
    assert identities.run(sichuan, samples.sheet(sichuan, figures)) == ()


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (f"{T1}/income_of_year/amount", "收入支出决算总表“本年收入合计”金额"),
        (f"{T3}/total/total", "支出决算表“合计”本年支出合计"),
        (
            f"{T5}/2050199/basic",
            "一般公共预算财政拨款支出决算表“2050199 其他教育管理事务支出”本年支出·基本支出",
        ),
        (f"{T5}/2999999/basic", "一般公共预算财政拨款支出决算表“2999999”本年支出·基本支出"),
        ("appropriation_detail/30201/total", "财政拨款支出决算明细表“30201 办公费”合计"),
        (
            f"{T7}/total/final_purchase",
            "一般公共预算财政拨款“三公”经费支出决算表“合计”决算数·公务用车购置及运行维护费·公务用车购置费",
        ),
        (f"{T1}/other/x", "收入支出决算总表“八、其他收入”x"),
    ],
)
def test_a_cell_has_a_name(cell: str, name: str, sichuan: Standard) -> None:
    assert cell_name(Cell.parse(cell), sichuan) == name
