"""A workbook into the database: everything in one transaction, or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from disclosures import facts
from disclosures.intake.mapping import Mapped, map_workbook
from disclosures.intake.workbook import read_workbook
from disclosures.models.disclosure import Disclosure
from disclosures.models.fact import Fact, RowLabel
from disclosures.models.upload import Upload
from disclosures.standards.model import Standard
from disclosures.tables import Cell


@dataclass(frozen=True)
class Loaded:
    """How many figures were read, and which sheets were not used."""

    facts: int
    prior: int
    ignored: tuple[str, ...]


def load_workbook(
    disclosure: Disclosure, standard: Standard, data: bytes, name: str
) -> Loaded:
    """Replaces the figures of ``disclosure`` by those of the workbook ``data``.

    Raises WorkbookError when the file cannot be read, IntakeError when its content does not fit;
    then nothing is stored.
    """
    workbook = read_workbook(data, name)
    mapped = map_workbook(workbook, standard, name)
    with transaction.atomic():
        upload = Upload.objects.create(
            disclosure=disclosure, name=name, sha256=workbook.sha256, content=data
        )
        disclosure.facts.all().delete()
        disclosure.row_labels.all().delete()
        _store(disclosure, upload, mapped)
    return Loaded(len(mapped.facts), len(mapped.prior), tuple(mapped.ignored))


def _store(disclosure: Disclosure, upload: Upload, mapped: Mapped) -> None:
    rows = [
        *_rows(disclosure, upload, disclosure.year, mapped.facts),
        *_rows(disclosure, upload, disclosure.year - 1, mapped.prior),
    ]
    Fact.objects.bulk_create(rows)
    RowLabel.objects.bulk_create(
        RowLabel(disclosure=disclosure, table=table, row=row, text=text)
        for (table, row), text in mapped.labels.items()
    )


def _rows(
    disclosure: Disclosure, upload: Upload, year: int, read: Mapping[Cell, facts.Fact]
) -> Iterable[Fact]:
    for cell, fact in read.items():
        yield Fact(
            disclosure=disclosure,
            year=year,
            table=cell.table,
            row=cell.row,
            column=cell.column,
            value=fact.value,
            rounded=fact.rounded,
            upload=upload,
            sheet=fact.source.sheet,
            cell=fact.source.cell,
        )
