"""The wording of the judgements in English."""

from collections.abc import Iterable, Sequence
from datetime import date

from app.bazi.chart import AnnualPillar, Chart, Decade, TransitPillar
from app.bazi.drawing.terms import ELEMENTS, TEN_GODS
from app.bazi.readings import meaning_of, romanised
from app.reading.preference import (
    EXTREME,
    Outlook,
    Pattern,
    Preference,
    Tone,
    branch_element,
    columns_of,
    group_element,
    stem_element,
)
from app.reading.topics import Topic

_GROUPS = ("the companion stars", "the output stars", "the wealth stars", "the officer stars", "the resource stars")
_STARS = {"驿马": "Post Horse"}
_SEASONS = {
    "旺": "in season",
    "相": "supported by the season",
    "休": "at rest",
    "囚": "held back",
    "死": "out of season",
}
_VERDICTS = {"偏强": "on the strong side", "偏弱": "on the weak side"}
_VALUES = {1: "helps", 0: "neither helps nor hinders", -1: "is better in moderation"}
_TOPICS = {
    "crisis": "what weighs on you now",
    "mishap": "illness, accidents and the law",
    "lottery": "lotteries and gambling",
    "death": "length of life",
    "investment": "investments",
    "study": "study and exams",
    "career": "work and career",
    "love": "love and marriage",
    "money": "money",
    "family": "family and children",
    "health": "well-being",
    "move": "moving and travel",
    "timing": "timing",
    "other": "the matter asked about",
}
_STANCES = {
    "hold": "the chart leans towards holding for now: keep what you have steady and spend less strength",
    "steady": "the chart leans towards steady progress: try small steps, and do not stake everything at once",
    "move": "the chart leans towards moving: the time lends a hand, so what is ready may be pushed forward",
}
_COUNSELS = {
    "study": "Make the one subject that matters most solid before spreading out",
    "career": "See first how much responsibility you can carry, then settle whether and how fast to change",
    "love": "Be clear first about what you hope for, and say so, then take the next step",
    "money": "Put income and spending in order first and keep what there is, then look for growth",
    "family": "Look to the way you get along first, and argue less about who is right",
    "health": "Put your daily rhythm in order first; for the body, a doctor's word comes first",
    "move": "Spend some time in the new place before settling there for good",
    "timing": "Divide the matter into steps, and place the one that counts in an easier time",
    "other": "Divide the matter into steps, and take the one that costs least first",
}
_WITHHELD = {
    "crisis": "What you wrote matters more than anything in this report: a chart cannot help with it, but people can, "
    "and now. Please tell someone near you whom you trust, or a doctor, or call a crisis line; if you are in danger, "
    "call your local emergency number at once. You do not have to carry this alone.",
    "mishap": "This report leaves illness, accidents and legal trouble aside; for the body please ask a doctor, and "
    "for the law a lawyer; the report can speak of daily care.",
    "lottery": "This report leaves lotteries and gambling aside; it can speak of the attitude to gain and loss, and of "
    "keeping everyday income and spending in order.",
    "death": "This report leaves length of life aside; it can speak of daily care, and of living the present well.",
    "investment": "This report leaves investments and their timing aside; it can speak of habits with money and of "
    "the attitude to it.",
    "child": "This is the chart of a child under six, so no decisions are judged; the report can speak of the child's "
    "nature, and of how the grown-ups can care for it.",
    "minor": "The reader is under eighteen, so this is not judged; the report can speak of temperament, learning, and "
    "getting along with family and friends.",
}


def strength(chart: Chart, preference: Preference) -> str:
    state, master = chart.strength, chart.day_master
    verdict = _VERDICTS.get(state.verdict)
    verdict = verdict or f"balanced, leaning to the {'strong' if preference.is_strong else 'weak'} side"
    element, month = ELEMENTS[master.element], _with_reading(chart.pillars.month[1])
    roots = "has no root in the branches"
    if state.roots:
        roots = f"has {'roots' if len(state.roots) > 1 else 'a root'} in the {_pillars(state.roots, 'branch')}"
    helpers = f"help from the {_pillars(state.helpers, 'stem')}" if state.helpers else "no help among the stems"
    text = (
        f"The day master {_with_reading(master.stem)}, {meaning_of(master.stem)}, is born in the month of {month}, "
        f"where {element} is {_SEASONS[state.season]} ({state.season}); it {roots} and {helpers}. "
        f"Support is about {state.support:.0%}, where 40% is even, so it tends to be {verdict}."
    )
    low, high = EXTREME
    if not low <= state.support <= high:
        text += (
            " At such an extreme some schools let the day master follow the majority (从格), which reverses what "
            "helps; this report keeps to balance."
        )
    return text


