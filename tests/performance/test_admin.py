"""预算绩效 in the admin site: entered, checked, carried forward; nothing but drafts is changed."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client

from disclosures.models import Disclosure, Duty, Kind, State
from performance.carry import NotCarried, carry
from performance.models import Funding, Indicator, Management, Project, Task, overview_of
from performance.overview import Overview
from tests.disclosures.drafts import staff

pytestmark = pytest.mark.django_db

ADD = "/admin/performance/project/add/"


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(staff("clerk", Duty.CLERK))
    return client


def change(project: Project) -> str:
    return f"/admin/performance/project/{project.pk}/change/"


def posted(disclosure: Disclosure, **changes: str) -> dict[str, str]:
    """The fields of a project with one line of money and one indicator."""
    counts = {"TOTAL": "1", "INITIAL": "0", "MIN_NUM": "0", "MAX_NUM": "1000"}
    inlines = {
        f"{name}-{key}_FORMS": value
        for name in ("funding", "indicators", "tasks")
        for key, value in {**counts, "TOTAL": "0" if name == "tasks" else "1"}.items()
    }
    return {
        **inlines,
        "disclosure": str(disclosure.pk),
        "position": "1",
        "name": "设备购置",
        "target": "购置设备",
        "completion": "已购置",
        "funding-0-source": "total",
        "funding-0-revised": "130000",
        "funding-0-executed": "97100",
        "indicators-0-position": "1",
        "indicators-0-level1": "项目完成指标",
        "indicators-0-level2": "数量指标",
        "indicators-0-level3": "设备台数",
        "indicators-0-target": "13台",
        "indicators-0-actual": "13台",
        **changes,
    }


def test_a_project_is_entered(clerk: Client, draft: Disclosure) -> None:
    assert clerk.post(ADD, posted(draft)).status_code == 302
    (project,) = overview_of(draft).projects
    assert project.total.executed == Decimal(97100)
    assert [one.name for one in project.indicators] == ["数量指标“设备台数”"]
    draft.refresh_from_db()
    assert draft.changed_at is not None and str(draft.changed_by) == "clerk"


def test_the_page_offers_the_words_of_the_form_and_shows_the_findings(
    clerk: Client, draft: Disclosure
) -> None:
    clerk.post(ADD, posted(draft, **{"indicators-0-level2": "数目", "indicators-0-actual": ""}))
    page = clerk.get(change(Project.objects.get())).content.decode()
    assert '<option value="满意度指标">' in page
    assert "二级指标为“数目”，项目完成指标下应为数量指标、质量指标、时效指标、成本指标之一" in page
    assert "没有完成值" in page


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("funding-0-revised", "十三万", "输入一个数字"),
        ("indicators-0-weight", "-1", "确保该值大于或等于0"),
        ("name", "", "这个字段是必填项"),
        ("indicators-0-nature", "约", "约 不在可用的选项中"),
    ],
)
def test_bad_input_shows_the_form_again(
    clerk: Client, draft: Disclosure, field: str, value: str, message: str
) -> None:
    response = clerk.post(ADD, posted(draft, **{field: value}))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Project.objects.exists()


def test_scores_and_grade_are_shown(clerk: Client, draft: Disclosure) -> None:
    Disclosure.objects.update(year=2022)
    draft.unit.jurisdiction = "national"
    draft.unit.save()
    project = Project.objects.create(disclosure=draft, name="甲", target="甲", completion="甲")
    Funding.objects.create(project=project, source="total", revised=100, executed=100)
    Indicator.objects.create(
        project=project,
        level1="产出指标",
        level2="数量指标",
        level3="台数",
        nature="≥",
        target="1",
        actual="1",
        weight=90,
    )
    page = clerk.get("/admin/performance/project/").content.decode()
    assert "100分 优" in page


def test_what_is_not_a_draft_can_only_be_looked_at(
    clerk: Client, draft: Disclosure, overview: Overview
) -> None:
    Disclosure.objects.update(state=State.SUBMITTED)
    project, management = Project.objects.first(), Management.objects.get()
    assert project is not None
    page = clerk.get(change(project))
    assert page.status_code == 200 and "_save" not in page.content.decode()
    assert clerk.post(change(project), posted(draft)).status_code == 403
    assert clerk.post(f"/admin/performance/project/{project.pk}/delete/").status_code == 403
    address = f"/admin/performance/management/{management.pk}/change/"
    assert clerk.post(address, {}).status_code == 403
    # Nor does a new project join it.
    assert clerk.post(ADD, posted(draft)).status_code == 200
    assert Project.objects.count() == 2


def test_an_outsider_sees_nothing(client: Client, draft: Disclosure) -> None:
    client.force_login(User.objects.create_user("outsider", is_staff=True))
    assert client.get("/admin/performance/project/").status_code == 403


def test_management_is_entered_with_the_places_of_the_report(
    clerk: Client, draft: Disclosure, overview: Overview
) -> None:
    address = f"/admin/performance/management/{Management.objects.get().pk}/change/"
    page = clerk.get(address).content.decode()
    assert '<option value="staff" selected>人员概况</option>' in page
    assert "履职效能" in page


def test_targets_of_last_year_are_carried_without_results(
    draft: Disclosure, overview: Overview
) -> None:
    successor = Disclosure.objects.create(unit=draft.unit, year=2021, kind=Kind.FINAL_ACCOUNTS)
    Project.objects.create(disclosure=successor, name="实验操作考试")
    assert carry(successor, None) == 1
    copied = Project.objects.get(disclosure=successor, name="全市电化教学和信息化教学教师培训")
    assert copied.carried and copied.predecessor is not None
    (value,) = (one for one in overview_of(successor).projects if one.name == copied.name)
    assert (value.completion, value.result) == ("", "")
    assert {one.actual for one in value.indicators} == {""}
    assert [one.target for one in value.printed_indicators][0] == "85%"
    assert not any(money.known for money in value.funding.values())
    assert carry(successor, None) == 0


def test_the_budget_goes_before_last_year_and_brings_its_amounts(
    draft: Disclosure, overview: Overview
) -> None:
    budget = Disclosure.objects.create(unit=draft.unit, year=2021, kind=Kind.BUDGET)
    successor = Disclosure.objects.create(unit=draft.unit, year=2021, kind=Kind.FINAL_ACCOUNTS)
    planned = Project.objects.create(disclosure=budget, name="整体", whole=True)
    Funding.objects.create(project=planned, source="appropriation", initial=500, executed=1)
    Task.objects.create(project=planned, name="考试", content="组织考试")
    assert carry(successor, None) == 1
    (value,) = overview_of(successor).projects
    assert value.whole and [task.name for task in value.tasks] == ["考试"]
    assert value.total.initial == 500 and value.total.executed is None


def test_nothing_to_carry_is_said(draft: Disclosure) -> None:
    with pytest.raises(NotCarried, match="没有2020年预算或2019年度的绩效目标可以承接"):
        carry(draft, None)
    Disclosure.objects.update(state=State.SUBMITTED)
    with pytest.raises(NotCarried, match="已报审，不能再承接绩效目标"):
        carry(draft, None)


def test_the_action_carries(clerk: Client, draft: Disclosure, overview: Overview) -> None:
    successor = Disclosure.objects.create(unit=draft.unit, year=2021, kind=Kind.FINAL_ACCOUNTS)
    row = Management.objects.create(disclosure=successor)
    data = {"action": "carry_forward", "_selected_action": [row.pk, Management.objects.last().pk]}  # type: ignore[union-attr]
    page = clerk.post("/admin/performance/management/", data, follow=True).content.decode()
    assert "承接了 2 个项目的绩效目标，请逐项核对" in page


def test_looking_after_a_carried_project_clears_its_mark(clerk: Client, draft: Disclosure) -> None:
    project = Project.objects.create(disclosure=draft, name="甲", carried=True)
    assert clerk.post(change(project), posted(draft)).status_code == 302
    project.refresh_from_db()
    assert not project.carried
