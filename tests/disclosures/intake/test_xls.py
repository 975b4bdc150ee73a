"""Reading .xls: the same cells as from .xlsx, and a sentence for what cannot be read."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.intake.gate import Format
from disclosures.intake.workbook import CellValue, Sheet, Workbook, WorkbookError, read_workbook
from tests.disclosures.intake.workbooks import read, workbook

SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后重新上传"
DAMAGED = f"文件已损坏，或不是标准的 .xls 工作簿；{SAVE_AS}"
ROWS: tuple[tuple[CellValue, ...], ...] = (
    ("项目", 2010601, Decimal("1.5"), None, "１，２３４．５"),
    (),
    (None, True, "0201", -15),
)


def written(*sheets: Sheet, formulas: dict[tuple[int, int], str] | None = None) -> bytes:
    """An .xls file as Excel 97 would write it; ``formulas`` are put into the first sheet."""
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"')
    for page in sheets:
        target = book.add_sheet(page.name)
        target.visibility = int(page.hidden)
        for row, cells in enumerate(page.rows):
            for column, value in enumerate(cells):
                if isinstance(value, date):
                    target.write(row, column, value, day)
                elif value is not None:
                    target.write(row, column, value)
    for (row, column), formula in (formulas or {}).items():
        book.get_sheet(0).write(row, column, xlwt.Formula(formula))
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(WorkbookError) as caught:
        read_workbook(data, "决算.xls")
    return str(caught.value)


def test_reads_sheets_in_order() -> None:
    sheets = (Sheet("公开01表", ROWS), Sheet("草稿", ROWS, hidden=True), Sheet("空", ()))
    found = read_workbook(written(*sheets), "决算.xlsx")
    assert (found.sheets, found.format) == (sheets, Format.XLS)


def test_reads_dates_as_dates() -> None:
    cells = (date(2024, 1, 1), datetime(2024, 1, 1, 18, 30), date(1900, 1, 15))
    (found,) = read_workbook(written(Sheet("公开01表", (cells,)))).sheets
    assert found.rows == (cells,)


def test_the_nine_forms_say_the_same_as_in_xlsx() -> None:
    found = read_workbook(written(*workbook().sheets), "决算.et")
    values = {cell: fact.value for cell, fact in read(found).facts.items()}
    assert values == {cell: fact.value for cell, fact in read(workbook()).facts.items()}


def test_formulas_that_were_never_calculated() -> None:
    data = written(Sheet("公开01表", ((1, 2),)), formulas={(0, 2): "A1+B1", (1, 0): "A1*2"})
    (found,) = read_workbook(data).sheets
    assert found == Sheet("公开01表", ((1, 2),), formulas_without_value=frozenset({"A2", "C1"}))


def with_result(data: bytes, formula: int, result: bytes) -> bytes:
    """The file with another result stored for one of its formulas, counting from 0."""
    empty = bytes.fromhex("030000000000ffff")
    places = [n for n in range(len(data)) if data.startswith(empty, n)]
    at = places[formula]
    return data[:at] + result + data[at + 8 :]


def test_results_of_formulas() -> None:
    data = written(Sheet("公开01表", ((1, 2),)), formulas={(0, 2): "A1+B1", (0, 3): "A1*2"})
    three = with_result(data, 0, bytes.fromhex("0000000000000840"))
    (found,) = read_workbook(three).sheets
    assert found == Sheet("公开01表", ((1, 2, 3),))
    error = with_result(data, 0, bytes.fromhex("020017000000ffff"))
    assert read_workbook(error).sheets == (Sheet("公开01表", ((1, 2, "#REF!"),)),)


def test_no_result_of_a_sheet_saved_without_calculating() -> None:
    data = written(Sheet("公开01表", ((1, 2),)), formulas={(0, 2): "A1+B1"})
    data = with_result(data, 0, bytes.fromhex("0000000000000840"))
    other = data.index(bytes.fromhex("5f000200"))  # SAVERECALC, of the same length
    stale = data[:other] + bytes.fromhex("5e000200") + data[other + 4 :]
    (found,) = read_workbook(stale).sheets
    assert found == Sheet("公开01表", ((1, 2),), formulas_without_value=frozenset({"C1"}))


def test_refuses_sheets_of_macros() -> None:
    data = written(Sheet("公开01表", ROWS))
    entry = data.index(bytes.fromhex("85001200"))
    macro = data[: entry + 9] + b"\x01" + data[entry + 10 :]
    assert refusal(macro) == ("文件含有宏，请另存为不含宏的“Excel 工作簿（*.xlsx）”后重新上传")


def test_refuses_a_password() -> None:
    data = written(Sheet("公开01表", ROWS))
    begin = data.index(bytes.fromhex("09081000"))
    record = data.index(bytes.fromhex("e1000200"), begin)  # INTERFACEHDR
    encrypted = data[:record] + bytes.fromhex("2f000200") + data[record + 4 :]
    assert refusal(encrypted) == "文件有打开密码，请去掉密码后再上传"


@pytest.mark.parametrize("end", [600, 2048, 4096])
def test_refuses_a_truncated_file(end: int) -> None:
    assert refusal(written(*workbook().sheets)[:end]) == DAMAGED


def test_number_of_columns() -> None:
    wide = written(Sheet("公开01表", ((1,) * 201,)))
    assert refusal(wide) == (
        "工作表“公开01表”：第 1 行有 201 列，超过 200 列的上限；"
        "请删除与公开表格无关的内容后重新上传"
    )


SOUND = written(Sheet("公开01表", ROWS), formulas={(5, 1): "1+1"})


@given(
    st.lists(
        st.tuples(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=4)),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_damage_ends_well(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(SOUND)
    for place, put in changes:
        data[place : place + len(put)] = put
    try:
        found = read_workbook(bytes(data), "决算.xls")
    except WorkbookError as error:
        assert error.message.endswith(("后重新上传", "后再上传", "*.xlsx）”"))
    else:
        assert isinstance(found, Workbook)
