"""index(): what can be found of a disclosure becomes what is in force of it.

Made again from the frozen page and the name of the unit at any time. A row that is out of date
shows nothing that was withdrawn: ``finding`` asks the publications what is in force.
"""

from collections.abc import Iterator

from django.db import transaction
from django.forms.models import model_to_dict

from disclosures.models.disclosure import Disclosure
from disclosures.models.publication import Publication
from disclosures.models.search import Searchable
from disclosures.models.unit import Unit
from disclosures.search import words
from disclosures.search.entries import Passage, passages
from disclosures.site.versions import PAGE_FORMAT
from disclosures.store import read


def index(disclosure: Disclosure) -> bool:
    """Whether anything of ``disclosure`` can be found now.

    Its row is locked, so that of two who index it the later one stores the later state. Raises
    OSError where the frozen page is lost; then the row stays as it was.
    """
    with transaction.atomic():
        locked = disclosure.locked()
        old = Searchable.objects.filter(disclosure=locked).first()
        current = Publication.objects.current().filter(disclosure=locked).first()
        new = searchable(current, _frozen(current)) if current else None
        if old and new and _told(old) == _told(new):
            return True
        if old:
            old.delete()
        if new:
            new.save()
    return new is not None


def published(disclosure: Disclosure) -> None:
    """A version of ``disclosure`` was published or withdrawn (DISCLOSURES_PUBLISHED)."""
    index(disclosure)


def renamed(unit: Unit) -> None:
    """``unit`` is called otherwise: its disclosures are found by the new name."""
    for disclosure in unit.disclosures.filter(publications__isnull=False).distinct():
        index(disclosure)


def searchable(publication: Publication, found: tuple[Passage, ...]) -> Searchable:
    """The row, not yet stored, of ``publication`` with what can be found on its page."""
    disclosure = publication.disclosure
    unit = disclosure.unit
    return Searchable(
        disclosure=disclosure,
        publication=publication,
        year=disclosure.year,
        kind=disclosure.kind,
        region=unit.region,
        unit_name=unit.name,
        passages=[list(one) for one in found],
        terms=" ".join(sorted(set(_terms(publication, found)))),
    )


def _told(row: Searchable) -> dict[str, object]:
    """Everything that ``row`` says, without its key."""
    return model_to_dict(row, exclude=["id"])


def _terms(publication: Publication, found: tuple[Passage, ...]) -> Iterator[str]:
    unit = publication.disclosure.unit
    for name in filter(None, (unit.name, unit.short_name)):
        yield from words.name_terms(name)
    for text in (publication.title, unit.name, unit.short_name, unit.region):
        yield from words.terms(text)
    for passage in found:
        yield from words.terms(passage.text)


def _frozen(publication: Publication) -> tuple[Passage, ...]:
    """What can be found on the page of ``publication``; nothing where it has none."""
    page = publication.files.filter(format=PAGE_FORMAT).first()
    return passages(read(page).decode()) if page else ()
