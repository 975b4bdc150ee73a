"""Those who use the site during a soak: each is one thread that asks, waits a little, and asks.

A web process may die under any request. Whoever reads asks for something else; whoever saved does
not know whether it was stored, looks at the other process, and goes on from what stands there.
"""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

from benchmarks.soak.measuring import Measured
from benchmarks.soak.site import Person, Team
from tests.operations.visitor import DESK, Answer, Visitor

READING, TYPING, PUBLISHING = 0.5, 1.0, 5.0
"""Seconds, on average, that readers and clerks wait between two requests, and those who publish
between two documents."""

TABLES = ("income_expenditure", "expenditure", "general_public_basic")
"""Tables of amounts in which the clerks type."""

AN_UPLOAD, A_PAGE = 15, 4
"""Every so many saves a clerk uploads a workbook, and looks at a page."""

PAGES = ("desk", "tables", "findings", "preview/page", "log")

A_CORRECTION = 3
"""Every so many documents one that is published already is corrected instead."""

HARMLESS = "matters/reception_domestic_people/value"
"""A figure of the drafts that no other has to agree with: a count from 10 to 99."""

MOVED, TAKEN = frozenset({302}), frozenset({302, 409})
"""What a move answers, and what it answers to somebody who does not know that it was done."""

ATTEMPTS, AGAIN = 240, 0.5
"""How often a request that must be answered is tried, and the seconds between."""

PATIENCE = 300
"""Seconds after which a document that is not published is given up: longer than a lease."""


@dataclass(frozen=True)
class Field:
    """What all of them need: where the web processes are, what is noted, and when it is over."""

    webs: Mapping[str, str]
    measured: Measured
    over: Event

    def any(self) -> tuple[str, str]:
        """Name and address of one of the web processes."""
        return random.choice(tuple(self.webs.items()))


def read(field: Field, pages: Mapping[str, Sequence[str]]) -> None:
    """A reader, until it is over."""
    visitor, kinds = Visitor(), tuple(pages)
    while not _pause(field, READING):
        kind = random.choice(kinds)
        path = random.choice(pages[kind])
        name, web = field.any()
        field.measured.ask(f"reader: {kind}", name, lambda: visitor.get(web, path))  # noqa: B023


class SignedIn:
    """Somebody who has signed in, with one session for all web processes."""

    def __init__(self, field: Field, person: Person) -> None:
        self.field = field
        self.visitor = Visitor()
        _, web = field.any()
        self.visitor.sign_in(web, person.name, person.password)

    def get(self, kind: str, path: str) -> Answer | None:
        name, web = self.field.any()
        return self.field.measured.ask(kind, name, lambda: self.visitor.get(web, path))

    def insist(self, kind: str, path: str, content: object) -> Answer:
        """The answer to something that changes nothing, of whichever process answers at last.

        Raises TimeoutError where none does.
        """
        for _ in range(ATTEMPTS):
            name, web = self.field.any()
            answer = self.field.measured.ask(
                kind,
                name,
                lambda: self.visitor.post_json(web, path, content),  # noqa: B023
            )
            if answer:
                return answer
            time.sleep(AGAIN)
        raise TimeoutError(f"no answer of {path}")

    def move(self, pk: int, action: str, reason: str = "") -> bool:
        """Presses a button of the desk until it was pressed; whether it was not refused."""
        path, fields = f"{DESK}/{pk}/move/{action}/", {"reason": reason}
        wanted = MOVED
        for _ in range(ATTEMPTS):
            begun = time.monotonic()
            name, web = self.field.any()
            answer = self.field.measured.ask(
                f"publishing: {action}",
                name,
                lambda: self.visitor.post(web, path, fields),  # noqa: B023
                wanted,
            )
            if answer:
                return True
            if not self.field.measured.was_dead(name, begun):
                return False
            wanted = TAKEN
            time.sleep(AGAIN)
        return False


