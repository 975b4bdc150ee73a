"""What was read comes back from JSON as it was."""

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from disclosures.facts import Fact, FactSheet, Source
from disclosures.intake.kept import from_json, to_json
from disclosures.intake.mapping import Mapped, map_workbook
from disclosures.intake.remarks import IgnoredCell, IgnoredColumn, Renamed
from disclosures.intake.workbook import read_workbook
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures.conftest import FOLDER


def again(mapped: Mapped) -> Mapped:
    return from_json(json.loads(json.dumps(to_json(mapped))))


def test_a_whole_workbook(sichuan: Standard, demonstration_sheet: FactSheet) -> None:
    data = (FOLDER / "final-accounts-2020.xlsx").read_bytes()
    mapped = map_workbook(read_workbook(data), sichuan, "决算.xlsx")
    assert len(mapped.facts) == len(demonstration_sheet.facts)
    assert again(mapped) == mapped


def test_what_was_not_read() -> None:
    mapped = Mapped(
        facts={},
        prior={},
        labels={("reception", "1"): "接待某市考察组"},
        tables=("reception",),
        ignored=("说明",),
        hidden=("旧表",),
        ignored_columns=(IgnoredColumn("公开01表", "F5", "备注"),),
        ignored_cells=(IgnoredCell("公开01表", "A40", "制表人", 2),),
        renamed=(Renamed("公开03表", "B8", "2050102", "行政", "一般行政管理事务"),),
        partial=True,
    )
    assert again(mapped) == mapped


@given(
    st.dictionaries(
        st.builds(Cell, st.text(), st.text(), st.text()),
        st.tuples(st.decimals(allow_nan=False, allow_infinity=False), st.booleans()),
    )
)
def test_no_amount_loses_a_digit(figures: dict[Cell, tuple[Decimal, bool]]) -> None:
    source = Source("workbook", "决算.xlsx", "0" * 64, "公开01表", "B7")
    facts = {cell: Fact(value, source, rounded) for cell, (value, rounded) in figures.items()}
    found = again(Mapped(facts, dict(facts), {}, (), (), ()))
    assert found.facts == facts and found.prior == facts
    kept = {cell: str(fact.value) for cell, fact in found.facts.items()}
    assert kept == {cell: str(value) for cell, (value, _) in figures.items()}
