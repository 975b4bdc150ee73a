"""manage.py export UNIT YEAR KIND: writes one output of a disclosure to a file."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from disclosures.classification import UnknownCode
from disclosures.management.database import require_migrated
from disclosures.models import Disclosure, Kind, Level, Unit
from disclosures.pipeline import prepare
from disclosures.renderers import FORMATS, html
from disclosures.standards.loader import UnknownStandard

REASONS = {
    FileNotFoundError: "文件夹不存在",
    NotADirectoryError: "文件夹不存在",
    IsADirectoryError: "这是一个文件夹",
    PermissionError: "没有写入的权限",
}


class Command(BaseCommand):
    """Renders the disclosure as it stands now, published or not."""

    help = "把一份公开材料输出为网页、PDF、Excel、JSON 或纯文本文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("unit", help="单位的网址名或代码")
        parser.add_argument("year", help="年度，如 2020")
        parser.add_argument("kind", help=f"类别：{_listed(dict(Kind.choices))}")
        formats = {name: format.label for name, format in FORMATS.items()}
        parser.add_argument("--format", required=True, help=f"格式：{_listed(formats)}")
        parser.add_argument("--output", type=Path, required=True, help="输出文件")
        parser.add_argument(
            "--level", help=f"口径：{_listed(dict(Level.choices))}；两种都有时必须写明"
        )

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
        _require(kind, "类别", dict(Kind.choices))
        _require(format, "格式", {name: output.label for name, output in FORMATS.items()})
        if level is not None:
            _require(level, "口径", dict(Level.choices))
        require_migrated()
        content = _render(_disclosure(unit, _year(year), Kind(kind), level), format)
        try:
            output.write_bytes(content)
        except OSError as error:
            reason = REASONS.get(type(error), error.strerror)
            raise CommandError(f"无法写入文件 {output}：{reason}") from error
        self.stdout.write(f"{output}：{len(content)} 字节")


def _listed(choices: dict[str, str]) -> str:
    return "、".join(f"{name}（{label}）" for name, label in choices.items())


def _require(found: str, what: str, choices: dict[str, str]) -> None:
    if found not in choices:
        raise CommandError(f"{what}“{found}”不对，应为{_listed(choices)}之一")


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise CommandError(f"年度“{text}”不对，应为四位数字，如 2020")
    return int(text)


def _disclosure(unit: str, year: int, kind: Kind, level: str | None) -> Disclosure:
    """The one disclosure meant; a slug goes before a code. Raises CommandError."""
    known = Unit.objects.filter(slug=unit) or Unit.objects.filter(code=unit).exclude(code="")
    if not known:
        raise CommandError(f"没有网址名或代码为“{unit}”的单位")
    disclosures = Disclosure.objects.select_related("unit").filter(
        unit=known[0], year=year, kind=kind
    )
    found = disclosures.filter(level=level) if level else disclosures
    if not found:
        wanted = Level(level).label if level else ""
        raise CommandError(f"“{known[0]}”没有{year}年度的{wanted}{kind.label}")
    if len(found) > 1:
        raise CommandError(
            f"“{known[0]}”{year}年度既有部门{kind.label}，又有单位{kind.label}；"
            f"请用 --level 写明口径：{_listed(dict(Level.choices))}"
        )
    return found[0]


def _render(disclosure: Disclosure, format: str) -> bytes:
    try:
        document = prepare(disclosure).document
    except (UnknownStandard, UnknownCode) as error:
        raise CommandError(str(error)) from error
    if format == "html":
        return html.render_standalone(document)
    return FORMATS[format].render(document)
