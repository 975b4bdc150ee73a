"""Random budgets that agree give no finding; one figure changed gives that of its identity."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures.checks.finding import Severity
from disclosures.checks.run import run
from tests.disclosures import samples
from tests.disclosures.checks.consistent import is_count
from tests.disclosures.checks.consistent_budget import budget
from tests.disclosures.checks.test_properties import changed, context, ids_of

of_any_standard = pytest.mark.parametrize(
    "of", samples.BUDGETS, ids=[f"{of[0]}-{of[1]}" for of in samples.BUDGETS]
)
thoroughly = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
chances = st.integers(0, 2**32 - 1).map(Random)


@of_any_standard
@thoroughly
@given(chance=chances)
def test_budgets_that_agree_give_no_finding(of: tuple[str, int], chance: Random) -> None:
    standard = samples.budget(*of)
    assert run(context(standard, budget(standard, chance).sheet())) == ()


@of_any_standard
@thoroughly
@given(chance=chances)
def test_rounding_to_ten_thousands_gives_notes_only(of: tuple[str, int], chance: Random) -> None:
    standard = samples.budget(*of)
    found = run(context(standard, budget(standard, chance).sheet(rounded=True)))
    assert [f.message for f in found if f.severity is not Severity.NOTE] == []


@of_any_standard
@thoroughly
@given(chance=chances, cents=st.integers(1, 10**12), rise=st.booleans())
def test_one_figure_changed_gives_the_findings_of_its_identities(
    of: tuple[str, int], chance: Random, cents: int, rise: bool
) -> None:
    standard = samples.budget(*of)
    sheet = budget(standard, chance).sheet()
    cell = chance.choice(list(sheet.facts))
    step = Decimal(1) if is_count(cell, standard) else Decimal("0.01")
    wrong = changed(sheet, cell, cents * step * (1 if rise else -1))
    lifted = {rule.id for rule in standard.identities if rule.unless}
    expected = ids_of(cell, standard, sheet) - lifted
    found = {f.id for f in run(context(standard, wrong)) if f.severity is Severity.ERROR}
    assert expected <= found, (cell, expected - found)
