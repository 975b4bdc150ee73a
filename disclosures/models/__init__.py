"""Rows: units, their disclosures, figures and texts, uploads, what was published, and jobs."""

from disclosures.models.answer import Answer, AnswerKind
from disclosures.models.classification import ClassificationCode
from disclosures.models.disclosure import Disclosure, Kind, Level, State
from disclosures.models.event import Action, Event
from disclosures.models.explanation import Explanation, ExplanationKind, Prose
from disclosures.models.fact import Fact, RowLabel
from disclosures.models.job import UNFINISHED, Batch, Job, JobState
from disclosures.models.publication import Publication, PublishedFile
from disclosures.models.sheet_mapping import SheetMapping
from disclosures.models.unit import Nature, Unit
from disclosures.models.upload import Upload

__all__ = [
    "UNFINISHED",
    "Action",
    "Answer",
    "AnswerKind",
    "Batch",
    "ClassificationCode",
    "Disclosure",
    "Event",
    "Explanation",
    "ExplanationKind",
    "Fact",
    "Job",
    "JobState",
    "Kind",
    "Level",
    "Nature",
    "Prose",
    "Publication",
    "PublishedFile",
    "RowLabel",
    "SheetMapping",
    "State",
    "Unit",
    "Upload",
]
