"""Where on the desk a figure or a text is entered: addresses that findings and previews link to.

What another app keeps is found by the callables listed in DISCLOSURES_DESK_PLACES.
"""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from disclosures.models import Disclosure
from disclosures.narrative.scope import TextKey
from disclosures.tables import Cell


class Link(NamedTuple):
    """What a link says and where it leads."""

    label: str
    address: str


def contributed_link(disclosure: Disclosure, place: str) -> Link | None:
    """The link to a ``place`` of another app; None for '' and where the app knows it no more."""
    found = (import_string(path)(disclosure, place) for path in settings.DISCLOSURES_DESK_PLACES)
    return next((link for link in found if link is not None), None) if place else None


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
