"""The frame: what is said about a version on its page, which was frozen before it was known.

The frozen page has a place for it, an HTML comment, which only the served copy fills. Without the
frame the served page is the frozen one, byte for byte.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from disclosures.models.publication import Publication
from disclosures.related import related
from disclosures.site.addresses import VERSIONS, verification_address
from disclosures.site.changes import Changes, changes_between
from disclosures.site.versions import Status, Version

PLACE = b"<!-- frame -->"
"""Where the frozen page has room for it, once; prose cannot hold it, for it is escaped."""

FEW = 12
"""So many changes are shown at once; of more there is a list to open."""

Lines = Callable[[Publication], Iterable[SafeString]]
"""What else a frame says of a current version, each as a line of escaped HTML."""


def beside(publication: Publication) -> Iterator[SafeString]:
    """The way from 决算 to 预算 of the year and back, and to those of the years around it."""
    for one in related(publication.disclosure):
        yield format_html('{}：<a href="{}">{}</a>', one.called, one.address, one.title)


def every_year(publication: Publication) -> Iterator[SafeString]:
    """The way to the page of the unit, which has all its years."""
    unit = publication.disclosure.unit
    yield format_html('<a href="{}">{}历年预决算</a>', reverse("unit", args=(unit.slug,)), unit)


LINES: tuple[Lines, ...] = (beside, every_year)
"""In the order in which they are shown."""


def frame(version: Version, newest: Version, lines: Sequence[Lines] = LINES) -> bytes:
    """The frame of ``version``, of a disclosure whose last version is ``newest``."""
    current = version.status is Status.CURRENT
    further = [line for made in lines for line in made(version.publication)] if current else []
    context = {
        "version": version,
        "newest": newest,
        "home": newest.publication.disclosure.get_absolute_url(),
        "versions": newest.publication.disclosure.get_absolute_url() + VERSIONS,
        "verification": verification_address(version.publication),
        "current": current,
        "lines": further,
        "changes": corrected(version),
        "few": FEW,
    }
    return render_to_string("public/_frame.html", context).strip().encode()


def corrected(version: Version) -> Changes | None:
    """What ``version`` corrected; None where nothing is before it, or what is was withdrawn.

    Withdrawn figures are not told again by what replaced them.
    """
    if version.previous is None or version.replaces_withdrawn:
        return None
    return changes_between(version.previous, version.publication)
