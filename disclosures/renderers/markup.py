"""HTML of the smallest pieces: runs of text and table rows.

Built as strings here rather than in templates, because a document has a thousand cells. Every text
goes through ``escape``. In a draft each figure is a link to where its cells are filled in.
"""

from collections.abc import Callable, Iterable
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from disclosures.document.tree import BodyCell, FormBlock, FormCell, TableBlock
from disclosures.narrative.figures import Figure, Operand
from disclosures.narrative.sentences import Run, Written
from disclosures.tables import HeadCell

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


def runs(parts: Iterable[Run], places: Places | None = None) -> SafeString:
    """Text with its figures; each is a ``data`` element that says whence it is."""
    return _safe("".join(_run(part, places) for part in parts))


def _run(part: Run, places: Places | None) -> str:
    if isinstance(part, Figure):
        printed = f"{_data(part)}{escape(part.unit)}"
        return f'<span class="n">{_led(printed, part, places) if places else printed}</span>'
    return escape(part.text if isinstance(part, Written) else part)


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


def body_rows(block: TableBlock, places: Places | None = None) -> SafeString:
    """The rows of ``tbody``; an empty classified table still shows one blank line."""
    return _safe("".join(_body_row(row, places) for row in block.body))


def _body_row(row: tuple[BodyCell, ...], places: Places | None) -> str:
    strong = any(cell.strong for cell in row)
    tag = '<tr class="t">' if strong else "<tr>"
    return tag + "".join(_body_cell(cell, places) for cell in row) + "</tr>"


def _body_cell(cell: BodyCell, places: Places | None) -> str:
    match cell.kind:
        case "amount":
            if cell.figure is None:
                return "<td></td>"
            printed = _data(cell.figure)
            # A zero that is left blank has nothing to click on.
            led = _led(printed, cell.figure, places) if places and cell.text else printed
            return f"<td>{led}</td>"
        case "label" if cell.text:
            level = f' class="l l{cell.level}"' if cell.level > 1 else ' class="l"'
            return f'<th scope="row"{level}>{escape(cell.text)}</th>'
        case "code" if cell.text:
            return f'<td class="c">{escape(cell.text)}</td>'
        case "line" | "unit" if cell.text:
            return f'<td class="c">{escape(cell.text)}</td>'
        case _:
            return "<td></td>"


def form_rows(block: FormBlock, places: Places | None = None) -> SafeString:
    """The rows of a form, each with its number in an id: ``row-FORM-2``."""
    return _safe(
        "".join(
            f'<tr id="row-{escape(block.id)}-{number}">'
            f"{''.join(_form_cell(cell, places) for cell in row)}</tr>"
            for number, row in enumerate(block.rows, 1)
        )
    )


def _form_cell(cell: FormCell, places: Places | None) -> str:
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    match cell.kind:
        case "head" | "label" if cell.text:
            scope = "col" if cell.kind == "head" else "row"
            return f'<th scope="{scope}"{spans}>{escape(cell.text)}</th>'
        case "amount" | "rate" if cell.figure:
            unit = "%" if cell.kind == "rate" else ""
            printed = f"{_data(cell.figure)}{unit}"
            led = _led(printed, cell.figure, places) if places else printed
            return f'<td class="r"{spans}>{led}</td>'
        case "number":
            return f'<td class="r"{spans}>{escape(cell.text)}</td>'
        case "word":
            return f'<td class="c"{spans}>{escape(cell.text)}</td>'
        case _:
            return f"<td{spans}>{escape(cell.text)}</td>"


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - every text in it went through escape
