"""No output of a folded document holds the code, the name or the words of a folded subject."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from disclosures.classification import Classification
from disclosures.document.assemble import assemble
from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.renderers import csv, data, excel, html, text
from disclosures.secrecy.folding import fold, folded_texts
from disclosures.secrecy.leaks import leaks
from disclosures.standards.model import Standard
from disclosures.tables import RowSource
from tests.disclosures import samples
from tests.disclosures.random_sheets import Case, case

NAME = "绝密名称某某"
WORDS = "绝密文字某某"


def strings(document: Document) -> str:
    book = load_workbook(io.BytesIO(excel.render(document)))
    cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    return "\n".join(str(value) for value in (*book.sheetnames, *cells) if value is not None)


OUTPUTS: dict[str, Callable[[Document], str]] = {
    "html": lambda document: html.render(document).decode(),
    "json": lambda document: data.render(document).decode(),
    "csv": lambda document: csv.render(document).decode(),
    "text": lambda document: text.render(document).decode(),
    "workbook": strings,
}


def subjects(standard: Standard, sheet: FactSheet) -> list[str]:
    """The 款 and 项 of the tables by function that have a figure."""
    function = standard.codes.function
    tables = [
        table.id
        for table in standard.tables.values()
        if any(block.source is RowSource.FUNCTION for block in table.blocks)
    ]
    rows = {row for table in tables for row in sheet.row_keys(table) if row in function}
    return sorted(row for row in rows if function[row].level > 1)


def renamed(standard: Standard, below: set[str]) -> Standard:
    """``standard`` with names and explanations of ``below`` that can be told from any other."""
    function = standard.codes.function
    codes = {
        code: replace(entry, name=f"{NAME}{code[::-1]}号", explanation=f"{WORDS}。")
        if code in below
        else entry
        for code, entry in function.codes.items()
    }
    named = Classification(function.year, codes, function.kind)
    return replace(standard, codes=replace(standard.codes, function=named))


def is_below(code: str, secret: set[str], standard: Standard) -> bool:
    return any(above.code in secret for above in standard.codes.function.path(code))


def folded(one: Case, secret: set[str]) -> tuple[Standard, Document]:
    function = one.standard.codes.function
    below = {code.code for code in function if is_below(code.code, secret, one.standard)}
    standard = renamed(one.standard, below)
    explanations = {
        key: WORDS if key.row in below else said for key, said in one.texts.explanations.items()
    }
    texts = folded_texts(replace(one.texts, explanations=explanations), standard, secret)
    sheet = fold(one.sheet, standard, secret)
    return standard, assemble(standard, sheet, one.unit, texts).document


@pytest.mark.parametrize("of", samples.every(), ids=lambda of: of.id)
def test_no_output_holds_a_folded_subject(of: Standard) -> None:
    @settings(max_examples=8, deadline=None, derandomize=True, database=None)
    @given(st.integers(0, 10**9), st.data())
    def over(seed: int, draw: st.DataObject) -> None:
        one = case(of, seed)
        known = subjects(one.standard, one.sheet)
        if not known:
            return
        secret = set(draw.draw(st.lists(st.sampled_from(known), min_size=1, max_size=3)))
        standard, document = folded(one, secret)
        hidden = [row for row in known if is_below(row, secret, standard)]
        codes = re.compile(rf"(?<![\d.,])(?:{'|'.join(sorted(hidden))})(?![\d.,]\d|\d)")
        for name, output in OUTPUTS.items():
            written = output(document)
            assert not codes.search(written), name
            assert NAME not in written, name
            assert WORDS not in written, name
        assert [code for code in printed_codes(document) if code in hidden] == []
        no_sum_has_less_than_all(document, one, standard, hidden)
        assert [f for f in leaks(document, one.sheet, standard, secret) if f.id == "S01"] == []

    over()


def printed_codes(document: Document) -> Iterator[str]:
    """The codes of all rows, which some tables print in a column for each level."""
    for table in document.tables():
        for row in table.body:
            yield "".join(cell.text for cell in row if cell.kind == "code")


def no_sum_has_less_than_all(
    document: Document, one: Case, standard: Standard, hidden: list[str]
) -> None:
    """Whatever is still printed as a sum has no hidden row below it."""
    for table in document.tables():
        for cell in (cell for row in table.body for cell in row if cell.parts):
            assert cell.address is not None
            row = cell.address.row
            down = [part for part in cell.parts if part.row != row]
            if down and row in standard.codes.function:
                reported = [
                    code
                    for code in hidden
                    if code.startswith(row) and code in one.sheet.row_keys(cell.address.table)
                ]
                shown = {part.row for part in down}
                assert all(any(code.startswith(part) for part in shown) for code in reported), (
                    row,
                    reported,
                    shown,
                )


def test_the_same_document_unfolded_holds_them() -> None:
    """The property above can fail."""
    found = 0
    for seed in range(15):
        one = case(samples.standard(), seed)
        known = subjects(one.standard, one.sheet)
        if known:
            standard = renamed(one.standard, set(known))
            document = assemble(standard, one.sheet, one.unit, one.texts).document
            found += all(NAME in output(document) for output in OUTPUTS.values())
    assert found > 3
