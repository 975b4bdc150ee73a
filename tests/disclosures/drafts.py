"""Disclosures in the database for the tests of the desk, and the people who work on them."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission, User

from disclosures.facts import FactSheet
from disclosures.models import (
    Disclosure,
    Explanation,
    Fact,
    Kind,
    Nature,
    Prose,
    Publication,
    RowLabel,
    State,
    Unit,
)
from disclosures.narrative.scope import TextKey, Texts

NAME = "遂宁市电教教仪站"
"""The unit whose texts name it."""


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


def staff(name: str, permissions: Iterable[str] = ()) -> User:
    """A member of staff with these permissions (``change_disclosure``)."""
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=list(permissions)))
    return user


def clerk(name: str = "lihui") -> User:
    return staff(name, ("view_disclosure", "change_disclosure", "add_disclosure"))


def reviewer(name: str = "wangke") -> User:
    return staff(name, ("view_disclosure", "waive_finding"))


def published(disclosure: Disclosure) -> Publication:
    """``disclosure`` made public, without the files."""
    Disclosure.objects.filter(pk=disclosure.pk).update(state=State.PUBLISHED)
    disclosure.refresh_from_db()
    return Publication.objects.create(disclosure=disclosure, version=1, title=str(disclosure))
