"""How long a login lasts, what ends it, and what cookies and caches may keep."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.fixtures import Settings

from disclosures.models import Batch
from tests.disclosures.accounts.conftest import PASSWORD, Clock, enter

IDLE = "已有 60 分钟没有操作，为安全起见已退出，请重新登录。"

NEW = "Kein-Zurück-9-mehr"


def is_inside(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_idle_for_an_hour(client: Client, lihui: User, clock: Clock) -> None:
    enter(client)
    clock.move(minutes=59)
    assert is_inside(client)
    clock.move(minutes=59)
    assert is_inside(client)
    clock.move(minutes=60)
    answer = client.get("/admin/disclosures/unit/", follow=True)
    assert answer.redirect_chain == [("/admin/login/?next=/admin/disclosures/unit/", 302)]
    assert IDLE in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_minutes_are_a_setting(
    client: Client, lihui: User, clock: Clock, settings: Settings
) -> None:
    settings.SESSION_IDLE_MINUTES = 5
    enter(client)
    clock.move(minutes=5)
    assert not is_inside(client)


def test_autosave_is_work(client: Client, chief: User, clock: Clock) -> None:
    enter(client, "chief")
    for _ in range(3):
        clock.move(minutes=40)
        cells = "/admin/disclosures/disclosure/1/tables/three_public/cells/"
        answer = client.post(cells, {"changes": []}, content_type="application/json")
        assert answer.status_code == 404  # the disclosure is not there; the login is
    assert is_inside(client)


def test_an_idle_grid_is_told_by_a_redirect(client: Client, chief: User, clock: Clock) -> None:
    enter(client, "chief")
    clock.move(minutes=61)
    cells = "/admin/disclosures/disclosure/1/tables/three_public/cells/"
    answer = client.post(cells, {"changes": []}, content_type="application/json")
    assert answer["Location"] == f"/admin/login/?next={cells}"


@pytest.mark.parametrize("address", ["progress/?job=1", "batches/{}/progress/"])
def test_polling_is_no_work(client: Client, lihui: User, clock: Clock, address: str) -> None:
    batch = Batch.objects.create(title="批次", by=lihui)
    address = f"/admin/disclosures/job/{address}".format(batch.pk)
    enter(client)
    for _ in range(3):
        assert client.get(address).status_code == 200
        clock.move(minutes=20)
    assert client.get(address).status_code == 302
    assert not is_inside(client)


def test_busy_for_a_working_day(client: Client, lihui: User, clock: Clock) -> None:
    enter(client)
    for _ in range(23):
        clock.move(minutes=30)
        assert is_inside(client)
    assert client.cookies["sessionid"]["max-age"] == 1800
    clock.move(minutes=30)
    assert not is_inside(client)


def test_signing_in_again_starts_a_new_day(client: Client, lihui: User, clock: Clock) -> None:
    enter(client)
    for _ in range(20):
        clock.move(minutes=30)
        assert is_inside(client)
    enter(client)
    for _ in range(20):
        clock.move(minutes=30)
        assert is_inside(client)


def test_work_is_noted_once_a_minute(client: Client, lihui: User, clock: Clock) -> None:
    enter(client)
    noted = client.session["active_at"]
    clock.move(seconds=59)
    client.get("/admin/")
    assert client.session["active_at"] == noted
    clock.move(seconds=1)
    client.get("/admin/")
    assert client.session["active_at"] != noted


def test_sessions_that_are_over_are_deleted(client: Client, lihui: User, clock: Clock) -> None:
    enter(Client())
    clock.move(hours=13)
    enter(client)
    assert [session.pk for session in Session.objects.all()] == [client.session.session_key]


def test_a_login_gets_a_new_session(client: Client, lihui: User) -> None:
    client.get("/admin/login/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = str(session.session_key)
    client.cookies["sessionid"] = planted
    enter(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(pk=planted).exists()


def test_a_new_password_ends_the_other_sessions(client: Client, lihui: User) -> None:
    other = Client()
    for each in (client, other):
        enter(each)
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    answer = client.post("/admin/password_change/", form)
    assert answer["Location"] == "/admin/password_change/done/"
    assert (is_inside(client), is_inside(other)) == (True, False)
    assert enter(other).status_code == 200
    assert enter(other, password=NEW)["Location"] == "/admin/"


def test_closing_an_account_ends_its_sessions(client: Client, lihui: User) -> None:
    enter(client)
    User.objects.update(is_active=False)
    assert not is_inside(client)


def test_leaving(client: Client, lihui: User) -> None:
    enter(client)
    key = client.session.session_key
    assert client.post("/admin/logout/")["Location"] == "/admin/login/"
    assert not Session.objects.filter(pk=key).exists()
    assert client.get("/admin/logout/").status_code == 405


def test_the_cookies(lihui: User, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.get("/admin/login/")
    enter(client)
    session, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    flags = ("secure", "httponly", "samesite", "path", "domain")
    assert [session[flag] for flag in flags] == [True, True, "Lax", "/", ""]
    # The grid's script reads the token, see static/js/csrf.js.
    assert [token[flag] for flag in flags] == [True, "", "Lax", "/", ""]
    assert int(session["max-age"]) <= timedelta(hours=12).total_seconds()
