"""A new year from last year's disclosure."""

from collections.abc import Iterable
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from disclosures.admin.desk.pages import Page, permitted, show
from disclosures.admin.desk.places import Link
from disclosures.checks.naming import cell_name
from disclosures.checks.places import PROSE, text_name
from disclosures.classification import UnknownCode
from disclosures.intake.roll_forward import (
    NotRolled,
    TakenOver,
    following,
    taken_over,
)
from disclosures.intake.roll_forward import roll_forward as roll
from disclosures.models import Disclosure, Fact
from disclosures.narrative.scope import TextKey
from disclosures.permissions import Act
from disclosures.pipeline import standard_of
from disclosures.published import published_sources
from disclosures.standards.loader import UnknownStandard
from disclosures.standards.model import Standard


@require_http_methods(["GET", "POST"])
def roll_forward(request: HttpRequest, pk: int) -> HttpResponse:
    """What the draft of the next year would take over; made on POST."""
    disclosure = permitted(request, pk, Act.CREATE)
    try:
        standard = standard_of(following(disclosure))
        sources = published_sources(following(disclosure))
        if request.method == "POST":
            successor = roll(disclosure, standard, cast(User, request.user), sources)
            messages.success(request, f"已建立{successor}。")
            return HttpResponseRedirect(reverse("admin:desk_overview", args=(successor.pk,)))
        return _page(request, disclosure, standard, taken_over(disclosure, standard, sources))
    except (NotRolled, UnknownStandard, UnknownCode) as refusal:
        return _refusal(request, disclosure, str(refusal))


def _page(
    request: HttpRequest, disclosure: Disclosure, standard: Standard, new: TakenOver
) -> HttpResponse:
    context = {
        "title": "结转到下一年",
        "successor": new.successor,
        "facts": _called(standard, (one for one in new.facts if one.year < new.successor.year)),
        "given": _called(standard, (one for one in new.facts if one.year == new.successor.year)),
        "texts": _names(disclosure, standard, new),
    }
    return show(request, disclosure, "roll_forward", context)


def _called(standard: Standard, facts: Iterable[Fact]) -> list[str]:
    return [cell_name(fact.address, standard) for fact in facts]


def _names(disclosure: Disclosure, standard: Standard, new: TakenOver) -> list[str]:
    keys = [TextKey(PROSE, row.name) for row in new.prose]
    keys += [TextKey(row.kind, row.figure, row.row) for row in new.explanations]
    return [text_name(key, standard) for key in keys]


def _refusal(request: HttpRequest, disclosure: Disclosure, refusal: str) -> HttpResponse:
    """Why not, with the way to the next year's disclosure where there is one."""
    next_year = following(disclosure)
    existing = Disclosure.objects.filter(
        unit=next_year.unit, year=next_year.year, kind=next_year.kind, level=next_year.level
    ).first()
    context: dict[str, object] = {"title": "结转到下一年", "refusal": refusal}
    if existing:
        address = reverse("admin:desk_overview", args=(existing.pk,))
        context["existing"] = Link(str(existing), address)
    return show(request, disclosure, "roll_forward", context, 409)


PAGES = (Page("roll-forward/", "roll_forward", roll_forward),)
