"""Units with a few published figures, after the national standard; amounts are in 元."""

from collections.abc import Mapping
from decimal import Decimal

from disclosures.facts import Fact, FactSheet
from disclosures.models import Disclosure, Kind, Level, Nature, Publication, Unit
from disclosures.tables import Cell
from tests.disclosures import drafts

TOTAL = "income_expenditure/income_total/amount"
EXPENDITURE = "expenditure/total/total"
BASIC = "expenditure/total/basic"
THREE_PUBLIC = "three_public/total/final_total"
STAFF = "matters/staff/value"
RECEIVED = "income/total/superior_subsidy"
PAID = "expenditure/total/affiliated_subsidy"


def unit(name: str, slug: str, parent: Unit | None = None, nature: str = "") -> Unit:
    return Unit.objects.create(name=name, slug=slug, region="某市", parent=parent, nature=nature)


def publish(
    of: Unit,
    figures: Mapping[str, str],
    year: int = 2020,
    kind: Kind = Kind.FINAL_ACCOUNTS,
    level: Level = Level.UNIT,
    rounded: bool = False,
) -> Publication:
    """A document with these figures by address, in force."""
    disclosure = Disclosure.objects.create(unit=of, year=year, kind=kind, level=level)
    facts = {Cell.parse(at): Fact(Decimal(value), rounded=rounded) for at, value in figures.items()}
    drafts.store(disclosure, FactSheet(year, facts))
    return drafts.published(disclosure, {"pdf": b"%PDF"})


def department() -> tuple[Unit, Unit, Unit]:
    """某某局 with 甲站 and 乙站, nothing published."""
    bureau = unit("某某局", "ju", nature=Nature.ADMINISTRATIVE)
    first = unit("甲站", "jia", bureau, Nature.INSTITUTION)
    return bureau, first, unit("乙站", "yi", bureau, Nature.INSTITUTION)
