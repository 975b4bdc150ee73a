"""What was changed since the last submission, and against the published version."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures import publication
from disclosures.checks.finding import Severity
from disclosures.events import Change, record
from disclosures.facts import FactSheet
from disclosures.models import Action, AnswerKind, Disclosure, Event
from disclosures.narrative.scope import TextKey, Texts
from disclosures.pipeline import prepare, standard_of
from disclosures.review.changes import (
    History,
    Since,
    changed,
    since_publication,
    since_submission,
)
from disclosures.review.places import Kind, Places
from disclosures.standards.model import Standard
from tests.disclosures.drafts import clerk, draft, published, publisher, reviewer
from tests.disclosures.editing import type_figure, write_text

pytestmark = pytest.mark.django_db

RECEPTION = "three_public/total/final_reception"
REASON = TextKey("reason", "total")


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


def places(disclosure: Disclosure) -> Places:
    return Places(standard_of(disclosure), disclosure.year)


def since(disclosure: Disclosure) -> Since | None:
    return since_submission(History(disclosure), places(disclosure))


def told(found: Since | None) -> list[tuple[str, str, str]]:
    assert found is not None
    return [(one.place.label, one.before, one.after) for one in found.changes]


def sent_back(disclosure: Disclosure) -> None:
    """Submitted by 李会计, sent back by 王科长."""
    publication.submit(disclosure, clerk())
    publication.send_back(disclosure, reviewer(), "请核对公务接待费")


def test_a_first_submission_has_nothing_before_it(disclosure: Disclosure) -> None:
    assert since(disclosure) is None
    publication.submit(disclosure, clerk())
    assert since(disclosure) is None


def test_changes_of_one_place_are_one(disclosure: Disclosure) -> None:
    sent_back(disclosure)
    li, zhang = clerk("li"), clerk("zhang")
    type_figure(disclosure, RECEPTION, "4000", li)
    type_figure(disclosure, RECEPTION, "4900", zhang)
    write_text(disclosure, REASON, "项目支出减少", li)
    assert told(since(disclosure)) == [
        ("一般公共预算财政拨款“三公”经费支出决算表“合计”决算数·合计", "0.39万元", "0.49万元"),
        ("一般公共预算财政拨款“三公”经费支出决算表“合计”决算数·公务接待费", "0.39万元", "0.49万元"),
        ("“收、支总计”与上年相比的增减原因", "财政拨款收、支总计减少", "项目支出减少"),
    ]
    found = since(disclosure)
    assert found is not None
    assert [one.by for one in found.changes] == ["zhang", "zhang", "li"]
    assert [len(found.of(kind)) for kind in Kind] == [2, 1, 0, 0]
    assert (found.title, found.files) == ("上次报审", ())


def test_what_came_back_to_where_it_was_is_left_out(disclosure: Disclosure) -> None:
    sent_back(disclosure)
    user = clerk("li")
    for yuan in ("4900", "3900"):
        type_figure(disclosure, RECEPTION, yuan, user)
    write_text(disclosure, REASON, "项目支出减少", user)
    write_text(disclosure, REASON, "财政拨款收、支总计减少", user)
    assert told(since(disclosure)) == []


def test_the_greatest_change_first(disclosure: Disclosure) -> None:
    sent_back(disclosure)
    user = clerk("li")
    type_figure(disclosure, "matters/agency_operating/value", "0.01", user)
    type_figure(disclosure, "matters/procurement_sme/value", "123456.78", user)
    assert told(since(disclosure)) == [
        ("其他重要事项数据“授予中小企业合同金额”数值", "0.00万元", "12.345678万元"),
        ("其他重要事项数据“机关运行经费支出”数值", "0.00万元", "0.000001万元"),
    ]


def test_answers_to_findings_are_changes(
    disclosure: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_back(disclosure)
    type_figure(disclosure, RECEPTION, "4900", clerk("li"))
    wrong = next(f for f in prepare(disclosure).findings if f.severity is Severity.ERROR)
    publication.reply(disclosure, wrong, AnswerKind.WAIVER, "财政局已批复", reviewer("zhao"))
    found = since(disclosure)
    assert found is not None
    (answer,) = found.of(Kind.FINDING)
    assert (answer.place.label, answer.before, answer.after) == (
        f"{wrong.id} {wrong.message}",
        "",
        "财政局已批复",
    )
    assert answer.place.finding == wrong.key


def test_only_since_the_submission_before(disclosure: Disclosure) -> None:
    sent_back(disclosure)
    user = clerk("li")
    write_text(disclosure, REASON, "项目支出减少", user)
    publication.submit(disclosure, user)
    assert [after for *_, after in told(since(disclosure))] == ["项目支出减少"]
    publication.send_back(disclosure, reviewer("zhao"), "请再写具体一些")
    # A draft is held against what was submitted last.
    assert told(since(disclosure)) == []
    write_text(disclosure, REASON, "教育装备项目支出减少", user)
    assert [(a, b) for _, a, b in told(since(disclosure))] == [
        ("项目支出减少", "教育装备项目支出减少")
    ]


def test_a_correction_begins_anew(disclosure: Disclosure) -> None:
    sent_back(disclosure)
    user = clerk("li")
    write_text(disclosure, REASON, "项目支出减少", user)
    publication.submit(disclosure, user)
    published(disclosure)
    disclosure.refresh_from_db()
    publication.correct(disclosure, publisher(), "公务接待费有误")
    assert since(disclosure) is None
    type_figure(disclosure, RECEPTION, "4900", user)
    found = since_publication(disclosure, prepare(disclosure), places(disclosure))
    assert told(found) == [
        ("一般公共预算财政拨款“三公”经费支出决算表“合计”决算数·合计", "0.39万元", "0.49万元"),
        ("一般公共预算财政拨款“三公”经费支出决算表“合计”决算数·公务接待费", "0.39万元", "0.49万元"),
    ]
    assert found is not None and found.title == "已公开的第1版"


def test_texts_last_years_figures_and_names_differ_from_what_was_published(
    disclosure: Disclosure,
) -> None:
    published(disclosure)
    disclosure.refresh_from_db()
    publication.correct(disclosure, publisher(), "上年数有误")
    disclosure.facts.filter(year=2019, table="general_public").update(value="3705800")
    disclosure.explanations.filter(kind="reason", figure="total").delete()
    disclosure.prose.filter(name="duties").update(text="承担电化教育工作。")
    disclosure.row_labels.filter(row="1").update(text="省厅调研")
    found = since_publication(disclosure, prepare(disclosure), places(disclosure))
    names = [(place, after) for place, _, after in told(found)]
    assert names == [
        ("2019年 一般公共预算财政拨款支出决算表“合计”本年支出·合计", "370.58万元"),
        ("国内公务接待明细第1行的名称", "省厅调研"),
        ("“收、支总计”与上年相比的增减原因", ""),
        ("“主要职能”的文字", "承担电化教育工作。"),
    ]


def test_a_first_version_has_no_published_one_before(disclosure: Disclosure) -> None:
    assert since_publication(disclosure, prepare(disclosure), places(disclosure)) is None


def test_secret_rows_are_not_held_against_what_was_published(disclosure: Disclosure) -> None:
    published(disclosure)
    disclosure.refresh_from_db()
    publication.correct(disclosure, publisher(), "公务接待费有误")
    publication.mark_secret(disclosure, "2050102", "国家秘密目录第三项", clerk("li"))
    found = since_publication(disclosure, prepare(disclosure), places(disclosure))
    assert {after for *_, after in told(found)} == {""}
    assert all("2050102" in place for place, *_ in told(found))


def test_uploaded_files_are_named_and_are_no_places(disclosure: Disclosure) -> None:
    sent_back(disclosure)
    changes = (Change("文件“决算.xlsx”", after="a" * 64), Change(f"2020:{RECEPTION}", "1", "2"))
    record(Action.UPLOAD, None, disclosure=disclosure, changes=changes)
    found = since(disclosure)
    assert found is not None
    assert found.files == ("决算.xlsx",)
    assert len(found.changes) == 1


VALUES = st.sampled_from(["", "1.00", "2.00"])


@given(st.lists(st.tuples(st.sampled_from(["total", "2050102", "2050199"]), VALUES), max_size=12))
def test_from_the_first_to_the_last_and_nothing_that_is_the_same(
    sichuan: Standard, steps: list[tuple[str, str]]
) -> None:
    now: dict[str, str] = {}
    events = []
    for row, value in steps:
        change = [f"2020:general_public/{row}/total", now.get(row, ""), value]
        events.append(Event(action=Action.FIGURES, changes=[change], by_name=row))
        now[row] = value
    found = changed(events, Places(sichuan, 2020))
    assert {(one.by, one.before, one.after) for one in found} == {
        (row, "", f"{Decimal(value) / 10000}万元") for row, value in now.items() if value
    }
    assert len({one.place.where for one in found}) == len(found)
