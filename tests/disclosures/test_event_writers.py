"""Several people at work at once: one order of events, no gap, nobody waits for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client

from disclosures.events import Change, breaks, record
from disclosures.intake.entry import Change as Typed
from disclosures.intake.entry import save
from disclosures.intake.typed import Place
from disclosures.models import Action, Disclosure, Event, Kind, Unit
from disclosures.pipeline import standard_of
from disclosures.tables import Cell

pytestmark = pytest.mark.django_db(transaction=True)

EACH = 12
"""Events that each writer adds."""


def at_once(*tasks: Callable[[], object]) -> None:
    """Runs the tasks, begun in the same moment; raises what one of them raises."""
    barrier = Barrier(len(tasks))

    def run(task: Callable[[], object]) -> None:
        try:
            barrier.wait()
            task()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as threads:
        list(threads.map(run, tasks))


def writer(name: str) -> Callable[[], None]:
    def write() -> None:
        for number in range(EACH):
            with transaction.atomic():
                change = Change("序号", after=str(number))
                record(Action.FIGURES, None, subject=name, changes=[change])

    return write


def test_two_writers_make_one_chain() -> None:
    """The first two events of all as well, when there is no chain yet."""
    at_once(writer("甲"), writer("乙"))
    events = list(Event.objects.order_by("number"))
    assert [one.number for one in events] == list(range(1, 2 * EACH + 1))
    for name in ("甲", "乙"):
        own = [one.changes for one in events if one.subject == name]
        assert own == [[["序号", "", str(number)]] for number in range(EACH)]
    assert list(breaks()) == []


def test_what_is_rolled_back_leaves_no_gap() -> None:
    def fail() -> None:
        for _ in range(EACH):
            with transaction.atomic():
                record(Action.FIGURES, None, subject="收回")
                transaction.set_rollback(True)

    at_once(writer("甲"), fail)
    assert list(Event.objects.order_by("number").values_list("number", "subject")) == [
        (number, "甲") for number in range(1, EACH + 1)
    ]
    assert list(breaks()) == []


def test_a_unit_is_renamed_while_somebody_enters_its_figures() -> None:
    """Both events name the unit: neither waits for what the other has locked."""
    unit = Unit.objects.create(name="甲局", slug="jia", region="某市")
    disclosure = Disclosure.objects.create(unit=unit, year=2024, kind=Kind.FINAL_ACCOUNTS)
    standard, user = standard_of(disclosure), User.objects.create_superuser("admin")
    place = Place(Cell("three_public", "total", "final_abroad"))
    client = Client()
    client.force_login(user)

    def rename() -> None:
        for number in range(EACH):
            posted = {
                "name": f"甲局{number}",
                "slug": f"jia-{number}",
                "region": "某市",
                "jurisdiction": "national",
            }
            address = f"/admin/disclosures/unit/{unit.pk}/change/"
            assert client.post(address, posted).status_code == 302

    def enter() -> None:
        for number in range(1, EACH + 1):
            base = Decimal(number - 1) if number > 1 else None
            saved = save(disclosure, standard, [Typed(place, str(number), base)], user)
            assert saved.conflicts == {}

    at_once(rename, enter)
    actions = list(Event.objects.values_list("action", flat=True))
    assert sorted(actions) == ["figures"] * EACH + ["unit"] * EACH
    assert list(breaks()) == []
