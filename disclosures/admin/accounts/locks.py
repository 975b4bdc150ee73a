"""登录锁定: the locks in force, of users and of names that are none."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from disclosures.accounts import history, lockout
from disclosures.accounts.administrators import is_administrator
from disclosures.accounts.pages.frame import show, user_of
from disclosures.admin.accounts.actions import note

LIFTED = "解除登录锁定"


@require_http_methods(["GET", "HEAD", "POST"])
def locks_page(request: HttpRequest) -> HttpResponse:
    """The list; a lock is lifted for its user name, from all addresses."""
    if not is_administrator(request.user):
        raise PermissionDenied
    if request.method == "POST":
        name = request.POST.get("username", "")
        with transaction.atomic():
            before = history.standing(name)
            lockout.lift(name)
            if user := User.objects.filter(username=name).first():
                note(request, user, LIFTED, before)
            elif before != history.standing(name):
                history.note(LIFTED, name, user_of(request), before)
        messages.success(request, f"已解除“{name}”的登录锁定。")
        return redirect("admin:account_locks")
    context = {
        "title": "登录锁定",
        "locks": lockout.locks(),
        "failures": settings.AXES_FAILURE_LIMIT,
        "minutes": settings.AXES_COOLOFF_TIME // timedelta(minutes=1),
    }
    return show(request, "locks", context)
