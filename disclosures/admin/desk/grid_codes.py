"""Completing a code or a name to a line of the classification."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from disclosures.admin.desk.grid_requests import entry_table, refusal
from disclosures.admin.desk.pages import viewable
from disclosures.classification import Classification, Code
from disclosures.intake.cells import normal
from disclosures.intake.totals import classification_of
from disclosures.pipeline import standard_of
from disclosures.standards.loader import UnknownStandard
from disclosures.standards.model import Standard
from disclosures.tables import Table

MOST_COMPLETIONS = 20


@require_safe
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Completions of ``?q=``, a code or a part of a name, for the lines of ``?table=``."""
    disclosure = viewable(request, pk)
    try:
        standard = standard_of(disclosure)
    except UnknownStandard as error:
        return refusal(str(error), 409)
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
