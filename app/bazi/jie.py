"""The twelve jie: the solar terms at which a month of the pillars begins and, at 立春, its year.

All times here are Beijing's, UTC+8, and naive: the jie is one instant for the whole earth, and this is the
clock in which the calendar states it.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from tyme4py.sixtycycle import SixtyCycle
from tyme4py.solar import SolarTerm


@dataclass(frozen=True, slots=True)
class Jie:
    """One jie, and the month it opens. `number` counts them through all years; 立春 is 0 modulo 12."""

    number: int

    @property
    def term(self) -> SolarTerm:
        return SolarTerm(self.year, 3 + 2 * (self.number % 12))

    @property
    def name(self) -> str:
        return self.term.get_name()

    @property
    def at(self) -> datetime:
        """To the second: within 5 s of JPL's DE440 up to 2050, later as good as a forecast of the earth's turning."""
        return _moment_of(self.number)

    @property
    def year(self) -> int:
        """The year that began at the last 立春; in January it is still the year before."""
        return self.number // 12

    @property
    def year_pillar(self) -> SixtyCycle:
        return SixtyCycle(self.year - 4)  # the year 4 was a 甲子

    @property
    def month_pillar(self) -> SixtyCycle:
        return SixtyCycle(self.number + 14)  # sixty months are five years, so one count fits all

    @property
    def before(self) -> "Jie":
        return Jie(self.number - 1)

    @property
    def after(self) -> "Jie":
        return Jie(self.number + 1)


@lru_cache(maxsize=4096)  # a term costs more to compute than all the rest of a chart
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
    """The jie whose month holds this Beijing time. The very second of a jie is already in its month."""
    in_this_month = Jie(beijing.year * 12 + beijing.month - 2)  # each Gregorian month has one, on its 3rd to 9th
    return in_this_month if in_this_month.at <= beijing else in_this_month.before


def jie_of_spring(year: int) -> datetime:
    """Beijing's time of 立春, at which the year begins."""
    return Jie(year * 12).at


def jie_between(first: datetime, last: datetime) -> Jie | None:
    """The jie within these two Beijing times, ends included; they are less than a month apart."""
    jie = jie_at(last)
    return jie if jie.at >= first else None
