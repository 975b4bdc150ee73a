"""预算绩效 at the desk: its section on the overview, missing things, links of findings."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from disclosures.models import ClassificationCode, Disclosure, Duty, Role, State
from disclosures.pipeline import prepare
from disclosures.publication import Refused, submit
from performance.admin.desk import link
from performance.models import Indicator, Management, Project
from performance.overview import Overview
from tests.disclosures.drafts import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(staff("clerk", Duty.CLERK))
    return client


def desk(client: Client, of: Disclosure, page: str = "desk") -> str:
    response = client.get(f"/admin/disclosures/disclosure/{of.pk}/{page}/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_overview_leads_to_the_projects(
    clerk: Client, draft: Disclosure, overview: Overview
) -> None:
    project = Project.objects.get(name="实验操作考试")
    Project.objects.filter(pk=project.pk).update(completion="")
    page = desk(clerk, draft)
    assert "预算绩效（2 个项目）" in page
    assert f'<a href="/admin/performance/project/{project.pk}/change/">实验操作考试</a>' in page
    assert re.findall(r"<td>(\d+) 项</td><td>(\d+) 处</td><td>(\d+) 处</td>", page) == [
        ("1", "0", "1"),
        ("0", "0", "0"),
    ]
    chosen = f'value="{draft.pk}" selected'
    settled = f'<a href="/admin/disclosures/disclosure/{draft.pk}/change/">{draft}</a>'
    for address, shown in (
        (f"/admin/performance/project/add/?disclosure={draft.pk}", chosen),
        (f"/admin/performance/project/upload/?disclosure={draft.pk}", chosen),
        (f"/admin/performance/management/{Management.objects.get().pk}/change/", settled),
    ):
        assert f'href="{address}"' in page
        assert shown in clerk.get(address).content.decode()


def test_without_projects_it_says_so_and_offers_to_add(clerk: Client, draft: Disclosure) -> None:
    page = desk(clerk, draft)
    assert "还没有项目；不填项目时" in page
    assert f"/admin/performance/management/add/?disclosure={draft.pk}" in page


def test_what_is_missing_counts_and_blocks(
    clerk: Client, draft: Disclosure, overview: Overview
) -> None:
    before = prepare(draft).progress
    project = Project.objects.get(name="实验操作考试")
    Project.objects.filter(pk=project.pk).update(completion="")
    after = prepare(draft).progress
    label = "预算绩效·项目“实验操作考试”：年度目标完成情况"
    assert after.needed == before.needed
    assert [one.label for one in set(after.missing) - set(before.missing)] == [label]
    page = desk(clerk, draft)
    address = f"/admin/performance/project/{project.pk}/change/#id_completion"
    assert f'<a href="{address}">{label}</a>' in page
    with pytest.raises(Refused, match=label):
        submit(draft, User.objects.get())


def test_findings_lead_to_their_fields(
    clerk: Client, draft: Disclosure, overview: Overview
) -> None:
    """The eighth line of the second project: the empty one before it counts as well."""
    Indicator.objects.filter(actual="95%").update(actual="44561")
    pk = Project.objects.get(name="全市电化教学和信息化教学教师培训").pk
    address = f"/admin/performance/project/{pk}/change/#id_indicators-8-actual"
    for page in ("findings", "preview"):
        assert f'<a href="{address}">绩效项目</a>' in desk(clerk, draft, page)
    shown = clerk.get(address).content.decode()
    field = re.search(r'<textarea[^>]*id="id_indicators-8-actual"[^>]*>\s*([^<]*)', shown)
    assert field is not None and field.group(1).strip() == "44561"


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("performance:project:12", "/admin/performance/project/12/change/"),
        ("performance:project:12:name", "/admin/performance/project/12/change/#id_name"),
        (
            "performance:project:12:funding-group",
            "/admin/performance/project/12/change/#funding-group",
        ),
        ("performance:management:3:score", "/admin/performance/management/3/change/#id_score"),
    ],
)
def test_places(draft: Disclosure, place: str, address: str) -> None:
    found = link(draft, place)
    assert found is not None and found.address == address


def test_the_place_of_all_projects_is_their_list(
    clerk: Client, draft: Disclosure, overview: Overview
) -> None:
    found = link(draft, "performance:projects")
    assert found is not None and "实验操作考试" in clerk.get(found.address).content.decode()
    assert link(draft, "another:thing") is None


def test_what_is_not_a_draft_offers_nothing(
    clerk: Client, draft: Disclosure, overview: Overview
) -> None:
    Disclosure.objects.update(state=State.SUBMITTED)
    page = desk(clerk, draft)
    assert "预算绩效（2 个项目）" in page and "project/add/" not in page


def test_an_incomplete_classification_has_no_section(
    clerk: Client, draft: Disclosure, overview: Overview
) -> None:
    ClassificationCode.objects.create(
        year=draft.year, kind="function", code="201", name="一般公共服务支出", level=1
    )
    page = desk(clerk, draft)
    assert "科目中没有编码" in page
    assert "个项目）" not in page


def test_an_auditor_sees_the_section_and_nothing_to_change(
    client: Client, draft: Disclosure, overview: Overview
) -> None:
    user = User.objects.create_user("reader", is_staff=True)
    Role.objects.create(user=user, duty=Duty.AUDITOR)
    client.force_login(user)
    page = desk(client, draft)
    assert "预算绩效（2 个项目）" in page and "project/add/" not in page
