"""Totals that are computed: which cells they are, what they become, in whatever order one types."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.facts import Fact, FactSheet
from disclosures.intake.totals import Total, formulas_of, lines_of, recomputed, totals_of
from disclosures.standards.model import Standard
from disclosures.sums import sums_of
from disclosures.tables import TOTAL, Cell, Table
from tests.disclosures import samples
from tests.disclosures.intake.typing import leaves

STANDARD = samples.standard()
TABLES = ("expenditure", "income_expenditure", "appropriation", "general_public_basic", "matters")
CODES = ("2050102", "2050199", "2080505", "2080506", "2210201")

Values = Mapping[str, str]


def sheet(values: Values) -> FactSheet:
    cells = {Cell.parse(name): Fact(Decimal(text)) for name, text in values.items()}
    return FactSheet(2020, cells)


def type_in(before: FactSheet, table: Table, changes: Mapping[Cell, Decimal | None]) -> FactSheet:
    """The sheet after ``changes`` and what is computed from them."""
    facts = dict(before.facts)
    for cell, value in changes.items():
        put(facts, cell, value)
    after = FactSheet(2020, facts)
    computed = recomputed(table, before, after, list(changes), STANDARD.codes)
    for cell, total in computed.items():
        put(facts, cell, total.value)
    return FactSheet(2020, facts)


def put(facts: dict[Cell, Fact], cell: Cell, value: Decimal | None) -> None:
    facts.pop(cell, None)
    if value is not None:
        facts[cell] = Fact(value)


def typed(before: Values, table: str, changes: Mapping[str, str | None]) -> dict[str, str]:
    cells = {Cell.parse(k): None if v is None else Decimal(v) for k, v in changes.items()}
    after = type_in(sheet(before), STANDARD.tables[table], cells)
    return {str(cell): str(fact.value) for cell, fact in sorted(after.facts.items())}


def test_an_item_fills_every_line_above_it() -> None:
    assert typed({}, "expenditure", {"expenditure/2050102/basic": "10.01"}) == {
        f"expenditure/{row}/{column}": "10.01"
        for row in ("205", "20501", "2050102", "total")
        for column in ("basic", "total")
    }


def test_a_second_item_is_added() -> None:
    before = typed({}, "item_budget", {"item_budget/2050102/initial": "10"})
    after = typed(before, "item_budget", {"item_budget/2080505/initial": "5.5"})
    # 全年预算数 is what is known of it: 年初预算数 alone.
    assert after == {
        f"item_budget/{row}/{column}": value
        for column in ("initial", "revised")
        for row, value in {
            **dict.fromkeys(("205", "20501", "2050102"), "10"),
            **dict.fromkeys(("208", "20805", "2080505"), "5.5"),
            "total": "15.5",
        }.items()
    }


def test_a_total_whose_last_part_went_is_empty() -> None:
    before = typed({}, "expenditure", {"expenditure/2050102/basic": "10"})
    assert typed(before, "expenditure", {"expenditure/2050102/basic": None}) == {}


def test_a_total_without_parts_is_entered() -> None:
    entered = {"expenditure/total/basic": "10"}
    assert typed({}, "expenditure", entered) == {**entered, "expenditure/total/total": "10"}


def test_a_part_replaces_a_total_that_was_entered() -> None:
    before = sheet({"three_public/total/final_vehicles": "10"})
    part = Cell.parse("three_public/total/final_running")
    after = FactSheet(2020, {**before.facts, part: Fact(Decimal(3))})
    vehicles = Cell.parse("three_public/total/final_vehicles")
    total = Cell.parse("three_public/total/final_total")
    table = STANDARD.tables["three_public"]
    assert recomputed(table, before, after, [part], STANDARD.codes) == {
        vehicles: Total(Decimal(3), (part,), reported=True),
        total: Total(Decimal(3), (vehicles,)),
    }


def test_what_does_not_depend_on_a_change_stays_as_reported() -> None:
    reported = {
        "item_budget/total/revised": "100",
        "item_budget/208/revised": "16.01",
        "item_budget/2080502/revised": "8.77",
        "item_budget/2080505/revised": "7.23",
    }
    after = typed(reported, "item_budget", {"item_budget/2050102/adjustment": "1"})
    computed = {f"item_budget/{row}/revised": "1" for row in ("205", "20501", "2050102")}
    computed["item_budget/total/revised"] = "17.01"
    assert {k: v for k, v in after.items() if k.endswith("revised")} == reported | computed


def test_lines_are_counted_before_columns() -> None:
    before = {"expenditure/total/basic": "130.57", "expenditure/total/project": "57.95"}
    after = typed(before, "expenditure", {"expenditure/205/total": "188.50"})
    assert after["expenditure/total/total"] == "188.50"


def test_counts_are_summed_too() -> None:
    after = typed({}, "matters", {"matters/vehicles_other/value": "3"})
    assert after == {"matters/vehicles/value": "3", "matters/vehicles_other/value": "3"}


def test_a_view_and_a_list_have_no_totals() -> None:
    codes = STANDARD.codes
    assert formulas_of(STANDARD.tables["general_public_project"], ["205"], codes) == {}
    assert formulas_of(STANDARD.tables["reception_occasions"], ["1"], codes) == {}


def test_lines_with_those_above_them() -> None:
    block = STANDARD.tables["expenditure"].blocks[0]
    rows = ["2080505", "2050102", TOTAL, "9999999"]
    assert lines_of(block, rows, STANDARD.codes) == (
        *("205", "20501", "2050102", "208", "20805", "2080505", TOTAL),
    )


def test_which_cells_are_totals() -> None:
    table = STANDARD.tables["item_budget"]
    found = totals_of(table, sheet({"item_budget/2050102/initial": "0"}), STANDARD.codes)
    assert {str(cell) for cell in found} == {
        *(f"item_budget/{row}/initial" for row in ("205", "20501", "total")),
        *(f"item_budget/{row}/revised" for row in ("205", "20501", "2050102", "total")),
    }


AMOUNTS = st.integers(-(10**12), 10**12).map(lambda fen: Decimal(fen).scaleb(-2))


@st.composite
def edits(draw: st.DrawFn) -> tuple[Table, list[tuple[Cell, Decimal | None]]]:
    """A table, and figures typed into cells that are no sums, one after the other."""
    table = STANDARD.tables[draw(st.sampled_from(TABLES))]
    cells = st.sampled_from(leaves(table, STANDARD, CODES))
    steps = st.lists(st.tuples(cells, st.none() | AMOUNTS), min_size=1, max_size=12)
    return table, draw(steps)


@settings(max_examples=150, deadline=None)
@given(edits(), st.integers(0, 2**32))
def test_the_order_of_typing_makes_no_difference(
    edit: tuple[Table, list[tuple[Cell, Decimal | None]]], seed: int
) -> None:
    table, steps = edit
    changes = dict(steps)
    shuffled = list(changes.items())
    Random(seed).shuffle(shuffled)  # noqa: S311
    at_once = type_in(FactSheet(2020, {}), table, changes)
    one_by_one = FactSheet(2020, {})
    for cell, value in shuffled:
        one_by_one = type_in(one_by_one, table, {cell: value})
    replaced = FactSheet(2020, {})
    for cell, value in steps:
        replaced = type_in(replaced, table, {cell: value})
    assert dict(at_once.facts) == dict(one_by_one.facts) == dict(replaced.facts)


@settings(max_examples=150, deadline=None)
@given(edits())
def test_every_declared_sum_holds(edit: tuple[Table, list[tuple[Cell, Decimal | None]]]) -> None:
    table, steps = edit
    typed_in = type_in(FactSheet(2020, {}), table, dict(steps))
    for total in sums_of(table, typed_in, STANDARD.codes):
        known = [v for part in total.parts if (v := typed_in.value(part)) is not None]
        if known:
            assert typed_in.value(total.total) == sum(known, Decimal(0))
    assert set(typed_in.facts) >= totals_of(table, typed_in, STANDARD.codes)


@settings(max_examples=100, deadline=None)
@given(edits())
def test_computing_again_changes_nothing(
    edit: tuple[Table, list[tuple[Cell, Decimal | None]]],
) -> None:
    table, steps = edit
    once = type_in(FactSheet(2020, {}), table, dict(steps))
    again = type_in(once, table, {cell: once.value(cell) for cell in once.facts})
    assert dict(again.facts) == dict(once.facts)


@pytest.mark.parametrize("of", samples.every(), ids=lambda of: of.id)
def test_no_total_is_its_own_part(of: Standard) -> None:
    for table in of.tables.values():
        formulas = formulas_of(table, CODES, of.codes)

        def parts(cells: Iterable[Cell]) -> set[Cell]:
            return {part for cell in cells for way in formulas.get(cell, ()) for part in way}  # noqa: B023

        for total in formulas:
            below = parts([total])
            for _ in range(20):
                below |= parts(below)
            assert total not in below
