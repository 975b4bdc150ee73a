"""An uploaded file: kept, read, and on confirmation made the figures of its disclosure.

Everything is stored in one transaction, or nothing.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from disclosures.events import Change, record, sheet_changes
from disclosures.intake.mapping import IntakeError, Mapped, Problem, map_workbook
from disclosures.intake.preview import Address, Preview, preview
from disclosures.intake.remembered import corrections_of
from disclosures.intake.workbook import Workbook, read_workbook
from disclosures.models.disclosure import Disclosure, State
from disclosures.models.event import Action
from disclosures.models.fact import Fact, RowLabel, sheet_of
from disclosures.models.upload import Upload
from disclosures.standards.model import Standard
from disclosures.tables import Cell

LONGEST_NAME = 200
"""Characters of a file's name, as many as the database keeps."""

KEPT_UNCONFIRMED = timedelta(days=1)
"""An upload that nobody confirms is removed after this, when the next one comes."""

NO_FIGURES = "文件里没有填写任何数据，没有什么可以导入；已有的数据不变"


@dataclass(frozen=True)
class Read:
    """A file that could be opened; ``mapped`` is what it holds, None where there are problems."""

    workbook: Workbook
    mapped: Mapped | None
    problems: tuple[Problem, ...] = ()


class File(NamedTuple):
    """A file as it came. ``content`` is b"" where another upload with this SHA-256 keeps it."""

    name: str
    content: bytes
    sha256: str


@dataclass(frozen=True)
class Loaded:
    """How many figures were read, and which sheets were not used; hidden ones say so."""

    facts: int
    prior: int
    ignored: tuple[str, ...]


class Superseded(Exception):
    """The figures, or how the file is understood, changed since the preview was shown."""


def read_file(disclosure: Disclosure, standard: Standard, data: bytes, name: str) -> Read:
    """Read a file for ``disclosure``. Raises WorkbookError when it cannot be opened at all."""
    return read_from(disclosure, standard, read_workbook(data, name), name)


def read_from(disclosure: Disclosure, standard: Standard, workbook: Workbook, name: str) -> Read:
    """The same of a file that was opened."""
    corrections = corrections_of(disclosure)
    try:
        mapped = map_workbook(workbook, standard, name[:LONGEST_NAME], corrections, partial=True)
    except IntakeError as error:
        return Read(workbook, None, error.problems)
    if not mapped.facts and not mapped.prior:
        return Read(workbook, None, (Problem(NO_FIGURES),))
    return Read(workbook, mapped)


def keep_upload(disclosure: Disclosure, data: bytes, name: str, by: User | None) -> Upload:
    """Keep a file for its preview; those nobody confirmed for a day are removed.

    Raises IntakeError unless ``disclosure`` is a draft.
    """
    stale = timezone.now() - KEPT_UNCONFIRMED
    with transaction.atomic():
        locked = _locked(disclosure)
        unused = locked.uploads.filter(confirmed_at=None, fact__isnull=True)
        unused.filter(uploaded_at__lt=stale).delete()
        return _kept(locked, file_of(data, name), by)


def confirm(upload: Upload, standard: Standard, token: str, by: User | None) -> Preview:
    """Make the figures of ``upload`` those of its disclosure, as the preview with ``token`` showed.

    ``by`` is who confirms it.

    Raises IntakeError where the file has problems or the disclosure is no draft any more,
    Superseded where something else than what was shown would be stored; then nothing is stored.
    """
    mapped = _sound(read_file(upload.disclosure, standard, bytes(upload.content), upload.name))
    with transaction.atomic():
        locked = _locked(upload.disclosure)
        seen = preview(standard, sheet_of(locked), mapped)
        waiting = locked.uploads.filter(pk=upload.pk, confirmed_at=None)
        if seen.token != token or not waiting.exists():
            raise Superseded
        _store(locked, upload, seen, by)
    return seen


