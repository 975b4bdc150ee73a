"""预算绩效: every change leaves one event, field by field; what is refused changes nothing."""

import hashlib
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from disclosures.models import Disclosure, Duty, Kind, Role, State, Unit
from performance.admin.project import ProjectAdmin
from performance.carry import NotCarried, carry
from performance.load.preview import Superseded, confirm, keep, preview
from performance.load.read import NotLoaded
from performance.models import Funding, Indicator, Management, Project, Task
from tests.disclosures.drafts import auditor, clerk, staff
from tests.disclosures.logged import Logged, logged
from tests.performance.samples import DAYING
from tests.performance.test_admin import ADD, change, posted
from tests.performance.test_load import SICHUAN, workbook

pytestmark = pytest.mark.django_db

SUBJECT = "遂宁市电教教仪站2020年度部门决算"


@pytest.fixture
def signed_in(client: Client) -> Client:
    """A clerk's."""
    client.force_login(clerk())
    return client


def performance(*changes: list[str], by: str = "lihui", of: str = SUBJECT) -> Logged:
    return Logged("performance", by, of, [*changes])


ENTERED = [
    ["设备购置 顺序", "", "1"],
    ["设备购置 项目名称", "", "设备购置"],
    ["设备购置 年度目标（预期目标）", "", "购置设备"],
    ["设备购置 年度目标完成情况", "", "已购置"],
    ["设备购置 总额 资金来源", "", "总额"],
    ["设备购置 总额 全年（调整后）预算数（元）", "", "130000.00"],
    ["设备购置 总额 执行数（元）", "", "97100.00"],
    ["设备购置 数量指标 设备台数 顺序", "", "1"],
    ["设备购置 数量指标 设备台数 一级指标", "", "项目完成指标"],
    ["设备购置 数量指标 设备台数 二级指标", "", "数量指标"],
    ["设备购置 数量指标 设备台数 三级指标", "", "设备台数"],
    ["设备购置 数量指标 设备台数 指标值", "", "13台"],
    ["设备购置 数量指标 设备台数 完成值", "", "13台"],
]


def lines(project: Project) -> dict[str, str]:
    """What says in a post which lines are there already."""
    money, indicator = project.funding.get(), project.indicators.get()
    return {
        "funding-INITIAL_FORMS": "1",
        "funding-0-id": str(money.pk),
        "funding-0-project": str(project.pk),
        "indicators-INITIAL_FORMS": "1",
        "indicators-0-id": str(indicator.pk),
        "indicators-0-project": str(project.pk),
    }


def test_a_project_from_its_first_line_to_its_last(signed_in: Client, draft: Disclosure) -> None:
    assert signed_in.post(ADD, posted(draft, name="")).status_code == 200
    assert logged() == []
    assert signed_in.post(ADD, posted(draft)).status_code == 302
    project = Project.objects.get()
    same = posted(draft, **lines(project))
    assert signed_in.post(change(project), same).status_code == 302
    changed = {
        **same,
        "name": "设备",
        "whole": "on",
        "funding-0-executed": "97100.5",
        "indicators-0-DELETE": "on",
        "tasks-TOTAL_FORMS": "1",
        "tasks-0-position": "1",
        "tasks-0-name": "考试",
        "tasks-0-content": "组织考试",
    }
    assert signed_in.post(change(project), changed).status_code == 302
    assert signed_in.post(f"{change(project)[:-7]}delete/", {"post": "yes"}).status_code == 302
    gone = "设备 数量指标 设备台数"
    assert logged() == [
        performance(*ENTERED),
        performance(
            ["设备 部门整体支出", "", "是"],
            ["设备 项目名称", "设备购置", "设备"],
            ["设备 总额 执行数（元）", "97100.00", "97100.50"],
            [f"{gone} 顺序", "1", ""],
            [f"{gone} 一级指标", "项目完成指标", ""],
            [f"{gone} 二级指标", "数量指标", ""],
            [f"{gone} 三级指标", "设备台数", ""],
            [f"{gone} 指标值", "13台", ""],
            [f"{gone} 完成值", "13台", ""],
            ["设备 考试 顺序", "", "1"],
            ["设备 考试 任务名称", "", "考试"],
            ["设备 考试 主要内容", "", "组织考试"],
        ),
        performance(
            ["设备 顺序", "1", ""],
            ["设备 部门整体支出", "是", ""],
            ["设备 项目名称", "设备", ""],
            ["设备 年度目标（预期目标）", "购置设备", ""],
            ["设备 年度目标完成情况", "已购置", ""],
            ["设备 总额 资金来源", "总额", ""],
            ["设备 总额 全年（调整后）预算数（元）", "130000.00", ""],
            ["设备 总额 执行数（元）", "97100.50", ""],
            ["设备 考试 顺序", "1", ""],
            ["设备 考试 任务名称", "考试", ""],
            ["设备 考试 主要内容", "组织考试", ""],
        ),
    ]
    draft.refresh_from_db()
    assert (str(draft.changed_by), Project.objects.count()) == ("lihui", 0)


