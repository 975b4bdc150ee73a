"""Scores: by rule where there is one; 100 only when every target is met."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.forms.loader import load_form
from performance.scoring import execution_points, execution_rate, indicator_points, met, score
from performance.values import Indicator, Nature, number
from tests.performance.samples import DAYING, indicator, money, project

SICHUAN = load_form("self_assessment_sichuan_2022")
NATIONAL = load_form("self_assessment_national_2020")
FORMS = (SICHUAN, NATIONAL, load_form("self_assessment_national_2021"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("90", "90"),
        ("90%", "90"),
        ("90％", "90"),
        (" 1,234.5 ", "1234.5"),
        ("-3", "-3"),
        ("完成", None),
        ("2万份", None),
        ("1,23", None),
        ("≥90", None),
        ("2021-12-31", None),
        ("", None),
        ("1e5", None),
        ("٣", None),
    ],
)
def test_numbers(text: str, value: str | None) -> None:
    assert number(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("nature", "actual", "reached"),
    [
        ("≥", "100", True),
        ("≥", "99.99", False),
        ("≤", "100", True),
        ("≤", "100.01", False),
        ("=", "100", True),
        ("=", "101", False),
        (">", "100", False),
        (">", "100.01", True),
        ("<", "100", False),
        ("<", "99", True),
        ("定性", "100", None),
        ("", "100", None),
        ("≥", "完成", None),
    ],
)
def test_met_by_direction(nature: str, actual: str, reached: bool | None) -> None:
    assert met(indicator(nature=nature, actual=actual)) is reached


@pytest.mark.parametrize(
    ("revised", "executed", "rate", "points"),
    [
        ("13", "9.71", "74.69", "7.47"),
        ("13.7", "13.7", "100", "10"),
        ("10", "12", "120", "10"),
        ("10", "0", "0", "0"),
        ("0", "5", None, None),
        ("", "5", None, None),
        ("5", "", None, None),
    ],
)
def test_execution(revised: str, executed: str, rate: str | None, points: str | None) -> None:
    held = money(revised=revised, executed=executed)
    assert execution_rate(held) == (None if rate is None else Decimal(rate))
    assert execution_points(held, Decimal(10)) == (None if points is None else Decimal(points))


def test_a_missed_target_is_scored_in_proportion_where_the_form_says_so() -> None:
    assert indicator_points(indicator(actual="80", weight="10"), NATIONAL) == Decimal("8.00")
    over = indicator(nature="≤", target="30", actual="40", weight="10")
    assert indicator_points(over, NATIONAL) == Decimal("7.50")
    assert indicator_points(indicator(actual="0", weight="10"), NATIONAL) == 0
    assert indicator_points(indicator(actual="-5", weight="10"), NATIONAL) == 0


def test_a_near_miss_is_not_rounded_up_to_the_full_weight() -> None:
    near = indicator(target="100000", actual="99999", weight="10")
    assert indicator_points(near, NATIONAL) == Decimal("9.99")
    strict = indicator(nature=">", actual="100", weight="10")
    assert indicator_points(strict, NATIONAL) == Decimal("9.99")


def test_where_no_rule_is_named_a_missed_target_is_scored_by_hand_below_its_weight() -> None:
    missed = indicator(actual="80", weight="10")
    assert indicator_points(missed, SICHUAN) is None
    assert indicator_points(replace(missed, score=Decimal(8)), SICHUAN) == 8
    assert indicator_points(replace(missed, score=Decimal(10)), SICHUAN) is None


def test_a_typed_score_does_not_replace_the_rule() -> None:
    assert indicator_points(indicator(weight="10", score="3"), SICHUAN) == 10


def test_quality_is_scored_by_hand_within_its_weight() -> None:
    words = indicator(nature="定性", target="合格", actual="合格", weight="10")
    assert indicator_points(words, NATIONAL) is None
    assert indicator_points(replace(words, score=Decimal(10)), NATIONAL) == 10
    assert indicator_points(replace(words, score=Decimal("10.01")), NATIONAL) is None
    assert indicator_points(replace(words, score=Decimal(-1)), NATIONAL) is None


def test_the_scorecard_of_a_published_form() -> None:
    card = score(DAYING, SICHUAN)
    assert (card.indicators, card.execution) == ((Decimal(60), Decimal(30)), Decimal(10))
    assert (card.total, card.grade) == (Decimal(100), "优")


def test_no_total_while_a_score_is_missing() -> None:
    card = score(project(indicator(actual="80")), SICHUAN)
    assert (card.indicators, card.total, card.grade) == ((None,), None, "")


def test_empty_lines_of_the_form_take_no_part() -> None:
    empty = Indicator(("产出指标", "", ""))
    assert score(project(indicator(), empty), SICHUAN).indicators == (Decimal(90),)


values = st.decimals(min_value=0, max_value=1000, places=2).map(str)
weights = st.decimals(min_value=0, max_value=100, places=2).map(Decimal)
scores = st.none() | st.decimals(min_value=-10, max_value=110, places=2)
indicators = st.builds(
    Indicator,
    levels=st.just(("产出指标", "数量指标", "数量")),
    nature=st.none() | st.sampled_from(Nature),
    target=values,
    actual=values,
    weight=weights,
    score=scores,
)


@settings(deadline=None)
@given(one=indicators, form=st.sampled_from(FORMS))
def test_no_score_is_negative_or_above_its_weight(one: Indicator, form: object) -> None:
    points = indicator_points(one, form)  # type: ignore[arg-type]
    assert points is None or (one.weight is not None and 0 <= points <= one.weight)
    if met(one):
        assert points == one.weight
    elif met(one) is False:
        assert points is None or points < (one.weight or 0) or points == 0


@settings(deadline=None)
@given(
    parts=st.lists(st.integers(1, 100), min_size=1, max_size=12),
    data=st.data(),
    form=st.sampled_from(FORMS),
    executed=st.integers(0, 2_000_000),
)
def test_a_hundred_only_when_all_targets_are_met(
    parts: list[int], data: st.DataObject, form: object, executed: int
) -> None:
    """Weights that make 90, whatever they are: the total is their sum and 100 means all met."""
    whole = sum(parts)
    shares = [Decimal(part * 9000 // whole) / 100 for part in parts]
    shares[0] += Decimal(90) - sum(shares)
    drawn = [replace(data.draw(indicators), weight=share) for share in shares]
    numeric = [replace(one, nature=one.nature or Nature.AT_LEAST) for one in drawn]
    asked = [one for one in numeric if one.nature is not Nature.QUALITATIVE]
    held = project(*asked, funding={"total": money(revised="100", executed=str(executed / 10000))})
    card = score(held, form)  # type: ignore[arg-type]
    if card.total is None:
        return
    known = [points for points in card.indicators if points is not None]
    assert card.execution is not None and 0 <= card.execution <= 10
    assert card.total == sum(known) + card.execution <= 100
    if card.total == 100:
        assert all(met(one) for one in asked)
        assert execution_rate(held.total) is not None
