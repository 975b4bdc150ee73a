"""The workbook as a file: what openpyxl writes, with what it leaves out and without its own time.

openpyxl writes a formula without its value, so that a viewer which does not calculate, and every
program that reads the file, would find the totals empty; and it calls every picture “Picture”. Both
are written in afterwards. The same document always gives the same bytes.
"""

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from html import escape
from xml.etree import ElementTree

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from disclosures.archive import unzipped, zipped

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DRAWING = "xl/drawings/drawing1.xml"

UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
"""The time that a workbook bears of which nothing is said, as the files in it do."""


def saved(
    book: Workbook,
    values: Mapping[str, Mapping[str, Decimal]],
    made: datetime = UNDATED,
    picture: str = "",
) -> bytes:
    """``book`` with the computed value beside each formula; ``values`` are by part and coordinate.

    ``made`` is when it says it was made; ``picture`` is what its only picture, if any, shows.
    """
    moment = made.astimezone(UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = moment
    stream = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)).save()
    files = unzipped(stream.getvalue())
    for part, of_part in values.items():
        if of_part:
            files[part] = _fill(files[part], of_part)
    if _DRAWING in files:
        said = f'descr="{escape(picture)}"'.encode()
        files[_DRAWING] = files[_DRAWING].replace(b'descr="Picture"', said)
    return zipped(files)


def _fill(content: bytes, values: Mapping[str, Decimal]) -> bytes:
    ElementTree.register_namespace("", _MAIN)
    root = ElementTree.fromstring(content)  # noqa: S314 - written by openpyxl a moment ago
    for cell in root.iter(f"{{{_MAIN}}}c"):
        coordinate = cell.get("r", "")
        if cell.find(f"{{{_MAIN}}}f") is None or coordinate not in values:
            continue
        value = cell.find(f"{{{_MAIN}}}v")
        if value is None:
            value = ElementTree.SubElement(cell, f"{{{_MAIN}}}v")
        value.text = f"{values[coordinate]:f}"
        cell.attrib.pop("t", None)
    content = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return bytes(content)
