"""The few looks a cell can have, each registered with the workbook once.

Setting font, border and alignment on every cell would take longer than everything else together.
"""

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

STYLE = "_style"
"""openpyxl's attribute for the numbers of a cell's registered font, border and so on."""

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_OPEN = Border()

_TITLE = Font(name="宋体", size=16, bold=True)
_PLAIN = Font(name="宋体", size=10)
_STRONG = Font(name="宋体", size=10, bold=True)

_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")

_LOOKS = {
    "title": (_TITLE, _CENTRE, _OPEN, "General"),
    "centre": (_PLAIN, _CENTRE, _OPEN, "General"),
    "left": (_PLAIN, _LEFT, _OPEN, "General"),
    "right": (_PLAIN, _RIGHT, _OPEN, "General"),
    "head": (_STRONG, _CENTRE, _BOX, "General"),
    "label": (_PLAIN, _LEFT, _BOX, "General"),
    "code": (_PLAIN, _CENTRE, _BOX, "General"),
    "money": (_PLAIN, _RIGHT, _BOX, "#,##0.00"),
    "count": (_PLAIN, _RIGHT, _BOX, "0"),
    "blank zero": (_PLAIN, _RIGHT, _BOX, "#,##0.00;-#,##0.00;"),
    "text": (_PLAIN, _LEFT, _BOX, "General"),
    "rate": (_PLAIN, _RIGHT, _BOX, "0.00%"),
    "number": (_PLAIN, _RIGHT, _BOX, "General"),
    "strong label": (_STRONG, _LEFT, _BOX, "General"),
    "strong code": (_STRONG, _CENTRE, _BOX, "General"),
    "strong money": (_STRONG, _RIGHT, _BOX, "#,##0.00"),
    "strong count": (_STRONG, _RIGHT, _BOX, "0"),
}


class Styles:
    """The looks of one workbook; ``sheet`` is any worksheet of it."""

    def __init__(self, sheet: Worksheet) -> None:
        self._registered: dict[str, object] = {}
        for name, (font, alignment, border, number_format) in _LOOKS.items():
            sample = Cell(sheet, row=1, column=1)
            sample.font = font
            sample.alignment = alignment
            sample.border = border
            sample.number_format = number_format
            self._registered[name] = getattr(sample, STYLE)

    def apply(self, name: str, cell: Cell | MergedCell) -> None:
        """Gives ``cell`` the look ``name``."""
        setattr(cell, STYLE, self._registered[name])
