"""The years of a life by luck pillar, where the chart itself has only those around the day it was cast."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tyme4py.sixtycycle import SixtyCycle

from app.bazi.chart import AnnualPillar, Chart, Decade
from app.bazi.pillars import ten_god

_DECADE = 10
_MIDDLE = (8, 5)
"""The day in early August by which a year belongs to a decade, as in `AnnualPillar.decade`."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year from 立春 to 立春. `annual` is its full entry if the chart has one."""

    year: int
    age: int
    pillar: str
    ten_god: str
    annual: AnnualPillar | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A luck pillar with its years; without one, the years before the first luck pillar or after the last."""

    decade: Decade | None
    years: tuple[Year, ...]


def stretches(chart: Chart) -> Iterator[Stretch]:
    """Yield the years from birth to the end of the last luck pillar, and any later ones that the chart has."""
    firsts = [_first_year(decade) for decade in chart.luck.decades]
    any_year = chart.years[0]
    birth = any_year.year - any_year.age
    after = firsts[-1] + _DECADE
    if birth < firsts[0]:
        yield Stretch(None, _years(chart, birth, firsts[0]))
    for decade, first in zip(chart.luck.decades, firsts, strict=True):
        yield Stretch(decade, _years(chart, first, first + _DECADE))
    if later := _years(chart, after, max(after, chart.years[-1].year + 1)):
        yield Stretch(None, later)


def _first_year(decade: Decade) -> int:
    start = date.fromisoformat(decade.from_date)
    return start.year + ((start.month, start.day) > _MIDDLE)


def _years(chart: Chart, start: int, stop: int) -> tuple[Year, ...]:
    """Return the years in this range. An age that the chart lacks is counted from one that it has."""
    known = {annual.year: annual for annual in chart.years}
    nearest, day = chart.years[0], SixtyCycle(chart.pillars.day)
    years = []
    for year in range(start, stop):
        annual, cycle = known.get(year), SixtyCycle(year - 4)
        age = annual.age if annual else nearest.age + year - nearest.year
        years.append(Year(year, age, cycle.get_name(), ten_god(day, cycle), annual))
    return tuple(years)
