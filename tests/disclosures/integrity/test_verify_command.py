"""manage.py verify: every fault as a sentence, the head of the chain, and the exit status."""

import re
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from disclosures import events
from disclosures.events import Change, Head, head_of_chain, record
from disclosures.integrity import everything, faults, kept
from disclosures.models import Action, Disclosure, Event, Kind
from disclosures.site import versions
from disclosures.site.addresses import link_of
from disclosures.site.baking import bake
from disclosures.store import store_directory
from tests.disclosures import drafts
from tests.disclosures.integrity.tampering import run
from tests.disclosures.site.life import TOTAL, Life


def verify(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[str]]:
    """The exit status and the lines that are printed."""
    status = 0
    try:
        call_command("verify", *options)
    except SystemExit as end:
        status = int(end.code or 0)
    return status, capsys.readouterr().out.splitlines()


def test_nothing_was_ever_published(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(capsys) == (
        0,
        ["共 0 个公开版本、0 条办理记录，全部相符。", f"链头 0:{'0' * 64}"],
    )


def test_all_is_right(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    life.publish()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    head = head_of_chain()
    assert verify(capsys) == (
        0,
        [
            f"共 2 个公开版本、{head.number} 条办理记录，全部相符。",
            f"链头 {head.number}:{head.hash}",
        ],
    )
    assert verify(capsys, "--quiet") == (0, [])


def test_something_is_not_right(life: Life, capsys: pytest.CaptureFixture[str]) -> None:
    sha256 = life.publish().files.get(format="pdf").sha256
    (store_directory() / sha256).unlink()
    head = head_of_chain()
    fault = f"{life.disclosure}第1版的PDF 文件，应为：SHA-256 {sha256}；实际：没有这个文件"
    assert verify(capsys) == (
        1,
        [
            fault,
            f"共 1 个公开版本、{head.number} 条办理记录，有 1 处不符。",
            f"链头 {head.number}:{head.hash}",
        ],
    )
    assert verify(capsys, "--quiet") == (1, [fault])


def test_a_log_that_was_written_anew_is_found_out_by_a_head_kept_elsewhere(
    life: Life, capsys: pytest.CaptureFixture[str]
) -> None:
    life.publish()
    head = head_of_chain()
    said = f"{head.number}:{head.hash}"
    assert verify(capsys, "--quiet", "--head", said) == (0, [])
    old = Event.objects.get(number=head.number)
    run("DELETE FROM disclosures_event WHERE id = %s", old.pk)
    run(
        "UPDATE disclosures_eventchain SET number = %s, hash = %s",
        old.number - 1,
        "" if old.number == 1 else old.previous,
    )
    record(
        Action.PUBLISH,
        old.by,
        disclosure=life.disclosure,
        changes=[Change(*change) for change in old.changes],
    )
    assert verify(capsys, "--quiet") == (0, [])
    now = head_of_chain().hash
    assert now != head.hash
    assert verify(capsys, "--quiet", "--head", said) == (
        1,
        [f"办理记录的第 {head.number} 条的校验值，应为：{head.hash}；实际：{now}"],
    )


def test_a_head_that_is_no_longer_there(db: None) -> None:
    assert list(kept(Head(0, "0" * 64))) == []
    assert [str(fault) for fault in kept(Head(7, "a" * 64))] == [
        f"办理记录的第 7 条的校验值，应为：{'a' * 64}；实际：没有这一条"
    ]


@pytest.mark.parametrize("head", ["7", "x:" + "a" * 64, "7:abc", "７:" + "a" * 64, ""])
def test_a_head_that_cannot_be_read(db: None, head: str) -> None:
    with pytest.raises(CommandError, match=re.escape(f"链头“{head}”不对")):
        call_command("verify", "--head", head)


def test_what_is_logged_meanwhile_is_no_break(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    life.publish()
    read = events.head_of_chain

    def then_log() -> Head:
        head = read()
        record(Action.PROPERTIES, None, disclosure=life.disclosure)
        return head

    monkeypatch.setattr(events, "head_of_chain", then_log)
    assert list(events.breaks()) == []


def test_what_is_baked_meanwhile_is_no_fault(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    life.publish()
    link_of(life.disclosure).unlink()

    def then_bake(found: QuerySet[Disclosure]) -> Iterator[Disclosure]:
        yield from versions.one_by_one(found)
        bake(life.disclosure)

    monkeypatch.setattr(everything, "one_by_one", then_bake)
    assert list(faults()) == []


def test_it_reads_a_batch_at_a_time_and_as_much_for_each(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.publish()
    for year in range(2001, 2006):
        one = Disclosure.objects.create(unit=life.disclosure.unit, year=year, kind=Kind.BUDGET)
        drafts.published(one, {})
        bake(one)
    with CaptureQueriesContext(connection) as at_once:
        found = [str(fault) for fault in faults()]
    assert len(found) == 5
    monkeypatch.setattr(versions, "BATCH", 2)
    with CaptureQueriesContext(connection) as in_batches:
        assert [str(fault) for fault in faults()] == found
    # Two more to read six in batches of two, one to find that there are no more.
    assert len(in_batches) == len(at_once) + 2
