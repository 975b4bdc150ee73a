"""Makes the workbooks of the demonstration from ``facts.toml``: python tests/data/build.py

They are the demonstration's input. A test makes them again and compares every cell.
"""

import os
import sys
import tomllib
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FOLDERS = ("suining-dianjiao-2020", "suining-dianjiao-2020-budget", "suining-dianjiao-2021-budget")

sys.path.insert(0, str(HERE.parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from disclosures import classification  # noqa: E402
from disclosures.amounts import YUAN_PER_WAN  # noqa: E402
from disclosures.document.tree import Document  # noqa: E402
from disclosures.facts import Fact, FactSheet  # noqa: E402
from disclosures.renderers.excel import render_tables  # noqa: E402
from disclosures.standards.loader import load  # noqa: E402
from disclosures.standards.model import Standard  # noqa: E402
from disclosures.tables import Cell, Measure  # noqa: E402
from tests.disclosures.samples import intake_tables  # noqa: E402


class Source:
    """A folder of the demonstration: its figures, and the workbook made from them.

    ``workbook`` of its ``unit.toml`` names the file and the jurisdiction whose forms it has.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        data = tomllib.loads((folder / "unit.toml").read_text("utf-8"))
        self.unit: str = data["unit"]["name"]
        self.disclosure: dict[str, Any] = data["disclosure"]
        self.workbook = folder / data["workbook"]["name"]
        self.jurisdiction: str = data["workbook"]["jurisdiction"]

    @cached_property
    def standard(self) -> Standard:
        of = self.disclosure
        year = of["year"]
        codes = classification.load(year)
        return load(self.jurisdiction, of["kind"], year, of["level"], codes)

    def facts(self) -> FactSheet:
        """The figures as a sheet in 元."""
        data = tomllib.loads((self.folder / "facts.toml").read_text("utf-8"))
        year = self.disclosure["year"]
        occasions = data.pop("occasions", {})
        prior = FactSheet(year - 1, self._cells(data.pop("prior")))
        cells = self._cells(data)
        labels = {}
        for number, (label, amount) in enumerate(occasions.items(), 1):
            labels["reception_occasions", str(number)] = label
            cells[Cell("reception_occasions", str(number), "amount")] = Fact(Decimal(amount))
        return FactSheet(year, cells, labels, prior)

    def _cells(self, data: dict[str, Any]) -> dict[Cell, Fact]:
        return {
            Cell(table, row, column): Fact(self._yuan(table, row, text))
            for table, rows in data.items()
            for row, columns in rows.items()
            for column, text in columns.items()
        }

    def _yuan(self, table: str, row: str, text: str) -> Decimal:
        declared = self.standard.tables[table].fixed_rows().get(row)
        counted = declared is not None and declared.measure is Measure.COUNT
        return Decimal(text) * (1 if counted else YUAN_PER_WAN)

    def build(self) -> bytes:
        """The workbook in the official layout."""
        year, of = self.disclosure["year"], self.standard
        words = {**of.words, "unit": self.unit, "year": str(year), "prior_year": str(year - 1)}
        title = f"{self.unit}{year}年度{of.words['document']}"
        document = Document(title, self.unit, year, of.kind, of.jurisdiction, ())
        return render_tables(intake_tables(of, self.facts(), words), document)


def sources() -> list[Source]:
    """Every folder of the demonstration."""
    return [Source(HERE / name) for name in FOLDERS]


if __name__ == "__main__":
    for source in sources():
        source.workbook.write_bytes(source.build())
