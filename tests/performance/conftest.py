"""The demonstration: its figures as values, and its 预算绩效 as the database gives it back."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.facts import Fact, FactSheet
from disclosures.models import Disclosure, Kind, Unit
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from performance import demonstration
from performance.models import overview_of
from performance.overview import Overview
from tests.disclosures import samples

FOLDER = Path(__file__).parents[1] / "data" / "suining-dianjiao-2020"


@pytest.fixture(scope="session")
def sichuan() -> Standard:
    """The standard of the demonstration."""
    return samples.standard("sichuan", 2020)


@pytest.fixture(scope="session")
def sheet(sichuan: Standard) -> FactSheet:
    """The published figures of the demonstration, this year's and last year's."""
    data = tomllib.loads((FOLDER / "facts.toml").read_text("utf-8"))
    data.pop("occasions")
    prior = data.pop("prior")
    now, before = (_facts(sichuan, tables) for tables in (data, prior))
    return FactSheet(2020, now, {}, FactSheet(2019, before))


def _facts(of: Standard, tables: dict[str, dict[str, dict[str, str]]]) -> dict[Cell, Fact]:
    figures = {
        f"{table}/{row}/{column}": Decimal(value)
        for table, rows in tables.items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }
    return samples.facts(of, {address: str(value) for address, value in figures.items()})


@pytest.fixture
def draft() -> Disclosure:
    """A draft of the demonstration unit, without anything entered."""
    unit = Unit.objects.create(
        name="遂宁市电教教仪站",
        slug="suining-dianjiao",
        region="四川省遂宁市",
        jurisdiction="sichuan",
    )
    return Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)


@pytest.fixture
def overview(draft: Disclosure) -> Overview:
    """What the demonstration holds of 预算绩效."""
    demonstration.load(draft, FOLDER)
    return overview_of(draft)
