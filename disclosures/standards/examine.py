"""Everything that is wrong with the standard in one folder, with file and line.

What cannot be read comes first; only when all of it can be read is it followed from name to name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

from disclosures import classification
from disclosures.classification import UnknownCode
from disclosures.standards import schema
from disclosures.standards.entries import BadStandard, Data
from disclosures.standards.folders import (
    HEAD,
    SHIPPED,
    Folders,
    over,
    own_files,
    read,
)
from disclosures.standards.lines import Place
from disclosures.standards.lint import problems, unused
from disclosures.standards.loader import KINDS, build, title_words
from disclosures.standards.model import Standard
from disclosures.standards.sources import Fault, Source, Sources, open_source
from disclosures.standards.spoken import unexplained
from disclosures.standards.tables import build_table
from disclosures.standards.walk import words_only

LEVELS = ("department", "unit")

OTHER_FILES = frozenset({"performance.toml"})
"""Files of a folder that another app reads."""

NEEDED_FILES = ("figures", "lists", "sentences", "outline", "charts", "glossary", "tables")

NEEDED_KEYS = {
    "standard": (
        "words.entity",
        "words.document",
        "words.unit_level",
        "tables.order",
        "tables.form",
        "tables.owner",
        "tables.money",
        "tables.supplementary",
    ),
    "outline": ("title", "lead", "parts"),
    "charts": ("charts",),
    "glossary": ("lead", "terms"),
}

NEEDED = {"tables": ("title", "blocks"), "figures": ("cell",), "lists": ("table",)}
"""What every entry must have, be it from the standard itself or from its base."""


def examine(folder: Path, among: Folders) -> tuple[Fault, ...]:
    """All faults of the standard in ``folder``, wherever that is; none when it can be used.

    Its bases, and other standards that may be for the same years, are looked for ``among`` the
    known ones and beside ``folder``.
    """
    if not folder.is_dir():
        return (Fault(str(folder), None, "没有这个文件夹"),)
    folder = folder.resolve()
    root = folder.parent.parent
    roots = among.roots if root in among.roots else (*among.roots, root)
    examined = _Examined(folder, f"{folder.parent.name}/{folder.name}", Folders(roots), among)
    return examined.faults()


def examine_own(root: Path) -> tuple[Fault, ...]:
    """All faults of the standards that an installation has below ``root``, one after another."""
    found = []
    for folder in sorted(path.parent for path in root.glob(f"*/*/{HEAD}")):
        shown = folder.relative_to(root).as_posix()
        if (SHIPPED / shown).exists():
            found.append(Fault(shown, None, "软件自带的公开范本已用这一名称，请给文件夹另取名称"))
            continue
        for fault in examine(folder, Folders()):
            found.append(replace(fault, file=f"{shown}/{fault.file}"))
    return tuple(found) or _together(Folders((SHIPPED, root)))


def _together(folders: Folders) -> tuple[Fault, ...]:
    """Own standards that cover the same year."""
    found = []
    for (one, head), (other, data) in combinations(folders.heads().items(), 2):
        year = common_year(head, data)
        if year is not None:
            found.append(Fault(f"{other}/{HEAD}", None, _twice(year, one)))
    return tuple(found)


def common_year(one: Data, other: Data) -> int | None:
    """The first year for which both are the standard; None when there is none."""
    alike = all(one[key] == other[key] for key in ("jurisdiction", "kind"))
    first = max(one["from_year"], other["from_year"])
    last = min(one.get("until_year", first), other.get("until_year", first))
    return first if alike and first <= last else None


def _twice(year: int, id: str) -> str:
    return f"{year}年已有公开范本“{id}”，同一年度只能有一个"


@dataclass(frozen=True)
class _Examined:
    folder: Path
    id: str
    folders: Folders
    known: Folders

    def faults(self) -> tuple[Fault, ...]:
        if not (self.folder / HEAD).is_file():
            return (Fault(HEAD, None, "没有这个文件，它写明适用的地区、材料、年度和各表的顺序"),)
        opened = [open_source(path, path.name) for path in sorted(self.folder.glob("*.toml"))]
        sources = [one for one in opened if isinstance(one, Source)]
        unreadable = [one for one in opened if isinstance(one, Fault)]
        found = [*unreadable, *(fault for source in sources for fault in _misfits(source))]
        if not found:
            found = [*self.heading(next(one for one in sources if one.name == "standard"))]
        return tuple(_sorted(found or self.contradictions(sources)))

    def heading(self, head: Source) -> Iterator[Fault]:
        """What is wrong with the kind, the years or the base."""
        data = head.data
        if data["kind"] not in KINDS:
            known = "、".join(f"“{kind}”" for kind in KINDS)
            yield head.fault(("kind",), f"无法识别的“{data['kind']}”，应为{known}之一")
        first, last = data["from_year"], data.get("until_year")
        if last is not None and last < first:
            yield head.fault(("until_year",), f"最后年度 {last} 早于最初年度 {first}")
        for id, other in self.known.heads().items():
            year = common_year(data, other)
            if year is not None and id != self.id:
                yield head.fault(("from_year",), _twice(year, id))
        try:
            bases = self.bases(data)
        except BadStandard as error:
            yield head.fault(("base",), str(error).removeprefix(f"{HEAD}："))
            return
        for id in bases[:1]:
            if not (SHIPPED / id).is_dir() and examine(self.folders.path(id), self.known):
                yield head.fault(("base",), f"公开范本“{id}”本身有问题，请先检查它")

    def bases(self, head: Data) -> tuple[str, ...]:
        """The ids of its bases, nearest first. Raises BadStandard when one is missing."""
        lineage = self.folders.lineage(head["base"]) if "base" in head else ()
        if self.id in lineage:
            raise BadStandard(f"{HEAD}：base“{self.id}”绕回了自己")
        return lineage

    def contradictions(self, own: list[Source]) -> list[Fault]:
        """What is wrong with a standard whose files can be read."""
        head = next(source for source in own if source.name == "standard").data
        bases = self.bases(head)
        base = self.folders.merged(bases[0]) if bases else {}
        entry = {key: value for key, value in head.items() if key != "base"}
        data = over(base, {"standard": entry, **own_files(lambda name: read(self.folder / name))})
        sources = Sources((*own, *self.of_bases(bases)))
        if missing := [*_incomplete(data, own)]:
            return missing
        codes = classification.load(head["from_year"])
        if broken := [*_unbuilt(data, codes)]:
            return [sources.fault(problem) for problem in broken]
        both = [build(data, self.id, level, head["from_year"], codes) for level in LEVELS]
        found = dict.fromkeys(problem for standard in both for problem in problems(standard))
        faults = [sources.fault(problem) for problem in found]
        faults += self.unused(own, both)
        return faults + [*unexplained(both[0], base, own)]

    def of_bases(self, bases: Iterable[str]) -> Iterator[Source]:
        for id in bases:
            for path in sorted(self.folders.path(id).glob("*.toml")):
                if isinstance(source := open_source(path, f"{id}/{path.name}"), Source):
                    yield source

    def unused(self, own: list[Source], both: list[Standard]) -> list[Fault]:
        """Entries of its own that it does not use."""
        declared = dict(_declared(own))
        lone = [name for name in unused(both) if name in declared]
        return [source.fault(path, text) for text in lone for source, path in [declared[text]]]


def _sorted(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: (fault.file, fault.line or 0))


def _misfits(source: Source) -> Iterator[Fault]:
    if source.shown in OTHER_FILES:
        return
    if source.name not in schema.FILES:
        known = "、".join([*(f"{name}.toml" for name in schema.FILES), *OTHER_FILES])
        yield Fault(source.shown, None, f"没有程序会读这个文件；可以有的是：{known}")
        return
    for misfit in schema.misfits(source.data, schema.FILES[source.name]):
        where = ".".join(str(key) for key in misfit.path if isinstance(key, str))
        yield source.fault(misfit.path, f"{where}：{misfit.text}" if where else misfit.text)


def _incomplete(data: Data, own: list[Source]) -> Iterator[Fault]:
    """What a standard must have and neither its own files nor its base say."""
    for name in NEEDED_FILES:
        if not data.get(name):
            yield Fault(f"{name}.toml", None, "没有这个文件，base 中也没有它的内容")
    for file, paths in NEEDED_KEYS.items():
        for path in paths if data.get(file) else ():
            below: Any = data[file]
            for key in path.split("."):
                below = below.get(key) if isinstance(below, dict) else None
            if below is None:
                yield Fault(f"{file}.toml", None, f"缺少“{path}”，base 中也没有")
    for kind, keys in NEEDED.items():
        for name, entry in data.get(kind, {}).items():
            for key in (key for key in keys if key not in entry):
                source = next(one for one in own if name in one.data)
                yield source.fault((name,), f"{name}：缺少“{key}”")


def _unbuilt(data: Data, codes: classification.Classifications) -> Iterator[str]:
    """Tables that cannot be made of their data, and those that are listed and not there."""
    for name in data["standard"]["tables"]["order"]:
        if name not in data["tables"]:
            yield f"{HEAD}：order 中的表“{name}”没有定义"
    words = title_words(data["standard"]["words"], data["standard"]["from_year"])
    for name, entry in data["tables"].items():
        yield from words_only(f"表 {name}", entry["title"], words)
        try:
            build_table(name, entry, codes)
        except (BadStandard, UnknownCode) as error:
            yield f"表 {name}：{error}"


def _declared(own: Iterable[Source]) -> Iterator[tuple[str, tuple[Source, Place]]]:
    """As ``lint.unused`` says it: what the files themselves declare, and where."""
    for source in own:
        kind = {"sentences": "句子", "figures": "数", "lists": "列表"}.get(source.name)
        if kind:
            yield from ((f"{kind}“{name}”没有用到", (source, (name,))) for name in source.data)
        if source.name == "charts":
            charts: Iterable[Mapping[str, Any]] = source.data.get("charts", ())
            for place, chart in enumerate(charts):
                yield f"图“{chart['id']}”没有用到", (source, ("charts", place))
