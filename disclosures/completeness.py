"""What is still missing before a disclosure can be submitted: figures, counts, reasons, prose.

Needed are a figure in every table that the standard requires, every figure a sentence is built on,
the reason for every change the document tells, the use of every single amount it names, and every
block of prose the unit writes itself. Not needed: a table whose amounts other tables show to be
zero, or that the unit explained in a remark; the use of a row among many, which 名词解释 explains.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosures.checks import reasons
from disclosures.checks.context import Context
from disclosures.checks.naming import cell_name
from disclosures.checks.places import PROSE, text_name
from disclosures.document.assemble import Assembled
from disclosures.document.contribution import Needed
from disclosures.document.tree import Document, Paragraph, Section
from disclosures.facts import FactSheet
from disclosures.narrative.figures import Figure, Operand
from disclosures.narrative.prose import clause, lines, one_line
from disclosures.narrative.scope import TextKey, Texts
from disclosures.standards.model import IdentityDef, Standard
from disclosures.tables import TOTAL, Cell, Measure, Table


@dataclass(frozen=True)
class Missing:
    """One thing to fill in, at a ``cell`` (of ``year``), a ``text``, a ``place``, or a ``table``.

    ``kind`` is figure, count, reason, use, prose or contributed; ``label`` says to the clerk what
    is missing. ``table`` is the one on whose page a figure is entered, ``place`` that of a need
    of another app.
    """

    kind: str
    label: str
    table: str = ""
    cell: Cell | None = None
    year: int = 0
    text: TextKey | None = None
    place: str = ""


@dataclass(frozen=True)
class Progress:
    """How many things the document needs, and which of them are not there yet."""

    needed: int
    missing: tuple[Missing, ...]

    @property
    def filled(self) -> int:
        return self.needed - len(self.missing)

    @property
    def percent(self) -> int:
        """Whole per cent, 100 only when nothing is missing."""
        return self.filled * 100 // self.needed if self.needed else 100


Need = Missing | None
"""One thing that is needed; None where it is there."""


def progress(
    standard: Standard,
    sheet: FactSheet,
    texts: Texts,
    assembled: Assembled,
    contributed: Sequence[Needed] = (),
) -> Progress:
    """What the document of ``standard`` needs and lacks, in the order a clerk works.

    ``contributed`` is what other apps need for their part of it.
    """
    needs = (
        *_tables(standard, sheet, texts, assembled),
        *_figures(standard, sheet, assembled),
        *_texts(standard, sheet, texts, assembled),
        *_prose(standard, texts, assembled),
        *(
            None if need.there else Missing("contributed", need.label, place=need.place)
            for need in contributed
        ),
    )
    return Progress(len(needs), tuple(need for need in needs if need is not None))


def required_text(key: TextKey) -> bool:
    """Whether a text that a sentence has room for must be there."""
    return key.kind in ("reason", "budget_reason") or (key.kind == "use" and not key.row)


def entry_table(standard: Standard, cell: Cell, prior: bool = False) -> str:
    """The id of the table on whose page ``cell`` is entered: a supplementary line or its own."""
    for name in standard.supplementary:
        rows = standard.tables[name].fixed_rows().values()
        if any(row.target == cell and row.prior == prior for row in rows):
            return name
    return cell.table


def _tables(
    standard: Standard, sheet: FactSheet, texts: Texts, assembled: Assembled
) -> Iterator[Need]:
    """The tables that must hold something; an empty one with a cell on the list stands there."""
    listed = {operand.cell.table for operand in _unknown(assembled, sheet)}
    for table in standard.published_tables():
        empty = not sheet.facts_of(table.id)
        if not table.required or table.view_of or (empty and table.id in listed):
            continue
        label = f"{table.form}《{table.title}》没有任何数据"
        there = not empty or _explained(table, texts) or _shown_zero(table, standard, sheet)
        yield None if there else Missing("figure", label, table.id)


def _explained(table: Table, texts: Texts) -> bool:
    return bool(one_line(texts.prose.get(f"table.{table.id}", "")))


def _shown_zero(table: Table, standard: Standard, sheet: FactSheet) -> bool:
    """Whether the rules between tables leave ``table`` nothing but zero."""
    shown = [
        sheet.value(cell)
        for identity in standard.identities
        for cell in _across(identity, table)
        if sheet.value(cell) is not None
    ]
    return bool(shown) and not any(shown)


def _across(identity: IdentityDef, table: Table) -> tuple[Cell, ...]:
    """The cells that fix the cells of ``table`` by an equation; none where there is no such."""
    sides = (identity.left, identity.right)
    inside = [bool(side) and all(cell.table == table.id for cell in side) for side in sides]
    of_rows = any(cell.row in ("*", "+") for side in sides for cell in side)
    conditional = identity.document or identity.bodies or identity.requires
    if identity.relation != "=" or of_rows or conditional or inside[0] == inside[1]:
        return ()
    return sides[inside.index(False)]


def _figures(standard: Standard, sheet: FactSheet, assembled: Assembled) -> Iterator[Need]:
    # What another app contributes to the document is entered in tables of its own.
    yield from (
        None for operand in _known(assembled.document) if operand.cell.table in standard.tables
    )
    for operand in _unknown(assembled, sheet):
        yield _figure(operand, standard, sheet)


def _figure(operand: Operand, standard: Standard, sheet: FactSheet) -> Missing:
    cell, prior = operand.cell, operand.year != sheet.year
    row = standard.tables[cell.table].fixed_rows().get(cell.row)
    counted = row is not None and row.measure is Measure.COUNT
    return Missing(
        kind="count" if counted else "figure",
        label=f"{operand.year}年 {cell_name(cell, standard)}",
        table=entry_table(standard, cell, prior),
        cell=cell,
        year=operand.year,
    )


def _known(document: Document) -> Iterator[Operand]:
    """Every cell the sentences of the document are built on, once."""
    yield from dict.fromkeys(
        operand
        for part in document.parts
        for paragraph in _paragraphs(part)
        for run in paragraph.runs
        if isinstance(run, Figure)
        for operand in run.operands
    )


def _paragraphs(section: Section) -> Iterator[Paragraph]:
    yield from (block for block in section.blocks if isinstance(block, Paragraph))
    for below in section.sections:
        yield from _paragraphs(below)


def _unknown(assembled: Assembled, sheet: FactSheet) -> Iterator[Operand]:
    """The empty cells a sentence was left out for; a share of nothing is not an empty cell."""
    for operand in assembled.missing:
        of_year = sheet if operand.year == sheet.year else sheet.prior
        if of_year is None or of_year.value(operand.cell) is None:
            yield operand


def _texts(
    standard: Standard, sheet: FactSheet, texts: Texts, assembled: Assembled
) -> Iterator[Need]:
    lacking = _lacking_reasons(standard, sheet, texts, assembled)
    for key in filter(required_text, assembled.asked):
        if key.kind == "use":
            there = bool(clause(texts.explanations.get(key, "")))
        else:
            there = key not in lacking
        kind = "use" if key.kind == "use" else "reason"
        yield None if there else Missing(kind, text_name(key, standard), text=key)


def _lacking_reasons(
    standard: Standard, sheet: FactSheet, texts: Texts, assembled: Assembled
) -> frozenset[TextKey]:
    """The reasons that the check R01 misses, without those that come with another of them.

    One reason serves figures that moved alike, and a 合计 needs none once its rows have theirs.
    """
    unit = assembled.document.unit
    context = Context(standard, sheet, unit, texts, asked=assembled.asked)
    listed: dict[object, TextKey] = {}
    for key in sorted(reasons.missing(context), key=lambda key: not key.row):
        moved = reasons.movement(key, context)
        alike = (key.kind, moved.now, moved.before) if moved else key
        if not any(_is_row_of(one, key, standard) for one in listed.values()):
            listed.setdefault(alike, key)
    return frozenset(listed.values())


def _is_row_of(one: TextKey, whole: TextKey, standard: Standard) -> bool:
    """Whether the budget reason ``one`` belongs to a row whose 合计 ``whole`` explains."""
    row, total = standard.figures[one.figure].cell, standard.figures[whole.figure].cell
    columns = (row.table, row.column) == (total.table, total.column)
    kinds = one.kind == whole.kind == "budget_reason"
    return kinds and columns and bool(one.row) and total.row == TOTAL


def _prose(standard: Standard, texts: Texts, assembled: Assembled) -> Iterator[Need]:
    for name in assembled.prose:
        key = TextKey(PROSE, name)
        there = bool(lines(texts.prose.get(name, "")))
        yield None if there else Missing(PROSE, text_name(key, standard), text=key)
