"""Every output obeys one contract: ``render(document) -> bytes``, ``SUFFIX`` and ``CONTENT_TYPE``.

Renderers see a Document and nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import NamedTuple

from disclosures.document.tree import Document
from disclosures.renderers import csv, data, excel, html, pdf, text
from disclosures.telemetry.counting import SHARED

RENDER_SECONDS, RENDER_FAILURES = "mingzhang_render_seconds", "mingzhang_render_failures_total"
"""Under which it is counted how long files took, and how often one could not be made."""


class Format(NamedTuple):
    """One kind of file a document can become."""

    label: str
    content_type: str
    render: Callable[[Document], bytes]


FORMATS: Mapping[str, Format] = {
    "html": Format("网页", html.CONTENT_TYPE, html.render),
    "pdf": Format("PDF", pdf.CONTENT_TYPE, pdf.render),
    "xlsx": Format("Excel", excel.CONTENT_TYPE, excel.render),
    "csv": Format("CSV", csv.CONTENT_TYPE, csv.render),
    "json": Format("JSON", data.CONTENT_TYPE, data.render),
    "text": Format("纯文本", text.CONTENT_TYPE, text.render),
}
"""By the name used on the command line and in addresses."""

SUFFIXES: Mapping[str, str] = {name: name if name != "text" else "txt" for name in FORMATS}
"""The file name ending of each format."""


@contextmanager
def counted(format: str) -> Iterator[None]:
    """What is done within makes a file of this format: how long it takes is counted."""
    begun = perf_counter()
    try:
        yield
    except Exception:
        SHARED.add(RENDER_FAILURES, format=format)
        raise
    SHARED.took(RENDER_SECONDS, perf_counter() - begun, format=format)
