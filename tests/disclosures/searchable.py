"""Documents of a few words that can be found."""

from disclosures.models import Disclosure, Kind, Publication, Unit
from disclosures.search.index import index
from tests.disclosures.drafts import published

PAGE = """<main><h2 id="part-1">一、情况说明</h2>{}</main>"""


def page(*paragraphs: str) -> bytes:
    """A page with these paragraphs, as a published one has them."""
    numbered = enumerate(paragraphs, 1)
    return PAGE.format("".join(f'<p id="p-{n}">{text}</p>' for n, text in numbered)).encode()


def publish(
    unit: Unit, year: int, *paragraphs: str, kind: str = Kind.FINAL_ACCOUNTS
) -> Publication:
    """A published document of ``unit`` that can be found."""
    disclosure = Disclosure.objects.create(unit=unit, year=year, kind=kind)
    publication = published(disclosure, {"html": page(*paragraphs)})
    index(disclosure)
    return publication
