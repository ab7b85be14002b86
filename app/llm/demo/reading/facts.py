"""What the demo model knows of a chart: the facts of the prompt's chart, arranged for writing, and its judgements."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.bazi.cycle import BRANCHES, ELEMENTS, STEMS

PILLARS = ("year", "month", "day", "hour")
GROUPS = ("peer", "output", "wealth", "officer", "resource")
"""The ten gods in pairs, in the order of the elements after the day master's own."""
_GROUP_OF = {
    **dict.fromkeys(("比肩", "劫财"), "peer"),
    **dict.fromkeys(("食神", "伤官"), "output"),
    **dict.fromkeys(("偏财", "正财"), "wealth"),
    **dict.fromkeys(("七杀", "正官"), "officer"),
    **dict.fromkeys(("偏印", "正印"), "resource"),
}


def group_of(god: str) -> str:
    return _GROUP_OF[god]


def element_of(stem: str) -> str:
    return ELEMENTS[STEMS.index(stem) // 2]


def after(element: str, steps: int) -> str:
    """Return the element that comes `steps` later in the generating cycle."""
    return ELEMENTS[(ELEMENTS.index(element) + steps) % 5]


def god_of(day: str, stem: str) -> str:
    """Return the ten god of a stem for a day stem."""
    steps = (STEMS.index(stem) // 2 - STEMS.index(day) // 2) % 5
    is_same = STEMS.index(stem) % 2 == STEMS.index(day) % 2
    pairs = (("比肩", "劫财"), ("食神", "伤官"), ("偏财", "正财"), ("七杀", "正官"), ("偏印", "正印"))
    return pairs[steps][0 if is_same else 1]


@dataclass(frozen=True, slots=True)
class Hidden:
    stem: str
    element: str
    god: str


@dataclass(frozen=True, slots=True)
class Column:
    """One of the four pillars. `god` is the ten god of its stem, `日主` for the day."""

    name: str
    pillar: str
    god: str
    hidden: tuple[Hidden, ...]
    na_yin: str
    stage: str
    is_void: bool
    stars: tuple[str, ...]

    @property
    def stem(self) -> str:
        return self.pillar[0]

    @property
    def branch(self) -> str:
        return self.pillar[1]


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation of a transit's pillar to pillars of the chart: `六冲 丑未（日）`."""

    kind: str
    parts: str
    pillars: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transit:
    """A decade, a year or a month. `tone` is the judgement on it: `good`, `mixed` or `hard`.

    `seat` is the ten god of the branch's main hidden stem. `month` is 0 except for a month, `age` 0 for one.
    """

    pillar: str
    god: str
    seat: str
    is_void: bool
    ties: tuple[Tie, ...]
    tone: str
    year: int
    month: int = 0
    age: int = 0
    start: str = ""
    end: str = ""
    term: str = ""
    is_current: bool = False

    @property
    def stem(self) -> str:
        return self.pillar[0]

    @property
    def branch(self) -> str:
        return self.pillar[1]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the prompt says was decided before the report was begun."""

    strength: str
    pattern: str
    helpful: tuple[str, ...]
    unhelpful: tuple[str, ...]
    topic: str
    lean: str
