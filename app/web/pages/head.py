"""What was asked for, as the head of a reading words it: birth, gender, place, clock and question."""

import re
from calendar import month_name
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.bazi.birth import PARTS, Birth
from app.bazi.casting import today_in_beijing
from app.bazi.chart import Chart
from app.bazi.lunar import gregorian_date
from app.bazi.notice_words import is_summer_time
from app.bazi.readings import pinyin_of
from app.db.records import Report
from app.reading.outline import question_heading
from app.reading.request import ReportRequest, stored_request
from app.web.pages.chart_words import pillar_word, place_word

_LUNAR = re.compile(r"农历(..)年(闰?)(.+?)月(初.|十.?|二十|廿.|三十)")
_UNITS = "一二三四五六七八九十"
_LUNAR_MONTHS = {name: i for i, name in enumerate(("正", *_UNITS[1:], "十一", "十二"), start=1)}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: its label, and what belongs to it, most important first."""

    label: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """The lines, the question with the number of the passage that answers it, and the date of the report."""

    facts: tuple[Fact, ...]
    question: str | None
    answered_in: int | None
    """None if the outline has no such passage."""
    written_at: datetime
    written_on: str
    """The date of `written_at` in Beijing. A script shows it in the reader's time zone."""


def asked_of(report: Report, chart: Chart, headings: Sequence[str], words: Mapping[str, str]) -> Asked:
    """Word the request of a report for its page. `headings` are those of all its passages."""
    request = stored_request(report)
    answer = question_heading(request)
    return Asked(
        facts=facts_of(request, chart, words),
        question=request.question,
        answered_in=headings.index(answer) + 1 if answer in headings else None,
        written_at=report.created_at,
        written_on=date_text(today_in_beijing(report.created_at), words),
    )


def facts_of(request: ReportRequest, chart: Chart, words: Mapping[str, str]) -> tuple[Fact, ...]:
    """Birth, place and clock, one line each. No clock decides anything if the hour is unknown."""
    born = Fact(words["asked_born"], tuple(_birth(request, chart, words)))
    place = Fact(words["asked_place"], (place_word(request.place, words),))
    if request.birth.hour is None and request.birth.part is None:
        return born, place
    return born, place, Fact(words["asked_cast_by"], (_clock(request.birth, chart, words),))


def date_text(day: date, words: Mapping[str, str]) -> str:
    """A Gregorian date in words: `1990年5月12日`, `12 May 1990`."""
    return words["date_text"].format(year=day.year, month=day.month, day=day.day, month_name=month_name[day.month])


def lunar_text(text: str, words: Mapping[str, str]) -> str:
    """The chart's lunar date; in English `lunar month 4, day 18, year 庚午 Geng-Wu`."""
    match = _LUNAR.fullmatch(text)
    if match is None:
        return text
    pillar, leap, name, day = match.groups()
    is_english = words["lang"] == "en"
    return words["lunar_leap_text" if leap else "lunar_text"].format(
        pillar=pillar_word(pillar, words),
        month=_LUNAR_MONTHS[name] if is_english else name,
        day=_lunar_day(day) if is_english else day,
    )


def _lunar_day(name: str) -> int:
    """`初一` is 1, `十八` 18, `廿三` 23, `三十` 30."""
    if name in ("二十", "三十"):
        return 10 * (_UNITS.index(name[0]) + 1)
    tens = {"初": 0, "十": 10, "廿": 20}[name[0]]
    return tens + (_UNITS.index(name[1]) + 1 if len(name) > 1 else 0)


def _birth(request: ReportRequest, chart: Chart, words: Mapping[str, str]) -> Iterator[str]:
    birth = request.birth
    yield f"{date_text(_stated_day(birth, chart), words)} {_stated_time(birth, words)}"
    yield words[request.gender]
    yield lunar_text(chart.lunar_date, words)


def _stated_day(birth: Birth, chart: Chart) -> date:
    """The stated day in the Gregorian calendar. The chart's own may be the day before, for the middle of 子."""
    try:
        if birth.calendar == "lunar":
            return gregorian_date(birth.year, birth.month, birth.day, is_leap_month=birth.leap_month)
        return date(birth.year, birth.month, birth.day)
    except ValueError:  # stored by a version that resolved it differently
        return datetime.fromisoformat(chart.civil_time).date()


def _stated_time(birth: Birth, words: Mapping[str, str]) -> str:
    if birth.hour is not None:
        time = f"{birth.hour:02}:{birth.minute:02}"
        return f"{time} {words['fold_1']}" if birth.fold else time
    if birth.part in PARTS:
        return words[f"part_{birth.part}"]
    if birth.part is not None:
        branch = f"{birth.part} {pinyin_of(birth.part)}" if words["lang"] == "en" else birth.part
        return words["hour_of_branch"].format(branch=branch)
    return words["hour_unknown"]


def _clock(birth: Birth, chart: Chart, words: Mapping[str, str]) -> str:
    """The clock that decided the pillars; with both times if the time is known to the minute."""
    is_solar = chart.options.clock == "true_solar"
    if birth.hour is None or chart.solar_time is None or chart.clock_time is None:
        return words[f"clock_{chart.options.clock}"]
    civil = datetime.fromisoformat(chart.civil_time)
    kind = "" if not chart.is_daylight_saving else "_summer" if is_summer_time(civil) else "_ahead"
    return words[f"cast_by_{'sun' if is_solar else 'clock'}{kind}"].format(
        civil=f"{civil:%H:%M}",
        solar=_time_on(chart.solar_time, civil.date(), words),
        standard=_time_on(chart.clock_time, civil.date(), words),
    )


def _time_on(time: str, day: date, words: Mapping[str, str]) -> str:
    """The time, with its date if that is not `day`."""
    moment = datetime.fromisoformat(time)
    return f"{moment:%H:%M}" if moment.date() == day else f"{date_text(moment.date(), words)} {moment:%H:%M}"
