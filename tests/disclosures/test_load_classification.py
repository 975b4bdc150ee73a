"""Tests of ``manage.py load_classification`` and of the lists in the database."""

from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from disclosures.classification import ClassificationKind, load
from disclosures.models.classification import ClassificationCode, classifications_for

pytestmark = pytest.mark.django_db

SHIPPED_2020 = 1522 + 110 + 82
FUNCTION = ClassificationCode.Kind.FUNCTION

OFFICIAL_ROWS: list[list[str | int]] = [
    ["编码", "名称", "说明"],
    [205, "教育支出", "反映政府教育事务支出。"],
    [20501, "教育管理事务", ""],
    [2050102, "一般行政管理事务", ""],
    [2050103, "新设的科目", ""],
]


def run(*arguments: str) -> list[str]:
    """The lines the command prints."""
    output = StringIO()
    call_command("load_classification", *arguments, stdout=output)
    return output.getvalue().splitlines()


def refusal(*arguments: str) -> str:
    """What the command says when it refuses."""
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    return str(caught.value)


def csv_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "2026年科目.csv"
    file.write_bytes(text.encode(encoding))
    return file


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """An official list of four codes, as a finance bureau sends it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in OFFICIAL_ROWS:
        sheet.append(row)
    file = tmp_path / "2026年科目.xlsx"
    book.save(file)
    return file


def load_official(file: Path, year: str = "2026") -> list[str]:
    return run("--year", year, "--kind", "function", "--file", str(file))


def rows_of(years: list[int]) -> int:
    """How many rows the shipped lists of these years have."""
    return sum(len(load(year).of(kind)) for year in years for kind in ClassificationKind)


def row(code: str, year: int = 2020) -> ClassificationCode:
    return ClassificationCode.objects.get(year=year, kind=FUNCTION, code=code)


# The shipped lists


def test_shipped_list_of_one_year() -> None:
    assert run("--year", "2020") == [
        "科目年度：2020。",
        f"新增{SHIPPED_2020}条，更改0条，未变0条，保留正式科目0条，删除0条。",
        f"以上年度共{SHIPPED_2020}条，其中名称待核1475条，说明待核285条。",
    ]
    known = row("2101102")
    assert (str(known), known.level, known.parent, known.budgets) == (
        "2101102 事业单位医疗",
        3,
        "21011",
        "一般公共预算",
    )
    assert (known.evidence, known.explanation_evidence) == ("official", "secondary")
    assert not known.needs_review
    assert row("2050102").needs_review
    assert row("207").budgets == "一般公共预算;政府性基金预算"


def test_loading_again_changes_nothing() -> None:
    run("--year", "2020")
    keys = set(ClassificationCode.objects.values_list("pk", flat=True))
    assert run("--year", "2020")[1] == (
        f"新增0条，更改0条，未变{SHIPPED_2020}条，保留正式科目0条，删除0条。"
    )
    assert set(ClassificationCode.objects.values_list("pk", flat=True)) == keys


def test_without_options_every_year_is_loaded(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    years = list(range(2019, timezone.localdate().year + 2))
    assert run()[:2] == [
        f"科目年度：{'、'.join(map(str, years))}。",
        f"新增{rows_of(years)}条，更改0条，未变0条，保留正式科目0条，删除0条。",
    ]
    with django_assert_max_num_queries(6 * len(years) + 10):
        assert run()[1] == (f"新增0条，更改0条，未变{rows_of(years)}条，保留正式科目0条，删除0条。")


def test_a_row_without_evidence_is_put_right() -> None:
    run("--year", "2020")
    ClassificationCode.objects.filter(code="2050102").update(name="别的名称")
    assert run("--year", "2020")[1] == (
        f"新增0条，更改1条，未变{SHIPPED_2020 - 1}条，保留正式科目0条，删除0条。"
    )
    assert row("2050102").name == "一般行政管理事务"


def test_an_official_row_is_not_overwritten_by_a_lesser_one() -> None:
    run("--year", "2020")
    ClassificationCode.objects.filter(code="2050102").update(
        name="已核对的名称", evidence=ClassificationCode.Evidence.OFFICIAL
    )
    assert run("--year", "2020")[1] == (
        f"新增0条，更改0条，未变{SHIPPED_2020 - 1}条，保留正式科目1条，删除0条。"
    )
    assert row("2050102").name == "已核对的名称"


# An official list


def test_official_workbook_replaces_the_year(workbook: Path) -> None:
    run("--year", "2025", "2026")
    assert load_official(workbook) == [
        "科目年度：2026。",
        "新增0条，更改4条，未变0条，保留正式科目0条，删除1518条。",
        "以上年度共196条，其中名称待核117条，说明待核10条。",
    ]
    rows = ClassificationCode.objects.filter(year=2026, kind=FUNCTION)
    assert list(rows.values_list("code", "name", "level", "parent", "evidence")) == [
        ("205", "教育支出", 1, "", "official"),
        ("20501", "教育管理事务", 2, "205", "official"),
        ("2050102", "一般行政管理事务", 3, "20501", "official"),
        ("2050103", "新设的科目", 3, "20501", "official"),
    ]
    assert ClassificationCode.objects.filter(year=2025, kind=FUNCTION).count() == 1522


def test_what_the_official_list_leaves_blank_stays_known(workbook: Path) -> None:
    load_official(workbook)
    assert (row("205", 2026).explanation, row("205", 2026).explanation_evidence) == (
        "反映政府教育事务支出。",
        "official",
    )
    same = row("2050102", 2026)
    assert same.explanation == load(2026).function["2050102"].explanation
    assert (same.explanation_evidence, same.budgets) == ("recalled", "一般公共预算")
    renamed = row("2050103", 2026)
    assert (renamed.explanation, renamed.explanation_evidence, renamed.budgets) == ("", "", "")


def test_shipped_list_leaves_an_official_list_alone(workbook: Path) -> None:
    load_official(workbook)
    assert run("--year", "2026")[1] == ("新增192条，更改0条，未变0条，保留正式科目4条，删除0条。")
    assert ClassificationCode.objects.filter(year=2026, kind=FUNCTION).count() == 4


def test_official_list_again_changes_nothing(workbook: Path) -> None:
    load_official(workbook)
    assert load_official(workbook)[1] == "新增0条，更改0条，未变4条，保留正式科目0条，删除0条。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_official_csv(tmp_path: Path, encoding: str) -> None:
    load_official(csv_file(tmp_path, "科目编码,科目名称\n205,教育支出\n", encoding))
    assert [code.name for code in classifications_for(2026).function] == ["教育支出"]


def test_a_whole_official_list(tmp_path: Path) -> None:
    run("--year", "2026")
    shipped = load(2026).function
    lines = "".join(f"{code.code},{code.name}\n" for code in shipped)
    report = load_official(csv_file(tmp_path, f"编码,名称\n{lines}"))
    confirmed = sum(code.confirmed for code in shipped)
    assert report[1] == (
        f"新增0条，更改{1522 - confirmed}条，未变{confirmed}条，保留正式科目0条，删除0条。"
    )
    used = classifications_for(2026).function
    assert [code.code for code in used if not code.confirmed] == []
    assert [code.budgets for code in used] == [code.budgets for code in shipped]


def test_a_faulty_list_changes_nothing(tmp_path: Path) -> None:
    run("--year", "2026")
    text = "编码,名称,说明\n205,教育支出,\n2050102,一般行政管理事务,\n2060,,\n"
    file = csv_file(tmp_path, text)
    assert refusal("--year", "2026", "--kind", "function", "--file", str(file)) == (
        "没有加载任何科目。\n"
        "2026年科目.csv 第3行：编码“2050102”的上级“205”应为款级科目\n"
        "2026年科目.csv 第4行：编码“2060”没有名称"
    )
    assert ClassificationCode.objects.filter(year=2026).count() == SHIPPED_2020


def test_a_workbook_of_two_sheets_is_refused(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book.create_sheet("收入").append(("编码", "名称"))
    book.save(workbook)
    assert refusal("--year", "2026", "--kind", "function", "--file", str(workbook)) == (
        "没有加载任何科目。\n"
        "文件应只有一张有内容的工作表，现有2张（Sheet、收入）；请把科目表另存为单独的文件"
    )


def test_formulas_without_results_are_refused(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Sheet"]["B3"] = '="教育"&"管理事务"'
    book.save(workbook)
    assert refusal("--year", "2026", "--kind", "function", "--file", str(workbook)) == (
        "没有加载任何科目。\n"
        "工作表“Sheet”B3：公式没有计算结果；请在 Excel 或 WPS 中打开文件，保存后再试"
    )


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "none.csv"
    message = refusal("--year", "2026", "--kind", "function", "--file", str(file))
    assert message.startswith(f"没有加载任何科目。文件 {file} 无法读取：")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--kind", "function"),
        ("--year", "2026", "--file", "a.csv"),
        ("--kind", "function", "--file", "a.csv"),
        ("--year", "2025", "2026", "--kind", "function", "--file", "a.csv"),
    ],
)
def test_an_official_list_needs_year_kind_and_file(arguments: tuple[str, ...]) -> None:
    assert refusal(*arguments) == ("加载正式科目表时，应同时写明 --file、--kind 和一个 --year。")


def test_a_year_has_four_digits() -> None:
    assert refusal("--year", "26").endswith("年度“26”不对，应为四位数字，如 2025")


# The lists to use for a year


def test_without_any_list_the_shipped_one_is_used() -> None:
    assert classifications_for(2018) == load(2018)


def test_what_was_loaded_is_what_was_shipped() -> None:
    run("--year", "2020")
    assert classifications_for(2020) == load(2020)


def test_newest_earlier_list_is_used_for_its_kind_only(workbook: Path) -> None:
    load_official(workbook, "2024")
    load_official(workbook, "2026")
    ClassificationCode.objects.filter(year=2024, code="205").update(name="2024年的名称")
    used = classifications_for(2025)
    assert used.year == 2025
    assert (used.function.year, used.function["205"].name) == (2024, "2024年的名称")
    assert (used.economic_department.year, len(used.economic_department)) == (2025, 110)
    assert used.economic_government.kind is ClassificationKind.ECONOMIC_GOVERNMENT


def test_classifications_are_read_in_few_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    run("--year", "2020")
    with django_assert_num_queries(4):
        classifications_for(2021)


# Rows


def unsaved(**values: object) -> ClassificationCode:
    known: dict[str, object] = {"year": 2020, "kind": FUNCTION, "code": "20599", "level": 2}
    return ClassificationCode(**{**known, "name": "甲", "evidence": "official", **values})


def test_a_code_stands_once_in_a_year() -> None:
    unsaved(parent="205").save()
    with pytest.raises(IntegrityError), transaction.atomic():
        unsaved(parent="205").save()
    unsaved(parent="205", year=2021).save()


@pytest.mark.parametrize("values", [{"level": 4}, {"name": ""}, {"parent": "20599"}])
def test_the_database_refuses_an_impossible_row(values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        unsaved(**values).save()


@pytest.mark.parametrize(
    ("values", "messages"),
    [
        ({"parent": "206"}, {"parent": ["该年度没有编码为“206”的上一级科目"]}),
        ({"code": "299", "parent": "205"}, {"parent": ["类级科目没有上级编码，请清空"]}),
        (
            {"code": "2059", "parent": "205"},
            {"code": ["科目编码应为3位（类）、5位（款）或7位（项）数字"]},
        ),
    ],
)
def test_the_form_refuses_a_code_out_of_place(
    values: dict[str, object], messages: dict[str, list[str]]
) -> None:
    unsaved(code="205", level=1).save()
    with pytest.raises(ValidationError) as caught:
        unsaved(**values).clean()
    assert caught.value.message_dict == messages


def test_the_form_finds_the_level() -> None:
    unsaved(code="205", level=1).save()
    found = unsaved(parent="205", level=None)
    found.full_clean()
    assert found.level == 2