def pattern(chart: Chart, pattern: Pattern) -> str:
    branch, stem = _with_reading(chart.pillars.month[1]), _with_reading(pattern.stem)
    name = f"the {TEN_GODS[pattern.ten_god]} pattern ({pattern.ten_god}格)"
    match pattern.kind:
        case "prosperity":
            start = f"The month branch {branch} is the office (禄) of the day master {stem}"
            return f"{start}: the Established Salary pattern (建禄格)."
        case "blade":
            start = f"The month branch {branch} is the blade (刃) of the day master {stem}"
            return f"{start}: the Month Blade pattern (月刃格)."
        case "shown":
            places = _pillars(pattern.pillars, "stem")
            return f"{stem}, hidden in the month branch {branch}, shows in the {places}, which suggests {name}."
        case "hidden" if len(chart.columns.month.hidden) == 1:
            return f"{stem}, the stem hidden in the month branch {branch}, does not show, so it gives {name} weakly."
        case "hidden":
            return (
                f"None of the stems hidden in the month branch {branch} shows, so only its main stem {stem} can give "
                f"{name}, and weakly."
            )
        case _:
            return (
                f"The main stem of the month branch {branch}, {stem}, is of the day master's own element and none of "
                "the others shows: there is no clear pattern, and strength and balance decide."
            )


def helps(chart: Chart, preference: Preference) -> str:
    side, role = ("strong", "support") if preference.is_strong else ("weak", "drain")
    heaviest = f"{_GROUPS[preference.heaviest]} ({ELEMENTS[group_element(chart, preference.heaviest)]})"
    text = (
        f"By balance, the day master is on the {side} side and {heaviest} {role} it most, so "
        f"{_named(preference.by_balance)} tend to help and {_named(preference.sparing)} "
        f"{'are' if len(preference.sparing) > 1 else 'is'} better in moderation."
    )
    if preference.climate is None:
        season = "spring" if chart.pillars.month[1] in "寅卯辰" else "autumn"
        return text + f" Born in {season}, neither hot nor cold, it needs nothing more by climate (调候)."
    season = "winter, where the chart is cold" if preference.climate == "火" else "summer, where the chart is hot"
    element = ELEMENTS[preference.climate]
    if preference.climate in preference.by_balance:
        return text + f" Born in {season}, it wants {element} by climate (调候), too: the two agree."
    if preference.climate_fits:
        return text + f" Born in {season}, it wants {element} by climate (调候), so {element} helps as well."
    return text + (
        f" Born in {season}, it wants {element} by climate (调候), which balance does not; balance comes first, and "
        f"{element} is welcome in moderation only."
    )


def tone(tone: Tone) -> str:
    return tone.value


def ground(transit: TransitPillar, outlook: Outlook, chart: Chart) -> str:
    stem, branch = transit.pillar[0], transit.pillar[1]
    seat = _with_reading(chart.columns.day.branch)
    too = " too" if outlook.stem == outlook.branch and outlook.stem else ""
    text = f"the stem {_with_reading(stem)} ({ELEMENTS[stem_element(stem)]}) {_VALUES[outlook.stem]}, "
    text += f"the branch {_with_reading(branch)} ({ELEMENTS[branch_element(branch)]}) {_VALUES[outlook.branch]}{too}"
    if outlook.clashes:
        text += f"; {_with_reading(branch)} clashes with the day branch {seat}, which brings change"
    if outlook.combines:
        text += f"; {_with_reading(branch)} combines with the day branch {seat}, which brings ties"
    return text


def no_decade(chart: Chart, *, is_before: bool) -> str:
    if is_before:
        year = chart.luck.start_date[:4]
        return f"No decade has begun; the first begins in {year}, and until then the month pillar and the years decide."
    return "The ten decades listed are over; the years decide."


def dates(start: date, end: date) -> str:
    year = f" {start.year}" if start.year != end.year else ""
    return f"{start.day} {start:%B}{year} to {end.day} {end:%B} {end.year}"


def topics(keys: Sequence[str]) -> str:
    return _joined([_TOPICS[key] for key in keys])


