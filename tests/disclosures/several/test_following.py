"""rebake --watch: what one machine published, corrected, withdrew is right on the other one."""

import errno
import json
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connections, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from disclosures import following
from disclosures.events import Change, head_of_chain, record
from disclosures.facts import FactSheet
from disclosures.following import Follower, begin, position_file
from disclosures.management.commands import rebake
from disclosures.models import Action, Disclosure, PublishedFile, State, Unit
from disclosures.narrative.scope import Texts
from disclosures.opendata import archives
from disclosures.opendata.archives import regions, standing
from disclosures.site.addresses import link_of, site_directory
from disclosures.site.comparing import differences
from disclosures.site.derive import derive
from disclosures.store import read
from disclosures.verification import of_code
from tests.disclosures import drafts
from tests.disclosures.several.bucket import Bucket
from tests.disclosures.site.life import TOTAL, Life

There = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def there(settings: Settings, tmp_path: Path) -> There:
    """On the other machine, which has a disk of its own."""

    @contextmanager
    def inside() -> Iterator[None]:
        here, settings.DATA_DIR = settings.DATA_DIR, tmp_path / "there"
        yield
        settings.DATA_DIR = here

    return inside


@pytest.fixture
def other(life: Life, demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Life:
    """Another unit of the same region, published after ``life``."""
    return Life(drafts.of_unit(demonstration_sheet, demonstration_texts, "乙站"), life.by)


def run(follower: Follower) -> None:
    """Steps until there is nothing more to follow."""
    while follower.step():
        pass


def is_right(life: Life) -> bool:
    """Whether everything that is served of it here is what it should be."""
    return not any(differences(link_of(life.disclosure), derive(life.disclosure)))


def change(life: Life, **fields: str) -> None:
    """Another name, address or region of the unit, as its page in the admin changes it."""
    unit = life.disclosure.unit
    called = {one.name: str(one.verbose_name) for one in Unit._meta.fields}
    changes = [Change(called[name], getattr(unit, name), new) for name, new in fields.items()]
    with transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(**fields)
        record(Action.UNIT, life.by, unit=unit, changes=changes)
    life.disclosure = type(life.disclosure).objects.get(pk=life.disclosure.pk)


def test_it_follows_publication_correction_and_withdrawal(
    bucket: Bucket, life: Life, there: There
) -> None:
    with there():
        follower = begin()
        assert follower.step() == 0
    life.publish()
    with there():
        run(follower)
        assert is_right(life)
        assert [standing(region) is not None for region in regions()] == [True]
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    with there():
        assert not is_right(life)
        (region,) = regions()
        run(follower)
        assert is_right(life)
        assert standing(region) is not None
    life.withdraw("含有工作秘密，依法不予公开")
    with there():
        assert (link_of(life.disclosure) / "disclosure.pdf").exists()
        run(follower)
        assert is_right(life)
        assert not region.file.exists()
        assert sorted(path.suffix for path in site_directory().rglob("*.pdf")) == []
        assert json.loads(position_file().read_bytes()) == list(head_of_chain())


def test_a_machine_that_begins_makes_everything(bucket: Bucket, life: Life, there: There) -> None:
    life.publish()
    with there():
        follower = begin()
        assert is_right(life)
        assert follower.step() == 0
        assert [standing(region) is not None for region in regions()] == [True]


def test_after_a_pause_it_goes_on_where_it_stopped(
    bucket: Bucket, life: Life, there: There
) -> None:
    life.publish()
    with there():
        begin()
    life.withdraw("含有工作秘密，依法不予公开")
    with there():
        follower = begin()
        run(follower)
        assert is_right(life)


def test_what_is_not_there_is_made_whatever_the_log_says(
    bucket: Bucket, life: Life, there: There
) -> None:
    life.publish()
    with there():
        begin()
        link_of(life.disclosure).unlink()
        begin()
        assert is_right(life)


def test_another_log_is_not_followed_from_the_middle(
    bucket: Bucket, life: Life, there: There
) -> None:
    life.publish()
    with there():
        begin()
        position_file().write_text(json.dumps([1, "0" * 64]))
        (link_of(life.disclosure) / "disclosure.pdf").unlink()
        assert begin().position == head_of_chain()
        assert is_right(life)


def test_a_unit_is_called_otherwise_elsewhere_and_moves(
    bucket: Bucket, life: Life, there: There
) -> None:
    life.publish()
    with there():
        follower = begin()
        run(follower)
        (old,) = regions()
    change(life, name="另一个单位", slug="another", region="近水县")
    with there():
        assert old.file.exists()
        run(follower)
        assert is_right(life)
        assert [path.name for path in site_directory().iterdir()] == ["another"]
        assert "另一个单位" in (link_of(life.disclosure) / "index.html").read_text("utf-8")
        assert not old.file.exists()
        assert [standing(region) is not None for region in regions()] == [True]


def test_while_the_bucket_is_away_nothing_old_is_served_and_it_is_made_up_for(
    bucket: Bucket, away: Bucket, life: Life, there: There
) -> None:
    with there():
        follower = begin()
    life.publish()
    away.use()
    with there():
        run(follower)
        assert follower.failed == [life.disclosure.pk]
        assert not link_of(life.disclosure).exists()
        bucket.use()
        assert follower.step() == 0
        assert follower.failed == []
        assert is_right(life)
        assert follower.lacking == set()


def test_what_was_withdrawn_waits_for_nothing_that_was_published_before_it(
    bucket: Bucket, life: Life, other: Life, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    with there():
        follower = begin()
    life.publish()
    other.publish()
    other.withdraw("含有工作秘密，依法不予公开")
    baked: list[Disclosure] = []
    monkeypatch.setattr(following, "bake", baked.append)
    with there():
        run(follower)
    assert baked == [other.disclosure, life.disclosure, other.disclosure]


def test_a_machine_that_begins_takes_away_first_what_was_withdrawn(
    bucket: Bucket, life: Life, other: Life, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.publish()
    other.publish()
    other.withdraw("含有工作秘密，依法不予公开")
    baked: list[Disclosure] = []
    monkeypatch.setattr(following, "bake", baked.append)
    with there():
        begin()
    assert baked == [other.disclosure, life.disclosure, other.disclosure]


def test_it_goes_on_following_while_a_zip_is_made(
    bucket: Bucket,
    life: Life,
    other: Life,
    there: There,
    settings: Settings,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of many documents it takes minutes; what was withdrawn meanwhile is not in it either."""
    life.publish()
    other.publish()
    with there():
        follower = begin()
        assert is_right(other)

    def withdrawn_meanwhile(file: PublishedFile) -> bytes:
        if other.disclosure.state != State.WITHDRAWN:
            there, settings.DATA_DIR = settings.DATA_DIR, data_dir
            other.withdraw("含有工作秘密，依法不予公开")
            settings.DATA_DIR = there
            assert not is_right(other)
        return read(file)

    monkeypatch.setattr(archives, "read", withdrawn_meanwhile)
    with there():
        (region,) = regions()
        assert follower.step() == 0
        assert is_right(other)
        assert (standing(region), follower.lacking) == (None, {region})
        assert follower.step() == 0
        assert standing(region) is not None
        assert follower.lacking == set()


@pytest.mark.parametrize(
    ("number", "is_tried_again"), [(errno.ENOSPC, True), (errno.ENOENT, False)]
)
def test_a_zip_that_cannot_be_made_now(
    bucket: Bucket,
    life: Life,
    there: There,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    is_tried_again: bool,
) -> None:
    """A full disk has room again; an original that is lost does not come back by itself."""

    def fail(*of: object) -> None:
        raise OSError(number, "")

    life.publish()
    monkeypatch.setattr(following, "build", fail)
    with there():
        follower = begin()
        assert follower.step() == 0
        assert follower.lacking == (set(regions()) if is_tried_again else set())


def test_a_new_version_is_read_at_its_own_address_before_it_is_followed(
    bucket: Bucket, life: Life, there: There, client: Client
) -> None:
    life.publish()
    with there():
        begin()
    life.correct("总计误填，按批复更正", lambda: life.enter(TOTAL, "2443400.00"))
    with there():
        assert not is_right(life)
        assert client.get(f"{life.address}v3/").status_code == 404
        assert not is_right(life)
        assert client.get(f"{life.address}v2/disclosure.pdf").status_code == 200
        assert is_right(life)


def test_what_is_still_to_be_followed_is_no_fault_for_whoever_verifies(
    bucket: Bucket, life: Life, there: There
) -> None:
    code = life.publish().code
    with there():
        follower = begin()
    change(life, name="另一个单位")
    with there():
        assert not is_right(life)
        answer = of_code(code)
        assert answer is not None and answer.faults == ()
        assert is_right(life)
        run(follower)
        pdf = link_of(life.disclosure) / "v1" / "disclosure.pdf"
        pdf.write_bytes(b"another")
        answer = of_code(code)
        assert answer is not None
        assert [fault.what for fault in answer.faults] == [
            f"{life.address}disclosure.pdf",
            f"{life.address}v1/disclosure.pdf",
        ]


def test_a_database_that_is_away_is_asked_again(
    bucket: Bucket, life: Life, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> Follower:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(connections, "close_all", lambda: None)
    life.publish()
    with there():
        monkeypatch.setattr(rebake, "begin", gone)
        assert rebake.look(None) == (None, False)
        monkeypatch.setattr(rebake, "begin", following.begin)
        follower, more = rebake.look(None)
        assert follower is not None
        assert not more
        assert is_right(life)


def test_it_runs_until_it_is_told_to_stop(
    bucket: Bucket, life: Life, there: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(rebake, "sleep", lambda _: signal.raise_signal(signal.SIGTERM))
    life.publish()
    try:
        with there(), pytest.raises(SystemExit) as end:
            call_command("rebake", watch=True)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert end.value.code is None
    with there():
        assert is_right(life)
