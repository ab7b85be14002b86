"""The chart: four pillars and what is read off them, computed by code and never by the model.

Two clocks decide it. The year and month pillars come from the instant itself, compared with the solar terms,
wherever on earth it was. The day and hour pillars come from the local clock: true solar time, or the zone's
standard time. tyme4py is asked only for the moments of the terms and for the tables of stems and branches;
its school switches are global to the process, so the schools are told apart here.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from tyme4py.sixtycycle import HeavenStem, SixtyCycle

from app.bazi.jie import jie_at, jie_between
from app.bazi.luck import luck_pillars, ten_god
from app.bazi.lunar import lunar_text
from app.bazi.moment import Moment, beijing_time, moment_of_birth
from app.bazi.solar_time import true_solar_time
from app.errors import InvalidBirth
from app.report import Birth, ChartOptions, Place

ELEMENTS = ("木", "火", "土", "金", "水")

_A_JIAZI_DAY = date(2000, 1, 7).toordinal()
_NEAR = timedelta(minutes=2)
_MINUTE_END = timedelta(seconds=59)  # a birth "at 16:27" is anywhere in that minute


def compute_chart(birth: Birth, gender: str, place: Place, options: ChartOptions) -> dict[str, Any]:
    """A dict of plain JSON values, the same for the same input. Raises InvalidBirth and nothing else.

    With the hour unknown everything is taken at local noon, and what belongs to the hour is None.
    """
    if gender not in ("female", "male"):
        raise InvalidBirth("gender", "The gender must be female or male.")
    is_hour_known = birth.hour is not None
    moment = moment_of_birth(birth, place)
    solar = _solar_clock(moment, place.longitude)
    if is_hour_known:
        clock = solar if options.clock == "true_solar" else moment.standard
    else:
        clock = moment.civil.replace(tzinfo=None)
    month = jie_at(moment.beijing)
    day = day_pillar(clock, options.day_change)
    day_stem = day.get_heaven_stem()
    hour = hour_pillar(clock) if is_hour_known else None
    cycles = {"year": month.year_pillar, "month": month.month_pillar, "day": day, "hour": hour}
    return {
        "pillars": {name: cycle and cycle.get_name() for name, cycle in cycles.items()},
        "civil_time": moment.civil.isoformat() if is_hour_known else moment.civil.date().isoformat(),
        "solar_time": solar.isoformat() if is_hour_known else None,
        "clock_time": clock.isoformat() if is_hour_known else None,
        "lunar_date": lunar_text(moment.civil.date()),
        "day_master": {
            "stem": day_stem.get_name(),
            "element": day_stem.get_element().get_name(),
            "polarity": "阳" if day_stem.get_index() % 2 == 0 else "阴",
        },
        "columns": {name: cycle and _column(name, cycle, day_stem) for name, cycle in cycles.items()},
        "five_elements": _five_elements(filter(None, cycles.values())),
        "void": [branch.get_name() for branch in day.get_extra_earth_branches()],
        "luck": luck_pillars(moment.beijing, month, gender, day_stem),
        "warnings": _warnings(moment, is_hour_known, options),
        "options": {"clock": options.clock, "day_change": options.day_change},
    }


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


def _solar_clock(moment: Moment, longitude: float) -> datetime:
    """True solar time, with the date that the place's calendar has.

    Where the date line bends, or once did (Samoa, Kiribati; Manila before 1845), the calendar is a whole
    day off the longitude. No other pair of a place and its zone comes near 21 hours apart.
    """
    solar = true_solar_time(moment.instant, longitude)
    ahead = moment.standard - solar
    if abs(ahead) < timedelta(hours=21):
        return solar
    return solar + timedelta(days=1 if ahead > timedelta() else -1)


def _column(name: str, cycle: SixtyCycle, day_stem: HeavenStem) -> dict[str, Any]:
    stem, branch = cycle.get_heaven_stem(), cycle.get_earth_branch()
    hidden = [hidden.get_heaven_stem() for hidden in branch.get_hide_heaven_stems()]
    return {
        "stem": stem.get_name(),
        "stem_element": stem.get_element().get_name(),
        "ten_god": "日主" if name == "day" else ten_god(day_stem, cycle),
        "branch": branch.get_name(),
        "branch_element": branch.get_element().get_name(),
        "hidden": [
            {
                "stem": inner.get_name(),
                "element": inner.get_element().get_name(),
                "ten_god": day_stem.get_ten_star(inner).get_name(),
            }
            for inner in hidden
        ],
        "na_yin": cycle.get_sound().get_name(),
        "life_stage": day_stem.get_terrain(branch).get_name(),
    }


def _five_elements(cycles: Iterable[SixtyCycle]) -> dict[str, int]:
    """How many of the visible characters are of each element; hidden stems are not counted."""
    counts = Counter(
        part.get_element().get_name()
        for cycle in cycles
        for part in (cycle.get_heaven_stem(), cycle.get_earth_branch())
    )
    return {element: counts[element] for element in ELEMENTS}


def _warnings(moment: Moment, is_hour_known: bool, options: ChartOptions) -> list[dict[str, str]]:
    found = {}
    if not is_hour_known:
        found["unknown_hour"] = "时辰未详：只排年、月、日三柱，以当日正午推算，起运前后可差两个月。"
        if options.day_change == "23:00":
            following = day_pillar(moment.civil + timedelta(days=1), "00:00")
            found["unknown_hour"] += f"若生于二十三点以后，日柱应为{following}。"
    if moment.is_ambiguous:
        found["ambiguous_time"] = "当日拨钟，这一时刻出现过两次，此处取第一次。"
    if text := _near_solar_term(moment, is_hour_known):
        found["near_solar_term"] = text
    return [{"code": code, "message": message} for code, message in found.items()]


def _near_solar_term(moment: Moment, is_hour_known: bool) -> str | None:
    if is_hour_known:
        jie = jie_between(moment.beijing - _NEAR, moment.beijing + _MINUTE_END + _NEAR)
        opening = "出生时刻贴近"
    else:
        midnight = moment.civil.replace(hour=0)
        next_midnight = midnight + timedelta(days=1)
        jie = jie_between(beijing_time(midnight), beijing_time(next_midnight) - timedelta(seconds=1))
        opening = "出生当日交"
    if jie is None:
        return None
    earlier = jie.before
    return (
        f"{opening}{jie.name}（北京时间 {jie.at}）："
        f"此前为{earlier.year_pillar}年{earlier.month_pillar}月，"
        f"此后为{jie.year_pillar}年{jie.month_pillar}月。"
    )
