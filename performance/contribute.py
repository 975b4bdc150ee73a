"""contribute(): 预算绩效 enters a disclosure through its slots."""

from disclosures.checks.finding import Finding
from disclosures.document.contribution import Contribution
from disclosures.document.tree import Block
from disclosures.facts import FactSheet
from disclosures.models import Disclosure
from disclosures.narrative.scope import Scope, words_of
from disclosures.pipeline import texts_of
from disclosures.published import published_budget
from disclosures.standards.model import Standard
from performance.accounts import check_overview
from performance.checks import check_project
from performance.checks.needs import needs
from performance.models import overview_of
from performance.overview import Overview
from performance.report import report_blocks, with_published
from performance.section import answer, in_slots, section
from performance.standard import PerformanceStandard, performance_standard

SECTION = "performance"
APPENDIX = "appendix"
ANSWER = "performance_answer"
"""The slot of the question whether the money was well spent."""


def contribute(disclosure: Disclosure, standard: Standard, sheet: FactSheet) -> Contribution:
    """The section and the appendix of ``disclosure``, and what is wrong with what was entered.

    A slot for which nothing was entered gets nothing, so that the unit's own prose stands there.
    """
    own = performance_standard(standard.id)
    if own is None:
        return Contribution()
    overview = overview_of(disclosure)
    if own.report and overview.reporting and (budget := published_budget(disclosure)):
        overview = with_published(overview, own.report, budget.sheet)
    words = words_of(standard, disclosure.unit.name, sheet.year)
    scope = Scope(standard, sheet, texts_of(disclosure), words)
    blocks: dict[str, tuple[Block, ...]] = {
        SECTION: section(own, overview, words, sheet.year, len(standard.charts) + 1),
        APPENDIX: report_blocks(own, overview, scope),
        ANSWER: answer(own, overview, words, sheet.year),
        **in_slots(own, overview, words, sheet.year),
    }
    return Contribution(
        {slot: contributed for slot, contributed in blocks.items() if contributed},
        findings(own, overview, sheet),
        needs(own, overview),
    )


def findings(
    standard: PerformanceStandard, overview: Overview, sheet: FactSheet
) -> tuple[Finding, ...]:
    """Over every project in its form, then over all of them and the accounts."""
    found = [
        finding
        for project in overview.projects
        for finding in check_project(project, standard.of(project))
    ]
    return (*found, *check_overview(overview, sheet, standard))
