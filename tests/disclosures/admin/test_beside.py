"""What stands beside a table: the findings about its figures, and the sentences about them."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client

from disclosures.admin.desk.beside import beside_table
from disclosures.facts import FactSheet
from disclosures.models import Answer, AnswerKind, Disclosure, Unit
from disclosures.narrative.scope import Texts
from disclosures.pipeline import prepare, standard_of
from tests.disclosures.drafts import draft

pytestmark = pytest.mark.django_db

INCOME, EXPENDITURE = (
    f"cell-income_expenditure-{row}-amount" for row in ("income_total", "expenditure_total")
)


@pytest.fixture
def disclosure(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


@pytest.fixture
def fragment(admin_client: Client, disclosure: Disclosure) -> Callable[[str], str]:
    """The part of the page of a table, as it is fetched after a save."""

    def fetched(table: str) -> str:
        address = f"/admin/disclosures/disclosure/{disclosure.pk}/tables/{table}/beside/"
        return admin_client.get(address).content.decode()

    return fetched


def unbalance(disclosure: Disclosure) -> None:
    cell = {"table": "income_expenditure", "row": "income_total", "column": "amount"}
    disclosure.facts.filter(year=2020, **cell).update(value=Decimal("2500000"))


def told(disclosure: Disclosure, table: str) -> dict[str, tuple[bool, tuple[str, ...]]]:
    shown = beside_table(disclosure, standard_of(disclosure).tables[table])
    return {one.finding.id: (one.open, one.marks) for one in shown.told}


def test_clean_figures_are_told_of_nothing(
    fragment: Callable[[str], str], disclosure: Disclosure
) -> None:
    assert told(disclosure, "income_expenditure") == {}
    assert "检查本表：没有待处理的问题</h2>" in fragment("income_expenditure")


def test_a_finding_stands_at_its_cells(
    fragment: Callable[[str], str], disclosure: Disclosure
) -> None:
    unbalance(disclosure)
    assert told(disclosure, "income_expenditure")["E05"] == (True, (INCOME, EXPENDITURE))
    assert "E05" not in told(disclosure, "three_public")
    shown = fragment("income_expenditure")
    assert f'<li class="ERROR" data-marks="{INCOME} {EXPENDITURE}">' in shown
    assert f'<a href="#{INCOME}">收入支出决算总表“总计”金额（收入）</a>' in shown
    assert f'<a href="#{EXPENDITURE}">收入支出决算总表“总计”金额（支出）</a>' in shown
    assert re.search(r"检查本表：错误\d处</h2>", shown)


def test_an_answered_finding_marks_nothing(
    fragment: Callable[[str], str], disclosure: Disclosure
) -> None:
    unbalance(disclosure)
    reviewer = User.objects.create_user("reviewer")
    for finding in prepare(disclosure).findings:
        Answer.objects.create(
            disclosure=disclosure,
            finding=finding.key,
            check_id=finding.id,
            message=finding.message,
            kind=AnswerKind.WAIVER,
            text="情况属实，已经核对",
            by=reviewer,
        )
    assert told(disclosure, "income_expenditure")["E05"] == (False, ())
    shown = fragment("income_expenditure")
    assert "<strong>错误 E05（已答复）</strong>" in shown
    assert "检查本表：没有待处理的问题</h2>" in shown


def test_sentences_of_the_table_alone(
    fragment: Callable[[str], str], disclosure: Disclosure
) -> None:
    assert 'id="text-reason-total"' in fragment("income_expenditure")
    assert 'id="text-reason-total"' not in fragment("three_public")


def test_who_may_see_it(client: Client, admin_client: Client, disclosure: Disclosure) -> None:
    address = f"/admin/disclosures/disclosure/{disclosure.pk}/tables/"
    assert client.get(f"{address}income_expenditure/beside/").status_code == 302
    assert admin_client.get(f"{address}nothing/beside/").status_code == 404
    assert admin_client.post(f"{address}income_expenditure/beside/").status_code == 405
    Unit.objects.update(jurisdiction="nowhere")
    answer = admin_client.get(f"{address}income_expenditure/beside/")
    assert answer.status_code == 409
