"""What a check found: a stable id, where, what was found and what was expected."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from disclosures.narrative.scope import TextKey
from disclosures.tables import Cell


class Severity(Enum):
    """错误 blocks publication, 提示 must be answered, 说明 is only shown."""

    ERROR = "错误"
    WARNING = "提示"
    NOTE = "说明"


@dataclass(frozen=True)
class Finding:
    """One finding: ``message`` says where, what was found and expected, ``fix`` how to mend it.

    ``cells`` are the figures concerned, ``found`` and ``expected`` in 元. ``texts`` are the texts
    of the unit concerned; its prose named duties is ``TextKey("prose", "duties")``. ``place`` is
    where another app keeps what is concerned, in words of its own ('' where none does).
    """

    id: str
    severity: Severity
    message: str
    cells: tuple[Cell, ...] = ()
    found: Decimal | None = None
    expected: Decimal | None = None
    fix: str = ""
    texts: tuple[TextKey, ...] = ()
    place: str = ""

    @property
    def key(self) -> str:
        """The same for the same finding over the same figures and texts; answers refer to it."""
        return key_of(self.id, self.message)


def key_of(check: str, message: str) -> str:
    """The key of a finding with this id and message."""
    return hashlib.sha256(f"{check}\n{message}".encode()).hexdigest()[:32]


def gravest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once, 错误 before 提示 before 说明, else in their order."""
    gravity = list(Severity)
    each = {finding.key: finding for finding in findings}
    return tuple(sorted(each.values(), key=lambda one: gravity.index(one.severity)))
