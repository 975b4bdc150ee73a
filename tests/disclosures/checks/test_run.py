"""Which bodies a document covers, and that no sheet however odd stops the checks."""

import pytest

from disclosures.checks.context import Context, Member
from disclosures.checks.run import bodies, run
from disclosures.facts import FactSheet
from disclosures.standards.model import Standard
from tests.disclosures import samples
from tests.disclosures.random_sheets import case

RUNNING = (("二、重点工作", "平台续建尚在进行。"),)


@pytest.mark.parametrize(
    ("level", "nature", "members", "expected"),
    [
        ("unit", "", (), "mixed"),
        ("unit", "administrative", (), "agencies"),
        ("unit", "civil_service", (), "agencies"),
        ("unit", "institution", (), "institutions"),
        # A department of which no units are recorded may have 事业单位 below it.
        ("department", "administrative", (), "mixed"),
        ("department", "institution", (), "institutions"),
        ("department", "administrative", ("administrative", "civil_service"), "agencies"),
        ("department", "administrative", ("administrative", "institution"), "mixed"),
        ("department", "administrative", ("administrative", ""), "mixed"),
        ("department", "institution", ("institution", "institution"), "institutions"),
    ],
)
def test_the_bodies_that_a_document_covers(
    level: str, nature: str, members: tuple[str, ...], expected: str
) -> None:
    standard = samples.standard(level=level)
    of = tuple(Member(f"单位{n}", each, None) for n, each in enumerate(members))
    context = Context(standard, FactSheet(2020, {}), "某局", nature=nature, members=of)
    assert bodies(context) == expected


@pytest.mark.parametrize("seed", range(15))
def test_odd_sheets_are_checked(seed: int) -> None:
    odd = case(samples.standard(), seed)
    member = Member("某站", "", case(samples.standard(), seed + 100).sheet)
    context = Context(
        odd.standard, odd.sheet, odd.unit, odd.texts, members=(member,), asked=odd.assembled.asked
    )
    assert all(finding.fix and finding.message for finding in run(context))


@pytest.mark.parametrize("standard", samples.every(), ids=lambda standard: standard.id)
def test_only_a_budget_may_say_what_is_going_on(standard: Standard) -> None:
    context = Context(standard, FactSheet(standard.year, {}), "某某中心", lines=RUNNING)
    found = [one.id for one in run(context) if one.id.startswith("T")]
    assert found == ([] if standard.kind == "budget" else ["T02"])
