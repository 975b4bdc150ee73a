"""Requests of the grid's script: read strictly, refused in a sentence."""

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from disclosures.admin.desk.grid_form import UNITS
from disclosures.admin.desk.pages import viewable
from disclosures.classification import UnknownCode
from disclosures.intake.entry import Closed
from disclosures.intake.typed import Place
from disclosures.permissions import Act, may
from disclosures.pipeline import standard_of
from disclosures.standards.loader import UnknownStandard
from disclosures.standards.model import Standard
from disclosures.tables import Cell, Table

MOST_CHANGES = 5000
"""Cells of one save."""

_BASE = re.compile(r"-?\d{1,16}(\.\d{1,2})?", re.ASCII)


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
    table = next((table for table in standard.entry_tables() if table.id == name), None)
    if table is None:
        raise Http404
    return table


def user_of(request: HttpRequest) -> User:
    """The user, who is signed in wherever the admin site lets anybody see a page."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def answering(view: Callable[..., dict[str, Any]]) -> Callable[..., HttpResponse]:
    """``view`` over an editable disclosure, its answer as JSON; refusals are sentences."""

    def answer(request: HttpRequest, pk: int, table: str) -> HttpResponse:
        disclosure = viewable(request, pk)
        if not may(request.user, Act.EDIT, disclosure):
            return refusal("您没有编辑权限，没有保存", 403)
        try:
            standard = standard_of(disclosure)
            data = payload(request)
            return JsonResponse(
                view(request, disclosure, standard, entry_table(standard, table), data)
            )
        except BadRequest:
            return refusal("请求不完整，没有保存；请刷新页面后再试", 400)
        except Closed as closed:
            return refusal(str(closed), 409)
        except (UnknownStandard, UnknownCode) as error:
            return refusal(str(error), 409)

    return require_POST(answer)


def refusal(message: str, status: int) -> JsonResponse:
    """``message`` for the clerk."""
    return JsonResponse({"message": message}, status=status)


def payload(request: HttpRequest) -> Mapping[str, Any]:
    """The posted object. Raises BadRequest."""
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("no JSON") from error
    if not isinstance(data, dict):
        raise BadRequest("no object")
    return data


def texts_in(entry: object, *names: str) -> tuple[str, ...]:
    """The strings ``names`` of a JSON object. Raises BadRequest."""
    if not isinstance(entry, dict):
        raise BadRequest("no object")
    found = tuple(entry.get(name, "") for name in names)
    if not all(isinstance(text, str) for text in found):
        raise BadRequest("no text")
    return found


def list_in(data: Mapping[str, Any], name: str) -> list[Any]:
    """The list ``name``, empty where it is not there. Raises BadRequest."""
    found = data.get(name, [])
    if not isinstance(found, list) or len(found) > MOST_CHANGES:
        raise BadRequest(name)
    return found


def unit_in(data: Mapping[str, Any]) -> str:
    """A key of UNITS. Raises BadRequest."""
    unit = data.get("unit")
    if not isinstance(unit, str) or unit not in UNITS:
        raise BadRequest("unit")
    return unit
