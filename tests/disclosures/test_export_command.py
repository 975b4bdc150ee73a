"""Tests of ``manage.py export``: every format, and a sentence for everything that is not there."""

import json
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from disclosures.models import Disclosure, Unit
from tests.disclosures.drafts import loaded

pytestmark = pytest.mark.django_db

FORMATS = "html（网页）、pdf（PDF）、xlsx（Excel）、csv（CSV）、json（JSON）、text（纯文本）"
KINDS = "budget（预算）、final_accounts（决算）"
LEVELS = "department（部门）、unit（单位）"


@pytest.fixture
def demonstration(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Disclosure:
    """The demonstration, not published: that would render every format for each test."""
    monkeypatch.setattr("disclosures.demonstration.publish", lambda *_: None)
    return loaded(settings)


def export(
    output: Path,
    *arguments: str,
    unit: str = "suining-dianjiao",
    year: str = "2020",
    kind: str = "final_accounts",
    format: str = "text",
) -> str:
    said = StringIO()
    options = ("--format", format, "--output", str(output), *arguments)
    call_command("export", unit, year, kind, *options, stdout=said)
    return said.getvalue()


def refusal(*arguments: str, output: Path = Path("x"), **names: str) -> str:
    with pytest.raises(CommandError) as caught:
        export(output, *arguments, **names)
    return str(caught.value)


def is_page(content: bytes) -> bool:
    text = content.decode()
    return "<style" in text and "219.26" in text and "<script" not in text


def is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")


def is_workbook(content: bytes) -> bool:
    """Thirteen 附表, two forms of projects, five tables of the self-assessment report."""
    names = openpyxl.load_workbook(BytesIO(content)).sheetnames
    kinds = [name.split()[0].rstrip("0123456789") for name in names]
    return kinds == ["附表"] * 13 + ["绩效"] * 2 + ["自评报告"] * 5


def is_json(content: bytes) -> bool:
    return "遂宁市电教教仪站" in json.dumps(json.loads(content), ensure_ascii=False)


def is_text(content: bytes) -> bool:
    return content.decode().startswith("遂宁市电教教仪站")


@pytest.mark.parametrize(
    ("format", "fits"),
    [
        ("html", is_page),
        ("pdf", is_pdf),
        ("xlsx", is_workbook),
        ("json", is_json),
        ("text", is_text),
    ],
)
def test_every_format(
    demonstration: Disclosure, tmp_path: Path, format: str, fits: Callable[[bytes], bool]
) -> None:
    output = tmp_path / f"决算.{format}"
    said = export(output, format=format)
    content = output.read_bytes()
    assert said == f"{output}：{len(content)} 字节\n"
    assert fits(content)


def test_a_unit_by_its_code(demonstration: Disclosure, tmp_path: Path) -> None:
    Unit.objects.update(code="510900123")
    export(tmp_path / "a", unit="510900123")
    export(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_slug_goes_before_a_code(demonstration: Disclosure, tmp_path: Path) -> None:
    Unit.objects.create(name="另一单位", slug="123", region="遂宁市")
    Unit.objects.filter(slug="suining-dianjiao").update(code="123")
    assert refusal(unit="123") == "“另一单位”没有2020年度的决算"


def test_unknown_units(demonstration: Disclosure) -> None:
    assert refusal(unit="nobody") == "没有网址名或代码为“nobody”的单位"
    # Units without a code are not meant by an empty one.
    assert refusal(unit="") == "没有网址名或代码为“”的单位"


def test_years(demonstration: Disclosure) -> None:
    assert refusal(year="2019") == "“遂宁市电教教仪站”没有2019年度的决算"
    for year in ("二〇二〇", "20", "２０２０", "2020年"):
        assert refusal(year=year) == f"年度“{year}”不对，应为四位数字，如 2020"


def test_kinds(demonstration: Disclosure) -> None:
    assert refusal(kind="决算") == f"类别“决算”不对，应为{KINDS}之一"
    assert refusal(kind="budget") == "“遂宁市电教教仪站”没有2020年度的预算"


def test_formats(demonstration: Disclosure) -> None:
    assert refusal(format="docx") == f"格式“docx”不对，应为{FORMATS}之一"


def test_levels(demonstration: Disclosure, tmp_path: Path) -> None:
    assert refusal("--level", "县") == f"口径“县”不对，应为{LEVELS}之一"
    assert refusal("--level", "unit") == "“遂宁市电教教仪站”没有2020年度的单位决算"
    Disclosure.objects.create(
        unit=demonstration.unit, year=2020, kind="final_accounts", level="unit"
    )
    assert refusal() == (
        f"“遂宁市电教教仪站”2020年度既有部门决算，又有单位决算；请用 --level 写明口径：{LEVELS}"
    )
    export(tmp_path / "x", "--level", "department")
    assert is_text((tmp_path / "x").read_bytes())


def test_a_year_without_a_standard(demonstration: Disclosure) -> None:
    Disclosure.objects.update(year=2012)
    assert refusal(year="2012").startswith("没有适用于四川省2012年度决算的公开范本")


def test_files_that_cannot_be_written(demonstration: Disclosure, tmp_path: Path) -> None:
    missing = tmp_path / "没有" / "x"
    assert refusal(output=missing) == f"无法写入文件 {missing}：文件夹不存在"
    assert refusal(output=tmp_path) == f"无法写入文件 {tmp_path}：这是一个文件夹"
    (tmp_path / "file").write_text("")
    inside = tmp_path / "file" / "x"
    assert refusal(output=inside) == f"无法写入文件 {inside}：文件夹不存在"
    full = Path("/dev/full")
    assert refusal(output=full) == f"无法写入文件 {full}：No space left on device"


def test_a_draft_is_exported_too(tmp_path: Path) -> None:
    unit = Unit.objects.create(name="测试单位", slug="test", region="测试市")
    Disclosure.objects.create(unit=unit, year=2020, kind="final_accounts")
    export(tmp_path / "x", unit="test")
    assert (tmp_path / "x").read_text("utf-8").startswith("测试单位2020年度部门决算")
