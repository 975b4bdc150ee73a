"""Where two versions of a text differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.review.wording import AROUND, Differing, differing

LONG = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("采购减少", "采购减少", ("采购减少", "", "", "")),
        ("采购减少", "采购项目减少", ("采购", "", "项目", "减少")),
        ("采购项目减少", "采购减少", ("采购", "项目", "", "减少")),
        ("", "厉行节约", ("", "", "厉行节约", "")),
        ("甲甲", "甲甲甲", ("甲甲", "", "甲", "")),
        (
            f"{LONG}减少{LONG}",
            f"{LONG}增加{LONG}",
            (f"…{LONG[-20:]}", "减少", "增加", f"{LONG[:20]}…"),
        ),
    ],
)
def test_the_stretch_in_which_they_differ(
    before: str, after: str, found: tuple[str, str, str, str]
) -> None:
    assert differing(before, after) == Differing(*found)


@given(st.text(max_size=AROUND), st.text(max_size=AROUND))
def test_both_versions_can_be_read_from_it(before: str, after: str) -> None:
    head, removed, added, tail = differing(before, after)
    assert (head + removed + tail, head + added + tail) == (before, after)


@given(st.text("甲乙", max_size=60), st.text("甲乙", max_size=60))
def test_what_is_marked_differs_at_both_ends(before: str, after: str) -> None:
    _, removed, added, _ = differing(before, after)
    if removed and added:
        assert removed[0] != added[0] and removed[-1] != added[-1]
    assert (before == after) == (removed == added == "")
