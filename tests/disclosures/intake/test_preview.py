"""What a file would change: exact lines, nothing else, and the figures as they would be."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from disclosures.checks.finding import Finding, Severity
from disclosures.facts import Fact, FactSheet, Source
from disclosures.intake.mapping import Mapped
from disclosures.intake.preview import Line, Marked, Preview, marked, preview
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures.samples import Figures, sheet, standard

NATIONAL = standard("national")

GENERAL = "一般公共预算财政拨款支出决算表"
MATTERS = "其他重要事项数据"
OCCASIONS = "国内公务接待明细"
LAST_YEAR = "上年决算数"


def mapped(
    tables: tuple[str, ...],
    figures: Figures,
    prior: Figures | None = None,
    labels: Mapping[tuple[str, str], str] | None = None,
    of: Standard = NATIONAL,
) -> Mapped:
    """A file with these figures; each stands in its own cell of the sheet “表”."""
    read = sheet(of, figures, prior or {})
    before = read.prior.facts if read.prior else {}
    return Mapped(
        facts=placed(read.facts),
        prior=placed(before),
        labels=labels or {},
        tables=tables,
        ignored=(),
        hidden=(),
    )


def placed(facts: Mapping[Cell, Fact]) -> dict[Cell, Fact]:
    return {
        cell: replace(fact, source=Source("workbook", "a.xlsx", "00", "表", f"C{number}"))
        for number, (cell, fact) in enumerate(facts.items(), 5)
    }


def lines(seen: Preview) -> dict[str, list[Line]]:
    return {
        "new": list(seen.new),
        "changed": list(seen.changed),
        "removed": list(seen.removed),
    }


def test_new_changed_removed_and_unchanged() -> None:
    before = sheet(
        NATIONAL,
        {
            "general_public/total/total": "1080.5",
            "general_public/205/total": "80",
            "general_public/205/basic": "50",
        },
    )
    after = {
        "general_public/total/total": "1080.5",
        "general_public/205/total": "1234.56789",
        "general_public/205/project": "-0.5",
    }
    seen = preview(NATIONAL, before, mapped(("general_public",), after))
    assert lines(seen) == {
        "new": [
            Line(GENERAL, "205 教育支出 本年支出·项目支出", "", "-0.50", "万元", "表", "C7"),
        ],
        "changed": [
            Line(
                GENERAL,
                "205 教育支出 本年支出·合计",
                "80.00",
                "1,234.56789",
                "万元",
                "表",
                "C6",
            )
        ],
        "removed": [Line(GENERAL, "205 教育支出 本年支出·基本支出", "50.00", "", "万元")],
    }
    assert (seen.unchanged, seen.changes, seen.emptied) == (1, 3, ())
    assert seen.tables == (GENERAL,)
    assert {cell: fact.value for cell, fact in seen.sheet.facts.items()} == {
        cell: fact.value for cell, fact in sheet(NATIONAL, after).facts.items()
    }
    assert seen.changed[0].place == "“表”C6"
    assert seen.removed[0].place == ""


def test_tables_the_file_does_not_hold_stay() -> None:
    before = sheet(
        NATIONAL,
        {"general_public/total/total": "80", "income/total/total": "95"},
        {"income_expenditure/income_total/amount": "601.54"},
        {("reception_occasions", "1"): "甲单位"},
    )
    after = mapped(("general_public",), {"general_public/total/total": "81"})
    seen = preview(NATIONAL, before, after)
    assert [line.new for line in seen.changed] == ["81.00"]
    assert (seen.new, seen.removed) == ((), ())
    assert seen.sheet.value(Cell("income", "total", "total")) == Decimal(950000)
    assert seen.sheet.prior == before.prior
    assert seen.sheet.labels == before.labels


def test_a_table_left_empty_loses_its_figures_and_is_named() -> None:
    before = sheet(NATIONAL, {"general_public/total/total": "80", "income/total/total": "95"})
    after = mapped(("general_public", "income", "expenditure"), {"income/total/total": "95"})
    seen = preview(NATIONAL, before, after)
    assert lines(seen) == {
        "new": [],
        "changed": [],
        "removed": [Line(GENERAL, "合计 本年支出·合计", "80.00", "", "万元")],
    }
    assert seen.emptied == (GENERAL,)


def test_counts_and_amounts_in_yuan_are_printed_as_their_tables_print_them() -> None:
    before = sheet(
        NATIONAL,
        {"matters/cars_held/value": "2", "reception_occasions/1/amount": "1568"},
        labels={("reception_occasions", "1"): "甲单位调研"},
    )
    after = mapped(
        ("matters", "reception_occasions"),
        {"matters/cars_held/value": "3", "reception_occasions/1/amount": "568.5"},
        labels={("reception_occasions", "1"): "甲单位调研"},
    )
    assert preview(NATIONAL, before, after).changed == (
        Line(MATTERS, "年末公务用车保有量 数值", "2", "3", "辆", "表", "C5"),
        Line(OCCASIONS, "甲单位调研 金额", "1,568.00", "568.50", "元", "表", "C6"),
    )


def test_names_of_entries() -> None:
    before = sheet(
        NATIONAL,
        {"reception_occasions/1/amount": "5", "reception_occasions/2/amount": "6"},
        labels={("reception_occasions", "1"): "甲单位", ("reception_occasions", "2"): "乙单位"},
    )
    after = mapped(
        ("reception_occasions",),
        {"reception_occasions/1/amount": "5"},
        labels={("reception_occasions", "1"): "=丙单位"},
    )
    seen = preview(NATIONAL, before, after)
    assert lines(seen) == {
        "new": [],
        "changed": [Line(OCCASIONS, "第1项的名称", "甲单位", "=丙单位", "")],
        "removed": [Line(OCCASIONS, "乙单位 金额", "6.00", "", "元")],
    }
    assert seen.sheet.labels == {("reception_occasions", "1"): "=丙单位"}


def test_figures_of_last_year_belong_to_the_table_that_collects_them() -> None:
    total = "income_expenditure/income_total/amount"
    unlisted = "income/total/total"
    before = sheet(
        NATIONAL, {total: "700"}, {total: "601.54", "three_public/total/final_total": "5"}
    )
    rolled = replace(before, prior=sheet(NATIONAL, {unlisted: "95"}).with_prior(None))
    after = mapped(("comparatives",), {}, {total: "602"})
    seen = preview(NATIONAL, before, after)
    assert lines(seen) == {
        "new": [],
        "changed": [
            Line(LAST_YEAR, "收入支出决算总表：总计", "601.54", "602.00", "万元", "表", "C5")
        ],
        "removed": [Line(LAST_YEAR, "“三公”经费支出决算表：合计", "5.00", "", "万元")],
    }
    assert seen.sheet.value(Cell.parse(total)) == Decimal(7000000)
    # Last year's figures that no line of the sheet collects are none of the file's business.
    kept = preview(NATIONAL, rolled, after).sheet.prior
    assert kept is not None and kept.value(Cell.parse(unlisted)) == Decimal(950000)


def test_a_figure_from_a_publication_that_the_file_repeats_stays_one() -> None:
    total = Cell("income_expenditure", "income_total", "amount")
    publication = Source("publication", "2019年度部门决算")
    prior = FactSheet(2019, {total: Fact(Decimal(6015400), publication)})
    before = FactSheet(2020, {}, prior=prior)
    same = mapped(("comparatives",), {}, {str(total): "601.54"})
    other = mapped(("comparatives",), {}, {str(total): "601.55"})
    kept = preview(NATIONAL, before, same).sheet.prior
    restated = preview(NATIONAL, before, other).sheet.prior
    assert kept is not None and kept.facts[total].source == publication
    assert restated is not None and restated.facts[total].source.cell == "C5"


def test_a_figure_known_exactly_is_not_known_worse_by_being_repeated() -> None:
    cell = Cell("general_public", "total", "total")
    exact = sheet(NATIONAL, {str(cell): "80"})
    rounded = sheet(NATIONAL, {str(cell): "80"}, rounded=True)
    other = sheet(NATIONAL, {str(cell): "81"})
    file = replace(mapped(("general_public",), {}), facts=placed(rounded.facts))
    assert not preview(NATIONAL, exact, file).sheet.facts[cell].rounded
    assert preview(NATIONAL, rounded, file).sheet.facts[cell].rounded
    assert preview(NATIONAL, other, file).sheet.facts[cell].rounded


def test_a_code_the_year_does_not_know_is_still_named() -> None:
    before = sheet(NATIONAL, {"general_public/2999999/total": "80"})
    after = mapped(("general_public",), {"general_public/total/total": "80"})
    assert preview(NATIONAL, before, after).removed == (
        Line(GENERAL, "2999999 本年支出·合计", "80.00", "", "万元"),
    )


def test_the_token_stands_for_the_figures_before_and_after() -> None:
    before = sheet(NATIONAL, {"income/total/total": "95"})
    moved = sheet(NATIONAL, {"income/total/total": "96"})
    file = mapped(("general_public",), {"general_public/total/total": "80"})
    other = mapped(("general_public",), {"general_public/total/total": "81"})
    token = preview(NATIONAL, before, file).token
    assert len(token) == 64
    assert preview(NATIONAL, before, file).token == token
    tokens = {
        token,
        preview(NATIONAL, moved, file).token,
        preview(NATIONAL, before, other).token,
    }
    assert len(tokens) == 3


def test_new_findings_are_marked() -> None:
    old = Finding("E01", Severity.ERROR, "甲")
    new = Finding("E01", Severity.ERROR, "乙")
    assert marked((old, new), (old,)) == (Marked(old, False), Marked(new, True))
