"""Lines of the log: one for each event, with the numbers of request, job and event."""

import logging
import re
import sys

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from disclosures import jobs
from disclosures.events import record
from disclosures.models import Action
from disclosures.telemetry.ids import during_job, during_request
from disclosures.telemetry.lines import Fields
from tests.disclosures.jobs.made_up import queued

_log = logging.getLogger("tests.lines")


def line(message: str, *, readable: bool = False, **given: object) -> str:
    """What is written of a message, without its time."""
    record = logging.makeLogRecord(
        {"name": "tests", "levelname": "INFO", "msg": message, "created": 0.0, **given}
    )
    time, rest = Fields(readable=readable).format(record).split(" ", 1)
    assert re.fullmatch(r"time=19(70|69)-\d\d-\d\dT\d\d:\d\d:00\.000[+-]\d\d:\d\d", time)
    return rest


def test_a_line() -> None:
    assert line("done") == "level=INFO logger=tests message=done"
    assert line("第 1 项") == 'level=INFO logger=tests message="第 1 项"'
    assert line("", status=200, ms=0, user=None, view="home") == (
        'level=INFO logger=tests view=home status=200 ms=0 message=""'
    )


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("a\nlevel=ERROR", r'"a\nlevel=ERROR"'),
        ('say "a"', r'"say \"a\""'),
        ("a\\b", r'"a\\b"'),
        ("a\x1b[31m\x7f", r'"a\u001b[31m\u007f"'),
        ("a\u2028b\u202e", r'"a\u2028b\u202e"'),
        ("a=b", '"a=b"'),
    ],
)
def test_nothing_begins_a_line_or_a_field_of_its_own(message: str, written: str) -> None:
    assert line(message) == f"level=INFO logger=tests message={written}"


def test_request_and_job() -> None:
    with during_request("abc"), during_job(7):
        assert line("x") == "level=INFO logger=tests request=abc job=7 message=x"
    assert line("x") == "level=INFO logger=tests message=x"


def test_a_traceback_is_part_of_the_line_or_below_it() -> None:
    try:
        raise KeyError("a\nb")
    except KeyError:
        raised = sys.exc_info()
    once = line("x", exc_info=raised)
    assert once.count("\n") == 0
    assert once.startswith(r'level=INFO logger=tests message=x exception="Traceback (most recent')
    assert once.endswith('''KeyError: 'a\\\\nb'"''')
    first, *below = line("x", readable=True, exc_info=raised).split("\n")
    assert first == "level=INFO logger=tests message=x"
    assert below[-1] == "KeyError: 'a\\nb'"


@pytest.mark.django_db
def test_lines_of_a_job_have_its_number() -> None:
    written: list[str] = []

    def task(key: int, by: User | None, progress: jobs.Progress) -> str:
        written.append(line("x"))
        return "好"

    job = queued(task)
    assert jobs.run_waiting() == 1
    assert written == [f"level=INFO logger=tests job={job.pk} message=x"]
    assert line("x") == "level=INFO logger=tests message=x"


@pytest.mark.django_db
def test_an_event_is_told_with_its_number_when_it_is_there_for_good(
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    caplog.set_level(logging.INFO, "disclosures.events")
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(KeyError), transaction.atomic():
            record(Action.TEXT, None, subject="没有留下")
            raise KeyError
        with transaction.atomic():
            event = record(Action.TEXT, None, subject="某某局")
        assert caplog.records == []
    written = [Fields().format(one).split(" ", 1)[1] for one in caplog.records]
    assert written == [
        f"level=INFO logger=disclosures.events event={event.number} message=改动文字"
    ]
