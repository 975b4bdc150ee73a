"""Read an uploaded workbook: bytes → sheets of raw cells.

No meaning is given to any cell here; ``disclosures.intake.mapping`` does that. The file passes
``disclosures.intake.gate`` and is parsed in a process of its own, ``disclosures.intake.child``.
"""

import hashlib
import io
import json
import logging
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import repeat
from pathlib import Path, PureWindowsPath

from disclosures.intake.gate import (
    DAMAGED,
    DAMAGED_XLS,
    LIMITS,
    TRIM,
    Format,
    Limits,
    WorkbookError,
    inspect,
)

__all__ = ["CellValue", "Sheet", "Workbook", "WorkbookError", "address", "read_workbook"]

logger = logging.getLogger(__name__)

CellValue = str | Decimal | int | bool | date | None
"""What a cell holds, never how it is displayed: 0.1 + 0.2 is 0.30000000000000004.

A number written with a decimal point or an exponent is a ``Decimal``, another one an ``int``; a
date is a ``date``, with a time of day a ``datetime``. An error of Excel is its text, "#REF!".
"""

LONGEST_SHEET_NAME = 31
"""Characters, as in Excel and WPS."""

CHILD = Path(__file__).with_name("child.py")
REFUSED_STATUS = 3
EXHAUSTED_STATUSES = (4, -signal.SIGKILL, -signal.SIGXCPU)
EXHAUSTED = f"文件太大或太复杂，没有在限定的时间和内存内读完；{TRIM}"

DECODERS: dict[str, Callable[[str], CellValue]] = {
    "s": str,
    "i": int,
    "n": Decimal,
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
}


def address(row: int, column: int) -> str:
    """Return the address of a cell by its indices, which count from 0: (26, 1) is "B27"."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


@dataclass(frozen=True)
class Sheet:
    """One worksheet. Rows end at their last value, the sheet at its last row with one.

    Indices count from 0. Of a merged range only the first cell has the value. ``hidden`` covers
    both hidden and very hidden sheets. ``formulas_without_value`` are the addresses of formulas
    whose results the file does not hold; such a cell is None, and to read it the file must be
    opened and saved in Excel or WPS. ``numbers`` is () for a whole sheet; for a part of one it says
    which rows of the whole these are, so that addresses are those of the file.
    """

    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    hidden: bool = False
    formulas_without_value: frozenset[str] = frozenset()
    numbers: tuple[int, ...] = ()

    def value(self, row: int, column: int) -> CellValue:
        """Return the value of a cell; None for every cell the sheet does not have."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell in the file by its indices: (26, 1) is "B27"."""
        return address(self.numbers[row] if self.numbers else row, column)


@dataclass(frozen=True)
class Workbook:
    """The worksheets of a file in their order, and the SHA-256 of the file in hexadecimal.

    ``format`` says what the file is by its content. A text has one sheet, named after the file.
    """

    sheets: tuple[Sheet, ...]
    sha256: str
    format: Format = Format.XLSX


def read_workbook(data: bytes, name: str = "", *, limits: Limits = LIMITS) -> Workbook:
    """Read the bytes of an .xlsx, .xls, .et or text file; ``name`` is what the uploader called it.

    Raises ``WorkbookError``, and nothing else, for a file that cannot be read or must not be.
    """
    format = inspect(data, name, limits)
    sha256 = hashlib.sha256(data).hexdigest()
    sheets = _sheets(_parse_apart(data, format, sha256, limits))
    if format is Format.TEXT:
        sheets = (replace(sheet, name=_sheet_name(name)) for sheet in sheets)
    return Workbook(tuple(sheets), sha256, format)


def _sheet_name(file: str) -> str:
    """The name of a text's only sheet: that of the file, as short as Excel would make it."""
    return PureWindowsPath(file).stem[:LONGEST_SHEET_NAME] or "文本"


def _parse_apart(data: bytes, format: Format, sha256: str, limits: Limits) -> bytes:
    """Run the child on the data and return its records.

    The child starts without this process's environment, file descriptors, and directory; it sets
    its own limits, because code run between fork and exec may lock up a server with threads.
    """
    arguments = [str(CHILD), format.value, json.dumps(asdict(limits))]
    try:
        child = subprocess.run(  # noqa: S603 - this interpreter on a file of this package
            [sys.executable, "-I", "-W", "ignore", *arguments],
            input=data,
            capture_output=True,
            timeout=limits.wall_seconds,
            cwd="/",
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        logger.warning("workbook %s: reader took longer than %d s", sha256, limits.wall_seconds)
        raise WorkbookError(EXHAUSTED) from error
    if child.returncode == 0:
        return child.stdout
    if child.returncode == REFUSED_STATUS:
        refusal = json.loads(child.stdout.rpartition(b"\n")[2])
        raise WorkbookError(refusal["message"], refusal["sheet"], refusal["cell"])
    fault = child.stderr[-200:].decode(errors="replace") or "no word"
    logger.warning("workbook %s: reader ended with %d (%s)", sha256, child.returncode, fault)
    if child.returncode in EXHAUSTED_STATUSES:
        raise WorkbookError(EXHAUSTED)
    raise WorkbookError(DAMAGED_XLS if format is Format.XLS else DAMAGED)


def _sheets(output: bytes) -> Iterator[Sheet]:
    """Build the sheets from the child's records, described in ``intake.parsers.records``."""
    rows: list[tuple[CellValue, ...]] = []
    for line in io.BytesIO(output):
        record = json.loads(line)
        if isinstance(record, list):
            number, cells = record
            rows.extend(repeat((), number - 1 - len(rows)))
            rows.append(tuple(_decode(cell) for cell in cells))
        else:
            formulas = frozenset(record["uncalculated"])
            yield Sheet(record["sheet"], tuple(rows), record["hidden"], formulas)
            rows = []


def _decode(cell: str | bool | None) -> CellValue:
    if isinstance(cell, str):
        return DECODERS[cell[0]](cell[1:])
    return cell
