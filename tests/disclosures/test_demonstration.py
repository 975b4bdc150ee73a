"""The demonstration, figure by figure: what the published original says, without its errors.

The sentences are compared whole. The errors are those proven in the original, numbered 1 to 13.
"""

import io
import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from disclosures.checks import identities, residue
from disclosures.checks.finding import Severity
from disclosures.document.text import lines
from disclosures.document.tree import ChartBlock, Document, Paragraph
from disclosures.facts import FactSheet
from disclosures.renderers import data, excel, html, pdf, text
from disclosures.standards.model import Standard
from disclosures.tables import Cell

SENTENCES = (
    "2020年度收、支总计244.24万元。与2019年相比，收、支总计各减少357.3万元，下降59.4%。"
    "主要变动原因是财政拨款收、支总计减少。",
    "2020年本年收入合计228.97万元，其中：一般公共预算财政拨款收入219.26万元，占95.76%；"
    "政府性基金预算财政拨款收入0万元，占0%；上级补助收入0万元，占0%；事业收入0万元，占0%；"
    "经营收入0万元，占0%；附属单位上缴收入0万元，占0%；其他收入9.71万元，占4.24%。",
    "2020年本年支出合计188.52万元，其中：基本支出130.57万元，占69.26%；"
    "项目支出57.95万元，占30.74%；上缴上级支出0万元，占0%；经营支出0万元，占0%；"
    "对附属单位补助支出0万元，占0%。",
    "2020年财政拨款收、支总计234.53万元。与2019年相比，财政拨款收、支总计各减少352.33万元，"
    "下降60.04%。主要变动原因是厉行节约。",
    "2020年一般公共预算财政拨款支出178.81万元，占本年支出合计的94.85%。与2019年相比，"
    "一般公共预算财政拨款支出减少191.78万元，下降51.75%。"
    "主要变动原因是2020年疫情有部分项目未完成。",
    "2020年一般公共预算财政拨款支出178.81万元，主要用于以下方面：教育支出（类）149.88万元，占83.82%；"
    "社会保障和就业支出（类）16.01万元，占8.95%；卫生健康支出（类）4.03万元，占2.25%；"
    "住房保障支出（类）8.89万元，占4.97%。",
    "2020年一般公共预算支出决算数为178.81万元，完成全年预算76.24%，决算数小于预算数。其中：",
    "1.教育支出（类）教育管理事务（款）一般行政管理事务（项）：支出决算为48.24万元，完成全年预算52.28%，"
    "决算数小于预算数的主要原因是2020年疫情有部分项目未完成。",
    "2.教育支出（类）教育管理事务（款）其他教育管理事务支出（项）：支出决算为101.64万元，"
    "完成全年预算99.59%，决算数小于预算数的主要原因是2020年疫情有部分项目未完成。",
    "3.教育支出（类）进修及培训（款）培训支出（项）：支出决算为0万元，完成全年预算0%，"
    "决算数小于预算数的主要原因是2020年疫情有部分项目未完成。",
    "4.社会保障和就业支出（类）行政事业单位养老支出（款）事业单位离退休（项）："
    "支出决算为8.77万元，完成全年预算100%，决算数与预算数持平。",
    "5.社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）："
    "支出决算为7.23万元，完成全年预算100%，决算数与预算数持平。",
    "6.卫生健康支出（类）行政事业单位医疗（款）事业单位医疗（项）：支出决算为4.03万元，"
    "完成全年预算76.04%，决算数小于预算数的主要原因是冲减往年款项。",
    "7.住房保障支出（类）住房改革支出（款）住房公积金（项）：支出决算为8.89万元，完成全年预算100%，"
    "决算数与预算数持平。",
    "2020年一般公共预算财政拨款基本支出130.57万元，其中：",
    "人员经费103.83万元。",
    "日常公用经费26.74万元。",
    "2020年“三公”经费财政拨款支出决算为0.39万元，完成全年预算78%，决算数小于预算数的主要原因是厉行节约。",
    "2020年“三公”经费财政拨款支出决算中，因公出国（境）费支出决算0万元，占0%；"
    "公务用车购置及运行维护费支出决算0万元，占0%；公务接待费支出决算0.39万元，占100%。具体情况如下：",
    "1.因公出国（境）经费支出0万元。全年安排因公出国（境）团组0次，出国（境）0人。"
    "因公出国（境）支出决算与2019年决算数持平。",
    "2.公务用车购置及运行维护费支出0万元。公务用车购置及运行维护费支出决算与2019年决算数持平。其中：",
    "公务用车购置支出0万元。全年更新购置公务用车0辆。截至2020年12月底，单位共有公务用车0辆。",
    "公务用车运行维护费支出0万元。",
    "3.公务接待费支出0.39万元，完成全年预算78%，决算数小于预算数。"
    "公务接待费支出决算比2019年增加0.23万元，增长143.75%。主要原因是接待业务增加。",
    "国内公务接待支出0.39万元，主要用于执行公务、开展业务活动开支的交通费、住宿费、用餐费等。"
    "国内公务接待4批次，48人次（不包括陪同人员），共计支出0.39万元，具体内容包括："
    "接待四川西部经济文化研究院调研568元；成都师范学院来遂督导调研791元；"
    "接待省教育馆调研影视工作940元；接待潼南教育委员会赴遂交流学习1600元。",
    "外事接待支出0万元。",
    "2020年无政府性基金预算财政拨款支出。",
    "2020年无国有资本经营预算财政拨款支出。",
    "2020年，遂宁市电教教仪站无机关运行经费支出，与2019年决算数持平。",
    "2020年，遂宁市电教教仪站无政府采购支出。",
    "截至2020年12月31日，遂宁市电教教仪站共有车辆0辆，单价50万元以上通用设备0台（套），"
    "单价100万元以上专用设备0台（套）。",
)

