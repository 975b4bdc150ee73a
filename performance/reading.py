"""A filled form in a worksheet becomes a project again: labels lead, not positions.

The layout of a form says which label stands before or above which content; sheets of other hands
keep the labels but not the columns. What cannot be read is a problem with the address of its cell.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from disclosures.amounts import YUAN_PER_WAN, rounded, trimmed
from disclosures.intake.cells import Unreadable, amount, is_number
from disclosures.intake.workbook import CellValue, Sheet
from performance.forms.model import POSITION, CellDef, Form, RowDef
from performance.values import Funding, Indicator, Nature, Project, Task, number

_IGNORED = re.compile(r"[\s\-—:：（）()“”\"、,，/]|其中")
_POINTS = re.compile(r"[（(]\d+分[）)]")
_NUMBERED = re.compile(r"^指标\d+[:：]")
_CODE = re.compile(r"([0-9A-Z]{12,})[-—－](.+)", re.DOTALL)
_YEAR = re.compile(r"\d{4}(?=年)")
_EMPTY = {"/", "-", "—", "…", "……"}

_TEXTS = {"code_name": "name", "unit_name": "unit", "project_target": "target"}
"""What a layout shows of a project, as the field that holds it."""

WHOLE = "{unit}整体支出"
"""What the expenditure of a department as a whole is called as a project."""

FIELDS = {
    "name",
    "unit",
    "department",
    "target",
    "completion",
    "process",
    "conclusion",
    "problems",
    "measures",
    "leader",
    "accountant",
    "funding_reason",
}
SIGNS = tuple(nature for nature in Nature if nature.numeric)


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be read: its address, and what is wrong with it."""

    cell: str
    message: str

    def __str__(self) -> str:
        return f"{self.cell}：{self.message}"


@dataclass(frozen=True)
class Reading:
    """A project read from a sheet, the cells that could not be read, and those nobody looked at."""

    project: Project
    problems: tuple[Problem, ...]
    unread: tuple[Problem, ...] = ()


def recognised(sheet: Sheet, forms: Sequence[Form]) -> Form | None:
    """The form whose title the sheet bears, and most of whose heads; None for any other sheet."""
    keys = {_key(value) for row in sheet.rows for value in row}
    titled = [form for form in forms if any(_key(form.title) in key for key in keys)]
    return max(titled, key=lambda form: len(_heads(form) & keys), default=None)


def read_form(sheet: Sheet, form: Form, key: str = "1") -> Reading:
    """The project on ``sheet``, which is laid out like ``form``."""
    reader = _Reader(sheet, form)
    project = reader.project(key)
    return Reading(project, tuple(reader.problems), tuple(reader.unread()))


def _heads(form: Form) -> set[str]:
    return {
        _key(cell.content)
        for group in form.groups
        for row in group.rows
        for cell in row.cells
        if cell.kind == "head"
    }


def _labels(form: Form) -> set[str]:
    """Every label of a form as ``_key`` has it: heads, groups, sources of money, title."""
    labels = (*(group.label for group in form.groups), *form.funding.values())
    return {_key(text) for text in (*labels, form.title, form.subtitle)} | _heads(form)


def _key(value: CellValue) -> str:
    """A label without blanks, signs and points, for comparison."""
    return _IGNORED.sub("", _POINTS.sub("", value)) if isinstance(value, str) else ""


