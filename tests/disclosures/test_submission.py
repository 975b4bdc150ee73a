"""报审, 重新编制, and the answers to findings."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from disclosures import publication
from disclosures.checks.finding import Finding, Severity
from disclosures.events import record
from disclosures.facts import FactSheet
from disclosures.models import Action, Answer, AnswerKind, Disclosure, Duty, Event, Fact, State
from disclosures.narrative.scope import Texts
from disclosures.pipeline import Prepared, prepare
from disclosures.publication import (
    Refused,
    approve,
    open_findings,
    publishing,
    reopen,
    reply,
    sign,
    states,
    submit,
)
from disclosures.store import content_of
from tests.disclosures.drafts import approved, clerk, draft, publisher, reviewer, short, staff

pytestmark = pytest.mark.django_db

ERROR = Finding("E01", Severity.ERROR, "收入合计不符")
WARNING = Finding("Y01", Severity.WARNING, "年初与上年末不符")
NOTE = Finding("E09", Severity.NOTE, "四舍五入差异")


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


@pytest.fixture
def found(disclosure: Disclosure, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What the checks find: the test fills the list."""
    findings: list[Finding] = []
    genuine = prepare

    def prepared(of: Disclosure) -> Prepared:
        return replace(genuine(of), findings=tuple(findings))

    for module in (states, publishing):
        monkeypatch.setattr(module, "prepare", prepared)
    return findings


def standing(disclosure: Disclosure, findings: Sequence[Finding]) -> list[Finding]:
    prepared = replace(prepare(disclosure), findings=tuple(findings))
    return list(open_findings(prepared, disclosure.answers.all()))


def test_a_complete_draft_is_submitted_and_reopened(
    disclosure: Disclosure, found: list[Finding]
) -> None:
    found.append(NOTE)
    user = clerk()
    submit(disclosure, user)
    assert Disclosure.objects.get().state == disclosure.state == State.SUBMITTED
    with pytest.raises(Refused, match="^这份材料已报审，不能报审$"):
        submit(disclosure, user)
    reopen(disclosure, user, "  补充\n采购数据 ")
    assert Disclosure.objects.get().state == disclosure.state == State.DRAFT
    assert list(Event.objects.values_list("action", "reason", "by__username")) == [
        (Action.REOPEN, "补充 采购数据", "lihui"),
        (Action.SUBMIT, "", "lihui"),
    ]
    assert [str(event) for event in Event.objects.all()] == ["重新编制：补充 采购数据", "报审"]


def test_what_is_missing_is_listed_in_the_refusal(
    demonstration_sheet: FactSheet, demonstration_texts: Texts, found: list[Finding]
) -> None:
    found += [ERROR, WARNING]
    disclosure = short(demonstration_sheet, demonstration_texts, "另一单位")
    with pytest.raises(Refused) as refusal:
        submit(disclosure, clerk())
    assert str(refusal.value) == (
        "还不能报审：缺少 3 项（2020年 其他重要事项数据“外事接待支出”数值、"
        "“三公”经费支出与预算数相比的差异原因、“主要职能”的文字）；"
        "有 1 处错误没有改正（E01 收入合计不符）；有 1 处提示没有答复（Y01 年初与上年末不符）"
    )
    disclosure.refresh_from_db()
    assert (disclosure.state, Event.objects.count()) == (State.DRAFT, 0)


def test_answered_and_waived_findings_do_not_stand(
    disclosure: Disclosure, found: list[Finding]
) -> None:
    found += [ERROR, WARNING, NOTE]
    reply(disclosure, ERROR, AnswerKind.WAIVER, "财政局已批复", reviewer())
    reply(disclosure, WARNING, AnswerKind.ANSWER, "会计差错更正", clerk())
    submit(disclosure, clerk("zhang"))
    assert Disclosure.objects.get().state == State.SUBMITTED


def test_which_findings_stand(disclosure: Disclosure) -> None:
    user, findings = clerk(), (ERROR, WARNING, NOTE)
    assert standing(disclosure, findings) == [ERROR, WARNING]
    reply(disclosure, WARNING, AnswerKind.ANSWER, "会计差错更正", user)
    assert standing(disclosure, findings) == [ERROR]
    reply(disclosure, ERROR, AnswerKind.WAIVER, "财政局已批复", reviewer())
    assert standing(disclosure, findings) == []
    changed = replace(WARNING, message="年初与上年末差 1.00万元")
    assert standing(disclosure, (ERROR, changed)) == [changed]


def test_the_newest_answer_counts_and_all_are_kept(disclosure: Disclosure) -> None:
    first = reply(disclosure, WARNING, AnswerKind.ANSWER, "会计差错更正", clerk())
    second = reply(disclosure, WARNING, AnswerKind.WAIVER, "已核对凭证", reviewer())
    assert list(Answer.objects.all()) == [second, first]
    latest = publication.latest_answers([first, second])
    assert latest == {WARNING.key: second}
    assert (second.check_id, second.message) == ("Y01", "年初与上年末不符")


