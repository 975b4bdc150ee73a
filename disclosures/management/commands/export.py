"""manage.py export UNIT YEAR KIND: writes one output of a disclosure to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from disclosures.models import Disclosure, Kind
from disclosures.pipeline import prepare
from disclosures.renderers import FORMATS, html
from disclosures.standards.loader import UnknownStandard


class Command(BaseCommand):
    """Renders the disclosure as it stands now, published or not."""

    help = "把一份公开材料输出为网页、PDF、Excel、JSON 或纯文本文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("unit", help="单位的网址名或代码")
        parser.add_argument("year", type=int, help="年度")
        parser.add_argument("kind", choices=Kind.values, help="budget（预算）或 final_accounts（决算）")
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--output", type=Path, required=True, help="输出文件")

    def handle(self, *args: Any, **options: Any) -> None:
        disclosure = self._disclosure(options["unit"], options["year"], options["kind"])
        try:
            document = prepare(disclosure).document
        except UnknownStandard as error:
            raise CommandError(str(error)) from error
        if options["format"] == "html":
            content = html.render_standalone(document)
        else:
            content = FORMATS[options["format"]].render(document)
        try:
            options["output"].write_bytes(content)
        except OSError as error:
            raise CommandError(f"无法写入 {options['output']}：{error.strerror}") from error
        self.stdout.write(f"{options['output']}：{len(content)} 字节")

    def _disclosure(self, unit: str, year: int, kind: str) -> Disclosure:
        named = Q(unit__slug=unit) | Q(unit__code=unit)
        found = list(
            Disclosure.objects.select_related("unit").filter(named, year=year, kind=kind)[:2]
        )
        if not found:
            raise CommandError(f"没有单位“{unit}”{year}年度的{Kind(kind).label}")
        if len(found) > 1:
            raise CommandError(f"“{unit}”{year}年度有多份{Kind(kind).label}，请用单位的网址名")
        return found[0]
