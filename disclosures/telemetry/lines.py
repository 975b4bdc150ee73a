"""One event is one line: ``time=… level=… logger=… request=… job=… message=…``, as logfmt.

A value with blanks, quotes or anything that is no printable character is written as a JSON string:
nothing that a visitor sends can begin a line of its own.
"""

import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime

from disclosures.telemetry.ids import JOB, REQUEST

EXTRAS = ("method", "view", "status", "ms", "user", "event")
"""What a line may tell besides, as ``extra`` of whoever logs."""

_PLAIN = re.compile(r'[^\s"=\\]+')


class Fields(logging.Formatter):
    """Makes a record one line; ``readable`` leaves tracebacks as they are, for developers."""

    def __init__(self, *, readable: bool = False) -> None:
        super().__init__()
        self.readable = readable

    def format(self, record: logging.LogRecord) -> str:
        """The line, without the end of it."""
        fields = [*_fields(record)]
        trace = "\n".join(filter(None, (self._exception(record), record.stack_info)))
        if trace and not self.readable:
            fields.append(("exception", trace))
        line = " ".join(f"{name}={_value(value)}" for name, value in fields)
        return f"{line}\n{trace}" if trace and self.readable else line

    def _exception(self, record: logging.LogRecord) -> str:
        return self.formatException(record.exc_info) if record.exc_info else ""


def _fields(record: logging.LogRecord) -> Iterator[tuple[str, str]]:
    at = datetime.fromtimestamp(record.created).astimezone()
    yield "time", at.isoformat(timespec="milliseconds")
    yield "level", record.levelname
    yield "logger", record.name
    # Django logs some answers when the request is over; then it hands the request over.
    request = getattr(record, "request", None)
    if id := REQUEST.get() or getattr(request, "id", ""):
        yield "request", str(id)
    if job := JOB.get():
        yield "job", job
    for name in EXTRAS:
        value = getattr(record, name, None)
        if isinstance(value, str | int) and value != "":
            yield name, str(value)
    yield "message", record.getMessage()


def _value(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.isprintable():
        return text
    written = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else _escaped(one) for one in written)


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1]
