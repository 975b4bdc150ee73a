"""The frame of every page of the desk: permission, state, breadcrumbs, tabs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from disclosures.models import Disclosure, State
from disclosures.permissions import Act, disclosures_for, may


class Page(NamedTuple):
    """One address below ``<pk>/``; its name is ``admin:desk_<name>``."""

    route: str
    name: str
    view: Callable[..., HttpResponse]


@dataclass(frozen=True)
class Attempt:
    """Something posted that was refused: at which control, why, and what was typed into it."""

    at: str = ""
    why: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


NO_ATTEMPT = Attempt()


def viewable(request: HttpRequest, pk: int) -> Disclosure:
    """The disclosure, for somebody with a duty for its unit. Raises Http404 for anybody else."""
    return get_object_or_404(disclosures_for(request.user).select_related("unit"), pk=pk)


def permitted(request: HttpRequest, pk: int, act: Act) -> Disclosure:
    """The disclosure, for somebody whose duty ``act`` is. Raises Http404 and PermissionDenied."""
    disclosure = viewable(request, pk)
    if not may(request.user, act, disclosure):
        raise PermissionDenied
    return disclosure


def may_edit(request: HttpRequest, disclosure: Disclosure) -> bool:
    """Whether the user may change its figures and texts now: only a draft is ever changed."""
    return disclosure.state == State.DRAFT and may(request.user, Act.EDIT, disclosure)


def editable(request: HttpRequest, pk: int) -> Disclosure:
    """The disclosure, for somebody who may change it. Raises Http404 and PermissionDenied."""
    disclosure = viewable(request, pk)
    if not may_edit(request, disclosure):
        raise PermissionDenied
    return disclosure


def show(
    request: HttpRequest,
    disclosure: Disclosure,
    template: str,
    context: Mapping[str, object],
    status: int = 200,
) -> HttpResponse:
    """``admin/desk/<template>.html`` in the frame of the desk; ``title`` is the page's own.

    ``back`` is the address of the page itself, which its forms send along.
    """
    shared = {
        **admin.site.each_context(request),
        "disclosure": disclosure,
        "opts": Disclosure._meta,
        "may_edit": may_edit(request, disclosure),
        "tab": template,
        "back": request.POST.get("next", "") if request.method == "POST" else request.path,
        **context,
    }
    return render(request, f"admin/desk/{template}.html", shared, status=status)
