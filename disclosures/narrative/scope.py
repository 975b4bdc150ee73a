"""What a sentence can see, and what it asked for while it was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from disclosures.facts import FactSheet, rows_of
from disclosures.narrative.figures import Figures, Operand
from disclosures.narrative.prose import clause
from disclosures.standards.model import ListDef, Standard
from disclosures.tables import Row, RowSource


class TextKey(NamedTuple):
    """The address of a text by the unit: why a figure changed, missed its budget, or its use.

    ``kind`` is ``reason`` (against last year), ``budget_reason``, ``use`` or ``term`` (its own
    explanation of an item in 名词解释); ``row`` is the code for figures that stand for many rows.
    """

    kind: str
    figure: str
    row: str = ""


@dataclass(frozen=True)
class Texts:
    """What the unit wrote: explanations by key, prose by name (duties, organisation)."""

    explanations: Mapping[TextKey, str] = field(default_factory=dict)
    prose: Mapping[str, str] = field(default_factory=dict)


def words_of(standard: Standard, unit: str, year: int) -> dict[str, str]:
    """The words of a document: those of the standard, the unit and the years."""
    return {**standard.words, "unit": unit, "year": str(year), "prior_year": str(year - 1)}


@dataclass(frozen=True)
class Scope:
    """Standard, sheet and words for one sentence; ``row`` and ``argument`` narrow it down.

    ``asked`` collects every text key that a sentence looked for, found or not: it is the list of
    reasons and uses the document has room for. ``missing`` collects the empty cells on account
    of which a text was left out.
    """

    standard: Standard
    sheet: FactSheet
    texts: Texts
    words: Mapping[str, str]
    row: Row | None = None
    argument: str = ""
    asked: dict[TextKey, None] = field(default_factory=dict)
    missing: dict[Operand, None] = field(default_factory=dict)

    @property
    def figures(self) -> Figures:
        return Figures(self.standard, self.sheet, self.row.key if self.row else "")

    def with_row(self, row: Row) -> "Scope":
        return replace(self, row=row, words=MappingProxyType({**self.words, **self._names(row)}))

    def with_argument(self, argument: str) -> "Scope":
        return replace(self, argument=argument)

    def text(self, kind: str, figure: str) -> str:
        """What the unit wrote for ``figure``, '' when nothing; the key is remembered as asked.

        It is one line without the stop it may end with: the sentence goes on after it.
        """
        many = self.standard.figures[figure].cell.row == "*"
        key = TextKey(kind, figure, self.row.key if many and self.row else "")
        self.asked[key] = None
        return clause(self.texts.explanations.get(key, ""))

    def rows(self, name: str) -> tuple[Row, ...]:
        """The rows of the list ``name`` in this sheet, in printed order."""
        return tuple(rows_of_list(self.standard.lists[name], self.standard, self.sheet))

    def _names(self, row: Row) -> dict[str, str]:
        names = {"row.name": clause(row.label), "row.code": row.code}
        if not row.code or row.code not in self.standard.codes.function.codes:
            return names
        path = self.standard.codes.function.path(row.code)
        # The label of a row may be numbered (一、教育支出), its name is not.
        names["row.name"] = path[-1].name
        levels = ("（类）", "（款）", "（项）")
        names["row.path"] = "".join(
            code.name + level for code, level in zip(path, levels, strict=False)
        )
        names["row.section"] = path[1].name if len(path) > 1 else ""
        return names


def rows_of_list(definition: ListDef, standard: Standard, sheet: FactSheet) -> list[Row]:
    """Rows of a table at the level of the list, under its codes, without zeros if it says so."""
    table = standard.tables[definition.table]
    rows = [
        row
        for block in table.blocks
        for row in rows_of(table, block, sheet, standard.codes)
        if block.source is RowSource.ENTRIES or row.code
    ]
    return [row for row in rows if _belongs(row, definition, sheet)]


def _belongs(row: Row, definition: ListDef, sheet: FactSheet) -> bool:
    if definition.level and row.level != definition.level:
        return False
    if definition.under and not row.code.startswith(definition.under):
        return False
    if not definition.nonzero:
        return True
    facts = sheet.facts_of(definition.table).items()
    return any(fact.value for cell, fact in facts if cell.row == row.key)
