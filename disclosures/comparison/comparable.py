"""In words: which of the units side by side must not be compared as they stand, and why."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from disclosures.comparison.years import Year
from disclosures.models.disclosure import Level
from disclosures.models.unit import Nature

SCOPES = {
    Level.DEPARTMENT: "部门汇总数（含所属单位）",
    Level.UNIT: "本单位数（不含其他单位）",
}
"""What the figures of each level are of."""


class Kept(NamedTuple):
    """Columns that may be compared with each other: of one level, of units of one nature."""

    title: str
    columns: tuple[Year, ...]


def groups(columns: Sequence[Year]) -> tuple[Kept, ...]:
    """``columns`` in groups that are shown apart, in their order."""
    found: dict[str, list[Year]] = {}
    for one in columns:
        found.setdefault(f"{_scope(one)}，{_nature(one)}", []).append(one)
    return tuple(Kept(title, tuple(group)) for title, group in found.items())


def differences(columns: Sequence[Year]) -> tuple[str, ...]:
    """A sentence for every reason why not all of ``columns`` can be compared; none where they can.

    本级 is no 汇总, which takes in the units below without what they pay each other (E34); only
    行政单位 and 参公单位 have 机关运行经费 (预算法 第十四条); 预算 is a plan, 决算 its outcome.
    """
    return tuple(_differences(columns))


def _differences(columns: Sequence[Year]) -> Iterator[str]:
    if scopes := _told_apart(columns, _scope):
        yield f"口径不同：{scopes}。汇总数与单个单位的数不能直接比较。"
    if kinds := _told_apart(columns, _kinds):
        yield f"公开的材料不同：{kinds}。预算数与决算数不能直接比较。"
    known = [one for one in columns if one.unit.nature]
    if natures := _told_apart(known, _nature):
        yield (
            f"单位性质不同：{natures}。行政单位和参照公务员法管理的事业单位有机关运行经费，"
            "其他事业单位没有，经费构成不同，不宜直接比较。"
        )
    unknown = [one.unit.name for one in columns if not one.unit.nature]
    if unknown and len(columns) > 1:
        yield f"{_names(unknown)}没有登记单位性质，不能判断与其他单位是否可比。"


def _told_apart(columns: Sequence[Year], what: Callable[[Year], str]) -> str:
    """Who is what, '' where all are the same."""
    found: dict[str, list[str]] = {}
    for one in columns:
        found.setdefault(what(one), []).append(one.unit.name)
    if len(found) < 2:
        return ""
    return "；".join(f"{_names(names)}是{kind}" for kind, names in found.items())


def _names(names: Sequence[str]) -> str:
    return "、".join(f"“{name}”" for name in names)


def _scope(column: Year) -> str:
    return SCOPES[Level(column.level)]


def _nature(column: Year) -> str:
    return Nature(column.unit.nature).label if column.unit.nature else "单位性质未登记"


def _kinds(column: Year) -> str:
    if column.budget and column.final_accounts:
        return "预算和决算"
    return "预算" if column.budget else "决算"
