"""A new year takes over figures to compare with, uses and prose; nothing that explains one year."""

from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures import classification
from disclosures.facts import FactSheet, Source
from disclosures.intake.roll_forward import NotRolled, following, roll_forward, taken_over
from disclosures.models import Disclosure, Explanation, Fact, Prose, RowLabel, State
from disclosures.models.fact import sheet_of
from disclosures.narrative.scope import Texts
from disclosures.standards.comparison import comparison_cells
from disclosures.standards.loader import load
from disclosures.standards.model import FigureDef, Standard
from disclosures.tables import Cell
from tests.disclosures.drafts import clerk, draft, published
from tests.disclosures.samples import SHIPPED, budget, standard

pytestmark = pytest.mark.django_db

COMPARED = [
    "income_expenditure/income_total/amount",
    "income_expenditure/closing_balance/amount",
    "appropriation/income_total/amount",
    "appropriation/closing_balance/total",
    "general_public/total/total",
    "three_public/total/final_total",
    "three_public/total/final_abroad",
    "three_public/total/final_vehicles",
    "three_public/total/final_purchase",
    "three_public/total/final_running",
    "three_public/total/final_reception",
    "matters/agency_operating/value",
]


@pytest.fixture
def next_standard() -> Standard:
    """That of 四川 for 2021."""
    return load("sichuan", "final_accounts", 2021, "department", classification.load(2021))


@pytest.fixture
def source(demonstration_sheet: FactSheet, demonstration_texts: Texts) -> Disclosure:
    return draft(demonstration_sheet, demonstration_texts)


@pytest.mark.parametrize("shipped", SHIPPED)
def test_the_cells_a_standard_compares_with(shipped: tuple[str, int]) -> None:
    assert [str(cell) for cell in comparison_cells(standard(*shipped))] == COMPARED


@pytest.mark.parametrize(
    ("jurisdiction", "compared"),
    [
        (
            "sichuan",
            [
                "income_expenditure/income_total/amount",
                "appropriation/income_total/amount",
                "general_public/total/current",
                "three_public/total/budget_total",
                "three_public/total/budget_abroad",
                "three_public/total/budget_vehicles",
                "three_public/total/budget_reception",
                "matters/agency_operating/value",
            ],
        ),
        # Its tables hold what the text compares with: 上年执行数 and 上年预算数.
        (
            "national",
            [
                "income_expenditure/income_total/amount",
                "appropriation/income_total/amount",
                "matters/agency_operating/value",
            ],
        ),
    ],
)
def test_the_cells_a_budget_compares_with(jurisdiction: str, compared: list[str]) -> None:
    assert [str(cell) for cell in comparison_cells(budget(jurisdiction))] == compared


def test_a_sentence_that_compares_needs_last_years_figure() -> None:
    national = standard("national")
    cell = Cell("expenditure", "*", "project")
    sentence = replace(
        national.sentences["item"],
        variants=(replace(national.sentences["item"].variants[0], text="{project.difference}"),),
    )
    changed = replace(
        national,
        figures={**national.figures, "project": FigureDef("project", "项目支出", cell)},
        sentences={**national.sentences, "item": sentence},
    )
    assert comparison_cells(changed) == (*comparison_cells(national), cell)


