"""The luck pillars: when the first decade begins, the eight decades, and which one a given day lies in."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from tyme4py.eightchar.provider.impl import DefaultChildLimitProvider
from tyme4py.enums import YinYang
from tyme4py.sixtycycle import HeavenStem, SixtyCycle
from tyme4py.solar import SolarTime

from app.bazi.jie import Jie, jie_at

_DECADES = 8
_YEARS_AHEAD = 5


def luck_pillars(beijing: datetime, month: Jie, gender: str, day_stem: HeavenStem) -> dict[str, Any]:
    """The decades for a birth at this Beijing time, in the month that `month` opened.

    Forward for men born in a yang year and women born in a yin one, else backward; the time to the next
    jie, or since the last, counts three days for a year, to the second. Ages are completed years.
    """
    is_yang = month.year_pillar.get_heaven_stem().get_yin_yang() == YinYang.YANG
    is_forward = is_yang == (gender == "male")
    birth = SolarTime(beijing.year, beijing.month, beijing.day, beijing.hour, beijing.minute, beijing.second)
    start = DefaultChildLimitProvider().get_info(birth, (month.after if is_forward else month).term)
    first_day = start.get_end_time().get_solar_day()
    first_year, first_age = first_day.get_year(), start.get_year_count()
    step = 1 if is_forward else -1
    return {
        "is_forward": is_forward,
        "start_age": {
            "years": first_age,
            "months": start.get_month_count(),
            "days": start.get_day_count(),
        },
        "start_date": date(first_year, first_day.get_month(), first_day.get_day()).isoformat(),
        "decades": [
            {
                "pillar": (pillar := month.month_pillar.next(step * (i + 1))).get_name(),
                "ten_god": ten_god(day_stem, pillar),
                "from_age": first_age + 10 * i,
                "from_year": first_year + 10 * i,
            }
            for i in range(_DECADES)
        ],
    }


def luck_on(chart: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What runs today: `decade` (None before the first and after the last) and the `years` from this on."""
    day_stem = HeavenStem(chart["pillars"]["day"][0])
    this_year = jie_at(datetime.combine(today, time(12))).year
    years = range(this_year, this_year + _YEARS_AHEAD)
    return {
        "decade": _decade_on(chart["luck"], today),
        "years": [
            {
                "year": year,
                "pillar": (pillar := SixtyCycle(year - 4)).get_name(),
                "ten_god": ten_god(day_stem, pillar),
            }
            for year in years
        ],
    }


def ten_god(day_stem: HeavenStem, pillar: SixtyCycle) -> str:
    """How the stem of `pillar` stands to the day master."""
    return day_stem.get_ten_star(pillar.get_heaven_stem()).get_name()


def _decade_on(luck: Mapping[str, Any], today: date) -> dict[str, Any] | None:
    start = date.fromisoformat(luck["start_date"])
    years = today.year - start.year - ((today.month, today.day) < (start.month, start.day))
    decades: list[dict[str, Any]] = luck["decades"]
    return decades[years // 10] if 0 <= years < 10 * len(decades) else None
