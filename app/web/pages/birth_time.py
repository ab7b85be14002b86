"""The time of birth as the form takes it: to the minute, a double hour, a part of the day, or unknown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.bazi.birth import PARTS
from app.bazi.cycle import BRANCHES
from app.bazi.readings import romanised

KINDS = ("exact", "double_hour", "part", "unknown")
"""How precisely the time is known. Each kind has its own control in the form."""

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9](?:\.[0-9]+)?)?")
_DOUBLE_HOUR = re.compile(f"([{BRANCHES}])[时時]?")
_PART_NAMES = {
    "凌晨": "night",
    "上午": "morning",
    "早上": "morning",
    "下午": "afternoon",
    "晚上": "evening",
    **{part: part for part in PARTS},
}


@dataclass(frozen=True, slots=True)
class BirthTime:
    """A time of birth. `part` is a branch or one of `PARTS`; without it, no `hour` means that the time is unknown."""

    hour: int | None = None
    minute: int = 0
    part: str | None = None


def read_clock_time(typed: str) -> BirthTime | None:
    """Parse a time such as `14:30`. Seconds are ignored. Returns None for anything else."""
    match = _TIME.fullmatch(typed)
    return BirthTime(int(match[1]), int(match[2])) if match else None


def as_other_kind(typed: str) -> dict[str, str]:
    """The fields that a double hour or a part of the day belongs in, if it was typed as the time (`卯时`, `上午`)."""
    if match := _DOUBLE_HOUR.fullmatch(typed):
        return {"time_kind": "double_hour", "double_hour": match[1], "time": ""}
    if part := _PART_NAMES.get(typed.casefold()):
        return {"time_kind": "part", "day_part": part, "time": ""}
    return {}


def double_hour_choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """The double hours with their labels, in their order, beginning with 子."""
    is_english = words["lang"] == "en"
    names = [f"{branch} {romanised(branch)}" if is_english else f"{branch}时" for branch in BRANCHES]
    starts = [(2 * i - 1) % 24 for i in range(len(BRANCHES))]
    return [
        (branch, f"{name} {start:02}:00–{(start + 2) % 24:02}:00")
        for branch, name, start in zip(BRANCHES, names, starts, strict=True)
    ]


def part_choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """The parts of the day with their labels, in their order, beginning at midnight."""
    return [(part, words[f"part_{part}"]) for part in PARTS]
