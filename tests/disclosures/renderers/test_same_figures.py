"""Page, PDF, workbook, JSON and CSV hold the same figures: every publication of the demonstration.

The files are those of the store, as they were published.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.db import transaction
from django.test import override_settings
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import MergedCell
from pytest_django import DjangoDbBlocker

from disclosures.amounts import YUAN_PER_WAN
from disclosures.demonstration import load_demonstration
from disclosures.models import Publication
from disclosures.store import read
from tests.disclosures.renderers.page_tree import page_tree, text_of
from tests.disclosures.renderers.tagged import Grid, Tagged, squeezed
from tests.disclosures.renderers.totals import (
    Line,
    address,
    faults,
    is_cell,
    nothing_below,
    totals,
)

pytestmark = pytest.mark.django_db

OPERAND = re.compile(r"\d{4}:[\w.-]+/[\w.-]+/[\w.-]+")

Json = dict[str, Any]
Value = str | Decimal

FORMULAS: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "abs({0} - {1})": lambda a, b: abs(a - b),
    "round(abs({0} - {1}) / {1} * 100, 2)": lambda a, b: abs(a - b) / b * 100,
    "round({0} / {1} * 100, 2)": lambda a, b: a / b * 100,
}
"""The formulas of the CSV over two cells."""

NOT_PRINTED = {
    "2019:appropriation/income_total/amount",
    "2019:general_public/total/total",
    "2019:income_expenditure/income_total/amount",
    "2019:three_public/total/final_reception",
    "2019:three_public/total/final_total",
    *(
        f"2020:item_budget/{row}/revised"
        for row in ("total", "2050102", "2050199", "2050803", "2080502", "2080505", "2101102")
    ),
    "2020:item_budget/2210201/revised",
}
"""What the accounts are compared with and print nowhere: last year's, and the budget by item."""

ALONE_IN_BUDGETS = {
    "expenditure/total": "remitted_upward affiliated_subsidy",
    "general_public/total": "advance",
    "government_fund/total": "basic project",
    "income/total": (
        "government_fund state_capital institutional operating superior_subsidy"
        " affiliated_remittance other non_fiscal_surplus_used"
    ),
    "state_capital/total": "basic project",
}
"""Zeros of the row 合计: no row below it has a figure."""

ALONE_IN_ACCOUNTS = {
    "appropriation/expenditure_of_year": "government_fund state_capital",
    "expenditure/total": "basic project remitted_upward operating affiliated_subsidy",
    "general_public/total": "basic project",
    "general_public_basic/operating_total": "amount",
    "general_public_basic/personnel_total": "amount",
    "government_fund/total": "income total",
    "income/total": (
        "appropriation superior_subsidy institutional operating affiliated_remittance other"
    ),
    "income_expenditure/expenditure_of_year": "amount",
    "state_capital/total": "total",
    **{
        f"general_public/{code}": "total"
        for code in ("2050102", "2050199", "2050803", "2080502", "2080505", "2101102", "2210201")
    },
}
"""Of these tables the unit published no more than the row 合计, or no columns beside 合计."""


@dataclass(frozen=True)
class Published:
    """The files of a publication, read as others read them."""

    title: str
    files: dict[str, bytes] = field(repr=False)

    @cached_property
    def json(self) -> Json:
        content: Json = json.loads(self.files["json"])
        return content

    @cached_property
    def page(self) -> Element:
        return page_tree(self.files["html"])

    @cached_property
    def pdf(self) -> Tagged:
        return Tagged(self.files["pdf"])

    @cached_property
    def book(self) -> Workbook:
        return load_workbook(io.BytesIO(self.files["xlsx"]), data_only=True)

    @cached_property
    def lines(self) -> list[Line]:
        text = self.files["csv"].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

    def blocks(self, *kinds: str) -> list[Json]:
        """Those of the JSON, in printed order."""
        found = (block for part in self.json["parts"] for block in _blocks(part))
        return [block for block in found if block["type"] in kinds]

    def figures(self) -> list[Json]:
        """Every figure of a sentence or a form, in printed order."""
        found: list[Json] = []
        for block in self.blocks("paragraph", "form"):
            cells = (cell for row in block.get("rows", ()) for cell in row)
            found += block.get("figures", ())
            found += (cell["figure"] for cell in cells if "figure" in cell)
        return found


def _blocks(section: Json) -> Iterator[Json]:
    yield from section["blocks"]
    for below in section["sections"]:
        yield from _blocks(below)


