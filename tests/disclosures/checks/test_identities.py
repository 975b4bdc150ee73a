"""Every identity: held by sound accounts, broken by one sheet each; findings compared whole."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.checks import identities
from disclosures.checks.catalogue import CATALOGUE
from disclosures.checks.finding import Finding, Severity
from disclosures.checks.naming import cell_name
from disclosures.facts import Fact, FactSheet
from disclosures.standards.model import IdentityDef, Standard
from disclosures.sums import sums_of
from disclosures.tables import Cell, RowSource
from tests.disclosures import samples
from tests.disclosures.checks.world import accounts

FOLDER = Path(__file__).parent

WAN = Decimal(10000)


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
    entry = CATALOGUE[id]
    whole = Finding(id, entry.severity, broken["message"], left + right, found, expected, entry.fix)
    assert identities.run(sichuan, sheet) == (whole,)


# ---- every rule, one by one ---------------------------------------------------------------------


CODES = {
    RowSource.FUNCTION: ("total", "205", "20501", "2050199"),
    RowSource.ECONOMIC: ("total", "301", "30101"),
}


def sums(standard: Standard) -> Iterator[IdentityDef]:
    """Every sum of the tables as a rule, with a code for every row."""
    known = {
        f"{table.id}/{code}/{column.id}": "1"
        for table in standard.tables.values()
        for column in table.columns()
        for code in CODES.get(table.blocks[0].source, ())
    }
    sheet = samples.sheet(standard, known)
    for table in standard.tables.values():
        for total in sums_of(table, sheet, standard.codes):
            yield IdentityDef(total.check, "", (total.total,), total.parts)


def amounts_of(standard: Standard) -> Iterator[IdentityDef]:
    """Every sum and every rule between amounts of one document, with a code for every row."""
    yield from sums(standard)
    for rule in standard.identities:
        if rule.document or rule.relation in ("together", "implies"):
            continue
        row = "301" if any(c.table == "appropriation_detail" for c in rule.left) else "205"
        left, right = (
            tuple(c._replace(row={"*": row, "+": "1"}.get(c.row, c.row)) for c in side)
            for side in (rule.left, rule.right)
        )
        yield replace(rule, left=left, right=right)


def test_each_rule_alone_gives_its_finding(standard: Standard) -> None:
    words = {"=": "，应为 ", "<=": "，应不大于 ", ">=": "，应不小于 "}
    count = 0
    for rule in amounts_of(standard):
        count += 1
        off = 1 if rule.relation != ">=" else -1
        cells = dict.fromkeys((*rule.right, *rule.requires, rule.left[0]), Fact(WAN))
        cells |= dict.fromkeys(rule.left[1:], Fact(Decimal(0)))
        held = WAN * len(rule.right)
        for value in (held, held + WAN * off):
            sheet = FactSheet(standard.year, cells | {rule.left[0]: Fact(value)})
            mine = [
                (f.severity, f.found, f.expected, words[rule.relation] in f.message)
                for f in identities.run(standard, sheet, rule.bodies or "mixed")
                if f.id == rule.id and {*f.cells} == {*rule.left, *rule.right}
            ]
            severity = CATALOGUE[rule.id].severity
            wrong = value != held
            assert mine == ([(severity, value, held, True)] if wrong else []), rule
    assert count > 90


@pytest.mark.parametrize("unknown", ["left", "right"])
def test_both_sides_or_neither(standard: Standard, unknown: str) -> None:
    rules = [rule for rule in standard.identities if rule.relation == "together"]
    assert rules
    for rule in rules:
        one, other = rule.left[0], rule.right[0]
        filled, empty = (one, other) if unknown == "right" else (other, one)
        sheet = FactSheet(standard.year, {filled: Fact(WAN)})
        beside = Cell(empty.table, next(iter(standard.tables[empty.table].fixed_rows())), "x")
        known = FactSheet(standard.year, {filled: Fact(WAN), beside: Fact(Decimal(0))})
        zero = FactSheet(standard.year, {filled: Fact(WAN), empty: Fact(Decimal(0))})
        for case, expected in ((zero, 1), (known, 1), (sheet, int(one.table == other.table))):
            mine = [f for f in identities.run(standard, case) if f.cells == (one, other)]
            assert len(mine) == expected, rule


def test_at_most_allows_less(sichuan: Standard) -> None:
    figures = {f"{T6}/30217/amount": "7", f"{T7}/total/final_reception": "8"}
    assert identities.run(sichuan, samples.sheet(sichuan, figures)) == ()


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


def test_a_rounded_zero_beside_a_count_is_a_note(sichuan: Standard) -> None:
    cells = {
        Cell("matters", "reception_domestic_batches", "value"): Fact(Decimal(1)),
        Cell("matters", "reception_domestic", "value"): Fact(Decimal(0), rounded=True),
    }
    (finding,) = identities.run(sichuan, FactSheet(2020, cells))
    assert (finding.id, finding.severity, finding.message) == (
        "N13",
        Severity.NOTE,
        "国内公务接待批次与国内公务接待支出应同时有数或同时为0："
        "其他重要事项数据“国内公务接待批次”数值填报 1批次，"
        "其他重要事项数据“国内公务接待支出”数值为0，可能为四舍五入",
    )


@pytest.mark.parametrize(
    "figures",
    [
        {f"{T1}/income_total/amount": "9"},
        {f"{T1}/expenditure_total/amount": "9"},
        {f"{T1}/other/amount": "9"},
        {f"{T5}/205/total": "9"},
        {f"{T4}/expenditure_of_year/general_public": "9"},
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
