"""Rate limits where one writer locks the whole database."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from disclosures.accounts.limits import spend
from disclosures.models import RateLimit

ONE = "address:192.0.2.1"


@pytest.mark.django_db(transaction=True)
def test_a_read_does_not_queue_behind_a_long_write(caplog: pytest.LogCaptureFixture) -> None:
    connection.ensure_connection()
    caplog.set_level("DEBUG", "disclosures.accounts.limits")
    with sqlite3.connect(Path(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN IMMEDIATE")
        assert spend("search", ONE, patient=False) == 0
        other.rollback()
    other.close()
    assert caplog.messages == ["The database is busy: search was not counted."]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)
    assert RateLimit.objects.count() == 0
