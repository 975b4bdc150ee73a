"""manage.py import_bulk YEAR KIND FILE: one workbook with the tables of many units."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.core.management.base import BaseCommand, CommandError

from disclosures.classification import UnknownCode
from disclosures.intake.bulk import BULK_LIMITS, Bulk, BulkPart, BulkUnit, map_bulk, part
from disclosures.intake.load import File, Superseded, file_of, load_mapped, require_draft
from disclosures.intake.mapping import IntakeError, Mapped
from disclosures.intake.preview import filled, preview
from disclosures.intake.workbook import Workbook, WorkbookError, read_workbook
from disclosures.management.database import require_migrated
from disclosures.management.selection import add_round, disclosure_of, kind_of, level_of, year_of
from disclosures.models import Disclosure, Kind, Level, Unit
from disclosures.models.fact import sheet_of
from disclosures.pipeline import prepare, standard_of
from disclosures.standards.loader import UnknownStandard
from disclosures.standards.model import Standard

MOST_ROWS = 10
"""How many rows of a unit that is not known are named for each sheet."""


class Command(BaseCommand):
    """All or nothing for each unit; one that cannot be taken in does not hold up the others."""

    help = "预览一个含多个单位数据的工作簿；加 --confirm 导入，每个单位要么全部导入，要么都不导入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_round(parser)
        parser.add_argument("file", type=Path, help="工作簿，每张表左边有“单位代码”“单位名称”两栏")
        parser.add_argument("--confirm", action="store_true", help="确认导入")

    def handle(
        self,
        *,
        year: str,
        kind: str,
        level: str | None,
        file: Path,
        confirm: bool,
        **options: object,
    ) -> None:
        round = Round(year_of(year), kind_of(kind), level_of(level))
        require_migrated()
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"无法读取文件 {file}：{error.strerror}") from error
        try:
            workbook = read_workbook(data, file.name, limits=BULK_LIMITS)
            bulk = part(workbook)
        except (WorkbookError, IntakeError) as error:
            raise CommandError(f"没有导入任何数据：\n{error}") from error
        for name in bulk.ignored:
            self.stdout.write(f"没有读：工作表“{name}”没有单位代码和单位名称两栏")
        refused = self._import(workbook, bulk, round, file_of(data, file.name), confirm)
        self._report(len(bulk.units), refused, confirm)

    def _import(
        self, workbook: Workbook, bulk: Bulk, round: "Round", file: File, confirm: bool
    ) -> dict[str, str]:
        """Every unit in turn; returns why some were not taken in, by what they are called."""
        refused: dict[str, str] = {}
        units = Units(round)
        parts = map_bulk(workbook, units.standard, file.name)
        for number, found in enumerate(parts, 1):
            called = f"{found.unit.code} {found.unit.name}".strip()
            try:
                mapped = units.sound(found, bulk)
                disclosure = units.disclosures[found.unit]
                standard = units.standard_of(disclosure)
                said = _one(disclosure, standard, mapped, file if confirm else None)
            except REFUSALS as error:
                refused[called] = said = str(error) or CHANGED
            else:
                # The first unit keeps the file; the others name it by its hash.
                file = file._replace(content=b"") if confirm else file
            first = said.splitlines()[0]
            self.stdout.write(f"（{number}/{len(bulk.units)}）{called}：{first}")
        return refused

    def _report(self, total: int, refused: dict[str, str], confirm: bool) -> None:
        done = "已导入" if confirm else "可以导入"
        self.stdout.write(
            f"共{total}个单位，{done}{total - len(refused)}个，有问题{len(refused)}个"
        )
        if not confirm:
            self.stdout.write("这是预览，没有导入；加 --confirm 导入")
        if refused:
            reasons = "\n".join(f"{called}：\n{reason}" for called, reason in refused.items())
            raise CommandError(f"{len(refused)}个单位没有导入：\n{reasons}")


REFUSALS = (CommandError, IntakeError, Superseded, UnknownCode, UnknownStandard)
"""Why one unit is not taken in."""

CHANGED = "读文件的时候已有的数据又有改动，请重新运行"


class Round(NamedTuple):
    """Which disclosures are meant."""

    year: int
    kind: Kind
    level: Level | None


class Units:
    """The units of a file: their disclosures, and the standard of each, read once."""

    def __init__(self, round: Round) -> None:
        self.round = round
        self.disclosures: dict[BulkUnit, Disclosure] = {}
        self.refusals: dict[BulkUnit, Exception] = {}
        self._standards: dict[tuple[str, str], Standard] = {}

    def standard(self, named: BulkUnit) -> Standard | None:
        """The standard of a unit's disclosure; None where it has none, or is not known."""
        unit = _unit(named)
        if unit is None:
            return None
        try:
            disclosure = disclosure_of(unit, *self.round)
            require_draft(disclosure)
            standard = self.standard_of(disclosure)
        except REFUSALS as error:
            self.refusals[named] = error
            return None
        self.disclosures[named] = disclosure
        return standard

    def standard_of(self, disclosure: Disclosure) -> Standard:
        """The standard of ``disclosure``, the same for all of its kind. Raises UnknownStandard."""
        key = (disclosure.unit.jurisdiction, disclosure.level)
        if key not in self._standards:
            self._standards[key] = standard_of(disclosure)
        return self._standards[key]

    def sound(self, found: BulkPart, bulk: Bulk) -> Mapped:
        """What the file holds of a unit. Raises one of REFUSALS."""
        if found.unit in self.refusals:
            raise self.refusals[found.unit]
        if found.mapped is None:
            places = "" if found.unit in self.disclosures else _rows(bulk, found.unit)
            raise CommandError("\n".join(filter(None, (*map(str, found.problems), places))))
        return found.mapped


def _unit(named: BulkUnit) -> Unit | None:
    """The unit with this code, or else with this name."""
    by_code = Unit.objects.filter(code=named.code).exclude(code="").first()
    return by_code or Unit.objects.filter(name=named.name).first()


def _rows(bulk: Bulk, unit: BulkUnit) -> str:
    """Where the lines of ``unit`` stand: “公开03表”第8、9行."""
    places = []
    for number, sheet in enumerate(bulk.units[unit].sheets):
        others = (
            other.sheets[number].numbers for name, other in bulk.units.items() if name != unit
        )
        shared = {row for rows in others for row in rows or ()}
        own = [row + 1 for row in sheet.numbers or () if row not in shared]
        if own:
            more = "等" if len(own) > MOST_ROWS else ""
            rows = "、".join(map(str, own[:MOST_ROWS]))
            places.append(f"工作表“{sheet.name}”第{rows}{more}行")
    return "；".join(places)


def _one(disclosure: Disclosure, standard: Standard, mapped: Mapped, file: File | None) -> str:
    """What the file changes in one disclosure; stored where ``file`` is given."""
    before = sheet_of(disclosure)
    mapped = filled(standard, mapped)
    seen = preview(standard, before, mapped)
    findings = prepare(disclosure, seen.sheet).findings
    if file is not None:
        load_mapped(disclosure, standard, mapped, file, token=seen.token)
    return (
        f"新增 {len(seen.new)} 个数据，更改 {len(seen.changed)} 个，删除 {len(seen.removed)} 个，"
        f"未变 {seen.unchanged} 个；检查：{_counted(f.severity.value for f in findings)}"
    )


def _counted(severities: Iterable[str]) -> str:
    counts = Counter(severities)
    return "，".join(f"{severity} {count} 条" for severity, count in counts.items()) or "没有问题"
