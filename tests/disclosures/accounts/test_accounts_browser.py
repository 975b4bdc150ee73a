"""The whole life of an account in a browser, and what a person sees of it at two widths."""

import re
import time
from base64 import b32decode, b32encode
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from disclosures.models import Fact
from tests.browser import Axe, follow, sign_in
from tests.disclosures.accounts.conftest import PASSWORD, fail
from tests.disclosures.drafts import empty

NEW = "Kein-Zurück-9-mehr"

WIDTHS = (1440, 390)


def shown(secret: str) -> str:
    """The code an authenticator shows for the secret as the page writes it."""
    totp = TOTP(b32decode(secret.replace(" ", "")))
    totp.time = time.time()
    return f"{totp.token():06d}"


def let_time_pass() -> None:
    """As if the authenticator showed the next code: none was used, none was wrong."""
    TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0)


def log_in(page: Page, home: str, username: str, password: str) -> None:
    page.goto(f"{home}/admin/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    follow(page.get_by_role("button", name="登录"))


def leave(page: Page) -> None:
    follow(page.get_by_role("button", name="注销"))


def test_the_whole_life(page: Page, live_server: LiveServer, axe: Axe) -> None:
    home = live_server.url
    User.objects.create_superuser("chief", password=PASSWORD, first_name="王科长")
    page.set_viewport_size({"width": 1440, "height": 900})

    # The administrator invites
    log_in(page, home, "chief", PASSWORD)
    follow(page.get_by_role("link", name="用户", exact=True).first)
    follow(page.get_by_role("link", name="增加 用户"))
    page.get_by_label("用户名").fill("zhangmin")
    page.get_by_label("姓名").fill("张敏")
    follow(page.get_by_role("button", name="保存", exact=True))
    link = page.get_by_label("链接（").input_value()
    leave(page)

    # The guest sets a password and signs in
    page.goto(link)
    expect(page.get_by_role("heading", name="设置密码")).to_be_visible()
    assert urlsplit(page.url).path.endswith("/set-password/")
    page.get_by_label("新密码:", exact=True).fill("zhangmin2024!")
    page.get_by_label("确认").fill("zhangmin2024!")
    follow(page.get_by_role("button", name="设置密码"))
    expect(page.get_by_text("密码里除了“zhangmin”这个名称，只剩很少几个字母")).to_be_visible()
    page.get_by_label("新密码:", exact=True).fill(NEW)
    page.get_by_label("确认").fill(NEW)
    follow(page.get_by_role("button", name="设置密码"))
    expect(page.get_by_text("密码已设置，请用新密码登录。")).to_be_visible()
    log_in(page, home, "zhangmin", NEW)

    # … enrols, leaves, and comes back with a code
    follow(page.get_by_role("link", name="二次验证"))
    follow(page.get_by_role("link", name="启用二次验证"))
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 100
    secret = page.locator(".secret").inner_text()
    page.get_by_label("验证码").fill(shown(secret))
    follow(page.get_by_role("button", name="启用"))
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes li").first.inner_text()
    follow(page.get_by_role("link", name="已经保存，继续"))
    leave(page)
    let_time_pass()
    log_in(page, home, "zhangmin", NEW)
    page.get_by_label("验证码").fill(shown(secret))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{home}/admin/")
    leave(page)

    # … then with a recovery code
    log_in(page, home, "zhangmin", NEW)
    page.get_by_label("验证码").fill(recovery)
    follow(page.get_by_role("button", name="登录"))
    expect(page.get_by_text("这次用的是恢复码，还剩 9 个。")).to_be_visible()
    leave(page)

    # Five failures lock
    for _ in range(5):
        log_in(page, home, "zhangmin", PASSWORD)
    expect(page.get_by_role("heading", name="登录已锁定")).to_be_visible()
    assert axe(page) == []
    log_in(page, home, "zhangmin", NEW)
    expect(page.get_by_role("heading", name="登录已锁定")).to_be_visible()

    # The administrator lets the user in again
    log_in(page, home, "chief", PASSWORD)
    follow(page.get_by_role("link", name="用户", exact=True).first)
    follow(page.get_by_role("link", name="登录锁定"))
    follow(page.get_by_role("button", name="解除“zhangmin”的锁定"))
    expect(page.get_by_text("现在没有锁定。")).to_be_visible()
    leave(page)
    log_in(page, home, "zhangmin", NEW)
    expect(page.get_by_text("zhangmin，密码正确。")).to_be_visible()


def idle(minutes: int) -> None:
    """As if nobody had done anything for so long."""
    for row in Session.objects.all():
        session = SessionStore(row.pk)
        moment = datetime.fromisoformat(session["active_at"]) - timedelta(minutes=minutes)
        session["active_at"] = moment.isoformat()
        session.save()


def test_an_idle_grid_asks_for_password_and_code_and_loses_nothing(
    page: Page, live_server: LiveServer
) -> None:
    home = live_server.url
    user = User.objects.create_superuser("chief", password=PASSWORD)
    device = TOTPDevice.objects.create(user=user, name="手机验证器")
    secret = b32encode(device.bin_key).decode()
    disclosure = empty()
    page.set_viewport_size({"width": 1440, "height": 900})
    log_in(page, home, "chief", PASSWORD)
    page.get_by_label("验证码").fill(shown(secret))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{home}/admin/")
    page.goto(f"{home}/admin/disclosures/disclosure/{disclosure.pk}/tables/expenditure/")
    idle(60)
    page.locator('input[data-place="expenditure/total/basic"]').fill("12.5")
    state = page.locator("#grid-state")
    expect(state).to_have_text("没有保存：登录已过期，稍后自动重试；在新窗口重新登录")
    let_time_pass()
    with page.context.expect_page() as opened:
        state.get_by_role("link", name="在新窗口重新登录").click()
    other = opened.value
    other.fill("#id_username", "chief")
    other.fill("#id_password", PASSWORD)
    follow(other.get_by_role("button", name="登录"))
    other.get_by_label("验证码").fill(shown(secret))
    other.keyboard.press("Enter")
    other.wait_for_url("**/tables/expenditure/")
    other.close()
    expect(state).to_have_text(re.compile(r"^已保存 \d\d:\d\d"), timeout=20_000)
    assert Fact.objects.get(table="expenditure", row="total", column="basic").value == 125000


@pytest.fixture
def chief(page: Page, live_server: LiveServer, transactional_db: None) -> Page:
    """An administrator's page."""
    sign_in(page, User.objects.create_superuser("chief", first_name="王科长"), live_server)
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_an_administrator(
    chief: Page, live_server: LiveServer, axe: Axe, width: int
) -> None:
    user = User.objects.create_user("lihui", password=PASSWORD, first_name="李会", is_staff=True)
    TOTPDevice.objects.create(user=user, name="手机验证器")
    for _ in range(5):
        fail(Client())
    chief.set_viewport_size({"width": width, "height": 900})
    users = f"{live_server.url}/admin/auth/user/"
    paths = ("", "add/", "locks/", f"{user.pk}/change/", f"{user.pk}/password/")
    for path in (*paths, "../../password_change/", "../../second-factor/"):
        chief.goto(f"{users}{path}")
        assert axe(chief) == [], path
        assert chief.evaluate("document.documentElement.scrollWidth") == width, path
    chief.goto(f"{users}{user.pk}/password/")
    follow(chief.get_by_role("button", name="重置密码"))
    assert axe(chief) == []
    assert chief.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_at_the_door(page: Page, live_server: LiveServer, axe: Axe, width: int) -> None:
    home = live_server.url
    user = User.objects.create_user("lihui", password=PASSWORD, is_staff=True)
    page.set_viewport_size({"width": width, "height": 900})

    def is_good() -> None:
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width

    log_in(page, home, "lihui", "wrong")
    is_good()
    log_in(page, home, "lihui", PASSWORD)
    page.goto(f"{home}/admin/second-factor/enrol/")
    is_good()
    page.get_by_label("验证码").fill(shown(page.locator(".secret").inner_text()))
    follow(page.get_by_role("button", name="启用"))
    expect(page.locator(".codes li")).to_have_count(10)
    is_good()
    page.goto(f"{home}/admin/second-factor/")
    is_good()
    leave(page)
    log_in(page, home, "lihui", PASSWORD)
    is_good()
    page.get_by_label("验证码").fill("000000")
    follow(page.get_by_role("button", name="登录"))
    expect(page.get_by_text("验证码不对")).to_be_visible()
    is_good()
    page.goto(f"{home}/admin/set-password/MQ/abc-def/")
    is_good()
    assert user.is_active
