"""Hostile and damaged files through the upload page: a sentence each, nothing stored, little spent.

A file that can be opened at all is kept for its preview, unconfirmed; none of its figures is.
"""

import io
import json
import random
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import openpyxl
import pytest
import xlwt
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl.workbook import Workbook

from disclosures.intake.gate import LIMITS
from disclosures.models import Disclosure, Fact, Kind, RowLabel, Unit, Upload
from tests.disclosures.intake import hostile

pytestmark = pytest.mark.django_db

MIB = 1 << 20
SECONDS = 10
MEMORY = 500 * 10**6

SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后重新上传"
TRIM = "请删除与公开表格无关的工作表、空行空列和图片后重新上传"
TOO_LARGE = f"文件解压后过大；{TRIM}"
DAMAGED = f"文件已损坏，或不是标准的 .xlsx 工作簿；{SAVE_AS}"
DTD = f"文件含有 XML 文档类型定义（DTD），不能接收；{SAVE_AS}"
TOO_OLD = f"文件是 Excel 95 或更早版本的格式；{SAVE_AS}"
PASSWORD = "文件有打开密码，请去掉密码后再上传"
MACROS = "文件含有宏，请另存为不含宏的“Excel 工作簿（*.xlsx）”后重新上传"
FOREIGN = (
    "没有找到任何公开表格，如《收入支出决算总表》；"
    "请上传按规定表样填写的工作簿，每张表一个工作表，表名写在表格上方"
)
MACRO_TYPES = hostile.content_types(1).replace("sheet.main+xml", "sheet.macroEnabled.main+xml")
COMMAND = "=cmd|'/C calc'!A0"


def unlike(name: str, kind: str, mend: str = "请上传“Excel 工作簿（*.xlsx）”") -> str:
    return f"文件的扩展名是 {name}，内容却是{kind}，不是 .xlsx 工作簿；{mend}"


REFUSED = {
    "zip bomb": (
        "决算.xlsx",
        hostile.workbook(members={hostile.SHEET: b" " * (300 * MIB)}),
        TOO_LARGE,
    ),
    "bomb that lies about its size": (
        "决算.xlsx",
        hostile.with_declared_size(
            hostile.workbook(members={hostile.SHEET: b" " * (300 * MIB)}), 1000
        ),
        DAMAGED,
    ),
    "external entity": (
        "决算.xlsx",
        hostile.workbook(members={hostile.SHEET: hostile.EXTERNAL_ENTITY}),
        DTD,
    ),
    "entities of entities": (
        "决算.xlsx",
        hostile.workbook(members={hostile.SHEET: hostile.BILLION_LAUGHS}),
        DTD,
    ),
    "100,000 columns": ("决算.xlsx", hostile.workbook(hostile.rows(1, 100_000)), TOO_LARGE),
    "100,000 columns that pack badly": (
        "决算.xlsx",
        hostile.workbook(
            '<row r="1">'
            + "".join(f"<c><v>{n * 2_654_435_761 % 2**32}</v></c>" for n in range(100_000))
            + "</row>"
        ),
        "工作表“公开01表”：第 1 行有 100000 列，超过 200 列的上限；"
        "请删除与公开表格无关的内容后重新上传",
    ),
    "pdf": (
        "决算.xlsx",
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF",
        unlike(".xlsx", "一个 PDF 文件"),
    ),
    "Excel 95 in OLE": ("决算.xls", hostile.ole("Book"), TOO_OLD),
    "Excel 5 alone": ("决算.xls", b"\x09\x08\x08\x00\x00\x05\x05\x00" + bytes(600), TOO_OLD),
    "encrypted package": ("决算.xlsx", hostile.encrypted_package(), PASSWORD),
    "encrypted parts": ("决算.xlsx", hostile.marked_encrypted(hostile.workbook()), PASSWORD),
    "empty": ("决算.xlsx", b"", "文件是空的，请重新选择"),
    "50 MB of zeros": (
        "决算.xlsx",
        bytes(50 * MIB),
        "文件有 50.0 MB，超过 20 MB 的上限；请删去图片等无关内容后重新上传",
    ),
    "19 MB of zeros": ("决算.xlsx", bytes(19 * MIB), unlike(".xlsx", "无法识别的格式")),
    "random bytes": (
        "决算.xls",
        random.Random(1).randbytes(MIB),  # noqa: S311 - the same bytes on every run
        unlike(".xls", "无法识别的格式"),
    ),
    "random bytes in OLE": (
        "决算.xls",
        hostile.OLE_MAGIC + random.Random(2).randbytes(MIB),  # noqa: S311
        f"文件已损坏，或不是标准的 .xls 工作簿；{SAVE_AS}",
    ),
    "workbook with macros": (
        "决算.xlsm",
        hostile.workbook(
            members={hostile.CONTENT_TYPES: MACRO_TYPES, "xl/vbaProject.bin": hostile.OLE_MAGIC}
        ),
        MACROS,
    ),
    "macros by the type alone": (
        "决算.xlsx",
        hostile.workbook(members={hostile.CONTENT_TYPES: MACRO_TYPES}),
        MACROS,
    ),
    "cut off": ("决算.xlsx", hostile.workbook()[:-100], DAMAGED),
    "quotes that never end": (
        "决算.csv",
        b'"' + b"a" * MIB,
        "第 1 行的英文引号不成对，无法分栏；请改正，或另存为“Excel 工作簿（*.xlsx）”后重新上传",
    ),
}
"""By what is sent: the file's name, its bytes, and the sentence."""


