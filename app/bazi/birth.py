"""A birth as a person enters it: local date and time, the place, and the options on which schools differ."""

from dataclasses import dataclass
from typing import Literal

from app.errors import InvalidInput


class InvalidBirth(InvalidInput):
    """The date, time or place does not exist, or the gender is neither female nor male."""

    code = "invalid_birth"


PARTS = {"night": (0, 6), "morning": (6, 12), "afternoon": (12, 18), "evening": (18, 24)}
"""The vague parts of a day, with the hours of the wall clock at which they begin and end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """The date and time of a birth, by the local clock. Year, month and day are in `calendar`."""

    year: int
    month: int
    day: int
    hour: int | None  # None: the hour is unknown, or only known as `part`
    minute: int = 0
    part: str | None = None
    """A double hour such as `卯`, by the clock for the day and hour pillars, or one of `PARTS`. Requires no `hour`."""
    calendar: Literal["gregorian", "lunar"] = "gregorian"
    leap_month: bool = False
    fold: int = 0
    """For a time that occurred twice because the clocks went back: 0 is the first, 1 the second (PEP 495)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of birth. `longitude` is in degrees east (west is negative); `timezone` is an IANA name."""

    longitude: float
    timezone: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartOptions:
    """Options on which schools differ; `docs/bazi.md` explains the effect of each."""

    clock: Literal["true_solar", "civil"] = "true_solar"
    """The clock for the day and hour pillars: true solar time at the place, or the zone's standard time."""
    day_change: Literal["23:00", "00:00"] = "23:00"
    """When the day pillar changes. See `late_zi` for the hour from 23:00."""
    late_zi: Literal["next_day", "same_day"] = "next_day"
    """Whose stem the hour from 23:00 takes if the day changes at midnight: the next day's, or the day's that ends."""
    start_age: Literal["exact", "double_hours"] = "exact"
    """How the start of the first decade is counted: to the second, or in whole double hours."""
    hidden_stems: Literal["bing_geng_wu", "bing_wu_geng"] = "bing_geng_wu"
    """The order of the hidden stems of 巳: 丙庚戊 or 丙戊庚."""
