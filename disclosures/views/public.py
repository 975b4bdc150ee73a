"""The list of what is published: the current version of each disclosure."""

import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from disclosures.accounts.limits import by_address, limited
from disclosures.models import Publication


class PublicationTable(tables.Table):  # type: ignore[misc]
    """Published disclosures, newest first."""

    title = tables.Column(verbose_name="公开材料", order_by=("title",))
    unit = tables.Column("单位", accessor="disclosure__unit__name")
    region = tables.Column("地区", accessor="disclosure__unit__region")
    year = tables.Column("年度", accessor="disclosure__year")
    published_at = tables.DateColumn(verbose_name="公开时间", format="Y年n月j日")

    class Meta:
        model = Publication
        fields = ("title", "unit", "region", "year", "published_at")
        attrs = {"class": "list"}  # noqa: RUF012 - read by the library as a class attribute
        empty_text = "还没有公开的材料。"
        template_name = "public/_list.html"

    def render_title(self, record: Publication) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', record.disclosure.get_absolute_url(), record.title
        )


@require_safe
@limited("search", by_address)
def home(request: HttpRequest) -> HttpResponse:
    """The list of published disclosures."""
    published = Publication.objects.current().select_related("disclosure__unit")
    table = PublicationTable(published, order_by="-published_at")
    tables.RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "public/home.html", {"table": table})
