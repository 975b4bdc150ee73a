"""Reads the outlines; an outline may name another as its base and then differ from it by key."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.standards.entries import BadStandard, Data, expect
from disclosures.standards.folders import merge
from disclosures.standards.model import Sentence, Variant
from disclosures.tables import Cell
from performance.reports.model import Report, ReportCell, ReportFigure, ReportSection, ReportTable

FOLDER = Path(__file__).parent

_KEYS = (
    "title",
    "heading",
    "sections",
    "figures",
    "tables",
    "sentences",
    "texts",
    "required",
    "published",
    "unconfirmed",
)
_CELLS = ("head", "label", "figure", "name", "basic", "project", "total", "blank")
BUDGETS = (
    "basic",
    "project",
    "total",
    "appropriation",
    "basic_appropriation",
    "project_appropriation",
)


@cache
def load_report(name: str) -> Report:
    """The outline ``name``. Raises BadStandard when it contradicts itself."""
    data = _read(name)
    place = f"{name}.toml"
    expect(data, place, _KEYS)
    return Report(
        id=name,
        title=data["title"],
        heading=data["heading"],
        sections=tuple(_section(place, entry) for entry in data["sections"]),
        figures={key: _figure(place, key, entry) for key, entry in data["figures"].items()},
        tables={key: _table(place, entry) for key, entry in data["tables"].items()},
        sentences={key: _sentences(place, key, rows) for key, rows in data["sentences"].items()},
        texts=data["texts"],
        required=tuple(data.get("required", ())),
        published=data.get("published", {}),
        unconfirmed=tuple(data.get("unconfirmed", ())),
    )


def report_names() -> tuple[str, ...]:
    """The ids of all outlines shipped."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def _read(name: str) -> dict[str, Any]:
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    base = _read(data.pop("base")) if "base" in data else {}
    return merge(base, data)


def _section(place: str, entry: Data) -> ReportSection:
    expect(entry, f"{place} {entry['title']}", ("title", "level", "blocks"))
    return ReportSection(entry["title"], entry["level"], tuple(entry.get("blocks", ())))


def _figure(place: str, name: str, entry: Data) -> ReportFigure:
    expect(entry, f"{place} {name}", ("label", "cell", "budget"))
    cell = Cell.parse(entry["cell"]) if "cell" in entry else None
    budget = entry.get("budget", "")
    if (cell is None) == (budget not in BUDGETS):
        raise BadStandard(f"{place}：“{name}”应取自决算的一个格（cell）或年初预算（budget）")
    return ReportFigure(name, entry["label"], cell, budget)


def _table(place: str, entry: Data) -> ReportTable:
    expect(entry, f"{place} tables", ("title", "widths", "rows"))
    rows = tuple(
        (row.get("each", ""), tuple(_cell(place, cell) for cell in row["cells"]))
        for row in entry["rows"]
    )
    return ReportTable(entry["title"], tuple(entry["widths"]), rows)


def _cell(place: str, entry: Data) -> ReportCell:
    expect(entry, f"{place} cells", (*_CELLS, "span", "down"))
    kind = next(kind for kind in _CELLS if kind in entry)
    return ReportCell(kind, entry[kind], entry.get("span", 1), entry.get("down", 1))


def _sentences(place: str, name: str, entries: list[Data]) -> tuple[Sentence, ...]:
    for entry in entries:
        expect(entry, f"{place} {name}", ("when", "text"))
    variants = (Variant(entry["text"], entry.get("when", "")) for entry in entries)
    return tuple(Sentence(name, variants=(variant,)) for variant in variants)
