"""What the database keeps of a published version besides its files, as it is hashed."""

from typing import Any

from disclosures.document.check_code import digest_of
from disclosures.models.publication import Publication


def stored_record(publication: Publication) -> dict[str, Any]:
    """Figures, texts and names of rows of ``publication``, as ``check_code.recorded`` gave them."""
    rows = publication.facts.values_list("year", "table", "row", "column", "value", "rounded")
    return {
        "facts": sorted(
            [year, *cell, f"{value:.2f}", rounded] for year, *cell, value, rounded in rows
        ),
        "texts": publication.texts,
        "labels": publication.labels,
    }


def stored_digest(publication: Publication) -> str:
    """The digest of what the database holds of ``publication`` now."""
    return digest_of(stored_record(publication))
