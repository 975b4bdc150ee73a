"""A workbook into the database: everything with its source, or nothing."""

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from disclosures.document.worksheets import worksheets
from disclosures.facts import FactSheet
from disclosures.intake import load
from disclosures.intake.load import (
    Loaded,
    Superseded,
    confirm,
    keep_upload,
    load_workbook,
    read_file,
)
from disclosures.intake.mapping import IntakeError, map_workbook
from disclosures.intake.preview import preview
from disclosures.intake.workbook import LONGEST_SHEET_NAME, WorkbookError, read_workbook
from disclosures.models import Disclosure, Fact, RowLabel, State, Unit, Upload
from disclosures.models.fact import sheet_of
from disclosures.renderers.excel import render_tables
from tests.disclosures.drafts import published
from tests.disclosures.intake.workbooks import (
    EXPENDITURE,
    INCOME,
    national,
    sheet,
    to_file,
    workbook,
)

pytestmark = pytest.mark.django_db

LAST_YEAR = "上年决算数\n2019年度|金额单位：万元\n项目|金额\n收入支出决算总表：总计|601.54"
OCCASIONS = "国内公务接待明细\n金额单位：元\n接待事项|金额\n甲单位|568\n乙单位|791.5"
FULL = to_file(workbook(sheet(LAST_YEAR, "上年"), sheet(OCCASIONS, "接待"), sheet("草稿", "草稿")))
SMALL = to_file(workbook(expenditure=EXPENDITURE.replace("80|50|30", "81.2345|50|31.2345")))
BAD = to_file(workbook(income=INCOME.replace("教育支出|95", "教育支出|九十五")))


@pytest.fixture
def disclosure() -> Disclosure:
    unit = Unit.objects.create(name="测试单位", slug="test", region="测试市")
    return Disclosure.objects.create(unit=unit, year=2020, kind="final_accounts")


def take_in(disclosure: Disclosure, data: bytes, name: str = "决算.xlsx") -> Loaded:
    return load_workbook(disclosure, national(), data, name)


def stored() -> tuple[list[Fact], list[RowLabel], list[Upload]]:
    return (
        list(Fact.objects.order_by("pk")),
        list(RowLabel.objects.order_by("pk")),
        list(Upload.objects.order_by("pk")),
    )


def test_what_was_mapped_comes_back_exactly(disclosure: Disclosure) -> None:
    mapped = map_workbook(read_workbook(FULL), national(), "决算.xlsx")
    assert take_in(disclosure, FULL) == Loaded(len(mapped.facts), 1, ("草稿",))
    prior = FactSheet(2019, mapped.prior)
    assert sheet_of(disclosure) == FactSheet(2020, mapped.facts, mapped.labels, prior)


def test_a_fact_keeps_its_upload_sheet_and_cell(disclosure: Disclosure) -> None:
    take_in(disclosure, FULL)
    upload = Upload.objects.get()
    assert (upload.disclosure, upload.name) == (disclosure, "决算.xlsx")
    assert bytes(upload.content) == FULL
    assert upload.sha256 == hashlib.sha256(FULL).hexdigest()
    fact = Fact.objects.get(table="expenditure", row="205", column="project")
    assert (fact.upload, fact.sheet, fact.cell) == (upload, "公开03表", "E8")
    assert (fact.year, fact.value, fact.rounded) == (2020, Decimal("300000.00"), True)
    assert not Fact.objects.exclude(upload=upload).exists()


def test_figures_of_last_year_are_stored_under_their_year(disclosure: Disclosure) -> None:
    take_in(disclosure, FULL)
    fact = Fact.objects.get(year=2019)
    assert str(fact.address) == "income_expenditure/income_total/amount"
    assert (fact.value, fact.sheet, fact.cell) == (Decimal("6015400.00"), "上年", "B4")


