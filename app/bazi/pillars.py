"""The four pillars: from an instant and a local clock to stems and branches.

The year and month pillars come from the instant itself, compared with the solar terms, wherever on earth it
was. The day and hour pillars come from the local clock: true solar time, or the zone's standard time.
"""

from datetime import date, datetime, timedelta

from tyme4py.sixtycycle import EarthBranch, HeavenStem, SixtyCycle

from app.bazi.chart import Pillars
from app.bazi.jie import Jie
from app.bazi.moment import Moment
from app.bazi.solar_time import true_solar_time
from app.report import ChartOptions

Cycles = dict[str, SixtyCycle]
"""The pillars by name, year first; no hour where it is unknown."""

_A_JIAZI_DAY = date(2000, 1, 7).toordinal()


def pillars_at(month: Jie, clock: datetime, options: ChartOptions, *, with_hour: bool) -> Cycles:
    """The pillars of a birth in the month that `month` opened, when the local clock showed `clock`."""
    cycles = {"year": month.year_pillar, "month": month.month_pillar, "day": day_pillar(clock, options.day_change)}
    return {**cycles, "hour": hour_pillar(clock)} if with_hour else cycles


def day_pillar(clock: datetime, day_change: str) -> SixtyCycle:
    """The day by the local clock; with `23:00` the last hour of the evening is already the next day's."""
    day = clock + timedelta(hours=1) if day_change == "23:00" else clock
    return SixtyCycle(day.toordinal() - _A_JIAZI_DAY)


def hour_pillar(clock: datetime) -> SixtyCycle:
    """The double hour by the local clock, its stem by the rule of the five rats.

    Twelve double hours a day make sixty in five days, so one count from a 甲子 day at 23:00 gives both stem
    and branch. Under either day change the hour after 23:00 takes its stem from the day to come.
    """
    later = clock + timedelta(hours=1)
    return SixtyCycle((later.toordinal() - _A_JIAZI_DAY) * 12 + later.hour // 2)


def local_clock(moment: Moment, longitude: float, options: ChartOptions) -> datetime:
    """The clock that day and hour are read off; noon by the wall where the hour is unknown."""
    if not moment.is_hour_known:
        return moment.civil.replace(tzinfo=None)
    return solar_clock(moment, longitude) if options.clock == "true_solar" else moment.standard


def solar_clock(moment: Moment, longitude: float) -> datetime:
    """True solar time, with the date that the place's calendar has.

    Where the date line bends, or once did (Samoa, Kiribati; Manila before 1845), the calendar is a whole
    day off the longitude. No other pair of a place and its zone comes near 21 hours apart.
    """
    solar = true_solar_time(moment.instant, longitude)
    ahead = moment.standard - solar
    if abs(ahead) < timedelta(hours=21):
        return solar
    return solar + timedelta(days=1 if ahead > timedelta() else -1)


def ten_god(day: SixtyCycle, pillar: SixtyCycle) -> str:
    """How the stem of `pillar` stands to the day master."""
    return day.get_heaven_stem().get_ten_star(pillar.get_heaven_stem()).get_name()


def hidden_stems(branch: EarthBranch, order: str) -> list[HeavenStem]:
    """The main stem first. Of 巳 the books have 庚 before 戊, or 戊 before 庚; of the others only one order."""
    hidden = [hidden.get_heaven_stem() for hidden in branch.get_hide_heaven_stems()]
    if order == "bing_wu_geng" and branch.get_name() == "巳":
        return [hidden[0], hidden[2], hidden[1]]
    return hidden


def void_branches(day: SixtyCycle) -> tuple[str, ...]:
    """空亡 by the day pillar: the two branches that its ten days do not reach."""
    return tuple(branch.get_name() for branch in day.get_extra_earth_branches())


def as_pillars(cycles: Cycles) -> Pillars:
    names = {name: cycle.get_name() for name, cycle in cycles.items()}
    return Pillars(year=names["year"], month=names["month"], day=names["day"], hour=names.get("hour"))
