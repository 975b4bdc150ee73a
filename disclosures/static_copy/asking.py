"""The answer of a view to whoever may read: in this process, past what stands at the door.

Sessions, limits of requests and the log of requests are for readers; here the site asks itself.
"""

import io
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.views.defaults import page_not_found

from disclosures.accounts.limits import UNCOUNTED
from disclosures.static_copy.addresses import Address


class Answer(NamedTuple):
    """The status of an address, and what is there."""

    status: int
    content: Iterator[bytes]


def ask(address: Address) -> Answer:
    """What the site answers to ``address``; a file of ours is read where its source lies."""
    if address.path.startswith(settings.STATIC_URL):
        return _static(address.path.removeprefix(settings.STATIC_URL))
    response = _response(_request(address))
    if isinstance(response, StreamingHttpResponse):
        return Answer(response.status_code, iter(response))
    return Answer(response.status_code, iter([response.content]))  # type: ignore[attr-defined]


def _static(name: str) -> Answer:
    found = finders.find(name)
    if not isinstance(found, str):
        return Answer(HTTPStatus.NOT_FOUND, iter([]))
    return Answer(HTTPStatus.OK, iter([Path(found).read_bytes()]))


def _request(address: Address) -> WSGIRequest:
    site = urlsplit(settings.SITE_URL)
    return WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address.path,
            "QUERY_STRING": urlencode(address.query),
            "HTTP_HOST": site.netloc,
            "SERVER_NAME": site.hostname,
            "SERVER_PORT": str(site.port or ""),
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": io.BytesIO(),
            UNCOUNTED: True,
        }
    )


def _response(request: WSGIRequest) -> HttpResponseBase:
    try:
        found = resolve(request.path_info)
        request.resolver_match = found
        response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    except Http404 as error:
        response = page_not_found(request, error)
    if callable(render := getattr(response, "render", None)):
        response = render()
    return response
