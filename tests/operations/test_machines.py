"""Several machines with one database and one DATA_DIR: none needs what lies on another.

Two web processes and two workers, each in an empty working directory of its own. What goes in at
one comes out at the other, and a worker that is killed is missed by nobody.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import connection

from disclosures.facts import FactSheet
from disclosures.models import Disclosure, Fact, Job, JobState
from disclosures.narrative.scope import Texts
from disclosures.renderers import SUFFIXES
from tests.disclosures.drafts import clerk, of_unit, publisher, reviewer
from tests.disclosures.jobs.publishing import log
from tests.disclosures.jobs.witness import hold, told
from tests.operations.machines import Machine, Web, Worker, until
from tests.operations.places import Place
from tests.operations.visitor import DESK, Visitor

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "演示-口令-0721"

FIGURE = "matters/reception_domestic_people/value"
"""A figure of the demonstration that no other has to agree with."""


class Machines(NamedTuple):
    """What runs; ``webs`` and ``workers`` are two each."""

    webs: tuple[Web, Web]
    workers: tuple[Worker, Worker]

    @property
    def all(self) -> tuple[Machine, ...]:
        return (*self.webs, *self.workers)


@pytest.fixture
def machines(here: Place, tmp_path: Path) -> Iterator[Machines]:
    """All four, running; they are killed in the end."""
    with connection.cursor() as cursor:  # wake-ups of earlier tests
        cursor.execute("DELETE FROM procrastinate_jobs")
    environment = {**here.environment(), "DJANGO_SETTINGS_MODULE": "tests.operations.impatient"}
    home = tmp_path / "machines"
    webs = (Web(home, "web-1", environment), Web(home, "web-2", environment))
    workers = (Worker(home, "worker-1", environment), Worker(home, "worker-2", environment))
    made = Machines(webs, workers)
    try:
        for machine in made.all:
            machine.start()
        until(lambda: all(web.is_ready() for web in webs))
        yield made
    finally:
        for machine in made.all:
            machine.kill()


@pytest.fixture
def people(transactional_db: None) -> tuple[User, User, User]:
    """录入, 审核, 公开."""
    made = (clerk(), reviewer(), publisher())
    for user in made:
        user.set_password(PASSWORD)
        user.save()
    return made


def test_nothing_is_needed_of_another_machine(
    here: Place,
    demonstration_sheet: FactSheet,
    demonstration_texts: Texts,
    people: tuple[User, User, User],
    machines: Machines,
) -> None:
    first, second = (
        of_unit(demonstration_sheet, demonstration_texts, name) for name in ("甲站", "乙站")
    )
    one, two = (web.address for web in machines.webs)
    typing, reviewing, publishing = (Visitor() for _ in people)
    for visitor, user in zip((typing, reviewing, publishing), people, strict=True):
        visitor.sign_in(one, user.username, PASSWORD)

    for disclosure, people_count in ((first, "49"), (second, "50")):
        _type(typing, one, disclosure, people_count)
        assert _base(typing, two, disclosure) == f"{people_count}.00"
        _move(typing, two, disclosure, "submit")
        _move(reviewing, one, disclosure, "sign", "不涉及国家秘密")
        _move(reviewing, two, disclosure, "approve")

    _move(publishing, two, first, "publish")
    until(lambda: _job(first).state == JobState.DONE)
    _the_same_of_both(machines, first)

    gate = hold("before", second)
    _move(publishing, two, second, "publish")
    until(lambda: told("before") == [second.pk])
    left = _left_when_killed_at_work(machines)
    gate.unlink()
    until(lambda: _job(second).state == JobState.DONE)
    assert left.is_running() and _job(second).attempts == 2
    _the_same_of_both(machines, second)

    until(lambda: not Job.objects.unfinished().exists())
    verified = here.run("verify")
    assert verified.returncode == 0, verified.stdout
    for machine in machines.all:
        assert list(machine.folder.iterdir()) == []


def _type(visitor: Visitor, web: str, disclosure: Disclosure, text: str) -> None:
    """Types FIGURE in the grid."""
    stored = Fact.objects.get(disclosure=disclosure, year=disclosure.year, **_cell())
    change = {"cell": FIGURE, "text": text, "base": f"{stored.value:f}"}
    saved = visitor.post_json(web, _cells(disclosure), {"unit": "元", "changes": [change]})
    assert (saved.status, saved.json()["conflicts"]) == (200, {})


def _base(visitor: Visitor, web: str, disclosure: Disclosure) -> object:
    """FIGURE as it stands at ``web``."""
    answer = visitor.post_json(web, _cells(disclosure), {"unit": "元"})
    assert answer.status == 200
    return answer.json()["values"][FIGURE]["base"]


def _cell() -> dict[str, str]:
    return dict(zip(("table", "row", "column"), FIGURE.split("/"), strict=True))


def _cells(disclosure: Disclosure) -> str:
    return f"{DESK}/{disclosure.pk}/tables/{_cell()['table']}/cells/"


def _move(
    visitor: Visitor, web: str, disclosure: Disclosure, action: str, reason: str = ""
) -> None:
    answer = visitor.post(web, f"{DESK}/{disclosure.pk}/move/{action}/", {"reason": reason})
    assert answer.status == 302, answer.text


def _job(disclosure: Disclosure) -> Job:
    return Job.objects.get(task="publish", key=disclosure.pk)


def _left_when_killed_at_work(machines: Machines) -> Worker:
    """Kills the worker that said last that it is at work; the other one."""
    pid = int(log().read_text("utf-8").split()[-1])
    killed, left = machines.workers if machines.workers[0].pid == pid else machines.workers[::-1]
    assert killed.pid == pid
    killed.kill()
    return left


def _the_same_of_both(machines: Machines, disclosure: Disclosure) -> None:
    """Page and files as both webs serve them, to somebody who is not signed in."""
    address = disclosure.get_absolute_url()
    names = ("", *(f"disclosure.{suffix}" for suffix in ("zip", *SUFFIXES.values())), "versions/")
    for name in names:
        answers = [Visitor().get(web.address, f"{address}{name}") for web in machines.webs]
        assert [answer.status for answer in answers] == [200, 200], name
        assert answers[0].content == answers[1].content != b"", name
