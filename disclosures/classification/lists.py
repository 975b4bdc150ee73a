"""The shipped lists in ``standards/codes``, and what makes a list of codes a classification."""

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from disclosures.classification.codes import (
    LEVEL_NAMES,
    LEVEL_OF_LENGTH,
    LONGEST_NAME,
    Classification,
    ClassificationKind,
    Classifications,
    Code,
    Evidence,
)

SHIPPED = Path(__file__).parent.parent / "standards" / "codes"

T = TypeVar("T")


@lru_cache(maxsize=32)
def load(year: int) -> Classifications:
    """The shipped lists as they were in ``year``. Raises ClassificationFileError."""
    return Classifications(year, *(load_kind(kind, year) for kind in ClassificationKind))


@lru_cache(maxsize=96)
def load_kind(kind: ClassificationKind, year: int) -> Classification:
    """The shipped list of one kind as it was in ``year``. Raises ClassificationFileError."""
    entries = (entry for entry in _shipped(kind) if entry.valid_in(year))
    return classify(entries, source=f"{kind}.csv", kind=kind, year=year)


@lru_cache
def former_names(kind: ClassificationKind, year: int, level: int) -> tuple[str, ...]:
    """Names of ``level`` in the shipped lists of other years that no code has in ``year``."""
    entries = [entry for entry in _shipped(kind) if entry.code.level == level]
    valid = {entry.code.name for entry in entries if entry.valid_in(year)}
    return tuple(sorted({entry.code.name for entry in entries} - valid))


@lru_cache
def _shipped(kind: ClassificationKind) -> tuple["Entry", ...]:
    path = SHIPPED / f"{kind}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return parse_csv(lines, source=path.name)


