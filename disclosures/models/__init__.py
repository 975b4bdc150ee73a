"""Rows: units, their disclosures, figures and texts, uploads, what was published, and limits."""

from disclosures.models.answer import Answer, AnswerKind
from disclosures.models.classification import ClassificationCode
from disclosures.models.disclosure import Disclosure, Kind, Level, State
from disclosures.models.event import Action, Event
from disclosures.models.explanation import Explanation, ExplanationKind, Prose
from disclosures.models.fact import Fact, RowLabel
from disclosures.models.publication import Publication, PublishedFile
from disclosures.models.rate_limit import RateLimit
from disclosures.models.sheet_mapping import SheetMapping
from disclosures.models.unit import Nature, Unit
from disclosures.models.upload import Upload

__all__ = [
    "Action",
    "Answer",
    "AnswerKind",
    "ClassificationCode",
    "Disclosure",
    "Event",
    "Explanation",
    "ExplanationKind",
    "Fact",
    "Kind",
    "Level",
    "Nature",
    "Prose",
    "Publication",
    "PublishedFile",
    "RateLimit",
    "RowLabel",
    "SheetMapping",
    "State",
    "Unit",
    "Upload",
]
