"""审计资料包: all files of a published version, how it came about, and how to verify it, in a ZIP.

README.txt tells an auditor how to find out, without this software, that no file was changed, that
the totals are the sums they are said to be, and that the check code is that of the figures.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from disclosures.archive import unzipped, zipped
from disclosures.document.check_code import check_code, digest_of, moment
from disclosures.document.stamp import Stamp
from disclosures.document.tree import Document

CONTENT_TYPE = "application/zip"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

_README = """\
{title} {edition} 审计资料包

公开时间：{time}（北京时间）
校验码：{code}

一、内容
  files/       公开的全部文件
  record.json  编制记录：数据（facts）、文字（texts）、行的名称（labels），以及检查结果、答复、
               办理过程和数据来源
  standard/    编制时所用的公开范本（standards/）和科目表（codes/）
  SHA256SUMS   以上各文件和本文件的 SHA-256 校验值

二、核对文件没有改动
  Linux：在本文件夹中运行
    sha256sum -c SHA256SUMS
  macOS：
    shasum -a 256 -c SHA256SUMS
  Windows：逐个文件运行下面的命令，与 SHA256SUMS 中的值对照
    certutil -hashfile files\\disclosure.pdf SHA256
  files/ 中的文件，还可在核对网址上选取或拖入，由网页计算校验值并答复。

三、核对是否为现行版本
  打开 {address}
  或在 {entrance} 输入校验码。

四、重新计算各项合计
  files/disclosure.csv 中每个公开的数一行：“数值”是以元为单位的准确数，“公开数”是文件中印出的数。
  “合计自”列出合计由哪些数相加得来，写作 表/行/栏，与“表”“行”“栏”三列对应；相加应与“数值”完全相等。
  没有列出“合计自”的合计，是分项没有全部公开，或分项按万元取整后与合计有尾差。
  files/disclosure.xlsx 中的合计是公式，可在表格软件中查看。
  files/disclosure.json 的 figures 写明文字中每个数由哪些单元格、按什么公式算出。
  record.json 的 facts 是全部数据，应包含 files/disclosure.csv 中的每个数；每条依次是
  年度、表、行、栏、数值（元或个数）、是否只精确到 0.01 万元。

五、重新计算校验码
  校验码由版次、标题、公开时间、全部数据和文字算出。在本文件夹中用 Python 3 运行：

    import hashlib, json
    record = json.load(open("record.json", encoding="utf-8"))
    def plain(value):
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode("utf-8")
    held = {{key: record[key] for key in ("facts", "texts", "labels")}}
    digest = hashlib.sha256(plain(held)).hexdigest()
    stamp = json.loads({stamp})
    number = int.from_bytes(hashlib.sha256(plain([*stamp, digest])).digest()[:10], "big")
    print("".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number >> n & 31] for n in range(75, -1, -5)))

  应得到 {plain_code}
"""


def pack(
    document: Document, files: Mapping[str, bytes], record: Mapping[str, Any], standard: bytes
) -> bytes:
    """The ZIP of a stamped ``document``; the same input always gives the same bytes.

    ``files`` are those that were published, by name. ``record`` is what JSON can hold: what
    ``check_code.recorded`` gives of the published figures and texts, and findings, answers, events
    and sources; as the pack is as public as the document, nothing that is kept secret may be in it.
    ``standard`` is the frozen standard. Raises ValueError for a document without a stamp, for a
    stamp whose code is not that of the record, and for a name that is no file's.
    """
    stamp = document.stamp
    if stamp is None:
        raise ValueError("what has no stamp was not published")
    digest = digest_of(record)
    if check_code(stamp.version, document.title, stamp.published_at, digest) != stamp.code:
        raise ValueError("the check code is not that of the record")
    packed = {
        "README.txt": _readme(document, stamp),
        "record.json": _json(record),
        **{f"files/{_checked(name)}": files[name] for name in sorted(files)},
        **{f"standard/{path}": content for path, content in unzipped(standard).items()},
    }
    return zipped({"SHA256SUMS": _sums(packed), **packed})


def _readme(document: Document, stamp: Stamp) -> bytes:
    """With a byte order mark and the line ends of Windows, for its Notepad."""
    stamped = [stamp.version, document.title, moment(stamp.published_at)]
    text = _README.format(
        title=document.title,
        edition=stamp.edition,
        time=stamp.time,
        code=stamp.printed_code,
        plain_code=stamp.code,
        address=stamp.address,
        entrance=stamp.entrance,
        stamp=ascii(json.dumps(stamped)),
    )
    return ("\ufeff" + text.replace("\n", "\r\n")).encode()


def _json(record: Mapping[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not the name of a file: {name!r}")
    return name


def _sums(files: Mapping[str, bytes]) -> bytes:
    """As ``sha256sum`` writes and reads them."""
    lines = (f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    return "".join(lines).encode()
