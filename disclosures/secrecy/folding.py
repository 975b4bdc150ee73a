"""Figures and texts without the subjects that are not published."""

from collections.abc import Callable, Collection
from dataclasses import replace

from disclosures.classification import Code
from disclosures.facts import FactSheet
from disclosures.narrative.scope import Texts
from disclosures.standards.model import Standard
from disclosures.sums import sums_of


class Unfoldable(ValueError):
    """A code that cannot be folded; ``str()`` says so in Chinese."""


def foldable(code: Code) -> bool:
    """Whether it can be left out: a 款 folds into its 类, a 项 into its 款, a 类 into nothing."""
    return code.level > 1


def hides(standard: Standard, secret: Collection[str]) -> Callable[[str], bool]:
    """Whether a row is not published because its code, or one above it, is ``secret``.

    Raises Unfoldable for a 类, which has nothing above it, UnknownCode for what is no code of the
    function classification of the year.
    """
    function = standard.codes.function
    for code in sorted(secret):
        if not foldable(function[code]):
            raise Unfoldable(
                f"“{code} {function[code].name}”是类级科目，不能折叠；可以不公开的是款和项"
            )
    hidden = {
        code.code
        for code in function
        if secret and any(above.code in secret for above in function.path(code.code))
    }
    starts = tuple(secret)
    return lambda row: row in hidden or row.startswith(starts)


def fold(sheet: FactSheet, standard: Standard, secret: Collection[str]) -> FactSheet:
    """``sheet`` without the subjects ``secret`` and everything below them, this year and last.

    What stands above them keeps the amount that was reported, and is no longer a sum of what is
    shown. Raises Unfoldable and UnknownCode as ``hides`` does.
    """
    if not secret:
        return sheet
    hidden = hides(standard, secret)
    prior = sheet.prior
    return replace(
        _without(sheet, hidden),
        partial=sheet.partial | _partial(sheet, standard, hidden),
        prior=None if prior is None else _without(prior, hidden),
    )


def folded_texts(texts: Texts, standard: Standard, secret: Collection[str]) -> Texts:
    """``texts`` without the reasons, uses and terms of the subjects that are not published.

    Prose is left as it is: ``leaks`` looks into it. Raises Unfoldable and UnknownCode.
    """
    hidden = hides(standard, secret)
    figures = standard.figures
    shown = {
        key: text
        for key, text in texts.explanations.items()
        if not hidden(key.row)
        and not (key.figure in figures and hidden(figures[key.figure].cell.row))
    }
    return replace(texts, explanations=shown)


def _without(sheet: FactSheet, hidden: Callable[[str], bool]) -> FactSheet:
    facts = {cell: fact for cell, fact in sheet.facts.items() if not hidden(cell.row)}
    labels = {row: label for row, label in sheet.labels.items() if not hidden(row[1])}
    return replace(sheet, facts=facts, labels=labels)


def _partial(
    sheet: FactSheet, standard: Standard, hidden: Callable[[str], bool]
) -> frozenset[tuple[str, str]]:
    """The rows that are the sum of rows of which some are hidden, by table and key."""
    return frozenset(
        (total.total.table, total.total.row)
        for table in standard.tables.values()
        for total in sums_of(table, sheet, standard.codes)
        if not hidden(total.total.row) and any(hidden(part.row) for part in total.parts)
    )
