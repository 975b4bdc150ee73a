"""The data files of one folder with their lines, so that what is wrong can be pointed at."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from disclosures.standards.lines import Place, lines

_QUOTED = re.compile(r"“([^”]+)”|([A-Za-z_][A-Za-z_0-9]*)")
_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True)
class Fault:
    """Something wrong in a data file; without a ``line`` it is about the file or folder itself."""

    file: str
    line: int | None
    text: str

    def __str__(self) -> str:
        return f"{self.file}{'' if self.line is None else f':{self.line}'}：{self.text}"


@dataclass(frozen=True)
class Source:
    """One data file: ``shown`` is how it is called, ``name`` its name without ``.toml``."""

    shown: str
    name: str
    text: str
    data: Mapping[str, Any]
    at: Mapping[Place, int]

    def fault(self, path: Place, text: str) -> Fault:
        """A fault at ``path``, or at the nearest thing around it that has a line."""
        while path not in self.at:
            path = path[:-1]
        return Fault(self.shown, self.at[path], text)

    def places(self) -> Iterator[tuple[str, Place]]:
        """The places that findings of ``lint`` name, and where they are in this file."""
        file = f"{self.name}.toml"
        yield file, ()
        match self.name:
            case "tables" | "supplementary":
                yield from ((f"表 {name}", (name,)) for name in self.data)
            case "figures" | "lists" | "sentences":
                yield from ((f"{file} {name}", (name,)) for name in self.data)
            case "outline":
                yield from (
                    (f"{file} {key}", (key,)) for key in ("title", "cover", "dated", "listings")
                )
                for key in ("parts", "answers"):
                    yield from _sections(file, self.data.get(key, ()), (key,))
            case "standard":
                yield from ((f"{file} {key}", ("tables", key)) for key in ("owner", "money"))
            case "charts":
                yield from _entries(file, self.data, "charts", "{id}")
            case "glossary":
                yield from _entries(file, self.data, "terms", "{name}")
                yield f"{file} items", ("items",)
            case "checks":
                yield from _entries(file, self.data, "identities", "{id}“{text}”")
                yield from ((f"{file} {name}", (name,)) for name in ("subjects", "units"))

    def region(self, path: Place) -> list[int]:
        """The lines of all that is at or below ``path``."""
        size = len(path)
        return sorted({line for below, line in self.at.items() if below[:size] == path})

    def count(self, line: int, words: Iterable[str]) -> int:
        """How many of ``words`` stand on ``line``, as whole words."""
        text = self.text.split("\n")[line - 1]
        whole = (rf"(?<![A-Za-z0-9_]){re.escape(word)}(?![A-Za-z0-9_])" for word in words)
        return sum(re.search(pattern, text) is not None for pattern in whole)


def _sections(
    file: str, sections: Iterable[Mapping[str, Any]], path: Place
) -> Iterator[tuple[str, Place]]:
    for place, section in enumerate(sections):
        yield f"{file} “{section['title']}”", (*path, place)
        yield from _sections(file, section.get("sections", ()), (*path, place, "sections"))


def _entries(
    file: str, data: Mapping[str, Any], key: str, called: str
) -> Iterator[tuple[str, Place]]:
    for place, entry in enumerate(data.get(key, ())):
        yield f"{file} {called.format_map({'name': '', **entry})}", (key, place)


def open_source(path: Path, shown: str) -> Source | Fault:
    """The file ``path``, or what makes it unreadable."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return Fault(shown, None, "不是 UTF-8 编码的文本")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        return Fault(shown, line, f"不符合 TOML 语法（{_AT_LINE.sub('', str(error))}）")
    return Source(shown, path.stem, text, data, lines(text))


@dataclass(frozen=True)
class Sources:
    """The files of a folder and, after them, those of its bases."""

    files: tuple[Source, ...]

    def fault(self, problem: str) -> Fault:
        """A finding of ``lint``, which begins with its place, as a fault with file and line.

        In the place the line is taken that has most of what the finding quotes.
        """
        places = [(place, source, path) for source in self.files for place, path in source.places()]
        named = [one for one in places if problem.startswith(f"{one[0]}：")]
        longest = max((one[0] for one in named), key=len)
        text = problem.removeprefix(f"{longest}：")
        words = [
            *(a or b for a, b in _QUOTED.findall(text)),
            *(f'"{said}"' for said in text.split("：")[1:]),
        ]
        there = [(source, path) for place, source, path in named if place == longest]
        every = [(source, line) for source, path in there for line in source.region(path)]
        source, line = max(every, key=lambda one: one[0].count(one[1], words))
        own = longest.removeprefix(f"{source.name}.toml").strip()
        return Fault(source.shown, line, f"{own}：{text}" if own else text)
