"""Every sentence of a budget in every variant, whole; the cases are in ``cases/budget-*``."""

import pytest

from disclosures.narrative.sentences import plain, say
from tests.disclosures import samples
from tests.disclosures.narrative.telling import Case, cases_in, scope_of, variants_reached


def cases_of(jurisdiction: str) -> list[Case]:
    return cases_in("budget-common", "budget-answers", f"budget-{jurisdiction}")


EVERY = [
    pytest.param(of, case, id=f"{of[0]}-{of[1]}-{case['sentence']}-{case['what']}")
    for of in samples.BUDGETS
    for case in cases_of(of[0])
]


@pytest.mark.parametrize(("of", "case"), EVERY)
def test_a_sentence_is_said_whole(of: tuple[str, int], case: Case) -> None:
    scope = scope_of(case, samples.budget(*of))
    assert plain(say(case["sentence"], scope)) == case["says"]


@pytest.mark.parametrize("of", samples.BUDGETS, ids=lambda of: f"{of[0]}-{of[1]}")
def test_the_cases_reach_every_variant(
    of: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    reached = variants_reached(samples.budget(*of), cases_of(of[0]), monkeypatch)
    assert [name for name, told in reached.items() if not told] == []
    assert len(reached) > 90


@pytest.mark.parametrize("of", samples.BUDGETS, ids=lambda of: f"{of[0]}-{of[1]}")
def test_a_unit_is_called_a_unit(of: tuple[str, int]) -> None:
    unit = samples.budget(*of, level="unit")
    facts = {"matters/vehicles/value": "0", "matters/vehicles_planned/value": "1"}
    scope = samples.scope(unit, samples.sheet(unit, facts))
    assert plain(say("planned", scope)) == "2020年单位预算安排购置车辆1辆。"
    assert plain(say("overall", scope)).startswith(
        "按照综合预算的原则，某某中心所有收入和支出均纳入单位预算管理。"
    )
    day = {"sichuan": "截至2019年底", "national": "截至2019年12月31日"}[of[0]]
    assert plain(say("assets", scope)) == f"{day}，某某中心共有车辆0辆。"