@pytest.fixture(scope="module")
def published(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Published]:
    """What the demonstration published; the database is left as it was."""
    folder = tmp_path_factory.mktemp("published")
    with django_db_blocker.unblock(), override_settings(DATA_DIR=folder), transaction.atomic():
        load_demonstration()
        ordered = Publication.objects.order_by("disclosure__year", "disclosure__kind")
        found = [
            Published(one.title, {file.format: read(file) for file in one.files.all()})
            for one in ordered
        ]
        transaction.set_rollback(True)
    return found


def test_what_is_compared(published: list[Published]) -> None:
    assert [one.title for one in published] == [
        "遂宁市电教教仪站2020年部门预算编制说明",
        "遂宁市电教教仪站2020年度部门决算",
        "遂宁市电教教仪站2021年部门预算编制说明",
    ]
    assert [len(one.blocks("table")) for one in published] == [12, 13, 12]
    assert [len(one.blocks("form")) for one in published] == [3, 7, 4]
    assert [len(one.json["facts"]) for one in published] == [363, 128, 371]
    assert [len(one.figures()) for one in published] == [66, 174, 71]


def grids(published: Published) -> list[Grid]:
    """The cells of every table and form, head and body, as the JSON has them."""
    return [
        [*block["head"], *block["rows"]]
        if block["type"] == "table"
        else [[shown(cell) for cell in row] for row in block["rows"]]
        for block in published.blocks("table", "form")
    ]


def shown(cell: Json) -> str:
    """What stands in the cell of a form."""
    return f"{cell['text']}%" if cell["kind"] == "rate" and "figure" in cell else cell["text"]


def test_every_cell_of_every_table_is_the_same_on_the_page(published: list[Published]) -> None:
    for one in published:
        found = [
            [[text_of(cell) for cell in row] for row in table.iter("tr")]
            for table in one.page.findall(".//div[@class='scroll']/table")
        ]
        assert found == grids(one)


def test_every_cell_of_every_table_is_the_same_in_the_pdf(published: list[Published]) -> None:
    for one in published:
        said = [[[squeezed(cell) for cell in row] for row in grid] for grid in grids(one)]
        assert one.pdf.tables() == said


def test_every_sheet_is_a_table_or_form_under_its_name(published: list[Published]) -> None:
    for one in published:
        names = [f"{block['form']} {block['title']}".strip() for block in one.blocks("table")]
        sheets = one.book.sheetnames
        assert sheets[: len(names)] == [name[:31] for name in names]
        assert sheets[-1] == "说明"
        assert len(sheets) == len(names) + len(one.blocks("form")) + 1


def test_every_cell_of_every_table_is_the_same_in_the_workbook(published: list[Published]) -> None:
    for one in published:
        tables, exact = one.blocks("table"), exact_bodies(one)
        for sheet, block, body in zip(one.book.worksheets, tables, exact, strict=False):
            first = int(str(sheet.freeze_panes).removeprefix("A"))
            rows = [[held(cell) for cell in row] for row in sheet.iter_rows()]
            head = rows[first - 1 - len(block["head"]) : first - 1]
            named = [[text for text in row if text] for row in block["head"]]
            assert [[text for text in row if text] for row in head] == named
            assert rows[first - 1 : first - 1 + len(body)] == body
            assert len(body) == len(block["rows"])


def exact_bodies(published: Published) -> list[list[list[Value]]]:
    """The tables as the page has them: texts, and exact figures in the unit of the table."""
    money = {address(line) for line in published.lines if line["单位"] == "元"}
    elements = (one for one in published.page.iter("table") if "id" in one.attrib)
    return [
        [
            [exact(cell, money if block["unit"] == "万元" else set()) for cell in row]
            for body in table.iter("tbody")
            for row in body
        ]
        for table, block in zip(elements, published.blocks("table"), strict=True)
    ]


def exact(cell: Element, in_yuan: set[str]) -> Value:
    """What a cell of the page says; the figures of the cells ``in_yuan`` in 万元."""
    figure = cell.find(".//data")
    if figure is None:
        return text_of(cell)
    divisor = YUAN_PER_WAN if figure.attrib["data-source"] in in_yuan else 1
    return Decimal(figure.attrib["value"]) / divisor


def held(cell: SheetCell | MergedCell) -> Value:
    """The exact value of a cell of the workbook; a text without what indents it."""
    if isinstance(cell.value, int | float):
        return Decimal(repr(cell.value))
    return str(cell.value or "").lstrip("\u3000")


