"""名词解释: the general terms of the standard and one entry for every 项 the document uses."""

from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.amounts import numbered
from disclosures.document.tree import Paragraph
from disclosures.narrative.prose import clause
from disclosures.narrative.scope import Scope, TextKey
from disclosures.narrative.sentences import Run, Written, say
from disclosures.standards.language import fill
from disclosures.standards.model import Term


def glossary(scope: Scope) -> tuple[Paragraph, ...]:
    """The entries in the order of the standard, numbered."""
    entries = [entry for term in scope.standard.terms for entry in _entries(term, scope)]
    pattern = scope.standard.term_lead
    return tuple(
        Paragraph((f"{name}：", *runs), lead=numbered(pattern, number), term=name)
        for number, (name, runs) in enumerate(entries, 1)
    )


def _entries(term: Term, scope: Scope) -> Iterator[tuple[str, tuple[Run, ...]]]:
    """Each name with its explanation."""
    if term.sentence:
        yield term.name, say(term.sentence, scope)
        return
    if not term.items:
        yield term.name, (fill(term.text, scope.words),)
        return
    for item in items(term.items, scope):
        yield item.name, (Written(item.own), "。") if item.own else (item.general,)


@dataclass(frozen=True)
class Item:
    """An item in the glossary: its ``own`` explanation by the unit, or else the ``general`` one.

    ``explained``: the general one explains it, where otherwise it only places it in the list.
    """

    key: TextKey
    name: str
    own: str
    general: str
    explained: bool


def items(name: str, scope: Scope) -> Iterator[Item]:
    """The items of the list ``name``, explained by the unit, the classification or their place."""
    wording = scope.standard.item_term
    for row in scope.rows(name):
        words = scope.with_row(row).words
        key = TextKey("term", "item", row.code)
        explanation = scope.standard.codes.function[row.code].explanation
        yield Item(
            key,
            fill(wording["name"], words),
            clause(scope.texts.explanations.get(key, "")),
            explanation or fill(wording["fallback"], words),
            bool(explanation),
        )
