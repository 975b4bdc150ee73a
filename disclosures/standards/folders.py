"""Where the folders of standards are, and what the files of one say, merged over its base.

Standards are shipped beside this module; an installation may have folders of its own. A file of a
standard names only what differs from its base: entries are merged by id; lists (parts, charts,
terms) and sentences replace those of the base; identities are added to those of the base. A table
of the base that is not listed falls away, and so does a row of the base where a standard writes the
rows of a table anew without it, and a column; what the base says of their figures goes with them.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from disclosures.standards.entries import BadStandard, Data

SHIPPED = Path(__file__).parent

HEAD = "standard.toml"
FILES = ("figures", "lists", "sentences", "outline", "charts", "checks", "glossary")
TABLE_FILES = ("tables", "supplementary")


@dataclass(frozen=True)
class Folders:
    """All folders below ``roots``; a standard's id is its path below them (``sichuan/…``)."""

    roots: tuple[Path, ...] = (SHIPPED,)

    def path(self, id: str) -> Path:
        """The folder of the standard ``id``. Raises BadStandard when there is none."""
        for root in self.roots:
            if (root / id / HEAD).is_file():
                return root / id
        raise BadStandard(f"{HEAD}：找不到公开范本“{id}”")

    def heads(self) -> Mapping[str, Data]:
        """What ``standard.toml`` of every standard says, by id. Raises BadStandard: an id twice."""
        return _heads(self)

    def merged(self, id: str) -> Data:
        """All that the standard ``id`` and its bases say, by file. Raises BadStandard."""
        return _merged(self, id)

    def file(self, id: str, name: str) -> Data:
        """What the file ``name`` of ``id`` and its bases says, merged key by key."""
        path = self.path(id)
        base = read(path / HEAD).get("base")
        below = self.file(base, name) if base else {}
        return merge(below, read(path / name))

    def lineage(self, id: str) -> tuple[str, ...]:
        """``id`` and its bases, nearest first. Raises BadStandard when they run in a circle."""
        found: list[str] = []
        following: str | None = id
        while following:
            if following in found:
                raise BadStandard(f"{HEAD}：base“{following}”绕回了自己")
            found.append(following)
            following = read(self.path(following) / HEAD).get("base")
        return tuple(found)


def read(path: Path) -> dict[str, Any]:
    """A data file; one that is not there says nothing. Raises BadStandard when it is no TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except ValueError as error:
        raise BadStandard(f"{path} 不是 UTF-8 编码的 TOML 文件（{error}）") from error


@cache
def _heads(folders: Folders) -> Mapping[str, Data]:
    heads: dict[str, Data] = {}
    for root in folders.roots:
        for path in sorted(root.glob(f"*/*/{HEAD}")):
            id = path.parent.relative_to(root).as_posix()
            if id in heads:
                raise BadStandard(f"公开范本“{id}”有两个文件夹，其中一个是 {path.parent}")
            heads[id] = read(path)
    return heads


@cache
def _merged(folders: Folders, id: str) -> Data:
    return layered(id, lambda of, name: read(folders.path(of) / name))


def layered(id: str, said: Callable[[str, str], Data]) -> Data:
    """All that the standard ``id`` and its bases say; ``said`` gives a file of one by its name."""
    head = said(id, HEAD)
    base = layered(head["base"], said) if "base" in head else {}
    own = {key: value for key, value in head.items() if key != "base"}
    return over(base, {"standard": own, **own_files(lambda name: said(id, name))})


def own_files(said: Callable[[str], Data]) -> dict[str, Any]:
    """What the files of one folder say, without ``standard.toml``."""
    own: dict[str, Any] = {}
    for name in (*FILES, *TABLE_FILES):
        if content := said(f"{name}.toml"):
            key = "tables" if name in TABLE_FILES else name
            own[key] = {**own.get(key, {}), **content}
    return own


def over(base: Data, own: Data) -> Data:
    """All files of a standard over all those of its base."""
    base = _without(base, _left_out(base, own))
    # A sentence is replaced whole: variants of two standards must not mix.
    merged = merge({k: v for k, v in base.items() if k != "sentences"}, own)
    merged["sentences"] = {**base.get("sentences", {}), **own.get("sentences", {})}
    identities = [e for of in (base, own) for e in of.get("checks", {}).get("identities", ())]
    merged["checks"] = {**merged.get("checks", {}), "identities": identities}
    return merged


def _left_out(base: Data, own: Data) -> frozenset[str]:
    """Tables of ``base`` that the standard neither lists nor says anything of, and of those that
    it writes anew the rows (``table/row``) and columns (``table/*/column``) that it leaves out.
    """
    lists = merge(base.get("standard", {}), own["standard"]).get("tables", {})
    listed = {*lists.get("order", ()), *lists.get("supplementary", ())}
    below, above = base.get("tables", {}), own.get("tables", {})
    tables = {*below} - listed - {*above}
    anew = {name for name in below if "blocks" in above.get(name, {})}
    rows = {f"{name}/{row}" for name in anew for row in _rows(below[name]) - _rows(above[name])}
    columns = {
        f"{name}/*/{column}"
        for name in anew
        for column in _columns(below[name]) - _columns(above[name])
    }
    return frozenset({*tables, *rows, *columns})


