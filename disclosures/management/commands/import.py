"""manage.py import UNIT YEAR KIND FILE: what a file would change; with --confirm, changes it."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosures.classification import UnknownCode
from disclosures.intake.load import Superseded, file_of, load_mapped, read_file
from disclosures.intake.mapping import IntakeError, Mapped
from disclosures.intake.preview import Line, Marked, Preview, marked, preview
from disclosures.intake.workbook import WorkbookError
from disclosures.management.database import require_migrated
from disclosures.management.selection import add_selection, selected
from disclosures.models import Disclosure
from disclosures.pipeline import prepare
from disclosures.standards.loader import UnknownStandard

NOTHING_STORED = "没有导入任何数据"


class Command(BaseCommand):
    """The upload of the admin site on the command line; without ``--confirm`` a preview only."""

    help = "预览一个文件会更改哪些数据和检查结果；加 --confirm 才导入。有问题的文件不导入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_selection(parser)
        parser.add_argument("file", type=Path, help="文件（.xlsx、.xls 或 .csv）")
        parser.add_argument("--confirm", action="store_true", help="确认导入")

    def handle(
        self,
        *,
        unit: str,
        year: str,
        kind: str,
        level: str | None,
        file: Path,
        confirm: bool,
        **options: object,
    ) -> None:
        require_migrated()
        disclosure = selected(unit, year, kind, level)
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"无法读取文件 {file}：{error.strerror}") from error
        try:
            self._import(disclosure, data, file.name, confirm)
        except (UnknownStandard, UnknownCode, WorkbookError, IntakeError) as error:
            raise CommandError(f"{NOTHING_STORED}：\n{error}") from error
        except Superseded as error:
            message = f"{NOTHING_STORED}：预览之后已有的数据又有改动，请重新运行"
            raise CommandError(message) from error

    def _import(self, disclosure: Disclosure, data: bytes, name: str, confirm: bool) -> None:
        before = prepare(disclosure)
        read = read_file(disclosure, before.standard, data, name)
        if read.mapped is None:
            raise IntakeError(read.problems)
        seen = preview(before.standard, before.sheet, read.mapped)
        findings = marked(prepare(disclosure, seen.sheet).findings, before.findings)
        for line in (*_changes(seen), *_left_out(read.mapped), *_checked(findings)):
            self.stdout.write(line)
        if confirm:
            load_mapped(
                disclosure, before.standard, read.mapped, file_of(data, name), token=seen.token
            )
            self.stdout.write(f"已导入：{disclosure}")
        else:
            self.stdout.write("这是预览，没有导入；加 --confirm 导入")


def _changes(seen: Preview) -> Iterator[str]:
    yield (
        f"新增 {len(seen.new)} 个数据，更改 {len(seen.changed)} 个，"
        f"删除 {len(seen.removed)} 个，未变 {seen.unchanged} 个"
    )
    for title in seen.emptied:
        yield f"注意：《{title}》在文件里没有填写任何数据，已有的数据将全部删除"
    yield from _listed("新增", seen.new)
    yield from _listed("更改", seen.changed)
    yield from _listed("删除", seen.removed)


def _listed(what: str, lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        figures = " → ".join(filter(None, (line.old, line.new)))
        yield f"{what}\t《{line.table}》{line.name}\t{figures}\t{line.unit}\t{line.place}".rstrip()


def _left_out(mapped: Mapped) -> Iterator[str]:
    for name in mapped.ignored:
        yield f"没有读\t工作表“{name}”：没有对应的表"
    for name in mapped.hidden:
        yield f"没有读\t工作表“{name}”：隐藏的工作表不读"
    for column in mapped.ignored_columns:
        yield f"没有读\t工作表“{column.sheet}”{column.cell}：“{column.head}”栏"
    for cell in mapped.ignored_cells:
        more = f"，另有 {cell.more} 格" if cell.more else ""
        yield f"没有读\t工作表“{cell.sheet}”{cell.cell}：“{cell.value}”{more}"
    for row in mapped.renamed:
        yield (
            f"名称不同\t工作表“{row.sheet}”{row.cell}：{row.code} 写的是“{row.written}”，"
            f"正式名称是“{row.name}”"
        )


def _checked(findings: tuple[Marked, ...]) -> Iterator[str]:
    counts = Counter(found.finding.severity.value for found in findings)
    listed = "，".join(f"{severity} {count} 条" for severity, count in counts.items())
    yield f"导入后的检查结果：{listed or '没有发现问题'}"
    for finding, new in findings:
        mark = "（新）" if new else ""
        yield f"{finding.severity.value}{mark}\t{finding.id}\t{finding.message}"
