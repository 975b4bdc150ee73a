"""Tables of many units in one workbook: parted by unit, each read as if it stood alone."""

from decimal import Decimal

import pytest

from disclosures.intake.bulk import BULK_LIMITS, BulkPart, BulkUnit, map_bulk, part
from disclosures.intake.layout import Layout, layout_of
from disclosures.intake.problems import IntakeError
from disclosures.intake.workbook import Sheet, Workbook, read_workbook
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures.intake.workbooks import (
    COMPARATIVES,
    FORMS,
    MATTERS,
    OCCASIONS,
    SHA256,
    national,
    read,
    sheet,
    to_file,
    workbook,
)

TEXTS = {
    **FORMS,
    "comparatives": COMPARATIVES,
    "matters": MATTERS,
    "reception_occasions": OCCASIONS,
}
FIRST, SECOND = BulkUnit("001001", "甲局"), BulkUnit("001002", "乙局")


def bulk(*units: BulkUnit, heads: tuple[str, str] = ("单位代码", "单位名称")) -> Workbook:
    """Every form with the lines of the same figures for each unit."""
    return Workbook(tuple(_bulk_sheet(id, units, heads) for id in TEXTS), SHA256)


def _bulk_sheet(id: str, units: tuple[BulkUnit, ...], heads: tuple[str, str]) -> Sheet:
    page = sheet(TEXTS[id], id)
    found = layout_of(page, national().tables[id])
    assert isinstance(found, Layout)
    above = [
        (heads if number == found.top else (None, None)) + row
        for number, row in enumerate(page.rows[: found.first_row])
    ]
    body = [row for row in page.rows[found.first_row :] if row and "栏次" not in row]
    lines = [row for row in body if not str(row[0]).startswith(("注", "说明"))]
    notes = [(None, None) + row for row in body if row not in lines]
    return Sheet(id, (*above, *((*unit, *row) for unit in units for row in lines), *notes))


def changed(book: Workbook, id: str, row: int, column: int, value: str | int | None) -> Workbook:
    """The workbook with another value in one cell; row and column count from 0."""
    pages = {page.name: page for page in book.sheets}
    rows = [list(line) for line in pages[id].rows]
    rows[row][column] = value
    pages[id] = Sheet(id, tuple(map(tuple, rows)))
    return Workbook(tuple(pages.values()), SHA256)


def known(unit: BulkUnit) -> Standard | None:
    return national()


def mapped(book: Workbook) -> list[BulkPart]:
    return list(map_bulk(book, known, "全部.xlsx"))


def problems(book: Workbook) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        part(book)
    return list(map(str, caught.value.problems))


@pytest.mark.parametrize("heads", [("单位代码", "单位名称"), ("预算单位编码", "预算单位名称")])
def test_each_unit_has_the_figures_of_its_own_workbook(heads: tuple[str, str]) -> None:
    own = (sheet(COMPARATIVES), sheet(MATTERS), sheet(OCCASIONS))
    alone = read(workbook(*own))
    parts = mapped(bulk(FIRST, SECOND, heads=heads))
    assert [found.unit for found in parts] == [FIRST, SECOND]
    for found in parts:
        assert found.mapped is not None
        assert {c: f.value for c, f in found.mapped.facts.items()} == {
            c: f.value for c, f in alone.facts.items()
        }
        assert found.mapped.prior.keys() == alone.prior.keys()
        assert found.mapped.labels == alone.labels
        assert (found.mapped.ignored_columns, found.mapped.ignored_cells) == ((), ())


def test_a_figure_names_its_place_in_the_file() -> None:
    first, second = mapped(bulk(FIRST, SECOND))
    cell = Cell("general_public", "2050102", "project")
    assert first.mapped and second.mapped
    assert first.mapped.facts[cell].source.cell == "G9"
    assert second.mapped.facts[cell].source.cell == "G13"
    assert second.mapped.facts[cell].source.file == "全部.xlsx"


def test_a_problem_names_its_place_in_the_file_and_leaves_the_others() -> None:
    first, second = mapped(changed(bulk(FIRST, SECOND), "general_public", 12, 4, "若干"))
    assert first.problems == ()
    assert second.mapped is None
    assert list(map(str, second.problems)) == [
        "工作表“general_public”E13：这里应为数字，填的是“若干”"
    ]


def test_lines_of_a_unit_need_not_stand_together() -> None:
    book = bulk(FIRST, SECOND)
    pages = [
        Sheet(page.name, (*page.rows[:6], *reversed(page.rows[6:])))
        if page.name == "expenditure"
        else page
        for page in book.sheets
    ]
    first, _ = mapped(Workbook(tuple(pages), SHA256))
    assert first.mapped
    assert first.mapped.facts[Cell("expenditure", "total", "total")].value == Decimal(800000)


def test_a_unit_without_lines_in_a_sheet() -> None:
    book = bulk(FIRST, SECOND)
    pages = {page.name: page for page in book.sheets}
    income = pages["income"]
    pages["income"] = Sheet("income", tuple(row for row in income.rows if SECOND.code not in row))
    first, second = mapped(Workbook(tuple(pages.values()), SHA256))
    assert first.mapped and second.mapped
    assert {cell.table for cell in first.mapped.facts} - {
        cell.table for cell in second.mapped.facts
    } == {"income"}
    assert second.mapped.tables == first.mapped.tables


def test_an_unknown_unit() -> None:
    parts = list(map_bulk(bulk(FIRST, SECOND), lambda unit: national() if unit == FIRST else None))
    assert parts[0].mapped is not None
    assert list(map(str, parts[1].problems)) == [
        "没有登记单位代码为“001002”的单位（乙局）；请核对代码，或先登记单位"
    ]


def test_lines_of_nobody_and_two_names_of_one_unit() -> None:
    book = bulk(FIRST, SECOND)
    book = changed(book, "income", 6, 0, None)
    book = changed(book, "expenditure", 8, 1, "丙局")
    assert problems(book) == [
        "工作表“expenditure”B9：单位代码“001002”前面写的是“乙局”，这里又写“丙局”；请改正",
        "工作表“income”A7：这一行没有单位代码；请写明是哪个单位",
    ] or problems(book) == [
        "工作表“income”A7：这一行没有单位代码；请写明是哪个单位",
        "工作表“expenditure”B9：单位代码“001002”前面写的是“乙局”，这里又写“丙局”；请改正",
    ]


def test_a_workbook_of_one_unit() -> None:
    assert problems(workbook()) == [
        "没有找到“单位代码”和“单位名称”两栏；请在每张表的最左边加上这两栏，每一行都写明是哪个单位"
    ]


def test_sheets_without_units_are_told() -> None:
    book = bulk(FIRST)
    more = Workbook((*book.sheets, sheet("目录", "目录"), sheet("x", "藏", hidden=True)), SHA256)
    assert part(more).ignored == ("目录",)


def test_a_file_of_many_units() -> None:
    units = [BulkUnit(f"{number:06}", f"第{number}单位") for number in range(1, 21)]
    book = read_workbook(to_file(bulk(*units)), "全部.xlsx", limits=BULK_LIMITS)
    parts = mapped(book)
    assert [found.unit for found in parts] == units
    assert {len(found.mapped.facts) for found in parts if found.mapped} == {
        len(read(workbook(sheet(MATTERS), sheet(OCCASIONS))).facts)
    }
