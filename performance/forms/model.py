"""An official form as a value: vocabulary, weights, limits and layout."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

_TARGETS = ("targets", "whole_targets")

POSITION = "{n}"
"""In the number of a form: the position of the project."""


@dataclass(frozen=True)
class LevelDef:
    """A first-level indicator; ``below`` are its second levels, ``weight`` its points if fixed."""

    name: str
    below: tuple[str, ...]
    weight: Decimal | None = None


@dataclass(frozen=True)
class CellDef:
    """One cell of the layout: ``kind`` is head, text, word, money, rate, number or blank.

    ``content`` is the text of a head, or the name of what is shown. ``span`` counts columns,
    ``down`` rows (two at most). In repeated rows ``once`` prints the cell for all of them
    together, ``merge`` joins equal neighbours.
    """

    kind: str
    content: str = ""
    span: int = 1
    down: int = 1
    once: bool = False
    merge: bool = False


@dataclass(frozen=True)
class RowDef:
    """A row of cells; ``each`` repeats it over funding, indicators or tasks."""

    cells: tuple[CellDef, ...]
    each: str = ""


@dataclass(frozen=True)
class GroupDef:
    """Rows with a common label in the first column ('' when the rows have none)."""

    rows: tuple[RowDef, ...]
    label: str = ""


@dataclass(frozen=True)
class GradeDef:
    """A grade and the least score it takes."""

    name: str
    least: Decimal


@dataclass(frozen=True)
class Form:
    """One official form.

    ``number`` is printed above it (表6-{n}), {n} being the position of the project. ``kind`` is
    completion, targets, whole_targets or whole_assessment. ``funding`` names the printed sources of
    money. ``limits`` are the most characters of a text by field. ``shortfall`` is the rule for a
    missed target: proportional, or '' when the score is typed. ``reason_below`` is the execution
    rate (%) below which a reason is asked for. ``unconfirmed`` lists what no official text at hand
    confirms.
    """

    id: str
    title: str
    kind: str
    source: str
    widths: tuple[int, ...]
    groups: tuple[GroupDef, ...]
    levels: tuple[LevelDef, ...]
    funding: Mapping[str, str]
    subtitle: str = ""
    number: str = ""
    page: str = "tall"
    fixed_places: bool = False
    scored: bool = False
    needs: tuple[str, ...] = ()
    weights_total: Decimal | None = None
    execution_weight: Decimal | None = None
    shortfall: str = ""
    reason_below: Decimal | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    grades: tuple[GradeDef, ...] = ()
    notes: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()

    @property
    def confirmed(self) -> bool:
        return not self.unconfirmed

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of a project that it cannot do without."""
        if "actual" in self.needs:
            return ("name", "target", "completion")
        return ("name", "target") if self.kind in _TARGETS else ("name",)

    @property
    def columns(self) -> tuple[str, ...]:
        """The money of a project that it cannot do without."""
        if "actual" in self.needs:
            return ("revised", "executed")
        return ("initial",) if self.kind in _TARGETS else ()

    @property
    def counted(self) -> bool:
        """Whether its number counts the projects."""
        return POSITION in self.number

    def numbered(self, position: int) -> str:
        """The number printed above the form at that position; '' when it has none."""
        return self.number.replace(POSITION, str(position))

    def level(self, name: str) -> LevelDef | None:
        """The first level of that name."""
        return next((level for level in self.levels if level.name == name), None)

    def grade(self, total: Decimal) -> str:
        """The grade of a total; '' when the form has none."""
        return next((grade.name for grade in self.grades if total >= grade.least), "")
