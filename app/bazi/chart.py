"""What a chart is: one frozen value, and the JSON form in which it is stored, sent and shown to the model.

The fields' names and order are the JSON's. A field may be added; none changes its meaning.
"""

from typing import Any

import msgspec
from msgspec import Struct

NAMES = ("year", "month", "day", "hour")
"""The four pillars, in the order in which they are told."""

ELEMENTS = ("木", "火", "土", "金", "水")
"""Each feeds the next and holds back the one after it."""


class Pillars(Struct, frozen=True, kw_only=True):
    """Stem and branch of each, such as `庚午`; no hour where it is unknown."""

    year: str
    month: str
    day: str
    hour: str | None


class HiddenStem(Struct, frozen=True, kw_only=True):
    """A stem inside a branch. `share` is its part of the branch; the parts add up to 1."""

    stem: str
    element: str
    ten_god: str
    share: float


class Column(Struct, frozen=True, kw_only=True):
    """What is read off one pillar. `life_stage` is the day master's in this branch."""

    stem: str
    stem_element: str
    ten_god: str
    branch: str
    branch_element: str
    hidden: tuple[HiddenStem, ...]
    na_yin: str
    life_stage: str
    is_void: bool
    stars: tuple[str, ...]


class Columns(Struct, frozen=True, kw_only=True):
    year: Column
    month: Column
    day: Column
    hour: Column | None


class DayMaster(Struct, frozen=True, kw_only=True):
    stem: str
    element: str
    polarity: str


class Palaces(Struct, frozen=True, kw_only=True):
    """胎元, 命宫 and 身宫; the last two rest on the hour."""

    conception: str
    life: str | None
    body: str | None


class Relation(Struct, frozen=True, kw_only=True):
    """How stems or branches of the chart stand to each other. `element` is what a combination tends to."""

    kind: str
    pillars: tuple[str, ...]
    parts: str
    element: str | None = None


class Star(Struct, frozen=True, kw_only=True):
    """A 神煞 that stands on a pillar, and what it was taken by."""

    name: str
    pillar: str
    by: str


class Strength(Struct, frozen=True, kw_only=True):
    """An estimate of the day master's strength, with its inputs: never a fact. See `app.bazi.strength`."""

    verdict: str
    support: float
    season: str
    roots: tuple[str, ...]
    helpers: tuple[str, ...]
    rule: str


class Age(Struct, frozen=True, kw_only=True):
    years: int
    months: int
    days: int


class Passing(Struct, frozen=True, kw_only=True):
    """A pillar that comes and goes, a decade's or a year's.

    `hidden` are the stems inside its branch, main stem first; `ties` say how it stands to the four pillars, such
    as `六合 子丑（日）`.
    """

    pillar: str
    ten_god: str
    hidden: str
    is_void: bool
    ties: tuple[str, ...]


class Decade(Passing, frozen=True, kw_only=True):
    """One luck pillar: ten years from `from_date` on, by which `from_age` years are completed."""

    from_age: int
    from_year: int
    from_date: str


class Luck(Struct, frozen=True, kw_only=True):
    is_forward: bool
    start_age: Age
    start_date: str
    decades: tuple[Decade, ...]


class AnnualPillar(Passing, frozen=True, kw_only=True):
    """A year from 立春 to 立春. `age` is completed in it; `decade` is that of its middle, early in August."""

    year: int
    age: int
    decade: str | None


class Reading(Struct, frozen=True, kw_only=True):
    """One way to read a birth that has two."""

    when: str
    pillars: Pillars
    luck_start: str
    first_decade: str


class Warning(Struct, frozen=True, kw_only=True):
    """What makes the chart less sure than it looks, and both readings where they differ."""

    code: str
    message: str
    readings: tuple[Reading, ...] = ()


class Options(Struct, frozen=True, kw_only=True):
    """The schools' choices the chart was made with; see `app.report.ChartOptions`."""

    clock: str
    day_change: str
    start_age: str
    hidden_stems: str


class Chart(Struct, frozen=True, kw_only=True):
    """Computed, never guessed: `app.bazi.casting` makes it."""

    pillars: Pillars
    gender: str
    civil_time: str
    is_daylight_saving: bool
    solar_time: str | None
    clock_time: str | None
    lunar_date: str
    day_master: DayMaster
    columns: Columns
    five_elements: dict[str, int]
    element_weights: dict[str, float]
    strength: Strength
    void: tuple[str, ...]
    palaces: Palaces
    relations: tuple[Relation, ...]
    stars: tuple[Star, ...]
    luck: Luck
    years: tuple[AnnualPillar, ...]
    as_of: str
    warnings: tuple[Warning, ...]
    options: Options


def as_json(chart: Chart) -> dict[str, Any]:
    """A dict of plain JSON values, in the order of the fields."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(chart))
    return plain


def from_json(plain: Any) -> Chart:
    """The chart of `as_json`. Raises ValueError if it is none, or of a version that knew less."""
    try:
        return msgspec.convert(plain, Chart)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
