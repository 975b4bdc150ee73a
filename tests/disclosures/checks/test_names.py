"""Names, codes and years in the unit's own words: what is wrong is told, what is right is not."""

from dataclasses import replace

import pytest

from disclosures.checks import names
from disclosures.checks.context import Context, Member
from disclosures.checks.unit_names import misnamed
from disclosures.classification import ClassificationKind, former_names
from tests.disclosures.checks.contexts import key, planted

DUTIES = "“主要职能”的文字："


def found(context: Context, line: str) -> list[tuple[str, str]]:
    """(id, message) of the findings when the unit writes ``line`` as its duties."""
    findings = list(names.check(planted(context, texts={"prose/duties": line})))
    assert {finding.texts for finding in findings} <= {(key("prose/duties"),)}
    return [(f.id, f.message.removeprefix(DUTIES)) for f in findings]


def test_clean_data(putuo_context: Context, demonstration_context: Context) -> None:
    assert list(names.check(putuo_context)) == []
    assert list(names.check(demonstration_context)) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "医疗卫生与计划生育支出用于职工医保。",
            "2024年的支出功能分类没有“医疗卫生与计划生育支出”这一类",
        ),
        (
            "文化体育与传媒支出（类）",
            "2024年的支出功能分类没有“文化体育与传媒支出（类）”",
        ),
        ("安排教育（类）资金。", "2024年的支出功能分类没有“安排教育（类）”"),
        ("教育（类）", "2024年的支出功能分类没有“教育（类）”，应为“教育支出（类）”"),
        (
            "教育支出（类）进修和培训（款）",
            "2024年的支出功能分类没有“进修和培训（款）”",
        ),
        (
            "机关职业年金（项）",
            "2024年的支出功能分类没有“机关职业年金（项）”",
        ),
        (
            "2080505机关事业单位职业年金缴费支出",
            "“2080505机关事业单位职业年金缴费支出”的编码与名称不符："
            "2024年科目中2080505是“机关事业单位基本养老保险缴费支出”",
        ),
        (
            "2099901住房公积金",
            "“2099901住房公积金”的编码与名称不符：2024年科目中没有编码2099901",
        ),
        (
            "30102基本工资和30101基本工资",
            "“30102基本工资”的编码与名称不符：2024年科目中30102是“津贴补贴”",
        ),
    ],
)
def test_wrong_names_of_subjects(line: str, message: str, putuo_context: Context) -> None:
    expected = [("N06", message)]
    if line.startswith("文化体育与传媒支出"):
        expected.insert(0, ("N06", "2024年的支出功能分类没有“文化体育与传媒支出”这一类"))
    assert found(putuo_context, line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "教育支出（类）进修及培训（款）培训支出（项）用于培训。",
        "用于社会保障和就业支出（类）行政事业单位养老支出（款）。",
        "医疗卫生与计划生育工作、文化体育事业。",
        "《2018年医疗卫生与计划生育支出（类）使用办法》",
        "2080505机关事业单位基本养老保险缴费支出，30101基本工资。",
        "全年培训320人次，建成333间教室，208个教学班，301医院，200平方米。",
    ],
)
def test_right_names_of_subjects(line: str, putuo_context: Context) -> None:
    assert found(putuo_context, line) == []


def test_a_name_abolished_later_was_right_before(demonstration_context: Context) -> None:
    line = "卫生健康支出（类）"
    assert found(demonstration_context, line) == []


@pytest.mark.parametrize(
    ("year", "names"),
    [
        (
            2018,
            (
                "卫生健康支出",
                "抗疫特别国债安排的支出",
                "文化旅游体育与传媒支出",
                "灾害防治及应急管理支出",
            ),
        ),
        (2020, ("医疗卫生与计划生育支出", "文化体育与传媒支出")),
    ],
)
def test_names_that_are_not_of_the_year(year: int, names: tuple[str, ...]) -> None:
    assert former_names(ClassificationKind.FUNCTION, year, 1) == names


# ---- N17 ----------------------------------------------------------------------------------------

OWN = "上海市普陀区财政局"


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("上海市普陀区财政局2024年；上海市普陀区财故局的职责", "上海市普陀区财故局"),
        ("上海市普驼区财政局主管财政。", "上海市普驼区财政局"),
        ("上海市财政局2024年度部门决算", "上海市财政局"),
        ("普陀区财政局部门决算包括本级", "普陀区财政局"),
        ("普陀区财政局", "普陀区财政局"),
        ("上海市普陀区商务委员会2024年度收支", "上海市普陀区商务委员会"),
        ("上海市普陀区商务委员会", "上海市普陀区商务委员会"),
    ],
)
def test_wrong_names_of_the_unit(line: str, wrong: str) -> None:
    assert list(misnamed(line, OWN, ("上海市普陀区商务委员会",))) == [wrong]


