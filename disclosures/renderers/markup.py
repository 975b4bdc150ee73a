"""HTML of the smallest pieces: runs of text and table rows.

Built as strings here rather than in templates, because a document has a thousand cells. Every text
goes through ``escape``. In a draft each figure is a link to where its cells are filled in, on the
published page to where it is explained.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import chain, count
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from disclosures.document.tree import BodyCell, FormBlock, FormCell, TableBlock
from disclosures.narrative.figures import Figure, Operand
from disclosures.narrative.sentences import Run, Written
from disclosures.tables import Cell, HeadCell

_SIGNS = {
    "difference": "{0}－{1}",
    "rate": "（{0}－{1}）÷{1}",
    "share": "{0}÷{1}",
    "completion": "{0}÷{1}",
    "increase": "{0}－{1}",
    "growth": "（{0}－{1}）÷{1}",
}


class Place(NamedTuple):
    """Where the cell of a figure is filled in, and how the cell is called.

    ``address`` is '' for a cell of another app, which is on no page of the desk.
    """

    address: str
    label: str


Places = Callable[[Operand], Place]

Lead = Callable[[Figure, str, bool], str]
"""Makes a link of a figure and its markup; says whether the figure stands in a table."""

Words = Callable[[str], str]
"""Makes markup of a text without figures."""

_PART = re.compile(r"[A-Za-z0-9_-]+")
"""A part of a cell address that may stand in a web address as it is."""

SENTENCES = "sentences"
"""The last part of the address at which figures are explained that are no cell."""


def to_places(places: Places) -> Lead:
    """Leads each figure of a draft to where its cells are filled in."""
    return lambda figure, printed, _: _led(printed, figure, places)


def to_figures(year: int) -> Lead:
    """Leads each figure of the page of ``year`` to where it is explained, beside the page.

    In a table the links are no stops of the tabulator key: hundreds of them would stand between
    a reader and what follows. One link above the table leads to all of its figures.
    """

    def lead(figure: Figure, printed: str, in_table: bool) -> str:
        address = figure_address(figure, year)
        if not address:
            return printed
        stop = ' tabindex="-1"' if in_table else ""
        return f'<a class="f" href="figures/{address}"{stop}>{printed}</a>'

    return lead


def figure_address(figure: Figure, year: int) -> str:
    """Where a figure of the document of ``year`` is explained: ``expenditure/#cell-total-basic``.

    A figure of another year has that year behind it, one that is made of cells names them all. ''
    where an address cannot hold the names.
    """
    if not all(_PART.fullmatch(part) for one in figure.operands for part in one.cell):
        return ""
    if figure.operation == "cell":
        (operand,) = figure.operands
        return f"{operand.cell.table}/#{cell_id(operand.cell, operand.year, year)}"
    cells = ("-".join((str(one.year), *one.cell)) for one in figure.operands)
    return f"{SENTENCES}/#{'.'.join((figure.operation, *cells))}"


def cell_id(cell: Cell, of: int, year: int) -> str:
    """The id of ``cell`` of the year ``of`` on a page of the document of ``year``."""
    return f"cell-{cell.row}-{cell.column}{'' if of == year else f'-{of}'}"


def runs(parts: Iterable[Run], lead: Lead | None = None, words: Words = escape) -> SafeString:
    """Text with its figures; each is a ``data`` element that says whence it is."""
    return _safe("".join(_run(part, lead, words) for part in parts))


def _run(part: Run, lead: Lead | None, words: Words) -> str:
    if isinstance(part, Figure):
        printed = f"{_data(part)}{escape(part.unit)}"
        return f'<span class="n">{lead(part, printed, False) if lead else printed}</span>'
    return words(part.text if isinstance(part, Written) else part)


def _led(printed: str, figure: Figure, places: Places) -> str:
    """``printed`` as a link to its first cell, and a list of links where it is made of several."""
    sources = [place for operand in figure.operands if (place := places(operand)).address]
    if not sources:
        return printed
    first = _link(sources[0], printed)
    if len(sources) == 1:
        return first
    links = "".join(_link(source, escape(source.label)) for source in sources)
    return f'{first}<span class="of">{links}</span>'


def _link(place: Place, markup: str) -> str:
    return f'<a href="{escape(place.address)}" target="_top">{markup}</a>'


def _data(figure: Figure) -> str:
    source = source_of(figure)
    return (
        f'<data value="{figure.value}" data-source="{escape(source)}" '
        f'title="{escape(figure.label)}">{escape(figure.text)}</data>'
    )


def source_of(figure: Figure) -> str:
    """The cell of a figure, or its formula over cells: 2020:expenditure/total/basic÷…."""
    operands = [f"{operand.year}:{operand.cell}" for operand in figure.operands]
    if figure.operation == "cell":
        return operands[0]
    return _SIGNS[figure.operation].format(*operands)


def head_rows(block: TableBlock) -> SafeString:
    """The rows of ``thead``."""
    return _safe("".join(f"<tr>{''.join(map(_head_cell, row))}</tr>" for row in block.head))


def _head_cell(cell: HeadCell) -> str:
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    scope = "colgroup" if cell.colspan > 1 else "col"
    if not cell.text:
        return f"<td{spans}></td>"
    return f'<th scope="{scope}"{spans}>{escape(cell.text)}</th>'


def body_rows(
    block: TableBlock, lead: Lead | None = None, marked: bool = False, words: Words = escape
) -> SafeString:
    """The rows of ``tbody``; an empty classified table still shows one blank line.

    Each has an id: ``row-<table>-<row>`` by the first figure in it. ``marked`` puts a link to it
    beside the name of the row.
    """
    rows = zip(block.body, _row_ids(block), strict=True)
    return _safe("".join(_body_row(row, lead, id, marked, words) for row, id in rows))


def _row_ids(block: TableBlock) -> Iterator[str]:
    """An id for each row: its number stands for a figure where it has none.

    A further row with the same name has a number behind it.
    """
    taken: set[str] = set()
    for number, row in enumerate(block.body, 1):
        address = next((cell.address for cell in row if cell.address), None)
        name = f"row-{block.id}-{address.row if address else f'line-{number}'}"
        further = (f"{name}-{number}" for number in count(2))
        id = next(one for one in chain((name,), further) if one not in taken)
        taken.add(id)
        yield id


def _row_mark(id: str) -> str:
    """A link of a row to itself, for whoever points at it.

    It is no stop of the tabulator key and is not read aloud: it would be part of the name of every
    row. By keyboard and ear the figures of a row are found on the page that explains the table.
    """
    return f'<a class="here" href="#{escape(id)}" tabindex="-1" aria-hidden="true"></a>'


def _body_row(
    row: tuple[BodyCell, ...], lead: Lead | None, id: str, marked: bool, words: Words
) -> str:
    strong = ' class="t"' if any(cell.strong for cell in row) else ""
    named = next((cell for cell in row if cell.kind == "label" and cell.text), None)
    cells = (
        _body_cell(cell, lead, words, _row_mark(id) if marked and cell is named else "")
        for cell in row
    )
    return f'<tr{strong} id="{escape(id)}">{"".join(cells)}</tr>'


def _body_cell(cell: BodyCell, lead: Lead | None, words: Words, mark: str) -> str:
    match cell.kind:
        case "amount":
            if cell.figure is None:
                return "<td></td>"
            printed = _data(cell.figure)
            # A zero that is left blank has nothing to click on.
            led = lead(cell.figure, printed, True) if lead and cell.text else printed
            return f"<td>{led}</td>"
        case "label" if cell.text:
            level = f' class="l l{cell.level}"' if cell.level > 1 else ' class="l"'
            return f'<th scope="row"{level}>{words(cell.text)}{mark}</th>'
        case "code" if cell.text:
            return f'<td class="c">{escape(cell.text)}</td>'
        case "line" | "unit" if cell.text:
            return f'<td class="c">{escape(cell.text)}</td>'
        case _:
            return "<td></td>"


def form_rows(block: FormBlock, lead: Lead | None = None, marked: bool = False) -> SafeString:
    """The rows of a form, each with its number in an id: ``row-FORM-2``; ``marked`` as above."""
    rows = enumerate(block.rows, 1)
    return _safe(
        "".join(_form_row(row, lead, f"row-{block.id}-{number}", marked) for number, row in rows)
    )


def _form_row(row: tuple[FormCell, ...], lead: Lead | None, id: str, marked: bool) -> str:
    named = next((cell for cell in row if cell.kind == "label" and cell.text), None)
    cells = (
        _form_cell(cell, lead, _row_mark(id) if marked and cell is named else "") for cell in row
    )
    return f'<tr id="{escape(id)}">{"".join(cells)}</tr>'


def _form_cell(cell: FormCell, lead: Lead | None, mark: str) -> str:
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    match cell.kind:
        case "head" | "label" if cell.text:
            scope = "col" if cell.kind == "head" else "row"
            return f'<th scope="{scope}"{spans}>{escape(cell.text)}{mark}</th>'
        case "amount" | "rate" if cell.figure:
            unit = "%" if cell.kind == "rate" else ""
            printed = f"{_data(cell.figure)}{unit}"
            led = lead(cell.figure, printed, True) if lead else printed
            return f'<td class="r"{spans}>{led}</td>'
        case "number":
            return f'<td class="r"{spans}>{escape(cell.text)}</td>'
        case "word":
            return f'<td class="c"{spans}>{escape(cell.text)}</td>'
        case _:
            return f"<td{spans}>{escape(cell.text)}</td>"


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - every text in it went through escape
