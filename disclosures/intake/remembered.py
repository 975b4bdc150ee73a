"""What people said of a unit's sheets, kept for the next file: SheetMapping rows as corrections."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from disclosures.intake.corrections import SheetCorrection
from disclosures.models.disclosure import Disclosure
from disclosures.models.sheet_mapping import SheetMapping


class Said(NamedTuple):
    """What somebody says of the sheet with this heading.

    ``table`` is the id of a table, '' to leave the sheet alone, None to recognise it as if nothing
    had been said. ``columns`` are the heads spoken of, with the id of a column or ''.
    """

    heading: str
    table: str | None
    columns: Mapping[str, str]


def corrections_of(disclosure: Disclosure) -> tuple[SheetCorrection, ...]:
    """What was said of the sheets of this unit, in this year or before."""
    said = SheetMapping.objects.filter(unit=disclosure.unit_id, kind=disclosure.kind)
    return tuple(SheetCorrection(row.sheet, row.table, row.columns) for row in said)


def remember(disclosure: Disclosure, said: Iterable[Said], by: User | None) -> None:
    """Keep what was said for the unit and kind of ``disclosure``.

    While the table stays the same, what was said before of other columns holds.
    """
    with transaction.atomic():
        for heading, table, columns in said:
            known = SheetMapping.objects.select_for_update().filter(
                unit=disclosure.unit, kind=disclosure.kind, sheet=heading
            )
            if table is None:
                known.delete()
                continue
            before = {
                column for row in known if row.table == table for column in row.columns.items()
            }
            SheetMapping.objects.update_or_create(
                unit=disclosure.unit,
                kind=disclosure.kind,
                sheet=heading,
                defaults={"table": table, "columns": {**dict(before), **columns}, "by": by},
            )
