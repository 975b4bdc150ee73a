"""Where on the desk a figure or a text is entered: addresses that findings and previews link to."""

from django.urls import reverse

from disclosures.narrative.scope import TextKey
from disclosures.tables import Cell


def cell_id(cell: Cell, prior: bool = False) -> str:
    """The id of the field of ``cell`` on its table's page; ``prior``: of last year's figure."""
    return f"{'prior' if prior else 'cell'}-{cell.table}-{cell.row}-{cell.column}"


def text_id(key: TextKey) -> str:
    """The id of the field of a text; the unit's prose has the kind ``prose``."""
    return f"text-{key.kind}-{key.figure}-{key.row}".rstrip("-")


def cell_address(disclosure: int, cell: Cell, page: str = "", prior: bool = False) -> str:
    """The address of the field of ``cell``; ``page`` is the table it is entered on, if another."""
    table = page or cell.table
    return reverse("admin:desk_table", args=(disclosure, table)) + f"#{cell_id(cell, prior)}"


def text_address(disclosure: int, key: TextKey) -> str:
    """The address of the field of a text."""
    return reverse("admin:desk_texts", args=(disclosure,)) + f"#{text_id(key)}"
