"""What the demo model knows of a chart: the facts of the prompt's chart, arranged for writing, and its judgements."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.llm.demo.reading.gods import ELEMENTS, GROUPS, after, element_of, god_of, group_of

PILLARS = ("year", "month", "day", "hour")


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
    dates: str = ""
    is_current: bool = False

    @property
    def stem(self) -> str:
        return self.pillar[0]

    @property
    def branch(self) -> str:
        return self.pillar[1]


_TONES = {"顺": "good", "平": "mixed", "逆": "hard", "supportive": "good", "mixed": "mixed", "demanding": "hard"}


@dataclass(frozen=True)
class Facts:
    """A chart with the judgements on it. Raises KeyError, TypeError or ValueError if a prompt's data is not complete.

    `judged` is the block of judgements as it stands in the prompt, whose sentences are printed as they are.
    """

    chart: Mapping[str, Any]
    judged: Mapping[str, Any]
    person: Mapping[str, str]

    @cached_property
    def stem(self) -> str:
        return str(self.chart["pillars"]["day"][0])

    @cached_property
    def element(self) -> str:
        return element_of(self.stem)

    @cached_property
    def columns(self) -> dict[str, Column]:
        return {
            name: Column(
                name=name,
                pillar=column["stem"] + column["branch"],
                god=column["ten_god"],
                hidden=tuple(Hidden(stem["stem"], stem["element"], stem["ten_god"]) for stem in column["hidden"]),
                na_yin=column["na_yin"],
                stage=column["life_stage"],
                is_void=column["is_void"],
                stars=tuple(column["stars"]),
            )
            for name in PILLARS
            if (column := self.chart["columns"][name])
        }

    @cached_property
    def has_hour(self) -> bool:
        return "hour" in self.columns

    @cached_property
    def weights(self) -> dict[str, float]:
        return {element: float(self.chart["element_weights"][element]) for element in ELEMENTS}

    @cached_property
    def heaviest(self) -> str:
        return max(ELEMENTS, key=lambda element: self.weights[element])

    @cached_property
    def lightest(self) -> str:
        return min(ELEMENTS, key=lambda element: self.weights[element])

    def element_of(self, group: str) -> str:
        return after(self.element, GROUPS.index(group))

    def group_with(self, element: str) -> str:
        return GROUPS[(ELEMENTS.index(element) - ELEMENTS.index(self.element)) % 5]

    def shown(self, group: str) -> list[str]:
        """Return the pillars whose stems are of this group, apart from the day."""
        return [n for n, column in self.columns.items() if n != "day" and group_of(column.god) == group]

    def hidden(self, group: str) -> list[str]:
        """Return the pillars whose branches hide this group."""
        return [n for n, column in self.columns.items() if any(group_of(stem.god) == group for stem in column.hidden)]

    def presence(self, group: str) -> int:
        """Return 2 if the group shows in a stem, 1 if it is only hidden, 0 if it is missing."""
        return 2 if self.shown(group) else 1 if self.hidden(group) else 0

    @cached_property
    def helpful(self) -> tuple[str, ...]:
        return tuple(element for element in self.judged["helpful"] if element in ELEMENTS)

    @cached_property
    def sparing(self) -> tuple[str, ...]:
        return tuple(element for element in self.judged["sparing"] if element in ELEMENTS)

    def value(self, group: str) -> int:
        """Return 1 for a helpful group, -1 for one better in small measure, else 0."""
        element = self.element_of(group)
        return (element in self.helpful) - (element in self.sparing)

    @cached_property
    def leans_strong(self) -> bool:
        """Whether the day master's own element is among those better in small measure."""
        return self.element in self.sparing

    @cached_property
    def birth_year(self) -> int:
        return int(str(self.chart["civil_time"])[:4])

    @cached_property
    def age(self) -> int:
        born, today = str(self.chart["civil_time"])[:10], str(self.chart["as_of"])
        return max(0, int(today[:4]) - int(born[:4]) - (today[5:] < born[5:]))

    @cached_property
    def is_minor(self) -> bool:
        return self.age < 18

    @cached_property
    def is_small(self) -> bool:
        return self.age < 6

    @cached_property
    def question(self) -> str:
        return str(self.person.get("question", ""))

    @cached_property
    def decades(self) -> list[Transit]:
        entries = self.chart["luck"]["decades"]
        present = self.judged["decade"].get("pillar")
        tones = {judged["pillar"]: _tone(judged) for judged in self.judged.get("decades", ())}
        if present:
            tones[present] = _tone(self.judged["decade"])
        return [
            self._transit(
                entry,
                tone=tones.get(entry["pillar"], ""),
                year=entry["from_year"],
                age=entry["from_age"],
                start=entry["from_date"],
                is_current=entry["pillar"] == present,
            )
            for entry in entries
        ]

    @cached_property
    def decade(self) -> Transit | None:
        return next((decade for decade in self.decades if decade.is_current), None)

    @cached_property
    def next_decade(self) -> Transit | None:
        """The decade after the present one; None in the last, and after it."""
        if self.decade is not None:
            number = self.decades.index(self.decade) + 1
            return self.decades[number] if number < len(self.decades) else None
        return self.decades[0] if self.is_before_luck else None

    @cached_property
    def is_before_luck(self) -> bool:
        return bool(self.chart["as_of"] < self.chart["luck"]["start_date"])

    @cached_property
    def years(self) -> list[Transit]:
        by_year = {entry["year"]: entry for entry in self.chart["years"]}
        return [
            self._transit(by_year[judged["year"]], tone=_tone(judged), year=judged["year"])
            for judged in self.judged["years"]
        ]

    @cached_property
    def later_years(self) -> list[Transit]:
        """The judged years after the next one."""
        by_year = {entry["year"]: entry for entry in self.chart["years"]}
        return [
            self._transit(by_year[judged["year"]], tone=_tone(judged), year=judged["year"])
            for judged in self.judged.get("later_years", ())
            if judged["year"] in by_year
        ]

    @cached_property
    def months(self) -> list[Transit]:
        return [
            self._transit(
                entry,
                tone=_tone(judged),
                year=entry["year"],
                month=entry["month"],
                start=entry["from_date"],
                dates=judged["dates"],
                is_current=entry["is_current"],
            )
            for entry, judged in zip(self.chart["months"], self.judged["months"], strict=True)
        ]

    def _transit(
        self,
        entry: Mapping[str, Any],
        *,
        tone: str,
        year: int,
        month: int = 0,
        age: int = 0,
        start: str = "",
        dates: str = "",
        is_current: bool = False,
    ) -> Transit:
        main = entry["hidden"][0]
        element = [element_of(entry["pillar"][0]), element_of(main)]
        value = sum((e in self.helpful) - (e in self.sparing) for e in element)
        return Transit(
            pillar=entry["pillar"],
            god=entry["ten_god"],
            seat=god_of(self.stem, main),
            is_void=entry["is_void"],
            ties=tuple(_tie(text) for text in entry["ties"]),
            tone=tone or ("good" if value > 0 else "hard" if value < 0 else "mixed"),
            year=year,
            month=month,
            age=age,
            start=start,
            dates=dates,
            is_current=is_current,
        )


def _tone(judged: Mapping[str, Any]) -> str:
    return _TONES.get(judged["tone"], "")


def _tie(text: str) -> Tie:
    kind, _, rest = text.partition(" ")
    parts, _, places = rest.partition("（")
    names = dict(zip("年月日时", PILLARS, strict=True))
    return Tie(kind, parts, tuple(names[char] for char in places if char in names))
