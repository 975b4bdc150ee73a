"""Pages beside a published page that say of every figure what it is.

``figures/<table>/`` has a section for each cell, ``figures/sentences/`` one for each figure that is
made of several. Links are relative, so that the pages are the same below each version. They are
built as strings: a table may have a thousand cells.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from html import escape
from operator import itemgetter

from django.utils.dateformat import format as date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from disclosures import amounts
from disclosures.renderers.markup import SENTENCES, cell_id
from disclosures.site.changes import Address
from disclosures.site.figures import CELL, Account, Elsewhere, Found, Identity, Printed
from disclosures.site.naming import WAN, YUAN
from disclosures.tables import Cell

_OPERATIONS = {
    "difference": "{0} 与 {1} 相差的绝对值",
    "rate": "{0} 与 {1} 相差的绝对值，除以后者，以百分数计",
    "share": "{0} 除以 {1}，以百分数计",
    "completion": "{0} 除以 {1}，以百分数计",
    "increase": "{0} 减去 {1}",
    "growth": "{0} 减去 {1}，再除以后者，以百分数计",
}
"""How a figure is made of its two operands."""

OTHER = "其他数据"
"""The heading of figures that stand in no table of the standard."""

_UNSIGNED = ("difference", "rate")
"""Figures that say how far apart two are, not which is above."""

Pages = Iterator[tuple[str, str, SafeString]]


def pages(account: Account) -> Pages:
    """Each page as the last part of its address, its heading and its sections, in escaped HTML."""
    addresses = _addresses(account)
    for table in sorted(addresses, key=account.names.order_of_table):
        sections = "".join(_cell(account, address) for address in addresses[table])
        yield table, _title(account, table), _safe(sections)
    made = [ones for (page, _), ones in account.printed.items() if page == SENTENCES]
    if made:
        yield SENTENCES, "文字中的比率和增减", _safe("".join(_made(account, one) for one in made))


def _addresses(account: Account) -> Mapping[str, list[Address]]:
    """The cells with a figure by table: those of the year first, each in the table's order."""
    linked = {operand for ones in account.printed.values() for operand in ones[0].operands()}
    known = {one for one in linked if _found(account, one)} | account.figures.keys()
    found: dict[str, list[Address]] = {}
    for one in sorted(known, key=lambda one: (-one[0], *account.names.order_in_table(one[1]))):
        found.setdefault(one[1].table, []).append(one)
    return found


def _title(account: Account, table: str) -> str:
    """How a table is called; the figures of another app stand in none of the standard."""
    standard = account.names.standard
    return OTHER if standard and table not in standard.tables else account.names.table(table)


def _found(account: Account, address: Address) -> Found | None:
    """A cell; one of another app is known from the page alone."""
    if address in account.figures:
        return Found(account.figures[address])
    printed = account.printed.get((address[1].table, _id(account, address)))
    return Found(printed[0].value, printed[0]) if printed else None


def _cell(account: Account, address: Address) -> str:
    year, cell = address
    found = _found(account, address)
    printed = account.printed.get((cell.table, _id(account, address)), ())
    what = account.what(address, printed)
    facts = [
        ("年度", f"{year}年度"),
        ("准确数", escape(_exact(account, cell, found))),
        ("来源", _origin(account, address)),
        ("印在", _mentions(account, printed)),
        ("上年数", _restated(account, address)),
        ("其他年度", _elsewhere(account, address, what, found)),
        ("更正记录", _corrections(account, cell, what)),
    ]
    return _section(_id(account, address), _name(account, address), facts)


def _made(account: Account, ones: tuple[Printed, ...]) -> str:
    first = ones[0]
    operands = first.operands()
    links = (
        f"{_link(account, one)}（{escape(_exact(account, one[1], _found(account, one)))}）"
        for one in operands
    )
    year, cell = latest = max(operands, key=itemgetter(0))
    what = account.edition.identities(ones)
    found = Found(first.value, first)
    facts = [
        ("年度", f"{year}年度"),
        ("公开数", escape(_told(account, cell, found))),
        ("算法", _OPERATIONS[first.operation].format(*links)),
        ("印在", _mentions(account, ones)),
        ("其他年度", _elsewhere(account, latest, what, found)),
        ("更正记录", _corrections(account, cell, what)),
    ]
    return _section(first.place, first.label, facts)


def _section(name: str, heading: str, facts: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f"<div><dt>{what}</dt><dd>{said}</dd></div>" for what, said in facts if said)
    place = escape(name)
    return (
        f'<section class="figure" id="{place}" aria-labelledby="of-{place}">'
        f'<h2 id="of-{place}"><a href="#{place}">{escape(heading)}</a></h2>'
        f"<dl>{lines}</dl></section>\n"
    )


def _name(account: Account, address: Address) -> str:
    """How a cell is called; one of another app as the page calls it."""
    year, cell = address
    printed = account.printed.get((cell.table, _id(account, address)), ())
    stated = printed and address not in account.figures
    name = printed[0].label if stated else account.names.place(cell)
    return name if year == account.year else f"{name}（{year}年度数）"


def _id(account: Account, address: Address) -> str:
    return cell_id(address[1], address[0], account.year)


