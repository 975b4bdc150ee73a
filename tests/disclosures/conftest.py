"""The demonstration disclosure as values: workbook → sheet → document, without a database."""

import tomllib
from pathlib import Path

import pytest

from disclosures import classification
from disclosures.document.assemble import assemble
from disclosures.document.tree import Document
from disclosures.facts import FactSheet
from disclosures.intake.mapping import map_workbook
from disclosures.intake.workbook import read_workbook
from disclosures.narrative.scope import TextKey, Texts
from disclosures.pipeline import DEMONSTRATION_NOTICE
from disclosures.standards.loader import load
from disclosures.standards.model import Standard

FOLDER = Path(__file__).parents[1] / "data" / "suining-dianjiao-2020"


@pytest.fixture(scope="session")
def sichuan() -> Standard:
    """The standard of the demonstration."""
    return load("sichuan", "final_accounts", 2020, "department", classification.load(2020))


@pytest.fixture(scope="session")
def demonstration_sheet(sichuan: Standard) -> FactSheet:
    """The figures of the demonstration as intake reads them."""
    data = (FOLDER / "final-accounts-2020.xlsx").read_bytes()
    mapped = map_workbook(read_workbook(data), sichuan, "final-accounts-2020.xlsx")
    return FactSheet(2020, mapped.facts, mapped.labels, FactSheet(2019, mapped.prior))


@pytest.fixture(scope="session")
def demonstration(sichuan: Standard, demonstration_sheet: FactSheet) -> Document:
    """The document of the demonstration."""
    data = tomllib.loads((FOLDER / "unit.toml").read_text("utf-8"))
    explanations = {
        TextKey(entry["kind"], entry["figure"], entry.get("row", "")): entry["text"]
        for entry in data["explanations"]
    }
    return assemble(
        sichuan,
        demonstration_sheet,
        data["unit"]["name"],
        Texts(explanations, data["prose"]),
        notice=DEMONSTRATION_NOTICE,
    ).document
