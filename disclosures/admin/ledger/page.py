"""The ledger: one line for each document that has to be published, with what can be done."""

from collections import Counter
from typing import Any, cast

import django_tables2 as tables
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from disclosures.admin.ledger.batches import TOGETHER
from disclosures.admin.ledger.selection import STATES, UNFINISHED, selection, years
from disclosures.deadlines import Line, Standing
from disclosures.models import Disclosure, Kind
from disclosures.permissions import Act, may_somewhere

PER_PAGE = 100


class LedgerPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of which none is as long as an address asks for."""

    def __init__(self, rows: Any, asked: int, **options: Any) -> None:
        super().__init__(rows, PER_PAGE, **options)


class LedgerTable(tables.Table):  # type: ignore[misc]
    """The lines of the ledger; those that are chosen can be worked on together."""

    chosen = tables.Column(verbose_name="选择", orderable=False, empty_values=())
    unit = tables.Column(verbose_name="单位", accessor="unit__name")
    code = tables.Column(verbose_name="代码", accessor="unit__code")
    level = tables.Column(verbose_name="口径", accessor="level__label", orderable=False)
    state = tables.Column(verbose_name="状态")
    approval = tables.DateColumn(
        verbose_name="批复日期", accessor="disclosure__approval_date", format="Y-m-d"
    )
    reply_due = tables.DateColumn(verbose_name="部门应批复", format="Y-m-d")
    due = tables.DateColumn(verbose_name="最后期限", format="Y-m-d")
    published_on = tables.DateColumn(verbose_name="公开日期", format="Y-m-d")
    standing = tables.Column(verbose_name="情况", accessor="standing__value")

    class Meta:
        attrs = {"class": "list ledger"}  # noqa: RUF012 - read by the library as a class attribute
        empty_text = "没有符合条件的单位。"
        template_name = "public/_list.html"

    def render_chosen(self, record: Line) -> SafeString:
        return format_html(
            '<input type="checkbox" name="line" value="{}:{}" aria-label="选择{}{}">',
            record.unit.pk,
            record.level,
            record.unit.name,
            record.level.label,
        )

    def render_unit(self, record: Line) -> SafeString:
        if record.disclosure is None:
            return format_html("{}", record.unit.name)
        address = reverse("admin:desk_overview", args=(record.disclosure.pk,))
        return format_html('<a href="{}">{}</a>', address, record.unit.name)

    def render_standing(self, record: Line) -> SafeString:
        return format_html(
            '<span class="standing {}">{}</span> {}',
            record.standing.name.lower(),
            record.standing.value,
            record.remaining,
        )


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The ledger of one year and kind."""
    return show(request)


def show(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    """The ledger, with why the last thing asked was not done."""
    user = cast(User, request.user)
    chosen = selection(request.GET)
    today = timezone.localdate()
    everything = chosen.all_lines(user, today)
    shown = chosen.among(everything)
    table = LedgerTable(shown, order_by=request.GET.get("sort", ""))
    paginate = {"paginator_class": LedgerPaginator}
    tables.RequestConfig(request, paginate=paginate).configure(table)
    counted = Counter(line.standing for line in everything)
    context = {
        **admin.site.each_context(request),
        "title": chosen.title,
        "opts": Disclosure._meta,
        "chosen": chosen,
        "year": chosen.year,
        "kind": chosen.kind.label,
        "table": table,
        "years": years(),
        "kinds": Kind.choices,
        "standings": [(one.name.lower(), one.value, counted[one]) for one in Standing],
        "states": STATES.items(),
        "total": len(everything),
        "shown": len(shown),
        "reminders": [line for line in everything if line.standing in UNFINISHED],
        "today": today,
        "refusal": refusal,
        "may_create": may_somewhere(user, Act.CREATE),
        "may_register": may_somewhere(user, Act.REGISTER),
        "may_import": may_somewhere(user, Act.EDIT),
        "together": [one for one in TOGETHER.values() if may_somewhere(user, one.act)],
        "query": request.GET.urlencode(),
    }
    return render(request, "admin/ledger/ledger.html", context, status=status)
