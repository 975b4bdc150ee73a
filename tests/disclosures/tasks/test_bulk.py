"""A file of many units: read, matched, looked at; then each unit taken in wholly or not at all."""

import io
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from disclosures import jobs
from disclosures.facts import FactSheet
from disclosures.intake.gate import WorkbookError
from disclosures.models import (
    Action,
    Batch,
    BulkItem,
    BulkUpload,
    Disclosure,
    Duty,
    Event,
    Fact,
    Job,
    Kind,
    Level,
    State,
    Unit,
    Upload,
)
from disclosures.models.fact import sheet_of
from disclosures.standards.model import Standard
from disclosures.tasks import reading
from disclosures.tasks.bulk import begin, keep
from disclosures.tasks.rounds import Round
from tests.disclosures.bulk_files import bulk_workbook
from tests.disclosures.conftest import FOLDER
from tests.disclosures.drafts import clerk, staff
from tests.disclosures.intake import hostile

pytestmark = pytest.mark.django_db

UNITS = (("001", "甲单位"), ("002", "乙单位"), ("003", "丙单位"))
ROUND = Round(2020, Kind.FINAL_ACCOUNTS, None)
WORKBOOK = (FOLDER / "final-accounts-2020.xlsx").read_bytes()
FIGURES = 124
"""Of the demonstration, with what it knows of the year before."""


@pytest.fixture
def lihui() -> User:
    return clerk()


@pytest.fixture
def disclosures() -> list[Disclosure]:
    """A draft of each of three units."""
    made = []
    for code, name in UNITS:
        unit = Unit.objects.create(
            name=name, slug=f"unit-{code}", code=code, region="示例市", jurisdiction="sichuan"
        )
        made.append(Disclosure.objects.create(unit=unit, year=2020, kind=Kind.FINAL_ACCOUNTS))
    return made


@pytest.fixture
def workbook(sichuan: Standard, demonstration_sheet: FactSheet) -> bytes:
    """The figures of the demonstration for each of the three."""
    return bulk_workbook(sichuan, demonstration_sheet, UNITS)


def read(data: bytes, by: User, name: str = "汇总.xlsx", round: Round = ROUND) -> BulkUpload:
    """The upload, read in the background."""
    upload = keep(round, data, name, by)
    jobs.run_waiting()
    upload.refresh_from_db()
    return upload


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    return hostile.pack(members)


def lines(upload: BulkUpload) -> list[tuple[str, str, str, list[str]]]:
    """File, unit, by what it was known, and problems of every item."""
    rows = upload.items.select_related("disclosure__unit")
    return [
        (one.file, str(one.disclosure.unit) if one.disclosure else "", one.matched, one.problems)
        for one in rows
    ]


def outcomes(batch: Batch) -> list[tuple[str, str]]:
    return [(job.state, job.result or job.error) for job in batch.jobs.order_by("pk")]


def begun(upload: BulkUpload, by: User) -> Batch:
    """The batch that takes in all that can be."""
    batch, _ = begin(upload, upload.items.all(), by)
    assert batch is not None
    return batch


# One workbook


def test_a_workbook_is_read_and_nothing_is_stored(
    disclosures: list[Disclosure], workbook: bytes, lihui: User
) -> None:
    upload = read(workbook, lihui)
    assert Job.objects.get().result == "读出 3 项：可以导入 3 项，有问题 0 项"
    by = "表中的单位代码或名称"
    assert lines(upload) == [("", name, by, []) for _, name in UNITS]
    first = upload.items.all()[0]
    assert (first.called, first.is_sound) == ("001 甲单位", True)
    counts = (first.new, first.changed, first.removed, first.unchanged)
    assert counts == (FIGURES, 0, 0, 0)
    assert (first.errors, first.warnings) != (0, 0)
    assert not Fact.objects.exists() and not Upload.objects.exists() and not Event.objects.exists()
    assert bytes(upload.content) == workbook


