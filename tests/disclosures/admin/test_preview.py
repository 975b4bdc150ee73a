"""预览: the draft in its frame, its files, and who may see it."""

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client

from disclosures.facts import FactSheet
from disclosures.models import Disclosure, Duty, Role, State
from disclosures.narrative.scope import Texts
from tests.disclosures.drafts import draft

pytestmark = pytest.mark.django_db

ADDRESSES = ("", "page/", "disclosure.pdf", "disclosure.xlsx", "disclosure.json")


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


def base(disclosure: Disclosure) -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}/preview/"


def test_the_frame_and_what_may_frame_it(admin_client: Client, disclosure: Disclosure) -> None:
    outer = admin_client.get(base(disclosure))
    assert f'src="{base(disclosure)}page/"' in outer.content.decode()
    assert "frame-src 'self'" in outer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in outer["Content-Security-Policy"]
    assert outer["X-Frame-Options"] == "DENY"
    inner = admin_client.get(f"{base(disclosure)}page/")
    assert "frame-ancestors 'self'" in inner["Content-Security-Policy"]
    assert inner["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src 'self'" in inner["Content-Security-Policy"]


def test_a_draft_is_never_cached(admin_client: Client, disclosure: Disclosure) -> None:
    for address in ADDRESSES:
        assert "no-store" in admin_client.get(base(disclosure) + address)["Cache-Control"]


def test_the_page_says_that_it_is_a_draft(admin_client: Client, disclosure: Disclosure) -> None:
    html = admin_client.get(f"{base(disclosure)}page/").content.decode()
    assert '<p class="notice" role="note">草稿：仅供核对，不是正式公开的文件。</p>' in html
    assert "2020年度收、支总计" in html


def test_a_figure_leads_to_its_field(admin_client: Client, disclosure: Disclosure) -> None:
    html = admin_client.get(f"{base(disclosure)}page/").content.decode()
    tables = f"/admin/disclosures/disclosure/{disclosure.pk}/tables"
    cell = "income_expenditure-income_total-amount"
    assert (
        f'<span class="of"><a href="{tables}/income_expenditure/#cell-{cell}" target="_top">'
        "2020年 收入支出决算总表“总计”金额</a>"
        f'<a href="{tables}/comparatives/#prior-{cell}" target="_top">'
        "2019年 收入支出决算总表“总计”金额</a></span>"
    ) in html


def test_markup_of_the_unit_shows_as_text(admin_client: Client, disclosure: Disclosure) -> None:
    disclosure.prose.filter(name="duties").update(text="<script>alert(1)</script>{unit}")
    html = admin_client.get(f"{base(disclosure)}page/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{unit}</p>" in html


@pytest.mark.parametrize(
    ("name", "shown", "magic"),
    [
        ("pdf", "inline", b"%PDF-"),
        ("xlsx", "attachment", b"PK"),
        ("json", "attachment", b'{\n "schema"'),
    ],
)
def test_files(
    admin_client: Client, disclosure: Disclosure, name: str, shown: str, magic: bytes
) -> None:
    answer = admin_client.get(f"{base(disclosure)}disclosure.{name}")
    assert answer.content.startswith(magic)
    title = quote(f"草稿-{disclosure}")
    assert answer["Content-Disposition"] == f"{shown}; filename*=utf-8''{title}.{name}"
    if name == "json":
        assert json.loads(answer.content)["notice"] == "草稿：仅供核对，不是正式公开的文件。"


def test_findings_lead_to_their_fields(admin_client: Client, disclosure: Disclosure) -> None:
    disclosure.facts.filter(table="income_expenditure", row="income_total", year=2020).update(
        value=1
    )
    html = admin_client.get(base(disclosure)).content.decode()
    listed = list(_findings(html))
    assert len(listed) > 1
    field = (
        f'<a href="/admin/disclosures/disclosure/{disclosure.pk}/tables/income_expenditure/'
        '#cell-income_expenditure-income_total-amount">收入支出决算总表“总计”金额</a>'
    )
    assert any("错误" in finding and field in finding for finding in listed)


def _findings(html: str) -> Iterator[str]:
    section = re.search(r'<section class="preview-findings".*?</section>', html, re.DOTALL)
    assert section is not None
    yield from re.findall(r"<li>.*?</li>", section[0], re.DOTALL)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.PUBLISHED])
def test_a_preview_can_be_looked_at_in_every_state(
    admin_client: Client, disclosure: Disclosure, state: State
) -> None:
    Disclosure.objects.update(state=state)
    assert admin_client.get(f"{base(disclosure)}page/").status_code == 200
    public = f'正式文件见<a href="{disclosure.get_absolute_url()}">公开页面</a>'
    page = admin_client.get(base(disclosure)).content.decode()
    assert (public in page) == (state == State.PUBLISHED)
    assert ("尚未公开" in page) == (state != State.PUBLISHED)


def test_only_reading(admin_client: Client, disclosure: Disclosure) -> None:
    answers = [admin_client.post(base(disclosure) + address) for address in ADDRESSES]
    assert [answer.status_code for answer in answers] == [405] * len(ADDRESSES)


def test_a_year_without_a_standard(admin_client: Client, disclosure: Disclosure) -> None:
    Disclosure.objects.update(year=2005)
    for address in ADDRESSES:
        answer = admin_client.get(base(disclosure) + address)
        assert answer.status_code == 200
        assert "没有适用于" in answer.content.decode()


def test_a_disclosure_without_anything(admin_client: Client, disclosure: Disclosure) -> None:
    disclosure.facts.all().delete()
    disclosure.prose.all().delete()
    disclosure.explanations.all().delete()
    for address in ADDRESSES:
        assert admin_client.get(base(disclosure) + address).status_code == 200


@pytest.mark.parametrize("name", ["disclosure.exe", "disclosure.txt", "other.pdf", "%00"])
def test_unknown_files(admin_client: Client, disclosure: Disclosure, name: str) -> None:
    assert admin_client.get(base(disclosure) + name).status_code == 404


def test_who_may(client: Client, disclosure: Disclosure) -> None:
    for address in ADDRESSES:
        answer = client.get(base(disclosure) + address)
        assert answer["Location"].startswith("/admin/login/")
    user = User.objects.create_user("clerk", is_staff=True)
    client.force_login(user)
    for address in ADDRESSES:
        assert client.get(base(disclosure) + address).status_code == 404
    Role.objects.create(user=user, duty=Duty.AUDITOR)
    for address in ADDRESSES:
        assert client.get(base(disclosure) + address).status_code == 200