def speaks(chart: Chart, topic: Topic, groups: Sequence[int]) -> str:
    known = columns_of(chart)
    pillars = [name for name in topic.pillars if name in known]
    named = _joined([f"the {name} pillar {_with_reading(getattr(chart.pillars, name))}" for name in pillars])
    stars = "; ".join(_places(chart, group) for group in groups)
    horse = list(dict.fromkeys(star.pillar for star in chart.stars if star.name == topic.star))
    moving = f"; the {_STARS[topic.star]} ({topic.star}) is in the {_pillars(horse, 'pillar')}" if horse else ""
    text = f"{stars}{moving}; the place of the matter is {named}."
    return text[0].upper() + text[1:]


def withheld(keys: Sequence[str]) -> str:
    return joined([_WITHHELD[key] for key in keys])


def outlooks(decade: tuple[str, Tone] | None, years: Sequence[tuple[int, Tone]], *, is_coming: bool) -> str:
    which = "the decade about to begin," if is_coming else "the present decade"
    parts = [f"{which} {_with_reading(decade[0])}{',' if is_coming else ''} is {decade[1]}"] if decade else []
    return ", ".join([*parts, *(f"{year} is {tone}" for year, tone in years)])


def years(years: Sequence[AnnualPillar]) -> str:
    return _joined([f"{year.year} ({_with_reading(year.pillar)})" for year in years])


def lean(topic: Topic, stance: str, outlooks: str, years: str) -> str:
    tend = "tend" if " and " in years else "tends"
    later = f"Of the years to come, {years} {tend} to suit it best." if years else "No coming year stands out."
    return f"On {_TOPICS[topic.key]}, {_STANCES[stance]} ({outlooks}). {_COUNSELS[topic.key]}. {later}"


def joined(sentences: Sequence[str]) -> str:
    return " ".join(sentences)


def asked_years(years: Sequence[tuple[AnnualPillar, Tone]]) -> str:
    told = _joined([f"{year.year} ({_with_reading(year.pillar)}) is {tone}" for year, tone in years])
    return f"Of the years asked about, {told}." if len(years) > 1 else f"As for the year asked about, {told}."


def asked_past(years: Sequence[int]) -> str:
    are = "are" if len(years) > 1 else "is"
    return f"{_joined([str(year) for year in years])} {are} over; this report does not judge the past, only what comes."


def asked_beyond(year: int, decade: tuple[Decade, Tone] | None, limits: tuple[int, int]) -> str:
    text = f"{year} is outside the years that this report computes one by one ({limits[0]} to {limits[1]})"
    if decade is None:
        return f"{text}."
    ten, tone = decade
    return f"{text}; it lies in the decade {_with_reading(ten.pillar)}, from {ten.from_year}, which is {tone}."


def asked_months(year: int | None, months: Sequence[tuple[str, str]]) -> str:
    if not months:
        return f"Of the months to come in {year or 'these two years'}, none stands out."
    named = _joined([f"{_with_reading(pillar)} ({dates})" for pillar, dates in months])
    return f"Of the months to come that are asked about, {named} {'help' if len(months) > 1 else 'helps'} most."


def asked_months_beyond(year: int, last: date) -> str:
    end = f"{last.day} {last:%B} {last.year}"
    return f"Months are computed only until {end}, so those of {year} are not among them."


def _places(chart: Chart, group: int) -> str:
    element, known = group_element(chart, group), columns_of(chart)
    shown = [name for name, column in known.items() if name != "day" and column.stem_element == element]
    hidden = [name for name, column in known.items() if any(stem.element == element for stem in column.hidden)]
    parts = [f"show in the {_pillars(shown, 'stem')}"] if shown else []
    parts += [f"hide in the {_pillars(hidden, 'branch')}"] if hidden else []
    return f"{_GROUPS[group]} ({ELEMENTS[element]}) {' and '.join(parts) or 'are nowhere in the chart'}"


def _with_reading(part: str) -> str:
    """Write a stem, branch or pillar with its reading: `丁 Ding`, `丁丑 Ding-Chou`."""
    return f"{part} {romanised(part)}"


def _named(elements: Iterable[str]) -> str:
    return _joined([ELEMENTS[element] for element in elements])


def _pillars(names: Sequence[str], part: str) -> str:
    plural = {"stem": "stems", "branch": "branches", "pillar": "pillars"}[part]
    return f"{_joined(names)} {plural if len(names) > 1 else part}"


def _joined(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
