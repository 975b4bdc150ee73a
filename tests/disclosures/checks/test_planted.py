"""One error planted in sound accounts for each id: exactly the findings it must give."""

import tomllib

import pytest

from disclosures.checks.catalogue import CATALOGUE
from disclosures.checks.run import run
from tests.disclosures import samples
from tests.disclosures.checks import world

PLANTED = tomllib.loads((world.FOLDER / "planted.toml").read_text("utf-8"))["planted"]

BUDGETS = [
    planted
    for name in ("planted_budgets", "planted_shanghai")
    for planted in tomllib.loads((world.FOLDER / f"{name}.toml").read_text("utf-8"))["planted"]
]
"""Those of test_planted_budgets.py and test_planted_shanghai.py."""

FIGURES = tomllib.loads((world.FOLDER.parents[2] / "disclosures/checks/figures.toml").read_text())


@pytest.mark.parametrize("of", samples.SHIPPED, ids=lambda of: f"{of[0]}-{of[1]}")
@pytest.mark.parametrize("rounded", [False, True], ids=["exact", "rounded"])
@pytest.mark.parametrize("level", ["department", "unit"])
def test_the_sound_accounts_give_no_finding(of: tuple[str, int], rounded: bool, level: str) -> None:
    standard = samples.standard(*of, level=level)
    assert run(world.context(standard, rounded=rounded)) == ()


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted["id"])
def test_a_planted_error_gives_its_findings(planted: dict[str, object]) -> None:
    nature = str(planted.get("nature", ""))
    figures = planted["figures"]
    assert isinstance(figures, dict)
    document = str(planted.get("document", "changed"))
    standard = samples.standard(level="unit" if nature else "department")
    changed: dict[str, dict[str, str] | None] = {document: figures}
    context = world.context(
        standard,
        changed.get("changed"),
        last_year=changed.get("last_year"),
        budget=changed.get("budget"),
        nature=nature,
    )
    found = run(context)
    assert [f"{f.id} {f.severity.value} {f.message}" for f in found] == planted["findings"]
    assert planted["id"] in {finding.id for finding in found}
    assert all(finding.fix for finding in found)


def test_every_id_over_figures_is_planted() -> None:
    # E34 has units, which test_units.py has.
    ids = {planted["id"] for planted in (*PLANTED, *BUDGETS)}
    assert ids == set(FIGURES) - {"E34"}


def test_a_finding_has_the_fix_and_the_severity_of_its_entry() -> None:
    changed = {"matters/procurement_micro/value": "21"}
    (found,) = run(world.context(samples.standard(), changed))
    entry = CATALOGUE["N11"]
    assert (found.id, found.severity, found.fix) == ("N11", entry.severity, entry.fix)