def test_each_unit_is_taken_in(
    disclosures: list[Disclosure], workbook: bytes, lihui: User, demonstration_sheet: FactSheet
) -> None:
    upload = read(workbook, lihui)
    batch = begun(upload, lihui)
    assert batch.title == "批量导入：2020年度决算（汇总.xlsx）"
    assert [job.label for job in batch.jobs.order_by("pk")] == [str(one) for one in disclosures]
    jobs.run_waiting()
    expected = {cell: fact.value for cell, fact in demonstration_sheet.facts.items()}
    for disclosure in disclosures:
        sheet = sheet_of(disclosure)
        assert {cell: fact.value for cell, fact in sheet.facts.items()} == expected
        disclosure.refresh_from_db()
        assert disclosure.changed_by == lihui
    item = upload.items.all()[0]
    said = f"新增 {item.new} 个数据，更改 0 个，删除 0 个，未变 0 个；检查："
    assert all(state == "done" and text.startswith(said) for state, text in outcomes(batch))
    kept = list(Upload.objects.order_by("pk"))
    assert [bytes(one.content) for one in kept] == [workbook, b"", b""]
    assert {(one.name, one.sha256, one.uploaded_by) for one in kept} == {
        ("汇总.xlsx", upload.sha256, lihui)
    }
    events = Event.objects.order_by("number")
    assert [(one.action, one.by, one.disclosure) for one in events] == [
        (Action.UPLOAD, lihui, one) for one in disclosures
    ]
    again = read(workbook, lihui)
    assert {(one.new, one.changed, one.removed, one.unchanged) for one in again.items.all()} == {
        (0, 0, 0, item.new)
    }


def test_a_unit_with_a_problem_does_not_hold_up_the_others(
    disclosures: list[Disclosure], workbook: bytes, lihui: User
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows() if row[0].value == "002")
    sheet.cell(row[0].row or 0, 5, "二百")
    stream = io.BytesIO()
    book.save(stream)
    upload = read(stream.getvalue(), lihui)
    problem = f"工作表“{sheet.title}”E{row[0].row}：这里应为数字，填的是“二百”"
    assert [one.problems for one in upload.items.all()] == [[], [problem], []]
    batch = begun(upload, lihui)
    jobs.run_waiting()
    assert [state for state, _ in outcomes(batch)] == ["done", "done"]
    assert [bool(disclosure.facts.count()) for disclosure in disclosures] == [True, False, True]


def test_units_that_cannot_be_meant(
    disclosures: list[Disclosure], sichuan: Standard, demonstration_sheet: FactSheet, lihui: User
) -> None:
    Disclosure.objects.filter(unit__name="甲单位").update(state=State.PUBLISHED)
    Disclosure.objects.filter(unit__name="乙单位").update(year=2021)
    Disclosure.objects.create(
        unit=disclosures[2].unit, year=2020, kind=Kind.FINAL_ACCOUNTS, level=Level.UNIT
    )
    units = (*UNITS, ("004", "丁单位"))
    data = bulk_workbook(sichuan, demonstration_sheet, units)
    found = [one.problems for one in read(data, lihui).items.all()]
    assert found[:3] == [
        ["这份材料已公开，数据不能再更改"],
        ["“乙单位”没有2020年度的决算"],
        ["“丙单位”2020年度既有部门决算，又有单位决算；请写明口径（部门或单位）"],
    ]
    assert found[3][0] == "没有登记单位代码为“004”的单位（丁单位）；请核对代码，或先登记单位"
    assert found[3][1].startswith("工作表“附表1 收入支出决算总表”第") and len(found[3]) == 2
    of_unit = Round(2020, Kind.FINAL_ACCOUNTS, Level.UNIT)
    found = [one.problems for one in read(data, lihui, round=of_unit).items.all()]
    assert found[1:3] == [["“乙单位”没有2020年度的单位决算"], []]


