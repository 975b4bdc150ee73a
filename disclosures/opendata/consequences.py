"""What is served otherwise since an event of the log: pages of documents, and ZIPs of regions."""

from disclosures.models import Action, Disclosure, Event, Unit
from disclosures.opendata.archives import Region
from disclosures.site.baking import touched
from disclosures.site.versions import published_disclosures

FOLLOWED = (Action.PUBLISH, Action.WITHDRAW, Action.UNIT)
"""What changes something that is served."""


def disclosures_since(event: Event) -> dict[int, Disclosure]:
    """By key the documents that are served otherwise since ``event``."""
    if event.disclosure:
        return touched(event.disclosure)
    return {one.pk: one for one in published_disclosures().filter(unit=event.unit_id)}


def regions_since(event: Event) -> set[Region]:
    """The years and regions, today's and former ones, whose ZIP ``event`` may have changed."""
    if event.disclosure:
        return {Region(event.disclosure.year, event.disclosure.unit.region)}
    if event.unit is None:
        return set()
    names = {event.unit.region, *_before(event, "region")}
    years = published_disclosures().filter(unit=event.unit).values_list("year", flat=True)
    return {Region(year, name) for year in years for name in names}


def moves_pages(event: Event) -> bool:
    """Whether ``event`` gave pages another address, so that something lies at the old one."""
    return bool(_before(event, "slug"))


def _before(event: Event, name: str) -> list[str]:
    """What the field ``name`` of a unit said before ``event`` changed it."""
    called = {one.verbose_name for one in Unit._meta.fields if one.name == name}
    changes = event.changes if event.action == Action.UNIT else ()
    return [before for where, before, _ in changes if where in called and before]