@dataclass
class _Reader:
    sheet: Sheet
    form: Form
    problems: list[Problem] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def project(self, key: str) -> Project:
        texts: dict[str, str] = {}
        funding: dict[str, dict[str, Decimal | None]] = {}
        indicators: tuple[Indicator, ...] = ()
        tasks: tuple[Task, ...] = ()
        scores: dict[str, Decimal | None] = {}
        for group in self.form.groups:
            for above, row in zip((None, *group.rows), group.rows, strict=False):
                if row.each == "indicators" and above:
                    indicators = tuple(self.indicators(above, row))
                    self.once(above, row, texts, funding)
                elif row.each == "tasks" and above:
                    tasks = tuple(self.tasks(above, row))
                elif row.each == "funding" and above:
                    self.funding_rows(above, row, funding, texts, scores)
                elif not row.each:
                    self.plain_row(above, row, texts, funding, scores)
        code = _CODE.fullmatch(texts.get("name", ""))
        if code:
            texts |= {"code": code.group(1), "name": code.group(2)}
        whole = self.form.kind.startswith("whole")
        if whole:
            texts["name"] = WHOLE.format(unit=texts.get("unit", ""))
        texts.setdefault("name", "")
        return Project(
            key=key,
            whole=whole,
            tasks=tasks,
            funding={source: Funding(**columns) for source, columns in funding.items()},
            indicators=indicators,
            reported_points=scores.get("points"),
            reported_total=scores.get("total"),
            **texts,
        )

    # Rows that stand once

    def plain_row(
        self,
        above: RowDef | None,
        row: RowDef,
        texts: dict[str, str],
        funding: dict[str, dict[str, Decimal | None]],
        scores: dict[str, Decimal | None],
    ) -> None:
        """Content after its label, or below its head where the row has no label."""
        for cell, place in self.places(above, row):
            if cell.kind == "money":
                source, _, column = cell.content.rpartition(".")
                funding.setdefault(source, {})[column] = self.money(place)
            elif cell.kind == "number" and cell.content == "total":
                scores["total"] = self.decimal(place, "总分")
            elif cell.kind == "text":
                name = _TEXTS.get(cell.content, cell.content)
                if name in FIELDS:
                    texts[name] = self.text(place)

    def places(
        self, above: RowDef | None, row: RowDef
    ) -> Iterator[tuple[CellDef, tuple[int, int]]]:
        """Each content cell of a row with its place in the sheet, where its label is found."""
        labels = [cell for cell in row.cells if cell.kind == "head"]
        if not labels and above and not above.each:
            columns = self.head_row([cell.content for cell in above.cells if cell.kind == "head"])
            heads = [cell for cell in above.cells if cell.down == 1]
            for head, cell in zip(heads, row.cells, strict=False):
                if columns and head.content in columns[1]:
                    yield cell, (columns[0] + 1, columns[1][head.content])
            return
        start = (0, -1)
        for label, cell in zip(row.cells, row.cells[1:], strict=False):
            if label.kind != "head" or cell.kind == "head":
                continue
            found = self.find(_key(label.content), start)
            if found is None:
                continue
            start = found
            if cell.kind == "blank":
                yield from self.totals(row, found)
            elif place := self.right_of(found):
                yield cell, place

    def totals(
        self, row: RowDef, label: tuple[int, int]
    ) -> Iterator[tuple[CellDef, tuple[int, int]]]:
        """The numbers of the last line, which stand below those of the indicators."""
        numbers = [cell for cell in row.cells if cell.kind == "number"]
        filled = [
            (label[0], column)
            for column, value in enumerate(self.row(label[0]))
            if column > label[1] and value not in (None, "")
        ]
        self.seen.update(filled)
        yield from zip(numbers, filled, strict=False)

    # Rows that repeat

    def funding_rows(
        self,
        above: RowDef,
        row: RowDef,
        funding: dict[str, dict[str, Decimal | None]],
        texts: dict[str, str],
        scores: dict[str, Decimal | None],
    ) -> None:
        found = self.columns(above, row)
        if found is None:
            return
        head, columns = found
        sources = {_key(label): source for source, label in self.form.funding.items()}
        for number_ in range(head + 1, head + 1 + 2 * len(sources)):
            source = next(
                (sources[key] for value in self.row(number_) if (key := _key(value)) in sources),
                None,
            )
            if source is None:
                continue
            self.seen.update((number_, column) for column in columns.values())
            amounts = {
                name: self.money((number_, columns[name])) for name in _MONEY if name in columns
            }
            if any(value is not None for value in amounts.values()):
                funding[source] = amounts
            if source == "total" and "points" in columns:
                scores["points"] = self.decimal((number_, columns["points"]), "得分")
            if "funding_reason" in columns and "funding_reason" not in texts:
                texts["funding_reason"] = self.text((number_, columns["funding_reason"]))

    def once(
        self,
        above: RowDef,
        row: RowDef,
        texts: dict[str, str],
        funding: dict[str, dict[str, Decimal | None]],
    ) -> None:
        """What stands once beside all indicators: the project and its money, in the first row."""
        cells = {cell.content: cell for cell in row.cells if cell.once}
        found = self.columns(above, row)
        if found is None:
            return
        head, columns = found
        for name in columns.keys() & cells.keys():
            places = [
                (number_, columns[name])
                for number_ in range(head + 1, len(self.sheet.rows))
                if self.sheet.value(number_, columns[name]) not in (None, "")
            ]
            if len({self.text(place) for place in places}) > 1:
                what = "这一栏有几个不同的内容；请一个项目一个工作表"
                self.problem(places[1], what)
            elif places and cells[name].kind == "money":
                source, _, column = name.rpartition(".")
                funding.setdefault(source, {})[column] = self.money(places[0])
            elif places:
                texts[_TEXTS.get(name, name)] = self.text(places[0])

    def tasks(self, above: RowDef, row: RowDef) -> Iterator[Task]:
        """The lines below the heads of the tasks, until another label begins."""
        found = self.columns(above, row)
        if found is None:
            return
        head, columns = found
        labels = _labels(self.form)
        for number_ in range(head + 1, len(self.sheet.rows)):
            if any(_key(value) in labels for value in self.row(number_) if _key(value)):
                return
            texts = {name: self.text((number_, column)) for name, column in columns.items()}
            if texts.get("task"):
                yield Task(texts["task"], texts.get("content", ""))

    def indicators(self, above: RowDef, row: RowDef) -> Iterator[Indicator]:
        found = self.columns(above, row)
        if found is None:
            return
        head, columns = found
        level1 = level2 = ""
        for number_ in range(head + 1, len(self.sheet.rows)):
            if self.ends(number_):
                return
            texts = {name: self.text((number_, column)) for name, column in columns.items()}
            if not any(texts.values()):
                continue
            first = _POINTS.sub("", texts.get("level1", ""))
            if first and first != level1:
                level1, level2 = first, ""
            level2 = texts.get("level2", "") or level2
            yield self.indicator(number_, columns, texts, level1, level2)

    def indicator(
        self, row: int, columns: Mapping[str, int], texts: Mapping[str, str], one: str, two: str
    ) -> Indicator:
        target, nature = texts.get("target", ""), texts.get("nature", "")
        actual, unit = texts.get("actual", ""), texts.get("unit", "")
        if "target_with_unit" in columns:
            nature, target = _signed(texts["target_with_unit"])
            actual = texts.get("actual_with_unit", "")
        if nature and nature not in {known.value for known in Nature}:
            self.problem(
                (row, columns["nature"]), f"指标性质“{nature}”不对，应为≥、≤、=、>、<或定性"
            )
            nature = ""
        return Indicator(
            (one, two, _NUMBERED.sub("", texts.get("level3", ""))),
            Nature(nature) if nature else None,
            target,
            unit,
            actual,
            self.decimal((row, columns["weight"]), "权重") if "weight" in columns else None,
            self.decimal((row, columns["points"]), "得分") if "points" in columns else None,
            texts.get("reason", ""),
        )

    def ends(self, row: int) -> bool:
        """Whether the lines of the indicators end above this row."""
        last = self.form.groups[-1]
        labels = {_key(cell.content) for one in last.rows for cell in one.cells[:1]} - {""}
        labels -= {_key(name) for name in ("一级指标",)}
        first = next((_key(value) for value in self.row(row) if value not in (None, "")), "")
        return (bool(first) and first in labels) or first.startswith("注")

    # Cells

    def columns(self, above: RowDef, row: RowDef) -> tuple[int, dict[str, int]] | None:
        """The row of the heads, and the column of each content that stands below them."""
        heads = [cell.content for cell in above.cells]
        found = self.head_row([head for head in heads if head])
        if found is None:
            return None
        pairs = zip(heads, (cell.content for cell in row.cells), strict=True)
        return found[0], {name: found[1][head] for head, name in pairs if head in found[1]}

    def head_row(self, heads: Sequence[str]) -> tuple[int, dict[str, int]] | None:
        """The row with most of ``heads``, at least half of them, and the column of each."""
        best: tuple[int, dict[str, int]] | None = None
        for number_, row in enumerate(self.sheet.rows):
            keys = {_key(value): column for column, value in reversed(list(enumerate(row)))}
            found = {head: keys[_key(head)] for head in heads if _key(head) in keys}
            if 2 * len(found) >= len(heads) and len(found) > len(best[1] if best else ()):
                best = number_, found
        return best

    def find(self, key: str, start: tuple[int, int]) -> tuple[int, int] | None:
        """The first cell after ``start`` with that label, alone or before a colon."""
        for number_, row in enumerate(self.sheet.rows):
            for column, value in enumerate(row):
                if (number_, column) > start and self.labelled(value, key):
                    return number_, column
        return None

    def labelled(self, value: CellValue, key: str) -> bool:
        if not isinstance(value, str):
            return False
        return _key(value) == key or _key(re.split("[:：]", value)[0]) == key

    def right_of(self, label: tuple[int, int]) -> tuple[int, int] | None:
        """The next filled cell of the row that is no label; the label itself if it holds both."""
        row, heads = label[0], _heads(self.form)
        for column in range(label[1] + 1, len(self.row(row))):
            value = self.sheet.value(row, column)
            if value not in (None, ""):
                return None if _key(value) in heads else (row, column)
        value = self.sheet.value(*label)
        both = isinstance(value, str) and re.split("[:：]", value, maxsplit=1)[1:]
        return label if both and both[0].strip() else None

    def row(self, number_: int) -> tuple[CellValue, ...]:
        return self.sheet.rows[number_] if number_ < len(self.sheet.rows) else ()

    def text(self, place: tuple[int, int]) -> str:
        """What a cell says; numbers without needless zeros, days as 2021-12-31."""
        self.seen.add(place)
        value: Any = self.sheet.value(*place)
        if value is None or (isinstance(value, str) and value.strip() in _EMPTY):
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, (int, Decimal)):
            return trimmed(Decimal(value))
        if isinstance(value, date):
            return value.isoformat()[:10]
        text = str(value).strip()
        label, _, rest = text.partition("：") if "：" in text else text.partition(":")
        return rest.strip() if rest and _key(label) in _heads(self.form) else text

    def decimal(self, place: tuple[int, int], what: str) -> Decimal | None:
        text = self.text(place)
        value = number(text)
        if text and value is None:
            self.problem(place, f"{what}为“{text}”，应为数字")
        return None if value is None else rounded(value)

    def money(self, place: tuple[int, int]) -> Decimal | None:
        text, value = self.text(place), self.sheet.value(*place)
        try:
            # A number is taken as it is stored; its text has two places only.
            return amount(value if is_number(value) else text, YUAN_PER_WAN) if text else None
        except Unreadable:
            self.problem(place, f"金额为“{text}”，应为以万元为单位的数字")
            return None

    def unread(self) -> Iterator[Problem]:
        """Cells that are neither a label of the form nor part of what was read."""
        labels = _labels(self.form)
        for row, values in enumerate(self.sheet.rows):
            for column, value in enumerate(values):
                if value in (None, "") or (row, column) in self.seen:
                    continue
                key = _YEAR.sub("{year}", _key(value))
                known = key in labels or self.numbers(value)
                if not isinstance(value, str) or (key and not known and key[0] != "注"):
                    yield Problem(self.sheet.address(row, column), str(value).strip())

    def numbers(self, value: CellValue) -> bool:
        """Whether a cell holds the number of the form, of whatever project."""
        parts = (re.escape(part) for part in self.form.number.split(POSITION))
        return isinstance(value, str) and bool(re.fullmatch(r"\d+".join(parts), value.strip()))

    def problem(self, place: tuple[int, int], message: str) -> None:
        self.problems.append(Problem(self.sheet.address(*place), message))


_MONEY = ("initial", "revised", "executed")


def _signed(text: str) -> tuple[str, str]:
    """≥90% as its sign and the rest; no sign where there is none."""
    for nature in SIGNS:
        if text.startswith(nature.value):
            return nature.value, text[len(nature.value) :].strip()
    return "", text
