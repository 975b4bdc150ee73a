"""Several units side by side, as far as their figures may be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.accounts.limits import by_address, limited
from disclosures.comparison.comparable import differences, groups
from disclosures.comparison.grid import Group, across_units, has_per_head
from disclosures.comparison.selection import columns_of, published_units, years_published
from disclosures.comparison.years import Year
from disclosures.models import Level, Unit
from disclosures.views.caching import kept
from disclosures.views.narrowing import text_of

MOST = 6
"""Units side by side: more cannot be read."""

OFFERED = 20
"""Units offered for a name that fits many."""


@dataclass(frozen=True)
class Asked:
    """What the query names. ``problems`` says of every part of it that was left out, and why."""

    units: tuple[Unit, ...]
    offered: tuple[Unit, ...]
    years: tuple[int, ...]
    year: int | None
    level: Level
    problems: tuple[str, ...]


class Table(NamedTuple):
    """Units that may be compared: what they have in common, their columns with heads, the lines."""

    title: str
    columns: tuple[Year, ...]
    heads: list[str]
    groups: tuple[Group, ...]


@require_safe
@limited("search", by_address)
def page(request: HttpRequest) -> HttpResponse:
    """``?unit=`` by address, up to six; ``add`` a name; ``year`` and ``level``, else the best."""
    asked = _asked(request)
    columns = columns_of(asked.units, asked.year, asked.level) if asked.year else ()
    shown = {column.unit.pk for column in columns}
    tables = [
        Table(title, side, [str(one.unit) for one in side], across_units(side))
        for title, side in groups(columns)
    ]
    context = {
        "asked": asked,
        "most": MOST,
        "levels": Level,
        "without": [unit for unit in asked.units if asked.year and unit.pk not in shown],
        "differences": differences(columns),
        "tables": tables,
        "per_head": any(has_per_head(table.groups) for table in tables),
        "notice": max((column.unit.notice for column in columns), default=""),
    }
    return kept(render(request, "public/compare.html", context))


def _asked(request: HttpRequest) -> Asked:
    problems: list[str] = []
    slugs = dict.fromkeys(map(text_of, request.GET.getlist("unit")))
    units = _units(list(slugs), problems)
    offered = _offered(text_of(request.GET.get("add", "")), units, problems)
    if len(offered) == 1:
        units, offered = (*units, *offered), ()
    if len(units) > MOST:
        left_out = "、".join(f"“{unit}”" for unit in units[MOST:])
        problems.append(f"一次最多比较{MOST}个单位，没有列入{left_out}。")
        units = units[:MOST]
    years = years_published(units)
    year = _year(text_of(request.GET.get("year", "")), years, problems)
    level = _level(text_of(request.GET.get("level", Level.DEPARTMENT)), problems)
    return Asked(units, offered, years, year, level, tuple(problems))


def _units(slugs: Sequence[str], problems: list[str]) -> tuple[Unit, ...]:
    found = {unit.slug: unit for unit in published_units().filter(slug__in=slugs)}
    unknown = [slug for slug in slugs if slug and slug not in found]
    if unknown:
        names = "、".join(f"“{slug}”" for slug in unknown)
        problems.append(f"没有网址名为{names}的公开单位。")
    return tuple(found[slug] for slug in slugs if slug in found)


def _offered(name: str, units: Sequence[Unit], problems: list[str]) -> tuple[Unit, ...]:
    """Published units of which ``name`` is part of the name; the one that has just this name."""
    if not name:
        return ()
    others = published_units().exclude(pk__in=[unit.pk for unit in units])
    found = tuple(others.filter(name__icontains=name)[:OFFERED])
    if not found:
        problems.append(f"没有名称含“{name}”、尚未列入的公开单位。")
    return next(((unit,) for unit in found if unit.name == name), found)


def _year(asked: str, years: Sequence[int], problems: list[str]) -> int | None:
    if asked and years and asked not in map(str, years):
        problems.append(f"所选单位没有公开“{asked}”年度的材料，改为比较{years[0]}年度。")
    return next((year for year in years if str(year) == asked), next(iter(years), None))


def _level(asked: str, problems: list[str]) -> Level:
    if asked not in Level.values:
        problems.append(f"没有“{asked}”这种口径，改为{Level.DEPARTMENT.label}。")
        return Level.DEPARTMENT
    return Level(asked)