def test_every_cell_of_every_form_is_the_same_in_the_workbook(published: list[Published]) -> None:
    for one in published:
        forms = one.blocks("form")
        for sheet, block in zip(one.book.worksheets[-len(forms) - 1 : -1], forms, strict=True):
            end = sheet.max_row - len(block["notes"])
            rows = sheet.iter_rows(min_row=end - len(block["rows"]) + 1, max_row=end)
            found = {
                (row, column): value
                for row, cells in enumerate(rows)
                for column, cell in enumerate(cells)
                if (value := held(cell)) != ""
            }
            assert found == dict(placed(block["rows"]))


def placed(rows: list[list[Json]]) -> Iterator[tuple[tuple[int, int], Value]]:
    """What stands in a form, by row and column of the grid that its spans make."""
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            taken |= {
                (row + below, column + right)
                for below in range(cell.get("rowspan", 1))
                for right in range(cell.get("colspan", 1))
            }
            if cell["text"]:
                yield (row, column), in_form(cell)


def in_form(cell: Json) -> Value:
    """What the workbook holds of a cell: amounts in 万元, rates as fractions, points, text."""
    match cell:
        case {"kind": "amount", "figure": figure}:
            return Decimal(figure["value"]) / YUAN_PER_WAN
        case {"kind": "rate", "figure": figure}:
            return Decimal(figure["value"]) / 100
        case {"kind": "number"}:
            return Decimal(cell["text"])
    return str(cell["text"])


def test_every_sentence_is_the_same_on_the_page_with_the_same_figures(
    published: list[Published],
) -> None:
    for one in published:
        main = next(one.page.iter("main"))
        paragraphs = [element for element in main.iter("p") if is_paragraph(element)]
        assert [said(paragraph) for paragraph in paragraphs] == [
            (block["text"], [figure_of(figure) for figure in block["figures"]])
            for block in one.blocks("paragraph")
        ]


def test_every_answer_on_the_page_is_that_of_the_json(published: list[Published]) -> None:
    assert [len(one.json["answers"]) for one in published] == [6, 6, 6]
    for one in published:
        elements = one.page.findall(".//section[@class='answers']//dd")
        answers = [said(paragraph) for element in elements for paragraph in element.iter("p")]
        assert answers == [
            (block["text"], [figure_of(figure) for figure in block["figures"]])
            for answer in one.json["answers"]
            for block in answer["blocks"]
        ]


def is_paragraph(element: Element) -> bool:
    return "id" in element.attrib and "class" not in element.attrib


Said = tuple[Decimal, str, list[str]]


def said(paragraph: Element) -> tuple[str, list[Said]]:
    """The text of a paragraph, and of each figure its value, how it is printed, and its cells."""
    return text_of(paragraph), [
        (Decimal(one.attrib["value"]), text_of(one), OPERAND.findall(one.attrib["data-source"]))
        for one in paragraph.iter("data")
    ]


def figure_of(figure: Json) -> Said:
    return Decimal(figure["value"]), figure["text"], OPERAND.findall(figure["formula"])


def test_every_sentence_is_the_same_in_pdf_and_text(published: list[Published]) -> None:
    for one in published:
        sentences = [block["text"] for block in one.blocks("paragraph")]
        # A paragraph that goes over to the next page is two elements there.
        assert missing(map(squeezed, sentences), "".join(one.pdf.paragraphs())) == []
        assert missing(sentences, one.files["text"].decode()) == []


def missing(texts: Iterable[str], whole: str) -> list[str]:
    """Those of ``texts`` that do not stand in ``whole`` one after the other."""
    place, left = 0, []
    for text in texts:
        found = whole.find(text, place)
        if found < 0:
            left.append(text)
        else:
            place = found + len(text)
    return left


def test_every_figure_stands_in_its_sentence(published: list[Published]) -> None:
    for one in published:
        for block in one.blocks("paragraph"):
            printed = [f"{figure['text']}{figure['unit']}" for figure in block["figures"]]
            assert missing(printed, block["text"]) == []


def test_every_chart_says_the_same(published: list[Published]) -> None:
    assert [len(one.blocks("chart")) for one in published] == [0, 8, 0]
    for one in published:
        charts = one.blocks("chart")
        told = [f"{block['caption']}。{block['text']}" for block in charts]
        qr_code, *pictures = one.pdf.pictures()
        assert pictures == [squeezed(text) for text in told]
        figures = list(one.page.iter("figure"))
        drawn = [text_of(desc) for figure in figures for desc in figure.iter("desc")]
        assert drawn == [block["text"] for block in charts]
        for figure, block in zip(figures, charts, strict=True):
            cells = [text_of(cell) for cell in figure.findall(".//tbody//td")]
            assert cells and missing(cells, block["text"]) == []


