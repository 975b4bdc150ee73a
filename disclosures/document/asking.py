"""Which texts the document asks of the unit, and where in it each of them goes.

The document is assembled with a mark in the place of every reason and use that a sentence has room
for; where a mark comes out is where the text belongs, and the sentence around it is how it reads.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from disclosures.document.assemble import Contributions, assemble
from disclosures.document.glossary import Item, items
from disclosures.document.tree import Document, Paragraph, Section, TableBlock
from disclosures.facts import FactSheet
from disclosures.narrative.figures import Figure
from disclosures.narrative.scope import Scope, TextKey, Texts, words_of
from disclosures.narrative.sentences import Run, Written
from disclosures.standards.model import SectionDef, Standard


@dataclass(frozen=True)
class Gap:
    """The place in a sentence of the text ``key``."""

    key: TextKey


@dataclass(frozen=True)
class Passage:
    """A sentence with at least one gap."""

    runs: tuple[str | Figure | Gap, ...]

    @property
    def keys(self) -> tuple[TextKey, ...]:
        """The texts it has room for, each once."""
        return tuple(dict.fromkeys(run.key for run in self.runs if isinstance(run, Gap)))


@dataclass(frozen=True)
class Asking:
    """A section that asks for something: prose by name, texts in sentences, remarks to tables."""

    section: Section
    prose: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    items: tuple[Item, ...] = ()
    tables: tuple[TableBlock, ...] = ()


def asking(
    standard: Standard,
    sheet: FactSheet,
    unit: str,
    texts: Texts,
    contributions: Contributions | None = None,
) -> tuple[Asking, ...]:
    """The sections that ask for a text, in printed order; a text asked for twice is there once."""
    marks: dict[TextKey, str] = {}
    while True:
        marked = replace(texts, explanations={**texts.explanations, **marks})
        assembled = assemble(standard, sheet, unit, marked, contributions)
        fresh = [key for key in assembled.asked if key not in marks]
        if not fresh:
            break
        marks |= {key: _mark(key) for key in fresh}
    scope = Scope(standard, sheet, texts, words_of(standard, unit, sheet.year))
    walk = _Walk(scope, {mark: key for key, mark in marks.items()}, frozenset(assembled.prose))
    return tuple(walk.document(assembled.document))


def _mark(key: TextKey) -> str:
    """Not to be mistaken for anything typed: it stands between two characters nobody can type."""
    return f"\ue000{'/'.join(key)}\ue001"


class _Walk:
    def __init__(
        self, scope: Scope, keys: Mapping[str, TextKey], own_prose: frozenset[str]
    ) -> None:
        self.scope = scope
        self.keys = keys
        self.own_prose = own_prose
        self.seen: set[TextKey] = set()

    def document(self, document: Document) -> Iterator[Asking]:
        for definition, part in zip(self.scope.standard.parts, document.parts, strict=True):
            yield from self.section(definition, part)

    def section(self, definition: SectionDef, section: Section) -> Iterator[Asking]:
        """What ``section`` asks for, then the sections below; those of tables come first in it."""
        listed = len(section.sections) - len(definition.sections)
        tables = [block for below in section.sections[:listed] for block in below.blocks]
        asked = Asking(
            section,
            tuple(name for name in definition.prose if name in self.own_prose),
            tuple(self.passages(section)),
            tuple(self.items()) if "glossary" in definition.blocks else (),
            tuple(table for table in tables if isinstance(table, TableBlock)),
        )
        if asked != Asking(section):
            yield asked
        for below, printed in zip(definition.sections, section.sections[listed:], strict=True):
            yield from self.section(below, printed)

    def passages(self, section: Section) -> Iterator[Passage]:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                passage = Passage((*filter(None, [block.lead]), *map(self.run, block.runs)))
                if set(passage.keys) - self.seen:
                    self.seen |= set(passage.keys)
                    yield passage

    def run(self, run: Run) -> str | Figure | Gap:
        if isinstance(run, Written):
            key = self.keys.get(run.text)
            return Gap(key) if key else run.text
        return run

    def items(self) -> Iterator[Item]:
        for term in self.scope.standard.terms:
            if term.items:
                yield from items(term.items, self.scope)
