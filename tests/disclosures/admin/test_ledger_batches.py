"""批量审核 and 批量公开 from the ledger, and the ledger on paper and as CSV."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from disclosures.models import Batch, Disclosure, Duty, Job, Kind, State, Unit
from tests.disclosures.drafts import auditor, clerk, publisher, reviewer, staff

pytestmark = pytest.mark.django_db

LEDGER = "/admin/disclosures/disclosure/ledger/"
ROUND = "?year=2020&kind=final_accounts"


@pytest.fixture
def made() -> list[Disclosure]:
    """Of four units, in four states; a fifth unit has none."""
    states = (State.APPROVED, State.APPROVED, State.SUBMITTED, State.DRAFT)
    units = [
        Unit.objects.create(name=f"{name}局", slug=f"unit-{n}", code=f"10{n}", region="某市")
        for n, name in enumerate("甲乙丙丁戊")
    ]
    return [
        Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS, state=state)
        for unit, state in zip(units, states, strict=False)
    ]


def lines(*names: str) -> list[str]:
    return [f"{Unit.objects.get(name=name).pk}:department" for name in names]


def said(response: object) -> list[str]:
    return [str(one) for one in response.context["messages"]]  # type: ignore[attr-defined]


def chosen(page: str) -> list[str]:
    """The lines a confirmation sends along."""
    return re.findall(r'<input type="hidden" name="line" value="([^"]+)">', page)


def test_what_is_offered_to_whom(client: Client, made: list[Disclosure]) -> None:
    offers = {}
    for user in (publisher(), reviewer(), clerk(), auditor()):
        client.force_login(user)
        page = client.get(LEDGER + ROUND).content.decode()
        offers[user.username] = re.findall(r">(批量\w+|登记批复|建立材料)</", page)
    assert offers == {
        "zhaojun": ["建立材料", "登记批复", "批量公开"],
        "wangke": ["批量审核"],
        "lihui": ["批量导入数据", "建立材料"],
        "sunmei": [],
    }


def test_it_asks_once_more_and_then_begins(client: Client, made: list[Disclosure]) -> None:
    by = publisher()
    client.force_login(by)
    wanted = lines("甲局", "乙局", "丙局", "戊局")
    asked = client.post(f"{LEDGER}publish/{ROUND}", {"line": wanted})
    page = unescape(asked.content.decode())
    assert (asked.status_code, sorted(chosen(page))) == (200, sorted(wanted))
    assert "共选择 4 份：已审核 2 份，已报审 1 份，未建立 1 份。只有“已审核”的可以公开。" in page
    assert "公开后任何人都能看到，公开的版本不能再改动。" in page
    assert not Batch.objects.exists()
    begun = client.post(f"{LEDGER}publish/{ROUND}", {"line": wanted, "confirmed": "1"}, follow=True)
    batch = Batch.objects.get()
    assert begun.redirect_chain == [(f"/admin/disclosures/job/batches/{batch.pk}/", 302)]
    assert said(begun) == ["戊局还没有建立材料，没有列入。", "已开始办理，可以离开本页。"]
    assert (batch.title, batch.by) == ("批量公开：2020年度决算", by)
    assert set(batch.jobs.values_list("task", "label", "by")) == {
        ("publish", f"{name}局2020年度部门决算", by.pk) for name in "甲乙丙"
    }


def test_approvals_are_asked_for_in_the_same_way(client: Client, made: list[Disclosure]) -> None:
    client.force_login(reviewer())
    asked = client.post(f"{LEDGER}approve/{ROUND}", {"line": lines("丙局")})
    page = unescape(asked.content.decode())
    assert "共选择 1 份：已报审 1 份。" in page and "确认批量审核</button>" in page
    client.post(f"{LEDGER}approve/{ROUND}", {"line": lines("丙局"), "confirmed": "1"})
    assert Job.objects.get().task == "approve"


def test_all_that_is_listed_is_chosen_on_whatever_page(
    client: Client, made: list[Disclosure]
) -> None:
    client.force_login(publisher())
    query = f"{ROUND}&state=approved"
    page = client.get(LEDGER + query).content.decode()
    assert "选择列出的全部 2 份" in page
    asked = client.post(f"{LEDGER}publish/{query}", {"every": "1"})
    assert sorted(chosen(asked.content.decode())) == sorted(lines("甲局", "乙局"))


def test_a_second_batch_says_what_is_at_it(client: Client, made: list[Disclosure]) -> None:
    client.force_login(publisher())
    data = {"line": lines("甲局"), "confirmed": "1"}
    client.post(f"{LEDGER}publish/{ROUND}", data, follow=True)
    again = client.post(f"{LEDGER}publish/{ROUND}", data, follow=True)
    assert again.redirect_chain == [("/admin/disclosures/job/", 302)]
    assert said(again) == ["甲局2020年度部门决算已在等待或正在办理，没有重复发起。"]
    assert (Batch.objects.count(), Job.objects.count()) == (1, 1)


@pytest.mark.parametrize("action", ["publish", "approve"])
@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1"}])
def test_without_the_duty_nothing_begins(
    client: Client, made: list[Disclosure], action: str, confirmed: dict[str, str]
) -> None:
    client.force_login(clerk())
    answer = client.post(f"{LEDGER}{action}/{ROUND}", {"line": lines("甲局"), **confirmed})
    label = {"publish": "公开", "approve": "审核通过"}[action]
    assert answer.status_code == 403
    assert f"您没有“{label}”权限，请找管理员开通" in answer.content.decode()
    assert not Job.objects.exists()


def test_units_without_a_document_begin_nothing(client: Client, made: list[Disclosure]) -> None:
    client.force_login(publisher())
    answer = client.post(f"{LEDGER}publish/{ROUND}", {"line": lines("戊局"), "confirmed": "1"})
    assert (answer.status_code, "所选的单位都还没有建立材料" in answer.content.decode()) == (
        409,
        True,
    )
    assert not Batch.objects.exists()


def test_of_others_units_nothing_is_chosen(client: Client, made: list[Disclosure]) -> None:
    client.force_login(staff("liu", Duty.PUBLISHER, unit=made[0].unit))
    data = {"line": lines("甲局", "乙局"), "every": "1", "confirmed": "1"}
    client.post(f"{LEDGER}publish/{ROUND}", data)
    assert [job.key for job in Job.objects.all()] == [made[0].pk]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("approved", ["甲局", "乙局"]),
        ("submitted", ["丙局"]),
        ("none", ["戊局"]),
        ("nonsense", ["丁局", "丙局", "乙局", "戊局", "甲局"]),
    ],
)
def test_the_ledger_by_state(
    client: Client, made: list[Disclosure], state: str, names: list[str]
) -> None:
    client.force_login(publisher())
    file = client.get(f"{LEDGER}ledger.csv{ROUND}&state={state}").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))[1:]
    assert sorted(row[0] for row in rows) == sorted(names)


# On paper, and as CSV


def test_the_ledger_as_csv(client: Client, made: list[Disclosure]) -> None:
    Unit.objects.filter(name="甲局").update(name="=1+1局", region="＠某市")
    Disclosure.objects.filter(pk=made[0].pk).update(
        approval_date=timezone.localdate(), approval_number="+财〔2021〕8号"
    )
    client.force_login(publisher())
    answer = client.get(f"{LEDGER}ledger.csv{ROUND}&q=100")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''2020")
    today = timezone.localdate()
    due = today + timedelta(days=20)
    assert list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))) == [
        [
            *("单位", "代码", "行政区划", "主管部门", "口径", "状态", "批复日期", "批复文号"),
            *("部门应批复", "最后期限", "公开日期", "情况", "剩余天数（负数为逾期）"),
        ],
        [
            *("'=1+1局", "100", "'＠某市", "", "部门", "已审核", str(today), "'+财〔2021〕8号"),
            *("", str(due), "", "期限内", "20"),
        ],
    ]


def test_the_printed_ledger(client: Client, made: list[Disclosure]) -> None:
    day = timezone.localdate() - timedelta(days=23)
    Disclosure.objects.filter(pk=made[3].pk).update(approval_date=day)
    client.force_login(auditor())
    page = client.get(f"{LEDGER}print/{ROUND}&q=某市").content.decode()
    assert "<h1>2020年度决算公开台账</h1>" in page
    assert "共 5 份（只列：“某市”）" in page
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    rows = [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row.split("</td>")[:-1]]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)
    ]
    late = next(row for row in rows if row[1] == "丁局")
    due = day + timedelta(days=20)
    assert late[2:] == [
        *("103", "部门", "编制中", str(day), "—", str(due), "—", "逾期未公开 超 3 天"),
    ]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert re.findall(r"<li>(.*?)</li>", page.split('id="reminders-title"')[1]) == [
        f"丁局2020年度部门决算应于{due.year}年{due.month}月{due.day}日前公开，"
        "已超 3 天，目前编制中。"
    ]


@pytest.mark.parametrize("page", ["print/", "ledger.csv"])
def test_exports_are_of_ones_own_units(client: Client, made: list[Disclosure], page: str) -> None:
    assert client.get(LEDGER + page)["Location"].startswith("/admin/login/")
    client.force_login(staff("liu", Duty.CLERK, unit=made[1].unit))
    shown = client.get(f"{LEDGER}{page}{ROUND}").content.decode()
    assert ("乙局" in shown, "甲局" in shown) == (True, False)
    assert client.post(LEDGER + page).status_code == 405
