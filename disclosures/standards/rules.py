"""From the entries of ``checks.toml`` to the rules of a standard (docs/standards.md)."""

from collections.abc import Iterable

from disclosures.standards import schema
from disclosures.standards.entries import Data, expect
from disclosures.standards.model import IdentityDef, SubjectsDef, TransferDef, UnitsDef
from disclosures.standards.tables import cell
from disclosures.tables import Cell

_SIDES = ("left", "right", "there", "requires", "unless")


def build_identity(entry: Data) -> IdentityDef:
    """An ``identities`` entry. Raises BadStandard."""
    expect(entry, f"checks.toml {entry['id']}", schema.IDENTITY)
    sides = {side: _cells(entry[side]) for side in _SIDES if side in entry}
    return IdentityDef(**{**entry, **sides})


def build_subjects(entry: Data) -> SubjectsDef:
    """A ``subjects`` entry. Raises BadStandard."""
    expect(entry, "checks.toml subjects", schema.SUBJECTS)
    return SubjectsDef(_cells(entry["cells"]), tuple(entry["never"]))


def build_units(entry: Data) -> UnitsDef:
    """The ``units`` section. Raises BadStandard."""
    expect(entry, "checks.toml units", schema.UNITS)
    return UnitsDef(
        _cells(entry.get("add", ())),
        tuple(_transfer(transfer) for transfer in entry.get("transfers", ())),
    )


def _transfer(entry: Data) -> TransferDef:
    expect(entry, "checks.toml units", schema.TRANSFER)
    return TransferDef(entry["label"], cell(entry["received"]), cell(entry["paid"]))


def _cells(texts: Iterable[str]) -> tuple[Cell, ...]:
    return tuple(cell(text) for text in texts)
