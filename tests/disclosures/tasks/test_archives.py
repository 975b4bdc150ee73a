"""ZIPs after a batch: each region touched has its own, made once, whatever the order."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django.fixtures import Settings

from disclosures import jobs
from disclosures.jobs import queue
from disclosures.models import Disclosure, Job, State, Unit
from disclosures.opendata.archives import Archive, Region, build, standing
from disclosures.tasks import archives
from disclosures.tasks.moves import PUBLISH, together
from tests.disclosures import drafts
from tests.disclosures.tasks.conftest import Draft

pytestmark = pytest.mark.django_db

Approved = Callable[[str], Disclosure]

FIRST, SECOND = Region(2020, "甲县"), Region(2020, "乙县")


@pytest.fixture(autouse=True)
def followed(settings: Settings, formats: None) -> None:
    """After a publication ZIPs are made, and nothing else."""
    settings.DISCLOSURES_PUBLISHED = ("disclosures.tasks.archives.published",)


@pytest.fixture
def by() -> User:
    return drafts.publisher()


@pytest.fixture
def approved(draft: Draft) -> Approved:
    """Makes a document of a region that is to be published."""

    def make(region: str) -> Disclosure:
        disclosure = draft(f"{region}单位{Unit.objects.count()}")
        Unit.objects.filter(pk=disclosure.unit.pk).update(region=region)
        return drafts.approved(disclosure)

    return make


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The regions of which a ZIP is made, in this order."""
    made: list[str] = []

    def noted(region: Region) -> Archive | None:
        made.append(region.name)
        return build(region)

    monkeypatch.setattr(archives, "build", noted)
    return made


def work() -> None:
    """One worker takes what is due; what is put off is due when there is nothing else."""
    put_off = Job.objects.filter(task=archives.BUILD, state="queued")
    while jobs.take() or put_off.update(due_at=timezone.now()):
        pass


def results(task: str) -> list[str]:
    return [job.result or job.error for job in Job.objects.filter(task=task).order_by("pk")]


def counts() -> list[int | None]:
    """How many documents the ZIP of each region holds."""
    found = (standing(region) for region in (FIRST, SECOND))
    return [archive.count if archive else None for archive in found]


@pytest.mark.parametrize("order", ["甲甲乙乙", "乙甲甲乙"])
def test_after_a_batch_each_region_has_its_zip(
    approved: Approved, by: User, built: list[str], order: str
) -> None:
    together(PUBLISH, "公开2020年度决算", [approved(f"{name}县") for name in order], by)
    work()
    assert results(PUBLISH) == ["已公开第 1 版"] * 4
    assert results(archives.BUILD) == ["已打包 2 份材料"] * 2
    assert (sorted(built), counts()) == (["乙县", "甲县"], [2, 2])


def test_the_last_one_of_a_batch_is_not_published(
    approved: Approved, by: User, built: list[str]
) -> None:
    documents = [approved("甲县"), approved("甲县")]
    Disclosure.objects.filter(pk=documents[1].pk).update(state=State.DRAFT)
    together(PUBLISH, "公开2020年度决算", documents, by)
    work()
    assert [job.state for job in Job.objects.order_by("pk")] == ["done", "failed", "done"]
    assert (built, counts()) == (["甲县"], [1, None])


def test_of_others_only_the_same_year_and_region_are_waited_for(
    approved: Approved, by: User
) -> None:
    first, same, other = approved("甲县"), approved("甲县"), approved("乙县")
    drafts.published(first)
    archives.published(first)
    job = Job.objects.get(task=archives.BUILD)
    jobs.enqueue(PUBLISH, other.pk, by, "别的地区")
    at_work = queue.claim(jobs.enqueue(PUBLISH, same.pk, by, "同一地区").pk)
    assert at_work and jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (
        "queued",
        0,
        "还有材料等待公开，公开后再打包",
    )
    queue.give_up(at_work, "没有办成")
    assert jobs.run(job.pk, early=True)
    assert counts() == [1, None]


def test_a_batch_that_is_halted_is_not_waited_for(approved: Approved, by: User) -> None:
    first, second = approved("甲县"), approved("甲县")
    halted = together(PUBLISH, "公开2020年度决算", [second], by).batch
    assert halted
    jobs.pause(halted)
    jobs.enqueue(PUBLISH, first.pk, by, "单独公开")
    work()
    assert counts() == [1, None]
    jobs.resume(halted)
    work()
    assert counts() == [2, None]


def test_something_is_published_while_the_zip_is_made(
    approved: Approved, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = approved("甲县"), approved("甲县")

    def overtaken(region: Region) -> Archive | None:
        monkeypatch.setattr(archives, "build", build)
        made = build(region)
        drafts.published(second)
        archives.published(second)
        assert FIRST.file.exists() is False
        return made

    monkeypatch.setattr(archives, "build", overtaken)
    drafts.published(first)
    archives.published(first)
    assert jobs.take()
    assert results(archives.BUILD) == ["打包时又有材料公开或撤回，稍后再打包"]
    work()
    assert (results(archives.BUILD), counts()) == (["已打包 2 份材料"], [2, None])


def test_something_is_published_when_the_zip_was_made(
    approved: Approved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last look of the job and the note that it is done."""
    first, second = approved("甲县"), approved("甲县")
    finish = queue.finish

    def overtaken(job: Job, result: str) -> None:
        monkeypatch.setattr(queue, "finish", finish)
        drafts.published(second)
        archives.published(second)
        finish(job, result)

    monkeypatch.setattr(queue, "finish", overtaken)
    drafts.published(first)
    archives.published(first)
    work()
    assert (results(archives.BUILD), counts()) == (["已打包 2 份材料"], [2, None])
