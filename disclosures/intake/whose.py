"""Whose figures a file holds: the unit that its name, or the heads of its sheets, speak of."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from disclosures.intake.cells import code, normal
from disclosures.intake.recognise import HEAD_ROWS
from disclosures.intake.workbook import CellValue, Sheet, Workbook

_LABEL = re.compile(r"(?:预算|编制|填报|公开)?(?:部门|单位)(名称|代码|编码|编号)?:(.*)")
_MONEY = re.compile(r"(人民币)?[亿万千百十]*[元角分].*")
"""What “单位：” says where it means the unit of money."""

_AFTER_NAME = re.compile(r"(?:金额)?单位:|日期:|20\d\d年")
"""What may stand in the same cell behind the name of a unit."""

_WORD = re.compile(r"[0-9A-Z]+")

BY_CODE, BY_NAME = "文件名中的单位代码", "文件名中的单位名称"
BY_SHEET = "表内写明的单位"


class Named(NamedTuple):
    """A unit that may be meant."""

    key: int
    code: str
    name: str


class Whose(NamedTuple):
    """The unit a file is of, None where that is not clear; by what, or why not."""

    key: int | None
    by: str


@dataclass(frozen=True)
class Said:
    """What the heads of a workbook say: codes and names of units, as they are written."""

    codes: tuple[str, ...]
    names: tuple[str, ...]


class Register:
    """The units that may be meant, by code and name."""

    def __init__(self, units: Iterable[Named]) -> None:
        self._units = tuple(units)
        self._codes = {unit.code: unit for unit in self._units if unit.code}
        self._names = {normal(unit.name): unit for unit in self._units}

    def named(self, code: str, name: str) -> Named | None:
        """The unit with this code, or else with this name."""
        return self._codes.get(code) or self._names.get(normal(name))

    def whose(self, path: str, workbook: Workbook) -> Whose:
        """The unit whose figures the file at ``path`` holds; name and sheets must not disagree."""
        said = said_in(workbook)
        inside = {
            *(self._codes[code].key for code in said.codes if code in self._codes),
            *(self._names[name].key for name in said.names if name in self._names),
        }
        outside = self._in_path(path)
        if len(outside) == 1:
            [(key, by)] = outside.items()
            if inside and key not in inside:
                return Whose(None, f"文件名写的是{self._called([key])}，{self._inside(inside)}")
            return Whose(key, by)
        both = (inside & outside.keys()) if outside else inside
        if len(both) == 1:
            [key] = both
            return Whose(key, BY_SHEET)
        return Whose(None, self._unclear(outside, inside, said))

    def _in_path(self, path: str) -> Mapping[int, str]:
        """By key the units that the file's name speaks of, else the nearest folder that does."""
        place = PurePosixPath(path)
        for part in (place.stem, *reversed(place.parent.parts)):
            half_width = unicodedata.normalize("NFKC", part).upper()
            words = set(_WORD.findall(half_width))
            found = {self._codes[word].key: BY_CODE for word in words if word in self._codes}
            if found := found | dict.fromkeys(self._longest(normal(part)), BY_NAME):
                return found
        return {}

    def _longest(self, text: str) -> list[int]:
        """The units whose names ``text`` holds, but those only as part of a longer name."""
        found = {name: unit.key for name, unit in self._names.items() if name in text}
        return [
            key
            for name, key in found.items()
            if not any(name != other and name in other for other in found)
        ]

    def _unclear(self, outside: Mapping[int, str], inside: set[int], said: Said) -> str:
        if outside:
            return f"文件名里有几个单位（{self._called(outside)}）；请在文件名里只写一个单位"
        if inside:
            return f"{self._inside(inside)}；请在文件名里写明是哪个单位"
        if texts := [*said.codes, *said.names]:
            return f"表内写的是“{texts[0][:60]}”，没有登记这个单位，或者您没有它的录入权限"
        return "文件名和表内都没有登记过的单位代码或名称；请在文件名里写上单位名称"

    def _inside(self, keys: Iterable[int]) -> str:
        return f"表内写的是{self._called(keys)}，请核对是否传错了文件"

    def _called(self, keys: Iterable[int]) -> str:
        wanted = set(keys)
        return "、".join(f"“{unit.name}”" for unit in self._units if unit.key in wanted)


def said_in(workbook: Workbook) -> Said:
    """What the first rows of the visible sheets say after 部门：, 单位名称：, 单位代码： …"""
    codes: dict[str, None] = {}
    names: dict[str, None] = {}
    for sheet in workbook.sheets:
        if not sheet.hidden:
            for what, text in _mentions(sheet):
                if what in ("", "名称"):
                    names[text] = None
                else:
                    codes[text] = None
    return Said(tuple(codes), tuple(names))


def _mentions(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for row in sheet.rows[:HEAD_ROWS]:
        for place, value in enumerate(row):
            if not isinstance(value, str) or not (found := _LABEL.fullmatch(normal(value))):
                continue
            what, text = found[1] or "", _AFTER_NAME.split(found[2])[0] or _next(row, place)
            # A colon: the next cell is another label, not the value of this one.
            if text and ":" not in text and not _MONEY.fullmatch(text):
                yield what, text


def _next(row: tuple[CellValue, ...], place: int) -> str:
    """What stands in the next cell, of a label with its value beside it."""
    value = row[place + 1] if place + 1 < len(row) else None
    return code([value]) or normal(value)
