"""What is missing: exactly the things a document cannot do without, each named and placed."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.completeness import Missing, Progress, entry_table, progress, required_text
from disclosures.document.assemble import Contributions, assemble
from disclosures.document.tree import Paragraph
from disclosures.facts import Fact, FactSheet
from disclosures.narrative.scope import TextKey, Texts
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures.random_sheets import case
from tests.disclosures.samples import UNIT, every, sheet, standard

THREE_PUBLIC = "一般公共预算财政拨款“三公”经费支出决算表“合计”决算数"
MATTERS = "2020年 其他重要事项数据"

NOTHING_YET = [
    ("figure", "公开02表《收入决算表》没有任何数据"),
    ("figure", "2020年 收入支出决算总表“总计”金额"),
    ("figure", "2020年 收入支出决算总表“本年收入合计”金额"),
    ("figure", "2020年 支出决算表“合计”本年支出合计"),
    ("figure", "2020年 财政拨款收入支出决算总表“总计”金额"),
    ("figure", "2020年 一般公共预算财政拨款支出决算表“合计”本年支出·合计"),
    ("figure", "2020年 一般公共预算财政拨款支出决算表“合计”本年支出·基本支出"),
    ("figure", "2020年 一般公共预算财政拨款基本支出决算表“人员经费合计”决算数"),
    ("figure", "2020年 一般公共预算财政拨款基本支出决算表“公用经费合计”决算数"),
    ("figure", f"2020年 {THREE_PUBLIC}·合计"),
    ("figure", f"2020年 {THREE_PUBLIC}·因公出国（境）费"),
    ("figure", f"2020年 {THREE_PUBLIC}·公务用车购置及运行维护费·小计"),
    ("figure", f"2020年 {THREE_PUBLIC}·公务接待费"),
    ("figure", f"2020年 {THREE_PUBLIC}·公务用车购置及运行维护费·公务用车购置费"),
    ("figure", f"2020年 {THREE_PUBLIC}·公务用车购置及运行维护费·公务用车运行维护费"),
    ("figure", f"{MATTERS}“国内公务接待支出”数值"),
    ("figure", f"{MATTERS}“外事接待支出”数值"),
    ("figure", "2020年 政府性基金预算财政拨款收入支出决算表“合计”本年支出·小计"),
    ("figure", "2020年 国有资本经营预算财政拨款支出决算表“合计”本年支出·合计"),
    ("figure", f"{MATTERS}“机关运行经费支出”数值"),
    ("figure", f"{MATTERS}“政府采购支出总额”数值"),
    ("count", f"{MATTERS}“国有资产：车辆”数值"),
    ("count", f"{MATTERS}“单价50万元以上通用设备”数值"),
    ("count", f"{MATTERS}“单价100万元以上专用设备”数值"),
    ("prose", "“主要职能”的文字"),
    ("prose", "“机构设置”的文字"),
    ("prose", "“预算绩效管理情况”的文字"),
]


def needed(
    of: Standard, over: FactSheet, texts: Texts, contributions: Contributions | None = None
) -> Progress:
    return progress(of, over, texts, assemble(of, over, UNIT, texts, contributions))


def named(of: Progress) -> list[tuple[str, str]]:
    return [(missing.kind, missing.label) for missing in of.missing]


def test_of_an_empty_disclosure_everything_is_missing() -> None:
    national = standard("national")
    found = needed(national, FactSheet(2020, {}), Texts())
    assert named(found) == NOTHING_YET
    assert (found.needed, found.filled, found.percent) == (len(NOTHING_YET), 0, 0)


def test_of_the_demonstration_nothing_is_missing(
    sichuan: Standard, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> None:
    found = needed(sichuan, demonstration_sheet, demonstration_texts)
    assert found.missing == ()
    assert (found.needed, found.filled, found.percent) == (92, 92, 100)


def test_an_empty_cell_that_silences_a_sentence_is_missing(
    sichuan: Standard, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> None:
    cell = Cell("matters", "reception_foreign", "value")
    without = {key: fact for key, fact in demonstration_sheet.facts.items() if key != cell}
    sheet = replace(demonstration_sheet, facts=without)
    found = needed(sichuan, sheet, demonstration_texts)
    label = f"{MATTERS}“外事接待支出”数值"
    assert found.missing == (Missing("figure", label, "matters", cell, 2020),)
    assert (found.needed, found.filled, found.percent) == (92, 91, 98)


def test_one_reason_serves_what_moved_alike_and_a_total_needs_none_beside_its_rows(
    sichuan: Standard, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> None:
    without = {
        key: text
        for key, text in demonstration_texts.explanations.items()
        if key.kind != "budget_reason"
    }
    found = needed(sichuan, demonstration_sheet, Texts(without, demonstration_texts.prose))
    assert [missing.text for missing in found.missing if missing.text] == [
        TextKey("budget_reason", "item", "2050102"),
        TextKey("budget_reason", "item", "2050199"),
        TextKey("budget_reason", "item", "2050803"),
        TextKey("budget_reason", "item", "2101102"),
        TextKey("budget_reason", "three_public"),
    ]


@pytest.mark.parametrize(
    ("figures", "missing"),
    [
        ({}, True),
        ({"appropriation/government_fund_income/amount": "0"}, False),
        ({"appropriation/government_fund_income/amount": "1"}, True),
        (
            {
                "appropriation/government_fund_income/amount": "0",
                "appropriation/opening_government_fund/amount": "1",
            },
            True,
        ),
        ({"government_fund/total/income": "0"}, False),
    ],
)
def test_a_table_that_others_show_to_be_zero_may_be_empty(
    figures: Mapping[str, str], missing: bool
) -> None:
    of = _without_sentence(standard("national"), "government_fund")
    labels = [label for _, label in named(needed(of, sheet(of, figures), Texts()))]
    label = "公开08表《政府性基金预算财政拨款收入支出决算表》没有任何数据"
    assert (label in labels) is missing


def test_a_table_with_a_remark_may_be_empty() -> None:
    national = standard("national")
    texts = Texts(prose={"table.income": "本单位没有收入。"})
    assert named(needed(national, FactSheet(2020, {}), texts)) == NOTHING_YET[1:]


def test_a_slot_that_was_contributed_to_is_not_missing() -> None:
    national = standard("national")
    contributed = {"performance": [Paragraph(("自评完成。",))]}
    found = needed(national, FactSheet(2020, {}), Texts(), contributed)
    assert named(found) == NOTHING_YET[:-1]


def test_a_reason_is_needed_for_a_change_and_a_use_for_an_amount() -> None:
    national = standard("national")
    over = sheet(
        national,
        {
            "income_expenditure/income_total/amount": "10",
            "matters/procurement_total/value": "1",
            "general_public/2010101/total": "5",
        },
        {"income_expenditure/income_total/amount": "8"},
    )
    found = needed(national, over, Texts())
    assert [label for kind, label in named(found) if kind in ("reason", "use")] == [
        "“收、支总计”与上年相比的增减原因",
        "“政府采购支出总额”用途（主要用于）",
    ]
    reason, use = TextKey("reason", "total"), TextKey("use", "procurement_total")
    written = needed(national, over, Texts({reason: "新增人员", use: "办公设备"}))
    assert (written.needed, set(found.missing) - set(written.missing)) == (
        found.needed,
        {missing for missing in found.missing if missing.text in (reason, use)},
    )
    only_a_stop = needed(national, over, Texts({reason: "。", use: "  "}))
    assert only_a_stop == found


def test_which_texts_are_required() -> None:
    assert required_text(TextKey("reason", "item", "2010101"))
    assert required_text(TextKey("budget_reason", "item", "2010101"))
    assert required_text(TextKey("use", "reception_domestic"))
    assert not required_text(TextKey("use", "item", "2010101"))
    assert not required_text(TextKey("term", "item", "2010101"))


def test_a_share_of_nothing_is_not_an_empty_cell() -> None:
    national = standard("national")
    figures = {"matters/procurement_total/value": "-1", "matters/procurement_sme/value": "1"}
    found = needed(national, sheet(national, figures), Texts())
    assert "procurement_total" not in {m.cell.row for m in found.missing if m.cell}


def test_last_years_figure_is_entered_on_its_supplementary_table() -> None:
    national = standard("national")
    cell = Cell("income_expenditure", "income_total", "amount")
    assert entry_table(national, cell, prior=True) == "comparatives"
    assert entry_table(national, cell) == "income_expenditure"
    assert entry_table(national, Cell("matters", "agency_operating", "value")) == "matters"


def test_nothing_needed_is_complete() -> None:
    assert Progress(0, ()).percent == 100
    missing = Missing("prose", "“主要职能”的文字")
    assert [Progress(1000, (missing,)).percent, Progress(3, (missing,)).percent] == [99, 66]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(every()), st.integers(0, 10**6))
def test_filling_one_thing_removes_its_line(of: Standard, seed: int) -> None:
    made = case(of, seed)
    before = progress(made.standard, made.sheet, made.texts, made.assembled)
    assert before.filled + len(before.missing) == before.needed
    assert len(set(before.missing)) == len(before.missing)
    for missing in Random(seed).sample(before.missing, min(3, len(before.missing))):  # noqa: S311
        over, texts = _filled(missing, made.sheet, made.texts)
        after = progress(
            made.standard, over, texts, assemble(made.standard, over, made.unit, texts)
        )
        if missing.cell is None:
            expected = [one for one in before.missing if one != missing]
            assert (list(after.missing), after.needed) == (expected, before.needed)
        else:
            assert missing not in after.missing


@settings(max_examples=5, deadline=None)
@given(st.sampled_from(every()), st.integers(0, 10**6))
def test_line_by_line_the_list_gets_empty(of: Standard, seed: int) -> None:
    made = case(of, seed)
    over, texts = made.sheet, made.texts
    done: set[Missing] = set()
    while True:
        found = progress(
            made.standard, over, texts, assemble(made.standard, over, made.unit, texts)
        )
        if not found.missing:
            break
        assert not done & set(found.missing)
        done.add(found.missing[0])
        over, texts = _filled(found.missing[0], over, texts)
    assert (found.percent, found.filled) == (100, found.needed)


def _filled(missing: Missing, over: FactSheet, texts: Texts) -> tuple[FactSheet, Texts]:
    """The sheet and texts with one thing filled in: an empty table by a remark."""
    if missing.cell is not None:
        return _with_fact(over, missing.cell, missing.year), texts
    if missing.text is None:
        return over, Texts(texts.explanations, {**texts.prose, f"table.{missing.table}": "无"})
    if missing.text.kind == "prose":
        return over, Texts(texts.explanations, {**texts.prose, missing.text.figure: "文字"})
    return over, Texts({**texts.explanations, missing.text: "文字"}, texts.prose)


def _with_fact(over: FactSheet, cell: Cell, year: int) -> FactSheet:
    fact = Fact(Decimal(10000))
    if year == over.year:
        return FactSheet(over.year, {**over.facts, cell: fact}, over.labels, over.prior)
    prior = over.prior.facts if over.prior else {}
    return over.with_prior(FactSheet(year, {**prior, cell: fact}))


def _without_sentence(of: Standard, name: str) -> Standard:
    """``of`` without the sentence that needs a figure of the table: only the table counts."""
    return replace(of, sentences={**of.sentences, name: replace(of.sentences[name], variants=())})
