"""What a check may look at: figures and texts of a disclosure, and what they are held against."""

from dataclasses import dataclass

from disclosures.facts import FactSheet
from disclosures.narrative.scope import TextKey, Texts
from disclosures.standards.model import Standard


@dataclass(frozen=True)
class Earlier:
    """A published document of the same unit: its figures, its texts, how it is called."""

    title: str
    sheet: FactSheet
    texts: Texts
    standard: Standard


@dataclass(frozen=True)
class Member:
    """A unit whose figures a department's consolidated disclosure includes, for the same year.

    ``sheet`` is None while the unit has none; ``nature`` is the id of 单位性质, '' when unknown.
    """

    name: str
    nature: str
    sheet: FactSheet | None


@dataclass(frozen=True)
class Context:
    """One disclosure to check.

    ``nature`` is the id of the unit's 单位性质, '' when unknown. ``last_year`` is the published
    document of the year before, ``budget`` the published budget of the same year, ``members`` the
    units of a department (empty for a unit). ``asked`` are the texts the document has room for,
    ``lines`` its finished text as (place, text). ``other_names`` are the names of other units.
    """

    standard: Standard
    sheet: FactSheet
    unit: str
    texts: Texts = Texts()
    nature: str = ""
    last_year: Earlier | None = None
    budget: Earlier | None = None
    members: tuple[Member, ...] = ()
    asked: tuple[TextKey, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    other_names: tuple[str, ...] = ()
