"""The disclosures of one round (year, kind, level) that a file of many units speaks of."""

from collections.abc import Iterable
from typing import NamedTuple

from disclosures.classification import UnknownCode
from disclosures.intake.bulk import Bulk, BulkPart, BulkUnit, rows_of
from disclosures.intake.load import require_draft
from disclosures.intake.mapping import IntakeError, Mapped
from disclosures.intake.problems import Problem
from disclosures.intake.whose import Named, Register
from disclosures.models import Disclosure, Kind, Level, Unit
from disclosures.pipeline import standard_of
from disclosures.standards.loader import UnknownStandard
from disclosures.standards.model import Standard

NO_FORM = (IntakeError, UnknownCode, UnknownStandard)
"""Why there is no draft to take figures in."""

CHOOSE = "请写明口径（部门或单位）"


class Round(NamedTuple):
    """Which disclosures are meant."""

    year: int
    kind: Kind
    level: Level | None


def disclosure_of(unit: Unit, round: Round, how: str = CHOOSE) -> Disclosure:
    """The one disclosure of ``unit`` meant, of any level with None.

    Raises IntakeError; ``how`` says where a level can be given.
    """
    year, kind, level = round
    found = Disclosure.objects.select_related("unit").filter(unit=unit, year=year, kind=kind)
    if level:
        found = found.filter(level=level)
    if not found:
        wanted = level.label if level else ""
        raise IntakeError([Problem(f"“{unit}”没有{year}年度的{wanted}{kind.label}")])
    if len(found) > 1:
        both = f"既有部门{kind.label}，又有单位{kind.label}"
        raise IntakeError([Problem(f"“{unit}”{year}年度{both}；{how}")])
    return found[0]


class Units:
    """The units that a file may speak of: their drafts, and the standard of each, read once."""

    def __init__(self, round: Round, among: Iterable[Unit]) -> None:
        self._round = round
        self._units = {unit.pk: unit for unit in among}
        self._drafts: dict[BulkUnit, Disclosure] = {}
        self._refusals: dict[BulkUnit, Exception] = {}
        self._standards: dict[tuple[str, str], Standard] = {}
        self.register = Register(
            Named(unit.pk, unit.code, unit.name) for unit in self._units.values()
        )

    def name(self, key: int) -> str:
        """The name of the unit with this key."""
        return self._units[key].name

    def draft(self, key: int) -> tuple[Disclosure, Standard]:
        """The draft of the unit with this key, and its standard. Raises one of NO_FORM."""
        disclosure = disclosure_of(self._units[key], self._round)
        require_draft(disclosure)
        return disclosure, self._standard_of(disclosure)

    def standard(self, named: BulkUnit) -> Standard | None:
        """The standard of a unit of a workbook; None where it has none, or is not known."""
        found = self.register.named(named.code, named.name)
        if found is None:
            return None
        try:
            disclosure, standard = self.draft(found.key)
        except NO_FORM as error:
            self._refusals[named] = error
            return None
        self._drafts[named] = disclosure
        return standard

    def draft_of(self, part: BulkPart, bulk: Bulk) -> tuple[Disclosure, Standard, Mapped]:
        """What a workbook holds of a unit, and for which draft. Raises one of NO_FORM."""
        if part.unit in self._refusals:
            raise self._refusals[part.unit]
        disclosure = self._drafts.get(part.unit)
        if disclosure is None or part.mapped is None:
            lines = [] if disclosure else [Problem(rows_of(bulk, part.unit))]
            raise IntakeError([*part.problems, *lines])
        return disclosure, self._standard_of(disclosure), part.mapped

    def _standard_of(self, disclosure: Disclosure) -> Standard:
        """The same for all of its kind."""
        key = (disclosure.unit.jurisdiction, disclosure.level)
        if key not in self._standards:
            self._standards[key] = standard_of(disclosure)
        return self._standards[key]
