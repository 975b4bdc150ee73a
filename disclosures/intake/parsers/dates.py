"""Dates and times as spreadsheets keep them: numbers of days, and number formats that say so."""

import re
from datetime import date, datetime, time, timedelta

EPOCH_1900 = datetime(1899, 12, 30)
EPOCH_1904 = datetime(1904, 1, 1)
MILLISECONDS_PER_DAY = 86_400_000
OUT_OF_RANGE = "#VALUE!"

# Numbers of formats whose code is not in the file (ECMA-376 part 1, 18.8.30). 27 to 36 and 50 to
# 58 are dates or times in every Chinese edition of Excel.
BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
BUILT_IN_DURATIONS = frozenset({46})

_LITERAL = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DATE = re.compile(r"(?<![_\\])[dmhys]", re.IGNORECASE)
_DURATION = re.compile(r"\[(hh?|mm?|ss?)\]", re.IGNORECASE)
_ISO = re.compile(
    r"(?:(\d{4})-(\d{2})-(\d{2}))?T?(?:(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?Z?", re.ASCII
)


def is_date_format(code: str) -> bool:
    """Whether the format shows a number as a date or a time; only its first part counts."""
    return _DATE.search(_LITERAL.sub("", code.split(";")[0])) is not None


def is_duration_format(code: str) -> bool:
    """Whether the format shows a number as hours, minutes or seconds that have passed."""
    return _DURATION.search(code.split(";")[0]) is not None


def from_serial(
    value: float, epoch: datetime, duration: bool = False
) -> date | time | timedelta | str:
    """What a number of days since ``epoch`` is; "#VALUE!" where it is out of range."""
    try:
        return _from_serial(value, epoch, duration)
    except (OverflowError, ValueError):
        return OUT_OF_RANGE


def _from_serial(value: float, epoch: datetime, duration: bool) -> date | time | timedelta:
    if duration:
        return timedelta(days=value)
    day, fraction = divmod(value, 1)
    rest = timedelta(milliseconds=round(fraction * MILLISECONDS_PER_DAY))
    if 0 <= value < 1 and not rest.days:
        return (datetime.min + rest).time()
    if 0 < value < 60 and epoch == EPOCH_1900:
        day += 1  # before the 29 February 1900 that never was
    return epoch + timedelta(days=day) + rest


def from_iso(text: str) -> date | time:
    """What a cell with a date in ISO 8601 holds. Raises ValueError."""
    match = _ISO.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        raise ValueError("no date")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    if match[1] is None:
        return time(hour, minute, second)
    if match[4] is None:
        return date(year, month, day)
    return datetime(year, month, day, hour, minute, second)
