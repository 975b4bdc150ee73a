"""What the grid's script asks for: saving cells, reading a pasted block, drawing lines."""

import logging
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosures.admin.desk.grid_form import UNITS, Form, Line, Part, place_name, shown
from disclosures.admin.desk.grid_requests import (
    BadRequest,
    answering,
    base_of,
    entry_table,
    list_in,
    place_of,
    refusal,
    texts_in,
    unit_in,
    user_of,
)
from disclosures.admin.desk.pages import viewable
from disclosures.classification import UnknownCode
from disclosures.intake.entry import Change, Conflict, Saved, save
from disclosures.intake.naming import Naming
from disclosures.intake.paste import Anchor, read_paste
from disclosures.intake.typed import Place, measure_of
from disclosures.models import Disclosure
from disclosures.models.fact import sheet_of
from disclosures.pipeline import standard_of
from disclosures.standards.loader import UnknownStandard
from disclosures.standards.model import Standard
from disclosures.tables import Measure, Table

MOST_LINES = 1000
"""Lines of one request."""

_log = logging.getLogger(__name__)


@answering
def cells(
    request: HttpRequest,
    disclosure: Disclosure,
    standard: Standard,
    table: Table,
    data: Mapping[str, Any],
) -> dict[str, Any]:
    """Stores changed cells and names; answers with all figures of the table as they are now.

    ``{unit, changes: [{cell, text, base}], names: [{row, text, base}]}``; a name without a row is
    a new line.
    """
    unit = unit_in(data)
    changes = []
    for entry in list_in(data, "changes"):
        name, text, base = texts_in(entry, "cell", "text", "base")
        changes.append(Change(place_of(name), text, base_of(base), UNITS[unit]))
    names = [Naming(table.id, *texts_in(e, "row", "text", "base")) for e in list_in(data, "names")]
    user = user_of(request)
    saved = save(disclosure, standard, changes, user, names)
    _log.info("%d figures of disclosure %s saved by %s", len(saved.stored), disclosure.pk, user.pk)
    return _answer(Form(table, standard, saved.sheet, unit), saved)


def _answer(form: Form, saved: Saved) -> dict[str, Any]:
    return {
        "saved_at": clock(saved),
        "values": {
            place_name(field.place): {
                "base": field.base,
                "text": field.text,
                "total": field.total,
                "differs": field.differs,
                "origin": field.origin,
            }
            for field in form.fields()
        },
        "refused": {place_name(place): why for place, why in saved.refused.items()},
        "conflicts": {
            place_name(place): {
                "base": "" if found.theirs is None else f"{found.theirs:f}",
                "theirs": in_unit(form, place, found.theirs),
                "message": conflict_sentence(form, place, found),
            }
            for place, found in saved.conflicts.items()
        },
        "notes": replaced_sentences(form, saved),
        "names": {
            row: text for (of, row), text in form.sheet.labels.items() if of == form.table.id
        },
        "refused_names": {row: why for (_, row), why in saved.renamed.refused.items()},
        "added": _lines(form, saved.renamed.added),
    }


def clock(saved: Saved) -> str:
    """When it was saved, for the page."""
    return timezone.localtime(saved.at).strftime("%H:%M:%S")


def in_unit(form: Form, place: Place, value: Decimal | None) -> str:
    """A figure as it stands in its field."""
    counted = measure_of(form.standard, place) is Measure.COUNT
    return shown(value, UNITS[form.unit], counted)


def conflict_sentence(form: Form, place: Place, found: Conflict) -> str:
    """Who changed a cell, when, and the two figures."""
    who = f"“{found.who}”" if found.who else "其他人"
    when = timezone.localtime(found.when).strftime("%H:%M:%S") if found.when else ""
    theirs = in_unit(form, place, found.theirs) or "空白"
    mine = in_unit(form, place, found.mine) or "空白"
    return f"{who}{when}已把这一格改为{theirs}，您填的{mine}没有保存"


def replaced_sentences(form: Form, saved: Saved) -> list[str]:
    """Which reported totals are another figure now that they are computed."""
    labels = {field.place: field.label for field in form.fields()}
    return [
        f"“{labels[place]}”原为{in_unit(form, place, change.before)}，"
        f"现按各项合计为{in_unit(form, place, change.after)}"
        for place, change in saved.replaced.items()
        if place in labels
    ]


@answering
def paste(
    request: HttpRequest,
    disclosure: Disclosure,
    standard: Standard,
    table: Table,
    data: Mapping[str, Any],
) -> dict[str, Any]:
    """Which cell each figure of a copied block is for; nothing is stored.

    ``{unit, text, block, row, column, rows}``: the cell with the focus, row '' for none, and the
    lines shown.
    """
    text, row, column = texts_in(data, "text", "row", "column")
    block, rows = data.get("block"), list_in(data, "rows")
    if not isinstance(block, int) or not 0 <= block < len(table.blocks):
        raise BadRequest("block")
    columns = {known.id for known in table.blocks[block].columns}
    if (
        column not in columns
        or (row and row not in rows)
        or not all(isinstance(r, str) for r in rows)
    ):
        raise BadRequest("anchor")
    sheet = sheet_of(disclosure)
    pasted = read_paste(text, table, standard, sheet, Anchor(block, row, column, tuple(rows)))
    form = Form(table, standard, sheet, unit_in(data), pasted.rows)
    return {
        "cells": [[place_name(place), text] for place, text in pasted.cells],
        "lines": _lines(form, pasted.rows),
        "entries": [{"name": e.name, "texts": dict(e.texts)} for e in pasted.entries],
        "problems": pasted.problems,
    }


def _lines(form: Form, keys: object) -> list[dict[str, Any]]:
    """The lines ``keys`` and those above them, as HTML, in the order of the form."""
    wanted = set(keys) if isinstance(keys, list | tuple) else set()
    if not wanted:
        return []
    made = []
    for part in form.parts():
        wanted |= {line.parent for line in part.lines if line.key in wanted}
        wanted |= {line.parent for line in part.lines if line.key in wanted}
        made += [_line(part, line) for line in part.lines if line.key in wanted]
    return made


def _line(part: Part, line: Line) -> dict[str, Any]:
    context = {"part": part, "line": line, "may_edit": True}
    html = render_to_string("admin/desk/_table_line.html", context)
    return {"block": part.index, "key": line.key, "html": html}


@require_safe
def line(request: HttpRequest, pk: int, table: str) -> HttpResponse:
    """The lines ``?row=``, which may be several, and those above them, as HTML."""
    disclosure = viewable(request, pk)
    rows = request.GET.getlist("row")[:MOST_LINES]
    try:
        standard = standard_of(disclosure)
        definition = entry_table(standard, table)
        unit = unit_in(request.GET.dict())
        form = Form(definition, standard, sheet_of(disclosure), unit, rows)
        return JsonResponse({"lines": _lines(form, rows)})
    except BadRequest:
        return refusal("请求不完整", 400)
    except (UnknownStandard, UnknownCode) as error:
        return refusal(str(error), 409)
