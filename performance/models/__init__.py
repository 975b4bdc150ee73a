"""Rows: 预算绩效管理 of a document, its projects with their money and indicators."""

from performance.models.management import Classification, InitialBudget, Management, ReportText
from performance.models.project import Funding, Indicator, Nature, Project, Source, Task
from performance.models.reading import overview_of

__all__ = [
    "Classification",
    "Funding",
    "Indicator",
    "InitialBudget",
    "Management",
    "Nature",
    "Project",
    "ReportText",
    "Source",
    "Task",
    "overview_of",
]
