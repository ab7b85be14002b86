"""The chart as a picture: one SVG of the four pillars, read from right to left as in print.

It stands alone: no script, no font from elsewhere, its colours for light and dark inside. They are plain
rules and not custom properties, which many converters to paper and pixels do not know.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_COLUMNS = {"hour": "时柱", "day": "日柱", "month": "月柱", "year": "年柱"}  # left to right
_COLUMN_WIDTH = 150
_MARGIN = 30
_WIDTH = 2 * _MARGIN + len(_COLUMNS) * _COLUMN_WIDTH
_HEIGHT = 548

_ELEMENT_CLASSES = {"木": "wood", "火": "fire", "土": "earth", "金": "metal", "水": "water"}
_LIGHT = {
    "paper": "#f7f3ea",
    "ink": "#1f1c18",
    "soft": "#6b6459",
    "line": "#e2dacb",
    "seal": "#b3382c",
    "wood": "#3f7d58",
    "fire": "#b3382c",
    "earth": "#a8763e",
    "metal": "#8a7f5c",
    "water": "#2f5f8f",
}
_DARK = {
    "paper": "#171512",
    "ink": "#ece5d8",
    "soft": "#a39a8b",
    "line": "#2d2924",
    "seal": "#e07a6c",
    "wood": "#7fb395",
    "fire": "#e07a6c",
    "earth": "#cfa474",
    "metal": "#b9ae8b",
    "water": "#7aa5d1",
}


def draw_chart(chart: Mapping[str, Any]) -> str:
    """A complete SVG document for a chart of `compute_chart`."""
    pillars = chart["pillars"]
    label = "四柱：" + " ".join(f"{pillars[name] or '未详'}{title[0]}" for name, title in reversed(_COLUMNS.items()))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pillars" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" role="img" lang="zh-Hans" aria-label={quoteattr(label)}>',
        f"<title>{escape(label)}</title>",
        f"<style>{_style()}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{_HEIGHT}" rx="8"/>',
    ]
    for place, (name, title) in enumerate(_COLUMNS.items()):
        left = _MARGIN + place * _COLUMN_WIDTH
        if place:
            parts.append(f'<path class="line" d="M{left} 44V452"/>')
        parts.extend(_column(left + _COLUMN_WIDTH // 2, title, chart["columns"][name], is_day=name == "day"))
    parts.extend(_foot(chart))
    parts.append("</svg>")
    return "\n".join(parts)


def _column(x: int, title: str, column: Mapping[str, Any] | None, *, is_day: bool) -> Iterator[str]:
    yield _text(x, 56, 14, title, "soft")
    if column is None:
        for row, char in enumerate("时辰未详"):
            yield _text(x, 176 + 44 * row, 26, char, "soft")
        return
    yield _text(x, 84, 16, column["ten_god"], "seal" if is_day else "ink")
    if is_day:
        yield f'<circle class="ring" cx="{x}" cy="143" r="42"/>'
    for y, part in ((164, "stem"), (260, "branch")):
        element = column[f"{part}_element"]
        yield _text(x, y, 60, column[part], _colour(element))
        yield _text(x + 54, y, 13, element, "soft")
    yield f'<path class="line" d="M{x - 45} 288H{x + 45}"/>'
    for row, hidden in enumerate(column["hidden"]):
        y = 320 + 28 * row
        yield _text(x - 24, y, 20, hidden["stem"], _colour(hidden["element"]))
        yield _text(x + 18, y, 14, hidden["ten_god"], "soft")
    yield f'<path class="line" d="M{x - 45} 396H{x + 45}"/>'
    yield _text(x, 424, 15, column["na_yin"], "ink")
    yield _text(x, 448, 13, column["life_stage"], "soft")


def _foot(chart: Mapping[str, Any]) -> Iterator[str]:
    middle = _WIDTH // 2
    yield f'<path class="line" d="M{_MARGIN} 472H{_WIDTH - _MARGIN}"/>'
    counts = "　".join(f"{element} {count}" for element, count in chart["five_elements"].items())
    yield _text(middle, 500, 15, f"{counts}　·　空亡 {''.join(chart['void'])}", "ink")
    yield _text(middle, 526, 13, "　·　".join(_times(chart)), "soft")


def _times(chart: Mapping[str, Any]) -> Iterator[str]:
    if chart["solar_time"] is None:
        yield f"公历 {chart['civil_time']}"
    else:
        yield f"公历 {datetime.fromisoformat(chart['civil_time']):%Y-%m-%d %H:%M}"
        yield f"真太阳时 {datetime.fromisoformat(chart['solar_time']):%H:%M:%S}"
    yield chart["lunar_date"]


def _text(x: int, y: int, size: int, text: str, colour: str) -> str:
    return f'<text class="{colour}" x="{x}" y="{y}" font-size="{size}">{escape(text)}</text>'


def _colour(element: str) -> str:
    return _ELEMENT_CLASSES.get(element, "ink")


def _style() -> str:
    """Light first, dark where the reader's system asks for it; all under one class, should a page hold it."""
    base = (
        '.pillars text { font-family: "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", STSong, serif; '
        "text-anchor: middle } .pillars .line, .pillars .ring { fill: none }"
    )
    return f"{base} {_rules(_LIGHT)} @media (prefers-color-scheme: dark) {{ {_rules(_DARK)} }}"


def _rules(palette: Mapping[str, str]) -> str:
    fills = [f".pillars .{name} {{ fill: {colour} }}" for name, colour in palette.items() if name != "line"]
    lines = f".pillars .line {{ stroke: {palette['line']} }} .pillars .ring {{ stroke: {palette['seal']} }}"
    return " ".join([*fills, lines])
