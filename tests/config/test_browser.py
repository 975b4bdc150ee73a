"""The admin works under the content security policy, and the browser's reports are heard."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Error, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import Axe, follow, watch


def test_the_admin_works_under_the_policy(
    page: Page, live_server: LiveServer, django_user_model: type[User]
) -> None:
    django_user_model.objects.create_superuser("wang", password="a-Long-word-7")
    li = django_user_model.objects.create_user("li", first_name="李会", is_staff=True)
    page.goto(f"{live_server.url}/admin/auth/user/{li.pk}/change/")
    page.get_by_label("用户名").fill("wang")
    page.get_by_label("密码").fill("a-Long-word-7")
    follow(page.get_by_role("button", name="登录"))
    page.locator("#id_first_name").fill("李慧")
    follow(page.locator("[name=_save]"))
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    # Done by the admin's scripts: the index at the side is narrowed to what is typed.
    expect(page.get_by_role("link", name="公开版本")).to_be_visible()
    page.get_by_placeholder("开始输入以筛选").fill("用户")
    expect(page.get_by_role("link", name="公开版本")).to_be_hidden()


def test_faults_are_heard(browser: Browser, live_server: LiveServer) -> None:
    context = browser.new_context()
    faults = watch(context, live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/login/")
    with context.expect_event("weberror"):
        page.evaluate("setTimeout(() => { throw new Error('a script stumbled') })")
    with page.expect_response("**/static/none.css"):
        page.evaluate(
            "document.head.append(Object.assign(document.createElement('link'),"
            " {rel: 'stylesheet', href: '/static/none.css'}))"
        )
    with page.expect_console_message():
        page.evaluate("document.body.setAttribute('style', 'color: red')")
    with pytest.raises(Error, match="ERR_FAILED"):
        page.goto("http://192.0.2.1/")
    context.close()
    script, part, policy, place = faults
    assert script == "script: a script stumbled"
    assert part == f"404 for {live_server.url}/static/none.css"
    assert policy.startswith("console: Applying inline style violates")  # the rest is Chromium's
    assert place == "request to another place: http://192.0.2.1/"


def test_axe_finds_a_fault(page: Page, axe: Axe) -> None:
    page.set_content('<html lang="zh"><title>图</title><img src="data:,"></html>')
    assert axe(page) == ['image-alt: <img src="data:,">']


def test_the_browser_comes_last(request: pytest.FixtureRequest) -> None:
    drive = [item.get_closest_marker("browser") is not None for item in request.session.items]
    assert drive == sorted(drive)
