"""名词解释: the general terms of the standard and one entry for every 项 the document uses."""

from collections.abc import Iterator

from disclosures.document.tree import Paragraph
from disclosures.narrative.scope import Scope, TextKey
from disclosures.narrative.sentences import Run, Written
from disclosures.tables import Row


def glossary(scope: Scope) -> tuple[Paragraph, ...]:
    """The entries in the order of the standard, numbered."""
    entries = [entry for term in scope.standard.terms for entry in _entries(term.items, term.name, term.text, scope)]
    return tuple(
        Paragraph(runs, lead=f"{number}.") for number, runs in enumerate(entries, 1)
    )


def _entries(items: str, name: str, text: str, scope: Scope) -> Iterator[tuple[Run, ...]]:
    if not items:
        yield (f"{name}：{text.format_map(scope.words)}",)
        return
    for row in scope.rows(items):
        yield _item(row, scope.with_row(row))


def _item(row: Row, scope: Scope) -> tuple[Run, ...]:
    """An item explained by the unit, else by the classification, else placed in it."""
    wording = scope.standard.item_term
    name = _filled(wording["name"], scope)
    own = scope.texts.explanations.get(TextKey("term", "item", row.code), "")
    if own:
        return (f"{name}：", Written(own))
    explanation = scope.standard.codes.function[row.code].explanation
    return (f"{name}：{explanation or _filled(wording['fallback'], scope)}",)


def _filled(text: str, scope: Scope) -> str:
    for word, value in scope.words.items():
        text = text.replace(f"{{{word}}}", value)
    return text
