"""Makes ``final-accounts-2020.xlsx`` from ``facts.toml``: python tests/data/…/build.py

The workbook is the demonstration's input. A test makes it again and compares every cell.
"""

import os
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WORKBOOK = HERE / "final-accounts-2020.xlsx"

sys.path.insert(0, str(HERE.parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from disclosures import classification  # noqa: E402
from disclosures.amounts import YUAN_PER_WAN  # noqa: E402
from disclosures.document.tree import Document  # noqa: E402
from disclosures.facts import Fact, FactSheet  # noqa: E402
from disclosures.renderers.excel import render_tables  # noqa: E402
from disclosures.standards.loader import load  # noqa: E402
from disclosures.standards.model import Standard  # noqa: E402
from disclosures.tables import Cell, Measure  # noqa: E402
from tests.disclosures.samples import intake_tables  # noqa: E402

YEAR = 2020
UNIT = "遂宁市电教教仪站"


def standard() -> Standard:
    """The national standard in the order of 公开01表 to 公开09表."""
    return load("national", "final_accounts", YEAR, "department", classification.load(YEAR))


def facts() -> FactSheet:
    """The published figures as a sheet in 元."""
    data = tomllib.loads((HERE / "facts.toml").read_text("utf-8"))
    occasions = data.pop("occasions")
    prior = FactSheet(YEAR - 1, _cells(data.pop("prior")))
    cells = _cells(data)
    labels = {}
    for number, (label, amount) in enumerate(occasions.items(), 1):
        labels["reception_occasions", str(number)] = label
        cells[Cell("reception_occasions", str(number), "amount")] = Fact(Decimal(amount))
    return FactSheet(YEAR, cells, labels, prior)


def _cells(data: dict[str, Any]) -> dict[Cell, Fact]:
    return {
        Cell(table, row, column): Fact(_yuan(table, row, text))
        for table, rows in data.items()
        for row, columns in rows.items()
        for column, text in columns.items()
    }


def _yuan(table: str, row: str, text: str) -> Decimal:
    declared = standard().tables[table].fixed_rows().get(row)
    counted = declared is not None and declared.measure is Measure.COUNT
    return Decimal(text) * (1 if counted else YUAN_PER_WAN)


def build() -> bytes:
    """The workbook in the official layout."""
    words = {**standard().words, "unit": UNIT, "year": str(YEAR), "prior_year": str(YEAR - 1)}
    document = Document(f"{UNIT}{YEAR}年度部门决算", UNIT, YEAR, "final_accounts", "national", ())
    return render_tables(intake_tables(standard(), facts(), words), document)


if __name__ == "__main__":
    WORKBOOK.write_bytes(build())
