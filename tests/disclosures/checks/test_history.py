"""Y01 to Y04 and B01 to B04 where a document is missing, rounded or of another shape."""

from dataclasses import replace

from disclosures.checks.finding import Severity
from disclosures.checks.run import run
from tests.disclosures import samples
from tests.disclosures.checks import world

SICHUAN = samples.standard()

CLOSING = "income_expenditure/closing_balance/amount"


def test_without_other_documents_nothing_is_held_against_them() -> None:
    sound = world.context(SICHUAN)
    alone = replace(sound, last_year=None, budget=None, sheet=sound.sheet.with_prior(None))
    assert run(alone) == ()


def test_figures_of_last_year_stand_in_for_a_document_that_was_not_published() -> None:
    context = world.context(SICHUAN, prior={CLOSING: "14"})
    found = run(replace(context, last_year=None))
    assert [(f.id, f.severity, f.message) for f in found] == [
        (
            "Y01",
            Severity.WARNING,
            "年初结转和结余应等于上年的年末结转和结余："
            "填报 15.00万元，按填报的上年数应为 14.00万元，差 1.00万元",
        )
    ]


def test_a_published_figure_goes_before_one_that_was_typed() -> None:
    context = world.context(SICHUAN, prior={**world.PRIOR, CLOSING: "14"})
    assert [(f.id, f.message) for f in run(context)] == [
        (
            "Y03",
            "收入支出决算总表“年末结转和结余”金额的上年数："
            "填报 14.00万元，按《某局2019年度部门决算》应为 15.00万元，差 1.00万元",
        )
    ]


def test_rounding_between_years_is_a_note() -> None:
    context = world.context(SICHUAN, last_year={CLOSING: "15.01"}, rounded=True)
    (found,) = [f for f in run(context) if f.id == "Y01"]
    assert (found.severity, found.message) == (
        Severity.NOTE,
        "年初结转和结余应等于上年的年末结转和结余：填报 15.00万元，"
        "按《某局2019年度部门决算》应为 15.01万元，差 0.01万元，为四舍五入差异",
    )


def test_what_last_year_or_the_budget_does_not_say_is_not_checked() -> None:
    nothing = dict.fromkeys(world.LAST_YEAR, "")
    assert run(world.context(SICHUAN, last_year=nothing)) == ()
    nothing = dict.fromkeys(world.BUDGET, "")
    assert run(world.context(SICHUAN, budget=nothing)) == ()


def test_a_document_with_other_tables_is_not_checked() -> None:
    context = world.context(SICHUAN, budget={"general_public/2080505/total": "21"})
    assert context.budget is not None
    other = replace(context.budget, standard=replace(context.budget.standard, tables={}))
    assert run(replace(context, budget=other)) == ()


def test_a_fall_of_the_three_public_budget_is_no_finding() -> None:
    assert run(world.context(SICHUAN, budget={"three_public/total/budget_total": "25"})) == ()
