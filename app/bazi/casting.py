"""Casting: computes a chart, the four pillars and everything derived from them.

tyme4py supplies only the instants of the solar terms and the tables of stems and branches. Its switches between
schools are global to the process, so this package implements the options itself or passes provider objects.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from tyme4py.eightchar import EightChar
from tyme4py.sixtycycle import HeavenStem

from app.bazi.alternatives import warnings
from app.bazi.birth import Birth, ChartOptions, InvalidBirth, Place
from app.bazi.chart import (
    Chart,
    Column,
    Columns,
    DayMaster,
    HiddenStem,
    Options,
    Palaces,
    Star,
)
from app.bazi.cycle import ELEMENTS
from app.bazi.jie import jie_at
from app.bazi.luck import annual_pillars, luck_pillars, monthly_pillars
from app.bazi.lunar import lunar_text
from app.bazi.moment import beijing_time
from app.bazi.natal import Natal
from app.bazi.pillars import (
    Cycles,
    as_pillars,
    hidden_stems,
    local_clock,
    pillars_at,
    solar_clock,
    ten_god,
    void_branches,
)
from app.bazi.relations import relations
from app.bazi.span import span_of_birth
from app.bazi.stars import stars
from app.bazi.strength import SHARES, element_weights, estimate_strength
from app.bazi.zones import zone_data_version


def cast_chart(birth: Birth, gender: str, place: Place, options: ChartOptions, *, today: date) -> Chart:
    """Cast the chart of a birth. Deterministic; `today` decides which years are listed.

    If the hour is unknown, everything is computed for local noon and the fields that depend on the hour are None. A
    double hour or a part of the day is cast for its middle.
    Raises InvalidBirth, and no other exception, if the birth, place or gender is invalid.
    """
    if gender not in ("female", "male"):
        raise InvalidBirth("gender", "The gender must be female or male.", "gender")
    span = span_of_birth(birth, place, options)
    moment = span.moment
    is_timed = moment.is_hour_known
    clock = local_clock(moment, place.longitude, options)
    month = jie_at(moment.beijing)
    cycles = pillars_at(month, clock, options, with_hour=is_timed)
    day_stem = cycles["day"].get_heaven_stem()
    pillars = {name: cycle.get_name() for name, cycle in cycles.items()}
    found = stars(pillars)
    columns = {name: _column(name, cycles, options, found) for name in cycles}
    natal = Natal(cycles, options)
    luck = luck_pillars(moment.beijing, month, gender, natal, options)
    return Chart(
        pillars=as_pillars(cycles),
        gender=gender,
        time_given=span.given,
        civil_time=moment.civil.isoformat() if is_timed else span.day.isoformat(),
        is_daylight_saving=moment.is_daylight_saving,
        solar_time=solar_clock(moment, place.longitude).isoformat() if is_timed else None,
        clock_time=clock.isoformat() if is_timed else None,
        lunar_date=lunar_text(span.day),
        day_master=_day_master(day_stem),
        columns=Columns(year=columns["year"], month=columns["month"], day=columns["day"], hour=columns.get("hour")),
        five_elements=_five_elements(columns),
        element_weights=element_weights(columns),
        strength=estimate_strength(columns),
        void=void_branches(cycles["day"]),
        palaces=_palaces(cycles),
        relations=relations(pillars),
        stars=found,
        luck=luck,
        years=annual_pillars(luck, span.day, natal, today),
        months=monthly_pillars(natal, today),
        as_of=today.isoformat(),
        warnings=warnings(span, gender, place, options),
        options=Options(
            clock=options.clock,
            day_change=options.day_change,
            late_zi=options.late_zi,
            start_age=options.start_age,
            hidden_stems=options.hidden_stems,
        ),
        zone_data=zone_data_version(),
    )


def today_in_beijing(now: datetime) -> date:
    """Return the date in Beijing, where most readers live, regardless of the server's zone. `now` is aware."""
    return beijing_time(now).date()


def _column(name: str, cycles: Cycles, options: ChartOptions, found: Sequence[Star]) -> Column:
    cycle, day = cycles[name], cycles["day"]
    stem, branch, day_stem = cycle.get_heaven_stem(), cycle.get_earth_branch(), day.get_heaven_stem()
    hidden = hidden_stems(branch, options.hidden_stems)
    return Column(
        stem=stem.get_name(),
        stem_element=stem.get_element().get_name(),
        ten_god="日主" if name == "day" else ten_god(day, cycle),
        branch=branch.get_name(),
        branch_element=branch.get_element().get_name(),
        hidden=tuple(
            HiddenStem(
                stem=inner.get_name(),
                element=inner.get_element().get_name(),
                ten_god=day_stem.get_ten_star(inner).get_name(),
                share=share,
            )
            for inner, share in zip(hidden, SHARES[len(hidden)], strict=True)
        ),
        na_yin=cycle.get_sound().get_name(),
        life_stage=day_stem.get_terrain(branch).get_name(),
        is_void=name != "day" and branch.get_name() in void_branches(day),
        stars=tuple(star.name for star in found if star.pillar == name),
    )


def _day_master(stem: HeavenStem) -> DayMaster:
    return DayMaster(
        stem=stem.get_name(),
        element=stem.get_element().get_name(),
        polarity="阳" if stem.get_index() % 2 == 0 else "阴",
    )


def _five_elements(columns: Mapping[str, Column]) -> dict[str, int]:
    """Count the visible characters of each element; hidden stems do not count."""
    counts = Counter(part for column in columns.values() for part in (column.stem_element, column.branch_element))
    return {element: counts[element] for element in ELEMENTS}


def _palaces(cycles: Cycles) -> Palaces:
    """Derive 胎元 from the month pillar (+1 stem, +3 branches), 命宫 and 身宫 from the month and hour branches."""
    has_hour = "hour" in cycles
    eight = EightChar(cycles["year"], cycles["month"], cycles["day"], cycles.get("hour", cycles["day"]))
    return Palaces(
        conception=eight.get_fetal_origin().get_name(),
        life=eight.get_own_sign().get_name() if has_hour else None,
        body=eight.get_body_sign().get_name() if has_hour else None,
    )
