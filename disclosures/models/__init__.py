"""Rows: units, disclosures, figures, texts, uploads, publications, search, jobs, limits, counts."""

from disclosures.models.answer import Answer, AnswerKind
from disclosures.models.bulk import BulkItem, BulkUpload
from disclosures.models.classification import ClassificationCode
from disclosures.models.disclosure import Disclosure, Kind, Level, State
from disclosures.models.event import Action, Event, EventChain
from disclosures.models.explanation import Explanation, ExplanationKind, Prose
from disclosures.models.fact import Fact, RowLabel
from disclosures.models.job import UNFINISHED, Batch, Job, JobState
from disclosures.models.publication import (
    Publication,
    PublishedFact,
    PublishedFile,
    Withdrawal,
)
from disclosures.models.rate_limit import RateLimit
from disclosures.models.remark import Remark
from disclosures.models.role import Duty, Role
from disclosures.models.search import Searchable
from disclosures.models.secrecy import SecretRow
from disclosures.models.sheet_mapping import SheetMapping
from disclosures.models.tally import Tally
from disclosures.models.unit import Nature, Unit
from disclosures.models.upload import Upload

__all__ = [
    "UNFINISHED",
    "Action",
    "Answer",
    "AnswerKind",
    "Batch",
    "BulkItem",
    "BulkUpload",
    "ClassificationCode",
    "Disclosure",
    "Duty",
    "Event",
    "EventChain",
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
    "PublishedFact",
    "PublishedFile",
    "Remark",
    "Role",
    "RateLimit",
    "RowLabel",
    "Searchable",
    "SecretRow",
    "SheetMapping",
    "State",
    "Tally",
    "Unit",
    "Upload",
    "Withdrawal",
]
