"""Reads the forms. A key that nothing reads, or rows that do not fill the form, are refused."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.standards.entries import BadStandard, Data, expect
from performance.forms.model import CellDef, Form, GradeDef, GroupDef, LevelDef, RowDef
from performance.values import SOURCES

FOLDER = Path(__file__).parent

CELL_KINDS = ("head", "text", "word", "money", "rate", "number", "blank")
OPTIONS = ("span", "down", "once", "merge")
REPEATED = ("funding", "indicators", "tasks")

_PLAIN = {
    "title",
    "kind",
    "source",
    "subtitle",
    "number",
    "page",
    "fixed_places",
    "scored",
    "shortfall",
}
_DECIMALS = {"weights_total", "execution_weight", "reason_below"}
_LISTS = {"widths", "needs", "notes", "unconfirmed"}
_TABLES = {"groups", "levels", "funding", "limits", "grades"}


@cache
def load_form(name: str) -> Form:
    """The form ``name``. Raises KeyError when there is none, BadStandard when it is wrong."""
    path = FOLDER / f"{name}.toml"
    if not path.exists():
        raise KeyError(name)
    return _form(name, tomllib.loads(path.read_text("utf-8")))


def form_names() -> tuple[str, ...]:
    """The ids of all forms shipped."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def _form(name: str, data: Data) -> Form:
    place = f"{name}.toml"
    expect(data, place, _PLAIN | _DECIMALS | _LISTS | _TABLES)
    plain: dict[str, Any] = {
        **{key: data[key] for key in _PLAIN if key in data},
        **{key: Decimal(data[key]) for key in _DECIMALS if key in data},
        **{key: tuple(data[key]) for key in _LISTS if key in data},
    }
    form = Form(
        id=name,
        groups=tuple(_group(place, entry) for entry in data["groups"]),
        levels=tuple(_level(place, entry) for entry in data["levels"]),
        funding=_funding(place, data.get("funding", {})),
        limits=data.get("limits", {}),
        grades=tuple(_grade(place, entry) for entry in data.get("grades", ())),
        **plain,
    )
    _filled(place, form)
    return form


def _funding(place: str, entry: Mapping[str, str]) -> Mapping[str, str]:
    expect(entry, f"{place} funding", SOURCES)
    return entry


def _level(place: str, entry: Data) -> LevelDef:
    expect(entry, f"{place} levels", ("name", "below", "weight"))
    weight = Decimal(entry["weight"]) if "weight" in entry else None
    return LevelDef(entry["name"], tuple(entry["below"]), weight)


def _grade(place: str, entry: Data) -> GradeDef:
    expect(entry, f"{place} grades", ("name", "least"))
    return GradeDef(entry["name"], Decimal(entry["least"]))


def _group(place: str, entry: Data) -> GroupDef:
    expect(entry, f"{place} groups", ("label", "rows"))
    return GroupDef(tuple(_row(place, row) for row in entry["rows"]), entry.get("label", ""))


def _row(place: str, entry: Data) -> RowDef:
    expect(entry, f"{place} rows", ("each", "cells"))
    each = entry.get("each", "")
    if each and each not in REPEATED:
        raise BadStandard(f"{place}：无法识别的重复行“{each}”")
    return RowDef(tuple(_cell(place, cell) for cell in entry["cells"]), each)


def _cell(place: str, entry: Data) -> CellDef:
    expect(entry, f"{place} cells", (*CELL_KINDS, *OPTIONS))
    kinds = [kind for kind in CELL_KINDS if kind in entry]
    if len(kinds) != 1:
        raise BadStandard(f"{place}：每个格应有且只有一种内容：{dict(entry)}")
    options: dict[str, Any] = {key: entry[key] for key in OPTIONS if key in entry}
    return CellDef(kinds[0], entry[kinds[0]], **options)


def _filled(place: str, form: Form) -> None:
    """Every row takes the whole width."""
    for group in form.groups:
        width = len(form.widths) - bool(group.label)
        from_above = 0
        for row in group.rows:
            found = sum(cell.span for cell in row.cells) + from_above
            from_above = sum(cell.span for cell in row.cells if cell.down > 1)
            if found != width:
                raise BadStandard(f"{place}：“{group.label}”有一行占{found}栏，应占{width}栏")
