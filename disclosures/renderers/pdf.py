"""The PDF: the document's print template through WeasyPrint, tagged, with our own fonts.

Nothing outside our own style sheet and fonts is ever fetched: any other address is an error.
"""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from disclosures.document.tree import Document
from disclosures.renderers.html import shown

CONTENT_TYPE = "application/pdf"

STATIC = Path(settings.BASE_DIR) / "static"


class OwnFiles(URLFetcher):
    """Serves ``own:NAME`` from the fonts folder; everything else is refused."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("own",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The file behind ``own:NAME``. Raises FatalURLFetchingError for any other address."""
        folder = STATIC / "fonts"
        name = url.removeprefix("own:")
        if url == name or name not in {path.name for path in folder.iterdir()}:
            raise FatalURLFetchingError(f"not one of our own files: {url[:200]}")
        return URLFetcherResponse(url, (folder / name).read_bytes())


@cache
def _style() -> tuple[CSS, FontConfiguration]:
    """The parsed style sheet and its fonts, prepared once in a process."""
    fonts = FontConfiguration()
    text = (STATIC / "css" / "print.css").read_text("utf-8")
    return CSS(string=text, font_config=fonts, url_fetcher=OwnFiles()), fonts


def render(document: Document) -> bytes:
    """A4, contents with page numbers, bookmarks, wide tables on landscape pages, PDF/UA tags."""
    style, fonts = _style()
    context = {
        "document": document,
        "short_title": document.title.removeprefix(document.unit),
        "parts": shown(document, sources=False),
    }
    markup = render_to_string("document/print.html", context)
    page = HTML(string=markup, url_fetcher=OwnFiles())
    pdf: bytes = page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    return pdf
