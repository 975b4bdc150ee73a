"""填写文字: what the page shows, what a post stores, and who may."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from disclosures.facts import FactSheet
from disclosures.models import Disclosure, Duty, Explanation, Prose, Role, State
from disclosures.narrative.scope import Texts
from tests.disclosures.drafts import auditor, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


def base(disclosure: Disclosure) -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}/texts/"


def page(client: Client, disclosure: Disclosure) -> str:
    return str(client.get(base(disclosure)).content, "utf-8")


def form(html: str, field: str) -> str:
    """The form of one field."""
    forms: list[str] = re.findall(r'<form class="text-field.*?</form>', html, re.DOTALL)
    return next(one for one in forms if f'<textarea id="{field}"' in one)


def send(client: Client, disclosure: Disclosure, **data: object) -> Any:
    posted = {"kind": "reason", "figure": "total", "row": "", "text": "", "base": "", **data}
    return client.post(f"{base(disclosure)}save/", posted, content_type="application/json")


OLD = "财政拨款收、支总计减少"


def test_sections_in_the_order_of_the_outline(admin_client: Client, disclosure: Disclosure) -> None:
    headings = re.findall(r'<h2 id="group-[^"]*">(.*?)</h2>', page(admin_client, disclosure))
    assert [re.sub("<.*?>", "", heading) for heading in headings] == [
        "第一部分 部门概况 （一）主要职能",
        "第一部分 部门概况 （二）2020年重点工作完成情况",
        "第一部分 部门概况 二、机构设置",
        "第二部分 2020年度部门决算情况说明 一、收入支出决算总体情况说明",
        "第二部分 2020年度部门决算情况说明 四、财政拨款收入支出决算总体情况说明",
        "第二部分 2020年度部门决算情况说明 （一）一般公共预算财政拨款支出决算总体情况",
        "第二部分 2020年度部门决算情况说明 （三）一般公共预算财政拨款支出决算具体情况",
        "第二部分 2020年度部门决算情况说明 （一）“三公”经费财政拨款支出决算总体情况说明",
        "第二部分 2020年度部门决算情况说明 （二）“三公”经费财政拨款支出决算具体情况说明",
        "第二部分 2020年度部门决算情况说明 （四）预算绩效管理情况",
        "第三部分 名词解释",
        "第四部分 附件",
        "第五部分 附表",
    ]


def test_a_reason_stands_in_its_sentence_with_its_amounts(
    admin_client: Client, disclosure: Disclosure
) -> None:
    html = page(admin_client, disclosure)
    assert (
        "收、支总计各减少357.3万元，下降59.4%。主要变动原因是"
        f'<span class="gap" data-gap="text-reason-total">{OLD}</span>。</blockquote>'
    ) in re.sub(r"(?<=。)\s+", "", html)
    field = form(html, "text-reason-total")
    assert '<label for="text-reason-total">“收、支总计”与上年相比的增减原因</label>' in field
    assert (
        '<p class="facts"><span>2020年 244.24万元</span><span>2019年 601.54万元</span>'
        "<span>减少357.3万元，下降59.4%</span></p>"
    ) in field
    assert f">\n{OLD}</textarea>" in field


def test_every_text_has_one_field(admin_client: Client, disclosure: Disclosure) -> None:
    ids = re.findall(r'<textarea id="([^"]*)"', page(admin_client, disclosure))
    assert len(ids) == len(set(ids))
    assert {"text-prose-duties", "text-budget_reason-item-2050102"} <= set(ids)
    assert {"text-term-item-2050102", "text-prose-table.income"} <= set(ids)


def test_what_has_no_place_any_more_stands_at_the_end(
    admin_client: Client, disclosure: Disclosure
) -> None:
    disclosure.explanations.create(kind="use", figure="abroad", text="旧用途")
    html = page(admin_client, disclosure)
    assert html.index("现在用不上的文字") < html.index('<textarea id="text-use-abroad"')
    assert "“因公出国（境）费”用途（主要用于）" in form(html, "text-use-abroad")


def test_last_years_texts_are_marked(admin_client: Client, disclosure: Disclosure) -> None:
    Prose.objects.filter(name="duties").update(carried=True)
    html = page(admin_client, disclosure)
    assert html.count('<span class="badge old">上年文本</span>') == 1
    assert html.count(">确认沿用</button>") == 1
    duties = Prose.objects.get(name="duties").text
    sent = send(admin_client, disclosure, kind="prose", figure="duties", text=duties, base=duties)
    assert sent.status_code == 200
    assert "上年文本</span>" not in page(admin_client, disclosure)


def test_saving(admin_client: Client, disclosure: Disclosure) -> None:
    answer = send(admin_client, disclosure, text="项目减少", base=OLD)
    assert answer.status_code == 200
    saved = answer.json()
    assert saved["text"] == "项目减少"
    assert re.fullmatch(r"\d\d:\d\d:\d\d", saved["saved_at"])
    assert Explanation.objects.get(kind="reason", figure="total").text == "项目减少"


def test_what_somebody_else_saved_is_shown(admin_client: Client, disclosure: Disclosure) -> None:
    answer = send(admin_client, disclosure, text="我的", base="以前的")
    assert answer.status_code == 409
    assert answer.json() == {
        "message": "别人在您填写期间改动了这段文字，您的没有保存。请比较后决定用哪一段",
        "theirs": OLD,
        "mine": "我的",
    }


def test_a_refusal_is_a_sentence(admin_client: Client, disclosure: Disclosure) -> None:
    answer = send(admin_client, disclosure, text="字" * 1001, base=OLD)
    assert answer.status_code == 400
    assert answer.json() == {"message": "文字有1001个字，最多1000个字，没有保存；请删去1个字"}


def test_a_plain_form_saves_one_text(admin_client: Client, disclosure: Disclosure) -> None:
    posted = {"kind": "prose", "figure": "organisation", "row": "", "text": "一个\r\n单位"}
    old = Prose.objects.get(name="organisation").text
    answer = admin_client.post(f"{base(disclosure)}save/", {**posted, "base": old})
    assert answer.status_code == 302
    assert answer["Location"] == f"{base(disclosure)}#text-prose-organisation"
    assert Prose.objects.get(name="organisation").text == "一个\n单位"


def test_a_plain_form_shows_what_somebody_else_saved(
    admin_client: Client, disclosure: Disclosure
) -> None:
    posted = {"kind": "reason", "figure": "total", "row": "", "text": "我<b>的", "base": "旧"}
    answer = admin_client.post(f"{base(disclosure)}save/", posted)
    assert answer.status_code == 409
    field = form(answer.content.decode(), "text-reason-total")
    assert ">\n我&lt;b&gt;的</textarea>" in field
    assert f'<p class="theirs">{OLD}</p>' in field
    assert f'name="base" value="{OLD}"' in field
    assert '<div class="conflict">' in field


def test_a_plain_form_keeps_what_was_refused(admin_client: Client, disclosure: Disclosure) -> None:
    posted = {"kind": "reason", "figure": "total", "row": "", "text": "字" * 1001, "base": OLD}
    answer = admin_client.post(f"{base(disclosure)}save/", posted)
    assert answer.status_code == 400
    field = form(answer.content.decode(), "text-reason-total")
    assert "文字有1001个字，最多1000个字，没有保存；请删去1个字" in field
    assert "字" * 1001 in field


def test_markup_shows_as_text(admin_client: Client, disclosure: Disclosure) -> None:
    evil = "</textarea><script>alert(1)</script>"
    assert send(admin_client, disclosure, text=evil, base=OLD).status_code == 200
    html = page(admin_client, disclosure)
    assert "<script>alert" not in html
    assert html.count("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;") == 3


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"x"',
        b"{",
        b"{}",
        b"\xff\xfe",
        b'{"kind": 1}',
        b'{"kind": "reason", "figure": [], "text": "x"}',
        b'{"kind": "reason", "figure": "total", "text": null}',
        b'{"kind": "reason", "figure": "total", "text": "\\ud800"}',
        b'{"kind": "reason", "figure": "\\ud800", "text": "x"}',
        b'{"kind": "reason", "figure": "total\\u0000", "text": "x"}',
        b"[" * 100_000,
    ],
)
def test_hostile_posts(admin_client: Client, disclosure: Disclosure, body: bytes) -> None:
    before = list(Explanation.objects.values())
    address = f"{base(disclosure)}save/"
    answer = admin_client.generic("POST", address, body, content_type="application/json")
    assert answer.status_code == 400
    assert admin_client.post(address, {"kind": "x" * 500, "text": "x"}).status_code == 400
    assert admin_client.post(address, {"text": "x"}).status_code == 400
    assert list(Explanation.objects.values()) == before


def test_only_posts(admin_client: Client, disclosure: Disclosure) -> None:
    assert admin_client.get(f"{base(disclosure)}save/").status_code == 405
    assert admin_client.post(base(disclosure)).status_code == 405


@pytest.mark.parametrize("state", [State.SUBMITTED, State.PUBLISHED])
def test_only_a_draft_is_changed(
    admin_client: Client, disclosure: Disclosure, state: State
) -> None:
    Disclosure.objects.update(state=state)
    answer = send(admin_client, disclosure, text="项目减少", base=OLD)
    assert answer.status_code == 400
    assert answer.json() == {"message": f"这份材料{state.label}，文字不能再改动"}
    html = page(admin_client, disclosure)
    assert html.count("<textarea") == html.count(" readonly")
    assert ">保存</button>" not in html
    assert f'<p class="locked">这份材料{state.label}，文字只能查看。</p>' in html


def test_a_reader_may_look_but_not_write(client: Client, disclosure: Disclosure) -> None:
    user = User.objects.create_user("reader", is_staff=True)
    Role.objects.create(user=user, duty=Duty.AUDITOR)
    client.force_login(user)
    html = page(client, disclosure)
    assert ">保存</button>" not in html
    assert '<p class="locked">您可以查看，但没有改动这份材料的权限。</p>' in html
    assert send(client, disclosure, text="项目减少", base=OLD).status_code == 403


def test_others_see_nothing(client: Client, disclosure: Disclosure) -> None:
    assert client.get(base(disclosure)).status_code == 302
    assert send(client, disclosure, text="x").status_code == 302
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.get(base(disclosure)).status_code == 404
    assert send(client, disclosure, text="x").status_code == 404


def test_a_post_without_its_token_is_refused(disclosure: Disclosure) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("chief"))
    assert send(client, disclosure, text="x", base=OLD).status_code == 403


def test_unknown_disclosure(admin_client: Client, disclosure: Disclosure) -> None:
    address = "/admin/disclosures/disclosure/999999/texts/"
    assert admin_client.get(address).status_code == 404
    body = json.dumps({"kind": "reason", "figure": "total", "text": "x"})
    answer = admin_client.post(f"{address}save/", body, content_type="application/json")
    assert answer.status_code == 404


def test_a_year_without_a_standard(admin_client: Client, disclosure: Disclosure) -> None:
    Disclosure.objects.update(year=2005)
    assert "没有适用于" in page(admin_client, disclosure)
    answer = send(admin_client, disclosure, figure="abroad", text="x")
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("没有适用于")


def test_refusals_are_said_in_chinese(disclosure: Disclosure) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(auditor())
    refused = client.get(base(disclosure).replace("texts", "roll-forward"))
    assert (refused.status_code, "<h1>没有权限</h1>" in refused.content.decode()) == (403, True)
    forged = send(client, disclosure, text="x", base=OLD)
    assert (forged.status_code, "<h1>没有保存</h1>" in forged.content.decode()) == (403, True)
