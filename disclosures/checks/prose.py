"""Amounts and claims in the unit's prose that bear the name of a figure (P01 to P03).

An amount is compared with the figures of the name it stands behind: “财政拨款收入125.27万元”. Only
names that mean one thing in the whole document count (收入合计, “三公”经费, a 类), and only where
nothing but a year, the unit or a filler stands before them in the clause: “云平台项目支出5万元” is
not the unit's 项目支出. What is measured otherwise is marked “（非决算口径）” right behind it.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from disclosures import amounts
from disclosures.amounts import Direction
from disclosures.checks.catalogue import finding
from disclosures.checks.context import Context
from disclosures.checks.finding import Finding
from disclosures.checks.places import PROSE, own_lines, quoted, text_name
from disclosures.checks.quantities import Quantity, matches, quantities
from disclosures.facts import FactSheet
from disclosures.narrative.scope import TextKey
from disclosures.tables import Cell, Measure

_ALL_INCOME = "income_expenditure/income_total/amount"
_APPROPRIATION_INCOME = "appropriation/income_total/amount"
_ALIASES = {
    "财政拨款收入": ("appropriation/income_of_year/amount",),
    "财政拨款支出": ("appropriation/expenditure_of_year/total",),
    "收入总计": (_ALL_INCOME, _APPROPRIATION_INCOME),
    **dict.fromkeys(("收支总计", "收入支出总计"), (_ALL_INCOME,)),
    **dict.fromkeys(("财政拨款收支总计", "财政拨款收入支出总计"), (_APPROPRIATION_INCOME,)),
    "支出总计": (
        "income_expenditure/expenditure_total/amount",
        "appropriation/expenditure_total/total",
    ),
    **dict.fromkeys(
        ("上年结转", "年初结转和结余"),
        ("income_expenditure/opening_balance/amount", "appropriation/opening_balance/amount"),
    ),
    "年末结转和结余": (
        "income_expenditure/closing_balance/amount",
        "appropriation/closing_balance/total",
    ),
    **dict.fromkeys(("“三公”经费", "“三公经费”", "三公经费"), ("three_public/total/final_total",)),
}
"""Other names that documents give to cells of the national tables."""

_VAGUE = frozenset({"项目支出", "其他支出", "其他收入", "经营收入", "经营支出", "事业收入"})
"""Names that also stand for a part: a project's 项目支出."""

_BEFORE = (
    "20[0-9]{2}年度?|本年度?|当年|全年|上年度?|去年|年度|其中|：|决算|实际|共|的|"
    "(?:我|本)(?:单位|部门|局|站|校|院|中心|委|办|馆|所|街道|镇|乡)|单位|部门|安排|完成|实现|收到|取得|使用"
)
_FILLER = (
    "决算|财政拨款|总额|合计|共计|累计|共|为|达到|达|是|约|数|金额|：|"
    "实际|完成|控制|规模|严格|均|都"
)
_FILL = re.compile(f"(?:{_FILLER})*")
_STOPS = "，。；、（(！？"
_YEAR = re.compile("(20[0-9]{2})年|(上年|去年)(?!结转|结余)")
_CLAIM = re.compile(
    "(?:(?P<atmost>(?:未|没有|不)(?:超过|超出|高于|多于))|(?P<below>低于|小于|少于)|(?:与|同)|比|较)"
    "(?:上年|去年|上一年|(?P<year>20[0-9]{2})年)度?(?:同期|决算数?|水平)?(?:有所|略有|大幅|基本)?"
    "(?P<way>增加|增长|上升|减少|下降|降低|持平)?"
)
_WAYS = {
    **dict.fromkeys(("增加", "增长", "上升"), Direction.RISE),
    **dict.fromkeys(("减少", "下降", "降低"), Direction.FALL),
    "持平": Direction.FLAT,
}
_EMPTY = re.compile("(?:本表|此表)?(?:无数据|没有数据|为空表)")
_SAID = {Direction.RISE: "比上年增加", Direction.FALL: "比上年减少", Direction.FLAT: "与上年持平"}


def check(context: Context) -> Iterator[Finding]:
    """Findings over the unit's prose, line by line, each once."""
    yield from dict.fromkeys(_found(context))


def _found(context: Context) -> Iterator[Finding]:
    own = [(key, line) for key, line in own_lines(context.texts) if key.kind == PROSE]
    names = names_of(context) if own else {}
    for key, line in own:
        yield from _remark(key, line, context)
        yield from _amounts(key, line, names, context)
        yield from _claims(key, line, names, context)


def _remark(key: TextKey, line: str, context: Context) -> Iterator[Finding]:
    """A remark under a table that calls it empty, while figures stand in it."""
    table = context.standard.tables.get(key.figure.removeprefix("table."))
    if table is None or not (said := _EMPTY.search(line)) or context.sheet.is_empty(table):
        return
    message = f"{text_name(key, context.standard)}写“{said.group()}”，表中有数"
    yield finding("P03", message, texts=(key,))


