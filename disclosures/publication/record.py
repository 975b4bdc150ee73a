"""What is kept of a published version besides its files: figures, texts and names of rows."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from disclosures.facts import FactSheet
from disclosures.models.publication import Publication
from disclosures.narrative.scope import Texts

CODE_LENGTH = 16
"""Characters of a 校验码."""

Line = tuple[int, str, str, str, str, bool]
"""Year, table, row, column, value and whether it is rounded."""


def texts_record(texts: Texts) -> dict[str, Any]:
    """What the unit wrote, as it is stored with a publication."""
    explanations = [[*key, text] for key, text in sorted(texts.explanations.items())]
    return {"prose": dict(sorted(texts.prose.items())), "explanations": explanations}


def labels_record(sheet: FactSheet) -> list[list[str]]:
    """Table, row and name of every row that only the unit names."""
    return [[table, row, text] for (table, row), text in sorted(sheet.labels.items())]


def digest(sheet: FactSheet, texts: Mapping[str, Any], labels: list[Any]) -> str:
    """SHA-256 of figures, texts and names of rows together."""
    return _digest(_lines_of(sheet), texts, labels)


def check_code(publication: Publication) -> str:
    """校验码: what is printed on every file of a version, short enough to be typed.

    It is another for every version, also where a correction changes neither figure nor text.
    """
    at = publication.published_at.astimezone(UTC).isoformat(timespec="microseconds")
    of = (publication.disclosure_id, publication.version, at, publication.digest)
    return hashlib.sha256(json.dumps(of).encode()).hexdigest()[:CODE_LENGTH].upper()


def stored_digest(publication: Publication) -> str:
    """The same over what the database holds of ``publication`` now."""
    rows = publication.facts.values_list("year", "table", "row", "column", "value", "rounded")
    lines = ((year, *cell, f"{value:.2f}", rounded) for year, *cell, value, rounded in rows)
    return _digest(lines, publication.texts, publication.labels)  # type: ignore[arg-type]


def _lines_of(sheet: FactSheet) -> Iterable[Line]:
    for of_year in filter(None, (sheet, sheet.prior)):
        for cell, fact in of_year.facts.items():
            yield of_year.year, *cell, f"{fact.value:.2f}", fact.rounded


def _digest(lines: Iterable[Line], texts: Mapping[str, Any], labels: list[Any]) -> str:
    held = {"facts": sorted(lines), "texts": texts, "labels": labels}
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
