"""The answer to the reader's question in Chinese, and what it shares with the summary."""

import re
from typing import Any

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.gods import group_of
from app.llm.demo.reading.hours import other_hour
from app.llm.demo.reading.quote import can_quote, quoted
from app.llm.demo.reading.when import asked, asked_months, asked_years, decade_change, months_with
from app.llm.demo.reading.zh import nature
from app.llm.demo.reading.zh.answers import DOES, TONES, answer, plan, runs, suited, this_year
from app.llm.demo.reading.zh.aside import aside
from app.llm.demo.reading.zh.care import TOO
from app.llm.demo.reading.zh.childhood import THEMES_YOUNG
from app.llm.demo.reading.zh.forms import STEPS as STEPS_BY_KIND
from app.llm.demo.reading.zh.forms import kind, names_a_child
from app.llm.demo.reading.zh.gods import GROUP_NAMES, THEMES
from app.llm.demo.reading.zh.hours import only_in_hour
from app.llm.demo.reading.zh.later import DECADES_LATER
from app.llm.demo.reading.zh.second import second_full, second_topic, told
from app.llm.demo.reading.zh.soon import is_short, next_start
from app.llm.demo.reading.zh.ties import BONDS, LIVES, PLACES
from app.llm.demo.reading.zh.view import changes, is_elder, named, spans, stance, voids
from app.llm.demo.reading.zh.words import HABITS, where

ONE = {"good": "{}有助力，备好的事往前推一步", "mixed": "{}有推有拉，挑一件事做实", "hard": "{}宜守，省下力气就是收获"}


def theme_of(f: Facts, decade: Transit) -> str:
    group = group_of(decade.god)
    theme = THEMES[decade.god]
    if is_elder(f):
        theme = DECADES_LATER[group][0].removeprefix("这十年的主调是").rstrip("。")
    elif f.is_minor and decade.age < 9:
        theme = THEMES_YOUNG[group]
    return f"它的主题是{theme}，{DOES[decade.tone]}。"


def question(f: Facts) -> list[Paragraph]:
    judged = f.judged["question"]
    parts = re.findall(r"[^。]+。", judged["lean"])
    words = quoted(f.question)
    is_said = can_quote(f.question)
    opening = (
        f"你问的是：“{words}”{'' if words[-1:] in '。！？!?…' else '。'}"
        if is_said
        else "你写下的话这里不照录，只答大意。"
        if judged["topic"] == "所问之事"
        else f"你写下的问题，归在“{judged['topic']}”这一类。"
    )
    if not judged["speaks"]:
        return aside(f)
    year, following = f.years
    later = "".join(parts[2:])
    is_care = judged["topic"] == "身心与起居"
    return [
        [Must(opening), Must(f"回答是：**{answer(f)}**。{this_year(f)}")],
        [Must(f"{when}{voids(f, when, but=later)}")] if (when := asked(f)) else [],
        [Must(f"这件事看{told(judged['speaks'])}"), (Must if second_topic(f) else str)(weighed(f)), *palace(f)],
        [Must(f"{star}只在时柱，时辰若有出入，这一问的回答也要重看。")]
        if other_hour(f) and (star := only_in_hour(f))
        else [],
        [Must(second_full(f))] if second_topic(f) else [],
        [Must(child(f))] if names_a_child(f) and not f.is_minor else [],
        [Must(daily_care(f))] if is_care else [],
        [
            (Must if decade_change(f) and not _is_full(f) else str)(
                f"从时间上看，{_span(f)}{year.year}年为“{TONES[year.tone]}”，{following.year}年为“{TONES[following.tone]}”。"
            ),
            "" if asked(f) else str(runs(f)) if is_care or decade_change(f) else Must(runs(f)),
            *([Must(f"{later}{void}")] if (void := _voids(f, later)) or asked(f) else [later]),
        ],
        _months(f),
        [
            Must(first_step(f)),
            parts[1] if len(parts) > 1 else "先把事情分成几步，再定先后。",
        ],
        [
            More(_manner(f)),
            *([] if is_care else [More("拿定之前，把最好和最坏的结果各写一行，两行都能接受，再往前走。")]),
        ],
        [
            More(
                f"判断的分量以喜忌为准，若你试过之后发现{'、'.join(f.sparing) or '宜少的一行'}反而让你舒展，也请相信自己的经验。"
            ),
        ],
    ]


def _is_full(f: Facts) -> bool:
    """Whether there is more to speak of than one matter, so that the rest is told shortly."""
    return bool(second_topic(f)) or kind(f) == "child"


def _voids(f: Facts, years: str) -> str:
    """Say which of the best years are void, shortly beside a second matter."""
    told = voids(f, years)
    return told.replace("，先落到实处再往前走", "") if _is_full(f) else told


def _manner(f: Facts) -> str:
    """Say how the reader tends to go about the question, in keeping with the passage on temperament."""
    return f"{f.stem}{f.element}的人{nature.quality(f, f.element)}，遇到这类事，{nature.manner(f)}，自己心里要有数。"