ITEMS = (
    "教育支出（类）教育管理事务（款）一般行政管理事务（项）",
    "教育支出（类）教育管理事务（款）其他教育管理事务支出（项）",
    "教育支出（类）进修及培训（款）培训支出（项）",
    "社会保障和就业支出（类）行政事业单位养老支出（款）事业单位离退休（项）",
    "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）",
    "卫生健康支出（类）行政事业单位医疗（款）事业单位医疗（项）",
    "住房保障支出（类）住房改革支出（款）住房公积金（项）",
)

KNOWN_ERRORS = (
    (1, r"占本年支出合计的100%"),
    (2, r"4\.98%"),
    (3, r"74\.6%"),
    (4, r"完成预算[\d.]"),
    (5, r"125\.27|214\.7(?!\d)|财政拨款支出188\.52"),
    (6, r"三公”经费[^。]*(?:未超|较上年[^。]*减少)"),
    (7, r"主要包括：[^。]*(?:因公出国|公务用车运行|离休费|取暖费)"),
    (
        8,
        r"增加/减少|增长/下降|（或与预算数持平）|主要用于…|（具体工作）|其他用车主要是|\[image|……|柱状图",
    ),
    (
        9,
        r"^(?:收入支出决算总体情况说明|国有资本经营预算支出决算情况说明|名词解释|部门整体预算绩效管理情况)$",
    ),
    (10, r"178\.81，|占\*|\((?:类|款|项|境)\)"),
    (
        11,
        r"教育局电教教仪站|(?<!遂宁)市电教|[；、。]教育（类）|[；、。]卫生健康（类）|医疗卫生与计划生育",
    ),
    (13, r"目前，|正在进行之中"),
)


@pytest.fixture(scope="module")
def texts(demonstration: Document) -> Mapping[str, str]:
    """Every output as text, without any blanks."""
    process = subprocess.run(
        ["pdftotext", "-raw", "-", "-"],
        input=pdf.render(demonstration),
        capture_output=True,
        check=True,
    )
    page = re.sub(r"<(style|script)[^>]*>.*?</\1>", "", html.render(demonstration).decode())
    outputs = {
        "page": _unescaped(re.sub(r"<[^>]+>", "\n", page)),
        "pdf": process.stdout.decode(),
        "text": text.render(demonstration).decode(),
        "json": _json_text(data.render(demonstration)),
        "workbook": _workbook_text(excel.render(demonstration)),
    }
    return outputs


def _unescaped(page: str) -> str:
    return page.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")


def _json_text(content: bytes) -> str:
    def strings(value: object) -> list[str]:
        if isinstance(value, dict):
            return [item for below in value.values() for item in strings(below)]
        if isinstance(value, list):
            return [item for below in value for item in strings(below)]
        return [str(value)]

    return "\n".join(strings(json.loads(content)))


def _workbook_text(content: bytes) -> str:
    book = load_workbook(io.BytesIO(content), data_only=True)
    return "\n".join(
        str(value)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for value in row
        if value is not None
    )


def _squeezed(text: str) -> str:
    """Without blanks, and without the page numbers that stand between two pages."""
    return re.sub(r"\s+", "", re.sub(r"—\s*[\dIVX]+\s*—", "", text))


