"""assemble(): a standard, a sheet and the unit's texts become the document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from disclosures.amounts import numbered
from disclosures.document.charting import chart_block
from disclosures.document.glossary import glossary
from disclosures.document.listing import listing
from disclosures.document.tabulate import tabulate
from disclosures.document.tree import (
    Block,
    Document,
    Paragraph,
    ProseHeading,
    Section,
    TableBlock,
)
from disclosures.facts import FactSheet
from disclosures.narrative.figures import Operand
from disclosures.narrative.prose import lines, one_line
from disclosures.narrative.scope import Scope, TextKey, Texts, words_of
from disclosures.narrative.sentences import Written, say
from disclosures.standards.language import fill
from disclosures.standards.model import ListingDef, SectionDef, Standard

Contributions = Mapping[str, Sequence[Block]]
"""Blocks of another app by slot name (performance, appendix)."""


@dataclass(frozen=True)
class Assembled:
    """The document, the texts it has room for, and the cells it could not do without.

    ``prose`` names the blocks that the unit writes itself, written or not; a slot that was
    contributed to is not among them.
    """

    document: Document
    asked: tuple[TextKey, ...]
    missing: tuple[Operand, ...]
    prose: tuple[str, ...]


def assemble(
    standard: Standard,
    sheet: FactSheet,
    unit: str,
    texts: Texts,
    contributions: Contributions | None = None,
    notice: str = "",
    region: str = "",
) -> Assembled:
    """The disclosure of ``unit`` after ``standard``; ``region`` is its 行政区划, for the cover.

    A slot shows what was contributed to it; without a contribution the unit's own prose of that
    name. A section without content keeps its heading, so that a gap is seen. The tables of a part
    stand before its sections.
    """
    words = words_of(standard, unit, sheet.year)
    scope = Scope(standard, sheet, texts, words)
    builder = _Builder(scope, contributions or {})
    parts = tuple(
        builder.section(part, 0, index, "") for index, part in enumerate(standard.parts, 1)
    )
    document = Document(
        title=fill(standard.title, words),
        unit=unit,
        year=sheet.year,
        kind=standard.kind,
        standard=standard.id,
        parts=parts,
        notice=notice,
        cover=tuple(fill(line, {**words, "region": region}) for line in standard.cover),
        landscape=standard.landscape,
        flowing=standard.flowing,
        dated=fill(standard.dated, words),
        answers=tuple(_answers(standard, sheet, texts, words, contributions or {})),
    )
    return Assembled(document, tuple(scope.asked), tuple(scope.missing), tuple(builder.own_prose))


def _answers(
    standard: Standard,
    sheet: FactSheet,
    texts: Texts,
    words: Mapping[str, str],
    contributions: Contributions,
) -> Iterator[Section]:
    """The questions to which there is an answer; what they ask for is not asked of the unit."""
    builder = _Builder(Scope(standard, sheet, texts, words), contributions)
    for number, question in enumerate(standard.answers, 1):
        section = builder.section(question, 1, number, "answer")
        if section.blocks:
            yield replace(section, number="")


class _Builder:
    def __init__(self, scope: Scope, contributions: Contributions) -> None:
        self.scope = scope
        self.contributions = contributions
        self.charts = {chart.id: number for number, chart in enumerate(scope.standard.charts, 1)}
        self.own_prose: dict[str, None] = {}

    def section(self, definition: SectionDef, level: int, index: int, parent: str) -> Section:
        id = f"{parent}-{index}" if parent else f"part-{index}"
        pattern = definition.lead or self.scope.standard.lead
        leads = (numbered(pattern, number) for number in count(1))
        blocks = [block for entry in definition.blocks for block in self.blocks(entry, leads)]
        tables = [block for block in blocks if isinstance(block, TableBlock)]
        below = [
            self.table_section(table, level + 1, position, id)
            for position, table in enumerate(tables, 1)
        ]
        below += [
            self.section(section, level + 1, position, id)
            for position, section in enumerate(definition.sections, len(tables) + 1)
        ]
        title = fill(definition.title, self.scope.words)
        bare = level == 0 and not self.scope.standard.numbers.on_pages
        return Section(
            id=id,
            number=self.number(level, index),
            title=title,
            level=level,
            blocks=tuple(block for block in blocks if not isinstance(block, TableBlock)),
            sections=tuple(below),
            above=fill(definition.heading, self.scope.words) or (title if bare else ""),
            listed=definition.listed,
        )

    def table_section(self, table: TableBlock, level: int, position: int, parent: str) -> Section:
        numbers = self.scope.standard.numbers
        number = numbered(numbers.table, position)
        above = "" if numbers.on_pages else table.title
        return Section(
            f"{parent}-{position}", number, table.title, level, blocks=(table,), above=above
        )

    def number(self, level: int, index: int) -> str:
        numbers = self.scope.standard.numbers
        return numbered((numbers.part, *numbers.sections)[level], index)

    def blocks(self, entry: str, leads: Iterator[str]) -> Iterator[Block]:
        kind, _, argument = entry.partition(":")
        match kind:
            case "say":
                yield from self.paragraph(argument, self.scope)
            case "number":
                yield from self.paragraph(argument, self.scope, leads)
            case "each":
                name, _, sentence = argument.partition(":")
                for row in self.scope.rows(name):
                    yield from self.paragraph(sentence, self.scope.with_row(row), leads)
            case "chart":
                chart = next(c for c in self.scope.standard.charts if c.id == argument)
                yield chart_block(chart, self.charts[argument], self.scope)
            case "prose":
                yield from self.prose(argument)
            case "listing":
                yield from self.listing(self.scope.standard.listings[argument])
            case "slot":
                yield from self.contributions.get(argument) or self.prose(argument)
            case "tables":
                yield from self.tables()
            case "glossary":
                yield from glossary(self.scope)
            case _:
                raise ValueError(f"unknown block in an outline: {entry}")

    def paragraph(
        self, sentence: str, scope: Scope, leads: Iterator[str] | None = None
    ) -> Iterator[Paragraph]:
        runs = say(sentence, scope)
        if runs:
            yield Paragraph(runs, lead=next(leads) if leads else "")

    def prose(self, name: str) -> Iterator[Block]:
        self.own_prose[name] = None
        for line in lines(self.scope.texts.prose.get(name, "")):
            if line.level or line.title:
                yield ProseHeading(line.text, line.level)
            else:
                yield Paragraph((Written(line.text),))

    def listing(self, definition: ListingDef) -> Iterator[Block]:
        self.own_prose[definition.name] = None
        table = listing(definition, self.scope.texts.prose.get(definition.name, ""))
        if table:
            several = len(table.rows) > 2  # below the heads
            if definition.intro and several:
                yield from self.paragraph(definition.intro, self.scope)
            yield table

    def tables(self) -> Iterator[TableBlock]:
        for table in self.scope.standard.published_tables():
            remark = one_line(self.scope.texts.prose.get(f"table.{table.id}", ""))
            yield tabulate(table, self.scope.standard, self.scope.sheet, self.scope.words, remark)
