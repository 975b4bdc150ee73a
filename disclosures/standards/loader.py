"""Reads the folders of ``standards/`` and merges each over its base.

A folder holds ``standard.toml`` (jurisdiction, kind, years, base, order of tables, words) and any of
the files in ``FILES``. A file of a standard names only what differs from its base: entries are
merged by id, lists (parts, charts, terms, identities) replace the list of the base.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from disclosures.classification import Classifications
from disclosures.standards.model import (
    ChartDef,
    FigureDef,
    IdentityDef,
    ListDef,
    PointDef,
    SectionDef,
    Sentence,
    Standard,
    Term,
    Variant,
)
from disclosures.standards.tables import build_table
from disclosures.tables import Cell, Table

ROOT = Path(__file__).parent

FILES = ("figures", "lists", "sentences", "outline", "charts", "checks", "glossary")
TABLE_FILES = ("tables", "supplementary")

Data = Mapping[str, Any]


class UnknownStandard(LookupError):
    """No standard covers the jurisdiction, kind and year asked for."""


@lru_cache(maxsize=64)
def load(jurisdiction: str, kind: str, year: int, level: str, codes: Classifications) -> Standard:
    """The standard for ``jurisdiction`` (``sichuan``), ``kind`` (``final_accounts``) and ``year``.

    ``level`` is ``department`` (部门) or ``unit`` (单位). ``codes`` is the classification of that
    year, which names the rows. Raises UnknownStandard when no folder covers the year, ValueError
    when a data file contradicts itself.
    """
    folder = _find(jurisdiction, kind, year)
    return _build(_merged(folder), folder, level, year, codes)


def available() -> tuple[tuple[str, str, int, int | None], ...]:
    """(jurisdiction, kind, first year, last year or None) of every standard shipped."""
    return tuple(
        (data["jurisdiction"], data["kind"], data["from_year"], data.get("until_year"))
        for data in _heads().values()
    )


@cache
def _heads() -> Mapping[str, Data]:
    return {
        path.parent.relative_to(ROOT).as_posix(): tomllib.loads(path.read_text("utf-8"))
        for path in sorted(ROOT.glob("*/*/standard.toml"))
    }


def _find(jurisdiction: str, kind: str, year: int) -> str:
    for name, head in _heads().items():
        years = range(head["from_year"], head.get("until_year", year) + 1)
        if (head["jurisdiction"], head["kind"]) == (jurisdiction, kind) and year in years:
            return name
    raise UnknownStandard(f"没有适用于 {jurisdiction} {year} 年 {kind} 的公开范本")


@cache
def _merged(folder: str) -> Data:
    head = _heads()[folder]
    base: Data = _merged(head["base"]) if "base" in head else {}
    own: dict[str, Any] = {"standard": {key: head[key] for key in head if key != "base"}}
    for name in (*FILES, *TABLE_FILES):
        path = ROOT / folder / f"{name}.toml"
        if path.exists():
            content = tomllib.loads(path.read_text("utf-8"))
            key = "tables" if name in TABLE_FILES else name
            own[key] = {**own.get(key, {}), **content}
    # A sentence is replaced whole: variants of two standards must not mix.
    merged = _merge({k: v for k, v in base.items() if k != "sentences"}, own)
    merged["sentences"] = {**base.get("sentences", {}), **own.get("sentences", {})}
    return merged


def _merge(base: Data, own: Data) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        below = merged.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        merged[key] = _merge(below, value) if both else value  # type: ignore[arg-type]
    return merged


def _build(data: Data, folder: str, level: str, year: int, codes: Classifications) -> Standard:
    head = data["standard"]
    words = _words(head["words"], level)
    order = tuple(head["tables"]["order"])
    tables = {name: build_table(name, entry, codes) for name, entry in data["tables"].items()}
    for number, name in enumerate(order, 1):
        form = head["tables"]["form"].format(number=number)
        tables[name] = replace(tables[name], form=form)
    figures = {name: _figure(name, entry, tables) for name, entry in data["figures"].items()}
    return Standard(
        id=folder,
        jurisdiction=head["jurisdiction"],
        kind=head["kind"],
        level=level,
        year=year,
        words=words,
        codes=codes,
        tables=tables,
        order=order,
        supplementary=tuple(head["tables"]["supplementary"]),
        figures=figures,
        lists={name: _list(name, entry) for name, entry in data["lists"].items()},
        sentences={name: _sentence(name, entry) for name, entry in data["sentences"].items()},
        title=data["outline"]["title"],
        parts=_sections(data["outline"]["parts"]),
        charts=tuple(_chart(entry) for entry in data["charts"]["charts"]),
        identities=tuple(_identity(entry) for entry in data["checks"]["identities"]),
        terms=tuple(Term(**entry) for entry in data["glossary"]["terms"]),
        item_term=data["glossary"]["items"],
    )


def _words(words: Data, level: str) -> dict[str, str]:
    plain = {key: value for key, value in words.items() if isinstance(value, str)}
    if level == "unit":
        plain |= words["unit_level"]
    entity = plain["entity"]
    return {key: value.replace("{entity}", entity) for key, value in plain.items()}


def _figure(name: str, entry: Data, tables: Mapping[str, Table]) -> FigureDef:
    cell = Cell.parse(entry["cell"])
    row = tables[cell.table].fixed_rows().get(cell.row)
    return FigureDef(
        name=name,
        label=entry.get("label") or (row.label if row else ""),
        cell=cell,
        of=entry.get("of", ""),
        budget=tuple(entry.get("budget", ())),
        base=entry.get("base", ""),
    )


def _list(name: str, entry: Data) -> ListDef:
    return ListDef(name=name, **{**entry, "under": tuple(entry.get("under", ()))})


def _sentence(name: str, entry: Data | list[Data]) -> Sentence:
    if isinstance(entry, list):
        return Sentence(name, variants=tuple(_variant(item) for item in entry))
    variants = (Variant(entry["text"]),) if "text" in entry else ()
    return Sentence(
        name,
        variants=variants,
        parts=tuple(_variant(item) for item in entry.get("parts", ())),
        each=entry.get("each", ""),
        join=entry.get("join", ""),
        prefix=entry.get("prefix", ""),
        suffix=entry.get("suffix", ""),
    )


def _variant(item: Data | str) -> Variant:
    return Variant(item) if isinstance(item, str) else Variant(item["text"], item.get("when", ""))


def _sections(entries: Iterable[Data]) -> tuple[SectionDef, ...]:
    return tuple(
        SectionDef(
            entry["title"], tuple(entry.get("blocks", ())), _sections(entry.get("sections", ()))
        )
        for entry in entries
    )


def _chart(entry: Data) -> ChartDef:
    points = tuple(PointDef(**point) for point in entry["points"])
    return ChartDef(**{**entry, "points": points})


def _identity(entry: Data) -> IdentityDef:
    left = tuple(Cell.parse(cell) for cell in entry["left"])
    right = tuple(Cell.parse(cell) for cell in entry["right"])
    return IdentityDef(**{**entry, "left": left, "right": right})
