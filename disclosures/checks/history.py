"""Y01 to Y04: against the document the unit published for the year before."""

from collections.abc import Iterator

from disclosures.checks import identities
from disclosures.checks.compare import compare, side
from disclosures.checks.context import Context, Earlier
from disclosures.checks.finding import Finding
from disclosures.checks.naming import cell_name
from disclosures.facts import FactSheet


def run(context: Context) -> tuple[Finding, ...]:
    """Rules of the standard against last year's document, then the figures taken from it.

    Where none was published, the figures of last year that stand in this sheet take its place.
    """
    standard, sheet, published = context.standard, context.sheet, context.last_year
    if published is not None:
        called = f"《{published.title}》"
        found = identities.against("last_year", published, called, standard, sheet)
        return (*found, *_restated(context, published.sheet, called))
    if sheet.prior is None:
        return ()
    prior = Earlier("", sheet.prior, context.texts, standard)
    return identities.against("last_year", prior, "填报的上年数", standard, sheet)


def _restated(context: Context, published: FactSheet, called: str) -> Iterator[Finding]:
    """Figures of last year that differ from those published."""
    standard, prior = context.standard, context.sheet.prior
    for cell in prior.facts if prior is not None else ():
        if prior is None or cell.table not in standard.tables:
            continue
        text = f"{cell_name(cell, standard)}的上年数"
        mine, theirs = side((cell,), prior), side((cell,), published)
        found = compare("Y03", text, "=", mine, theirs, standard, called)
        if found is not None:
            yield found
