"""manage.py findings: the list as text and as JSON, and its exit status."""

import json
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from disclosures.checks.finding import Finding, Severity
from disclosures.facts import FactSheet
from disclosures.management.commands import findings as command
from disclosures.models import Answer, AnswerKind, Disclosure
from disclosures.narrative.scope import TextKey, Texts
from disclosures.pipeline import Prepared, prepare
from disclosures.publication import reply
from disclosures.tables import Cell
from tests.disclosures.drafts import clerk, draft, reviewer

pytestmark = pytest.mark.django_db

ERROR = Finding(
    "E01",
    Severity.ERROR,
    "本年收入合计不符",
    (Cell("income_expenditure", "income_of_year", "amount"), Cell("income", "total", "total")),
    Decimal("100.01"),
    Decimal("100.00"),
    "请核对各项收入",
)
WARNING = Finding("R01", Severity.WARNING, "原因与上年相同", texts=(TextKey("reason", "total"),))


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


@pytest.fixture
def found(disclosure: Disclosure, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What the checks find, an error and a warning until the test says else."""
    listed = [ERROR, WARNING]
    genuine = prepare

    def prepared(of: Disclosure) -> Prepared:
        return replace(genuine(of), findings=tuple(listed))

    monkeypatch.setattr(command, "prepare", prepared)
    return listed


def run(*options: str) -> tuple[str, int]:
    """What is printed, and the exit status."""
    out, status = StringIO(), 0
    try:
        call_command("findings", "example-0", "2020", "final_accounts", *options, stdout=out)
    except SystemExit as ended:
        status = int(str(ended.code))
    return out.getvalue(), status


def test_as_text(disclosure: Disclosure, found: list[Finding]) -> None:
    reply(disclosure, WARNING, AnswerKind.ANSWER, "情况没有变化", clerk())
    assert run() == (
        "错误 E01 本年收入合计不符\n"
        "    请核对各项收入\n"
        "    数据：income_expenditure/income_of_year/amount、income/total/total\n"
        "提示 R01 原因与上年相同\n"
        "    说明：情况没有变化（lihui）\n",
        1,
    )


def test_as_json(disclosure: Disclosure, found: list[Finding]) -> None:
    reply(disclosure, ERROR, AnswerKind.WAIVER, "财政局已批复", reviewer())
    out, status = run("--format", "json", "--level", "department")
    assert status == 0
    assert json.loads(out) == [
        {
            "id": "E01",
            "severity": "错误",
            "message": "本年收入合计不符",
            "fix": "请核对各项收入",
            "cells": ["income_expenditure/income_of_year/amount", "income/total/total"],
            "texts": [],
            "found": "100.01",
            "expected": "100.00",
            "answered": {
                "kind": "waiver",
                "text": "财政局已批复",
                "by": "wangke",
                "at": Answer.objects.get().at.isoformat(),
            },
        },
        {
            "id": "R01",
            "severity": "提示",
            "message": "原因与上年相同",
            "fix": "",
            "cells": [],
            "texts": ["reason/total"],
            "found": None,
            "expected": None,
            "answered": None,
        },
    ]


def test_an_error_that_is_only_answered_still_counts(
    disclosure: Disclosure, found: list[Finding]
) -> None:
    Answer.objects.create(
        disclosure=disclosure,
        finding=ERROR.key,
        check_id="E01",
        message=ERROR.message,
        kind=AnswerKind.ANSWER,
        text="财政局已批复",
        by=clerk(),
    )
    assert run()[1] == 1


def test_nothing_found(found: list[Finding]) -> None:
    found.clear()
    assert run() == ("检查没有发现问题。\n", 0)
    assert run("--format", "json") == ("[]\n", 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("gone", "2020", "final_accounts"), "没有网址名或代码为“gone”的单位"),
        (("example-0", "2019", "final_accounts"), "“遂宁市电教教仪站”没有2019年度的决算"),
        (
            ("example-0", "2020", "final_accounts", "--format", "xml"),
            "格式“xml”不对，应为text（文本）、json（JSON）之一",
        ),
    ],
)
def test_what_cannot_be_listed(
    disclosure: Disclosure, arguments: tuple[str, ...], message: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("findings", *arguments)
    assert str(refusal.value) == message


def test_a_year_without_a_standard(disclosure: Disclosure) -> None:
    Disclosure.objects.update(year=2005)
    with pytest.raises(CommandError, match="^没有适用于四川省2005年度决算的公开范本"):
        call_command("findings", "example-0", "2005", "final_accounts")
