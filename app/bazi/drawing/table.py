"""The four pillars as a table, one column for each."""

from collections.abc import Iterator, Mapping

from app.bazi.chart import NAMES, Chart, Column
from app.bazi.drawing.pen import BODY, COLUMN, LEADING, LEFT, MARGIN, RIGHT, SMALL, Sheet, em, flow, row_name, tone_of
from app.bazi.drawing.words import Captions
from app.bazi.readings import meaning_of, pinyin_of

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
        show = words.both if part == "life_stage" else words.term
        terms = {name: _lines(show(getattr(column, part))) for name, column in columns.items()}
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
    gods = {name: _lines(words.both(column.ten_god)) for name, column in columns.items()}
    height = LEADING * (2 if words.is_translated else 1)
    first = 27 if words.is_translated else 32
    row_name(sheet, words.rows["ten_god"], first)
    for name, lines in gods.items():
        y = first + (height - LEADING * len(lines)) / 2
        sheet.lines(sheet.centres[name], y, lines, "seal" if name == "day" else "ink", size=_size(words))
    sheet.down(first + height - 12 + RING)
    sheet.circle(sheet.centres["day"], 0, RING, "seal-edge")
    for part, below in (("stem", RING + 44), ("branch", 54)):
        row_name(sheet, words.rows[part], 7)
        for name, column in columns.items():
            sheet.glyph(sheet.centres[name], 0, 68, getattr(column, part), tone_of(getattr(column, f"{part}_element")))
        if words.is_translated:
            _draw_readings(sheet, columns, part, words)
        else:
            _draw_beside_glyphs(sheet, columns, part, words)
            sheet.down(below)


def _draw_beside_glyphs(sheet: Sheet, columns: Mapping[str, Column], part: str, words: Captions) -> None:
    """Draw the element to the right of each stem or branch, and the void to the left of a branch."""
    for name, column in columns.items():
        element = getattr(column, f"{part}_element")
        sheet.glyph(sheet.centres[name] + 57, -24, SMALL, element, tone_of(element))
        if part == "branch" and column.is_void:
            sheet.upright(sheet.centres[name] - 57, -24, SMALL, 22, words.void, "soft")


def _draw_readings(sheet: Sheet, columns: Mapping[str, Column], part: str, words: Captions) -> None:
    """Draw reading and meaning below each stem (`Guǐ`, `yin Water`) or branch (`Hài`, `Pig`, `Water`)."""
    first = 22 + (RING if part == "stem" else 38)
    for name, column in columns.items():
        char, element = getattr(column, part), getattr(column, f"{part}_element")
        x = sheet.centres[name]
        sheet.text(x, first, BODY, pinyin_of(char))
        sheet.text(x, first + 25, SMALL, meaning_of(char), tone_of(element) if part == "stem" else "ink")
        if part == "branch":
            sheet.text(x, first + 49, SMALL, words.term(element), tone_of(element))
    sheet.down(first + (25 + 52 if part == "stem" else 49 + 16))


def _draw_hidden(sheet: Sheet, columns: Mapping[str, Column], words: Captions) -> None:
    """Draw the hidden stems with their ten gods, which take a second line if they do not fit."""
    _divide_rows(sheet, columns)
    row_name(sheet, words.rows["hidden"], 32)
    depth = 0.0
    for name, column in columns.items():
        y, x = 32.0, sheet.centres[name]
        for hidden in column.hidden:
            god = words.term(hidden.ten_god)
            if words.is_translated:
                tone, pinyin = tone_of(hidden.element), pinyin_of(hidden.stem)
                left = x - (24 + 6 + em(pinyin) * SMALL) / 2
                sheet.text(left, y, 24, hidden.stem, tone, anchor="start")
                sheet.text(left + 30, y, SMALL, pinyin, tone, anchor="start")
                y += LEADING
                lines = _lines(god)
                sheet.lines(x, y, lines)
                y += LEADING * len(lines) + 8
            else:
                sheet.text(x - 30, y, 24, hidden.stem, tone_of(hidden.element))
                sheet.text(x - 10, y, BODY, god, anchor="start")
                y += LEADING + 8
        depth = max(depth, y)
    sheet.down(depth - 12)
    _divide_rows(sheet, columns)
    sheet.down(10)


def _draw_stars(sheet: Sheet, columns: Mapping[str, Column], words: Captions) -> None:
    """Draw the stars. In translated charts they include the void, which has no room beside the branch."""
    sheet.down(4)
    _divide_rows(sheet, columns)
    row_name(sheet, words.rows["stars"], 28)
    depth = 28.0
    for name, column in columns.items():
        y = 28.0
        for number, (line, tone, gap) in enumerate(_star_lines(column, words)):
            y += LEADING + gap if number else 0
            sheet.text(sheet.centres[name], y, SMALL, line, tone)
        depth = max(depth, y)
    sheet.down(depth + 14)


def _star_lines(column: Column, words: Captions) -> Iterator[tuple[str, str, float]]:
    """Yield the lines with their tones and the space above them. A translated star has its gloss below its name."""
    if not words.is_translated:
        yield from ((line, "ink", 0) for line in flow(column.stars, " ", SMALL, _WIDTH))
        return
    if column.is_void:
        yield words.void, "ink", 0
    for star in column.stars:
        name, _, gloss = words.term(star).partition(": ")
        for number, line in enumerate(_lines(name)):
            yield line, "ink", 0 if number else 6
        yield from ((line, "soft", 0) for line in _lines(gloss))


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
