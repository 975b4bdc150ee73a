"""预算绩效管理情况 in the wording of 上海市: whole sentences."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from disclosures.document.tree import Paragraph
from performance.overview import Overview
from performance.section import section
from performance.standard import read_standard
from tests.performance.samples import indicator, money, project

DATA: dict[str, Any] = {"form": "self_assessment_national_2021", "wording": "shanghai_2024"}
STANDARD = read_standard("shanghai", DATA)
WORDS = {"unit": "上海市普陀区财政局", "year": "2024", "entity": "部门", "document": "部门决算"}

COUNTS = {
    "with_targets": 4,
    "monitored": 4,
    "self_assessed": 4,
    "graded_excellent": 4,
    "graded_good": 0,
    "graded_pass": 0,
    "graded_fail": 0,
    "problems": 0,
    "mended": 0,
    "mending": 0,
}
AMOUNT = Decimal("5984200")

PUTUO = Overview(
    counts={name: Decimal(value) for name, value in COUNTS.items()},
    amounts=dict.fromkeys(("with_targets", "monitored", "self_assessed"), AMOUNT),
    average=Decimal("99.43"),
    systems="普陀区财政局预算绩效管理实施办法",
    mechanism="普陀区财政局",
)


def said(overview: Overview) -> str:
    blocks = section(STANDARD, overview, WORDS, 2024, 1)
    (told,) = [block.text for block in blocks if isinstance(block, Paragraph)]
    return told


BEGINNING = "上海市普陀区财政局2024年度预算绩效管理工作开展情况如下："
SYSTEMS = (
    "本部门建立了如下预算绩效管理制度：普陀区财政局预算绩效管理实施办法，"
    "建立了普陀区财政局的预算绩效管理工作机制；"
)
PROCESS = (
    "全过程绩效管理实施情况：编报绩效目标的2024年度项目4个，涉及预算金额598.42万元；"
    "绩效跟踪评价的2024年度项目4个，涉及预算金额598.42万元；"
    "绩效自评的2024年度项目4个，涉及预算金额598.42万元，平均得分99.43分"
)
GRADES = (
    "其中，绩效评级为“优”的项目4个；绩效评级为“良”的项目0个；绩效评级为“合格”的项目0个；"
    "绩效评级为“不合格”的项目0个"
)
PROBLEMS = "绩效自评中共发现问题0个，已经完成整改的0个，正在整改的0个"


def test_the_published_sentence() -> None:
    assert said(PUTUO) == f"{BEGINNING}{SYSTEMS}{PROCESS}（{GRADES}。{PROBLEMS}）。"


@pytest.mark.parametrize(
    ("without", "expected"),
    [
        ({"systems": "", "mechanism": ""}, f"{BEGINNING}{PROCESS}（{GRADES}。{PROBLEMS}）。"),
        (
            {"mechanism": ""},
            f"{BEGINNING}本部门建立了如下预算绩效管理制度：普陀区财政局预算绩效管理实施办法；"
            f"{PROCESS}（{GRADES}。{PROBLEMS}）。",
        ),
        (
            {"counts": {n: v for n, v in PUTUO.counts.items() if not n.startswith("graded")}},
            f"{BEGINNING}{SYSTEMS}{PROCESS}（{PROBLEMS}）。",
        ),
        (
            {"counts": {"with_targets": Decimal(4)}, "amounts": {}},
            f"{BEGINNING}{SYSTEMS}全过程绩效管理实施情况：编报绩效目标的2024年度项目4个。",
        ),
    ],
)
def test_what_is_not_known_is_left_out(without: dict[str, Any], expected: str) -> None:
    assert said(replace(PUTUO, **without)) == expected


def test_amounts_and_average_come_from_the_projects_where_all_are_entered() -> None:
    full = project(funding={"total": money("10", "12.5", "12.5")})
    half = project(indicator(), funding={"total": money("10", "7.5", "3.75")}, name="乙")
    counts = {name: Decimal(2) for name in ("with_targets", "self_assessed")}
    told = said(Overview((full, half), counts=counts))
    # 100 points, and 90 with half of the 10 points of the execution rate.
    assert told == (
        f"{BEGINNING}全过程绩效管理实施情况：编报绩效目标的2024年度项目2个，涉及预算金额20万元；"
        "绩效自评的2024年度项目2个，涉及预算金额20万元，平均得分97.5分。"
    )


def test_without_counts_the_prose_of_the_unit_stands() -> None:
    assert section(STANDARD, Overview(), WORDS, 2024, 1) == ()
