"""What an uploaded file holds of each unit: read, matched with its draft, and looked at."""

from collections import Counter
from collections.abc import Iterable, Iterator
from time import monotonic

from django.contrib.auth.models import User

from disclosures.checks.finding import Severity
from disclosures.intake.bulk import BULK_LIMITS, map_bulk, names_units, part
from disclosures.intake.bundle import Bundle, Packed, is_bundle
from disclosures.intake.kept import to_json
from disclosures.intake.load import NO_FIGURES, read_from
from disclosures.intake.mapping import IntakeError, Mapped
from disclosures.intake.problems import Problem
from disclosures.intake.workbook import Workbook, WorkbookError, read_workbook
from disclosures.jobs import Progress
from disclosures.models import BulkItem, BulkUpload, Disclosure, Kind, Level
from disclosures.permissions import Act, units_for
from disclosures.standards.model import Standard
from disclosures.tasks.looking import look
from disclosures.tasks.rounds import NO_FORM, Round, Units

LONGEST = 15 * 60
"""Seconds after which no further file of a ZIP is begun: each may take what its limits allow."""

TOO_LONG = "没有读：前面的文件读得太久；请分成几个压缩包上传"

BY_LINE = "表中的单位代码或名称"

MOST_PROBLEMS = 20
"""Problems of one unit that are kept; more are counted."""


class Reader:
    """Reads one upload for the person who sent it: only units are matched that are theirs."""

    def __init__(self, upload: BulkUpload, by: User, progress: Progress) -> None:
        self._upload, self._progress = upload, progress
        level = Level(upload.level) if upload.level else None
        round = Round(upload.year, Kind(upload.kind), level)
        self._units = Units(round, units_for(by, Act.EDIT).order_by("pk"))
        self._until = monotonic() + LONGEST
        self.ignored: list[str] = []

    def items(self) -> list[BulkItem]:
        """An item for each unit, or each file that is of none, in the order of the upload.

        Raises WorkbookError where the upload cannot be opened at all.
        """
        found = list(self._items(bytes(self._upload.content)))
        _refuse_twice(found)
        return found

    def _items(self, data: bytes) -> Iterator[BulkItem]:
        if is_bundle(data, self._upload.name):
            bundle = Bundle(data)
            for number, file in enumerate(bundle.files):
                self._progress(number, len(bundle.files), file.name)
                yield from self._of_file(bundle, file)
        else:
            workbook = read_workbook(data, self._upload.name, limits=BULK_LIMITS)
            yield from self._of_workbook(workbook, "", b"")

    def _of_file(self, bundle: Bundle, file: Packed) -> Iterator[BulkItem]:
        problem = file.problem or ("" if monotonic() < self._until else TOO_LONG)
        if problem:
            yield self._item(file.name, [problem])
            return
        try:
            content = bundle.content(file)
            workbook = read_workbook(content, file.name)
        except WorkbookError as error:
            yield self._item(file.name, [str(error)])
        else:
            yield from self._of_workbook(workbook, file.name, content)

    def _of_workbook(self, workbook: Workbook, file: str, content: bytes) -> Iterator[BulkItem]:
        if not names_units(workbook):
            yield self._of_one(workbook, file, content)
            return
        try:
            yield from self._of_many(workbook, file, content)
        except IntakeError as error:
            yield self._item(file, _told(error))

    def _of_one(self, workbook: Workbook, file: str, content: bytes) -> BulkItem:
        """What a workbook holds that is all of one unit."""
        name = file or self._upload.name
        whose = self._units.register.whose(name, workbook)
        item = self._item(file, [], content)
        if whose.key is None:
            item.problems = [whose.by]
            return item
        item.called, item.matched = self._units.name(whose.key), whose.by
        try:
            item.disclosure, standard = self._units.draft(whose.key)
            read = read_from(item.disclosure, standard, workbook, name)
            if read.mapped is None:
                raise IntakeError(read.problems)
            _look(item, item.disclosure, standard, read.mapped)
        except NO_FORM as error:
            item.problems = _told(error)
        return item

    def _of_many(self, workbook: Workbook, file: str, content: bytes) -> Iterator[BulkItem]:
        """What a workbook holds of each unit; the first of them keeps its bytes."""
        bulk = part(workbook)
        self.ignored += bulk.ignored
        parts = map_bulk(workbook, self._units.standard, file or self._upload.name)
        for number, found in enumerate(parts):
            if not file:
                self._progress(number, len(bulk.units), str(found.unit))
            item = self._item(file, [], b"" if number else content)
            item.called, item.matched = str(found.unit)[:200], BY_LINE
            try:
                item.disclosure, standard, mapped = self._units.draft_of(found, bulk)
                _look(item, item.disclosure, standard, mapped)
            except NO_FORM as error:
                item.problems = _told(error)
            yield item

    def _item(self, file: str, problems: list[str], content: bytes = b"") -> BulkItem:
        return BulkItem(upload=self._upload, file=file, problems=problems, content=content)


def _look(item: BulkItem, disclosure: Disclosure, standard: Standard, mapped: Mapped) -> None:
    """Keeps what was read, and counts what it would change."""
    looked = look(disclosure, standard, mapped)
    if not looked.mapped.tables:
        raise IntakeError([Problem(NO_FIGURES)])
    item.mapped, item.token = to_json(looked.mapped), looked.seen.token
    seen, severities = looked.seen, Counter(finding.severity for finding in looked.findings)
    item.new, item.changed, item.removed = map(len, (seen.new, seen.changed, seen.removed))
    item.unchanged = seen.unchanged
    item.errors, item.warnings = severities[Severity.ERROR], severities[Severity.WARNING]
    item.notes = severities[Severity.NOTE]


def _told(error: Exception) -> list[str]:
    """The problems of a unit, a sentence each."""
    if not isinstance(error, IntakeError):
        return [str(error)]
    said = [str(problem) for problem in error.problems]
    more = [f"另有 {len(said) - MOST_PROBLEMS} 处问题"] if len(said) > MOST_PROBLEMS else []
    return said[:MOST_PROBLEMS] + more


def _refuse_twice(items: Iterable[BulkItem]) -> None:
    """Of two files for one unit neither is taken in: which one is meant, a person has to say."""
    by_disclosure: dict[int, list[BulkItem]] = {}
    for item in items:
        if item.disclosure_id is not None:
            by_disclosure.setdefault(item.disclosure_id, []).append(item)
    for same in by_disclosure.values():
        for item in same if len(same) > 1 else ():
            others = "、".join(f"“{one.file or one.called}”" for one in same if one is not item)
            item.problems = [*item.problems, f"与{others}是同一份材料的；请只保留一个"]
