"""One text of the unit into the database: a reason, a use, an explanation of a term, or prose.

Texts are plain: nothing in them is ever read as markup. They are kept as typed, without blanks at
either end and with one kind of line end.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from disclosures.checks.places import PROSE
from disclosures.events import Change, record, text_place
from disclosures.models.classification import classifications_for
from disclosures.models.disclosure import Disclosure, State
from disclosures.models.event import Action
from disclosures.models.explanation import Explanation, ExplanationKind, Prose
from disclosures.models.fact import sheet_of
from disclosures.narrative.scope import TextKey
from disclosures.standards.loader import load
from disclosures.standards.model import Standard
from disclosures.tables import RowSource

LONGEST = {
    **{kind.value: Explanation._meta.get_field("text").max_length or 0 for kind in ExplanationKind},
    PROSE: Prose._meta.get_field("text").max_length or 0,
}
"""Characters of a text at most, by kind."""

LAST_YEARS, LOOKED_AT = "沿用上年，未核对", "沿用上年，已核对"
"""What the log says of a text of last year that was kept as it was."""

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_LONGEST_ROW = 60
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that make a line print in another order than it was typed."""


class TextRefused(Exception):
    """A text that cannot be stored; the message tells the clerk why and what to do."""


@dataclass(frozen=True)
class SavedText:
    """What became of a text.

    ``conflict``: somebody else has changed it since; nothing was stored, ``theirs`` is theirs and
    ``mine`` what was to be stored. Otherwise both are what is stored now, ``at`` since when the
    disclosure is as it is.
    """

    theirs: str
    mine: str
    at: datetime
    conflict: bool = False


def save_text(
    disclosure: Disclosure,
    key: TextKey,
    text: str,
    base: str,
    by: AbstractBaseUser | AnonymousUser | None,
) -> SavedText:
    """Stores ``text`` under ``key`` if what is stored there is still ``base``, or already ``text``.

    An empty text removes what is there. Any save clears ``carried``: somebody has looked at it.
    Raises TextRefused when the disclosure is no draft, the key belongs to nothing in its standard,
    or the text is too long or holds what cannot be printed; UnknownStandard when it has none.
    """
    text, base = cleaned(text), cleaned(base)
    with transaction.atomic():
        locked = disclosure.locked()
        if locked.state != State.DRAFT:
            raise TextRefused(f"这份材料{locked.get_state_display()}，文字不能再改动")
        rows = _rows(locked, key)
        row = rows.first()
        stored = row.text if row else ""
        if text:
            _check_text(key, text)
        if not row:
            _check_key(locked, key)
        if cleaned(stored) not in (base, text):
            return SavedText(stored, text, locked.changed_at or timezone.now(), conflict=True)
        if stored != text or (row and row.carried):
            _store(locked, key, text, rows)
            user = by if isinstance(by, User) else None
            locked.touch(user)
            change = Change(text_place(*key), stored, text)
            if stored == text:
                change = Change(text_place(*key), LAST_YEARS, LOOKED_AT)
            record(Action.TEXT, user, disclosure=locked, changes=(change,))
        return SavedText(text, text, locked.changed_at or timezone.now())


def cleaned(text: str) -> str:
    """``text`` with one kind of line end and without blanks at either end."""
    return _LINE_ENDS.sub("\n", text).strip()


def _rows(disclosure: Disclosure, key: TextKey) -> QuerySet[Explanation] | QuerySet[Prose]:
    """The row of ``key``, or none. Raises TextRefused where there can be no such row."""
    if any(not part.isprintable() or len(part) > _LONGEST_ROW for part in key):
        raise TextRefused(_unknown())
    if key.kind == PROSE and not key.row:
        return disclosure.prose.filter(name=key.figure)
    if key.kind not in ExplanationKind.values:
        raise TextRefused(_unknown())
    return disclosure.explanations.filter(kind=key.kind, figure=key.figure, row=key.row)


def _check_key(disclosure: Disclosure, key: TextKey) -> None:
    standard = load(
        disclosure.unit.jurisdiction,
        disclosure.kind,
        disclosure.year,
        disclosure.level,
        classifications_for(disclosure.year),
    )
    known = (
        key.figure in standard.prose_names()
        if key.kind == PROSE
        else key.figure in standard.figures and _row_is_known(disclosure, standard, key)
    )
    if not known:
        raise TextRefused(_unknown())


def _row_is_known(disclosure: Disclosure, standard: Standard, key: TextKey) -> bool:
    """Whether the figure has such a row: none, a code of the classification, or a row entered."""
    cell = standard.figures[key.figure].cell
    if cell.row != "*":
        return not key.row
    match standard.tables[cell.table].blocks[0].source:
        case RowSource.FUNCTION:
            return key.row in standard.codes.function.codes
        case RowSource.ENTRIES:
            return key.row in sheet_of(disclosure).row_keys(cell.table)
        case _:
            return key.row in standard.codes.economic_department.codes


def _unknown() -> str:
    return "本材料的范本里没有这一段文字，没有保存；请刷新页面后重新填写"


def _check_text(key: TextKey, text: str) -> None:
    longest = LONGEST[key.kind]
    if len(text) > longest:
        raise TextRefused(
            f"文字有{len(text)}个字，最多{longest}个字，没有保存；请删去{len(text) - longest}个字"
        )
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            if _is_hidden(character):
                raise TextRefused(
                    f"第{number}行有一个看不见的字符（U+{ord(character):04X}），没有保存；"
                    "请删去它（可在它的前后各删一个字后重新输入）"
                )


def _is_hidden(character: str) -> bool:
    """Whether it cannot be printed, or changes how its neighbours are."""
    unprinted = character != "\t" and unicodedata.category(character) in ("Cc", "Cs")
    return unprinted or bool(_REORDERING.match(character))


def _store(
    disclosure: Disclosure,
    key: TextKey,
    text: str,
    rows: QuerySet[Explanation] | QuerySet[Prose],
) -> None:
    if not text:
        rows.delete()
    elif not rows.update(text=text, carried=False):
        if key.kind == PROSE:
            Prose.objects.create(disclosure=disclosure, name=key.figure, text=text)
        else:
            Explanation.objects.create(disclosure=disclosure, **key._asdict(), text=text)
