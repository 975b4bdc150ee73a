"""Totals as live formulas that carry their value.

openpyxl writes a formula without its value, so that a viewer which does not calculate, and every
program that reads the file, would find the totals empty; the values are written in afterwards.
"""

import io
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from xml.etree import ElementTree

from openpyxl.utils import get_column_letter

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sum_of(places: list[str]) -> str:
    """The formula that adds ``places``, runs of neighbours as ranges: =SUM(A1:A3,C7)."""
    return f"=SUM({','.join(_ranges(places))})"


def _ranges(places: list[str]) -> list[str]:
    """Neighbouring cells of a column or row as one range: A1, A2, A3 → A1:A3."""
    runs: list[list[str]] = []
    for place in places:
        if runs and place in _neighbours(runs[-1]):
            runs[-1].append(place)
        else:
            runs.append([place])
    return [run[0] if len(run) == 1 else f"{run[0]}:{run[-1]}" for run in runs]


def _neighbours(run: list[str]) -> set[str]:
    """The cells that would prolong ``run`` downwards or to the right."""
    letters, digits = _split(run[-1])
    below = f"{letters}{int(digits) + 1}"
    right = f"{_next_letters(letters)}{digits}"
    if len(run) == 1:
        return {below, right}
    return {below} if _split(run[0])[0] == letters else {right}


def _split(place: str) -> tuple[str, str]:
    letters = place.rstrip("0123456789")
    return letters, place[len(letters) :]


def _next_letters(letters: str) -> str:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return get_column_letter(number + 1)


def with_values(data: bytes, values: Mapping[str, Mapping[str, Decimal]]) -> bytes:
    """The workbook ``data`` with the computed value written beside each formula.

    openpyxl writes formulas without their value; ``values`` gives them by part and coordinate.
    """
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            content = source.read(info)
            if values.get(info.filename):
                content = _fill(content, values[info.filename])
            archive.writestr(info, content)
    return target.getvalue()


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
