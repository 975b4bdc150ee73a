"""HTML of the smallest pieces: runs of text and table rows.

Built as strings here rather than in templates, because a document has a thousand cells. Every text
goes through ``escape``.
"""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from disclosures.document.tree import BodyCell, TableBlock
from disclosures.narrative.figures import Figure
from disclosures.narrative.sentences import Run, Written
from disclosures.tables import HeadCell

_SIGNS = {
    "difference": "{0}－{1}",
    "rate": "（{0}－{1}）÷{1}",
    "share": "{0}÷{1}",
    "completion": "{0}÷{1}",
}


def runs(parts: Iterable[Run]) -> SafeString:
    """Text with its figures; each is a ``data`` element that says whence it is."""
    return _safe("".join(_run(part) for part in parts))


def _run(part: Run) -> str:
    if isinstance(part, Figure):
        return f'<span class="n">{_data(part)}{escape(part.unit)}</span>'
    return escape(part.text if isinstance(part, Written) else part)


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


def body_rows(block: TableBlock) -> SafeString:
    """The rows of ``tbody``; an empty classified table still shows one blank line."""
    return _safe("".join(_body_row(row) for row in block.body))


def _body_row(row: tuple[BodyCell, ...]) -> str:
    strong = any(cell.strong for cell in row)
    tag = '<tr class="t">' if strong else "<tr>"
    return tag + "".join(_body_cell(cell) for cell in row) + "</tr>"


def _body_cell(cell: BodyCell) -> str:
    match cell.kind:
        case "amount":
            if cell.figure is None:
                return "<td></td>"
            return f"<td>{_data(cell.figure)}</td>"
        case "label" if cell.text:
            level = f' class="l l{cell.level}"' if cell.level > 1 else ' class="l"'
            return f'<th scope="row"{level}>{escape(cell.text)}</th>'
        case "code" if cell.text:
            return f'<td class="c">{escape(cell.text)}</td>'
        case "line" | "unit" if cell.text:
            return f'<td class="c">{escape(cell.text)}</td>'
        case _:
            return "<td></td>"


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - every text in it went through escape
