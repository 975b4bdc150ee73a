"""Every sentence of a budget in every variant, whole; the cases are in ``cases/budget-*``."""

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from disclosures.narrative import sentences
from disclosures.narrative.expressions import holds
from disclosures.narrative.scope import Scope
from disclosures.narrative.sentences import plain, say
from disclosures.standards.model import Variant
from disclosures.standards.walk import Walk
from tests.disclosures import samples
from tests.disclosures.narrative.test_sentences import CASES, scope_of

Case = Mapping[str, Any]


def cases_of(jurisdiction: str) -> list[Case]:
    paths = [CASES / f"budget-{name}.toml" for name in ("common", jurisdiction)]
    return [case for path in paths for case in tomllib.loads(path.read_text("utf-8"))["case"]]


EVERY = [
    pytest.param(of, case, id=f"{of[0]}-{of[1]}-{case['sentence']}-{case['what']}")
    for of in samples.BUDGETS
    for case in cases_of(of[0])
]


@pytest.mark.parametrize(("of", "case"), EVERY)
def test_a_sentence_is_said_whole(of: tuple[str, int], case: Case) -> None:
    scope = scope_of(case, samples.budget(*of))
    assert plain(say(case["sentence"], scope)) == case["says"]


@pytest.mark.parametrize("of", samples.BUDGETS, ids=lambda of: f"{of[0]}-{of[1]}")
def test_the_cases_reach_every_variant(
    of: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    standard = samples.budget(*of)
    reached: set[int] = set()
    original = sentences._first

    def watched(variants: tuple[Variant, ...], scope: Scope) -> tuple[sentences.Run, ...]:
        runs = original(variants, scope)
        chosen = next((variant for variant in variants if holds(variant.when, scope)), None)
        if chosen is not None and (runs or not chosen.text):
            reached.add(id(chosen))
        return runs

    monkeypatch.setattr(sentences, "_first", watched)
    for case in cases_of(of[0]):
        say(case["sentence"], scope_of(case, standard))
    used = {name for kind, name in Walk.through(standard).used if kind == "句子"}
    variants = {
        f"{name}[{number}]": variant
        for name, sentence in standard.sentences.items()
        if name in used
        for number, variant in enumerate((*sentence.variants, *sentence.parts), 1)
    }
    assert [name for name, variant in variants.items() if id(variant) not in reached] == []
    assert len(variants) > 90


@pytest.mark.parametrize("of", samples.BUDGETS, ids=lambda of: f"{of[0]}-{of[1]}")
def test_a_unit_is_called_a_unit(of: tuple[str, int]) -> None:
    unit = samples.budget(*of, level="unit")
    facts = {"matters/vehicles/value": "0", "matters/vehicles_planned/value": "1"}
    scope = samples.scope(unit, samples.sheet(unit, facts))
    assert plain(say("planned", scope)) == "2020年单位预算安排购置车辆1辆。"
    assert plain(say("overall", scope)).startswith(
        "按照综合预算的原则，某某中心所有收入和支出均纳入单位预算管理。"
    )
    day = {"sichuan": "截至2019年底", "national": "截至2019年12月31日"}[of[0]]
    assert plain(say("assets", scope)) == f"{day}，某某中心共有车辆0辆。"
