"""What a standard says of 预算绩效: its forms, its section, its wording, its report.

It stands in ``performance.toml`` of the standard's folder; like everything in a standard it names
only what differs from its base.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from disclosures.standards.entries import BadStandard, Data, expect
from disclosures.standards.folders import merge, read
from disclosures.standards.loader import folders
from disclosures.standards.model import Sentence, Variant
from disclosures.tables import Cell
from performance.forms.loader import load_form
from performance.forms.model import Form
from performance.reports.loader import load_report
from performance.reports.model import Report
from performance.values import SOURCES, Project

FILE = "performance.toml"

WORDINGS = Path(__file__).parent / "wordings"
"""Sections that several standards may share, one TOML file each."""

_KEYS = (
    "form",
    "whole_form",
    "report",
    "wording",
    "needs",
    "section",
    "slots",
    "kinds",
    "ties",
    "sentences",
)
KIND_PLACE = 8
"""Where the kind stands in a project's code: 6 digits of the region, 2 of the year, the letter."""

_COLUMNS = ("initial", "revised", "executed")


@dataclass(frozen=True)
class Tie:
    """Money of the projects that a ``cell`` of the tables limits: together no more than it has.

    ``source`` and ``column`` say which money, ``what`` and ``called`` how both are called. With
    ``whole`` it is the money of the department as a whole, which equals the cell.
    """

    source: str
    column: str
    what: str
    cell: Cell
    called: str
    whole: bool = False


@dataclass(frozen=True)
class ProjectKind:
    """A kind of projects (特定目标类项目), told by the ``letter`` in the code of a project."""

    key: str
    letter: str
    name: str


@dataclass(frozen=True)
class PerformanceStandard:
    """``form`` is that of each project, ``whole_form`` that of the whole department, if any.

    ``blocks`` are what stands in the section, in order, ``answer`` those of them that tell a
    citizen whether the money was well spent, ``slots`` what stands in other slots of the outline;
    ``report`` is the appendix, if any.
    ``needs`` are the counts, amounts and texts that the section cannot do without;
    ``without_projects``: it says something where no project is entered.
    """

    form: Form
    blocks: tuple[str, ...]
    sentences: Mapping[str, tuple[Sentence, ...]]
    report: Report | None = None
    whole_form: Form | None = None
    needs: tuple[str, ...] = ()
    without_projects: bool = False
    answer: tuple[str, ...] = ()
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: tuple[ProjectKind, ...] = ()
    ties: tuple[Tie, ...] = ()

    def kind_of(self, project: Project) -> ProjectKind | None:
        """The kind that the code of a project tells; None where there is none, or it is unknown."""
        letter = project.code[KIND_PLACE : KIND_PLACE + 1]
        return next((kind for kind in self.kinds if kind.letter == letter), None)

    def of(self, project: Project) -> Form:
        """The form of a project, or of the whole department."""
        return self.whole_form or self.form if project.whole else self.form


@cache
def performance_standard(folder: str) -> PerformanceStandard | None:
    """That of the standard with the id ``folder``; None when it says nothing of 预算绩效."""
    data: Data = {}
    for id in reversed(folders().lineage(folder)):
        data = merge(data, _worded(read(folders().path(id) / FILE)))
    return read_standard(f"{folder}/{FILE}", data) if data else None


def read_standard(place: str, data: Data) -> PerformanceStandard:
    """What a file says, which is at ``place``; with ``wording`` it differs from that wording.

    Raises BadStandard where it has a key or names money that there is not.
    """
    data = _worded(data)
    expect(data, place, _KEYS)
    return PerformanceStandard(
        form=load_form(data["form"]),
        whole_form=load_form(data["whole_form"]) if "whole_form" in data else None,
        blocks=tuple(data["section"]["blocks"]),
        sentences=read_sentences(place, data["sentences"]),
        report=load_report(data["report"]) if "report" in data else None,
        needs=tuple(data.get("needs", ())),
        without_projects=data["section"].get("without_projects", False),
        answer=tuple(data["section"].get("answer", ())),
        slots={name: tuple(blocks) for name, blocks in data.get("slots", {}).items()},
        kinds=tuple(_kind(place, entry) for entry in data.get("kinds", ())),
        ties=tuple(_tie(place, entry) for entry in data.get("ties", ())),
    )


def _kind(place: str, entry: Data) -> ProjectKind:
    expect(entry, f"{place} kinds", ("key", "letter", "name"))
    return ProjectKind(**entry)


def _tie(place: str, entry: Data) -> Tie:
    expect(entry, f"{place} ties", ("source", "column", "what", "cell", "called", "whole"))
    if entry["source"] not in SOURCES or entry["column"] not in _COLUMNS:
        raise BadStandard(f"{place} ties：没有“{entry['source']}/{entry['column']}”这样的金额")
    return Tie(**{**entry, "cell": Cell.parse(entry["cell"])})


def _worded(data: Data) -> Data:
    """What a file says over the wording it names, which thus stands over that of its base."""
    return merge(read(WORDINGS / f"{data['wording']}.toml"), data) if "wording" in data else data


def read_sentences(place: str, data: Data) -> Mapping[str, tuple[Sentence, ...]]:
    """Named wordings: each a list of variants, of which the first that holds is taken."""
    return {name: tuple(_sentences(place, name, entries)) for name, entries in data.items()}


def _sentences(place: str, name: str, entries: Iterable[Data]) -> Iterable[Sentence]:
    for entry in entries:
        expect(entry, f"{place} {name}", ("when", "text", "parts", "prefix", "suffix", "join"))
        yield Sentence(
            name,
            variants=(Variant(entry.get("text", ""), entry.get("when", "")),),
            parts=tuple(_part(place, name, part) for part in entry.get("parts", ())),
            join=entry.get("join", ""),
            prefix=entry.get("prefix", ""),
            suffix=entry.get("suffix", ""),
        )


def _part(place: str, name: str, part: Data | str) -> Variant:
    if isinstance(part, str):
        return Variant(part)
    expect(part, f"{place} {name}", ("when", "text"))
    return Variant(part["text"], part.get("when", ""))
