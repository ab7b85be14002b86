"""Draws the card that other sites show for a shared link: the pillars on paper, with the seal, and no name.

The card depends on nothing but the pillars and the language. Its font holds only the characters below; after changing
them, run `scripts/make_card_font.py`.
"""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from app.bazi.chart import NAMES, Pillars
from app.bazi.cycle import BRANCHES, STEMS
from app.bazi.readings import pinyin_of

WIDTH, HEIGHT = 1200, 630
_SCALE = 2
"""Drawn larger and reduced, which makes edges smooth."""

_PAPER, _INK, _SOFT, _HAIR, _RULE, _SEAL = "#f7f3ea", "#1f1c18", "#6b6459", "#e2dacb", "#b8ad9a", "#b3382c"
_ELEMENTS = {"木": "#38714e", "火": "#b3382c", "土": "#905f28", "金": "#716743", "水": "#2f5f8f"}
"""As in the drawn chart, on light paper."""
_ELEMENT_OF = dict(zip(STEMS + BRANCHES, "木木火火土土金金水水水土木木土火火土金金土水", strict=True))

_FONT = Path(__file__).parent / "fonts" / "card.otf"
_COLUMNS = {
    "zh": {"year": "年柱", "month": "月柱", "day": "日柱", "hour": "时柱"},
    "en": {"year": "Year", "month": "Month", "day": "Day", "hour": "Hour"},
}
_TITLES = {"zh": "一份八字命书", "en": "A BaZi reading"}
_NOTES = {"zh": "程序排盘 · AI 逐节写成 · 仅供娱乐", "en": "Cast by code, written by AI · For entertainment only"}
_SEAL_TEXT = "命书"


@lru_cache(maxsize=64)
def draw_card(pillars: Pillars, language: str) -> bytes:
    """Return the card as a PNG. Takes about 0.1 s: call it in a thread. An unknown hour has no column."""
    image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), _PAPER)
    pen = _Pen(ImageDraw.Draw(image))
    pen.frame()
    _draw_pillars(pen, pillars, language)
    _draw_foot(pen, language)
    card = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    out = BytesIO()
    card.quantize(128, method=Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


class _Pen:
    """Draws in the units of the finished card."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def text(self, x: float, y: float, size: float, text: str, colour: str = _INK, anchor: str = "mm") -> None:
        font = ImageFont.truetype(_FONT, round(size * _SCALE))
        self._draw.text((x * _SCALE, y * _SCALE), text, fill=colour, font=font, anchor=anchor)

    def rule(self, x: float, top: float, bottom: float) -> None:
        self._draw.line([(x * _SCALE, top * _SCALE), (x * _SCALE, bottom * _SCALE)], fill=_HAIR, width=_SCALE)

    def ring(self, x: float, y: float, radius: float) -> None:
        box = [(x - radius) * _SCALE, (y - radius) * _SCALE, (x + radius) * _SCALE, (y + radius) * _SCALE]
        self._draw.ellipse(box, outline=_SEAL, width=2 * _SCALE)

    def rectangle(
        self, box: tuple[float, float, float, float], width: float, outline: str, fill: str | None = None
    ) -> None:
        self._draw.rectangle([place * _SCALE for place in box], outline=outline, fill=fill, width=round(width * _SCALE))

    def frame(self) -> None:
        """The double frame of a printed plate."""
        self.rectangle((24, 24, WIDTH - 24, HEIGHT - 24), 3, _RULE)
        self.rectangle((33, 33, WIDTH - 33, HEIGHT - 33), 1, _RULE)


def _draw_pillars(pen: _Pen, pillars: Pillars, language: str) -> None:
    """Draw the columns from right to left, as in print; the day master has a ring."""
    shown = [(name, pillar) for name in NAMES if (pillar := getattr(pillars, name)) is not None]
    step = 236
    right = WIDTH / 2 + step * (len(shown) - 1) / 2
    for place, (name, pillar) in enumerate(shown):
        x = right - step * place
        if place:
            pen.rule(x + step / 2, 84, 478)
        pen.text(x, 94, 26, _COLUMNS[language][name], _SOFT)
        for glyph, y in zip(pillar, (206, 358), strict=True):
            pen.text(x, y, 128, glyph, _ELEMENTS[_ELEMENT_OF[glyph]])
        if name == "day":
            pen.ring(x, 206, 84)
        pen.text(x, 462, 28, " ".join(pinyin_of(glyph) for glyph in pillar), _SOFT)


def _draw_foot(pen: _Pen, language: str) -> None:
    """Draw the seal, and beside it what the link leads to."""
    left, top, size = 74, 506, 72
    pen.rectangle((left, top, left + size, top + size), 1, _SEAL, _SEAL)
    pen.rectangle((left + 5, top + 5, left + size - 5, top + size - 5), 1.5, _PAPER)
    for glyph, y in zip(_SEAL_TEXT, (0.29, 0.71), strict=True):
        pen.text(left + size / 2, top + size * y, 27, glyph, _PAPER)
    pen.text(left + size + 26, top + size / 2, 38, _TITLES[language], _INK, "lm")
    pen.text(WIDTH - left, top + size / 2 + 4, 23, _NOTES[language], _SOFT, "rm")
