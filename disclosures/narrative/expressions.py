"""What stands in braces and in ``when``: a small language, parsed once.

``{name}`` a word or a figure; ``{name.attribute}`` another figure of it or a text of the unit;
``{@sentence}`` and ``{@sentence(figure)}`` another sentence; ``$`` is the argument of the sentence at
hand. A condition is ``predicate(name)`` terms joined by ``and``, each with an optional ``not``.
"""

import re
from dataclasses import dataclass
from functools import cache

from disclosures.narrative.figures import ATTRIBUTES, PREDICATES, Unknown
from disclosures.narrative.scope import TEXT_KINDS, Scope

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_INCLUDE = re.compile(r"@(\w+)(?:\(([\w$]+)\))?")
_TERM = re.compile(r"(not )?(\w+)\(([\w$.]+)\)")

PREDICATE_NAMES = frozenset({*PREDICATES, "known", "given", "any"})


class BadTemplate(ValueError):
    """A text or condition of a standard that cannot be understood."""


@dataclass(frozen=True)
class Include:
    """Another sentence, with the figure it is about ('' for none)."""

    sentence: str
    argument: str


@dataclass(frozen=True)
class Name:
    """A word, a figure, or with an attribute a figure or text that belongs to a figure."""

    name: str
    attribute: str


@dataclass(frozen=True)
class Term:
    """One predicate of a condition."""

    predicate: str
    name: Name
    negated: bool


Segment = str | Include | Name


@cache
def parse(text: str) -> tuple[Segment, ...]:
    """A template as literal text, names and includes. Raises BadTemplate."""
    segments: list[Segment] = []
    position = 0
    for match in _PLACEHOLDER.finditer(text):
        if match.start() > position:
            segments.append(text[position : match.start()])
        segments.append(_placeholder(match.group(1)))
        position = match.end()
    if position < len(text):
        segments.append(text[position:])
    return tuple(segments)


def _placeholder(text: str) -> Include | Name:
    if text.startswith("@"):
        match = _INCLUDE.fullmatch(text)
        if match is None:
            raise BadTemplate(f"无法识别的引用：{{{text}}}")
        return Include(match.group(1), match.group(2) or "")
    return _name(text)


def _name(text: str) -> Name:
    if text.startswith("row."):
        return Name(text, "")
    name, _, attribute = text.partition(".")
    return Name(name, attribute)


@cache
def parse_condition(text: str) -> tuple[Term, ...]:
    """A ``when`` as terms that must all hold. Raises BadTemplate."""
    if not text:
        return ()
    return tuple(_term(part) for part in text.split(" and "))


def _term(text: str) -> Term:
    match = _TERM.fullmatch(text.strip())
    if match is None or match.group(2) not in PREDICATE_NAMES:
        raise BadTemplate(f"无法识别的条件：{text}")
    return Term(match.group(2), _name(match.group(3)), bool(match.group(1)))


def holds(condition: str, scope: Scope) -> bool:
    """Whether every term of ``condition`` holds in ``scope``."""
    return all(_holds(term, scope) != term.negated for term in parse_condition(condition))


def _holds(term: Term, scope: Scope) -> bool:
    name, attribute = resolve(term.name, scope), term.name.attribute
    if term.predicate == "any":
        return bool(scope.rows(name))
    if term.predicate == "given":
        return bool(scope.text(attribute, name))
    try:
        figure = scope.figures.get(name, attribute)
        if term.predicate == "known":
            return True
        if attribute:
            return _of_value(term.predicate, figure.value)
        return PREDICATES[term.predicate](scope.figures, name)
    except Unknown:
        return False


def _of_value(predicate: str, value: object) -> bool:
    if predicate == "zero":
        return value == 0
    raise BadTemplate(f"条件 {predicate} 不能用于带属性的数")


def resolve(name: Name, scope: Scope) -> str:
    """The name itself, or the argument of the sentence for ``$``."""
    return scope.argument if name.name == "$" else name.name


__all__ = [
    "ATTRIBUTES",
    "TEXT_KINDS",
    "BadTemplate",
    "Include",
    "Name",
    "Segment",
    "Term",
    "holds",
    "parse",
    "parse_condition",
    "resolve",
]
