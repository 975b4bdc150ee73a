"""Publishing and approving in the background: the rules are the same, each refusal is told."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from disclosures import jobs, publication
from disclosures.jobs import queue
from disclosures.models import Action, Batch, Disclosure, Job, Publication, State, Unit
from disclosures.site import baking
from disclosures.site.baking import is_baked
from disclosures.tasks.moves import APPROVE, PUBLISH, publish_later, together
from tests.disclosures.drafts import approved, auditor, clerk, publisher, reviewer

pytestmark = pytest.mark.django_db

Draft = Callable[[str], Disclosure]


def submitted(disclosure: Disclosure) -> Disclosure:
    """As if a clerk had submitted it, and somebody had signed it."""
    author = User.objects.filter(username="lihui").first() or clerk()
    signer = User.objects.filter(username="signer").first() or reviewer("signer")
    publication.submit(disclosure, author)
    publication.sign(disclosure, signer, "不涉及国家秘密")
    return disclosure


def report() -> list[tuple[str, str, str]]:
    """Name, state and outcome of every job."""
    return [(one.label, one.state, one.result or one.error) for one in Job.objects.order_by("pk")]


def actions(disclosure: Disclosure) -> list[str]:
    return list(disclosure.events.order_by("number").values_list("action", flat=True))


# Publishing


def test_a_disclosure_is_published_for_who_asked(draft: Draft) -> None:
    disclosure, by = approved(draft("甲站")), publisher()
    job = publish_later(disclosure, by)
    assert (job.task, job.key, job.by, job.label) == (
        *(PUBLISH, disclosure.pk, by, "甲站2020年度部门决算"),
    )
    assert Publication.objects.count() == 0
    assert jobs.run_waiting() == 1
    assert report() == [("甲站2020年度部门决算", "done", "已公开第 1 版")]
    made = Publication.objects.get()
    assert (made.disclosure, made.published_by) == (disclosure, by)
    assert [one.format for one in made.files.order_by("format")] == [
        *("html", "pack", "pdf", "standard"),
    ]


def test_it_tells_which_file_it_makes(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int, str]] = []

    def report(job: Job, done: int, total: int, note: str) -> None:
        told.append((done, total, note))

    monkeypatch.setattr(queue, "report", report)
    publish_later(approved(draft("甲站")), publisher())
    jobs.run_waiting()
    assert told == [(0, 3, "生成HTML"), (1, 3, "生成PDF"), (2, 3, "生成审计资料包")]


def test_a_second_run_publishes_nothing_and_makes_the_pages(draft: Draft) -> None:
    """As after a runner was killed when it had published, before anything was served."""
    disclosure, by = approved(draft("甲站")), publisher()
    publication.publish(disclosure, by)
    assert not is_baked(disclosure)
    job = jobs.enqueue(PUBLISH, disclosure.pk, by, "甲站")
    jobs.run(job.pk)
    assert report() == [("甲站", "done", "已公开第 1 版")]
    assert (Publication.objects.count(), is_baked(disclosure)) == (1, True)


def test_it_is_not_done_before_the_public_can_read_it(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Disclosure] = []

    def full(disclosure: Disclosure) -> None:
        told.append(disclosure)
        if len(told) == 1:
            raise OSError("no space left")

    monkeypatch.setattr(baking, "published", full)
    disclosure = approved(draft("甲站"))
    publish_later(disclosure, publisher())
    assert jobs.run_waiting() == 2
    assert report() == [("甲站2020年度部门决算", "done", "已公开第 1 版")]
    assert (told, Publication.objects.count()) == ([disclosure, disclosure], 1)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (State.DRAFT, "这份材料编制中，不能公开；报审并审核通过后才能公开"),
        (State.SUBMITTED, "这份材料已报审，不能公开；报审并审核通过后才能公开"),
        (State.WITHDRAWN, "这份材料已撤回，不能公开；报审并审核通过后才能公开"),
    ],
)
def test_only_what_is_approved(draft: Draft, state: State, why: str) -> None:
    disclosure, by = draft("甲站"), publisher()
    Disclosure.objects.update(state=state)
    disclosure.refresh_from_db()
    with pytest.raises(publication.Refused) as refused:
        publish_later(disclosure, by)
    assert str(refused.value) == why
    assert not Job.objects.exists()
    jobs.enqueue(PUBLISH, disclosure.pk, by, "甲站")
    jobs.run_waiting()
    assert report() == [("甲站", "failed", why)]


def test_a_job_for_nobody_and_for_nothing(draft: Draft) -> None:
    disclosure = approved(draft("甲站"))
    jobs.enqueue(PUBLISH, disclosure.pk, None, "无人")
    jobs.enqueue(APPROVE, disclosure.pk, None, "无人")
    jobs.enqueue(PUBLISH, disclosure.pk + 1, publisher(), "无物")
    jobs.run_waiting()
    assert [one[2] for one in report()] == [
        "这项任务没有发起人，不能办理",
        "这项任务没有发起人，不能办理",
        "这份材料已不存在",
    ]


def test_who_lost_the_duty_meanwhile_publishes_nothing(draft: Draft) -> None:
    by = publisher()
    publish_later(approved(draft("甲站")), by)
    by.roles.all().delete()
    jobs.run_waiting()
    assert report() == [
        ("甲站2020年度部门决算", "failed", "您没有甲站的“公开”权限，请找管理员开通")
    ]


def test_of_a_batch_each_is_told(draft: Draft) -> None:
    """What is published is published, and what is not says why."""
    good, wrong, early = approved(draft("甲站")), approved(draft("乙站")), draft("丙站")
    wrong.facts.filter(table="income_expenditure", row="income_total").update(value="1.00")
    unknown = approved(draft("丁站"))
    Unit.objects.filter(name="丁站").update(jurisdiction="nowhere")
    begun = together(PUBLISH, "批量公开", [good, wrong, early, unknown], publisher())
    assert begun.batch and begun.already == ()
    jobs.run_waiting()
    labels, states, outcomes = zip(*report(), strict=True)
    assert labels == tuple(f"{name}2020年度部门决算" for name in ("甲站", "乙站", "丙站", "丁站"))
    assert states == ("done", "failed", "failed", "failed")
    assert outcomes[0] == "已公开第 1 版"
    assert outcomes[1].startswith("还有 ") and "处错误，不能公开。第一处：" in outcomes[1]
    assert outcomes[2] == "这份材料编制中，不能公开；报审并审核通过后才能公开"
    assert outcomes[3].startswith("没有适用于nowhere2020年度决算的公开范本")
    assert [one.disclosure for one in Publication.objects.all()] == [good]


# Approving


def test_a_batch_of_approvals(draft: Draft) -> None:
    good, better = submitted(draft("甲站")), submitted(draft("乙站"))
    unsigned = draft("丙站")
    publication.submit(unsigned, clerk("zhang"))
    together(APPROVE, "批量审核", [good, better, unsigned], reviewer())
    jobs.run_waiting()
    assert [(state, outcome) for _, state, outcome in report()] == [
        ("done", "已审核通过"),
        ("done", "已审核通过"),
        ("failed", "还没有保密审查，不能审核通过；请先登记保密审查意见"),
    ]
    assert actions(good) == [Action.SUBMIT, Action.SIGN, Action.APPROVE]


def test_nobody_approves_their_own_work(draft: Draft) -> None:
    disclosure, chief = submitted(draft("甲站")), User.objects.get(username="lihui")
    chief.is_superuser = True
    chief.save()
    together(APPROVE, "批量审核", [disclosure], chief)
    jobs.run_waiting()
    assert report()[0][1:] == (
        "failed",
        "自己录入或报审的材料不能自己审核，请由另一位审核人办理",
    )
    disclosure.refresh_from_db()
    assert disclosure.state == State.SUBMITTED


def test_a_second_run_of_an_approval(draft: Draft) -> None:
    """As after a runner was killed when it had approved: also once it is published."""
    disclosure = submitted(draft("甲站"))
    together(APPROVE, "批量审核", [disclosure], reviewer())
    jobs.run_waiting()
    Job.objects.update(state="queued", finished_at=None, result="")
    publication.publish(disclosure, publisher())
    jobs.run_waiting()
    assert [one[1:] for one in report()] == [("done", "已审核通过")]
    assert Job.objects.get().attempts == 2
    assert actions(disclosure) == [Action.SUBMIT, Action.SIGN, Action.APPROVE, Action.PUBLISH]


def test_what_was_submitted_later_is_not_approved(draft: Draft) -> None:
    disclosure, by = submitted(draft("甲站")), reviewer()
    begun = together(APPROVE, "批量审核", [disclosure], by)
    assert begun.batch
    jobs.pause(begun.batch)
    publication.reopen(disclosure, User.objects.get(username="lihui"), "补充采购数据")
    submitted(disclosure)
    jobs.resume(begun.batch)
    jobs.run_waiting()
    assert [one[1:] for one in report()] == [
        ("failed", "发起之后材料又重新报审，没有审核；请看过新报审的内容再审核")
    ]
    assert jobs.retry(Job.objects.get())  # who tries again has been told
    jobs.run_waiting()
    assert [one[1:] for one in report()] == [("done", "已审核通过")]


def test_an_auditor_moves_nothing(draft: Draft) -> None:
    by = auditor()
    together(APPROVE, "批量审核", [submitted(draft("甲站"))], by)
    together(PUBLISH, "批量公开", [approved(draft("乙站"))], by)
    jobs.run_waiting()
    assert [one[2] for one in report()] == [
        "您没有甲站的“审核通过”权限，请找管理员开通",
        "您没有乙站的“公开”权限，请找管理员开通",
    ]


def test_what_is_at_it_already_is_not_begun_twice(draft: Draft) -> None:
    first, second = approved(draft("甲站")), approved(draft("乙站"))
    by = publisher()
    job = publish_later(first, by)
    begun = together(PUBLISH, "批量公开", [first, second], by)
    assert begun.batch and [one.pk for one in begun.already] == [job.pk]
    again = together(PUBLISH, "批量公开", [first, second], by)
    assert (again.batch, len(again.already)) == (None, 2)
    assert [one.title for one in Batch.objects.all()] == ["批量公开"]
    assert Job.objects.count() == 2
