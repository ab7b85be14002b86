"""The luck pillars as the page shows them: each opens its years, and a year its relations and its months."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.bazi.chart import Chart, MonthlyPillar, TransitPillar
from app.bazi.drawing.brief_relations import brief_texts
from app.bazi.drawing.relations import kind_word
from app.bazi.drawing.timeline import luck_start, place_in_luck
from app.bazi.drawing.transits import current_month, jie_on
from app.bazi.drawing.words import Captions, captions
from app.bazi.lifetime import Stretch, Year, stretches
from app.bazi.readings import romanised
from app.web.pages.chart_terms import CONCEPTS, Part, Term, concepts, ids_of, linked, term

_PILLARS = {"年": "year", "月": "month", "日": "day", "时": "hour"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class MonthView:
    """A month: the jie that opens it, its first day, and the most important of its relations."""

    jie: Term
    day: str
    pillar: str
    reading: str
    ten_god: Term
    relations: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class TransitView:
    """A decade or a year. `facts` is empty for a year that the chart does not have; `tone` is `past`, `now` or ``."""

    when: str
    pillar: str
    reading: str
    ten_god: str
    tone: str
    facts: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class YearView(TransitView):
    months: tuple[MonthView, ...]


@dataclass(frozen=True, slots=True)
class DecadeView:
    """A luck pillar and its years; without a pillar, the years before the first or after the last."""

    decade: TransitView | None
    span: str
    is_now: bool
    years: tuple[YearView, ...]


@dataclass(frozen=True, slots=True)
class LuckView:
    start: tuple[Part, ...]
    decades: tuple[DecadeView, ...]


def luck_view(chart: Chart, today: date, words: Captions, *, with_person: bool) -> LuckView:
    """Build the view. Without the person, it leaves out when luck starts and the years before: they tell the birth."""
    start = luck_start(chart, words) if with_person else words.directions[chart.luck.is_forward]
    months = _months(chart, today, words)
    place = place_in_luck(chart.luck, today)
    found = list(stretches(chart))
    first = next(number for number, stretch in enumerate(found) if stretch.decade)
    this_year = jie_on(today).year
    shown = enumerate(found) if with_person else enumerate(found[first:], start=first)
    return LuckView(
        start=tuple(linked(start, concepts(_language(words)))),
        decades=tuple(_decade(stretch, number - first - place, this_year, months, words) for number, stretch in shown),
    )


@lru_cache(maxsize=4096)
def transit_relation(relation: str, language: str) -> tuple[Part, ...]:
    """Word a relation such as `六冲 丑未（日）` like those of the chart: `丑未六冲（日）`.

    It has no element, because the chart does not give it for these.
    """
    words = captions(language)
    kind, _, rest = relation.partition(" ")
    parts, _, pillars = rest.rstrip("）").partition("（")
    name = words.brief["伏吟"] if words.is_translated and kind == "伏吟" else kind_word(kind, words)
    names = words.comma.join(words.short[_PILLARS[char]] for char in pillars) if words.is_translated else pillars
    text = f"{words.pillar(parts)} {name} ({names})" if words.is_translated else f"{parts}{name}（{names}）"
    return tuple(linked(text, {name.lower(): ids_of("relation").get(kind, "")}))


def _language(words: Captions) -> str:
    return "en" if words.is_translated else "zh"


def _decade(
    stretch: Stretch, ahead: float, this_year: int, months: Mapping[int, tuple[MonthView, ...]], words: Captions
) -> DecadeView:
    """Build one row. `ahead` is how many decades it begins after today; it covers today from -1 to 0."""
    years = tuple(_year(year, this_year, months, words) for year in stretch.years)
    span = f"{stretch.years[0].year}–{stretch.years[-1].year}" if stretch.years else ""
    decade = stretch.decade
    if decade is None:
        return DecadeView(None, span, any(year.tone == "now" for year in years), years)
    is_now = -1 < ahead <= 0
    view = TransitView(
        when=_when(decade.from_year, decade.from_age, words),
        **_pillar(decade, words),
        tone="now" if is_now else "past" if ahead < 0 else "",
        facts=_facts(decade, words),
    )
    return DecadeView(view, span, is_now, years)


def _year(year: Year, this_year: int, months: Mapping[int, tuple[MonthView, ...]], words: Captions) -> YearView:
    return YearView(
        when=_when(year.year, year.age, words),
        **_pillar(year, words),
        tone="now" if year.year == this_year else "past" if year.year < this_year else "",
        facts=_facts(year.annual, words) if year.annual else (),
        months=months.get(year.year, ()),
    )


def _when(year: int, age: int, words: Captions) -> str:
    return f"{year} {age} y" if words.is_translated else f"{year} {words.age.format(age=age)}"


def _pillar(transit: TransitPillar | Year, words: Captions) -> dict[str, str]:
    return {
        "pillar": transit.pillar,
        "reading": romanised(transit.pillar) if words.is_translated else "",
        "ten_god": words.term(transit.ten_god),
    }


def _facts(transit: TransitPillar, words: Captions) -> tuple[tuple[Part, ...], ...]:
    """Return the ten god, the void if it is one, and each relation."""
    ten_god = term(transit.ten_god, "ten_god", text=words.both(transit.ten_god))
    void = [(Term(words.void, CONCEPTS["void"]),)] if transit.is_void else []
    return ((ten_god,), *void, *(transit_relation(relation, _language(words)) for relation in transit.relations))


def _months(chart: Chart, today: date, words: Captions) -> Mapping[int, tuple[MonthView, ...]]:
    current = current_month(chart.months, today)
    years: dict[int, list[MonthView]] = {}
    for month in chart.months:
        years.setdefault(month.year, []).append(_month(month, month is current, words))
    return {year: tuple(months) for year, months in years.items()}


def _month(month: MonthlyPillar, is_now: bool, words: Captions) -> MonthView:
    first = date.fromisoformat(month.from_date)
    return MonthView(
        jie=term(month.from_term, "solar_term"),
        day=f"{_MONTHS[first.month - 1]} {first.day}" if words.is_translated else f"{first.month}/{first.day}",
        pillar=month.pillar,
        reading=romanised(month.pillar) if words.is_translated else "",
        ten_god=term(month.ten_god, "ten_god", text=words.term(month.ten_god)),
        relations=(" · " if words.is_translated else " ").join(brief_texts(month.relations, words)),
        is_now=is_now,
    )
