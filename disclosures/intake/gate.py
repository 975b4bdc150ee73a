"""The gate every uploaded workbook passes before anything parses it.

It tells the format by the content, never by the name: a sound workbook under the wrong ending is
one all the same, for finance systems export texts as .xls. It reads the file's first bytes and the
ZIP directory, and inflates the parts piece by piece against a budget. It parses no XML, so it may
run in the web process. Whatever it refuses, it says in one sentence what was found and how to mend
it.
"""

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

MIB = 1 << 20


class Format(Enum):
    """A format that can be read; the value is the name of its parser."""

    XLSX = "xlsx"
    XLS = "xls"
    """BIFF8: .xls of Excel 97 and later, .et of WPS."""
    TEXT = "text"
    """CSV, or separated by tabs."""


class WorkbookError(Exception):
    """A workbook is refused; ``str()`` is one Chinese sentence for the person who uploaded it.

    ``message`` is what was found, what is expected and how to mend it. ``sheet`` is the name of
    the sheet and ``cell`` an address such as "C7"; both are empty where the whole file is meant,
    ``sheet`` alone in a text, which has but one.
    """

    def __init__(self, message: str, sheet: str = "", cell: str = "") -> None:
        super().__init__(message, sheet, cell)
        self.message = message
        self.sheet = sheet
        self.cell = cell

    def __str__(self) -> str:
        sheet = f"工作表“{self.sheet}”" if self.sheet else ""
        return f"{sheet}{self.cell}：{self.message}" if sheet or self.cell else self.message


@dataclass(frozen=True)
class Limits:
    """What reading one workbook may cost; the reasons are in docs/decisions/0004."""

    file_bytes: int = 20 * MIB
    parts: int = 500
    part_bytes: int = 64 * MIB
    index_bytes: int = 8 * MIB
    inflated_bytes: int = 128 * MIB
    ratio: int = 200
    ratio_from_bytes: int = MIB
    sheets: int = 60
    rows: int = 200_000
    columns: int = 200
    cells: int = 500_000
    characters: int = 32_767
    output_bytes: int = 64 * MIB
    memory_bytes: int = 448 * MIB
    cpu_seconds: int = 8
    wall_seconds: int = 8


LIMITS = Limits()

SAVE_AS_XLSX = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后重新上传"
SEND_XLSX = "请上传“Excel 工作簿（*.xlsx）”"
UNPACK = "请解压后逐个上传里面的工作簿"
DAMAGED = f"文件已损坏，或不是标准的 .xlsx 工作簿；{SAVE_AS_XLSX}"
DAMAGED_XLS = f"文件已损坏，或不是标准的 .xls 工作簿；{SAVE_AS_XLSX}"
TOO_OLD = f"文件是 Excel 95 或更早版本的格式；{SAVE_AS_XLSX}"
ENCRYPTED = "文件有打开密码，请去掉密码后再上传"
MACROS = "文件含有宏，请另存为不含宏的“Excel 工作簿（*.xlsx）”后重新上传"
TRIM = "请删除与公开表格无关的工作表、空行空列和图片后重新上传"

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLE_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
OLE_WORKBOOK = "Workbook\0".encode("utf-16-le")
OLE_OLD_WORKBOOK = "\0Book\0".encode("utf-16-le")
OLD_STREAMS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
"""How Excel 2, 3, 4 and 5 begin a workbook that is in no OLE file."""

CONTENT_TYPES = "[Content_Types].xml"
WORKBOOK_PART = "xl/workbook.xml"
INDEX_PARTS = {CONTENT_TYPES, WORKBOOK_PART, "xl/styles.xml"}
STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/"
PIECE_BYTES = 1 << 16
ENCRYPTED_FLAG = 0x1
ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # zipfile's word for features it does not have
    ValueError,
)

