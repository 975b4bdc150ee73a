"""The files of published disclosures, as they were baked; a web server in front does the same.

An address is that of a file or it is not found: nothing is rendered here, and no draft is read.
"""

import errno
import logging
import mimetypes
import os
import re
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from disclosures.models import Disclosure
from disclosures.renderers import FORMATS, SUFFIXES, pack
from disclosures.site.addresses import FIGURES, GONE, PAGE, VERSIONS, link_at
from disclosures.site.baking import bake
from disclosures.site.comparing import GZIP, is_compressed
from disclosures.views.away import unavailable
from disclosures.views.caching import kept

logger = logging.getLogger(__name__)

NAME = re.compile(r"disclosure\.[a-z]{2,5}|datapackage\.json")
"""The last part of the address of a file."""

TYPES = {
    **{suffix: FORMATS[name].content_type for name, suffix in SUFFIXES.items()},
    "zip": pack.CONTENT_TYPE,
}

INLINE = {"pdf"}
"""Files that a browser opens; it saves all others."""

ABSENT = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP}


class Opened(NamedTuple):
    """A file that is there; ``content`` is compressed where ``packed``."""

    content: bytes
    packed: bool
    written: float
    etag: str


@require_safe
def page(
    request: HttpRequest, slug: str, year: int, segment: str, version: int | None = None
) -> HttpResponseBase:
    """The page of the current version, or of the one named."""
    return _page(request, slug, year, segment, version)


@require_safe
def versions(request: HttpRequest, slug: str, year: int, segment: str) -> HttpResponseBase:
    """The list of all versions."""
    return _page(request, slug, year, segment, None, VERSIONS)


@require_safe
def figures(
    request: HttpRequest,
    slug: str,
    year: int,
    segment: str,
    table: str,
    version: int | None = None,
) -> HttpResponseBase:
    """The page that says of each figure of a table what it is."""
    return _page(request, slug, year, segment, version, f"{FIGURES}{table}")


@require_safe
def file(
    request: HttpRequest,
    slug: str,
    year: int,
    segment: str,
    name: str,
    version: int | None = None,
) -> HttpResponseBase:
    """A file of a version, to be saved under a name that says what it is."""
    if not NAME.fullmatch(name):
        raise Http404
    home = _home(slug, year, segment, version)
    if home is None:
        return unavailable(request)
    folder = home / _folder(version)
    opened = _open(request, folder / name)
    if opened is None:
        return _gone(folder)
    suffix = name.rpartition(".")[2]
    content_type = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = _answer(request, opened, content_type, is_compressed(name))
    saved = "-".join(filter(None, (slug, str(year), segment, _folder(version))))
    disposition = "inline" if suffix in INLINE else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="{saved}.{suffix}"'
    return response


def _folder(version: int | None) -> str:
    return "" if version is None else f"v{version}"


def _page(
    request: HttpRequest,
    slug: str,
    year: int,
    segment: str,
    version: int | None,
    below: str = "",
) -> HttpResponseBase:
    home = _home(slug, year, segment, version)
    if home is None:
        return unavailable(request)
    folder = home / _folder(version)
    if opened := _open(request, folder / below / PAGE):
        return _answer(request, opened, TYPES["html"], compressed=True)
    return _gone(folder)


def _home(slug: str, year: int, segment: str, version: int | None) -> Path | None:
    """The folder of a disclosure, baked now where it, or that of ``version``, is not there; None
    where that fails.

    Raises Http404 where nothing was published at this address.
    """
    home = link_at(slug, year, segment)
    if os.path.isdir(home / _folder(version)):
        return home
    level, _, kind = segment.partition("_")
    named = Q() if version is None else Q(publications__version=version)
    published = Disclosure.objects.select_related("unit").filter(
        named, unit__slug=slug, year=year, level=level, kind=kind, publications__isnull=False
    )
    found = published.first()
    if found is None:
        raise Http404
    try:
        bake(found)
    except OSError:
        logger.exception("不能写入 %s 的公开文件", found)
        return None
    return home


def _open(request: HttpRequest, path: Path) -> Opened | None:
    """The file at ``path``, compressed where the reader takes that; None where there is none."""
    if is_compressed(path.name) and accepts_gzip(request.headers.get("Accept-Encoding", "")):
        if packed := _read(path.with_name(f"{path.name}{GZIP}"), packed=True):
            return packed
    return _read(path)


def _read(path: Path, packed: bool = False) -> Opened | None:
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            etag = f"{status.st_mtime_ns:x}-{status.st_size:x}{'-gz' if packed else ''}"
            return Opened(file.read(), packed, status.st_mtime, f'"{etag}"')
    except OSError as error:
        if error.errno in ABSENT:
            return None
        raise


def _answer(
    request: HttpRequest, opened: Opened, content_type: str, compressed: bool
) -> HttpResponseBase:
    response = HttpResponse(opened.content, content_type=content_type)
    response["ETag"] = opened.etag
    response["Last-Modified"] = http_date(opened.written)
    if opened.packed:
        response["Content-Encoding"] = "gzip"
    if compressed:
        patch_vary_headers(response, ["Accept-Encoding"])
    kept(response)
    answered = get_conditional_response(request, opened.etag, int(opened.written), response)
    return answered or response


def _gone(folder: Path) -> HttpResponse:
    """410 with the page that says when and why; raises Http404 where nothing was withdrawn."""
    said = _read(folder / GONE)
    if said is None:
        raise Http404
    response = HttpResponse(said.content, status=HTTPStatus.GONE, content_type=TYPES["html"])
    return kept(response)


def accepts_gzip(header: str) -> bool:
    """Whether the Accept-Encoding ``header`` names gzip and does not refuse it."""
    for part in header.split(","):
        coding, _, quality = part.replace(" ", "").partition(";q=")
        if coding.lower() == "gzip":
            return not re.fullmatch(r"0(\.0*)?", quality)
    return False
