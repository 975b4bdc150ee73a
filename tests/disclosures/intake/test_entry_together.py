"""Two clerks who save the same cell in the same moment, each over a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection

from disclosures.intake.entry import Change, Saved, save
from disclosures.intake.typed import Place
from disclosures.models import Disclosure, Unit
from disclosures.pipeline import standard_of
from disclosures.tables import Cell

ROUNDS = 5
ABROAD = Place(Cell.parse("three_public/total/final_abroad"))
TOTAL = Place(Cell.parse("three_public/total/final_total"))


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_stored_and_the_other_told() -> None:
    unit = Unit.objects.create(
        name="测试单位", slug="test", region="测试市", jurisdiction="sichuan"
    )
    disclosure = Disclosure.objects.create(unit=unit, year=2020, kind="final_accounts")
    standard = standard_of(disclosure)
    clerks = [User.objects.create_user(name) for name in ("first", "second")]
    start = Barrier(len(clerks))

    def enter(clerk: User, text: str, base: Decimal | None) -> Saved:
        own = Disclosure.objects.get(pk=disclosure.pk)
        start.wait()
        try:
            return save(own, standard, [Change(ABROAD, text, base)], clerk)
        finally:
            connection.close()

    base = None
    for number in range(ROUNDS):
        texts = [f"{number}1", f"{number}2"]
        with ThreadPoolExecutor(len(clerks)) as threads:
            both = list(threads.map(enter, clerks, texts, [base, base]))
        winner = next(index for index, saved in enumerate(both) if saved.stored)
        won, lost = both[winner], both[1 - winner]
        base = Decimal(texts[winner])
        assert won.stored == {ABROAD: base, TOTAL: base}
        assert (won.conflicts, lost.stored) == ({}, {})
        conflict = lost.conflicts[ABROAD]
        found = (conflict.theirs, conflict.mine, conflict.who, conflict.when)
        assert found == (base, Decimal(texts[1 - winner]), clerks[winner].username, won.at)
        facts = {str(row.address): (row.value, row.entered_by) for row in disclosure.facts.all()}
        assert facts == {str(place.cell): (base, clerks[winner]) for place in (ABROAD, TOTAL)}
