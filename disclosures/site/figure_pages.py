"""Pages beside a published page that say of every figure what it is.

``figures/<table>/`` has a section for each cell, ``figures/sentences/`` one for each figure that is
made of several. Links are relative, so that the pages are the same below each version. They are
built as strings: a table may have a thousand cells.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from html import escape

from django.utils.dateformat import format as date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from disclosures import amounts
from disclosures.models.publication import Publication
from disclosures.renderers.markup import SENTENCES, cell_id
from disclosures.site.changes import Address
from disclosures.site.figures import Account, Printed
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

Pages = Iterator[tuple[str, str, SafeString]]


def pages(account: Account) -> Pages:
    """Each page as the last part of its address, its heading and its sections, in escaped HTML."""
    tables = {cell.table for _, cell in account.figures}
    tables |= {page for page, _ in account.printed if page != SENTENCES}
    for table in sorted(tables, key=account.names.order_of_table):
        sections = "".join(_cell(account, address) for address in _addresses(account, table))
        yield table, account.names.table(table), _safe(sections)
    made = [ones for (page, _), ones in account.printed.items() if page == SENTENCES]
    if made:
        yield SENTENCES, "文字中的比率和增减", _safe("".join(_made(account, one) for one in made))


def _addresses(account: Account, table: str) -> list[Address]:
    """The cells of ``table`` with a figure: those of the year first, each in the table's order."""
    own = {address for address in account.figures if address[1].table == table}
    linked = {
        operand
        for (page, _), ones in account.printed.items()
        for operand in ones[0].operands()
        if page == table or (page == SENTENCES and operand[1].table == table)
    }
    known = own | {one for one in linked if _value(account, one) is not None}
    return sorted(known, key=lambda one: (-one[0], *account.names.order_in_table(one[1])))


def _value(account: Account, address: Address) -> Decimal | None:
    """The value of a cell; one of another app is known from the page alone."""
    if address in account.figures:
        return account.figures[address]
    printed = account.printed.get((address[1].table, _id(account, address)))
    return printed[0].value if printed else None


def _cell(account: Account, address: Address) -> str:
    year, cell = address
    value = _value(account, address)
    printed = account.printed.get((cell.table, _id(account, address)), ())
    facts = [
        ("年度", f"{year}年度"),
        ("准确数", escape(_exact(account, cell, value))),
        ("来源", _origin(account, address)),
        ("印在", _mentions(account, printed)),
        ("上年数", _restated(account, address)),
        ("其他年度", _elsewhere(account, address)),
        ("更正记录", _corrections(account, address)),
    ]
    return _section(_id(account, address), _name(account, address), facts)


def _made(account: Account, ones: tuple[Printed, ...]) -> str:
    first = ones[0]
    operation = first.place.partition(".")[0]
    operands = [
        f"{_link(account, one)}（{escape(_exact(account, one[1], _value(account, one)))}）"
        for one in first.operands()
    ]
    facts = [
        ("公开数", escape(first.text)),
        ("算法", _OPERATIONS[operation].format(*operands)),
        ("印在", _mentions(account, ones)),
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
    name = f"{account.names.table(cell.table)}：{_name(account, address)}"
    return f'<a href="../{escape(cell.table)}/#{escape(_id(account, address))}">{escape(name)}</a>'


def _exact(account: Account, cell: Cell, value: Decimal | None) -> str:
    """A value with every digit and its unit, and in 万元 where its table prints that."""
    if value is None:
        return ""
    whole = _whole(account, cell, value)
    if account.names.unit(cell.table, [cell]) != "万元":
        return whole
    return f"{whole}，表中印为{account.names.printed(cell, value, None)[0]}万元"


def _whole(account: Account, cell: Cell, value: Decimal) -> str:
    """A value with every digit and its unit: 元, or what is counted."""
    if account.names.unit(cell.table, [cell]):
        return f"{amounts.fixed(value)}元"
    return account.names.printed(cell, value, None)[0]


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
    mark = ' <strong class="restated">调整</strong>' if then.value != now else "，两者相同"
    return (
        f"{_published(then.publication.title, then.publication, cell)}公开的是"
        f"{escape(_exact(account, cell, then.value))}；本文件所列上年数是"
        f'<a href="#{escape(_id(account, before))}">{escape(_exact(account, cell, now))}</a>{mark}'
    )


def _elsewhere(account: Account, address: Address) -> str:
    """The same cell in other years, and by how much this one is above it."""
    year, cell = address
    value = account.figures.get(address)
    if year != account.year or value is None:
        return ""
    lines = []
    for one in account.elsewhere(address):
        of = one.publication.disclosure.year
        difference = _whole(account, cell, abs(value - one.value))
        change = (
            "与本年相同"
            if value == one.value
            else f"本年比它{'多' if value > one.value else '少'}{difference}"
        )
        shown = escape(_whole(account, cell, one.value))
        lines.append(
            f"<li>{_published(f'{of}年度', one.publication, cell)}：{shown}，{change}</li>"
        )
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


def _published(text: str, publication: Publication, cell: Cell) -> str:
    year = publication.disclosure.year
    home = publication.disclosure.get_absolute_url()
    place = f"{home}figures/{cell.table}/#{cell_id(cell, year, year)}"
    return f'<a href="{escape(place)}">{escape(text)}</a>'


def _corrections(account: Account, address: Address) -> str:
    lines = []
    for version, before, after in account.corrections(address):
        was, now = account.names.printed(address[1], before, after)
        at = date_format(localtime(version.publication.published_at), "Y年n月j日")
        lines.append(
            f"<li>{version}（{at}）：由{escape(was or '无')}改为{escape(now or '无')}；"
            f"更正理由：{escape(version.publication.reason)}</li>"
        )
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - every text in it went through escape
