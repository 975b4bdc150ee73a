"""What the unit's own words, or another app, still tell of a folded subject."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.checks.finding import Severity
from disclosures.document.assemble import assemble
from disclosures.document.tree import Block, Document, FormBlock, FormCell, Paragraph
from disclosures.facts import Fact, FactSheet
from disclosures.narrative.figures import Figure, Operand
from disclosures.narrative.scope import TextKey, Texts
from disclosures.secrecy.folding import fold, folded_texts
from disclosures.secrecy.leaks import leaks
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures import samples

FIGURES = {
    "general_public/total/total": "100",
    "general_public/205/total": "100",
    "general_public/20501/total": "75.5",
    "general_public/2050101/total": "45.25",
    "general_public/2050102/total": "30.25",
    "general_public/20508/total": "24.5",
    "general_public/2050803/total": "24.5",
}
SECRET = ("2050102",)
"""一般行政管理事务, 30.25万元."""


@pytest.fixture
def whole(sichuan: Standard) -> FactSheet:
    return samples.sheet(sichuan, FIGURES)


class Desk:
    """A document with words of the unit."""

    def __init__(self, standard: Standard, sheet: FactSheet) -> None:
        self.standard = standard
        self.sheet = sheet

    def document(self, texts: Texts, secret: Sequence[str], blocks: Sequence[Block]) -> Document:
        sheet = fold(self.sheet, self.standard, secret)
        shown = folded_texts(texts, self.standard, secret)
        slots = {"appendix": blocks} if blocks else {}
        return assemble(self.standard, sheet, samples.UNIT, shown, slots).document

    def told(
        self, *prose: str, secret: Sequence[str] = SECRET, blocks: Sequence[Block] = ()
    ) -> list[str]:
        texts = Texts({}, {"duties": "\n".join(prose)})
        document = self.document(texts, secret, blocks)
        found = leaks(document, self.sheet, self.standard, secret, texts)
        return [f"{finding.id} {finding.message}" for finding in found]


@pytest.fixture
def desk(sichuan: Standard, whole: FactSheet) -> Desk:
    return Desk(sichuan, whole)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("承担一般行政管理事务等工作。", "承担■■■■■■■■等工作。"),
        ("科目2050102的支出。", "科目■■■■■■■的支出。"),
        ("科目２０５０１０２的支出。", "科目■■■■■■■的支出。"),
        ("205 01 02的支出。", "■■■■■■■■■的支出。"),
        ("205|01|02", "■■■■■■■■■"),
        (
            "2050102一般行政管理事务。",
            "■■■■■■■■■■■■■■■。",
        ),
    ],
)
def test_codes_and_names_are_found_however_they_are_written(
    desk: Desk, line: str, shown: str
) -> None:
    told = desk.told(line)
    assert told[0] == f"S01 （一）主要职能：写有不公开的科目：{shown}"
    assert all("2050102" not in one and "一般行政管理事务" not in one for one in told)


def test_the_words_around_it_are_quoted(desk: Desk) -> None:
    before, after = "甲" * 30, "乙" * 30
    assert desk.told(f"{before}一般行政管理事务{after}") == [
        f"S01 （一）主要职能：写有不公开的科目：…{'甲' * 14}{'■' * 8}{'乙' * 14}…"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "共计20501020元、2050102元、205.0102万元、12050102人。",
        "教育管理事务、行政运行、培训支出和2050101、20501。",
        "一般行政事务管理。",
    ],
)
def test_what_is_published_or_something_else_is_no_leak(desk: Desk, line: str) -> None:
    assert desk.told(line) == []


def test_a_name_that_a_published_row_has_too_is_no_leak(sichuan: Standard) -> None:
    figures = {**FIGURES, "general_public/2080102/total": "1"}  # 一般行政管理事务 of 20801
    sheet = samples.sheet(sichuan, figures)
    desk = Desk(sichuan, sheet)
    assert desk.told("承担一般行政管理事务。") == []
    assert desk.told("承担一般行政管理事务。", secret=("2050102", "2080102")) != []


def test_a_name_inside_a_published_one_is_no_leak(sichuan: Standard) -> None:
    desk = Desk(sichuan, samples.sheet(sichuan, FIGURES))
    assert desk.told("缴纳住房公积金。", secret=("2210201",)) == []  # also an economic subject


def test_an_everyday_word_is_found_with_its_level_only(sichuan: Standard) -> None:
    figures = {"general_public/20402/total": "5", "general_public/2040220/total": "5"}
    desk = Desk(sichuan, samples.sheet(sichuan, figures))
    assert desk.told("配合公安机关。", secret=("20402",)) == []
    assert desk.told("公安（款）支出、公安(款)。", secret=("20402",)) == [
        "S01 （一）主要职能：写有不公开的科目：■■■■■支出、■■■■■。"
    ]


def test_everything_below_a_section_is_looked_for(desk: Desk) -> None:
    told = desk.told("教育管理事务、行政运行。", secret=("20501",))
    assert told == ["S01 （一）主要职能：写有不公开的科目：■■■■■■、■■■■。"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("安排30.25万元。", "安排■■■■■■■。"),
        ("安排302500元。", "安排■■■■■■■。"),
        ("安排302,500.00元。", "安排■■■■■■■■■■■。"),
    ],
)
def test_amounts_are_found(desk: Desk, line: str, shown: str) -> None:
    assert desk.told(line) == [f"S02 （一）主要职能：写有与不公开科目相同的金额：{shown}"]


@pytest.mark.parametrize(
    "line",
    ["安排30.2万元、30万元、30.25%、30.25元、130.25万元。", "安排45.25万元。", "增长0万元。"],
)
def test_other_amounts_are_not(desk: Desk, line: str) -> None:
    assert desk.told(line) == []


def test_an_amount_that_a_published_cell_has_too_is_no_leak(sichuan: Standard) -> None:
    sheet = samples.sheet(sichuan, {**FIGURES, "income/total/other": "30.25"})
    assert Desk(sichuan, sheet).told("安排30.25万元。") == []


def test_last_year_is_looked_at_too(sichuan: Standard) -> None:
    prior = {"general_public/2050102/total": "7.77"}
    desk = Desk(sichuan, samples.sheet(sichuan, FIGURES, prior=prior))
    assert desk.told("上年安排7.77万元。") == [
        "S02 （一）主要职能：写有与不公开科目相同的金额：上年安排■■■■■■。"
    ]


def test_an_amount_is_found_as_it_would_be_printed(sichuan: Standard) -> None:
    cell = Cell("general_public", "2050102", "total")
    sheet = FactSheet(2020, {cell: Fact(Decimal("302512.34"))})
    desk = Desk(sichuan, sheet)
    assert len(desk.told("安排30.25万元。")) == len(desk.told("安排302512.34元。")) == 1
    assert desk.told("安排302512元、30.2512万元。") == []


def form(*cells: FormCell) -> FormBlock:
    return FormBlock("form", "自评表", "自评表", (cells,), (1,) * len(cells))


def amount(value: str) -> Figure:
    operands = (Operand(Cell("project", "1", "executed"), 2020),)
    return Figure("p", "一般行政管理事务执行数", Decimal(value), "30.25", "万元", "cell", operands)


def test_what_another_app_contributes_is_searched(desk: Desk) -> None:
    blocks = (
        Paragraph(("某项目支出", amount("302500"), "。")),
        form(FormCell("text", "用于一般行政管理事务"), FormCell("text", "30.25万元")),
        form(FormCell("amount", "30.25", figure=amount("302500"))),
        form(FormCell("amount", "30.24", figure=amount("302400"))),
    )
    assert desk.told(blocks=blocks) == [
        "S01 第四部分 附件：写有不公开的科目：用于■■■■■■■■ ■■■■■■■",
        "S02 第四部分 附件：“■■■■■■■■执行数”与不公开科目的金额相同",
        "S02 第四部分 附件：写有与不公开科目相同的金额：■■■■■■■",
    ]


def test_remarks_and_reasons_are_searched_and_lead_to_their_text(
    sichuan: Standard, whole: FactSheet, desk: Desk
) -> None:
    remark = TextKey("prose", "table.general_public")
    reason = TextKey("budget_reason", "item", "2050803")
    texts = Texts({reason: "2050102减少"}, {"table.general_public": "不含一般行政管理事务。"})
    sheet = samples.sheet(sichuan, {**FIGURES, "item_budget/2050803/revised": "99"})
    document = Desk(sichuan, sheet).document(texts, SECRET, ())
    found = leaks(document, sheet, sichuan, SECRET, texts)
    assert [finding.texts for finding in found] == [(reason,), (remark,)]
    assert {(finding.id, finding.severity) for finding in found} == {("S01", Severity.ERROR)}


def test_a_folded_document_of_the_demonstration_leaks_nothing(
    sichuan: Standard, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> None:
    for secret in (("2050102",), ("20501",), ("2080505", "2210201")):
        desk = Desk(sichuan, demonstration_sheet)
        document = desk.document(demonstration_texts, secret, ())
        found = leaks(document, demonstration_sheet, sichuan, secret, demonstration_texts)
        assert found == ()


def test_unfolded_it_is_full_of_it(
    demonstration: Document, sichuan: Standard, demonstration_sheet: FactSheet
) -> None:
    found = leaks(demonstration, demonstration_sheet, sichuan, ("2050803",))
    assert {finding.id for finding in found} == {"S01"}
    unnamed = replace(demonstration, parts=())
    assert leaks(unnamed, demonstration_sheet, sichuan, ("2050803",)) == ()


def test_a_code_in_several_columns_is_found_where_nothing_was_folded() -> None:
    standard = samples.budget("shanghai", 2025)
    sheet = samples.sheet(standard, {"general_public/2011302/total": "100"})
    document = assemble(standard, sheet, samples.UNIT, Texts()).document
    table, *_ = [f.message for f in leaks(document, sheet, standard, ("2011302",))]
    assert table == (
        "5. 2025年部门一般公共预算支出功能分类预算表：写有不公开的科目："
        "■■■■■■■■■ 一般行政管理事务 100.…"
    )


def test_what_stands_above_a_code_in_several_columns_may_be_named() -> None:
    """The 款 21699, which has no row, has the name of the folded 项."""
    standard = samples.budget("shanghai", 2025)
    figures = {"general_public/2169901/total": "201", "general_public/2169999/total": "100"}
    desk = Desk(standard, samples.sheet(standard, figures))
    assert desk.told(secret=("2169999",)) == []
