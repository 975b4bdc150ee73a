"""Whose amount can still be worked out although it is not published."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from disclosures.checks.catalogue import finding
from disclosures.checks.finding import Finding
from disclosures.facts import FactSheet
from disclosures.secrecy.folding import hides
from disclosures.standards.model import Standard
from disclosures.sums import Sum, sums_of
from disclosures.tables import TOTAL, Cell, Table


@dataclass(frozen=True)
class Derivable:
    """The amount of ``code`` in ``table`` is that of ``parent`` less what is shown below it.

    ``parent`` is a code or ``total``. It takes one of ``siblings`` (款 and 项 that are shown) to be
    folded as well, or, where it is a 款, ``parent`` itself.
    """

    code: str
    table: str
    parent: str
    siblings: tuple[str, ...]


def derivable(
    secret: Collection[str], sheet: FactSheet, standard: Standard
) -> tuple[Derivable, ...]:
    """The ``secret`` subjects that are alone below what is shown above them, table by table.

    ``sheet`` is the unfolded one. A row of nothing but zero hides no other. Where a 款 is folded in
    order to cover a 项 that is secret as well, it is the 项 whose amount must not follow. Raises
    Unfoldable and UnknownCode as folding does.
    """
    hidden = hides(standard, secret)
    tables = (table for table in standard.tables.values() if not table.view_of)
    return tuple(
        one for table in tables for one in _Tree(table, sheet, standard).alone(hidden, secret)
    )


def warnings(found: Collection[Derivable], standard: Standard) -> tuple[Finding, ...]:
    """A finding for each, which does not name the subject: it is kept with the disclosure."""
    return tuple(_warning(one, standard) for one in found)


class _Tree:
    """The rows of a classified table with an amount other than zero, below each other."""

    def __init__(self, table: Table, sheet: FactSheet, standard: Standard) -> None:
        self.table = table
        self.sheet = sheet
        self.standard = standard
        below: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for total in sums_of(table, sheet, standard.codes):
            below[total.total.row] |= dict.fromkeys(self._rows(total))
        self.below: Mapping[str, Mapping[str, None]] = below

    def _rows(self, total: Sum) -> Iterator[str]:
        """The rows that ``total``, a known amount, is the sum of, but for sums across columns."""
        if self.sheet.value(total.total) is not None:
            yield from (
                part.row
                for part in total.parts
                if part.row != total.total.row and self.sheet.value(part)
            )

    def alone(self, hidden: Callable[[str], bool], secret: Collection[str]) -> Iterator[Derivable]:
        for parent, rows in self.below.items():
            unseen = [row for row in rows if hidden(row)]
            if hidden(parent) or len(unseen) != 1:
                continue
            levels = self.standard.codes.function
            shown = (row for row in rows if not hidden(row) and levels[row].level > 1)
            siblings = tuple(sorted(shown))
            for code in self._follows(unseen[0], secret):
                yield Derivable(code, self.table.id, parent, siblings)

    def _follows(self, known: str, secret: Collection[str]) -> Iterator[str]:
        """The secret subjects whose amount follows once that of ``known`` is worked out."""
        function = self.standard.codes.function
        inside = [
            code
            for code in secret
            if code != known and known in {c.code for c in function.path(code)}
        ]
        rows = list(self.below.get(known, ()))
        if not inside:
            yield known
        elif len(rows) == 1:
            yield from self._follows(rows[0], secret)


def _warning(one: Derivable, standard: Standard) -> Finding:
    function = standard.codes.function
    above = "合计" if one.parent == TOTAL else f"{one.parent} {function[one.parent].name}"
    names = "、".join(f"{code} {function[code].name}" for code in one.siblings)
    ways = [f"再折叠它下面的一个科目（{names}）"] if names else []
    if one.parent in function and function[one.parent].level > 1:
        ways.append(f"把“{above}”一并折叠")
    way = "，或".join(ways) or "没有可以一并折叠的科目，请与保密部门商定公开到哪一级"
    title = standard.tables[one.table].title
    return finding(
        "S03",
        f"{title}：“{above}”下只有一个有数的科目不公开，由“{above}”减去公开的各科目就能算出它的金额；"
        f"{way}",
        (Cell(one.table, one.parent, next(standard.tables[one.table].columns()).id),),
    )
