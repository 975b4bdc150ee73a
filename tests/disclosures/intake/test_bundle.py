"""A ZIP of many workbooks: what is in it, and every hostile one ends in a sentence."""

import io
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.intake.bundle import BUNDLE_LIMITS, Bundle, is_bundle
from disclosures.intake.gate import WorkbookError
from tests.disclosures.intake import hostile

MIB = 1 << 20
WORKBOOK = hostile.workbook()

REPACK = "请把各单位的工作簿重新打成一个 ZIP 压缩包后上传"
TOO_LARGE = "压缩包解压后过大；请分成几个压缩包上传"
TOO_MANY = "压缩包里的文件超过 500 个；请分成几个压缩包上传"
BROKEN = f"压缩包已损坏，或不是标准的 ZIP；{REPACK}"
EMPTY = f"压缩包里没有工作簿；{REPACK}"
ENCRYPTED = "压缩包有密码；请去掉密码重新打包后上传"


def packed(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    return hostile.pack(members, method)


def with_raw_name(data: bytes, written: bytes, wanted: bytes) -> bytes:
    """The file with another name of the same length in both of its places, and no word of UTF-8."""
    assert len(written) == len(wanted) and data.count(written) == 2
    return data.replace(written, wanted)


def refusal(data: bytes, **limits: int) -> str:
    with pytest.raises(WorkbookError) as caught:
        Bundle(data, replace(BUNDLE_LIMITS, **limits))
    return str(caught.value)


def listed(data: bytes) -> list[tuple[str, str]]:
    return [(file.name, file.problem) for file in Bundle(data).files]


# What is read


def test_workbooks_are_listed_and_read_one_at_a_time() -> None:
    bundle = Bundle(packed({"甲局.xlsx": WORKBOOK, "县属/乙局.csv": "项目,金额\n"}))
    first, second = bundle.files
    assert [(file.name, file.problem) for file in bundle.files] == [
        ("甲局.xlsx", ""),
        ("县属/乙局.csv", ""),
    ]
    assert bundle.content(first) == WORKBOOK
    assert bundle.content(second) == "项目,金额\n".encode()


def test_what_else_is_in_it_is_told() -> None:
    members = {
        "甲局.xlsx": WORKBOOK,
        "说明.docx": b"PK",
        "没有扩展名": b"",
        "旧材料.zip": packed({"乙局.xlsx": WORKBOOK}),
        "旧材料.RAR": b"Rar!",
    }
    nested = "是压缩包里的压缩包，没有读；请解压后把里面的工作簿直接放进来"
    other = "不是 .xlsx、.xls、.et 或 .csv 文件，没有读"
    assert listed(packed(members)) == [
        ("甲局.xlsx", ""),
        ("说明.docx", other),
        ("没有扩展名", other),
        ("旧材料.zip", nested),
        ("旧材料.RAR", nested),
    ]


def test_what_systems_leave_behind_is_passed_over() -> None:
    litter = ("__MACOSX/._甲局.xlsx", ".DS_Store", "~$甲局.xlsx", "县属/~$乙局.xlsx")
    members = dict.fromkeys((*litter, "Thumbs.db", "县属/desktop.ini"), b"")
    assert listed(packed({**members, "甲局.xlsx": WORKBOOK})) == [("甲局.xlsx", "")]


@pytest.mark.parametrize("code", ["gb18030", "utf-8"])
def test_names_that_windows_wrote(code: str) -> None:
    """No word of the code in the file: Windows in China writes GBK, Unix programs UTF-8."""
    name = "云州市教育局.xlsx".encode(code)
    data = with_raw_name(packed({"x" * len(name): WORKBOOK}), b"x" * len(name), name)
    assert listed(data) == [("云州市教育局.xlsx", "")]


def test_backslashes_part_folders_as_well() -> None:
    data = with_raw_name(packed({"a/b.xlsx": WORKBOOK}), b"a/b.xlsx", b"a\\b.xlsx")
    assert listed(data) == [("a/b.xlsx", "")]


def test_two_of_one_name_are_not_told_apart() -> None:
    data = with_raw_name(packed({"a.xlsx": WORKBOOK, "b.xlsx": WORKBOOK}), b"b.xlsx", b"a.xlsx")
    problem = "在压缩包里有几个同名的；请重新打包"
    assert refusal(data) == EMPTY
    more = packed({"a.xlsx": WORKBOOK, "b.xlsx": WORKBOOK, "c.xlsx": WORKBOOK})
    assert listed(with_raw_name(more, b"b.xlsx", b"a.xlsx")) == [
        ("a.xlsx", problem),
        ("a.xlsx", problem),
        ("c.xlsx", ""),
    ]


def test_a_bundle_is_told_from_a_workbook() -> None:
    stored = packed({"甲局.xlsx": WORKBOOK}, zipfile.ZIP_STORED)  # with the parts of one in it
    assert is_bundle(stored)
    assert is_bundle(packed({}))
    assert not is_bundle(WORKBOOK, "甲局.zip")
    assert not is_bundle("项目,金额".encode(), "甲局.zip")
    assert is_bundle(WORKBOOK[:300], "甲局.zip") and not is_bundle(WORKBOOK[:300], "甲局.xlsx")


# What is refused


@pytest.mark.parametrize(
    "name",
    [
        *("../甲局.xlsx", "a/../../甲局.xlsx", "/etc/甲局.xlsx", "..\\甲局.xlsx", "\\甲局.xlsx"),
        *("C:/甲局.xlsx", "c:甲局.xlsx", "..", "a/.."),
    ],
)
def test_names_that_lead_out_of_the_folder(name: str) -> None:
    said = refusal(packed({"乙局.xlsx": WORKBOOK, name: WORKBOOK}))
    shown = name.replace("\\", "/") if "\\" not in name else name
    assert said == f"压缩包里有不正常的路径“{shown}”，不能接收；{REPACK}"


def test_a_bomb_is_not_inflated() -> None:
    assert refusal(packed({"甲局.xlsx": b" " * (300 * MIB)})) == TOO_LARGE


def test_many_small_bombs_are_one() -> None:
    each = b"\0" * (19 * MIB)
    assert refusal(packed({f"{number}.xlsx": each for number in range(14)})) == TOO_LARGE


def test_a_squeezed_file_is_a_bomb() -> None:
    assert refusal(packed({"甲局.xlsx": b" " * (2 * MIB)})) == TOO_LARGE


def test_a_bomb_that_lies_about_its_size() -> None:
    """Reading stops at the size that was declared, and the checksum does not fit."""
    data = hostile.with_declared_size(packed({"甲局.xlsx": b" " * (300 * MIB)}), 500)
    bundle = Bundle(data)
    with pytest.raises(WorkbookError) as caught:
        bundle.content(bundle.files[0])
    assert str(caught.value) == "在压缩包里已损坏，无法解压；请重新打包"


def test_entries_that_share_their_bytes_count_as_often_as_they_are_named() -> None:
    """One megabyte named three hundred times: small to send, large to read."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("0.xlsx", bytes(range(256)) * 4096, zipfile.ZIP_STORED)
        first = package.filelist[0]
        for _ in range(299):
            package.filelist.append(first)
        package._didModify = True  # type: ignore[attr-defined]
    assert len(stream.getvalue()) < 2 * MIB
    assert refusal(stream.getvalue()) == TOO_LARGE


def test_too_many_files() -> None:
    assert refusal(packed({f"{number}.xlsx": b"" for number in range(501)})) == TOO_MANY


def test_a_directory_of_millions_is_not_read() -> None:
    """Each entry takes memory; nothing is made of them."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", *[0] * 18)
    data = b"PK\x03\x04" + entry * 60_000
    assert is_bundle(data)
    assert refusal(data) == TOO_MANY


