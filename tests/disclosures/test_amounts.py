"""Rounding, shares and changes. The worked examples of docs/rounding.md are the parameters."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from disclosures import amounts
from disclosures.amounts import Change, Direction

PAGE = Path(__file__).parents[2] / "docs" / "rounding.md"

CENTS = st.decimals(-(10**13), 10**13, places=2)
"""元 as an account may hold them."""

WORDS = {Direction.RISE: "增加", Direction.FALL: "减少", Direction.FLAT: "持平"}


def rows(title: str) -> list[tuple[str, ...]]:
    """The rows of the table under the heading ``title`` of docs/rounding.md."""
    section = PAGE.read_text("utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


def decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


@pytest.mark.parametrize(("yuan", "table", "sentence"), rows("元 to 万元"))
def test_yuan_become_wan(yuan: str, table: str, sentence: str) -> None:
    wan = amounts.to_wan(decimal(yuan))
    assert amounts.fixed(wan) == table.replace("−", "-")
    assert amounts.trimmed(wan) == sentence.replace("−", "-")


@pytest.mark.parametrize(("part", "whole", "printed", "why"), rows("Shares and completion"))
def test_shares(part: str, whole: str, printed: str, why: str) -> None:
    share = amounts.share(decimal(part), decimal(whole))
    assert ("none" if share is None else f"{amounts.trimmed(share)}%") == printed


@pytest.mark.parametrize(("now", "before", "said", "why"), rows("Changes"))
def test_changes(now: str, before: str, said: str, why: str) -> None:
    change = amounts.change(decimal(now), decimal(before))
    difference = amounts.trimmed(amounts.to_wan(change.difference))
    amount = "" if change.direction is Direction.FLAT else f"{difference}万元"
    rate = "" if change.rate is None else f"，{amounts.trimmed(change.rate)}%"
    assert WORDS[change.direction] + amount + rate == said


@pytest.mark.parametrize(("now", "before", "said"), rows("Changes of counts"))
def test_changes_of_counts(now: str, before: str, said: str) -> None:
    change = amounts.change(decimal(now), decimal(before), flat_below=Decimal(1))
    amount = "" if change.direction is Direction.FLAT else amounts.trimmed(change.difference)
    rate = "" if change.rate is None else f"，{amounts.trimmed(change.rate)}%"
    assert WORDS[change.direction] + amount + rate == said


@pytest.mark.parametrize(("parts", "allowance"), rows("Sums of rounded figures"))
def test_allowances(parts: str, allowance: str) -> None:
    assert amounts.rounding_allowance(int(parts) + 1) == decimal(allowance) * 10000


@pytest.mark.parametrize(("yuan", "shown"), rows("In a finding"))
def test_findings_show_every_digit(yuan: str, shown: str) -> None:
    assert amounts.exact_wan(decimal(yuan)) == shown.replace("−", "-")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.005", "0.01"),
        ("0.004999999999", "0.00"),
        ("-0.005", "-0.01"),
        ("-0.004", "0.00"),
        ("2.675", "2.68"),
        ("1e15", "1000000000000000.00"),
    ],
)
def test_rounded(value: str, expected: str) -> None:
    assert str(amounts.rounded(Decimal(value))) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("357.30", "357.3"),
        ("100.00", "100"),
        ("100", "100"),
        ("0.00", "0"),
        ("-0.00", "0"),
        ("-3.50", "-3.5"),
        ("1E+3", "1000"),
        ("0.05", "0.05"),
    ],
)
def test_trimmed(value: str, expected: str) -> None:
    assert amounts.trimmed(Decimal(value)) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (26, "二十六"), (99, "九十九")],
)
def test_chinese_number(number: int, expected: str) -> None:
    assert amounts.chinese_number(number) == expected


@given(CENTS)
@example(Decimal("-0.00"))
def test_wan_is_the_nearest_hundredth_and_half_goes_away_from_zero(yuan: Decimal) -> None:
    wan = amounts.to_wan(yuan)
    off = Fraction(wan) - Fraction(yuan) / 10000
    assert abs(off) <= Fraction(1, 200)
    if abs(off) == Fraction(1, 200):
        assert abs(wan) > abs(yuan) / 10000
    assert not (wan == 0 and wan.is_signed())


@given(CENTS)
def test_printed_text_is_the_rounded_value(yuan: Decimal) -> None:
    wan = amounts.to_wan(yuan)
    assert Decimal(amounts.trimmed(wan)) == wan
    assert Decimal(amounts.fixed(wan).replace(",", "")) == wan
    assert re.fullmatch(r"-?\d{1,3}(,\d{3})*\.\d\d", amounts.fixed(wan))
    assert re.fullmatch(r"-?(0|[1-9]\d*)(\.\d?[1-9])?", amounts.trimmed(wan))
    assert "-0.00" != amounts.fixed(wan)


@given(CENTS)
def test_a_finding_shows_the_exact_amount(yuan: Decimal) -> None:
    assert Decimal(amounts.exact_wan(yuan)) * 10000 == yuan


@given(CENTS, CENTS)
def test_a_share_is_computed_from_exact_values(part: Decimal, whole: Decimal) -> None:
    share = amounts.share(part, whole)
    assert (share is None) == (whole <= 0 or part < 0)
    if share is not None:
        assert abs(Fraction(share) - Fraction(part) * 100 / Fraction(whole)) <= Fraction(1, 200)


@given(CENTS, CENTS)
def test_a_change_is_the_reverse_of_the_change_back(now: Decimal, before: Decimal) -> None:
    there, back = amounts.change(now, before), amounts.change(before, now)
    opposite = {Direction.RISE: Direction.FALL, Direction.FALL: Direction.RISE}
    assert back.direction is opposite.get(there.direction, Direction.FLAT)
    assert there.difference == back.difference
    assert there.difference in (0, abs(now - before))


@given(CENTS, CENTS | st.decimals(-60, 60, places=2))
def test_a_change_below_50_yuan_is_flat(before: Decimal, gap: Decimal) -> None:
    change = amounts.change(before + gap, before)
    assert (change.direction is Direction.FLAT) == (abs(gap) < 50)
    if change.direction is Direction.FLAT:
        assert change == Change(Direction.FLAT, Decimal(0), None)


@given(CENTS, CENTS)
def test_a_rate_has_a_positive_base_and_never_prints_as_zero(now: Decimal, before: Decimal) -> None:
    rate = amounts.change(now, before).rate
    if rate is not None:
        assert before > 0
        assert amounts.trimmed(rate) != "0"
        assert rate == amounts.share(abs(now - before), before)


@given(st.lists(CENTS, min_size=1, max_size=12))
def test_rounded_parts_miss_their_rounded_total_by_the_allowance_at_most(
    parts: list[Decimal],
) -> None:
    total = amounts.to_wan(sum(parts, Decimal(0)))
    miss = total - sum(map(amounts.to_wan, parts), Decimal(0))
    assert abs(miss) * 10000 <= amounts.rounding_allowance(len(parts) + 1)
