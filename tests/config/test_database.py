"""The database as the settings open it: durable enough, and safe for writers at the same time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

WRITERS, ROUNDS = 4, 15


def test_sqlite_is_opened_as_asked(db: None) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            found = [
                cursor.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
            ]
        assert found == ["wal", 1, 20_000, 1]
    else:
        assert connection.vendor == "postgresql"


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_wait_for_each_other() -> None:
    group = Group.objects.create(name="0")

    def count_up(_writer: int) -> None:
        for _ in range(ROUNDS):
            with transaction.atomic():
                row = Group.objects.select_for_update().get(pk=group.pk)
                row.name = str(int(row.name) + 1)
                row.save()
        connection.close()

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(count_up, range(WRITERS)))
    group.refresh_from_db()
    assert group.name == str(WRITERS * ROUNDS)
