"""The judgements that are fixed before the first call and that all passages of a report agree with.

They are computed from the chart and the question alone, always the same for the same report, and worded in the report's
language. The prompt carries them as JSON, so the summary and every later passage start from the same conclusions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from app.bazi.chart import AnnualPillar, Chart, Decade, MonthlyPillar, TransitPillar
from app.bazi.jie import jie_of_spring
from app.bazi.luck import YEARS_BEFORE, decade_on
from app.reading import judgement_en, judgement_zh
from app.reading.asked import Asked, asked_of
from app.reading.preference import (
    OFFICERS,
    WEALTH,
    Outlook,
    Pattern,
    Preference,
    Tone,
    group_element,
    outlook_of,
    pattern_of,
    preference_of,
    stem_element,
)
from app.reading.topics import CRISIS, Topic, other_subject_of, topics_of

ADULT = 18
SCHOOL_AGE = 6
"""Below this age no question gets a lean: nothing that is said of decisions fits a small child."""
_YEARS_NAMED = 3
_MONTHS_NAMED = 4
_SHORT = timedelta(days=90)
"""A decade or year with fewer days left does not count for the lean on a question."""


@dataclass(frozen=True, slots=True)
class Stance:
    """The lean on a question, `hold`, `steady` or `move`, and the coming years that suit it.

    These are the first year that helps, and the next ones that help and have a stem of the subject's stars.
    """

    key: str
    years: tuple[AnnualPillar, ...]


class Words(Protocol):
    """The wording of the judgements in one language."""

    def strength(self, chart: Chart, preference: Preference) -> str: ...
    def pattern(self, chart: Chart, pattern: Pattern) -> str: ...
    def helps(self, chart: Chart, preference: Preference) -> str: ...
    def tone(self, tone: Tone) -> str: ...
    def ground(self, transit: TransitPillar, outlook: Outlook, chart: Chart) -> str: ...
    def no_decade(self, chart: Chart, *, is_before: bool) -> str: ...
    def dates(self, start: date, end: date) -> str: ...
    def topics(self, keys: Sequence[str]) -> str: ...
    def speaks(self, chart: Chart, topic: Topic, groups: Sequence[int]) -> str: ...
    def withheld(self, keys: Sequence[str]) -> str: ...
    def lean(self, topic: Topic, stance: str, outlooks: str, years: str) -> str: ...
    def outlooks(
        self, decade: tuple[str, Tone] | None, years: Sequence[tuple[int, Tone]], *, is_coming: bool
    ) -> str: ...
    def years(self, years: Sequence[AnnualPillar]) -> str: ...
    def joined(self, sentences: Sequence[str]) -> str: ...
    def asked_years(self, years: Sequence[tuple[AnnualPillar, Tone]]) -> str: ...
    def asked_past(self, years: Sequence[int]) -> str: ...
    def asked_beyond(self, year: int, decade: tuple[Decade, Tone] | None, limits: tuple[int, int]) -> str: ...
    def asked_months(self, year: int | None, months: Sequence[tuple[str, str]]) -> str: ...
    def asked_months_beyond(self, year: int, last: date) -> str: ...


_WORDS: dict[str, Words] = {"zh": judgement_zh, "en": judgement_en}


def judgements_of(chart: Chart, question: str, language: str) -> dict[str, Any]:
    """Return the judgements as plain JSON values. `question` is the reader's, or an empty string."""
    words, preference = _WORDS[language], preference_of(chart)
    years = chart.years[YEARS_BEFORE : YEARS_BEFORE + 2]

    def judged(transit: TransitPillar) -> dict[str, str]:
        outlook = outlook_of(transit, chart, preference)
        return {
            "pillar": transit.pillar,
            "tone": words.tone(outlook.tone),
            "ground": words.ground(transit, outlook, chart),
        }

    decade = decade_on(chart.luck, date.fromisoformat(chart.as_of))
    judgements: dict[str, Any] = {
        "strength": words.strength(chart, preference),
        "pattern": words.pattern(chart, pattern_of(chart)),
        "helps": words.helps(chart, preference),
        "helpful": list(preference.helpful),
        "sparing": list(preference.sparing),
        "decade": {"tone": "", "ground": words.no_decade(chart, is_before=chart.as_of < chart.luck.start_date)}
        if decade is None
        else {"from": decade.from_year, "to": decade.from_year + 10, **judged(decade)},
        "decades": [
            {"from": ten.from_year, "pillar": ten.pillar, "tone": words.tone(outlook_of(ten, chart, preference).tone)}
            for ten in chart.luck.decades
        ],
        "years": [{"year": year.year, **judged(year)} for year in years],
        "later_years": [
            {
                "year": year.year,
                "pillar": year.pillar,
                "tone": words.tone(outlook_of(year, chart, preference).tone),
            }
            for year in chart.years[YEARS_BEFORE + 2 :]
        ],
        "months": [
            {"year": month.year, "dates": words.dates(start, end), **judged(month)}
            for month, start, end in months_of(chart)
        ],
    }
    if question:
        judgements["question"] = answer_to(question, chart, language)
    return judgements