def _columns(table: Data) -> set[str]:
    return {column["id"] for block in table["blocks"] for column in block["columns"]}


def _rows(table: Data) -> set[str]:
    rows = [row for block in table["blocks"] for row in block.get("rows", ())]
    return {key for row in rows for key in (*row.get("codes", ()), row.get("key", "")) if key}


def _without(base: Data, gone: frozenset[str]) -> Data:
    """``base`` without the tables and rows ``gone``, and what of its data needs them."""
    if not gone:
        return base

    def stays(*addresses: str) -> bool:
        return not any(part in gone for of in addresses for part in _parts(of))

    figures = {name: entry for name, entry in base["figures"].items() if stays(entry["cell"])}
    return {
        **base,
        "tables": {name: entry for name, entry in base["tables"].items() if name not in gone},
        "figures": {name: _within(entry, figures) for name, entry in figures.items()},
        "lists": {name: e for name, e in base["lists"].items() if e["table"] not in gone},
        "checks": _checks(base["checks"], stays),
    }


def _parts(address: str) -> tuple[str, str, str]:
    """The table, the row and the column of ``address`` as ``_left_out`` names them."""
    table, row, column = address.split("/")
    return table, f"{table}/{row}", f"{table}/*/{column}"


def _within(figure: Data, figures: Data) -> Data:
    """``figure`` with nothing but ``figures`` as its whole, its budgets and what it is against."""
    names = ("of", "against")
    kept = {key: value for key, value in figure.items() if key not in names or value in figures}
    if "budget" in figure:
        kept["budget"] = [name for name in figure["budget"] if name in figures]
    return kept


def _checks(checks: Data, stays: Callable[..., bool]) -> Data:
    """The rules of ``checks`` all of whose cells stay."""
    sides = ("left", "right", "requires", "unless")
    units = checks.get("units", {})
    return {
        "identities": [
            entry
            for entry in checks["identities"]
            if stays(*(cell for side in sides for cell in entry.get(side, ())))
        ],
        "subjects": [
            {**entry, "cells": [cell for cell in entry["cells"] if stays(cell)]}
            for entry in checks.get("subjects", ())
        ],
        "units": {
            "add": [cell for cell in units.get("add", ()) if stays(cell)],
            "transfers": [e for e in units.get("transfers", ()) if stays(e["received"], e["paid"])],
        },
    }


def merge(base: Data, own: Data) -> dict[str, Any]:
    """``own`` over ``base``: tables of TOML are merged key by key, everything else replaces."""
    merged = dict(base)
    for key, value in own.items():
        below = merged.get(key)
        both = isinstance(value, dict) and isinstance(below, dict)
        merged[key] = merge(below, value) if both else value  # type: ignore[arg-type]
    return merged
