"""run(): every check over one disclosure."""

from disclosures.checks import (
    budget,
    history,
    identities,
    names,
    prose,
    reasons,
    residue,
    subjects,
    units,
)
from disclosures.checks.context import Context
from disclosures.checks.finding import Finding


def run(context: Context) -> tuple[Finding, ...]:
    """All findings, in the order of docs/checks.md."""
    finished = context.standard.kind == "final_accounts"
    return (
        *identities.run(context.standard, context.sheet, bodies(context)),
        *subjects.run(context),
        *units.run(context),
        *history.run(context),
        *budget.run(context),
        *reasons.check(context),
        *prose.check(context),
        *names.check(context),
        *residue.check(context.lines, context.texts, finished),
    )


AGENCIES = frozenset({"administrative", "civil_service"})
"""单位性质 with 机关运行经费 (预算法实施条例 第六条): 行政单位 and 参公单位."""


def bodies(context: Context) -> str:
    """Which bodies the document covers: ``agencies``, ``institutions`` or ``mixed`` (unknown).

    A department of which no units are recorded may have some, so that its own nature proves only
    that a 事业单位 heads no 行政单位.
    """
    natures = {context.nature, *(member.nature for member in context.members)}
    if natures == {"institution"}:
        return "institutions"
    alone = context.standard.level == "unit" or bool(context.members)
    return "agencies" if alone and natures <= AGENCIES else "mixed"