def test_of_others_units_nothing_is_known(disclosures: list[Disclosure], workbook: bytes) -> None:
    own = staff("zhang", Duty.CLERK, unit=disclosures[1].unit)
    upload = read(workbook, own)
    assert [unit for _, unit, _, _ in lines(upload)] == ["", "乙单位", ""]
    named = read(zipped({"甲单位.xlsx": WORKBOOK}), own, "各单位.zip")
    assert lines(named) == [
        (
            "甲单位.xlsx",
            "",
            "",
            ["表内写的是“遂宁市电教教仪站”，没有登记这个单位，或者您没有它的录入权限"],
        )
    ]


# Many workbooks in a ZIP


def blank_names(data: bytes) -> bytes:
    """The workbook without the name of the unit it was made for."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=6):
            for cell in row:
                if isinstance(cell.value, str) and "遂宁市" in cell.value:
                    cell.value = "部门："
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def of_nobody() -> bytes:
    return blank_names(WORKBOOK)


def test_a_zip_of_workbooks(disclosures: list[Disclosure], of_nobody: bytes, lihui: User) -> None:
    members = {
        "001.xlsx": of_nobody,
        "县属/乙单位2020年决算.xlsx": of_nobody,
        "丁单位.xlsx": of_nobody,
        "说明.docx": b"x",
        "坏.xlsx": b"\0\1\2",
    }
    upload = read(zipped(members), lihui, "各单位.zip")
    assert Job.objects.get().result == "读出 5 项：可以导入 2 项，有问题 3 项"
    assert lines(upload) == [
        ("001.xlsx", "甲单位", "文件名中的单位代码", []),
        ("县属/乙单位2020年决算.xlsx", "乙单位", "文件名中的单位名称", []),
        (
            "丁单位.xlsx",
            "",
            "",
            ["文件名和表内都没有登记过的单位代码或名称；请在文件名里写上单位名称"],
        ),
        ("说明.docx", "", "", ["不是 .xlsx、.xls、.et 或 .csv 文件，没有读"]),
        (
            "坏.xlsx",
            "",
            "",
            [
                "文件的扩展名是 .xlsx，内容却是无法识别的格式，不是 .xlsx 工作簿；"
                "请上传“Excel 工作簿（*.xlsx）”"
            ],
        ),
    ]
    assert bytes(upload.content) == b""
    batch = begun(upload, lihui)
    jobs.run_waiting()
    assert [state for state, _ in outcomes(batch)] == ["done", "done"]
    assert [one.facts.count() for one in disclosures] == [FIGURES, FIGURES, 0]
    kept = Upload.objects.order_by("pk")
    assert [(one.name, bytes(one.content)) for one in kept] == [
        ("001.xlsx", of_nobody),
        ("乙单位2020年决算.xlsx", b""),
    ]


def test_a_workbook_of_another_unit_is_not_taken_for_the_one_in_its_name(
    disclosures: list[Disclosure], lihui: User
) -> None:
    Unit.objects.filter(name="丙单位").update(name="遂宁市电教教仪站")
    upload = read(zipped({"甲单位.xlsx": WORKBOOK, "决算.xlsx": WORKBOOK}), lihui, "各.zip")
    assert lines(upload) == [
        (
            "甲单位.xlsx",
            "",
            "",
            ["文件名写的是“甲单位”，表内写的是“遂宁市电教教仪站”，请核对是否传错了文件"],
        ),
        ("决算.xlsx", "遂宁市电教教仪站", "表内写明的单位", []),
    ]


def test_two_files_for_one_unit(
    disclosures: list[Disclosure], of_nobody: bytes, lihui: User
) -> None:
    members = {"001.xlsx": of_nobody, "甲单位.xlsx": of_nobody, "002.xlsx": of_nobody}
    upload = read(zipped(members), lihui, "各单位.zip")
    assert [one.problems for one in upload.items.all()] == [
        ["与“甲单位.xlsx”是同一份材料的；请只保留一个"],
        ["与“001.xlsx”是同一份材料的；请只保留一个"],
        [],
    ]


def test_a_workbook_of_many_units_in_a_zip(
    disclosures: list[Disclosure], workbook: bytes, lihui: User
) -> None:
    upload = read(zipped({"汇总.xlsx": workbook}), lihui, "汇总.zip")
    assert [(one.file, one.is_sound, bool(one.content)) for one in upload.items.all()] == [
        ("汇总.xlsx", True, True),
        ("汇总.xlsx", True, False),
        ("汇总.xlsx", True, False),
    ]
    second = upload.items.all()[1]
    batch, _ = begin(upload, [second], lihui)
    assert batch
    jobs.run_waiting()
    assert [bytes(one.content) for one in Upload.objects.all()] == [workbook]
    assert [bool(one.facts.count()) for one in disclosures] == [False, True, False]


def test_one_workbook_of_one_unit(
    disclosures: list[Disclosure], of_nobody: bytes, lihui: User
) -> None:
    upload = read(of_nobody, lihui, "甲单位决算.xlsx")
    assert lines(upload) == [("", "甲单位", "文件名中的单位名称", [])]


def test_a_file_that_takes_too_long_leaves_the_rest_unread(
    disclosures: list[Disclosure],
    of_nobody: bytes,
    lihui: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "LONGEST", -1)
    upload = read(zipped({"001.xlsx": of_nobody}), lihui, "各单位.zip")
    assert lines(upload) == [
        ("001.xlsx", "", "", ["没有读：前面的文件读得太久；请分成几个压缩包上传"])
    ]


# Hostile files


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (
            hostile.pack({"甲.xlsx": b" " * (300 << 20)}),
            "各单位.zip",
            "压缩包解压后过大；请分成几个压缩包上传",
        ),
        (
            hostile.workbook(members={hostile.SHEET: b" " * (600 << 20)}),
            "汇总.xlsx",
            "文件解压后过大；请删除与公开表格无关的工作表、空行空列和图片后重新上传",
        ),
        (b"%PDF-1.7", "汇总.xlsx", "文件的扩展名是 .xlsx，内容却是一个 PDF 文件，不是 .xlsx"),
        (b"Rar!", "各单位.zip", "文件的内容是一个压缩包，不是 .xlsx 工作簿；"),
        (b"PK\x03\x04", "各单位.zip", "压缩包已损坏，或不是标准的 ZIP；"),
        (hostile.encrypted_package(), "汇总.xlsx", "文件有打开密码，请去掉密码后再上传"),
    ],
)
def test_what_may_not_be_read_is_refused_at_once(
    lihui: User, data: bytes, name: str, why: str
) -> None:
    with pytest.raises(WorkbookError) as refused:
        keep(ROUND, data, name, lihui)
    assert str(refused.value).startswith(why)
    assert not BulkUpload.objects.exists() and not Job.objects.exists()


def test_hostile_workbooks_in_a_zip_are_told_one_by_one(
    disclosures: list[Disclosure], of_nobody: bytes, lihui: User
) -> None:
    """What a parser finds out ends in its own child; the sound one is read all the same."""
    members = {
        "001.xlsx": hostile.workbook(members={hostile.SHEET: hostile.BILLION_LAUGHS}),
        "002.xlsx": hostile.workbook(members={hostile.SHEET: hostile.EXTERNAL_ENTITY}),
        "宏.xlsm": hostile.workbook(members={"xl/vbaProject.bin": b"x"}),
        "密码.xlsx": hostile.encrypted_package(),
        "套娃.xlsx": hostile.pack({"甲单位.xlsx": of_nobody}),
        "行.xlsx": hostile.workbook(hostile.rows(200_001)),
        "003.xlsx": of_nobody,
    }
    upload = read(hostile.pack(members, 0), lihui, "各单位.zip")
    found = {one.file: one.problems for one in upload.items.all()}
    starts = {
        "001.xlsx": "文件含有 XML 文档类型定义（DTD），不能接收；",
        "002.xlsx": "文件含有 XML 文档类型定义（DTD），不能接收；",
        "宏.xlsm": "文件含有宏，",
        "密码.xlsx": "文件有打开密码，",
        "套娃.xlsx": "文件的内容是一个压缩包，",
        "行.xlsx": "工作表“公开01表”",
    }
    assert found.pop("003.xlsx") == []
    assert {name: len(problems) for name, problems in found.items()} == dict.fromkeys(starts, 1)
    for name, start in starts.items():
        assert found[name][0].startswith(start), name


# Runs that are repeated, refused, or come too late


def test_reading_twice_leaves_the_items_as_they_are(
    disclosures: list[Disclosure], workbook: bytes, lihui: User
) -> None:
    upload = read(workbook, lihui)
    keys = list(upload.items.values_list("pk", flat=True))
    Job.objects.update(state="queued", finished_at=None)
    jobs.run_waiting()
    assert list(upload.items.values_list("pk", flat=True)) == keys
    assert Job.objects.get().result == "读出 3 项：可以导入 3 项，有问题 0 项"


def test_an_import_that_is_run_again_stores_nothing_twice(
    disclosures: list[Disclosure], workbook: bytes, lihui: User
) -> None:
    batch = begun(read(workbook, lihui), lihui)
    jobs.run_waiting()
    first = outcomes(batch)
    batch.jobs.update(state="queued", finished_at=None)
    jobs.run_waiting()
    assert outcomes(batch) == first
    assert (Upload.objects.count(), Event.objects.count()) == (3, 3)


def test_the_same_file_is_confirmed_once(
    disclosures: list[Disclosure], workbook: bytes, lihui: User
) -> None:
    upload = read(workbook, lihui)
    batch = begun(upload, lihui)
    assert begin(upload, upload.items.all(), lihui) == jobs.Enqueued(batch, ())
    assert Batch.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            lambda of: Fact.objects.create(
                disclosure=of, year=2020, table="matters", row="x", column="value", value=Decimal(1)
            ),
            "预览之后已有的数据又有改动，没有导入；请重新上传，核对新的预览",
        ),
        (
            lambda of: Disclosure.objects.filter(pk=of.pk).update(state=State.SUBMITTED),
            "这份材料已报审，数据不能再更改",
        ),
        (
            lambda of: User.objects.get().roles.all().delete(),
            "您没有甲单位的“改动数据和文字”权限，请找管理员开通",
        ),
        (
            lambda of: BulkItem.objects.update(mapped=None),
            "文件的保留期已过，请重新上传",
        ),
    ],
)
def test_what_changed_after_the_preview_is_not_overwritten(
    disclosures: list[Disclosure],
    workbook: bytes,
    lihui: User,
    change: Callable[[Disclosure], object],
    why: str,
) -> None:
    upload = read(workbook, lihui)
    batch, _ = begin(upload, upload.items.all()[:1], lihui)
    assert batch
    change(disclosures[0])
    jobs.run_waiting()
    assert outcomes(batch) == [("failed", why)]
    assert not Upload.objects.exists() and not Event.objects.exists()


def test_what_nobody_confirmed_is_removed(
    disclosures: list[Disclosure], workbook: bytes, lihui: User
) -> None:
    old, confirmed = read(workbook, lihui), read(workbook, lihui)
    batch, _ = begin(confirmed, confirmed.items.all()[:1], lihui)
    jobs.run_waiting()
    BulkUpload.objects.update(uploaded_at=timezone.now() - timedelta(days=31))
    new = read(workbook, lihui)
    assert list(BulkUpload.objects.order_by("pk")) == [confirmed, new]
    assert not BulkItem.objects.filter(upload=old.pk).exists()
    confirmed.refresh_from_db()
    assert (bytes(confirmed.content), confirmed.batch) == (b"", batch)
    assert {(one.mapped, bytes(one.content)) for one in confirmed.items.all()} == {(None, b"")}
    Job.objects.filter(task="read_bulk", key=old.pk).update(state="queued", finished_at=None)
    jobs.run_waiting()
    assert Job.objects.get(task="read_bulk", key=old.pk).error == "文件的保留期已过，请重新上传"
