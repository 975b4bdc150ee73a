"""Several machines with one database: none needs what lies on another.

Two hosts serve and two work on jobs, every process in an empty working directory of its own.
Published files lie in one DATA_DIR for all, or in a bucket; then each host has its own DATA_DIR.
What goes in at one host comes out at the other, and what is killed is missed by nobody.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import connection
from pytest_django.fixtures import Settings

from disclosures.events import head_of_chain
from disclosures.facts import FactSheet
from disclosures.integrity import faults
from disclosures.models import Disclosure, Fact, Job, JobState, Upload
from disclosures.narrative.scope import Texts
from disclosures.opendata.archives import Region
from disclosures.renderers import SUFFIXES
from tests.disclosures.drafts import clerk, of_unit, publisher, reviewer
from tests.disclosures.jobs.publishing import log
from tests.disclosures.jobs.witness import hold, told
from tests.operations.machines import Machine, Watch, Web, Worker, until
from tests.operations.places import Place
from tests.operations.visitor import DESK, Answer, Visitor

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "演示-口令-0721"

FIGURE = "matters/reception_domestic_people/value"
"""A figure of the demonstration that no other has to agree with."""

Kind = Callable[[Path, str, Mapping[str, str]], Machine]


class Host(NamedTuple):
    """What runs on one machine, and its DATA_DIR."""

    processes: tuple[Machine, ...]
    data: Path

    def start(self) -> None:
        for process in self.processes:
            process.start()

    def kill(self) -> None:
        for process in self.processes:
            process.kill()

    def followed(self) -> object:
        """Number and hash of the event that its watch followed last."""
        file = self.data / "published" / "followed.json"
        return json.loads(file.read_bytes()) if file.exists() else None


class Machines(NamedTuple):
    """Two hosts that serve, with their web processes, and two that work."""

    serving: tuple[Host, Host]
    working: tuple[Host, Host]
    own_disks: bool

    @property
    def all(self) -> tuple[Host, ...]:
        return (*self.serving, *self.working)

    @property
    def webs(self) -> tuple[Web, ...]:
        return tuple(one for host in self.serving for one in host.processes if isinstance(one, Web))

    def are_ready(self) -> bool:
        return all(web.is_ready() for web in self.webs)

    def are_done(self) -> bool:
        """Whether no job is left, and nothing that one host did and another has to follow."""
        head = list(head_of_chain())
        followed = not self.own_disks or all(host.followed() == head for host in self.serving)
        return followed and not Job.objects.unfinished().exists()


@pytest.fixture(params=["folder", "bucket"])
def machines(
    request: pytest.FixtureRequest, here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machines]:
    """All of them, running; they are killed in the end."""
    with connection.cursor() as cursor:  # wake-ups of earlier tests
        cursor.execute("DELETE FROM procrastinate_jobs")
    if own_disks := request.param == "bucket":
        monkeypatch.setenv("PLACE_BUCKET", request.getfixturevalue("bucket").url)

    def host(name: str, *kinds: Kind) -> Host:
        data = tmp_path / name / "data" if own_disks else here.folder
        data.mkdir(parents=True, exist_ok=True)
        environment = {
            **here.environment(),
            "DJANGO_SETTINGS_MODULE": "tests.operations.impatient",
            "GATES": str(here.folder),
            "PLACE": str(data),
        }
        made = (
            kind(tmp_path / name, str(number), environment) for number, kind in enumerate(kinds)
        )
        return Host(tuple(made), data)

    serves = (Web, Watch) if own_disks else (Web,)
    made = Machines(
        (host("web-1", *serves), host("web-2", *serves)),
        (host("worker-1", Worker), host("worker-2", Worker)),
        own_disks,
    )
    try:
        for machine in made.all:
            machine.start()
        until(made.are_ready)
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
    settings: Settings,
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
    _locked_at_both(one, two, "nobody")

    _upload(typing, one, two, second)
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

    _the_same_archive_of_both(machines, second)
    machines.serving[0].kill()
    _move(publishing, two, first, "withdraw", "含有工作秘密，依法不予公开")
    assert _statuses(machines.webs[1:], first) == [410]
    machines.serving[0].start()
    until(machines.are_ready)
    until(lambda: _statuses(machines.webs, first) == [410, 410])
    _the_same_archive_of_both(machines, second)

    until(machines.are_done)
    for machine in machines.serving:
        settings.DATA_DIR = machine.data
        assert list(faults()) == []
    for process in (process for machine in machines.all for process in machine.processes):
        assert list(process.folder.iterdir()) == []


def _locked_at_both(one: str, two: str, username: str) -> None:
    """Wrong passwords are counted together: after five, neither asks for another one."""
    fields = {"username": username, "password": "wrong"}
    answers = []
    for web in (one, two, one, two, one, two):
        visitor = Visitor()
        visitor.get(web, "/admin/login/")
        answers.append(visitor.post(web, "/admin/login/", fields).status)
    assert answers == [200, 200, 200, 200, 429, 429]


def _upload(visitor: Visitor, one: str, two: str, disclosure: Disclosure) -> None:
    """Takes the workbook home, uploads it at ``one``, and confirms it at ``two``."""
    page = f"{DESK}/{disclosure.pk}/upload/"
    workbook = visitor.get(one, f"{DESK}/{disclosure.pk}/workbook/filled/").content
    taken = visitor.post_file(one, page, "workbook", "数据.xlsx", workbook)
    assert taken.status == 302, taken.text
    preview = taken.headers["Location"]
    fields = {"token": visitor.get(two, preview).hidden("token"), "confirm": "确认导入"}
    assert visitor.post(two, preview, fields).status == 302
    assert Upload.objects.get(disclosure=disclosure).confirmed_at is not None


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


def _left_when_killed_at_work(machines: Machines) -> Machine:
    """Kills the worker that said last that it is at work, whose disk is lost; the other one."""
    pid = int(log().read_text("utf-8").split()[-1])
    one, two = machines.working
    killed, left = (one, two) if one.processes[0].pid == pid else (two, one)
    assert killed.processes[0].pid == pid
    killed.kill()
    if machines.own_disks:
        shutil.rmtree(killed.data)
    return left.processes[0]


def _the_same_of_both(machines: Machines, disclosure: Disclosure) -> None:
    """Page and files as both webs serve them, to somebody who is not signed in."""
    address = disclosure.get_absolute_url()
    names = ("", *(f"disclosure.{suffix}" for suffix in ("zip", *SUFFIXES.values())), "versions/")
    for name in (*names, "figures/income_expenditure/"):
        answers = [Visitor().get(web.address, f"{address}{name}") for web in machines.webs]
        assert [answer.status for answer in answers] == [200, 200], name
        assert answers[0].content == answers[1].content != b"", name


def _the_same_archive_of_both(machines: Machines, disclosure: Disclosure) -> None:
    """The ZIP of year and region, once both have it: a moment after the last publication."""
    address = Region(disclosure.year, disclosure.unit.region).address
    answers: list[Answer] = []

    def both_have_it() -> bool:
        answers[:] = (Visitor().get(web.address, address) for web in machines.webs)
        return [answer.status for answer in answers] == [200, 200]

    until(both_have_it)
    one, two = answers
    assert one.content == two.content
    assert one.headers["ETag"] == two.headers["ETag"]


def _statuses(webs: Iterable[Web], disclosure: Disclosure) -> list[int]:
    address = f"{disclosure.get_absolute_url()}disclosure.pdf"
    return [Visitor().get(web.address, address).status for web in webs]
