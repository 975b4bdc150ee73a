"""The document as plain lines (UTF-8)."""

from disclosures.document.text import lines
from disclosures.document.tree import Document

CONTENT_TYPE = "text/plain; charset=utf-8"


def render(document: Document) -> bytes:
    """One line per heading, paragraph, caption and table row; table cells are set apart by tabs."""
    return "".join(f"{line}\n" for _, line in lines(document)).encode()
