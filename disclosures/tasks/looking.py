"""What figures that were read would change in one draft, and what the checks would find."""

from collections import Counter
from typing import NamedTuple

from disclosures.checks.finding import Finding
from disclosures.intake.mapping import Mapped
from disclosures.intake.preview import Preview, filled, preview
from disclosures.models import Disclosure
from disclosures.models.fact import sheet_of
from disclosures.pipeline import prepare
from disclosures.standards.model import Standard


class Look(NamedTuple):
    """``mapped`` without the tables that hold no figure: in a file of many they are not meant."""

    mapped: Mapped
    seen: Preview
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        seen = self.seen
        return told(
            (len(seen.new), len(seen.changed), len(seen.removed), seen.unchanged),
            Counter(finding.severity.value for finding in self.findings),
        )


def look(disclosure: Disclosure, standard: Standard, mapped: Mapped) -> Look:
    """What taking ``mapped`` in would do; nothing is stored."""
    sound = filled(standard, mapped)
    seen = preview(standard, sheet_of(disclosure), sound)
    return Look(sound, seen, prepare(disclosure, seen.sheet).findings)


def told(figures: tuple[int, int, int, int], severities: Counter[str]) -> str:
    """新增 124 个数据，更改 0 个，删除 0 个，未变 0 个；检查：错误 2 条，提示 1 条."""
    new, changed, removed, unchanged = figures
    counted = "，".join(f"{severity} {count} 条" for severity, count in severities.items() if count)
    return (
        f"新增 {new} 个数据，更改 {changed} 个，删除 {removed} 个，未变 {unchanged} 个；"
        f"检查：{counted or '没有问题'}"
    )
