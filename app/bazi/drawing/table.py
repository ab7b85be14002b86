"""The four pillars as a table: what each of them holds, row by row, and under it how they stand to each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.bazi.chart import NAMES, Chart, Column, Relation
from app.bazi.drawing.pen import CENTRES, COLUMN, LEFT, MARGIN, RIGHT, Sheet, em, flow, tone_of
from app.bazi.drawing.words import Captions

RING = 46
_STAR, _STAR_STEP, _STAR_WIDTH = 17, 24, COLUMN - 12
_STAR_ROWS = 5
"""So many stars stand one below the other before two share a line."""
_RAIL_STEP, _RAIL_SIZE = 26, 17
_DISCORDS = ("冲", "刑", "害", "破")


def draw_table(sheet: Sheet, chart: Chart, words: Captions) -> None:
    columns = {name: column for name in NAMES if (column := getattr(chart.columns, name)) is not None}
    for name, x in CENTRES.items():
        sheet.text(x, 16, 18, words.columns[name], "soft")
    sheet.down(28)
    sheet.rule(MARGIN, 0, RIGHT, 0)
    top = sheet.y
    _draw_glyphs(sheet, columns, words)
    _draw_hidden(sheet, columns, words)
    for row, part in (("na_yin", "na_yin"), ("stage", "life_stage")):
        row_name(sheet, words.rows[row], 18)
        for name, column in columns.items():
            sheet.text(CENTRES[name], 18, 18, getattr(column, part), "ink" if row == "na_yin" else "soft")
        sheet.down(30)
    _draw_stars(sheet, columns, words)
    for name in ("day", "month", "year"):
        x = CENTRES[name] - COLUMN / 2
        sheet.rule(x, top - sheet.y, x, 0)
    if "hour" not in columns:
        _draw_unknown_hour(sheet, top - sheet.y, words)


def draw_relations(sheet: Sheet, relations: Sequence[Relation], words: Captions) -> None:
    """Each as a rail between the pillars it joins: drawn through for harmony, dashed for discord."""
    row_name(sheet, words.rows["relations"], 18)
    if not relations:
        sheet.text(LEFT, 18, 16, words.no_relations, "soft", anchor="start")
    for rail in _rails(_ties(relations)) or [[]]:
        for tie in rail:
            _draw_tie(sheet, tie)
        sheet.down(_RAIL_STEP)


def row_name(sheet: Sheet, name: str, y: float) -> None:
    """In the margin; its first line has its baseline at `y`."""
    for place, line in enumerate(name.split("\n")):
        sheet.text(MARGIN, y + 16 * place, 13 if name.isascii() else 16, line, "soft", anchor="start")


def relation_text(relation: Relation) -> str:
    """Such as `午未六合 土`; of stems the characters say that they are stems."""
    text = relation.parts + relation.kind.removeprefix("天干")
    return f"{text} {relation.element}" if relation.element else text


def _draw_glyphs(sheet: Sheet, columns: Mapping[str, Column], words: Captions) -> None:
    row_name(sheet, words.rows["ten_god"], 36)
    for name, column in columns.items():
        sheet.text(CENTRES[name], 36, 20, column.ten_god, "seal" if name == "day" else "ink")
    sheet.down(52 + RING)
    sheet.circle(CENTRES["day"], 0, RING, "seal-edge")
    for part, below in (("stem", RING + 44), ("branch", 56)):
        row_name(sheet, words.rows[part], 5)
        for name, column in columns.items():
            element = getattr(column, f"{part}_element")
            sheet.glyph(CENTRES[name], 0, 68, getattr(column, part), tone_of(element))
            sheet.glyph(CENTRES[name] + 56, -24, 16, element, tone_of(element))
        if part == "branch":
            for name in (name for name, column in columns.items() if column.is_void):
                sheet.upright(CENTRES[name] - 56, -24, 15, 16, "空亡", "soft")
        sheet.down(below)
    if words.elements:
        for name, column in columns.items():
            both = (words.elements.get(element, element) for element in (column.stem_element, column.branch_element))
            sheet.text(CENTRES[name], 8, 16, " · ".join(both), "soft")
        sheet.down(24)


def _draw_hidden(sheet: Sheet, columns: Mapping[str, Column], words: Captions) -> None:
    _divide_rows(sheet, columns)
    row_name(sheet, words.rows["hidden"], 32)
    for name, column in columns.items():
        for place, hidden in enumerate(column.hidden):
            y = 32 + 28 * place
            sheet.text(CENTRES[name] - 26, y, 22, hidden.stem, tone_of(hidden.element))
            sheet.text(CENTRES[name] + 16, y, 18, hidden.ten_god)
    sheet.down(32 + 28 * 2 + 16)
    _divide_rows(sheet, columns)
    sheet.down(12)


def _draw_stars(sheet: Sheet, columns: Mapping[str, Column], words: Captions) -> None:
    sheet.down(4)
    _divide_rows(sheet, columns)
    row_name(sheet, words.rows["stars"], 28)
    flowed = {name: list(flow(column.stars, " ", _STAR, _STAR_WIDTH)) for name, column in columns.items()}
    rows = max(_STAR_ROWS, *(len(lines) for lines in flowed.values()))
    used = 1
    for name, column in columns.items():
        lines = list(column.stars) if len(column.stars) <= rows else flowed[name]
        for place, line in enumerate(lines):
            sheet.text(CENTRES[name], 28 + _STAR_STEP * place, _STAR, line)
        used = max(used, len(lines))
    sheet.down(28 + _STAR_STEP * (used - 1) + 12)


def _divide_rows(sheet: Sheet, columns: Mapping[str, Column]) -> None:
    """A hairline through the rows' names and the pillars there are; an unknown hour stays blank."""
    if "hour" in columns:
        sheet.rule(MARGIN, 0, RIGHT, 0)
    else:
        sheet.rule(MARGIN, 0, LEFT, 0)
        sheet.rule(LEFT + COLUMN, 0, RIGHT, 0)


