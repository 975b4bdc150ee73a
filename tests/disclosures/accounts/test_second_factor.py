"""二次验证: enrolling, the second step of the login, recovery codes, giving it up."""

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django.fixtures import Settings

from disclosures.accounts import lockout, second_factor
from disclosures.models import Disclosure, Kind, Unit
from tests.disclosures.accounts.conftest import PASSWORD, Clock, enter
from tests.disclosures.logged import Logged, logged

Code = Callable[[TOTPDevice], str]

OWN = "/admin/second-factor/"
ENROL = "/admin/second-factor/enrol/"
STEP = "/admin/login/code/"


def page(response: Any) -> str:
    return str(response.content.decode())


def errors(response: Any) -> list[str]:
    return re.findall(r'<ul class="errorlist"[^>]*><li>(.*?)</li>', page(response))


def is_inside(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def codes(response: Any) -> list[str]:
    return re.findall(r"<li><code>([a-z2-7]{4}-[a-z2-7]{4})</code></li>", page(response))


# Enrolling


def test_enrolling(client: Client, lihui: User, clock: Clock, code: Code) -> None:
    client.force_login(lihui)
    assert 'href="/admin/second-factor/enrol/"' in page(client.get(OWN))
    shown = page(client.get(ENROL))
    device = TOTPDevice.objects.get(user=lihui)
    assert not device.confirmed
    assert '<img class="qr" src="data:image/svg+xml' in shown
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', shown)
    assert secret is not None
    assert f"secret={secret[1].replace(' ', '')}&" in device.config_url
    assert "issuer=%E6%98%8E%E8%B4%A6" in device.config_url
    before = client.session.session_key
    done = client.post(ENROL, {"code": code(device), "next": "/admin/disclosures/unit/"})
    assert len(codes(done)) == 10
    assert 'href="/admin/disclosures/unit/">已经保存，继续</a>' in page(done)
    assert client.session.session_key != before
    assert is_inside(client)
    who = "李会（lihui）"
    assert logged() == [
        Logged("account", who, who, [["账户", "", "启用二次验证"], ["二次验证", "", "已启用"]])
    ]
    assert "<dt>剩下的恢复码</dt><dd>10 个</dd>" in page(client.get(OWN))
    assert client.get(ENROL)["Location"] == OWN


def test_the_same_secret_until_it_is_confirmed(client: Client, lihui: User) -> None:
    client.force_login(lihui)
    assert page(client.get(ENROL)).count("<code") == 1
    client.get(ENROL)
    assert TOTPDevice.objects.count() == 1


def test_a_wrong_code_enrols_nobody(client: Client, lihui: User, clock: Clock, code: Code) -> None:
    client.force_login(lihui)
    client.get(ENROL)
    response = client.post(ENROL, {"code": "000000"})
    assert response.status_code == 422
    assert errors(response) == [
        "验证码不对。请核对手机的时间是否自动校准，再输入现在显示的 6 位数字。"
        "请等到 17:00:01 再试。"
    ]
    assert errors(client.post(ENROL, {"code": " "})) == ["请输入验证码"]
    assert second_factor.device_of(lihui) is None
    clock.move(seconds=1)
    assert codes(client.post(ENROL, {"code": code(TOTPDevice.objects.get())}))


def test_it_leads_nowhere_else(client: Client, lihui: User, clock: Clock, code: Code) -> None:
    client.force_login(lihui)
    client.get(f"{ENROL}?next=https://example.org/")
    answer = client.post(ENROL, {"code": code(TOTPDevice.objects.get()), "next": "//example.org/"})
    assert 'href="/admin/">已经保存，继续</a>' in page(answer)


def test_other_sessions_have_to_sign_in_again(
    client: Client, lihui: User, clock: Clock, code: Code
) -> None:
    other = Client()
    for each in (client, other):
        each.force_login(lihui)
    client.get(ENROL)
    client.post(ENROL, {"code": code(TOTPDevice.objects.get())})
    assert (is_inside(client), is_inside(other)) == (True, False)
    assert other.get(OWN)["Location"] == f"/admin/login/?next={OWN}"


# Signing in


def test_a_password_alone_is_nobody(client: Client, enrolled: TOTPDevice, clock: Clock) -> None:
    unit = Unit.objects.create(name="某某局", slug="example", region="某某市")
    disclosure = Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)
    assert enter(client)["Location"] == STEP
    assert "_auth_user_id" not in client.session
    desk = f"/admin/disclosures/disclosure/{disclosure.pk}"
    addresses = ["/admin/", "/admin/disclosures/unit/", f"{desk}/desk/", f"{desk}/tables/x/", OWN]
    assert [client.get(address)["Location"] for address in addresses] == [
        f"/admin/login/?next={address}" for address in addresses
    ]
    cells = f"{desk}/tables/three_public/cells/"
    posted = client.post(cells, {"changes": []}, content_type="application/json")
    assert posted["Location"] == f"/admin/login/?next={cells}"


