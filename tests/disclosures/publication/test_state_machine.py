"""Anybody does anything in any order: what is forbidden never happens, and no draft leaks."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from disclosures import publication
from disclosures.events import breaks
from disclosures.facts import FactSheet
from disclosures.intake.entry import Closed
from disclosures.intake.texts import TextRefused
from disclosures.models import Action, Disclosure, Duty, Event, Publication, State
from disclosures.narrative.scope import TextKey, Texts
from disclosures.pipeline import Prepared, prepare
from disclosures.publication import Refused, announce_now, publishing, rendering, states
from disclosures.publication.record import stored_digest
from disclosures.renderers import FORMATS
from tests.disclosures import drafts
from tests.disclosures.editing import type_figure, write_text

REASON = "按批复文件办理"

RUN: dict[Action, Callable[[Disclosure, User], object]] = {
    Action.SUBMIT: publication.submit,
    Action.SIGN: lambda of, by: publication.sign(of, by, REASON),
    Action.APPROVE: publication.approve,
    Action.SEND_BACK: lambda of, by: publication.send_back(of, by, REASON),
    Action.REOPEN: lambda of, by: publication.reopen(of, by, REASON),
    Action.PUBLISH: publication.publish,
    Action.CORRECT: lambda of, by: publication.correct(of, by, REASON),
    Action.WITHDRAW: lambda of, by: publication.withdraw(of, by, REASON),
}

WHOSE = {
    Action.SUBMIT: {Duty.CLERK},
    Action.SIGN: {Duty.REVIEWER},
    Action.APPROVE: {Duty.REVIEWER},
    Action.SEND_BACK: {Duty.REVIEWER, Duty.PUBLISHER},
    Action.REOPEN: {Duty.CLERK, Duty.REVIEWER, Duty.PUBLISHER},
    Action.PUBLISH: {Duty.PUBLISHER},
    Action.CORRECT: {Duty.CLERK, Duty.PUBLISHER},
    Action.WITHDRAW: {Duty.PUBLISHER},
}

ACTORS: dict[str, frozenset[Duty]] = {
    "clerk": frozenset({Duty.CLERK}),
    "reviewer": frozenset({Duty.REVIEWER}),
    "publisher": frozenset({Duty.PUBLISHER}),
    "auditor": frozenset({Duty.AUDITOR}),
    "everything": frozenset(Duty),
    "of another unit": frozenset(),
}
"""``everything`` has all duties and so may be tempted to approve what it made itself."""


class World:
    """What the machine works on; made by the test, which holds the database."""

    sheet: FactSheet
    texts: Texts


class Machine(RuleBasedStateMachine):
    """A model of the rules beside the real thing: who made it, where it stands, what is public."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.disclosure = drafts.draft(World.sheet, World.texts)
        self.users = {
            name: drafts.staff(f"{number}", *duties, unit=self.disclosure.unit)
            for number, (name, duties) in enumerate(ACTORS.items())
        }
        self.state = State.DRAFT
        self.signed = False
        self.authors: set[str] = set()
        self.events = 0
        self.marks = 0
        self.public: set[int] = set()
        self.versions: list[tuple[str, str, str]] = []
        self.withdrawn = False
        self.mark(self.users["clerk"])
        self.authors = {"clerk"}
        self.events = Event.objects.count()

    def teardown(self) -> None:
        """As if nothing had ever been: what was served of it is no row, and is not rolled back."""
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        shutil.rmtree(project.DATA_DIR, ignore_errors=True)

    def mark(self, user: User) -> None:
        """A text that stands nowhere else, so that it is known wherever it turns up."""
        key = TextKey("prose", "duties")
        write_text(self.disclosure, key, f"职能标记第{self.marks + 1}号完。", user)
        self.marks += 1

    # What anybody may try

    @rule(name=st.sampled_from(sorted(ACTORS)))
    def write(self, name: str) -> None:
        """The pages ask for the duty, the functions for the state."""
        if self.state is State.DRAFT:
            self.mark(self.users[name])
            self.authors.add(name)
            self.events += 1
        else:
            with pytest.raises(TextRefused):
                self.mark(self.users[name])

    @rule(name=st.sampled_from(sorted(ACTORS)), count=st.integers(1, 50))
    def type_in(self, name: str, count: int) -> None:
        address, typed = "matters/equipment_general/value", str(count)
        if self.state is not State.DRAFT:
            with pytest.raises(Closed):
                type_figure(self.disclosure, address, typed, self.users[name])
            return
        before = Event.objects.count()
        type_figure(self.disclosure, address, typed, self.users[name])
        added = Event.objects.count() - before
        assert added in (0, 1)
        self.events += added
        if added:
            self.authors.add(name)

    @rule(name=st.sampled_from(sorted(ACTORS)), action=st.sampled_from(sorted(RUN)))
    def act(self, name: str, action: Action) -> None:
        self.attempt(name, Action(action))

    @precondition(lambda self: self.state is State.SUBMITTED)
    @rule()
    def be_approved(self) -> None:
        """Chance alone would seldom come so far."""
        if "reviewer" not in self.authors:
            self.attempt("reviewer", Action.SIGN)
            self.attempt("reviewer", Action.APPROVE)

    @precondition(lambda self: self.state is State.APPROVED)
    @rule()
    def be_published(self) -> None:
        self.attempt("publisher", Action.PUBLISH)

    def attempt(self, name: str, action: Action) -> None:
        expected = self.expected(name, action)
        user = self.users[name]
        if not expected:
            before = self.stored()
            with pytest.raises(Refused), transaction.atomic():
                RUN[action](Disclosure.objects.get(pk=self.disclosure.pk), user)
            assert self.stored() == before
            return
        already = self.state is State.PUBLISHED and action is Action.PUBLISH
        RUN[action](self.disclosure, user)
        if not already:
            self.events += 1
            self.follow(name, action)

    def expected(self, name: str, action: Action) -> bool:
        """Whether the rules allow it."""
        if not ACTORS[name] & WHOSE[action]:
            return False
        match action:
            case Action.SUBMIT:
                return self.state is State.DRAFT
            case Action.SIGN:
                return self.state is State.SUBMITTED and name not in self.authors
            case Action.APPROVE:
                return self.state is State.SUBMITTED and self.signed and name not in self.authors
            case Action.SEND_BACK | Action.REOPEN:
                return self.state in (State.SUBMITTED, State.APPROVED)
            case Action.PUBLISH:
                return self.state in (State.APPROVED, State.PUBLISHED)
            case Action.CORRECT:
                return self.state in (State.PUBLISHED, State.WITHDRAWN)
            case _:
                return bool(self.versions) and not self.withdrawn

    def follow(self, name: str, action: Action) -> None:
        """What the model makes of it."""
        match action:
            case Action.SUBMIT:
                self.state = State.SUBMITTED
                self.authors.add(name)
            case Action.SIGN:
                self.signed = True
            case Action.APPROVE:
                self.state = State.APPROVED
            case Action.SEND_BACK | Action.REOPEN:
                self.state, self.signed = State.DRAFT, False
            case Action.PUBLISH:
                self.state, self.authors, self.withdrawn = State.PUBLISHED, set(), False
                new = Publication.objects.get(version=len(self.versions) + 1)
                self.versions.append((new.code, new.digest, new.title))
                self.public |= {self.marks}
                announce_now(self.disclosure)
            case Action.CORRECT:
                self.state, self.signed = State.DRAFT, False
            case _:
                self.withdrawn, self.public = True, set()
                if self.state is State.PUBLISHED:
                    self.state = State.WITHDRAWN
                announce_now(self.disclosure)

    def stored(self) -> list[Any]:
        return [
            list(Disclosure.objects.values_list()),
            Event.objects.count(),
            list(Publication.objects.values_list("pk", "code")),
        ]

    # What always holds

    @invariant()
    def stands_where_the_model_says(self) -> None:
        now = Disclosure.objects.get(pk=self.disclosure.pk)
        assert (now.state, now.signed_at is not None) == (self.state, self.signed)
        assert Event.objects.count() == self.events
        assert list(breaks()) == []

    @invariant()
    def publications_are_what_they_were(self) -> None:
        rows = Publication.objects.order_by("version")
        assert [(one.code, one.digest, one.title) for one in rows] == self.versions
        assert [stored_digest(one) for one in rows] == [one.digest for one in rows]

    @invariant()
    def nothing_of_a_draft_is_public(self) -> None:
        home = self.disclosure.get_absolute_url()
        codes = [code for code, _, _ in self.versions]
        unit = self.disclosure.unit.slug
        addresses = [
            *("/", home, f"{home}versions/", "/verify/", "/search/?q=职能标记", f"/{unit}/"),
            *(f"/compare/?unit={unit}", "/open-data/", "/feed.atom", "/sitemap-documents.xml"),
            *("/api/v1/units", "/api/v1/disclosures", f"/api/v1/facts?unit={unit}"),
            f"/api/v1/disclosures/{unit}/2020/department/final_accounts",
            *(f"/verify/{code}/" for code in codes),
            *(
                f"{home}{folder}{name}"
                for folder in ("", *(f"v{number}/" for number in range(1, len(codes) + 2)))
                for name in ("", "disclosure.html", "disclosure.json", "disclosure.txt")
            ),
        ]
        told = re.sub("<[^>]+>", "", "".join(_read(address) for address in addresses))
        shown = {mark for mark in range(1, self.marks + 1) if f"职能标记第{mark}号" in told}
        assert shown <= self.public
        assert bool(shown) == bool(self.public)


def _read(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code < 500
    return str(b"".join(answer).decode())


@pytest.mark.django_db
def test_no_order_of_actions_breaks_the_rules(
    demonstration_sheet: FactSheet,
    demonstration_texts: Texts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    genuine = prepare

    def without_findings(of: Disclosure) -> Prepared:
        return replace(genuine(of), findings=())

    for module in (states, publishing):
        monkeypatch.setattr(module, "prepare", without_findings)
    quick = {name: FORMATS[name] for name in ("html", "json", "text")}
    monkeypatch.setattr(rendering, "FORMATS", quick)
    World.sheet, World.texts = demonstration_sheet, demonstration_texts
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=6,
            stateful_step_count=14,
            phases=(Phase.generate,),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
