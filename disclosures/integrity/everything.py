"""faults_of() one publication, and faults() of all there is."""

from collections.abc import Iterable, Iterator
from itertools import chain

from django.db.models import Exists, OuterRef, QuerySet

from disclosures.events import START, Head, breaks, breaks_of
from disclosures.integrity.fault import Fault
from disclosures.integrity.files import file_faults, served_faults, stray_faults
from disclosures.integrity.rows import Recorded, event_faults, recorded, row_faults
from disclosures.models.disclosure import Disclosure
from disclosures.models.event import Action, Event
from disclosures.models.publication import Publication
from disclosures.site.versions import Version, one_by_one

LOG = "办理记录"


def faults_of(publication: Publication) -> list[Fault]:
    """What of ``publication`` is no longer what was published: rows, files, pages, log.

    The served files are derived from the rows; while these are not whole, they prove nothing.
    """
    of = recorded(publication.disclosure)
    by_version = {version.number: list(_kept(of, version)) for version in of.versions}
    found = by_version[publication.version]
    if not _any_in_row(chain.from_iterable(by_version.values())):
        version = next(one for one in of.versions if one.number == publication.version)
        found += served_faults(of.disclosure, version)
    return [*found, *(Fault(LOG, one.message) for one in breaks_of(of.disclosure))]


def faults() -> Iterator[Fault]:
    """Everything that is not what was published, one disclosure at a time.

    What seems wrong with served files is looked at again in the end: what was published while this
    runs is served a moment later.
    """
    doubtful: list[int] = []
    for disclosure in one_by_one(_published()):
        of = recorded(disclosure)
        found = [fault for version in of.versions for fault in _kept(of, version)]
        yield from found
        yield from event_faults(of)
        if of.versions and not _any_in_row(found) and any(served_faults(disclosure)):
            doubtful.append(disclosure.pk)
    for pk in doubtful:
        yield from served_faults(Disclosure.objects.select_related("unit").get(pk=pk))
    yield from stray_faults()
    for broken in breaks():
        yield Fault(LOG, broken.message)


def _kept(of: Recorded, version: Version) -> Iterator[Fault]:
    """What is wrong with rows and stored files of one version."""
    yield from row_faults(of, version)
    yield from file_faults(of, version)


def _any_in_row(found: Iterable[Fault]) -> bool:
    return any(fault.in_row for fault in found)


def _published() -> QuerySet[Disclosure]:
    """The disclosures of which something was published, or of which the log says so."""
    rows = Publication.objects.filter(disclosure=OuterRef("pk"))
    events = Event.objects.filter(disclosure=OuterRef("pk"), action=Action.PUBLISH)
    return Disclosure.objects.filter(Exists(rows) | Exists(events))


def kept(earlier: Head) -> Iterator[Fault]:
    """What is wrong with the log if ``earlier`` was its head once."""
    event = Event.objects.filter(number=earlier.number).first()
    found = event.hash if event else START if not earlier.number else "没有这一条"
    if found != earlier.hash:
        yield Fault(LOG, f"第 {earlier.number} 条的校验值", earlier.hash, found)