def _link(account: Account, address: Address) -> str:
    cell = address[1]
    name = f"{_title(account, cell.table)}：{_name(account, address)}"
    return f'<a href="../{escape(cell.table)}/#{escape(_id(account, address))}">{escape(name)}</a>'


def _exact(account: Account, cell: Cell, found: Found | None) -> str:
    """A value with every digit and its unit, and in 万元 where its table prints that."""
    if found is None:
        return ""
    whole = _whole(account, cell, found)
    if account.names.unit(cell.table, [cell]) != WAN:
        return whole
    return f"{whole}，表中印为{account.names.printed(cell, found.value, None)[0]}万元"


def _whole(account: Account, cell: Cell, found: Found) -> str:
    """A value with every digit and its unit: 元, per cent, or what is counted."""
    unit = found.printed.unit if found.printed else ""
    if unit not in ("", WAN, YUAN):
        return f"{amounts.trimmed(found.value)}{unit}"
    if account.names.unit(cell.table, [cell]):
        return f"{amounts.fixed(found.value)}元"
    return account.names.printed(cell, found.value, None)[0]


def _told(account: Account, cell: Cell, found: Found) -> str:
    """A cell with every digit, a figure made of several as it is printed; both with their units."""
    printed = found.printed
    if printed is None or printed.operation == CELL:
        return _whole(account, cell, found)
    if printed.unit:
        return f"{printed.text.removesuffix(printed.unit)}{printed.unit}"
    unit = account.names.unit(cell.table, [cell])
    return f"{printed.text}{unit}" if unit == WAN else _whole(account, cell, found)


def _origin(account: Account, address: Address) -> str:
    parts = account.parts(address)
    if not parts:
        return "按单位报送的数"
    links = "、".join(_link(account, (address[0], part)) for part in parts)
    return f"合计数，等于下列各数之和：{links}"


def _mentions(account: Account, printed: tuple[Printed, ...]) -> str:
    """Where on the page it stands, each place once."""
    anchors = dict.fromkeys((one.anchor, one.label) for one in printed)
    return "、".join(
        f'<a href="../../#{escape(anchor)}">{escape(label)}</a>' for anchor, label in anchors
    )


def _restated(account: Account, address: Address) -> str:
    """Last year's figure as it was published then and as it is printed now."""
    year, cell = address
    before = (account.year - 1, cell)
    now = account.figures.get(before)
    then = account.as_published(before)
    if year != account.year or now is None or then is None:
        return ""
    mark = ' <strong class="restated">调整</strong>' if then.found.value != now else "，两者相同"
    return (
        f"{_published(then.edition.publication.title, then, cell)}公开的是"
        f"{escape(_exact(account, cell, then.found))}；本文件所列上年数是"
        f'<a href="#{escape(_id(account, before))}">{escape(_exact(account, cell, Found(now)))}</a>'
        f"{mark}"
    )


def _elsewhere(
    account: Account, address: Address, what: Collection[Identity], now: Found | None
) -> str:
    """The same figure in other years, and by how much this one is above it."""
    year, cell = address
    if year != account.year or now is None:
        return ""
    lines = [
        f"<li>{_published(f'{one.edition.year}年度', one, cell)}："
        f"{escape(_told(account, cell, one.found))}"
        f"{escape(_change(account, cell, now, one.found))}</li>"
        for one in account.elsewhere(what)
    ]
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


def _change(account: Account, cell: Cell, now: Found, then: Found) -> str:
    """By how much it is above that of another year; '' of one that does not tell rise from fall."""
    if now.printed and now.printed.operation in _UNSIGNED:
        return ""
    if now.value == then.value:
        return "，与本年相同"
    more = now.value > then.value
    difference = abs(now.value - then.value)
    if now.printed and now.printed.unit == "%":
        return f"，本年比它{'高' if more else '低'}{amounts.trimmed(difference)}个百分点"
    whole = _whole(account, cell, now._replace(value=difference))
    return f"，本年比它{'多' if more else '少'}{whole}"


def _published(text: str, one: Elsewhere, cell: Cell) -> str:
    """A link to where another publication explains the figure."""
    year, printed = one.edition.year, one.found.printed
    table, place = (
        (printed.page, printed.place) if printed else (cell.table, cell_id(cell, year, year))
    )
    return f'<a href="{escape(f"{one.edition.home}figures/{table}/#{place}")}">{escape(text)}</a>'


def _corrections(account: Account, cell: Cell, what: Collection[Identity]) -> str:
    lines = []
    for version, before, after in account.corrections(what):
        was, now = _both(account, cell, before, after)
        at = date_format(localtime(version.publication.published_at), "Y年n月j日")
        lines.append(
            f"<li>{version}（{at}）：由{escape(was or '无')}改为{escape(now or '无')}；"
            f"更正理由：{escape(version.publication.reason)}</li>"
        )
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


def _both(
    account: Account, cell: Cell, before: Found | None, after: Found | None
) -> tuple[str, str]:
    """A figure before and after, with every digit where it is printed alike; '' where it is not."""
    if not any(one and one.printed for one in (before, after)):
        return account.names.printed(cell, before and before.value, after and after.value)
    for say in (_told, _whole):
        was, now = (say(account, cell, one) if one else "" for one in (before, after))
        if was != now:
            break
    return was, now


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - every text in it went through escape
