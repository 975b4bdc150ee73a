"""References in pages and style sheets: where they lead, and where they lead in the copy.

Pages come from our own templates: every tag is well formed, every attribute quoted and escaped.
"""

import re
from collections.abc import Collection, Iterator
from html import escape, unescape

from disclosures.static_copy.addresses import Address, address_of

_TAG = re.compile(r"<[a-z][a-z0-9]*\s[^<>]*>")
_REFERENCE = re.compile(r'\s(?P<name>(?:xlink:)?href|src|action)="(?P<value>[^"]*)"')
_FORM = re.compile(r"<form\s.*?</form>\n?", re.DOTALL)
_CSS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
_LOCATION = re.compile(r"<loc>([^<]+)</loc>")


def references(text: str, address: Address, site: str) -> Iterator[Address]:
    """Every address of our own that ``text`` leads to; maps of ``site`` give whole addresses."""
    if address.is_page:
        found = [
            unescape(one["value"]) for tag in _TAG.findall(text) for one in _REFERENCE.finditer(tag)
        ]
    elif address.path.endswith(".css"):
        found = [one or other for one, other in _CSS.findall(text)]
    elif address.path.endswith(".xml"):
        found = [one.removeprefix(site) for one in map(unescape, _LOCATION.findall(text))]
    else:
        found = []
    for reference in found:
        if led := address_of(reference, address):
            yield led[0]


def rewritten(page: str, address: Address, copied: Collection[Address], live: str) -> str:
    """``page`` with references to the files of what is ``copied``.

    What gives an answer of the moment leads to the site at ``live``, as does what a form asks;
    where there is none, it leads nowhere and forms are left out. Anything else that is not copied
    leads nowhere.
    """
    if not live:
        page = _FORM.sub("", page)

    def of_tag(tag: re.Match[str]) -> str:
        return _REFERENCE.sub(of_reference, tag.group())

    def of_reference(found: re.Match[str]) -> str:
        name, reference = found["name"], unescape(found["value"])
        led = address_of(reference, address)
        if reference.startswith("#") or led is None:
            return found.group()
        to, anchor = led
        if name != "action" and to in copied:
            there = address.to(to) + (f"#{anchor}" if anchor else "")
            return f' {name}="{escape(there)}"'
        if live and (name == "action" or to.is_live_only):
            return f' {name}="{escape(live + reference_of(reference, to))}"'
        return ""

    return _TAG.sub(of_tag, page)


def reference_of(reference: str, to: Address) -> str:
    """The path of ``to`` with the query of ``reference`` as it was written."""
    _, mark, query = reference.partition("?")
    return f"{to.path}{mark}{query}"
