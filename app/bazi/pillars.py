"""The four pillars, from an instant and a local clock.

The year and month pillars depend on the instant alone, compared with the solar terms, wherever on earth the birth
was. The day and hour pillars depend on the local clock: true solar time, or the zone's standard time.
"""

from datetime import date, datetime, timedelta
from functools import cache

from tyme4py.sixtycycle import EarthBranch, HeavenStem, SixtyCycle

from app.bazi.birth import ChartOptions
from app.bazi.chart import Pillars
from app.bazi.jie import Jie
from app.bazi.moment import Moment
from app.bazi.solar_time import true_solar_time

Cycles = dict[str, SixtyCycle]
"""The pillars by name, year first; without `hour` if it is unknown."""

_A_JIAZI_DAY = date(2000, 1, 7).toordinal()


def pillars_at(month: Jie, clock: datetime, options: ChartOptions, *, with_hour: bool) -> Cycles:
    """Return the pillars of a birth at the local time `clock`. `month` is the jie that opened the month of birth."""
    cycles = {"year": month.year_pillar, "month": month.month_pillar, "day": day_pillar(clock, options.day_change)}
    return {**cycles, "hour": hour_pillar(clock, options)} if with_hour else cycles


def day_pillar(clock: datetime, day_change: str) -> SixtyCycle:
    """Return the day pillar at a local time. If the day changes at 23:00, the last hour belongs to the next day."""
    day = clock + timedelta(hours=1) if day_change == "23:00" else clock
    return SixtyCycle(day.toordinal() - _A_JIAZI_DAY)


def hour_pillar(clock: datetime, options: ChartOptions) -> SixtyCycle:
    """Return the pillar of the double hour at a local time, its stem by the rule of the five rats (五鼠遁).

    Twelve double hours a day make sixty in five days, so one count from a 甲子 day at 23:00 gives both stem
    and branch. The hour after 23:00 takes its stem from the next day, even if the day pillar changes at midnight;
    only `late_zi` of `same_day` then takes it from the day that ends.
    """
    is_of_same_day = options.day_change == "00:00" and options.late_zi == "same_day" and clock.hour == 23
    later = clock if is_of_same_day else clock + timedelta(hours=1)
    branch = 0 if is_of_same_day else later.hour // 2
    return SixtyCycle((later.toordinal() - _A_JIAZI_DAY) * 12 + branch)


def local_clock(moment: Moment, longitude: float, options: ChartOptions) -> datetime:
    """Return the local time for the day and hour pillars; wall-clock noon if the hour is unknown."""
    if not moment.is_hour_known:
        return moment.civil.replace(tzinfo=None)
    return solar_clock(moment, longitude) if options.clock == "true_solar" else moment.standard


def solar_clock(moment: Moment, longitude: float) -> datetime:
    """Return true solar time, on the date of the local calendar.

    Where the date line bends or once did (Samoa, Kiribati; Manila before 1845), the calendar is a whole day off
    the longitude. At no other place do zone and longitude differ by anything near 21 hours.
    """
    solar = true_solar_time(moment.instant, longitude)
    ahead = moment.standard - solar
    if abs(ahead) < timedelta(hours=21):
        return solar
    return solar + timedelta(days=1 if ahead > timedelta() else -1)


def ten_god(day: SixtyCycle, pillar: SixtyCycle) -> str:
    """Return the ten god of the stem of `pillar` relative to the day master."""
    return _ten_god(day.get_name(), pillar.get_name())


@cache
def _ten_god(day: str, pillar: str) -> str:
    return SixtyCycle(day).get_heaven_stem().get_ten_star(SixtyCycle(pillar).get_heaven_stem()).get_name()


def hidden_stems(branch: EarthBranch, order: str) -> tuple[HeavenStem, ...]:
    """Return the hidden stems, main stem first. Only for 巳 do the books disagree on the order: 丙庚戊 or 丙戊庚."""
    return _hidden_stems(branch.get_name(), order)


@cache
def _hidden_stems(branch: str, order: str) -> tuple[HeavenStem, ...]:
    hidden = tuple(hidden.get_heaven_stem() for hidden in EarthBranch(branch).get_hide_heaven_stems())
    if order == "bing_wu_geng" and branch == "巳":
        return hidden[0], hidden[2], hidden[1]
    return hidden


def void_branches(day: SixtyCycle) -> tuple[str, ...]:
    """Return the void branches (空亡) of the day pillar: the two that its ten-day 旬 does not reach."""
    return _void_branches(day.get_name())


@cache
def _void_branches(day: str) -> tuple[str, ...]:
    return tuple(branch.get_name() for branch in SixtyCycle(day).get_extra_earth_branches())


def as_pillars(cycles: Cycles) -> Pillars:
    names = {name: cycle.get_name() for name, cycle in cycles.items()}
    return Pillars(year=names["year"], month=names["month"], day=names["day"], hour=names.get("hour"))
