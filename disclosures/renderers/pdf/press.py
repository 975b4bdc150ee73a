"""Markup through WeasyPrint, with our own fonts and style sheets.

Nothing outside our own fonts is ever fetched: any other address is an error.
"""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from defusedxml.ElementTree import fromstring
from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

FONTS = Path(settings.BASE_DIR) / "static" / "fonts"
STYLE = Path(settings.BASE_DIR) / "static" / "css" / "print.css"
ACROSS = STYLE.with_name("print-landscape.css")

_RENDERING = Lock()


def press(markup: str, landscape: bool) -> bytes:
    """The PDF of ``markup``, which is XML; the same markup always gives the same bytes.

    ``landscape`` says whether all pages lie across. Raises FatalURLFetchingError where the markup
    names anything but our own fonts.
    """
    with _alone():
        pdf: bytes = _page(markup, landscape).write_pdf(
            font_config=_style()[1], pdf_variant="pdf/ua-1", finisher=_scopes
        )
    return pdf


@contextmanager
def _alone() -> Iterator[None]:
    """One rendering at a time, without garbage collection.

    The fonts are shared by all renderings of a process, and Pango allows only one thread to use
    them. The collector would walk over a million living boxes again and again, which takes two
    fifths of the time; boxes of a rendering that is over are collected afterwards as always.
    """
    with _RENDERING:
        collecting = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            if collecting:
                gc.enable()


class OwnFonts(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serves ``own:NAME`` from the fonts folder; everything else is refused."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("own",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The file behind ``own:NAME``. Raises FatalURLFetchingError for any other address."""
        name = url.removeprefix("own:")
        if url == name or name not in {path.name for path in FONTS.iterdir()}:
            raise FatalURLFetchingError(f"not one of our own fonts: {url[:200]}")
        return URLFetcherResponse(url, (FONTS / name).read_bytes())


@cache
def _style() -> tuple[CSS, FontConfiguration]:
    """The parsed style sheet and its fonts, prepared once in a process.

    WeasyPrint copies the fonts to a temporary folder, which goes with the last reference to them.
    """
    fonts = FontConfiguration()
    return CSS(string=STYLE.read_text("utf-8"), font_config=fonts, url_fetcher=OwnFonts()), fonts


@cache
def _across() -> CSS:
    """What a document on landscape pages has beside the style sheet."""
    return CSS(string=ACROSS.read_text("utf-8"), url_fetcher=OwnFonts())


atexit.register(_style.cache_clear)


def _page(markup: str, landscape: bool) -> HTML:
    """``markup`` for WeasyPrint, with our style sheets and no other.

    It is XML, which is read forty times faster than HTML; and WeasyPrint's own sheet is for any
    HTML, with rules that match every element several times over.
    """
    page = HTML(string="<html/>", url_fetcher=OwnFonts())
    root = fromstring(markup)
    page.wrapper_element = type(page.wrapper_element).from_html_root(root, content_language=None)
    page.etree_element = page.wrapper_element.etree_element
    sheets = [_style()[0], _across()] if landscape else [_style()[0]]
    page._ua_stylesheets = lambda forms=False: sheets
    return page


def _scopes(_document: object, pdf: Any) -> None:
    """Say of every TH whether it heads columns or a row, which WeasyPrint leaves out."""

    def parent(element: dict[str, Any]) -> dict[str, Any]:
        number, _, _ = element["P"].partition(b" ")
        found: dict[str, Any] = pdf.objects[int(number)]
        return found

    for element in pdf.objects:
        if isinstance(element, dict) and element.get("S") == "/TH":
            head = parent(parent(element))["S"] == "/THead"
            element["A"]["Scope"] = "/Column" if head else "/Row"
