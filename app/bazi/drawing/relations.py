"""The relations between the four pillars: one rail for each, with its text where there is room."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.bazi.chart import Relation
from app.bazi.drawing.pen import LEADING, LEFT, MARGIN, RIGHT, SMALL, Sheet, em, row_name
from app.bazi.drawing.words import Captions

_STEP = 28
_GAP = 8
"""Space between the text and its neighbours."""
_DISCORDS = ("冲", "刑", "害", "破")


def draw_relations(sheet: Sheet, relations: Sequence[Relation], words: Captions) -> None:
    """Draw each relation as a rail between its pillars: solid for harmony, dashed for discord."""
    row_name(sheet, words.rows["relations"], 19)
    if not relations:
        sheet.text(LEFT, 19, SMALL, words.no_relations, "soft", anchor="start")
    rows: list[list[_Span]] = [[]]
    for relation in _relations(sheet, relations, words):
        row = _first_row_with_room(rows, relation.spans)
        for place, span in enumerate(relation.spans, row):
            rows.extend([] for _ in range(place + 1 - len(rows)))
            rows[place].append(span)
        _draw_relation(sheet, relation, _STEP * row)
    sheet.down(_STEP * len(rows))


def relation_text(relation: Relation, words: Captions) -> str:
    """Return a text such as `午未六合 土` or `午未 Wu-Wei combination: Earth`.

    `天干` is left out, since the characters show that they are stems.
    """
    gap, before_element = (" ", ": ") if words.is_translated else ("", " ")
    text = f"{words.pillar(relation.parts)}{gap}{kind_word(relation.kind, words)}"
    return f"{text}{before_element}{words.term(relation.element)}" if relation.element else text


class _Span(NamedTuple):
    """The horizontal extent that a relation occupies in a row."""

    left: float
    right: float

    def is_apart(self, other: "_Span") -> bool:
        return self.right < other.left or other.right < self.left


class _Relation(NamedTuple):
    """A relation to draw: the x positions of its pillars from left to right, its text and the centre of the text.

    The first of `spans` is the rail. Text that does not fit beside it takes a second span, in the row below.
    """

    places: tuple[float, ...]
    text: str
    middle: float
    spans: tuple[_Span, ...]
    is_discord: bool


def _relations(sheet: Sheet, relations: Sequence[Relation], words: Captions) -> Iterator[_Relation]:
    """Lay out the relations. Discords of the same two characters share a rail, such as `丑未六冲、相刑`."""
    together: dict[tuple[object, ...], list[Relation]] = {}
    for number, relation in enumerate(relations):
        key = (relation.pillars, *sorted(relation.parts)) if is_discord(relation) else (number,)
        together.setdefault(key, []).append(relation)
    comma = ", " if words.is_translated else "、"
    for first, *others in together.values():
        text = comma.join([relation_text(first, words), *(kind_word(other.kind, words) for other in others)])
        places = tuple(sorted(sheet.centres[name] for name in first.pillars))
        middle, spans = _placed(places, em(text) * SMALL / 2)
        yield _Relation(places, text, middle, spans, is_discord(first))


def kind_word(kind: str, words: Captions) -> str:
    """Name a kind of relation without `天干`."""
    return words.term(kind).removeprefix("天干")


def is_discord(relation: Relation) -> bool:
    """Return whether two pillars clash, harm, break or punish each other."""
    return any(mark in relation.kind for mark in _DISCORDS)


def _placed(places: tuple[float, ...], half: float) -> tuple[float, tuple[_Span, ...]]:
    """Place the text in the widest gap of the rail, else right, left or below. Returns its centre and all spans."""
    rail = _Span(places[0], places[-1])
    start, end = max(pairwise(places), key=lambda gap: gap[1] - gap[0])
    if 2 * (half + _GAP) <= end - start - 16:  # leave some of the line visible on both sides
        return (start + end) / 2, (rail,)
    beside = half + 4 + _GAP
    if rail.right + beside + half <= RIGHT:
        return rail.right + beside, (_Span(rail.left, rail.right + beside + half),)
    if rail.left - beside - half >= LEFT:
        return rail.left - beside, (_Span(rail.left - beside - half, rail.right),)
    middle = min(max((rail.left + rail.right) / 2, MARGIN + half), RIGHT - half)
    return middle, (rail, _Span(middle - half, middle + half))


def _first_row_with_room(rows: Sequence[Iterable[_Span]], spans: Sequence[_Span]) -> int:
    return next(
        row
        for row in range(len(rows) + 1)
        if all(span.is_apart(other) for taken, span in zip(rows[row:], spans, strict=False) for other in taken)
    )


def _draw_relation(sheet: Sheet, relation: _Relation, y: float) -> None:
    """Draw rail and text, with a gap in the rail where the text is."""
    line, half = y + 12, em(relation.text) * SMALL / 2 + _GAP
    is_below = len(relation.spans) > 1
    tone = "soft dashed" if relation.is_discord else "soft"
    for from_x, to_x in pairwise(relation.places):
        has_words = from_x < relation.middle < to_x and not is_below
        stops = (
            [from_x + 4, relation.middle - half, relation.middle + half, to_x - 4]
            if has_words
            else [from_x + 4, to_x - 4]
        )
        for left, right in zip(stops[::2], stops[1::2], strict=True):
            sheet.rule(left, line, right, line, tone)
    for x in relation.places:
        sheet.circle(x, line, 3.5, "soft-edge" if relation.is_discord else "soft")
    sheet.text(relation.middle, y + 19 + (LEADING if is_below else 0), SMALL, relation.text)
