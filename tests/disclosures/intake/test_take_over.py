"""Figures of published documents are taken over: cell by cell, with where they are from."""

from collections.abc import Collection, Mapping
from decimal import Decimal

import pytest

from disclosures.facts import Source
from disclosures.intake.entry import Change, Closed, retotal, save
from disclosures.intake.roll_forward import roll_forward
from disclosures.intake.take_over import Given, given, take_over
from disclosures.intake.typed import Place
from disclosures.models import Disclosure, Event, Fact, Kind, Level, Publication, State, Unit
from disclosures.models.fact import sheet_of
from disclosures.pipeline import prepare, standard_of
from disclosures.publication import withdraw
from disclosures.published import published_sources
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures import samples
from tests.disclosures.drafts import clerk, published, publisher, store

pytestmark = pytest.mark.django_db

Figures = Mapping[str, str]

BUDGET: Figures = {
    "general_public/2050102/total": "87.5",
    "general_public/2080505/total": "9.95",
    "general_public/total/total": "97.45",
    "three_public/total/budget_reception": "0.4",
    "three_public/total/budget_total": "0.4",
}
"""In 万元: two items and “三公”."""


@pytest.fixture(params=["sichuan", "national"])
def unit(request: pytest.FixtureRequest) -> Unit:
    return Unit.objects.create(
        name="某某站", slug="station", region="某市", jurisdiction=request.param
    )


def draft(
    unit: Unit, kind: Kind, year: int, figures: Figures, level: Level = Level.DEPARTMENT
) -> Disclosure:
    """A draft with figures in 万元."""
    of = Disclosure.objects.create(unit=unit, kind=kind, year=year, level=level)
    standard = standard_of(of)
    store(of, samples.sheet(standard, figures))
    return of


def budget(unit: Unit, year: int = 2020, figures: Figures = BUDGET) -> Publication:
    return published(draft(unit, Kind.BUDGET, year, figures))


def accounts(unit: Unit, figures: Figures | None = None) -> Disclosure:
    return draft(unit, Kind.FINAL_ACCOUNTS, 2020, figures or {})


def wan(of: Disclosure, table: str) -> dict[str, str]:
    """The figures of a table by row and column, in 万元."""
    found = sheet_of(of).facts_of(table)
    return {
        f"{cell.row}/{cell.column}": f"{fact.value / 10000:f}".rstrip("0").rstrip(".")
        for cell, fact in sorted(found.items())
    }


def take(of: Disclosure, wanted: Collection[Cell] = ()) -> tuple[Given, ...]:
    return take_over(of, standard_of(of), published_sources(of), wanted, clerk())


def names(found: Collection[Given]) -> list[str]:
    return [str(one.cell) for one in found]


def test_the_initial_budget_is_that_of_the_published_budget(unit: Unit) -> None:
    publication = budget(unit)
    now = accounts(unit)
    assert names(take(now)) == [
        "item_budget/2050102/initial",
        "item_budget/2080505/initial",
        "item_budget/total/initial",
        "three_public/total/budget_total",
        "three_public/total/budget_reception",
    ]
    assert wan(now, "item_budget") == {
        "2050102/initial": "87.5",
        "2050102/revised": "87.5",
        "205/initial": "87.5",
        "205/revised": "87.5",
        "20501/initial": "87.5",
        "20501/revised": "87.5",
        "2080505/initial": "9.95",
        "2080505/revised": "9.95",
        "208/initial": "9.95",
        "208/revised": "9.95",
        "20805/initial": "9.95",
        "20805/revised": "9.95",
        "total/initial": "97.45",
        "total/revised": "97.45",
    }
    assert wan(now, "three_public") == {
        "total/budget_reception": "0.4",
        "total/budget_total": "0.4",
    }
    sources = {str(cell): fact.source for cell, fact in sheet_of(now).facts.items()}
    assert sources["item_budget/2050102/initial"] == Source("publication", str(publication))
    assert sources["item_budget/205/initial"].kind == "entry"


def test_it_is_in_the_log_and_done_once(unit: Unit) -> None:
    publication = budget(unit)
    now = accounts(unit)
    take(now)
    event = Event.objects.get(disclosure=now)
    assert event.by_name == "lihui"
    assert event.changes[0] == ["取自已公开材料", "", str(publication)]
    now.refresh_from_db()
    assert now.changed_by is not None
    before = list(Fact.objects.order_by("pk").values_list("pk", "value"))
    found = given(standard_of(now), sheet_of(now), published_sources(now))
    assert [one for one in found if one.taken or one.kept] == []
    assert take_over(now, standard_of(now), published_sources(now), (), now.changed_by) == ()
    assert list(Fact.objects.order_by("pk").values_list("pk", "value")) == before
    assert Event.objects.filter(disclosure=now).count() == 1


