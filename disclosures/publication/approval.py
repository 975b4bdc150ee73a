"""登记批复: the day from which the time to publish is counted."""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from disclosures.events import Change, record
from disclosures.models.disclosure import Disclosure
from disclosures.models.event import Action
from disclosures.permissions import Act
from disclosures.publication.refusal import Refused, require

LONGEST_NUMBER = 60
"""Characters of a 批复文号, as many as the database keeps."""


def register_approval(
    disclosure: Disclosure, day: date, number: str, by: User, today: date
) -> None:
    """Keeps when and under which number the accounts were replied to; in any state.

    Raises Refused for a day after ``today`` or before the year the document is about, NotPermitted
    without the duty.
    """
    require(by, Act.REGISTER, disclosure)
    number = " ".join(number.split())
    if day > today:
        raise Refused(f"批复日期 {day} 在今天之后，请核对")
    if day.year < disclosure.year - 1:
        raise Refused(f"批复日期 {day} 早于{disclosure.year - 1}年，请核对年份")
    if len(number) > LONGEST_NUMBER:
        raise Refused(f"批复文号有 {len(number)} 个字，最多 {LONGEST_NUMBER} 个字")
    with transaction.atomic():
        locked = disclosure.locked()
        changes = (
            Change("批复日期", _written(locked.approval_date), _written(day)),
            Change("批复文号", locked.approval_number, number),
        )
        real = tuple(change for change in changes if change.before != change.after)
        if real:
            locked.approval_date, locked.approval_number = day, number
            locked.save(update_fields=["approval_date", "approval_number"])
            record(Action.APPROVAL, by, disclosure=locked, changes=real)
    disclosure.refresh_from_db()


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""
