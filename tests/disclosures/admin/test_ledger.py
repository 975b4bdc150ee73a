"""公开台账: who is late, and what is done with many units at once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from disclosures.models import Action, Disclosure, Duty, Event, Kind, Level, Unit
from tests.disclosures.drafts import clerk, publisher, staff

pytestmark = pytest.mark.django_db

LEDGER = "/admin/disclosures/disclosure/ledger/"
ROUND = "?year=2020&kind=final_accounts"


@pytest.fixture
def units() -> list[Unit]:
    """A department in 四川 and its two units."""
    department = Unit.objects.create(
        name="甲局", slug="jia", code="101", region="某市", jurisdiction="sichuan"
    )
    below = [
        Unit.objects.create(
            name=name, slug=slug, region="某市", jurisdiction="sichuan", parent=department
        )
        for name, slug in (("甲局信息中心", "jia-1"), ("甲局执法队", "jia-2"))
    ]
    return [department, *below]


def rows(page: str) -> list[list[str]]:
    """The cells of the ledger as text, without the box."""
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", row, re.S)][
            1:
        ]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)
    ]


def test_lines_counts_and_reminders(client: Client, units: list[Unit]) -> None:
    today = timezone.localdate()
    Disclosure.objects.create(
        unit=units[0],
        year=2020,
        kind=Kind.FINAL_ACCOUNTS,
        approval_date=today - timedelta(days=23),
    )
    client.force_login(publisher())
    page = client.get(LEDGER + ROUND).content.decode()
    approval, due = today - timedelta(days=23), today - timedelta(days=3)
    reply = approval + timedelta(days=15)
    assert rows(page) == [
        ["甲局", "101", "部门", "编制中", str(approval), "—", str(due), "—", "逾期未公开 超 3 天"],
        *(
            [name, "—", "单位", "未建立", "—", str(reply), "—", "—", "未登记批复"]
            for name in ("甲局信息中心", "甲局执法队")
        ),
    ]
    assert re.findall(r"<li>(甲局.*?)</li>", page) == [
        f"甲局2020年度部门决算应于{due.year}年{due.month}月{due.day}日前公开，"
        "已超 3 天，目前编制中。"
    ]
    only = client.get(f"{LEDGER}{ROUND}&standing=overdue").content.decode()
    assert [row[0] for row in rows(only)] == ["甲局"]
    found = client.get(f"{LEDGER}{ROUND}&q=执法").content.decode()
    assert [row[0] for row in rows(found)] == ["甲局执法队"]


def test_documents_are_made_and_replies_registered_together(
    client: Client, units: list[Unit]
) -> None:
    client.force_login(publisher())
    lines = [f"{units[0].pk}:department", f"{units[1].pk}:unit"]
    answer = client.post(f"{LEDGER}create/{ROUND}", {"line": lines}, follow=True)
    assert [str(one) for one in answer.context["messages"]] == ["已建立 2 份材料"]
    assert sorted(map(str, Disclosure.objects.all())) == [
        "甲局2020年度部门决算",
        "甲局信息中心2020年度单位决算",
    ]
    made = Event.objects.filter(action=Action.CREATE).order_by("number")
    assert [event.changes for event in made] == [[["口径", "", "部门"]], [["口径", "", "单位"]]]
    lines.append(f"{units[2].pk}:unit")
    data = {"line": lines, "day": "2021-08-20", "number": "某财〔2021〕8号"}
    answer = client.post(f"{LEDGER}register/{ROUND}", data, follow=True)
    assert [str(one) for one in answer.context["messages"]] == [
        "已登记 2 份材料的批复",
        "甲局执法队：还没有建立材料",
    ]
    assert {str(one.approval_date) for one in Disclosure.objects.all()} == {"2021-08-20"}


@pytest.mark.parametrize(
    ("action", "data", "status", "sentence"),
    [
        ("create", {}, 409, "没有选择任何单位；请先在表中勾选"),
        ("register", {"day": "2021-13-01"}, 409, "批复日期“2021-13-01”不对，应为年-月-日"),
        ("register", {}, 409, "批复日期“”不对，应为年-月-日，如 2021-08-20"),
        ("destroy", {}, 404, ""),
    ],
)
def test_bad_input(
    client: Client,
    units: list[Unit],
    action: str,
    data: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    client.force_login(publisher())
    chosen = {} if sentence.startswith("没有") else {"line": f"{units[0].pk}:department"}
    answer = client.post(f"{LEDGER}{action}/{ROUND}", {**chosen, **data})
    assert (answer.status_code, sentence in answer.content.decode()) == (status, True)


@pytest.mark.parametrize(
    "query",
    [
        "?year=abc",
        "?year=99999999999999",
        "?kind=x&standing=y",
        "?sort=nonsense&page=-3",
        "?per_page=-1",
    ],
)
def test_odd_queries_show_the_ledger(client: Client, units: list[Unit], query: str) -> None:
    client.force_login(publisher())
    assert client.get(LEDGER + query).status_code == 200


def test_everybody_sees_their_own_units_only(client: Client, units: list[Unit]) -> None:
    client.force_login(staff("liu", Duty.CLERK, unit=units[1]))
    page = client.get(LEDGER + ROUND).content.decode()
    assert [row[0] for row in rows(page)] == ["甲局信息中心"]
    data = {"line": [f"{unit.pk}:{level}" for unit in units for level in Level.values]}
    client.post(f"{LEDGER}create/{ROUND}", data)
    assert [str(one) for one in Disclosure.objects.all()] == ["甲局信息中心2020年度单位决算"]


def test_a_clerk_registers_nothing(client: Client, units: list[Unit]) -> None:
    Disclosure.objects.create(unit=units[0], year=2020, kind=Kind.FINAL_ACCOUNTS)
    client.force_login(clerk())
    assert "登记批复</button>" not in client.get(LEDGER + ROUND).content.decode()
    data = {"line": f"{units[0].pk}:department", "day": "2021-08-20"}
    answer = client.post(f"{LEDGER}register/{ROUND}", data, follow=True)
    assert [str(one) for one in answer.context["messages"]] == [
        "甲局2020年度部门决算：您没有甲局的“登记批复”权限，请找管理员开通"
    ]
    assert Disclosure.objects.get().approval_date is None


def test_the_printed_self_check(client: Client, units: list[Unit]) -> None:
    disclosure = Disclosure.objects.create(unit=units[0], year=2020, kind=Kind.FINAL_ACCOUNTS)
    client.force_login(clerk())
    page = client.get(f"/admin/disclosures/disclosure/{disclosure.pk}/self-check/").content.decode()
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", page)
    assert cells[4:12] == [
        "及时性",
        "及时公开部门决算",
        "否",
        "没有登记批复日期，无法判断",
        "内容规范性",
        "封面",
        "是",
        "甲局2020年度部门决算",
    ]
    assert cells[-2:] == ["公开网址", "尚未公开"]
