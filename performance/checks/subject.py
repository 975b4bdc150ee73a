"""What the checks look at, and how they say what they found."""

from dataclasses import dataclass
from decimal import Decimal

from disclosures import amounts
from disclosures.checks.finding import Finding, Severity
from performance.forms.model import Form
from performance.values import Indicator, Project


@dataclass(frozen=True)
class Subject:
    """A project in its form: what most checks look at."""

    project: Project
    form: Form

    @property
    def place(self) -> str:
        what = "部门整体支出" if self.project.whole else "项目"
        return f"预算绩效·{what}“{self.project.name or '未命名'}”"

    def of(self, indicator: Indicator) -> str:
        """The place of one of its indicators."""
        return f"{self.place}·指标{indicator.name}"


def finding(
    id: str,
    severity: Severity,
    place: str,
    what: str,
    fix: str,
    found: Decimal | None = None,
    expected: Decimal | None = None,
) -> Finding:
    """A finding whose message begins with its place."""
    return Finding(id, severity, f"{place}：{what}", found=found, expected=expected, fix=fix)


def plain(value: Decimal) -> str:
    """A number without needless zeros."""
    return amounts.trimmed(value)


def wan(value: Decimal) -> str:
    """An amount in 元 as 万元 with all its digits."""
    return f"{amounts.exact_wan(value)}万元"
