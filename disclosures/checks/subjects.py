"""E19: amounts below zero, and codes in a table of a budget to which they cannot belong."""

from collections.abc import Iterator

from disclosures.checks.catalogue import finding
from disclosures.checks.context import Context
from disclosures.checks.finding import Finding, Severity
from disclosures.checks.naming import cell_name, shown
from disclosures.classification import Code
from disclosures.facts import FactSheet
from disclosures.standards.model import Standard, SubjectsDef
from disclosures.tables import Cell, Measure


def run(context: Context) -> tuple[Finding, ...]:
    """Negative figures in the order of the sheet, then codes in the wrong table."""
    standard, sheet = context.standard, context.sheet
    strays = (found for entry in standard.subjects for found in _strays(entry, standard, sheet))
    return (*_negatives(standard, sheet), *strays)


def _negatives(standard: Standard, sheet: FactSheet) -> Iterator[Finding]:
    """A count cannot be negative; an amount can, where an account was put right (提示)."""
    for cell, fact in sheet.facts.items():
        if fact.value >= 0 or cell.table not in standard.tables or _signed(cell, standard):
            continue
        row = standard.tables[cell.table].fixed_rows().get(cell.row)
        counted = row is not None and row.measure is Measure.COUNT
        yield finding(
            "E19",
            f"{cell_name(cell, standard)}：填报 {shown(fact.value, cell, standard)}，不应为负数",
            (cell,),
            fact.value,
            severity=Severity.ERROR if counted else Severity.WARNING,
        )


def _signed(cell: Cell, standard: Standard) -> bool:
    columns = standard.tables[cell.table].columns()
    return any(column.signed for column in columns if column.id == cell.column)


def _strays(entry: SubjectsDef, standard: Standard, sheet: FactSheet) -> Iterator[Finding]:
    for pattern in entry.cells:
        rows = {
            cell.row: fact.value
            for cell, fact in sheet.facts_of(pattern.table).items()
            if cell.column == pattern.column and fact.value
        }
        for row in sorted(rows):
            proof = _proof(row, entry, standard)
            # The whole branch is wrong: one finding, at the highest code of it that is reported.
            if proof is None or any(up in rows for up in _below(proof, row, standard)):
                continue
            cell = Cell(pattern.table, row, pattern.column)
            yield finding(
                "E19",
                f"{cell_name(cell, standard)}：填报 {shown(rows[row], cell, standard)}，"
                f"“{proof.code} {proof.name}”只属于{'、'.join(proof.budgets)}，不应列在这里",
                (cell,),
                rows[row],
                fix=f"请把这一科目的数移到{proof.budgets[0]}的表，或改正科目编码",
            )


def _proof(row: str, entry: SubjectsDef, standard: Standard) -> Code | None:
    """The code, ``row`` or one above it, that shows it does not belong; None when none does.

    Only a code seen in an official list proves anything.
    """
    codes = standard.codes.function
    path = codes.path(row) if row in codes else ()
    proofs = (code for code in path if code.confirmed and code.budgets)
    return next((code for code in proofs if set(code.budgets) <= set(entry.never)), None)


def _below(proof: Code, row: str, standard: Standard) -> list[str]:
    """The codes from ``proof`` down to the one above ``row``."""
    path = [code.code for code in standard.codes.function.path(row)]
    return path[path.index(proof.code) : -1]
