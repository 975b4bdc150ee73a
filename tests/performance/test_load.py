"""Uploaded forms become projects, whole or not at all, and come out in their official layout."""

import io
import json
import subprocess
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from disclosures.document.tree import Document, FormBlock, Section
from disclosures.models import Disclosure, Duty, State, Upload
from disclosures.pipeline import prepare
from disclosures.renderers import FORMATS, excel
from performance.forms.loader import load_form
from performance.layout import lay_out
from performance.load.preview import Superseded, confirm, keep, preview
from performance.load.read import NotLoaded
from performance.models import Project, overview_of
from performance.values import Project as Value
from tests.disclosures.drafts import staff
from tests.performance.samples import DAYING, TIANCHANG

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/performance/project/upload/"
SICHUAN, NATIONAL = "self_assessment_sichuan_2022", "self_assessment_national_2020"


def workbook(*filled: tuple[Value, str]) -> bytes:
    """Filled forms, one sheet each, in the official layout."""
    blocks = tuple(
        lay_out(load_form(form), of, 2023, f"表{number}")
        for number, (of, form) in enumerate(filled, 1)
    )
    part = Section("a", "第一部分", "附件", 0, blocks)
    return excel.render(Document("某单位", "某单位", 2023, "final_accounts", "x", (part,)))


def load_forms(of: Disclosure, data: bytes, name: str, by: User | None = None) -> list[Project]:
    """Uploads a workbook and confirms what its preview shows."""
    kept = keep(of, data, name, by)
    return list(confirm(kept, preview(kept).token, by))


def other_workbook() -> bytes:
    book, stream = Workbook(), io.BytesIO()
    book.worksheets[0].append(["收入支出决算总表"])
    book.save(stream)
    return stream.getvalue()


def broken_workbook() -> bytes:
    book = load_workbook(io.BytesIO(workbook((DAYING, SICHUAN), (TIANCHANG, NATIONAL))))
    book.worksheets[0]["I16"] = "六十"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_form_is_stored_with_its_file(draft: Disclosure) -> None:
    data = workbook((DAYING, SICHUAN))
    user = User.objects.create_user("clerk")
    (stored,) = load_forms(draft, data, "自评表.xlsx", user)
    assert stored.upload is not None and stored.sheet == "表1"
    assert bytes(Upload.objects.get().content) == data
    (value,) = overview_of(draft).projects
    assert (value.name, value.code, value.funding_reason) == (
        DAYING.name,
        DAYING.code,
        DAYING.funding_reason,
    )
    assert value.funding == DAYING.funding
    assert [one.levels for one in value.indicators] == [one.levels for one in DAYING.indicators]


def test_again_it_replaces(draft: Disclosure) -> None:
    load_forms(draft, workbook((DAYING, SICHUAN), (TIANCHANG, NATIONAL)), "a.xlsx")
    load_forms(draft, workbook((DAYING, SICHUAN)), "b.xlsx")
    assert list(Project.objects.values_list("name", "position")) == [
        (DAYING.name, 1),
        (TIANCHANG.name, 2),
    ]
    assert [len(one.indicators) for one in overview_of(draft).projects] == [2, 9]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04" + b"\x00" * 30, "不是|损坏|无法"),
        (other_workbook(), "没有找到自评表；工作表上应有表名《项目绩效目标完成情况表》、"),
    ],
)
def test_other_files_are_refused(draft: Disclosure, data: bytes, message: str) -> None:
    with pytest.raises(NotLoaded, match=message):
        load_forms(draft, data, "a.xlsx")
    assert not Project.objects.exists() and not Upload.objects.exists()


def test_one_bad_cell_and_nothing_is_stored(draft: Disclosure) -> None:
    with pytest.raises(NotLoaded) as refused:
        load_forms(draft, broken_workbook(), "a.xlsx")
    assert "应为" in str(refused.value) and "“表1”I16" in str(refused.value)
    assert not Project.objects.exists() and not Upload.objects.exists()


def test_only_a_draft_takes_forms(draft: Disclosure) -> None:
    Disclosure.objects.update(state=State.PUBLISHED)
    with pytest.raises(NotLoaded, match="已公开"):
        load_forms(draft, workbook((DAYING, SICHUAN)), "a.xlsx")


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(staff("clerk", Duty.CLERK))
    return client


def post(client: Client, disclosure: Disclosure, data: bytes) -> tuple[int, str]:
    file = SimpleUploadedFile("自评表.xlsx", data)
    response = client.post(ADDRESS, {"disclosure": disclosure.pk, "workbook": file}, follow=True)
    return response.status_code, response.content.decode()


