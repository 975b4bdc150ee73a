"""What the checks look at, and how they say what they found."""

from dataclasses import dataclass
from decimal import Decimal

from disclosures import amounts
from disclosures.checks.finding import Finding, Severity
from performance.forms.model import Form
from performance.values import Indicator, Project


@dataclass(frozen=True)
class Spot:
    """Where something is: as a message says it, and as ``Finding.place`` names it.

    ``place`` is '' for a project that is only being read; ``prefix`` begins its fields' names.
    """

    said: str
    place: str = ""
    prefix: str = ""

    def at(self, field: str) -> "Spot":
        """The field of that name."""
        return Spot(self.said, self.place and f"{self.place}:{self.prefix}{field}")


@dataclass(frozen=True)
class Subject:
    """A project in its form: what most checks look at."""

    project: Project
    form: Form

    @property
    def place(self) -> Spot:
        what = "部门整体支出" if self.project.whole else "项目"
        return Spot(f"预算绩效·{what}“{self.project.name or '未命名'}”", self.project.place)

    @property
    def funding(self) -> Spot:
        """All lines of its money."""
        return self.place.at("funding-group")

    @property
    def indicators(self) -> Spot:
        """All its indicators."""
        return self.place.at("indicators-group")

    def of(self, indicator: Indicator) -> Spot:
        """The place of one of its indicators."""
        lines = self.project.indicators
        number = next(index for index, one in enumerate(lines) if one is indicator)
        said = f"{self.place.said}·指标{indicator.name}"
        return Spot(said, self.project.place, f"indicators-{number}-")


def finding(
    id: str,
    severity: Severity,
    spot: Spot,
    what: str,
    fix: str,
    found: Decimal | None = None,
    expected: Decimal | None = None,
) -> Finding:
    """A finding whose message begins with its place."""
    message = f"{spot.said}：{what}"
    return Finding(id, severity, message, found=found, expected=expected, fix=fix, place=spot.place)


def plain(value: Decimal) -> str:
    """A number without needless zeros."""
    return amounts.trimmed(value)


def wan(value: Decimal) -> str:
    """An amount in 元 as 万元 with all its digits."""
    return f"{amounts.exact_wan(value)}万元"
