"""Tests of the classification: the shipped lists and the reading of lists."""

import re
from collections.abc import Sequence

import pytest

from disclosures.classification import (
    Classification,
    ClassificationFileError,
    ClassificationKind,
    Code,
    Entry,
    UnknownCode,
    classify,
    load,
    parse_csv,
    parse_official,
    split_budgets,
)

FUNCTION = ClassificationKind.FUNCTION
HEADING = (
    "code,name,level,parent,budgets,valid_from,valid_to,seen_year,"
    "evidence,explanation,explanation_evidence"
)

# 公开01表 of 2020, in its order; 预备费 and 债务发行费用支出 are not in it.
ROWS_OF_TABLE_01 = [
    ("201", "一般公共服务支出"),
    ("202", "外交支出"),
    ("203", "国防支出"),
    ("204", "公共安全支出"),
    ("205", "教育支出"),
    ("206", "科学技术支出"),
    ("207", "文化旅游体育与传媒支出"),
    ("208", "社会保障和就业支出"),
    ("210", "卫生健康支出"),
    ("211", "节能环保支出"),
    ("212", "城乡社区支出"),
    ("213", "农林水支出"),
    ("214", "交通运输支出"),
    ("215", "资源勘探工业信息等支出"),
    ("216", "商业服务业等支出"),
    ("217", "金融支出"),
    ("219", "援助其他地区支出"),
    ("220", "自然资源海洋气象等支出"),
    ("221", "住房保障支出"),
    ("222", "粮油物资储备支出"),
    ("223", "国有资本经营预算支出"),
    ("224", "灾害防治及应急管理支出"),
    ("229", "其他支出"),
    ("231", "债务还本支出"),
    ("232", "债务付息支出"),
    ("234", "抗疫特别国债安排的支出"),
]

# What the unit of 2020 in the demonstration uses, with how well each wording is known.
EXPLANATIONS = {
    "2050102": (
        "反映行政单位（包括实行公务员管理的事业单位）未单独设置项级科目的其他项目支出。",
        "recalled",
    ),
    "2050199": ("反映除上述项目以外其他用于教育管理事务方面的支出。", "recalled"),
    "2050803": (
        "反映各部门安排的用于培训的支出。教育部门的师资培训，党校、行政学院等专业干部教育机构的支出，"
        "以及退役士兵、转业士官的培训支出，不在本科目反映。",
        "recalled",
    ),
    "2080502": ("反映事业单位开支的离退休经费。", "recalled"),
    "2080505": (
        "反映机关事业单位实施养老保险制度由单位缴纳的基本养老保险费支出。",
        "secondary",
    ),
    "2101102": (
        "反映财政部门安排的事业单位基本医疗保险缴费经费，未参加医疗保险的事业单位的公费医疗经费，"
        "按国家规定享受离休人员待遇的医疗经费。",
        "secondary",
    ),
    "2210201": (
        "反映行政事业单位按人力资源和社会保障部、财政部规定的基本工资和津贴补贴以及规定比例"
        "为职工缴纳的住房公积金。",
        "secondary",
    ),
}


# The shipped lists


def test_classes_of_2020_are_those_of_table_01() -> None:
    classes = [(code.code, code.name) for code in load(2020).function.children("")]
    assert [pair for pair in classes if pair[0] not in {"227", "233"}] == ROWS_OF_TABLE_01


@pytest.mark.parametrize(
    ("year", "names"),
    [
        (2018, ["文化体育与传媒支出", "医疗卫生与计划生育支出", None, None]),
        (2019, ["文化旅游体育与传媒支出", "卫生健康支出", "灾害防治及应急管理支出", None]),
        (
            2020,
            [
                "文化旅游体育与传媒支出",
                "卫生健康支出",
                "灾害防治及应急管理支出",
                "抗疫特别国债安排的支出",
            ],
        ),
    ],
)
def test_a_name_belongs_to_a_year(year: int, names: list[str | None]) -> None:
    function = load(year).function
    codes = [function.get(code) for code in ("207", "210", "224", "234")]
    assert [code and code.name for code in codes] == names


def test_nothing_stands_under_a_class_before_its_time() -> None:
    beginnings = {code.code[:3] for code in load(2018).function}
    assert "224" not in beginnings
    assert "234" not in beginnings


def test_the_shipped_rows_make_a_list_in_every_year() -> None:
    sizes = {len(load(year).function) for year in range(2000, 2019)}
    assert (sizes, len(load(2019).function), len(load(2040).function)) == ({1451}, 1501, 1522)


def test_path_goes_from_class_to_item() -> None:
    names = [code.name for code in load(2020).function.path("2050102")]
    assert names == ["教育支出", "教育管理事务", "一般行政管理事务"]


def test_parent_comes_from_the_column() -> None:
    function = load(2025).function
    assert function["2219899"].parent == "22198"
    assert [code.code for code in function.ancestors("2219899")] == ["221", "22198"]


@pytest.mark.parametrize("code", EXPLANATIONS)
def test_explanations(code: str) -> None:
    known = load(2020).function[code]
    assert (known.explanation, known.explanation_evidence) == EXPLANATIONS[code]


