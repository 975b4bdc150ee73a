"""The overview: what is missing, 报审 and 重新编制, and who may."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from disclosures.facts import FactSheet
from disclosures.models import Action, Disclosure, Event, Explanation, Prose, State
from disclosures.narrative.scope import Texts
from tests.disclosures.drafts import clerk, draft, published, reviewer, short, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    """The demonstration as a draft, three things short."""
    return short(demonstration_sheet, demonstration_texts)


@pytest.fixture
def whole(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    """A draft of which nothing is missing."""
    return draft(demonstration_sheet, demonstration_texts)


def at(disclosure: Disclosure, page: str) -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}/{page}/"


def links(page: str) -> list[tuple[str, str]]:
    """The links of the lists of what is missing: label and address."""
    lists = "".join(re.findall(r'<ul class="missing">(.*?)</ul>', page, re.DOTALL))
    return [(unescape(b), unescape(a)) for a, b in re.findall(r'<a href="(.*?)">(.*?)</a>', lists)]


def test_what_is_missing_leads_to_its_field(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    page = client.get(at(disclosure, "desk")).content.decode()
    base = f"/admin/disclosures/disclosure/{disclosure.pk}"
    assert links(page) == [
        (
            "2020年 其他重要事项数据“外事接待支出”数值",
            f"{base}/tables/matters/#cell-matters-reception_foreign-value",
        ),
        (
            "“三公”经费支出与预算数相比的差异原因",
            f"{base}/texts/#text-budget_reason-three_public",
        ),
        ("“主要职能”的文字", f"{base}/texts/#text-prose-duties"),
    ]
    assert re.findall(r"<h3>(.*?)</h3>", page) == ["数据（1）", "原因（1）", "文字（1）"]
    assert "已完成 89 项，共 92 项（96%）" in page
    assert '<progress id="progress" max="92" value="89">96%</progress>' in page
    assert "请逐项补齐下面“还缺的内容”，每一项都可以点开填写。" in page
    assert 'disabled aria-describedby="obstacles">报审</button>' in page
    assert "还不能报审：还缺 3 项" in page
    assert "最近改动：还没有改动" in page


def test_posting_anyway_is_refused_with_the_list(client: Client, disclosure: Disclosure) -> None:
    client.force_login(clerk())
    response = client.post(at(disclosure, "move/submit"))
    page = unescape(response.content.decode())
    assert response.status_code == 409
    assert "还不能报审：缺少 3 项（2020年 其他重要事项数据“外事接待支出”数值、" in page
    assert len(links(page)) == 3
    assert Disclosure.objects.get().state == State.DRAFT


def test_submit_and_reopen(client: Client, whole: Disclosure) -> None:
    user = clerk()
    client.force_login(user)
    page = client.get(at(whole, "desk")).content.decode()
    assert "内容已填齐，检查已通过，可以报审。" in page
    assert '<button type="submit" class="button default">报审</button>' in page
    response = client.post(at(whole, "move/submit"), follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(at(whole, "desk"), 302)]
    assert "已报审。报审后数据和文字不能再改动；要改动请重新编制，并写明理由。" in page
    assert "材料已报审，等待保密审查和审核。" in page
    refused = client.post(at(whole, "move/reopen"), {"reason": "改"})
    assert refused.status_code == 409
    assert "理由至少要写 4 个字，不能只有标点，请写明具体情况" in refused.content.decode()
    assert "required>改</textarea>" in refused.content.decode()
    page = client.post(
        at(whole, "move/reopen"), {"reason": "<b>补充</b>采购数据"}, follow=True
    ).content.decode()
    assert "已改为编制中，可以继续改动。" in page
    assert "lihui：重新编制，理由：&lt;b&gt;补充&lt;/b&gt;采购数据</li>" in page
    assert list(Event.objects.values_list("action", flat=True)) == [Action.REOPEN, Action.SUBMIT]


def test_submitting_twice(client: Client, whole: Disclosure) -> None:
    client.force_login(clerk())
    client.post(at(whole, "move/submit"))
    again = client.post(at(whole, "move/submit"))
    assert again.status_code == 409
    assert "这份材料已报审，不能报审" in again.content.decode()
    assert Event.objects.count() == 1


def test_who_changed_last_and_what_is_last_years(client: Client, whole: Disclosure) -> None:
    user = clerk()
    client.force_login(user)
    whole.touch(user)
    Prose.objects.filter(name="duties").update(carried=True)
    Explanation.objects.filter(kind="use").update(carried=True)
    page = client.get(at(whole, "desk")).content.decode()
    when = timezone.localtime(whole.changed_at)
    moment = f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}"
    assert re.search(f"最近改动：lihui，<time [^>]*>{moment}</time>", page)
    base = f"/admin/disclosures/disclosure/{whole.pk}/texts/"
    assert links(page) == [
        ("“主要职能”的文字", f"{base}#text-prose-duties"),
        ("“国内公务接待支出”用途（主要用于）", f"{base}#text-use-reception_domestic"),
    ]
    assert "沿用上年的文字（2）" in page


def test_a_published_one_offers_the_next_year(client: Client, whole: Disclosure) -> None:
    published(whole)
    client.force_login(clerk())
    page = client.get(at(whole, "desk")).content.decode()
    assert "材料已公开，可以结转到下一年。" in page
    assert f'href="{at(whole, "roll-forward")}"' in page
    assert client.post(at(whole, "move/submit")).status_code == 409
    assert client.post(at(whole, "move/reopen"), {"reason": "补充采购数据"}).status_code == 409


def test_a_reviewer_looks_but_does_not_submit(client: Client, whole: Disclosure) -> None:
    client.force_login(reviewer())
    page = client.get(at(whole, "desk")).content.decode()
    assert ">报审</button>" not in page
    refused = client.post(at(whole, "move/submit"))
    assert refused.status_code == 403
    assert "您没有遂宁市电教教仪站的“报审”权限，请找管理员开通" in refused.content.decode()
    refused = client.post(at(whole, "move/reopen"), {"reason": "补充采购数据"})
    assert refused.status_code == 409
    assert "这份材料编制中，不能重新编制" in refused.content.decode()
    assert Disclosure.objects.get().state == State.DRAFT


@pytest.mark.parametrize("page", ["desk", "move/submit", "move/reopen"])
def test_nobody_else(client: Client, whole: Disclosure, page: str) -> None:
    method = client.get if page == "desk" else client.post
    assert method(at(whole, page))["Location"].startswith("/admin/login/")
    client.force_login(staff("stranger"))
    assert method(at(whole, page)).status_code == 404
    client.force_login(clerk())
    missing = method(f"/admin/disclosures/disclosure/{whole.pk + 1}/{page}/")
    assert missing.status_code == 404
    wrong = client.post if page == "desk" else client.get
    assert wrong(at(whole, page)).status_code == 405


def test_a_year_without_a_standard(client: Client, whole: Disclosure) -> None:
    Disclosure.objects.update(year=2005)
    client.force_login(clerk())
    page = client.get(at(whole, "desk"))
    assert (
        page.status_code,
        "没有适用于四川省2005年度决算的公开范本" in page.content.decode(),
    ) == (
        200,
        True,
    )
    assert client.post(at(whole, "move/submit")).status_code == 409
