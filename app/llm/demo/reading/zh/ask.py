"""The answer to the reader's question in Chinese, and what it shares with the summary."""

import re

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.gods import group_of
from app.llm.demo.reading.quote import can_quote, quoted
from app.llm.demo.reading.when import asked, asked_months, decade_change, easy_months, months_with
from app.llm.demo.reading.zh.answers import DOES, TONES, answer, plan, this_year
from app.llm.demo.reading.zh.aside import aside
from app.llm.demo.reading.zh.childhood import THEMES_YOUNG
from app.llm.demo.reading.zh.gods import GROUP_NAMES, THEMES
from app.llm.demo.reading.zh.home import TOO
from app.llm.demo.reading.zh.later import DECADES_LATER
from app.llm.demo.reading.zh.view import changes, is_elder, named, stance, voids
from app.llm.demo.reading.zh.words import HABITS, QUALITIES

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
        [Must(f"{told}{voids(f, told, but=later)}")] if (told := asked(f)) else [],
        [
            Must(judged["speaks"]),
            _weighed(f),
        ],
        [Must(_care(f))] if is_care else [],
        [
            f"从时间上看，{_span(f)}{year.year}年为“{TONES[year.tone]}”，{following.year}年为“{TONES[following.tone]}”。",
            *([Must(f"{later}{void}")] if (void := voids(f, later)) else [later]),
        ],
        _months(f),
        [
            Must(parts[1]) if len(parts) > 1 else Must("先把事情分成几步，再定先后。"),
            _step(f),
        ],
        [
            More(
                f"按性情说，{f.element}为日主的人{QUALITIES[f.element]}，遇到这类事，容易{'先动后想' if f.leans_strong else '先想后等'}，自己心里要有数。"
            ),
            *([] if is_care else [More("拿定之前，把最好和最坏的结果各写一行，两行都能接受，再往前走。")]),
        ],
        [
            More("如果情况有变，就以眼前的事实为先，再回头对照这里的说法。"),
            More(
                f"判断的分量以喜忌为准，若你试过之后发现{'、'.join(f.sparing) or '宜少的一行'}反而让你舒展，也请相信自己的经验。"
            ),
        ],
    ]


def _span(f: Facts) -> str:
    now = f"{f.decade.pillar}大运为“{TONES[f.decade.tone]}”，" if f.decade else ""
    change, after = decade_change(f), f.next_decade
    if change is None or after is None:
        return now
    return f"{now}{changes(f)}起的{after.pillar}大运为“{TONES[after.tone]}”，"


def _months(f: Facts) -> Paragraph:
    """Name the months of the plan with others that are as easy, and those that are hard."""
    planned, hard, wanted = plan(f), months_with(f, "hard"), asked_months(f)
    if wanted:
        hard = [month for month in months_with(f, "hard", 24) if month.start[:4] == wanted[0].start[:4]][:3]
    told = {month.start: month for month in (*planned.talk, *easy_months(f))}
    others = list(told.values())[: 3 - (planned.step is not None)]
    easy = sorted({m.start: m for m in (*others, *filter(None, [planned.step]))}.values(), key=lambda m: m.start)
    easy = wanted or easy
    use = (
        "较顺的月份（只宜准备，不必急着定）"
        if stance(f) == "hold" and f.judged["question"]["topic"] != "身心与起居"
        else "较顺的月份"
        if f.judged["question"]["topic"] in ("感情与婚姻", "身心与起居")
        else "宜做的月份"
    )
    return [
        f"{use}：{named(easy)}。" if easy else "近两年没有特别顺的月份，宜把准备做足。",
        f"宜缓的月份：{named(hard)}。" if hard else "近两年没有特别费力的月份。",
    ]


def _weighed(f: Facts) -> str:
    """Say whether what speaks to the question helps the day master."""
    elements = dict.fromkeys(re.findall("（([木火土金水])）", f.judged["question"]["speaks"]))
    words = {1: "有助", 0: "不喜不忌", -1: "宜少"}
    values = [(e in f.helpful) - (e in f.sparing) for e in elements]
    told = "，".join(
        f"{GROUP_NAMES[f.group_with(e)]}{e}{words[value]}" for e, value in zip(elements, values, strict=True)
    )
    end = (
        "有推有拉"
        if min(values) < 0 < max(values)
        else "多半省力"
        if max(values) > 0
        else "会费些力"
        if min(values) < 0
        else "不偏不倚，多看自己怎样做"
    )
    return f"其中{told}，{'合起来看，' if len(values) > 1 else ''}这件事{end}。"


def _care(f: Facts) -> str:
    more = f"可以多的一样，{HABITS[f.helpful[0]][0]}；" if f.helpful else ""
    less = f"可以少的一样，是{TOO[f.sparing[0]]}；" if f.sparing else ""
    return f"落到起居上，{more}{less}其余见“起居与调养”一节。"


def _step(f: Facts) -> str:
    topic = f.judged["question"]["topic"]
    steps = {"感情与婚姻": _LOVE_STEP, "迁居与出行": _MOVE_STEP}.get(topic, _STEP)
    return _STEP["care"] if topic == "身心与起居" else steps[stance(f)]


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
    "hold": "你可以先做的一件事：写下现在手里最不能丢的三样，凡是会动摇它们的，都缓三个月再议。",
    "move": "你可以先做的一件事：选一个最小的动作在两周内做完，看回音，再加码。",
    "steady": "你可以先做的一件事：定一个期限和一条底线，期限内试，碰到底线就停。",
}
