"""What the grid's script asks for: saving cells, reading a pasted block, completing codes."""

import json
import logging
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from disclosures.admin.desk.grid_form import UNITS, Form, Line, Part, place_name, shown
from disclosures.admin.desk.pages import viewable
from disclosures.classification import Classification, Code, UnknownCode
from disclosures.intake.cells import normal
from disclosures.intake.entry import Change, Closed, Conflict, Saved, save
from disclosures.intake.naming import Naming
from disclosures.intake.paste import Anchor, read_paste
from disclosures.intake.totals import classification_of
from disclosures.intake.typed import Place, measure_of
from disclosures.models import Disclosure
from disclosures.models.fact import sheet_of
from disclosures.pipeline import standard_of
from disclosures.standards.loader import UnknownStandard
from disclosures.standards.model import Standard
from disclosures.tables import Cell, Measure, Table

MOST_CHANGES = 5000
"""Cells of one save."""

MOST_COMPLETIONS = 20

_BASE = re.compile(r"-?\d{1,16}(\.\d{1,2})?", re.ASCII)

_log = logging.getLogger(__name__)


class BadRequest(ValueError):
    """A request that the page's own script would not make."""


def place_of(name: str) -> Place:
    """The place of that name. Raises BadRequest."""
    prior = name.startswith("prior/")
    try:
        return Place(Cell.parse(name.removeprefix("prior/") if prior else name), prior)
    except ValueError as error:
        raise BadRequest(name) from error


def base_of(text: object) -> Decimal | None:
    """The figure a change is based on, None for ''. Raises BadRequest."""
    if text == "":
        return None
    if not isinstance(text, str) or not _BASE.fullmatch(text):
        raise BadRequest("base")
    return Decimal(text)


def entry_table(standard: Standard, name: str) -> Table:
    """A table with figures of its own. Raises Http404 for any other."""
    table = standard.tables.get(name)
    if table is None or table.view_of or name not in (*standard.order, *standard.supplementary):
        raise Http404
    return table


def user_of(request: HttpRequest) -> User:
    """The user, who is signed in wherever the admin site lets anybody see a page."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _answering(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """``view`` over an editable disclosure, its answer as JSON; refusals are sentences."""

    def answer(request: HttpRequest, pk: int, table: str) -> HttpResponse:
        disclosure = viewable(request, pk)
        if not request.user.has_perm("disclosures.change_disclosure"):
            return _refusal("您没有编辑权限，没有保存", 403)
        try:
            standard = standard_of(disclosure)
            data = _payload(request)
            return JsonResponse(
                view(request, disclosure, standard, entry_table(standard, table), data)
            )
        except BadRequest:
            return _refusal("请求不完整，没有保存；请刷新页面后再试", 400)
        except Closed as closed:
            return _refusal(str(closed), 409)
        except (UnknownStandard, UnknownCode) as error:
            return _refusal(str(error), 409)

    return require_POST(answer)


def _refusal(message: str, status: int) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


def _payload(request: HttpRequest) -> Mapping[str, Any]:
    """The posted object. Raises BadRequest."""
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("no JSON") from error
    if not isinstance(data, dict):
        raise BadRequest("no object")
    return data


def _texts(entry: object, *names: str) -> tuple[str, ...]:
    """The strings ``names`` of a JSON object. Raises BadRequest."""
    if not isinstance(entry, dict):
        raise BadRequest("no object")
    found = tuple(entry.get(name, "") for name in names)
    if not all(isinstance(text, str) for text in found):
        raise BadRequest("no text")
    return found


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    found = data.get(name, [])
    if not isinstance(found, list) or len(found) > MOST_CHANGES:
        raise BadRequest(name)
    return found


def _unit(data: Mapping[str, Any]) -> str:
    unit = data.get("unit")
    if not isinstance(unit, str) or unit not in UNITS:
        raise BadRequest("unit")
    return unit


@_answering
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
    unit = _unit(data)
    changes = []
    for entry in _list(data, "changes"):
        name, text, base = _texts(entry, "cell", "text", "base")
        changes.append(Change(place_of(name), text, base_of(base), UNITS[unit]))
    names = [Naming(table.id, *_texts(e, "row", "text", "base")) for e in _list(data, "names")]
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


@_answering
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
    text, row, column = _texts(data, "text", "row", "column")
    block, rows = data.get("block"), _list(data, "rows")
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
    form = Form(table, standard, sheet, _unit(data), pasted.rows)
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
    """The line of the code ``?row=`` and those above it, as HTML."""
    disclosure = viewable(request, pk)
    try:
        standard = standard_of(disclosure)
        unit = _unit(request.GET.dict())
        form = Form(
            entry_table(standard, table),
            standard,
            sheet_of(disclosure),
            unit,
            [request.GET.get("row", "")],
        )
        return JsonResponse({"lines": _lines(form, form.more)})
    except BadRequest:
        return _refusal("请求不完整", 400)
    except (UnknownStandard, UnknownCode) as error:
        return _refusal(str(error), 409)


@require_safe
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Completions of ``?q=``, a code or a part of a name, for the lines of ``?table=``."""
    disclosure = viewable(request, pk)
    try:
        standard = standard_of(disclosure)
    except UnknownStandard as error:
        return _refusal(str(error), 409)
    table = entry_table(standard, request.GET.get("table", ""))
    known = _list_of(standard, table)
    query = normal(request.GET.get("q", ""))
    found = _completions(known, query) if known and query else []
    return JsonResponse({"codes": [_completion(known, entry) for entry in found if known]})


def find_codes(standard: Standard, table: Table, text: str) -> list[Code]:
    """The codes for a new line of ``table`` that are exactly ``text``, or called so."""
    known = _list_of(standard, table)
    if known is None:
        return []
    by_code = known.get(text)
    return [by_code] if by_code else [e for e in known if normal(e.name) == text]


def _list_of(standard: Standard, table: Table) -> Classification | None:
    """The list the lines of ``table`` come from."""
    lists = (classification_of(block, standard.codes) for block in table.blocks)
    return next((found for found in lists if found), None)


def _completions(known: Classification, query: str) -> list[Code]:
    """Codes that begin with ``query``, or whose name has it: whole, at the beginning, within."""
    if query.isdigit():
        return [entry for entry in known if entry.code.startswith(query)][:MOST_COMPLETIONS]
    named = [entry for entry in known if query in normal(entry.name)]
    named.sort(key=lambda entry: (normal(entry.name) != query, not entry.name.startswith(query)))
    return named[:MOST_COMPLETIONS]


def _completion(known: Classification, entry: Code) -> dict[str, str]:
    path = " › ".join(step.name for step in known.ancestors(entry.code))
    return {"code": entry.code, "name": entry.name, "path": path}