def test_what_the_new_year_takes_over(source: Disclosure, next_standard: Standard) -> None:
    Explanation.objects.create(
        disclosure=source, kind="term", figure="item", row="2050102", text="本单位的解释"
    )
    publication = published(source)
    user = clerk()
    successor = roll_forward(source, next_standard, user)
    assert (str(successor), successor.state, successor.predecessor) == (
        "遂宁市电教教仪站2021年度部门决算",
        State.DRAFT,
        source,
    )
    assert (successor.changed_by, successor.changed_at is None) == (user, False)
    sheet = sheet_of(successor)
    before = sheet_of(source)
    assert (sheet.year, dict(sheet.facts), sheet.prior is None) == (2021, {}, False)
    assert sheet.prior is not None and sheet.prior.year == 2020
    taken = {str(cell): fact.value for cell, fact in sheet.prior.facts.items()}
    not_reported = {"three_public/total/final_purchase", "three_public/total/final_running"}
    reported = [name for name in COMPARED if name not in not_reported] + sorted(not_reported)
    assert taken == {name: before.value(Cell.parse(name)) for name in reported}
    assert taken["income_expenditure/income_total/amount"] == Decimal("2442400.00")
    assert {fact.source for fact in sheet.prior.facts.values()} == {
        Source("publication", str(publication))
    }
    assert all(fact.rounded for cell, fact in sheet.prior.facts.items() if cell.table != "matters")
    assert sorted(successor.explanations.values_list("kind", "figure", "row", "carried")) == [
        ("term", "item", "2050102", True),
        ("use", "reception_domestic", "", True),
    ]
    assert sorted(successor.prose.values_list("name", "carried")) == [
        ("achievements", True),
        ("appendix", True),
        ("duties", True),
        ("organisation", True),
        ("performance", True),
    ]
    assert RowLabel.objects.filter(disclosure=successor).count() == 0


def test_the_source_is_not_changed(source: Disclosure, next_standard: Standard) -> None:
    published(source)
    before = (sheet_of(source), source.explanations.count(), source.prose.count())
    roll_forward(source, next_standard, clerk())
    assert (sheet_of(source), source.explanations.count(), source.prose.count()) == before
    assert not source.prose.filter(carried=True).exists()


def test_an_unpublished_disclosure_is_not_rolled(
    source: Disclosure, next_standard: Standard
) -> None:
    for state, label in ((State.DRAFT, "编制中"), (State.SUBMITTED, "已报审")):
        Disclosure.objects.update(state=state)
        source.refresh_from_db()
        with pytest.raises(NotRolled) as refusal:
            roll_forward(source, next_standard, clerk(label))
        assert str(refusal.value) == (
            "遂宁市电教教仪站2020年度部门决算还没有公开，不能结转："
            "上年数只取自已公开的版本。请先公开，再结转到2021年度"
        )
    assert Disclosure.objects.count() == 1


def test_a_second_time_and_a_year_that_exists(source: Disclosure, next_standard: Standard) -> None:
    published(source)
    user = clerk()
    roll_forward(source, next_standard, user)
    counts = (Fact.objects.count(), Prose.objects.count())
    with pytest.raises(NotRolled) as refusal:
        roll_forward(source, next_standard, user)
    assert str(refusal.value) == (
        "遂宁市电教教仪站2021年度部门决算已经建立，不能再结转；请直接打开它继续编制"
    )
    assert (Fact.objects.count(), Prose.objects.count()) == counts


def test_somebody_adds_the_year_at_the_same_moment(
    source: Disclosure, next_standard: Standard, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(source)
    new = taken_over(source, next_standard)
    Disclosure.objects.create(unit=source.unit, year=2021, kind=source.kind)
    monkeypatch.setattr("disclosures.intake.roll_forward.taken_over", lambda *_: new)
    with pytest.raises(NotRolled, match="已经建立，不能再结转"):
        roll_forward(source, next_standard, clerk())
    assert (Disclosure.objects.count(), Fact.objects.filter(year=2020).count()) == (
        2,
        source.facts.filter(year=2020).count(),
    )


def test_texts_the_new_standard_has_no_place_for_stay_behind(
    source: Disclosure, next_standard: Standard
) -> None:
    Explanation.objects.create(
        disclosure=source, kind="use", figure="gone", text="用于已取消的项目"
    )
    published(source)
    new = taken_over(source, next_standard)
    assert [row.figure for row in new.explanations] == ["reception_domestic"]
    names = {row.name for row in new.prose}
    assert names == {"duties", "achievements", "organisation", "performance", "appendix"}
    assert following(source).pk is None