# What clerks upload by mistake: how it is told, what it is called, how to mend it.
OTHER_MAGIC = (
    (b"%PDF", "一个 PDF 文件", SEND_XLSX),
    (b"\x89PNG", "一张图片", SEND_XLSX),
    (b"\xff\xd8\xff", "一张图片", SEND_XLSX),
    (b"Rar!", "一个压缩包", UNPACK),
    (b"7z\xbc\xaf", "一个压缩包", UNPACK),
    (b"\x1f\x8b", "一个压缩包", UNPACK),
)
OLE_OTHERS = (
    ("WordDocument", "一个 Word 文档", SEND_XLSX),
    ("PowerPoint Document", "一份演示文稿", SEND_XLSX),
)
OTHER_PARTS = (
    ("xl/workbook.bin", "二进制工作簿（.xlsb）", SAVE_AS_XLSX),
    ("content.xml", "一个 OpenDocument 文档（如 .ods）", SAVE_AS_XLSX),
    ("word/document.xml", "一个 Word 文档", SEND_XLSX),
    ("ppt/presentation.xml", "一份演示文稿", SEND_XLSX),
)
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1f]")
COLUMN_SIGNS = (b",", b"\t")
WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xls", ".et"})
WEB_STARTS = (b"<", b"mime-version:")
"""A page of the web, plain or packed as one file (.mht)."""

FORBIDDEN_PARTS = (
    (re.compile(r"vba(Project|Data)|/(macrosheets|dialogsheets)/", re.IGNORECASE), MACROS),
    (
        re.compile(r"/(externalLinks|queryTables)/|connections\.xml$", re.IGNORECASE),
        "文件含有外部链接或数据连接，请在“数据”菜单中断开全部链接、把公式粘贴为数值后重新上传",
    ),
    (
        re.compile(r"/(embeddings|activeX|ctrlProps)/", re.IGNORECASE),
        "文件含有嵌入对象或控件，请删除后重新上传",
    ),
)


def inspect(data: bytes, name: str = "", limits: Limits = LIMITS) -> Format:
    """Return the format as which ``data`` may be parsed; raise ``WorkbookError`` if it must not.

    ``name`` is the uploaded file's name; only its ending is used, in messages.
    """
    if not data:
        raise WorkbookError("文件是空的（0 字节），请检查后重新上传")
    if len(data) > limits.file_bytes:
        raise WorkbookError(
            f"文件有 {len(data) / MIB:.1f} MB，超过 {limits.file_bytes / MIB:g} MB 的上限；{TRIM}"
        )
    if data.startswith(OLE_MAGIC):
        _check_ole(data, name)
        return Format.XLS
    if data.startswith(OLD_STREAMS):
        raise WorkbookError(TOO_OLD)
    if not data.startswith(ZIP_MAGIC):
        _check_text(data, name)
        return Format.TEXT
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_package(package, limits)
    except ZIP_FAULTS as error:
        raise WorkbookError(DAMAGED) from error
    return Format.XLSX


def _check_ole(data: bytes, name: str) -> None:
    """Tell an .xls from the other things that old Office programs and encryption put in OLE."""
    if OLE_ENCRYPTED in data:
        raise WorkbookError(ENCRYPTED)
    if OLE_MACROS in data:
        raise WorkbookError(MACROS)
    if OLE_WORKBOOK in data:
        return
    if OLE_OLD_WORKBOOK in data:
        raise WorkbookError(TOO_OLD)
    for stream, kind, mend in OLE_OTHERS:
        if stream.encode("utf-16-le") in data:
            raise _refusal(name, kind, mend)
    raise WorkbookError(DAMAGED_XLS)


def _check_text(data: bytes, name: str) -> None:
    """Refuse what is no text of lines and columns, saying what it is."""
    for magic, kind, mend in OTHER_MAGIC:
        if data.startswith(magic):
            raise _refusal(name, kind, mend)
    start = data[:512].removeprefix(b"\xef\xbb\xbf")
    wide = start.startswith(UTF16_MARKS)
    start = (start[2:].replace(b"\0", b"") if wide else start).lstrip().lower()
    if start.startswith(b"<?xml"):
        raise _refusal(name, "一个 XML 文件（如“XML 表格 2003”）", SAVE_AS_XLSX)
    if start.startswith(WEB_STARTS):
        raise _refusal(name, "一个网页（HTML）", SAVE_AS_XLSX)
    if not wide and CONTROL_BYTES.search(start):
        raise _refusal(name, "无法识别的格式", SEND_XLSX)
    # Some financial software writes a table as text and calls it .xls; that has columns.
    if _suffix(name) in WORKBOOK_SUFFIXES and not _has_columns(data, wide):
        raise _refusal(name, "没有分栏的文字", SEND_XLSX)