def test_loading_again_replaces_the_tables_of_the_file_and_keeps_both_files(
    disclosure: Disclosure,
) -> None:
    take_in(disclosure, FULL)
    take_in(disclosure, SMALL, "改正.xlsx")
    full = map_workbook(read_workbook(FULL), national(), "决算.xlsx")
    small = map_workbook(read_workbook(SMALL), national(), "改正.xlsx")
    occasions = {c: fact for c, fact in full.facts.items() if c.table == "reception_occasions"}
    assert len(occasions) == 2
    assert sheet_of(disclosure) == FactSheet(
        2020, {**small.facts, **occasions}, full.labels, FactSheet(2019, full.prior)
    )
    fact = Fact.objects.get(table="expenditure", row="205", column="total")
    assert (fact.value, fact.rounded) == (Decimal("812345.00"), False)
    assert list(Upload.objects.order_by("pk").values_list("name", flat=True)) == [
        "决算.xlsx",
        "改正.xlsx",
    ]


def test_the_figures_of_others_stay(disclosure: Disclosure) -> None:
    other = Disclosure.objects.create(
        unit=disclosure.unit, year=2020, kind="final_accounts", level="unit"
    )
    take_in(other, FULL)
    before = sheet_of(other)
    take_in(disclosure, SMALL)
    assert sheet_of(other) == before


def test_what_is_refused_stores_nothing(disclosure: Disclosure) -> None:
    take_in(disclosure, FULL)
    before = stored()
    with pytest.raises(IntakeError) as refused:
        take_in(disclosure, BAD)
    assert str(refused.value) == "工作表“公开02表”C8：这里应为数字，填的是“九十五”"
    with pytest.raises(WorkbookError):
        take_in(disclosure, FULL[:-100])
    assert stored() == before


