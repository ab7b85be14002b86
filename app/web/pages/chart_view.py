"""The chart as the page of a reading shows it: the facts of the drawn chart, with each term linked to the glossary.

The chart speaks the language of its report, with the captions of the drawn chart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.bazi.chart import NAMES, Chart, Column, HiddenStem, Relation
from app.bazi.cycle import ELEMENTS
from app.bazi.drawing.foot import choices, times
from app.bazi.drawing.pen import TONES
from app.bazi.drawing.plots import strength_parts
from app.bazi.drawing.relations import is_discord, kind_word, relation_text
from app.bazi.drawing.timeline import vague_kind
from app.bazi.drawing.words import Captions, captions
from app.bazi.readings import meaning_of, pinyin_of
from app.web.pages.chart_terms import CONCEPTS, Part, Term, concepts, ids_of, linked, term, warning_term
from app.web.pages.luck_view import LuckView, luck_view


@dataclass(frozen=True, slots=True)
class Glyph:
    """A stem or branch. `reading` and `meaning` are empty in a Chinese chart, which shows the element alone."""

    char: Term
    tone: str
    element: Term
    reading: str
    meaning: str


@dataclass(frozen=True, slots=True)
class HiddenView:
    stem: Term
    tone: str
    reading: str
    ten_god: Term


@dataclass(frozen=True, slots=True)
class StarView:
    star: Term
    gloss: str


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One pillar, as a column of the table. `void` is None unless the branch is void."""

    name: str
    ten_god: Term
    stem: Glyph
    branch: Glyph
    void: Term | None
    hidden: tuple[HiddenView, ...]
    na_yin: Term
    stage: Term
    stars: tuple[StarView, ...]


@dataclass(frozen=True, slots=True)
class RelationView:
    """A relation: `rail` says for each pillar, in the order of the columns, whether it is `on`, `mid`way or neither."""

    rail: tuple[str, ...]
    is_discord: bool
    parts: tuple[Part, ...]
    pillars: str


