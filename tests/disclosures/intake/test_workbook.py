"""Reading workbooks: exact values, exact refusals, a confined child, and nothing unforeseen."""

import errno
import hashlib
import io
import json
import os
import subprocess
import sys
import zlib
from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.parsers.expat import ExpatError

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from disclosures.intake import child, workbook
from disclosures.intake.gate import LIMITS, Format, Limits
from disclosures.intake.workbook import Sheet, Workbook, WorkbookError, address, read_workbook
from tests.disclosures.intake import hostile
from tests.disclosures.intake.hostile import text_cell

ROOT = Path(__file__).parents[3]
REPAIR = "请用 Excel 或 WPS 打开检查，另存为“Excel 工作簿（*.xlsx）”后重新上传"
CLEAN_UP = "请删除与公开表格无关的内容后重新上传"
DAMAGED = (
    "文件已损坏，或不是标准的 .xlsx 工作簿；"
    "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后重新上传"
)
EXHAUSTED = (
    "文件太大或太复杂，没有在限定的时间和内存内读完；"
    "请删除与公开表格无关的工作表、空行空列和图片后重新上传"
)
BROKEN_CELL = f"单元格内容已损坏；{REPAIR}"
CELL = '<row r="1"><c r="A1"{}>{}</c></row>'.format