def test_a_failure_in_the_middle_leaves_everything_as_it_was(
    disclosure: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(disclosure, FULL)
    before = stored()

    def fail(*_: object) -> None:
        assert {fact.upload for fact in Fact.objects.all()} > {before[2][0]}
        raise IntegrityError

    monkeypatch.setattr(RowLabel.objects, "bulk_create", fail)
    with pytest.raises(IntegrityError):
        take_in(disclosure, SMALL)
    assert stored() == before


@pytest.mark.parametrize("state", [State.SUBMITTED, State.PUBLISHED])
def test_only_a_draft_takes_anything_in(disclosure: Disclosure, state: State) -> None:
    Disclosure.objects.update(state=state)
    with pytest.raises(IntakeError) as refused:
        take_in(disclosure, SMALL)
    assert str(refused.value) == f"这份材料{state.label}，数据不能再更改"
    with pytest.raises(IntakeError) as refused:
        keep_upload(disclosure, SMALL, "决算.xlsx", None)
    assert str(refused.value) == f"这份材料{state.label}，数据不能再更改"
    assert stored() == ([], [], [])


def test_sheets_that_were_not_used_are_named(disclosure: Disclosure) -> None:
    hidden = sheet(INCOME, "旧表", hidden=True)
    data = to_file(workbook(hidden, sheet("目录", "目录")))
    assert take_in(disclosure, data).ignored == ("目录", "旧表（隐藏）")


def test_a_long_name_of_a_file_is_cut(disclosure: Disclosure) -> None:
    take_in(disclosure, SMALL, "长" * 250 + ".xlsx")
    assert Upload.objects.get().name == "长" * 200
    assert next(iter(sheet_of(disclosure).facts.values())).source.file == "长" * 200


def test_names_fit_their_columns() -> None:
    assert Upload._meta.get_field("name").max_length == load.LONGEST_NAME
    longest = Fact._meta.get_field("sheet").max_length
    assert longest is not None and longest >= LONGEST_SHEET_NAME


def test_a_file_without_figures_changes_nothing(disclosure: Disclosure) -> None:
    take_in(disclosure, FULL)
    before = stored()
    tables, document = worksheets(national(), FactSheet(2020, {}), "测试单位")
    with pytest.raises(IntakeError) as refused:
        take_in(disclosure, render_tables(tables, document))
    assert str(refused.value) == "文件里没有填写任何数据，没有什么可以导入；已有的数据不变"
    assert stored() == before


def test_a_figure_from_a_publication_stays_one(disclosure: Disclosure) -> None:
    version = published(disclosure)
    Disclosure.objects.update(state=State.DRAFT)
    cell = {"table": "income_expenditure", "row": "income_total", "column": "amount"}
    fact = Fact.objects.create(
        disclosure=disclosure, year=2019, **cell, value="6015400", publication=version
    )
    take_in(disclosure, FULL)
    assert Fact.objects.get(year=2019) == fact
    take_in(disclosure, to_file(workbook(sheet(LAST_YEAR.replace("601.54", "602"), "上年"))))
    fact = Fact.objects.get(year=2019)
    assert (fact.value, fact.publication, fact.cell) == (Decimal(6020000), None, "B4")


def kept(disclosure: Disclosure, data: bytes = FULL, name: str = "决算.xlsx") -> Upload:
    return keep_upload(disclosure, data, name, None)


def token(disclosure: Disclosure, upload: Upload) -> str:
    mapped = read_file(disclosure, national(), bytes(upload.content), upload.name).mapped
    assert mapped is not None
    return preview(national(), sheet_of(disclosure), mapped).token


def test_nothing_is_a_figure_before_it_is_confirmed(disclosure: Disclosure) -> None:
    upload = kept(disclosure)
    assert (Fact.objects.count(), upload.confirmed_at) == (0, None)
    confirm(upload, national(), token(disclosure, upload), None)
    confirmed = sheet_of(disclosure)
    other = Disclosure.objects.create(
        unit=disclosure.unit, year=2020, kind="final_accounts", level="unit"
    )
    take_in(other, FULL)
    assert confirmed == sheet_of(other)
    upload.refresh_from_db()
    disclosure.refresh_from_db()
    assert upload.confirmed_at is not None
    assert disclosure.changed_at is not None
    assert disclosure.changed_at >= upload.confirmed_at


def test_what_was_not_shown_is_not_stored(disclosure: Disclosure) -> None:
    upload = kept(disclosure)
    seen = token(disclosure, upload)
    take_in(disclosure, SMALL)
    before = stored()
    for said in (seen, ""):
        with pytest.raises(Superseded):
            confirm(upload, national(), said, None)
    assert stored() == before
    confirm(upload, national(), token(disclosure, upload), None)


def test_an_upload_is_confirmed_once(disclosure: Disclosure) -> None:
    upload = kept(disclosure)
    confirm(upload, national(), token(disclosure, upload), None)
    with pytest.raises(Superseded):
        confirm(upload, national(), token(disclosure, upload), None)


def test_a_file_with_problems_is_not_confirmed(disclosure: Disclosure) -> None:
    with pytest.raises(IntakeError):
        confirm(kept(disclosure, BAD), national(), "", None)
    assert Fact.objects.count() == 0


def test_only_unconfirmed_files_of_this_disclosure_are_removed_after_a_day(
    disclosure: Disclosure,
) -> None:
    other = Disclosure.objects.create(
        unit=disclosure.unit, year=2020, kind="final_accounts", level="unit"
    )
    take_in(disclosure, FULL, "确认.xlsx")
    kept(other, name="另一材料.xlsx")
    kept(disclosure, name="旧.xlsx")
    Upload.objects.update(uploaded_at=timezone.now() - timedelta(days=1, seconds=1))
    Upload.objects.filter(name="确认.xlsx").update(confirmed_at=None)
    kept(disclosure, name="新.xlsx")
    kept(disclosure, name="又一.xlsx")
    names = Upload.objects.order_by("pk").values_list("name", flat=True)
    # What figures came from is kept, even where an older version noted no confirmation.
    assert list(names) == ["确认.xlsx", "另一材料.xlsx", "新.xlsx", "又一.xlsx"]


def test_a_load_takes_few_queries(
    disclosure: Disclosure, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(21):
        take_in(disclosure, FULL)
