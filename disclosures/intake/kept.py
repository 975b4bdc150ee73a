"""What was read from a workbook as plain JSON and back: kept between its preview and its import."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from disclosures.facts import Fact, Source
from disclosures.intake.mapping import Mapped
from disclosures.intake.remarks import IgnoredCell, IgnoredColumn, Renamed
from disclosures.tables import Cell


def to_json(mapped: Mapped) -> dict[str, Any]:
    """``mapped`` in values that JSON has; amounts as text, so that none loses a digit."""
    return {
        "source": next((_source(fact) for fact in _all(mapped)), {}),
        "facts": [_written(cell, fact) for cell, fact in mapped.facts.items()],
        "prior": [_written(cell, fact) for cell, fact in mapped.prior.items()],
        "labels": [[*row, text] for row, text in mapped.labels.items()],
        "tables": list(mapped.tables),
        "ignored": list(mapped.ignored),
        "hidden": list(mapped.hidden),
        "ignored_columns": [asdict(one) for one in mapped.ignored_columns],
        "ignored_cells": [asdict(one) for one in mapped.ignored_cells],
        "renamed": [asdict(one) for one in mapped.renamed],
        "partial": mapped.partial,
    }


def from_json(kept: Mapping[str, Any]) -> Mapped:
    """What ``to_json`` was given."""
    source = kept["source"]
    return Mapped(
        facts=dict(_read(row, source) for row in kept["facts"]),
        prior=dict(_read(row, source) for row in kept["prior"]),
        labels={(table, row): text for table, row, text in kept["labels"]},
        tables=tuple(kept["tables"]),
        ignored=tuple(kept["ignored"]),
        hidden=tuple(kept["hidden"]),
        ignored_columns=tuple(IgnoredColumn(**one) for one in kept["ignored_columns"]),
        ignored_cells=tuple(IgnoredCell(**one) for one in kept["ignored_cells"]),
        renamed=tuple(Renamed(**one) for one in kept["renamed"]),
        partial=kept["partial"],
    )


def _all(mapped: Mapped) -> Iterator[Fact]:
    yield from mapped.facts.values()
    yield from mapped.prior.values()


def _source(fact: Fact) -> dict[str, str]:
    """What the facts of one file have in common."""
    return {"file": fact.source.file, "sha256": fact.source.sha256}


def _written(cell: Cell, fact: Fact) -> list[Any]:
    return [*cell, str(fact.value), fact.rounded, fact.source.sheet, fact.source.cell]


def _read(row: list[Any], source: Mapping[str, str]) -> tuple[Cell, Fact]:
    table, line, column, value, rounded, sheet, cell = row
    where = Source("workbook", **source, sheet=sheet, cell=cell)
    return Cell(table, line, column), Fact(Decimal(value), where, rounded)
