"""涉密: which rows are marked, by whom, on what ground."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from disclosures.models import Action, Disclosure, Duty, Event, SecretRow, State
from disclosures.publication import NotPermitted, Refused, mark_secret, unmark_secret
from tests.disclosures.drafts import clerk, publisher, reviewer, staff

pytestmark = pytest.mark.django_db

GROUND = "市保密局〔2020〕1号"
ITEM, CLASS = "2050102", "20501"


def marks() -> list[tuple[str, str, str]]:
    """Codes, grounds and who marked them."""
    return list(SecretRow.objects.values_list("code", "ground", "by__username"))


@pytest.mark.parametrize("code", [ITEM, CLASS])
@pytest.mark.parametrize("who", [clerk, reviewer])
def test_a_row_is_marked_and_shown_again(
    disclosure: Disclosure, code: str, who: Callable[[], User]
) -> None:
    user = who()
    row = mark_secret(disclosure, code, f" {GROUND}\n", user)
    assert (row.disclosure, str(row), row.by) == (disclosure, code, user)
    assert marks() == [(code, GROUND, user.username)]
    disclosure.refresh_from_db()
    assert (disclosure.changed_by, disclosure.changed_at is None) == (user, False)
    unmark_secret(disclosure, code, user)
    assert marks() == []
    assert list(Event.objects.order_by("number").values_list("action", "reason", "changes")) == [
        (Action.SECRET, GROUND, [[code, "公开", f"涉密（{GROUND}）"]]),
        (Action.SECRET, "", [[code, f"涉密（{GROUND}）", "公开"]]),
    ]
    assert {one.by for one in Event.objects.all()} == {user}


@pytest.mark.parametrize("code", ["", "205", "20", "2050199999", "9999999", "99999", "205010２"])
def test_what_cannot_be_folded(disclosure: Disclosure, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        mark_secret(disclosure, code, GROUND, clerk())
    assert str(refusal.value) == (f"“{code}”不是2020年支出功能分类的款或项，请填写 5 位或 7 位编码")
    assert (marks(), Event.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("ground", "message"),
    [
        ("", "定密依据至少要写 4 个字，不能只有标点，请写明具体情况"),
        ("……——", "定密依据至少要写 4 个字，不能只有标点，请写明具体情况"),
        ("密" * 201, "定密依据有 201 个字，最多 200 个字，请写得简短一些"),
    ],
)
def test_a_ground_is_kept_whole_or_not_at_all(
    disclosure: Disclosure, ground: str, message: str
) -> None:
    with pytest.raises(Refused) as refusal:
        mark_secret(disclosure, ITEM, ground, clerk())
    assert (str(refusal.value), marks(), Event.objects.count()) == (message, [], 0)


def test_a_row_is_marked_once(disclosure: Disclosure) -> None:
    mark_secret(disclosure, ITEM, GROUND, clerk())
    with pytest.raises(Refused) as refusal:
        mark_secret(disclosure, ITEM, "另一个依据", clerk("zhang"))
    assert str(refusal.value) == "2050102 一般行政管理事务已经标记为涉密"
    assert (marks(), Event.objects.count()) == ([(ITEM, GROUND, "lihui")], 1)


def test_what_is_not_marked_is_not_shown_again(disclosure: Disclosure) -> None:
    mark_secret(disclosure, CLASS, GROUND, clerk())
    with pytest.raises(Refused) as refusal:
        unmark_secret(disclosure, ITEM, clerk("zhang"))
    assert str(refusal.value) == "2050102没有标记为涉密"
    assert (marks(), Event.objects.count()) == ([(CLASS, GROUND, "lihui")], 1)


@pytest.mark.parametrize("state", [one for one in State if one is not State.DRAFT])
def test_only_a_draft_is_marked(disclosure: Disclosure, state: State) -> None:
    user = clerk()
    mark_secret(disclosure, CLASS, GROUND, user)
    Disclosure.objects.update(state=state)
    for act in (
        lambda: mark_secret(disclosure, ITEM, GROUND, user),
        lambda: unmark_secret(disclosure, CLASS, user),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert str(refusal.value) == f"这份材料{state.label}，不能再标记涉密"
    assert (marks(), Event.objects.count()) == ([(CLASS, GROUND, "lihui")], 1)


def test_whose_duty_it_is_not(disclosure: Disclosure) -> None:
    mark_secret(disclosure, CLASS, GROUND, clerk())
    for user in (publisher(), staff("sunmei", Duty.AUDITOR), staff("stranger")):
        for act in (
            lambda by=user: mark_secret(disclosure, ITEM, GROUND, by),
            lambda by=user: unmark_secret(disclosure, CLASS, by),
        ):
            with pytest.raises(NotPermitted) as refusal:
                act()
            assert str(refusal.value) == ("您没有遂宁市电教教仪站的“标记涉密”权限，请找管理员开通")
    assert (marks(), Event.objects.count()) == ([(CLASS, GROUND, "lihui")], 1)
