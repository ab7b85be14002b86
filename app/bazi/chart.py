"""A chart as one frozen value, and its JSON form, which is stored, served and shown to the model.

The names and order of the fields are the same as in the JSON. Fields may be added; no field changes its meaning.
"""

from typing import Any

import msgspec
from msgspec import Struct

NAMES = ("year", "month", "day", "hour")
"""The four pillars, in their traditional order."""


class Pillars(Struct, frozen=True, kw_only=True):
    """Stem and branch of each pillar, such as `庚午`. `hour` is None if the hour is unknown."""

    year: str
    month: str
    day: str
    hour: str | None


class HiddenStem(Struct, frozen=True, kw_only=True):
    """A stem inside a branch. `share` is its part of the branch; the shares of a branch add up to 1."""

    stem: str
    element: str
    ten_god: str
    share: float


class Column(Struct, frozen=True, kw_only=True):
    """Everything derived from one pillar. `life_stage` is the day master's stage in this branch."""

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
    """胎元, 命宫 and 身宫; the last two need the hour."""

    conception: str
    life: str | None
    body: str | None


class Relation(Struct, frozen=True, kw_only=True):
    """A relation between stems or branches of the chart. `element` is the element a combination tends towards."""

    kind: str
    pillars: tuple[str, ...]
    parts: str
    element: str | None = None


class Star(Struct, frozen=True, kw_only=True):
    """A 神煞 on a pillar. `by` names the anchors it was derived from."""

    name: str
    pillar: str
    by: str


class Strength(Struct, frozen=True, kw_only=True):
    """An estimate of the day master's strength, with its inputs. See `app.bazi.strength`."""

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


class TransitPillar(Struct, frozen=True, kw_only=True):
    """The pillar of a decade or a year.

    `hidden` holds the stems inside its branch, main stem first; `relations` lists its relations to the four pillars,
    such as `六合 子丑（日）`.
    """

    pillar: str
    ten_god: str
    hidden: str
    is_void: bool
    relations: tuple[str, ...] = msgspec.field(name="ties")


class Decade(TransitPillar, frozen=True, kw_only=True):
    """One luck pillar: the ten years that start on `from_date`, at the age of `from_age` completed years."""

    from_age: int
    from_year: int
    from_date: str


class Luck(Struct, frozen=True, kw_only=True):
    is_forward: bool
    start_age: Age
    start_date: str
    decades: tuple[Decade, ...]


class AnnualPillar(TransitPillar, frozen=True, kw_only=True):
    """A year from 立春 to 立春. `age` is the age completed in it; `decade` is the luck pillar in early August."""

    year: int
    age: int
    decade: str | None


class MonthlyPillar(TransitPillar, frozen=True, kw_only=True):
    """A month (流月) from one 节 to the next: `month` is 1 for 寅, `year` the one that began at the last 立春.

    `from_date` is the date of `from_term`, the 节 that begins the month, in Beijing time.
    """

    year: int
    month: int
    from_term: str
    from_date: str
    is_current: bool


class Reading(Struct, frozen=True, kw_only=True):
    """One of the possible readings of an ambiguous birth. `label` says which case it belongs to."""

    label: str
    label_en: str
    pillars: Pillars
    is_forward: bool
    luck_start: str
    first_decade: str


class ChartWarning(Struct, frozen=True, kw_only=True):
    """A reason why the chart may be wrong, or differ from another program's, and the readings if they differ."""

    code: str
    message: str
    message_en: str
    readings: tuple[Reading, ...] = ()


class Options(Struct, frozen=True, kw_only=True):
    """The options the chart was cast with; see `app.bazi.birth.ChartOptions`."""

    clock: str
    day_change: str
    late_zi: str
    start_age: str
    hidden_stems: str


class Chart(Struct, frozen=True, kw_only=True):
    """A complete chart, as cast by `app.bazi.casting`."""

    pillars: Pillars
    gender: str
    time_given: str | None
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
    months: tuple[MonthlyPillar, ...]
    as_of: str
    warnings: tuple[ChartWarning, ...]
    options: Options
    zone_data: str


def as_json(chart: Chart) -> dict[str, Any]:
    """Return a dict of plain JSON values, in the order of the fields."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(chart))
    return plain


def from_json(text: str) -> Chart:
    """Restore a chart from the JSON of `as_json`. Raises ValueError if it is not a chart or lacks newer fields."""
    try:
        return msgspec.json.decode(text, type=Chart)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
