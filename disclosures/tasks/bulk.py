"""A file of many units in the background: read and looked at, then taken in a unit at a time.

``keep`` stores what was uploaded, the task READ makes an item of each unit it holds, ``begin``
starts the import of those that a person chose, a job each: all of a unit or nothing of it.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import PurePosixPath

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from disclosures import jobs
from disclosures.checks.finding import Severity
from disclosures.intake.bulk import BULK_LIMITS
from disclosures.intake.bundle import Bundle, is_bundle
from disclosures.intake.gate import WorkbookError, inspect
from disclosures.intake.kept import from_json
from disclosures.intake.load import LONGEST_NAME, File, Superseded, file_of, load_mapped
from disclosures.jobs import Failed, Progress
from disclosures.models import BulkItem, BulkUpload, Upload
from disclosures.permissions import Act
from disclosures.pipeline import standard_of
from disclosures.publication.refusal import require
from disclosures.tasks.failing import person, refusals
from disclosures.tasks.looking import told
from disclosures.tasks.reading import Reader
from disclosures.tasks.rounds import Round

READ, IMPORT = "read_bulk", "import_item"
"""Names of the tasks; the keys are those of a BulkUpload and of a BulkItem."""

KEPT_UNCONFIRMED = timedelta(days=1)
"""What nobody imports is removed after this, when the next file comes."""

KEPT_IMPORTED = timedelta(days=30)
"""So long a failed import can be tried again; then only what came of it is kept."""

GONE = "文件的保留期已过，请重新上传"


def keep(round: Round, data: bytes, name: str, by: User) -> BulkUpload:
    """Stores a file, to be read in the background. Raises WorkbookError for one nobody may read."""
    if is_bundle(data, name):
        Bundle(data)
    else:
        inspect(data, name, BULK_LIMITS)
    with transaction.atomic():
        _sweep()
        file = file_of(data, name[:LONGEST_NAME])
        upload = BulkUpload.objects.create(
            year=round.year,
            kind=round.kind,
            level=round.level or "",
            name=file.name,
            sha256=file.sha256,
            content=file.content,
            uploaded_by=by,
        )
        jobs.enqueue(READ, upload.pk, by, f"读取“{upload}”")
    return upload


@jobs.task(READ, "admin:bulk_upload")
def read(key: int, by: User | None, progress: Progress) -> str:
    """Makes an item of each unit; nothing of it is a figure yet."""
    upload = BulkUpload.objects.filter(pk=key).first()
    if upload is None:
        raise Failed(GONE)
    if upload.read_at is None:
        reader = Reader(upload, person(by), progress)
        try:
            items = reader.items()
        except WorkbookError as error:
            raise Failed(str(error)) from error
        _store(upload, items, reader.ignored)
    sound = sum(item.is_sound for item in upload.items.defer("mapped", "content"))
    count = upload.items.count()
    return f"读出 {count} 项：可以导入 {sound} 项，有问题 {count - sound} 项"


@jobs.task(IMPORT, "admin:bulk_item")
def take_in(key: int, by: User | None, progress: Progress) -> str:
    """Makes the figures of one item those of its disclosure, as its preview showed."""
    with refusals(), transaction.atomic():
        item = BulkItem.objects.select_for_update(of=("self",)).filter(pk=key).first()
        if item is None:
            raise Failed(GONE)
        if item.imported_at is None:
            _take_in(item, person(by))
    return told(
        (item.new, item.changed, item.removed, item.unchanged),
        Counter(
            {
                Severity.ERROR.value: item.errors,
                Severity.WARNING.value: item.warnings,
                Severity.NOTE.value: item.notes,
            }
        ),
    )


def begin(upload: BulkUpload, chosen: Iterable[BulkItem], by: User) -> jobs.Enqueued:
    """A batch that takes in the ``chosen`` items of ``upload``; a second time the same batch."""
    with transaction.atomic():
        locked = BulkUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if locked.batch is not None:
            return jobs.Enqueued(locked.batch, ())
        labels = {item.pk: str(item.disclosure) for item in chosen if item.is_sound}
        title = f"批量导入：{locked.year}年度{locked.get_kind_display()}（{locked}）"
        begun = jobs.enqueue_batch(IMPORT, title, labels, by)
        locked.batch = begun.batch
        locked.save(update_fields=["batch"])
    return begun


def _store(upload: BulkUpload, items: Iterable[BulkItem], ignored: list[str]) -> None:
    """Keeps the items, unless another run of the job was faster."""
    with transaction.atomic():
        locked = BulkUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if locked.read_at is not None:
            return
        BulkItem.objects.bulk_create(items)
        locked.read_at, locked.ignored = timezone.now(), ignored
        if is_bundle(bytes(locked.content), locked.name):
            locked.content = b""  # the items have the workbooks
        locked.save(update_fields=["read_at", "ignored", "content"])


def _take_in(item: BulkItem, by: User) -> None:
    disclosure = item.disclosure
    if disclosure is None or item.mapped is None:
        raise Failed(GONE)
    require(by, Act.EDIT, disclosure)
    sha256 = item.mapped["source"]["sha256"]
    mapped, file = from_json(item.mapped), _file(item, sha256)
    try:
        load_mapped(disclosure, standard_of(disclosure), mapped, file, by, item.token)
    except Superseded as error:
        raise Failed("预览之后已有的数据又有改动，没有导入；请重新上传，核对新的预览") from error
    item.imported_at = timezone.now()
    item.save(update_fields=["imported_at"])


def _file(item: BulkItem, sha256: str) -> File:
    """The workbook it came from; its bytes are kept once, with the first unit that is taken in."""
    upload = BulkUpload.objects.defer("content").get(pk=item.upload_id)
    name = PurePosixPath(item.file).name or upload.name
    confirmed = Upload.objects.filter(sha256=sha256, confirmed_at__isnull=False)
    if confirmed.exclude(content=b"").exists():
        return File(name, b"", sha256)
    if not item.file:
        return File(name, bytes(upload.content), sha256)
    same = upload.items.filter(file=item.file).exclude(content=b"").first()
    return File(name, bytes(same.content) if same else b"", sha256)


def _sweep() -> None:
    """Removes what nobody imported, and of what was the files and figures that were kept."""
    now = timezone.now()
    unused = BulkUpload.objects.filter(batch=None, uploaded_at__lt=now - KEPT_UNCONFIRMED)
    BulkItem.objects.filter(upload__in=unused).delete()
    unused.delete()
    old = BulkUpload.objects.filter(uploaded_at__lt=now - KEPT_IMPORTED).exclude(content=b"")
    BulkItem.objects.filter(
        upload__uploaded_at__lt=now - KEPT_IMPORTED, mapped__isnull=False
    ).update(mapped=None, content=b"")
    old.update(content=b"")