def test_several_projects_deleted_at_once(signed_in: Client, draft: Disclosure) -> None:
    for name in ("甲", "乙"):
        Project.objects.create(disclosure=draft, name=name)
    chosen = list(Project.objects.values_list("pk", flat=True))
    action = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    assert signed_in.post("/admin/performance/project/", action).status_code == 302
    assert logged() == [
        performance([f"{name} 顺序", "1", ""], [f"{name} 项目名称", name, ""])
        for name in ("甲", "乙")
    ]


def test_a_carried_project_that_was_looked_at(signed_in: Client, draft: Disclosure) -> None:
    project = Project.objects.create(disclosure=draft, name="设备购置", carried=True)
    plain = {
        key: value
        for key, value in posted(draft, target="", completion="").items()
        if not key.startswith(("funding-0", "indicators-0"))
    }
    counts = {f"{name}-TOTAL_FORMS": "0" for name in ("funding", "indicators")}
    assert signed_in.post(change(project), {**plain, **counts}).status_code == 302
    assert logged() == [performance(["设备购置 承接的目标，尚未核对", "是", ""])]


def management(of: Disclosure, **fields: str) -> dict[str, str]:
    """The fields of 预算绩效管理情况 with one line of 年初预算 and one text of the report."""
    counts = {"INITIAL": "0", "MIN_NUM": "0", "MAX_NUM": "1000", "TOTAL": "1"}
    inlines = {
        f"{name}-{key}_FORMS": value
        for name in ("budget", "texts")
        for key, value in counts.items()
    }
    return {
        **inlines,
        "disclosure": str(of.pk),
        "with_targets": "2",
        "budget-0-classification": "function",
        "budget-0-code": "205",
        "budget-0-total": "5000",
        "texts-0-name": "staff",
        "texts-0-text": "编制10人",
        **fields,
    }


def test_the_management(signed_in: Client, draft: Disclosure) -> None:
    add = "/admin/performance/management/add/"
    assert signed_in.post(add, management(draft)).status_code == 302
    row = Management.objects.get()
    address = f"/admin/performance/management/{row.pk}/"
    there = {
        "budget-INITIAL_FORMS": "1",
        "budget-0-id": str(row.budget.get().pk),
        "budget-0-management": str(row.pk),
        "texts-INITIAL_FORMS": "1",
        "texts-0-id": str(row.texts.get().pk),
        "texts-0-management": str(row.pk),
    }
    same = management(draft, **there)
    assert signed_in.post(f"{address}change/", same).status_code == 302
    changed = {**same, "with_targets": "3", "signed": "2021-03-01", "texts-0-text": "编制11人"}
    assert signed_in.post(f"{address}change/", changed).status_code == 302
    assert signed_in.post(f"{address}change/", {**changed, "score": "很多"}).status_code == 200
    assert signed_in.post(f"{address}delete/", {"post": "yes"}).status_code == 302
    of = "预算绩效管理情况"
    with_targets = str(Management._meta.get_field("with_targets").verbose_name)
    assert logged() == [
        performance(
            [f"{of} {with_targets}", "", "2"],
            [f"{of} 功能分类205 分类", "", "功能分类"],
            [f"{of} 功能分类205 类的编码", "", "205"],
            [f"{of} 功能分类205 合计（元）", "", "5000.00"],
            [f"{of} staff 部分", "", "staff"],
            [f"{of} staff 文字", "", "编制10人"],
        ),
        performance(
            [f"{of} {with_targets}", "2", "3"],
            [f"{of} 自评报告日期", "", "2021-03-01"],
            [f"{of} staff 文字", "编制10人", "编制11人"],
        ),
        performance(
            [f"{of} {with_targets}", "3", ""],
            [f"{of} 自评报告日期", "2021-03-01", ""],
            [f"{of} 功能分类205 分类", "功能分类", ""],
            [f"{of} 功能分类205 类的编码", "205", ""],
            [f"{of} 功能分类205 合计（元）", "5000.00", ""],
            [f"{of} staff 部分", "staff", ""],
            [f"{of} staff 文字", "编制11人", ""],
        ),
    ]


# Carried forward


@pytest.fixture
def successor(draft: Disclosure) -> Disclosure:
    """The year after, with 预算绩效管理情况 and nothing else; last year had one project."""
    project = Project.objects.create(disclosure=draft, name="考试", target="办好考试")
    Funding.objects.create(project=project, source="total", initial=500, executed=400)
    Indicator.objects.create(project=project, level1="产出指标", level2="数量指标", target="2次")
    Task.objects.create(project=project, name="组织", content="组织考试")
    made = Disclosure.objects.create(unit=draft.unit, year=2021, kind=Kind.FINAL_ACCOUNTS)
    Management.objects.create(disclosure=made)
    return made


CARRIED = [
    ["考试 顺序", "", "1"],
    ["考试 项目名称", "", "考试"],
    ["考试 年度目标（预期目标）", "", "办好考试"],
    ["考试 承接的项目", "", "考试"],
    ["考试 承接的目标，尚未核对", "", "是"],
    ["考试 总额 资金来源", "", "总额"],
    ["考试 数量指标 顺序", "", "1"],
    ["考试 数量指标 一级指标", "", "产出指标"],
    ["考试 数量指标 二级指标", "", "数量指标"],
    ["考试 数量指标 指标值", "", "2次"],
    ["考试 组织 顺序", "", "1"],
    ["考试 组织 任务名称", "", "组织"],
    ["考试 组织 主要内容", "", "组织考试"],
]


