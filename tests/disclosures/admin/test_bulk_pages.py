"""The pages of 批量导入: upload, preview of every unit, one unit in detail, confirmation."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from disclosures import jobs
from disclosures.facts import FactSheet
from disclosures.models import Batch, BulkUpload, Disclosure, Duty, Fact, Job, Kind, Unit
from disclosures.standards.model import Standard
from tests.disclosures.bulk_files import bulk_workbook
from tests.disclosures.drafts import auditor, clerk, publisher, reviewer, staff
from tests.disclosures.intake import hostile

pytestmark = pytest.mark.django_db

BULK = "/admin/disclosures/disclosure/ledger/bulk/"
UNITS = (("001", "甲单位"), ("002", "乙单位"), ("003", "丙单位"))


@pytest.fixture
def disclosures() -> list[Disclosure]:
    """Drafts of the first two units; the third has none."""
    units = [
        Unit.objects.create(
            name=name, slug=f"unit-{code}", code=code, region="示例市", jurisdiction="sichuan"
        )
        for code, name in UNITS
    ]
    return [
        Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)
        for unit in units[:2]
    ]


@pytest.fixture
def workbook(sichuan: Standard, demonstration_sheet: FactSheet) -> bytes:
    return bulk_workbook(sichuan, demonstration_sheet, UNITS)


def send(client: Client, data: bytes, name: str = "汇总.xlsx", **changed: str) -> str:
    """Uploads; the page that follows."""
    form = {"year": "2020", "kind": "final_accounts", "level": "", **changed}
    file = SimpleUploadedFile(name, data)
    answer = client.post(BULK, {**form, "file": file}, follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def page(client: Client, upload: BulkUpload) -> str:
    return unescape(client.get(f"{BULK}{upload.pk}/").content.decode())


def rows(page: str, part: str) -> list[list[str]]:
    """The lines of the table below a heading."""
    table = page.split(f'<h2 id="{part}">')[1].split("</table>")[0]
    body = table.split("<tbody>")[1]
    cells = (re.findall(r"<t[dh].*?</t[dh]>", row, re.S) for row in body.split("<tr>")[1:])
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def test_from_the_file_to_the_figures(
    client: Client, disclosures: list[Disclosure], workbook: bytes
) -> None:
    client.force_login(clerk())
    shown = send(client, workbook)
    upload = BulkUpload.objects.get()
    assert (upload.year, upload.kind, upload.level, upload.name) == (
        *(2020, "final_accounts", "", "汇总.xlsx"),
    )
    assert "等待办理" in shown and "data-going-on" in shown
    answer = client.get(f"{BULK}{upload.pk}/progress/").json()
    assert answer["going_on"] is True and 'id="reading"' in answer["parts"]["reading"]
    jobs.run_waiting()
    answer = client.get(f"{BULK}{upload.pk}/progress/").json()
    assert answer["going_on"] is False and "已读完" in answer["parts"]["reading"]
    shown = page(client, upload)
    refused = ["汇总.xlsx", "003 丙单位", "“丙单位”没有2020年度的决算"]
    assert rows(shown, "refused") == [refused]
    counts = [row[1:9] for row in rows(shown, "sound")]
    by = "表中的单位代码或名称"
    assert counts == [
        ["汇总.xlsx", "甲单位", by, "124", "0", "0", "0", counts[0][7]],
        ["汇总.xlsx", "乙单位", by, "124", "0", "0", "0", counts[0][7]],
    ]
    items = re.findall(r'name="item" value="(\d+)" checked', shown)
    assert len(items) == 2 and not Fact.objects.exists()
    begun = client.post(f"{BULK}{upload.pk}/", {"item": items[:1]})
    batch = Batch.objects.get()
    assert begun["Location"] == f"/admin/disclosures/job/batches/{batch.pk}/"
    jobs.run_waiting()
    assert [one.facts.count() for one in disclosures] == [124, 0]
    shown = page(client, upload)
    assert f'<a href="/admin/disclosures/job/batches/{batch.pk}/">查看进度和报告</a>' in shown
    assert "确认导入</button>" not in shown
    again = client.post(f"{BULK}{upload.pk}/", {"item": items})
    assert again["Location"] == begun["Location"]
    assert Job.objects.filter(batch=batch).count() == 1
    listed = unescape(client.get(BULK).content.decode())
    assert f'<a href="{BULK}{upload.pk}/">汇总.xlsx</a>' in listed


def test_one_unit_in_detail(client: Client, disclosures: list[Disclosure], workbook: bytes) -> None:
    client.force_login(clerk())
    send(client, workbook)
    jobs.run_waiting()
    item = BulkUpload.objects.get().items.all()[0]
    address = f"{BULK}items/{item.pk}/"
    shown = unescape(client.get(address).content.decode())
    assert "将新增 124 个数据" in shown
    assert "《收入支出决算总表》" in shown and "导入后的检查结果：" in shown
    disclosures[0].facts.create(
        year=2020, table="income", row="total", column="total", value="1.00"
    )
    shown = unescape(client.get(address).content.decode())
    assert "上传之后已有的数据又有改动，这个单位不会导入；请重新上传。" in shown
    assert "将更改 1 个数据" in shown
    wrong = BulkUpload.objects.get().items.all()[2]
    shown = unescape(client.get(f"{BULK}items/{wrong.pk}/").content.decode())
    assert "<li>“丙单位”没有2020年度的决算</li>" in shown


def test_a_file_that_cannot_be_read_is_told_on_its_page(
    client: Client, disclosures: list[Disclosure]
) -> None:
    """The gate lets it in; the parser finds out."""
    client.force_login(clerk())
    shown = send(client, hostile.workbook(hostile.rows(200_001)))
    assert "等待办理" in shown
    jobs.run_waiting()
    shown = page(client, BulkUpload.objects.get())
    assert Job.objects.get().state == "failed"
    assert Job.objects.get().error in shown and "重新上传</a>" in shown
    assert "data-going-on" not in shown


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "汇总.xlsx", "文件是空的，请重新选择"),
        (b"%PDF-1.7", "汇总.xlsx", "没有读入任何数据。文件的扩展名是 .xlsx，内容却是一个 PDF"),
        (
            hostile.pack({"../甲单位.xlsx": b"x"}),
            "各单位.zip",
            "没有读入任何数据。压缩包里有不正常的路径“../甲单位.xlsx”，不能接收；",
        ),
    ],
)
def test_what_is_refused_at_once(
    client: Client, disclosures: list[Disclosure], data: bytes, name: str, why: str
) -> None:
    client.force_login(clerk())
    assert why in send(client, data, name)
    assert not BulkUpload.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"year": "二〇二〇"}, {"year": "1999"}, {"year": ""}, {"kind": "x"}, {"level": "x"}],
)
def test_odd_rounds_show_the_form_again(
    client: Client, disclosures: list[Disclosure], workbook: bytes, changed: dict[str, str]
) -> None:
    client.force_login(clerk())
    assert 'class="errorlist"' in send(client, workbook, **changed)
    assert not BulkUpload.objects.exists()


@pytest.mark.parametrize("chosen", [{}, {"item": "9" * 30}, {"item": "x"}, {"item": "２"}])
def test_without_a_choice_nothing_begins(
    client: Client, disclosures: list[Disclosure], workbook: bytes, chosen: dict[str, str]
) -> None:
    client.force_login(clerk())
    send(client, workbook)
    jobs.run_waiting()
    upload = BulkUpload.objects.get()
    answer = client.post(f"{BULK}{upload.pk}/", chosen, follow=True)
    assert [str(one) for one in answer.context["messages"]] == ["没有选择任何单位，没有导入。"]
    assert not Batch.objects.exists()


def test_what_cannot_be_taken_in_is_not_begun(
    client: Client, disclosures: list[Disclosure], workbook: bytes
) -> None:
    client.force_login(clerk())
    send(client, workbook)
    jobs.run_waiting()
    upload = BulkUpload.objects.get()
    client.post(f"{BULK}{upload.pk}/", {"item": [str(one.pk) for one in upload.items.all()]})
    assert sorted(Job.objects.exclude(batch=None).values_list("label", flat=True)) == [
        "乙单位2020年度部门决算",
        "甲单位2020年度部门决算",
    ]


def test_who_may(client: Client, disclosures: list[Disclosure], workbook: bytes) -> None:
    own = staff("zhang", Duty.CLERK, unit=disclosures[0].unit)
    client.force_login(own)
    send(client, workbook)
    jobs.run_waiting()
    upload = BulkUpload.objects.get()
    item = upload.items.all()[0]
    below = ("", f"{upload.pk}/", f"{upload.pk}/progress/", f"items/{item.pk}/")
    places = [BULK + one for one in below]
    assert [client.get(place).status_code for place in places] == [200] * 4
    assert [client.get(place).status_code for place in (f"{BULK}999/", f"{BULK}items/999/")] == [
        404,
        404,
    ]
    client.force_login(clerk())  # what another clerk uploaded
    assert [client.get(place).status_code for place in places] == [200, 404, 404, 404]
    assert client.post(places[1], {"item": str(item.pk)}).status_code == 404
    for user in (reviewer(), publisher(), auditor(), staff("nobody")):
        client.force_login(user)
        assert [client.get(place).status_code for place in places] == [403] * 4
        assert client.post(BULK, {}).status_code == 403
    client.logout()
    assert all(client.get(place)["Location"].startswith("/admin/login/") for place in places)
    own.roles.all().delete()
    own.roles.create(duty=Duty.CLERK, unit=disclosures[1].unit)
    client.force_login(own)
    assert client.get(places[3]).status_code == 403
