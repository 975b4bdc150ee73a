"""Tasks that a test makes up, and disclosures to work on."""

from collections.abc import Callable
from threading import Event
from time import monotonic
from uuid import uuid4

from disclosures import jobs
from disclosures.jobs.tasks import Function
from disclosures.models import Disclosure, Job, Kind, Unit


def named(function: Function, page: str = "") -> str:
    """The name under which ``function`` is a task from now on."""
    name = f"tests.{uuid4().hex}"
    jobs.task(name, page)(function)
    return name


def queued(function: Function, key: int = 1, label: str = "某某局") -> Job:
    """A job of ``function``."""
    return jobs.enqueue(named(function), key, None, label)


def nothing(key: int, by: object, progress: jobs.Progress) -> str:
    """A task without an effect."""
    return f"第 {key} 项没有要做的"


def disclosures(count: int) -> list[Disclosure]:
    """Drafts of as many units."""
    units = Unit.objects.bulk_create(
        Unit(name=f"某某局{number}", slug=f"bureau-{number}", region="某某市")
        for number in range(count)
    )
    return Disclosure.objects.bulk_create(
        Disclosure(unit=unit, year=2024, kind=Kind.FINAL_ACCOUNTS) for unit in units
    )


def until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Returns as soon as ``is_so``; fails after ``seconds``."""
    pause, deadline = Event(), monotonic() + seconds
    while not is_so():
        assert monotonic() < deadline, f"not so after {seconds} seconds"
        pause.wait(0.05)
