"""What is wrong with the content of a workbook: every problem with the place where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from disclosures.intake.workbook import Sheet

SHOWN = 20
"""How many problems ``str(IntakeError)`` spells out."""


@dataclass(frozen=True)
class Problem:
    """One thing a clerk has to mend.

    ``sheet`` is the name of the worksheet and ``cell`` an address such as "C7"; both are empty
    where the whole workbook is meant, ``cell`` alone where the whole sheet is.
    """

    message: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        place = f"工作表“{self.sheet}”{self.cell}：" if self.sheet else ""
        return place + self.message


class Fault(NamedTuple):
    """A problem of one sheet, by the indices of its cell; they count from 0."""

    row: int
    column: int
    message: str

    @classmethod
    def of_sheet(cls, message: str) -> "Fault":
        """A problem of the sheet as a whole."""
        return cls(-1, -1, message)

    def problem(self, sheet: Sheet) -> Problem:
        """The problem as the clerk reads it."""
        cell = "" if self.row < 0 else sheet.address(self.row, self.column)
        return Problem(self.message, sheet.name, cell)


class IntakeError(Exception):
    """A workbook that cannot be taken in.

    ``problems`` lists why: what concerns the whole workbook first, then by sheet, row and column.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if (more := len(self.problems) - SHOWN) > 0:
            lines.append(f"另有{more}处问题，请改正以上各处后再试")
        return "\n".join(lines)
