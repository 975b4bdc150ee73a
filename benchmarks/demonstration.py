"""The demonstration disclosure as values, and the steps that are timed."""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DEBUG", "true")

import django  # noqa: E402

django.setup()

from disclosures import classification  # noqa: E402
from disclosures.checks.context import Context, Earlier  # noqa: E402
from disclosures.checks.run import run  # noqa: E402
from disclosures.document.assemble import Assembled, assemble  # noqa: E402
from disclosures.document.text import lines  # noqa: E402
from disclosures.document.tree import Document  # noqa: E402
from disclosures.facts import FactSheet  # noqa: E402
from disclosures.intake.mapping import map_workbook  # noqa: E402
from disclosures.intake.preview import preview  # noqa: E402
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
    return assembled().document


def assembled() -> Assembled:
    """Facts → document, and what it asks for."""
    return assemble(STANDARD, SHEET, TEXTS["unit"]["name"], UNIT_TEXTS)


def context() -> Context:
    """The demonstration as the checks see it, last year's document being its own of this year."""
    made = assembled()
    return Context(
        standard=STANDARD,
        sheet=SHEET,
        unit=TEXTS["unit"]["name"],
        texts=UNIT_TEXTS,
        last_year=Earlier("上年材料", SHEET, UNIT_TEXTS, STANDARD),
        asked=made.asked,
        lines=tuple(lines(made.document)),
    )


CONTEXT = context()


def facts_to(format: str) -> Callable[[], object]:
    """Facts → document → the bytes of ``format``."""
    return lambda: FORMATS[format].render(make_document())


def check_import() -> object:
    """Workbook bytes → facts → what they change → document → findings: a preview of an upload."""
    mapped = map_workbook(read_workbook(WORKBOOK), STANDARD)
    seen = preview(STANDARD, SHEET, mapped)
    made = assemble(STANDARD, seen.sheet, TEXTS["unit"]["name"], UNIT_TEXTS)
    text = tuple(lines(made.document))
    return run(replace(CONTEXT, sheet=seen.sheet, asked=made.asked, lines=text))


STEPS: Mapping[str, Callable[[], object]] = {
    "workbook → facts": read_sheet,
    "workbook → findings": check_import,
    "facts → findings": lambda: run(CONTEXT),
    "facts → document": make_document,
    "facts → HTML": facts_to("html"),
    "facts → Excel": facts_to("xlsx"),
    "facts → JSON": facts_to("json"),
    "facts → PDF": facts_to("pdf"),
}
"""What is timed, by its name in the table."""
