"""A document whose pages all lie across, with a cover of its own: the Shanghai budget, printed."""

import io
import re
import subprocess

import openpyxl
import pikepdf
import pytest

from disclosures.document.assemble import assemble
from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.narrative.scope import Texts
from disclosures.renderers import excel, html, pdf, text
from disclosures.standards.model import Standard

UNIT = "上海市普陀区商务委员会"

WIDE = (842, 595)


@pytest.fixture(scope="module")
def document(commerce: tuple[Standard, FactSheet], commerce_texts: Texts) -> Document:
    return assemble(*commerce, UNIT, commerce_texts, region="上海市普陀区").document


@pytest.fixture(scope="module")
def printed(document: Document) -> bytes:
    return pdf.render(document)


@pytest.fixture(scope="module")
def pages(printed: bytes) -> list[str]:
    """The text of each page, in the order it is read."""
    command = ["pdftotext", "-raw", "-", "-"]
    done = subprocess.run(command, input=printed, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def test_every_page_lies_across(printed: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed)) as opened:
        boxes = [page.mediabox for page in opened.pages]
        sizes = {(round(float(box[2])), round(float(box[3]))) for box in boxes}
    assert sizes == {WIDE}


def test_the_cover_says_whose_budget_it_is(pages: list[str]) -> None:
    assert pages[0].split("\n") == [
        "上海市普陀区2025年区级部门预算",
        f"预算主管部门：{UNIT}",
        "",
    ]


def test_the_contents(document: Document, pages: list[str]) -> None:
    """The parts with their numbers, the tables below theirs, and the page of each."""
    lines = [re.sub(r"\s", "", line) for line in pages[1].splitlines()]
    entries = [entry for part in document.parts for entry in (part, *part.entries)]
    headings = [re.sub(r"\s", "", entry.heading) for entry in entries]
    assert (lines[0], lines[-1]) == ("目录", "—I—")
    ends = [
        line.removeprefix(heading)
        for line, heading in zip(lines[1:-1], headings, strict=True)
        if line.startswith(heading)
    ]
    numbers = [int(end) for end in ends]
    assert len(numbers) == len(headings) == 16
    assert numbers == sorted(numbers)
    assert pages[numbers[3] + 1].startswith("2025年部门预算编制说明")


def test_each_project_begins_a_page(pages: list[str]) -> None:
    first = [page.splitlines()[:2] for page in pages]
    (start,) = [lines for lines in first if lines[0] == "项目经费情况说明"]
    assert start[1] == "科技创新专项经费情况说明"
    titles = [lines[0] for lines in first if lines[0].endswith("经费情况说明")]
    assert titles == [
        "项目经费情况说明",
        "生命健康专项（政策资金）经费情况说明",
        "商业创新专项（政策资金）经费情况说明",
        "贸易高质量发展专项（政策资金）经费情况说明",
    ]


def test_a_table_stands_under_its_title_without_a_number(pages: list[str]) -> None:
    starts = [page.splitlines()[0] for page in pages]
    assert "2025年部门收入预算总表" in starts
    assert "2025年部门一般公共预算基本支出部门预算经济分类预算表" in starts


def test_the_page_has_the_lines_of_the_cover_and_of_the_contents(document: Document) -> None:
    page = html.render(document).decode()
    assert "<h1>上海市普陀区2025年区级部门预算</h1>\n" in page
    assert f'<p class="unit">预算主管部门：{UNIT}</p>\n' in page
    assert '<a href="#part-4">四、部门预算编制说明</a>' in page
    assert '<h2 id="part-4">2025年部门预算编制说明<a class="here"' in page
    assert '<a href="#part-5-2">2. 2025年部门收入预算总表</a>' in page
    assert '<h3 id="part-5-2">2025年部门收入预算总表<a class="here"' in page
    assert '<a href="#part-6-1">' not in page
    assert '<h3 id="part-6-1">一、2025年“三公”经费预算情况说明<a class="here"' in page


def test_a_zero_is_blank_and_still_a_figure(document: Document) -> None:
    page = html.render(document).decode()
    zero = (
        '<td><data value="0" data-source="2025:income_expenditure/institutional/amount" '
        'title="二、事业收入 预算数"></data></td>'
    )
    assert zero in page
    book = openpyxl.load_workbook(io.BytesIO(excel.render(document)))
    sheet = book["2025年部门财务收支预算总表"]
    cell = next(row[1] for row in sheet.iter_rows() if row[0].value == "二、事业收入")
    assert (cell.value, cell.number_format) == (0, "#,##0.00;-#,##0.00;")


def test_a_title_is_said_once_in_plain_text(document: Document) -> None:
    lines = text.render(document).decode().splitlines()
    assert lines.count("2025年部门收入预算总表") == 1
    assert lines[:2] == [f"{UNIT}2025年部门预算", f"{UNIT}主要职能"]
