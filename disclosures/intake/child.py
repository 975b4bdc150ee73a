"""The process that parses one workbook: bytes on standard input, records on standard output.

Run by ``disclosures.intake.workbook`` as a script of its own (``python -I child.py FORMAT
LIMITS``). Of the project it imports one of ``disclosures.intake.parsers`` and nothing else. Before
it reads the first byte it gives up files, sockets, processes and most memory. Each record of
``parsers.records`` is one line of JSON; where the workbook is refused, the last line is

    {"message", "sheet", "cell"}          with exit status 3
"""

import codecs
import errno
import json
import os
import resource
import sys
import zlib
from collections.abc import Iterator
from importlib import import_module
from types import TracebackType
from xml.parsers.expat import ExpatError

ROOT = os.path.abspath(os.path.join(__file__, "..", "..", ".."))
if ROOT not in sys.path:
    sys.path.append(ROOT)  # last: nothing of the project takes the place of a library

from disclosures.intake.parsers.records import CLEAN_UP, Limits, Record, Refused  # noqa: E402

REFUSED_STATUS = 3
EXHAUSTED_STATUS = 4
ZLIB_NO_MEMORY = "Error -4 "  # Z_MEM_ERROR of zlib.h
EXPAT_NO_MEMORY = 1  # XML_ERROR_NO_MEMORY of expat.h


def confine(limits: Limits) -> None:
    """Give up, for good, all this process does not need in order to parse bytes it is given.

    With three file descriptors allowed it can open no file and no socket: only the standard
    streams it already has.
    """
    codecs.lookup("cp437")  # zipfile decodes names with it; it could not be imported later
    for kind, amount in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(kind, (amount, amount))


def send(records: Iterator[Record], limits: Limits) -> None:
    """Write the records to standard output, up to the limits on their sum."""
    encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
    cells = size = 0
    for record in records:
        line = encoder.encode(record).encode() + b"\n"
        cells += len(record[1]) if isinstance(record, tuple) else 0
        size += len(line)
        if cells > limits["cells"]:
            raise Refused(f"单元格总数超过 {limits['cells']} 个的上限；{CLEAN_UP}")
        if size > limits["output_bytes"]:
            raise Refused(f"文字总量过大；{CLEAN_UP}")
        sys.stdout.buffer.write(line)


def is_exhaustion(error: BaseException | None) -> bool:
    """Whether memory ran out: each library that allocates for itself says so in its own way."""
    match error:
        case None:
            return False
        case MemoryError() | OSError(errno=errno.ENOMEM):
            return True
        case ExpatError() if error.code == EXPAT_NO_MEMORY:
            return True
        case zlib.error() if str(error).startswith(ZLIB_NO_MEMORY):
            return True
    return is_exhaustion(error.__cause__ or error.__context__)


def name_fault(kind: type[BaseException], _: BaseException, __: TracebackType | None) -> None:
    """Write only the kind of an unexpected fault: its message could quote the workbook."""
    sys.stderr.write(kind.__name__)


def main() -> None:
    """Parse standard input as the format and under the limits (JSON) given as arguments."""
    sys.excepthook = name_fault
    limits: Limits = json.loads(sys.argv[2])
    parser = import_module(f"disclosures.intake.parsers.{sys.argv[1]}")
    confine(limits)
    try:
        send(parser.parse(sys.stdin.buffer.read(), limits), limits)
    except Refused as refused:
        answer = {"message": refused.message, "sheet": refused.sheet, "cell": refused.cell}
        sys.stdout.buffer.write(json.dumps(answer).encode())
        sys.exit(REFUSED_STATUS)
    except Exception as error:
        if is_exhaustion(error):
            sys.exit(EXHAUSTED_STATUS)
        raise


if __name__ == "__main__":
    main()
