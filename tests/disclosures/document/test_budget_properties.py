"""Whatever its figures are, the document of a budget is whole, right and reads well."""

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.document.tree import Paragraph
from disclosures.narrative.figures import Figure
from disclosures.tables import Cell
from tests.disclosures import samples
from tests.disclosures.document import test_properties as shared
from tests.disclosures.random_sheets import Case, case


def every_item_is_said_and_explained_once(case: Case) -> None:
    """Every 项 of 一般公共预算支出表 whose budget is known, in its section and in 名词解释."""
    table = next(t for t in case.assembled.document.tables() if t.id == "general_public")
    codes = [row[0].text for row in table.body if len(row[0].text) == 7]
    column = case.standard.figures["item"].cell.column
    known = [c for c in codes if Cell("general_public", c, column) in case.sheet.facts]
    section = shared._section("一般公共预算当年拨款具体使用情况", case.assembled.document)
    lines = [paragraph.text for paragraph in shared._paragraphs(section)]
    said = [re.match(r"\d+\.(.*?（项）)\d{4}年预算数为-?[\d.]+万元", line) for line in lines]
    assert [m.group(1) for m in said if m] == [shared._path(c, case.standard) for c in known]
    glossary = shared._paragraphs(shared._section("名词解释", case.assembled.document))
    entries = [p.text.split("：")[0].partition(".")[2] for p in glossary]
    paths = [shared._path(code, case.standard) for code in codes]
    assert [name for name in entries if name.endswith("（项）")] == paths
    assert [p.lead for p in glossary] == [f"{n}." for n in range(1, len(entries) + 1)]
    for paragraph in glossary:
        assert re.fullmatch(r"\d+\.[^：]+：.+。", paragraph.text)


def derived_columns_are_computed_again(case: Case) -> None:
    for block in case.assembled.document.tables():
        declared = case.standard.tables[block.id]
        if not any(part.derived for part in declared.blocks):
            continue
        (part,) = declared.blocks
        for row in block.body:
            code = row[0].text or "total"
            for cell, column in zip(row[-len(part.derived) :], part.derived, strict=True):
                now, base = (
                    case.sheet.value(Cell(block.id, code, c)) for c in (column.of, column.base)
                )
                assert cell.address is None
                if now is None or base is None or (column.change == "growth" and base <= 0):
                    assert (cell.text, cell.figure) == ("", None)
                elif column.change == "increase":
                    assert cell.text == shared._grouped(now - base)
                else:
                    rate = shared._half_up(Fraction(now - base) * 100 / Fraction(base))
                    assert cell.text == f"{rate:,.2f}"


NONE = {
    "national": {
        "年没有使用一般公共预算拨款安排的基本支出。": "general_public_basic/total/total",
        "年没有安排“三公”经费预算。": "three_public/total/budget_total",
        "没有安排机关运行经费预算": "matters/agency_operating/value",
        "没有安排政府采购预算。": "matters/procurement_total/value",
    },
    "sichuan": {
        "年没有一般公共预算当年拨款。": "general_public/total/current",
        "年没有使用一般公共预算拨款安排的基本支出。": "general_public_basic/total/total",
        "年没有安排“三公”经费财政拨款预算。": "three_public/total/budget_total",
        "年未安排公务用车购置费。": "three_public/total/budget_purchase",
        "没有安排机关运行经费预算": "matters/agency_operating/value",
        "未安排政府采购预算。": "matters/procurement_total/value",
    },
}
FUNDS = {
    "年没有使用政府性基金预算拨款安排的支出。": "government_fund/total/total",
    "年没有使用国有资本经营预算拨款安排的支出。": "state_capital/total/total",
}


def none_is_said_of_a_known_zero_only(case: Case) -> None:
    said = [
        shared._fixed(paragraph, case.unit)
        for section in case.assembled.document.sections()
        for paragraph in shared._paragraphs(section)
    ]
    for phrase, address in (NONE[case.standard.jurisdiction] | FUNDS).items():
        zero = case.sheet.value(Cell.parse(address)) == 0
        assert any(phrase in line for line in said) == zero, phrase


