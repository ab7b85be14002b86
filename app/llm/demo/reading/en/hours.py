"""What the neighbouring hour would change in a chart, computed by the rules of the service, in English."""

from dataclasses import dataclass

from app.llm.demo.reading.en.words import ELEMENTS, elements
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.gods import BRANCHES, element_of, god_of
from app.llm.demo.reading.hours import other_hour, weighed

_HIDDEN = dict(
    zip(
        BRANCHES,
        ("癸", "己癸辛", "甲丙戊", "乙", "戊乙癸", "丙庚戊", "丁己", "己丁乙", "庚壬戊", "辛", "戊辛丁", "壬甲"),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class OtherHour:
    """The chart with the neighbouring hour: support in percent, and the ten god of the pattern, empty if unclear."""

    pillar: str
    support: int
    changes_side: bool
    changes_pattern: bool
    pattern_god: str


def what_changes(f: Facts) -> OtherHour | None:
    """Return what another hour that the warnings name would change, if there is one."""
    other = other_hour(f)
    if not other:
        return None
    now, then = weighed(f, f.columns["hour"].pillar), weighed(f, other)
    gods = [_pattern(f, stem) for stem in (f.columns["hour"].stem, other[0])]
    is_fixed = "月刃" in f.judged["pattern"] or "建禄" in f.judged["pattern"]
    return OtherHour(
        other,
        round(100 * then[0]),
        changes_side=now[1] != then[1],
        changes_pattern=not is_fixed and gods[0] != gods[1],
        pattern_god=gods[1],
    )


def told_hour(f: Facts) -> str:
    """Say what changes with the neighbouring hour, after its name; an empty string if there is none."""
    other = what_changes(f)
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


def _pattern(f: Facts, hour_stem: str) -> str:
    """Return the ten god that names the pattern if the hour stem is `hour_stem`; empty if there is no clear one."""
    main = f.columns["month"].hidden[0]
    shown = {f.columns["year"].stem, f.columns["month"].stem, hour_stem}
    others = [hidden.stem for hidden in f.columns["month"].hidden if hidden.element != f.element]
    named = next((stem for stem in others if stem in shown), main.stem if main.stem in others else "")
    return god_of(f.stem, named) if named else ""
