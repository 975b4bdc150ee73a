"""Colours that stay apart in grey print and for colour-blind readers.

The first slice is the darkest; after it light and medium fills take turns. Neighbours, and the
last slice next to the first, therefore differ in relative luminance (WCAG 2.1) by at least
``MINIMUM_STEP`` for any number of slices, whatever becomes of the hues. Within the light and
within the medium fills hues were chosen that stay apart with red, green or blue cones missing.
"""

MINIMUM_STEP = 0.1

DARKEST = "#043259"
OTHERS = (
    "#f7a854",
    "#0672aa",
    "#b8eefe",
    "#d86751",
    "#ffb9d2",
    "#ab4180",
    "#ead96f",
    "#15896d",
    "#b8eab2",
    "#b0564f",
    "#58b5e2",
    "#71772a",
)

CURRENT_YEAR = "#0672aa"
EARLIER_YEAR = "#b9d3e8"

INK = "#222222"
MUTED = "#555555"
OUTLINE = "#666666"
RULE = "#dddddd"
PAPER = "#ffffff"
BLACK = "#000000"


def slice_fill(index: int) -> str:
    """Fill of the slice drawn at this place, counted from 0."""
    return DARKEST if index == 0 else OTHERS[(index - 1) % len(OTHERS)]


def text_on(fill: str) -> str:
    """White or black, whichever is read more easily on the fill: at least 4.5 : 1 on any."""
    return max(PAPER, BLACK, key=lambda ink: contrast(ink, fill))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 for black to 1 for white (WCAG 2.1)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
