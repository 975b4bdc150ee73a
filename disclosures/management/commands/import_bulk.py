"""manage.py import_bulk YEAR KIND FILE: one workbook with the tables of many units."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosures.classification import UnknownCode
from disclosures.intake.bulk import BULK_LIMITS, Bulk, map_bulk, part
from disclosures.intake.load import File, Superseded, file_of, load_mapped
from disclosures.intake.mapping import IntakeError
from disclosures.intake.workbook import Workbook, WorkbookError, read_workbook
from disclosures.management.database import require_migrated
from disclosures.management.selection import add_round, kind_of, level_of, year_of
from disclosures.models import Unit
from disclosures.standards.loader import UnknownStandard
from disclosures.tasks.looking import look
from disclosures.tasks.rounds import Round, Units

REFUSALS = (IntakeError, Superseded, UnknownCode, UnknownStandard)
"""Why one unit is not taken in."""

CHANGED = "读文件的时候已有的数据又有改动，请重新运行"


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
        self, workbook: Workbook, bulk: Bulk, round: Round, file: File, confirm: bool
    ) -> dict[str, str]:
        """Every unit in turn; returns why some were not taken in, by what they are called."""
        refused: dict[str, str] = {}
        units = Units(round, Unit.objects.all())
        parts = map_bulk(workbook, units.standard, file.name)
        for number, found in enumerate(parts, 1):
            called = str(found.unit)
            try:
                disclosure, standard, mapped = units.draft_of(found, bulk)
                looked = look(disclosure, standard, mapped)
                if confirm:
                    token = looked.seen.token
                    load_mapped(disclosure, standard, looked.mapped, file, token=token)
            except REFUSALS as error:
                refused[called] = said = str(error) or CHANGED
            else:
                said = str(looked)
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