class Clerk:
    """Types figures into the grid of one disclosure, which nobody else does.

    ``kept`` is what has to stand in the database: every figure of which a save was acknowledged.
    ``lost`` tells of those that are not there.
    """

    def __init__(self, by: SignedIn, pk: int, tables: Sequence[str]) -> None:
        self.by = by
        self.field = by.field
        self.pk = pk
        self.kept: dict[str, str] = {}
        self.lost: list[str] = []
        self.acknowledged = self.uploads = 0
        for table in tables:
            for cell, found in self._values(table).items():
                if found["base"] and not found["total"]:
                    self.kept[cell] = found["base"]

    def type_until_over(self) -> None:
        """Saves, uploads and looks at pages."""
        turn = 0
        while not _pause(self.field, TYPING):
            turn += 1
            cell = random.choice(tuple(self.kept))
            if turn % AN_UPLOAD == 0:
                self.upload(cell)
            elif turn % A_PAGE == 0:
                self.by.get("clerk: page", f"{DESK}/{self.pk}/{random.choice(PAGES)}/")
            else:
                self.save(cell, f"{random.randrange(1, 10**9) / 100:.2f}")

    def save(self, cell: str, text: str) -> None:
        """Types one figure with two decimals, and remembers it if that is acknowledged."""
        table, before = cell.split("/")[0], self.kept[cell]
        content = {"unit": "元", "changes": [{"cell": cell, "text": text, "base": before}]}
        name, web = self.field.any()
        answer = self.field.measured.ask(
            "clerk: save",
            name,
            lambda: self.by.visitor.post_json(web, self._cells(table), content),
        )
        if answer is None:
            self._settle(cell, {before, text})
            return
        said = answer.json()
        now = said["values"][cell]["base"]
        if now != text:
            why = said["refused"] or said["conflicts"]
            self.lost.append(f"{cell} of {self.pk}: {before} → {text} answered {now}: {why}")
        self.kept[cell] = now
        self.acknowledged += 1

    def upload(self, cell: str) -> None:
        """Takes the workbook home, types a figure, and uploads the workbook: it is as before."""
        workbook = self.by.get("clerk: workbook", f"{DESK}/{self.pk}/workbook/filled/")
        if workbook is None:
            return
        before = self.kept[cell]
        self.save(cell, f"{random.randrange(1, 10**9) / 100:.2f}")
        name, web = self.field.any()
        taken = self.field.measured.ask(
            "clerk: upload",
            name,
            lambda: self.by.visitor.post_file(
                web, f"{DESK}/{self.pk}/upload/", "workbook", "soak.xlsx", workbook.content
            ),
            MOVED,
        )
        page = taken and self.by.get("clerk: preview", taken.headers["Location"])
        if taken is None or page is None:
            return
        fields = {"token": page.hidden("token"), "confirm": "确认导入"}
        name, web = self.field.any()
        confirmed = self.field.measured.ask(
            "clerk: confirm",
            name,
            lambda: self.by.visitor.post(web, taken.headers["Location"], fields),
            MOVED,
        )
        if confirmed is None:
            self._settle(cell, {before, self.kept[cell]})
            return
        self.kept[cell] = before
        self.uploads += 1

    def missing(self, stored: Mapping[str, str]) -> list[str]:
        """Everything that is not there, ``stored`` being the figures of the database."""
        return [
            *self.lost,
            *(
                f"{cell} of {self.pk}: {kept} was acknowledged, {stored.get(cell)} is stored"
                for cell, kept in self.kept.items()
                if stored.get(cell) != kept
            ),
        ]

    def _settle(self, cell: str, possible: set[str]) -> None:
        """What stands there after a save without an answer; it must be one of ``possible``."""
        found = self._values(cell.split("/")[0])[cell]["base"]
        if found not in possible:
            self.lost.append(f"{cell} of {self.pk}: {found} is none of {sorted(possible)}")
        self.kept[cell] = found

    def _values(self, table: str) -> dict[str, Any]:
        answer = self.by.insist("clerk: look", self._cells(table), {"unit": "元"})
        found: dict[str, Any] = answer.json()["values"]
        return found

    def _cells(self, table: str) -> str:
        return f"{DESK}/{self.pk}/tables/{table}/cells/"


class Publishing:
    """Brings one document after the other from its last figure to its public page."""

    def __init__(self, field: Field, team: Team, drafts: Sequence[tuple[int, str]]) -> None:
        self.field = field
        self.waiting = list(drafts)
        self.published: list[tuple[int, str]] = []
        self.clerks: list[Clerk] = []
        self.clerk, self.reviewer, self.publisher = (
            SignedIn(field, person) for person in (team.clerk, team.reviewer, team.publisher)
        )
        self.corrections = 0
        self.failed: list[str] = []

    def publish_until_over(self) -> None:
        """New documents, and now and then a correction."""
        turn = 0
        while self.waiting and not _pause(self.field, PUBLISHING):
            turn += 1
            if turn % A_CORRECTION == 0 and self.published:
                pk, address = random.choice(self.published)
                self.publisher.move(pk, "correct", "压力测试：人数误填")
                done = self._bring(pk, address)
                self.corrections += done
            else:
                pk, address = self.waiting.pop(0)
                done = self._bring(pk, address)
                if done:
                    self.published.append((pk, address))

    def _bring(self, pk: int, address: str) -> bool:
        """Whether it arrived; where it did not, ``failed`` tells so."""
        clerk = Clerk(self.clerk, pk, ("matters",))
        self.clerks = [*(one for one in self.clerks if one.pk != pk), clerk]
        clerk.save(HARMLESS, f"{random.randrange(10, 100)}.00")
        steps = (
            self.clerk.move(pk, "submit"),
            self.reviewer.move(pk, "sign", "不涉及国家秘密"),
            self.reviewer.move(pk, "approve"),
            self.publisher.move(pk, "publish"),
        )
        if all(steps) and self._is_done(pk):
            for name, web in self.field.webs.items():
                self.field.measured.ask(
                    "publishing: the page",
                    name,
                    lambda: Visitor().get(web, address),  # noqa: B023
                )
            return True
        self.failed.append(f"{pk} was not published: {steps}")
        return False

    def _is_done(self, pk: int) -> bool:
        """Waits, as the overview does, until nothing goes on any more."""
        for _ in range(PATIENCE):
            answer = self.publisher.get("publishing: progress", f"{DESK}/{pk}/desk/publishing/")
            if answer and not answer.json()["going_on"]:
                return True
            time.sleep(1)
        return False


def _pause(field: Field, average: float) -> bool:
    """Waits from half to one and a half times ``average`` seconds; whether it is over."""
    return field.over.wait(random.uniform(0.5, 1.5) * average)
