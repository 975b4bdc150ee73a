"""What folding takes out of figures and texts, and what it leaves."""

from decimal import Decimal

import pytest

from disclosures.classification import UnknownCode
from disclosures.document.tabulate import tabulate
from disclosures.document.tree import BodyCell
from disclosures.facts import FactSheet
from disclosures.narrative.scope import TextKey, Texts, words_of
from disclosures.secrecy.folding import Unfoldable, fold, folded_texts
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures import samples

FIGURES = {
    "general_public/total/total": "100",
    "general_public/total/basic": "100",
    "general_public/205/total": "60",
    "general_public/20501/total": "50",
    "general_public/2050101/total": "20",
    "general_public/2050102/total": "30",
    "general_public/20508/total": "10",
    "general_public/2050803/total": "10",
    "general_public/208/total": "40",
    "general_public/20805/total": "40",
    "general_public/2080505/total": "40",
    "item_budget/2050101/initial": "21",
    "item_budget/2050102/initial": "31",
    "income_expenditure/205/amount": "60",
    "general_public_basic/30101/amount": "20",
}


def rows(sheet: FactSheet, table: str = "general_public") -> list[str]:
    return list(sheet.row_keys(table))


def printed(standard: Standard, sheet: FactSheet) -> dict[str, BodyCell]:
    """The cells of 合计 of 公开05表 by row."""
    table = standard.tables["general_public"]
    words = words_of(standard, samples.UNIT, standard.year)
    cells = (cell for row in tabulate(table, standard, sheet, words).body for cell in row)
    return {
        cell.address.row: cell for cell in cells if cell.address and cell.address.column == "total"
    }


@pytest.fixture
def whole(sichuan: Standard) -> FactSheet:
    return samples.sheet(sichuan, FIGURES, prior=FIGURES)


def test_a_subject_goes_with_everything_below_it(sichuan: Standard, whole: FactSheet) -> None:
    folded = fold(whole, sichuan, {"20501"})
    expected = ["total", "205", "20508", "2050803", "208", "20805", "2080505"]
    assert rows(folded) == expected
    assert folded.prior is not None
    assert rows(folded.prior) == expected
    assert rows(folded, "item_budget") == []
    assert rows(folded, "income_expenditure") == ["205"]
    assert rows(folded, "general_public_basic") == ["30101"]


def test_what_stands_above_keeps_its_amount(sichuan: Standard, whole: FactSheet) -> None:
    folded = fold(whole, sichuan, {"2050101"})
    assert folded.value(Cell("general_public", "20501", "total")) == Decimal(500000)
    assert rows(folded, "item_budget") == ["2050102"]
    for cell, fact in folded.facts.items():
        assert whole.facts[cell] == fact
    assert len(whole.facts) - len(folded.facts) == 2


def test_what_is_not_all_shown_is_no_sum(sichuan: Standard, whole: FactSheet) -> None:
    before = printed(sichuan, whole)
    after = printed(sichuan, fold(whole, sichuan, {"2050101"}))
    assert [str(part) for part in before["20501"].parts] == [
        "general_public/2050101/total",
        "general_public/2050102/total",
    ]
    assert after["20501"].parts == ()
    assert after["20501"].text == "50.00"
    for row in ("205", "20508", "208", "total"):
        assert after[row].parts == before[row].parts != ()


def test_a_hidden_zero_ends_the_sum_as_well(sichuan: Standard) -> None:
    figures = {**FIGURES, "general_public/2050101/total": "0", "general_public/20501/total": "30"}
    whole = samples.sheet(sichuan, figures)
    assert len(printed(sichuan, whole)["20501"].parts) == 2
    assert printed(sichuan, fold(whole, sichuan, {"2050101"}))["20501"].parts == ()


def test_a_sum_across_columns_stays(sichuan: Standard) -> None:
    figures = {
        "general_public/205/total": "10",
        "general_public/205/basic": "4",
        "general_public/205/project": "6",
        "general_public/20501/total": "10",
    }
    after = printed(sichuan, fold(samples.sheet(sichuan, figures), sichuan, {"20501"}))
    assert [str(part) for part in after["205"].parts] == [
        "general_public/205/basic",
        "general_public/205/project",
    ]


def test_nothing_secret_changes_nothing(sichuan: Standard, whole: FactSheet) -> None:
    assert fold(whole, sichuan, ()) is whole


def test_folding_twice_is_folding_both(sichuan: Standard, whole: FactSheet) -> None:
    step = fold(fold(whole, sichuan, {"2050101"}), sichuan, {"20508"})
    assert step == fold(whole, sichuan, {"20508", "2050101"})


def test_labels_of_hidden_rows_go(sichuan: Standard) -> None:
    labels = {("general_public", "2050101"): "名", ("reception_occasions", "1"): "来访"}
    folded = fold(FactSheet(2020, {}, labels), sichuan, {"2050101"})
    assert folded.labels == {("reception_occasions", "1"): "来访"}


def test_a_class_is_not_folded(sichuan: Standard, whole: FactSheet) -> None:
    with pytest.raises(Unfoldable) as error:
        fold(whole, sichuan, {"2050101", "205"})
    assert str(error.value) == "“205 教育支出”是类级科目，不能折叠；可以不公开的是款和项"


@pytest.mark.parametrize("code", ["2058888", "30101", "20501 ", "", "教育"])
def test_what_is_no_subject_is_refused(sichuan: Standard, whole: FactSheet, code: str) -> None:
    with pytest.raises(UnknownCode):
        fold(whole, sichuan, {code})


def test_texts_of_hidden_rows_go(sichuan: Standard) -> None:
    keys = [
        TextKey("term", "item", "2050101"),
        TextKey("budget_reason", "item", "2050101"),
        TextKey("term", "item", "2050102"),
        TextKey("reason", "total"),
    ]
    texts = Texts(dict.fromkeys(keys, "文"), {"duties": "职责"})
    assert folded_texts(texts, sichuan, {"2050101"}) == Texts(
        dict.fromkeys(keys[2:], "文"), {"duties": "职责"}
    )
    assert folded_texts(texts, sichuan, {"20501"}).explanations == {keys[3]: "文"}
    assert folded_texts(texts, sichuan, ()) == texts
