"""What a drawn chart shows, read back from its SVG, and many charts to draw."""

import random
import re
from datetime import date, timedelta
from typing import NamedTuple
from xml.etree import ElementTree

from app.bazi.chart import Chart
from app.bazi.drawing.pen import em
from app.errors import InvalidBirth

from .births import cast

SVG = "{http://www.w3.org/2000/svg}"
LEFT, RIGHT = 108, 684
"""Between them stand the columns, and run the lines of time."""
FRAME = 18


class Box(NamedTuple):
    """Where a line of text stands, by the estimate of its width that the drawing makes room by."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def boxes(svg: str) -> list[Box]:
    """Of all lines but the seal's two characters, which are drawn narrow inside their square."""
    return [box_of(text) for text in ElementTree.fromstring(svg).iter(f"{SVG}text") if "transform" not in text.attrib]


def box_of(element: ElementTree.Element) -> Box:
    text, size = element.text or "", float(element.attrib["font-size"])
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    width = size * em(text)
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[element.attrib["text-anchor"]]
    return Box(left, y - 0.84 * size, left + width, y + 0.08 * size, text)


def box_with(svg: str, text: str) -> Box:
    return next(box for box in boxes(svg) if box.text == text)


def now_mark(svg: str) -> float | None:
    """Where on the line of time the mark points."""
    found = re.search(r'<path class="mark" d="M([\d.]+) ', svg)
    return float(found[1]) if found else None


def random_charts(count: int) -> list[Chart]:
    chance, charts = random.Random(20), []
    while len(charts) < count:
        day = date(1902, 1, 1) + timedelta(days=chance.randrange(45_000))
        time = f" {chance.randrange(24):02}:{chance.randrange(60):02}" if chance.random() < 0.9 else ""
        try:
            charts.append(cast(f"{day}{time}", gender=chance.choice(["female", "male"])))
        except InvalidBirth:  # an hour that the clocks skipped
            continue
    return charts
