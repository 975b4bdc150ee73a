"""公开 and 审核通过 as background jobs, of one disclosure or of many as a batch."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction

from disclosures import jobs, publication
from disclosures.jobs import Failed, Progress
from disclosures.models import Action, Disclosure, Job
from disclosures.tasks.failing import person, refusals

PUBLISH, APPROVE = "publish", "approve"
"""Names of the tasks; the key is that of a disclosure."""

PAGE = "admin:desk_overview"

APPROVED = "已审核通过"


@jobs.task(PUBLISH, PAGE)
def publish(key: int, by: User | None, progress: Progress) -> str:
    """Publishes the version in hand; of one that is published already only its pages are made.

    They are looked at in any case: whoever published it may have been killed, or cut off, before
    they were made, and it is not done before the public can read it.
    """
    disclosure = _disclosure(key)
    with refusals():
        made = publication.publish(disclosure, person(by), tell=progress)
    publication.announce_now(disclosure)
    return f"已公开第 {made.version} 版"


@jobs.task(APPROVE, PAGE)
def approve(key: int, by: User | None, progress: Progress) -> str:
    """Approves what had been submitted when this was asked for, and nothing that came later."""
    user, asked = person(by), jobs.asked_at(APPROVE, key)
    with refusals(), transaction.atomic():
        locked = _disclosure(key).locked()
        later = locked.events.filter(at__gte=asked) if asked else locked.events.none()
        if later.filter(action=Action.APPROVE, by=user).exists():
            return APPROVED
        if later.filter(action=Action.SUBMIT).exists():
            raise Failed("发起之后材料又重新报审，没有审核；请看过新报审的内容再审核")
        publication.approve(locked, user)
    return APPROVED


def publish_later(disclosure: Disclosure, by: User) -> Job:
    """The job that publishes ``disclosure``.

    Raises what needs no rendering to be known: Refused and NotPermitted as ``publish`` does.
    """
    publication.require_publishable(disclosure, by)
    return jobs.enqueue(PUBLISH, disclosure.pk, by, str(disclosure))


def together(task: str, title: str, disclosures: Iterable[Disclosure], by: User) -> jobs.Enqueued:
    """A batch of ``task`` for each of ``disclosures``; its report tells what is not allowed."""
    return jobs.enqueue_batch(task, title, {one.pk: str(one) for one in disclosures}, by)


def publishing_of(disclosure: Disclosure) -> Job | None:
    """The newest job that publishes ``disclosure``, whoever started it."""
    found = Job.objects.filter(task=PUBLISH, key=disclosure.pk).select_related("by", "batch")
    return found.order_by("-pk").first()


def _disclosure(key: int) -> Disclosure:
    found = Disclosure.objects.select_related("unit").filter(pk=key).first()
    if found is None:
        raise Failed("这份材料已不存在")
    return found
