"""岗位 in the admin site: given, changed and taken away by administrators, each with an event."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import ProtectedError
from django.test import Client

from disclosures.accounts import history
from disclosures.models import Duty, Event, Role, Unit
from disclosures.permissions import Act, units_for
from tests.disclosures.drafts import clerk
from tests.disclosures.logged import Logged, logged

pytestmark = pytest.mark.django_db

LIST = "/admin/disclosures/role/"
ADD = f"{LIST}add/"
LI = "李会（lihui）"


@pytest.fixture
def desk(client: Client) -> Client:
    """An administrator's browser."""
    client.force_login(User.objects.create_superuser("admin"))
    return client


@pytest.fixture
def unit() -> Unit:
    return Unit.objects.create(name="甲局", slug="jia", region="某市")


@pytest.fixture
def user() -> User:
    return User.objects.create_user("lihui", first_name="会", last_name="李", is_staff=True)


def give(desk: Client, user: User, duty: Duty, unit: Unit | None, **more: str) -> Any:
    posted = {"user": user.pk, "duty": duty.value, "unit": unit.pk if unit else "", **more}
    return desk.post(ADD, posted)


def event(before: str, after: str) -> Logged:
    return Logged("role", "admin", LI, [["岗位", before, after]])


def errors(response: Any) -> list[str]:
    return re.findall(r'class="errorlist[^"]*"[^>]*><li>(.*?)</li>', response.content.decode())


def test_a_role_given_changed_and_taken_away(desk: Client, unit: Unit, user: User) -> None:
    assert give(desk, user, Duty.CLERK, unit)["Location"] == LIST
    role = Role.objects.get()
    assert list(units_for(User.objects.get(pk=user.pk), Act.EDIT)) == [unit]
    change = f"{LIST}{role.pk}/change/"
    same = {"duty": "clerk", "unit": unit.pk}
    assert desk.post(change, same).status_code == 302
    assert desk.post(change, {**same, "below": "on"}).status_code == 302
    assert desk.post(change, {"duty": "reviewer", "unit": ""}).status_code == 302
    assert desk.post(f"{LIST}{role.pk}/delete/", {"post": "yes"}).status_code == 302
    assert logged() == [
        event("", "录入：甲局"),
        event("录入：甲局", "录入：甲局及其下属单位"),
        event("录入：甲局及其下属单位", "审核：全部单位"),
        event("审核：全部单位", ""),
    ]
    assert Role.objects.count() == 0
    units = Event.objects.order_by("number").values_list("unit__name", flat=True)
    assert list(units) == ["甲局", "甲局", None, None]


def test_several_taken_away_at_once(desk: Client, unit: Unit, user: User) -> None:
    for duty in (Duty.CLERK, Duty.AUDITOR):
        Role.objects.create(user=user, duty=duty, unit=unit)
    chosen = list(Role.objects.values_list("pk", flat=True))
    action = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    assert desk.post(LIST, action).status_code == 302
    assert sorted(logged()) == sorted([event("录入：甲局", ""), event("查阅（审计）：甲局", "")])
    assert Role.objects.count() == 0


def test_the_user_of_a_role_stays(desk: Client, unit: Unit, user: User) -> None:
    role = Role.objects.create(user=user, duty=Duty.CLERK, unit=unit)
    other = clerk("zhang")
    posted = {"user": other.pk, "duty": "auditor", "unit": unit.pk}
    desk.post(f"{LIST}{role.pk}/change/", posted)
    role.refresh_from_db()
    assert (role.user, role.duty) == (user, Duty.AUDITOR)


