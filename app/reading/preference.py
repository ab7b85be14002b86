"""What a chart's elements do for the day master: the pattern (格局), the elements that help, and the tone of a transit.

The rules are the traditional ones of 子平: the pattern from the month branch, help by balance (扶抑), corrected by
climate (调候). Schools differ; these rules are simple, and each result says what it rests on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.bazi.chart import NAMES, Chart, Column, TransitPillar
from app.bazi.cycle import BRANCHES, ELEMENTS, STEMS
from app.bazi.relations import CLASHES, SIX_COMBINATIONS

COMPANIONS, OUTPUT, WEALTH, OFFICERS, RESOURCE = range(5)
"""The groups of ten gods, by how many steps their element comes after the day master's in generating order."""

EVEN = 0.4
"""Two of the five elements support the day master, so this is the even share of support."""
EXTREME = (0.12, 0.8)
"""Beyond these shares of support, some schools let the day master follow the majority (从格)."""

_PROSPERITY = dict(zip(STEMS, "寅卯巳午巳午申酉亥子", strict=True))
"""禄: the branch in which each stem has its office."""
_BLADE = {"甲": "卯", "丙": "午", "戊": "午", "庚": "酉", "壬": "子"}
"""刃: the branch after the 禄, for yang stems."""
_CLIMATES = {**dict.fromkeys("亥子丑", "火"), **dict.fromkeys("巳午未", "水")}


class Tone(StrEnum):
    SUPPORTIVE = "supportive"
    MIXED = "mixed"
    DEMANDING = "demanding"


@dataclass(frozen=True, slots=True)
class Pattern:
    """The pattern that the month gives.

    `kind` is `prosperity` (建禄), `blade` (月刃), `shown` (a hidden stem of the month branch that shows in the stems
    of `pillars`), `hidden` (its main stem, which does not show) or `unclear`.
    """

    kind: str
    stem: str
    ten_god: str
    pillars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preference:
    """The elements that help the day master and those that are better in small measure, most important first.

    `heaviest` is the group that decides: among resource and companions if the chart is on the strong side, among the
    others if it is on the weak side. `by_balance` is what helps by balance alone. `climate` is the element that the
    season calls for, and `climate_fits` says whether it is among `helpful`; if not, it is welcome in small measure
    only.
    """

    is_strong: bool
    heaviest: int
    by_balance: tuple[str, ...]
    helpful: tuple[str, ...]
    sparing: tuple[str, ...]
    climate: str | None
    climate_fits: bool

    def value_of(self, element: str) -> int:
        """Return 1 if the element helps, -1 if it is better in small measure, otherwise 0."""
        return (element in self.helpful) - (element in self.sparing)


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a decade, year or month tends to run, and why: what stem and branch do, and their tie to the day branch."""

    tone: Tone
    stem: int
    branch: int
    clashes: bool
    combines: bool


def columns_of(chart: Chart) -> dict[str, Column]:
    """Return the columns by name, without that of an unknown hour."""
    return {name: column for name in NAMES if (column := getattr(chart.columns, name)) is not None}


def group_element(chart: Chart, group: int) -> str:
    """Return the element of a group of ten gods."""
    return ELEMENTS[(ELEMENTS.index(chart.day_master.element) + group) % 5]


def stem_element(stem: str) -> str:
    return ELEMENTS[STEMS.index(stem) // 2]


def branch_element(branch: str) -> str:
    """Return the element of a branch, which is also that of its main hidden stem."""
    return "水土木木土火火土金金土水"[BRANCHES.index(branch)]


def pattern_of(chart: Chart) -> Pattern:
    """Return the pattern: 建禄 or 月刃 if the month branch is the day master's own, else by the stem that shows."""
    day, month = chart.day_master.stem, chart.columns.month
    if _PROSPERITY[day] == month.branch:
        return Pattern("prosperity", day, "比肩")
    if _BLADE.get(day) == month.branch:
        return Pattern("blade", day, "劫财")
    stems = {name: column.stem for name, column in columns_of(chart).items() if name != "day"}
    others = [hidden for hidden in month.hidden if hidden.element != chart.day_master.element]
    for hidden in others:
        if showing := tuple(name for name, stem in stems.items() if stem == hidden.stem):
            return Pattern("shown", hidden.stem, hidden.ten_god, showing)
    main = month.hidden[0]
    return Pattern("hidden" if main in others else "unclear", main.stem, main.ten_god)


def preference_of(chart: Chart) -> Preference:
    """Weigh what helps: by balance first, then by climate."""
    weights, strength = chart.element_weights, chart.strength
    own_stem = 100 / (9 if chart.columns.hour else 7)  # the day stem's part of the weights; see `app.bazi.strength`
    group = {number: weights[group_element(chart, number)] for number in range(5)}
    group[COMPANIONS] -= own_stem
    is_strong = strength.support >= EVEN
    if is_strong:
        heaviest = max(COMPANIONS, RESOURCE, key=lambda number: group[number])
        helpful = (OUTPUT, WEALTH) if heaviest == COMPANIONS else (WEALTH, OUTPUT)
        sparing = (COMPANIONS, RESOURCE) if heaviest == COMPANIONS else (RESOURCE, COMPANIONS)
    else:
        heaviest = max(OFFICERS, WEALTH, OUTPUT, key=lambda number: group[number])
        helpful = (COMPANIONS, RESOURCE) if heaviest == WEALTH else (RESOURCE, COMPANIONS)
        sparing = {OFFICERS: (OFFICERS, WEALTH), WEALTH: (WEALTH, OUTPUT), OUTPUT: (OUTPUT, WEALTH)}[heaviest]
    by_balance, spared = _elements(chart, helpful), _elements(chart, sparing)
    helping = by_balance
    climate = _CLIMATES.get(chart.columns.month.branch)
    fits = climate is not None and climate not in spared
    if climate is not None and fits:
        is_known = climate in helping
        others = tuple(element for element in helping if element != climate)
        helping = (climate, *others) if is_known else (*helping, climate)
    return Preference(
        is_strong=is_strong,
        heaviest=heaviest,
        by_balance=by_balance,
        helpful=helping,
        sparing=tuple(element for element in spared if element != climate),
        climate=climate,
        climate_fits=fits,
    )


def outlook_of(transit: TransitPillar, chart: Chart, preference: Preference) -> Outlook:
    """Judge a transit by what its stem and branch do for the day master and by its tie to the day branch."""
    branch, seat = transit.pillar[1], chart.columns.day.branch
    stem_value = preference.value_of(stem_element(transit.pillar[0]))
    branch_value = preference.value_of(branch_element(branch))
    clashes = _is_pair(branch, seat, CLASHES)
    score = stem_value + branch_value - clashes
    tone = Tone.SUPPORTIVE if score > 0 else Tone.DEMANDING if score < 0 else Tone.MIXED
    return Outlook(tone, stem_value, branch_value, clashes, _is_pair(branch, seat, SIX_COMBINATIONS))


def _elements(chart: Chart, groups: Iterable[int]) -> tuple[str, ...]:
    return tuple(group_element(chart, group) for group in groups)


def _is_pair(one: str, other: str, pairs: Iterable[str]) -> bool:
    return any({one, other} == set(pair) for pair in pairs)
