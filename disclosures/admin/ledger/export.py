"""The ledger on paper and as CSV: the lines that are shown, all of them, whatever page."""

from collections.abc import Iterator
from datetime import date
from typing import cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosures.accounts.limits import limited
from disclosures.admin.csv_files import csv_file
from disclosures.admin.ledger.selection import STATES, UNFINISHED, selection
from disclosures.deadlines import Line, Standing
from disclosures.models import Disclosure

HEAD = (
    *("单位", "代码", "行政区划", "主管部门", "口径", "状态", "批复日期", "批复文号"),
    *("部门应批复", "最后期限", "公开日期", "情况", "剩余天数（负数为逾期）"),
)


@require_safe
@limited("export")
def printed(request: HttpRequest) -> HttpResponse:
    """The ledger on one page, for the printer, with the units that are to be reminded."""
    chosen, today = selection(request.GET), timezone.localdate()
    lines = chosen.lines(cast(User, request.user), today)
    standing = next((one.value for one in Standing if one.name.lower() == chosen.standing), "")
    words = f"“{chosen.words}”" if chosen.words else ""
    context = {
        **admin.site.each_context(request),
        "title": chosen.title,
        "opts": Disclosure._meta,
        "year": chosen.year,
        "kind": chosen.kind.label,
        "conditions": [one for one in (standing, STATES.get(chosen.state, ""), words) if one],
        "lines": lines,
        "reminders": [line for line in lines if line.standing in UNFINISHED],
        "printed_at": timezone.now(),
        "query": request.GET.urlencode(),
    }
    return render(request, "admin/ledger/print.html", context)


@require_safe
@limited("export")
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same lines as CSV."""
    chosen, today = selection(request.GET), timezone.localdate()
    lines = chosen.lines(cast(User, request.user), today)
    return csv_file(f"{chosen.title}.csv", (HEAD, *map(tuple, map(_cells, lines))))


def _cells(line: Line) -> Iterator[object]:
    of, unit = line.disclosure, line.unit
    yield from (unit.name, unit.code, unit.region, unit.parent.name if unit.parent else "")
    yield from (line.level.label, line.state)
    yield from (_day(of.approval_date if of else None), of.approval_number if of else "")
    yield from (_day(line.reply_due), _day(line.due), _day(line.published_on))
    yield from (line.standing.value, "" if line.days is None else line.days)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