def refusal(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(WorkbookError) as caught:
        read_workbook(data, limits=limits)
    return str(caught.value)


def only_sheet(data: bytes) -> Sheet:
    (sheet,) = read_workbook(data).sheets
    return sheet


# Values


def test_reads_sheets_in_order_with_the_files_hash() -> None:
    data = hostile.workbook(hostile.SMALL, '<row r="3"><c r="C3"><v>7</v></c></row>', "")

    assert read_workbook(data, "决算.xlsx") == Workbook(
        sheets=(
            Sheet("公开01表", (("项目", Decimal("1.5")),)),
            Sheet("公开02表", ((), (), (None, None, 7))),
            Sheet("公开03表", ()),
        ),
        sha256=hashlib.sha256(data).hexdigest(),
    )


def test_keeps_numbers_exact() -> None:
    numbers = [
        ("244.24", Decimal("244.24")),
        ("12345678901.23", Decimal("12345678901.23")),
        ("0.30000000000000004", Decimal("0.30000000000000004")),
        ("244.24000000000001", Decimal("244.24")),
        ("2010601.0", Decimal("2010601.0")),
        ("1E-3", Decimal("0.001")),
        ("-0.0", Decimal("0.0")),
        ("2010601", 2010601),
        ("-15", -15),
        ("12345678901234567890", 12345678901234567890),
    ]
    cells = "".join(f'<c s="{hostile.AMOUNT}"><v>{text}</v></c>' for text, _ in numbers)

    (row,) = only_sheet(hostile.workbook(f"<row>{cells}</row>")).rows

    expected = tuple(value for _, value in numbers)
    assert [(type(value), str(value)) for value in row] == [
        (type(value), str(value)) for value in expected
    ]


def test_keeps_text_as_it_is() -> None:
    texts = ["0201", "１，２３４．５", " 一、\n二 ", "=SUM(A1)", "s", "true", "\u2028𬭚"]
    cells = "".join(
        f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' for text in texts
    )
    shared = '<c t="s"><v>0</v></c>'
    windows_line = '<c t="inlineStr"><is><t>上_x000D_\n下</t></is></c>'
    return_only = '<c t="str"><v>_x000D_</v></c>'
    rich = '<c t="inlineStr"><is><r><t>支出</t></r><r><t>合计</t></r></is></c>'

    (row,) = only_sheet(
        hostile.workbook(f"<row>{cells}{shared}{windows_line}{return_only}{rich}</row>")
    ).rows

    assert row == (*texts, "共享文字", "上\n下", None, "支出合计")


def test_keeps_booleans_errors_and_empty_cells_apart() -> None:
    cells = (
        '<c t="b"><v>1</v></c><c t="b"><v>0</v></c>'
        '<c t="e"><v>#REF!</v></c><c t="e"><v>#N/A</v></c>'
        '<c/><c t="inlineStr"><is><t></t></is></c><c><v>0</v></c><c s="1"/>'
    )

    (row,) = only_sheet(hostile.workbook(f"<row>{cells}</row>")).rows

    assert row == (True, False, "#REF!", "#N/A", None, None, 0)
    assert [type(value) for value in row[:2]] == [bool, bool]


def test_reads_dates() -> None:
    cells = [
        (hostile.DATE, "45292", date(2024, 1, 1)),
        (hostile.YEAR_MONTH_DAY, "45292", date(2024, 1, 1)),
        (hostile.CHINESE_DATE, "45292", date(2024, 1, 1)),
        (hostile.DATE, "45292.75", datetime(2024, 1, 1, 18, 0)),
        (hostile.TIME, "0.5", "12:00:00"),
        (hostile.DURATION, "1.25", "30:00:00"),
        (hostile.DATE, "99999999", "#VALUE!"),
    ]
    row = "".join(f'<c s="{style}"><v>{number}</v></c>' for style, number, _ in cells)
    iso = '<c t="d"><v>2024-01-01</v></c><c t="d"><v>2024-01-01T08:30:00</v></c>'

    (values,) = only_sheet(hostile.workbook(f"<row>{row}{iso}</row>")).rows

    assert values == (
        *(value for _, _, value in cells),
        date(2024, 1, 1),
        datetime(2024, 1, 1, 8, 30),
    )
    assert [type(value) for value in values[:4]] == [date, date, date, datetime]


def test_counts_dates_from_1904_where_the_file_says_so() -> None:
    members = hostile.parts(f'<row><c s="{hostile.DATE}"><v>43830</v></c></row>')
    members[hostile.WORKBOOK] = str(members[hostile.WORKBOOK]).replace(
        "<sheets>", '<workbookPr date1904="1"/><sheets>'
    )

    assert only_sheet(hostile.pack(members)).rows == ((date(2024, 1, 1),),)


def test_reads_without_styles_and_with_faulty_ones() -> None:
    members = hostile.parts(hostile.SMALL)
    del members[hostile.STYLES]
    faulty = hostile.STYLE_SHEET.replace("<cellXfs", '<fills><fill x="1"/></fills><cellXfs')

    assert only_sheet(hostile.pack(members)).rows == (("项目", Decimal("1.5")),)
    assert only_sheet(hostile.workbook(members={hostile.STYLES: faulty})).rows == (
        ("项目", Decimal("1.5")),
    )


@pytest.mark.parametrize(
    ("state", "hidden"), [("visible", False), ("hidden", True), ("veryHidden", True)]
)
def test_says_whether_a_sheet_is_hidden(state: str, hidden: bool) -> None:
    first, second = read_workbook(hostile.workbook("", hostile.SMALL, state=state)).sheets

    assert (first.hidden, second.hidden) == (False, hidden)


def test_reads_what_openpyxl_writes() -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    sheet = book.create_sheet("公开01表")
    sheet.append(["项目", 12345678901.23, date(2024, 12, 31), "0201"])
    sheet.merge_cells("A2:B3")
    sheet["A2"] = "合计"
    file = io.BytesIO()
    book.save(file)

    assert only_sheet(file.getvalue()) == Sheet(
        "公开01表",
        (("项目", Decimal("12345678901.23"), date(2024, 12, 31), "0201"), ("合计",)),
    )


# Formulas


def test_reports_formulas_that_were_never_calculated() -> None:
    data = (
        '<row r="2"><c r="B2"><f>1+1</f><v>2</v></c><c r="C2"><f>1+1</f></c>'
        '<c r="D2"><f>1+1</f><v></v></c><c r="E2" t="str"><f>""</f><v></v></c>'
        '<c r="F2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )

    assert only_sheet(hostile.workbook(data)) == Sheet(
        "公开01表",
        ((), (None, 2, None, None, None, "#DIV/0!")),
        formulas_without_value=frozenset({"C2", "D2"}),
    )


def test_trusts_no_result_of_a_program_that_does_not_calculate() -> None:
    data = '<row r="1"><c r="A1"><v>5</v></c><c r="B1"><f>A1*2</f><v>0</v></c></row>'

    stale = only_sheet(
        hostile.workbook(data, calculation='<calcPr calcId="124519" fullCalcOnLoad="1"/>')
    )
    calculated = only_sheet(hostile.workbook(data, calculation='<calcPr calcId="191029"/>'))

    assert stale == Sheet("公开01表", ((5,),), formulas_without_value=frozenset({"B1"}))
    assert calculated == Sheet("公开01表", ((5, 0),))


# Sheets and addresses


def test_addresses() -> None:
    indices = [(26, 1), (0, 0), (0, 25), (0, 26), (6, 51), (0, 701), (0, 702), (1048575, 16383)]

    assert [address(*index) for index in indices] == [
        *("B27", "A1", "Z1", "AA1", "AZ7", "ZZ1", "AAA1", "XFD1048576")
    ]
    assert Sheet("公开01表", ()).address(26, 1) == "B27"


def test_value_of_cells_the_sheet_does_not_have() -> None:
    sheet = Sheet("公开01表", (("项目", 1), (), (None, 2)))

    places = [(0, 0), (0, 1), (0, 2), (1, 0), (2, 1), (3, 0), (-1, 1), (0, -1)]

    assert [sheet.value(*place) for place in places] == ["项目", 1, None, None, 2, None, None, None]


# Sizes


def test_believes_no_declared_dimension() -> None:
    for declared in ("A1", "A1:XFD1048576"):
        xml = hostile.sheet(hostile.rows(2, columns=2), before=f'<dimension ref="{declared}"/>')
        data = hostile.workbook(members={hostile.SHEET: xml})

        assert only_sheet(data).rows == ((1, 1), (1, 1))


def test_reads_nothing_after_the_cells() -> None:
    after = (
        '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        '<dataValidations><dataValidation type="nonsense"/></dataValidations>'
    )
    data = hostile.workbook(members={hostile.SHEET: hostile.sheet(hostile.SMALL, after=after)})

    assert only_sheet(data).rows == (("项目", Decimal("1.5")),)


def test_number_of_sheets() -> None:
    assert len(read_workbook(hostile.workbook(*[""] * 60)).sheets) == 60
    assert (
        refusal(hostile.workbook(*[""] * 61)) == f"文件有 61 个工作表，超过 60 个的上限；{CLEAN_UP}"
    )


def test_number_of_rows() -> None:
    last = only_sheet(hostile.workbook(text_cell("完", "A200000") + '<row r="1048576"/>'))

    assert len(last.rows) == 200_000
    assert refusal(hostile.workbook(text_cell("完", "A200001"))) == (
        f"工作表“公开01表”：第 200001 行有内容，超过 200000 行的上限；{CLEAN_UP}"
    )


def test_number_of_columns() -> None:
    last = only_sheet(
        hostile.workbook(text_cell("完", "GR3").replace("</row>", '<c r="XFD3"/></row>'))
    )

    assert len(last.rows[2]) == 200
    assert refusal(hostile.workbook(text_cell("完", "GS3"))) == (
        f"工作表“公开01表”：第 3 行有 201 列，超过 200 列的上限；{CLEAN_UP}"
    )


def test_number_of_cells_in_all_sheets() -> None:
    data = hostile.workbook(hostile.rows(2, columns=3), hostile.rows(1, columns=4))

    assert len(read_workbook(data, limits=replace(LIMITS, cells=10)).sheets) == 2
    assert refusal(data, replace(LIMITS, cells=9)) == f"单元格总数超过 9 个的上限；{CLEAN_UP}"


def test_characters_in_a_cell() -> None:
    assert only_sheet(hostile.workbook(text_cell("长" * 32767))).rows == (("长" * 32767,),)
    assert refusal(hostile.workbook(text_cell("长" * 32768, "B4"))) == (
        "工作表“公开01表”B4：有 32768 个字，超过 32767 字的上限；请缩短后重新上传"
    )


def test_text_in_all_cells() -> None:
    strings = f'<sst xmlns="{hostile.MAIN}"><si><t>{"a" * 30000}</t></si></sst>'
    cells = '<c t="s"><v>0</v></c>' * 3
    data = hostile.workbook(f"<row>{cells}</row>", members={hostile.STRINGS: strings})

    assert len(only_sheet(data).rows[0]) == 3
    assert refusal(data, replace(LIMITS, output_bytes=90_000)) == f"文字总量过大；{CLEAN_UP}"


def test_time_and_memory(caplog: pytest.LogCaptureFixture) -> None:
    many_cells = hostile.workbook(hostile.rows(30_000, columns=20))
    long_text = hostile.workbook(text_cell("长" * 5_000_000))
    roomy = replace(LIMITS, ratio=10_000)

    assert refusal(many_cells, replace(roomy, cpu_seconds=1)) == EXHAUSTED
    assert refusal(many_cells, replace(roomy, wall_seconds=0)) == EXHAUSTED
    assert refusal(long_text, replace(roomy, memory_bytes=30 * 1024 * 1024)) == EXHAUSTED
    assert [message.partition(": ")[2] for message in caplog.messages] == [
        "reader ended with -9 (no word)",
        "reader took longer than 0 s",
        "reader ended with 4 (no word)",
    ]


def out_of_memory_while(error: Exception) -> Exception:
    """``error`` raised while a MemoryError was being handled."""
    error.__context__ = MemoryError()
    return error


def expat_error(code: int) -> ExpatError:
    error = ExpatError("no element found")
    error.code = code
    return error


@pytest.mark.parametrize(
    ("error", "exhausted"),
    [
        (MemoryError(), True),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), True),
        (OSError(errno.EMFILE, "Too many open files"), False),
        (zlib.error("Error -4 while decompressing data"), True),
        (zlib.error("Error -3 while decompressing data: invalid block type"), False),
        (expat_error(1), True),
        (expat_error(3), False),
        (out_of_memory_while(ValueError("bad cell")), True),
        (ValueError("bad cell"), False),
    ],
)
def test_how_libraries_say_that_memory_ran_out(error: Exception, exhausted: bool) -> None:
    assert child.is_exhaustion(error) is exhausted


