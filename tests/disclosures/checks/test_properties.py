"""Random accounts that agree give no finding; one figure changed gives that of its identity."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures.checks.context import Context
from disclosures.checks.finding import Severity
from disclosures.checks.run import run
from disclosures.facts import Fact, FactSheet
from disclosures.standards.model import Standard
from disclosures.sums import sums_of
from disclosures.tables import Cell
from tests.disclosures import samples
from tests.disclosures.checks.consistent import Accounts, accounts, is_count
from tests.disclosures.checks.consistent_shanghai import budget

of_any_standard = pytest.mark.parametrize(
    "standard", samples.but_national_budgets(), ids=lambda of: of.id
)
thoroughly = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
chances = st.integers(0, 2**32 - 1).map(Random)


def made(standard: Standard, chance: Random) -> Accounts:
    """Accounts, or a budget, in which everything agrees."""
    return (budget if standard.kind == "budget" else accounts)(standard, chance)


def context(standard: Standard, sheet: FactSheet) -> Context:
    return Context(standard, sheet, "某局")


@of_any_standard
@thoroughly
@given(chance=chances)
def test_accounts_that_agree_give_no_finding(standard: Standard, chance: Random) -> None:
    assert run(context(standard, made(standard, chance).sheet())) == ()


@of_any_standard
@thoroughly
@given(chance=chances)
def test_rounding_to_ten_thousands_gives_notes_only(standard: Standard, chance: Random) -> None:
    found = run(context(standard, made(standard, chance).sheet(rounded=True)))
    assert [f.message for f in found if f.severity is not Severity.NOTE] == []


def ids_of(cell: Cell, standard: Standard, sheet: FactSheet) -> set[str]:
    """The ids of the sums and of the equations between fixed cells in which ``cell`` stands.

    A rule with a side of which nothing is known is left out, as it is not checked.
    """
    rules: list[tuple[str, tuple[Cell, ...], tuple[Cell, ...]]] = [
        (total.check, (total.total,), total.parts)
        for table in standard.tables.values()
        for total in sums_of(table, sheet, standard.codes)
    ]
    rules += [
        (rule.id, rule.left, rule.right)
        for rule in standard.identities
        if rule.relation == "=" and not rule.document and not rule.bodies
    ]
    return {
        id
        for id, left, right in rules
        if cell in (*left, *right) and all(sheet.facts.keys() & side for side in (left, right))
    }


def changed(sheet: FactSheet, cell: Cell, by: Decimal) -> FactSheet:
    facts: Mapping[Cell, Fact] = sheet.facts
    fact = facts[cell]
    return replace(sheet, facts={**facts, cell: replace(fact, value=fact.value + by)})


@of_any_standard
@thoroughly
@given(chance=chances, cents=st.integers(1, 10**12), rise=st.booleans())
def test_one_figure_changed_gives_the_findings_of_its_identities(
    standard: Standard, chance: Random, cents: int, rise: bool
) -> None:
    sheet = made(standard, chance).sheet()
    cell = chance.choice(list(sheet.facts))
    step = Decimal(1) if is_count(cell, standard) else Decimal("0.01")
    wrong = changed(sheet, cell, cents * step * (1 if rise else -1))
    expected = ids_of(cell, standard, sheet)
    found = {f.id for f in run(context(standard, wrong)) if f.severity is Severity.ERROR}
    assert expected <= found, (cell, expected - found)


@of_any_standard
@thoroughly
@given(chance=chances, rise=st.booleans())
def test_one_rounded_figure_changed_beyond_the_allowance(
    standard: Standard, chance: Random, rise: bool
) -> None:
    sheet = made(standard, chance).sheet(rounded=True)
    cell = chance.choice([cell for cell in sheet.facts if not is_count(cell, standard)])
    # Twice the allowance of the longest sum of the forms, 60 rounded figures.
    wrong = changed(sheet, cell, Decimal(100 * 60) * (1 if rise else -1))
    found = {f.id for f in run(context(standard, wrong)) if f.severity is Severity.ERROR}
    assert ids_of(cell, standard, sheet) <= found, cell