def palace(f: Facts) -> Paragraph:
    """Say what ties the pillars of the matter have in the chart, and which ten god sits there."""
    speaks = f.judged["question"]["speaks"].rpartition("宫位看")[2]
    names = [name for name, word in PLACES.items() if word in speaks and name in f.columns]
    lines: list[str] = []
    for name in names[:1]:
        column = f.columns[name]
        seat = column.hidden[0].god
        ties = [r for r in f.chart["relations"] if name in r["pillars"]]
        ties.sort(key=lambda r: (r["kind"] not in ("六冲", "伏吟"), "day" not in r["pillars"]))
        void = f"{column.branch}逢空亡，来得慢些；" if column.is_void else ""
        base = f"{PLACES[name]}地支{column.branch}以{seat}为主，主{THEMES[seat]}；{void}"
        if not ties:
            lines.append(More(f"{base}它与别的柱没有合冲刑害，少有外力来推。"))
            continue
        first = ties[0]
        others = "、".join(PLACES[other] for other in first["pillars"] if other != name) or PLACES[name]
        lines.append(
            (Must if first["kind"] == "六冲" and not _is_full(f) else str)(
                f"{base}与{others}有{first['parts']}{first['kind']}，{_touch(f, first)}。"
            )
        )
    return lines


def _touch(f: Facts, relation: dict[str, Any]) -> str:
    """Say which sides of life a relation of the matter's pillar ties together."""
    sides = "和".join(dict.fromkeys(LIVES[name][1] for name in relation["pillars"]))
    return f"{sides}连在一起，{'有事好商量' if relation['kind'] in BONDS else '一头有变动，另一头也要跟着调'}"


def child(f: Facts) -> str:
    """Say where the star and the seat of children stand."""
    group = "output" if f.chart["gender"] == "female" else "officer"
    star = f"{GROUP_NAMES[group]}（{f.element_of(group)}）"
    hour = f.columns.get("hour")
    seat = (
        f"子女的位置在时柱{hour.pillar}，地支以{hour.hidden[0].god}为主"
        if hour
        else "子女的位置在时柱，时辰未详，这一处不作数"
    )
    place = "" if f"（{f.element_of(group)}）" in f.judged["question"]["speaks"] else f"{where(f, group)}，"
    return f"子女看{star}，{place}{_CHILDREN.get(kind(f), _CHILD_AT_HEART)[f.value(group)]}；{seat}。"


_CHILD_AT_HEART = {
    1: "属于有助的一行，多和孩子在一起，你也得力",
    0: "不在喜忌之列，亲疏由相处来定",
    -1: "属于宜少的一行，关心点到为止，少催一句反而好",
}
_CHILD = {
    1: "属于有助的一行，离得近些，彼此都得力",
    0: "不在喜忌之列，远近由相处来定",
    -1: "属于宜少的一行，常来往、留距离更省力",
}

_TO_COME = {
    1: "属于有助的一行，家里添一个孩子，多半也是添力",
    0: "不在喜忌之列，早些晚些看两个人的准备",
    -1: "属于宜少的一行，养育费神，帮手先找好",
}
_CHILDREN = {"living": _CHILD, "child": _TO_COME}


def _span(f: Facts) -> str:
    now = f"{f.decade.pillar}大运为“{TONES[f.decade.tone]}”，" if f.decade else ""
    change, after = decade_change(f), f.next_decade
    if change is None or after is None:
        return now
    return f"{now}{changes(f)}起的{after.pillar}大运为“{TONES[after.tone]}”，"


def _months(f: Facts) -> Paragraph:
    """Name the months of the plan with others that are as easy, and all those that are hard."""
    planned, hard, wanted = plan(f), months_with(f, "hard", 24), asked_months(f)
    if wanted:
        hard = [month for month in hard if month.start[:4] == wanted[0].start[:4]]
    found = {month.start: month for month in (*planned.talk, *suited(f))}
    others = list(found.values())[: 3 - (planned.step is not None)]
    easy = sorted({m.start: m for m in (*others, *filter(None, [planned.step]))}.values(), key=lambda m: m.start)
    more = [m for m in months_with(f, "good", 24) if m not in easy and not is_short(f, m)]
    is_brief = not (names_a_child(f) or second_topic(f) or decade_change(f) or stance(f) == "hold")
    rest = f"；{'、'.join(m.pillar for m in more)}月也顺" if more and easy and is_brief else ""
    use = (
        _HELD.get(f.judged["question"]["topic"], "较顺的月份（日常的事可以主动，问到的这件只看、只谈）")
        if stance(f) == "hold" and f.judged["question"]["topic"] != "身心与起居"
        else "较顺的月份"
        if f.judged["question"]["topic"] in ("感情与婚姻", "身心与起居")
        else "宜做的月份"
    )
    return [
        ""
        if wanted
        else Must(
            f"{use}：{'以' if rest else ''}{named(easy)}{'为先' if rest else '等' if more else ''}{rest}。"
            if easy
            else "近两年没有特别顺的月份，宜把准备做足。"
        ),
        Must(f"宜缓的月份：{_hard_months(f, hard)}。" if hard else "近两年没有特别费力的月份。"),
    ]


