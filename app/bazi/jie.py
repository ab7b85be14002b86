"""The twelve jie: the solar terms that begin the month pillars. One of them, 立春, begins the year pillar.

All times here are naive Beijing times, UTC+8. A jie is one instant for the whole earth, and the calendar states
it in this zone.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from tyme4py.jd import JulianDay
from tyme4py.sixtycycle import SixtyCycle
from tyme4py.solar import SolarTerm


@dataclass(frozen=True, slots=True)
class Jie:
    """One jie and the month it opens. `number` counts consecutively through all years; 立春 is 0 modulo 12."""

    number: int

    @property
    def term(self) -> SolarTerm:
        return _term_of(self.number)

    @property
    def name(self) -> str:
        return self.term.get_name()

    @property
    def at(self) -> datetime:
        """The instant, to the second: within 5 s of JPL's DE440 until 2050; later, delta T is a forecast."""
        return _moment_of(self.number)

    @property
    def year(self) -> int:
        """The year that began at the last 立春; in January still the previous one."""
        return self.number // 12

    @property
    def year_pillar(self) -> SixtyCycle:
        return SixtyCycle(self.year - 4)  # the year 4 was a 甲子

    @property
    def month_pillar(self) -> SixtyCycle:
        return SixtyCycle(self.number + 14)  # sixty months are exactly five years, so one count serves all years

    @property
    def before(self) -> "Jie":
        return Jie(self.number - 1)

    @property
    def after(self) -> "Jie":
        return Jie(self.number + 1)


class _Term(SolarTerm):
    """A solar term that computes its instant once: that costs more than the rest of a chart."""

    def __init__(self, year: int, index: int) -> None:
        super().__init__(year, index)
        self._instant = super().get_julian_day()

    def get_julian_day(self) -> JulianDay:
        return self._instant


@lru_cache(maxsize=4096)
def _term_of(number: int) -> SolarTerm:
    return _Term(number // 12, 3 + 2 * (number % 12))


@lru_cache(maxsize=4096)
def _moment_of(number: int) -> datetime:
    time = Jie(number).term.get_julian_day().get_solar_time()
    return datetime(
        time.get_year(),
        time.get_month(),
        time.get_day(),
        time.get_hour(),
        time.get_minute(),
        time.get_second(),
    )


def jie_at(beijing: datetime) -> Jie:
    """Return the jie whose month contains this Beijing time. The exact second of a jie belongs to its own month."""
    in_this_month = Jie(
        beijing.year * 12 + beijing.month - 2
    )  # every Gregorian month has one, between the 3rd and the 9th
    return in_this_month if in_this_month.at <= beijing else in_this_month.before


def jie_of_spring(year: int) -> datetime:
    """Return the Beijing time of 立春, the start of the year."""
    return Jie(year * 12).at


def jie_between(first: datetime, last: datetime) -> Jie | None:
    """Return the jie between two Beijing times less than a month apart, both included."""
    jie = jie_at(last)
    return jie if jie.at >= first else None