def carry_forward(client: Client, disclosure: Disclosure) -> str:
    """What the list says once the action was asked for."""
    row = Management.objects.get(disclosure=disclosure)
    action = {"action": "carry_forward", "_selected_action": [row.pk]}
    response = client.post("/admin/performance/management/", action, follow=True)
    return str(response.content.decode())


def test_targets_carried_forward(signed_in: Client, successor: Disclosure) -> None:
    for _ in range(2):
        carry_forward(signed_in, successor)
    assert logged() == [performance(*CARRIED, of="遂宁市电教教仪站2021年度部门决算")]
    successor.refresh_from_db()
    assert str(successor.changed_by) == "lihui"


def test_nothing_is_carried_by_who_may_not_edit(client: Client, successor: Disclosure) -> None:
    """Neither by an auditor, nor by an auditor who is a clerk elsewhere."""
    elsewhere = Unit.objects.create(name="乙局", slug="yi", region="某市")
    both = staff("both", Duty.AUDITOR)
    Role.objects.create(user=both, duty=Duty.CLERK, unit=elsewhere)
    client.force_login(auditor())
    carry_forward(client, successor)
    client.force_login(both)
    page = carry_forward(client, successor)
    assert "您没有遂宁市电教教仪站的“改动数据和文字”权限，请找管理员开通" in page
    assert (Project.objects.filter(disclosure=successor).count(), logged()) == (0, [])


def test_what_cannot_be_carried_leaves_nothing(successor: Disclosure) -> None:
    Disclosure.objects.update(state=State.SUBMITTED)
    with pytest.raises(NotCarried):
        carry(successor, None)
    assert logged() == []


# Uploaded


def test_an_upload(draft: Disclosure) -> None:
    user, data = clerk(), workbook((DAYING, SICHUAN))
    kept = keep(draft, data, "自评表.xlsx", user)
    seen = preview(kept)
    assert logged() == []
    with pytest.raises(Superseded):
        confirm(kept, "wrong", user)
    confirm(kept, seen.token, user)
    file = ["文件“自评表.xlsx”", "", hashlib.sha256(data).hexdigest()]
    (form,) = seen.forms
    assert len(form.changes) > 20
    fields = [[f"{DAYING.name} {one.field}", "", one.new] for one in form.changes]
    assert fields[0] == [f"{DAYING.name} 项目名称", "", DAYING.name]
    again = keep(draft, data, "再来.xlsx", user)
    confirm(again, preview(again).token, user)
    assert logged() == [
        performance(file, *fields),
        performance(["文件“再来.xlsx”", "", hashlib.sha256(data).hexdigest()]),
    ]


def test_a_refused_upload_leaves_nothing(draft: Disclosure) -> None:
    user, data = clerk(), workbook((DAYING, SICHUAN))
    kept = keep(draft, data, "自评表.xlsx", user)
    token = preview(kept).token
    Disclosure.objects.update(state=State.SUBMITTED)
    with pytest.raises(NotLoaded):
        confirm(kept, token, user)
    assert (Project.objects.count(), logged()) == (0, [])


# Settled while somebody has the page open


def test_nothing_slips_in_behind_a_submission(
    signed_in: Client, draft: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state is looked at again under the lock: the page was allowed when it was asked for."""
    project = Project.objects.create(disclosure=draft, name="甲")
    for name in ("has_change_permission", "has_delete_permission"):
        monkeypatch.setattr(ProjectAdmin, name, lambda *_: True)
    Disclosure.objects.update(state=State.SUBMITTED)
    before = list(Project.objects.values())
    answers: list[Any] = [
        signed_in.post(change(project), posted(draft)),
        signed_in.post(f"{change(project)[:-7]}delete/", {"post": "yes"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert (list(Project.objects.values()), logged()) == (before, [])


def test_a_project_stays_with_its_disclosure(signed_in: Client, draft: Disclosure) -> None:
    other = Disclosure.objects.create(unit=draft.unit, year=2021, kind=Kind.FINAL_ACCOUNTS)
    signed_in.post(ADD, posted(draft))
    project = Project.objects.get()
    signed_in.post(change(project), posted(other, **lines(project)))
    assert Project.objects.get().disclosure == draft
    assert logged() == [performance(*ENTERED)]


def test_who_may_not_leaves_nothing(client: Client, draft: Disclosure) -> None:
    project = Project.objects.create(disclosure=draft, name="甲")
    client.force_login(auditor())
    statuses = [
        client.post(ADD, posted(draft)).status_code,
        client.post(change(project), posted(draft)).status_code,
        client.post(f"{change(project)[:-7]}delete/", {"post": "yes"}).status_code,
        client.post("/admin/performance/project/upload/").status_code,
    ]
    assert (statuses, logged(), User.objects.count()) == ([403] * 4, [], 1)
