"""The sentence language: what is understood, what is refused, and which conditions hold."""

import pytest

from disclosures.narrative.expressions import PREDICATES, holds
from disclosures.narrative.figures import _ATTRIBUTES
from disclosures.standards.language import (
    ATTRIBUTES,
    OF_A_FIGURE,
    OF_A_VALUE,
    BadTemplate,
    Include,
    Name,
    Term,
    fill,
    parse,
    parse_condition,
)
from disclosures.standards.model import Standard
from tests.disclosures import samples


@pytest.fixture(scope="module")
def standard() -> Standard:
    return samples.standard()


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", ()),
        ("没有数", ("没有数",)),
        ("{year}年{total}。", (Name("year"), "年", Name("total"), "。")),
        ("{total.rate}", (Name("total", "rate"),)),
        ("{row.name}{row.path}", (Name("row.name"), Name("row.path"))),
        ("{$}和{$.reason}", (Name("$"), "和", Name("$", "reason"))),
        ("{@because}", (Include("because", ""),)),
        ("{@change(total)}{@change($)}", (Include("change", "total"), Include("change", "$"))),
        ("{$.label}{$.base}", (Name("$", "label"), Name("$", "base"))),
    ],
)
def test_templates(text: str, segments: tuple[object, ...]) -> None:
    assert parse(text) == segments


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{total", "花括号不成对：{total"),
        ("total}", "花括号不成对：total}"),
        ("{{total}}", "花括号不成对：{"),
        ("{}", "无法识别的名称：{}"),
        ("{total rate}", "无法识别的名称：{total rate}"),
        ("{total.rate.text}", "无法识别的名称：{total.rate.text}"),
        ("{total.rates}", "没有“rates”这一属性：{total.rates}"),
        ("{@}", "无法识别的引用：{@}"),
        ("{@change(total.rate)}", "无法识别的引用：{@change(total.rate)}"),
        ("{@change(total}", "无法识别的引用：{@change(total}"),
    ],
)
def test_templates_refused(text: str, message: str) -> None:
    with pytest.raises(BadTemplate) as error:
        parse(text)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        ("rise($)", (Term("rise", Name("$")),)),
        ("not known(total)", (Term("known", Name("total"), negated=True),)),
        (
            "zero($.budget) and not zero($)",
            (Term("zero", Name("$", "budget")), Term("zero", Name("$"), negated=True)),
        ),
        ("given(item.use)", (Term("given", Name("item", "use")),)),
        ("any(items)", (Term("any", Name("items")),)),
        ("any(items.item)", (Term("any", Name("items", "item")),)),
        ("full($.completion)", (Term("full", Name("$", "completion")),)),
    ],
)
def test_conditions(text: str, terms: tuple[Term, ...]) -> None:
    assert parse_condition(text) == terms


@pytest.mark.parametrize(
    "text",
    [
        "rises($)",
        "rise",
        "rise()",
        "rise($) or fall($)",
        "not not rise($)",
        "rise($.prior)",
        "known(total.reason)",
        "given(total.rate)",
        "given(total)",
        "zero(total.label)",
        "zero(total) and ",
    ],
)
def test_conditions_refused(text: str) -> None:
    with pytest.raises(BadTemplate, match="^无法识别的(条件|名称)："):
        parse_condition(text)


def test_words_are_filled_once() -> None:
    words = {"unit": "某{year}局", "year": "2020", "row.name": "教育"}
    assert fill("{unit}{year}年{row.name}", words) == "某{year}局2020年教育"


@pytest.mark.parametrize("text", ["{total}", "{unit.rate}", "{@overall}", "{$}"])
def test_only_words_are_filled(text: str) -> None:
    with pytest.raises(BadTemplate):
        fill(text, {"unit": "某局"})


def test_the_grammar_and_its_meaning_have_the_same_words() -> None:
    assert set(_ATTRIBUTES) == ATTRIBUTES
    assert set(PREDICATES) == {*OF_A_FIGURE, *OF_A_VALUE, "known"}


FINAL, BUDGET = "three_public/total/final_reception", "three_public/total/budget_reception"

ALL = ("rise", "fall", "flat", "rated", "comparable", "below", "above", "met")


@pytest.mark.parametrize(
    ("now", "prior", "budget", "held"),
    [
        ("2", "1", "2", {"rise", "rated", "comparable", "met"}),
        ("1", "2", "2", {"fall", "rated", "comparable", "below"}),
        ("1", "1", "0.5", {"flat", "comparable", "above"}),
        ("1", "0", "0", {"rise", "comparable", "above"}),
        ("1", "-1", None, {"rise", "comparable"}),
        ("-2", "-1", None, {"fall", "comparable"}),
        ("0", "0", "0", {"flat", "comparable", "met"}),
        ("1", None, "1.0049", {"met"}),
        ("1", None, "1.005", {"below"}),
        (None, "1", "1", set()),
        (None, None, None, set()),
    ],
)
def test_which_predicates_hold(
    standard: Standard, now: str | None, prior: str | None, budget: str | None, held: set[str]
) -> None:
    figures = {FINAL: now, BUDGET: budget}
    known = {cell: value for cell, value in figures.items() if value is not None}
    sheet = samples.sheet(standard, known, None if prior is None else {FINAL: prior})
    scope = samples.scope(standard, sheet).with_argument("reception")
    assert {name for name in ALL if holds(f"{name}($)", scope)} == held
    assert {name for name in ALL if holds(f"not {name}(reception)", scope)} == set(ALL) - held


@pytest.mark.parametrize(
    ("now", "held"),
    [
        ("1", ["known", "positive"]),
        ("0", ["known", "zero"]),
        ("-1", ["known"]),
        (None, []),
    ],
)
def test_predicates_of_a_value(standard: Standard, now: str | None, held: list[str]) -> None:
    sheet = samples.sheet(standard, {} if now is None else {FINAL: now})
    scope = samples.scope(standard, sheet)
    names = ("known", "zero", "positive")
    assert [name for name in names if holds(f"{name}(reception)", scope)] == held


def test_predicates_of_an_attribute(standard: Standard) -> None:
    sheet = samples.sheet(standard, {FINAL: "2", BUDGET: "2"}, {FINAL: "0"})
    scope = samples.scope(standard, sheet)
    assert holds("zero(reception.prior)", scope)
    assert holds("positive(reception.budget)", scope)
    assert holds("full(reception.completion)", scope)
    assert not holds("known(reception.rate)", scope)
    assert not holds("known(reception.share)", scope)


def test_texts_and_lists(standard: Standard) -> None:
    sheet = samples.sheet(standard, {FINAL: "2", "general_public/2050199/basic": "1"})
    scope = samples.scope(standard, sheet, {"use/reception": " 。", "reason/reception": "节约"})
    assert holds("given(reception.reason)", scope)
    assert not holds("given(reception.use)", scope)
    assert not holds("given(reception.budget_reason)", scope)
    assert holds("any(items)", scope)
    assert not holds("any(items.item)", scope)
    assert not holds("any(occasions)", scope)


def test_every_term_must_hold(standard: Standard) -> None:
    scope = samples.scope(standard, samples.sheet(standard, {FINAL: "2"}))
    assert holds("", scope)
    assert holds("known(reception) and not zero(reception)", scope)
    assert not holds("known(reception) and zero(reception)", scope)