def test_every_explanation_reads_after_the_name_of_its_item() -> None:
    lists = load(2020)
    texts = [
        code.explanation
        for kind in ClassificationKind
        for code in lists.of(kind)
        if code.explanation
    ]
    assert [text for text in texts if not re.fullmatch(r"反映.+。", text)] == []


def test_confirmed_names() -> None:
    function = load(2020).function
    assert function["2080505"].confirmed
    assert not function["2050102"].confirmed


def test_budgets_of_a_code() -> None:
    lists = load(2020)
    assert lists.function["207"].budgets == ("一般公共预算", "政府性基金预算")
    assert lists.function["234"].budgets == ("政府性基金预算",)
    assert lists.economic_department["30101"].budgets == ()


def test_the_three_kinds() -> None:
    lists = load(2020)
    assert [
        (kind.label, lists.of(kind).kind, len(lists.of(kind))) for kind in ClassificationKind
    ] == [
        ("支出功能分类", ClassificationKind.FUNCTION, 1522),
        ("部门预算支出经济分类", ClassificationKind.ECONOMIC_DEPARTMENT, 110),
        ("政府预算支出经济分类", ClassificationKind.ECONOMIC_GOVERNMENT, 82),
    ]
    assert lists.economic_department["30213"].name == "维修（护）费"
    assert lists.economic_government["501"].name == "机关工资福利支出"


def test_load_reads_once() -> None:
    assert load(2020) is load(2020)


# One list


def small() -> Classification:
    codes = [
        Code("20502", "普通教育", 2, "205", "official"),
        Code("2050201", "学前教育", 3, "20502", "recalled"),
        Code("205", "教育支出", 1, "", "official"),
        Code("20501", "教育管理事务", 2, "205", "old-table"),
    ]
    return Classification(2021, {code.code: code for code in codes})


def test_iteration_is_in_code_order() -> None:
    assert [code.code for code in small()] == ["205", "20501", "20502", "2050201"]


def test_children_are_right_below() -> None:
    classification = small()
    assert [code.code for code in classification.children("205")] == ["20501", "20502"]
    assert classification.children("2050201") == ()


def test_find_by_name_is_exact() -> None:
    classification = small()
    assert [code.code for code in classification.find_by_name(" 普通教育 ")] == ["20502"]
    assert classification.find_by_name("教育") == ()
    assert len(load(2020).function.find_by_name("行政运行")) == 81


def test_unknown_code_names_code_kind_and_year() -> None:
    with pytest.raises(UnknownCode) as caught:
        small()["2059999"]
    assert str(caught.value) == (
        "2021年支出功能分类科目中没有编码“2059999”；请核对编码，或加载当年正式的政府收支分类科目"
    )
    assert small().get("2059999") is None
    assert "2059999" not in small()
    with pytest.raises(UnknownCode):
        small().path("2059999")


# Reading a file in the form of the shipped ones


def shipped_form(*rows: str) -> tuple[Entry, ...]:
    return parse_csv([HEADING, *rows], source="function.csv")


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        (["205,,1,,,,,,official,,"], [(2, "编码“205”没有名称")]),
        (
            [f"205,{'教' * 101},1,,,,,,official,,"],
            [(2, "编码“205”的名称有101个字，最多100个，请核对是否为说明")],
        ),
        (
            ["205,教育支出,2,,,,,,official,,"],
            [(2, "编码“205”的级次为2，按位数应为1（类）")],
        ),
        (
            ["20501,教育管理事务,2,205,,,,,official,,"],
            [(2, "编码“20501”的上级“205”不在表中")],
        ),
        (
            ["205,教育支出,1,,,,,,official,,", "205,教育支出,1,,,,,,official,,"],
            [(3, "编码“205”与第2行重复")],
        ),
        (
            ["205,教育支出,1,205,,,,,official,,"],
            [(2, "类级科目“205”不应有上级“205”")],
        ),
        (
            ["205,教育支出,1,,,,,,official,,", "2050102,一般行政管理事务,3,205,,,,,official,,"],
            [(3, "编码“2050102”的上级“205”应为款级科目")],
        ),
        (
            ["2050,教育支出,1,,,,,,official,,", "301,工资福利支出,1,,,,,,official,,"],
            [
                (2, "编码“2050”不对，支出功能分类的编码应为3、5、7位数字"),
                (3, "编码“301”不属于支出功能分类，其编码应以2开头"),
            ],
        ),
    ],
)
def test_a_list_that_is_none(rows: list[str], problems: list[tuple[int, str]]) -> None:
    with pytest.raises(ClassificationFileError) as caught:
        classify(shipped_form(*rows), source="function.csv", kind=FUNCTION, year=2020)
    assert list(caught.value.problems) == problems


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("205,教育支出,一,,,,,,official,,", "级次level“一”不对，应为1、2或3"),
        ("205,教育支出,1,,,明年,,,official,,", "起始年valid_from“明年”不对，应为四位年份或空"),
        (
            "205,教育支出,1,,,,,,sure,,",
            "evidence“sure”不对，应为official、old-table、secondary、recalled之一",
        ),
        (
            "205,教育支出,1,,,,,,official,反映教育。,",
            "explanation_evidence“”不对，"
            "有说明时应为official、old-table、secondary、recalled之一，没有说明时应为空",
        ),
        ("205,教育支出,1,,,,,,official,,,,", "单元格比表头的列多，请检查是否多了逗号"),
    ],
)
def test_a_line_that_cannot_be_read(row: str, problem: str) -> None:
    with pytest.raises(ClassificationFileError) as caught:
        shipped_form("201,一般公共服务支出,1,,,,,,official,,", row)
    assert str(caught.value) == f"function.csv 第3行：{problem}"


