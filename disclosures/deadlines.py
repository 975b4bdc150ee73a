"""When a document has to be public, and who is late.

- A department publishes within 20 days of the finance bureau's 批复 (预算法 第十四条).
- It replies to its units within 15 days of that 批复 (预算法 第五十二条, 第八十条), and each unit
  publishes within 20 days of the department's reply (预算法实施条例 第六条).

Days are calendar days: the day of the reply is not counted, the last one is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.db.models import Min, QuerySet
from django.utils import timezone

from disclosures.models.disclosure import Disclosure, Kind, Level, State
from disclosures.models.publication import Publication
from disclosures.models.unit import Unit

DAYS_TO_PUBLISH = 20
DAYS_TO_REPLY = 15
SOON = 5
"""Days before the last one from which a unit is reminded."""


class Standing(Enum):
    """How a document stands against its last day; the value is how people call it."""

    IN_TIME = "按时公开"
    LATE = "逾期公开"
    OVERDUE = "逾期未公开"
    SOON = "临近期限"
    RUNNING = "期限内"
    NOT_REPLIED = "未登记批复"
    WITHDRAWN = "已撤回"


@dataclass(frozen=True)
class Line:
    """One document that a unit has to publish, made or not.

    ``due`` is its last day, None without a 批复; ``days`` how many are left until it or, negative,
    how many it was or is late. ``reply_due`` is the last day for the department's reply to a unit.
    """

    unit: Unit
    level: Level
    disclosure: Disclosure | None
    due: date | None
    reply_due: date | None
    published_on: date | None
    standing: Standing
    days: int | None

    @property
    def days_late(self) -> int:
        """How many days past the last one; 0 before it and without one."""
        return max(0, -(self.days or 0))

    @property
    def remaining(self) -> str:
        """还有 3 天, 超 3 天; '' once it was published in time, and without a last day."""
        if self.days is None or self.standing is Standing.IN_TIME:
            return ""
        return f"还有 {self.days} 天" if self.days >= 0 else f"超 {-self.days} 天"

    @property
    def state(self) -> str:
        """编制中, 已报审 …, 未建立 where nobody has begun."""
        return self.disclosure.get_state_display() if self.disclosure else "未建立"


def due_date(approval: date | None) -> date | None:
    """The last day to publish what was replied to on ``approval``."""
    return approval + timedelta(days=DAYS_TO_PUBLISH) if approval else None


def reply_date(approval: date | None) -> date | None:
    """The last day for a department to reply to its units after its own 批复."""
    return approval + timedelta(days=DAYS_TO_REPLY) if approval else None


def standing_of(
    due: date | None, published_on: date | None, withdrawn: bool, today: date
) -> tuple[Standing, int | None]:
    """How a document stands on ``today``, and the days to ``due`` (negative: past it)."""
    if withdrawn:
        return Standing.WITHDRAWN, None
    if due is None:
        return (Standing.IN_TIME if published_on else Standing.NOT_REPLIED), None
    days = (due - (published_on or today)).days
    if published_on:
        return (Standing.IN_TIME if days >= 0 else Standing.LATE), days
    if days < 0:
        return Standing.OVERDUE, days
    return (Standing.SOON if days <= SOON else Standing.RUNNING), days


def ledger(units: QuerySet[Unit], year: int, kind: Kind, today: date) -> tuple[Line, ...]:
    """Every document of ``kind`` and ``year`` that ``units`` have to publish, by name.

    A department is expected to publish for itself and its units, a unit below it for itself; where
    a document of another level was begun, that one as well. Units that lawfully publish nothing
    (``exempt``) are left out.
    """
    owing = list(units.filter(exempt="").select_related("parent").order_by("name"))
    made = _made(owing, year, kind)
    departments = {unit.parent_id for unit in owing if unit.parent_id}
    approvals = _approvals(departments, year, kind)
    first = _first_published(made.values())
    begun: dict[int, set[Level]] = {}
    for pk, level in made:
        begun.setdefault(pk, set()).add(level)
    lines = []
    for unit in owing:
        own = Level.UNIT if unit.parent_id else Level.DEPARTMENT
        for level in sorted({own, *begun.get(unit.pk, ())}):
            disclosure = made.get((unit.pk, level))
            approval = disclosure.approval_date if disclosure else None
            published_on = first.get(disclosure.pk) if disclosure else None
            withdrawn = disclosure is not None and disclosure.state == State.WITHDRAWN
            due = due_date(approval)
            standing, days = standing_of(due, published_on, withdrawn, today)
            reply = reply_date(approvals.get(unit.parent_id)) if unit.parent_id else None
            lines.append(Line(unit, level, disclosure, due, reply, published_on, standing, days))
    return tuple(lines)


def _made(units: Iterable[Unit], year: int, kind: Kind) -> dict[tuple[int, Level], Disclosure]:
    rows = Disclosure.objects.filter(unit__in=list(units), year=year, kind=kind)
    return {(one.unit_id, Level(one.level)): one for one in rows.select_related("unit")}


def _approvals(departments: Iterable[int], year: int, kind: Kind) -> dict[int | None, date | None]:
    """By department the day of its own 批复."""
    rows = Disclosure.objects.filter(
        unit__in=list(departments), year=year, kind=kind, level=Level.DEPARTMENT
    )
    return dict(rows.values_list("unit", "approval_date"))


def _first_published(disclosures: Iterable[Disclosure]) -> dict[int, date]:
    """By disclosure the day its first version was published: a correction is no later duty."""
    rows = Publication.objects.filter(disclosure__in=list(disclosures)).order_by()
    first = rows.values_list("disclosure").annotate(at=Min("published_at"))
    return {pk: timezone.localdate(at) for pk, at in first}
