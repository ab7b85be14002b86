"""The chart's pillars and warnings as the pages word them, in the page's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.bazi.chart import NAMES, Chart, ChartWarning, Reading
from app.bazi.readings import romanised


@dataclass(frozen=True, slots=True)
class Option:
    """One reading of an ambiguous birth, reduced to what differs between the readings of its warning."""

    label: str
    pillars: tuple[str, ...]
    luck: tuple[str, ...]
    is_used: bool
    """Whether the chart was cast by this reading."""


@dataclass(frozen=True, slots=True)
class Note:
    """One warning. `other_clock` is set if the chart can be cast by the other clock instead."""

    code: str
    message: str
    options: tuple[Option, ...]
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


def notes_of(chart: Chart, words: Mapping[str, str]) -> list[Note]:
    """All warnings of the chart, in their order."""
    is_english = words["lang"] == "en"
    other_clock: Literal["civil", "true_solar"] = "true_solar" if chart.options.clock == "civil" else "civil"
    return [
        Note(
            code=warning.code,
            message=warning.message_en if is_english else warning.message,
            options=tuple(_options(chart, warning, words)),
            other_clock=other_clock if warning.code == "hour_by_sun" else None,
        )
        for warning in chart.warnings
    ]


def _options(chart: Chart, warning: ChartWarning, words: Mapping[str, str]) -> Iterator[Option]:
    """The readings of a warning. Only one that is the only match is marked as used."""
    readings = warning.readings
    names = [name for name in NAMES if len({getattr(reading.pillars, name) for reading in readings}) > 1]
    used = [reading for reading in readings if _is_used(chart, reading)]
    for reading in readings:
        values = [(name, value) for name in names if (value := getattr(reading.pillars, name)) is not None]
        luck = _luck(reading, readings, words)
        if values or luck:
            yield Option(
                label=reading.label_en if words["lang"] == "en" else reading.label,
                pillars=tuple(
                    words[f"pillar_{name}"].format(pillar=pillar_word(value, words)) for name, value in values
                ),
                luck=luck,
                is_used=used == [reading],
            )


def _is_used(chart: Chart, reading: Reading) -> bool:
    first = chart.luck.decades[0].pillar
    return (reading.pillars, reading.first_decade) == (chart.pillars, first)


def _luck(reading: Reading, readings: Sequence[Reading], words: Mapping[str, str]) -> tuple[str, ...]:
    """What differs in the luck pillars: direction, first pillar, start. The first part says that it is about luck."""
    parts = list[str]()
    if len({other.is_forward for other in readings}) > 1:
        parts.append(words["luck_forward" if reading.is_forward else "luck_backward"])
    if len({other.first_decade for other in readings}) > 1:
        parts.append(words["luck_first"].format(pillar=pillar_word(reading.first_decade, words)))
    if len({other.luck_start for other in readings}) > 1:
        parts.append(words["luck_start"].format(date=reading.luck_start))
    return tuple(words["luck_of"].format(luck=part) if i == 0 else part for i, part in enumerate(parts))
