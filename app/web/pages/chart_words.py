"""The chart's pillars and warnings as the pages word them, in the page's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from app.bazi.birth import Place
from app.bazi.chart import NAMES, Chart, ChartWarning, Reading
from app.bazi.notice_words import BY_CLOCK, BY_SUN, WITHOUT_SAVING
from app.bazi.places import name_in
from app.bazi.readings import romanised

_TELLING = frozenset({"hour_by_sun", "near_hour_boundary", "near_solar_term", "unknown_hour", "clock_unknown"})
"""Warnings whose message names all readings itself."""


@dataclass(frozen=True, slots=True)
class Option:
    """Another reading of the birth, reduced to what differs from the chart."""

    label: str
    pillars: tuple[str, ...]
    luck: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One warning. `other_clock` is set if the chart can be cast by the other clock instead."""

    code: str
    message: str
    others: tuple[Option, ...]
    """The readings that the message does not name and the chart does not use."""
    other_clock: Literal["civil", "true_solar"] | None


def pillars_of(chart: Chart, words: Mapping[str, str]) -> list[str]:
    """The four pillars as the title shows them; an unknown hour is left out."""
    pillars = [(name, pillar) for name in NAMES if (pillar := getattr(chart.pillars, name)) is not None]
    if words["lang"] == "en":
        return [pillar_word(pillar, words) for _, pillar in pillars]
    return [words[f"pillar_{name}"].format(pillar=pillar) for name, pillar in pillars]


def short_title(chart: Chart, words: Mapping[str, str]) -> str:
    """What the list calls a report without a name: the day pillar and the date of birth."""
    date = chart.civil_time[:10] if words["lang"] == "en" else chart.lunar_date
    return f"{pillar_word(chart.pillars.day, words)} · {date}"


def pillar_word(pillar: str, words: Mapping[str, str]) -> str:
    """The pillar's characters; in English with their reading, as in `癸亥 Gui-Hai`."""
    return f"{pillar} {romanised(pillar)}" if words["lang"] == "en" else pillar


def place_word(place: Place, words: Mapping[str, str]) -> str:
    """The place that the chart was cast for, so that a reader can notice a wrong one."""
    degrees = words["east" if place.longitude >= 0 else "west"].format(degrees=f"{abs(place.longitude):g}")
    zone = words["beijing_time"] if place.timezone == "Asia/Shanghai" else place.timezone
    return " · ".join(filter(None, (name_in(words["lang"], place), degrees, zone)))


def notes_of(chart: Chart, words: Mapping[str, str]) -> list[Note]:
    """All warnings of the chart, in their order."""
    is_english = words["lang"] == "en"
    other_clock: Literal["civil", "true_solar"] = "true_solar" if chart.options.clock == "civil" else "civil"
    return [
        Note(
            code=warning.code,
            message=warning.message_en if is_english else warning.message,
            others=tuple(_others(chart, warning, words)),
            other_clock=other_clock if _depends_on_option(chart, warning) else None,
        )
        for warning in chart.warnings
    ]


def _depends_on_option(chart: Chart, warning: ChartWarning) -> bool:
    """Whether the option `clock` decides the hour. It does not if only summer time moves it."""
    standard = WITHOUT_SAVING if chart.is_daylight_saving else BY_CLOCK.zh
    return warning.code == "hour_by_sun" and not any(
        standard in reading.label and BY_SUN.zh in reading.label for reading in warning.readings
    )


def _others(chart: Chart, warning: ChartWarning, words: Mapping[str, str]) -> Iterator[Option]:
    """The readings that differ from the chart in a pillar, or in the direction or first pillar of luck."""
    if warning.code in _TELLING:
        return
    for reading in warning.readings:
        pillars = [
            (name, value)
            for name in NAMES
            if (value := getattr(reading.pillars, name)) not in (None, getattr(chart.pillars, name))
        ]
        luck = _luck(chart, reading, words)
        if pillars or luck:
            yield Option(
                label=reading.label_en if words["lang"] == "en" else reading.label,
                pillars=tuple(
                    words[f"pillar_{name}"].format(pillar=pillar_word(value, words)) for name, value in pillars
                ),
                luck=luck,
            )


def _luck(chart: Chart, reading: Reading, words: Mapping[str, str]) -> tuple[str, ...]:
    """How luck runs in a reading, if its direction or its first pillar is another. Some days do not count."""
    if (reading.is_forward, reading.first_decade) == (chart.luck.is_forward, chart.luck.decades[0].pillar):
        return ()
    return (
        words["luck_forward" if reading.is_forward else "luck_backward"],
        words["luck_first"].format(pillar=pillar_word(reading.first_decade, words)),
        words["luck_start"].format(date=reading.luck_start),
    )
