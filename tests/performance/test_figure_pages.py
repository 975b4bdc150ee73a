"""What the pages beside a published page say of the figures of 预算绩效."""

import pytest
from pytest_django.fixtures import Settings

from disclosures.facts import FactSheet
from disclosures.publication import publishing, rendering
from performance import demonstration
from performance.models import Funding, Management, Project
from tests.disclosures import drafts
from tests.disclosures.site.life import QUICK, Life
from tests.disclosures.site.test_figures import SENTENCES, lost_links, section
from tests.performance.conftest import FOLDER

pytestmark = pytest.mark.django_db

FORM = "figures/performance/index.html"

TRAINING = "全市电化教学和信息化教学教师培训"


@pytest.fixture
def life(settings: Settings, monkeypatch: pytest.MonkeyPatch, sheet: FactSheet) -> Life:
    """The demonstration in two years; in that of 2021 its second project is the only one.

    In that of 2020 less was spent on it according to the second version.
    """
    monkeypatch.setattr(rendering, "FORMATS", QUICK)
    monkeypatch.setattr(publishing, "refuse_standing", lambda *of: None)
    this = Life(drafts.loaded(settings), drafts.publisher())
    other = this.of_year(2021, sheet)
    demonstration.load(other.disclosure, FOLDER)
    Project.objects.filter(disclosure=other.disclosure).exclude(name=TRAINING).delete()
    other.publish()
    this.correct("执行数误填，按决算更正", lambda: _change(this))
    return this


def _change(life: Life) -> None:
    projects = Project.objects.filter(disclosure=life.disclosure, name=TRAINING)
    assert Funding.objects.filter(project__in=projects).update(executed="120000.00") == 2
    assert Management.objects.filter(disclosure=life.disclosure).update(with_targets=3) == 1


def test_a_figure_of_a_form_is_told_by_the_name_of_its_project(life: Life) -> None:
    """Its number is 2 in this document and 1 in that of 2021."""
    second = life.disclosure.publications.get(version=2)
    day = drafts.printed_time(second.published_at).split()[0]
    history = f"更正记录 第2版（{day}）：由{{}}改为{{}}；更正理由：执行数误填，按决算更正"
    printed = "、".join([f"{TRAINING}执行数"] * 3)
    assert section(life, FORM, "cell-2-executed") == (
        f"{TRAINING}执行数 年度 2020年度 准确数 120,000.00元 来源 按单位报送的数 印在 {printed}"
        " 其他年度 2021年度：137,000.00元，本年比它少17,000.00元 "
        + history.format("137,000.00元", "120,000.00元")
    )
    assert "其他年度" not in section(life, FORM, "cell-1-executed")
    assert section(life, FORM, "cell-counts-with_targets") == (
        "编制绩效目标的项目 年度 2020年度 准确数 3个 来源 按单位报送的数 印在 编制绩效目标的项目"
        " 其他年度 2021年度：2个，本年比它多1个 " + history.format("2个", "3个")
    )
    rate = "completion.2020-performance-2-executed.2020-performance-2-revised"
    name = f"{TRAINING}完成全年预算比例"
    assert section(life, SENTENCES, rate) == (
        f"{name} 年度 2020年度 公开数 87.59% 算法 其他数据：{TRAINING}执行数（120,000.00元） 除以 "
        f"其他数据：{TRAINING}全年预算数（137,000.00元），以百分数计 印在 {name}、{name}"
        " 其他年度 2021年度：100%，本年比它低12.41个百分点 " + history.format("100%", "87.59%")
    )
    assert lost_links(life) == []

    # Of two projects of one name none can be told in another year or version.
    Project.objects.filter(disclosure=life.disclosure).update(name=TRAINING)
    life.correct("项目名称误填，按批复更正", lambda: None)
    for place in ("cell-1-executed", "cell-2-executed"):
        said = section(life, FORM, place)
        assert "其他年度" not in said and "第3版" not in said
