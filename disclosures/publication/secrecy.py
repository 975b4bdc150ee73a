"""涉密: which rows are folded into the row above them, and on what ground."""

from django.contrib.auth.models import User
from django.db import transaction

from disclosures.events import Change, record
from disclosures.models.disclosure import Disclosure, State
from disclosures.models.event import Action
from disclosures.models.secrecy import SecretRow
from disclosures.permissions import Act
from disclosures.pipeline import standard_of
from disclosures.publication.refusal import Refused, good_reason, require
from disclosures.secrecy.folding import foldable

LONGEST_GROUND = 200
"""Characters of a 定密依据, as many as the database keeps."""


def mark_secret(disclosure: Disclosure, code: str, ground: str, by: User) -> SecretRow:
    """Folds the row ``code`` in everything that is shown; ``ground`` is the 定密依据.

    Raises Refused for a code that cannot be folded, without a ground, and unless it is a draft.
    """
    require(by, Act.MARK_SECRET, disclosure)
    ground = good_reason(ground, "定密依据", LONGEST_GROUND)
    subject = standard_of(disclosure).codes.function.get(code)
    if subject is None or not foldable(subject):
        raise Refused(
            f"“{code}”不是{disclosure.year}年支出功能分类的款或项，请填写 5 位或 7 位编码"
        )
    with transaction.atomic():
        locked = _draft(disclosure)
        if locked.secret_rows.filter(code=code).exists():
            raise Refused(f"{code} {subject.name}已经标记为涉密")
        row = SecretRow.objects.create(disclosure=locked, code=code, ground=ground, by=by)
        change = Change(code, "公开", f"涉密（{ground}）")
        locked.touch(by)
        record(Action.SECRET, by, disclosure=locked, reason=ground, changes=(change,))
    return row


def unmark_secret(disclosure: Disclosure, code: str, by: User) -> None:
    """Shows the row again. Raises Refused when it is not marked, and unless it is a draft."""
    require(by, Act.MARK_SECRET, disclosure)
    with transaction.atomic():
        locked = _draft(disclosure)
        row = locked.secret_rows.filter(code=code).first()
        if row is None:
            raise Refused(f"{code}没有标记为涉密")
        change = Change(code, f"涉密（{row.ground}）", "公开")
        row.delete()
        locked.touch(by)
        record(Action.SECRET, by, disclosure=locked, changes=(change,))


def _draft(disclosure: Disclosure) -> Disclosure:
    locked = disclosure.locked()
    if locked.state != State.DRAFT:
        raise Refused(f"这份材料{locked.get_state_display()}，不能再标记涉密")
    return locked
