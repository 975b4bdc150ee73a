"""What a read workbook would change: new, changed and removed figures, before anything is stored.

A file replaces the figures of the tables it holds; those of other tables stay. Nothing here reads
or writes the database.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from disclosures import amounts
from disclosures.checks.finding import Finding
from disclosures.facts import Fact, FactSheet
from disclosures.intake.mapping import Mapped
from disclosures.standards.model import Standard
from disclosures.tables import TOTAL, Cell, Measure, Row, RowSource, Table


class Address(NamedTuple):
    """A figure of a disclosure: its cell, and whether it is of the year before."""

    cell: Cell
    prior: bool


Figures = Mapping[Address, Fact]


class Line(NamedTuple):
    """One figure, or the name of one entry, that the file changes.

    ``old`` and ``new`` are printed in ``unit``, that of the table, with all their digits; '' is
    none. ``sheet`` and ``cell`` say where the file has it; '' for what the file leaves empty.
    """

    table: str
    name: str
    old: str
    new: str
    unit: str
    sheet: str = ""
    cell: str = ""

    @property
    def place(self) -> str:
        """Where it stands in the file: “公开03表”E8."""
        return f"“{self.sheet}”{self.cell}" if self.sheet else ""


@dataclass(frozen=True)
class Preview:
    """What a workbook would change.

    ``new`` and ``changed`` are in the order of the file, ``removed`` in the order of entry.
    ``tables`` are the titles of the tables the file holds, ``emptied`` those of them that had
    figures and would have none. ``held`` are the addresses the file speaks of, ``figures`` what it
    says; ``sheet`` are all figures as they would be. While ``token`` is the same, what was shown is
    what would be stored.
    """

    new: tuple[Line, ...]
    changed: tuple[Line, ...]
    removed: tuple[Line, ...]
    unchanged: int
    tables: tuple[str, ...]
    emptied: tuple[str, ...]
    held: frozenset[Address]
    figures: Figures
    sheet: FactSheet
    token: str

    @property
    def changes(self) -> int:
        return len(self.new) + len(self.changed) + len(self.removed)


class Marked(NamedTuple):
    """A finding as if the file were stored; ``new`` where the figures so far have none such."""

    finding: Finding
    new: bool


def marked(after: Iterable[Finding], before: Iterable[Finding]) -> tuple[Marked, ...]:
    """The findings ``after``, those that were not there ``before`` marked as new."""
    known = {finding.key for finding in before}
    return tuple(Marked(finding, finding.key not in known) for finding in after)


def preview(standard: Standard, before: FactSheet, mapped: Mapped) -> Preview:
    """What ``mapped`` would change in ``before``."""
    form = _Form(standard, [standard.tables[name] for name in mapped.tables])
    all_before = _figures(before)
    old = {address: fact for address, fact in all_before.items() if form.holds(address)}
    read = _figures(FactSheet(before.year, mapped.facts, prior=FactSheet(0, mapped.prior)))
    figures = {address: _settled(old.get(address), fact) for address, fact in read.items()}
    labels = {
        **{key: text for key, text in before.labels.items() if key[0] not in mapped.tables},
        **mapped.labels,
    }
    stay = {address: fact for address, fact in all_before.items() if address not in old}
    sheet = _sheet(before.year, {**stay, **figures}, labels)
    same = [a for a, fact in figures.items() if a in old and old[a].value == fact.value]
    changed = [a for a in figures if a in old and old[a].value != figures[a].value]
    removed = [a for a in old if a not in figures]
    return Preview(
        new=tuple(form.line(a, labels, None, read[a]) for a in figures if a not in old),
        changed=(
            *(form.line(a, labels, old[a], read[a]) for a in changed),
            *_renamed_entries(standard, before.labels, labels),
        ),
        removed=tuple(form.line(a, before.labels, old[a], None) for a in removed),
        unchanged=len(same),
        tables=tuple(table.title for table in form.tables),
        emptied=tuple(form.emptied(old, figures)),
        held=frozenset(old) | frozenset(figures),
        figures=figures,
        sheet=sheet,
        token=_token(before, sheet),
    )


def filled(standard: Standard, mapped: Mapped) -> Mapped:
    """``mapped`` without the tables it holds no figure of: these are then left as they are."""
    form = _Form(standard, [standard.tables[name] for name in mapped.tables])
    read = _figures(FactSheet(standard.year, mapped.facts, prior=FactSheet(0, mapped.prior)))
    found = {form.table_of(address).id for address in read}
    return replace(mapped, tables=tuple(name for name in mapped.tables if name in found))


class _Form:
    """The tables a file holds: which figures are theirs, and how they are called."""

    def __init__(self, standard: Standard, tables: list[Table]) -> None:
        self.standard = standard
        self.tables = tables
        self._by_id = {table.id: table for table in tables}
        self._prior = {
            row.target: (table, row)
            for table in tables
            for row in table.fixed_rows().values()
            if row.target and row.prior
        }

    def holds(self, address: Address) -> bool:
        return address.cell in self._prior if address.prior else address.cell.table in self._by_id

    def table_of(self, address: Address) -> Table:
        if address.prior:
            return self._prior[address.cell][0]
        return self._by_id[address.cell.table]

    def emptied(self, old: Figures, new: Figures) -> Iterator[str]:
        had = {self.table_of(address).id for address in old}
        has = {self.table_of(address).id for address in new}
        return (table.title for table in self.tables if table.id in had - has)

    def line(
        self,
        address: Address,
        labels: Mapping[tuple[str, str], str],
        old: Fact | None,
        new: Fact | None,
    ) -> Line:
        table = self.table_of(address)
        row = self._row(table, address, labels)
        column = next((c for c in table.columns() if c.id == address.cell.column), None)
        heads = "" if column is None or address.prior else "·".join(column.labels)
        counted = row.measure is Measure.COUNT
        source = new.source if new else None
        return Line(
            table=table.title,
            name=" ".join(filter(None, (row.code, row.label, heads))),
            old=_text(old, table, row),
            new=_text(new, table, row),
            unit=row.unit if counted else table.unit,
            sheet=source.sheet if source else "",
            cell=source.cell if source else "",
        )

    def _row(self, table: Table, address: Address, labels: Mapping[tuple[str, str], str]) -> Row:
        if address.prior:
            return self._prior[address.cell][1]
        key = address.cell.row
        if fixed := table.fixed_rows().get(key):
            return fixed
        block = table.blocks[0]
        if block.source is RowSource.ENTRIES:
            return Row(key, labels.get((table.id, key), key))
        if key == TOTAL:
            return Row(key, block.total_label)
        codes = self.standard.codes
        known = codes.function if block.source is RowSource.FUNCTION else codes.economic_department
        entry = known.get(key)
        return Row(key, entry.name if entry else "", code=key)


def _figures(sheet: FactSheet) -> dict[Address, Fact]:
    prior = sheet.prior.facts if sheet.prior else {}
    return {
        **{Address(cell, False): fact for cell, fact in sheet.facts.items()},
        **{Address(cell, True): fact for cell, fact in prior.items()},
    }


def _sheet(year: int, figures: Figures, labels: Mapping[tuple[str, str], str]) -> FactSheet:
    facts = {a.cell: fact for a, fact in figures.items() if not a.prior}
    prior = {a.cell: fact for a, fact in figures.items() if a.prior}
    return FactSheet(year, facts, labels, FactSheet(year - 1, prior) if prior else None)


def _settled(old: Fact | None, new: Fact) -> Fact:
    """What is kept of a figure the file repeats.

    One taken over from a publication remains that; one known exactly is not known worse because a
    file prints it with two places.
    """
    if old is None or old.value != new.value:
        return new
    if old.source.kind == "publication":
        return old
    return replace(new, rounded=new.rounded and old.rounded)


def _renamed_entries(
    standard: Standard,
    old: Mapping[tuple[str, str], str],
    new: Mapping[tuple[str, str], str],
) -> Iterator[Line]:
    """The entries of a list whose names the file changes."""
    for (table, row), text in new.items():
        before = old.get((table, row), text)
        if before != text:
            yield Line(standard.tables[table].title, f"第{row}项的名称", before, text, "")


def _text(fact: Fact | None, table: Table, row: Row) -> str:
    if fact is None:
        return ""
    if row.measure is Measure.COUNT:
        return amounts.trimmed(fact.value)
    if table.unit != "万元":
        return amounts.fixed(fact.value)
    whole, _, places = amounts.exact_wan(fact.value).partition(".")
    return f"{Decimal(whole):,}.{places}" if places else f"{Decimal(whole):,}"


def _token(before: FactSheet, after: FactSheet) -> str:
    """The same for the same figures and names before and after, wherever they came from."""
    said = [
        line
        for sheet in (before, after)
        for line in (
            "",
            *(
                f"{address.prior}\t{address.cell}\t{fact.value:f}\t{fact.rounded}"
                for address, fact in sorted(_figures(sheet).items(), key=itemgetter(0))
            ),
            *(f"{table}\t{row}\t{text}" for (table, row), text in sorted(sheet.labels.items())),
        )
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
