"""Reasons and uses: each belongs to one figure of one year (docs/checks.md, R01 to R08).

A reason is asked for by the number: a change wants one, 持平 takes none. ``Context.asked`` are the
texts that the document had room for, so a reason that is not among them is not printed.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from disclosures import amounts
from disclosures.amounts import Change, Direction
from disclosures.checks.catalogue import finding
from disclosures.checks.context import Context
from disclosures.checks.direction import contradicts
from disclosures.checks.finding import Finding, Severity
from disclosures.checks.places import text_name
from disclosures.checks.quantities import known, quantities
from disclosures.narrative.figures import Figures, Unknown
from disclosures.narrative.prose import clause
from disclosures.narrative.scope import TextKey
from disclosures.tables import TOTAL, Cell

REASONS = ("reason", "budget_reason")
"""Kinds of texts that explain a movement."""

_CLASS = 3
"""Digits of the code of a 类."""

_LISTED = 6
"""Figures that a finding names; the rest are among its texts."""


def check(context: Context) -> Iterator[Finding]:
    """Findings over the reasons and uses of ``context``, rule by rule."""
    for key in missing(context):
        yield _missing(key, context)
    yield from _uncalled(context)
    printed = given(context)
    for key, text in printed.items():
        yield from _contradiction(key, text, context)
    for key, text in printed.items():
        yield from _stale(key, text, context)
    yield from _repeated(printed, context)
    for key in context.asked:
        yield from _unused(key, printed, context)
    for key, text in printed.items():
        yield from _numbers(key, text, context)


def given(context: Context) -> dict[TextKey, str]:
    """The texts that the document prints, as they stand in it."""
    written = ((key, clause(context.texts.explanations.get(key, ""))) for key in context.asked)
    return {key: text for key, text in written if text}


class Movement(NamedTuple):
    """What a reason explains: a number and the one it is held against, with their change."""

    now: Decimal
    before: Decimal
    change: Change
    cells: tuple[Cell, ...]


def movement(key: TextKey, context: Context) -> Movement | None:
    """The movement that the reason ``key`` explains; None when one of its numbers is unknown."""
    figures = Figures(context.standard, context.sheet, key.row)
    figure = context.standard.figures.get(key.figure)
    if figure is None or (key.kind == "budget_reason" and not figure.budget):
        return None
    try:
        now = figures.get(key.figure)
        if key.kind == "reason":
            before = figures.get(key.figure, "prior")
            change = figures.change(key.figure)
        else:
            before = figures.get(key.figure, "budget")
            change = amounts.change(now.value, before.value)
    except Unknown:
        return None
    cells = tuple(operand.cell for operand in (*now.operands, *before.operands))
    return Movement(now.value, before.value, change, tuple(dict.fromkeys(cells)))


# ---- R01: a change without a reason --------------------------------------------------------------


def missing(context: Context) -> tuple[TextKey, ...]:
    """The reasons that the document lacks, in its order.

    A figure that moved exactly as another whose reason is given (“三公”经费 that is all 公务接待费)
    needs none of its own, and a total none against its budget where each of its items has one.
    """
    printed = given(context)
    wanted = [key for key in context.asked if key.kind in REASONS]
    explained = {_numbers_of(key, context) for key in wanted if key in printed}
    return tuple(
        key
        for key in wanted
        if key not in printed
        and _numbers_of(key, context) not in explained
        and not _explained_below(key, wanted, printed, context)
    )


def _numbers_of(key: TextKey, context: Context) -> tuple[object, ...]:
    """What the movement of ``key`` is, so that equal ones are told; the key itself if unknown."""
    moved = movement(key, context)
    return (key,) if moved is None else (key.kind, moved.now, moved.before)


def _explained_below(
    key: TextKey, wanted: list[TextKey], printed: dict[TextKey, str], context: Context
) -> bool:
    if key.kind != "budget_reason":
        return False
    below = [one for one in wanted if one.kind == key.kind and _item_of(one, key, context)]
    return bool(below) and all(one in printed for one in below)


def _item_of(one: TextKey, whole: TextKey, context: Context) -> bool:
    """Whether ``one`` stands for a row of the column in which ``whole`` is the 合计."""
    figures = context.standard.figures
    if not one.row or one.figure not in figures or whole.figure not in figures:
        return False
    row, total = figures[one.figure].cell, figures[whole.figure].cell
    return total.row == TOTAL and (row.table, row.column) == (total.table, total.column)


def _missing(key: TextKey, context: Context) -> Finding:
    moved = movement(key, context)
    way = "增加" if moved and moved.change.direction is Direction.RISE else "减少"
    if key.kind == "budget_reason":
        way = "决算数大于预算数" if way == "增加" else "决算数小于预算数"
    message = f"{text_name(key, context.standard)}没有填写：{way}，应说明主要原因"
    return finding("R01", message, moved.cells if moved else (), texts=(key,))


# ---- R02, R07: a text that nothing asks for ------------------------------------------------------


def _uncalled(context: Context) -> Iterator[Finding]:
    """Texts that are written, but have no place in the document."""
    for key, text in context.texts.explanations.items():
        if not clause(text) or key in context.asked or key.kind not in (*REASONS, "use"):
            continue
        name = text_name(key, context.standard)
        if not _exists(key, context):
            yield finding("R07", f"{name}：本年没有这一数，“{_short(text)}”无处可用", texts=(key,))
        elif key.kind in REASONS and (why := _no_reason_due(key, context)):
            moved = movement(key, context)
            cells = moved.cells if moved else ()
            yield finding("R02", f"{name}：{why}，却填写了“{_short(text)}”", cells, texts=(key,))
        else:
            message = f"{name}：文本中没有需要它的句子，“{_short(text)}”无处可用"
            yield finding("R07", message, texts=(key,))


def _exists(key: TextKey, context: Context) -> bool:
    definition = context.standard.figures.get(key.figure)
    if definition is None or bool(key.row) != (definition.cell.row == "*"):
        return False
    return not key.row or key.row in context.sheet.row_keys(definition.cell.table)


def _no_reason_due(key: TextKey, context: Context) -> str:
    """Why the number of ``key`` takes no reason; '' when it would take one."""
    held_against = "上年数" if key.kind == "reason" else "预算数"
    moved = movement(key, context)
    if moved is None:
        return f"本年数或{held_against}是空的，没有增减可以说明"
    if moved.change.direction is Direction.FLAT:
        return f"与{held_against}持平，不需要原因"
    return ""


# ---- R03: a reason against the direction of its number -------------------------------------------


def _contradiction(key: TextKey, text: str, context: Context) -> Iterator[Finding]:
    moved = movement(key, context) if key.kind in REASONS else None
    if moved is None:
        return
    said = contradicts(text, moved.change.direction)
    if said:
        way = "增加" if moved.change.direction is Direction.RISE else "减少"
        against = "上年" if key.kind == "reason" else "预算"
        message = (
            f"{text_name(key, context.standard)}：数字比{against}{way}"
            f"{amounts.exact_wan(moved.change.difference)}万元，原因却说“{said}”"
        )
        yield finding("R03", message, moved.cells, texts=(key,))


# ---- R04, R05: copied reasons --------------------------------------------------------------------


def _stale(key: TextKey, text: str, context: Context) -> Iterator[Finding]:
    if context.last_year is None or key.kind not in REASONS:
        return
    if clause(context.last_year.texts.explanations.get(key, "")) == text:
        message = (
            f"{text_name(key, context.standard)}与上年公开的文本（{context.last_year.title}）"
            f"一字不差：“{_short(text)}”"
        )
        yield finding("R04", message, texts=(key,))


def _repeated(printed: dict[TextKey, str], context: Context) -> Iterator[Finding]:
    """One finding for each reason that stands at several figures.

    Why a number differs from last year and why it differs from its budget are two questions, which
    one cause may answer. So may one cause for a figure that moved exactly as another, and for a
    total and its items. Items of one 类 with the same reason are only shown.
    """
    shared: dict[tuple[str, str], list[TextKey]] = {}
    for key, text in printed.items():
        if key.kind in REASONS:
            shared.setdefault((key.kind, text), []).append(key)
    for (_, text), keys in shared.items():
        pairs = [pair for pair in combinations(keys, 2) if not _same_matter(*pair, context)]
        if not pairs:
            continue
        within = all(_same_class(*pair) for pair in pairs)
        listed = tuple(key for key in keys if any(key in pair for pair in pairs))
        names = "、".join(text_name(key, context.standard) for key in listed[:_LISTED])
        names += "等" if len(listed) > _LISTED else ""
        message = f"同一原因“{_short(text)}”用于{len(listed)}处：{names}"
        severity = Severity.NOTE if within else None
        yield finding("R05", message, texts=listed, severity=severity)


def _same_matter(one: TextKey, other: TextKey, context: Context) -> bool:
    if _numbers_of(one, context) == _numbers_of(other, context):
        return True
    return _item_of(one, other, context) or _item_of(other, one, context)


def _same_class(one: TextKey, other: TextKey) -> bool:
    return one.figure == other.figure and one.row[:_CLASS] == other.row[:_CLASS] != ""


# ---- R06, R08 ------------------------------------------------------------------------------------


def _unused(key: TextKey, printed: dict[TextKey, str], context: Context) -> Iterator[Finding]:
    if key.kind != "use" or key in printed:
        return
    try:
        figure = Figures(context.standard, context.sheet, key.row).get(key.figure)
    except Unknown:
        return
    if figure.value:
        message = f"{text_name(key, context.standard)}没有填写，句子中不写“主要用于”"
        cells = tuple(operand.cell for operand in figure.operands)
        yield finding("R06", message, cells, texts=(key,))


def _numbers(key: TextKey, text: str, context: Context) -> Iterator[Finding]:
    for quantity in quantities(text):
        if quantity.marked or quantity.limit or known(quantity, context):
            continue
        message = (
            f"{text_name(key, context.standard)}：文字中有“{quantity.text}”，"
            "与本材料的任何一个数都不相等"
        )
        yield finding("R08", message, texts=(key,))


def _short(text: str) -> str:
    line = clause(text)
    return line if len(line) <= 30 else line[:30] + "…"
