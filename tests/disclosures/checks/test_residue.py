"""Template residue: each word is found, and legitimate prose is left alone."""

import pytest

from disclosures import classification
from disclosures.checks import residue
from disclosures.checks.finding import Finding, Severity
from disclosures.document import text
from disclosures.document.tree import Document

PLACE = "一、总体情况"


def found(line: str) -> list[tuple[str, str]]:
    """(id, what) of every finding in one line."""
    findings = residue.check([(PLACE, line)])
    return [(f.id, f.message[len(PLACE) + 1 :].partition("，请改正：")[0]) for f in findings]


@pytest.mark.parametrize("word", residue.RESIDUE)
def test_every_word_is_found(word: str) -> None:
    ids = {id for id, _ in found(f"2020年决算{word}情况。")}
    assert "T01" in ids


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "收、支总计各增加/减少0万元，增长/下降0%。",
            [("T01", "留有范本文字“增加/减少”"), ("T01", "留有范本文字“增长/下降”")],
        ),
        ("小于预算数（或与预算数持平）的原因", [("T01", "留有范本文字“（或与预算数持平）”")]),
        ("其他用车主要是用于……", [("T01", "留有范本文字“用于…”")]),
        ("主要用于…。", [("T01", "留有范本文字“用于…”")]),
        ("XXX局2020年", [("T01", "留有范本文字“XXX”")]),
        ("目录 PAGEREF _Toc25831 h 3", [("T01", "留有范本文字“PAGEREF”")]),
        ("占4.97%。[image: image6]", [("T01", "留有范本文字“[image”")]),
        ("主要用于更新，列明公务用车购置数量。", [("T01", "留有范本文字“主要用于更新，列明”")]),
        ("列明接待批次、人次。", [("T01", "留有范本文字“列明”")]),
        ("（列明原因）", [("T01", "留有范本文字“（列明”")]),
        ("请列明原因", [("T01", "留有范本文字“请列明”")]),
        ("合计{total}", [("T01", "留有范本文字“{”"), ("T01", "留有范本文字“}”")]),
        ("支出决算数为178.81，完成预算", [("W01", "金额“决算数为178.81”没有单位")]),
        ("支出0.39万。", [("W01", "金额“支出0.39万”没有单位")]),
        ("本年收入合计1,228.97；", [("W01", "金额“合计1,228.97”没有单位")]),
        ("其中：项目支出57.95", [("W01", "金额“支出57.95”没有单位")]),
        ("比上年增长13.95。", [("W01", "比例“增长13.95”没有百分号")]),
        ("其中：基本支出占69.26；", [("W01", "比例“占69.26”没有百分号")]),
        ("厉行节约。。", [("W02", "标点“。。”重复")]),
        ("具体如下：。", [("W02", "标点“：。”重复")]),
        ("一般公共预算（类支出", [("W03", "有没有闭合的括号“（”")]),
        ("因公出国（境)费", [("W03", "有没有闭合的括号“（”")]),
    ],
)
def test_faulty_lines(line: str, expected: list[tuple[str, str]]) -> None:
    assert found(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "2020年收入2020年安排的资金。",
        "我单位收入2020、2021年均有增长，支出2019—2020年保持稳定。",
        "预算编制人数为7人，评价得分为85分。",
        "全市学校覆盖率为100%，带宽为200M及以上、“班班通”达100%。",
        "预算执行率为95.5，项目编号为12，电话为0825-2222222。",
        "支出2项，收入3笔，经费1次拨付。",
        "培训30万人次，图书5万册，支出5万元，收入0.39万元。",
        "支出178.81万元，占本年支出合计的94.85%，比上年下降51.75%。",
        "收入、支出决算总表见附表1。",
        "各项均未列明，不绘制图形。",
        "预算公开表已逐项列明支出内容，清单中列明规格和数量。",
        "厉行节约，减少开支。",
        "经费由财政增加或减少；增长、下降均按实际填列。",
        "1）完成培训；2）完成考试。",
        "《学校》（川教〔2020〕1号）、“三公”经费。",
        "（一）增加（较上年）的收入：5万元。",
        "“互联网+大平台”、IPTV、2.0版、C++",
        "占用房屋3间，占地5亩。",
    ],
)
def test_legitimate_prose(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize("year", [2020, 2022])
def test_official_names_and_explanations_are_no_residue(year: int) -> None:
    codes = classification.load(year)
    lists = (codes.function, codes.economic_department, codes.economic_government)
    lines = [
        (code.code, line) for one in lists for code in one for line in (code.name, code.explanation)
    ]
    assert residue.check(lines) == ()


def test_a_clean_document(demonstration: Document) -> None:
    assert residue.check(text.lines(demonstration)) == ()


def test_a_finding_says_where_and_what_to_do() -> None:
    long = "增加/减少" + "长" * 60
    assert residue.check([("第二部分", "支出决算数为178.81，完成"), ("三、支出", long)]) == (
        Finding(
            "W01",
            Severity.ERROR,
            "第二部分：金额“决算数为178.81”没有单位，请改正：支出决算数为178.81，完成",
        ),
        Finding(
            "T01",
            Severity.ERROR,
            f"三、支出：留有范本文字“增加/减少”，请改正：{long[:60]}…",
        ),
    )
