"""Who may do what for which units: every act for every duty, wherever it is held."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client

from disclosures.models import Disclosure, Duty, Kind, Role, Unit
from disclosures.permissions import Act, disclosures_for, may, may_somewhere, units_for

pytestmark = pytest.mark.django_db

CLERK, REVIEWER, PUBLISHER, AUDITOR = Duty

WHOSE = {
    Act.VIEW: {CLERK, REVIEWER, PUBLISHER, AUDITOR},
    Act.CREATE: {CLERK, PUBLISHER},
    Act.EDIT: {CLERK},
    Act.ANSWER: {CLERK},
    Act.SUBMIT: {CLERK},
    Act.REOPEN: {CLERK, REVIEWER, PUBLISHER},
    Act.WAIVE: {REVIEWER},
    Act.MARK_SECRET: {CLERK, REVIEWER},
    Act.SIGN: {REVIEWER},
    Act.SEND_BACK: {REVIEWER, PUBLISHER},
    Act.APPROVE: {REVIEWER},
    Act.REGISTER: {PUBLISHER},
    Act.PUBLISH: {PUBLISHER},
    Act.CORRECT: {CLERK, PUBLISHER},
    Act.WITHDRAW: {PUBLISHER},
}
"""By act the duties it belongs to."""

PARENTS = {"甲局": "", "甲站": "甲局", "甲分站": "甲站", "甲所": "甲局", "乙局": "", "乙站": "乙局"}
"""The units of the tests, each with the one it is below."""

EVERYWHERE = {*PARENTS}
REACH = {
    ("甲局", False): {"甲局"},
    ("甲局", True): {"甲局", "甲站", "甲分站", "甲所"},
    ("甲站", False): {"甲站"},
    ("甲站", True): {"甲站", "甲分站"},
    ("甲分站", True): {"甲分站"},
    ("", False): EVERYWHERE,
}
"""By unit of a role, '' for all, and whether with those below: the units it is for."""


@pytest.fixture(autouse=True)
def units() -> dict[str, Unit]:
    """By name; each with a disclosure."""
    made: dict[str, Unit] = {}
    for number, (name, above) in enumerate(PARENTS.items()):
        made[name] = Unit.objects.create(
            name=name, slug=f"unit-{number}", region="某市", parent=made.get(above)
        )
        Disclosure.objects.create(unit=made[name], year=2024, kind=Kind.FINAL_ACCOUNTS)
    return made


def somebody(*roles: tuple[Duty, str, bool], **fields: bool) -> User:
    user = User(username=f"user-{User.objects.count()}", **{"is_staff": True, **fields})
    user.save()
    for duty, name, below in roles:
        unit = Unit.objects.get(name=name) if name else None
        Role.objects.create(user=user, duty=duty, unit=unit, below=below)
    return User.objects.get(pk=user.pk)


def allowed(user: User | AnonymousUser | None, act: Act) -> set[str]:
    """The units for which ``user`` may do ``act``, as all four functions say."""
    names = set(units_for(user, act).values_list("name", flat=True))
    found = disclosures_for(user, act)
    assert {one.unit.name for one in found} == names
    assert len(found) == len(names)
    assert {one.unit.name for one in Disclosure.objects.all() if may(user, act, one)} == names
    assert may_somewhere(user, act) == bool(names)
    return names


def test_every_act_is_somebodys() -> None:
    assert {act: set(act.duties) for act in Act} == WHOSE


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("duty", Duty)
def test_a_duty_for_some_units(act: Act, duty: Duty) -> None:
    for (unit, below), reach in REACH.items():
        user = somebody((duty, unit, below))
        assert allowed(user, act) == (reach if duty in WHOSE[act] else set()), (unit, below)


@pytest.mark.parametrize("act", Act)
def test_an_administrator_may_do_everything_everywhere(act: Act) -> None:
    assert allowed(somebody(is_superuser=True), act) == EVERYWHERE


@pytest.mark.parametrize("act", Act)
def test_who_may_do_nothing(act: Act) -> None:
    every = [(duty, "", False) for duty in Duty]
    for user in (
        None,
        AnonymousUser(),
        somebody(),
        somebody(*every, is_active=False),
        somebody(*every, is_staff=False),
        somebody(is_superuser=True, is_active=False),
        somebody(is_superuser=True, is_staff=False),
    ):
        assert allowed(user, act) == set()


def test_several_roles_add_up_each_for_its_own_units() -> None:
    user = somebody((CLERK, "甲站", False), (REVIEWER, "乙局", True), (AUDITOR, "甲局", False))
    assert allowed(user, Act.VIEW) == {"甲站", "乙局", "乙站", "甲局"}
    assert allowed(user, Act.EDIT) == {"甲站"}
    assert allowed(user, Act.APPROVE) == {"乙局", "乙站"}
    assert allowed(user, Act.MARK_SECRET) == {"甲站", "乙局", "乙站"}
    assert allowed(user, Act.PUBLISH) == set()


def test_a_role_taken_away_is_gone_at_once() -> None:
    user = somebody((CLERK, "甲局", True))
    assert allowed(user, Act.EDIT) == {"甲局", "甲站", "甲分站", "甲所"}
    Role.objects.all().delete()
    assert allowed(User.objects.get(pk=user.pk), Act.EDIT) == set()


def test_a_unit_moved_below_another_is_reached_from_there() -> None:
    user = somebody((CLERK, "乙局", True))
    Unit.objects.filter(name="甲站").update(parent=Unit.objects.get(name="乙站"))
    assert allowed(user, Act.EDIT) == {"乙局", "乙站", "甲站", "甲分站"}


def test_units_that_are_below_each_other_end() -> None:
    """No form makes such a circle; a hand in the database might."""
    Unit.objects.filter(name="甲局").update(parent=Unit.objects.get(name="甲分站"))
    assert allowed(somebody((CLERK, "甲站", True)), Act.EDIT) == {
        "甲站",
        "甲分站",
        "甲局",
        "甲所",
    }


# What Django's admin is told

ENTERED = (
    "funding",
    "indicator",
    "initialbudget",
    "management",
    "project",
    "reporttext",
    "task",
)
VIEWS = {
    "disclosures.view_disclosure",
    "disclosures.view_publication",
    "disclosures.view_publishedfile",
    "disclosures.view_unit",
    *(f"performance.view_{model}" for model in ENTERED),
}
PERMISSIONS = {
    CLERK: VIEWS
    | {"disclosures.add_disclosure", "disclosures.change_disclosure"}
    | {f"performance.add_{model}" for model in ENTERED}
    | {f"performance.change_{model}" for model in ENTERED}
    | {f"performance.delete_{model}" for model in ENTERED},
    REVIEWER: VIEWS,
    PUBLISHER: VIEWS | {"disclosures.add_disclosure"},
    AUDITOR: VIEWS,
}


@pytest.mark.parametrize("duty", Duty)
def test_the_permissions_of_a_duty(duty: Duty) -> None:
    user = somebody((duty, "甲站", False))
    assert user.get_all_permissions() == PERMISSIONS[duty]
    assert user.get_all_permissions(Disclosure.objects.first()) == set()
    assert [
        user.has_module_perms(name) for name in ("disclosures", "performance", "auth", "dis")
    ] == [True, True, False, False]


def test_who_has_no_permission() -> None:
    every = [(duty, "", False) for duty in Duty]
    for user in (
        somebody(),
        somebody(*every, is_active=False),
        somebody(*every, is_staff=False),
    ):
        assert (user.get_all_permissions(), user.has_module_perms("disclosures")) == (set(), False)


LISTED = ["公开材料", "公开版本", "单位", "后台任务", "绩效项目", "预算绩效管理情况"]
"""The pages that the index of the admin site lists, whatever the duty."""


@pytest.mark.parametrize("duty", Duty)
def test_the_index_lists_ones_own_pages(client: Client, duty: Duty) -> None:
    client.force_login(somebody((duty, "甲站", False)))
    page = client.get("/admin/").content.decode()
    found = re.findall(r'<th scope="row"[^>]*>\s*(?:<a [^>]*>)?([^<]*)', page)
    assert sorted(name.strip() for name in found) == LISTED