def test_a_missing_column() -> None:
    with pytest.raises(ClassificationFileError) as caught:
        parse_csv(["code,name,level,parent"], source="a.csv")
    assert str(caught.value) == (
        "a.csv 第1行：表头缺少列 valid_from、valid_to、evidence、explanation、explanation_evidence"
    )


def test_only_the_first_problems_are_spelled_out() -> None:
    rows = [f"2{number:02},,1,,,,,,official,," for number in range(25)]
    with pytest.raises(ClassificationFileError) as caught:
        classify(shipped_form(*rows), source="function.csv", kind=FUNCTION, year=2020)
    lines = str(caught.value).splitlines()
    assert len(lines) == 21
    assert lines[0] == "function.csv 第2行：编码“200”没有名称"
    assert lines[-1] == "另有5处问题，请改正以上各处后再试"


def test_budgets_are_parted_by_any_stop() -> None:
    assert split_budgets("一般公共预算;政府性基金预算；国有资本经营预算、其他") == (
        "一般公共预算",
        "政府性基金预算",
        "国有资本经营预算",
        "其他",
    )
    assert split_budgets("") == ()


# Reading an official list


def official(*rows: Sequence[str], kind: ClassificationKind = FUNCTION) -> Classification:
    return parse_official(rows, source="2026年科目.xlsx", kind=kind, year=2026)


def test_an_official_list() -> None:
    found = official(
        ("2026年政府收支分类科目",),
        (),
        ("科目编码", "科目 名称", "说明"),
        ("205", "教育支出", ""),
        ("20501.0", " 教育管理\n事务 "),
        ("", "", ""),
        ("２０５０１０２", "一般行政管理事务", "反映其他项目支出。"),
    )
    assert (found.year, found.kind) == (2026, FUNCTION)
    assert list(found) == [
        Code("205", "教育支出", 1, "", "official"),
        Code("20501", "教育管理事务", 2, "205", "official"),
        Code(
            "2050102",
            "一般行政管理事务",
            3,
            "20501",
            "official",
            "反映其他项目支出。",
            (),
            "official",
        ),
    ]


def test_an_official_list_may_name_parents_and_budgets() -> None:
    found = official(
        ("名称", "编码", "上级编码", "所属预算"),
        ("教育支出", "205", "", "一般公共预算"),
        ("甲", "20501", "205", "一般公共预算"),
        ("乙", "20502", "205", "一般公共预算；政府性基金预算"),
        ("丙", "2050101", "20502", ""),
    )
    assert found["2050101"].parent == "20502"
    assert found["20502"].budgets == ("一般公共预算", "政府性基金预算")


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        (
            [("编码", "名称"), ("205", "教育支出"), ("", "一般公共预算科目"), ("2 05", "甲")],
            [
                (3, "“一般公共预算科目”没有编码；如是小标题，请删去这一行"),
            ],
        ),
        (
            [
                ("编码", "名称"),
                ("205", "教育支出"),
                ("2 06", "甲"),
                ("2050102", "乙"),
                ("205", "丙"),
            ],
            [
                (3, "编码“2 06”不对，支出功能分类的编码应为3、5、7位数字"),
                (4, "编码“2050102”的上级“205”应为款级科目"),
                (5, "编码“205”与第2行重复"),
            ],
        ),
        (
            [("代号", "名称"), ("205", "教育支出")],
            [(1, "前20行中没有同时写有“编码”和“名称”的表头")],
        ),
        ([("编码", "名称")], [(1, "表头下面没有科目")]),
        ([], [(1, "前20行中没有同时写有“编码”和“名称”的表头")]),
        (
            [("编码", "名称", "编码", "名称"), ("205", "教育支出", "206", "科学技术支出")],
            [(1, "表头“编码”“名称”出现多次，请把并排的各栏改为上下排列")],
        ),
    ],
)
def test_an_official_list_with_faults(
    rows: list[tuple[str, ...]], problems: list[tuple[int, str]]
) -> None:
    with pytest.raises(ClassificationFileError) as caught:
        official(*rows)
    assert list(caught.value.problems) == problems


def test_an_economic_list_ends_at_the_second_level() -> None:
    with pytest.raises(ClassificationFileError) as caught:
        official(
            ("编码", "名称"),
            ("301", "工资福利支出"),
            ("3010101", "甲"),
            kind=ClassificationKind.ECONOMIC_DEPARTMENT,
        )
    assert str(caught.value) == (
        "2026年科目.xlsx 第3行：编码“3010101”不对，部门预算支出经济分类的编码应为3、5位数字"
    )
