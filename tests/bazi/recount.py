"""The warnings and readings that a birth should have, found by counting seconds and minutes one after the other.

Nothing here calls the code under test. The instants of the terms are those of tyme4py, which another test compares with
an ephemeris; the sun's position comes from the Astronomical Almanac's low-precision formula, good to a few seconds;
zones are those of zoneinfo, and standard time is a fixed offset.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property
from itertools import pairwise
from math import atan2, cos, degrees, radians, sin
from zoneinfo import ZoneInfo

from tyme4py.solar import SolarTerm

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
PARTS = {"night": (0, 6), "morning": (6, 12), "afternoon": (12, 18), "evening": (18, 24)}
CONVENTIONS = (("23:00", "next_day"), ("00:00", "next_day"), ("00:00", "same_day"))
JIE = ("小寒", "立春", "惊蛰", "清明", "立夏", "芒种", "小暑", "立秋", "白露", "寒露", "立冬", "大雪")

HOUR, DAY = 3600, 86400
NEAR = 15 * 60
EPOCH = datetime(1970, 1, 1)
FIRST_DAY_OF_SIXTY = (date(2000, 1, 7) - EPOCH.date()).days

Dated = tuple[str, str]
Four = tuple[str, str, str, str | None]


@dataclass(frozen=True)
class Stated:
    """A birth as it is entered. `time` is `HH:MM`, a double hour, a part of the day, or None."""

    day: date
    time: str | None
    zone: str
    standard_offset: int
    longitude: float
    clock: str
    day_change: str
    late_zi: str
    fold: int = 0


@dataclass(frozen=True)
class Recount:
    """Counts in seconds since 1970 in UTC; local clocks are seconds since 1970 of that clock. `error` is added to
    the sun's time, so that births whose result hangs on a few seconds can be left out."""

    birth: Stated
    error: int = 0

    @cached_property
    def instant(self) -> int:
        """The first second of the stated minute."""
        hour, minute = map(int, (self.birth.time or "").split(":"))
        wall = datetime.combine(self.birth.day, datetime.min.time()).replace(hour=hour, minute=minute)
        return round(wall.replace(tzinfo=ZoneInfo(self.birth.zone), fold=self.birth.fold).timestamp())

    def sun(self, instant: int) -> int:
        return int(instant + self.birth.longitude * 240 + equation_of_time(instant // HOUR) + self.error)

    def standard(self, instant: int) -> int:
        return instant + self.birth.standard_offset

    def shown(self, instant: int) -> int:
        """What the clocks showed, summer time included."""
        return round(self.wall(instant).replace(tzinfo=UTC).timestamp())

    def all_clocks(self) -> tuple[Callable[[int], int], ...]:
        return self.shown, self.standard, self.sun

    def clock(self, instant: int) -> int:
        return self.sun(instant) if self.birth.clock == "true_solar" else self.standard(instant)

    def wall(self, instant: int) -> datetime:
        return datetime.fromtimestamp(instant, ZoneInfo(self.birth.zone)).replace(tzinfo=None)

    def dated(self, clock: int, day_change: str = "", late_zi: str = "") -> Dated:
        return dated(clock, day_change or self.birth.day_change, late_zi or self.birth.late_zi)

    def four(self, instant: int, clock: int) -> Four:
        return (*year_and_month(instant), *self.dated(clock))

    def codes(self) -> set[str]:
        birth = self.birth
        found = set()
        if birth.time is None:
            found |= {"unknown_hour"}
            some = self.instants_of_day()[DAY // 120]
        elif ":" in birth.time:
            found |= {code for code, is_given in self.exact().items() if is_given}
            some = self.instant
        else:
            found |= {"approximate_time"}
            some = self.candidates()[0]
        if ":" not in (birth.time or "") and self.term():
            found |= {"near_solar_term"}
        if abs(self.standard(some) - self.sun(some)) > 4 * HOUR:
            found |= {"far_from_zone"}
        if (
            birth.zone == "Asia/Shanghai"
            and birth.day < date(1949, 10, 1)
            and abs(birth.longitude - 121.47) > 0.5
            and (birth.time in PARTS or ":" in (birth.time or ""))
        ):
            found |= {"clock_unknown"}
        return found

    def exact(self) -> dict[str, bool]:
        """The warnings of a birth at a stated minute, every second of which counts."""
        seconds = range(self.instant, self.instant + 60)
        local = self.clock(self.instant)
        around = [self.dated(second) for second in range(local - NEAR - 1, local + 60 + NEAR)]
        other = self.wall(self.instant)
        return {
            "near_solar_term": any(
                abs(second - term) <= NEAR for term in terms_about(self.instant) for second in seconds
            ),
            "near_hour_boundary": any(before != after for before, after in pairwise(around)),
            "hour_by_sun": len({self.dated(clock(self.instant)) for clock in self.all_clocks()}) > 1,
            "near_day_change": any(
                clock(second) % DAY // HOUR in (23, 0) for clock in self.all_clocks() for second in seconds
            ),
            "ambiguous_time": any(
                self.wall(self.instant + minutes * 60) == other for minutes in range(-180, 181, 30) if minutes
            ),
        }

    def instants_of_day(self) -> tuple[int, ...]:
        return instants_of_day(self.birth.day, self.birth.time, self.birth.zone)

    def instants_of_hour(self) -> tuple[int, ...]:
        """Every minute, from the first second on, at which the clock in use shows the stated double hour."""
        number = BRANCHES.index(self.birth.time or "")
        noon = round(datetime.combine(self.birth.day, datetime.min.time(), UTC).timestamp()) + DAY // 2
        midnight = noon - DAY // 2
        hours = [(0, HOUR), (23 * HOUR, DAY)] if number == 0 else [((2 * number - 1) * HOUR, (2 * number + 1) * HOUR)]
        found = []
        for first, end in hours:
            instant = noon - self.birth.standard_offset - 40 * HOUR
            instant += first + midnight - self.clock(instant)
            while self.clock(instant) < first + midnight:
                instant += 1
            while self.clock(instant - 1) >= first + midnight:
                instant -= 1
            found += [
                minute for minute in range(instant, instant + 2 * HOUR, 60) if self.clock(minute) < midnight + end
            ]
        return tuple(found)

    def candidates(self) -> tuple[int, ...]:
        is_double_hour = self.birth.time is not None and self.birth.time in BRANCHES
        return self.instants_of_hour() if is_double_hour else self.instants_of_day()

    def term(self) -> int | None:
        """The term that divides a vague time or comes near its ends; an unknown hour has no margin."""
        candidates = self.candidates()
        first, end = candidates[0], candidates[-1] + 60
        margin = 0 if self.birth.time is None else NEAR
        near = (term for term in terms_about(first, end) if first - margin <= term <= end - 1 + margin)
        return next((term for term in near if margin or term > first), None)

    def middle(self) -> int:
        """The instant for which the chart of a vague time is cast, or a second or so later."""
        candidates = self.candidates()
        if self.birth.time == "子":
            return candidates[0]
        if self.birth.time is not None:
            return candidates[len(candidates) // 2]
        return next(minute for minute in candidates if self.wall(minute).hour >= 12)

    def sides(self, term: int) -> list[Four]:
        """The pillars on both sides of a term: those of the chart, and those of the nearest second on the other side.

        If the time as it was stated has no such second, its own nearest day and hour stay, in the other month.
        """
        candidates, middle = self.candidates(), self.middle()
        if middle >= term:
            beside = term - 1
            own = max((min(minute + 59, beside) for minute in candidates if minute <= beside), default=candidates[0])
            own_month = beside if own > beside else own
            chosen = (False, True)
        else:
            beside = term
            own = min((max(minute, beside) for minute in candidates if minute + 59 >= beside), default=candidates[-1])
            own_month = beside if own < beside else own
            chosen = (True, False)
        other: Four = (*year_and_month(own_month), *self.dated(self.clock(own)))
        mine = self.four(middle, self.clock(middle))
        return [mine if is_own else other for is_own in chosen]

    def readings(self) -> dict[str, list[Four]]:
        """The pillars that the warnings have to offer, in order and without repetitions, where they differ."""
        if self.birth.time is None or ":" not in self.birth.time:
            code = "unknown_hour" if self.birth.time is None else "approximate_time"
            fours = [self.four(minute, self.clock(minute)) for minute in self.candidates()]
            if self.birth.time is None:
                fours = [(*four[:3], None) for four in fours]
            different = [four for four, last in zip(fours, [None, *fours], strict=False) if four != last]
            if self.birth.time is None and len({four[2] for four in different}) == 1:
                different = []
            found = {code: different if len(different) > 1 else []}
            if term := self.term():
                sides = self.sides(term)
                found["near_solar_term"] = sides if self.birth.time else [(*side[:3], None) for side in sides]
            return found
        sun, standard = self.sun(self.instant), self.standard(self.instant)
        clocks = (sun, standard) if self.birth.clock == "true_solar" else (standard, sun)
        dates = [self.dated(clock, *convention) for clock in clocks for convention in CONVENTIONS]
        start = year_and_month(self.instant)
        by_day_change: list[Four] = [(*start, *pair) for pair in dict.fromkeys(dates)]
        return {
            "hour_by_sun": [
                (*start, *pair)
                for pair in dict.fromkeys(self.dated(clock(self.instant)) for clock in self.all_clocks())
            ],
            "near_day_change": by_day_change if len(by_day_change) > 1 else [],
        }


@cache
def instants_of_day(day: date, part: str | None, zone: str) -> tuple[int, ...]:
    """Every minute at which the wall clock shows this date, and for a part of the day an hour within it."""
    first, end = PARTS.get(part or "", (0, 24))
    noon = round(datetime.combine(day, datetime.min.time(), UTC).timestamp()) + DAY // 2
    minutes = range(noon - 30 * HOUR, noon + 30 * HOUR, 60)
    walls = ((minute, datetime.fromtimestamp(minute, ZoneInfo(zone))) for minute in minutes)
    return tuple(minute for minute, wall in walls if wall.date() == day and first <= wall.hour < end)


def dated(clock: int, day_change: str, late_zi: str) -> Dated:
    """The day and hour pillars at a local time."""
    day, hour = clock // DAY - FIRST_DAY_OF_SIXTY, clock % DAY // HOUR
    day_of_stem = day + (hour == 23 and (day_change == "23:00" or late_zi == "next_day"))
    branch = (hour + 1) // 2 % 12
    stem = (day_of_stem % 5 * 2 + branch) % 10  # 五鼠遁: 甲 and 己 days begin with 甲子
    return pair(day + (hour == 23 and day_change == "23:00")), STEMS[stem] + BRANCHES[branch]


def year_and_month(instant: int) -> Dated:
    """The year and month pillars: the last jie before decides."""
    now = datetime.fromtimestamp(instant, UTC).year
    jie = [(at, year, month) for year in (now - 1, now, now + 1) for month, at in enumerate(terms(year), start=1)]
    _, year, month = max(entry for entry in jie if entry[0] <= instant)  # month 1 is 小寒, which opens 丑
    if month == 1:
        year -= 1
    number = (month - 2) % 12  # of the months that begin with 寅
    stem = (year - 4) % 5 * 2 + 2  # 五虎遁: years of 甲 and 己 begin with 丙寅
    return pair(year - 4), STEMS[(stem + number) % 10] + BRANCHES[(number + 2) % 12]


def pair(number: int) -> str:
    return STEMS[number % 10] + BRANCHES[number % 12]


@cache
def terms(year: int) -> tuple[int, ...]:
    """The twelve jie of a Gregorian year, 小寒 first."""
    return tuple(seconds_of(SolarTerm.from_name(year, name)) for name in JIE)


def seconds_of(term: SolarTerm) -> int:
    at = term.get_julian_day().get_solar_time()
    beijing = datetime(
        at.get_year(), at.get_month(), at.get_day(), at.get_hour(), at.get_minute(), at.get_second(), tzinfo=UTC
    )
    return round(beijing.timestamp()) - 8 * HOUR


def terms_about(first: int, last: int | None = None) -> Iterator[int]:
    years = {datetime.fromtimestamp(at + shift, UTC).year for at in (first, last or first) for shift in (-DAY, DAY)}
    return (term for year in years for term in terms(year))


@cache
def equation_of_time(hours: int) -> float:
    """Apparent minus mean solar time in seconds, at a number of hours since 1970."""
    days = hours / 24 - 10957.5
    mean = 280.460 + 0.9856474 * days
    anomaly = radians(357.528 + 0.9856003 * days)
    longitude = radians(mean + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    obliquity = radians(23.439 - 0.0000004 * days)
    ascension = degrees(atan2(cos(obliquity) * sin(longitude), cos(longitude)))
    return ((mean - ascension + 180) % 360 - 180) * 240
