"""manage.py export UNIT YEAR KIND: writes one output of a disclosure to a file."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosures.classification import UnknownCode
from disclosures.management.database import require_migrated
from disclosures.management.selection import add_selection, listed, require, selected
from disclosures.models import Disclosure
from disclosures.pipeline import prepare
from disclosures.renderers import FORMATS, html
from disclosures.standards.loader import UnknownStandard

LABELS = {name: output.label for name, output in FORMATS.items()}

REASONS = {
    FileNotFoundError: "文件夹不存在",
    NotADirectoryError: "文件夹不存在",
    IsADirectoryError: "这是一个文件夹",
    PermissionError: "没有写入的权限",
}


class Command(BaseCommand):
    """Renders the disclosure as it stands now, published or not."""

    help = "把一份公开材料输出为网页、PDF、Excel、CSV、JSON 或纯文本文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_selection(parser)
        parser.add_argument("--format", required=True, help=f"格式：{listed(LABELS)}")
        parser.add_argument("--output", type=Path, required=True, help="输出文件")

    def handle(
        self,
        *,
        unit: str,
        year: str,
        kind: str,
        format: str,
        output: Path,
        level: str | None,
        **options: object,
    ) -> None:
        require(format, "格式", LABELS)
        require_migrated()
        content = _render(selected(unit, year, kind, level), format)
        try:
            output.write_bytes(content)
        except OSError as error:
            reason = REASONS.get(type(error), error.strerror)
            raise CommandError(f"无法写入文件 {output}：{reason}") from error
        self.stdout.write(f"{output}：{len(content)} 字节")


def _render(disclosure: Disclosure, format: str) -> bytes:
    try:
        document = prepare(disclosure).document
    except (UnknownStandard, UnknownCode) as error:
        raise CommandError(str(error)) from error
    if format == "html":
        return html.render_standalone(document)
    return FORMATS[format].render(document)
