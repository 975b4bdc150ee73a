"""What stands against a disclosure: findings that nobody answered or waived."""

from collections.abc import Iterable, Iterator, Mapping

from django.contrib.auth.models import User
from django.db import transaction

from disclosures.checks.finding import Finding, Severity
from disclosures.events import Change, record
from disclosures.models.answer import Answer, AnswerKind
from disclosures.models.disclosure import Disclosure, State
from disclosures.models.event import Action
from disclosures.permissions import Act
from disclosures.pipeline import Prepared
from disclosures.publication.refusal import Refused, good_reason, require
from disclosures.publication.remarks import still_open

REPLIES = {
    AnswerKind.ANSWER: (Act.ANSWER, Action.ANSWER),
    AnswerKind.WAIVER: (Act.WAIVE, Action.WAIVE),
}
"""By the kind of an answer whose duty it is, and how the log calls it."""

OPEN_STATES = (State.DRAFT, State.SUBMITTED)
"""States in which a finding may be answered: an approval is of the answers too."""


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


def obstacles(prepared: Prepared, disclosure: Disclosure) -> Iterator[str]:
    """What is missing and what stands, a phrase for each kind; nothing where all is well."""
    if missing := prepared.progress.missing:
        labels = "、".join(one.label for one in missing)
        yield f"缺少 {len(missing)} 项（{labels}）"
    standing = open_findings(prepared, disclosure.answers.all())
    for severity, what in ((Severity.ERROR, "没有改正"), (Severity.WARNING, "没有答复")):
        found = [finding for finding in standing if finding.severity is severity]
        if found:
            messages = "；".join(f"{finding.id} {finding.message}" for finding in found)
            yield f"有 {len(found)} 处{severity.value}{what}（{messages}）"
    if waiting := [remark.label for remark in still_open(disclosure)]:
        yield f"有 {len(waiting)} 条退回意见没有处理（{'、'.join(waiting)}）"


def refuse_standing(prepared: Prepared, disclosure: Disclosure) -> None:
    """Raises Refused while a finding stands that nobody answered or waived."""
    standing = open_findings(prepared, disclosure.answers.all())
    for severity in (Severity.ERROR, Severity.WARNING):
        found = [finding for finding in standing if finding.severity is severity]
        if found:
            raise Refused(
                f"还有 {len(found)} 处{severity.value}，不能公开。第一处：{found[0].message}"
            )


def reply(
    disclosure: Disclosure, finding: Finding, kind: AnswerKind, text: str, by: User
) -> Answer:
    """Keeps an answer to, or a waiver of, ``finding``; an earlier one is kept as well.

    Raises Refused when the reason says nothing, when an 错误 is only answered, when there is
    nothing to answer, and once the disclosure is approved; NotPermitted without the duty.
    """
    act, action = REPLIES[kind]
    require(by, act, disclosure)
    reason = good_reason(text)
    if finding.severity is Severity.NOTE:
        raise Refused("“说明”不影响公开，不需要答复")
    if finding.severity is Severity.ERROR and kind != AnswerKind.WAIVER:
        raise Refused("错误不能只作说明，请改正数据或文字；确有特殊情况的，由审核人豁免")
    with transaction.atomic():
        locked = disclosure.locked()
        if locked.state not in OPEN_STATES:
            raise Refused(f"这份材料{locked.get_state_display()}，不能再答复检查结果")
        answer = Answer.objects.create(
            disclosure=locked,
            finding=finding.key,
            check_id=finding.id,
            message=finding.message,
            kind=kind,
            text=reason,
            by=by,
        )
        said = Change(f"{finding.id} {finding.message}", after=reason)
        record(action, by, disclosure=locked, reason=reason, changes=(said,))
    return answer
