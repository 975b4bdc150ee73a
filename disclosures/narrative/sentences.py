"""Sentences of a standard as runs: text, figures, and words written by the unit.

Code picks the variant and computes the values; the sentence files only place names. A text that
needs a figure which is unknown is left out together with its punctuation, and the cells that were
missing are reported.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from disclosures.narrative.expressions import holds, resolve
from disclosures.narrative.figures import Figure, Operand, Unknown
from disclosures.narrative.scope import Scope
from disclosures.standards.language import TEXT_KINDS, BadTemplate, Include, Name, fill, parse
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
        scopes = (inner.with_row(row) for row in inner.rows(sentence.each))
        return _joined(sentence, (_first(sentence.variants, one) for one in scopes), inner)
    if sentence.parts:
        return _joined(sentence, (_first((part,), inner) for part in sentence.parts), inner)
    return _first(sentence.variants, inner)


def _joined(sentence: Sentence, pieces: Iterable[tuple[Run, ...]], scope: Scope) -> tuple[Run, ...]:
    said = [piece for piece in pieces if piece]
    if not said:
        return ()
    runs: list[Run] = [fill(sentence.prefix, scope.words)]
    for number, piece in enumerate(said):
        runs += [sentence.join, *piece] if number else piece
    return _merged([*runs, fill(sentence.suffix, scope.words)])


def _first(variants: tuple[Variant, ...], scope: Scope) -> tuple[Run, ...]:
    """The first variant that holds; nothing when it needs a figure that is unknown."""
    chosen = next((variant for variant in variants if holds(variant.when, scope)), None)
    if chosen is None:
        return ()
    try:
        return _text(chosen.text, scope)
    except Unknown as unknown:
        scope.missing[Operand(unknown.cell, unknown.year)] = None
        return ()


def _text(text: str, scope: Scope) -> tuple[Run, ...]:
    runs: list[Run] = []
    for segment in parse(text):
        if isinstance(segment, str):
            runs.append(segment)
        elif isinstance(segment, Include):
            argument = scope.argument if segment.argument == "$" else segment.argument
            runs += say(segment.sentence, scope, argument)
        else:
            runs.append(_name(segment, scope))
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