def test_what_is_refused(desk: Client, unit: Unit, user: User) -> None:
    Role.objects.create(user=user, duty=Duty.CLERK, unit=unit)
    Role.objects.create(user=user, duty=Duty.CLERK, unit=None)
    closed = User.objects.create_user("closed", is_staff=True, is_active=False)
    outside = User.objects.create_user("outside")
    cannot = "“{}”不能登录工作后台，岗位不起作用；请先在该用户的页面办理“重新启用”"
    assert [
        errors(give(desk, user, Duty.CLERK, unit)),
        errors(give(desk, user, Duty.CLERK, None)),
        errors(give(desk, user, Duty.AUDITOR, None, below="on")),
        errors(give(desk, closed, Duty.CLERK, unit)),
        errors(give(desk, outside, Duty.CLERK, unit)),
        errors(desk.post(ADD, {"user": user.pk, "duty": "chief", "unit": unit.pk})),
        errors(desk.post(ADD, {"user": user.pk, "duty": "clerk", "unit": "999"})),
        errors(desk.post(ADD, {})),
    ] == [
        ["该用户已有这一岗位"],
        ["该用户已有全部单位的这一岗位"],
        ["没有选单位就是全部单位，不必再勾选“含下属单位”"],
        [cannot.format("closed")],
        [cannot.format("outside")],
        ["选择一个有效的选项。 chief 不在可用的选项中。"],
        ["选择一个有效的选项： 该选择不在可用的选项中。"],
        ["这个字段是必填项。", "这个字段是必填项。"],
    ]
    assert (Role.objects.count(), logged()) == (2, [])


def test_nothing_is_given_that_is_not_logged(
    desk: Client, unit: Unit, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = Role.objects.create(user=user, duty=Duty.CLERK, unit=unit)

    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("no log")

    monkeypatch.setattr(history, "record", refuse)
    for post in (
        lambda: give(desk, user, Duty.AUDITOR, unit),
        lambda: desk.post(f"{LIST}{role.pk}/change/", {"duty": "auditor", "unit": unit.pk}),
        lambda: desk.post(f"{LIST}{role.pk}/delete/", {"post": "yes"}),
    ):
        with pytest.raises(RuntimeError, match="^no log$"):
            post()
    assert list(Role.objects.values_list("duty", flat=True)) == ["clerk"]


def test_the_form_finds_users_and_units(desk: Client, unit: Unit, user: User) -> None:
    form = desk.get(ADD).content.decode()
    assert re.findall(r'data-field-name="(\w+)"', form) == ["user", "unit"]
    query = "/admin/autocomplete/?app_label=disclosures&model_name=role"
    for field, term, text in (("unit", "甲", "甲局"), ("user", "lihui", "lihui")):
        found = desk.get(f"{query}&field_name={field}&term={term}").json()["results"]
        assert [one["text"] for one in found] == [text]


def test_the_list_says_who_does_what_where(desk: Client, unit: Unit, user: User) -> None:
    Role.objects.create(user=user, duty=Duty.CLERK, unit=unit)
    Role.objects.create(user=clerk("zhang"), duty=Duty.AUDITOR, unit=None)
    page = desk.get(f"{LIST}?q=甲局").content.decode()
    assert re.findall(r'field-(?:duty|unit)[^>]*">(?:<a[^>]*>)?([^<]*)', page) == ["录入", "甲局"]
    assert "lihui" in page and "zhang" not in page


def test_who_has_a_role_is_not_deleted_with_it(unit: Unit, user: User) -> None:
    Role.objects.create(user=user, duty=Duty.CLERK, unit=unit)
    with pytest.raises(ProtectedError, match="Role.user"):
        user.delete()
    assert (User.objects.count(), Role.objects.count()) == (1, 1)


@pytest.mark.parametrize("duty", Duty)
def test_only_administrators(client: Client, unit: Unit, user: User, duty: Duty) -> None:
    role = Role.objects.create(user=user, duty=duty)
    client.force_login(user)
    posted = {"user": user.pk, "duty": "publisher", "unit": ""}
    statuses = [
        client.get(LIST).status_code,
        client.get(ADD).status_code,
        client.post(ADD, posted).status_code,
        client.post(f"{LIST}{role.pk}/change/", posted).status_code,
        client.post(f"{LIST}{role.pk}/delete/", {"post": "yes"}).status_code,
        client.get(f"{LIST}{role.pk}/history/").status_code,
    ]
    assert (statuses, logged()) == ([403] * 6, [])
    assert [str(one) for one in Role.objects.all()] == [str(role)]