def months_of(chart: Chart) -> list[tuple[MonthlyPillar, date, date]]:
    """Return the months of the chart with their first and last days; the day of a 节 belongs to the new month."""
    starts = [date.fromisoformat(month.from_date) for month in chart.months]
    following = [*starts[1:], jie_of_spring(chart.months[-1].year + 1).date()]
    return [
        (month, start, after - timedelta(days=1))
        for month, start, after in zip(chart.months, starts, following, strict=True)
    ]


def age_on(day: date, chart: Chart) -> int:
    """Return the reader's age in completed years."""
    born = date.fromisoformat(chart.civil_time[:10])
    return max(0, day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def answer_to(question: str, chart: Chart, language: str) -> dict[str, Any]:
    """Return the judgement on a question as plain JSON values: its subject, what speaks to it, and the lean."""
    words, preference = _WORDS[language], preference_of(chart)
    as_of = date.fromisoformat(chart.as_of)
    topics = topics_of(question)
    keys, topic, age = [topic.key for topic in topics], topics[0], age_on(as_of, chart)
    if topic is CRISIS:
        return {"topic": words.topics(keys), "speaks": "", "lean": words.withheld(keys), "urgent": True}
    if topic.is_withheld:
        return {"topic": words.topics(keys), "speaks": "", "lean": words.withheld(keys)}
    if age < SCHOOL_AGE:
        return {"topic": words.topics(keys), "speaks": "", "lean": words.withheld(["child"]), "spoken_of": "child"}
    if topic.is_for_adults and age < ADULT:
        return {"topic": words.topics(keys), "speaks": "", "lean": words.withheld(["minor"]), "spoken_of": "minor"}
    groups = _groups_of(topic, chart)
    decade = decade_on(chart.luck, as_of + _SHORT - timedelta(days=1))
    years = chart.years[YEARS_BEFORE : YEARS_BEFORE + 2]
    is_nearly_over = jie_of_spring(years[1].year).date() - as_of < _SHORT
    tones = [outlook_of(year, chart, preference).tone for year in years]
    decade_tone = None if decade is None else outlook_of(decade, chart, preference).tone
    counting = [*tones[is_nearly_over:], *([decade_tone] if decade_tone else [])]
    stance = _stance(chart, preference, groups, counting)
    return {
        "topic": words.topics(keys),
        "speaks": words.speaks(chart, topic, groups),
        "lean": words.lean(
            topic,
            stance.key,
            words.outlooks(
                None if decade is None or decade_tone is None else (decade.pillar, decade_tone),
                [(year.year, tone) for year, tone in zip(years, tones, strict=True)],
                is_coming=decade != decade_on(chart.luck, as_of),
            ),
            words.years(stance.years),
        ),
        **_also(words, chart, other_subject_of(question), age),
        **_asked(words, chart, preference, asked_of(question, as_of, first=years[is_nearly_over].year)),
    }


def _groups_of(topic: Topic, chart: Chart) -> tuple[int, ...]:
    """Return the groups of ten gods that speak to a subject; for love, those of the partner."""
    return topic.groups or (WEALTH if chart.gender == "male" else OFFICERS,)


def _also(words: Words, chart: Chart, topic: Topic | None, age: int) -> dict[str, Any]:
    """Return what speaks to a second subject that is asked about in the same breath; the lean is for both."""
    if topic is None or (topic.is_for_adults and age < ADULT):
        return {}
    return {
        "also": {
            "topic": words.topics([topic.key]),
            "speaks": words.speaks(chart, topic, _groups_of(topic, chart)),
        }
    }


def _asked(words: Words, chart: Chart, preference: Preference, asked: Asked) -> dict[str, Any]:
    """Answer for the time that the question asks about, as far as it is computed; an empty dict if it asks for none."""
    listed = {year.year: year for year in chart.years[YEARS_BEFORE:]}
    first, last = min(listed), max(listed)
    years = [(listed[year], outlook_of(listed[year], chart, preference).tone) for year in asked.years if year in listed]
    past = [year for year in asked.years if year < first]
    sentences = [words.asked_years(years)] if years else []
    sentences += [words.asked_past(past)] if past else []
    for year in [year for year in asked.years if year > last][:2]:
        decade = decade_on(chart.luck, date(year, 7, 1))
        judged = None if decade is None else (decade, outlook_of(decade, chart, preference).tone)
        sentences.append(words.asked_beyond(year, judged, (first, last)))
    months: list[tuple[str, str]] = []
    if asked.wants_months:
        coming = [year for year in asked.years if year >= first]
        months, told = _asked_months(words, chart, preference, coming[0] if coming else None)
        sentences += told
    answer: dict[str, Any] = {}
    if sentences:
        answer["asked"] = words.joined(sentences)
        answer["asked_years"] = [{"year": year.year, "tone": words.tone(tone)} for year, tone in years]
    if asked.wants_months:
        answer["asked_months"] = [pillar for pillar, _ in months]
    return answer


def _asked_months(
    words: Words, chart: Chart, preference: Preference, year: int | None
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the coming months that help, of the calendar year `year` or of all that are listed, and the sentence."""
    listed = months_of(chart)
    if year is not None and date(year, 1, 1) > listed[-1][2]:
        return [], [words.asked_months_beyond(year, listed[-1][2])]
    helping = [
        (month, (month.pillar, words.dates(start, end)))
        for month, start, end in listed
        if year in (None, start.year)
        and start > date.fromisoformat(chart.as_of)
        and outlook_of(month, chart, preference).tone is Tone.SUPPORTIVE
    ]
    usable = [named for month, named in helping if not month.is_void] or [named for _, named in helping]
    return usable[:_MONTHS_NAMED], [words.asked_months(year, usable[:_MONTHS_NAMED])]


def _stance(chart: Chart, preference: Preference, groups: Sequence[int], tones: Sequence[Tone]) -> Stance:
    """Weigh the tones of the decade and the two years. The years named are all yet to come."""
    score = sum((tone is Tone.SUPPORTIVE) - (tone is Tone.DEMANDING) for tone in tones)
    elements = {group_element(chart, group) for group in groups}
    good = [
        year for year in chart.years[YEARS_BEFORE + 1 :] if outlook_of(year, chart, preference).tone is Tone.SUPPORTIVE
    ]
    speaking = [year for year in good[1:] if stem_element(year.pillar[0]) in elements]
    named = sorted([*good[:1], *speaking][:_YEARS_NAMED], key=lambda year: year.year)
    return Stance("move" if score >= 2 else "hold" if score < 0 else "steady", tuple(named))
