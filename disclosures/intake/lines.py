"""Which row of the form a line of a sheet is: by its code, or by its label."""

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from disclosures.classification import Classification, Classifications, UnknownCode
from disclosures.intake.cells import code, is_blank, normal, shown
from disclosures.intake.layout import Columns, Layout
from disclosures.intake.workbook import CellValue, Sheet
from disclosures.tables import TOTAL, Block, Row, RowSource, Table

_NOTE = re.compile(r"(附|备)?注\d*[:、.]|说明\d*[:、.]")
_NUMBERING = frozenset({"栏次", "行次"})
FEWEST_DIGITS = (3, 5, 7)
"""Of a whole code of a 类, 款 and 项."""

_ORDINAL = re.compile(r"^([一二三四五六七八九十]+、|\d{1,2}[.、]|\(\d{1,2}\))")

RowOf = Callable[[str, str], Row]
"""From code and label of a line to its row. Raises UnknownRow."""


class UnknownRow(LookupError):
    """A line with figures that is no row of the form; ``str()`` says so in Chinese."""


def is_note(sheet: Sheet, row: int) -> bool:
    """Whether a row begins with 注： or 说明：, below which a table has no more rows."""
    first = next((text for value in sheet.rows[row] if (text := normal(value))), "")
    return _NOTE.match(first) is not None


def is_numbering(sheet: Sheet, row: int, layout: Layout) -> bool:
    """Whether a row is 栏次: it says so, or has no name and numbers the figures 1, 2, 3 …"""
    places = (place for block in layout.blocks for place in (*block.names, *block.stub.values()))
    names = {normal(sheet.value(row, place)) for place in places} - {""}
    if names & _NUMBERING:
        return True
    figures = [place for block in layout.blocks for place in block.figures.values()]
    return (
        not names
        and len(figures) > 1
        and all(
            code([sheet.value(row, place)]) == str(number)
            for number, place in enumerate(figures, 1)
        )
    )


class Name(NamedTuple):
    """What a line calls itself, a code in digits or a label, and in which column."""

    code: str
    label: str
    column: int


def name_of(sheet: Sheet, row: int, layout: Layout, columns: Columns) -> Name | None:
    """The name of a line of one block, None where it has none.

    A list that fills several blocks of one title side by side may end in a total whose name stands
    in one of them and whose figure in the last; between the two there is no other figure.
    """
    title = columns.block.title
    for block in reversed(layout.blocks[: layout.blocks.index(columns) + 1]):
        figures = (sheet.value(row, place) for place in block.figures.values())
        if block is not columns and (block.block.title != title or not all(map(is_blank, figures))):
            return None
        if name := _own_name(sheet, row, block):
            return name
    return None


def _own_name(sheet: Sheet, row: int, columns: Columns) -> Name | None:
    """Code and label of a line; a text in the columns of the code is a label."""
    texts = {
        place: value for place in columns.names if not is_blank(value := sheet.value(row, place))
    }
    if not texts:
        return None
    written = code(texts[place] for place in columns.code if place in texts)
    label = normal(texts.get(columns.stub.get("label", -1)))
    if written.isdigit():
        return Name(_whole(sheet, row, columns.code, written), label, min(texts))
    return Name("", written or label, min(texts))


def _whole(sheet: Sheet, row: int, places: tuple[int, ...], written: str) -> str:
    """The code of a line that leaves out the parts it shares with the lines above it."""
    own = next(part for part, place in enumerate(places) if not is_blank(sheet.value(row, place)))
    if not own or len(code([sheet.value(row, places[own])])) >= FEWEST_DIGITS[own]:
        return written
    parts: list[CellValue] = [sheet.value(row, place) for place in places[own:]]
    missing = own - 1
    for above in range(row - 1, -1, -1):
        filled = [not is_blank(sheet.value(above, place)) for place in places]
        if filled[missing]:
            part = sheet.value(above, places[missing])
            if not code([part]).isdigit():
                break
            parts.insert(0, part)
            missing -= 1
            if missing < 0:
                return code(part for part in parts if not is_blank(part))
        elif any(filled[:missing]):
            break  # a new 类 without its 款
    return written


def same_name(written: str, official: str) -> bool:
    """Whether two names are the same but for blanks, width, quotation marks and an ordinal."""
    return _name(normal(written)) == _name(normal(official))


def alike(block: Block, label: str) -> tuple[Row, ...]:
    """The rows of a form that are called ``label``: several where the form repeats a name."""
    return tuple(row for row in block.rows if row.key and normal(row.label) == label)


def rows_of_block(table: Table, block: Block, codes: Classifications) -> RowOf:
    """What finds the rows of ``block``, be they fixed or those of a classification."""
    if block.source is RowSource.FUNCTION:
        return _classified(block, codes.function)
    if block.source is RowSource.ECONOMIC:
        return _classified(block, codes.economic_department)
    return _fixed(table, block)


def _classified(block: Block, classification: Classification) -> RowOf:
    def find(written: str, label: str) -> Row:
        if not written and label == normal(block.total_label):
            return Row(TOTAL, block.total_label)
        if not written:
            raise UnknownRow(f"“{shown(label)}”没有科目编码，请填写这一行的科目编码")
        known = classification.get(written)
        if known is None:
            unknown = UnknownCode(shown(written), classification.kind, classification.year)
            raise UnknownRow(str(unknown))
        return Row(known.code, known.name, code=known.code)

    return find


def _fixed(table: Table, block: Block) -> RowOf:
    """Finds the rows of ``block``, and of the blocks that carry its list on under the same title.

    The ordinal before a label (五、教育支出, 1.政府性基金) may differ from the form, or be absent.
    """
    kin = [other for other in table.blocks if other.title == block.title and other is not block]
    rows = [row for part in (block, *kin) for row in part.rows if row.key]
    by_code = {row.code: row for row in reversed(rows) if row.code}
    by_label = {
        label: row for row in reversed(rows) if len(alike(block, label := normal(row.label))) < 2
    }
    names = Counter(map(_name, by_label))
    by_name = {_name(label): row for label, row in by_label.items() if names[_name(label)] == 1}

    def find(written: str, label: str) -> Row:
        if written:
            found = by_code.get(written)
        else:
            found = by_label.get(label) or by_name.get(_name(label))
        if found is None and not written and (several := len(alike(block, label))) > 1:
            message = f"《{table.title}》有{several}行“{shown(label)}”，看不出是哪一行"
            raise UnknownRow(f"{message}，请保留规定表样的全部行")
        if found is None:
            called = " ".join(shown(text) for text in (written, label) if text)
            raise UnknownRow(f"《{table.title}》没有“{called}”这一行，请按规定表样核对")
        return found

    return find


def _name(label: str) -> str:
    return _ORDINAL.sub("", label)
