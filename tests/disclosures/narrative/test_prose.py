"""Text by the unit: lines, headings, and what becomes of everything else."""

import pytest

from disclosures.narrative.prose import Line, clause, lines, one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        (" \n\t\n", ()),
        ("一段。", (Line("一段。"),)),
        (
            "第一段。\n\n第二段。\r\n第三段。",
            (Line("第一段。"), Line("第二段。"), Line("第三段。")),
        ),
        ("一、基本概况", (Line("一、基本概况", 1),)),
        ("十二、基本概况", (Line("十二、基本概况", 1),)),
        ("（一）机构组成", (Line("（一）机构组成", 2),)),
        ("一、做好服务。", (Line("一、做好服务。"),)),
        ("（一）做好服务；", (Line("（一）做好服务；"),)),
        ("一、以下各项：", (Line("一、以下各项："),)),
        ("一、", (Line("一、"),)),
        ("1.做好服务", (Line("1.做好服务"),)),
        ("一是做好服务", (Line("一是做好服务"),)),
        ("(一)机构组成", (Line("(一)机构组成"),)),
        ("一、" + "长" * 38, (Line("一、" + "长" * 38, 1),)),
        ("一、" + "长" * 39, (Line("一、" + "长" * 39),)),
        ("a\u2028b", (Line("a"), Line("b"))),
        (
            "某专项经费情况说明\n\n一、项目概述\n概述\n二、立项依据",
            (
                Line("某专项经费情况说明", title=True),
                Line("一、项目概述", 1),
                Line("概述"),
                Line("二、立项依据", 1),
            ),
        ),
        ("概述如下：\n一、背景", (Line("概述如下："), Line("一、背景", 1))),
        ("长" * 41 + "\n一、背景", (Line("长" * 41), Line("一、背景", 1))),
        ("总说明\n一、做好服务。", (Line("总说明"), Line("一、做好服务。"))),
        ("（二）其他\n一、背景", (Line("（二）其他", 2), Line("一、背景", 1))),
        ("<h1>{unit}</h1>", (Line("<h1>{unit}</h1>"),)),
    ],
)
def test_lines(text: str, expected: tuple[Line, ...]) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  两端  空白 ", "两端 空白"),
        ("换\n行\r\n和\t制表", "换 行 和 制表"),
        ("\u3000\u3000全角空白", "全角空白"),
        ("控\x00制\x1b符", "控制符"),
        ("零\u200b宽\ufeff和\u202e反向", "零宽和反向"),
        ("半个\ud800字符", "半个字符"),
        ("\n", ""),
    ],
)
def test_one_line(text: str, expected: str) -> None:
    assert one_line(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("厉行节约", "厉行节约"),
        ("厉行节约。", "厉行节约"),
        ("厉行节约；。 ", "厉行节约"),
        ("，厉行\n节约.", "厉行 节约"),
        ("一是人员增加。二是政策调整。", "一是人员增加。二是政策调整"),
        ("节约（含差旅）", "节约（含差旅）"),
        ("。。", ""),
    ],
)
def test_clause(text: str, expected: str) -> None:
    assert clause(text) == expected
