"""Contexts for the checks: a sheet and texts, assembled as the pipeline does."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from disclosures.checks.context import Context
from disclosures.document import text
from disclosures.document.assemble import assemble
from disclosures.facts import Fact, FactSheet
from disclosures.narrative.scope import TextKey, Texts
from disclosures.standards.model import Standard
from disclosures.tables import Cell
from tests.disclosures import samples

Written = Mapping[str, str]
"""``kind/figure`` or ``kind/figure/row`` → text; ``prose/name`` for prose."""


def key(address: str) -> TextKey:
    return TextKey(*address.split("/"))


def context(standard: Standard, sheet: FactSheet, texts: Texts, unit: str, **more: Any) -> Context:
    """What the checks see of a disclosure with these figures and texts."""
    assembled = assemble(standard, sheet, unit, texts)
    return Context(
        standard=standard,
        sheet=sheet,
        unit=unit,
        texts=texts,
        asked=assembled.asked,
        lines=tuple(text.lines(assembled.document)),
        **more,
    )


def planted(
    clean: Context,
    figures: samples.Figures | None = None,
    texts: Written | None = None,
    prior: samples.Figures | None = None,
    **more: Any,
) -> Context:
    """``clean`` with other figures (万元 or counts; "" for none) and texts ("" for none)."""
    before = clean.sheet.prior
    if prior is not None:
        assert before is not None
        before = FactSheet(before.year, _changed(clean, before, prior), before.labels)
    sheet = FactSheet(
        clean.sheet.year, _changed(clean, clean.sheet, figures or {}), clean.sheet.labels, before
    )
    kept = {name: getattr(clean, name) for name in ("nature", "last_year", "budget", "members")}
    kept["other_names"] = clean.other_names
    written = _written(clean.texts, texts or {})
    return context(clean.standard, sheet, written, clean.unit, **{**kept, **more})


def _changed(clean: Context, sheet: FactSheet, figures: samples.Figures) -> dict[Cell, Fact]:
    facts = dict(sheet.facts)
    for address, number in figures.items():
        cell = Cell.parse(address)
        facts.pop(cell, None)
        if number:
            factor = samples.factor(clean.standard, cell)
            facts[cell] = Fact(Decimal(number) * factor, rounded=factor != 1)
    return facts


def _written(texts: Texts, changes: Written) -> Texts:
    explanations, prose = dict(texts.explanations), dict(texts.prose)
    for address, words in changes.items():
        kind, figure, *row = address.split("/")
        if kind == "prose":
            prose[figure] = words
        else:
            explanations[TextKey(kind, figure, *row)] = words
    return replace(texts, explanations=explanations, prose=prose)
