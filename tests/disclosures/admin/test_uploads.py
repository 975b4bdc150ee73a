"""Uploading in the admin site: preview, confirmation, downloads, and who may."""

import hashlib
import io
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from disclosures.facts import FactSheet
from disclosures.models import Disclosure, Duty, Fact, Kind, Role, RowLabel, State, Upload
from disclosures.models.fact import sheet_of
from tests.disclosures.drafts import empty
from tests.disclosures.intake import hostile

pytestmark = pytest.mark.django_db

WORKBOOK = Path(__file__).parents[2] / "data" / "suining-dianjiao-2020" / "final-accounts-2020.xlsx"
OFFICIAL = WORKBOOK.read_bytes()
FIGURES = 124
"""Figures in the official workbook, of both years."""


@pytest.fixture
def disclosure() -> Disclosure:
    return empty()


def base(disclosure: Disclosure) -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}"


def send(client: Client, disclosure: Disclosure, content: bytes, name: str = "a.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(f"{base(disclosure)}/upload/", {"workbook": file})


def preview_of(client: Client, disclosure: Disclosure, content: bytes, name: str = "a.xlsx") -> str:
    """The preview page an upload leads to."""
    response = client.get(send(client, disclosure, content, name)["Location"])
    assert response.status_code == 200
    return unescape(response.content.decode())


def counts(page: str) -> list[tuple[str, int]]:
    return [(name, int(count)) for name, count in re.findall(r"<dt>(\w+)</dt><dd>(\d+)</dd>", page)]


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the table under the heading with this id."""
    part = page.split(f'<h3 id="{heading}">')[1].split("</table>")[0].split("<tbody>")[1]
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in part.split("</tr>")[:-1]]


def confirm(client: Client, page: str, upload: Upload) -> Any:
    token = page.split('name="token" value="')[1].split('"')[0]
    address = f"{base(upload.disclosure)}/upload/{upload.pk}/"
    return client.post(address, {"token": token, "confirm": "确认导入"})


def take_in(client: Client, disclosure: Disclosure, content: bytes = OFFICIAL) -> None:
    page = preview_of(client, disclosure, content)
    assert confirm(client, page, Upload.objects.latest("pk")).status_code == 302


def changed(content: bytes, **cells: str | float | None) -> bytes:
    """The workbook with other values in some cells: sheet by index and address, s0_C7=5."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for name, value in cells.items():
        sheet, address = name.removeprefix("s").split("_")
        book.worksheets[int(sheet)][address] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_upload_preview_confirm(admin_client: Client, disclosure: Disclosure) -> None:
    response = send(admin_client, disclosure, OFFICIAL, "决算.xlsx")
    upload = Upload.objects.get()
    assert response["Location"] == f"{base(disclosure)}/upload/{upload.pk}/"
    assert (upload.name, upload.sha256) == ("决算.xlsx", hashlib.sha256(OFFICIAL).hexdigest())
    assert (str(upload.uploaded_by), upload.confirmed_at) == ("admin", None)
    page = unescape(admin_client.get(response["Location"]).content.decode())
    assert counts(page)[:4] == [("新增", FIGURES), ("更改", 0), ("删除", 0), ("未变", 0)]
    assert counts(page)[4] == ("错误", 0)
    assert len(rows(page, "new")) == FIGURES
    assert rows(page, "new")[0] == [
        "收入支出决算总表",
        "一、一般公共预算财政拨款收入 金额",
        "219.26",
        "万元",
        "“公开01表 收入支出决算总表”C7",
    ]
    assert Fact.objects.count() == 0
    assert confirm(admin_client, page, upload)["Location"] == f"{base(disclosure)}/findings/"
    upload.refresh_from_db()
    disclosure.refresh_from_db()
    assert upload.confirmed_at is not None
    assert disclosure.changed_at is not None
    assert str(disclosure.changed_by) == "admin"
    assert Fact.objects.filter(upload=upload).exclude(sheet="").exclude(cell="").count() == FIGURES


def test_the_filled_workbook_comes_back_unchanged(
    admin_client: Client, disclosure: Disclosure
) -> None:
    take_in(admin_client, disclosure)
    before = sheet_of(disclosure)
    response = admin_client.get(f"{base(disclosure)}/workbook/filled/")
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    page = preview_of(admin_client, disclosure, response.content)
    assert counts(page)[:4] == [("新增", 0), ("更改", 0), ("删除", 0), ("未变", FIGURES)]
    assert "文件里的数据与已有的完全相同。" in page
    assert "没有读的内容" not in page
    confirm(admin_client, page, Upload.objects.latest("pk"))
    assert plain(sheet_of(disclosure)) == plain(before)


def plain(sheet: FactSheet) -> object:
    """The figures and names without their sources."""
    facts = {cell: (fact.value, fact.rounded) for cell, fact in sheet.facts.items()}
    prior = {} if sheet.prior is None else {c: f.value for c, f in sheet.prior.facts.items()}
    return facts, prior, dict(sheet.labels)


def test_three_changed_cells_are_the_three_changes(
    admin_client: Client, disclosure: Disclosure
) -> None:
    take_in(admin_client, disclosure)
    filled = admin_client.get(f"{base(disclosure)}/workbook/filled/").content
    page = preview_of(
        admin_client, disclosure, changed(filled, s0_C7=219.27, s0_C34=1.5, s0_C36=None)
    )
    assert counts(page)[:4] == [("新增", 1), ("更改", 1), ("删除", 1), ("未变", FIGURES - 2)]
    sheet = "附表1 收入支出决算总表"
    title = "收入支出决算总表"
    assert rows(page, "changed") == [
        [title, "一、一般公共预算财政拨款收入 金额", "219.26", "219.27", "万元", f"“{sheet}”C7"]
    ]
    assert rows(page, "new") == [
        [title, "使用非财政拨款结余 金额", "1.50", "万元", f"“{sheet}”C34"]
    ]
    assert rows(page, "removed") == [[title, "总计 金额", "244.24", "万元"]]
    new = [row for row in rows(page, "findings") if row[-1] == "新"]
    assert new != []
    assert counts(page)[4] == ("错误", sum(row[0] == "错误" for row in rows(page, "findings")))


def test_a_blank_workbook_changes_nothing(admin_client: Client, disclosure: Disclosure) -> None:
    take_in(admin_client, disclosure)
    blank = admin_client.get(f"{base(disclosure)}/workbook/blank/").content
    page = preview_of(admin_client, disclosure, blank)
    assert "文件里没有填写任何数据，没有什么可以导入；已有的数据不变" in page
    assert 'name="confirm"' not in page
    upload = Upload.objects.latest("pk")
    response = admin_client.post(f"{base(disclosure)}/upload/{upload.pk}/", {"confirm": "1"})
    assert response.status_code == 200
    assert Fact.objects.count() == FIGURES


def test_what_is_typed_into_the_blank_workbook_is_read(
    admin_client: Client, disclosure: Disclosure
) -> None:
    blank = admin_client.get(f"{base(disclosure)}/workbook/blank/").content
    book = openpyxl.load_workbook(io.BytesIO(blank))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "部门：某某市示例单位" in cells
    assert not any(isinstance(cell, float | int) for cell in cells)
    typed = changed(
        blank,
        s0_C7=12.3,
        s1_A8=2050102,
        s1_B8="一般行政管理事务",
        s1_C8=12.3,
        s15_A5="甲",
        s15_B5=9,
    )
    page = preview_of(admin_client, disclosure, typed)
    assert [(row[0], row[1], row[2]) for row in rows(page, "new")] == [
        ("收入支出决算总表", "一、一般公共预算财政拨款收入 金额", "12.30"),
        ("收入决算表", "2050102 一般行政管理事务 本年收入合计", "12.30"),
        ("国内公务接待明细", "甲 金额", "9.00"),
    ]


def test_names_that_look_like_formulas_stay_text(
    admin_client: Client, disclosure: Disclosure
) -> None:
    take_in(admin_client, disclosure)
    RowLabel.objects.filter(row="1").update(text='=HYPERLINK("http://x","甲")')
    filled = admin_client.get(f"{base(disclosure)}/workbook/filled/").content
    sheet = openpyxl.load_workbook(io.BytesIO(filled))["国内公务接待明细"]
    assert [(sheet["A5"].data_type, sheet["A5"].value)] == [("s", '=HYPERLINK("http://x","甲")')]
    page = preview_of(admin_client, disclosure, filled)
    assert counts(page)[:4] == [("新增", 0), ("更改", 0), ("删除", 0), ("未变", FIGURES)]


def test_one_table_replaces_that_table_only(admin_client: Client, disclosure: Disclosure) -> None:
    take_in(admin_client, disclosure)
    filled = admin_client.get(f"{base(disclosure)}/workbook/filled/").content
    book = openpyxl.load_workbook(io.BytesIO(filled))
    for sheet in book.worksheets[1:]:
        book.remove(sheet)
    book.worksheets[0]["C7"] = 220
    stream = io.BytesIO()
    book.save(stream)
    page = preview_of(admin_client, disclosure, stream.getvalue())
    assert "文件里的表：《收入支出决算总表》。只替换这些表的数据，其他表的数据不变。" in page
    assert counts(page)[:3] == [("新增", 0), ("更改", 1), ("删除", 0)]
    confirm(admin_client, page, Upload.objects.latest("pk"))
    assert Fact.objects.count() == FIGURES
    assert Fact.objects.get(upload=Upload.objects.latest("pk"), value=2200000)


def test_figures_changed_in_between_show_the_preview_again(
    admin_client: Client, disclosure: Disclosure
) -> None:
    take_in(admin_client, disclosure)
    page = preview_of(admin_client, disclosure, OFFICIAL)
    Fact.objects.filter(year=2020, row="income_total", table="appropriation").update(value=5)
    response = confirm(admin_client, page, Upload.objects.latest("pk"))
    again = unescape(response.content.decode())
    assert response.status_code == 200
    assert "预览之后，已有的数据或文件的识别又有改动，没有导入；" in again
    assert counts(again)[1] == ("更改", 1)
    assert Fact.objects.filter(value=5).count() == 1
    assert confirm(admin_client, again, Upload.objects.latest("pk")).status_code == 302
    assert Fact.objects.filter(value=5).count() == 0


def test_a_file_with_problems_is_shown_and_cannot_be_confirmed(
    admin_client: Client, disclosure: Disclosure
) -> None:
    page = preview_of(admin_client, disclosure, changed(OFFICIAL, s0_C7="二百"))
    assert "不能导入：1 处问题" in page
    assert "工作表“公开01表 收入支出决算总表”C7：这里应为数字，填的是“二百”" in page
    upload = Upload.objects.get()
    response = admin_client.post(f"{base(disclosure)}/upload/{upload.pk}/", {"confirm": "1"})
    assert response.status_code == 200
    upload.refresh_from_db()
    assert (Fact.objects.count(), upload.confirmed_at) == (0, None)


def test_a_confirmed_upload_leads_back(admin_client: Client, disclosure: Disclosure) -> None:
    take_in(admin_client, disclosure)
    address = f"{base(disclosure)}/upload/{Upload.objects.get().pk}/"
    for response in (admin_client.get(address), admin_client.post(address, {"confirm": "1"})):
        assert response["Location"] == f"{base(disclosure)}/upload/"
    page = admin_client.get(f"{base(disclosure)}/upload/").content.decode()
    assert "确认导入" in page
    assert hashlib.sha256(OFFICIAL).hexdigest() in page


def test_uploads_nobody_confirmed_go_after_a_day(
    admin_client: Client, disclosure: Disclosure
) -> None:
    take_in(admin_client, disclosure)
    send(admin_client, disclosure, OFFICIAL, "b.xlsx")
    for upload in Upload.objects.all():
        Upload.objects.filter(pk=upload.pk).update(
            uploaded_at=upload.uploaded_at - timedelta(days=2)
        )
    send(admin_client, disclosure, OFFICIAL, "c.xlsx")
    assert [upload.name for upload in Upload.objects.order_by("pk")] == ["a.xlsx", "c.xlsx"]


HOSTILE = {
    "not a workbook": b"not a workbook",
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF",
    "entities": hostile.workbook(members={hostile.SHEET: hostile.BILLION_LAUGHS}),
    "external entity": hostile.workbook(members={hostile.SHEET: hostile.EXTERNAL_ENTITY}),
    "encrypted": hostile.encrypted_package(),
    "bomb": hostile.workbook(members={hostile.SHEET: b" " * (300 << 20)}),
    "wide": hostile.workbook(hostile.rows(1, 100_000)),
    "cut": OFFICIAL[:-100],
    "macros": hostile.workbook(members={"xl/vbaProject.bin": hostile.OLE_MAGIC}),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_each_get_a_sentence(
    admin_client: Client, disclosure: Disclosure, content: bytes
) -> None:
    response = send(admin_client, disclosure, content)
    if response.status_code == 302:
        response = admin_client.get(response["Location"])
    page = response.content.decode()
    assert response.status_code == 200
    assert "没有读入任何数据。" in page or "不能导入：" in page
    assert 'name="confirm"' not in page
    assert Fact.objects.count() == 0


def test_too_large_empty_and_no_file(admin_client: Client, disclosure: Disclosure) -> None:
    large = send(admin_client, disclosure, bytes(50 << 20))
    assert (
        "文件有 50.0 MB，超过 20 MB 的上限；请删去图片等无关内容后重新上传"
        in large.content.decode()
    )
    assert "文件是空的，请重新选择" in send(admin_client, disclosure, b"").content.decode()
    address = f"{base(disclosure)}/upload/"
    assert "请选择要上传的文件" in admin_client.post(address).content.decode()
    assert Upload.objects.count() == 0


def test_a_year_without_a_standard(admin_client: Client, disclosure: Disclosure) -> None:
    send(admin_client, disclosure, OFFICIAL)
    Disclosure.objects.update(year=2005)
    upload = Upload.objects.get()
    for address in ("upload/", "workbook/blank/", "workbook/filled/", f"upload/{upload.pk}/"):
        response = admin_client.get(f"{base(disclosure)}/{address}")
        assert response.status_code == 200
        assert response.content.decode().count("没有适用于") == 1
    response = send(admin_client, disclosure, OFFICIAL)
    assert "没有适用于" in response.content.decode()
    for action in ("confirm", "recognise"):
        response = admin_client.post(f"{base(disclosure)}/upload/{upload.pk}/", {action: "1"})
        assert "没有适用于" in response.content.decode()


@pytest.mark.parametrize("state", [State.SUBMITTED, State.PUBLISHED])
def test_only_a_draft_takes_an_upload(
    admin_client: Client, disclosure: Disclosure, state: State
) -> None:
    send(admin_client, disclosure, OFFICIAL)
    Disclosure.objects.update(state=state)
    assert send(admin_client, disclosure, OFFICIAL).status_code == 403
    upload = Upload.objects.get()
    address = f"{base(disclosure)}/upload/{upload.pk}/"
    assert admin_client.get(address).status_code == 403
    assert admin_client.post(address, {"confirm": "1"}).status_code == 403
    page = admin_client.get(f"{base(disclosure)}/upload/").content.decode()
    assert f"这份材料{state.label}，不能再上传文件。" in page
    assert 'type="file"' not in page


def test_a_reader_may_look_but_not_upload(client: Client, disclosure: Disclosure) -> None:
    user = User.objects.create_user("reader", is_staff=True)
    Role.objects.create(user=user, duty=Duty.AUDITOR)
    client.force_login(user)
    page = client.get(f"{base(disclosure)}/upload/").content.decode()
    assert "您可以查看，但没有改动这份材料的权限。" in page
    assert 'type="file"' not in page
    assert client.get(f"{base(disclosure)}/workbook/blank/").status_code == 200
    assert send(client, disclosure, OFFICIAL).status_code == 403
    upload = Upload.objects.create(disclosure=disclosure, name="a", sha256="", content=OFFICIAL)
    for action in ("confirm", "recognise"):
        address = f"{base(disclosure)}/upload/{upload.pk}/"
        assert client.post(address, {action: "1"}).status_code == 403


def test_strangers_see_nothing(client: Client, disclosure: Disclosure) -> None:
    pages = ("upload/", "upload/1/", "workbook/blank/", "workbook/filled/")
    for page in pages:
        response = client.get(f"{base(disclosure)}/{page}")
        assert response["Location"].startswith("/admin/login/")
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    for page in pages:
        assert client.get(f"{base(disclosure)}/{page}").status_code == 404


def test_an_upload_of_another_disclosure_is_not_found(
    admin_client: Client, disclosure: Disclosure
) -> None:
    send(admin_client, disclosure, OFFICIAL)
    other = Disclosure.objects.create(unit=disclosure.unit, year=2021, kind=Kind.FINAL_ACCOUNTS)
    upload = Upload.objects.get()
    assert admin_client.get(f"{base(other)}/upload/{upload.pk}/").status_code == 404
    assert admin_client.get(f"{base(disclosure)}/upload/999/").status_code == 404


def test_forgeries_are_refused(disclosure: Disclosure) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("admin"))
    assert send(client, disclosure, OFFICIAL).status_code == 403
    upload = Upload.objects.create(disclosure=disclosure, name="a", sha256="", content=OFFICIAL)
    address = f"{base(disclosure)}/upload/{upload.pk}/"
    assert client.post(address, {"confirm": "1"}).status_code == 403
    assert Fact.objects.count() == 0
