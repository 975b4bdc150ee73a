"""退回意见: collected, sent with a 退回, dealt with, and all of it in the log."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from disclosures import publication
from disclosures.events import Change, breaks, record
from disclosures.facts import FactSheet
from disclosures.models import Action, Disclosure, Event, Remark, State
from disclosures.narrative.scope import TextKey, Texts
from disclosures.pipeline import prepare, standard_of
from disclosures.publication import NotPermitted, Refused
from disclosures.publication.remarks import collected, still_open
from disclosures.review.changes import History
from disclosures.review.places import Place, Places, finding_place
from disclosures.review.remarks import Dealt, dealt
from tests.disclosures.drafts import published, publisher, reviewer, submitted
from tests.disclosures.editing import type_figure, write_text

pytestmark = pytest.mark.django_db

RECEPTION = "three_public/total/final_reception"
REASON = TextKey("reason", "total")
RECEPTION_NAME = "一般公共预算财政拨款“三公”经费支出决算表“合计”决算数·公务接待费"
REASON_NAME = "“收、支总计”与上年相比的增减原因"


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    """The demonstration, submitted by 李会计."""
    return submitted(demonstration_sheet, demonstration_texts)


@pytest.fixture
def li(disclosure: Disclosure) -> User:
    return User.objects.get(username="lihui")


@pytest.fixture
def wang(disclosure: Disclosure) -> User:
    return reviewer()


def at(disclosure: Disclosure, where: str) -> Place:
    return Places(standard_of(disclosure), disclosure.year).of(where)


def figure(disclosure: Disclosure) -> Place:
    return at(disclosure, f"2020:{RECEPTION}")


def reason(disclosure: Disclosure) -> Place:
    return at(disclosure, "text:reason/total/")


def log(disclosure: Disclosure, *actions: Action) -> list[tuple[str, str, list[list[str]]]]:
    events = disclosure.events.filter(action__in=actions).order_by("number")
    return list(events.values_list("action", "reason", "changes"))


def became(disclosure: Disclosure) -> list[Dealt]:
    """What became of the remarks of the version in hand."""
    prepared = prepare(disclosure)
    places = Places(prepared.standard, disclosure.year)
    keys = {finding.key for finding in prepared.findings}
    return list(dealt(History(disclosure), disclosure.remarks.all(), places, keys))


def test_remarks_are_collected_and_sent_with_the_reason(disclosure: Disclosure, wang: User) -> None:
    publication.remark(disclosure, figure(disclosure), " 与明细\n不一致 ", wang)
    publication.remark(disclosure, reason(disclosure), "请写明项目", wang)
    assert (collected(disclosure).count(), still_open(disclosure).count()) == (2, 0)
    publication.send_back(disclosure, wang, "请按意见改正")
    assert (collected(disclosure).count(), still_open(disclosure).count()) == (0, 2)
    assert disclosure.state == State.DRAFT
    assert log(disclosure, Action.REMARK, Action.SEND_BACK) == [
        (Action.REMARK, "", [[f"2020:{RECEPTION}", "", "与明细 不一致"]]),
        (Action.REMARK, "", [["text:reason/total/", "", "请写明项目"]]),
        (
            Action.SEND_BACK,
            "请按意见改正",
            [
                ["状态", "已报审", "编制中"],
                [f"2020:{RECEPTION}", "", "与明细 不一致"],
                ["text:reason/total/", "", "请写明项目"],
            ],
        ),
    ]
    sent = disclosure.events.get(action=Action.SEND_BACK)
    assert list(Remark.objects.values_list("label", "text", "version", "by", "sent")) == [
        (RECEPTION_NAME, "与明细 不一致", 1, wang.pk, sent.pk),
        (REASON_NAME, "请写明项目", 1, wang.pk, sent.pk),
    ]
    assert list(breaks()) == []


def test_a_remark_that_was_not_sent_is_taken_back(disclosure: Disclosure, wang: User) -> None:
    made = publication.remark(disclosure, figure(disclosure), "与明细不一致", wang)
    publication.drop(disclosure, made.pk, wang)
    assert Remark.objects.count() == 0
    assert log(disclosure, Action.DROP) == [
        (Action.DROP, "", [[f"2020:{RECEPTION}", "与明细不一致", ""]])
    ]
    with pytest.raises(Refused, match="^这条意见已经退回或撤去，没有什么可以撤去$"):
        publication.drop(disclosure, made.pk, wang)


def test_a_sent_remark_is_not_taken_back(disclosure: Disclosure, wang: User) -> None:
    made = publication.remark(disclosure, figure(disclosure), "与明细不一致", wang)
    publication.send_back(disclosure, wang, "请按意见改正")
    with pytest.raises(Refused, match="^这条意见已经退回或撤去"):
        publication.drop(disclosure, made.pk, wang)
    assert Remark.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("不对", "意见至少要写 4 个字，不能只有标点，请写明具体情况"),
        ("。。。。。", "意见至少要写 4 个字，不能只有标点，请写明具体情况"),
        ("核" * 1001, "意见有 1001 个字，最多 1000 个字，请写得简短一些"),
    ],
)
def test_a_remark_says_something(
    disclosure: Disclosure, wang: User, text: str, message: str
) -> None:
    with pytest.raises(Refused) as refusal:
        publication.remark(disclosure, figure(disclosure), text, wang)
    assert (str(refusal.value), Remark.objects.count()) == (message, 0)


def test_whose_duty_it_is(disclosure: Disclosure, li: User, wang: User) -> None:
    with pytest.raises(NotPermitted, match="^您没有遂宁市电教教仪站的“退回”权限，请找管理员开通$"):
        publication.remark(disclosure, figure(disclosure), "与明细不一致", li)
    made = publication.remark(disclosure, figure(disclosure), "与明细不一致", wang)
    with pytest.raises(NotPermitted):
        publication.drop(disclosure, made.pk, li)
    publication.send_back(disclosure, wang, "请按意见改正")
    with pytest.raises(
        NotPermitted, match="^您没有遂宁市电教教仪站的“改动数据和文字”权限，请找管理员开通$"
    ):
        publication.resolve(disclosure, made.pk, "已经核对无误", wang)


def test_only_what_was_submitted_is_remarked_on(disclosure: Disclosure, wang: User) -> None:
    Disclosure.objects.update(state=State.APPROVED)
    publication.remark(disclosure, figure(disclosure), "与明细不一致", publisher())
    publication.send_back(disclosure, wang, "请按意见改正")
    with pytest.raises(Refused, match="^这份材料编制中，不能提退回意见$"):
        publication.remark(disclosure, figure(disclosure), "与明细不一致", wang)


def test_what_is_collected_stands_against_approval(disclosure: Disclosure, wang: User) -> None:
    made = publication.remark(disclosure, figure(disclosure), "与明细不一致", wang)
    publication.sign(disclosure, wang, "不涉及国家秘密")
    with pytest.raises(Refused) as refusal:
        publication.approve(disclosure, wang)
    assert str(refusal.value) == ("还有 1 条意见没有退回，不能审核通过；请退回，或撤去这些意见")
    publication.drop(disclosure, made.pk, wang)
    publication.approve(disclosure, wang)
    assert disclosure.state == State.APPROVED


def test_what_is_open_stands_against_submission(
    disclosure: Disclosure, li: User, wang: User
) -> None:
    publication.remark(disclosure, figure(disclosure), "与明细不一致", wang)
    publication.send_back(disclosure, wang, "请按意见改正")
    with pytest.raises(Refused) as refusal:
        publication.submit(disclosure, li)
    assert str(refusal.value) == f"还不能报审：有 1 条退回意见没有处理（{RECEPTION_NAME}）"
    publication.resolve(disclosure, Remark.objects.get().pk, "与明细核对一致", li)
    publication.submit(disclosure, li)
    assert disclosure.state == State.SUBMITTED


def test_where_something_was_changed_no_note_is_wanted(
    disclosure: Disclosure, li: User, wang: User
) -> None:
    one = publication.remark(disclosure, figure(disclosure), "与明细不一致", wang)
    other = publication.remark(disclosure, reason(disclosure), "请写明项目", wang)
    publication.send_back(disclosure, wang, "请按意见改正")
    type_figure(disclosure, RECEPTION, "4900", li)
    publication.resolve(disclosure, one.pk, "", li)
    with pytest.raises(Refused) as refusal:
        publication.resolve(disclosure, other.pk, "好", li)
    assert str(refusal.value) == (
        f"“{REASON_NAME}”退回以后没有改动，请写明为什么不改。"
        "处理情况至少要写 4 个字，不能只有标点，请写明具体情况"
    )
    publication.resolve(disclosure, other.pk, "原因已经写明\n项目", li)
    assert log(disclosure, Action.RESOLVE) == [
        (Action.RESOLVE, "", [[f"2020:{RECEPTION}", "与明细不一致", "已处理"]]),
        (
            Action.RESOLVE,
            "原因已经写明 项目",
            [["text:reason/total/", "请写明项目", "已处理：原因已经写明 项目"]],
        ),
    ]
    assert list(Remark.objects.values_list("resolved_by", "note")) == [
        (li.pk, ""),
        (li.pk, "原因已经写明 项目"),
    ]


def test_a_change_back_to_where_it_was_is_none(
    disclosure: Disclosure, li: User, wang: User
) -> None:
    one = publication.remark(disclosure, figure(disclosure), "与明细不一致", wang)
    publication.send_back(disclosure, wang, "请按意见改正")
    type_figure(disclosure, RECEPTION, "4900", li)
    type_figure(disclosure, RECEPTION, "3900", li)
    with pytest.raises(Refused, match="退回以后没有改动"):
        publication.resolve(disclosure, one.pk, "", li)


def test_a_change_anywhere_in_a_table_is_one_of_the_table(
    disclosure: Disclosure, li: User, wang: User
) -> None:
    one = publication.remark(disclosure, at(disclosure, "table:three_public"), "请核对本表", wang)
    publication.send_back(disclosure, wang, "请按意见改正")
    type_figure(disclosure, RECEPTION, "4900", li)
    publication.resolve(disclosure, one.pk, "", li)
    assert [change.after for change in became(disclosure)[0].changes] == ["0.49万元", "0.49万元"]


def test_a_finding_that_is_gone_is_dealt_with(disclosure: Disclosure, li: User, wang: User) -> None:
    finding = next(f for f in prepare(disclosure).findings if f.id == "R05")
    place = finding_place(finding.id, finding.message)
    one = publication.remark(disclosure, place, "请分别写明原因", wang)
    publication.send_back(disclosure, wang, "请按意见改正")
    with pytest.raises(Refused, match="退回以后没有改动"):
        publication.resolve(disclosure, one.pk, "", li)
    for text in finding.texts:
        write_text(disclosure, text, f"项目 {text.row} 按进度推迟实施", li)
    assert [(one.gone, one.touched) for one in became(disclosure)] == [(True, True)]
    publication.resolve(disclosure, one.pk, "", li)
    assert log(disclosure, Action.RESOLVE) == [
        (Action.RESOLVE, "", [[place.label, "请分别写明原因", "已处理"]])
    ]


def test_dealt_with_once(disclosure: Disclosure, li: User, wang: User) -> None:
    one = publication.remark(disclosure, figure(disclosure), "与明细不一致", wang)
    with pytest.raises(Refused, match="^这份材料已报审，不能再处理退回意见$"):
        publication.resolve(disclosure, one.pk, "与明细核对一致", li)
    publication.send_back(disclosure, wang, "请按意见改正")
    with pytest.raises(Refused) as refusal:
        publication.resolve(disclosure, one.pk, "核" * 1001, li)
    assert str(refusal.value) == (
        f"“{RECEPTION_NAME}”退回以后没有改动，请写明为什么不改。"
        "处理情况有 1001 个字，最多 1000 个字，请写得简短一些"
    )
    publication.resolve(disclosure, one.pk, "与明细核对一致", li)
    for key in (one.pk, one.pk + 1, 0):
        with pytest.raises(Refused, match="^这条意见已经处理过，或不是这一版的意见$"):
            publication.resolve(disclosure, key, "与明细核对一致", li)
    assert Event.objects.filter(action=Action.RESOLVE).count() == 1


def test_a_later_round_tells_of_changes_since_it(
    disclosure: Disclosure, li: User, wang: User
) -> None:
    first = publication.remark(disclosure, figure(disclosure), "与明细不一致", wang)
    publication.send_back(disclosure, wang, "请按意见改正")
    type_figure(disclosure, RECEPTION, "4900", li)
    publication.resolve(disclosure, first.pk, "", li)
    # 填 0.49 makes the details disagree, so that the database stands in for a submission.
    Disclosure.objects.update(state=State.SUBMITTED)
    publication.remark(disclosure, figure(disclosure), "仍与明细不一致", wang)
    publication.send_back(disclosure, wang, "请再改一次")
    type_figure(disclosure, RECEPTION, "3900", li)
    assert [
        (one.remark.text, [(change.before, change.after) for change in one.changes])
        for one in became(disclosure)
    ] == [
        ("与明细不一致", []),
        ("仍与明细不一致", [("0.49万元", "0.39万元")]),
    ]


def test_remarks_belong_to_their_version(disclosure: Disclosure, li: User, wang: User) -> None:
    publication.remark(disclosure, figure(disclosure), "与明细不一致", wang)
    published(disclosure)
    disclosure.refresh_from_db()
    publication.correct(disclosure, publisher(), "公务接待费有误")
    assert (collected(disclosure).count(), still_open(disclosure).count()) == (0, 0)


def test_the_database_keeps_no_half_resolution(disclosure: Disclosure, wang: User) -> None:
    one = publication.remark(disclosure, figure(disclosure), "与明细不一致", wang)
    for wrong in ({"note": "与明细核对一致"}, {"resolved_by": wang}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Remark.objects.filter(pk=one.pk).update(**wrong)


def test_what_another_app_changes_is_a_place_in_words(
    disclosure: Disclosure, li: User, wang: User
) -> None:
    place = Place("实验操作考试 全年预算数", "实验操作考试 全年预算数")
    one = publication.remark(disclosure, place, "请核对项目预算", wang)
    publication.send_back(disclosure, wang, "请按意见改正")
    with transaction.atomic():
        change = Change("实验操作考试 全年预算数", "10.00", "12.00")
        record(Action.PERFORMANCE, li, disclosure=disclosure, changes=(change,))
    publication.resolve(disclosure, one.pk, "", li)
    assert [change.after for change in became(disclosure)[0].changes] == ["12.00"]