# Damage


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (CELL("", "<v>NaN</v>"), f"工作表“公开01表”A1：{BROKEN_CELL}"),
        (CELL("", "<v>一百</v>"), f"工作表“公开01表”A1：{BROKEN_CELL}"),
        (CELL(' t="s"', "<v>1</v>"), f"工作表“公开01表”A1：{BROKEN_CELL}"),
        (CELL(' t="b"', "<v>yes</v>"), f"工作表“公开01表”A1：{BROKEN_CELL}"),
        (CELL(' t="d"', "<v>2024-13-01</v>"), f"工作表“公开01表”A1：{BROKEN_CELL}"),
        (
            CELL("", "<v>1e999</v>"),
            "工作表“公开01表”A1：数字太大，无法表示；请改正后重新上传",
        ),
        (
            CELL("", f"<v>{'9' * 400}</v>"),
            "工作表“公开01表”A1：数字太大，无法表示；请改正后重新上传",
        ),
        (
            '<row r="1"><c r="ZZZZZZ4294967295"><v>1</v></c></row>',
            f"工作表“公开01表”ZZZZZZ4294：{BROKEN_CELL}",
        ),
        (
            '<row r="2"/><row r="2"/>',
            f"工作表“公开01表”：第 2 行的次序错乱，文件已损坏；{REPAIR}",
        ),
        ('<row r="0"/>', f"工作表“公开01表”：第 0 行的次序错乱，文件已损坏；{REPAIR}"),
        (
            '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
            f"工作表“公开01表”：第 1 行的次序错乱，文件已损坏；{REPAIR}",
        ),
        (
            '<row r="1"><c r="A2"><v>1</v></c></row>',
            f"工作表“公开01表”：第 1 行的次序错乱，文件已损坏；{REPAIR}",
        ),
        ("<row><c></row>", DAMAGED),
    ],
)
def test_names_the_damaged_place(data: str, message: str) -> None:
    assert refusal(hostile.workbook(data)) == message


