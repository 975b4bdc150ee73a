"""Conditions and names of the sentence language (``standards.language``) in a scope."""

from collections.abc import Callable, Mapping

from disclosures import amounts
from disclosures.amounts import Direction
from disclosures.narrative.figures import Figures, Unknown
from disclosures.narrative.scope import Scope
from disclosures.standards.language import Name, Term, parse_condition


def holds(condition: str, scope: Scope) -> bool:
    """Whether every term of ``condition`` holds in ``scope``; of an unknown figure nothing does."""
    return all(_holds(term, scope) != term.negated for term in parse_condition(condition))


def resolve(name: Name, scope: Scope) -> str:
    """The name itself, or the argument of the sentence for ``$``."""
    return scope.argument if name.name == "$" else name.name


def _holds(term: Term, scope: Scope) -> bool:
    name, attribute = resolve(term.name, scope), term.name.attribute
    if term.predicate == "given":
        return bool(scope.text(attribute, name))
    if term.predicate == "any":
        rows = scope.rows(name)
        return any(_known(scope.with_row(row).figures, attribute) for row in rows)
    try:
        return PREDICATES[term.predicate](scope.figures, name, attribute)
    except Unknown:
        return False


def _known(figures: Figures, name: str) -> bool:
    """Whether the figure of the row at hand is known; a row without a figure to ask for is."""
    try:
        return not name or bool(figures.get(name))
    except Unknown:
        return False


Predicate = Callable[[Figures, str, str], bool]


def _moved(direction: Direction) -> Predicate:
    return lambda figures, name, _: figures.change(name).direction is direction


def _against_budget(direction: Direction) -> Predicate:
    def asked(figures: Figures, name: str, _: str) -> bool:
        now, budget = figures.get(name), figures.get(name, "budget")
        return amounts.change(now.value, budget.value).direction is direction

    return asked


PREDICATES: Mapping[str, Predicate] = {
    "known": lambda figures, name, attribute: bool(figures.get(name, attribute)),
    "zero": lambda figures, name, attribute: figures.get(name, attribute).value == 0,
    "positive": lambda figures, name, attribute: figures.get(name, attribute).value > 0,
    "full": lambda figures, name, attribute: figures.get(name, attribute).value == 100,
    "rise": _moved(Direction.RISE),
    "fall": _moved(Direction.FALL),
    "flat": _moved(Direction.FLAT),
    "rated": lambda figures, name, _: figures.change(name).rate is not None,
    "comparable": lambda figures, name, _: bool(figures.change(name)),
    "below": _against_budget(Direction.FALL),
    "above": _against_budget(Direction.RISE),
    "met": _against_budget(Direction.FLAT),
}
"""What ``when`` may ask of a figure; each raises Unknown where a figure it needs is."""