def test_the_code_completes_the_login(
    client: Client, enrolled: TOTPDevice, clock: Clock, code: Code
) -> None:
    content = {"username": "lihui", "password": PASSWORD, "next": "/admin/disclosures/unit/"}
    assert client.post("/admin/login/", content)["Location"] == STEP
    before = client.session.session_key
    shown = page(client.get(STEP))
    assert "lihui，密码正确。" in shown
    assert 'autocomplete="one-time-code"' in shown
    assert client.post(STEP, {"code": code(enrolled)})["Location"] == "/admin/disclosures/unit/"
    assert client.session.session_key != before
    assert "second_factor" not in client.session
    assert is_inside(client)


def test_full_width_digits_and_blanks_are_read(
    client: Client, enrolled: TOTPDevice, clock: Clock, code: Code
) -> None:
    enter(client)
    digits = code(enrolled).translate({ord(str(n)): ord("０") + n for n in range(10)})
    assert client.post(STEP, {"code": f" {digits[:3]} {digits[3:]}"}).status_code == 302


def test_a_code_works_once(client: Client, enrolled: TOTPDevice, clock: Clock, code: Code) -> None:
    enter(client)
    used = code(enrolled)
    client.post(STEP, {"code": used})
    client.logout()
    enter(client)
    response = client.post(STEP, {"code": used})
    assert errors(response) == [
        "验证码不对，或者已经用过。请输入手机上现在显示的 6 位数字，或一个没有用过的恢复码。"
    ]
    assert not is_inside(client)


def test_wrong_codes_lock_like_wrong_passwords(
    client: Client, enrolled: TOTPDevice, clock: Clock, code: Code
) -> None:
    enter(client)
    answers = []
    for _ in range(5):
        answers.append(client.post(STEP, {"code": "000000"}).status_code)
        clock.move(seconds=20)
    assert answers == [422, 422, 422, 422, 429]
    assert client.post(STEP, {"code": code(enrolled)}).status_code == 429
    assert enter(client).status_code == 429
    assert [lock.username for lock in lockout.locks()] == ["lihui"]


def test_a_right_password_does_not_clear_wrong_codes(
    client: Client, enrolled: TOTPDevice, clock: Clock, code: Code
) -> None:
    for _ in range(4):
        enter(client)
        client.post(STEP, {"code": "000000"})
        clock.move(seconds=20)
    enter(client)
    assert client.post(STEP, {"code": "000000"}).status_code == 429


def test_after_a_wrong_code_one_waits(
    client: Client, enrolled: TOTPDevice, clock: Clock, code: Code
) -> None:
    enter(client)
    for _ in range(3):
        client.post(STEP, {"code": "000000"})
        clock.move(seconds=3)
    assert errors(client.post(STEP, {"code": code(enrolled)})) == [
        "前面的验证码不对，请等到 17:00:10 再试。"
    ]
    assert AccessAttempt.objects.get().failures_since_start == 3
    clock.move(seconds=1)
    assert client.post(STEP, {"code": code(enrolled)}).status_code == 302
    assert AccessAttempt.objects.count() == 0


def test_the_second_step_has_an_end(
    client: Client, enrolled: TOTPDevice, clock: Clock, code: Code
) -> None:
    enter(client)
    clock.move(minutes=10)
    assert client.post(STEP, {"code": code(enrolled)})["Location"] == "/admin/login/"
    assert client.get(STEP)["Location"] == "/admin/login/"


