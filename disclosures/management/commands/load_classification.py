"""``manage.py load_classification``: the shipped lists of 政府收支分类科目, or an official one."""

import csv
import io
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from disclosures.classification import (
    ClassificationFileError,
    ClassificationKind,
    parse_official,
)
from disclosures.intake.workbook import CellValue, WorkbookError, read_workbook
from disclosures.models.classification import ClassificationCode, LoadCounts

FIRST_YEAR = 2019
"""The earliest year loaded without ``--year``; names before it are known of two 类 only."""

NOTHING_LOADED = "没有加载任何科目。"


class Command(BaseCommand):
    """Load the lists shipped with the software, or the official list of one year and kind."""

    help = (
        "加载政府收支分类科目：不带 --file 时加载软件自带的科目，带 --file 时以该正式科目表为准。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = "，".join(f"{kind}（{kind.label}）" for kind in ClassificationKind)
        parser.add_argument(
            "--year", type=_year, nargs="+", help=f"年度，可写多个；不写时为{FIRST_YEAR}年至明年"
        )
        parser.add_argument(
            "--kind", choices=[*map(str, ClassificationKind)], help=f"正式科目表的类别：{kinds}"
        )
        parser.add_argument(
            "--file", type=Path, help="正式科目表（.csv 或 .xlsx），表头应有“编码”“名称”“说明”"
        )

    def handle(
        self, *, year: list[int] | None, kind: str | None, file: Path | None, **options: object
    ) -> None:
        if file is None and kind is None:
            years = sorted(set(year or range(FIRST_YEAR, timezone.localdate().year + 2)))
            counts = ClassificationCode.objects.all().load_shipped(years)
        elif file is None or kind is None or year is None or len(year) != 1:
            raise CommandError("加载正式科目表时，应同时写明 --file、--kind 和一个 --year。")
        else:
            years = year
            counts = load_official(file, ClassificationKind(kind), year[0])
        self.stdout.write(report(counts, years))


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise ArgumentTypeError(f"年度“{text}”不对，应为四位数字，如 2025")
    return int(text)


def load_official(file: Path, kind: ClassificationKind, year: int) -> LoadCounts:
    """Make the list in ``file`` the one of that year and kind. Raises CommandError."""
    try:
        rows = read_rows(file)
        official = parse_official(rows, source=file.name, kind=kind, year=year)
    except OSError as error:
        raise CommandError(f"{NOTHING_LOADED}文件 {file} 无法读取：{error.strerror}") from error
    except (ClassificationFileError, WorkbookError) as error:
        raise CommandError(f"{NOTHING_LOADED}\n{error}") from error
    return ClassificationCode.objects.all().load_official(official)


def read_rows(file: Path) -> list[Sequence[str]]:
    """The rows of a CSV file or of the only visible sheet of a workbook, cells as text.

    Raises OSError and WorkbookError.
    """
    if file.suffix.lower() == ".csv":
        return _csv_rows(file.read_bytes())
    workbook = read_workbook(file.read_bytes(), file.name)
    sheets = [sheet for sheet in workbook.sheets if sheet.rows and not sheet.hidden]
    if len(sheets) != 1:
        names = "、".join(sheet.name for sheet in sheets) or "无"
        raise WorkbookError(
            f"文件应只有一张有内容的工作表，现有{len(sheets)}张（{names}）；请把科目表另存为单独的文件"
        )
    if sheets[0].formulas_without_value:
        cell = min(sheets[0].formulas_without_value)
        message = "公式没有计算结果；请在 Excel 或 WPS 中打开文件，保存后再试"
        raise WorkbookError(message, sheets[0].name, cell)
    return [tuple(map(_text, row)) for row in sheets[0].rows]


def _csv_rows(data: bytes) -> list[Sequence[str]]:
    try:
        return list(csv.reader(io.StringIO(_decoded(data), newline="")))
    except csv.Error as error:
        raise WorkbookError("文件不是逗号分隔的文本；请另存为“CSV UTF-8”后再试") from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WorkbookError("文件的文字编码无法识别；请另存为“CSV UTF-8（逗号分隔）”后再试")


def _text(value: CellValue) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def report(counts: LoadCounts, years: Collection[int]) -> str:
    """What was done, and how much of the lists of these years is still 待核."""
    rows = ClassificationCode.objects.filter(year__in=years)
    unsure = rows.exclude(explanation="").exclude(
        explanation_evidence=ClassificationCode.Evidence.OFFICIAL
    )
    return (
        f"科目年度：{'、'.join(map(str, years))}。\n"
        f"新增{counts.new}条，更改{counts.changed}条，未变{counts.unchanged}条，"
        f"保留正式科目{counts.kept}条，删除{counts.removed}条。\n"
        f"以上年度共{rows.count()}条，其中名称待核{rows.needing_review().count()}条，"
        f"说明待核{unsure.count()}条。"
    )
