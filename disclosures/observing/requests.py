"""Every request: its number, its line in the log, its place in the counters, its slow queries.

The line names the view, never the address: a query string may hold what somebody looked for.
"""

import logging
import re
from collections.abc import Callable
from contextlib import ExitStack
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse

from disclosures import tallies
from disclosures.telemetry.counting import COUNTERS
from disclosures.telemetry.ids import during_request

Response = Callable[[HttpRequest], HttpResponse]

HEADER = "X-Request-ID"

SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
"""What a number given by a proxy looks like; anything else is thrown away."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})

PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""What programs ask every few seconds: nobody wants to read of it."""

REQUESTS, SECONDS = "mingzhang_http_requests_total", "mingzhang_http_request_seconds"

_log = logging.getLogger(__name__)


class Observed:
    """The outermost middleware."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = id = _id(request)  # type: ignore[attr-defined]
        begun = perf_counter()
        with ExitStack() as stack:
            stack.enter_context(during_request(id))
            if settings.SLOW_QUERY_MS:
                for connection in connections.all():
                    stack.enter_context(connection.execute_wrapper(_timed))
            response = self.get_response(request)
            response[HEADER] = id
            if request.path_info not in PROBES:
                _tell(request, response, perf_counter() - begun)
        tallies.flush()
        return response


def _id(request: HttpRequest) -> str:
    """That of a proxy which may be believed, else a new one."""
    given = request.headers.get(HEADER, "")
    if settings.TRUSTED_PROXY and SAFE.fullmatch(given):
        return given
    return uuid4().hex


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    view = _view(request)
    method = request.method if request.method in METHODS else "other"
    labels = {"method": str(method), "view": view, "status": str(response.status_code)}
    COUNTERS.add(REQUESTS, **labels)
    COUNTERS.took(SECONDS, seconds, view=view)
    # Asking for ``request.user`` would read the session, which a public page never does.
    user = getattr(getattr(request, "_cached_user", None), "pk", None)
    told = {**labels, "ms": round(seconds * 1000), "user": user}
    level = logging.DEBUG if view == "static" else logging.INFO
    _log.log(level, response.reason_phrase, extra=told)


def _view(request: HttpRequest) -> str:
    """The name of the view; ``static`` for files of the site, ``none`` where nothing answers."""
    if match := request.resolver_match:
        return match.view_name
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def _timed(
    execute: Callable[..., Any], sql: str, params: object, many: bool, context: dict[str, Any]
) -> Any:
    """Runs a query; tells it where it took long, without what it was asked with."""
    begun = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        ms = round((perf_counter() - begun) * 1000)
        if ms >= settings.SLOW_QUERY_MS:
            _log.warning("slow query: %s", sql, extra={"ms": ms})