def test_every_sentence_of_the_narrative(demonstration: Document) -> None:
    part = demonstration.parts[1]
    said = [
        block.text
        for section in part.walk()
        for block in section.blocks
        if isinstance(block, Paragraph) and section.title != "预算绩效管理情况"
    ]
    assert said == list(SENTENCES)


def test_the_outputs_say_the_same(texts: Mapping[str, str]) -> None:
    for output in ("page", "pdf", "text", "json"):
        squeezed = _squeezed(texts[output])
        missing = [sentence for sentence in SENTENCES if _squeezed(sentence) not in squeezed]
        assert missing == [], output


def test_the_outputs_print_the_same_tables(
    demonstration: Document, texts: Mapping[str, str]
) -> None:
    book = load_workbook(io.BytesIO(excel.render(demonstration)), data_only=True)
    for table, sheet in zip(demonstration.tables(), book, strict=True):
        printed = sorted(cell.text for row in table.body for cell in row if cell.figure is not None)
        numbers = sorted(
            f"{Decimal(repr(cell.value)):,.2f}"
            for row in sheet.iter_rows()
            for cell in row
            if cell.number_format == "#,##0.00" and cell.value is not None
        )
        assert numbers == printed, table.title
        for output in ("page", "pdf", "text", "json"):
            absent = [amount for amount in printed if amount not in texts[output]]
            assert absent == [], (output, table.title)


def test_none_of_the_known_errors(texts: Mapping[str, str]) -> None:
    for output, content in texts.items():
        found = [
            (number, match.group())
            for number, pattern in KNOWN_ERRORS
            for match in re.finditer(pattern, content, re.MULTILINE)
        ]
        assert found == [], output


def test_no_residue_anywhere(demonstration: Document, texts: Mapping[str, str]) -> None:
    assert residue.check(lines(demonstration)) == ()
    for output in ("page", "pdf", "workbook"):
        for line in texts[output].splitlines():
            words = [word for word in residue.RESIDUE if len(word) > 1 and word in line]
            assert words == [], (output, line)


def test_every_item_is_explained(demonstration: Document) -> None:
    glossary = [
        block.text for block in demonstration.parts[2].blocks if isinstance(block, Paragraph)
    ]
    explained = [re.sub(r"^\d+\.", "", entry).split("：")[0] for entry in glossary]
    assert [name for name in explained if name.endswith("（项）")] == list(ITEMS)
    assert [entry for entry in glossary if entry.endswith("：")] == []


def test_reasons_are_not_repeated_for_the_three_falls() -> None:
    reasons = [
        match
        for sentence in SENTENCES
        for match in re.findall(r"主要变动原因是([^。]+)。", sentence)
    ]
    assert len(reasons) == len(set(reasons)) == 3


def test_one_name_for_the_unit(texts: Mapping[str, str]) -> None:
    named = set(re.findall(r"[一-鿿]{0,8}电教教仪站", texts["text"]))
    assert {name[-9:] for name in named} == {"遂宁市电教教仪站"[-9:]}


def test_numbering_is_whole(demonstration: Document) -> None:
    assert [part.heading for part in demonstration.parts] == [
        "第一部分 部门概况",
        "第二部分 2020年度部门决算情况说明",
        "第三部分 名词解释",
        "第四部分 附件",
        "第五部分 附表",
    ]
    assert [section.heading for section in demonstration.parts[1].sections] == [
        "一、收入支出决算总体情况说明",
        "二、收入决算情况说明",
        "三、支出决算情况说明",
        "四、财政拨款收入支出决算总体情况说明",
        "五、一般公共预算财政拨款支出决算情况说明",
        "六、一般公共预算财政拨款基本支出决算情况说明",
        "七、“三公”经费财政拨款支出决算情况说明",
        "八、政府性基金预算支出决算情况说明",
        "九、国有资本经营预算支出决算情况说明",
        "十、其他重要事项的情况说明",
    ]
    assert [section.heading for section in demonstration.parts[4].sections] == [
        "一、收入支出决算总表",
        "二、收入决算表",
        "三、支出决算表",
        "四、财政拨款收入支出决算总表",
        "五、财政拨款支出决算明细表",
        "六、一般公共预算财政拨款支出决算表",
        "七、一般公共预算财政拨款支出决算明细表",
        "八、一般公共预算财政拨款基本支出决算表",
        "九、一般公共预算财政拨款项目支出决算表",
        "十、一般公共预算财政拨款“三公”经费支出决算表",
        "十一、政府性基金预算财政拨款收入支出决算表",
        "十二、政府性基金预算财政拨款“三公”经费支出决算表",
        "十三、国有资本经营预算财政拨款支出决算表",
    ]