@pytest.mark.parametrize("change", [{"password": "!"}, {"is_active": False}, {"is_staff": False}])
def test_it_ends_when_the_account_changes(
    client: Client, enrolled: TOTPDevice, clock: Clock, code: Code, change: dict[str, object]
) -> None:
    enter(client)
    User.objects.update(**change)
    assert client.post(STEP, {"code": code(enrolled)})["Location"] == "/admin/login/"
    assert not is_inside(client)


def test_nobody_begins_with_the_code(client: Client, db: None) -> None:
    assert client.get(STEP)["Location"] == "/admin/login/"
    assert client.post(STEP, {"code": "123456"})["Location"] == "/admin/login/"


def test_another_users_session_does_not_carry_over(
    client: Client, enrolled: TOTPDevice, chief: User, clock: Clock, code: Code
) -> None:
    client.force_login(chief)
    enter(client)
    assert not is_inside(client)
    client.post(STEP, {"code": code(enrolled)})
    assert client.session["_auth_user_id"] == str(enrolled.user_id)


# Recovery codes


def test_a_recovery_code_works_once(client: Client, enrolled: TOTPDevice, clock: Clock) -> None:
    first, *_ = second_factor.new_recovery_codes(enrolled.user)
    enter(client)
    answer = client.post(STEP, {"code": first.upper()}, follow=True)
    assert "这次用的是恢复码，还剩 9 个。" in page(answer)
    client.logout()
    enter(client)
    assert client.post(STEP, {"code": first}).status_code == 422


def test_recovery_codes_cannot_be_read_from_the_database(enrolled: TOTPDevice) -> None:
    codes = second_factor.new_recovery_codes(enrolled.user)
    stored = list(StaticToken.objects.values_list("token", flat=True))
    assert len(set(stored)) == 10
    assert not {code.replace("-", "") for code in codes} & set(stored)


def test_a_recovery_code_is_its_owners(client: Client, enrolled: TOTPDevice, chief: User) -> None:
    other, *_ = second_factor.new_recovery_codes(chief)
    second_factor.new_recovery_codes(enrolled.user)
    enter(client)
    assert client.post(STEP, {"code": other}).status_code == 422


# One's own page


@pytest.fixture
def inside(client: Client, enrolled: TOTPDevice, clock: Clock, code: Code) -> Client:
    """lihui, signed in with password and code."""
    enter(client)
    client.post(STEP, {"code": code(enrolled)})
    clock.move(seconds=30)
    return client


def proof(shown: str, password: str = PASSWORD) -> dict[str, str]:
    return {"password": password, "code": shown}


def test_new_recovery_codes(inside: Client, enrolled: TOTPDevice, code: Code) -> None:
    old, *_ = second_factor.new_recovery_codes(enrolled.user)
    new = codes(inside.post(f"{OWN}codes/", proof(code(enrolled))))
    assert len(new) == 10
    assert second_factor.verify(enrolled.user, old) is None


@pytest.mark.parametrize(
    ("password", "wrong_code", "expected"),
    [
        ("wrong", False, ["密码不对。"]),
        (PASSWORD, True, ["验证码不对，或者已经用过；请等手机显示下一个。"]),
        ("", False, ["请输入密码"]),
    ],
)
@pytest.mark.parametrize("action", ["codes/", "remove/"])
def test_changing_it_needs_password_and_code(
    inside: Client,
    enrolled: TOTPDevice,
    code: Code,
    action: str,
    password: str,
    wrong_code: bool,
    expected: list[str],
) -> None:
    shown = "000000" if wrong_code else code(enrolled)
    response = inside.post(f"{OWN}{action}", proof(shown, password))
    assert (response.status_code, errors(response)) == (422, expected)
    assert second_factor.device_of(enrolled.user) == enrolled


def test_guessing_the_password_there_locks(inside: Client, enrolled: TOTPDevice) -> None:
    answers = [inside.post(f"{OWN}remove/", proof("1", "wrong")).status_code for _ in range(6)]
    assert answers == [422, 422, 422, 422, 429, 429]


