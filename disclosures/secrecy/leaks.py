"""What the finished document still tells of subjects that are not published.

Figures and generated sentences cannot: they come from the folded sheet. What the unit wrote, and
what another app contributed, is searched for codes, names and amounts. No finding repeats what it
found, because findings are kept with the disclosure.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from disclosures.amounts import YUAN_PER_WAN, to_wan
from disclosures.charts import describe
from disclosures.checks.catalogue import finding
from disclosures.checks.finding import Finding
from disclosures.checks.places import own_lines, typed
from disclosures.checks.quantities import quantities
from disclosures.classification.codes import LEVEL_NAMES
from disclosures.document.text import lines
from disclosures.document.tree import (
    Block,
    ChartBlock,
    Document,
    FormBlock,
    Note,
    Paragraph,
    ProseHeading,
    Section,
    TableBlock,
)
from disclosures.facts import FactSheet
from disclosures.narrative.figures import Figure
from disclosures.narrative.prose import one_line
from disclosures.narrative.scope import Texts
from disclosures.narrative.sentences import Written
from disclosures.secrecy.folding import hides
from disclosures.standards.model import Standard

Span = tuple[int, int]

_NARROW = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_ALIKE = _NARROW | str.maketrans("()", "（）")
"""Signs that are written in two ways, each as long as the other."""

_EVERYDAY = 2
"""Signs of a name that is an everyday word (公安): it counts with its level behind it only."""

_AROUND = 14
"""Signs of a line that a finding quotes before and behind what it found."""


def leaks(
    document: Document,
    sheet: FactSheet,
    standard: Standard,
    secret: Collection[str],
    texts: Texts = Texts(),  # noqa: B008 - immutable
) -> tuple[Finding, ...]:
    """Where ``document`` has the code, the name or an amount of a subject that is ``secret``.

    ``sheet`` holds the unfolded figures, ``texts`` what the unit wrote, by which a finding leads to
    the text. A name is none where it is part of one that is published, an amount where another
    published cell has it too. Raises Unfoldable and UnknownCode as folding does.
    """
    hidden = hides(standard, secret)
    rows = _rows(sheet, hidden) | set(secret)
    search = _Search(document, standard, rows, _amounts(sheet, hidden))
    own = own_lines(texts)
    found = (
        finding(id, message, texts=typed(line, *span, own))
        for id, message, line, span in search.all()
    )
    return tuple(dict.fromkeys(found))


def _rows(sheet: FactSheet, hidden: Callable[[str], bool]) -> set[str]:
    """The hidden rows that have figures, this year or last."""
    sheets = (sheet, sheet.prior) if sheet.prior else (sheet,)
    return {cell.row for one in sheets for cell in one.facts if hidden(cell.row)}


def _amounts(sheet: FactSheet, hidden: Callable[[str], bool]) -> frozenset[Decimal]:
    """The amounts of hidden rows in 元, exact and as they would be printed."""
    sheets = (sheet, sheet.prior) if sheet.prior else (sheet,)
    facts = (
        fact.value
        for one in sheets
        for cell, fact in one.facts.items()
        if hidden(cell.row) and fact.value
    )
    return _printed(facts)


def _printed(values: Iterator[Decimal]) -> frozenset[Decimal]:
    return frozenset(
        form for value in map(abs, values) for form in (value, to_wan(value) * YUAN_PER_WAN) if form
    )


@dataclass(frozen=True)
class _Search:
    document: Document
    standard: Standard
    rows: set[str]
    amounts: frozenset[Decimal]

    def all(self) -> Iterator[tuple[str, str, str, Span]]:
        """Id, message, the line and the place in it of everything that is found."""
        for place, line in self.lines():
            for span in self.said(line):
                said = f"写有不公开的科目：{self.excerpt(line, span)}"
                yield "S01", f"{self.covered(place)}：{said}", line, span
        for section, block in self.blocks():
            for line in _own(block):
                for span in self.sums(line):
                    said = f"写有与不公开科目相同的金额：{self.excerpt(line, span)}"
                    yield "S02", f"{section.heading}：{said}", line, span
            for figure in self.foreign(block):
                if _printed(iter((figure.value,))) & self.kept:
                    said = f"“{self.covered(figure.label)}”与不公开科目的金额相同"
                    yield "S02", f"{section.heading}：{said}", "", (0, 0)

    def said(self, line: str) -> list[Span]:
        """Where codes and names stand in ``line`` that are not those of what is published."""
        plain = line.translate(_ALIKE)
        allowed = [match.span() for match in self.published.finditer(plain)]
        return [
            match.span()
            for match in self.words.finditer(plain)
            if not any(start <= match.start() and match.end() <= end for start, end in allowed)
        ]

    def sums(self, line: str) -> list[Span]:
        """Where amounts stand in ``line`` that no published cell has."""
        return [
            (quantity.start, quantity.end)
            for quantity in quantities(line.translate(_NARROW))
            if not quantity.percent and quantity.value in self.kept
        ]

    def covered(self, line: str) -> str:
        """``line`` with a black box over whatever is found in it."""
        signs = list(line)
        for start, end in (*self.said(line), *self.sums(line)):
            signs[start:end] = "■" * (end - start)
        return "".join(signs)

    def excerpt(self, line: str, span: Span) -> str:
        """The words around ``span``, so that the place is found again."""
        first, last = max(0, span[0] - _AROUND), span[1] + _AROUND
        quoted = one_line(self.covered(line)[first:last])
        return f"{'…' if first else ''}{quoted}{'…' if last < len(line) else ''}"

    def lines(self) -> Iterator[tuple[str, str]]:
        yield from lines(self.document)
        for section, block in self.blocks():
            if isinstance(block, ChartBlock):
                yield section.heading, describe(block.chart)
        for section in self.document.answers:
            said = (block.text for block in section.blocks if isinstance(block, Paragraph))
            yield from ((section.title, text) for text in said)

    def blocks(self) -> Iterator[tuple[Section, Block]]:
        """The blocks of the document and of the answers at the head of its page."""
        yield from self.document.blocks()
        yield from ((one, block) for one in self.document.answers for block in one.blocks)

    @cached_property
    def words(self) -> re.Pattern[str]:
        """Codes, however their parts are set apart, and names."""
        return _any(pattern for row in sorted(self.rows) for pattern in self.patterns(row))

    def patterns(self, row: str) -> Iterator[str]:
        parts = [row[:3], *(row[start : start + 2] for start in range(3, len(row), 2))]
        yield r"(?<![\d.,])" + "[ \t\u3000./|｜-]?".join(parts) + r"(?!\d|[.,]\d| ?(?:亿|万)?元|%)"
        code = self.standard.codes.function.get(row)
        if code is not None:
            name = re.escape(code.name.translate(_ALIKE))
            yield name if len(code.name) > _EVERYDAY else f"{name}（{LEVEL_NAMES[code.level]}）"

    @cached_property
    def published(self) -> re.Pattern[str]:
        """Every name that the document may use: of its rows, of what is above them, of the 类."""
        codes = self.standard.codes
        names = {code.name for code in codes.economic_department}
        names |= {code.name for code in codes.function.children("")}
        for table in self.document.tables():
            for cell in (cell for row in table.body for cell in row):
                if cell.kind == "label":
                    names.add(cell.text)
                elif cell.kind == "code" and cell.text in codes.function:
                    names |= {code.name for code in codes.function.path(cell.text)}
        return _any(re.escape(name.translate(_ALIKE)) for name in names if name)

    @cached_property
    def kept(self) -> frozenset[Decimal]:
        """The amounts that must not be told."""
        return self.amounts - _printed(self.shown())

    def shown(self) -> Iterator[Decimal]:
        """Every amount that is published of the accounts."""
        cells = (cell for table in self.document.tables() for row in table.body for cell in row)
        yield from (cell.figure.value for cell in cells if cell.figure and cell.figure.money)
        for figure in self.document.figures():
            if figure.money and not self.is_foreign(figure):
                yield figure.value

    def foreign(self, block: Block) -> Iterator[Figure]:
        """The amounts of ``block`` that another app holds."""
        match block:
            case Paragraph():
                figures = [run for run in block.runs if isinstance(run, Figure)]
            case FormBlock():
                figures = list(block.figures())
            case _:
                figures = []
        yield from (one for one in figures if one.money and self.is_foreign(one))

    def is_foreign(self, figure: Figure) -> bool:
        return any(operand.cell.table not in self.standard.tables for operand in figure.operands)


def _own(block: Block) -> Iterator[str]:
    """What the unit, or another app, put into words in ``block``."""
    match block:
        case Paragraph():
            yield from (run.text for run in block.runs if isinstance(run, Written))
        case ProseHeading() | Note():
            yield block.text
        case TableBlock():
            yield from block.notes
        case FormBlock():
            cells = (cell for row in block.rows for cell in row)
            yield from (cell.text for cell in cells if cell.text and cell.figure is None)
        case _:
            return


def _any(patterns: Iterator[str]) -> re.Pattern[str]:
    """Any of ``patterns``, the longest first; without one, what never matches."""
    return re.compile("|".join(sorted(set(patterns), key=len, reverse=True)) or r"(?!)")
