"""The outline of a self-assessment report as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from disclosures.standards.language import fill
from disclosures.standards.model import Sentence
from disclosures.tables import Cell


@dataclass(frozen=True)
class ReportFigure:
    """A figure of the report: of a cell of the accounts, or of the entered 年初预算.

    ``budget`` is basic, project or total, appropriation, or basic_appropriation and
    project_appropriation, which are known only where the whole budget is appropriation.
    """

    name: str
    label: str
    cell: Cell | None = None
    budget: str = ""


@dataclass(frozen=True)
class ReportCell:
    """A cell of a table: ``kind`` is head, label, figure, name, basic, project or total."""

    kind: str
    content: str = ""
    span: int = 1
    down: int = 1


@dataclass(frozen=True)
class ReportTable:
    """A table of the report; a row with ``each`` is one for every 类 of that classification."""

    title: str
    widths: tuple[int, ...]
    rows: tuple[tuple[str, tuple[ReportCell, ...]], ...]


@dataclass(frozen=True)
class ReportSection:
    """A heading (``level`` 1 一、, 2 （一）) and what stands under it (``kind:argument``)."""

    title: str
    level: int
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """One outline. ``texts`` are the places for the unit's prose and how they are called.

    Without those that are ``required`` nothing would stand under their headings. ``published`` says
    where the published budget has 年初预算: ``function`` is its table by 功能分类 with the columns
    basic, project and total, ``appropriation`` the cell of 财政拨款.
    """

    id: str
    title: str
    heading: str
    sections: tuple[ReportSection, ...]
    figures: Mapping[str, ReportFigure]
    tables: Mapping[str, ReportTable]
    sentences: Mapping[str, tuple[Sentence, ...]]
    texts: Mapping[str, str]
    required: tuple[str, ...] = ()
    published: Mapping[str, str] = field(default_factory=dict)
    unconfirmed: tuple[str, ...] = field(default=())

    def named(self, words: Mapping[str, str]) -> str:
        """Its title for one unit and year."""
        return fill(self.title, words)
