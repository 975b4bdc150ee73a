"""What a clerk should know of a workbook: what was left out, and what is called otherwise.

Nothing is lost silently: whatever holds a value and became no figure is named here or is a problem.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class IgnoredColumn:
    """A column with values under a head that the form does not have, or that is to be left alone.

    ``cell`` is the address of its lowest head, ``head`` its heads from the top: “本年支出·备注”.
    """

    sheet: str
    cell: str
    head: str


@dataclass(frozen=True)
class IgnoredCell:
    """A cell with a value outside the form; ``value`` is at most 20 characters of it.

    ``more`` further cells of the sheet like it are not named.
    """

    sheet: str
    cell: str
    value: str
    more: int = 0


@dataclass(frozen=True)
class Renamed:
    """A code that is written with another name than the official one; the code is what counts."""

    sheet: str
    cell: str
    code: str
    written: str
    name: str


@dataclass(frozen=True)
class Remarks:
    """What there is to say of one sheet, or of all; each in the order of the cells."""

    ignored_columns: tuple[IgnoredColumn, ...] = ()
    ignored_cells: tuple[IgnoredCell, ...] = ()
    renamed: tuple[Renamed, ...] = ()
