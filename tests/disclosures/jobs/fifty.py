"""Fifty small disclosures that are really published, and what is asked of them afterwards."""

import hashlib
import io

from django.conf import settings
from django.core.management import call_command

from disclosures import jobs
from disclosures.models import Action, Disclosure, Event, Job, Publication, State, Unit
from disclosures.narrative.scope import Texts
from disclosures.site.baking import is_baked
from disclosures.store import read
from tests.disclosures.drafts import draft, publisher
from tests.disclosures.test_made_up_province import sheet

REAL = "tests.disclosures.jobs.real"
"""The settings of the processes that publish them."""

COUNT = 50 if settings.ON_POSTGRESQL else 8

POINTS = ("before", "within", "after")
"""Before anything is rendered, within the transaction, and before the pages are made."""

PATIENCE = 240
"""Seconds that all of them may take on a machine that is busy with other things."""

FORMATS = ["csv", "html", "json", "pack", "pdf", "standard", "text", "xlsx"]


def approved() -> list[Disclosure]:
    """Disclosures of the made-up province, and a batch of jobs to publish them."""
    texts = Texts({}, {"duties": "本部门负责虚构事务。"})
    made = [draft(sheet(), texts, f"虚构{number}局") for number in range(COUNT)]
    Unit.objects.update(jurisdiction="made_up")
    Disclosure.objects.update(state=State.APPROVED)
    jobs.enqueue_batch("publish", "批量公开", {one.pk: str(one) for one in made}, publisher())
    return made


def held(made: list[Disclosure]) -> list[tuple[str, Disclosure]]:
    """For each point one of the disclosures, spread over the batch."""
    return [(point, made[(number + 1) * COUNT // 4]) for number, point in enumerate(POINTS)]


def assert_each_is_published_once(made: list[Disclosure]) -> None:
    """Rows, events, files in the store, pages; and ``manage.py verify`` finds nothing wrong."""
    keys = [one.pk for one in made]
    ended = Job.objects.order_by("key").values_list("key", "state", "result", "error")
    assert list(ended) == [(pk, "done", "已公开第 1 版", "") for pk in keys]
    publications = list(Publication.objects.order_by("disclosure_id"))
    assert [(one.disclosure_id, one.version) for one in publications] == [(pk, 1) for pk in keys]
    events = Event.objects.filter(action=Action.PUBLISH).order_by("disclosure_id")
    assert list(events.values_list("disclosure_id", flat=True)) == keys
    assert set(Disclosure.objects.values_list("state", flat=True)) == {State.PUBLISHED}
    for publication in publications:
        files = list(publication.files.order_by("format"))
        assert [file.format for file in files] == FORMATS
        assert [hashlib.sha256(read(file)).hexdigest() for file in files] == [
            file.sha256 for file in files
        ]
        assert is_baked(publication.disclosure)
    said = io.StringIO()
    call_command("verify", stdout=said)
    count = Event.objects.count()
    assert said.getvalue().splitlines()[0] == (
        f"共 {COUNT} 个公开版本、{count} 条办理记录，全部相符。"
    )
