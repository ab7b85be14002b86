"""What the neighbouring hour pillar would change in a chart: the share of support, the side and what helps."""

import re

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.gods import GROUPS, element_of
from app.llm.demo.reading.zh.gods import GROUP_NAMES

_SHARES = {1: (1.0,), 2: (0.7, 0.3), 3: (0.6, 0.3, 0.1)}
_EVEN = 0.4


def other_hour(f: Facts) -> str:
    """Return the hour pillar of another reading of the birth time; an empty string without one."""
    if not f.has_hour:
        return ""
    readings = [r["pillars"]["hour"] for warning in f.chart["warnings"] for r in warning["readings"]]
    return next((hour for hour in readings if hour and hour != f.columns["hour"].pillar), "")


def what_changes(f: Facts, other: str) -> tuple[str, bool]:
    """Say what changes with another hour pillar, and whether the judgement on strength or on what helps does."""
    now, then = weighed(f, f.columns["hour"].pillar), weighed(f, other)
    inner = {hidden.stem for hidden in f.columns["month"].hidden if hidden.element != f.element}
    stem = f.columns["hour"].stem
    is_fixed = re.search("取(建禄|月刃)格", f.judged["pattern"])
    pattern = "格局也要另取" if not is_fixed and stem != other[0] and {stem, other[0]} & inner else ""
    share = f"生扶约为{then[0]:.0%}" if abs(then[0] - now[0]) >= 0.01 else "生扶的份额不变"
    if now[1] != then[1]:
        change = f"{share}，强弱换到另一边，喜忌都要重看"
    elif now[2] != then[2]:
        change = f"{share}，强弱同在一边，有助与宜少的次序却要改"
    else:
        change = f"{share}，强弱与喜忌都不变"
    return f"{change}{f'，{pattern}' if pattern else ''}", now[1:] != then[1:] or bool(pattern)


def only_in_hour(f: Facts) -> str:
    """Name what the question is judged by, if the chart has it in an uncertain hour pillar only."""
    speaks = str(f.judged.get("question", {}).get("speaks", ""))
    groups = [f.group_with(element) for element in dict.fromkeys(re.findall("（([木火土金水])）", speaks))]
    places = {name for group in groups for name in (*f.shown(group), *f.hidden(group))}
    return "、".join(GROUP_NAMES[group] for group in groups if f.presence(group)) if places == {"hour"} else ""


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
    side = (peer, resource) if support >= _EVEN else (officer, wealth, output)
    return support, support >= _EVEN, max(side, key=lambda number: groups[number])


def _group(f: Facts, stem: str) -> int:
    return GROUPS.index(f.group_with(element_of(stem)))
