"""Which figures of a published CSV are totals, and of which figures, by the names in it alone.

The names are those of the official forms. Nothing here asks the program: what 合计自 says is held
against this.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

Line = dict[str, str]
Parts = frozenset[str]

SUMS = ("合计", "小计", "总计")
"""How the name of a total ends, be it of a row or of a column."""

CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
NUMBERED = re.compile(r"[一二三四五六七八九十]+、")

HEADED = {"财政拨款收支预算总表"}
"""Forms in which a total stands above its parts: 一、本年收入, then the kinds of income."""

FUNDS = {"一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"}
"""What 年初财政拨款结转和结余 consists of, on the lines below it."""


def address(line: Line) -> str:
    """Year, table, row and column, as a formula writes a figure."""
    return f"{line['年度']}:{line['表']}/{line['行']}/{line['栏']}"


def is_cell(line: Line) -> bool:
    """Whether the figure is a cell, not one that is made of cells by a formula."""
    return " " not in line["栏"]


def totals(lines: Iterable[Line]) -> dict[str, set[Parts]]:
    """Every total of which a part is published, and the ways in which it is a sum."""
    cells = [line for line in lines if is_cell(line)]
    found: dict[str, set[Parts]] = {}
    for total, parts in (*_across(cells), *_by_code(cells), *_down(cells)):
        if parts:
            found.setdefault(address(total), set()).add(frozenset(map(address, parts)))
    return found


def nothing_below(lines: Iterable[Line]) -> set[str]:
    """Figures that are called a total and of which no part is published."""
    cells = [line for line in lines if is_cell(line)]
    named = {
        address(line)
        for line in cells
        if line["行名"].endswith(SUMS) or line["栏名"].endswith(SUMS)
    }
    return named - set(totals(cells))


def faults(lines: Iterable[Line]) -> list[str]:
    """What is wrong with the totals: a sum that does not come out, 合计自 that says otherwise."""
    by_address = {address(line): line for line in lines}
    values = {name: Decimal(line["数值"]) for name, line in by_address.items()}
    expected = totals(by_address.values())
    said = []
    for name, line in by_address.items():
        ways = expected.get(name, set())
        said += [
            f"{name}: {values[name]}, its parts {found}"
            for parts in ways
            if (found := sum((values[part] for part in parts), Decimal(0))) != values[name]
        ]
        claimed = frozenset(f"{line['年度']}:{part}" for part in line["合计自"].split())
        if claimed not in (ways or {frozenset()}):
            said.append(f"{name}: 合计自 says {sorted(claimed)}")
    return said


def _grouped(cells: Iterable[Line], *names: str) -> list[list[Line]]:
    """The cells that agree in the columns ``names`` of the CSV."""
    groups: dict[tuple[str, ...], list[Line]] = {}
    for line in cells:
        groups.setdefault(tuple(line[name] for name in names), []).append(line)
    return list(groups.values())


def _across(cells: Iterable[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """A column 合计 is the sum of the columns under the same head (决算数·合计)."""
    for row in _grouped(cells, "年度", "表", "行"):
        columns = {tuple(line["栏名"].split("·")): line for line in row}
        for path, line in columns.items():
            if path[-1].endswith(SUMS):
                yield line, list(_under(path[:-1], columns, path))


def _under(
    head: tuple[str, ...], columns: Mapping[tuple[str, ...], Line], total: tuple[str, ...] = ()
) -> Iterator[Line]:
    """What the columns under ``head`` say, each column that has columns below by its own total."""
    below = [path for path in columns if path[: len(head)] == head and path != total]
    for label in dict.fromkeys(path[len(head)] for path in below):
        group = (*head, label)
        own = [path for path in below if path == group]
        own += [path for path in below if path[:-1] == group and path[-1] in (*SUMS, "金额")]
        yield from [columns[own[0]]] if own else _under(group, columns)


def _by_code(cells: Iterable[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """A code is the sum of the nearest codes below it, the row 合计 of those below no other."""
    for column in _grouped(cells, "年度", "表", "栏"):
        coded = {line["行"]: line for line in column if CODE.fullmatch(line["行"])}
        above = {code: _above(code, coded) for code in coded}
        for code, line in coded.items():
            yield line, [coded[below] for below, parent in above.items() if parent == code]
        for line in column:
            if line["行名"] == "合计":
                yield line, [coded[top] for top, parent in above.items() if not parent]


def _above(code: str, coded: Mapping[str, Line]) -> str:
    return next((code[:size] for size in (5, 3) if size < len(code) and code[:size] in coded), "")


def _down(cells: Iterable[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """The totals of the forms whose lines are given: 收入, 支出, 人员经费, 公用经费."""
    for column in _grouped(cells, "年度", "表", "栏", "栏名"):
        if column[0]["栏名"].startswith(("收入·", "支出·", "人员经费·", "公用经费·")):
            yield from _headed(column) if column[0]["表名"] in HEADED else _closed(column)


def _headed(column: list[Line]) -> Iterator[tuple[Line, list[Line]]]:
    heads: list[tuple[Line, list[Line]]] = []
    for line in column:
        if NUMBERED.match(line["行名"]):
            heads.append((line, []))
        elif line["行名"].endswith("总计"):
            yield line, [head for head, _ in heads]
        else:
            heads[-1][1].append(line)
    yield from heads


def _closed(column: list[Line]) -> Iterator[tuple[Line, list[Line]]]:
    """本年收入合计 is the sum of what stands above it; 总计 of that and what follows it."""
    summed: list[Line] = []
    for line in column:
        if line["行名"].endswith(SUMS):
            yield line, summed
            summed = [line]
        elif line["行名"] not in FUNDS:
            summed.append(line)
    opening = [line for line in column if line["行名"] == "年初财政拨款结转和结余"]
    yield from ((line, [one for one in column if one["行名"] in FUNDS]) for line in opening)
