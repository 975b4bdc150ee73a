"""The demonstration unit, loaded as a clerk's work would be: workbook through intake, texts, publish."""

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from disclosures.intake.load import load_workbook
from disclosures.models import Disclosure, Explanation, Prose, State, Unit
from disclosures.pipeline import standard_of
from disclosures.publication import publish

WORKBOOK = "final-accounts-2020.xlsx"
TEXTS = "unit.toml"


def load_demonstration(folder: Path = settings.DISCLOSURES_DEMONSTRATION_DIR) -> Disclosure:
    """The demonstration disclosure, made and published unless it already is.

    Raises WorkbookError, IntakeError or Refused when its files are damaged.
    """
    data = tomllib.loads((folder / TEXTS).read_text("utf-8"))
    workbook = (folder / WORKBOOK).read_bytes()
    with transaction.atomic():
        disclosure = _disclosure(data)
        if disclosure.state != State.PUBLISHED:
            load_workbook(disclosure, standard_of(disclosure), workbook, WORKBOOK)
            _texts(disclosure, data)
    publish(disclosure)
    return disclosure


def _disclosure(data: dict[str, Any]) -> Disclosure:
    fields = {**data["unit"], "demonstration": True}
    unit, _ = Unit.objects.update_or_create(slug=fields.pop("slug"), defaults=fields)
    disclosure, _ = Disclosure.objects.get_or_create(unit=unit, **data["disclosure"])
    return disclosure


def _texts(disclosure: Disclosure, data: dict[str, Any]) -> None:
    disclosure.explanations.all().delete()
    disclosure.prose.all().delete()
    Explanation.objects.bulk_create(
        Explanation(disclosure=disclosure, **entry) for entry in data["explanations"]
    )
    Prose.objects.bulk_create(
        Prose(disclosure=disclosure, name=name, text=text.strip())
        for name, text in data["prose"].items()
    )
