"""The disclosure in the admin site: upload, findings, preview, and who may."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from disclosures.models import Disclosure, Fact, Kind, State, Unit, Upload

pytestmark = pytest.mark.django_db

WORKBOOK = Path(__file__).parents[2] / "data" / "suining-dianjiao-2020" / "final-accounts-2020.xlsx"


@pytest.fixture
def disclosure() -> Disclosure:
    unit = Unit.objects.create(
        name="某某市示例单位", slug="example", region="示例市", jurisdiction="sichuan"
    )
    return Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)


def post(client: Client, disclosure: Disclosure, content: bytes, name: str = "a.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(f"/admin/disclosures/disclosure/{disclosure.pk}/upload/", {"workbook": file})


def test_upload_then_findings_then_preview(admin_client: Client, disclosure: Disclosure) -> None:
    content = WORKBOOK.read_bytes()
    response = post(admin_client, disclosure, content)
    assert response["Location"] == f"/admin/disclosures/disclosure/{disclosure.pk}/findings/"
    findings = admin_client.get(response["Location"]).content.decode()
    assert "已读入 115 个本年数据、8 个上年数据。" in findings
    assert findings.count("<td>说明</td><td>E09</td>") == 1
    assert "<td>错误</td>" not in findings
    assert Upload.objects.get().sha256 == hashlib.sha256(content).hexdigest()
    preview = admin_client.get(f"/admin/disclosures/disclosure/{disclosure.pk}/preview/")
    assert "no-store" in preview["Cache-Control"]
    assert "2020年度收、支总计" in preview.content.decode()
    text = admin_client.get(f"/admin/disclosures/disclosure/{disclosure.pk}/preview/disclosure.txt")
    assert text.content.decode().startswith("某某市示例单位2020年度部门决算\n第一部分 部门概况\n")


def test_a_file_that_is_no_workbook(admin_client: Client, disclosure: Disclosure) -> None:
    page = post(admin_client, disclosure, b"not a workbook", "a.xlsx").content.decode()
    assert "没有读入任何数据，请按下面各条改正后重新上传：" in page
    assert page.count("<li>") >= 1
    assert (Upload.objects.count(), Fact.objects.count()) == (0, 0)


def test_no_file_and_an_empty_file(admin_client: Client, disclosure: Disclosure) -> None:
    address = f"/admin/disclosures/disclosure/{disclosure.pk}/upload/"
    assert "请选择要上传的工作簿" in admin_client.post(address).content.decode()
    assert "文件是空的，请重新选择" in post(admin_client, disclosure, b"").content.decode()


def test_a_year_without_a_standard(admin_client: Client, disclosure: Disclosure) -> None:
    Disclosure.objects.update(year=2005)
    for page in ("findings", "preview"):
        response = admin_client.get(f"/admin/disclosures/disclosure/{disclosure.pk}/{page}/")
        assert response.status_code == 200
        assert "没有适用于" in response.content.decode()
    assert "没有适用于" in post(admin_client, disclosure, WORKBOOK.read_bytes()).content.decode()


def test_a_published_disclosure_takes_no_upload(
    admin_client: Client, disclosure: Disclosure
) -> None:
    Disclosure.objects.update(state=State.PUBLISHED)
    assert post(admin_client, disclosure, WORKBOOK.read_bytes()).status_code == 403
    assert Upload.objects.count() == 0


def test_staff_without_permission_see_nothing(client: Client, disclosure: Disclosure) -> None:
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    for page in ("upload", "findings", "preview"):
        address = f"/admin/disclosures/disclosure/{disclosure.pk}/{page}/"
        assert client.get(address).status_code == 403


def test_a_reader_may_look_but_not_upload(client: Client, disclosure: Disclosure) -> None:
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_disclosure"))
    client.force_login(user)
    base = f"/admin/disclosures/disclosure/{disclosure.pk}"
    assert client.get(f"{base}/findings/").status_code == 200
    assert post(client, disclosure, WORKBOOK.read_bytes()).status_code == 403


def test_strangers_are_sent_to_the_login(client: Client, disclosure: Disclosure) -> None:
    for page in ("upload", "findings", "preview"):
        response = client.get(f"/admin/disclosures/disclosure/{disclosure.pk}/{page}/")
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


def test_unknown_disclosure_and_unknown_file(admin_client: Client, disclosure: Disclosure) -> None:
    assert admin_client.get("/admin/disclosures/disclosure/999/preview/").status_code == 404
    address = f"/admin/disclosures/disclosure/{disclosure.pk}/preview/disclosure.exe"
    assert admin_client.get(address).status_code == 404


@pytest.mark.parametrize("model", ["unit", "disclosure", "classificationcode", "publication"])
def test_every_list_and_form_opens(
    admin_client: Client, disclosure: Disclosure, model: str
) -> None:
    assert admin_client.get(f"/admin/disclosures/{model}/").status_code == 200
    expected = 403 if model == "publication" else 200
    assert admin_client.get(f"/admin/disclosures/{model}/add/").status_code == expected


def test_the_change_form_leads_to_upload_findings_and_preview(
    admin_client: Client, disclosure: Disclosure
) -> None:
    base = f"/admin/disclosures/disclosure/{disclosure.pk}"
    page = admin_client.get(f"{base}/change/").content.decode()
    for name in ("upload", "findings", "preview"):
        assert f'href="{base}/{name}/"' in page
