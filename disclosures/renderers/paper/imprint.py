"""The imprint of a published version on its cover, with the QR code that verifies it."""

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from disclosures.document.stamp import Stamp
from disclosures.narrative.prose import one_line
from disclosures.renderers import qr

LONGEST = 180
"""Characters of a line on the cover: about six printed ones."""


def imprint(stamp: Stamp) -> SafeString:
    """Version, time and check code beside the QR code; ``title`` is repeated on every page."""
    return format_html(
        '<div class="imprint" title="{} 校验码 {}">{}{}<p>{}</p></div>',
        stamp.edition,
        stamp.printed_code,
        _drawing(stamp.address),
        format_html_join("", "<p><b>{}</b>{}</p>", _lines(stamp)),
        _hint(stamp),
    )


def _lines(stamp: Stamp) -> Iterator[tuple[str, str]]:
    """What is said of the version, a long reason cut short: the title stands above it."""
    for name, said in stamp.lines():
        line = one_line(said)
        yield name, line if len(line) <= LONGEST else f"{line[:LONGEST]}…（全文见核对网址）"


def _hint(stamp: Stamp) -> SafeString:
    """How to verify the file, the address a link to the answer."""
    before, _, after = stamp.hint.partition(stamp.entrance)
    return format_html('{}<a href="{}">{}</a>{}', before, stamp.address, stamp.entrance, after)


def _drawing(address: str) -> SafeString:
    """The QR code; its title becomes the alternative text."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}">'
        '<title>二维码：{1}</title><path d="{2}"/></svg>',
        qr.side(address),
        address,
        qr.path(address),
    )
