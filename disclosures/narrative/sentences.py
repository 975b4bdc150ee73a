"""Sentences of a standard as runs: text, figures, and words written by the unit.

Code picks the variant and computes the values; the sentence files only place names. A text that
needs a figure which is unknown is left out together with its punctuation, and the cells that were
missing are reported.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from disclosures.narrative.expressions import (
    ATTRIBUTES,
    TEXT_KINDS,
    BadTemplate,
    Include,
    Name,
    holds,
    parse,
    resolve,
)
from disclosures.narrative.figures import Figure, Operand, Unknown
from disclosures.narrative.scope import Scope
from disclosures.standards.model import Sentence, Variant


@dataclass(frozen=True)
class Written:
    """Words that the unit typed (a reason, a use, the name of an occasion)."""

    text: str


Run = str | Figure | Written


def say(name: str, scope: Scope, argument: str = "") -> tuple[Run, ...]:
    """The sentence ``name`` as runs; empty when it needs a figure that is unknown."""
    sentence = scope.standard.sentences[name]
    inner = scope.with_argument(argument) if argument else scope
    if sentence.each:
        pieces = (
            _variants(sentence.variants, inner.with_row(row)) for row in inner.rows(sentence.each)
        )
        return _joined(sentence, pieces)
    if sentence.parts:
        return _joined(sentence, (_variants((part,), inner) for part in sentence.parts))
    return _variants(sentence.variants, inner)


def _joined(sentence: Sentence, pieces: Iterable[tuple[Run, ...]]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for piece in pieces:
        if piece:
            runs += [sentence.join if runs else sentence.prefix, *piece]
    return _merged(runs)


def _variants(variants: tuple[Variant, ...], scope: Scope) -> tuple[Run, ...]:
    for variant in variants:
        if holds(variant.when, scope):
            return _text(variant.text, scope)
    return ()


def _text(text: str, scope: Scope) -> tuple[Run, ...]:
    runs: list[Run] = []
    try:
        for segment in parse(text):
            if isinstance(segment, str):
                runs.append(segment)
            elif isinstance(segment, Include):
                argument = scope.argument if segment.argument == "$" else segment.argument
                runs += say(segment.sentence, scope, argument)
            else:
                runs.append(_name(segment, scope))
    except Unknown as unknown:
        scope.missing[Operand(unknown.cell, unknown.year)] = None
        return ()
    return _merged(runs)


def _name(name: Name, scope: Scope) -> Run:
    key = resolve(name, scope)
    if key in scope.words:
        if key == "row.name" and scope.row is not None and not scope.row.code:
            return Written(scope.words[key])
        return scope.words[key]
    if key not in scope.standard.figures:
        raise BadTemplate(f"范本中没有定义“{key}”")
    if name.attribute in TEXT_KINDS:
        return Written(scope.text(name.attribute, key))
    if name.attribute == "label":
        return scope.standard.figures[key].label
    if name.attribute == "base":
        return scope.figures.budget(key).base
    if name.attribute and name.attribute not in ATTRIBUTES:
        raise BadTemplate(f"“{key}”没有“{name.attribute}”")
    return scope.figures.get(key, name.attribute)


def _merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    merged: list[Run] = []
    for run in runs:
        if isinstance(run, str) and merged and isinstance(merged[-1], str):
            merged[-1] += run
        elif run != "":
            merged.append(run)
    return tuple(merged)


def plain(runs: Iterable[Run]) -> str:
    """Runs as one line of text, figures with their units."""
    return "".join(_plain(run) for run in runs)


def _plain(run: Run) -> str:
    if isinstance(run, Figure):
        return run.text + run.unit
    return run.text if isinstance(run, Written) else run

