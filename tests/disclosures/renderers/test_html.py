"""The page: structure, escaping, and that it needs nothing from anywhere else."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from disclosures.document.assemble import assemble
from disclosures.document.tree import BodyCell, ChartBlock, Document, FormBlock, FormCell
from disclosures.facts import FactSheet
from disclosures.narrative.scope import TextKey, Texts
from disclosures.renderers import html, markup
from disclosures.standards.model import Standard
from disclosures.tables import Cell

HOSTILE = "<script>alert(1)</script>\"'&{total}{{ unit }}"


class Outline(HTMLParser):
    """Collects headings and ids, and checks that every element is closed in order."""

    VOID = frozenset({"meta", "link", "col", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag == "a" and (values.get("href") or "").startswith("#"):
            self.links.append((values["href"] or "")[1:])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_well_formed_with_unique_ids_and_no_dead_link(demonstration: Document) -> None:
    outline = Outline(html.render(demonstration).decode())
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.links) <= set(outline.ids)


def test_every_table_row_and_chart_leads_to_itself(demonstration: Document) -> None:
    page = html.render(demonstration).decode()
    tables = re.findall('<table id="([^"]+)"', page)
    charts = re.findall('<figure id="([^"]+)"', page)
    assert tables == [f"table-{table.id}" for table in demonstration.tables()]
    assert charts == [
        "chart-totals",
        "chart-income",
        "chart-expenditure",
        "chart-appropriation",
        "chart-general_public",
        "chart-structure",
        "chart-three_public",
    ]
    for id in tables:
        assert page.count(f'<a class="here" href="#{id}" aria-label="本表的链接"></a></h3>') == 1
    for id in charts:
        link = f'<a class="here" href="#{id}" aria-label="本图的链接"></a></figcaption>'
        assert page.count(link) == 1
    bodies = re.findall(r'<table id="table-.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    rows = re.findall("<tr.*?</tr>", "".join(bodies))
    assert len(rows) == sum(len(table.body) for table in demonstration.tables())
    for row in rows:
        id = re.findall(r'^<tr(?: class="t")? id="(row-[^"]+)">', row)
        links = re.findall(
            '<a class="here" href="#([^"]+)" tabindex="-1" aria-hidden="true"></a></th>', row
        )
        assert (len(id), links) == (1, id if '<th scope="row"' in row else [])


def test_a_row_without_a_figure_or_with_a_name_taken_has_an_id_of_its_own(
    demonstration: Document,
) -> None:
    table = next(iter(demonstration.tables()))
    figures = [Cell("income", key, "total") for key in ("a", "a-2", "a", "a", "line-6")]
    body: list[tuple[BodyCell, ...]] = [(BodyCell("amount", address=at),) for at in figures]
    body += [(BodyCell("label", "无数"),), (BodyCell("blank"),)]
    rows = markup.body_rows(replace(table, id="income", body=tuple(body)))
    assert re.findall('<tr id="([^"]*)">', rows) == [
        "row-income-a",
        "row-income-a-2",
        "row-income-a-3",
        "row-income-a-4",
        "row-income-line-6",
        "row-income-line-6-2",
        "row-income-line-7",
    ]


def test_a_form_leads_to_itself_and_so_do_its_rows() -> None:
    block = FormBlock(
        id="form-1",
        title="",
        sheet="表",
        rows=((FormCell("head", "头"),), (FormCell("label", "甲"), FormCell("word", "乙"))),
        widths=(1, 1),
    )
    assert markup.form_rows(block, marked=True) == (
        '<tr id="row-form-1-1"><th scope="col">头</th></tr><tr id="row-form-1-2">'
        '<th scope="row">甲<a class="here" href="#row-form-1-2" tabindex="-1" aria-hidden="true">'
        '</a></th><td class="c">乙</td></tr>'
    )


def test_contents_name_every_part_and_section(demonstration: Document) -> None:
    page = html.render(demonstration).decode()
    contents = page[page.index('class="contents-desk"') : page.index("<main")]
    expected = [
        heading.heading for part in demonstration.parts for heading in (part, *part.sections)
    ]
    assert re.findall(r'<a href="#[^"]+">([^<]+)</a>', contents) == expected


def test_nothing_from_elsewhere_and_nothing_inline(demonstration: Document) -> None:
    page = html.render(demonstration).decode()
    found = re.findall(r'(?:src|href)="(?!#)([^"]+)"', page)
    assert [address for address in found if not address.startswith("figures/")] == [
        "/static/css/disclosure.css",
        "/static/css/frame.css",
        "/static/js/contents.js",
        "disclosure.pdf",
        "disclosure.xlsx",
        "disclosure.csv",
        "disclosure.json",
        "disclosure.txt",
        "disclosure.zip",
    ]
    assert re.findall(r"<script(?! src=)|<style| style=| on\w+=", page) == []


def test_the_standalone_page_carries_its_style(demonstration: Document) -> None:
    page = html.render_standalone(demonstration).decode()
    assert html.STYLE.read_text("utf-8") in page
    assert re.findall(r'(?:src|href)="(?!#)([^"]+)"', page) == []


def test_written_text_is_escaped_everywhere(
    sichuan: Standard, demonstration_sheet: FactSheet
) -> None:
    texts = Texts(
        {
            TextKey("reason", "total"): HOSTILE,
            TextKey("term", "item", "2050102"): HOSTILE,
            TextKey("use", "reception_domestic"): HOSTILE,
        },
        {"duties": HOSTILE, "table.income": HOSTILE, "appendix": f"一、{HOSTILE}"},
    )
    sheet = replace(
        demonstration_sheet, labels={("reception_occasions", str(n)): HOSTILE for n in range(1, 5)}
    )
    page = html.render(assemble(sichuan, sheet, HOSTILE, texts, notice=HOSTILE).document).decode()
    assert "<script>alert" not in page
    assert (
        page.count("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;{total}{{ unit }}") > 20
    )


def test_tables_are_accessible(demonstration: Document) -> None:
    page = html.render(demonstration).decode()
    tables = re.findall(r"<table [^>]*>.*?</table>", page, re.DOTALL)
    assert len(tables) == 13
    for table, block in zip(tables, demonstration.tables(), strict=True):
        assert f"{block.title}，金额单位：万元</caption>" in table
        assert 'scope="col"' in table


def test_every_chart_that_is_drawn_has_its_data_as_a_table(demonstration: Document) -> None:
    page = html.render(demonstration).decode()
    charts = [
        block.chart
        for _, block in demonstration.blocks()
        if isinstance(block, ChartBlock) and not block.words
    ]
    tables = re.findall(r'<details class="data">.*?</details>', page, re.DOTALL)
    assert len(tables) == len(charts) == 7
    for chart, table in zip(charts, tables, strict=True):
        assert f"图{chart.number}的数据：{chart.title}</caption>" in table
        assert table.count('scope="row"') == len(chart.points)
        for point in chart.points:
            assert f"<td>{point.text}</td>" in table
