"""登录锁定: five failures, until when, from where, and who lets whom in again."""

from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from config.settings import Rate
from disclosures.accounts import lockout
from disclosures.accounts.lockout import Lock
from tests.disclosures.accounts.conftest import PASSWORD, Clock, enter, fail

UNTIL = "已锁定到 <strong><time"


def statuses(client: Client, times: int, **extra: str) -> list[int]:
    return [fail(client, **extra).status_code for _ in range(times)]


def test_the_fifth_failure_locks(client: Client, lihui: User, clock: Clock) -> None:
    assert statuses(client, 6) == [200, 200, 200, 200, 429, 429]
    assert enter(client).status_code == 429


def test_the_page_says_until_when_and_whom_to_ask(
    client: Client, lihui: User, clock: Clock, settings: Settings
) -> None:
    settings.ADMIN_CONTACT = "国库科（电话 2333）"
    statuses(client, 4)
    clock.move(minutes=1)
    response = fail(client)
    page = response.content.decode()
    assert response["Retry-After"] == "900"
    assert "<h1>登录已锁定</h1>" in page
    assert "用户名“lihui”从您所在的网络地址连续 5 次没有登录成功" in page
    assert ">2025年3月3日 17:16:00</time>" in page
    assert "忘记密码、手机丢失或急需登录的，请联系国库科（电话 2333）" in page
    clock.move(minutes=5)
    later = enter(client)
    assert (later.status_code, later["Retry-After"]) == (429, "600")
    assert ">2025年3月3日 17:16:00</time>" in later.content.decode()


def test_the_lock_ends_by_itself(client: Client, lihui: User, clock: Clock) -> None:
    statuses(client, 5)
    clock.move(minutes=14, seconds=59)
    assert enter(client).status_code == 429
    clock.move(seconds=2)
    assert enter(client)["Location"] == "/admin/"
    assert AccessAttempt.objects.count() == 0


def test_a_login_clears_the_count(client: Client, lihui: User, clock: Clock) -> None:
    statuses(client, 4)
    assert enter(client).status_code == 302
    client.logout()
    assert statuses(client, 4) == [200] * 4


def test_others_are_not_locked(client: Client, lihui: User, chief: User, clock: Clock) -> None:
    statuses(client, 5)
    assert enter(client, "chief").status_code == 302
    assert enter(Client(), REMOTE_ADDR="198.51.100.7").status_code == 302


def test_another_browser_or_session_does_not_help(lihui: User, clock: Clock) -> None:
    for number in range(4):
        fail(Client(headers={"User-Agent": f"browser {number}"}))
    assert fail(Client()).status_code == 429
    assert enter(Client(headers={"User-Agent": "one more"})).status_code == 429


