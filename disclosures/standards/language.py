"""The language of sentences: what stands in braces and in ``when``, parsed once.

``{name}`` a word or a figure; ``{name.attribute}`` another figure of it, a text of the unit, or how
it is called; ``{@sentence}`` and ``{@sentence(figure)}`` another sentence; ``$`` is the figure that
was handed to the sentence. A condition is ``predicate(name)`` terms joined by ``and``, each with an
optional ``not``. docs/standards.md explains it with examples.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

ATTRIBUTES = frozenset({"prior", "difference", "rate", "share", "completion", "budget"})
"""Names that may follow a figure to give another figure."""

TEXT_KINDS = ("reason", "budget_reason", "use")
"""Names that may follow a figure to give a text by the unit."""

CALLED = frozenset({"label", "base"})
"""Names that may follow a figure to say how it, or its budget, is called."""

OF_A_FIGURE = frozenset({"rise", "fall", "flat", "rated", "comparable", "below", "above", "met"})
"""Predicates of a figure and what it is compared with."""

OF_A_VALUE = frozenset({"zero", "positive", "full"})
"""Predicates of one value, so of an attribute as well; ``full`` is a percentage of 100."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_INCLUDE = re.compile(r"@(\w+)(?:\((\w+|\$)\))?")
_NAME = re.compile(r"(row\.\w+)|(\w+|\$)(?:\.(\w+))?")
_TERM = re.compile(r"(not )?(\w+)\(([^()]+)\)")


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
    attribute: str = ""


@dataclass(frozen=True)
class Term:
    """One predicate of a condition."""

    predicate: str
    name: Name
    negated: bool = False


Segment = str | Include | Name


@cache
def parse(text: str) -> tuple[Segment, ...]:
    """A template as literal text, names and includes. Raises BadTemplate."""
    segments: list[Segment] = []
    position = 0
    for match in _PLACEHOLDER.finditer(text):
        segments += _literal(text[position : match.start()])
        segments.append(_placeholder(match.group(1)))
        position = match.end()
    return (*segments, *_literal(text[position:]))


def _literal(text: str) -> tuple[str, ...]:
    if "{" in text or "}" in text:
        raise BadTemplate(f"花括号不成对：{text}")
    return (text,) if text else ()


def _placeholder(text: str) -> Include | Name:
    if text.startswith("@"):
        match = _INCLUDE.fullmatch(text)
        if match is None:
            raise BadTemplate(f"无法识别的引用：{{{text}}}")
        return Include(match.group(1), match.group(2) or "")
    name = _name(text)
    if name.attribute not in ("", *ATTRIBUTES, *TEXT_KINDS, *CALLED):
        raise BadTemplate(f"没有“{name.attribute}”这一属性：{{{text}}}")
    return name


def _name(text: str) -> Name:
    match = _NAME.fullmatch(text)
    if match is None:
        raise BadTemplate(f"无法识别的名称：{{{text}}}")
    return Name(match.group(1) or match.group(2), match.group(3) or "")


@cache
def parse_condition(text: str) -> tuple[Term, ...]:
    """A ``when`` as terms that must all hold. Raises BadTemplate."""
    if not text:
        return ()
    return tuple(_term(part) for part in text.split(" and "))


def _term(text: str) -> Term:
    match = _TERM.fullmatch(text.strip())
    if match is None:
        raise BadTemplate(f"无法识别的条件：{text}")
    term = Term(match.group(2), _name(match.group(3)), bool(match.group(1)))
    if not _allowed(term.predicate, term.name.attribute):
        raise BadTemplate(f"无法识别的条件：{text}")
    return term


def _allowed(predicate: str, attribute: str) -> bool:
    if predicate == "any":
        return True
    if predicate == "given":
        return attribute in TEXT_KINDS
    if predicate in OF_A_FIGURE:
        return attribute == ""
    return predicate in {"known", *OF_A_VALUE} and attribute in {"", *ATTRIBUTES}


def fill(text: str, words: Mapping[str, str]) -> str:
    """A title, note or label with its words put in, all at once: a word is never filled itself.

    Raises BadTemplate where a name is no word.
    """
    return "".join(_word(segment, text, words) for segment in parse(text))


def _word(segment: Segment, text: str, words: Mapping[str, str]) -> str:
    if isinstance(segment, str):
        return segment
    if isinstance(segment, Include) or segment.attribute or segment.name not in words:
        raise BadTemplate(f"这里只能用词：{text}")
    return words[segment.name]
