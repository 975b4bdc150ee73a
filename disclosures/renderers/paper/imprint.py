"""The imprint of a published version on its cover, with the QR code that verifies it."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from disclosures.document.stamp import Stamp
from disclosures.renderers import qr


def imprint(stamp: Stamp) -> SafeString:
    """Version, time and check code beside the QR code; ``title`` is repeated on every page."""
    return format_html(
        '<div class="imprint" title="{} 校验码 {}">{}{}<p>{}</p></div>',
        stamp.edition,
        stamp.printed_code,
        _drawing(stamp.address),
        format_html_join("", "<p><b>{}</b>{}</p>", stamp.lines()),
        _hint(stamp),
    )


def _hint(stamp: Stamp) -> SafeString:
    """How to verify the file, the address a link to the answer."""
    before, after = stamp.hint.split(stamp.entrance)
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
