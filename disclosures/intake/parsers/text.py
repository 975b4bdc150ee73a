"""A text of lines and columns (CSV, or with tabs) as the records of one sheet without a name.

Finance systems export it in GB18030 or UTF-8, Excel with a byte order mark; their .xls may be such
a text in truth. Every value is text: what it means is for whoever reads the sheet.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator

from disclosures.intake.parsers.records import (
    Limits,
    Record,
    Refused,
    check_row,
    check_text,
    closing,
    encode,
)

SEPARATORS = (",", "\t", ";")
SAMPLE_LINES = 50
UNICODE_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
ENCODINGS = ("utf-8", "gb18030")
for _encoding in (*ENCODINGS, *(encoding for _, encoding in UNICODE_MARKS)):
    codecs.lookup(_encoding)  # a confined process could not import them later

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
QUOTED = re.compile(r'"[^"]*"')
AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
"""How a system keeps Excel from taking a code for a number: ="2010601"."""

SAVE_AS = "另存为“Excel 工作簿（*.xlsx）”后重新上传"
UNREADABLE = f"文件不是可以识别的文本（UTF-8、UTF-16 或 GB18030 编码）；请{SAVE_AS}"


def parse(data: bytes, limits: Limits) -> Iterator[Record]:
    """Yield the records of the one sheet; raise ``Refused``."""
    text = decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)
    csv.field_size_limit(len(text) + 1)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            while cells and not cells[-1]:
                cells.pop()
            check_row(number, len(cells), "", limits)
            if cells:
                yield number, [_encoded(c, number, n, limits) for n, c in enumerate(cells, 1)]
    except csv.Error as error:
        message = f"第 {number + 1} 行的英文引号不成对，无法分栏；请改正，或{SAVE_AS}"
        raise Refused(message) from error
    yield closing("", False, [])


def _encoded(cell: str, row: int, column: int, limits: Limits) -> str | bool | None:
    check_text(len(cell), "", row, column, limits)
    kept = AS_TEXT.fullmatch(cell)
    return encode(kept[1] if kept else cell)


def decoded(data: bytes) -> str:
    """The text, by its byte order mark or else by what its bytes can be."""
    for mark, encoding in UNICODE_MARKS:
        if data.startswith(mark):
            return _plain(data.removeprefix(mark), encoding)
    for encoding in ENCODINGS[:-1]:
        try:
            return _plain(data, encoding)
        except Refused:
            continue
    return _plain(data, ENCODINGS[-1])


def _plain(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(UNREADABLE) from error
    if CONTROL.search(text):
        raise Refused(UNREADABLE)
    return text


def separator(text: str) -> str:
    """What stands between the columns: that which is most frequent in the first lines."""
    sample = QUOTED.sub("", "".join(text.splitlines(keepends=True)[:SAMPLE_LINES]))
    return max(SEPARATORS, key=sample.count)
