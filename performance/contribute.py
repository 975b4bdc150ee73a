"""contribute(): 预算绩效 enters a disclosure through its slots."""

from disclosures.checks.finding import Finding
from disclosures.document.contribution import Contribution
from disclosures.document.tree import Block
from disclosures.facts import FactSheet
from disclosures.models import Disclosure
from disclosures.narrative.scope import Scope, words_of
from disclosures.pipeline import texts_of
from disclosures.standards.model import Standard
from performance.accounts import check_overview
from performance.checks import check_project
from performance.models import overview_of
from performance.overview import Overview
from performance.report import report_blocks
from performance.section import section
from performance.standard import PerformanceStandard, performance_standard

SECTION = "performance"
APPENDIX = "appendix"


def contribute(disclosure: Disclosure, standard: Standard, sheet: FactSheet) -> Contribution:
    """The section and the appendix of ``disclosure``, and what is wrong with what was entered.

    A slot for which nothing was entered gets nothing, so that the unit's own prose stands there.
    """
    own = performance_standard(standard.id)
    overview = overview_of(disclosure)
    if own is None:
        return Contribution()
    words = words_of(standard, disclosure.unit.name, sheet.year)
    scope = Scope(standard, sheet, texts_of(disclosure), words)
    blocks: dict[str, tuple[Block, ...]] = {
        SECTION: section(own, overview, words, sheet.year, len(standard.charts) + 1),
        APPENDIX: report_blocks(own, overview, scope),
    }
    return Contribution(
        {slot: contributed for slot, contributed in blocks.items() if contributed},
        findings(own, overview, sheet),
    )


def findings(
    standard: PerformanceStandard, overview: Overview, sheet: FactSheet
) -> tuple[Finding, ...]:
    """Over every project in its form, then over all of them and the accounts."""
    whole_form = standard.whole_form or standard.form
    found = [
        finding
        for project in overview.projects
        for finding in check_project(project, whole_form if project.whole else standard.form)
    ]
    return (*found, *check_overview(overview, sheet, standard.report))
