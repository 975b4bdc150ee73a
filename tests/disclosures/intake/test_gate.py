"""The gate: what is let through, and the exact sentence for everything that is not."""

import zipfile
from dataclasses import replace

import pytest

from disclosures.intake.gate import LIMITS, Format, Limits, WorkbookError, inspect
from tests.disclosures.intake import hostile

SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后重新上传"
DAMAGED = f"文件已损坏，或不是标准的 .xlsx 工作簿；{SAVE_AS}"
DAMAGED_XLS = f"文件已损坏，或不是标准的 .xls 工作簿；{SAVE_AS}"
TOO_OLD = f"文件是 Excel 95 或更早版本的格式；{SAVE_AS}"
SEND = "请上传“Excel 工作簿（*.xlsx）”"
UNPACK = "请解压后逐个上传里面的工作簿"
TRIM = "请删除与公开表格无关的工作表、空行空列和图片后重新上传"
TOO_LARGE = f"文件解压后过大；{TRIM}"
ENCRYPTED = "文件有打开密码，请去掉密码后再上传"
MACROS = "文件含有宏，请另存为不含宏的“Excel 工作簿（*.xlsx）”后重新上传"
LINKS = "文件含有外部链接或数据连接，请在“数据”菜单中断开全部链接、把公式粘贴为数值后重新上传"
OBJECTS = "文件含有嵌入对象或控件，请删除后重新上传"
DTD = f"文件含有 XML 文档类型定义（DTD），不能接收；{SAVE_AS}"
VALID = hostile.workbook()
INDEX = {hostile.CONTENT_TYPES, hostile.WORKBOOK, hostile.STYLES}


def refusal(data: bytes, name: str = "", limits: Limits = LIMITS) -> str:
    with pytest.raises(WorkbookError) as caught:
        inspect(data, name, limits)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (VALID, Format.XLSX),
        (hostile.ole("Workbook"), Format.XLS),
        ("项目,金额\n行政,1.5\n".encode("gb18030"), Format.TEXT),
        ("项目,金额\n行政,1.5\n".encode("utf-16"), Format.TEXT),
        ("\ufeff项目\t金额\n".encode(), Format.TEXT),
    ],
)
@pytest.mark.parametrize("name", ["决算.xlsx", "决算.xls", "决算.csv", ""])
def test_tells_the_format_by_the_content(data: bytes, format: Format, name: str) -> None:
    assert inspect(data, name) is format


def test_the_error_says_where() -> None:
    message = "有 3 个字"

    assert str(WorkbookError(message)) == "有 3 个字"
    assert str(WorkbookError(message, "公开02表")) == "工作表“公开02表”：有 3 个字"
    assert str(WorkbookError(message, "公开02表", "C7")) == "工作表“公开02表”C7：有 3 个字"


def test_the_limits_are_those_of_the_decision() -> None:
    mib = 1024 * 1024

    assert LIMITS == Limits(
        file_bytes=20 * mib,
        parts=500,
        part_bytes=64 * mib,
        index_bytes=8 * mib,
        inflated_bytes=128 * mib,
        ratio=200,
        ratio_from_bytes=mib,
        sheets=60,
        rows=200_000,
        columns=200,
        cells=500_000,
        characters=32_767,
        output_bytes=64 * mib,
        memory_bytes=448 * mib,
        cpu_seconds=8,
        wall_seconds=8,
    )