def test_the_page_of_the_upload(clerk: Client, draft: Disclosure) -> None:
    assert "上传自评表" in clerk.get("/admin/performance/project/").content.decode()
    assert clerk.get(ADDRESS).status_code == 200
    data = workbook((DAYING, SICHUAN))
    status, page = post(clerk, draft, data)
    assert status == 200 and "确认导入之前，已有的项目一个也不变。" in page
    assert not Project.objects.exists() and bytes(Upload.objects.get().content) == data
    kept = Upload.objects.get()
    address = f"{ADDRESS}{kept.pk}/"
    done = clerk.post(address, {"token": preview(kept).token}, follow=True).content.decode()
    assert "已存入 1 张自评表" in done and DAYING.name in done
    again = clerk.post(address, {"token": ""}, follow=True).content.decode()
    assert "已经确认导入" in again and Project.objects.count() == 1


def test_the_preview_says_what_differs_and_what_was_not_read(draft: Disclosure) -> None:
    load_forms(draft, workbook((DAYING, SICHUAN)), "a.xlsx")
    changed = replace(DAYING, problems="资金到位晚", completion="基本完成")
    book = load_workbook(io.BytesIO(workbook((changed, SICHUAN))))
    book.worksheets[0]["L40"] = "内部备注"
    book.create_sheet("说明").append(["说明"])
    stream = io.BytesIO()
    book.save(stream)
    seen = preview(keep(draft, stream.getvalue(), "b.xlsx", None))
    (form,) = seen.forms
    assert [(one.field, one.old, one.new) for one in form.changes] == [
        ("年度目标完成情况", "完成", "基本完成"),
        ("存在问题", "无", "资金到位晚"),
    ]
    assert (form.sheet, form.name, form.new, form.findings) == ("表1", DAYING.name, False, ())
    assert [str(cell) for cell in form.unread] == ["L40：内部备注"]
    assert seen.ignored == ("工作表“说明”：没有自评表的表名",)


def test_what_changed_since_the_preview_is_not_overwritten(
    clerk: Client, draft: Disclosure
) -> None:
    load_forms(draft, workbook((DAYING, SICHUAN)), "a.xlsx")
    kept = keep(draft, workbook((replace(DAYING, problems="晚"), SICHUAN)), "b.xlsx", None)
    token = preview(kept).token
    Project.objects.update(problems="别人改的")
    with pytest.raises(Superseded):
        confirm(kept, token, None)
    page = clerk.post(f"{ADDRESS}{kept.pk}/", {"token": token})
    assert page.status_code == 409 and "别人改的" in page.content.decode()
    assert Project.objects.get().problems == "别人改的"


def test_a_bad_upload_shows_the_form_again(clerk: Client, draft: Disclosure) -> None:
    status, page = post(clerk, draft, broken_workbook())
    assert status == 422 and "“表1”I16" in page
    assert clerk.post(ADDRESS, {}).status_code == 422


def test_a_stranger_cannot_upload(client: Client, draft: Disclosure) -> None:
    client.force_login(User.objects.create_user("stranger", is_staff=True))
    assert client.get(ADDRESS).status_code == 403


def test_an_uploaded_form_comes_out_in_page_pdf_and_workbook(draft: Disclosure) -> None:
    """The national form, under the national standard of 2020."""
    draft.unit.jurisdiction = "national"
    draft.unit.save()
    load_forms(draft, workbook((TIANCHANG, NATIONAL)), "a.xlsx")
    document = prepare(draft).document
    (form,) = (block for block in document.forms() if isinstance(block, FormBlock))
    printed = [cell.text for row in form.rows for cell in row if cell.text]
    page = FORMATS["html"].render(document).decode()
    pdf = subprocess.run(
        ["pdftotext", "-raw", "-", "-"],
        input=FORMATS["pdf"].render(document),
        capture_output=True,
        check=True,
    ).stdout.decode()
    squeezed = "".join(pdf.split())
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].render(document)), data_only=True)
    sheet = book[form.sheet]
    cells = {str(value) for row in sheet.iter_rows(values_only=True) for value in row if value}
    for text in printed:
        assert text in page or text.removesuffix("%") in page, text
        assert "".join(text.split()) in squeezed, text
    assert {"水旱灾害防御经费", "880", "全年预算数（A）", "≥90%"} <= cells
    assert "年度总体目标完成情况" in cells and sheet.merged_cells.ranges
    data = json.loads(FORMATS["json"].render(document))
    assert '"type": "form"' in json.dumps(data)
