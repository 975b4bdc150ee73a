"""Texts and queries as terms."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from disclosures.search import words
from disclosures.search.words import INITIALS, NAME, Query, Word

TEXTS = st.text(
    st.characters() | st.sampled_from("财政教育局支出“”三公ＡＢ①〇𬭚 。,.12"), max_size=60
)


def test_terms_of_chinese_are_its_pairs_and_triples() -> None:
    assert list(words.terms("教育支出")) == ["教育", "育支", "支出", "教育支", "育支出"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("水", []),
        ("2050102", ["2050102"]),
        ("357.3万元", ["357.3", "万元"]),
        ("IPTV、ＩＰｔｖ", ["iptv", "iptv"]),
        ("“三公”经费", ["三公", "公经", "经费", "三公经", "公经费"]),
        ("59.4%，a", ["59.4"]),
        ("铁𬭚", ["铁𬭚"]),
        ("ᴬb", ["ab"]),
        ("x_y\x00zz", ["zz"]),
    ],
)
def test_terms(text: str, found: list[str]) -> None:
    assert list(words.terms(text)) == found


@pytest.mark.parametrize(
    ("typed", "found", "short"),
    [
        ("", (), ()),
        ("财政", ("财政",), ()),
        ("  财政　教育 ", ("财政", "教育"), ()),
        ("财政 财政", ("财政",), ()),
        ("财", (), ("财",)),
        ("水 a 教育", ("教育",), ("水", "a")),
        ("2020年度决算", ("2020", "决算"), ()),
        ("教育局2020年决算", ("教育局", "2020", "决算"), ()),
        ("“三公”经费", ("三公经费",), ()),
        ('"NEAR(a-b*:^)"', ("near",), ("a", "b")),
        ("财政\x00教育", ("财政", "教育"), ()),
        ("，。！*\"'-:()", (), ()),
        ("😀🎉", (), ()),
    ],
)
def test_queries(typed: str, found: tuple[str, ...], short: tuple[str, ...]) -> None:
    assert words.query(typed) == Query(tuple(map(Word, found)), short)


def test_of_a_long_query_the_beginning_counts() -> None:
    assert words.query("教" * 300) == Query((Word("教" * 100),), (), cut=True)


def test_words_typed_as_one_are_parted() -> None:
    parted = words.query("市教育局部门决算").relaxed()
    assert [word.text for word in parted.words] == ["市教育局", "决算"]
    assert words.query("电教").relaxed() == words.query("电教")


def test_terms_of_a_word_are_the_longest() -> None:
    assert Word("财政").terms == ("财政",)
    assert Word("教育支出").terms == ("教育支", "育支出")
    assert Word("snd").alternatives == (("snd",), (INITIALS + "snd",))
    assert Word("snd").in_names == ((NAME + "snd",), (INITIALS + "snd",))
    assert Word("财政").in_names == ((NAME + "财政",),)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("遂宁市电教教仪站", "snsdjjyz"),
        ("重庆市", "cqs"),
        ("某局（本级）A3", "mjbja3"),
        ("", ""),
        ("！？", ""),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert words.initials(name) == letters


def test_initials_are_found_from_anywhere_in_the_name() -> None:
    found = set(words.name_terms("市电教站"))
    assert {term for term in found if term[0] == INITIALS} == {
        INITIALS + part for part in ("sd", "sdj", "sdjz", "dj", "djz", "jz")
    }


@given(TEXTS)
@example("İ")
def test_a_term_is_letters_digits_and_one_point_at_most(text: str) -> None:
    for term in (*words.terms(text), *words.name_terms(text)):
        letters = "(?:[^\\W_]|[\U00020000-\U0003ffff])+"  # some are newer than Python's tables
        assert re.fullmatch(rf"[\ue000\ue001]?({letters}|[0-9]+\.[0-9]+)", term), term
        assert term == term.lower()


@given(TEXTS, st.integers(0, 60), st.integers(2, 20))
def test_whatever_is_copied_from_a_run_of_a_text_is_found_in_it(
    text: str, start: int, length: int
) -> None:
    in_text = set(words.terms(text))
    for run in re.findall("[\u4e00-\u9fff]{2,}", words.plain(text)):
        for word in words.query(run[start : start + length]).words:
            assert set(word.terms) <= in_text


@given(TEXTS)
def test_any_query_is_taken(typed: str) -> None:
    query = words.query(typed)
    assert all(len(word.text) >= 2 and word.terms for word in query.words)
    assert all(word.terms for word in query.relaxed().words)
