"""What programs ask: /healthz, /readyz and, for Prometheus, /metrics.

They are answered by a middleware, before the host name is looked at: what watches a container asks
for an address that no installation could list. Nothing else of a request is used but its address
and its token, no session is opened and no limit spent.
"""

import hmac
import ipaddress
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from disclosures.observing.exposition import CONTENT_TYPE, written
from disclosures.observing.metrics import families
from disclosures.observing.readiness import faults

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
"""Headers that say that a proxy stands between: then the address is the proxy's alone."""

TEXT = "text/plain; charset=utf-8"

NOT_READY = "暂时不能提供服务"
"""What others are told instead of the reasons."""


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """``ok``: the process answers."""
    return HttpResponse("ok\n", TEXT)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """``ok``, or with status 503 that the site cannot work.

    Why, a line each, is for this machine and whoever has the token.
    """
    found = faults()
    if not found:
        return HttpResponse("ok\n", TEXT)
    told = found if _may_know(request) else [NOT_READY]
    lines = "".join(f"{line}\n" for line in told)
    return HttpResponse(lines, TEXT, HTTPStatus.SERVICE_UNAVAILABLE)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers, for this machine and whoever has the token; nobody else is told of them."""
    if not _may_know(request):
        return HttpResponse("没有这样的页面。\n", TEXT, HTTPStatus.NOT_FOUND)
    return HttpResponse(written(families()), CONTENT_TYPE)


ANSWERS = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}


class Probes:
    """The middleware that answers them, inside those that set headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        response = answer(request)
        add_never_cache_headers(response)
        return response


def _may_know(request: HttpRequest) -> bool:
    return _has_token(request) or _is_of_this_machine(request)


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").encode()
    token = settings.METRICS_TOKEN
    return bool(token) and hmac.compare_digest(given, f"Bearer {token}".encode())


def _is_of_this_machine(request: HttpRequest) -> bool:
    """Whether it was sent here itself: a proxy on this machine sends what comes from anywhere."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
