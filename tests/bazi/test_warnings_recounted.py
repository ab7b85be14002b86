"""The warnings of 500 random births, compared with a recount that shares no code with them."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from app.bazi.birth import Birth, ChartOptions, Place
from app.bazi.casting import cast_chart
from app.bazi.chart import Chart

from .births import TODAY
from .recount import BRANCHES, DAY, HOUR, PARTS, Recount, Stated, terms

BIRTHS = 500
BATCHES = 5
UNCERTAIN = 15
"""Seconds by which the recount's sun may be off. Births for which that matters are drawn again."""


class Region(NamedTuple):
    zone: str
    standard_offset: int
    west: float
    east: float
    first_year: int


REGIONS = (
    Region("Asia/Shanghai", 8 * HOUR, 75, 134, 1901),
    Region("Asia/Shanghai", 8 * HOUR, 120.5, 122.5, 1935),
    Region("Asia/Shanghai", 8 * HOUR, 100, 123, 1985),
    Region("Etc/GMT-8", 8 * HOUR, 119, 121, 1900),
    Region("Asia/Urumqi", 6 * HOUR, 80, 90, 1950),
    Region("Asia/Tokyo", 9 * HOUR, 130, 142, 1950),
    Region("Asia/Kolkata", 5 * HOUR + 1800, 72, 88, 1950),
    Region("America/New_York", -5 * HOUR, -85, -70, 1900),
    Region("Australia/Sydney", 10 * HOUR, 141, 154, 1900),
    Region("Asia/Shanghai", 8 * HOUR, -117, -110, 1950),
)


@cache
def births() -> tuple[Stated, ...]:
    random = Random(19840204)
    found: list[Stated] = []
    while len(found) < BIRTHS:
        birth = drawn(random)
        if birth is not None and is_certain(birth):
            found.append(birth)
    return tuple(found)


def drawn(random: Random) -> Stated | None:
    """Draw a birth, most often near a term, a boundary of the hours, the change of day or the end of summer time."""
    region = random.choice(REGIONS)
    zone = ZoneInfo(region.zone)
    longitude = round(random.uniform(region.west, region.east), 2)
    latest = 1949 if random.random() < 0.1 and region.first_year < 1949 else 2100
    year = random.randint(region.first_year, 1992 if region.first_year == 1985 else latest)
    instant = round(datetime(year, 1, 1, tzinfo=UTC).timestamp()) + random.randrange(365 * DAY)
    where = random.choice(("anywhere", "term", "hour", "hour", "midnight", "midnight", "end of summer"))
    if where == "term":
        instant = random.choice(terms(year)) + random.randint(-20 * 60, 20 * 60)
    elif where in ("hour", "midnight"):
        offset = random.choice((region.standard_offset, round(longitude * 240)))
        to = (23, 24) if where == "midnight" else (2 * random.randrange(12) + 1,)
        instant = instant // DAY * DAY + random.choice(to) * HOUR - offset + random.randint(-20 * 60, 20 * 60)
    elif where == "end of summer":
        instant = last_hour_of_summer(instant, zone) + random.randint(-HOUR, HOUR)
    wall = datetime.fromtimestamp(instant, zone)
    if not region.first_year <= wall.year <= 2100:
        return None
    is_vague = random.random() < 0.25
    time = random.choice([None, None, *PARTS, *PARTS, *BRANCHES, "子"]) if is_vague else f"{wall:%H:%M}"
    return Stated(
        day=wall.date(),
        time=time,
        zone=region.zone,
        standard_offset=region.standard_offset,
        longitude=longitude,
        clock=random.choice(("true_solar", "civil")),
        day_change=random.choice(("23:00", "00:00")),
        late_zi=random.choice(("next_day", "same_day")),
        fold=0 if is_vague else wall.fold,
    )


def last_hour_of_summer(instant: int, zone: ZoneInfo) -> int:
    """Return the instant within a year at which the clocks went back, or the same instant if they did not."""
    for step in (DAY, HOUR):  # first the day, then the hour
        steps = range(instant, instant + (366 * DAY if step == DAY else DAY), step)
        offsets = [datetime.fromtimestamp(at, zone).utcoffset() or timedelta() for at in steps]
        instant = next(
            (at for at, before, after in zip(steps, offsets, offsets[1:], strict=False) if after < before), instant
        )
    return instant


def is_certain(birth: Stated) -> bool:
    """Whether nothing changes if the sun's time is off by a few seconds."""
    recounts = [Recount(birth, error) for error in (-UNCERTAIN, 0, UNCERTAIN)]
    results = [(recount.codes(), recount.readings()) for recount in recounts]
    return results[0] == results[1] == results[2]


def chart_for(stated: Stated) -> Chart:
    hour, minute = map(int, stated.time.split(":")) if stated.time and ":" in stated.time else (None, 0)
    birth = Birth(
        year=stated.day.year,
        month=stated.day.month,
        day=stated.day.day,
        hour=hour,
        minute=minute,
        part=stated.time if hour is None else None,
        fold=stated.fold,
    )
    options: Any = {"clock": stated.clock, "day_change": stated.day_change, "late_zi": stated.late_zi}
    gender: Literal["female", "male"] = "female" if stated.day.day % 2 else "male"
    place = Place(longitude=stated.longitude, timezone=stated.zone)
    return cast_chart(birth, gender, place, ChartOptions(**options), today=TODAY)


def part_of(births_: tuple[Stated, ...], batch: int) -> tuple[Stated, ...]:
    return births_[batch::BATCHES]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_warnings_are_exactly_those_of_the_recount(batch: int) -> None:
    wrong = {}
    for birth in part_of(births(), batch):
        found = [warning.code for warning in chart_for(birth).warnings]
        assert len(found) == len(set(found)) <= 4 + ("clock_unknown" in found) + ("far_from_zone" in found)
        if set(found) != (expected := Recount(birth).codes()):
            wrong[birth] = set(found) ^ expected
    assert wrong == {}


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_pillars_and_the_readings_are_those_of_the_recount(batch: int) -> None:
    wrong: dict[Any, Any] = {}
    for birth in part_of(births(), batch):
        chart, recount = chart_for(birth), Recount(birth)
        own = as_four(chart.pillars)
        if birth.time and ":" in birth.time and own != recount.four(recount.instant, recount.clock(recount.instant)):
            wrong[birth, "pillars"] = own
        expected = recount.readings()
        for warning in chart.warnings:
            readings = [as_four(reading.pillars) for reading in warning.readings]
            if warning.code in expected and readings != expected[warning.code]:
                wrong[birth, warning.code] = readings
            if readings and own not in readings:
                wrong[birth, warning.code, "own"] = readings
    assert wrong == {}


def as_four(pillars: Any) -> tuple[str, str, str, str | None]:
    return pillars.year, pillars.month, pillars.day, pillars.hour


def test_the_births_have_every_warning_often_enough() -> None:
    counts = Counter(code for birth in births() for code in Recount(birth).codes())
    assert min(counts.values()) >= 8
    assert len(counts) == 9
    assert min(birth.day for birth in births()) < date(1910, 1, 1)
    assert max(birth.day for birth in births()) > date(2090, 1, 1)
