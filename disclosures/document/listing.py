"""A table of the unit's own words: each line it wrote is a row (纳入编制范围的单位)."""

from collections.abc import Iterator

from disclosures.document.tree import FormBlock, FormCell
from disclosures.narrative.prose import cells
from disclosures.standards.model import ListingDef

NUMBER_WIDTH = 1


def listing(definition: ListingDef, text: str) -> FormBlock | None:
    """``text`` as the table ``definition``; None where nothing is written."""
    rows = tuple(_rows(definition, text))
    if not rows:
        return None
    head = tuple(FormCell("head", label) for label in _heads(definition))
    numbers = (NUMBER_WIDTH,) if definition.numbered else ()
    return FormBlock(
        id=f"listing-{definition.name}",
        title="",
        sheet=definition.sheet,
        rows=(head, *(_row(row, number, definition) for number, row in enumerate(rows, 1))),
        widths=(*numbers, *definition.widths),
    )


def _heads(definition: ListingDef) -> tuple[str, ...]:
    return (*filter(None, (definition.numbered,)), *definition.columns)


def _row(row: tuple[str, ...], number: int, definition: ListingDef) -> tuple[FormCell, ...]:
    numbers = (FormCell("word", str(number)),) if definition.numbered else ()
    return (*numbers, *(FormCell("text", text) for text in row))


def _rows(definition: ListingDef, text: str) -> Iterator[tuple[str, ...]]:
    """The lines of ``text`` as rows of as many cells as there are columns.

    A number in front, and the heads of the table, come with a table that was pasted; they are left
    out. What is beyond the last column belongs to it.
    """
    width = len(definition.columns)
    for line in text.splitlines():
        row = list(cells(line))
        if definition.numbered and len(row) > 1 and _is_number(row[0], definition.numbered):
            row = row[1:]
        if any(row) and tuple(row) != definition.columns:
            last = " ".join(filter(None, row[width - 1 :]))
            yield (*(row[: width - 1] + [""] * width)[: width - 1], last)


def _is_number(cell: str, head: str) -> bool:
    return cell == head or cell.rstrip(".、").isdigit()
