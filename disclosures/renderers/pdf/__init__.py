"""The PDF: the print template, tagged for accessibility, with our own fonts.

What makes it fast is told in docs/decisions/0002-pdf.md.
"""

from django.template.loader import render_to_string

from disclosures.charts.marks import NOT_XML
from disclosures.document.tree import Document
from disclosures.renderers.paper.imprint import imprint
from disclosures.renderers.paper.sections import contents, printed

CONTENT_TYPE = "application/pdf"


def render(document: Document) -> bytes:
    """A4, contents with page numbers, bookmarks, wide tables on landscape pages, PDF/UA tags.

    The same document always gives the same bytes.
    """
    # Loading WeasyPrint takes most of a second, and most processes never print.
    from disclosures.renderers.pdf.press import press

    return press(markup(document), document.landscape)


def markup(document: Document) -> str:
    """What is printed, as XML without any character that XML forbids."""
    context = {
        "document": document,
        "imprint": imprint(document.stamp) if document.stamp else "",
        "short_title": document.title.removeprefix(document.unit),
        "contents": contents(document),
        "parts": printed(document),
    }
    return NOT_XML.sub("", render_to_string("document/print.html", context))
