"""Heads and bodies of tables: an amount is a bare ``td``, any other cell has one class at most."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.utils.html import escape
from django.utils.safestring import SafeString

from disclosures.document.tree import BodyCell, TableBlock
from disclosures.renderers.paper.words import HEADS, safe, unbroken
from disclosures.tables import HeadCell

Cell = TypeVar("Cell", BodyCell, HeadCell)


def head(table: TableBlock) -> SafeString:
    """The rows of ``thead``."""
    return _rows(table.head, _head_cell)


def body(table: TableBlock) -> SafeString:
    """The rows of ``tbody``."""
    return _rows(table.body, _body_cell)


def _rows(rows: Iterable[Iterable[Cell]], written: Callable[[Cell], str]) -> SafeString:
    return safe("".join(f"<tr>{''.join(map(written, row))}</tr>" for row in rows))


def _head_cell(cell: HeadCell) -> str:
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return f"<th{spans}>{unbroken(cell.text, HEADS)}</th>" if cell.text else f"<td{spans}/>"


def _body_cell(cell: BodyCell) -> str:
    if not cell.text:
        return "<td/>"
    text = escape(cell.text)
    match cell.kind:
        case "amount":
            return f'<td class="b">{text}</td>' if cell.strong else f"<td>{text}</td>"
        case "label":
            return f'<th scope="row"{_look(cell)}>{text}</th>'
        case _:
            return f'<td class="c">{text}</td>'


def _look(label: BodyCell) -> str:
    """The class of a label: how far it is indented, and whether it is strong."""
    names = [f"l{min(label.level, 3)}"] if label.level > 1 else []
    names += ["b"] if label.strong else []
    return f' class="{" ".join(names)}"' if names else ""