def test_what_was_entered_stays_and_is_told(unit: Unit) -> None:
    budget(unit)
    now = accounts(unit, {"item_budget/2050102/initial": "80"})
    found = given(standard_of(now), sheet_of(now), published_sources(now))
    assert [str(one.cell) for one in found if one.kept] == ["item_budget/2050102/initial"]
    take(now)
    table = wan(now, "item_budget")
    assert (table["2050102/initial"], table["2080505/initial"]) == ("80", "9.95")
    assert (table["total/initial"], table["total/revised"]) == ("89.95", "89.95")
    found_rows = [str(one.cells[0]) for one in prepare(now).findings if one.id == "B01"]
    assert found_rows == ["item_budget/2050102/initial", "item_budget/total/initial"]


def test_the_revised_budget_is_the_initial_one_and_what_was_adjusted(unit: Unit) -> None:
    budget(unit)
    now = accounts(unit)
    take(now)
    standard = standard_of(now)
    place = Place(Cell("item_budget", "2050102", "adjustment"))
    save(now, standard, [Change(place, "-7.5", None, Decimal(10000))], clerk("zhang"))
    table = wan(now, "item_budget")
    assert (table["2050102/revised"], table["total/revised"]) == ("80", "89.95")
    assert (table["2050102/initial"], table["total/initial"]) == ("87.5", "97.45")
    assert [one.message for one in prepare(now).findings if one.id in ("B01", "B05")] == []


def test_a_revised_budget_that_was_reported_is_not_overwritten(unit: Unit) -> None:
    budget(unit)
    now = accounts(unit, {"item_budget/2050102/revised": "80", "item_budget/total/revised": "91"})
    take(now)
    table = wan(now, "item_budget")
    assert (table["2050102/revised"], table["total/revised"]) == ("80", "91")
    found = [one.message for one in prepare(now).findings if one.id == "B05"]
    where = "一般公共预算财政拨款支出预算数"
    assert found == [
        f"{where}“合计”全年预算数应等于各项之和：填报 91.00万元，应为 97.45万元，差 6.45万元",
        f"{where}“2050102 一般行政管理事务”全年预算数应等于各项之和："
        "填报 80.00万元，应为 87.50万元，差 7.50万元",
    ]


def test_a_line_that_the_budget_does_not_have_began_with_nothing(unit: Unit) -> None:
    budget(unit)
    now = accounts(unit, {"item_budget/2101102/adjustment": "5.3"})
    wanted = [Cell("item_budget", "2210201", "initial"), Cell("item_budget", "2210201", "revised")]
    take(now, wanted)
    table = wan(now, "item_budget")
    assert (table["2101102/initial"], table["2101102/revised"]) == ("0", "5.3")
    assert (table["2210201/initial"], table["total/revised"]) == ("0", "102.75")


def test_it_is_unknown_where_the_published_lines_are_not_all(unit: Unit) -> None:
    budget(unit, figures={**BUDGET, "general_public/total/total": "100"})
    now = accounts(unit, {"item_budget/2101102/adjustment": "5.3"})
    take(now)
    assert "2101102/initial" not in wan(now, "item_budget")


def test_a_correction_of_the_budget_is_taken_over_what_was_taken(unit: Unit) -> None:
    publication = budget(unit)
    now = accounts(unit)
    take(now)
    of = publication.disclosure
    Fact.objects.filter(disclosure=of, row="2050102").update(value=Decimal("885000"))
    Fact.objects.filter(disclosure=of, row="total", table="general_public").update(
        value=Decimal("984500")
    )
    Disclosure.objects.filter(pk=of.pk).update(version=2, correction="按批复更正")
    of.refresh_from_db()
    again = published(of)
    user = now.unit.disclosures.get(pk=now.pk).changed_by
    assert user is not None
    found = take_over(now, standard_of(now), published_sources(now), (), user)
    assert names(found) == ["item_budget/2050102/initial", "item_budget/total/initial"]
    table = wan(now, "item_budget")
    assert (table["2050102/revised"], table["205/initial"], table["total/revised"]) == (
        "88.5",
        "88.5",
        "98.45",
    )
    row = Fact.objects.get(disclosure=now, row="2050102", column="initial")
    assert (row.publication, row.entered_by) == (again, None)