def names_of(context: Context) -> dict[str, tuple[Cell, ...]]:
    """Names that mean one matter in the whole document, with the cells they may stand for."""
    standard = context.standard
    named: dict[str, dict[Cell, None]] = {}
    for alias, addresses in _ALIASES.items():
        for cell in map(Cell.parse, addresses):
            if cell.table in standard.tables:
                named.setdefault(alias, {})[cell] = None
    for figure in standard.figures.values():
        if figure.cell.row != "*" and _money(figure.cell, context):
            named.setdefault(figure.label, {})[figure.cell] = None
    for code in standard.codes.function.children(""):
        for cell in context.sheet.facts:
            if cell.row == code.code:
                named.setdefault(code.name, {})[cell] = None
    return {name: tuple(cells) for name, cells in named.items() if name not in _VAGUE}


def _money(cell: Cell, context: Context) -> bool:
    row = context.standard.tables[cell.table].fixed_rows().get(cell.row)
    return row is None or row.measure is Measure.MONEY


def _called(head: str, names: Mapping[str, tuple[Cell, ...]], context: Context) -> str:
    """The name that ``head``, a clause up to an amount or claim, ends with; '' for none."""
    before = re.compile(f"(?:{_BEFORE}|{re.escape(context.unit)})*")
    for name in sorted((name for name in names if name in head), key=len, reverse=True):
        first, _, rest = head.partition(name)
        if name.endswith("费"):
            rest = rest.removeprefix("财政拨款").removeprefix("支出")
        if before.fullmatch(first) and _FILL.fullmatch(rest):
            return name
    return ""


def _head(line: str, end: int) -> str:
    start = max((line.rfind(stop, 0, end) for stop in _STOPS), default=-1)
    return line[start + 1 : end]


# ---- P01: amounts --------------------------------------------------------------------------------


def _amounts(
    key: TextKey, line: str, names: Mapping[str, tuple[Cell, ...]], context: Context
) -> Iterator[Finding]:
    for quantity in quantities(line):
        if quantity.percent or quantity.marked or quantity.limit:
            continue
        name = _called(_head(line, quantity.start), names, context)
        sheet = _sheet(line[: line.rfind(name, 0, quantity.start)], context)
        known = _known(names[name], sheet) if name and sheet else {}
        if known and not any(matches(quantity, value) for value in known.values()):
            yield _amount(key, quantity, name, known, context)


def _sheet(before: str, context: Context) -> FactSheet | None:
    """The figures of the year that was named last in ``before``; this year's when none was."""
    named = _YEAR.findall(before)
    year, last = named[-1] if named else (str(context.sheet.year), "")
    if last or int(year) == context.sheet.year - 1:
        return context.sheet.prior
    return context.sheet if int(year) == context.sheet.year else None


def _known(cells: tuple[Cell, ...], sheet: FactSheet) -> dict[Cell, Decimal]:
    return {cell: fact.value for cell in cells if (fact := sheet.facts.get(cell)) is not None}


def _amount(
    key: TextKey, quantity: Quantity, name: str, known: dict[Cell, Decimal], context: Context
) -> Finding:
    values = dict.fromkeys(f"{amounts.exact_wan(value)}万元" for value in known.values())
    message = (
        f"{text_name(key, context.standard)}：{quoted(name)}写作{quantity.text}，"
        f"本材料中是{'或'.join(values)}"
    )
    return finding("P01", message, tuple(known), texts=(key,))


# ---- P02: claims ---------------------------------------------------------------------------------


def _claims(
    key: TextKey, line: str, names: Mapping[str, tuple[Cell, ...]], context: Context
) -> Iterator[Finding]:
    prior = context.sheet.prior
    for match in _CLAIM.finditer(line):
        name = _called(_head(line, match.start()), names, context)
        if not name or prior is None or match["year"] not in (None, str(prior.year)):
            continue
        ways = {
            (cell, amounts.change(value, before).direction)
            for cell, value in _known(names[name], context.sheet).items()
            if (before := prior.value(cell)) is not None
        }
        if ways and all(_denied(match, way) for _, way in ways):
            cells = tuple(sorted(cell for cell, _ in ways))
            said = "、".join(sorted({_SAID[way] for _, way in ways}))
            message = (
                f"{text_name(key, context.standard)}：说{quoted(name)}“{match.group()}”，"
                f"本材料中它{said}"
            )
            yield finding("P02", message, cells, texts=(key,))


def _denied(match: re.Match[str], way: Direction) -> bool:
    """Whether the claim is untrue of a figure that moved ``way``."""
    if match["atmost"]:
        return way is Direction.RISE
    if match["below"]:
        return way is not Direction.FALL
    return match["way"] is not None and _WAYS[match["way"]] is not way
