"""Page, PDF, workbook, JSON and CSV hold the same figures: every document of the demonstration."""

import csv
import io
import json
import re
import subprocess
from collections import Counter
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from disclosures.demonstration import load_demonstration
from disclosures.document.tree import Document
from disclosures.models import Disclosure
from disclosures.pipeline import prepare
from disclosures.renderers import FORMATS
from tests.disclosures.renderers.test_csv import recomputed, totals

AMOUNT = re.compile(r"(?<![\d,.])-?\d{1,3}(?:,\d{3})*\.\d\d(?![\d,.%])")
"""An amount as a table prints it."""

Values = dict[tuple[int, str], Decimal]


@pytest.fixture
def documents(db: None, monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """Those of the demonstration; no file is made when they are loaded."""
    monkeypatch.setattr("disclosures.publication.rendering.FORMATS", {})
    load_demonstration()
    return [prepare(one).document for one in Disclosure.objects.order_by("year", "kind")]


def output(document: Document, name: str) -> bytes:
    return FORMATS[name].render(document)


def in_csv(document: Document) -> list[dict[str, str]]:
    text = output(document, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def printed(document: Document) -> Counter[str]:
    """The amounts of the tables as they are printed."""
    cells = (cell for table in document.tables() for row in table.body for cell in row)
    return Counter(cell.text for cell in cells if cell.figure and AMOUNT.fullmatch(cell.text))


def test_every_exact_value_is_the_same_in_page_json_and_csv(documents: list[Document]) -> None:
    assert [document.title for document in documents] == [
        "遂宁市电教教仪站2020年部门预算编制说明",
        "遂宁市电教教仪站2020年度部门决算",
        "遂宁市电教教仪站2021年部门预算编制说明",
    ]
    for document in documents:
        facts = json.loads(output(document, "json"))["facts"]
        expected: Values = {(one["year"], one["cell"]): Decimal(one["value"]) for one in facts}
        assert len(expected) == len(facts) > 80
        lines = in_csv(document)
        assert expected == {
            (int(one["年度"]), f"{one['表']}/{one['行']}/{one['栏']}"): Decimal(one["数值"])
            for one in lines
        }
        page = output(document, "html").decode()
        found = re.findall(r'<data value="([^"]+)" data-source="(\d+):([\w./-]+)"', page)
        values = {(int(year), cell): Decimal(value) for value, year, cell in found}
        assert values == expected


def test_every_amount_of_a_table_is_printed_the_same(documents: list[Document]) -> None:
    assert [printed(document).total() for document in documents] == [352, 87, 358]
    for document in documents:
        expected = printed(document)
        book = load_workbook(io.BytesIO(output(document, "xlsx")), data_only=True)
        sheets = [book.worksheets[number] for number in range(len(document.tables()))]
        numbers = Counter(
            f"{Decimal(repr(cell.value)):,.2f}"
            for sheet in sheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.number_format == "#,##0.00" and cell.value is not None
        )
        assert numbers == expected
        page = output(document, "html").decode()
        assert not expected - Counter(AMOUNT.findall(re.sub(r"<[^>]+>", " ", page)))
        text = subprocess.run(
            ["pdftotext", "-layout", "-", "-"],
            input=output(document, "pdf"),
            capture_output=True,
            check=True,
        ).stdout.decode()
        assert not expected - Counter(AMOUNT.findall(text))


def test_every_total_is_recomputed_from_the_csv_alone(documents: list[Document]) -> None:
    for document in documents:
        assert recomputed(in_csv(document)) == dict.fromkeys(totals(document), True)
        assert len(totals(document)) >= 30