def test_refuses_a_workbook_without_its_sheets() -> None:
    lost = hostile.parts(hostile.SMALL)
    del lost[hostile.SHEET]
    charts = hostile.parts(hostile.SMALL)
    charts["xl/_rels/workbook.xml.rels"] = str(charts["xl/_rels/workbook.xml.rels"]).replace(
        "/worksheet", "/chartsheet"
    )

    assert (
        refusal(hostile.pack(lost)) == f"工作表“公开01表”：工作表的内容缺失，文件已损坏；{REPAIR}"
    )
    assert refusal(hostile.pack(charts)) == f"文件里没有工作表；{REPAIR}"


def test_logs_the_kind_of_a_fault_and_nothing_of_the_workbook(
    caplog: pytest.LogCaptureFixture,
) -> None:
    data = hostile.workbook("<row>秘密<c></row>")

    assert refusal(data) == DAMAGED
    digest = hashlib.sha256(data).hexdigest()
    assert caplog.messages == [f"workbook {digest}: reader ended with 1 (ExpatError)"]


# The child


# The fourth file descriptor is the listing itself; Python sets LC_CTYPE where there is no locale.
PROBE = """
import json, os
environment = [name for name in os.environ if name != "LC_CTYPE"]
seen = [*environment, os.getcwd(), *sorted(os.listdir("/proc/self/fd"))]
print(json.dumps([1, ["s" + text for text in seen]]))
print(json.dumps({"sheet": "", "hidden": False, "uncalculated": []}))
"""


