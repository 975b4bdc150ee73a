"""Cases of sentences: what they are read from, and which variants they reach."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from disclosures.narrative import sentences
from disclosures.narrative.expressions import holds
from disclosures.narrative.scope import Scope
from disclosures.narrative.sentences import say
from disclosures.standards.model import Standard, Variant
from disclosures.standards.walk import Walk
from tests.disclosures import samples

CASES = Path(__file__).parent / "cases"

Case = Mapping[str, Any]


def cases_in(*names: str) -> list[Case]:
    """The cases of those files."""
    texts = ((CASES / f"{name}.toml").read_text("utf-8") for name in names)
    return [case for text in texts for case in tomllib.loads(text)["case"]]


def scope_of(case: Case, standard: Standard) -> Scope:
    labels = {tuple(key.split("/")): text for key, text in case.get("labels", {}).items()}
    sheet = samples.sheet(standard, case["facts"], case.get("prior"), labels)
    scope = samples.scope(standard, sheet, case.get("texts"))
    if "row" not in case:
        return scope
    name, _, key = case["row"].partition("/")
    return scope.with_row(next(row for row in scope.rows(name) if row.key == key))


def variants_reached(
    standard: Standard, cases: Iterable[Case], monkeypatch: pytest.MonkeyPatch
) -> dict[str, bool]:
    """Of every variant of a sentence that ``standard`` uses, whether a case says it."""
    reached: set[int] = set()
    original = sentences._first

    def watched(variants: tuple[Variant, ...], scope: Scope) -> tuple[sentences.Run, ...]:
        runs = original(variants, scope)
        chosen = next((variant for variant in variants if holds(variant.when, scope)), None)
        if chosen is not None and (runs or not chosen.text):
            reached.add(id(chosen))
        return runs

    monkeypatch.setattr(sentences, "_first", watched)
    for case in cases:
        say(case["sentence"], scope_of(case, standard))
    used = {name for kind, name in Walk.through(standard).used if kind == "句子"}
    variants = {
        f"{name}[{number}]": variant
        for name, sentence in standard.sentences.items()
        if name in used
        for number, variant in enumerate((*sentence.variants, *sentence.parts), 1)
    }
    return {name: id(variant) in reached for name, variant in variants.items()}
