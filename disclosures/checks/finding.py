"""What a check found: a stable id, where, what was found and what was expected."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from disclosures.tables import Cell


class Severity(Enum):
    """错误 blocks publication, 提示 must be answered, 说明 is only shown."""

    ERROR = "错误"
    WARNING = "提示"
    NOTE = "说明"


@dataclass(frozen=True)
class Finding:
    """One finding. ``cells`` are the figures concerned, ``found`` and ``expected`` in 元."""

    id: str
    severity: Severity
    message: str
    cells: tuple[Cell, ...] = ()
    found: Decimal | None = None
    expected: Decimal | None = None
