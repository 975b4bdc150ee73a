"""Drafts: every page says 草稿, every figure leads to its field; the published stays as it is."""

import io
import re
import subprocess
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from disclosures.document.tree import Document, Paragraph
from disclosures.facts import FactSheet
from disclosures.intake.mapping import map_workbook
from disclosures.intake.workbook import read_workbook
from disclosures.narrative.figures import Operand
from disclosures.renderers import FORMATS, html
from disclosures.renderers.markup import Place
from disclosures.standards.model import Standard


def places(operand: Operand) -> Place:
    return Place(f"/field?{operand.year}&{operand.cell}", f"{operand.year}年<{operand.cell.table}>")


@pytest.fixture(scope="module")
def page(demonstration: Document) -> str:
    return html.render_draft(demonstration.as_draft(), places).decode()


def published(page: str) -> str:
    """A draft page without what makes it one."""
    page = re.sub(r' data-block="[^"]*"', "", page)
    page = re.sub(r'<span class="of">.*?</span>', "", page)
    return re.sub(r'<a href="/field[^>]*>(.*?)</a>', r"\1", page)


def test_a_draft_differs_from_the_published_page_in_its_marks_only(
    demonstration: Document, page: str
) -> None:
    marks = [
        ('<link rel="stylesheet" href="/static/css/preview.css">', ""),
        ('<body class="draft">', "<body>"),
        ("草稿：仅供核对，不是正式公开的文件。", ""),
    ]
    bare = published(page)
    for mark, without in marks:
        assert bare.count(mark) == 1
        bare = bare.replace(mark, without)
    final = html.render(demonstration).decode()
    for mark in ('<link rel="stylesheet" href="/static/css/frame.css">', "<!-- frame -->\n"):
        assert final.count(mark) == 1
        final = final.replace(mark, "")
    files = re.compile(r'<nav class="files".*?</nav>', re.DOTALL)
    led = re.compile(
        r'<p class="explained">.*?</p>\n|<a class="f" [^>]*>(<data .*?</data>[^<]*)</a>'
        r'|<a class="term" [^>]*>(.*?)</a>|<a class="here" [^>]*></a>'
    )
    assert bare == led.sub(r"\1\2", files.sub("", final))


def test_nothing_published_says_draft(demonstration: Document) -> None:
    final = html.render(demonstration).decode()
    for mark in ("草稿", "data-block", "draft", 'class="of"', "_top"):
        assert mark not in final


def test_every_figure_leads_to_its_field(page: str) -> None:
    text = page.partition('<main id="content">')[2]  # the answers above repeat it
    assert text.count('target="_top"><data ') == text.count("<data ") > 100
    assert (
        '<span class="n"><a href="/field?2020&amp;income_expenditure/income_total/amount" '
        'target="_top"><data value="2442400.00" '
    ) in page


def test_a_figure_of_several_cells_lists_them(page: str) -> None:
    listed = re.search(r'<data [^>]*>357\.3</data>万元</a><span class="of">(.*?)</span>', page)
    assert listed is not None
    assert listed[1] == (
        '<a href="/field?2020&amp;income_expenditure/income_total/amount" target="_top">'
        "2020年&lt;income_expenditure&gt;</a>"
        '<a href="/field?2019&amp;income_expenditure/income_total/amount" target="_top">'
        "2019年&lt;income_expenditure&gt;</a>"
    )


def test_every_block_has_a_key_of_its_own(demonstration: Document, page: str) -> None:
    keys = re.findall(r'data-block="([^"]*)"', page)
    assert len(keys) == len(set(keys))
    notes = sum(len(table.notes) for table in demonstration.tables())
    assert len(keys) == len(list(demonstration.blocks())) + notes
    assert "part-2-1/income_expenditure/income_total/amount/1" in keys
    assert "part-2-1/chart-totals/1" in keys
    assert "part-5-1/table-income_expenditure/1" in keys


def test_a_key_stays_while_the_words_change(demonstration: Document, page: str) -> None:
    part = demonstration.parts[1]
    first = part.sections[0]
    paragraph = first.blocks[0]
    assert isinstance(paragraph, Paragraph)
    other = replace(first, blocks=(Paragraph((*paragraph.runs, "又。")), *first.blocks[1:]))
    parts = (
        demonstration.parts[0],
        replace(part, sections=(other, *part.sections[1:])),
        *demonstration.parts[2:],
    )
    changed = html.render_draft(replace(demonstration, parts=parts).as_draft(), places).decode()
    assert re.findall('data-block="([^"]*)"', changed) == re.findall('data-block="([^"]*)"', page)


def test_every_page_of_the_pdf_is_marked(demonstration: Document) -> None:
    pages = _pages(FORMATS["pdf"].render(demonstration.as_draft()))
    assert len(pages) > 20
    assert all("草稿" in page for page in pages)
    assert not any("草稿" in page for page in _pages(FORMATS["pdf"].render(demonstration)))


def _pages(pdf: bytes) -> list[str]:
    """The text of each page, blanks removed."""
    command = ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return [re.sub(r"\s", "", page) for page in done.stdout.decode().split("\f")[:-1]]


def test_the_workbook_of_a_draft_says_so_and_is_read_back(
    sichuan: Standard, demonstration: Document, demonstration_sheet: FactSheet
) -> None:
    data = FORMATS["xlsx"].render(demonstration.as_draft())
    sheets = load_workbook(io.BytesIO(data)).worksheets
    headers = [sheet.oddHeader for sheet in sheets]
    assert {header.center.text for header in headers if header} == {"草稿"}
    assert all(headers)
    assert {sheet["A2"].value for sheet in sheets} == {
        "草稿：仅供核对，不是正式公开的文件。演示数据：仅供演示软件功能，不是正式公开材料。"
    }
    mapped = map_workbook(read_workbook(data), sichuan, "草稿.xlsx")
    printed = {table.id for table in demonstration.tables()}
    expected = {
        cell: fact.value
        for cell, fact in demonstration_sheet.facts.items()
        if cell.table in printed
    }
    assert {cell: fact.value for cell, fact in mapped.facts.items()} == expected


def test_the_other_files_of_a_draft_say_so(demonstration: Document) -> None:
    for name in ("json", "text"):
        assert (
            "草稿：仅供核对，不是正式公开的文件。"
            in FORMATS[name].render(demonstration.as_draft()).decode()
        )