def test_a_forged_header_does_not_help(
    client: Client, lihui: User, clock: Clock, settings: Settings
) -> None:
    for number in range(5):
        fail(client, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert enter(client, HTTP_X_FORWARDED_FOR="198.51.100.9").status_code == 429


def test_behind_our_proxy_visitors_are_apart(
    client: Client, lihui: User, clock: Clock, settings: Settings
) -> None:
    settings.TRUSTED_PROXY = True
    statuses(client, 5, HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.1")
    assert [lock.address for lock in lockout.locks()] == ["198.51.100.1"]
    assert enter(client, HTTP_X_FORWARDED_FOR="203.0.113.1, 198.51.100.2").status_code == 302


def test_failures_of_several_browsers_run_out_one_by_one(lihui: User, clock: Clock) -> None:
    old, new = (Client(headers={"User-Agent": name}) for name in ("old", "new"))
    statuses(old, 3)
    clock.move(minutes=5)
    statuses(new, 2)
    assert lockout.locks() == [
        Lock("lihui", "127.0.0.1", clock.now.replace(minute=15))  # the three of 9:00 go first
    ]
    clock.move(minutes=10, seconds=1)
    assert lockout.locks() == []
    assert enter(new).status_code == 302


def test_nobody_learns_which_names_exist(client: Client, lihui: User, clock: Clock) -> None:
    known, unknown = fail(client), fail(client, "nobody")
    error = "用户名或密码不对，或者账户不能登录。"
    assert error in known.content.decode()
    assert error in unknown.content.decode()
    assert statuses(client, 4, username="nobody") == [200, 200, 200, 429]


def test_passwords_for_one_name_are_limited_from_everywhere(
    lihui: User, clock: Clock, settings: Settings
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "account": Rate(10, 3600)}
    answers = [
        fail(Client(), REMOTE_ADDR=f"198.51.100.{number}").status_code for number in range(11)
    ]
    assert answers == [200] * 10 + [429]
    assert enter(Client(), "LiHui", REMOTE_ADDR="203.0.113.1").status_code == 429
    lockout.lift("lihui")
    assert enter(Client(), REMOTE_ADDR="203.0.113.1").status_code == 302


def test_passwords_from_one_address_are_limited(
    client: Client, lihui: User, clock: Clock, settings: Settings
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "login": Rate(3, 60)}
    assert [fail(client, f"name{n}").status_code for n in range(4)] == [200, 200, 200, 429]
    assert client.get("/admin/login/").status_code == 200


@pytest.mark.parametrize("name", ["", "名" * 200, "a\0b", "‮<script>"])
def test_odd_names_are_refused_in_peace(client: Client, db: None, name: str) -> None:
    response = fail(client, name)
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_what_is_kept_of_a_failure_holds_no_secret(client: Client, lihui: User) -> None:
    fail(client, password="my other password")
    kept = AccessAttempt.objects.values().get()
    assert "my other password" not in str(kept)


# Letting somebody in again


def test_an_administrator_lifts_a_lock(chief: User, lihui: User, clock: Clock) -> None:
    locked, desk = Client(REMOTE_ADDR="198.51.100.7"), Client()
    statuses(locked, 5)
    desk.force_login(chief)
    page = desk.get("/admin/auth/user/locks/").content.decode()
    assert "<td>lihui</td><td>198.51.100.7</td><td>2025-03-03 17:15:00</td>" in page
    answer = desk.post("/admin/auth/user/locks/", {"username": "lihui"}, follow=True)
    page = answer.content.decode()
    assert "已解除“lihui”的登录锁定。" in page
    assert "现在没有锁定。" in page
    assert enter(locked).status_code == 302


def test_it_is_lifted_from_the_page_of_the_user_as_well(
    chief: User, lihui: User, clock: Clock
) -> None:
    locked, desk = Client(), Client()
    statuses(locked, 5)
    desk.force_login(chief)
    page = desk.get(f"/admin/auth/user/{lihui.pk}/change/").content.decode()
    assert "127.0.0.1 锁定到 2025-03-03 17:15:00" in page
    action = f"/admin/auth/user/{lihui.pk}/unlock/"
    assert f'href="{action}"' in page
    assert "马上可以再登录" in desk.get(action).content.decode()
    assert enter(locked).status_code == 429
    assert desk.post(action)["Location"] == f"/admin/auth/user/{lihui.pk}/change/"
    assert enter(locked).status_code == 302


def test_the_command_lifts_it(client: Client, lihui: User, clock: Clock) -> None:
    statuses(client, 5)
    output = StringIO()
    call_command("account", "lihui", "--unlock", stdout=output)
    assert output.getvalue() == "已解除“lihui”的登录锁定。\n"
    assert enter(client).status_code == 302


def test_only_administrators_see_locks(client: Client, lihui: User) -> None:
    client.force_login(lihui)
    assert client.get("/admin/auth/user/locks/").status_code == 403
    assert client.post("/admin/auth/user/locks/", {"username": "lihui"}).status_code == 403


def test_a_closed_account_cannot_sign_in(client: Client, lihui: User) -> None:
    User.objects.update(is_active=False)
    response = enter(client, password=PASSWORD)
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
