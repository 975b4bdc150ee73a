"""Tests of ``manage.py import_bulk``: many units at once, each wholly or not at all."""

import hashlib
import io
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from disclosures.facts import FactSheet
from disclosures.models import Disclosure, Fact, Kind, State, Unit, Upload
from disclosures.models.fact import sheet_of
from disclosures.standards.model import Standard
from tests.disclosures.bulk_files import bulk_workbook

pytestmark = pytest.mark.django_db

UNITS = (("001", "甲单位"), ("002", "乙单位"), ("003", "丙单位"))
NEW = "新增 124 个数据，更改 0 个，删除 0 个，未变 0 个；检查："
SAME = "新增 0 个数据，更改 0 个，删除 0 个，未变 124 个；检查："


@pytest.fixture
def disclosures() -> list[Disclosure]:
    """Those of three units; the third is registered under another code."""
    made = []
    for code, name in UNITS:
        unit = Unit.objects.create(
            name=name,
            slug=f"unit-{code}",
            code="999" if code == "003" else code,
            region="示例市",
            jurisdiction="sichuan",
        )
        made.append(Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS))
    return made


@pytest.fixture
def file(tmp_path: Path, sichuan: Standard, demonstration_sheet: FactSheet) -> Path:
    return written(tmp_path, sichuan, demonstration_sheet, UNITS)


def written(
    folder: Path, standard: Standard, sheet: FactSheet, units: Sequence[tuple[str, str]]
) -> Path:
    path = folder / "汇总.xlsx"
    path.write_bytes(bulk_workbook(standard, sheet, units))
    return path


def take_in(file: Path, *arguments: str) -> tuple[list[str], str]:
    """What the command says, and its refusal at the end or ''."""
    said = StringIO()
    refusal = ""
    try:
        call_command("import_bulk", "2020", "final_accounts", str(file), *arguments, stdout=said)
    except CommandError as error:
        refusal = str(error)
    return said.getvalue().splitlines(), refusal


def test_a_preview_stores_nothing(disclosures: list[Disclosure], file: Path) -> None:
    said, refusal = take_in(file)
    assert [line.split("检查：")[0] + "检查：" for line in said[:3]] == [
        f"（1/3）001 甲单位：{NEW}",
        f"（2/3）002 乙单位：{NEW}",
        f"（3/3）003 丙单位：{NEW}",
    ]
    assert said[3:] == [
        "共3个单位，可以导入3个，有问题0个",
        "这是预览，没有导入；加 --confirm 导入",
    ]
    assert (refusal, Fact.objects.count(), Upload.objects.count()) == ("", 0, 0)


def test_every_unit_gets_the_figures_and_the_file_is_kept_once(
    disclosures: list[Disclosure], file: Path, demonstration_sheet: FactSheet
) -> None:
    said, refusal = take_in(file, "--confirm")
    assert (said[-1], refusal) == ("共3个单位，已导入3个，有问题0个", "")
    expected = {cell: fact.value for cell, fact in demonstration_sheet.facts.items()}
    for disclosure in disclosures:
        sheet = sheet_of(disclosure)
        assert {cell: fact.value for cell, fact in sheet.facts.items()} == expected
        assert sheet.labels == demonstration_sheet.labels
    data = file.read_bytes()
    uploads = list(Upload.objects.order_by("pk"))
    assert [bytes(upload.content) for upload in uploads] == [data, b"", b""]
    assert {upload.sha256 for upload in uploads} == {hashlib.sha256(data).hexdigest()}
    fact = Fact.objects.get(disclosure=disclosures[1], table="income", row="total", column="total")
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    assert book[fact.sheet][fact.cell].value == float(fact.value / 10000)
    again, _ = take_in(file)
    assert all(SAME in line for line in again[:3])


def test_one_unit_with_a_problem_does_not_hold_up_the_others(
    disclosures: list[Disclosure], file: Path
) -> None:
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows() if row[0].value == "002")
    sheet.cell(row[0].row or 0, 5, "二百")
    book.save(file)
    said, refusal = take_in(file, "--confirm")
    assert said[-1] == "共3个单位，已导入2个，有问题1个"
    problem = f"工作表“{sheet.title}”E{row[0].row}：这里应为数字，填的是“二百”"
    assert said[1] == f"（2/3）002 乙单位：{problem}"
    assert refusal == f"1个单位没有导入：\n002 乙单位：\n{problem}"
    assert [disclosure.facts.count() for disclosure in disclosures] == [124, 0, 124]


def test_units_that_cannot_be_meant(
    disclosures: list[Disclosure],
    tmp_path: Path,
    sichuan: Standard,
    demonstration_sheet: FactSheet,
) -> None:
    units = (*UNITS, ("004", "丁单位"))
    file = written(tmp_path, sichuan, demonstration_sheet, units)
    Disclosure.objects.filter(unit__name="甲单位").update(state=State.PUBLISHED)
    Disclosure.objects.filter(unit__name="乙单位").update(year=2021)
    said, refusal = take_in(file, "--confirm")
    assert said[-1] == "共4个单位，已导入1个，有问题3个"
    assert said[:2] == [
        "（1/4）001 甲单位：这份材料已公开，数据不能再更改",
        "（2/4）002 乙单位：“乙单位”没有2020年度的决算",
    ]
    lines = refusal.splitlines()
    assert lines[:6] == [
        "3个单位没有导入：",
        "001 甲单位：",
        "这份材料已公开，数据不能再更改",
        "002 乙单位：",
        "“乙单位”没有2020年度的决算",
        "004 丁单位：",
    ]
    assert lines[6] == "没有登记单位代码为“004”的单位（丁单位）；请核对代码，或先登记单位"
    assert lines[7].startswith("工作表“附表1 收入支出决算总表”第") and lines[7].endswith("行")


def test_both_levels_need_a_choice(disclosures: list[Disclosure], file: Path) -> None:
    Disclosure.objects.create(
        unit=disclosures[0].unit, year=2020, kind=Kind.FINAL_ACCOUNTS, level="unit"
    )
    said, _ = take_in(file)
    assert said[0].startswith("（1/3）001 甲单位：“甲单位”2020年度既有部门决算，又有单位决算；")
    said, _ = take_in(file, "--level", "department")
    assert said[0].startswith(f"（1/3）001 甲单位：{NEW}")


def test_tables_without_a_line_of_a_unit_stay(disclosures: list[Disclosure], file: Path) -> None:
    take_in(file, "--confirm")
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[1]
    rows = [row[0].row or 0 for row in sheet.iter_rows() if row[0].value == "001"]
    sheet.delete_rows(rows[0], len(rows))
    book.save(file)
    said, refusal = take_in(file, "--confirm")
    assert refusal == ""
    assert "新增 0 个数据，更改 0 个，删除 0 个，" in said[0]
    assert [disclosure.facts.count() for disclosure in disclosures] == [124, 124, 124]


def test_files_that_cannot_be_parted(disclosures: list[Disclosure], tmp_path: Path) -> None:
    missing = tmp_path / "没有.xlsx"
    assert take_in(missing)[1] == f"无法读取文件 {missing}：No such file or directory"
    official = Path(__file__).parents[1] / "data" / "suining-dianjiao-2020"
    refusal = take_in(official / "final-accounts-2020.xlsx")[1]
    assert refusal.startswith("没有导入任何数据：\n没有找到“单位代码”和“单位名称”两栏；")
