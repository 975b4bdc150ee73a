"""开放数据: the page about it, feed, sitemap, robots.txt, and the ZIPs of a year and region."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO

from django.conf import settings
from django.contrib.sitemaps import views as maps
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from disclosures.accounts.limits import by_address, limited
from disclosures.opendata import archives
from disclosures.opendata.feed import feed
from disclosures.opendata.maps import MAPS
from disclosures.renderers.csv import HEAD
from disclosures.site.addresses import absolute
from disclosures.site.packages import MEANINGS
from disclosures.tasks.archives import build_later
from disclosures.views.away import unavailable
from disclosures.views.caching import kept

PIECE = 256 * 1024
"""Bytes of a ZIP that are read at once."""

HANDED_OVER = "X-Accel-Redirect"
"""What X-Sendfile-Type says of nginx, and the header that tells it which file to add."""


@require_safe
@limited("search", by_address)
def page(request: HttpRequest) -> HttpResponse:
    """What can be downloaded and asked for, and what the columns mean."""
    columns = [(name, MEANINGS[name]) for name in HEAD]
    context = {"archives": archives.listed(), "columns": columns, "site": settings.SITE_URL}
    return kept(render(request, "public/open_data.html", context))


@require_safe
@limited("search", by_address)
def atom(request: HttpRequest) -> HttpResponse:
    """The feed of publications, corrections and withdrawals."""
    return kept(HttpResponse(feed(), content_type="application/atom+xml; charset=utf-8"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything that is public may be found."""
    lines = (
        *("User-agent: *", "Disallow: /admin/", "Disallow: /verify/"),
        f"Sitemap: {absolute(reverse('sitemap'))}",
    )
    return kept(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


@require_safe
@limited("search", by_address)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Which maps there are."""
    return kept(maps.index(request, MAPS, sitemap_url_name="map"))


@require_safe
@limited("search", by_address)
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """A map: addresses that search engines may find."""
    return kept(maps.sitemap(request, MAPS, section))


@require_safe
@limited("search", by_address)
def archive(request: HttpRequest, year: int, key: str) -> HttpResponseBase:
    """The ZIP of a year and region, whole or from where a download was broken off.

    One that does not hold what is in force is not served: 503, and it is made.
    """
    region = archives.of_key(year, key)
    if region is None:
        raise Http404
    opened = archives.opened(region)
    if opened is None:
        build_later(region)
        return unavailable(request)
    response = _answer(request, opened)
    if not response.streaming:
        opened.content.close()
    return response


def _answer(request: HttpRequest, opened: archives.Opened) -> HttpResponseBase:
    found = opened.archive
    etag, size = f'"{found.sha256}"', found.size
    unchanged = kept(HttpResponse(headers={"ETag": etag}))
    answered = get_conditional_response(request, etag, None, unchanged)
    if answered is not None and answered is not unchanged:
        return answered
    wanted = _range(request.headers.get("Range", ""), size)
    if request.headers.get("If-Range", etag) != etag or request.method == "HEAD":
        wanted = None
    if wanted is not None and not wanted:
        refused = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    response = _handed_over(request, found) or _streamed(opened.content, wanted, size)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    name = f"{found.region.year}-{found.region.key}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return kept(response)


def _handed_over(request: HttpRequest, archive: archives.Archive) -> HttpResponse | None:
    """An answer whose bytes nginx adds, the whole or a part of them; None where none is before us.

    nginx opens the file by itself, a moment later: it may be gone by then, or another one whole.
    """
    if request.headers.get("X-Sendfile-Type") != HANDED_OVER:
        return None
    region = archive.region
    response = HttpResponse(content_type="application/zip")
    response[HANDED_OVER] = f"/handed-over/{region.year}/{region.key}.zip"
    return response


def _streamed(content: BinaryIO, wanted: range | None, size: int) -> StreamingHttpResponse:
    part = wanted or range(size)
    response = StreamingHttpResponse(Part(content, part), content_type="application/zip")
    if wanted:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    response["Content-Length"] = len(part)
    return response


class Part:
    """The bytes ``part`` of a file, piece by piece; it is closed at their end, or by ``close``."""

    def __init__(self, content: BinaryIO, part: range) -> None:
        self._content, self._part = content, part
        self.close = content.close

    def __iter__(self) -> Iterator[bytes]:
        with self._content as content:
            content.seek(self._part.start)
            left = len(self._part)
            while left and (piece := content.read(min(PIECE, left))):
                left -= len(piece)
                yield piece


def _range(header: str, size: int) -> range | None:
    """The one range that ``header`` asks for: empty where ``size`` has none of it, None for all."""
    asked = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip())
    if not asked or not any(asked.groups()):
        return None
    first, last = asked.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size, int(last) + 1 if last else size))
