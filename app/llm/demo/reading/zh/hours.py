"""What the neighbouring hour pillar would change in a chart, in Chinese."""

import re

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.hours import EVEN, weighed
from app.llm.demo.reading.zh.gods import GROUP_NAMES


def what_changes(f: Facts, other: str) -> tuple[str, bool]:
    """Say what changes with another hour pillar, and whether the judgement on strength or on what helps does."""
    now, then = weighed(f, f.columns["hour"].pillar), weighed(f, other)
    inner = {hidden.stem for hidden in f.columns["month"].hidden if hidden.element != f.element}
    stem = f.columns["hour"].stem
    is_fixed = re.search("取(建禄|月刃)格", f.judged["pattern"])
    moves_pattern = not is_fixed and stem != other[0] and bool({stem, other[0]} & inner)
    share = f"生扶约为{then[0]:.0%}" if abs(then[0] - now[0]) >= 0.01 else "生扶的份额不变"
    if now[1] != then[1]:
        change = f"{share}，强弱换到另一边，喜忌都要重看"
    elif now[2] != then[2]:
        change = f"{share}，强弱同在一边，有助与宜少的次序却要改"
    else:
        verdicts = [_verdict(then) for then in (now[0], then[0])]
        change = f"{share}，强弱与喜忌都不变"
        if verdicts[0] != verdicts[1]:
            change = f"{share}，由{verdicts[0]}换到{verdicts[1]}，喜忌不变"
    if moves_pattern:
        change += f"，{'但格局要' if now[1:] == then[1:] else '格局也要'}另取"
    return change, now[1:] != then[1:] or moves_pattern


def _verdict(share: float) -> str:
    """Word a share of support by the rule of the chart: below a third weak, above a half strong."""
    if round(3 * share, 3) < 1:
        return "偏弱"
    return "偏强" if round(2 * share, 3) > 1 else f"中和而略偏{'强' if share >= EVEN else '弱'}"


def only_in_hour(f: Facts) -> str:
    """Name what the question is judged by, if the chart has it in an uncertain hour pillar only."""
    speaks = str(f.judged.get("question", {}).get("speaks", ""))
    groups = [f.group_with(element) for element in dict.fromkeys(re.findall("（([木火土金水])）", speaks))]
    places = {name for group in groups for name in (*f.shown(group), *f.hidden(group))}
    return "、".join(GROUP_NAMES[group] for group in groups if f.presence(group)) if places == {"hour"} else ""