@dataclass(frozen=True, slots=True)
class ElementView:
    """An element's share in percent, and where its piece of the bar begins."""

    element: Term
    tone: str
    start: float
    share: float


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart ready to be shown. `columns` is in visual order, and has None for an unknown hour."""

    lang: str
    title: str
    names: dict[str, str]
    order: tuple[str, ...]
    rows: dict[str, Term]
    columns: tuple[ColumnView | None, ...]
    unknown_hour: str
    relations: tuple[RelationView, ...]
    no_relations: str
    elements: tuple[ElementView, ...]
    strength: tuple[Part, ...]
    palaces: tuple[tuple[Term, str], ...]
    luck: LuckView
    notes: tuple[tuple[Part, ...], ...]


def chart_view(
    chart: Chart, today: date, language: str, *, left_to_right: bool = False, with_person: bool = True
) -> ChartView:
    """Build the view. Without the person, it has no time of birth and no start of luck, from which it follows."""
    words = captions(language)
    order = NAMES if left_to_right else NAMES[::-1]
    return ChartView(
        lang=words.lang,
        title=_title(chart, words),
        names=words.columns,
        order=order,
        rows={name: Term(_joined(text), CONCEPTS[name]) for name, text in words.rows.items() if name in CONCEPTS},
        columns=tuple(_column(name, getattr(chart.columns, name), words) for name in order),
        unknown_hour=words.unknown_hour.replace("\n", " " if words.is_translated else ""),
        relations=tuple(_relation(relation, order, words) for relation in chart.relations),
        no_relations=words.no_relations,
        elements=tuple(_elements(chart, words)),
        strength=tuple(_strength(chart, words)),
        palaces=tuple(_palaces(chart, words)),
        luck=luck_view(chart, today, words, with_person=with_person),
        notes=tuple(_notes(chart, words, with_person=with_person)),
    )


def _title(chart: Chart, words: Captions) -> str:
    """Return the title without the blanks that set the characters of a drawn one apart; the style sheet does that."""
    title = words.title[chart.gender == "male"]
    return title if words.is_translated else title.replace(" ", "")


def _joined(name: str) -> str:
    """Undo the line breaks of a row name, and the hyphen of a word that they divide."""
    return name.replace("-\n", "").replace("\n", " ")


def _column(name: str, column: Column | None, words: Captions) -> ColumnView | None:
    if column is None:
        return None
    return ColumnView(
        name=name,
        ten_god=term(column.ten_god, "ten_god", text=_both(column.ten_god, words)),
        stem=_glyph(column.stem, column.stem_element, words),
        branch=_glyph(column.branch, column.branch_element, words),
        void=Term(words.void, CONCEPTS["void"]) if column.is_void else None,
        hidden=tuple(_hidden(hidden, words) for hidden in column.hidden),
        na_yin=term(column.na_yin, "na_yin", text=words.term(column.na_yin)),
        stage=term(column.life_stage, "life_stage", text=_both(column.life_stage, words)),
        stars=tuple(_star(star, words) for star in column.stars),
    )


def _both(name: str, words: Captions) -> str:
    """Return a term with its translation below it, as the style sheet shows the line break."""
    return words.both(name).replace(" ", "\n", 1)


def _glyph(char: str, element: str, words: Captions) -> Glyph:
    """Show a stem with its polarity (`yin Water`) and a branch with its animal (`Pig`, `Water`) in English."""
    word = words.term(element)
    return Glyph(
        char=term(char, "stem", "branch"),
        tone=TONES[element],
        element=term(element, "element", text=word),
        reading=pinyin_of(char) if words.is_translated else "",
        meaning=meaning_of(char).removesuffix(word).strip() if words.is_translated else "",
    )


def _hidden(hidden: HiddenStem, words: Captions) -> HiddenView:
    return HiddenView(
        stem=term(hidden.stem, "stem"),
        tone=TONES[hidden.element],
        reading=pinyin_of(hidden.stem) if words.is_translated else "",
        ten_god=term(hidden.ten_god, "ten_god", text=words.term(hidden.ten_god)),
    )


def _star(star: str, words: Captions) -> StarView:
    name, _, gloss = words.term(star).partition(": ")
    return StarView(term(star, "star", text=name), gloss)


def _relation(relation: Relation, order: Sequence[str], words: Captions) -> RelationView:
    ids = {kind_word(relation.kind, words).lower(): ids_of("relation").get(relation.kind, "")}
    if relation.element:
        ids[words.term(relation.element).lower()] = ids_of("element")[relation.element]
    places = [place for place, name in enumerate(order) if name in relation.pillars]
    rail = ("on" if place in places else "mid" if places[0] < place < places[-1] else "" for place in range(4))
    return RelationView(
        rail=tuple(rail),
        is_discord=is_discord(relation),
        parts=tuple(linked(relation_text(relation, words), ids)),
        pillars=("、" if not words.is_translated else ", ").join(words.short[name] for name in relation.pillars),
    )


def _elements(chart: Chart, words: Captions) -> Iterator[ElementView]:
    start = 0.0
    for element in ELEMENTS:
        share = max(chart.element_weights.get(element, 0.0), 0.0)
        yield ElementView(term(element, "element", text=words.term(element)), TONES[element], round(start, 1), share)
        start += share


def _strength(chart: Chart, words: Captions) -> Iterator[Part]:
    master = chart.day_master
    ids = {
        **concepts("en" if words.is_translated else "zh"),
        master.stem: ids_of("stem")[master.stem],
        words.term(master.element).lower(): ids_of("element")[master.element],
    }
    for number, part in enumerate(strength_parts(chart, words)):
        yield from ([" · "] if number else [])
        yield from linked(part, ids)


def _palaces(chart: Chart, words: Captions) -> Iterator[tuple[Term, str]]:
    values = {
        "void": "".join(chart.void),
        "conception": chart.palaces.conception,
        "life": chart.palaces.life,
        "body": chart.palaces.body,
    }
    for name, value in values.items():
        if value:
            yield Term(words.palaces[name], CONCEPTS[name]), words.pillar(value)


def _notes(chart: Chart, words: Captions, *, with_person: bool) -> Iterator[tuple[Part, ...]]:
    """Yield the times, the options and the names of the warnings, whose sentences stand at the head of the page."""
    ids = concepts("en" if words.is_translated else "zh")
    lines = [*times(chart, words)] if with_person else []
    for line in (*lines, *choices(chart, words)):
        yield tuple(linked(line, ids))
    middle = words.middles.get(vague_kind(chart.time_given) or "", "")
    for code in dict.fromkeys(warning.code for warning in chart.warnings):
        yield (warning_term(code, words.warnings.get(code, code).format(middle=middle)),)
