"""What the neighbouring hour pillar would change in a chart: the share of support, the side and what helps."""

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.gods import GROUPS, element_of

EVEN = 0.4
"""The share of support at which the two sides meet, as in the service's judgements."""

_SHARES = {1: (1.0,), 2: (0.7, 0.3), 3: (0.6, 0.3, 0.1)}
"""The service's shares of hidden stems by their number. The demo model knows only the prompt, which states the rule."""


def other_hour(f: Facts) -> str:
    """Return the hour pillar of another reading of the birth time; an empty string without one."""
    if not f.has_hour:
        return ""
    readings = [reading["pillars"]["hour"] for warning in f.chart["warnings"] for reading in warning["readings"]]
    return next((hour for hour in readings if hour and hour != f.columns["hour"].pillar), "")


def weighed(f: Facts, hour: str) -> tuple[float, bool, int]:
    """Return the share of support, whether the chart leans strong, and the group that decides what helps."""
    groups = [0.0] * 5
    hidden = {entry["pillar"][1]: entry["hidden"] for entry in (*f.chart["months"], *f.chart["years"])}
    for name, column in f.columns.items():
        stem, branch = (hour[0], hour[1]) if name == "hour" else (column.stem, column.branch)
        if name != "day":
            groups[_group(f, stem)] += 1
        inside = hidden[branch]
        for char, share in zip(inside, _SHARES[len(inside)], strict=True):
            groups[_group(f, char)] += share * (2 if name == "month" else 1)
    peer, output, wealth, officer, resource = range(5)
    support = (groups[peer] + groups[resource]) / sum(groups)
    side = (peer, resource) if support >= EVEN else (officer, wealth, output)
    return support, support >= EVEN, max(side, key=lambda number: groups[number])


def _group(f: Facts, stem: str) -> int:
    return GROUPS.index(f.group_with(element_of(stem)))
