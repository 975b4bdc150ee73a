"""Every figure against last year's: how much, which way, and why."""

from decimal import Decimal

import pytest

from disclosures.facts import Fact, FactSheet
from disclosures.models import Disclosure
from disclosures.narrative.scope import TextKey, Texts
from disclosures.pipeline import prepare
from disclosures.review.last_year import Moved, Reason, against_last_year, words
from disclosures.tables import Cell
from tests.disclosures.drafts import draft, published, store

pytestmark = pytest.mark.django_db


def told(moved: tuple[Moved, ...], of: Disclosure) -> list[tuple[str, str]]:
    """The first place of each line, and what it says."""
    standard = prepare(of).standard
    return [(str(one.cells[0]), words(one, standard)) for one in moved]


def next_year(disclosure: Disclosure, sheet: FactSheet, **prior: str) -> Disclosure:
    """The year after a published ``disclosure`` with the figures of ``sheet``, in 元."""
    published(disclosure)
    facts = {cell: Fact(fact.value) for cell, fact in sheet.facts.items()}
    new = {
        "general_public/total/total": "3705900",
        "general_public/2050102/total": "482500",
        "general_public/2059999/total": "30000",
        "matters/abroad_people/value": "5",
    }
    facts |= {Cell.parse(address): Fact(Decimal(value)) for address, value in new.items()}
    del facts[Cell("general_public", "2050199", "total")]
    made = Disclosure.objects.create(
        unit=disclosure.unit, year=disclosure.year + 1, kind=disclosure.kind
    )
    store(made, FactSheet(made.year, facts, sheet.labels))
    figures = {Cell.parse(address): Fact(Decimal(value)) for address, value in prior.items()}
    store(made, FactSheet(made.year - 1, figures))
    return made


def test_what_the_disclosure_itself_compares(
    demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> None:
    disclosure = draft(demonstration_sheet, demonstration_texts)
    found = against_last_year(prepare(disclosure))
    assert told(found.notable, disclosure) == [
        ("income_expenditure/income_total/amount", "减少357.30万元，下降59.4%"),
        ("appropriation/income_total/amount", "减少352.33万元，下降60.04%"),
        ("general_public/total/total", "减少191.78万元，下降51.75%"),
    ]
    # Far in per cent, but of less than 1 万元; the same money stands in two columns.
    assert told(found.rest, disclosure) == [
        ("three_public/total/final_total", "增加0.23万元，增长143.75%")
    ]
    assert found.rest[0].cells == (
        Cell("three_public", "total", "final_total"),
        Cell("three_public", "total", "final_reception"),
    )
    assert found.flat == 0


def test_the_reason_stands_beside_its_figure(
    demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> None:
    disclosure = draft(demonstration_sheet, demonstration_texts)
    disclosure.explanations.filter(kind="reason", figure="appropriation_total").delete()
    total, appropriation, *_, reception = against_last_year(prepare(disclosure)).moved
    assert total.reasons == (Reason(TextKey("reason", "total"), "财政拨款收、支总计减少", False),)
    assert appropriation.reasons == (Reason(TextKey("reason", "appropriation_total"), "", True),)
    assert reception.reasons == (Reason(TextKey("reason", "reception"), "接待业务增加", False),)


def test_against_what_was_published(
    demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> None:
    before = draft(demonstration_sheet, demonstration_texts)
    now = next_year(
        before,
        demonstration_sheet,
        **{"general_public/total/total": "1788200", "matters/abroad_people/value": "3"},
    )
    found = against_last_year(prepare(now))
    assert told(found.moved, now) == [
        # The figure of the disclosure itself goes before the published one.
        ("general_public/total/total", "增加191.77万元，增长107.24%"),
        ("general_public/2050199/total", "本年没有这一项"),
        ("general_public/2059999/total", "上年没有这一项"),
        ("general_public/2050102/total", "增加0.01万元，增长0.02%"),
        ("matters/abroad_people/value", "增加2人，增长66.67%"),
    ]
    assert [one.notable for one in found.moved] == [True, True, True, False, True]
    assert found.flat == 22


def test_nothing_is_known_of_last_year(
    demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> None:
    disclosure = draft(demonstration_sheet, demonstration_texts)
    disclosure.facts.filter(year=2019).delete()
    found = against_last_year(prepare(disclosure))
    assert (found.moved, found.flat) == ((), 0)


@pytest.mark.parametrize(
    ("now", "before", "notable"),
    [
        ("120000", "100000", True),
        ("119990", "100000", False),
        ("12000", "2000.01", False),
        ("12000", "2000", True),
        ("10000", "0", True),
        ("0", "10000", True),
    ],
)
def test_what_is_shown_first(
    demonstration_sheet: FactSheet, now: str, before: str, notable: bool
) -> None:
    cell = Cell("general_public", "total", "total")
    sheet = FactSheet(
        2020,
        {cell: Fact(Decimal(now))},
        prior=FactSheet(2019, {cell: Fact(Decimal(before))}),
    )
    (moved,) = against_last_year(prepare(draft(sheet, Texts()))).moved
    assert moved.notable is notable
