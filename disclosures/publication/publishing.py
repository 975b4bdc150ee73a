"""publish(): a version is rendered once, its figures, texts and files are kept for good.

Everything is rendered and stored under its hash before the transaction; what a killed process
leaves behind are files that nobody names, and the next try finds them again.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from disclosures.document.check_code import check_code, digest_of, recorded
from disclosures.facts import FactSheet
from disclosures.models.disclosure import Disclosure, State
from disclosures.models.event import Action
from disclosures.models.publication import Publication, PublishedFact, PublishedFile
from disclosures.permissions import Act
from disclosures.pipeline import prepare
from disclosures.publication.announcing import announce
from disclosures.publication.findings import refuse_standing
from disclosures.publication.refusal import Refused, require
from disclosures.publication.rendering import Telling, render, silent
from disclosures.publication.sealed import seal_publication
from disclosures.publication.states import moving
from disclosures.store import Kept


def require_publishable(disclosure: Disclosure, by: User) -> None:
    """What can be told before anything is rendered.

    Raises NotPermitted without the duty, Refused unless it is 已审核 or 已公开.
    """
    require(by, Act.PUBLISH, disclosure)
    if disclosure.state not in (State.APPROVED, State.PUBLISHED):
        raise Refused(
            f"这份材料{disclosure.get_state_display()}，不能公开；报审并审核通过后才能公开"
        )


def publish(
    disclosure: Disclosure,
    by: User,
    at: datetime | None = None,
    tell: Telling = silent,
    *,
    without: Collection[str] = (),
) -> Publication:
    """已审核 → 已公开; of a disclosure that is already, the version that was published.

    ``at`` is the moment of publication that every file prints, now unless it is given; ``tell``
    hears which file is being made; formats in ``without`` are not made. Raises Refused while a
    finding stands that nobody answered or waived, and when somebody changed something while it was
    rendered; NotPermitted without the duty.
    """
    disclosure.refresh_from_db()
    require_publishable(disclosure, by)
    if disclosure.state == State.PUBLISHED:
        return _version(disclosure)
    at = (at or timezone.now()).replace(microsecond=0)
    prepared = prepare(disclosure)
    refuse_standing(prepared, disclosure)
    record = recorded(prepared.public, prepared.texts)
    title, digest = prepared.document.title, digest_of(record)
    new = Publication(
        disclosure=disclosure,
        version=disclosure.version,
        title=title,
        standard=prepared.standard.id,
        reason=disclosure.correction,
        texts=record["texts"],
        labels=record["labels"],
        digest=digest,
        code=check_code(disclosure.version, title, at, digest),
        published_at=at,
        published_by=by,
    )
    files = render(disclosure, new, prepared, tell, without)
    try:
        with moving(disclosure, Action.PUBLISH, by, changes=seal_publication(new, files)) as locked:
            again = prepare(locked)
            now = (again.sheet, again.document, again.texts, again.secret, locked.version)
            then = (prepared.sheet, prepared.document, prepared.texts, prepared.secret)
            if now != (*then, new.version):
                raise Refused("生成文件时数据或文字又有改动，没有公开，请核对后重新公开")
            refuse_standing(again, locked)
            new.save()
            PublishedFile.objects.bulk_create(_files(new, files))
            PublishedFact.objects.bulk_create(facts_of(new, prepared.public))
            announce(locked)
    except Refused:
        # Of two who publish at once the second finds the work done.
        disclosure.refresh_from_db()
        if (disclosure.state, disclosure.version) == (State.PUBLISHED, new.version):
            return _version(disclosure)
        raise
    return new


def _version(disclosure: Disclosure) -> Publication:
    found: Publication = disclosure.publications.get(version=disclosure.version)
    return found


def _files(new: Publication, files: Mapping[str, Kept]) -> Iterator[PublishedFile]:
    for name, file in files.items():
        yield PublishedFile(publication=new, format=name, sha256=file.sha256, size=file.size)


def facts_of(new: Publication, sheet: FactSheet) -> Iterator[PublishedFact]:
    """The rows that keep the figures of ``sheet``, this year's and last year's."""
    for of_year in filter(None, (sheet, sheet.prior)):
        for cell, fact in of_year.facts.items():
            yield PublishedFact(
                publication=new,
                year=of_year.year,
                **cell._asdict(),
                value=fact.value,
                rounded=fact.rounded,
            )
