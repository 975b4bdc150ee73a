"""Rows: units, their disclosures, figures and texts, uploads, and what was published."""

from disclosures.models.classification import ClassificationCode
from disclosures.models.disclosure import Disclosure, Kind, Level, State
from disclosures.models.explanation import Explanation, ExplanationKind, Prose
from disclosures.models.fact import Fact, RowLabel
from disclosures.models.publication import Publication, PublishedFile
from disclosures.models.unit import Unit
from disclosures.models.upload import Upload

__all__ = [
    "ClassificationCode",
    "Disclosure",
    "Explanation",
    "ExplanationKind",
    "Fact",
    "Kind",
    "Level",
    "Prose",
    "Publication",
    "PublishedFile",
    "RowLabel",
    "State",
    "Unit",
    "Upload",
]
