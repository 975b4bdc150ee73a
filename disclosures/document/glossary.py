"""名词解释: the general terms of the standard and one entry for every 项 the document uses."""

from collections.abc import Iterator

from disclosures.document.tree import Paragraph
from disclosures.narrative.prose import clause
from disclosures.narrative.scope import Scope, TextKey
from disclosures.narrative.sentences import Run, Written
from disclosures.standards.language import fill
from disclosures.standards.model import Term
from disclosures.tables import Row


def glossary(scope: Scope) -> tuple[Paragraph, ...]:
    """The entries in the order of the standard, numbered."""
    entries = [entry for term in scope.standard.terms for entry in _entries(term, scope)]
    return tuple(Paragraph(runs, lead=f"{number}.") for number, runs in enumerate(entries, 1))


def _entries(term: Term, scope: Scope) -> Iterator[tuple[Run, ...]]:
    if not term.items:
        yield (f"{term.name}：{fill(term.text, scope.words)}",)
        return
    for row in scope.rows(term.items):
        yield _item(row, scope.with_row(row))


def _item(row: Row, scope: Scope) -> tuple[Run, ...]:
    """An item explained by the unit, else by the classification, else placed in it."""
    wording = scope.standard.item_term
    name = fill(wording["name"], scope.words)
    own = clause(scope.texts.explanations.get(TextKey("term", "item", row.code), ""))
    if own:
        return (f"{name}：", Written(own), "。")
    explanation = scope.standard.codes.function[row.code].explanation
    return (f"{name}：{explanation or fill(wording['fallback'], scope.words)}",)
