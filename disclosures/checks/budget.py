"""B01 to B04: against the budget the unit published for the same year."""

from disclosures.checks import identities
from disclosures.checks.context import Context
from disclosures.checks.finding import Finding


def run(context: Context) -> tuple[Finding, ...]:
    """Rules of the standard against the published budget; none without one."""
    if context.budget is None:
        return ()
    called = f"《{context.budget.title}》"
    return identities.against("budget", context.budget, called, context.standard, context.sheet)