def test_a_large_file_is_told_alone() -> None:
    large = bytes(range(256)) * 6144
    data = packed({"甲局.xlsx": large, "乙局.xlsx": WORKBOOK}, zipfile.ZIP_STORED)
    files = Bundle(data, replace(BUNDLE_LIMITS, part_bytes=MIB)).files
    assert [(file.name, file.problem) for file in files] == [
        ("甲局.xlsx", "有 1.5 MB，超过 1 MB 的上限"),
        ("乙局.xlsx", ""),
    ]


def test_too_large_a_file() -> None:
    data = packed({"甲局.xlsx": bytes(range(256)) * 6144}, zipfile.ZIP_STORED)
    assert refusal(data, file_bytes=MIB) == "压缩包有 1.5 MB，超过 1 MB 的上限；请分成几个上传"


def test_a_password() -> None:
    assert refusal(hostile.marked_encrypted(packed({"甲局.xlsx": WORKBOOK}))) == ENCRYPTED


def test_other_ways_to_pack() -> None:
    data = packed({"甲局.xlsx": WORKBOOK}, zipfile.ZIP_LZMA)
    assert refusal(data) == EMPTY
    both = packed({"甲局.xlsx": WORKBOOK, "乙局.xlsx": WORKBOOK}, zipfile.ZIP_BZIP2)
    assert refusal(both) == EMPTY


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04", b"PK\x03\x04" + bytes(500), packed({"甲局.xlsx": WORKBOOK})[:-20]],
)
def test_what_is_no_whole_zip(data: bytes) -> None:
    assert refusal(data) == BROKEN


def test_nothing_to_read() -> None:
    assert refusal(packed({})) == EMPTY
    assert refusal(packed({"说明.txt": b""})) == EMPTY
    assert refusal(packed({"县属/": b""})) == EMPTY


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_zip_never_ends_in_another_error(data: st.DataObject) -> None:
    whole = bytearray(packed({"甲局.xlsx": WORKBOOK[:400], "乙局.csv": "项目,金额"}))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(4, len(whole) - 1))
        whole[start : start + 4] = data.draw(st.binary(max_size=6))
    try:
        bundle = Bundle(bytes(whole))
        for file in bundle.files:
            bundle.content(file)
    except WorkbookError as error:
        assert str(error)
