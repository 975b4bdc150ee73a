"""Tests of ``manage.py import``: a preview as text, and what is stored only with --confirm."""

import io
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from disclosures.models import Disclosure, Fact, State, Upload
from tests.disclosures.drafts import empty

pytestmark = pytest.mark.django_db

WORKBOOK = Path(__file__).parents[1] / "data" / "suining-dianjiao-2020" / "final-accounts-2020.xlsx"
SHEET = "公开01表 收入支出决算总表"


@pytest.fixture
def disclosure() -> Disclosure:
    return empty()


def take_in(*arguments: str, file: Path = WORKBOOK, unit: str = "example") -> list[str]:
    said = StringIO()
    call_command("import", unit, "2020", "final_accounts", str(file), *arguments, stdout=said)
    return said.getvalue().splitlines()


def refusal(*arguments: str, file: Path = WORKBOOK, unit: str = "example") -> str:
    with pytest.raises(CommandError) as caught:
        take_in(*arguments, file=file, unit=unit)
    assert caught.value.returncode == 1
    return str(caught.value)


def changed(folder: Path, **cells: str | float | None) -> Path:
    """The official workbook with other values in cells of its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(WORKBOOK.read_bytes()), data_only=True)
    for address, value in cells.items():
        book.worksheets[0][address] = value
    book.save(folder / "改.xlsx")
    return folder / "改.xlsx"


def test_a_preview_stores_nothing(disclosure: Disclosure) -> None:
    said = take_in()
    assert said[:2] == [
        "新增 124 个数据，更改 0 个，删除 0 个，未变 0 个",
        f"新增\t《收入支出决算总表》一、一般公共预算财政拨款收入 金额\t219.26\t万元\t“{SHEET}”C7",
    ]
    assert len([line for line in said if line.startswith("新增\t")]) == 124
    assert said[-1] == "这是预览，没有导入；加 --confirm 导入"
    assert (Fact.objects.count(), Upload.objects.count()) == (0, 0)


def test_confirmed(disclosure: Disclosure) -> None:
    assert take_in("--confirm", "--level", "department")[-1] == f"已导入：{disclosure}"
    upload = Upload.objects.get()
    assert (upload.name, upload.uploaded_by) == (WORKBOOK.name, None)
    assert upload.confirmed_at is not None
    assert Fact.objects.filter(upload=upload).count() == 124


def test_what_would_change(disclosure: Disclosure, tmp_path: Path) -> None:
    take_in("--confirm")
    said = take_in(file=changed(tmp_path, C7=229.27, C34=1.5, C36=None))
    assert said[:4] == [
        "新增 1 个数据，更改 1 个，删除 1 个，未变 122 个",
        f"新增\t《收入支出决算总表》使用非财政拨款结余 金额\t1.50\t万元\t“{SHEET}”C34",
        "更改\t《收入支出决算总表》一、一般公共预算财政拨款收入 金额\t219.26 → 229.27\t万元\t"
        f"“{SHEET}”C7",
        "删除\t《收入支出决算总表》总计 金额\t244.24\t万元",
    ]
    assert (
        "错误（新）\tE22\t收入支出决算总表与财政拨款收入支出决算总表的一般公共预算财政拨款收入应相等："
        "填报 229.27万元，应为 219.26万元，差 10.01万元"
    ) in said


def test_a_file_with_problems(disclosure: Disclosure, tmp_path: Path) -> None:
    file = changed(tmp_path, C7="二百")
    assert refusal("--confirm", file=file) == (
        f"没有导入任何数据：\n工作表“{SHEET}”C7：这里应为数字，填的是“二百”"
    )
    assert Fact.objects.count() == 0


def test_files_that_cannot_be_read(disclosure: Disclosure, tmp_path: Path) -> None:
    missing = tmp_path / "没有.xlsx"
    assert refusal(file=missing) == f"无法读取文件 {missing}：No such file or directory"
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.7")
    assert refusal(file=tmp_path / "a.xlsx").startswith("没有导入任何数据：\n")


def test_who_and_when(disclosure: Disclosure) -> None:
    assert refusal(unit="nobody") == "没有网址名或代码为“nobody”的单位"
    assert refusal("--level", "unit") == "“某某市示例单位”没有2020年度的单位决算"
    Disclosure.objects.update(state=State.PUBLISHED)
    assert refusal("--confirm") == "没有导入任何数据：\n这份材料已公开，数据不能再更改"
