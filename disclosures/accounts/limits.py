"""Rate limits that all processes share: so many times in so long, then 429 with Retry-After.

One number a spender, the moment at which nothing of the limit is used any more (the generic cell
rate algorithm): every request moves it on by its share of the period, and where that would be more
than a whole period ahead, the request is refused. There are no windows at whose edge twice as much
passes, and how long to wait is known exactly. docs/decisions/0009-accounts.md tells why it is kept
in the database.
"""

import hashlib
import logging
import math
from collections.abc import Callable, Collection
from functools import wraps
from typing import TypeVar, cast

from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from disclosures.accounts.address import client_address
from disclosures.models import RateLimit
from disclosures.waiting import waiting

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Spender = Callable[[HttpRequest], str]

READING = frozenset({"GET", "HEAD"})

_log = logging.getLogger(__name__)

_SPEND = """
INSERT INTO disclosures_ratelimit AS used (spender, free_at)
VALUES (%(spender)s, %(now)s + %(step)s)
ON CONFLICT (spender) DO UPDATE
SET free_at = %(step)s + CASE WHEN used.free_at > %(now)s THEN used.free_at ELSE %(now)s END
WHERE used.free_at <= %(now)s + %(slack)s
RETURNING free_at
"""


def by_address(request: HttpRequest) -> str:
    """The address of a visitor; it leaves the session alone, so that public pages set no cookie."""
    return f"address:{client_address(request)}"


def by_user(request: HttpRequest) -> str:
    """Whoever is signed in, else the address."""
    return f"user:{request.user.pk}" if request.user.is_authenticated else by_address(request)


def by_name(name: str) -> str:
    """A user name as it was typed, whether or not there is such a user."""
    return f"name:{hashlib.sha256(name.casefold().encode()).hexdigest()}"


UNCOUNTED = "disclosures.uncounted"
"""In ``META`` of a request that the site makes of itself; no header can put it there."""


def spend(limit: str, spender: str, *, patient: bool = True) -> int:
    """Use ``limit`` (a key of RATE_LIMITS) once; 0, or the seconds after which it can be again.

    SQLite has one writer at a time. ``patient=False`` does not queue behind a long one: what was
    only to be counted is then let through.
    """
    times, seconds = settings.RATE_LIMITS[limit]
    step = seconds * 1000 // times
    slack = seconds * 1000 - step
    key = f"{limit}:{spender}"
    values: dict[str, str | int] = {"spender": key, "now": _now(), "step": step, "slack": slack}
    with waiting(patient=patient), connection.cursor() as cursor:
        try:
            cursor.execute(_SPEND, values)
        except OperationalError:
            if patient:
                raise
            _log.debug("The database is busy: %s was not counted.", limit)
            return 0
        if cursor.fetchone():
            return 0
    free_at = RateLimit.objects.values_list("free_at", flat=True).filter(spender=key).first() or 0
    return max(1, math.ceil((free_at - slack - _now()) / 1000))


def forget(limit: str, spender: str) -> None:
    """Let ``spender`` begin anew."""
    RateLimit.objects.filter(spender=f"{limit}:{spender}").delete()


def prune() -> None:
    """Delete the rows that mean nothing any more."""
    RateLimit.objects.filter(free_at__lt=_now()).delete()


def limited(
    limit: str, by: Spender = by_user, methods: Collection[str] = READING
) -> Callable[[View], View]:
    """A decorator: requests of these methods use ``limit``, and are refused when it is used up."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method in methods and UNCOUNTED not in request.META:
                wait = spend(limit, by(request), patient=request.method not in READING)
                if wait:
                    return refused(request, wait)
            return view(request, *args, **kwargs)

        return cast(View, inner)

    return decorate


def refused(request: HttpRequest, wait: int) -> HttpResponse:
    """The page that says to wait ``wait`` seconds."""
    context = {"minutes": math.ceil(wait / 60), "contact": settings.ADMIN_CONTACT}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response


def _now() -> int:
    """Milliseconds since 1970."""
    return int(timezone.now().timestamp() * 1000)