def test_seven_charts(demonstration: Document) -> None:
    charts = [block for _, block in demonstration.blocks() if isinstance(block, ChartBlock)]
    assert [(chart.caption, chart.chart.kind, chart.words) for chart in charts] == [
        ("图1：收、支决算总计变动情况图", "columns", None),
        ("图2：收入决算结构图", "pie", None),
        ("图3：支出决算结构图", "pie", None),
        ("图4：财政拨款收、支决算总计变动情况", "columns", None),
        ("图5：一般公共预算财政拨款支出决算变动情况", "columns", None),
        ("图6：一般公共预算财政拨款支出决算结构", "pie", None),
        ("图7：“三公”经费财政拨款支出结构", "pie", None),
    ]


def test_rounding_is_a_note_and_nothing_is_wrong(
    sichuan: Standard, demonstration_sheet: FactSheet
) -> None:
    findings = identities.run(sichuan, demonstration_sheet)
    assert [(f.id, f.severity, f.message) for f in findings] == [
        (
            "E09",
            Severity.NOTE,
            "一般公共预算财政拨款支出决算表“20805 行政事业单位养老支出”本年支出·合计"
            "应等于各项之和：填报 16.01万元，应为 16.00万元，差 0.01万元，为四舍五入差异",
        ),
        (
            "N14",
            Severity.NOTE,
            "国内公务接待明细之和应等于国内公务接待支出："
            "填报 0.3899万元，应为 0.39万元，差 0.0001万元，为四舍五入差异",
        ),
    ]


def test_every_figure_names_its_source(demonstration: Document) -> None:
    page = html.render(demonstration).decode()
    assert (
        '<data value="1788100.00" data-source="2020:general_public/total/total" '
        'title="一般公共预算财政拨款支出">178.81</data>'
    ) in page
    assert (
        '<data value="94.85" '
        'data-source="2020:general_public/total/total÷2020:expenditure/total/total" '
        'title="一般公共预算财政拨款支出占比">94.85</data>'
    ) in page
    printed = [
        *demonstration.figures(),
        *replace(demonstration, parts=demonstration.answers).figures(),
    ]
    assert page.count("<data value=") == len(printed) + sum(
        cell.figure is not None
        for table in demonstration.tables()
        for row in table.body
        for cell in row
    )


def test_exact_values_survive_from_cell_to_json(
    demonstration: Document, demonstration_sheet: FactSheet
) -> None:
    facts = json.loads(data.render(demonstration))["facts"]
    for fact in facts:
        sheet = demonstration_sheet if fact["year"] == 2020 else demonstration_sheet.prior
        assert sheet is not None
        assert Decimal(fact["value"]) == sheet.value(Cell.parse(fact["cell"]))


def test_the_questions_of_a_citizen_are_answered(demonstration: Document) -> None:
    """The demonstration as values has no 预算绩效, so the last question is not asked."""
    told = [
        (question.title, [block.text for block in question.blocks if isinstance(block, Paragraph)])
        for question in demonstration.answers
    ]
    assert told == [
        (
            "花了多少钱？",
            [
                "2020年一共支出188.52万元，其中保障日常运转的基本支出130.57万元，"
                "占69.26%，完成专门任务的项目支出57.95万元，占30.74%。",
            ],
        ),
        (
            "比上年多还是少，为什么？",
            [
                "与2019年相比，收、支总计各减少357.3万元，下降59.4%。"
                "主要变动原因是财政拨款收、支总计减少。",
            ],
        ),
        (
            "钱从哪里来？",
            [
                "2020年收入228.97万元，其中一般公共预算财政拨款收入219.26万元，"
                "占95.76%，其他收入9.71万元，占4.24%。",
            ],
        ),
        (
            "花在哪些方面？",
            [
                "2020年一般公共预算财政拨款支出178.81万元，主要用于以下方面：教育支出（类）149.88万元，"
                "占83.82%；社会保障和就业支出（类）16.01万元，占8.95%；"
                "卫生健康支出（类）4.03万元，占2.25%；住房保障支出（类）8.89万元，"
                "占4.97%。",
            ],
        ),
        (
            "“三公”经费花了多少？",
            [
                "2020年“三公”经费财政拨款支出决算为0.39万元，完成全年预算78%，"
                "决算数小于预算数的主要原因是厉行节约。",
                "比2019年增加0.23万元，增长143.75%。",
            ],
        ),
    ]
