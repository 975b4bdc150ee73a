"""What is published is kept for good; a correction is the next version; all may be withdrawn."""

import hashlib
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from disclosures.events import breaks
from disclosures.facts import FactSheet
from disclosures.models import (
    Action,
    Disclosure,
    Event,
    Fact,
    Level,
    Prose,
    Publication,
    PublishedFact,
    PublishedFile,
    State,
    Unit,
    Withdrawal,
)
from disclosures.models.fact import sheet_of
from disclosures.narrative.scope import Texts
from disclosures.pipeline import texts_of
from disclosures.publication import (
    Refused,
    approve,
    correct,
    publish,
    send_back,
    sign,
    submit,
    withdraw,
)
from disclosures.publication.record import stored_digest
from disclosures.published import published_sheet, published_texts
from disclosures.store import read
from tests.disclosures.drafts import approved, clerk, code_of, draft, publisher, reviewer

pytestmark = pytest.mark.django_db

TITLE = "遂宁市电教教仪站2020年度部门决算"
WHY = "补正主要职能的文字"
GROUND = "依法不予公开的内容"


@pytest.fixture
def first(disclosure: Disclosure) -> Publication:
    """The first version, published."""
    return publish(approved(disclosure), publisher())


def rewritten(disclosure: Disclosure, text: str = "改正后的职能。") -> None:
    Prose.objects.filter(disclosure=disclosure, name="duties").update(text=text)


def rows_of(publication: Publication) -> list[list[tuple[object, ...]]]:
    """Everything the database keeps of a version."""
    return [
        list(Publication.objects.filter(pk=publication.pk).values_list()),
        list(publication.files.order_by("pk").values_list()),
        list(publication.facts.order_by("pk").values_list()),
    ]


def numbers(publications: object) -> list[int]:
    return [one.version for one in publications]  # type: ignore[attr-defined]


def test_a_version_keeps_figures_texts_names_and_files(
    first: Publication, disclosure: Disclosure
) -> None:
    sheet = sheet_of(disclosure)
    assert (first.disclosure, first.version, first.title) == (disclosure, 1, TITLE)
    assert (first.standard, first.reason) == ("sichuan/final_accounts_2020", "")
    assert first.published_by == User.objects.get()
    kept = published_sheet(first)
    values = {cell: (fact.value, fact.rounded) for cell, fact in sheet.facts.items()}
    assert {cell: (one.value, one.rounded) for cell, one in kept.facts.items()} == values
    assert (kept.year, kept.labels) == (2020, sheet.labels)
    assert published_texts(first) == texts_of(disclosure)
    assert sheet.prior is not None
    assert PublishedFact.objects.filter(year=2019).count() == len(sheet.prior.facts) > 0
    assert PublishedFact.objects.count() == len(sheet.facts) + len(sheet.prior.facts)
    files = list(first.files.order_by("pk"))
    assert [file.format for file in files] == ["text", "standard", "pack"]
    assert read(files[0]).decode() == TITLE
    for file in files:
        content = read(file)
        assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert first.digest == stored_digest(first)
    assert first.code == code_of(first)


def test_the_log_seals_what_was_published(first: Publication) -> None:
    event = Event.objects.get(action=Action.PUBLISH)
    assert event.changes == [
        ["状态", "已审核", "已公开"],
        ["版次", "", "1"],
        ["标题", "", TITLE],
        ["公开范本", "", "sichuan/final_accounts_2020"],
        ["公开时间", "", first.published_at.isoformat()],
        ["校验码", "", first.code],
        ["数据和文字", "", first.digest],
        *([file.format, "", file.sha256] for file in first.files.order_by("pk")),
    ]


def test_a_correction_is_the_next_version_and_changes_nothing_of_the_first(
    first: Publication, disclosure: Disclosure
) -> None:
    before = rows_of(first)
    user = clerk()
    correct(disclosure, user, f"  {WHY} ")
    assert (disclosure.state, disclosure.version, disclosure.correction) == (State.DRAFT, 2, WHY)
    assert Disclosure.objects.get().correcting
    assert numbers(Publication.objects.current()) == [1]
    rewritten(disclosure)
    Fact.objects.filter(table="matters", row="agency_operating").update(value=Decimal(5))
    second = publish(approved(disclosure), publisher("qian"))
    assert (second.version, second.reason) == (2, WHY)
    assert not Disclosure.objects.get().correcting
    assert rows_of(first) == before
    assert published_texts(first).prose["duties"] != "改正后的职能。"
    assert published_texts(second).prose["duties"] == "改正后的职能。"
    assert numbers(Publication.objects.newest()) == [2]
    assert numbers(Publication.objects.current()) == [2]
    assert sorted(numbers(Publication.objects.readable())) == [1, 2]
    sealed = {where: after for where, _, after in Event.objects.all()[0].changes}
    assert (sealed["版次"], sealed["更正理由"]) == ("2", WHY)


def test_the_first_version_is_read_until_the_correction_is_published(
    first: Publication, disclosure: Disclosure
) -> None:
    correct(disclosure, clerk(), WHY)
    rewritten(disclosure)
    Unit.objects.update(name="改名的站")
    current = Publication.objects.current()
    assert [(one.version, one.title) for one in current] == [(1, TITLE)]
    second = publish(approved(disclosure), publisher("qian"))
    assert [(one.version, one.title) for one in current.all()] == [(2, "改名的站2020年度部门决算")]
    contents = [read(one.files.get(format="text")).decode() for one in (first, second)]
    assert contents == [TITLE, "改名的站2020年度部门决算"]


