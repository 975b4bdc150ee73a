"""Terms of the glossary are linked to what explains them, each where it first occurs."""

import re

from disclosures.document.tree import Document, Paragraph
from disclosures.renderers import html
from disclosures.renderers.terms import Explanation, FirstOccurrences

INCOME = Explanation("经营收入", "p-4-1", "经营收入：指非独立核算的收入。")
OF_UNIT = Explanation("事业单位经营收入", "p-4-2", "事业单位经营收入：指“事业”的<收入>。")

NARRATIVE = [
    "财政拨款收入",
    "上级补助收入",
    "事业收入",
    "经营收入",
    "附属单位上缴收入",
    "其他收入",
    "基本支出",
    "项目支出",
    "经营支出",
    "教育支出（类）教育管理事务（款）一般行政管理事务（项）",
    "教育支出（类）教育管理事务（款）其他教育管理事务支出（项）",
    "教育支出（类）进修及培训（款）培训支出（项）",
    "社会保障和就业支出（类）行政事业单位养老支出（款）事业单位离退休（项）",
    "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）",
    "卫生健康支出（类）行政事业单位医疗（款）事业单位医疗（项）",
    "住房保障支出（类）住房改革支出（款）住房公积金（项）",
    "“三公”经费",
    "机关运行经费",
]
TABLES = [
    *NARRATIVE[:6],
    "使用非财政拨款结余",
    "结余分配",
    "年初结转和结余",
    "年末结转和结余",
]


def test_each_term_is_linked_once_and_the_longer_one_is_meant() -> None:
    words = FirstOccurrences((INCOME, OF_UNIT))
    assert words.markup("事业单位经营收入<1；") == (
        '<a class="term" href="#p-4-2" title="事业单位经营收入：指“事业”的&lt;收入&gt;。">'
        "事业单位经营收入</a>&lt;1；"
    )
    assert words.markup("事业单位经营收入和经营收入，经营收入") == (
        '事业单位经营收入和<a class="term" href="#p-4-1" title="经营收入：指非独立核算的收入。">'
        "经营收入</a>，经营收入"
    )
    assert words.markup("经营收入&") == "经营收入&amp;"


def test_a_page_without_a_glossary_has_its_text_only() -> None:
    assert FirstOccurrences(()).markup("经营收入<") == "经营收入&lt;"


def test_every_term_that_the_text_uses_leads_to_its_entry(demonstration: Document) -> None:
    page = html.render(demonstration).decode()
    text = page[page.index("<main") :]
    entries = {
        block.term: block.text.removeprefix(block.lead)
        for _, block in demonstration.blocks()
        if isinstance(block, Paragraph) and block.term
    }
    links = re.findall(r'<a class="term" href="#([^"]+)" title="([^"]+)">([^<]+)</a>', text)
    assert [(term, said) for _, said, term in links] == [
        (term, entries[term]) for *_, term in links
    ]
    for anchor, said, _ in links:
        entry = re.search(rf'<p id="{anchor}">(.*?)</p>', text)
        assert entry and entry.group(1).endswith(said)
    narrative, tables = text.split('id="part-5"')
    assert re.findall(r'class="term"[^>]*>([^<]+)<', narrative) == NARRATIVE
    assert re.findall(r'class="term"[^>]*>([^<]+)<', tables) == TABLES
