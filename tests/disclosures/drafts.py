"""Disclosures in the database for the tests of the desk, and the people who work on them."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django.fixtures import Settings

from disclosures.demonstration import load_demonstration
from disclosures.document.check_code import check_code, digest_of, recorded
from disclosures.facts import FactSheet
from disclosures.models import (
    Disclosure,
    Duty,
    Explanation,
    Fact,
    Kind,
    Nature,
    Prose,
    Publication,
    PublishedFact,
    PublishedFile,
    Role,
    RowLabel,
    State,
    Unit,
)
from disclosures.models.fact import sheet_of
from disclosures.narrative.scope import TextKey, Texts
from disclosures.pipeline import texts_of
from disclosures.publication import submit
from disclosures.publication.publishing import facts_of
from disclosures.store import keep

NAME = "遂宁市电教教仪站"
"""The unit whose texts name it."""


def loaded(settings: Settings) -> Disclosure:
    """The final accounts of the demonstration alone, as ``manage.py demo`` loads them."""
    folders = settings.DISCLOSURES_DEMONSTRATION_DIRS
    own = tuple(folder for folder in folders if not folder.name.endswith("-budget"))
    settings.DISCLOSURES_DEMONSTRATION_DIRS = own
    (disclosure,) = load_demonstration()
    return disclosure


def draft(sheet: FactSheet, texts: Texts, name: str = NAME) -> Disclosure:
    """A draft with these figures and texts, of a unit in 四川."""
    unit = Unit.objects.create(
        name=name,
        slug=f"example-{Unit.objects.count()}",
        region="某某市",
        jurisdiction="sichuan",
        nature=Nature.INSTITUTION,
    )
    disclosure = Disclosure.objects.create(unit=unit, year=sheet.year, kind=Kind.FINAL_ACCOUNTS)
    store(disclosure, sheet)
    if sheet.prior:
        store(disclosure, sheet.prior)
    for key, text in texts.explanations.items():
        write(disclosure, key, text)
    Prose.objects.bulk_create(
        Prose(disclosure=disclosure, name=name, text=text.strip())
        for name, text in texts.prose.items()
    )
    return disclosure


def of_unit(sheet: FactSheet, texts: Texts, name: str) -> Disclosure:
    """The demonstration as the draft of another unit, whose texts call it by its own name."""
    explanations = {key: text.replace(NAME, name) for key, text in texts.explanations.items()}
    prose = {key: text.replace(NAME, name) for key, text in texts.prose.items()}
    return draft(sheet, Texts(explanations, prose), name)


def empty(slug: str = "example") -> Disclosure:
    """Final accounts of 2020 of a unit in Sichuan, in which nothing is filled."""
    unit = Unit.objects.create(
        name="某某市示例单位", slug=slug, region="示例市", jurisdiction="sichuan"
    )
    return Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS)


def submitted(sheet: FactSheet, texts: Texts) -> Disclosure:
    """A draft of which nothing is missing, submitted by the clerk 李会计."""
    made = draft(sheet, texts)
    submit(made, clerk())
    return made


def short(sheet: FactSheet, texts: Texts, name: str = NAME) -> Disclosure:
    """The demonstration as a draft of which a figure, a reason and a block of prose are missing."""
    disclosure = draft(sheet, texts, name)
    disclosure.facts.filter(table="matters", row="reception_foreign").delete()
    disclosure.explanations.filter(kind="budget_reason", figure="three_public").delete()
    disclosure.prose.filter(name="duties").delete()
    return disclosure


def store(disclosure: Disclosure, sheet: FactSheet) -> None:
    """The figures and row labels of one year."""
    Fact.objects.bulk_create(
        Fact(
            disclosure=disclosure,
            year=sheet.year,
            table=cell.table,
            row=cell.row,
            column=cell.column,
            value=fact.value,
            rounded=fact.rounded,
        )
        for cell, fact in sheet.facts.items()
    )
    RowLabel.objects.bulk_create(
        RowLabel(disclosure=disclosure, table=table, row=row, text=text)
        for (table, row), text in sheet.labels.items()
    )


def write(disclosure: Disclosure, key: TextKey, text: str) -> None:
    Explanation.objects.create(
        disclosure=disclosure, kind=key.kind, figure=key.figure, row=key.row, text=text
    )


def staff(name: str, *duties: Duty, unit: Unit | None = None) -> User:
    """A member of staff with these duties for ``unit``, for all units without one."""
    user = User.objects.create_user(name, is_staff=True)
    for duty in duties:
        Role.objects.create(user=user, duty=duty, unit=unit)
    return user


def clerk(name: str = "lihui") -> User:
    return staff(name, Duty.CLERK)


def reviewer(name: str = "wangke") -> User:
    return staff(name, Duty.REVIEWER)


def publisher(name: str = "zhaojun") -> User:
    return staff(name, Duty.PUBLISHER)


def auditor(name: str = "sunmei") -> User:
    return staff(name, Duty.AUDITOR)


def approved(disclosure: Disclosure) -> Disclosure:
    """``disclosure`` as if somebody had submitted, signed and approved it."""
    Disclosure.objects.filter(pk=disclosure.pk).update(state=State.APPROVED)
    disclosure.refresh_from_db()
    return disclosure


def published(
    disclosure: Disclosure,
    files: Mapping[str, bytes] | None = None,
    at: datetime | None = None,
) -> Publication:
    """``disclosure`` made public as it is, with these files only, ``at`` some time or now."""
    Disclosure.objects.filter(pk=disclosure.pk).update(state=State.PUBLISHED)
    disclosure.refresh_from_db()
    by, _ = User.objects.get_or_create(username="publisher-of-tests")
    sheet = sheet_of(disclosure)
    record = recorded(sheet, texts_of(disclosure))
    moment = (at or timezone.now()).replace(microsecond=0)
    title, sealed = str(disclosure), digest_of(record)
    publication = Publication.objects.create(
        disclosure=disclosure,
        version=disclosure.version,
        title=title,
        standard="",
        reason=disclosure.correction,
        texts=record["texts"],
        labels=record["labels"],
        digest=sealed,
        code=check_code(disclosure.version, f"{title} {disclosure.pk}", moment, sealed),
        published_at=moment,
        published_by=by,
    )
    PublishedFact.objects.bulk_create(facts_of(publication, sheet))
    for name, content in (files or {}).items():
        kept = keep(content)
        PublishedFile.objects.create(
            publication=publication, format=name, sha256=kept.sha256, size=kept.size
        )
    return publication


def code_of(publication: Publication) -> str:
    """The check code of what is stored of ``publication``."""
    of = publication
    return check_code(of.version, of.title, of.published_at, of.digest)


def printed_time(moment: datetime) -> str:
    """A moment as public pages print it: 2026年1月2日 15:04."""
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