@pytest.mark.parametrize(
    "line",
    [
        "上海市普陀区财政局2024年度部门决算",
        "本部门制定了普陀区财政局预算绩效管理实施办法。",
        "根据上海市财政局的部署，会同上海市普陀区商务委员会开展工作。",
        "上海市普陀区财政局财政所2024年并入本级。",
        "上海市普陀区商务委员会2024年工作要点已经落实。",
        "上海市普陀区税务局、上海市静安区财政局",
        "主管全区财政工作，财政局2024年",
    ],
)
def test_names_that_are_no_mistake(line: str) -> None:
    others = ("上海市普陀区商务委员会", "上海市普陀区财政局财政所", "上海市普陀区税务局")
    assert list(misnamed(line, OWN, others)) == []


def test_units_of_a_department_are_its_own(putuo_context: Context) -> None:
    name = "上海市普陀区国库收付中心"
    line = f"{name}2024年度单位决算"
    message = f"单位名称写作“{name}”，应为“{OWN}”"
    outside = planted(putuo_context, other_names=(name,))
    assert found(outside, line) == [("N17", message)]
    member = Member(name, "institution", None)
    assert found(planted(putuo_context, other_names=(name,), members=(member,)), line) == []


@pytest.mark.parametrize(
    ("own", "line"),
    [
        ("城关镇第一中心小学", "城关镇第二中心小学"),
        ("东城区教育局", "西城区教育局"),
        ("某县档案馆", "某县美术馆"),
    ],
)
def test_signs_that_tell_units_apart_are_no_slips(own: str, line: str) -> None:
    assert list(misnamed(f"会同{line}办理。", own)) == []


def test_the_unit_under_another_authority() -> None:
    line = "四川省遂宁市教育局电教教仪站机关运行经费，遂宁市教育局管辖的遂宁市电教教仪站"
    assert list(misnamed(line, "遂宁市电教教仪站")) == ["四川省遂宁市教育局电教教仪站"]


def test_a_region_of_one_part_is_never_left_out() -> None:
    assert list(misnamed("电教教仪站2020年度部门决算", "遂宁市电教教仪站")) == []


# ---- N18 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2022年度部门决算情况", "“2022年度部门决算”的年份应为2024年，与上年比较的应为2023年"),
        ("与2022年相比，收入增加。", "“与2022年相比”的年份应为上年（2023年）"),
        ("支出比2024年减少。", "“比2024年减”的年份应为上年（2023年）"),
        ("“三公”经费支出较2021年度略有下降", "“较2021年度略有”的年份应为上年（2023年）"),
        ("截至2023年12月31日，共有车辆", "“截至2023年12月31日”的年份应为2024年"),
        ("截止2023年底，完成", "“截止2023年底”的年份应为2024年"),
    ],
)
def test_wrong_years(line: str, message: str, putuo_context: Context) -> None:
    assert found(putuo_context, line) == [("N18", message)]


@pytest.mark.parametrize(
    "line",
    [
        "2024年度部门决算与2023年度决算相比，支出比2023年减少。",
        "《关于2022年度部门决算的通知》（财办〔2022〕1号）",
        "2025年预算编制工作已经开始，2025年6月30日完成。",
        "学生人数与2019年相比增加。",
        "截至2024年12月31日、截至2024年底、截至2023年6月。",
    ],
)
def test_right_years(line: str, putuo_context: Context) -> None:
    assert found(putuo_context, line) == []


def test_the_same_mistake_in_a_text_is_told_once(putuo_context: Context) -> None:
    assert found(putuo_context, "截至2023年底，完成。\n截至2023年底，共有。") == [
        ("N18", "“截至2023年底”的年份应为2024年")
    ]


def test_a_budget_counts_what_stood_at_the_end_of_last_year(putuo_context: Context) -> None:
    budget = replace(putuo_context, standard=replace(putuo_context.standard, kind="budget"))
    lines = ("截至2023年底，共有车辆。", "截至2024年底，共有车辆。")
    assert [list(names.years(line, budget)) for line in lines] == [
        [],
        [("N18", "“截至2024年底”的年份应为2023年")],
    ]


def test_reasons_and_uses_are_read_too(putuo_context: Context) -> None:
    reason = "reason/agency_operating"
    context = planted(putuo_context, texts={reason: "经费支出比2021年增加"})
    assert [(f.id, f.message, f.texts) for f in names.check(context)] == [
        (
            "N18",
            "“机关运行经费支出”与上年相比的增减原因：“比2021年增”的年份应为上年（2023年）",
            (key(reason),),
        )
    ]
