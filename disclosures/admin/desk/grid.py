"""填报数据: the tables of the standard, and the grid in which one of them is typed."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from disclosures.admin.desk import grid_codes, grid_data
from disclosures.admin.desk.beside import beside, beside_table
from disclosures.admin.desk.grid_codes import find_codes
from disclosures.admin.desk.grid_data import conflict_sentence, replaced_sentences
from disclosures.admin.desk.grid_form import UNITS, Field, Form, description, place_name, shown
from disclosures.admin.desk.grid_requests import (
    BadRequest,
    base_of,
    entry_table,
    place_of,
    user_of,
)
from disclosures.admin.desk.pages import Page, editable, may_edit, show, viewable
from disclosures.admin.desk.preview import frames_preview
from disclosures.admin.desk.remarks import may_remark
from disclosures.classification import UnknownCode
from disclosures.intake.cells import normal
from disclosures.intake.cells import shown as shown_text
from disclosures.intake.entry import Change, Closed, Saved, retotal, save
from disclosures.intake.naming import Naming
from disclosures.intake.typed import Place, measure_of
from disclosures.models import Disclosure
from disclosures.models.fact import sheet_of
from disclosures.pipeline import standard_of
from disclosures.review.places import Places
from disclosures.standards.loader import UnknownStandard
from disclosures.standards.model import Standard
from disclosures.tables import Measure, Table

UNIT_KEY = "desk_unit"
"""Key of the session: the unit chosen for each table."""

MOST_LINES = 200
"""Lines without figures that a page shows."""


@dataclass(frozen=True)
class Overview:
    """One table in the list: how many of its figures are there, and who entered the last."""

    table: Table
    filled: int
    fields: int
    at: datetime | None
    by: str


@require_safe
def tables(request: HttpRequest, pk: int) -> HttpResponse:
    """The tables that are filled in, each with how far it is."""
    disclosure = viewable(request, pk)
    context: dict[str, object] = {"title": "填报数据"}
    try:
        standard = standard_of(disclosure)
        rows = list(_overviews(disclosure, standard))
        context["published"] = [row for row in rows if row.table.published]
        context["supplementary"] = [row for row in rows if not row.table.published]
    except (UnknownStandard, UnknownCode) as error:
        context["problem"] = str(error)
    return show(request, disclosure, "tables", context)


@frames_preview
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, pk: int, table: str) -> HttpResponse:
    """The grid of one table; posted, it is saved as a plain form."""
    disclosure = viewable(request, pk)
    try:
        standard = standard_of(disclosure)
        definition = entry_table(standard, table)
        unit = _unit(request, definition)
        if request.method == "POST":
            return _post(request, editable(request, pk), standard, definition, unit)
        more, problems = _more(request.GET, standard, definition)
        form = Form(definition, standard, sheet_of(disclosure), unit, more)
        return _page(request, disclosure, form, problems)
    except (UnknownStandard, UnknownCode) as error:
        return show(request, disclosure, "table", {"title": "填报数据", "problem": str(error)})


def _page(
    request: HttpRequest,
    disclosure: Disclosure,
    form: Form,
    notes: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    parts = form.parts()
    fields = [field for part in parts for line in part.lines for field in line.fields]
    around = (disclosure.pk, form.table.id)
    context = {
        "title": form.table.title,
        "table": form.table,
        "form": form,
        "parts": parts,
        "units": [unit for unit in UNITS if unit != form.unit],
        "notes": notes,
        "differing": sum(field.differs for field in fields),
        "bases": json.dumps({place_name(field.place): field.base for field in fields}),
        "grid": {
            "table": form.table.id,
            "unit": form.unit,
            "blocks": [description(form, part) for part in parts],
            "cells": reverse("admin:desk_cells", args=around),
            "paste": reverse("admin:desk_paste", args=around),
            "line": reverse("admin:desk_line", args=around),
            "codes": reverse("admin:desk_codes", args=(disclosure.pk,)),
        },
        "beside": beside_table(disclosure, form.table, may_edit(request, disclosure)),
        "remarkable": _remarkable(disclosure, form, fields)
        if may_remark(request, disclosure)
        else (),
        "neighbours": _neighbours(form.standard, form.table),
    }
    return show(request, disclosure, "table", context, status)


def _remarkable(
    disclosure: Disclosure, form: Form, fields: Sequence[Field]
) -> Iterator[tuple[str, str, str]]:
    """Place, label and name of the field of what a reviewer may remark on: the table, figures."""
    places = Places(form.standard, disclosure.year)
    whole = places.table(form.table.id)
    yield whole.where, whole.label, ""
    for field in fields:
        if field.base:
            place = places.figure(field.place.cell, disclosure.year - field.place.prior)
            yield place.where, field.label, field.name


def _post(
    request: HttpRequest, disclosure: Disclosure, standard: Standard, table: Table, unit: str
) -> HttpResponse:
    """Saves the plain form; what could not be stored is shown again with the reason."""
    try:
        saved = _saved(request, disclosure, standard, table, unit)
    except (BadRequest, Closed) as refusal:
        message = str(refusal) if isinstance(refusal, Closed) else "请求不完整，没有保存"
        form = Form(table, standard, sheet_of(disclosure), unit)
        return _page(request, disclosure, form, [message], status=400)
    more, unknown = _more(request.POST, standard, table)
    form = Form(table, standard, saved.sheet, unit, more)
    not_done = [*saved.renamed.refused.values(), *unknown]
    notes = [*not_done, *replaced_sentences(form, saved)]
    if not (saved.refused or saved.conflicts or notes):
        address = reverse("admin:desk_table", args=(disclosure.pk, table.id))
        lines = urlencode({"line": more}, doseq=True)
        return redirect(f"{address}?{lines}" if lines else address)
    conflicts = {p: conflict_sentence(form, p, found) for p, found in saved.conflicts.items()}
    problems = {**saved.refused, **conflicts}
    typed = {place: request.POST.get(place_name(place), "") for place in problems}
    again = replace(form, typed=typed, problems=problems)
    refused = 400 if saved.refused or not_done else 200
    return _page(request, disclosure, again, notes, 409 if conflicts else refused)


def _saved(
    request: HttpRequest, disclosure: Disclosure, standard: Standard, table: Table, unit: str
) -> Saved:
    user = user_of(request)
    if request.POST.get("action") == "retotal":
        return retotal(disclosure, standard, table.id, user)
    bases = _bases(request.POST)
    changes = [
        Change(place_of(name), text, base_of(base), UNITS[unit])
        for name, base in bases.items()
        if isinstance(text := request.POST.get(name), str)
        if text != _as_shown(standard, place_of(name), base_of(base), unit)
    ]
    names = [
        Naming(table.id, name.removeprefix("name/"), text, request.POST.get(f"was-{name}", ""))
        for name, text in request.POST.items()
        if name.startswith("name/") and isinstance(text, str)
        if text or name != "name/"
    ]
    return save(disclosure, standard, changes, user, names)


def _as_shown(standard: Standard, place: Place, base: Decimal | None, unit: str) -> str:
    """What stood in a field whose figure was ``base``: left as it was, it changes nothing."""
    return shown(base, UNITS[unit], measure_of(standard, place) is Measure.COUNT)


def _bases(posted: QueryDict) -> dict[str, str]:
    """The figures the posted page showed, by the names of their fields. Raises BadRequest."""
    try:
        found = json.loads(posted.get("bases", ""))
    except (ValueError, RecursionError) as error:
        raise BadRequest("bases") from error
    if not isinstance(found, dict):
        raise BadRequest("bases")
    return found


def _more(query: QueryDict, standard: Standard, table: Table) -> tuple[list[str], list[str]]:
    """The codes of the lines asked for by code or name, and what was found for none."""
    texts = [text for line in query.getlist("line") if (text := normal(line))]
    found = {text: find_codes(standard, table, text) for text in texts[:MOST_LINES]}
    problems = [
        f"名为“{shown_text(text)}”的科目有{len(codes)}个，请填写科目编码"
        if codes
        else f"科目中没有“{shown_text(text)}”，没有添加"
        for text, codes in found.items()
        if len(codes) != 1
    ]
    return [codes[0].code for codes in found.values() if len(codes) == 1], problems


def _unit(request: HttpRequest, table: Table) -> str:
    """The unit of the page: as asked for, which is remembered, else as last time."""
    asked = request.GET.get("unit", "")
    chosen = request.session.get(UNIT_KEY, {})
    if asked in UNITS and chosen.get(table.id) != asked:
        chosen = {**chosen, table.id: asked}
        request.session[UNIT_KEY] = chosen
    unit = request.POST.get("unit", chosen.get(table.id, table.unit))
    return unit if unit in UNITS else table.unit


def _overviews(disclosure: Disclosure, standard: Standard) -> Iterator[Overview]:
    sheet = sheet_of(disclosure)
    last = {
        (row.year != disclosure.year, row.table, row.row, row.column): row
        for row in disclosure.facts.select_related("entered_by").exclude(entered_at=None)
    }
    for table in standard.entry_tables():
        fields = list(Form(table, standard, sheet, table.unit).fields())
        typed = [last[key] for f in fields if (key := (f.place.prior, *f.place.cell)) in last]
        latest = max(typed, key=lambda row: str(row.entered_at), default=None)
        by = latest.entered_by.get_username() if latest and latest.entered_by else ""
        filled = sum(bool(field.base) for field in fields)
        yield Overview(table, filled, len(fields), latest.entered_at if latest else None, by)


def _neighbours(standard: Standard, table: Table) -> tuple[Table | None, Table | None]:
    """The tables before and after ``table`` in the list."""
    own = standard.entry_tables()
    at = own.index(table)
    return (own[at - 1] if at else None, own[at + 1] if at + 1 < len(own) else None)


PAGES: tuple[Page, ...] = (
    Page("tables/", "tables", tables),
    Page("codes/", "codes", grid_codes.codes),
    Page("tables/<str:table>/", "table", table),
    Page("tables/<str:table>/cells/", "cells", grid_data.cells),
    Page("tables/<str:table>/paste/", "paste", grid_data.paste),
    Page("tables/<str:table>/line/", "line", grid_data.line),
    Page("tables/<str:table>/beside/", "beside", beside),
)