class ClassificationFileError(ValueError):
    """A list that cannot be used: ``problems`` are pairs of line and Chinese sentence."""

    SHOWN = 20

    def __init__(self, source: str, problems: Iterable[tuple[int, str]]) -> None:
        self.source = source
        self.problems = tuple(sorted(problems))
        super().__init__(source, self.problems)

    def __str__(self) -> str:
        shown = [f"{self.source} 第{line}行：{text}" for line, text in self.problems[: self.SHOWN]]
        if (more := len(self.problems) - self.SHOWN) > 0:
            shown.append(f"另有{more}处问题，请改正以上各处后再试")
        return "\n".join(shown)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list and the years in which it is valid (both included, None: open)."""

    line: int
    code: Code
    valid_from: int | None = None
    valid_to: int | None = None

    def valid_in(self, year: int) -> bool:
        return (self.valid_from is None or self.valid_from <= year) and (
            self.valid_to is None or year <= self.valid_to
        )


COLUMNS = (
    *("code", "name", "level", "parent", "valid_from", "valid_to"),
    *("evidence", "explanation", "explanation_evidence"),
)
"""The columns a file in the form of the shipped ones must have; ``budgets`` may be added."""

SURPLUS = "surplus"
"""Where the reader puts the cells of a line beyond the heading."""


def parse_csv(lines: Iterable[str], *, source: str) -> tuple[Entry, ...]:
    """The lines of a file in the form of the shipped ones, whatever their years.

    ``source`` names the file in messages. Whether the entries make a list is for ``classify`` to
    say, once those of one year are chosen. Raises ClassificationFileError.
    """
    reader = csv.DictReader(lines, restkey=SURPLUS, restval="")
    if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
        raise ClassificationFileError(source, [(1, f"表头缺少列 {'、'.join(missing)}")])
    return gather(((reader.line_num, row) for row in reader), _entry, source)


def gather(
    rows: Iterable[tuple[int, T]], make: Callable[[int, T], Entry], source: str
) -> tuple[Entry, ...]:
    """An entry of every row, or one ClassificationFileError with all that is wrong."""
    entries: list[Entry] = []
    problems: list[tuple[int, str]] = []
    for line, row in rows:
        try:
            entries.append(make(line, row))
        except ValueError as error:
            problems.append((line, str(error)))
    if problems:
        raise ClassificationFileError(source, problems)
    return tuple(entries)


def _entry(line: int, row: Mapping[str, str]) -> Entry:
    if SURPLUS in row:
        raise ValueError("单元格比表头的列多，请检查是否多了逗号")
    if row["evidence"] not in list(Evidence):
        raise ValueError(f"evidence“{row['evidence']}”不对，应为{'、'.join(Evidence)}之一")
    explained = row["explanation_evidence"]
    if explained not in (list(Evidence) if row["explanation"] else [""]):
        raise ValueError(
            f"explanation_evidence“{explained}”不对，"
            f"有说明时应为{'、'.join(Evidence)}之一，没有说明时应为空"
        )
    code = Code(
        code=row["code"],
        name=row["name"],
        level=_number(row["level"], "级次level", "1、2或3") or 0,
        parent=row["parent"],
        evidence=row["evidence"],
        explanation=row["explanation"],
        budgets=split_budgets(row.get("budgets", "")),
        explanation_evidence=explained,
    )
    first = _number(row["valid_from"], "起始年valid_from", "四位年份或空")
    return Entry(line, code, first, _number(row["valid_to"], "终止年valid_to", "四位年份或空"))


def _number(text: str, column: str, expected: str) -> int | None:
    if text and not (text.isascii() and text.isdigit()):
        raise ValueError(f"{column}“{text}”不对，应为{expected}")
    return int(text) if text else None


def split_budgets(text: str) -> tuple[str, ...]:
    """The budgets named in one cell: "一般公共预算;政府性基金预算" has two."""
    return tuple(part for part in re.split(r"[;；、，,\s]+", text) if part)


def classify(
    entries: Iterable[Entry], *, source: str, kind: ClassificationKind, year: int
) -> Classification:
    """The list made of ``entries``. Raises ClassificationFileError for a list that is none."""
    entries = tuple(entries)
    lines: dict[str, int] = {}
    problems: list[tuple[int, str]] = []
    for entry in entries:
        if entry.code.code in lines:
            earlier = lines[entry.code.code]
            problems.append((entry.line, f"编码“{entry.code.code}”与第{earlier}行重复"))
        lines.setdefault(entry.code.code, entry.line)
    codes = {entry.code.code: entry.code for entry in entries}
    for entry in entries:
        if fault := _fault(entry.code, codes, kind):
            problems.append((entry.line, fault))
    if problems:
        raise ClassificationFileError(source, problems)
    return Classification(year, codes, kind)


def _fault(code: Code, codes: Mapping[str, Code], kind: ClassificationKind) -> str:
    """What is wrong with a code of a list, as a Chinese sentence; empty when nothing is."""
    if not code.name:
        return f"编码“{code.code}”没有名称"
    if len(code.name) > LONGEST_NAME:
        return (
            f"编码“{code.code}”的名称有{len(code.name)}个字，最多{LONGEST_NAME}个，请核对是否为说明"
        )
    level = LEVEL_OF_LENGTH.get(len(code.code), 0) if code.code.isascii() else 0
    if not code.code.isdigit() or not 1 <= level <= kind.deepest_level:
        lengths = [str(n) for n, deep in LEVEL_OF_LENGTH.items() if deep <= kind.deepest_level]
        return f"编码“{code.code}”不对，{kind.label}的编码应为{'、'.join(lengths)}位数字"
    if not code.code.startswith(kind.first_digit):
        return f"编码“{code.code}”不属于{kind.label}，其编码应以{kind.first_digit}开头"
    if code.level != level:
        return f"编码“{code.code}”的级次为{code.level}，按位数应为{level}（{LEVEL_NAMES[level]}）"
    if level == 1:
        return f"类级科目“{code.code}”不应有上级“{code.parent}”" if code.parent else ""
    above = codes.get(code.parent)
    if above is None:
        return f"编码“{code.code}”的上级“{code.parent}”不在表中"
    if above.level != level - 1:
        return f"编码“{code.code}”的上级“{code.parent}”应为{LEVEL_NAMES[level - 1]}级科目"
    return ""
