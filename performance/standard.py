"""What a standard says of 预算绩效: its forms, its section, its wording, its report.

It stands in ``performance.toml`` of the standard's folder; like everything in a standard it names
only what differs from its base.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from disclosures.standards.entries import Data, expect
from disclosures.standards.loader import ROOT, merge
from disclosures.standards.model import Sentence, Variant
from performance.forms.loader import load_form
from performance.forms.model import Form
from performance.reports.loader import load_report
from performance.reports.model import Report

FILE = "performance.toml"

_KEYS = ("form", "whole_form", "report", "section", "sentences")


@dataclass(frozen=True)
class PerformanceStandard:
    """``form`` is that of each project, ``whole_form`` that of the whole department, if any.

    ``blocks`` are what stands in the section, in order; ``report`` is the appendix, if any.
    """

    form: Form
    blocks: tuple[str, ...]
    sentences: Mapping[str, tuple[Sentence, ...]]
    report: Report | None = None
    whole_form: Form | None = None


@cache
def performance_standard(folder: str) -> PerformanceStandard | None:
    """That of the standard with the id ``folder``; None when it says nothing of 预算绩效."""
    data = _merged(folder)
    if not data:
        return None
    expect(data, f"{folder}/{FILE}", _KEYS)
    return PerformanceStandard(
        form=load_form(data["form"]),
        whole_form=load_form(data["whole_form"]) if "whole_form" in data else None,
        blocks=tuple(data["section"]["blocks"]),
        sentences=read_sentences(f"{folder}/{FILE}", data["sentences"]),
        report=load_report(data["report"]) if "report" in data else None,
    )


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


@cache
def _merged(folder: str) -> Mapping[str, Any]:
    head = tomllib.loads((ROOT / folder / "standard.toml").read_text("utf-8"))
    base = _merged(head["base"]) if "base" in head else {}
    path = ROOT / folder / FILE
    own = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return merge(base, own)
