"""Saving one text: what is stored, what is refused, and nobody's work lost."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser

from disclosures.intake.texts import SavedText, TextRefused, save_text
from disclosures.models import Disclosure, Explanation, Prose, State
from disclosures.models.fact import Fact
from disclosures.narrative.scope import TextKey
from tests.disclosures.drafts import empty

pytestmark = pytest.mark.django_db

REASON = TextKey("reason", "total")
DUTIES = TextKey("prose", "duties")
BY = AnonymousUser()
UNKNOWN = "本材料的范本里没有这一段文字，没有保存；请刷新页面后重新填写"


@pytest.fixture
def disclosure() -> Disclosure:
    return empty()


def stored() -> list[tuple[str, ...]]:
    reasons = Explanation.objects.values_list("kind", "figure", "row", "text")
    return [*reasons, *Prose.objects.values_list("name", "text")]


def save(disclosure: Disclosure, key: TextKey, text: str, base: str = "") -> SavedText:
    return save_text(disclosure, key, text, base, BY)


@pytest.mark.parametrize(
    ("key", "row"),
    [
        (REASON, ("reason", "total", "", "项目增加")),
        (TextKey("budget_reason", "item", "2050102"), ("budget_reason", "item", "2050102")),
        (TextKey("use", "reception_domestic"), ("use", "reception_domestic", "")),
        (TextKey("term", "item", "2050102"), ("term", "item", "2050102")),
        (DUTIES, ("duties", "项目增加")),
        (TextKey("prose", "performance"), ("performance",)),
        (TextKey("prose", "table.income"), ("table.income",)),
    ],
)
def test_every_kind_of_text(disclosure: Disclosure, key: TextKey, row: tuple[str, ...]) -> None:
    saved = save(disclosure, key, "项目增加")
    assert (saved.mine, saved.theirs, saved.conflict) == ("项目增加", "项目增加", False)
    assert [one[: len(row)] for one in stored()] == [row]
    disclosure.refresh_from_db()
    assert disclosure.changed_at == saved.at


def test_line_ends_and_outer_blanks(disclosure: Disclosure) -> None:
    save(disclosure, DUTIES, "　　一、职责\r\n二、机构\v三、人员\u2028四、其他\n\n")
    assert stored() == [("duties", "一、职责\n二、机构\n三、人员\n四、其他")]


def test_markup_is_text(disclosure: Disclosure) -> None:
    save(disclosure, REASON, "<b>增加</b>{unit}")
    assert stored() == [("reason", "total", "", "<b>增加</b>{unit}")]


def test_an_empty_text_removes_the_row(disclosure: Disclosure) -> None:
    save(disclosure, REASON, "项目增加")
    save(disclosure, DUTIES, "职责")
    save(disclosure, REASON, " \n", base="项目增加")
    assert stored() == [("duties", "职责")]
    save(disclosure, DUTIES, "", base="职责")
    assert stored() == []


def test_nothing_changes_where_nothing_was_written(disclosure: Disclosure) -> None:
    save(disclosure, REASON, "")
    disclosure.refresh_from_db()
    assert disclosure.changed_at is None


def test_any_save_clears_the_mark_of_last_year(disclosure: Disclosure) -> None:
    disclosure.explanations.create(kind="reason", figure="total", text="项目增加", carried=True)
    disclosure.prose.create(name="duties", text="职责", carried=True)
    save(disclosure, REASON, "项目增加", base="项目增加")
    save(disclosure, DUTIES, "新职责", base="职责")
    assert Explanation.objects.get().carried is Prose.objects.get().carried is False


def test_a_change_by_somebody_else_is_reported(disclosure: Disclosure) -> None:
    save(disclosure, REASON, "甲写的")
    found = save(disclosure, REASON, "乙写的")
    assert (found.conflict, found.theirs, found.mine) == (True, "甲写的", "乙写的")
    assert stored() == [("reason", "total", "", "甲写的")]
    assert save(disclosure, REASON, "乙写的", base="甲写的").conflict is False
    assert stored() == [("reason", "total", "", "乙写的")]


def test_a_deletion_by_somebody_else_is_reported(disclosure: Disclosure) -> None:
    found = save(disclosure, REASON, "乙改的", base="甲写的")
    assert (found.conflict, found.theirs, found.mine) == (True, "", "乙改的")
    assert stored() == []


def test_two_who_write_the_same_do_not_quarrel(disclosure: Disclosure) -> None:
    save(disclosure, REASON, "项目增加")
    assert save(disclosure, REASON, "项目增加", base="").conflict is False


@pytest.mark.parametrize("state", [State.SUBMITTED, State.PUBLISHED])
def test_only_a_draft_is_changed(disclosure: Disclosure, state: State) -> None:
    Disclosure.objects.update(state=state)
    with pytest.raises(TextRefused, match=f"^这份材料{state.label}，文字不能再改动$"):
        save(disclosure, REASON, "项目增加")
    assert stored() == []


@pytest.mark.parametrize(
    "key",
    [
        TextKey("reason", "nothing"),
        TextKey("reason", "total", "2050102"),
        TextKey("reason", "item"),
        TextKey("use", "item", "9999999"),
        TextKey("use", "occasion", "7"),
        TextKey("prose", "nothing"),
        TextKey("prose", "duties", "1"),
        TextKey("prose", "table.nothing"),
        TextKey("secret", "total"),
        TextKey("", ""),
        TextKey("reason", "total\0"),
        TextKey("reason", "\ud800"),
        TextKey("reason", "total" * 100),
    ],
)
def test_unknown_keys(disclosure: Disclosure, key: TextKey) -> None:
    with pytest.raises(TextRefused, match=f"^{UNKNOWN}$"):
        save(disclosure, key, "项目增加")
    assert stored() == []


def test_a_row_that_was_entered_is_known(disclosure: Disclosure) -> None:
    Fact.objects.create(
        disclosure=disclosure,
        year=2020,
        table="reception_occasions",
        row="1",
        column="amount",
        value=100,
    )
    save(disclosure, TextKey("use", "occasion", "1"), "调研")
    assert stored() == [("use", "occasion", "1", "调研")]


def test_a_text_that_belongs_nowhere_any_more_can_be_removed(disclosure: Disclosure) -> None:
    disclosure.explanations.create(kind="reason", figure="renamed", text="旧")
    save(disclosure, TextKey("reason", "renamed"), "", base="旧")
    assert stored() == []


@pytest.mark.parametrize(
    ("key", "longest"), [(REASON, 1000), (DUTIES, 60000), (TextKey("term", "item", "205"), 1000)]
)
def test_length(disclosure: Disclosure, key: TextKey, longest: int) -> None:
    save(disclosure, key, "字" * longest)
    message = f"^文字有{longest + 2}个字，最多{longest}个字，没有保存；请删去2个字$"
    with pytest.raises(TextRefused, match=message):
        save(disclosure, key, "字" * (longest + 2), base="字" * longest)


@pytest.mark.parametrize(
    ("character", "name"),
    [("\0", "0000"), ("\x1b", "001B"), ("\ud800", "D800"), ("\u202e", "202E"), ("\u2066", "2066")],
)
def test_what_cannot_be_printed(disclosure: Disclosure, character: str, name: str) -> None:
    message = f"第2行有一个看不见的字符（U+{name}），没有保存；请删去它"
    with pytest.raises(TextRefused, match=f"^{re.escape(message)}"):
        save(disclosure, DUTIES, f"一行\n二{character}行")
    assert stored() == []


def test_tabs_and_rare_characters_may_stay(disclosure: Disclosure) -> None:
    save(disclosure, DUTIES, "甲\t乙 𠮷\U000323b0\u200b")
    assert stored() == [("duties", "甲\t乙 𠮷\U000323b0\u200b")]
