"""What a reader gets while the shared store of published files cannot be reached."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from disclosures.store import Unreachable
from disclosures.views.caching import MAX_AGE

logger = logging.getLogger(__name__)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 with the page that asks to come again."""
    response = render(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = MAX_AGE
    return response


class StoreAway:
    """The middleware that answers 503 where a view needed a file of the store and got none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Unreachable):
            return None
        logger.error("%s %s", error.filename, error.strerror)
        return unavailable(request)
