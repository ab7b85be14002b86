"""The four pillars as a table, one column for each."""

from collections.abc import Mapping

from app.bazi.chart import NAMES, Chart, Column
from app.bazi.drawing.pen import BODY, COLUMN, LEADING, LEFT, MARGIN, RIGHT, SMALL, Sheet, flow, row_name, tone_of
from app.bazi.drawing.words import Captions

RING = 46
_WIDTH = COLUMN - 5
"""The usable width of a column."""


def draw_table(sheet: Sheet, chart: Chart, words: Captions) -> None:
    columns = {name: column for name in NAMES if (column := getattr(chart.columns, name)) is not None}
    for name, x in sheet.centres.items():
        sheet.text(x, 18, BODY, words.columns[name], "soft")
    sheet.down(30)
    sheet.rule(MARGIN, 0, RIGHT, 0)
    top = sheet.y
    _draw_glyphs(sheet, columns, words)
    _draw_hidden(sheet, columns, words)
    for row, part in (("na_yin", "na_yin"), ("stage", "life_stage")):
        terms = {name: _lines(words.term(getattr(column, part))) for name, column in columns.items()}
        row_name(sheet, words.rows[row], 20)
        for name, lines in terms.items():
            sheet.lines(sheet.centres[name], 20, lines, "ink" if row == "na_yin" else "soft", size=_size(words))
        sheet.down(8 + LEADING * max(len(lines) for lines in terms.values()))
    _draw_stars(sheet, columns, words)
    for x in [centre - COLUMN / 2 for centre in sheet.centres.values()][1:]:
        sheet.rule(x, top - sheet.y, x, 0)
    if "hour" not in columns:
        _draw_unknown_hour(sheet, top - sheet.y, words)


def _size(words: Captions) -> float:
    """Return the font size of terms: two or three characters may be larger than English words."""
    return SMALL if words.is_translated else BODY


def _lines(term: str, width: float = _WIDTH) -> list[str]:
    return list(flow(term.split(" "), " ", SMALL, width))


def _draw_glyphs(sheet: Sheet, columns: Mapping[str, Column], words: Captions) -> None:
    gods = {name: _lines(words.term(column.ten_god), COLUMN - 24) for name, column in columns.items()}
    height = LEADING * (2 if words.is_translated else 1)
    first = 27 if words.is_translated else 32
    row_name(sheet, words.rows["ten_god"], first)
    for name, lines in gods.items():
        y = first + (height - LEADING * len(lines)) / 2
        sheet.lines(sheet.centres[name], y, lines, "seal" if name == "day" else "ink", size=_size(words))
    sheet.down(first + height - 12 + RING)
    sheet.circle(sheet.centres["day"], 0, RING, "seal-edge")
    for part, below in (("stem", RING + 44), ("branch", 50 if words.is_translated else 54)):
        row_name(sheet, words.rows[part], 7)
        for name, column in columns.items():
            element = getattr(column, f"{part}_element")
            sheet.glyph(sheet.centres[name], 0, 68, getattr(column, part), tone_of(element))
            if not words.is_translated:
                sheet.glyph(sheet.centres[name] + 57, -24, SMALL, element, tone_of(element))
        if part == "branch" and not words.is_translated:
            for name in (name for name, column in columns.items() if column.is_void):
                sheet.upright(sheet.centres[name] - 57, -24, SMALL, 22, words.void, "soft")
        sheet.down(below)
    if words.is_translated:
        for name, column in columns.items():
            both = (words.term(element) for element in (column.stem_element, column.branch_element))
            sheet.text(sheet.centres[name], 10, SMALL, " · ".join(both), "soft")
        sheet.down(24)


def _draw_hidden(sheet: Sheet, columns: Mapping[str, Column], words: Captions) -> None:
    """Draw the hidden stems with their ten gods, which take a second line if they do not fit."""
    _divide_rows(sheet, columns)
    row_name(sheet, words.rows["hidden"], 32)
    stem_x, god_x, gap = (-50, -33, 4) if words.is_translated else (-30, -10, 8)
    depth = 0.0
    for name, column in columns.items():
        y, x = 32.0, sheet.centres[name]
        for hidden in column.hidden:
            lines = _lines(words.term(hidden.ten_god), COLUMN / 2 - god_x - 4)
            sheet.text(x + stem_x, y, 24, hidden.stem, tone_of(hidden.element))
            sheet.lines(x + god_x, y, lines, size=_size(words), anchor="start")
            y += LEADING * len(lines) + gap
        depth = max(depth, y)
    sheet.down(depth - 12)
    _divide_rows(sheet, columns)
    sheet.down(10)


def _draw_stars(sheet: Sheet, columns: Mapping[str, Column], words: Captions) -> None:
    """Draw the stars. In translated charts they include the void, which has no room beside the branch."""
    sheet.down(4)
    _divide_rows(sheet, columns)
    row_name(sheet, words.rows["stars"], 28)
    used = 1
    for name, column in columns.items():
        void = [words.void] if column.is_void and words.is_translated else []
        stars = [*void, *(words.term(star) for star in column.stars)]
        lines = list(flow(stars, words.star_gap, SMALL, _WIDTH))
        sheet.lines(sheet.centres[name], 28, lines)
        used = max(used, len(lines))
    sheet.down(28 + LEADING * (used - 1) + 14)


def _divide_rows(sheet: Sheet, columns: Mapping[str, Column]) -> None:
    """Draw a hairline across row names and known pillars; the column of an unknown hour stays blank."""
    if "hour" in columns:
        sheet.rule(MARGIN, 0, RIGHT, 0)
        return
    blank = sheet.centres["hour"]
    sheet.rule(MARGIN, 0, max(blank - COLUMN / 2, LEFT), 0)
    if blank + COLUMN / 2 < RIGHT:
        sheet.rule(blank + COLUMN / 2, 0, RIGHT, 0)


def _draw_unknown_hour(sheet: Sheet, top: float, words: Captions) -> None:
    """Draw a frame around the empty column of an unknown hour."""
    x, inset = sheet.centres["hour"], 12
    sheet.rect(x - COLUMN / 2 + inset, top + inset, COLUMN - 2 * inset, -top - 2 * inset, "hollow line-edge")
    lines = words.unknown_hour.split("\n")
    size, step = (SMALL, LEADING) if words.is_translated else (26, 44)
    for place, line in enumerate(lines):
        sheet.glyph(x, top / 2 + step * (place - (len(lines) - 1) / 2), size, line, "soft")
