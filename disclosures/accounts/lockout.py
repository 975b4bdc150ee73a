"""登录锁定: whom django-axes keeps out, until when, and letting them in again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from disclosures.accounts import limits, second_factor
from disclosures.accounts.address import client_address


@dataclass(frozen=True)
class Lock:
    """A user name that is refused from one address, whatever password comes with it."""

    username: str
    address: str | None
    until: datetime


def locks(username: str | None = None, address: str | None = None) -> list[Lock]:
    """The locks in force, the longest first; of one user name or address alone if given."""
    attempts = AccessAttempt.objects.filter(attempt_time__gte=_since())
    if username is not None:
        attempts = attempts.filter(username=username)
    if address is not None:
        attempts = attempts.filter(ip_address=address)
    grouped = defaultdict(list)
    for attempt in attempts.order_by("attempt_time"):
        grouped[attempt.username or "", attempt.ip_address].append(attempt)
    found = (_lock(name, at, rows) for (name, at), rows in grouped.items())
    return sorted(
        (lock for lock in found if lock), key=lambda lock: (lock.until, lock.username), reverse=True
    )


def _since() -> datetime:
    """Failures before this moment count no more."""
    since: datetime = timezone.now() - settings.AXES_COOLOFF_TIME
    return since


def _lock(username: str, address: str | None, rows: Iterable[AccessAttempt]) -> Lock | None:
    """The rows are those of one browser each, oldest first: it ends when enough have gone by."""
    left, until = sum(row.failures_since_start for row in rows), None
    for row in rows:
        if left < settings.AXES_FAILURE_LIMIT:
            break
        left -= row.failures_since_start
        until = row.attempt_time + settings.AXES_COOLOFF_TIME
    return Lock(username, address, until) if until else None


def is_locked(request: HttpRequest, username: str) -> bool:
    """Whether that name is locked for the address of the request."""
    return not AxesProxyHandler.is_allowed(request, {"username": username})


def failed(request: HttpRequest, username: str) -> None:
    """Count a wrong code or password of somebody whose name is known; the fifth locks."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def lift(username: str) -> int:
    """Let that name in again from everywhere; how many locks and counts there were."""
    limits.forget("account", limits.by_name(username))
    user = User.objects.filter(username=username).first()
    if user is not None:
        second_factor.forget_failures(user)
    lifted: int = reset(username=username)
    return lifted


def locked_page(
    request: HttpRequest,
    response: HttpResponse | None = None,
    credentials: Mapping[str, str] | None = None,
) -> HttpResponse:
    """What axes answers in the place of ``response``: 429, until when, and whom to ask."""
    username = (credentials or {}).get("username", "")
    now = timezone.now()
    found = locks(username, client_address(request))
    until = found[0].until if found else now + settings.AXES_COOLOFF_TIME
    context = {
        "username": username,
        "until": until,
        "failures": settings.AXES_FAILURE_LIMIT,
        "contact": settings.ADMIN_CONTACT,
    }
    page = render(request, "admin/accounts/locked.html", context, status=429)
    page["Retry-After"] = str(max(1, round((until - now).total_seconds())))
    return page
