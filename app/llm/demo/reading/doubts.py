"""What other readings of the time of birth change in the chart."""

from collections.abc import Mapping
from typing import Any

from app.llm.demo.reading.facts import PILLARS, Facts

_SHOWN = 3


def changed_by(f: Facts, warning: Mapping[str, Any]) -> list[str]:
    """Return the names of the pillars that the readings of a warning change.

    The readings of an unknown hour do not count: it has no hour pillar that could change.
    """
    if warning["code"] == "unknown_hour":
        return []
    others = [reading["pillars"] for reading in warning["readings"]]
    return [name for name in PILLARS if any(_differs(f, pillars, name) for pillars in others)]


def changed(f: Facts) -> list[str]:
    """Return the names of the pillars that any reading changes, if that is more than the hour."""
    names = {name for warning in f.chart["warnings"] for name in changed_by(f, warning)}
    return [name for name in PILLARS if name in names] if names - {"hour"} else []


def other_readings(f: Facts) -> list[list[str]]:
    """Return the pillars of the readings that change more than the hour, each once, the first few of them."""
    found = [
        [pillar for pillar in reading["pillars"].values() if pillar]
        for warning in f.chart["warnings"]
        if warning["code"] != "unknown_hour"
        for reading in warning["readings"]
        if any(_differs(f, reading["pillars"], name) for name in ("year", "month", "day"))
    ]
    return [pillars for number, pillars in enumerate(found) if pillars not in found[:number]][:_SHOWN]


def weightiest(names: list[str]) -> str:
    """Return the changed pillar on which most depends: the day, then the month, then the year."""
    return next(name for name in ("day", "month", "year", "hour") if name in names)


def _differs(f: Facts, pillars: Mapping[str, str | None], name: str) -> bool:
    other = pillars.get(name)
    return bool(other) and name in f.columns and other != f.columns[name].pillar
