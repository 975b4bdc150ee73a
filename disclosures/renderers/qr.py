"""The QR code of an address, as a path to be drawn and as a picture."""

import io
from itertools import groupby

import segno

QUIET = 4
"""Modules around the code that stay white, as the standard of QR codes asks (ISO/IEC 18004)."""

_SCALE = 5
"""Pixels of a module in the picture."""


def side(address: str) -> int:
    """Modules of one side, with the quiet ones."""
    return int(_code(address).symbol_size(border=QUIET)[0])


def path(address: str) -> str:
    """The dark modules as an SVG path in units of a module, one rectangle for each run of them."""
    rectangles = []
    for y, row in enumerate(_code(address).matrix_iter(border=QUIET)):
        x = 0
        for dark, modules in groupby(row):
            width = len(list(modules))
            if dark:
                rectangles.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return "".join(rectangles)


def png(address: str) -> bytes:
    """The code as a picture; the same address always gives the same bytes."""
    stream = io.BytesIO()
    _code(address).save(stream, kind="png", scale=_SCALE, border=QUIET)
    return stream.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m")