def _has_columns(text: bytes, wide: bool) -> bool:
    """Whether anything parts columns in ``text``, of which ``wide`` says that it is UTF-16."""
    plain = text.decode("utf-16", "replace").encode() if wide else text
    return any(sign in plain for sign in COLUMN_SIGNS)


def _refusal(name: str, kind: str, mend: str) -> WorkbookError:
    """Say what the contents are, reminding of an ending that promises something else."""
    suffix = _suffix(name)
    claim = f"文件的扩展名是 {suffix}，内容却是" if suffix in WORKBOOK_SUFFIXES else "文件的内容是"
    return WorkbookError(f"{claim}{kind}，不是 .xlsx 工作簿；{mend}")


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _check_package(package: zipfile.ZipFile, limits: Limits) -> None:
    """Check the directory first, which costs nothing, then the inflated bytes."""
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > limits.parts:
        raise WorkbookError(f"文件内部有 {len(parts)} 个部件，超过 {limits.parts} 个；{TRIM}")
    _check_names(names)
    _check_sizes(parts, limits)
    _check_kind(package, names)
    for part in parts:
        _check_markup(package, part)


def _check_names(names: list[str]) -> None:
    """Refuse what must not come in, and names that no writer of workbooks produces."""
    for name in names:
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            raise WorkbookError(DAMAGED)
        for pattern, message in FORBIDDEN_PARTS:
            if pattern.search(name):
                raise WorkbookError(message)
    if len({name.lower() for name in names}) < len(names):
        raise WorkbookError(DAMAGED)


def _check_sizes(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Compare the declared sizes with the limits; reading stops at the declared size anyway."""
    too_large = WorkbookError(f"文件解压后过大；{TRIM}")
    if sum(part.file_size for part in parts) > limits.inflated_bytes:
        raise too_large
    for part in parts:
        if part.flag_bits & ENCRYPTED_FLAG:
            raise WorkbookError(ENCRYPTED)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise WorkbookError(DAMAGED)
        index = part.filename in INDEX_PARTS
        if part.file_size > (limits.index_bytes if index else limits.part_bytes):
            raise too_large
        squeezed = part.file_size > limits.ratio * max(1, part.compress_size)
        if squeezed and part.file_size > limits.ratio_from_bytes:
            raise too_large


def _check_kind(package: zipfile.ZipFile, names: list[str]) -> None:
    """Tell a workbook from the other things that come as ZIP files."""
    for part, kind, mend in OTHER_PARTS:
        if part in names:
            raise WorkbookError(f"文件的内容是{kind}，不是 .xlsx 工作簿；{mend}")
    if any(name.lower().endswith((".xlsx", ".xls", ".et")) for name in names):
        raise WorkbookError(f"文件的内容是一个压缩包，不是 .xlsx 工作簿；{UNPACK}")
    if CONTENT_TYPES not in names or WORKBOOK_PART not in names:
        raise WorkbookError(DAMAGED)
    if b"macroEnabled" in package.read(CONTENT_TYPES):
        raise WorkbookError(MACROS)
    with package.open(WORKBOOK_PART) as workbook:
        if STRICT_NAMESPACE in workbook.read(PIECE_BYTES):
            raise WorkbookError(f"文件是“Strict Open XML”格式；{SAVE_AS_XLSX}")


def _check_markup(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Inflate a part piece by piece, so that its checksum is verified, and refuse a DTD.

    A DTD, the means of entity attacks, is never legal in a workbook (ECMA-376 part 2). Pictures
    may carry one (SVG) and are never parsed. Zero bytes are dropped to see through UTF-16.
    """
    markup = not part.filename.startswith("xl/media/")
    tail = b""
    with package.open(part) as stream:
        while piece := stream.read(PIECE_BYTES):
            if markup and b"<!DOCTYPE" in (tail + piece).replace(b"\0", b""):
                raise WorkbookError(f"文件含有 XML 文档类型定义（DTD），不能接收；{SAVE_AS_XLSX}")
            tail = piece[-32:]