@pytest.fixture
def disclosure() -> Disclosure:
    unit = Unit.objects.create(
        name="某某区示例中心", slug="example", region="某某区", jurisdiction="national"
    )
    return Disclosure.objects.create(unit=unit, year=2024, kind=Kind.FINAL_ACCOUNTS)


def base(disclosure: Disclosure) -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}"


def page_of(client: Client, disclosure: Disclosure, content: bytes, name: str) -> str:
    """The page on which an upload ends, whatever it is."""
    file = SimpleUploadedFile(name, content)
    response = client.post(f"{base(disclosure)}/upload/", {"workbook": file})
    if response.status_code == 302:
        response = client.get(response["Location"])
    assert response.status_code == 200
    return response.content.decode()


def sentences(page: str) -> list[str]:
    """Every sentence that says why nothing can be imported."""
    alerts = re.findall(r'role="alert">没有读入任何数据。(.*?)</p>', page, re.DOTALL)
    lists = re.findall(r'<[ou]l class="(?:problems|errorlist)"[^>]*>(.*?)</[ou]l>', page, re.DOTALL)
    problems = [line for part in lists for line in re.findall(r"<li>(.*?)</li>", part, re.DOTALL)]
    return [unescape(text) for text in (*alerts, *problems)]


def assert_nothing_stored(client: Client, disclosure: Disclosure) -> None:
    """Not even when somebody confirms what cannot be confirmed."""
    for upload in Upload.objects.all():
        address = f"{base(disclosure)}/upload/{upload.pk}/"
        assert client.post(address, {"confirm": "1", "token": ""}).status_code == 200
    disclosure.refresh_from_db()
    stored = [model.objects.count() for model in (Fact, RowLabel)]
    assert (stored, disclosure.changed_at) == ([0, 0], None)
    assert not Upload.objects.exclude(confirmed_at=None).exists()


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_is_refused(
    admin_client: Client, disclosure: Disclosure, name: str, content: bytes, sentence: str
) -> None:
    page = page_of(admin_client, disclosure, content, name)
    assert sentences(page) == [sentence]
    assert 'name="confirm"' not in page
    assert Upload.objects.count() == 0
    assert_nothing_stored(admin_client, disclosure)


def form(client: Client, disclosure: Disclosure, *titles: str) -> Workbook:
    """The blank workbook, of which only the sheets with these titles are left."""
    blank = client.get(f"{base(disclosure)}/workbook/blank/").content
    book = openpyxl.load_workbook(io.BytesIO(blank))
    for sheet in book.worksheets:
        if not sheet.title.endswith(titles):
            book.remove(sheet)
    return book


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_formulas_in_a_circle(admin_client: Client, disclosure: Disclosure) -> None:
    book = form(admin_client, disclosure, "收入支出决算总表", "收入决算表")
    sheet = book["公开01表 收入支出决算总表"]
    sheet["C7"], sheet["C8"] = "=C8", "=C7"
    page = page_of(admin_client, disclosure, saved(book), "决算.xlsx")
    where = "工作表“公开01表 收入支出决算总表”"
    why = "公式没有计算结果；请在 Excel 或 WPS 中打开文件，保存后重新上传"
    assert sentences(page) == [f"{where}C7：{why}", f"{where}C8：{why}"]
    assert_nothing_stored(admin_client, disclosure)


def test_a_text_that_is_no_form(admin_client: Client, disclosure: Disclosure) -> None:
    content = f"{COMMAND},1\n科目,2\n".encode("gb18030")
    assert sentences(page_of(admin_client, disclosure, content, f"{COMMAND}.csv")) == [FOREIGN]
    assert_nothing_stored(admin_client, disclosure)


