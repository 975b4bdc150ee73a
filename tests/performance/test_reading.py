"""Filled forms come back from a workbook as the projects they were made from."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from disclosures.document.tree import Document, Section
from disclosures.intake.workbook import Sheet, read_workbook
from disclosures.renderers import excel
from performance.forms.loader import form_names, load_form
from performance.layout import lay_out
from performance.reading import read_form, recognised
from performance.values import Nature, Project
from tests.performance.samples import (
    DAYING,
    PLANNED,
    TIANCHANG,
    WHOLE,
    indicator,
    money,
    project,
)

FORMS = [load_form(name) for name in form_names()]
SICHUAN = load_form("self_assessment_sichuan_2022")
NATIONAL = load_form("self_assessment_national_2020")
COMPLETION = load_form("completion_2018")


def sheet_of(of: Project, form: str) -> Sheet:
    """The project as our own workbook holds it."""
    block = lay_out(load_form(form), of, 2023, "自评表")
    part = Section("a", "第一部分", "附件", 0, (block,))
    document = Document(
        "某某单位2023年度部门决算", "某某单位", 2023, "final_accounts", "x", (part,)
    )
    (sheet,) = read_workbook(excel.render(document)).sheets
    return sheet


def typed(rows: list[list[object]]) -> Sheet:
    """A workbook of other hands."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    (sheet,) = read_workbook(stream.getvalue()).sheets
    return sheet


def scored(of: Project, points: str, total: str) -> Project:
    """``of`` with the scores that the printed form adds."""
    return replace(of, reported_points=Decimal(points), reported_total=Decimal(total))


def test_the_sichuan_form_comes_back() -> None:
    sheet = sheet_of(DAYING, "self_assessment_sichuan_2022")
    assert recognised(sheet, FORMS) == SICHUAN
    reading = read_form(sheet, SICHUAN)
    printed = tuple(replace(one, score=one.weight) for one in DAYING.indicators)
    assert reading.problems == ()
    assert reading.project == scored(replace(DAYING, indicators=printed), "10", "100")


def test_the_national_form_comes_back() -> None:
    sheet = sheet_of(TIANCHANG, "self_assessment_national_2020")
    assert recognised(sheet, FORMS) == NATIONAL
    reading = read_form(sheet, NATIONAL)
    assert reading.problems == ()
    # The form has no column for 指标性质: an equal sign is not printed, so it is not known.
    for found, known in zip(reading.project.indicators, TIANCHANG.indicators, strict=True):
        assert (found.levels, found.target, found.actual) == (
            known.levels,
            known.target,
            known.actual,
        )
    assert reading.project.indicators[-1].nature is Nature.AT_LEAST
    assert (reading.project.name, reading.project.unit) == ("水旱灾害防御经费", "天长市水利局")
    assert reading.project.funding == TIANCHANG.funding
    assert reading.project.completion == "完成年度目标。"


def test_the_form_without_scores_comes_back() -> None:
    of = project(
        indicator("项目完成指标", "数量指标", nature="", unit="", weight="", target="2万份"),
        indicator("效益指标", "社会效益", "素质", nature="", unit="", weight="", actual="提高"),
        funding={"total": money("", "13", "9.71"), "other": money("", "13", "9.71")},
        department="",
    )
    reading = read_form(sheet_of(of, "completion_2018"), COMPLETION)
    assert (reading.project, reading.problems) == (of, ())


@pytest.mark.parametrize(
    ("of", "form"), [(PLANNED, "targets_sichuan"), (WHOLE, "whole_targets_sichuan")]
)
def test_the_target_forms_of_sichuan_come_back(of: Project, form: str) -> None:
    sheet = sheet_of(of, form)
    assert recognised(sheet, FORMS) == load_form(form)
    reading = read_form(sheet, load_form(form))
    assert (reading.project, reading.problems, reading.unread) == (of, (), ())


def test_the_national_target_form_comes_back() -> None:
    funding = {"total": money("13.5"), "appropriation": money("13.5")}
    of = replace(PLANNED, code="", department="某某局", funding=funding)
    sheet = sheet_of(of, "targets_national")
    assert recognised(sheet, FORMS) == load_form("targets_national")
    reading = read_form(sheet, load_form("targets_national"))
    # The form has one cell for the target with its unit, and none for the weight.
    told = tuple(
        replace(one, target=f"{one.target}{one.unit}", unit="", weight=None)
        for one in of.indicators
    )
    assert (reading.project, reading.problems, reading.unread) == (
        replace(of, indicators=told),
        (),
        (),
    )


