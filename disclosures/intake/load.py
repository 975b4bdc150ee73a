"""A workbook into the database: everything in one transaction, or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from disclosures import facts
from disclosures.intake.mapping import IntakeError, Mapped, Problem, map_workbook
from disclosures.intake.workbook import read_workbook
from disclosures.models.disclosure import Disclosure, State
from disclosures.models.fact import Fact, RowLabel
from disclosures.models.upload import Upload
from disclosures.standards.model import Standard
from disclosures.tables import Cell

LONGEST_NAME = 200
"""Characters of a file's name, as many as the database keeps."""


@dataclass(frozen=True)
class Loaded:
    """How many figures were read, and which sheets were not used; hidden ones say so."""

    facts: int
    prior: int
    ignored: tuple[str, ...]


def load_workbook(disclosure: Disclosure, standard: Standard, data: bytes, name: str) -> Loaded:
    """Replaces the figures of ``disclosure`` by those of the workbook ``data``.

    ``name`` is what the uploader calls the file; of a longer one the first 200 characters are
    kept. Raises WorkbookError when the file cannot be read, IntakeError when its content does not
    fit or the disclosure is published; then nothing is stored.
    """
    workbook = read_workbook(data, name)
    name = name[:LONGEST_NAME]
    mapped = map_workbook(workbook, standard, name)
    with transaction.atomic():
        # Of two loads at once the second waits here, and so does one that meets a publication.
        locked = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
        if locked.state == State.PUBLISHED:
            raise IntakeError([Problem("这份材料已经公开，数据不能再更改")])
        upload = Upload.objects.create(
            disclosure=disclosure, name=name, sha256=workbook.sha256, content=data
        )
        disclosure.facts.all().delete()
        disclosure.row_labels.all().delete()
        _store(disclosure, upload, mapped)
    hidden = (f"{sheet}（隐藏）" for sheet in mapped.hidden)
    return Loaded(len(mapped.facts), len(mapped.prior), (*mapped.ignored, *hidden))


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
