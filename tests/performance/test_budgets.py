"""预算绩效 of a budget: the section, the forms in their slots, needs, uploads, copying forward."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from disclosures.document.text import lines
from disclosures.document.tree import Document, FormBlock
from disclosures.models import Disclosure, Kind, Unit
from disclosures.pipeline import prepare
from disclosures.standards.model import Standard
from performance.carry import carry
from performance.load.preview import confirm, keep, preview
from performance.load.read import NotLoaded
from performance.models import Funding, Indicator, Management, Project, Task, overview_of
from performance.standard import performance_standard
from performance.values import Project as Value
from tests.disclosures import samples
from tests.performance.samples import DAYING, PLANNED, WHOLE, money, own, project
from tests.performance.test_load import SICHUAN, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["sichuan", "national"])
def budget(request: pytest.FixtureRequest) -> Disclosure:
    return planned(request.param)


def planned(jurisdiction: str) -> Disclosure:
    """A draft of a budget without anything entered."""
    unit = Unit.objects.create(
        name="某某站", slug=f"station-{jurisdiction}", region="某市", jurisdiction=jurisdiction
    )
    return Disclosure.objects.create(unit=unit, year=2021, kind=Kind.BUDGET)


def enter(of: Disclosure, *projects: Value, with_targets: int | None = None) -> None:
    """Stores ``projects`` and how many have targets, as typed at the desk."""
    if with_targets is not None:
        Management.objects.create(disclosure=of, with_targets=with_targets)
    for position, one in enumerate(projects, 1):
        row = Project.objects.create(
            disclosure=of,
            position=position,
            whole=one.whole,
            name=one.name,
            code=one.code,
            unit=one.unit,
            target=one.target,
        )
        for source, held in one.funding.items():
            Funding.objects.create(project=row, source=source, initial=held.initial)
        for number, line in enumerate(one.indicators, 1):
            Indicator.objects.create(
                project=row,
                position=number,
                level1=line.levels[0],
                level2=line.levels[1],
                level3=line.levels[2],
                nature=line.nature.value if line.nature else "",
                target=line.target,
                unit=line.unit,
                weight=line.weight,
            )
        for number, task in enumerate(one.tasks, 1):
            Task.objects.create(project=row, position=number, name=task.name, content=task.content)


def coded(letter: str, name: str, wan: str) -> Value:
    """A project with targets whose code tells its kind."""
    return project(
        *PLANNED.indicators,
        funding={"total": money(wan)},
        code=f"51090321{letter}000000000001",
        name=name,
    )


def said(of: Disclosure, title: str) -> list[str]:
    """The lines below the heading that ends so."""
    return [line for place, line in lines(prepare(of).document) if place.endswith(title)][1:]


def forms(document: Document) -> list[tuple[str, str, str]]:
    """Number, title and worksheet of each form."""
    found = (block for block in document.forms() if isinstance(block, FormBlock))
    return [(form.meta, form.title, form.sheet) for form in found]


def test_the_section_counts_the_projects_by_their_kind(budget: Disclosure) -> None:
    enter(
        budget,
        coded("R", "工资性支出", "20"),
        coded("T", "实验操作考试", "13.5"),
        coded("T", "教师培训", "5"),
        with_targets=3,
    )
    assert said(budget, "预算绩效情况") == [
        "2021年某某站开展绩效目标管理的项目3个，涉及预算38.5万元。其中：人员类项目1个，"
        "涉及预算20万元；特定目标类项目2个，涉及预算18.5万元。"
    ]


@pytest.mark.parametrize(
    "codes", [("51090321X000000000001",), ("",), ("51090321",)], ids=["unknown", "none", "short"]
)
def test_kinds_are_told_only_where_every_code_tells_its_own(
    budget: Disclosure, codes: tuple[str]
) -> None:
    enter(budget, coded("T", "甲", "3"), coded("T", "乙", "4"), with_targets=2)
    Project.objects.filter(name="乙").update(code=codes[0])
    assert said(budget, "预算绩效情况") == [
        "2021年某某站开展绩效目标管理的项目2个，涉及预算7万元。"
    ]


def test_projects_that_are_not_entered_have_the_amount_typed(budget: Disclosure) -> None:
    enter(budget, coded("T", "甲", "3"), with_targets=5)
    Management.objects.update(with_targets_amount=Decimal(90000))
    assert said(budget, "预算绩效情况") == [
        "2021年某某站开展绩效目标管理的项目5个，涉及预算9万元。"
    ]


def test_no_project_is_said_in_the_section_and_where_the_form_would_stand(
    budget: Disclosure,
) -> None:
    enter(budget, with_targets=0)
    assert said(budget, "预算绩效情况") == ["2021年某某站没有开展绩效目标管理的项目。"]
    assert said(budget, "绩效目标表")[:1] == [
        "2021年某某站没有开展绩效目标管理的项目，故本表无数据。"
    ]
    assert forms(prepare(budget).document) == []


def test_without_anything_entered_the_prose_of_the_unit_is_asked_for(budget: Disclosure) -> None:
    lacking = {need.label for need in prepare(budget).progress.missing}
    slots = {"performance", *own(prepare(budget).standard.id).slots}
    assert len([label for label in lacking if "绩效" in label]) == len(slots)


def test_the_forms_of_sichuan_are_numbered() -> None:
    budget = planned("sichuan")
    enter(budget, WHOLE, coded("T", "甲", "3"), coded("T", "乙", "4"), with_targets=2)
    assert forms(prepare(budget).document) == [
        ("表6-1", "部门预算项目绩效目标表", "表6-1 甲"),
        ("表6-2", "部门预算项目绩效目标表", "表6-2 乙"),
        ("表7", "部门整体支出绩效目标表", "部门整体支出绩效目标表"),
    ]


def test_the_forms_of_the_national_budget() -> None:
    budget = planned("national")
    enter(budget, coded("T", "甲", "3"), coded("T", "乙", "4"), with_targets=2)
    assert forms(prepare(budget).document) == [
        ("", "项目支出绩效目标表", "绩效1 甲"),
        ("", "项目支出绩效目标表", "绩效2 乙"),
    ]


def test_what_a_project_of_a_budget_still_needs(budget: Disclosure) -> None:
    enter(budget, project(name="甲", target="", funding={}), with_targets=1)
    Indicator.objects.update(target="")
    prepared = prepare(budget)
    needed = [one.label for one in prepared.progress.missing if one.label.startswith("预算绩效")]
    assert needed == [
        "预算绩效：编制绩效目标的项目涉及预算金额",
        "预算绩效·项目“甲”：年度目标",
        "预算绩效·项目“甲”：年初预算数",
        "预算绩效·项目“甲”·指标数量指标“培训人数”：指标值",
    ]
    found = [(one.id, one.message) for one in prepared.findings if one.id.startswith("K")]
    assert found == [
        ("K01", "预算绩效·项目“甲”：没有填写年度目标"),
        ("K12", "预算绩效·项目“甲”：没有填写年初预算数"),
        ("K06", "预算绩效·项目“甲”·指标数量指标“培训人数”：没有指标值"),
    ]


def test_a_sound_budget_has_no_finding_of_targets(budget: Disclosure) -> None:
    enter(budget, PLANNED, with_targets=1)
    assert [one for one in prepare(budget).findings if one.id.startswith("K")] == []


@pytest.mark.parametrize("standard", samples.every(), ids=lambda standard: standard.id)
def test_money_of_projects_is_held_against_cells_that_there_are(standard: Standard) -> None:
    held = performance_standard(standard.id)
    for tie in held.ties if held else ():
        blocks = standard.tables[tie.cell.table].blocks
        assert tie.cell.column in {column.id for block in blocks for column in block.columns}


def upload(of: Disclosure, data: bytes) -> list[str]:
    """Uploads a workbook and confirms its preview; the names of the projects it became."""
    kept = keep(of, data, "绩效目标表.xlsx", None)
    return [one.name for one in confirm(kept, preview(kept).token, None)]


def test_filled_forms_become_the_targets_of_a_budget() -> None:
    budget = planned("sichuan")
    data = workbook((PLANNED, "targets_sichuan"), (WHOLE, "whole_targets_sichuan"))
    assert upload(budget, data) == ["实验操作考试", "某某站整体支出"]
    found = overview_of(budget)
    assert [(one.name, one.whole, one.code) for one in found.projects] == [
        ("实验操作考试", False, PLANNED.code),
        ("某某站整体支出", True, ""),
    ]
    assert found.whole is not None
    assert (found.whole.tasks, found.whole.funding) == (WHOLE.tasks, WHOLE.funding)
    assert found.single[0].funding == PLANNED.funding


def test_again_the_department_as_a_whole_is_replaced_and_keeps_its_name() -> None:
    budget = planned("sichuan")
    enter(budget, WHOLE)
    Project.objects.update(name="整体支出")
    kept = keep(budget, workbook((WHOLE, "whole_targets_sichuan")), "b.xlsx", None)
    (form,) = preview(kept).forms
    assert (form.name, form.new, form.changes) == ("整体支出", False, ())
    Task.objects.filter(name="培训").update(content="旧的内容")
    (form,) = preview(kept).forms
    assert [(one.field, one.old, one.new) for one in form.changes] == [
        ("第1项年度主要任务", "培训：旧的内容", "培训：培训全市教师")
    ]
    confirm(kept, preview(kept).token, None)
    assert list(Project.objects.values_list("name", "whole")) == [("整体支出", True)]
    assert list(Task.objects.values_list("content", flat=True)) == [
        task.content for task in WHOLE.tasks
    ]


def test_a_budget_takes_no_self_assessment_and_accounts_no_targets() -> None:
    budget = planned("sichuan")
    with pytest.raises(
        NotLoaded, match="没有找到绩效目标表；工作表上应有表名《项目支出绩效目标表》"
    ):
        keep(budget, workbook((DAYING, SICHUAN)), "a.xlsx", None)
    accounts = Disclosure.objects.create(unit=budget.unit, year=2021, kind=Kind.FINAL_ACCOUNTS)
    with pytest.raises(NotLoaded, match="没有找到自评表；"):
        keep(accounts, workbook((PLANNED, "targets_sichuan")), "a.xlsx", None)


def test_a_document_without_a_standard_takes_no_form() -> None:
    budget = planned("sichuan")
    Disclosure.objects.update(year=2001)
    budget.refresh_from_db()
    with pytest.raises(NotLoaded, match="这份公开材料没有可以上传的绩效表"):
        keep(budget, workbook((PLANNED, "targets_sichuan")), "a.xlsx", None)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.BUDGET, ("上传绩效目标表", "填写预算绩效管理情况<")),
        (Kind.FINAL_ACCOUNTS, ("上传自评表", "填写预算绩效管理情况和自评报告<")),
    ],
)
def test_the_desk_calls_the_forms_by_their_name(
    client: Client, kind: Kind, words: tuple[str, ...]
) -> None:
    budget = planned("sichuan")
    of = (
        budget
        if kind == Kind.BUDGET
        else Disclosure.objects.create(unit=budget.unit, year=2021, kind=kind)
    )
    client.force_login(User.objects.create_superuser("clerk"))
    page = client.get(reverse("admin:desk_overview", args=(of.pk,))).content.decode()
    assert all(word in page for word in words)


def test_the_targets_of_last_year_are_carried_without_a_second_whole() -> None:
    budget = planned("sichuan")
    enter(budget, PLANNED, WHOLE)
    following = Disclosure.objects.create(unit=budget.unit, year=2022, kind=Kind.BUDGET)
    Project.objects.create(disclosure=following, name="整体", whole=True)
    assert carry(following, None) == 1
    assert list(
        Project.objects.filter(disclosure=following).values_list("name", "whole").order_by("name")
    ) == [("实验操作考试", False), ("整体", True)]


def test_the_accounts_take_the_targets_of_the_budget_with_their_money() -> None:
    budget = planned("sichuan")
    enter(budget, PLANNED, WHOLE)
    accounts = Disclosure.objects.create(unit=budget.unit, year=2021, kind=Kind.FINAL_ACCOUNTS)
    assert carry(accounts, None) == 2
    (single,) = overview_of(accounts).single
    wanted: Mapping[str, object] = {"total": money("13.5")}
    assert single.funding == wanted