def test_a_list_without_end(admin_client: Client, disclosure: Disclosure) -> None:
    lines = "".join(f"接待{n},{n}\n" for n in range(1, 2003))
    content = f"国内公务接待明细\n,金额单位：元\n接待事项,金额\n{lines}".encode()
    page = page_of(admin_client, disclosure, content, "接待.csv")
    assert sentences(page) == ["工作表“接待”A2004：明细超过2000行，没有再往下读；请合并后重新上传"]
    assert_nothing_stored(admin_client, disclosure)
    longest = content.replace("接待2001,2001\n接待2002,2002\n".encode(), "合计,1\n".encode())
    page = page_of(admin_client, disclosure, longest, "接待.csv")
    assert (sentences(page), page.count("<dt>新增</dt><dd>2000</dd>")) == ([], 1)


def test_figures_beside_the_form_without_end(admin_client: Client, disclosure: Disclosure) -> None:
    book = form(admin_client, disclosure, "收入支出决算总表")
    sheet = book.worksheets[0]
    sheet["C7"] = 1
    for row in range(7, 27):
        for column in range(8, 28):
            sheet.cell(row, column, column)
    page = unescape(page_of(admin_client, disclosure, saved(book), "决算.xlsx"))
    named = re.findall(r"<li>(工作表“公开01表 收入支出决算总表”\w+：.*?)</li>", page)
    assert len(named) == 100
    assert named[-1] == "工作表“公开01表 收入支出决算总表”AA11：“27”，另有 300 格"


def test_a_name_that_looks_like_a_formula_stays_a_name(
    admin_client: Client, disclosure: Disclosure
) -> None:
    content = f"国内公务接待明细\n,金额单位：元\n接待事项,金额\n{COMMAND},9\n".encode("gb18030")
    page = page_of(admin_client, disclosure, content, "接待.csv")
    assert (sentences(page), "<td>=cmd|&#x27;/C calc&#x27;!A0 金额</td>" in page) == ([], True)
    token = re.findall(r'name="token" value="(\w+)"', page)[0]
    upload = Upload.objects.get()
    address = f"{base(disclosure)}/upload/{upload.pk}/"
    assert admin_client.post(address, {"confirm": "1", "token": token}).status_code == 302
    assert RowLabel.objects.get().text == COMMAND
    filled = admin_client.get(f"{base(disclosure)}/workbook/filled/").content
    cell = openpyxl.load_workbook(io.BytesIO(filled))["国内公务接待明细"]["A5"]
    assert (cell.data_type, cell.value) == ("s", COMMAND)


def test_an_xls_of_excel_97_is_read(admin_client: Client, disclosure: Disclosure) -> None:
    source = form(admin_client, disclosure, "收入支出决算总表").worksheets[0]
    source["C7"] = 12.5
    book = xlwt.Workbook()
    target = book.add_sheet(source.title)
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None:
                target.write(cell.row - 1, cell.column - 1, cell.value)
    stream = io.BytesIO()
    book.save(stream)
    page = unescape(page_of(admin_client, disclosure, stream.getvalue(), "决算.xls"))
    assert (sentences(page), page.count("<dt>新增</dt><dd>1</dd>")) == ([], 1)
    assert "“公开01表 收入支出决算总表”C7" in page


def dearest(folder: Path) -> None:
    """Files that cost as much as the limits let them, and some that would cost much more."""
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f"<c><v>{(row * 200 + n) * 0.618 % 1}</v></c>" for n in range(200))
        + "</row>"
        for row in range(1, 2501)
    )
    lines = "".join(f"接待{n},{n}\n" for n in range(190_000))
    for name, content in {
        "cells.xlsx": hostile.workbook(rows),
        "bomb.xlsx": REFUSED["zip bomb"][1],
        "zeros.xlsx": bytes(50 * MIB),
        "commas.csv": b"," * (19 * MIB),
        "lines.csv": b"1\n" * (9 * MIB),
        "list.csv": f"国内公务接待明细\n,金额单位：元\n接待事项,金额\n{lines}".encode(),
    }.items():
        (folder / name).write_bytes(content)


def test_what_the_dearest_files_cost(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    dearest(folder)
    module = "tests.disclosures.admin.upload_cost"
    ran = subprocess.run(
        [sys.executable, "-m", module, folder, tmp_path / "database.sqlite3"],
        cwd=project.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    cost = json.loads(ran.stdout)
    assert cost["files"] == sorted(file.name for file in folder.iterdir())
    assert cost["own"] < MEMORY, cost
    assert cost["child"] < MEMORY, cost


def test_the_limits_promise_as_much() -> None:
    assert LIMITS.memory_bytes < MEMORY
    assert LIMITS.wall_seconds < SECONDS
