"""Reading CSV and texts with tabs, in every encoding they come in."""

import pytest

from disclosures.intake.gate import Format
from disclosures.intake.workbook import Sheet, WorkbookError, read_workbook
from tests.disclosures.intake.workbooks import GENERAL_PUBLIC, problems, read, values, workbook

LINES = '项目,金额,备注\n\n行政运行,"1,234.50",\n2010601,-,㙍䶮\n'
SAVE_AS = "另存为“Excel 工作簿（*.xlsx）”后重新上传"
UNREADABLE = f"文件不是可以识别的文本（UTF-8、UTF-16 或 GB18030 编码）；请{SAVE_AS}"


def only_sheet(data: bytes, name: str = "公开05表.csv") -> Sheet:
    (sheet,) = read_workbook(data, name).sheets
    return sheet


def refusal(data: bytes) -> str:
    with pytest.raises(WorkbookError) as caught:
        read_workbook(data, "公开05表.csv")
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(encoding: str, separator: str, ending: str) -> None:
    text = LINES.replace('"1,234.50"', "“甲”").replace(",", separator).replace("\n", ending)
    assert only_sheet(text.encode(encoding)).rows == (
        ("项目", "金额", "备注"),
        (),
        ("行政运行", "“甲”"),
        ("2010601", "-", "㙍䶮"),
    )


def test_big_endian() -> None:
    assert only_sheet("\ufeff项目,1".encode("utf-16-be")).rows == (("项目", "1"),)


def test_quotes() -> None:
    text = '项目,金额\n"三""公""经费,\n合计","1,234.50"\n="0201",\t2010601\n'
    assert only_sheet(text.encode()).rows == (
        ("项目", "金额"),
        ('三"公"经费,\n合计', "1,234.50"),
        ("0201", "\t2010601"),
    )


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("公开05表.csv", "公开05表"),
        ("C:\\报表\\公开05表.xls", "公开05表"),
        ("长" * 40 + ".csv", "长" * 31),
        ("", "文本"),
    ],
)
def test_the_sheet_is_named_after_the_file(file: str, name: str) -> None:
    assert only_sheet(b"a,b", file).name == name


def as_text(form: str) -> bytes:
    rows = form.strip().split("\n")
    return "\n".join(row.replace(",", "，").replace("|", "\t") for row in rows).encode("gb18030")


def test_a_text_is_one_table_of_a_disclosure() -> None:
    book = read_workbook(as_text(GENERAL_PUBLIC), "公开05表.xls")
    mapped = read(book)
    assert (mapped.tables, mapped.partial, book.format) == (
        ("general_public",),
        True,
        Format.TEXT,
    )
    assert values(book, "general_public") == values(workbook(), "general_public")
    assert not read(workbook()).partial


def test_a_text_of_something_else() -> None:
    assert problems(read_workbook(b"a,b", "x.csv")) == [
        "没有找到任何公开表格，如《收入支出决算总表》；请上传按规定表样填写的工作簿，"
        "每张表一个工作表，表名写在表格上方"
    ]


def test_places_are_those_a_spreadsheet_shows() -> None:
    text = as_text(GENERAL_PUBLIC).replace(b"2050102\t", b"9999999\t")
    assert problems(read_workbook(text, "表.csv")) == [
        "工作表“表”A10：2020年支出功能分类科目中没有编码“9999999”；"
        "请核对编码，或加载当年正式的政府收支分类科目"
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('项目,金额\n"合计,5\n205,6\n'.encode(), "第 2 行的英文引号不成对"),
        ('项目\n"三公"经费,5\n'.encode(), "第 2 行的英文引号不成对"),
    ],
)
def test_quotes_that_do_not_match(data: bytes, message: str) -> None:
    assert refusal(data) == f"{message}，无法分栏；请改正，或{SAVE_AS}"


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf\xff\xff",
        b"\xff\xfea",
        b"a,b\n" * 200 + b"\x00",
        "項目,金額".encode("big5") + b"\xff",
    ],
)
def test_bytes_that_are_no_text(data: bytes) -> None:
    assert refusal(data) == UNREADABLE


def test_limits() -> None:
    assert refusal(b"," * 200 + b"1") == (
        "第 1 行有 201 列，超过 200 列的上限；请删除与公开表格无关的内容后重新上传"
    )
    assert refusal("长".encode() * 32768) == (
        "A1：有 32768 个字，超过 32767 字的上限；请缩短后重新上传"
    )