def test_several_projects_on_one_sheet_are_told() -> None:
    heads = ["单位名称", "项目名称", "预算数（万元）", "年度目标", "一级指标", "二级指标"]
    sheet = typed(
        [
            ["表6"],
            ["部门预算项目绩效目标表"],
            [*heads, "三级指标", "指标性质", "指标值", "度量单位", "权重"],
            ["某站", "甲", 10, "做甲", "产出指标", "数量指标", "台数", "≥", 3, "台", 90],
            ["某站", "乙", 10, "做甲", "产出指标", "数量指标", "台数", "≥", 3, "台", 90],
        ]
    )
    reading = read_form(sheet, load_form("targets_sichuan"))
    assert [str(problem) for problem in reading.problems] == [
        "B5：这一栏有几个不同的内容；请一个项目一个工作表"
    ]


def test_a_form_of_other_hands() -> None:
    """Other columns, labels with colons, levels merged, bare numbers, an own total."""
    sheet = typed(
        [
            ["项目支出绩效自评表"],
            ["（2022年度）"],
            ["项目名称", None, "水旱灾害防御经费"],
            ["主管部门：", None, "某局", None, "实施单位", "天长市水利局"],
            [
                "项目资金\n(万元)",
                None,
                None,
                "年初预算数",
                "全年预算数(A)",
                "全年执行数(B)",
                "分值",
                "执行率(B/A)",
                "得分",
            ],
            [None, "年度资金总额:", None, 880, "880.00", 879.5, 10, 0.999, 9.99],
            [None, "其中:本年财政拨款", None, 880, 880, 879.5, "-", None, "-"],
            ["年度总体目标", "预期目标", None, None, None, "实际完成情况"],
            [None, "完成防汛", None, None, None, "已完成"],
            [
                "绩效指标",
                "一级指标",
                "二级指标",
                "三级指标",
                "年度指标值",
                "实际完成值",
                "分值",
                "得分",
                "偏差原因分析及改进措施",
            ],
            [None, "产出指标(50分)", "数量指标", "指标1:改造项目", 1, 1, 10, 10],
            [None, None, None, "指标2:水价改革", "≥2个", "3个", 10, 10],
            [None, None, "质量指标", "……"],
            [
                None,
                "满意度指标(10分)",
                "服务对象满意度指标",
                "满意度",
                "≥90%",
                "100%",
                10,
                10,
                "无",
            ],
            ["总分", None, None, None, None, None, 100, 99.99],
            ["注：1.一级指标分值统一设置为"],
        ]
    )
    assert recognised(sheet, FORMS) == NATIONAL
    reading = read_form(sheet, NATIONAL)
    found = reading.project
    assert reading.problems == ()
    assert (found.name, found.department, found.unit) == (
        "水旱灾害防御经费",
        "某局",
        "天长市水利局",
    )
    assert found.funding == {
        "total": money("880", "880", "879.5"),
        "appropriation": money("880", "880", "879.5"),
    }
    assert (found.target, found.completion) == ("完成防汛", "已完成")
    assert [(one.levels, one.target, one.actual) for one in found.printed_indicators] == [
        (("产出指标", "数量指标", "改造项目"), "1", "1"),
        (("产出指标", "数量指标", "水价改革"), "2个", "3个"),
        (("满意度指标", "服务对象满意度指标", "满意度"), "90%", "100%"),
    ]
    assert (found.reported_points, found.reported_total) == (Decimal("9.99"), Decimal("99.99"))


def test_what_cannot_be_read_is_told_with_its_cell() -> None:
    sheet = typed(
        [
            ["部门预算项目支出绩效自评表"],
            ["项目名称", "甲"],
            [
                "预算",
                "年度预算数",
                "年初预算",
                "调整后预算数",
                "预算执行数",
                "预算执行率",
                "权重",
                "得分",
                "原因",
            ],
            [None, "总额", "三万", date(2023, 1, 1), 3, 1, 10, "满分"],
            [
                "绩效",
                "一级指标",
                "二级指标",
                "三级指标",
                "指标性质",
                "指标值",
                "度量单位",
                "完成值",
                "权重",
                "得分",
            ],
            [None, "产出指标", "数量指标", "台数", "约", 13, "台", date(2021, 12, 31), "九十", 90],
        ]
    )
    reading = read_form(sheet, SICHUAN)
    assert [str(problem) for problem in reading.problems] == [
        "C4：金额为“三万”，应为以万元为单位的数字",
        "D4：金额为“2023-01-01”，应为以万元为单位的数字",
        "H4：得分为“满分”，应为数字",
        "E6：指标性质“约”不对，应为≥、≤、=、>、<或定性",
        "I6：权重为“九十”，应为数字",
    ]
    (one,) = reading.project.indicators
    assert (one.target, one.actual) == ("13", "2021-12-31")


@pytest.mark.parametrize("rows", [[["收入支出决算总表"]], [[1, None]], [["备注", "无"]]])
def test_other_sheets_are_no_forms(rows: list[list[object]]) -> None:
    assert recognised(typed(rows), FORMS) is None