@pytest.mark.parametrize(
    ("data", "contents", "mend"),
    [
        (b"<html><table><tr><td>1.50</td></tr></table></html>", "一个网页（HTML）", SAVE_AS),
        ("\ufeff\r\n<!DOCTYPE HTML><html>".encode(), "一个网页（HTML）", SAVE_AS),
        (
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
            "一个 XML 文件（如“XML 表格 2003”）",
            SAVE_AS,
        ),
        ("<html>".encode("utf-16"), "一个网页（HTML）", SAVE_AS),
        (b"<!-- report --><table>", "一个网页（HTML）", SAVE_AS),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "一个网页（HTML）", SAVE_AS),
        (hostile.ole("WordDocument"), "一个 Word 文档", SEND),
        (hostile.ole("PowerPoint Document"), "一份演示文稿", SEND),
        (b"%PDF-1.7\n", "一个 PDF 文件", SEND),
        (b"\x89PNG\r\n\x1a\n", "一张图片", SEND),
        (b"\xff\xd8\xff\xe0", "一张图片", SEND),
        (b"Rar!\x1a\x07", "一个压缩包", UNPACK),
        (b"7z\xbc\xaf\x27\x1c", "一个压缩包", UNPACK),
        (b"\x1f\x8b\x08", "一个压缩包", UNPACK),
        (bytes(range(256)), "无法识别的格式", SEND),
        (hostile.pack({"xl/workbook.bin": b""}), "二进制工作簿（.xlsb）", SAVE_AS),
        (hostile.pack({"content.xml": b""}), "一个 OpenDocument 文档（如 .ods）", SAVE_AS),
        (hostile.pack({"word/document.xml": b""}), "一个 Word 文档", SEND),
        (hostile.pack({"ppt/presentation.xml": b""}), "一份演示文稿", SEND),
        (hostile.pack({"2024/决算.xlsx": VALID}), "一个压缩包", UNPACK),
    ],
)
def test_names_what_is_no_workbook(data: bytes, contents: str, mend: str) -> None:
    assert refusal(data) == f"文件的内容是{contents}，不是 .xlsx 工作簿；{mend}"


@pytest.mark.parametrize(
    ("data", "name", "start"),
    [
        (b"<table>", "决算.XLS", "文件的扩展名是 .xls，内容却是一个网页（HTML）"),
        (b"<table>", "决算.htm", "文件的内容是一个网页（HTML）"),
    ],
)
def test_reminds_of_a_misleading_name(data: bytes, name: str, start: str) -> None:
    assert refusal(data, name) == f"{start}，不是 .xlsx 工作簿；{SAVE_AS}"


@pytest.mark.parametrize("name", ["决算.xlsx", "决算.xls", "决算.et"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_without_columns_is_no_workbook_whatever_its_name(name: str, encoding: str) -> None:
    data = "这不是表格\n第二行".encode(encoding)
    suffix = name.removeprefix("决算")
    assert refusal(data, name) == (
        f"文件的扩展名是 {suffix}，内容却是没有分栏的文字，不是 .xlsx 工作簿；{SEND}"
    )
    assert inspect(data, "决算.csv") is Format.TEXT


def test_refuses_strict_open_xml() -> None:
    strict = '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>'
    data = hostile.workbook(members={hostile.WORKBOOK: strict})

    assert refusal(data) == f"文件是“Strict Open XML”格式；{SAVE_AS}"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (hostile.ole("Book"), TOO_OLD),
        (b"\x09\x08\x08\x00\x00\x05\x05\x00", TOO_OLD),
        (b"\x09\x00\x04\x00\x02\x00\x10\x00", TOO_OLD),
        (hostile.ole("Workbook", "_VBA_PROJECT_CUR"), MACROS),
        (hostile.ole("其他"), DAMAGED_XLS),
        (hostile.OLE_MAGIC, DAMAGED_XLS),
    ],
)
def test_refuses_an_old_office_file(data: bytes, message: str) -> None:
    assert refusal(data, "决算.xls") == message


def test_refuses_a_password() -> None:
    assert refusal(hostile.encrypted_package(), "决算.xlsx") == ENCRYPTED
    assert refusal(hostile.marked_encrypted(VALID)) == ENCRYPTED


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("xl/vbaProject.bin", MACROS),
        ("xl/vbaData.xml", MACROS),
        ("xl/macrosheets/sheet1.xml", MACROS),
        ("xl/dialogSheets/sheet1.xml", MACROS),
        ("xl/externalLinks/externalLink1.xml", LINKS),
        ("xl/connections.xml", LINKS),
        ("xl/queryTables/queryTable1.xml", LINKS),
        ("xl/embeddings/oleObject1.bin", OBJECTS),
        ("xl/activeX/activeX1.xml", OBJECTS),
        ("xl/ctrlProps/ctrlProp1.xml", OBJECTS),
        ("/etc/passwd", DAMAGED),
        ("xl/../../outside", DAMAGED),
        ("xl\\workbook.xml", DAMAGED),
        ("XL/Workbook.xml", DAMAGED),
    ],
)
def test_refuses_a_part(part: str, message: str) -> None:
    assert refusal(hostile.workbook(members={part: b"x"})) == message