def test_the_child_gets_nothing_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe = tmp_path / "probe.py"
    probe.write_text(PROBE)
    monkeypatch.setattr(workbook, "CHILD", probe)
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)

    (row,) = only_sheet(hostile.workbook()).rows

    os.close(reading)
    os.close(writing)
    assert row == ("/", "0", "1", "2", "3")


CONFINED = """
import json, os, socket, sys
sys.path.insert(0, sys.argv[1])
from disclosures.intake import child
limits = json.loads(sys.argv[2])
child.confine(limits)

def outcome(action):
    try:
        action()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "allowed"

attempts = [
    lambda: open("/etc/passwd"),
    lambda: open(os.devnull, "w"),
    lambda: os.pipe(),
    lambda: socket.socket(),
    lambda: bytearray(limits["memory_bytes"]),
    lambda: bytearray(limits["memory_bytes"] // 2),
]
print(json.dumps([outcome(attempt) for attempt in attempts]))
"""


def test_the_child_can_open_nothing() -> None:
    command = [sys.executable, "-c", CONFINED, str(ROOT), json.dumps(asdict(LIMITS))]

    answer = subprocess.run(command, capture_output=True, check=True, cwd="/").stdout

    assert json.loads(answer) == [
        "OSError",
        "OSError",
        "OSError",
        "OSError",
        "MemoryError",
        "allowed",
    ]


@pytest.mark.parametrize("part", [hostile.BILLION_LAUGHS, hostile.EXTERNAL_ENTITY])
def test_the_child_expands_no_entity_even_without_the_gate(
    part: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(workbook, "inspect", lambda *_: Format.XLSX)
    data = hostile.workbook(members={hostile.SHEET: part})

    assert refusal(data) == DAMAGED
    assert caplog.messages[0].endswith("reader ended with 1 (EntitiesForbidden)")


# Anything at all


def ends_well(data: bytes, name: str = "") -> None:
    """Read to a workbook or to a sentence; any other end fails the test."""
    try:
        book = read_workbook(data, name)
    except WorkbookError as error:
        assert error.message.endswith(("后重新上传", "后再上传", "*.xlsx）”", "里面的工作簿"))
    else:
        assert book.sha256 == hashlib.sha256(data).hexdigest()


@given(st.binary(max_size=600), st.text(max_size=12))
@example(b"PK\x03\x04", "")
@settings(max_examples=150, deadline=None)
def test_any_bytes_end_well(data: bytes, name: str) -> None:
    ends_well(data, name)
    ends_well(b"PK\x03\x04" + data, name)
    ends_well(hostile.OLE_MAGIC + data, name)


@given(hostile.damaged_files())
@settings(max_examples=60, deadline=None)
def test_any_damage_to_the_package_ends_well(data: bytes) -> None:
    ends_well(data)


@given(hostile.damaged_parts())
@settings(max_examples=25, deadline=None)
def test_any_damage_to_a_part_ends_well(data: bytes) -> None:
    ends_well(data)
