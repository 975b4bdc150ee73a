"""The demonstration disclosure as values, and the steps that are timed."""

import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DEBUG", "true")

import django  # noqa: E402

django.setup()

from disclosures import classification  # noqa: E402
from disclosures.checks import identities  # noqa: E402
from disclosures.document.assemble import assemble  # noqa: E402
from disclosures.document.tree import Document  # noqa: E402
from disclosures.facts import FactSheet  # noqa: E402
from disclosures.intake.mapping import map_workbook  # noqa: E402
from disclosures.intake.workbook import read_workbook  # noqa: E402
from disclosures.narrative.scope import TextKey, Texts  # noqa: E402
from disclosures.renderers import FORMATS  # noqa: E402
from disclosures.standards.loader import load  # noqa: E402

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "suining-dianjiao-2020"
WORKBOOK = (FOLDER / "final-accounts-2020.xlsx").read_bytes()
TEXTS = tomllib.loads((FOLDER / "unit.toml").read_text("utf-8"))

STANDARD = load("sichuan", "final_accounts", 2020, "department", classification.load(2020))


def read_sheet() -> FactSheet:
    """Workbook bytes → cells (in a child process) → facts."""
    mapped = map_workbook(read_workbook(WORKBOOK), STANDARD)
    return FactSheet(2020, mapped.facts, mapped.labels, FactSheet(2019, mapped.prior))


SHEET = read_sheet()
UNIT_TEXTS = Texts(
    {TextKey(e["kind"], e["figure"], e.get("row", "")): e["text"] for e in TEXTS["explanations"]},
    TEXTS["prose"],
)


def make_document() -> Document:
    """Facts → document."""
    return assemble(STANDARD, SHEET, TEXTS["unit"]["name"], UNIT_TEXTS).document


def facts_to(format: str) -> Callable[[], object]:
    """Facts → document → the bytes of ``format``."""
    return lambda: FORMATS[format].render(make_document())


STEPS: Mapping[str, Callable[[], object]] = {
    "workbook → facts": read_sheet,
    "facts → findings": lambda: identities.run(STANDARD, SHEET),
    "facts → document": make_document,
    "facts → HTML": facts_to("html"),
    "facts → Excel": facts_to("xlsx"),
    "facts → JSON": facts_to("json"),
    "facts → PDF": facts_to("pdf"),
}
"""What is timed, by its name in the table."""
