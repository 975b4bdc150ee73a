"""The only writer of state: submitted, reopened, published.

What is published is rendered once, stored, and never changed. What stands against it are the
findings that nobody answered or waived; the answers are kept here too.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from disclosures.checks.finding import Finding, Severity
from disclosures.models.answer import Answer, AnswerKind
from disclosures.models.disclosure import Disclosure, State
from disclosures.models.event import Action, Event
from disclosures.models.publication import Publication, PublishedFile
from disclosures.narrative.prose import one_line
from disclosures.pipeline import Prepared, prepare, texts_of
from disclosures.renderers import FORMATS


class Refused(Exception):
    """A change of state that the rules do not allow; the message tells the clerk why."""


SHORTEST_REASON = 4
"""Characters of a reason: fewer explain nothing."""

LONGEST_REASON = 1000
"""Characters of a reason, as many as the database keeps."""


def good_reason(text: str) -> str:
    """``text`` on one line. Raises Refused when it is too short, too long, or only punctuation."""
    reason = one_line(text)
    if len(reason) < SHORTEST_REASON or not any(character.isalnum() for character in reason):
        raise Refused(f"理由至少要写 {SHORTEST_REASON} 个字，不能只有标点，请写明具体情况")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"理由有 {len(reason)} 个字，最多 {LONGEST_REASON} 个字，请写得简短一些")
    return reason


def latest_answers(answers: Iterable[Answer]) -> Mapping[str, Answer]:
    """By key of the finding the newest of its ``answers``, which is the one that counts."""
    in_order = sorted(answers, key=lambda answer: (answer.at, answer.pk))
    return {answer.finding: answer for answer in in_order}


def open_findings(prepared: Prepared, answers: Iterable[Answer]) -> tuple[Finding, ...]:
    """What still blocks: 错误 that are not waived, 提示 neither answered nor waived.

    An answer belongs to the key of a finding, so that it no longer holds once the figures change.
    """
    latest = latest_answers(answers)
    return tuple(
        finding for finding in prepared.findings if _is_open(finding, latest.get(finding.key))
    )


def _is_open(finding: Finding, answer: Answer | None) -> bool:
    match finding.severity:
        case Severity.ERROR:
            return answer is None or answer.kind != AnswerKind.WAIVER
        case Severity.WARNING:
            return answer is None
        case Severity.NOTE:
            return False


def reply(
    disclosure: Disclosure, finding: Finding, kind: AnswerKind, text: str, by: User
) -> Answer:
    """Keeps an answer to, or a waiver of, ``finding``; an earlier one is kept as well.

    Raises Refused when the reason says nothing, when an 错误 is only answered, when there is
    nothing to answer, and once the disclosure is published.
    """
    reason = good_reason(text)
    if finding.severity is Severity.NOTE:
        raise Refused("“说明”不影响公开，不需要答复")
    if finding.severity is Severity.ERROR and kind != AnswerKind.WAIVER:
        raise Refused("错误不能只作说明，请改正数据或文字；确有特殊情况的，由审核人豁免")
    with transaction.atomic():
        if disclosure.locked().state == State.PUBLISHED:
            raise Refused("这份材料已经公开，不能再答复检查结果")
        return Answer.objects.create(
            disclosure=disclosure,
            finding=finding.key,
            check_id=finding.id,
            message=finding.message,
            kind=kind,
            text=reason,
            by=by,
        )


def submit(disclosure: Disclosure, by: User) -> None:
    """编制中 → 已报审, once nothing is missing and no finding stands.

    Raises Refused otherwise; its message lists what is missing.
    """
    with transaction.atomic():
        locked = disclosure.locked()
        if locked.state != State.DRAFT:
            raise Refused(f"这份材料{locked.get_state_display()}，不能再报审")
        prepared = prepare(locked)
        if obstacles := tuple(_obstacles(prepared, locked)):
            raise Refused("还不能报审：" + "；".join(obstacles))
        _move(locked, State.SUBMITTED)
        Event.objects.create(disclosure=locked, action=Action.SUBMIT, by=by)
    disclosure.state = State.SUBMITTED


def reopen(disclosure: Disclosure, by: User, reason: str) -> None:
    """已报审 → 编制中, with a reason. Raises Refused in any other state and without one."""
    reason = good_reason(reason)
    with transaction.atomic():
        locked = disclosure.locked()
        if locked.state != State.SUBMITTED:
            raise Refused(f"这份材料{locked.get_state_display()}，不是已报审，不能重新编制")
        _move(locked, State.DRAFT)
        Event.objects.create(disclosure=locked, action=Action.REOPEN, reason=reason, by=by)
    disclosure.state = State.DRAFT


def _obstacles(prepared: Prepared, disclosure: Disclosure) -> Iterator[str]:
    missing = prepared.progress.missing
    if missing:
        labels = "、".join(one.label for one in missing)
        yield f"缺少 {len(missing)} 项（{labels}）"
    standing = open_findings(prepared, disclosure.answers.all())
    for severity, what in ((Severity.ERROR, "没有改正"), (Severity.WARNING, "没有答复")):
        found = [finding for finding in standing if finding.severity is severity]
        if found:
            messages = "；".join(f"{finding.id} {finding.message}" for finding in found)
            yield f"有 {len(found)} 处{severity.value}{what}（{messages}）"


def _move(locked: Disclosure, state: State) -> None:
    locked.state = state
    locked.save(update_fields=["state"])


def store_directory() -> Path:
    """Where published files lie, named by their SHA-256."""
    return Path(settings.DATA_DIR) / "published"


def publish(disclosure: Disclosure, by: User | None = None) -> Publication:
    """Publishes ``disclosure`` as its first version, or returns the version already published.

    Everything is rendered before the transaction; then the row is locked, and its state, figures,
    texts and what other apps contribute are looked at again. Raises Refused while a finding stands
    that nobody answered or waived, and when somebody changed something while it was rendered.
    """
    if disclosure.state == State.PUBLISHED:
        return disclosure.publications.get(version=1)
    prepared, texts = prepare(disclosure), texts_of(disclosure)
    _refuse_standing(prepared, disclosure)
    rendered = {name: output.render(prepared.document) for name, output in FORMATS.items()}
    with transaction.atomic():
        locked = disclosure.locked()
        if locked.state == State.PUBLISHED:
            return locked.publications.get(version=1)
        again = prepare(locked)
        now = (again.sheet, again.document, texts_of(locked))
        if now != (prepared.sheet, prepared.document, texts):
            raise Refused("生成文件时数据或文字又有改动，没有公开，请核对后重新公开")
        _refuse_standing(again, locked)
        publication = Publication.objects.create(
            disclosure=locked, version=1, title=prepared.document.title, published_by=by
        )
        PublishedFile.objects.bulk_create(_stored(publication, rendered))
        _move(locked, State.PUBLISHED)
    disclosure.state = State.PUBLISHED
    return publication


def _refuse_standing(prepared: Prepared, disclosure: Disclosure) -> None:
    """Raises Refused while a finding stands that nobody answered or waived."""
    standing = open_findings(prepared, disclosure.answers.all())
    for severity in (Severity.ERROR, Severity.WARNING):
        found = [finding for finding in standing if finding.severity is severity]
        if found:
            raise Refused(
                f"还有 {len(found)} 处{severity.value}，不能公开。第一处：{found[0].message}"
            )


def _stored(publication: Publication, rendered: dict[str, bytes]) -> Iterator[PublishedFile]:
    for name, content in rendered.items():
        sha256 = hashlib.sha256(content).hexdigest()
        _write(store_directory() / sha256, content)
        yield PublishedFile(publication=publication, format=name, sha256=sha256, size=len(content))


def _write(path: Path, content: bytes) -> None:
    """Writes ``content`` so that ``path`` is either absent or whole."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)


def read(file: PublishedFile) -> bytes:
    """The bytes of a published file. Raises FileNotFoundError when the store has lost it."""
    return (store_directory() / file.sha256).read_bytes()
