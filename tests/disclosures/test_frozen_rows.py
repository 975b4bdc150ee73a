"""What is written once: neither the models nor the database change or delete it."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from disclosures.events import breaks, record
from disclosures.facts import Fact as Value
from disclosures.facts import FactSheet
from disclosures.models import (
    Action,
    Event,
    Publication,
    PublishedFact,
    PublishedFile,
    Withdrawal,
)
from disclosures.models.frozen import Frozen, FrozenQuerySet, FrozenRow
from disclosures.narrative.scope import Texts
from disclosures.tables import Cell
from tests.disclosures.drafts import draft, published, publisher
from tests.disclosures.tampering import TABLES, execute

pytestmark = pytest.mark.django_db

MODELS = (Event, Publication, PublishedFile, PublishedFact, Withdrawal)

FIELDS: dict[type[models.Model], str] = {
    Event: "reason",
    Publication: "title",
    PublishedFile: "format",
    PublishedFact: "row",
    Withdrawal: "reason",
}
"""By model a field of text to change."""


@pytest.fixture(autouse=True)
def rows() -> None:
    """One row of each."""
    sheet = FactSheet(2020, {Cell("income_expenditure", "income_total", "amount"): Value(1)})  # type: ignore[arg-type]
    disclosure = draft(sheet, Texts({}, {}))
    publication = published(disclosure, {"html": b"page"})
    user = publisher()
    at = timezone.now()
    Withdrawal.objects.create(publication=publication, reason="依法不公开", at=at, by=user)
    record(Action.WITHDRAW, user, disclosure=disclosure, reason="依法不公开")


def contents() -> list[list[tuple[object, ...]]]:
    """All rows of all five tables."""
    return [list(model._base_manager.order_by("pk").values_list()) for model in MODELS]


def test_these_are_all_the_frozen_models() -> None:
    assert {*MODELS} == {*Frozen.__subclasses__()}
    assert [model._meta.db_table for model in MODELS] == [f"disclosures_{one}" for one in TABLES]
    assert [model._base_manager.count() for model in MODELS] == [1] * 5
    assert all(isinstance(model.objects.all(), FrozenQuerySet) for model in MODELS)


def changed(model: type[models.Model]) -> models.Model:
    row = model._default_manager.get()
    setattr(row, FIELDS[model], "别的")
    return row


ATTEMPTS: dict[str, Callable[[type[models.Model]], object]] = {
    "save": lambda of: changed(of).save(),
    "save a field": lambda of: changed(of).save(update_fields=[FIELDS[of]]),
    "delete": lambda of: changed(of).delete(),
    "update": lambda of: of._default_manager.update(**{FIELDS[of]: "别的"}),
    "delete all": lambda of: of._default_manager.all().delete(),
    "bulk update": lambda of: of._default_manager.bulk_update([changed(of)], [FIELDS[of]]),
    "update or create": lambda of: of._default_manager.update_or_create(
        pk=changed(of).pk, defaults={FIELDS[of]: "别的"}
    ),
}
"""What a program of ours might try."""


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_models_refuse(model: type[models.Model], attempt: str) -> None:
    before = contents()
    with pytest.raises(FrozenRow), transaction.atomic():
        ATTEMPTS[attempt](model)
    assert contents() == before


def test_the_refusal_names_the_row() -> None:
    publication = Publication.objects.get()
    with pytest.raises(
        FrozenRow, match="^遂宁市电教教仪站2020年度部门决算 第1版 is never changed$"
    ):
        publication.save()
    with pytest.raises(
        FrozenRow, match="^遂宁市电教教仪站2020年度部门决算 第1版 is never deleted$"
    ):
        publication.delete()
    with pytest.raises(FrozenRow, match="^Publication rows are never changed$"):
        Publication.objects.update(title="别的")
    with pytest.raises(FrozenRow, match="^Publication rows are never deleted$"):
        publication.disclosure.publications.all().delete()


STATEMENTS = (
    "UPDATE {table} SET {column} = '别的'",
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
)
"""What somebody with the password of the database might try; all is refused, row by row."""


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses(model: type[models.Model], statement: str) -> None:
    before = contents()
    table, column = model._meta.db_table, f'"{FIELDS[model]}"'
    message = f"{table.removeprefix('disclosures_')} rows are never changed or deleted"
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        execute(statement.format(table=table, column=column))
    assert contents() == before


@pytest.mark.parametrize("model", MODELS)
def test_the_database_refuses_to_overwrite_on_conflict(model: type[models.Model]) -> None:
    before = contents()
    message = "rows are never changed or deleted"
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        model._default_manager.bulk_create(
            [changed(model)],
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[FIELDS[model]],
        )
    assert contents() == before


@pytest.mark.parametrize("model", MODELS)
def test_the_database_refuses_to_empty_the_table(model: type[models.Model]) -> None:
    """SQLite has no TRUNCATE; there DELETE without a condition is the same."""
    before = contents()
    postgresql = connection.vendor == "postgresql"
    statement = "TRUNCATE {} CASCADE" if postgresql else "DELETE FROM {}"
    if postgresql:
        execute("SET CONSTRAINTS ALL IMMEDIATE")
    message = "rows are never changed or deleted"
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        execute(statement.format(model._meta.db_table))
    assert contents() == before


def test_the_log_goes_on() -> None:
    record(Action.REOPEN, publisher("qian"), reason="仍可追加")
    assert Event.objects.count() == 2
    assert list(breaks()) == []