def _hard_months(f: Facts, months: list[Transit]) -> str:
    """Name demanding months; without dates if there is more to speak of: a second matter, or a child to come."""
    if not _is_full(f):
        return spans(months)
    return f"{re.sub('月（[^）]*）', '', spans(months))}月（日期见“今明两年”）"


_HELD = {
    "感情与婚姻": "较顺的月份（可以多来往，不急着定）",
    "家人与子女": "较顺的月份（宜把话说开，大的安排先不定）",
}
"""The months for a reader who is to wait, by topic."""


def weighed(f: Facts) -> str:
    """Say whether what speaks to the question helps the day master, and whether the chart has it."""
    elements = list(dict.fromkeys(re.findall("（([木火土金水])）", f.judged["question"]["speaks"])))
    words = {1: "有助", 0: "不喜不忌", -1: "宜少"}
    groups = {e: f.group_with(e) for e in elements}
    values = [f.value(groups[e]) if f.presence(groups[e]) or f.value(groups[e]) < 0 else 0 for e in elements]
    stars = "，".join(
        f"{GROUP_NAMES[groups[e]]}{e}{words[f.value(groups[e])]}"
        + ("，却要从外面去找" if f.value(groups[e]) > 0 and not f.presence(groups[e]) else "")
        for e in elements
    )
    tones = [tone for _, tone in asked_years(f)]
    is_hard_time = tones.count("hard") * 2 > len(tones)
    end = (
        "有推有拉"
        if min(values) < 0 < max(values)
        else (
            "底子上不算难，难处在时候未到"
            if stance(f) == "hold"
            else "多半省力"
            if stance(f) == "move"
            else "星上有扶，难处在所问的年份费力，步子宜小"
            if is_hard_time
            else "底子不算难，步子仍宜小"
        )
        if max(values) > 0
        else "底子上要多费些心，只是时运有助力，可以起头"
        if min(values) < 0 and stance(f) == "move"
        else "会费些力"
        if min(values) < 0
        else "轻重多看自己怎样做"
    )
    return f"其中{stars}，{'合起来看，' if len(values) > 1 else ''}这件事{end}。"


def daily_care(f: Facts) -> str:
    more = f"可以多的一样，{HABITS[f.helpful[0]][0]}；" if f.helpful else ""
    less = f"可以少的一样，是{TOO[f.sparing[0]]}；" if f.sparing else ""
    return f"落到起居上，{more}{less}其余见“起居与调养”一节。"


def first_step(f: Facts) -> str:
    topic = f.judged["question"]["topic"]
    if (what := kind(f)) in STEPS_BY_KIND:
        return _in_time(f, STEPS_BY_KIND[what][stance(f)])
    steps = {"家人与子女": _FAMILY_STEP, "感情与婚姻": _LOVE_STEP, "迁居与出行": _MOVE_STEP}.get(topic, _STEP)
    return _STEP["care"] if topic == "身心与起居" else _in_time(f, steps[stance(f)])


def _in_time(f: Facts, step: str) -> str:
    """Put a step that begins something new into a time when new things may begin."""
    start = next_start(f) if stance(f) != "hold" and kind(f) != "exam" else ""
    return step.replace("你可以先做的一件事：", f"眼下的月份宜缓，{start}可以先做的一件事：") if start else step


_FAMILY_STEP = {
    "hold": "你可以先做的一件事：把想说的话写成三句，先说自己怎样想，不评对方，过了这一阵再谈安排。",
    "move": "你可以先做的一件事：约一顿饭，把要商量的一件事说清楚，当场定下谁来做。",
    "steady": "你可以先做的一件事：每周固定一个时间通话或见面，先听，再说一件自己的事。",
}
_LOVE_STEP = {
    "hold": "你可以先做的一件事：把眼前的朋友和家人照顾好，要定下来的话留到顺一些的年份再说。",
    "move": "你可以先做的一件事：把自己期待的样子说给身边的人听，有人介绍、有人邀约，就去见一见。",
    "steady": "你可以先做的一件事：挑一个固定的场合与人来往，坚持三个月，熟了再谈别的。",
}
_MOVE_STEP = {
    "hold": "你可以先做的一件事：把想搬的理由写成三条，半年后再看还剩几条。",
    "move": "你可以先做的一件事：定一个日子先去看一趟，把住处、开销、往来的人各记一行。",
    "steady": "你可以先做的一件事：先去住上一两周，把住处、开销、往来的人各记一行，再说长住。",
}
_STEP = {
    "care": "你可以先做的一件事：挑最容易的一样改起，连着做三周，再添第二样。",
    "hold": "你可以先做的一件事：把所问的事写成一行，下面列出还缺的三样条件，每凑齐一样划掉一样，凑齐以前不定。",
    "move": "你可以先做的一件事：选一个最小的动作在两周内做完，看回音，再加码。",
    "steady": "你可以先做的一件事：定一个期限和一条底线，期限内试，碰到底线就停。",
}