def test_every_exact_value_is_the_same_in_page_json_and_csv(published: list[Published]) -> None:
    for one in published:
        facts = {
            f"{fact['year']}:{fact['cell']}": (Decimal(fact["value"]), fact["unit"])
            for fact in one.json["facts"]
        }
        assert len(facts) == len(one.json["facts"])
        cells = [line for line in one.lines if is_cell(line)]
        assert {address(line): (Decimal(line["数值"]), line["单位"]) for line in cells} == facts
        assert len(cells) == len(facts)
        elements = [element for main in one.page.iter("main") for element in main.iter("data")]
        of_page = {
            element.attrib["data-source"]: Decimal(element.attrib["value"])
            for element in elements
            if re.fullmatch(OPERAND, element.attrib["data-source"])
        }
        assert of_page == {cell: value for cell, (value, unit) in facts.items()}


def test_every_rate_and_difference_is_in_the_csv_with_its_formula(
    published: list[Published],
) -> None:
    assert [len(made_of_cells(one)) for one in published] == [19, 45, 20]
    for one in published:
        lines = {
            (line["行"], line["栏"]): (
                line["行名"],
                Decimal(line["数值"]),
                line["公开数"],
                line["公开单位"],
            )
            for line in one.lines
            if not is_cell(line)
        }
        assert lines == {
            (figure["name"], figure["formula"]): (
                figure["label"],
                Decimal(figure["value"]),
                figure["text"],
                figure["unit"],
            )
            for figure in made_of_cells(one)
        }


def made_of_cells(published: Published) -> list[Json]:
    """The figures of sentences and forms that are no cells, but made of some."""
    return [one for one in published.figures() if not re.fullmatch(OPERAND, one["formula"])]


def test_every_rate_and_difference_is_computed_again_from_the_csv(
    published: list[Published],
) -> None:
    again, absent = [], []
    for one in published:
        cells = {address(line): Decimal(line["数值"]) for line in one.lines if is_cell(line)}
        made = {line["栏"]: Decimal(line["数值"]) for line in one.lines if not is_cell(line)}
        needed = {formula: set(OPERAND.findall(formula)) - set(cells) for formula in made}
        whole = [formula for formula, operands in needed.items() if not operands]
        assert [computed(formula, cells) for formula in whole] == [made[one] for one in whole]
        again.append((len(whole), len(made)))
        absent.append(set().union(*needed.values()))
    assert again == [(9, 19), (26, 44), (10, 20)]
    assert absent == [of_last_budget(2019), NOT_PRINTED, of_last_budget(2020)]


def of_last_budget(year: int) -> set[str]:
    """What a budget is compared with and prints nowhere: the budget of ``year``."""
    return {
        f"{year}:appropriation/income_total/amount",
        f"{year}:general_public/total/current",
        f"{year}:income_expenditure/income_total/amount",
        f"{year}:three_public/total/budget_reception",
        f"{year}:three_public/total/budget_total",
    }


def computed(formula: str, cells: Mapping[str, Decimal]) -> Decimal:
    """What a formula of the CSV comes to."""
    operands = list(dict.fromkeys(OPERAND.findall(formula)))
    numbered = formula
    for number, operand in enumerate(operands):
        numbered = numbered.replace(operand, f"{{{number}}}")
    a, b = (cells[operand] for operand in operands)
    value = FORMULAS[numbered](a, b)
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_every_total_is_recomputed_from_the_csv_alone(published: list[Published]) -> None:
    assert [len(totals(one.lines)) for one in published] == [226, 31, 231]
    # The unit reported 16.01万元, 8.77 and 7.23: amounts rounded to 0.01万元 (docs/rounding.md).
    rounded = [
        "2020:general_public/20805/total: 160100, its parts 160000",
        "2020:general_public/20805/total: 合计自 says []",
    ]
    assert [faults(one.lines) for one in published] == [[], rounded, []]


def test_what_is_called_a_total_and_has_no_parts(published: list[Published]) -> None:
    def listed(year: int, rows: dict[str, str]) -> set[str]:
        return {f"{year}:{row}/{column}" for row in rows for column in rows[row].split()}

    assert [nothing_below(one.lines) for one in published] == [
        listed(2020, ALONE_IN_BUDGETS),
        listed(2020, ALONE_IN_ACCOUNTS),
        listed(2021, ALONE_IN_BUDGETS),
    ]
