"""What a version keeps tells of every change of it."""

from decimal import Decimal

import pytest
from django.db import connection

from disclosures.models import Disclosure, Publication, PublishedFact
from disclosures.publication import publish
from disclosures.publication.record import stored_digest
from tests.disclosures.drafts import approved, code_of, publisher
from tests.disclosures.tampering import drop_triggers, execute, overwrite, remove

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication(disclosure: Disclosure) -> Publication:
    return publish(approved(disclosure), publisher())


def reread(publication: Publication) -> Publication:
    found: Publication = Publication.objects.get(pk=publication.pk)
    return found


def test_what_is_stored_is_what_was_published(publication: Publication) -> None:
    again = reread(publication)
    assert stored_digest(again) == again.digest == publication.digest
    assert code_of(again) == again.code == publication.code


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("year", 2018),
        ("table", "income"),
        ("row", "another"),
        ("column", "another"),
        ("value", Decimal("0.01")),
        ("rounded", False),
    ],
)
def test_no_figure_changes_unnoticed(publication: Publication, column: str, value: object) -> None:
    drop_triggers()
    fact = PublishedFact.objects.filter(year=2020, rounded=True).order_by("pk")[0]
    assert getattr(fact, column) != value
    stored = float(value) if isinstance(value, Decimal) and sqlite() else value
    overwrite(fact, column, stored)
    assert stored_digest(reread(publication)) != publication.digest


def sqlite() -> bool:
    return connection.vendor == "sqlite"


def test_no_figure_goes_or_comes_unnoticed(publication: Publication) -> None:
    drop_triggers()
    fact = PublishedFact.objects.order_by("pk")[0]
    PublishedFact.objects.create(
        publication=publication, year=2020, table="t", row="r", column="c", value=0
    )
    assert stored_digest(reread(publication)) != publication.digest
    execute("DELETE FROM disclosures_publishedfact WHERE \"table\" = 't'")
    assert stored_digest(reread(publication)) == publication.digest
    remove(fact)
    assert stored_digest(reread(publication)) != publication.digest


@pytest.mark.parametrize(
    ("column", "value"),
    [("texts", '{"prose": {}, "explanations": []}'), ("labels", "[]")],
)
def test_no_text_or_name_changes_unnoticed(
    publication: Publication, column: str, value: str
) -> None:
    drop_triggers()
    overwrite(publication, column, value)
    assert stored_digest(reread(publication)) != publication.digest


def test_a_code_is_of_one_version_at_one_moment(publication: Publication) -> None:
    other = reread(publication)
    codes = {publication.code}
    for name, value in (
        ("version", 2),
        ("title", "另一单位2020年度部门决算"),
        ("digest", "0" * 64),
        ("published_at", publication.published_at.replace(year=2000)),
    ):
        setattr(other, name, value)
        codes.add(code_of(other))
    assert len(codes) == 5
    assert all(len(code) == 16 and code == code.upper() for code in codes)