def test_giving_it_up(inside: Client, enrolled: TOTPDevice, code: Code) -> None:
    answer = inside.post(f"{OWN}remove/", proof(code(enrolled)), follow=True)
    assert "二次验证已停用，以后登录只需密码。" in page(answer)
    assert is_inside(inside)
    who = "李会（lihui）"
    assert logged() == [
        Logged("account", who, who, [["账户", "", "停用二次验证"], ["二次验证", "已启用", ""]])
    ]
    inside.logout()
    assert enter(inside)["Location"] == "/admin/"


def test_only_by_post(inside: Client) -> None:
    answers = [inside.get(f"{OWN}{action}").status_code for action in ("codes/", "remove/")]
    assert answers == [405, 405]


# Where everybody needs one


@pytest.fixture
def required(settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"


def test_required_means_before_any_other_page(
    client: Client, lihui: User, clock: Clock, code: Code, required: None
) -> None:
    enter(client)
    other = client.get("/admin/disclosures/unit/", follow=True)
    assert other.redirect_chain[-1][0] == f"{ENROL}?next=%2Fadmin%2Fdisclosures%2Funit%2F"
    assert "本站要求每个人使用二次验证。启用之前，其他页面不能打开。" in page(other)
    assert client.get("/admin/password_change/").status_code == 302
    assert f'href="{ENROL}">启用二次验证</a>' in page(client.get(OWN))
    answer = client.post(ENROL, {"code": code(TOTPDevice.objects.get())})
    assert len(codes(answer)) == 10
    assert is_inside(client)


def test_whoever_must_enrol_can_leave(client: Client, lihui: User, required: None) -> None:
    enter(client)
    assert 'action="/admin/logout/"' in page(client.get(ENROL))
    assert client.post("/admin/logout/")["Location"] == "/admin/login/"
    assert "_auth_user_id" not in client.session


def test_required_giving_up_leads_to_a_new_one(
    inside: Client, enrolled: TOTPDevice, code: Code, required: None
) -> None:
    answer = inside.post(f"{OWN}remove/", proof(code(enrolled)), follow=True)
    assert answer.redirect_chain == [(ENROL, 302)]
    assert "原来的验证器已停用，请启用新的。" in page(answer)
    assert not is_inside(inside)


def test_a_stranger_is_not_asked_to_enrol(client: Client, db: None, required: None) -> None:
    client.force_login(User.objects.create_user("citizen"))
    assert client.get(ENROL)["Location"] == f"/admin/login/?next={ENROL}"
    assert client.get("/admin/login/").status_code == 200


# Lost phones


def test_an_administrator_resets_it(chief: User, enrolled: TOTPDevice, clock: Clock) -> None:
    second_factor.new_recovery_codes(enrolled.user)
    desk, action = Client(), f"/admin/auth/user/{enrolled.user_id}/second-factor/"
    desk.force_login(chief)
    assert "请先确认提出要求的是本人。" in page(desk.get(action))
    assert "已重置“lihui”的二次验证" in page(desk.post(action, follow=True))
    assert (TOTPDevice.objects.count(), StaticToken.objects.count()) == (0, 0)
    assert enter(Client())["Location"] == "/admin/"


def test_nobody_resets_ones_own_that_way(
    client: Client, chief: User, clock: Clock, code: Code
) -> None:
    device = TOTPDevice.objects.create(user=chief, name="手机验证器")
    enter(client, "chief")
    client.post(STEP, {"code": code(device)})
    client.post(f"/admin/auth/user/{chief.pk}/second-factor/")
    assert second_factor.device_of(chief) == device


def test_the_command_resets_it(enrolled: TOTPDevice) -> None:
    def run(*arguments: str) -> str:
        output = StringIO()
        call_command("account", *arguments, stdout=output)
        return output.getvalue()

    assert run("lihui", "--remove-second-factor") == "已停用“lihui”的二次验证。\n"
    assert run("lihui", "--remove-second-factor") == "“lihui”没有启用二次验证。\n"
    with pytest.raises(CommandError, match=r"^没有用户“nobody”。$"):
        run("nobody", "--remove-second-factor")
    with pytest.raises(CommandError, match="说明要做什么"):
        run("lihui")


@pytest.mark.parametrize("model", ["otp_totp/totpdevice", "otp_static/staticdevice", "axes"])
def test_secrets_have_no_page(client: Client, chief: User, model: str) -> None:
    client.force_login(chief)
    assert client.get(f"/admin/{model}/").status_code == 404