def test_a_correction_goes_the_whole_way_again(first: Publication, disclosure: Disclosure) -> None:
    correct(disclosure, clerk(), WHY)
    rewritten(disclosure)
    user = publisher("qian")
    with pytest.raises(Refused, match="^这份材料编制中，不能公开"):
        publish(disclosure, user)
    submit(disclosure, clerk("zhang"))
    send_back(disclosure, reviewer(), "职能仍有错字")
    assert (disclosure.state, disclosure.version, disclosure.correction) == (State.DRAFT, 2, WHY)
    submit(disclosure, User.objects.get(username="zhang"))
    sign(disclosure, reviewer("sun"), GROUND)
    approve(disclosure, reviewer("li"))
    assert publish(disclosure, user).version == 2
    assert [(action, reason) for action, reason in Event.objects.values_list("action", "reason")][
        ::-1
    ] == [
        (Action.PUBLISH, ""),
        (Action.CORRECT, WHY),
        (Action.SUBMIT, ""),
        (Action.SEND_BACK, "职能仍有错字"),
        (Action.SUBMIT, ""),
        (Action.SIGN, ""),
        (Action.APPROVE, ""),
        (Action.PUBLISH, ""),
    ]
    assert list(breaks()) == []


def test_a_correction_that_changes_no_figure_has_a_code_of_its_own(
    first: Publication, disclosure: Disclosure
) -> None:
    correct(disclosure, clerk(), "补充绩效目标")
    second = publish(approved(disclosure), publisher("qian"))
    assert second.digest == first.digest
    assert (second.code == first.code, len(first.code), len(second.code)) == (False, 16, 16)


@pytest.fixture
def second_draft(
    disclosure: Disclosure, demonstration_sheet: FactSheet, demonstration_texts: Texts
) -> Disclosure:
    """The same figures and texts as those of the 单位, not of the 部门."""
    other = draft(demonstration_sheet, demonstration_texts, "另一单位")
    of = {"unit": disclosure.unit, "level": Level.UNIT}
    Disclosure.objects.filter(pk=other.pk).update(**of)
    return Disclosure.objects.get(pk=other.pk)


def test_two_disclosures_with_the_same_figures_have_codes_of_their_own(
    first: Publication, second_draft: Disclosure
) -> None:
    second = publish(approved(second_draft), publisher("qian"), first.published_at)
    assert second.digest == first.digest
    assert second.code != first.code


def test_the_moment_of_publication_is_the_one_given(
    first: Publication, disclosure: Disclosure
) -> None:
    correct(disclosure, clerk(), WHY)
    again = publish(approved(disclosure), publisher("qian"), first.published_at)
    again.refresh_from_db()
    assert again.published_at == first.published_at
    assert again.code == code_of(again)


def test_a_withdrawal_takes_away_every_version(first: Publication, disclosure: Disclosure) -> None:
    correct(disclosure, clerk(), WHY)
    publish(approved(disclosure), publisher("qian"))
    user = User.objects.get(username="qian")
    withdrawal = withdraw(disclosure, user, GROUND)
    assert (withdrawal.publication.version, withdrawal.reason, withdrawal.by) == (2, GROUND, user)
    assert disclosure.state == State.WITHDRAWN
    assert numbers(Publication.objects.current()) == []
    assert numbers(Publication.objects.readable()) == []
    assert numbers(Publication.objects.newest()) == [2]
    with pytest.raises(Refused, match="^这份材料没有公开着的版本，没有什么可以撤回$"):
        withdraw(disclosure, user, GROUND)
    assert Withdrawal.objects.count() == 1


def test_a_withdrawal_while_a_correction_is_made(
    first: Publication, disclosure: Disclosure
) -> None:
    correct(disclosure, clerk(), WHY)
    withdraw(disclosure, publisher("qian"), GROUND)
    assert (disclosure.state, disclosure.version) == (State.DRAFT, 2)
    assert numbers(Publication.objects.current()) == []
    event = Event.objects.all()[0]
    assert event.changes == [
        [f"{TITLE} 第1版", "已公开", "已撤回"],
        ["版次", "", "1"],
        ["撤回时间", "", Withdrawal.objects.get().at.isoformat()],
    ]
    second = publish(approved(disclosure), User.objects.get(username="qian"))
    assert numbers(Publication.objects.current()) == [2]
    assert numbers(Publication.objects.readable()) == [2]
    assert second.reason == WHY


def test_what_was_withdrawn_is_corrected_and_published_again(
    first: Publication, disclosure: Disclosure
) -> None:
    user = publisher("qian")
    withdraw(disclosure, user, GROUND)
    correct(disclosure, clerk(), WHY)
    assert (disclosure.state, disclosure.version) == (State.DRAFT, 2)
    assert numbers(Publication.objects.current()) == []
    publish(approved(disclosure), user)
    assert numbers(Publication.objects.current()) == [2]
    assert numbers(Publication.objects.readable()) == [2]


def test_versions_of_other_disclosures_are_left_alone(
    first: Publication, second_draft: Disclosure
) -> None:
    user = publisher("qian")
    publish(approved(second_draft), user)
    withdraw(second_draft, user, GROUND)
    assert list(Publication.objects.current()) == [first]
    assert list(Publication.objects.readable()) == [first]


def test_two_versions_may_have_the_same_file(disclosure: Disclosure) -> None:
    """A file that is there already is left alone, and named by the next version too."""
    first = publish(approved(disclosure), publisher())
    correct(disclosure, clerk(), WHY)
    second = publish(approved(disclosure), publisher("qian"))
    texts = PublishedFile.objects.filter(format="text").order_by("pk")
    same = hashlib.sha256(TITLE.encode()).hexdigest()
    assert list(texts.values_list("publication", "sha256")) == [
        (first.pk, same),
        (second.pk, same),
    ]