def load_workbook(
    disclosure: Disclosure, standard: Standard, data: bytes, name: str, by: User | None = None
) -> Loaded:
    """Take the file ``data`` in without a preview: its tables replace those of ``disclosure``.

    ``name`` is what the uploader calls the file; of a longer one the first 200 characters are
    kept. Raises WorkbookError when the file cannot be read, IntakeError when its content does not
    fit or the disclosure is no draft; then nothing is stored.
    """
    mapped = _sound(read_file(disclosure, standard, data, name))
    load_mapped(disclosure, standard, mapped, file_of(data, name), by)
    hidden = (f"{sheet}（隐藏）" for sheet in mapped.hidden)
    return Loaded(len(mapped.facts), len(mapped.prior), (*mapped.ignored, *hidden))


def load_mapped(
    disclosure: Disclosure,
    standard: Standard,
    mapped: Mapped,
    file: File,
    by: User | None = None,
    token: str = "",
) -> Preview:
    """Store what was read from ``file``.

    Raises IntakeError unless it is a draft, Superseded where a ``token`` is given and something
    else than what its preview showed would be stored.
    """
    with transaction.atomic():
        # Of two loads at once the second waits here, and so does one that meets a publication.
        locked = _locked(disclosure)
        seen = preview(standard, sheet_of(locked), mapped)
        if token not in ("", seen.token):
            raise Superseded
        _store(locked, _kept(locked, file, by), seen, by)
    return seen


def _sound(read: Read) -> Mapped:
    if read.mapped is None:
        raise IntakeError(read.problems)
    return read.mapped


def file_of(data: bytes, name: str) -> File:
    """The file with these bytes."""
    return File(name, data, hashlib.sha256(data).hexdigest())


def require_draft(disclosure: Disclosure) -> None:
    """Raises IntakeError where the figures of ``disclosure`` are settled."""
    if disclosure.state != State.DRAFT:
        raise IntakeError([Problem(f"这份材料{disclosure.get_state_display()}，数据不能再更改")])


def _kept(disclosure: Disclosure, file: File, by: User | None) -> Upload:
    return Upload.objects.create(
        disclosure=disclosure,
        name=file.name[:LONGEST_NAME],
        sha256=file.sha256,
        content=file.content,
        uploaded_by=by,
    )


def _locked(disclosure: Disclosure) -> Disclosure:
    locked = disclosure.locked()
    require_draft(locked)
    return locked


def _store(disclosure: Disclosure, upload: Upload, seen: Preview, by: User | None) -> None:
    """Write the figures of ``seen``; those taken over from a publication stay as they are."""
    before = sheet_of(disclosure)
    kept = {a for a, fact in seen.figures.items() if fact.source.kind == "publication"}
    gone = seen.held - kept
    stored = disclosure.facts.values_list("pk", "year", "table", "row", "column")
    replaced = [
        pk for pk, year, *cell in stored if Address(Cell(*cell), year != disclosure.year) in gone
    ]
    disclosure.facts.filter(pk__in=replaced).delete()
    Fact.objects.bulk_create(_rows(disclosure, upload, seen, kept))
    disclosure.row_labels.all().delete()
    RowLabel.objects.bulk_create(
        RowLabel(disclosure=disclosure, table=table, row=row, text=text)
        for (table, row), text in seen.sheet.labels.items()
    )
    upload.confirmed_at = timezone.now()
    upload.save(update_fields=["confirmed_at"])
    disclosure.touch(by)
    file = Change(f"文件“{upload.name}”", after=upload.sha256)
    changes = (file, *sheet_changes(before, seen.sheet))
    record(Action.UPLOAD, by, disclosure=disclosure, changes=changes)


def _rows(
    disclosure: Disclosure, upload: Upload, seen: Preview, kept: set[Address]
) -> Iterator[Fact]:
    for address, fact in seen.figures.items():
        if address not in kept:
            yield Fact(
                disclosure=disclosure,
                year=disclosure.year - address.prior,
                table=address.cell.table,
                row=address.cell.row,
                column=address.cell.column,
                value=fact.value,
                rounded=fact.rounded,
                upload=upload,
                sheet=fact.source.sheet,
                cell=fact.source.cell,
            )
