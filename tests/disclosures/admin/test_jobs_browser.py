"""我的任务 in a browser: a page that keeps up by itself, with the keyboard, and without scripts."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures import jobs
from disclosures.jobs import queue
from disclosures.models import Batch, Job
from tests.browser import SIZES, Axe, fits, follow, sign_in
from tests.disclosures.drafts import staff
from tests.disclosures.jobs.made_up import named, nothing

NAME = named(nothing, "admin:desk_overview")


@pytest.fixture
def lihui(transactional_db: None) -> User:
    return staff("lihui")


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer, lihui: User) -> Page:
    sign_in(page, lihui, live_server)
    return page


@pytest.fixture
def batch(lihui: User) -> Batch:
    batch = Batch.objects.create(title="公开2024年度决算", by=lihui)
    for key in range(3):
        jobs.enqueue(NAME, key, lihui, f"某某局{key}", batch)
    return batch


def claimed(key: int) -> Job:
    job = queue.claim(Job.objects.get(key=key).pk)
    assert job
    return job


def test_a_batch_from_its_start_to_its_report(
    signed_in: Page, live_server: LiveServer, axe: Axe, batch: Batch
) -> None:
    page = signed_in
    page.goto(f"{live_server.url}/admin/disclosures/job/")
    follow(page.get_by_role("link", name="公开2024年度决算"))
    expect(page.get_by_text("进度自动更新。")).to_be_visible()
    page.evaluate("window.isTheSamePage = true")
    bar = page.locator("#batch-progress")
    assert bar.evaluate("bar => [bar.value, bar.max]") == [0, 3]

    running = claimed(0)
    queue.report(running, 2, 5, "生成 PDF")
    expect(page.locator(f"#job-{running.pk} .outcome")).to_contain_text("2/5 生成 PDF")
    page.get_by_role("link", name="某某局0").focus()
    queue.finish(running, "已公开第 1 版")
    expect(page.locator(f"#job-{running.pk} .outcome")).to_have_text("已公开第 1 版")
    expect(page.get_by_role("link", name="某某局0")).to_be_focused()
    assert bar.evaluate("bar => [bar.value, bar.max]") == [1, 3]

    queue.give_up(claimed(1), "还有 2 处错误，不能公开")
    expect(page.get_by_role("button", name="重试失败的 1 项")).to_be_visible()
    queue.finish(claimed(2), "已公开第 1 版")
    expect(page.locator("#batch-head .next")).to_have_text(
        "已办完，有 1 项失败；原因见下表，解决后可以重试。"
    )
    expect(page.get_by_text("进度自动更新。")).to_be_hidden()
    assert page.evaluate("window.isTheSamePage") is True
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert (fits(page), axe(page)) == (True, [])

    follow(page.get_by_role("button", name="重试：某某局1"))
    expect(page.get_by_text("已重新排队：某某局1。")).to_be_visible()
    follow(page.get_by_role("button", name="暂停"))
    expect(page.locator("#batch-head .next")).to_contain_text("已暂停")
    assert axe(page) == []
    follow(page.get_by_role("button", name="继续"))
    expect(page.get_by_text("已继续。")).to_be_visible()
    jobs.run_waiting()
    expect(page.locator("#batch-head .next")).to_have_text("已全部办完。")
    follow(page.get_by_role("link", name="办理报告（可打印）"))
    expect(page.get_by_role("heading", name="公开2024年度决算：办理报告")).to_be_visible()
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert (fits(page), axe(page)) == (True, [])


def test_the_list_keeps_up(
    signed_in: Page, live_server: LiveServer, axe: Axe, batch: Batch, lihui: User
) -> None:
    page = signed_in
    single = jobs.enqueue(NAME, 7, lihui, "某某局7")
    page.goto(f"{live_server.url}/admin/disclosures/job/")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert (fits(page), axe(page)) == (True, [])
    jobs.run_waiting()
    expect(page.locator(f"#job-{single.pk} .outcome")).to_have_text("第 7 项没有要做的")
    expect(page.locator(f"#batch-{batch.pk}")).to_contain_text("共 3 项：已完成 3 项。")


def test_a_page_that_lost_the_server_says_so(
    signed_in: Page, live_server: LiveServer, batch: Batch
) -> None:
    page = signed_in
    page.goto(f"{live_server.url}/admin/disclosures/job/")
    page.route("**/progress/*", lambda route: route.abort())
    lost = page.locator("[data-lost]")
    expect(lost).to_have_text("暂时连不上，进度可能不是最新的；请检查网络，或刷新页面。")
    page.unroute("**/progress/*")
    jobs.run_waiting()
    expect(lost).to_have_text("", timeout=20_000)
    expect(page.locator(f"#batch-{batch.pk}")).to_contain_text("共 3 项：已完成 3 项。")


def test_without_scripts(
    without_scripts: Page, live_server: LiveServer, lihui: User, batch: Batch
) -> None:
    page = without_scripts
    sign_in(page, lihui, live_server)
    page.goto(f"{live_server.url}/admin/disclosures/job/batches/{batch.pk}/")
    expect(page.get_by_text("需要最新进度时，请刷新页面。")).to_be_visible()
    follow(page.get_by_role("button", name="暂停"))
    expect(page.locator("#batch-head .next")).to_contain_text("已暂停")
    follow(page.get_by_role("button", name="继续"))
    queue.give_up(claimed(0), "还有 2 处错误，不能公开")
    page.reload()
    follow(page.get_by_role("button", name="重试：某某局0"))
    expect(page.get_by_text("已重新排队：某某局0。")).to_be_visible()
    jobs.run_waiting()
    page.reload()
    expect(page.locator("#batch-head .next")).to_have_text("已全部办完。")
