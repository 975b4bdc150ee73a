"""公开 on the desk: begun at once, done in the background, told on the overview."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from disclosures import jobs
from disclosures.facts import FactSheet
from disclosures.jobs import queue
from disclosures.models import Disclosure, Job, Publication, State
from disclosures.narrative.scope import Texts
from disclosures.publication import rendering
from disclosures.renderers import Format
from tests.disclosures.drafts import approved, auditor, clerk, draft, publisher, reviewer

pytestmark = pytest.mark.django_db

DONE = "已开始公开：正在生成各种格式的文件。公开的版本不能再改动；发现错误请更正。"


@pytest.fixture(autouse=True)
def formats(monkeypatch: pytest.MonkeyPatch, pages_alone: None) -> None:
    """One format, which says only the title."""
    made = Format("网页", "text/html", lambda document: document.title.encode())
    monkeypatch.setattr(rendering, "FORMATS", {"html": made})


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    return approved(draft(demonstration_sheet, demonstration_texts))


def at(disclosure: Disclosure, page: str) -> str:
    return f"/admin/disclosures/disclosure/{disclosure.pk}/{page}/"


def shown(client: Client, disclosure: Disclosure) -> str:
    return client.get(at(disclosure, "desk")).content.decode()


def told(page: str) -> str:
    """What the part about the publication says, '' where there is none."""
    found = re.search(r'<section id="publishing".*?</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def asked() -> str:
    """When the newest job was asked for, as the page says it."""
    when = timezone.localtime(Job.objects.latest("pk").asked_at)
    return f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}"


def offers(page: str) -> bool:
    return ">公开</button>" in page


def test_from_the_button_to_the_public_page(client: Client, disclosure: Disclosure) -> None:
    client.force_login(publisher())
    page = shown(client, disclosure)
    assert (offers(page), told(page)) == (True, "")
    begun = client.post(at(disclosure, "move/publish"), follow=True)
    page = begun.content.decode()
    assert begun.redirect_chain == [(at(disclosure, "desk"), 302)]
    assert [str(one) for one in begun.context["messages"]] == [DONE]
    assert told(page) == (
        f"公开 等待中 等待办理 发起：zhaojun， {asked()} 。可以离开本页，办理会继续。"
    )
    assert "data-going-on" in page and not offers(page)
    assert not Publication.objects.exists()
    assert jobs.run_waiting() == 1
    page = shown(client, disclosure)
    assert (told(page), offers(page)) == ("", False)
    assert f'现行版本：<a href="{disclosure.get_absolute_url()}">第 1 版</a>' in page


def test_how_far_it_is(client: Client, disclosure: Disclosure) -> None:
    client.force_login(publisher())
    client.post(at(disclosure, "move/publish"))
    job = queue.claim(Job.objects.get().pk)
    assert job
    queue.report(job, 2, 8, "生成PDF")
    client.force_login(auditor())  # whoever may see the disclosure may see this
    answer = client.get(at(disclosure, "desk/publishing")).json()
    assert answer["going_on"] is True
    assert '<progress max="8" value="2"' in answer["parts"]["publishing"]
    assert told(answer["parts"]["publishing"]).startswith("公开 进行中 2/8 生成PDF 发起：zhaojun")
    Disclosure.objects.update(state=State.PUBLISHED)
    queue.finish(job, "已公开第 1 版")
    answer = client.get(at(disclosure, "desk/publishing")).json()
    assert answer["going_on"] is False
    assert (
        f'<a href="{disclosure.get_absolute_url()}">打开公开页面</a>'
        in (answer["parts"]["publishing"])
    )


def test_why_it_was_not_published(client: Client, disclosure: Disclosure) -> None:
    disclosure.facts.filter(table="income_expenditure", row="income_total").update(value="1.00")
    client.force_login(publisher())
    client.post(at(disclosure, "move/publish"))
    jobs.run_waiting()
    page = shown(client, disclosure)
    assert told(page).startswith("公开 失败 没有公开：还有 ")
    assert "data-going-on" not in page and offers(page)
    Disclosure.objects.update(state=State.DRAFT)
    assert told(shown(client, disclosure)) == ""


def test_pressed_twice(client: Client, disclosure: Disclosure) -> None:
    client.force_login(publisher())
    for _ in range(2):
        assert client.post(at(disclosure, "move/publish")).status_code == 302
    assert Job.objects.count() == 1
    jobs.run_waiting()
    assert Publication.objects.count() == 1


def test_it_leads_to_the_overview_from_wherever(client: Client, disclosure: Disclosure) -> None:
    client.force_login(publisher())
    begun = client.post(at(disclosure, "move/publish"), {"next": at(disclosure, "review")})
    assert begun["Location"] == at(disclosure, "desk")


def test_waiting_in_a_batch_that_was_halted(client: Client, disclosure: Disclosure) -> None:
    batch, _ = jobs.enqueue_batch("publish", "批量公开", {disclosure.pk: "某站"}, publisher())
    assert batch
    jobs.pause(batch)
    client.force_login(publisher("another"))
    client.post(at(disclosure, "move/publish"))
    assert told(shown(client, disclosure)).startswith(
        "公开 等待中 在批次“批量公开”中等待，批次已暂停；由zhaojun继续。"
    )
    assert Job.objects.count() == 1


def test_a_killed_runner_is_told(client: Client, disclosure: Disclosure) -> None:
    client.force_login(publisher())
    client.post(at(disclosure, "move/publish"))
    Job.objects.update(state="running", claim=uuid4(), lease_until=timezone.now())
    assert told(shown(client, disclosure)).startswith("公开 中断，等待接办")


@pytest.mark.parametrize(
    ("state", "why"),
    [(State.DRAFT, "编制中"), (State.SUBMITTED, "已报审"), (State.WITHDRAWN, "已撤回")],
)
def test_what_is_not_approved_is_refused_at_once(
    client: Client, disclosure: Disclosure, state: State, why: str
) -> None:
    Disclosure.objects.update(state=state)
    client.force_login(publisher())
    refused = client.post(at(disclosure, "move/publish"))
    assert refused.status_code == 409
    sentence = f"这份材料{why}，不能公开；报审并审核通过后才能公开"
    assert sentence in refused.content.decode()
    assert not Job.objects.exists()


def test_who_may_not(client: Client, disclosure: Disclosure) -> None:
    for user in (clerk(), reviewer(), auditor()):
        client.force_login(user)
        assert not offers(shown(client, disclosure))
        refused = client.post(at(disclosure, "move/publish"))
        assert refused.status_code == 403
        assert "您没有遂宁市电教教仪站的“公开”权限" in refused.content.decode()
    assert not Job.objects.exists()
