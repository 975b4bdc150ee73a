"""Which disclosure a command is about: UNIT YEAR KIND [--level]."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from disclosures.intake.problems import IntakeError
from disclosures.models import Disclosure, Kind, Level, Unit
from disclosures.tasks import rounds

HOW = f"请用 --level 写明口径：{'、'.join(f'{one.value}（{one.label}）' for one in Level)}"
"""Where a command is told which of two documents of a unit is meant."""


def add_selection(parser: ArgumentParser) -> None:
    """The arguments that name one disclosure."""
    parser.add_argument("unit", help="单位的网址名或代码")
    add_round(parser)


def add_round(parser: ArgumentParser) -> None:
    """The arguments that the disclosures of one round have in common."""
    parser.add_argument("year", help="年度，如 2020")
    parser.add_argument("kind", help=f"类别：{listed(dict(Kind.choices))}")
    parser.add_argument("--level", help=f"口径：{listed(dict(Level.choices))}；两种都有时必须写明")


def selected(unit: str, year: str, kind: str, level: str | None) -> Disclosure:
    """The one disclosure meant; a slug goes before a code. Raises CommandError."""
    of_year, of_kind, of_level = year_of(year), kind_of(kind), level_of(level)
    known = Unit.objects.filter(slug=unit) or Unit.objects.filter(code=unit).exclude(code="")
    if not known:
        raise CommandError(f"没有网址名或代码为“{unit}”的单位")
    return disclosure_of(known[0], of_year, of_kind, of_level)


def disclosure_of(unit: Unit, year: int, kind: Kind, level: Level | None) -> Disclosure:
    """The one disclosure of ``unit`` meant, of any level with None. Raises CommandError."""
    try:
        return rounds.disclosure_of(unit, rounds.Round(year, kind, level), HOW)
    except IntakeError as error:
        raise CommandError(f"{error}") from error


def year_of(text: str) -> int:
    """The year. Raises CommandError."""
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise CommandError(f"年度“{text}”不对，应为四位数字，如 2020")
    return int(text)


def kind_of(text: str) -> Kind:
    """The kind. Raises CommandError."""
    require(text, "类别", dict(Kind.choices))
    return Kind(text)


def level_of(text: str | None) -> Level | None:
    """The level, None where none is given. Raises CommandError."""
    if text is None:
        return None
    require(text, "口径", dict(Level.choices))
    return Level(text)


def require(found: str, what: str, choices: dict[str, str]) -> None:
    """Raises CommandError unless ``found`` is one of ``choices``."""
    if found not in choices:
        raise CommandError(f"{what}“{found}”不对，应为{listed(choices)}之一")


def listed(choices: dict[str, str]) -> str:
    """Names with their labels: budget（预算）、final_accounts（决算）."""
    return "、".join(f"{name}（{label}）" for name, label in choices.items())
