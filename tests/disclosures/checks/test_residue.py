"""Template residue: each word is found, and legitimate prose is left alone."""

import pytest

from disclosures import classification
from disclosures.checks import residue
from disclosures.checks.finding import Finding, Severity
from disclosures.document import text
from disclosures.document.tree import Document
from disclosures.narrative.scope import TextKey, Texts

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
        ("因公出国（境)费", [("W03", "括号“（境)”一半全角一半半角")]),
        ("公用经费(办公费", [("W03", "有没有闭合的括号“(”")]),
        ("公用经费）办公费", [("W03", "括号“）”没有开头")]),
        (
            "预算(含（境）费）",
            [("W03", "括号“(含（境）费）”一半全角一半半角")],
        ),
        ("教育支出(类)", [("W04", "中文中的括号“(类)”应为全角")]),
        ("教育支出(类)进修及培训(款)", [("W04", "中文中的括号“(类)”应为全角")]),
        (
            "（图1：收支变动情况图）（柱状图）",
            [
                ("T01", "留有范本文字“（柱状图）”"),
                ("T01", "留有范本文字“（图1：收支变动情况图）”"),
            ],
        ),
        ("（个别单位公开范本）", [("T01", "留有范本文字“单位公开范本”")]),
        ("（500字以内）", [("T01", "留有范本文字“（500字以内）”")]),
        ("安排N万元，占N%。", [("T01", "留有占位符“N万元”"), ("T01", "留有占位符“N%”")]),
        ("xx局2020年", [("T01", "留有占位符“xx”")]),
        ("其他收入0万元，占*0%", [("T01", "留有范本文字“占*”")]),
        ("编号____号", [("T01", "留有占位符“____”")]),
        ("合计#REF!", [("T01", "留有范本文字“#REF!”")]),
        ("错误!未找到引用源。", [("T01", "留有范本文字“错误!未”")]),
        ("工作None", [("T01", "留有范本文字“None”")]),
        ("目前，上述活动正在进行之中。", [("T02", "年度报告中有当年未完的说法“正在进行之中”")]),
        ("公开时间：44561", [("L01", "日期成了电子表格的序号“44561”")]),
        ("截至44196，共有车辆", [("L01", "日期成了电子表格的序号“44196”")]),
        ("44561", [("L01", "日期成了电子表格的序号“44561”")]),
        ("301 2\t津贴补贴\t5.00", [("L01", "科目编码断成了“301 2”")]),
        ("208 05 05", [("L01", "科目编码断成了“208 05”")]),
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
        "（1）完成培训；a）完成考试；一）完成验收。",
        "使用Python(3.11)和IPTV(NBN)平台，见f(x)。",
        "支出45000元，培训44561人次，编号44561号，面积44561.5平方米。",
        "完成1）2）两项；接待来访208人次，购置301 台（套）。",
        "各项工作正在推进，明年完成验收。",
        "CNN%的报道；BN万元。",
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
            fix="请在数字后补上“万元”或“%”",
        ),
        Finding(
            "T01",
            Severity.ERROR,
            f"三、支出：留有范本文字“增加/减少”，请改正：{long[:60]}…",
            fix="请删去或改写范本的提示文字、占位符和未选用的措辞",
        ),
    )


# ---- the text it comes from ---------------------------------------------------------------------

REASON = TextKey("reason", "total")
DUTIES = TextKey("prose", "duties")
OTHER = TextKey("prose", "organisation")


def keys_of(lines: list[tuple[str, str]], texts: Texts) -> list[tuple[str, tuple[TextKey, ...]]]:
    return [(f.id, f.texts) for f in residue.check(lines, texts)]


def test_a_finding_leads_to_the_text_of_the_unit() -> None:
    texts = Texts(
        {REASON: "增加/减少人员。"},
        {"duties": "一、职能\n  XX局负责（教育\n", "organisation": "好。"},
    )
    lines = [(PLACE, "收、支总计各减少5万元。主要原因是增加/减少人员。"), (PLACE, "XX局负责（教育")]
    assert keys_of(lines, texts) == [("T01", (REASON,)), ("T01", (DUTIES,)), ("W03", (DUTIES,))]


def test_a_fault_of_the_standard_leads_to_no_text() -> None:
    texts = Texts({REASON: "人员减少"})
    lines = [(PLACE, "各增加/减少5万元。主要原因是人员减少。")]
    assert keys_of(lines, texts) == [("T01", ())]


def test_the_same_words_in_two_texts_lead_to_both() -> None:
    texts = Texts({}, {"duties": "XX局", "organisation": "XX局"})
    assert keys_of([(PLACE, "XX局")], texts) == [("T01", (DUTIES, OTHER))]


@pytest.mark.parametrize("stop", ["；", "，", "、"])
def test_a_text_that_stops_in_the_middle(stop: str) -> None:
    texts = Texts({}, {"duties": f"一是培训；\n二是考试{stop}\n", "organisation": "好；\n好。"})
    lines = [(PLACE, "一是培训；"), (PLACE, f"二是考试{stop}"), (PLACE, "好；"), (PLACE, "好。")]
    assert residue.check(lines, texts) == (
        Finding(
            "W02",
            Severity.ERROR,
            f"{PLACE}：以“{stop}”结尾，话没有说完，请改正：二是考试{stop}",
            fix="请删去多余的标点，或把话补完",
            texts=(DUTIES,),
        ),
    )
