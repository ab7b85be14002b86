"""What the neighbouring hour would change in a chart, computed by the rules of the service, in English."""

from dataclasses import dataclass

from app.bazi.strength import SHARES
from app.llm.demo.reading.en.words import ELEMENTS, elements
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.gods import BRANCHES, element_of, god_of

_HIDDEN = dict(
    zip(
        BRANCHES,
        ("癸", "己癸辛", "甲丙戊", "乙", "戊乙癸", "丙庚戊", "丁己", "己丁乙", "庚壬戊", "辛", "戊辛丁", "壬甲"),
        strict=True,
    )
)
_WEIGHT = 8
"""Three stems and four branches without the day stem, the month branch counting double."""
_EVEN = 40


@dataclass(frozen=True, slots=True)
class OtherHour:
    """The chart with the neighbouring hour: support in percent, and the ten god of the pattern, empty if unclear."""

    pillar: str
    support: int
    changes_side: bool
    changes_pattern: bool
    pattern_god: str


def other_hour(f: Facts) -> OtherHour | None:
    """Return what another hour that the warnings name would change, if there is one."""
    if not f.has_hour:
        return None
    now = f.columns["hour"].pillar
    readings = [reading["pillars"]["hour"] for warning in f.chart["warnings"] for reading in warning["readings"]]
    other = next((hour for hour in readings if hour and hour != now), "")
    if not other:
        return None
    share = 100 * f.chart["strength"]["support"]
    support = share + 100 * (_supported(f, other) - _supported(f, now)) / _WEIGHT
    gods = [_pattern(f, pillar[0]) for pillar in (now, other)]
    is_fixed = "月刃" in f.judged["pattern"] or "建禄" in f.judged["pattern"]
    return OtherHour(
        other,
        round(support),
        changes_side=(share >= _EVEN) != (support >= _EVEN),
        changes_pattern=not is_fixed and gods[0] != gods[1],
        pattern_god=gods[1],
    )


def told_hour(f: Facts) -> str:
    """Say what changes with the neighbouring hour, after its name; an empty string if there is none."""
    other = other_hour(f)
    if other is None:
        return ""
    is_strong = f.leans_strong
    turned = [f.element_of(group) for group in (("resource", "peer") if is_strong else ("output", "wealth"))]
    side = (
        f"on the other side of 40%, so that {elements(turned)}, which {'feed and share' if is_strong else 'spend'} your strength, would tend to help instead"
        if other.changes_side
        else "on the same side of 40%, so what helps would stay the same"
    )
    pattern = (
        "the pattern would stay as it is"
        if not other.changes_pattern
        else f"the pattern would be <{other.pattern_god}>"
        if other.pattern_god
        else "no clear pattern would be left"
    )
    return f"with <{other.pillar}> support would be about {other.support}%, {side}, and {pattern}; {_place_of_children(f, other)}"


def _place_of_children(f: Facts, other: OtherHour) -> str:
    """Say what the other hour would change in the place of children and later plans, and among the elements."""
    now, stems = f.columns["hour"], _HIDDEN[other.pillar[1]]
    god, seat = god_of(f.stem, other.pillar[0]), god_of(f.stem, stems[0])
    told = f"in the place of children and later plans, <{god}> over <{seat}> would take the place of <{now.god}> over <{now.hidden[0].god}>"
    rest = {f.element, *(element_of(c.stem) for c in f.columns.values() if c is not now)}
    rest |= {hidden.element for c in f.columns.values() if c is not now for hidden in c.hidden}
    here = {element_of(now.stem), *(hidden.element for hidden in now.hidden)}
    there = {element_of(stem) for stem in other.pillar[0] + stems}
    if lost := [element for element in ELEMENTS if element in here - rest - there]:
        told += f", and {elements(lost)} would be missing"
    if gained := [element for element in ELEMENTS if element in there - rest - here]:
        told += f", and {elements(gained)}, which the chart lacks, would come in"
    return told


def _supported(f: Facts, pillar: str) -> float:
    """Return how much of an hour pillar supports the day master."""
    supports = f.element, f.element_of("resource")
    stems = _HIDDEN[pillar[1]]
    inside = sum(share for stem, share in zip(stems, SHARES[len(stems)], strict=True) if element_of(stem) in supports)
    return inside + (element_of(pillar[0]) in supports)


def _pattern(f: Facts, hour_stem: str) -> str:
    """Return the ten god that names the pattern if the hour stem is `hour_stem`; empty if there is no clear one."""
    main = f.columns["month"].hidden[0]
    shown = {f.columns["year"].stem, f.columns["month"].stem, hour_stem}
    others = [hidden.stem for hidden in f.columns["month"].hidden if hidden.element != f.element]
    named = next((stem for stem in others if stem in shown), main.stem if main.stem in others else "")
    return god_of(f.stem, named) if named else ""
