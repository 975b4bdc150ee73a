"""校验码: sixteen characters by which anybody can ask whether a file is the one that was published.

It is made of what was published, never by chance: SHA-256 over version, title, time and the digest
of figures and texts, of which the first 80 bits are written in Crockford's base 32 (no I, L, O, U).
Whoever has them can compute it again; README.txt of the audit pack says how.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from disclosures.facts import FactSheet
from disclosures.narrative.scope import Texts

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16

RECORDED = ("facts", "texts", "labels")
"""What of a record the check code is made of."""

NO_TEXTS = Texts()

_SEPARATORS = re.compile(r"[\s\-_‐-―−－]+")
_ALIKE = str.maketrans("OIL", "011")


class BadCode(ValueError):
    """Something that is no check code; ``str()`` says in Chinese what is wrong with it."""


def check_code(version: int, title: str, published_at: datetime, digest: str) -> str:
    """The check code of a published version; ``digest`` is the ``digest_of`` its record.

    ``published_at`` is aware and counts to the second.
    """
    stamped = hashlib.sha256(_plain([version, title, moment(published_at), digest])).digest()
    number = int.from_bytes(stamped[: LENGTH * 5 // 8])
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


def recorded(sheet: FactSheet, texts: Texts = NO_TEXTS) -> dict[str, Any]:
    """Figures of this year and the last, texts and names of rows, as JSON can hold them.

    A figure is year, table, row, column, value with two places, and whether only 0.01 万元 of it is
    known. The same for the same, in whatever order and from whatever source it came.
    """
    years = [one for one in (sheet, sheet.prior) if one is not None]
    explanations = sorted([*key, text] for key, text in texts.explanations.items())
    return {
        "facts": sorted(
            [one.year, *cell, f"{fact.value:.2f}", fact.rounded]
            for one in years
            for cell, fact in one.facts.items()
        ),
        "texts": {"prose": dict(sorted(texts.prose.items())), "explanations": explanations},
        "labels": sorted([*row, label] for row, label in sheet.labels.items()),
    }


def digest_of(record: Mapping[str, Any]) -> str:
    """SHA-256 of what was ``recorded``, in hexadecimal digits, whatever else ``record`` holds.

    Record what was published: a code made of what is kept secret would let anybody try out what it
    is.
    """
    return hashlib.sha256(_plain({key: record[key] for key in RECORDED})).hexdigest()


def _plain(value: object) -> bytes:
    """JSON in the one way in which it is hashed: no blanks, keys in order, UTF-8."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode("utf-8", "surrogatepass")
