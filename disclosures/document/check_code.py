"""校验码: sixteen characters by which anybody can ask whether a file is the one that was published.

It is made of what was published, never by chance: SHA-256 over version, title, time and figures, of
which the first 80 bits are written in Crockford's base 32 (no I, L, O, U). Whoever has the figures
can compute it again; README.txt of the audit pack says how.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from disclosures.amounts import trimmed
from disclosures.facts import FactSheet

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16

_SEPARATORS = re.compile(r"[\s\-_‐-―−－]+")
_ALIKE = str.maketrans("OIL", "011")


class BadCode(ValueError):
    """Something that is no check code; ``str()`` says in Chinese what is wrong with it."""


def check_code(version: int, title: str, published_at: datetime, facts: str) -> str:
    """The check code of a published version; ``facts`` is the ``digest_of`` its figures.

    ``published_at`` is aware and counts to the second.
    """
    digest = hashlib.sha256(_plain([version, title, moment(published_at), facts])).digest()
    number = int.from_bytes(digest[: LENGTH * 5 // 8])
    return "".join(ALPHABET[number >> shift & 31] for shift in range(LENGTH * 5 - 5, -1, -5))


def moment(published_at: datetime) -> str:
    """The time as it is hashed: 2021-09-15T02:05:30+00:00."""
    return published_at.astimezone(UTC).isoformat(timespec="seconds")


def grouped(code: str) -> str:
    """``code`` as it is printed: 5K3D-9QWX-7TRB-2M0Z."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def parse_code(text: str) -> str:
    """The check code in what somebody typed, whatever its case, blanks and dashes; O is 0, I is 1.

    Raises BadCode when it is none.
    """
    wide = unicodedata.normalize("NFKC", text)
    code = _SEPARATORS.sub("", wide).upper().translate(_ALIKE)
    foreign = [character for character in code if character not in ALPHABET]
    if foreign:
        raise BadCode(f"校验码中没有“{foreign[0]}”，只有数字和字母，请照文件上印的校验码输入")
    if len(code) != LENGTH:
        raise BadCode(
            f"校验码有 {LENGTH} 个字符，现有 {len(code)} 个，请照文件上印的校验码输入完整"
        )
    return code


def recorded(sheet: FactSheet) -> Mapping[str, list[dict[str, Any]]]:
    """All figures and labels of ``sheet`` and of the year before, as JSON can hold them.

    The same for the same figures, in whatever order and from whatever source they came.
    """
    years = [one for one in (sheet, sheet.prior) if one is not None]
    return {
        "facts": [
            {"year": one.year, "cell": str(cell), "value": trimmed(one.facts[cell].value)}
            for one in years
            for cell in sorted(one.facts)
        ],
        "labels": [
            {"year": one.year, "row": "/".join(row), "label": one.labels[row]}
            for one in years
            for row in sorted(one.labels)
        ],
    }


def digest_of(sheet: FactSheet) -> str:
    """SHA-256 of all figures of ``sheet``, in hexadecimal digits.

    Give it the figures that were published: a code made of figures that are kept secret would let
    anybody try out which they are.
    """
    return digest_recorded(recorded(sheet))


def digest_recorded(record: Mapping[str, Any]) -> str:
    """The same of what was ``recorded``, whatever else ``record`` holds."""
    return hashlib.sha256(_plain({key: record[key] for key in ("facts", "labels")})).hexdigest()


def _plain(value: object) -> bytes:
    """JSON in the one way in which it is hashed: no blanks, keys in order, UTF-8."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode("utf-8", "surrogatepass")