def test_refuses_macros_by_their_type() -> None:
    types = hostile.content_types(1).replace("sheet.main+xml", "sheet.macroEnabled.main+xml")

    assert refusal(hostile.workbook(members={hostile.CONTENT_TYPES: types})) == MACROS


@pytest.mark.parametrize("part", [hostile.CONTENT_TYPES, hostile.WORKBOOK])
def test_refuses_a_package_without_its_index(part: str) -> None:
    members = hostile.parts(hostile.SMALL)
    del members[part]

    assert refusal(hostile.pack(members)) == DAMAGED


@pytest.mark.parametrize(
    "data",
    [
        VALID[: len(VALID) // 2],
        VALID[:-22],
        VALID.replace(b"xl/styles", b"xl/stylez", 1),
        hostile.pack(hostile.parts(hostile.SMALL), zipfile.ZIP_BZIP2),
        hostile.pack(hostile.parts(hostile.SMALL), zipfile.ZIP_STORED).replace(b"1.5", b"2.5"),
        hostile.with_declared_size(VALID, 10),
    ],
    ids=["half", "no directory", "names differ", "bzip2", "checksum", "false size"],
)
def test_refuses_a_damaged_file(data: bytes) -> None:
    assert refusal(data) == DAMAGED


def test_refuses_an_empty_file() -> None:
    assert refusal(b"") == "文件是空的（0 字节），请检查后重新上传"


def test_file_size() -> None:
    inspect(VALID, limits=replace(LIMITS, file_bytes=len(VALID)))

    assert refusal(bytes(20 * 1024 * 1024 + 1)) == f"文件有 20.0 MB，超过 20 MB 的上限；{TRIM}"
    assert refusal(VALID, limits=replace(LIMITS, file_bytes=len(VALID) - 1)).startswith("文件有 ")


def test_number_of_parts() -> None:
    count = len(hostile.parts(hostile.SMALL))

    inspect(VALID, limits=replace(LIMITS, parts=count))

    message = refusal(VALID, limits=replace(LIMITS, parts=count - 1))
    assert message == f"文件内部有 7 个部件，超过 6 个；{TRIM}"


def test_inflated_sizes() -> None:
    sizes = {name: len(str(part).encode()) for name, part in hostile.parts(hostile.SMALL).items()}
    index = max(sizes[name] for name in INDEX)
    part = max(size for name, size in sizes.items() if name not in INDEX)
    largest = replace(
        LIMITS, inflated_bytes=sum(sizes.values()), index_bytes=index, part_bytes=part
    )

    inspect(VALID, limits=largest)

    for limits in (
        replace(largest, inflated_bytes=largest.inflated_bytes - 1),
        replace(largest, index_bytes=largest.index_bytes - 1),
        replace(largest, part_bytes=largest.part_bytes - 1),
    ):
        assert refusal(VALID, limits=limits) == TOO_LARGE


def test_refuses_a_bomb_but_not_a_small_part_that_packs_well() -> None:
    zeros = hostile.workbook(members={"xl/media/image1.bmp": bytes(1024 * 1024)})
    bomb = hostile.workbook(members={"xl/media/image1.bmp": bytes(1024 * 1024 + 1)})

    inspect(zeros)

    assert refusal(bomb) == TOO_LARGE


@pytest.mark.parametrize(
    "part",
    [
        hostile.BILLION_LAUGHS.encode(),
        hostile.EXTERNAL_ENTITY.encode(),
        hostile.EXTERNAL_ENTITY.replace("UTF-8", "UTF-16").encode("utf-16"),
        b" " * (65536 - 5) + b"<!DOCTYPE x>",
        b" " * 65536 + "<!DOCTYPE x>".encode("utf-16-be"),
    ],
    ids=["entities", "external entity", "utf-16", "across two pieces", "utf-16, second piece"],
)
def test_refuses_a_dtd(part: bytes) -> None:
    assert refusal(hostile.workbook(members={hostile.SHEET: part})) == DTD


def test_a_picture_may_have_a_dtd() -> None:
    inspect(hostile.workbook(members={"xl/media/image1.svg": "<!DOCTYPE svg><svg/>"}))