@pytest.mark.parametrize(
    ("finding", "kind", "text", "message"),
    [
        (WARNING, "answer", "无误。", "理由至少要写 4 个字，不能只有标点，请写明具体情况"),
        (WARNING, "answer", "。。。。……", "理由至少要写 4 个字，不能只有标点，请写明具体情况"),
        (WARNING, "answer", " \n\t ", "理由至少要写 4 个字，不能只有标点，请写明具体情况"),
        (WARNING, "answer", "核" * 1001, "理由有 1001 个字，最多 1000 个字，请写得简短一些"),
        (
            ERROR,
            "answer",
            "财政局已批复",
            "错误不能只作说明，请改正数据或文字；确有特殊情况的，由审核人豁免",
        ),
        (NOTE, "waiver", "财政局已批复", "“说明”不影响公开，不需要答复"),
    ],
)
def test_answers_that_are_refused(
    disclosure: Disclosure, finding: Finding, kind: str, text: str, message: str
) -> None:
    user = staff("lihui", Duty.CLERK, Duty.REVIEWER)
    with pytest.raises(Refused) as refusal:
        reply(disclosure, finding, AnswerKind(kind), text, user)
    assert (str(refusal.value), Answer.objects.count()) == (message, 0)


@pytest.mark.parametrize("state", [State.APPROVED, State.PUBLISHED, State.WITHDRAWN])
def test_what_is_approved_takes_no_answer(disclosure: Disclosure, state: State) -> None:
    Disclosure.objects.update(state=state)
    with pytest.raises(Refused, match=f"^这份材料{state.label}，不能再答复检查结果$"):
        reply(disclosure, WARNING, AnswerKind.ANSWER, "会计差错更正", clerk())
    assert (Answer.objects.count(), Event.objects.count()) == (0, 0)


def test_reopening_needs_a_reason_and_a_submitted_disclosure(disclosure: Disclosure) -> None:
    user = clerk()
    with pytest.raises(Refused, match="^这份材料编制中，不能重新编制$"):
        reopen(disclosure, user, "补充采购数据")
    Disclosure.objects.update(state=State.SUBMITTED)
    with pytest.raises(Refused, match="^理由至少要写 4 个字"):
        reopen(disclosure, user, "改")
    assert (Disclosure.objects.get().state, Event.objects.count()) == (State.SUBMITTED, 0)


def test_the_database_keeps_no_reopening_without_a_reason(disclosure: Disclosure) -> None:
    with pytest.raises(IntegrityError, match="event_has_reason"), transaction.atomic():
        record(Action.REOPEN, clerk(), disclosure=disclosure)


def test_publishing_with_a_waived_error(disclosure: Disclosure, found: list[Finding]) -> None:
    found += [ERROR, WARNING]
    user = publisher()
    approved(disclosure)
    with pytest.raises(Refused, match="^还有 1 处错误，不能公开。第一处：收入合计不符$"):
        publication.publish(disclosure, user)
    Disclosure.objects.update(state=State.DRAFT)
    reply(disclosure, ERROR, AnswerKind.WAIVER, "财政局已批复", reviewer("sunke"))
    approved(disclosure)
    with pytest.raises(Refused, match="^还有 1 处提示，不能公开。第一处：年初与上年末不符$"):
        publication.publish(disclosure, user)
    Disclosure.objects.update(state=State.DRAFT)
    reply(disclosure, WARNING, AnswerKind.ANSWER, "会计差错更正", clerk())
    disclosure.refresh_from_db()
    submit(disclosure, clerk("zhang"))
    sign(disclosure, reviewer(), "不涉及国家秘密")
    approve(disclosure, reviewer("qianke"))
    new = publication.publish(disclosure, user)
    assert new.version == 1
    assert Disclosure.objects.get().state == State.PUBLISHED
    page = content_of(new.files.get(format="html").sha256).decode()
    listed = page[page.index('<section class="answered"') : page.index("</main>")]
    assert re.findall(r"<d[td]>(.*?)</d[td]>", listed) == [
        "错误 E01：收入合计不符",
        "豁免：财政局已批复",
        "提示 Y01：年初与上年末不符",
        "说明：会计差错更正",
    ]
    assert page.count('<li><a href="#answered">检查发现的情况和答复</a></li>') == 2


def test_an_answer_no_longer_holds_once_the_figures_change(disclosure: Disclosure) -> None:
    total = Fact.objects.get(
        year=2020, table="income_expenditure", row="income_total", column="amount"
    )
    total.value += 1000
    total.save()
    wrong = [finding for finding in prepare(disclosure).findings if finding.id == "E02"]
    reply(disclosure, wrong[0], AnswerKind.WAIVER, "财政局已批复", reviewer())
    answers = disclosure.answers.all()
    assert "E02" not in {one.id for one in open_findings(prepare(disclosure), answers)}
    total.value += 1000
    total.save()
    assert "E02" in {one.id for one in open_findings(prepare(disclosure), answers)}