def _draw_unknown_hour(sheet: Sheet, top: float, words: Captions) -> None:
    """An empty place with a frame around it: what is not known is not filled."""
    x, inset, middle = CENTRES["hour"], 12, top / 2
    sheet.rect(x - COLUMN / 2 + inset, top + inset, COLUMN - 2 * inset, -top - 2 * inset, "hollow line-edge")
    sheet.upright(x, middle - 1.5 * 44, 26, 44, "时辰未详", "soft")
    for place, line in enumerate(words.unknown_hour.splitlines()):
        sheet.text(x, middle + 2.6 * 44 + 22 * place, 16, line, "soft")


class _Tie(NamedTuple):
    """What joins the same pillars: its words, and where those pillars stand, from left to right."""

    places: tuple[float, ...]
    text: str
    is_discord: bool


def _ties(relations: Sequence[Relation]) -> Iterator[_Tie]:
    """Discords of the same two characters are said together, such as `丑未六冲、相刑`."""
    together: dict[tuple[object, ...], list[Relation]] = {}
    for number, relation in enumerate(relations):
        key = (relation.pillars, *sorted(relation.parts)) if _is_discord(relation) else (number,)
        together.setdefault(key, []).append(relation)
    for first, *others in together.values():
        text = "、".join([relation_text(first), *(other.kind for other in others)])
        places = tuple(sorted(CENTRES[name] for name in first.pillars))
        yield _Tie(places, text, _is_discord(first))


def _is_discord(relation: Relation) -> bool:
    return any(mark in relation.kind for mark in _DISCORDS)


def _rails(ties: Iterable[_Tie]) -> list[list[_Tie]]:
    """Rows of ties that do not touch each other; each stands in the first row that has room."""
    rails: list[list[_Tie]] = []
    for tie in ties:
        free = (rail for rail in rails if all(_is_apart(tie, other) for other in rail))
        rail = next(free, None)
        if rail is None:
            rails.append([tie])
        else:
            rail.append(tie)
    return rails


def _is_apart(one: _Tie, other: _Tie) -> bool:
    return one.places[-1] < other.places[0] or other.places[-1] < one.places[0]


def _draw_tie(sheet: Sheet, tie: _Tie) -> None:
    """The words stand in the widest gap between two of its pillars, and the line makes room for them."""
    start, end = max(pairwise(tie.places), key=lambda gap: gap[1] - gap[0])
    middle, half = (start + end) / 2, em(tie.text) * _RAIL_SIZE / 2 + 6
    tone = "soft dashed" if tie.is_discord else "soft"
    for from_x, to_x in pairwise(tie.places):
        stops = [from_x + 4, middle - half, middle + half, to_x - 4] if from_x == start else [from_x + 4, to_x - 4]
        for left, right in zip(stops[::2], stops[1::2], strict=True):
            if left < right:
                sheet.rule(left, 12, right, 12, tone)
    for x in tie.places:
        sheet.circle(x, 12, 3.5, "soft-edge" if tie.is_discord else "soft")
    sheet.text(middle, 18, _RAIL_SIZE, tie.text)
