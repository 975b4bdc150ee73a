"""Every sentence in every variant, whole. The cases stand in ``cases/``, one file per wording."""

import re
from decimal import Decimal

import pytest

from disclosures.narrative import sentences
from disclosures.narrative.figures import Figure, Operand
from disclosures.narrative.scope import TextKey
from disclosures.narrative.sentences import Written, plain, say
from disclosures.standards.language import BadTemplate
from disclosures.standards.model import Standard, Variant
from disclosures.tables import Cell
from tests.disclosures import samples
from tests.disclosures.narrative.telling import Case, cases_in, scope_of, variants_reached

FILES = {
    ("sichuan", "final_accounts"): ("common", "sichuan", "answers"),
    ("national", "final_accounts"): ("common", "national", "answers"),
    ("shanghai", "final_accounts"): ("shanghai", "answers"),
    ("shanghai", "budget"): ("shanghai_budget",),
}
"""Which files of cases belong to the standards of a jurisdiction and kind."""


def cases_of(standard: Standard) -> list[Case]:
    return cases_in(*FILES[standard.jurisdiction, standard.kind])


EVERY = [
    pytest.param(of, case, id=f"{of.id}-{case['sentence']}-{case['what']}")
    for of in samples.but_national_budgets()
    for case in cases_of(of)
]


@pytest.mark.parametrize(("standard", "case"), EVERY)
def test_a_sentence_is_said_whole(standard: Standard, case: Case) -> None:
    later = standard.year - 2020
    expected = re.sub("2019|2020", lambda year: str(int(year[0]) + later), case["says"])
    assert plain(say(case["sentence"], scope_of(case, standard))) == expected


@pytest.mark.parametrize("standard", samples.but_national_budgets(), ids=lambda of: of.id)
def test_the_cases_reach_every_variant(standard: Standard, monkeypatch: pytest.MonkeyPatch) -> None:
    reached = variants_reached(standard, cases_of(standard), monkeypatch)
    assert [name for name, told in reached.items() if not told] == []
    assert len(reached) > 75


def test_a_sentence_is_made_of_text_figures_and_written_words() -> None:
    standard = samples.standard()
    figures = {"three_public/total/final_reception": "0.39"}
    sheet = samples.sheet(standard, figures, {"three_public/total/final_reception": "0.16"})
    scope = samples.scope(standard, sheet, {"reason/reception": "<b>{total}</b>"})
    cell = Cell("three_public", "total", "final_reception")
    now, before = Operand(cell, 2020), Operand(cell, 2019)
    assert say("reception", scope) == (
        "公务接待费支出",
        Figure("reception", "公务接待费", Decimal(3900), "0.39", "万元", "cell", (now,)),
        "。公务接待费支出决算比2019年增加",
        Figure(
            "reception",
            "公务接待费较上年增减",
            Decimal(2300),
            "0.23",
            "万元",
            "difference",
            (now, before),
        ),
        "，增长",
        Figure(
            "reception",
            "公务接待费增减幅度",
            Decimal("143.75"),
            "143.75",
            "%",
            "rate",
            (now, before),
        ),
        "。主要原因是",
        Written("<b>{total}</b>"),
        "。",
    )


def test_what_was_asked_and_what_was_missing_is_kept() -> None:
    standard = samples.standard()
    figures = {"general_public/2050199/total": "1", "item_budget/2050199/revised": "2"}
    scope = samples.scope(standard, samples.sheet(standard, figures))
    for row in scope.rows("items"):
        say("item", scope.with_row(row))
    say("government_fund", scope)
    assert list(scope.asked) == [
        TextKey("use", "item", "2050199"),
        TextKey("budget_reason", "item", "2050199"),
    ]
    assert list(scope.missing) == [Operand(Cell("government_fund", "total", "total"), 2020)]


def test_a_name_without_meaning_is_refused() -> None:
    standard = samples.standard()
    scope = samples.scope(standard, samples.sheet(standard, {}))
    with pytest.raises(BadTemplate, match="^范本中没有定义“totl”$"):
        sentences._first((Variant("{totl}"),), scope)
