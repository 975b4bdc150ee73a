"""XML piece by piece and without entities: names, attributes, texts in the order of the file."""

from collections.abc import Iterator
from typing import IO
from xml.parsers.expat import ParserCreate, XMLParserType

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
"""The namespace of workbooks, as it begins the names that a parser reports."""

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships "
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships "

PIECE_BYTES = 1 << 16


class EntitiesForbidden(Exception):
    """A document type definition, the means of entity attacks; no writer of workbooks uses it."""


def parser() -> XMLParserType:
    """A parser that knows namespaces, joins texts, and stops at a document type definition."""
    made = ParserCreate(namespace_separator=" ")
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _forbid
    return made


def feed(parser: XMLParserType, source: IO[bytes]) -> Iterator[None]:
    """Give ``source`` to the parser; yields after each piece, and once more at the end."""
    while piece := source.read(PIECE_BYTES):
        parser.Parse(piece, False)
        yield
    parser.Parse(b"", True)
    yield


def _forbid(*_: object) -> None:
    raise EntitiesForbidden