COMPARED = {
    r"年收支总预算-?[\d.]+万元": "total",
    r"年财政拨款收支总预算-?[\d.]+万元": "appropriation_total",
    r"的机关运行经费财政拨款预算为": "agency_operating",
    r"没有安排机关运行经费预算": "agency_operating",
    r"“三公”经费(财政拨款)?预算(比|较|与)": "three_public",
    r"公务接待费(预算)?-?[\d.]+万元，(比|较|与)": "reception",
    r"因公出国（境）(费|经费预算)-?[\d.]+万元，(比|较|与)": "abroad",
}
"""How a sentence reads that holds a figure against last year's budget."""

MOVED = re.compile(r"(?:，|预算)(?:[比较与])\d{4}年(?:预算|收支预算总数)?(增加|减少|持平)")


def words_against_last_year_agree_with_the_figures(case: Case) -> None:
    for section in case.assembled.document.sections():
        for said in (
            shared._fixed(paragraph, case.unit) for paragraph in shared._paragraphs(section)
        ):
            for start, name in COMPARED.items():
                if re.search(start, said):
                    match = MOVED.search(said)
                    assert (match.group(1) if match else None) == _moved(name, case), (said, name)


def _moved(name: str, case: Case) -> str | None:
    figure = case.standard.figures[name]
    now = case.sheet.value(figure.cell)
    if figure.against:
        before = case.sheet.value(case.standard.figures[figure.against].cell)
    else:
        before = case.sheet.prior.value(figure.cell) if case.sheet.prior else None
    if now is None or before is None:
        return None
    return "持平" if abs(now - before) < 50 else "增加" if now > before else "减少"


def figures_of_tables_are_named(case: Case) -> None:
    """A figure that a table prints says of which cells it is, so that each leads to its place."""
    for table in case.assembled.document.tables():
        for cell in (cell for row in table.body for cell in row if cell.figure):
            assert isinstance(cell.figure, Figure)
            assert cell.figure.operands


RULES = (
    shared.the_outline_is_whole,
    shared.every_chart_is_drawn_or_said_in_words,
    shared.every_table_is_printed_and_an_empty_one_says_so,
    every_item_is_said_and_explained_once,
    shared.every_printed_figure_is_its_source_computed_again,
    shared.every_cell_of_a_table_is_its_fact,
    derived_columns_are_computed_again,
    shared.fixed_phrases_are_grammatical,
    shared.direction_words_agree_with_the_signs,
    words_against_last_year_agree_with_the_figures,
    none_is_said_of_a_known_zero_only,
    figures_of_tables_are_named,
    shared.lines_are_free_of_residue,
)


@pytest.mark.parametrize("of", samples.BUDGETS, ids=lambda of: f"{of[0]}-{of[1]}")
def test_every_rule_holds_over_random_sheets(of: tuple[str, int]) -> None:
    @settings(max_examples=100, deadline=None, derandomize=True, database=None)
    @given(st.integers(0, 10**9), st.sampled_from(("department", "unit")))
    def over(seed: int, level: str) -> None:
        one = case(samples.budget(*of, level), seed)
        for rule in RULES:
            rule(one)

    over()


def test_the_words_of_the_other_level_stand_nowhere() -> None:
    """A 单位 is nowhere called a 部门, but where a form, a law or a subject is so called."""
    allowed = re.compile(
        r"部门预算支出经济分类|部门经济分类|主管部门|下属单位|单位价值|附属单位|上级单位|所属各预算单位"
        r"|单位名称（科目）|事业单位|行政单位|财政部门|有关部门|各部门"
    )
    for of in samples.BUDGETS:
        one = case(samples.budget(*of, "unit"), 7)
        fixed = [
            paragraph.lead + "".join(run for run in paragraph.runs if isinstance(run, str))
            for _, paragraph in one.assembled.document.blocks()
            if isinstance(paragraph, Paragraph)
        ]
        titles = [section.title for section in one.assembled.document.sections()]
        notes = [note for table in one.assembled.document.tables() for note in table.notes]
        said = [allowed.sub("", line) for line in (*fixed, *titles, *notes)]
        explained = "（类）|（款）|（项）"
        assert [line for line in said if "部门" in line and not re.search(explained, line)] == []
