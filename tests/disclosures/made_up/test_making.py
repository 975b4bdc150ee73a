"""Tests of ``manage.py demo --units``: made-up units whose documents stand up to every check."""

from collections import Counter
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from disclosures.checks.finding import Severity
from disclosures.events import breaks
from disclosures.models import (
    Disclosure,
    Event,
    Kind,
    Level,
    Publication,
    PublishedFact,
    Role,
    State,
    Unit,
)
from disclosures.models.fact import sheet_of
from disclosures.models.unit import DEMONSTRATION_NOTICE
from disclosures.pipeline import prepare, standard_of
from disclosures.publication.states import authors
from disclosures.tables import Cell

OPENING = Cell("income_expenditure", "opening_balance", "amount")
CLOSING = Cell("income_expenditure", "closing_balance", "amount")
INITIAL, PLANNED = Cell("item_budget", "total", "initial"), Cell("general_public", "total", "total")

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publishes without any file, because rendering every format takes long."""
    monkeypatch.setattr("disclosures.publication.rendering.FORMATS", {})


def demo(*arguments: str) -> list[str]:
    output = StringIO()
    call_command("demo", *arguments, stdout=output)
    return output.getvalue().splitlines()


def document(slug: str, year: int, kind: Kind, level: Level = Level.UNIT) -> Disclosure:
    return Disclosure.objects.get(unit__slug=slug, year=year, kind=kind, level=level)


@pytest.mark.usefixtures("without_files")
def test_four_units_of_two_years() -> None:
    assert demo("--units", "4", "--years", "2")[-1] == (
        "演示数据：4 个虚构单位、2 年，共 20 份材料，本次公开 20 份"
    )
    _everything_is_published_by_whom_it_is_due()
    _nothing_is_found()
    _a_department_is_the_sum_of_its_units()
    _years_and_kinds_agree()
    _again_adds_nothing()


def _everything_is_published_by_whom_it_is_due() -> None:
    assert set(Unit.objects.values_list("demonstration", "jurisdiction")) == {(True, "national")}
    assert Counter(Disclosure.objects.values_list("year", "kind", "level")) == {
        (year, kind, level): count
        for year in (2024, 2025)
        for kind in Kind.values
        for level, count in ((Level.UNIT.value, 3), (Level.DEPARTMENT.value, 2))
    }
    assert set(Disclosure.objects.values_list("state", flat=True)) == {State.PUBLISHED}
    assert Publication.objects.current().count() == 20
    by = set(Publication.objects.values_list("published_by__username", flat=True))
    assert by == {"demo-gongkai"}
    for one in Disclosure.objects.all():
        assert one.signed_by is not None
        assert one.signed_by.username == "demo-shenhe"
        assert one.signed_by.pk not in authors(one)
    assert Role.objects.filter(below=True).count() == 8
    assert list(breaks()) == []


def _nothing_is_found() -> None:
    for one in Disclosure.objects.all():
        prepared = prepare(one)
        findings = [str(f) for f in prepared.findings if f.severity is not Severity.NOTE]
        assert findings == [], one
        assert prepared.progress.missing == ()
        assert prepared.document.notice == DEMONSTRATION_NOTICE


def _a_department_is_the_sum_of_its_units() -> None:
    offices = ("yanshi-001", "yanshi-001-1", "yanshi-001-2")
    for year in (2024, 2025):
        for kind in Kind:
            whole = sheet_of(document("yanshi-001", year, kind, Level.DEPARTMENT))
            parts = [sheet_of(document(slug, year, kind)) for slug in offices]
            for cell, fact in whole.facts.items():
                together = sum((one.value(cell) or Decimal(0) for one in parts), Decimal(0))
                assert fact.value == together, cell


def _years_and_kinds_agree() -> None:
    for unit in Unit.objects.filter(parent__isnull=False):
        accounts = sheet_of(document(unit.slug, 2025, Kind.FINAL_ACCOUNTS))
        before = sheet_of(document(unit.slug, 2024, Kind.FINAL_ACCOUNTS))
        planned = sheet_of(document(unit.slug, 2025, Kind.BUDGET))
        assert accounts.prior is not None
        assert accounts.prior.facts
        for cell, fact in accounts.prior.facts.items():
            assert fact.value == before.value(cell)
            assert fact.source.kind == "publication"
        assert accounts.value(OPENING) == before.value(CLOSING)
        assert accounts.value(INITIAL) == planned.value(PLANNED)


def _again_adds_nothing() -> None:
    models = (Unit, Disclosure, Publication, PublishedFact, Role, Event)
    before = [model._default_manager.count() for model in models]
    assert demo("--units", "4", "--years", "2") == [
        "演示数据：4 个虚构单位、2 年，共 20 份材料，本次公开 0 份"
    ]
    assert [model._default_manager.count() for model in models] == before


def test_every_page_says_that_it_is_a_demonstration_and_quick_ones_lead_to_no_pdf(
    client: Client,
) -> None:
    demo("--units", "1", "--years", "1", "--quick")
    for one in Disclosure.objects.all():
        address = one.get_absolute_url()
        page = client.get(address).text
        assert page.count(DEMONSTRATION_NOTICE) == 1
        assert "disclosure.pdf" not in page
        assert client.get(f"{address}disclosure.pdf").status_code == 404
        assert client.get(f"{address}disclosure.xlsx").status_code == 200
        assert set(one.publications.get().files.values_list("format", flat=True)) == {
            *("html", "xlsx", "csv", "json", "text"),
            *("standard", "pack"),
        }


def test_a_real_unit_with_such_an_address_is_left_alone_and_nothing_is_made() -> None:
    Unit.objects.create(name="某市财政局", slug="yanshi-002", region="某市")
    with pytest.raises(CommandError) as refused:
        demo("--units", "4", "--years", "1")
    assert str(refused.value) == (
        "已有单位“某市财政局”（网址名 yanshi-002），它不是演示单位，没有改动；演示材料没有载入"
    )
    assert list(Unit.objects.values_list("slug", flat=True)) == ["yanshi-002"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--units", "0"), "--units 应为 1 到 840，现为 0；没有生成任何材料"),
        (("--units", "841"), "--units 应为 1 到 840，现为 841；没有生成任何材料"),
        (("--units", "3", "--years", "7"), "--years 应为 1 到 6，现为 7；没有生成任何材料"),
    ],
)
def test_numbers_that_cannot_be_are_refused(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(CommandError) as refused:
        demo(*arguments)
    assert str(refused.value) == message
    assert not Unit.objects.exists()


@pytest.mark.usefixtures("without_files")
def test_the_earliest_years_have_the_forms_of_their_time() -> None:
    demo("--units", "1", "--years", "6")
    accounts = Disclosure.objects.filter(kind=Kind.FINAL_ACCOUNTS)
    assert {one.year: standard_of(one).id for one in accounts} == {
        **dict.fromkeys((2020, 2021), "national/final_accounts_2020"),
        **dict.fromkeys((2022, 2023, 2024, 2025), "national/final_accounts_2022"),
    }