def test_a_total_that_the_published_parts_miss_is_taken_as_it_was_published(unit: Unit) -> None:
    figures = {**BUDGET, "three_public/total/budget_total": "0.5"}
    budget(unit, figures=figures)
    now = accounts(unit)
    take(now)
    assert wan(now, "three_public")["total/budget_total"] == "0.5"


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED, State.PUBLISHED])
def test_only_a_draft_takes_over(unit: Unit, state: State) -> None:
    budget(unit)
    now = accounts(unit)
    Disclosure.objects.filter(pk=now.pk).update(state=state)
    with pytest.raises(Closed):
        take(now)
    assert wan(now, "item_budget") == {}


def test_nothing_comes_from_what_is_not_in_force(unit: Unit) -> None:
    now = accounts(unit)
    draft(unit, Kind.BUDGET, 2020, BUDGET)
    draft_of_unit = draft(unit, Kind.BUDGET, 2020, BUDGET, Level.UNIT)
    published(draft_of_unit)
    assert take(now) == ()
    publication = budget(unit=Unit.objects.create(name="他站", slug="other", region="某市"))
    assert publication.disclosure.unit != unit
    assert published_sources(now) == {}


def test_nothing_comes_from_a_withdrawn_budget(unit: Unit) -> None:
    publication = budget(unit)
    withdraw(publication.disclosure, publisher(), "依法不予公开")
    assert published_sources(accounts(unit)) == {}


def test_a_code_that_the_year_does_not_have_is_left_out(unit: Unit) -> None:
    budget(unit, figures={**BUDGET, "general_public/9999999/total": "1"})
    now = accounts(unit)
    assert "item_budget/9999999/initial" not in names(take(now))


def test_a_table_taken_over_can_be_totalled_again(unit: Unit) -> None:
    budget(unit)
    now = accounts(unit)
    take(now)
    before = wan(now, "item_budget")
    retotal(now, standard_of(now), "item_budget", clerk("zhang"))
    assert wan(now, "item_budget") == before


def test_the_next_budget_takes_the_budget_of_this_year() -> None:
    national = Unit.objects.create(name="某某站", slug="n", region="某市", jurisdiction="national")
    publication = budget(national)
    successor = Disclosure(
        unit=national, kind=Kind.BUDGET, year=2021, predecessor=publication.disclosure
    )
    standard, sources = standard_of(successor), published_sources(successor)
    assert list(sources) == ["last_year"]
    made = roll_forward(publication.disclosure, standard, clerk(), sources)
    assert wan(made, "three_public") == {"total/last_reception": "0.4", "total/last_total": "0.4"}
    row = Fact.objects.get(disclosure=made, year=2021, column="last_total")
    assert (row.publication, row.entered_by) == (publication, None)


def test_the_next_accounts_take_the_budget_of_their_year(unit: Unit) -> None:
    before = draft(unit, Kind.FINAL_ACCOUNTS, 2020, {"three_public/total/final_total": "0.3"})
    published(before)
    publication = budget(unit, 2021)
    successor = Disclosure(unit=unit, kind=Kind.FINAL_ACCOUNTS, year=2021, predecessor=before)
    sources = published_sources(successor)
    made = roll_forward(before, standard_of(successor), clerk(), sources)
    assert wan(made, "item_budget")["total/revised"] == "97.45"
    sheet = sheet_of(made)
    assert sheet.prior is not None
    assert [str(cell) for cell in sheet.prior.facts] == ["three_public/total/final_total"]
    found = sheet.facts[Cell("item_budget", "2050102", "initial")]
    assert found.source == Source("publication", str(publication))


@pytest.mark.parametrize(
    ("jurisdiction", "year"),
    [
        ("sichuan", 2020),
        ("sichuan", 2022),
        ("national", 2020),
        ("national", 2022),
        ("shanghai", 2025),
    ],
)
def test_the_rules_name_cells_that_both_documents_have(jurisdiction: str, year: int) -> None:
    accounts, budget = samples.standard(jurisdiction, year), samples.budget(jurisdiction, year)
    for standard, document, other in (
        (accounts, "budget", budget),
        (budget, "last_year", samples.budget(jurisdiction, year)),
    ):
        taken = [one for one in standard.identities if one.taken and one.document == document]
        for identity in taken:
            (left,), (there,) = identity.left, identity.there
            if there.table in other.tables:
                assert _has(standard, left) and _has(other, there), identity.text


def _has(standard: Standard, cell: Cell) -> bool:
    """Whether the table has the column of ``cell``, and its row if it names one."""
    table = standard.tables[cell.table]
    known = cell.column in {column.id for block in table.blocks for column in block.columns}
    return known and (cell.row == "*" or cell.row in table.fixed_rows())
