"""One error planted in a published budget for each id: exactly the findings it must give."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.checks.context import Context, Earlier, Member
from disclosures.checks.run import run
from disclosures.facts import Fact, FactSheet
from disclosures.narrative.scope import Texts
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures import samples
from tests.disclosures.checks import world
from tests.disclosures.checks.test_catalogue import ids_of

PLANTED = tomllib.loads((world.FOLDER / "planted_shanghai.toml").read_text("utf-8"))["planted"]

UNIT = "上海市普陀区商务委员会"

Budget = tuple[Standard, FactSheet]


@pytest.fixture(scope="module")
def sound(commerce: Budget) -> FactSheet:
    """Its figures; 机关运行经费, printed as 171.01万元, with all its digits."""
    standard, sheet = commerce
    exact = samples.facts(standard, {"three_public/total/agency_operating": "171.0062"})
    return replace(sheet, facts={**sheet.facts, **exact})


def changed(of: Standard, sheet: FactSheet, figures: Mapping[str, str]) -> FactSheet:
    """``sheet`` with other figures, '' for none: 元, of the ninth table 万元, or counts."""
    gone = {Cell.parse(address) for address, text in figures.items() if not text}
    new = samples.facts(of, {address: text for address, text in figures.items() if text})
    facts = {cell: fact for cell, fact in sheet.facts.items() if cell not in gone}
    return replace(sheet, facts={**facts, **new})


def context(of: Standard, sheet: FactSheet, earlier: FactSheet, nature: str = "") -> Context:
    last_year = Earlier(f"{UNIT}2024年部门预算", earlier, Texts(), of)
    return Context(of, sheet, UNIT, nature=nature, last_year=last_year)


@pytest.fixture(scope="module")
def earlier(commerce: Budget) -> FactSheet:
    """Last year's published budget: what this one compares with, and vehicles."""
    standard, sheet = commerce
    assert sheet.prior is not None
    vehicles = {"matters/vehicles/value": "0", "matters/planned/value": "0"}
    return replace(sheet.prior, facts={**sheet.prior.facts, **samples.facts(standard, vehicles)})


def test_the_budget_itself_gives_no_finding(
    commerce: Budget, sound: FactSheet, earlier: FactSheet
) -> None:
    assert run(context(commerce[0], sound, earlier)) == ()


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted["what"])
def test_a_planted_error_gives_its_findings(
    planted: Mapping[str, object], sound: FactSheet, earlier: FactSheet
) -> None:
    nature = str(planted.get("nature", ""))
    standard = samples.budget("shanghai", 2025, "unit" if nature else "department")
    sheet, before = sound, earlier
    if figures := planted.get("figures"):
        assert isinstance(figures, dict)
        sheet = changed(standard, sound, figures)
    if published := planted.get("last_year"):
        assert isinstance(published, dict)
        before = changed(standard, earlier, published)
    found = run(context(standard, sheet, before, nature))
    assert [f"{f.id} {f.severity.value} {f.message}" for f in found] == planted["findings"]
    assert planted["id"] in {finding.id for finding in found}
    assert all(finding.fix for finding in found)


def test_every_id_of_the_standard_is_planted(commerce: Budget) -> None:
    planted = {str(one["id"]) for one in PLANTED}
    assert planted == ids_of(commerce[0]) | {"E19", "Y03"}


def test_a_department_is_the_sum_of_its_units(commerce: Budget, sound: FactSheet) -> None:
    standard = commerce[0]
    half = {cell: Fact(fact.value // 2) for cell, fact in sound.facts.items()}
    rest = {cell: Fact(fact.value - half[cell].value) for cell, fact in sound.facts.items()}
    members = (
        Member(UNIT, "administrative", FactSheet(2025, half)),
        Member("某中心", "institution", FactSheet(2025, rest)),
    )
    assert run(Context(standard, sound, UNIT, members=members)) == ()
    cell = Cell("general_public", "2011302", "project")
    wrong = {**rest, cell: Fact(rest[cell].value + 1)}
    members = (members[0], Member("某中心", "institution", FactSheet(2025, wrong)))
    (found,) = run(Context(standard, sound, UNIT, members=members))
    assert (found.id, found.cells, found.found, found.expected) == (
        "E34",
        (cell, cell),
        Decimal("4545000"),
        Decimal("4545001"),
    )
