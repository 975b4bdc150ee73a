"""名词解释: general terms in the order of the standard, and one entry for every 项."""

import pytest

from disclosures.document.glossary import glossary
from disclosures.document.tree import Paragraph
from disclosures.narrative.sentences import Written
from disclosures.standards.model import Standard
from tests.disclosures import samples

ITEMS = {"general_public/2080505/total": "1", "general_public/2050199/total": "0"}

TRAINING = "general_public/2050102/total"


@pytest.fixture(scope="module")
def standard() -> Standard:
    return samples.standard()


def entries(
    of: Standard, figures: dict[str, str], texts: dict[str, str] | None = None
) -> tuple[Paragraph, ...]:
    return glossary(samples.scope(of, samples.sheet(of, figures), texts))


def test_the_general_terms_in_order(standard: Standard) -> None:
    terms = entries(standard, {})
    assert [entry.text.split("：")[0] for entry in terms] == [
        "1.财政拨款收入",
        "2.上级补助收入",
        "3.事业收入",
        "4.经营收入",
        "5.附属单位上缴收入",
        "6.其他收入",
        "7.使用非财政拨款结余",
        "8.年初结转和结余",
        "9.结余分配",
        "10.年末结转和结余",
        "11.基本支出",
        "12.项目支出",
        "13.经营支出",
        "14.“三公”经费",
        "15.机关运行经费",
    ]
    assert terms[0].text == "1.财政拨款收入：指单位从同级财政部门取得的财政预算资金。"


@pytest.mark.parametrize(("level", "entity"), [("department", "部门"), ("unit", "单位")])
def test_a_term_speaks_of_the_entity(level: str, entity: str) -> None:
    term = entries(samples.standard(level=level), {})[13].text
    assert term.startswith(f"14.“三公”经费：指{entity}用财政拨款安排的因公出国（境）费")


def test_every_item_in_the_order_of_codes_between_the_general_terms(standard: Standard) -> None:
    assert [entry.text for entry in entries(standard, ITEMS)[9:13]] == [
        "10.年末结转和结余：指单位按有关规定结转到下年或以后年度继续使用的资金。",
        "11.教育支出（类）教育管理事务（款）其他教育管理事务支出（项）："
        "反映除上述项目以外其他用于教育管理事务方面的支出。",
        "12.社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）："
        "反映机关事业单位实施养老保险制度由单位缴纳的基本养老保险费支出。",
        "13.基本支出：指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。",
    ]


def test_an_item_without_an_official_explanation_is_placed(standard: Standard) -> None:
    code = next(c for c in standard.codes.function if c.level == 3 and not c.explanation)
    section = standard.codes.function[code.parent]
    entry = entries(standard, {f"general_public/{code.code}/total": "1"})[10]
    assert entry.text.endswith(
        f"{code.name}（项）：《政府收支分类科目》{section.name}（款）下的项级科目，编码{code.code}。"
    )


def test_the_unit_may_explain_an_item_itself(standard: Standard) -> None:
    texts = {"term/item/2050199": "反映 {year} 年\n实验操作考试支出。"}
    assert entries(standard, ITEMS, texts)[10] == Paragraph(
        (
            "教育支出（类）教育管理事务（款）其他教育管理事务支出（项）：",
            Written("反映 {year} 年 实验操作考试支出"),
            "。",
        ),
        lead="11.",
        term="教育支出（类）教育管理事务（款）其他教育管理事务支出（项）",
    )


def test_an_own_explanation_of_blanks_is_none(standard: Standard) -> None:
    own = entries(standard, ITEMS, {"term/item/2050199": " \n。"})
    assert own == entries(standard, ITEMS)
