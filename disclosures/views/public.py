"""What anybody may read: published disclosures and nothing else."""

import django_tables2 as tables
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from disclosures import publication
from disclosures.models import Publication, PublishedFile
from disclosures.renderers import FORMATS, SUFFIXES

NAMES = {f"disclosure.{suffix}": name for name, suffix in SUFFIXES.items() if name != "html"}
"""Published files by the last part of their address."""


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
def home(request: HttpRequest) -> HttpResponse:
    """The list of published disclosures."""
    published = Publication.objects.current().select_related("disclosure__unit")
    table = PublicationTable(published, order_by="-published_at")
    tables.RequestConfig(request, paginate={"per_page": 50}).configure(table)
    return render(request, "public/home.html", {"table": table})


@require_safe
def disclosure(request: HttpRequest, slug: str, year: int, segment: str) -> HttpResponse:
    """The page of a published disclosure, as it was stored."""
    return _stored(slug, year, segment, "html")


@require_safe
def disclosure_file(
    request: HttpRequest, slug: str, year: int, segment: str, name: str
) -> HttpResponse:
    """One of its other files, to be downloaded under a name that says what it is."""
    if name not in NAMES:
        raise Http404
    response = _stored(slug, year, segment, NAMES[name])
    suffix = SUFFIXES[NAMES[name]]
    disposition = "inline" if suffix == "pdf" else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="{slug}-{year}-{segment}.{suffix}"'
    return response


def _stored(slug: str, year: int, segment: str, format: str) -> HttpResponse:
    level, _, kind = segment.partition("_")
    current = Publication.objects.current().filter(
        disclosure__unit__slug=slug,
        disclosure__year=year,
        disclosure__level=level,
        disclosure__kind=kind,
    )
    file = PublishedFile.objects.filter(publication__in=current, format=format).first()
    if file is None:
        raise Http404
    response = HttpResponse(publication.read(file), content_type=FORMATS[format].content_type)
    response["ETag"] = f'"{file.sha256}"'
    return response
