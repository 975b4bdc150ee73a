"""Whose amount follows from what is shown, and what covers it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.facts import FactSheet
from disclosures.secrecy.derivable import Derivable, derivable, warnings
from disclosures.standards.model import Standard
from disclosures.tables import RowSource
from tests.disclosures import samples
from tests.disclosures.random_sheets import case

FIGURES = {
    "general_public/total/total": "100",
    "general_public/205/total": "90",
    "general_public/20501/total": "60",
    "general_public/2050101/total": "10",
    "general_public/2050102/total": "20",
    "general_public/2050199/total": "30",
    "general_public/20502/total": "20",
    "general_public/2050201/total": "20",
    "general_public/20508/total": "10",
    "general_public/2050803/total": "10",
    "general_public/208/total": "10",
    "general_public/20805/total": "10",
    "general_public/2080505/total": "10",
}


@pytest.fixture
def whole(sichuan: Standard) -> FactSheet:
    return samples.sheet(sichuan, FIGURES)


def found(secret: set[str], sheet: FactSheet, standard: Standard) -> list[Derivable]:
    return list(derivable(secret, sheet, standard))


def test_one_alone_follows(sichuan: Standard, whole: FactSheet) -> None:
    assert found({"2050101"}, whole, sichuan) == [
        Derivable("2050101", "general_public", "20501", ("2050102", "2050199"))
    ]


def test_two_cover_each_other(sichuan: Standard, whole: FactSheet) -> None:
    assert found({"2050101", "2050199"}, whole, sichuan) == []


def test_an_only_child_is_what_stands_above_it(sichuan: Standard, whole: FactSheet) -> None:
    assert found({"2050803"}, whole, sichuan) == [
        Derivable("2050803", "general_public", "20508", ())
    ]


def test_folding_what_stands_above_covers_it(sichuan: Standard, whole: FactSheet) -> None:
    assert found({"2050101", "20501"}, whole, sichuan) == []


def test_but_not_an_only_child(sichuan: Standard, whole: FactSheet) -> None:
    assert found({"2050803", "20508"}, whole, sichuan) == [
        Derivable("2050803", "general_public", "205", ("20501", "20502"))
    ]
    assert found({"2050803", "20508", "20502"}, whole, sichuan) == []


def test_a_section_alone_below_its_class_follows(sichuan: Standard, whole: FactSheet) -> None:
    assert found({"20502"}, whole, sichuan) == [
        Derivable("20502", "general_public", "205", ("20501", "20508"))
    ]
    assert found({"20805"}, whole, sichuan) == [Derivable("20805", "general_public", "208", ())]


def test_zero_covers_nothing(sichuan: Standard) -> None:
    figures = {**FIGURES, "general_public/2050199/total": "0", "general_public/2050102/total": "50"}
    sheet = samples.sheet(sichuan, figures)
    assert found({"2050101", "2050199"}, sheet, sichuan) == [
        Derivable("2050101", "general_public", "20501", ("2050102",))
    ]
    assert found({"2050199"}, sheet, sichuan) == []


def test_nothing_follows_from_a_total_that_is_not_known(sichuan: Standard) -> None:
    figures = {
        address: value
        for address, value in FIGURES.items()
        if address.split("/")[1] not in ("20501", "205", "total")
    }
    assert found({"2050101"}, samples.sheet(sichuan, figures), sichuan) == []


def test_where_a_section_is_not_reported_the_class_tells(sichuan: Standard) -> None:
    figures = {address: value for address, value in FIGURES.items() if "/20501/" not in address}
    assert found({"2050101"}, samples.sheet(sichuan, figures), sichuan) == [
        Derivable("2050101", "general_public", "205", ("2050102", "2050199", "20502", "20508"))
    ]


def test_each_table_is_looked_at(sichuan: Standard) -> None:
    more = {
        address.replace("general_public", "expenditure"): value
        for address, value in FIGURES.items()
        if "2050199" not in address
    }
    sheet = samples.sheet(sichuan, {**FIGURES, **more})
    assert found({"2050101", "2050199"}, sheet, sichuan) == [
        Derivable("2050101", "expenditure", "20501", ("2050102",))
    ]


def test_what_a_clerk_is_told(sichuan: Standard, whole: FactSheet) -> None:
    def said(*secret: str) -> list[str]:
        return [one.message for one in warnings(derivable(secret, whole, sichuan), sichuan)]

    title = "一般公共预算财政拨款支出决算表"
    assert said("2050101") == [
        f"{title}：“20501 教育管理事务”下只有一个有数的科目不公开，由“20501 教育管理事务”"
        "减去公开的各科目就能算出它的金额；再折叠它下面的一个科目（2050102 一般行政管理事务、"
        "2050199 其他教育管理事务支出），或把“20501 教育管理事务”一并折叠"
    ]
    assert said("2050803")[0].endswith("就能算出它的金额；把“20508 进修及培训”一并折叠")
    assert said("20805")[0].endswith(
        "就能算出它的金额；没有可以一并折叠的科目，请与保密部门商定公开到哪一级"
    )
    finding = warnings(derivable({"2050101"}, whole, sichuan), sichuan)[0]
    assert (finding.id, str(finding.cells[0])) == ("S03", "general_public/20501/total")


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 10**9), st.data())
def test_folding_the_siblings_named_covers_it(seed: int, data: st.DataObject) -> None:
    """Whoever follows the advice as long as there is any comes to an end."""
    one = case(samples.standard(), seed)
    function = one.standard.codes.function
    codes = sorted(
        row
        for table in one.standard.tables.values()
        if any(block.source is RowSource.FUNCTION for block in table.blocks)
        for row in one.sheet.row_keys(table.id)
        if row in function and function[row].level > 1
    )
    if not codes:
        return
    secret = set(data.draw(st.lists(st.sampled_from(codes), min_size=1, max_size=3)))
    for _ in range(len(codes) + 1):
        told = derivable(secret, one.sheet, one.standard)
        covers = {each.siblings[0] for each in told if each.siblings}
        if not covers:
            break
        secret |= covers
    assert [each for each in derivable(secret, one.sheet, one.standard) if each.siblings] == []
