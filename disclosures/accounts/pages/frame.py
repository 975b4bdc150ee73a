"""The frame of these pages: the head of the admin site, with the tools of whoever is inside."""

from collections.abc import Mapping

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def show(
    request: HttpRequest, template: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """``admin/accounts/<template>.html``; ``title`` of ``context`` is the page's own."""
    shared = {**admin.site.each_context(request), **context}
    return render(request, f"admin/accounts/{template}.html", shared, status=status)


def user_of(request: HttpRequest) -> User:
    """Whoever is signed in. Raises PermissionDenied."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
