"""The official forms as data: they load, fill their width, and say what is not confirmed."""

import tomllib
from decimal import Decimal

import pytest

from disclosures.standards.entries import BadStandard
from performance.forms.loader import FOLDER, _form, form_names, load_form

FORMS = form_names()


def test_the_forms_shipped() -> None:
    assert {name: load_form(name).title for name in FORMS} == {
        "completion_2018": "项目绩效目标完成情况表",
        "self_assessment_national_2020": "项目支出绩效自评表",
        "self_assessment_national_2021": "项目支出绩效自评表",
        "self_assessment_sichuan_2022": "部门预算项目支出绩效自评表",
        "targets_national": "项目支出绩效目标表",
        "targets_sichuan": "部门预算项目绩效目标表",
        "whole_assessment_sichuan_2018": "部门整体支出绩效评价得分表",
        "whole_targets_sichuan": "部门整体支出绩效目标表",
    }


def test_only_the_form_seen_whole_is_confirmed() -> None:
    assert [name for name in FORMS if load_form(name).confirmed] == ["completion_2018"]


@pytest.mark.parametrize("name", FORMS)
def test_fixed_weights_make_up_the_whole(name: str) -> None:
    form = load_form(name)
    weights = [level.weight for level in form.levels if level.weight is not None]
    if weights:
        assert sum(weights) == form.weights_total
    if form.execution_weight:
        assert form.execution_weight + (form.weights_total or 0) == 100


@pytest.mark.parametrize(
    ("total", "grade"),
    [("100", "优"), ("90", "优"), ("89.99", "良"), ("80", "良"), ("60", "中"), ("59.99", "差")],
)
def test_grades(total: str, grade: str) -> None:
    assert load_form("self_assessment_national_2020").grade(Decimal(total)) == grade


def test_a_form_without_grades_gives_none() -> None:
    assert load_form("completion_2018").grade(Decimal(100)) == ""


def test_there_is_no_such_form() -> None:
    with pytest.raises(KeyError, match="no_such_form"):
        load_form("no_such_form")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"titel": "x"}, "无法识别的项“titel”"),
        ({"widths": [1, 2]}, "“”有一行占6栏，应占2栏"),
        ({"funding": {"loan": "贷款"}}, "无法识别的项“loan”"),
        (
            {"groups": [{"rows": [{"each": "years", "cells": []}]}]},
            "无法识别的重复行“years”",
        ),
        (
            {"groups": [{"rows": [{"cells": [{"head": "a", "text": "b"}]}]}]},
            "每个格应有且只有一种内容",
        ),
    ],
)
def test_a_wrong_form_is_refused(change: dict[str, object], message: str) -> None:
    data = tomllib.loads((FOLDER / "completion_2018.toml").read_text("utf-8"))
    with pytest.raises(BadStandard, match=message):
        _form("completion_2018", {**data, **change})
