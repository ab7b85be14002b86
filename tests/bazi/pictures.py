"""Helpers that read a drawn chart back from its SVG, and random charts to draw."""

import random
import re
from datetime import date, timedelta
from typing import NamedTuple
from xml.etree import ElementTree

from app.bazi.birth import InvalidBirth
from app.bazi.chart import Chart
from app.bazi.drawing.pen import em

from .births import cast

SVG = "{http://www.w3.org/2000/svg}"
LEFT, RIGHT = 108, 684
"""The horizontal extent of the columns and the timeline."""
FRAME = 18


class Box(NamedTuple):
    """The box around a line of text, with the estimate of its width that the drawing itself uses."""

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
    """Return the boxes of all lines except the two condensed characters of the seal."""
    group = ElementTree.fromstring(svg).find(f"{SVG}g")
    assert group is not None
    return [box_of(text, group) for text in group.iter(f"{SVG}text") if "transform" not in text.attrib]


def box_of(element: ElementTree.Element, group: ElementTree.Element) -> Box:
    """Return the box of a text, which inherits size and anchor from the group unless it has its own."""
    inherited = group.attrib | element.attrib
    text, size = element.text or "", float(inherited["font-size"])
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    width = size * em(text)
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[inherited["text-anchor"]]
    return Box(left, y - 0.84 * size, left + width, y + 0.08 * size, text)


def box_with(svg: str, text: str) -> Box:
    return next(box for box in boxes(svg) if box.text == text)


def now_mark(svg: str) -> float | None:
    """Return the x coordinate of the mark on the timeline."""
    found = re.search(r'<path class="mark" d="M([\d.]+) ', svg)
    return float(found[1]) if found else None


def random_charts(count: int) -> list[Chart]:
    rng, charts = random.Random(20), list[Chart]()
    while len(charts) < count:
        day = date(1902, 1, 1) + timedelta(days=rng.randrange(45_000))
        time = f" {rng.randrange(24):02}:{rng.randrange(60):02}" if rng.random() < 0.9 else ""
        try:
            charts.append(cast(f"{day}{time}", gender=rng.choice(["female", "male"])))
        except InvalidBirth:  # a time that the clocks skipped
            continue
    return charts
