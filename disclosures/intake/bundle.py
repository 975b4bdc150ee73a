"""The ZIP in which the workbooks of many units come together: what is in it, and one at a time.

Like ``gate`` it looks at the directory first, which costs nothing, and inflates against a budget;
nothing is written to disk, and no name in the file is ever a path. A workbook in it passes the gate
by itself when it is read. Whatever is refused is said in one sentence.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from disclosures.intake.gate import (
    CONTENT_TYPES,
    ENCRYPTED_FLAG,
    MIB,
    WORKBOOK_SUFFIXES,
    ZIP_FAULTS,
    WorkbookError,
)

REPACK = "请把各单位的工作簿重新打成一个 ZIP 压缩包后上传"
BROKEN = f"压缩包已损坏，或不是标准的 ZIP；{REPACK}"
ENCRYPTED = "压缩包有密码；请去掉密码重新打包后上传"
TOO_LARGE = "压缩包解压后过大；请分成几个压缩包上传"
NESTED = "是压缩包里的压缩包，没有读；请解压后把里面的工作簿直接放进来"
NO_WORKBOOK = "不是 .xlsx、.xls、.et 或 .csv 文件，没有读"
DAMAGED = "在压缩包里已损坏，无法解压；请重新打包"
TWICE = "在压缩包里有几个同名的；请重新打包"
EMPTY = f"压缩包里没有工作簿；{REPACK}"

ZIP_START = b"PK"
"""Of every ZIP, also of one in which nothing is."""

DIRECTORY_ENTRY = b"PK\x01\x02"
UTF8_FLAG = 0x800
LONGEST_NAME = 200

READ = WORKBOOK_SUFFIXES | {".csv", ".xlsm", ".xlsb", ".ods"}
"""Endings of what is given to the gate, which says of the last three how to mend them."""

ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz"})
LITTER = re.compile(r"(^|/)(__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
"""What systems leave in folders, and the locks of open workbooks."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class BundleLimits:
    """What one ZIP may cost; each workbook in it is read under limits of its own."""

    file_bytes: int = 40 * MIB
    files: int = 500
    part_bytes: int = 20 * MIB
    inflated_bytes: int = 256 * MIB
    ratio: int = 200
    ratio_from_bytes: int = MIB
    entries: int = 50_000
    """Entries of all directories, also of those of the workbooks in it: each takes memory."""


BUNDLE_LIMITS = BundleLimits()


@dataclass(frozen=True)
class Packed:
    """A file in a ZIP, as people call it; ``problem`` is why it is not read, '' where it is."""

    name: str
    problem: str
    entry: zipfile.ZipInfo


def is_bundle(data: bytes, name: str = "", limits: BundleLimits = BUNDLE_LIMITS) -> bool:
    """Whether this is a ZIP that is no document of Office; of a damaged one its name tells."""
    if not data.startswith(ZIP_START) or data.count(DIRECTORY_ENTRY) > limits.entries:
        return data.startswith(ZIP_START)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return CONTENT_TYPES not in package.namelist()
    except ZIP_FAULTS:
        return PurePosixPath(name).suffix.lower() == ".zip"


class Bundle:
    """A ZIP that may be read."""

    def __init__(self, data: bytes, limits: BundleLimits = BUNDLE_LIMITS) -> None:
        """Raises WorkbookError for one that must not be."""
        self._data, self._limits = data, limits
        if len(data) > limits.file_bytes:
            size = f"{len(data) / MIB:.1f} MB，超过 {limits.file_bytes / MIB:g} MB 的上限"
            raise WorkbookError(f"压缩包有 {size}；请分成几个上传")
        if data.count(DIRECTORY_ENTRY) > limits.entries:
            raise WorkbookError(_too_many(limits))
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                entries = [entry for entry in package.infolist() if not entry.is_dir()]
        except ZIP_FAULTS as error:
            raise WorkbookError(BROKEN) from error
        self.files = tuple(self._files(entries))

    def content(self, file: Packed) -> bytes:
        """The bytes of a file. Raises WorkbookError for one that is damaged."""
        try:
            with (
                zipfile.ZipFile(io.BytesIO(self._data)) as package,
                package.open(file.entry) as stream,
            ):
                return stream.read()
        except ZIP_FAULTS as error:
            raise WorkbookError(DAMAGED) from error

    def _files(self, entries: list[zipfile.ZipInfo]) -> Iterator[Packed]:
        named = [(_name(entry), entry) for entry in entries]
        kept = [(name, entry) for name, entry in named if not LITTER.search(name)]
        if len(kept) > self._limits.files:
            raise WorkbookError(_too_many(self._limits))
        self._check_sizes(entries)
        counted = Counter(name for name, _ in kept)
        files = [
            Packed(name, TWICE if counted[name] > 1 else _problem(name, entry, self._limits), entry)
            for name, entry in kept
        ]
        if all(file.problem for file in files):
            raise WorkbookError(EMPTY)
        yield from files

    def _check_sizes(self, entries: list[zipfile.ZipInfo]) -> None:
        """Compares the declared sizes with the limits; reading stops at the declared size anyway.

        Entries that share their bytes count as often as they are named.
        """
        limits = self._limits
        if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
            raise WorkbookError(ENCRYPTED)
        if sum(entry.file_size for entry in entries) > limits.inflated_bytes:
            raise WorkbookError(TOO_LARGE)
        for entry in entries:
            squeezed = entry.file_size > limits.ratio * max(1, entry.compress_size)
            if squeezed and entry.file_size > limits.ratio_from_bytes:
                raise WorkbookError(TOO_LARGE)


def _too_many(limits: BundleLimits) -> str:
    return f"压缩包里的文件超过 {limits.files} 个；请分成几个压缩包上传"


def _problem(name: str, entry: zipfile.ZipInfo, limits: BundleLimits) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in ARCHIVES:
        return NESTED
    if suffix not in READ:
        return NO_WORKBOOK
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return DAMAGED
    if entry.file_size > limits.part_bytes:
        return f"有 {entry.file_size / MIB:.1f} MB，超过 {limits.part_bytes / MIB:g} MB 的上限"
    return ""


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was written: Windows in China writes GBK, and says nothing of it.

    Raises WorkbookError for one that leads out of the folder: no program writes such a name.
    """
    name = entry.filename if entry.flag_bits & UTF8_FLAG else _decoded(entry.filename)
    parts = name.replace("\\", "/").split("/")
    if not parts[0] or ".." in parts or _DRIVE.match(name):
        raise WorkbookError(f"压缩包里有不正常的路径“{_shown(name)}”，不能接收；{REPACK}")
    return _shown("/".join(parts))


def _decoded(name: str) -> str:
    """What zipfile took for code page 437 in the code it is in."""
    raw = name.encode("cp437", errors="replace")
    for code in ("utf-8", "gb18030"):
        try:
            return raw.decode(code)
        except UnicodeDecodeError:
            continue
    return name


def _shown(name: str) -> str:
    """Without control characters; of a very long one the end, which names the file."""
    return _CONTROL.sub("", name)[-LONGEST_NAME:]
