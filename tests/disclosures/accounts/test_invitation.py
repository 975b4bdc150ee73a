"""Inviting people, one-time links, closing accounts; and who may do any of it."""

import re
from io import StringIO
from smtplib import SMTPException
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django.fixtures import Settings

from disclosures.accounts import history, links
from disclosures.admin.accounts import roles as roles_module
from disclosures.models import Duty, Event, Role, Unit
from tests.disclosures.accounts.conftest import PASSWORD, Clock, enter, fail, lines
from tests.disclosures.logged import Logged, logged

ADD = "/admin/auth/user/add/"
LIST = "/admin/auth/user/"

NEW = "Kein-Zurück-9-mehr"


def page(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def desk(client: Client, chief: User) -> Client:
    """An administrator's browser."""
    client.force_login(chief)
    return client


def invite(desk: Client, **fields: str) -> Any:
    form = {"username": "zhangmin", "first_name": "张敏", "email": "", **lines(), **fields}
    return desk.post(ADD, form, follow=True)


def change(desk: Client, user: User, **fields: str) -> Any:
    form = {"username": user.username, "first_name": user.first_name, "email": "", **lines()}
    return desk.post(f"{LIST}{user.pk}/change/", {**form, **fields})


def link_in(response: Any) -> str:
    """The path of the link that is shown."""
    found = re.search(r'value="http://testserver(/admin/set-password/[^"]+)"', page(response))
    assert found is not None
    return found[1]


def choose(client: Client, link: str, password: str = NEW) -> Any:
    """Open the link and set a password."""
    opened = client.get(link, follow=True)
    form = {"new_password1": password, "new_password2": password}
    return client.post(opened.redirect_chain[-1][0], form, follow=True)


def standing(desk: Client, username: str) -> str:
    shown = page(desk.get(f"{LIST}?q={username}"))
    found = re.search(r'field-standing">(.*?)<', shown)
    assert found is not None
    return found[1]


def do(desk: Client, username: str, action: str) -> Any:
    user = User.objects.get(username=username)
    return desk.post(f"{LIST}{user.pk}/{action}/", follow=True)


# The whole way


def test_from_invitation_to_login(desk: Client, clock: Clock) -> None:
    shown = invite(desk)
    assert "这个链接只显示这一次。" in page(shown)
    assert "（2025年3月6日 17:00前有效，只能用一次）" in page(shown)
    user = User.objects.get(username="zhangmin")
    assert (user.is_staff, user.is_superuser, user.has_usable_password()) == (True, False, False)
    assert standing(desk, "zhangmin") == "未启用"
    guest = Client()
    opened = page(guest.get(link_in(shown), follow=True))
    assert "用户名：<strong>zhangmin</strong>（张敏）" in opened
    assert link_in(shown).split("/")[-2] not in opened
    done = choose(guest, link_in(shown))
    assert done.redirect_chain == [("/admin/login/", 302)]
    assert "密码已设置，请用新密码登录。" in page(done)
    assert standing(desk, "zhangmin") == "正常"
    assert enter(guest, "zhangmin", NEW)["Location"] == "/admin/"


def test_the_link_is_shown_once(desk: Client) -> None:
    shown = invite(desk)
    again = desk.get(shown.redirect_chain[-1][0], follow=True)
    assert "链接只显示一次。没有记下的，请重新生成。" in page(again)
    assert "/admin/set-password/" not in page(again)


def test_a_link_works_once(desk: Client) -> None:
    link = link_in(invite(desk))
    choose(Client(), link)
    again = page(Client().get(link, follow=True))
    assert "<h1>链接不能用了</h1>" in again
    assert "这个链接已经用过、已经过期，或者有了更新的链接。" in again


def test_a_link_holds_three_days(desk: Client, clock: Clock) -> None:
    link = link_in(invite(desk))
    clock.move(days=3)
    assert "用户名：" in page(Client().get(link, follow=True))
    clock.move(seconds=1)
    assert "<h1>链接不能用了</h1>" in page(Client().get(link, follow=True))


def test_a_newer_link_ends_the_older(desk: Client) -> None:
    old = link_in(invite(desk))
    new = link_in(do(desk, "zhangmin", "password"))
    assert "<h1>链接不能用了</h1>" in page(Client().get(old, follow=True))
    assert "密码已设置" in page(choose(Client(), new))


def test_the_rules_hold_for_the_first_password_as_well(desk: Client) -> None:
    link = link_in(invite(desk))
    assert "密码太短，至少要 10 个字符。" in page(choose(Client(), link, "short"))
    assert standing(desk, "zhangmin") == "未启用"


@pytest.mark.parametrize("link", ["MQ/set-password", "MQ/abc-def", "x/y", "OTk5/abc-def"])
def test_made_up_links(client: Client, chief: User, link: str) -> None:
    assert "<h1>链接不能用了</h1>" in page(client.get(f"/admin/set-password/{link}/"))


# What is asked for


def test_a_name_is_asked_for_and_no_password(desk: Client) -> None:
    form = page(desk.get(ADD))
    names = re.findall(r'<input[^>]* name="(\w+)"', form)
    assert [name for name in names if not name.startswith(("csrf", "_"))] == [
        *("username", "first_name", "email", "is_superuser")
    ]
    assert "不在这里设密码" in form
    assert "这个字段是必填项。" in page(invite(desk, first_name=""))
    assert "已存在一位使用该名字的用户。" in page(invite(desk, username="chief"))
    assert User.objects.count() == 1


def test_inviting_an_administrator(desk: Client) -> None:
    invite(desk, is_superuser="on")
    assert standing(desk, "zhangmin") == "未启用（管理员）"


# Mail


@pytest.fixture
def mails(settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.gov.cn"
    settings.DEFAULT_FROM_EMAIL = "mingzhang@example.gov.cn"


def test_the_link_is_mailed(desk: Client, mails: None) -> None:
    shown = invite(desk, email="zhangmin@example.gov.cn")
    assert "已同时发到 zhangmin@example.gov.cn。" in page(shown)
    [sent] = mail.outbox
    assert (sent.subject, sent.to) == ("明账：请设置登录密码", ["zhangmin@example.gov.cn"])
    assert sent.from_email == "mingzhang@example.gov.cn"
    assert f"http://testserver{link_in(shown)}" in sent.body
    assert sent.body.startswith("张敏：\n\n已为您在“明账”（预决算公开）建立账户，用户名 zhangmin。")
    choose(Client(), link_in(shown))
    enter(Client(), "zhangmin", NEW)
    do(desk, "zhangmin", "password")
    assert mail.outbox[1].subject == "明账：请设置新的登录密码"


@pytest.mark.parametrize("address", ["", "zhangmin@example.gov.cn"])
def test_without_a_server_or_an_address_there_is_no_mail(desk: Client, address: str) -> None:
    shown = invite(desk, email=address)
    assert (len(mail.outbox), "已同时发到" in page(shown)) == (0, False)


@pytest.mark.parametrize("error", [SMTPException("550 no such user"), OSError("timed out")])
def test_a_failing_server_is_told(
    desk: Client, mails: None, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def broken(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(links, "send_mail", broken)
    shown = page(invite(desk, email="zhangmin@example.gov.cn"))
    assert f"没有发到 zhangmin@example.gov.cn：{error}。请把链接直接交给本人。" in shown


# A new password


def test_a_new_password_for_somebody(desk: Client, lihui: User) -> None:
    clerk = Client()
    enter(clerk)
    confirm = page(desk.get(f"{LIST}{lihui.pk}/password/"))
    assert "现在的密码和以前的链接立即作废，已经登录的也立即退出。" in confirm
    assert clerk.get("/admin/").status_code == 200
    shown = do(desk, "lihui", "password")
    assert standing(desk, "lihui") == "待设新密码"
    assert clerk.get("/admin/").status_code == 302
    assert enter(clerk).status_code == 200
    choose(clerk, link_in(shown))
    assert enter(clerk, password=NEW).status_code == 302


def test_setting_a_password_lifts_the_lock(desk: Client, lihui: User, clock: Clock) -> None:
    clerk = Client()
    for _ in range(5):
        fail(clerk)
    choose(clerk, link_in(do(desk, "lihui", "password")))
    assert enter(clerk, password=NEW).status_code == 302


# Closing


def test_closing_and_reopening(desk: Client, lihui: User) -> None:
    clerk = Client()
    enter(clerk)
    assert "已停用“lihui”" in page(do(desk, "lihui", "close"))
    assert (standing(desk, "lihui"), clerk.get("/admin/").status_code) == ("已停用", 302)
    assert enter(clerk).status_code == 200
    shown = do(desk, "lihui", "reopen")
    assert standing(desk, "lihui") == "待设新密码"
    assert enter(clerk).status_code == 200
    choose(clerk, link_in(shown))
    assert enter(clerk, password=NEW).status_code == 302


def test_a_link_dies_with_the_account(desk: Client) -> None:
    link = link_in(invite(desk))
    do(desk, "zhangmin", "close")
    assert "<h1>链接不能用了</h1>" in page(Client().get(link, follow=True))


def test_nobody_is_deleted(desk: Client, lihui: User) -> None:
    assert desk.post(f"{LIST}{lihui.pk}/delete/", {"post": "yes"}).status_code == 403
    shown = page(desk.get(f"{LIST}{lihui.pk}/change/"))
    assert f"{LIST}{lihui.pk}/delete/" not in shown


@pytest.mark.parametrize("action", ["close", "password"])
def test_an_administrator_cannot_shut_out_oneself(desk: Client, chief: User, action: str) -> None:
    assert "现在不需要或不能办理这一项，没有改动。" in page(do(desk, "chief", action))
    chief.refresh_from_db()
    assert (chief.is_active, chief.has_usable_password()) == (True, True)


def test_nor_give_up_the_own_rights(desk: Client, chief: User, lihui: User) -> None:
    shown = page(change(desk, chief))
    assert "不能取消自己的管理员身份，请由另一名管理员办理" in shown
    assert change(desk, lihui, first_name="李慧", is_superuser="on").status_code == 302
    lihui.refresh_from_db()
    assert (lihui.first_name, lihui.is_superuser) == ("李慧", True)


# The list, the page, the history


def test_the_list_can_be_filtered(desk: Client, lihui: User) -> None:
    invite(desk)
    invite(desk, username="closed")
    do(desk, "closed", "close")
    waiting = User.objects.create_user("waiting", is_staff=True)
    waiting.last_login = waiting.date_joined
    waiting.save()

    def names(state: str) -> list[str]:
        return re.findall(
            r'field-username"><a[^>]*>(\w+)<', page(desk.get(f"{LIST}?standing={state}"))
        )

    assert [names(state) for state in ("active", "invited", "waiting", "inactive", "")] == [
        ["chief", "lihui"],
        ["zhangmin"],
        ["waiting"],
        ["closed"],
        ["chief", "closed", "lihui", "waiting", "zhangmin"],
    ]


def test_the_page_lists_logins_and_what_can_be_done(desk: Client, lihui: User) -> None:
    enter(Client(headers={"User-Agent": "Browser 7"}), REMOTE_ADDR="198.51.100.7")
    shown = page(desk.get(f"{LIST}{lihui.pk}/change/"))
    assert "<td>198.51.100.7</td><td>Browser 7</td>" in shown
    labels = re.findall(r'<li><a class="button" href="[^"]+">(.*?)</a></li>', shown)
    assert labels == ["重置密码", "停用账户"]


def test_what_was_changed_is_in_the_log(desk: Client, lihui: User) -> None:
    invite(desk, email="zhangmin@example.gov.cn")
    for _ in range(2):
        change(desk, lihui, first_name="李慧", is_superuser="on")
    change(desk, lihui, first_name="李慧")
    by, changed = "王科长（chief）", "李慧（lihui）"
    assert logged() == [
        Logged(
            "account",
            by,
            "张敏（zhangmin）",
            [
                ["用户名", "", "zhangmin"],
                ["姓名", "", "张敏"],
                ["电子邮箱", "", "zhangmin@example.gov.cn"],
            ],
        ),
        Logged("account", by, changed, [["管理员", "", "是"], ["姓名", "李会", "李慧"]]),
        Logged("account", by, changed, [["管理员", "是", ""]]),
    ]


def test_every_step_is_in_the_log(desk: Client, lihui: User, clock: Clock) -> None:
    for step in ("password", "password", "close", "close", "reopen"):
        do(desk, "lihui", step)
    TOTPDevice.objects.create(user=lihui, name="手机验证器")
    do(desk, "lihui", "second-factor")
    User.objects.filter(pk=lihui.pk).update(last_login=clock.now)
    do(desk, "lihui", "password")
    by, who = "王科长（chief）", "李会（lihui）"
    assert logged() == [
        Logged("account", by, who, [["账户", "", "重置密码"], ["状态", "正常", "未启用"]]),
        Logged("account", by, who, [["账户", "", "重新发邀请"]]),
        Logged("account", by, who, [["账户", "", "停用账户"], ["状态", "未启用", "已停用"]]),
        Logged("account", by, who, [["账户", "", "重新启用"], ["状态", "已停用", "未启用"]]),
        Logged("account", by, who, [["账户", "", "重置二次验证"], ["二次验证", "已启用", ""]]),
        Logged("account", by, who, [["账户", "", "重置密码"]]),
    ]


def test_a_lock_that_is_lifted_is_in_the_log(desk: Client, lihui: User, clock: Clock) -> None:
    names = ("lihui", "nobody", "lihui")
    for name in names:
        for _ in range(5):
            fail(Client(), name, REMOTE_ADDR="198.51.100.7")
        if name == "nobody" or not logged():
            desk.post(f"{LIST}locks/", {"username": name})
    desk.post(f"{LIST}locks/", {"username": "unknown"})
    call_command("account", "lihui", "--unlock", stdout=StringIO())
    locked = ["登录锁定", "198.51.100.7到2025-03-03 17:15", ""]
    what = ["账户", "", "解除登录锁定"]
    assert logged() == [
        Logged("account", "王科长（chief）", "李会（lihui）", [what, locked]),
        Logged("account", "王科长（chief）", "nobody", [what, locked]),
        Logged("account", "", "李会（lihui）", [what, locked]),
    ]


def test_a_password_that_somebody_sets_is_in_the_log(desk: Client, lihui: User) -> None:
    link = link_in(invite(desk))
    choose(Client(), link)
    clerk = Client()
    enter(clerk)
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    wrong = {**form, "old_password": NEW}
    assert clerk.post("/admin/password_change/", wrong).status_code == 200
    assert clerk.post("/admin/password_change/", form).status_code == 302
    assert logged()[1:] == [
        Logged(
            "account",
            "张敏（zhangmin）",
            "张敏（zhangmin）",
            [["账户", "", "用链接设置密码"], ["状态", "未启用", "正常"]],
        ),
        Logged("account", "李会（lihui）", "李会（lihui）", [["账户", "", "改密码"]]),
    ]


# Roles in the same form


@pytest.fixture
def bureau(db: None) -> Unit:
    return Unit.objects.create(name="甲局", slug="jia", region="某市")


def test_somebody_is_invited_with_roles(desk: Client, bureau: Unit) -> None:
    clerk = {"duty": "clerk", "unit": bureau.pk, "below": "on"}
    shown = invite(desk, **lines(clerk, {"duty": "auditor", "unit": ""}, {"duty": ""}))
    assert "这个链接只显示这一次。" in page(shown)
    assert sorted(map(str, Role.objects.all())) == [
        "录入：甲局及其下属单位",
        "查阅（审计）：全部单位",
    ]
    assert {role.user.username for role in Role.objects.all()} == {"zhangmin"}
    by, who = "王科长（chief）", "张敏（zhangmin）"
    assert logged() == [
        Logged("account", by, who, [["用户名", "", "zhangmin"], ["姓名", "", "张敏"]]),
        Logged("role", by, who, [["岗位", "", "录入：甲局及其下属单位"]]),
        Logged("role", by, who, [["岗位", "", "查阅（审计）：全部单位"]]),
    ]
    assert [event.unit for event in Event.objects.filter(action="role").order_by("number")] == [
        bureau,
        None,
    ]


def test_roles_are_given_changed_and_taken_away_with_the_account(
    desk: Client, bureau: Unit, lihui: User
) -> None:
    first = Role.objects.create(user=lihui, duty=Duty.CLERK, unit=bureau)
    second = Role.objects.create(user=lihui, duty=Duty.AUDITOR, unit=bureau)
    roles = lines(
        {"id": second.pk, "user": lihui.pk, "duty": "auditor", "unit": bureau.pk, "below": "on"},
        {"id": first.pk, "user": lihui.pk, "duty": "clerk", "unit": bureau.pk, "DELETE": "on"},
        {"duty": "reviewer", "unit": bureau.pk},
        kept=2,
    )
    assert change(desk, lihui, **roles).status_code == 302
    assert [str(role) for role in lihui.roles.order_by("pk")] == [
        "查阅（审计）：甲局及其下属单位",
        "审核：甲局",
    ]
    by, who = "王科长（chief）", "李会（lihui）"
    assert logged() == [
        Logged("role", by, who, [["岗位", "录入：甲局", ""]]),
        Logged("role", by, who, [["岗位", "查阅（审计）：甲局", "查阅（审计）：甲局及其下属单位"]]),
        Logged("role", by, who, [["岗位", "", "审核：甲局"]]),
    ]


@pytest.mark.parametrize(
    ("roles", "why"),
    [
        (
            [{"duty": "clerk", "unit": ""}, {"duty": "clerk", "unit": ""}],
            "这一行与前面的重复，请删去",
        ),
        ([{"duty": "clerk", "unit": "", "below": "on"}], "没有选单位就是全部单位"),
        ([{"duty": "clerk", "unit": "999"}], "选择一个有效的选项"),
        ([{"duty": "chief", "unit": ""}], "选择一个有效的选项"),
        ([{"duty": "", "unit": "", "below": "on"}], "这个字段是必填项。"),
    ],
)
def test_wrong_roles_invite_nobody(
    desk: Client, bureau: Unit, roles: list[dict[str, object]], why: str
) -> None:
    assert why in page(invite(desk, **lines(*roles)))
    assert not User.objects.filter(username="zhangmin").exists()
    assert (Role.objects.count(), logged()) == (0, [])


def test_without_the_lines_the_form_is_shown_again(desk: Client) -> None:
    form = {"username": "zhangmin", "first_name": "张敏", "email": ""}
    assert desk.post(ADD, form).status_code == 200
    assert not User.objects.filter(username="zhangmin").exists()


def test_nothing_is_stored_that_is_not_logged(
    desk: Client, bureau: Unit, lihui: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step fails: neither the account nor its roles, nor the event before, are there."""

    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("no log")

    monkeypatch.setattr(roles_module, "note_role", refuse)
    with pytest.raises(RuntimeError, match="^no log$"):
        invite(desk, **lines({"duty": "clerk", "unit": bureau.pk}))
    monkeypatch.setattr(history, "record", refuse)
    for step in ("close", "password"):
        with pytest.raises(RuntimeError, match="^no log$"):
            do(desk, "lihui", step)
    lihui.refresh_from_db()
    assert (lihui.is_active, lihui.has_usable_password()) == (True, True)
    assert User.objects.filter(username="zhangmin").count() == Role.objects.count() == 0
    assert logged() == []


def test_what_an_administrator_did_is_kept(desk: Client, lihui: User, chief: User) -> None:
    for action in ("password", "close", "reopen"):
        do(desk, "lihui", action)
    kept = LogEntry.objects.filter(object_id=str(lihui.pk)).order_by("pk")
    assert [(entry.user, entry.change_message) for entry in kept] == [
        (chief, "重置密码"),
        (chief, "停用账户"),
        (chief, "重新启用"),
    ]


# Who may


@pytest.mark.parametrize("path", ["", "add/", "locks/", "{pk}/change/", "{pk}/password/"])
def test_only_administrators(client: Client, lihui: User, chief: User, path: str) -> None:
    names = ["add_user", "change_user", "view_user", "delete_user"]
    lihui.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(lihui)
    address = LIST + path.format(pk=chief.pk)
    assert client.get(address).status_code == 403
    assert client.post(address, {"username": "more", "first_name": "x"}).status_code == 403
    assert (User.objects.count(), enter(Client(), "chief").status_code) == (2, 302)
    assert "账户" not in page(client.get("/admin/"))


def test_the_index_lists_accounts(desk: Client) -> None:
    shown = page(desk.get("/admin/"))
    assert re.search(r'<a href="/admin/auth/"[^>]*>\s*账户\s*</a>', shown)
    assert 'href="/admin/auth/user/">用户</a>' in shown
    assert desk.get("/admin/auth/group/").status_code == 404


def test_nobody_there(desk: Client) -> None:
    assert desk.get(f"{LIST}99/password/").status_code == 404
    assert desk.get(f"{LIST}99/link/").status_code == 404


def test_the_old_page_for_others_passwords_is_gone(desk: Client, lihui: User) -> None:
    form = {"password1": NEW, "password2": NEW}
    desk.post(f"{LIST}{lihui.pk}/password/", form)
    lihui.refresh_from_db()
    assert not lihui.has_usable_password()
