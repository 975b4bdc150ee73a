"""The demonstration disclosure as values: workbook → sheet → document, without a database."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures import classification
from disclosures.checks.context import Context
from disclosures.document.assemble import assemble
from disclosures.document.tree import Document
from disclosures.facts import Fact, FactSheet
from disclosures.intake.mapping import map_workbook
from disclosures.intake.workbook import read_workbook
from disclosures.models import Unit
from disclosures.models.unit import DEMONSTRATION_NOTICE
from disclosures.narrative.scope import TextKey, Texts
from disclosures.standards.folders import merge
from disclosures.standards.loader import load
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures import samples
from tests.disclosures.checks.contexts import context
from tests.disclosures.site.life import Life, begin

DATA = Path(__file__).parents[1] / "data"
FOLDER = DATA / "suining-dianjiao-2020"
PUTUO = DATA / "putuo-finance-2024"
COMMERCE = DATA / "putuo-commerce-2025"


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
    return assemble(
        sichuan,
        demonstration_sheet,
        data["unit"]["name"],
        _texts(FOLDER / "unit.toml"),
        notice=DEMONSTRATION_NOTICE,
    ).document


@pytest.fixture(scope="session")
def demonstration_texts() -> Texts:
    """What the unit of the demonstration wrote."""
    return _texts(FOLDER / "unit.toml")


@pytest.fixture(scope="session")
def putuo() -> tuple[Standard, FactSheet]:
    """普陀区财政局 2024: the national standard and its figures, known to 0.01 万元."""
    standard = load("national", "final_accounts", 2024, "department", classification.load(2024))
    figures = tomllib.loads((PUTUO / "facts.toml").read_text("utf-8"))
    prior = FactSheet(2023, _facts(standard, figures.pop("prior")))
    return standard, FactSheet(2024, _facts(standard, figures), prior=prior)


@pytest.fixture(scope="session")
def putuo_in_shanghai() -> tuple[Standard, FactSheet]:
    """The same in the standard that the document was made after."""
    standard = load("shanghai", "final_accounts", 2024, "department", classification.load(2024))
    figures = tomllib.loads((PUTUO / "facts.toml").read_text("utf-8"))
    del figures["matters"]["reception_foreign"]  # a line of the national sheet alone
    figures = merge(figures, tomllib.loads((PUTUO / "shanghai.toml").read_text("utf-8")))
    prior = FactSheet(2023, _facts(standard, figures.pop("prior")))
    return standard, FactSheet(2024, _facts(standard, figures), prior=prior)


@pytest.fixture(scope="session")
def putuo_texts() -> Texts:
    """The reasons and uses that 普陀区财政局 gave for 2024."""
    return _texts(PUTUO / "texts.toml")


@pytest.fixture(scope="session")
def commerce() -> tuple[Standard, FactSheet]:
    """普陀区商务委员会 2025: the budget and its figures in 元; what is in 万元 is known to 0.01."""
    standard = load("shanghai", "budget", 2025, "department", classification.load(2025))
    figures = tomllib.loads((COMMERCE / "facts.toml").read_text("utf-8"))
    prior = FactSheet(2024, _facts(standard, figures.pop("prior")))
    return standard, FactSheet(2025, _facts(standard, figures), prior=prior)


@pytest.fixture(scope="session")
def commerce_texts() -> Texts:
    """What 普陀区商务委员会 wrote for its budget of 2025."""
    return _texts(COMMERCE / "texts.toml")


def _facts(standard: Standard, tables: dict[str, dict[str, dict[str, str]]]) -> dict[Cell, Fact]:
    """Nested table, row, column → 万元 or count as facts in 元; amounts are rounded ones."""
    facts = {}
    for table, rows in tables.items():
        for row, columns in rows.items():
            for column, text in columns.items():
                cell = Cell(table, row, column)
                factor = samples.factor(standard, cell)
                facts[cell] = Fact(Decimal(text) * factor, rounded=factor != 1)
    return facts


def _texts(path: Path) -> Texts:
    data = tomllib.loads(path.read_text("utf-8"))
    explanations = {
        TextKey(entry["kind"], entry["figure"], entry.get("row", "")): entry["text"]
        for entry in data["explanations"]
    }
    return Texts(explanations, data.get("prose", {}))


@pytest.fixture(scope="session")
def demonstration_context(
    sichuan: Standard, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> Context:
    """What the checks see of the demonstration."""
    return context(sichuan, demonstration_sheet, demonstration_texts, "遂宁市电教教仪站")


@pytest.fixture(scope="session")
def putuo_context(putuo: tuple[Standard, FactSheet], putuo_texts: Texts) -> Context:
    """What the checks see of 普陀区财政局 2024."""
    return context(*putuo, putuo_texts, "上海市普陀区财政局")


@pytest.fixture
def life(
    db: None,
    monkeypatch: pytest.MonkeyPatch,
    demonstration_sheet: FactSheet,
    demonstration_texts: Texts,
) -> Life:
    """The demonstration as a draft that can be published, corrected and withdrawn in no time."""
    return begin(monkeypatch, demonstration_sheet, demonstration_texts)


@pytest.fixture
def education(db: None) -> Unit:
    return Unit.objects.create(
        name="远山市教育局", short_name="市教局", slug="jiaoyu", region="远山市"
    )


@pytest.fixture
def water(db: None) -> Unit:
    return Unit.objects.create(name="近水县水利局", slug="shuili", region="近水县")
