"""The sheet a chart is drawn on: grid, colours and the drawing primitives.

Everything is placed relative to a cursor that only moves down, so no block depends on the blocks above it.
Colours are plain CSS rules, because many SVG converters do not support custom properties.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Literal
from xml.sax.saxutils import escape

from app.bazi.chart import NAMES

WIDTH = 720
MARGIN = 36
LEFT = 108
"""The left edge of the columns. Row names and the seal go between the margin and here."""
COLUMN = 144
RIGHT = LEFT + 4 * COLUMN
SMALL, BODY = 20, 22
"""Font sizes. A phone shows a chart at little more than half size, where text below SMALL is illegible."""
LEADING = 24
"""Line height of small text."""

Columns = Literal["rtl", "ltr"]
"""Direction of the pillars: `rtl` puts the year on the right, as in print, `ltr` on the left."""

TEXT_DEFAULTS = f'font-size="{SMALL}" text-anchor="middle"'
"""Attributes that most texts inherit. Repeated in each text, they would be a quarter of a picture."""

CLASS = "mingpan"
TONES = {"木": "wood", "火": "fire", "土": "earth", "金": "metal", "水": "water"}

# Earth, metal and wood are darker than on the page: they also colour small text, which needs a contrast of 4.5 : 1.
_LIGHT = {
    "paper": "#f7f3ea",
    "tint": "#efe8da",
    "line": "#e2dacb",
    "frame": "#b8ad9a",
    "ink": "#1f1c18",
    "soft": "#6b6459",
    "seal": "#b3382c",
    "wood": "#38714e",
    "fire": "#b3382c",
    "earth": "#905f28",
    "metal": "#716743",
    "water": "#2f5f8f",
}
_DARK = {
    "paper": "#171512",
    "tint": "#221f1a",
    "line": "#2d2924",
    "frame": "#5a5348",
    "ink": "#ece5d8",
    "soft": "#a39a8b",
    "seal": "#e07a6c",
    "wood": "#7fb395",
    "fire": "#e07a6c",
    "earth": "#cfa474",
    "metal": "#b9ae8b",
    "water": "#7aa5d1",
}
_FONTS = '"Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", STSong, serif'

_BASELINE = 0.38
"""Distance from the middle of a Chinese character down to its baseline, in em."""
_WIDTHS = {" '": 0.28, ".,:;()-/·fijlt": 0.37, "crsz": 0.51, "aegovxy0123456789–": 0.59}
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Sheet:
    """The SVG elements so far, and a cursor `y` to which all vertical positions are relative.

    `centres` holds the x coordinate of the centre of each column.
    """

    def __init__(self, columns: Columns = "rtl") -> None:
        self.y = 0.0
        self.marks: list[str] = []
        names = NAMES if columns == "ltr" else reversed(NAMES)
        self.centres: dict[str, float] = {name: LEFT + COLUMN / 2 + COLUMN * place for place, name in enumerate(names)}

    def down(self, height: float) -> None:
        self.y += height

    def text(self, x: float, y: float, size: float, text: str, tone: str = "ink", *, anchor: str = "middle") -> None:
        """Draw one line with its baseline at `y`. `tone` is a colour or several CSS classes."""
        own_size = "" if size == SMALL else f' font-size="{num(size)}"'
        own_anchor = "" if anchor == "middle" else f' text-anchor="{anchor}"'
        self.marks.append(
            f'<text class="{tone}" x="{num(x)}" y="{num(self.y + y)}"{own_size}{own_anchor}>{plain(text)}</text>'
        )

    def lines(
        self,
        x: float,
        y: float,
        lines: Iterable[str],
        tone: str = "ink",
        *,
        size: float = SMALL,
        anchor: str = "middle",
    ) -> None:
        """Draw lines one below the other, with the first baseline at `y`."""
        for place, line in enumerate(lines):
            self.text(x, y + LEADING * place, size, line, tone, anchor=anchor)

    def glyph(self, x: float, y: float, size: float, text: str, tone: str = "ink") -> None:
        """Draw a character centred vertically on `y`."""
        self.text(x, y + _BASELINE * size, size, text, tone)

    def seal_glyph(self, x: float, y: float, size: float, char: str) -> None:
        """Draw a character narrow and tall, as on a seal, centred vertically on `y`."""
        self.marks.append(
            f'<text class="paper strong" transform="translate({num(x)} {num(self.y + y)}) scale(0.78 1.5)" '
            f'y="{num(_BASELINE * size)}" font-size="{num(size)}">{plain(char)}</text>'
        )

    def upright(self, x: float, y: float, size: float, step: float, text: str, tone: str = "ink") -> None:
        """Draw characters one below the other, with the first centred on `y`."""
        for place, char in enumerate(text):
            self.glyph(x, y + place * step, size, char, tone)

    def rule(self, x: float, y: float, to_x: float, to_y: float, tone: str = "line") -> None:
        self.marks.append(f'<path class="{tone}" d="M{num(x)} {num(self.y + y)}L{num(to_x)} {num(self.y + to_y)}"/>')

    def rect(self, x: float, y: float, width: float, height: float, tone: str) -> None:
        self.marks.append(
            f'<rect class="{tone}" x="{num(x)}" y="{num(self.y + y)}" width="{num(width)}" height="{num(height)}"/>'
        )

    def circle(self, x: float, y: float, radius: float, tone: str) -> None:
        self.marks.append(f'<circle class="{tone}" cx="{num(x)}" cy="{num(self.y + y)}" r="{num(radius)}"/>')

    def polygon(self, points: Iterable[tuple[float, float]], tone: str) -> None:
        path = "L".join(f"{num(x)} {num(self.y + y)}" for x, y in points)
        self.marks.append(f'<path class="{tone}" d="M{path}Z"/>')


def row_name(sheet: Sheet, name: str, y: float) -> None:
    """Draw the name of a row in the margin, the first baseline at `y`."""
    sheet.lines(MARGIN, y, name.split("\n"), "soft", anchor="start")


def divide(sheet: Sheet, above: float = 0) -> None:
    """Draw a hairline across the sheet, with space above and below it."""
    sheet.down(above)
    sheet.rule(MARGIN, 0, RIGHT, 0)
    sheet.down(18)


def tone_of(element: str) -> str:
    return TONES.get(element, "ink")


def em(text: str) -> float:
    """Estimate the width of a text in em, slightly more than Noto Serif needs."""
    return sum(_em(char) for char in text)


@cache
def _em(char: str) -> float:
    char = unicodedata.normalize("NFD", char)[0]  # a tone mark takes no room
    if (char > "\x7f" and char not in "·–") or char in "mwMW%":
        return 1
    if char.isupper():
        return 0.74
    return next((width for chars, width in _WIDTHS.items() if char in chars), 0.65)


def flow(items: Iterable[str], between: str, size: float, width: float) -> Iterator[str]:
    """Join the items into as few lines as possible. An item wider than a line gets its own."""
    line = ""
    for item in items:
        longer = f"{line}{between}{item}" if line else item
        if line and em(longer) * size > width:
            yield line
            line = item
        else:
            line = longer
    if line:
        yield line


def plain(text: str) -> str:
    """Escape text for XML content or an attribute value, and replace characters that XML forbids."""
    return escape(_NOT_IN_XML.sub("\ufffd", text), {'"': "&quot;"})


def num(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def style() -> str:
    """Return the CSS for light and dark mode, scoped to one class so that a page can embed the SVG."""
    return (
        f".{CLASS} text {{ font-family: {_FONTS}; font-weight: 400; font-variant-numeric: lining-nums }} "
        f".{CLASS} .strong {{ font-weight: 700 }} "
        f".{CLASS} path {{ fill: none; stroke-width: 1 }} .{CLASS} .dashed {{ stroke-dasharray: 4 3 }} "
        f".{CLASS} .thick {{ stroke-width: 2 }} .{CLASS} circle {{ stroke-width: 1.25 }} "
        f"{_rules(_LIGHT)} @media (prefers-color-scheme: dark) {{ {_rules(_DARK)} }}"
    )


def _rules(palette: Mapping[str, str]) -> str:
    fills = [f".{CLASS} .{name} {{ fill: {colour} }}" for name, colour in palette.items()]
    strokes = [
        f".{CLASS} path.{name}, .{CLASS} .{name}-edge {{ fill: none; stroke: {colour} }}"
        for name, colour in palette.items()
        if name in ("line", "frame", "soft", "seal")
    ]
    others = [
        f".{CLASS} .paper-edge {{ stroke: {palette['paper']} }}",
        f".{CLASS} rect.hollow {{ fill: none }}",
        f".{CLASS} path.mark {{ fill: {palette['seal']} }}",
        f".{CLASS} path.web {{ fill: {palette['soft']}; fill-opacity: 0.18 }}",
    ]
    return " ".join([*fills, *strokes, *others])
