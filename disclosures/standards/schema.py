"""What the data files of a standard may hold: keys, and of what type their values are.

A shape is a type; ``[shape]`` a list of it; ``Names(shape)`` a table whose keys are free;
``Choice`` one of some words; ``ADDRESS`` the address of a cell; a tuple any of several shapes; an
``Entry`` a table with these keys and no others, of which the first ``required`` must be there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from disclosures.classification import ClassificationKind
from disclosures.standards.model import BODIES, DOCUMENTS, LEVELS, RELATIONS
from disclosures.tables import CHANGES, Cell, RowSource

Shape = Any


@dataclass(frozen=True)
class Names:
    """A table whose keys are names that the standard gives itself."""

    shape: Shape


@dataclass(frozen=True)
class Choice:
    """One of these words."""

    words: frozenset[str]


class Entry(dict[str, Shape]):
    """The keys of a table and their shapes; ``required`` are those that may not be missing."""

    def __init__(self, required: str = "", /, **keys: Shape) -> None:
        super().__init__(keys)
        self.required = tuple(required.split())


ADDRESS = "table/row/column"
MONEY_UNIT = Choice(frozenset({"万元", "元"}))

COLUMN = Entry("id labels", id=str, labels=[str], sum=[str], check=str, signed=bool)
DERIVED = Entry("change of base labels", change=Choice(CHANGES), of=str, base=str, labels=[str])
CODES = Entry("codes", codes=[str], numbered=(bool, str), first=int, used=bool, line=int, check=str)
EMPTY = Entry("empty", empty=int, line=int)
ROW = Entry(
    "key label",
    key=str,
    label=str,
    level=int,
    line=int,
    sum=[str],
    check=str,
    strong=bool,
    count=str,
    prior=ADDRESS,
)
BLOCK = Entry(
    "columns",
    title=str,
    stub_head=str,
    total=Choice(frozenset({"", "first", "last"})),
    hierarchy_check=str,
    classification=Choice(frozenset(ClassificationKind)),
    code_parts=[str],
    columns=[COLUMN],
    derived=[DERIVED],
    stub=[[str]],
    source=Choice(frozenset(source.value for source in RowSource)),
    rows=[(ROW, CODES, EMPTY)],
)
TABLE = Entry(
    title=str,
    form=str,
    unit=MONEY_UNIT,
    notes=[str],
    empty_note=str,
    landscape=bool,
    column_numbers=bool,
    published=bool,
    confirmed=bool,
    required=bool,
    view_of=str,
    aliases=[str],
    blocks=[BLOCK],
)
FIGURE = Entry(label=str, cell=ADDRESS, of=str, budget=[str], base=str, against=str)
LIST = Entry(table=str, level=int, under=[str], nonzero=bool)
VARIANT = Entry("text", text=str, when=str)
SENTENCE = Entry(text=str, parts=[(str, VARIANT)], each=str, join=str, prefix=str, suffix=str)
SECTION = Entry(
    "title", title=str, blocks=[str], heading=str, lead=str, listed=bool, level=Choice(LEVELS)
)
SECTION["sections"] = [SECTION]
LISTING = Entry(
    "sheet columns widths", sheet=str, columns=[str], widths=[int], numbered=str, intro=str
)
NUMBERS = Entry(part=str, sections=[str], table=str, on_pages=bool)
AMOUNTS = Entry(unit=MONEY_UNIT, grouped=bool)
POINT = Entry("figure", figure=str, label=str)
CHART = Entry(
    "id title kind points", id=str, title=str, kind=str, points=[POINT], whole=str, each=str
)
IDENTITY = Entry(
    "id text left right",
    id=str,
    text=str,
    relation=Choice(frozenset(RELATIONS)),
    document=Choice(frozenset({"", *DOCUMENTS})),
    bodies=Choice(frozenset({"", *BODIES})),
    unknown=Choice(frozenset({"", "zero"})),
    left=[ADDRESS],
    right=[ADDRESS],
    there=[ADDRESS],
    requires=[ADDRESS],
    unless=[ADDRESS],
    taken=bool,
)
SUBJECTS = Entry("cells never", cells=[ADDRESS], never=[str])
TRANSFER = Entry("label received paid", label=str, received=ADDRESS, paid=ADDRESS)
UNITS = Entry(add=[ADDRESS], transfers=[TRANSFER])
TERM = Entry(name=str, text=str, items=str, sentence=str)

FILES: Mapping[str, Shape] = {
    "standard": Entry(
        "jurisdiction kind name from_year tables",
        base=str,
        jurisdiction=str,
        kind=str,
        name=str,
        from_year=int,
        until_year=int,
        words=Names((str, Names(str))),
        tables=Entry(
            order=[str],
            form=str,
            unit=MONEY_UNIT,
            owner=str,
            money=str,
            empty=str,
            zeros=bool,
            supplementary=[str],
        ),
        amounts=AMOUNTS,
    ),
    "tables": Names(TABLE),
    "supplementary": Names(TABLE),
    "figures": Names(FIGURE),
    "lists": Names(LIST),
    "sentences": Names((SENTENCE, [VARIANT])),
    "outline": Entry(
        title=str,
        cover=[str],
        landscape=bool,
        lead=str,
        dated=str,
        numbers=NUMBERS,
        flowing=bool,
        parts=[SECTION],
        answers=[SECTION],
        listings=Names(LISTING),
    ),
    "charts": Entry("charts", charts=[CHART]),
    "checks": Entry(identities=[IDENTITY], subjects=[SUBJECTS], units=UNITS),
    "glossary": Entry(lead=str, terms=[TERM], items=Names(str), omitted=[str]),
}
"""The shape of each file, by its name without ``.toml``."""

_CALLED = {str: "文字", int: "整数", bool: "true 或 false"}


@dataclass(frozen=True)
class Misfit:
    """Something in a file that does not fit: ``path`` leads to it, of keys and places in lists."""

    path: tuple[str | int, ...]
    text: str


def misfits(value: object, shape: Shape, path: tuple[str | int, ...] = ()) -> Iterator[Misfit]:
    """All that does not fit ``shape`` in ``value``, in the order of the file."""
    match shape, value:
        case tuple(), _:
            yield from misfits(value, _nearest(value, shape), path)
        case Entry(), dict():
            yield from _entry(value, shape, path)
        case Names(below), dict():
            for key, item in value.items():
                yield from misfits(item, below, (*path, key))
        case [below], list():
            for place, item in enumerate(value):
                yield from misfits(item, below, (*path, place))
        case Choice(words), str():
            if value not in words:
                known = "、".join(f"“{word}”" for word in sorted(words) if word)
                yield Misfit(path, f"无法识别的“{value}”，应为{known}之一")
        case "table/row/column", str():
            if not _is_address(value):
                yield Misfit(path, f"“{value}”不是“表/行/栏”形式的地址")
        case type(), _ if type(value) is shape:
            pass
        case _:
            yield Misfit(path, f"应为{_expected(shape)}，现为{_found(value)}")


def _entry(value: dict[str, object], shape: Entry, path: tuple[str | int, ...]) -> Iterator[Misfit]:
    for key in shape.required:
        if key not in value:
            yield Misfit(path, f"缺少“{key}”")
    for key, item in value.items():
        if key in shape:
            yield from misfits(item, shape[key], (*path, key))
        else:
            yield Misfit((*path, key), f"无法识别的项“{key}”")


def _nearest(value: object, shapes: tuple[Shape, ...]) -> Shape:
    """Of several shapes the one that ``value`` seems to be meant as."""
    alike = [shape for shape in shapes if _is_kind(value, shape)]
    keys = set(value) if isinstance(value, dict) else set()
    meant = (s for s in alike if isinstance(s, Entry) and keys.intersection(s.required[:1]))
    return next(meant, next(iter(alike), shapes[0]))


def _is_kind(value: object, shape: Shape) -> bool:
    match shape:
        case Entry() | Names():
            return isinstance(value, dict)
        case list():
            return isinstance(value, list)
        case _:
            return type(value) is shape


def _is_address(text: str) -> bool:
    try:
        Cell.parse(text)
    except ValueError:
        return False
    return True


def _expected(shape: Shape) -> str:
    match shape:
        case Entry() | Names():
            return "一组“项 = 值”"
        case list():
            return "列表 [ ]"
        case type():
            return _CALLED[shape]
        case _:
            return "文字"


def _found(value: object) -> str:
    match value:
        case dict():
            return "一组“项 = 值”"
        case list():
            return "列表 [ ]"
        case bool():
            return str(value).lower()
        case str():
            return f"文字“{value}”"
        case _:
            return f"{value}"
