"""Typed, pasted or uploaded: the same figures give the same facts and the same findings."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from disclosures.checks.finding import Finding
from disclosures.document.tree import TableBlock
from disclosures.facts import FactSheet, rows_of
from disclosures.intake.entry import Change, save
from disclosures.intake.load import load_workbook
from disclosures.intake.naming import Naming, entries_block
from disclosures.intake.paste import Anchor, read_paste
from disclosures.intake.totals import lines_of, totals_of
from disclosures.intake.typed import Place, measure_of
from disclosures.models import Disclosure, Explanation, Prose, Unit
from disclosures.models.fact import sheet_of
from disclosures.narrative.scope import words_of
from disclosures.pipeline import prepare
from disclosures.renderers.excel import render_tables
from disclosures.standards.model import Standard
from disclosures.tables import TOTAL, Cell, Table
from tests.disclosures.intake.typing import WAN, written
from tests.disclosures.samples import intake_tables

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parents[2] / "data" / "suining-dianjiao-2020"
WORKBOOK = "final-accounts-2020.xlsx"

NO_FIGURES = "粘贴的内容里没有数字，没有填入"

SUMS_OF_ROUNDED = {
    "general_public/208/total": ("160100.00", "160000.00"),
    "general_public/20805/total": ("160100.00", "160000.00"),
    "general_public/total/total": ("1788100.00", "1788000.00"),
}
"""Totals of the demonstration that are 0.01 万元 off the sum of their rounded parts."""


def made(number: int) -> Disclosure:
    """An empty disclosure with the texts of the demonstration."""
    data = tomllib.loads((FOLDER / "unit.toml").read_text("utf-8"))
    unit = Unit.objects.create(
        name=f"测试单位{number}", slug=f"test-{number}", region="遂宁市", jurisdiction="sichuan"
    )
    disclosure = Disclosure.objects.create(unit=unit, **data["disclosure"])
    for entry in data["explanations"]:
        Explanation.objects.create(disclosure=disclosure, **entry)
    for name, text in data["prose"].items():
        Prose.objects.create(disclosure=disclosure, name=name, text=text.strip())
    return disclosure


def entry_tables(standard: Standard) -> Iterator[Table]:
    for name in (*standard.order, *standard.supplementary):
        if not standard.tables[name].view_of:
            yield standard.tables[name]


def places(table: Table, sheet: FactSheet, standard: Standard) -> Iterator[tuple[Place, Decimal]]:
    """The figures of a table that are no totals, as a clerk comes upon them."""
    totals = totals_of(table, sheet, standard.codes)
    for block in table.blocks:
        for row in rows_of(table, block, sheet, standard.codes):
            for column in block.columns if row.key else ():
                cell = row.target or Cell(table.id, row.key, column.id)
                holder = sheet.prior if row.prior else sheet
                value = holder.value(cell) if holder else None
                if value is not None and (row.prior or cell not in totals):
                    yield Place(cell, row.prior), value


def type_all(into: Disclosure, sheet: FactSheet, standard: Standard, by: User) -> None:
    """Cell by cell, each saved alone, in the unit of its table."""
    for table in entry_tables(standard):
        if entries_block(table):
            names = [text for (of, _), text in sorted(sheet.labels.items()) if of == table.id]
            save(into, standard, [], by, [Naming(table.id, "", name) for name in names])
        unit = WAN if table.unit == "万元" else Decimal(1)
        for place, value in places(table, sheet, standard):
            measure = measure_of(standard, place)
            assert measure is not None
            saved = save(
                into, standard, [Change(place, written(value, measure, unit), None, unit)], by
            )
            assert (saved.refused, saved.conflicts) == ({}, {})


def paste_all(into: Disclosure, sheet: FactSheet, standard: Standard, by: User) -> None:
    """Table by table, each block copied from the printed form with its codes and names."""
    words = words_of(standard, into.unit.name, standard.year)
    for printed in intake_tables(standard, sheet, words):
        table = standard.tables[printed.id]
        unit = WAN if table.unit == "万元" else Decimal(1)
        lines = "\n".join("\t".join(cell.text for cell in line) for line in printed.body)
        first = table.blocks[0]
        rows = tuple(row.key for row in first.rows) or lines_of(first, [], standard.codes)
        anchor = Anchor(0, rows[0] if rows else "", first.columns[0].id, rows)
        pasted = read_paste(lines, table, standard, sheet_of(into), anchor)
        assert pasted.problems == (
            [] if has_figures(printed) or not lines.strip() else [NO_FIGURES]
        )
        if pasted.entries:
            save(into, standard, [], by, [Naming(table.id, "", e.name) for e in pasted.entries])
            again = read_paste(lines, table, standard, sheet_of(into), anchor)
            pasted.cells, pasted.entries = again.cells, again.entries
        changes = [Change(place, text, None, unit) for place, text in pasted.cells]
        saved = save(into, standard, changes, by)
        assert saved.conflicts == {}
        assert {str(place.cell) for place in saved.refused} <= set(SUMS_OF_ROUNDED)


def has_figures(printed: TableBlock) -> bool:
    return any(cell.figure for line in printed.body for cell in line)


@dataclass(frozen=True)
class Made:
    """What is compared of a disclosure: figures as text, names of lines, and findings."""

    now: Mapping[str, str]
    prior: Mapping[str, str]
    labels: Mapping[tuple[str, str], str]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, disclosure: Disclosure) -> "Made":
        prepared = prepare(disclosure)
        sheet = prepared.sheet
        prior = texts(sheet.prior) if sheet.prior else {}
        return cls(texts(sheet), prior, sheet.labels, prepared.findings)


def texts(sheet: FactSheet) -> dict[str, str]:
    return {str(cell): f"{fact.value:.2f}" for cell, fact in sorted(sheet.facts.items())}


@pytest.fixture
def clerk() -> User:
    return User.objects.create_user("clerk")


def test_typed_pasted_and_uploaded_are_the_same(clerk: User, sichuan: Standard) -> None:
    uploaded, typed, pasted, again = (made(number) for number in range(4))
    load_workbook(uploaded, sichuan, (FOLDER / WORKBOOK).read_bytes(), WORKBOOK)
    sheet = sheet_of(uploaded)
    type_all(typed, sheet, sichuan, clerk)
    paste_all(pasted, sheet, sichuan, clerk)
    words = words_of(sichuan, "测试单位", 2020)
    document = prepare(typed).document
    workbook = render_tables(intake_tables(sichuan, sheet_of(typed), words), document)
    load_workbook(again, sichuan, workbook, "已填.xlsx")
    assert Made.of(pasted) == Made.of(typed) == Made.of(again)


def test_typing_the_demonstration_gives_its_figures(clerk: User, sichuan: Standard) -> None:
    """All but the totals of rounded figures, and the 类 and 款 of the budget that it leaves out."""
    uploaded, typed = made(1), made(2)
    load_workbook(uploaded, sichuan, (FOLDER / WORKBOOK).read_bytes(), WORKBOOK)
    type_all(typed, sheet_of(uploaded), sichuan, clerk)
    before, after = Made.of(uploaded), Made.of(typed)
    assert (before.prior, before.labels) == (after.prior, after.labels)
    differing = {
        cell: (value, after.now[cell])
        for cell, value in before.now.items()
        if after.now[cell] != value
    }
    assert differing == SUMS_OF_ROUNDED
    assert set(after.now) - set(before.now) == {
        *(f"item_budget/{code}/revised" for code in codes_above("item_budget", before, sichuan)),
        "appropriation/expenditure_total/government_fund",
        "appropriation/expenditure_total/state_capital",
    }


def codes_above(table: str, made: Made, standard: Standard) -> set[str]:
    """The 类 and 款 above the items of ``table``."""
    cells = map(Cell.parse, made.now)
    items = [cell.row for cell in cells if cell.table == table and cell.row != TOTAL]
    return {up.code for item in items for up in standard.codes.function.ancestors(item)}
