"""One error planted in a sound budget for each id: exactly the findings it must give."""

import tomllib

import pytest

from disclosures.checks.run import run
from tests.disclosures import samples
from tests.disclosures.checks import world

PLANTED = tomllib.loads((world.FOLDER / "planted_budgets.toml").read_text("utf-8"))["planted"]

of_budgets = pytest.mark.parametrize("of", samples.BUDGETS, ids=lambda of: f"{of[0]}-{of[1]}")


@of_budgets
@pytest.mark.parametrize("rounded", [False, True], ids=["exact", "rounded"])
@pytest.mark.parametrize("level", ["department", "unit"])
@pytest.mark.parametrize("fiscal", [False, True], ids=["other-income", "fiscal"])
def test_the_sound_budget_gives_no_finding(
    of: tuple[str, int], rounded: bool, level: str, fiscal: bool
) -> None:
    standard = samples.budget(*of, level=level)
    assert run(world.budget_context(standard, rounded=rounded, fiscal=fiscal)) == ()


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted["id"])
def test_a_planted_error_gives_its_findings(planted: dict[str, object]) -> None:
    figures, nature = planted["figures"], str(planted.get("nature", ""))
    assert isinstance(figures, dict)
    standard = samples.budget(
        str(planted["jurisdiction"]), level="unit" if nature else "department"
    )
    fiscal = bool(planted.get("fiscal"))
    found = run(world.budget_context(standard, figures, nature=nature, fiscal=fiscal))
    assert [f"{f.id} {f.severity.value} {f.message}" for f in found] == planted["findings"]
    assert planted["id"] in {finding.id for finding in found}
    assert all(finding.fix for finding in found)


@of_budgets
def test_other_income_lifts_the_rules_of_a_unit_that_has_none(of: tuple[str, int]) -> None:
    """收支总表 and 财政拨款收支总表 then differ, as they do in the sound budget, and rightly so."""
    standard = samples.budget(*of)
    figures = world.budgeted(standard)
    one, other = (f"{t}/income_total/amount" for t in ("income_expenditure", "appropriation"))
    assert (figures[one], figures[other]) == ("147", "131")
    lifted = [rule for rule in standard.identities if rule.unless]
    assert [rule.id for rule in lifted] == ["C05", "C06", "C07"]
    none = {str(cell): "" for cell in lifted[0].unless}
    found = {finding.id for finding in run(world.budget_context(standard, none))}
    assert {"C05", "C06", "C07"} <= found
