"""What can be found of a frozen page, and where it is there."""

import re

from disclosures.document.tree import Document
from disclosures.renderers import html
from disclosures.search.entries import Passage, passages

PAGE = """<body><p id="x">不在正文</p><main id="content">
<p>没有标题的话</p>
<h2 id="part-1">第一部分 <b>概况</b></h2>
<p id="p-part-1-1">收入<span class="n"><data value="1" title="别的">0.01</data>万元</span>。
第二句&lt;&amp;。</p>
<p class="note">没有标识的说明</p><p></p>
<figure><svg><text>图里的字</text><p>也是</p></svg><figcaption>图题</figcaption></figure>
<h3 id="part-1-1">一、表</h3>
<table class="k4"><caption class="sr">表的说明</caption>
<thead><tr><th scope="col">项目</th></tr></thead>
<tbody><tr id="row-t-205"><td class="c">205</td><td class="c">01</td>
<th scope="row" class="l l2">教育支出</th><td><data value="1">1.00</data></td></tr>
<tr id="row-t-a"><th scope="row">一、收入</th><td class="c">1</td><td>2.00</td>
<th scope="row">二、支出</th><td class="c">7</td><td></td></tr>
<tr><td></td><td>3.00</td></tr></tbody></table>
<table class="form wide"><tbody><tr id="row-f-1"><th scope="row">项目<br>名称</th>
<td class="c">云平台</td><td></td></tr></tbody></table>
<p>注：重复</p><p>注：重复</p>
</main><p>页脚</p></body>"""


def test_of_a_small_page() -> None:
    assert passages(PAGE) == (
        Passage("", "", "没有标题的话"),
        Passage("part-1", "", "第一部分 概况"),
        Passage("p-part-1-1", "第一部分 概况", "收入0.01万元。 第二句<&。"),
        Passage("part-1", "第一部分 概况", "没有标识的说明"),
        Passage("part-1-1", "", "一、表"),
        Passage("row-t-205", "一、表", "20501 教育支出"),
        Passage("row-t-a", "一、表", "一、收入 二、支出"),
        Passage("row-f-1", "一、表", "项目 名称 云平台"),
        Passage("part-1-1", "一、表", "注：重复"),
    )


def test_of_what_is_no_page() -> None:
    assert passages("") == passages("<main><tr><td") == passages("%PDF-1.7") == ()


def test_a_paragraph_of_the_page_is_found_at_itself(demonstration: Document) -> None:
    page = html.render(demonstration).decode()
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    found = passages(page)
    assert {passage.anchor for passage in found} <= set(ids)
    total = "2020年度收、支总计244.24万元。与2019年相比，收、支总计各减少357.3万元，下降59.4%。"
    assert [(one.anchor, one.heading) for one in found if one.text.startswith(total)] == [
        ("p-part-2-1-1", "一、收入支出决算总体情况说明")
    ]
    assert '<p id="p-part-2-1-1">2020年度收、支总计' in page


def test_every_paragraph_and_row_of_the_page_can_be_found(demonstration: Document) -> None:
    texts = {passage.text for passage in passages(html.render(demonstration).decode())}
    for text in (
        "一是制定本地区现代教育技术及装备建设发展规划，制发年度工作意见；",
        "1.教育支出（类）教育管理事务（款）一般行政管理事务（项）：支出决算为48.24万元，",
    ):
        assert [one for one in texts if one.startswith(text)], text
    assert {"2210201 住房公积金", "30101 基本工资 30201 办公费 30701 国内债务付息"} <= texts
    assert {"一、基本职能及主要工作", "第五部分 附表"} <= texts
