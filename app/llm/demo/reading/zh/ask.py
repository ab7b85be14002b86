"""The answer to the reader's question in Chinese, and the words for tones that it shares with the summary."""

import re

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.gods import group_of
from app.llm.demo.reading.quote import can_quote, quoted
from app.llm.demo.reading.zh.gods import GROUP_NAMES, THEMES, YEARS
from app.llm.demo.reading.zh.later import DECADES_LATER, YEARS_LATER
from app.llm.demo.reading.zh.times import TONES
from app.llm.demo.reading.zh.view import ends_soon, is_elder, months_with, named, near_year, next_spring, stance
from app.llm.demo.reading.zh.words import HABITS, QUALITIES

DOES = {"good": "宜主动，步子由小到大", "mixed": "宜有进有守", "hard": "宜先守后进"}
ONE = {"good": "{}有助力，备好的事往前推一步", "mixed": "{}有推有拉，挑一件事做实", "hard": "{}宜守，省下力气就是收获"}


def theme_of(f: Facts, decade: Transit) -> str:
    theme = DECADES_LATER[group_of(decade.god)][0].removeprefix("这十年的主调是").rstrip("。")
    return f"它的主题是{theme if is_elder(f) else THEMES[decade.god]}，{DOES[decade.tone]}。"


def question(f: Facts) -> list[Paragraph]:
    judged = f.judged["question"]
    parts = [part for part in re.findall(r"[^。]+。", judged["lean"])]
    words = quoted(f.question)
    is_said = can_quote(f.question)
    opening = (
        f"你问的是：“{words}”{'' if words[-1:] in '。！？!?…' else '。'}"
        if is_said
        else f"你写下的问题，归在“{judged['topic']}”这一类。"
    )
    if not judged["speaks"]:
        return _withheld(f, judged["lean"])
    year, following = f.years
    lean = stance(f)
    months, hard = months_with(f, "good"), months_with(f, "hard")
    return [
        [Must(opening), Must(f"回答是：**{answer(f)}**。{_this_year(f)}")],
        [
            Must(judged["speaks"]),
            _weighed(f),
        ],
        [
            f"从时间上看，{_span(f)}{year.year}年为“{TONES[year.tone]}”，{following.year}年为“{TONES[following.tone]}”。",
            *[part for part in parts[2:]],
        ],
        [
            (f"宜做的月份：{named(months)}。" if months else "近两年没有特别顺的月份，宜把准备做足。"),
            (f"宜缓的月份：{named(hard)}。" if hard else "近两年没有特别费力的月份。"),
        ],
        [Must(parts[1]) if len(parts) > 1 else Must("先把事情分成几步，再定先后。"), _STEP[lean]],
        [
            More(
                f"按性情说，{f.element}为日主的人{QUALITIES[f.element]}，遇到这类事，容易{'先动后想' if f.leans_strong else '先想后等'}，自己心里要有数。"
            ),
            More("拿定之前，把最好和最坏的结果各写一行，两行都能接受，再往前走。"),
        ],
        [
            More("如果情况有变，比如对方先提出条件，或家里另有安排，就以眼前的事实为先，再回头对照这里的说法。"),
            More(
                f"判断的分量以喜忌为准，若你试过之后发现{'、'.join(f.sparing) or '宜少的一行'}反而让你舒展，也请相信自己的经验。"
            ),
        ],
    ]


def _span(f: Facts) -> str:
    return f"{f.decade.pillar}大运为“{TONES[f.decade.tone]}”，" if f.decade else ""


_ANSWERS = {"hold": "先守一守", "steady": "稳步走，小步试", "move": "可以动"}
_JOB = {
    "hold": "先不换，手上的做稳，外面的机会只看不定",
    "steady": "可以看、可以谈，下家定了再辞，不裸辞",
    "move": "可以换，备好了就动",
}


_CLOSE = {
    "hold": "先顾好眼前的相处，大事缓一缓再定",
    "steady": "慢慢走近，话一次说一点，不急着要结果",
    "move": "眼下有助力，想说的话、想做的事可以主动些",
}
_OTHERS = {
    "感情与婚姻": _CLOSE,
    "家人与子女": _CLOSE,
    "身心与起居": {
        "hold": "先减负、先休息，别的缓一缓",
        "steady": "一样一样改起，不求快",
        "move": "想改的习惯现在就可以起头",
    },
}


def answer(f: Facts) -> str:
    lean = stance(f)
    if re.search("换工作|跳槽|辞职|转行", f.question):
        return _JOB[lean]
    return _OTHERS.get(f.judged["question"]["topic"], {}).get(lean) or f"就眼下看，{_ANSWERS[lean]}"


def _this_year(f: Facts) -> str:
    """Answer for the present year if the question names it."""
    if "今年" not in f.question:
        return ""
    if not ends_soon(f):
        return f"今年的走势为“{TONES[f.years[0].tone]}”，{DOES[f.years[0].tone]}。"
    spring = next_spring(f)
    left = [month for month in months_with(f, "good") if month.year == f.years[0].year]
    when = f"其中顺的是{named(left)}，适合谈，不急着定" if left else "当中没有特别顺的月份，宜做准备"
    can_wait = any(month.year == spring.year for month in months_with(f, "good"))
    then = "要紧的一步等走势转顺" if stance(f) == "hold" or not can_wait else f"要紧的一步放在{spring.year}年"
    return f"今年只剩到{spring.year}年{spring.month}月{spring.day}日立春为止的一段，{when}；{then}。"


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
        else "不偏不倚"
    )
    return f"其中{told}，合起来看，这件事{end}。"


_STEP = {
    "hold": "你可以先做的一件事：写下现在手里最不能丢的三样，凡是会动摇它们的，都缓三个月再议。",
    "move": "你可以先做的一件事：选一个最小的动作在两周内做完，看回音，再加码。",
    "steady": "你可以先做的一件事：定一个期限和一条底线，期限内试，碰到底线就停。",
}


def _withheld(f: Facts, lean: str) -> list[Paragraph]:
    habits = "；".join(HABITS[element][0] for element in f.helpful[:2])
    return [
        [Must(lean)],
        [
            Must(f"能谈的一面，从喜忌说起：有助的是{'、'.join(f.helpful)}，宜少的是{'、'.join(f.sparing) or '不多'}。"),
            f"落到日常，可以{habits}。",
        ],
        [
            f"{_span(f)}{f.years[0].year}年为“{TONES[f.years[0].tone]}”，{f.years[1].year}年为“{TONES[f.years[1].tone]}”，{ONE[near_year(f).tone].format(f'{near_year(f).year}年')}。",
            f"明年的基调：{YEARS_LATER[group_of(f.years[1].god)][0] if is_elder(f) else YEARS[f.years[1].god][0]}。",
        ],
        [
            theme_of(f, f.decade).replace("它", "眼下这步大运", 1) if f.decade else "",
            "真正握在你手里的，是作息、用度和与人相处的方式，这三样稳了，心就不悬着。",
        ],
        [
            More("心里若一直放不下这个问题，找一个信得过的人谈一次，或请教专业的人，都比反复问盘有用。"),
            More("把想知道的事换成想做的事，写一条最小的行动，今天就开始。"),
            More("答案不必一次得到，先把这个月过得有规律，再看心里还急不急。"),
        ],
    ]


def placed(f: Facts) -> str:
    """Say in which months the step that was asked about fits."""
    good = months_with(f, "good", 2)
    if not good:
        return "往后的月份没有特别顺的，备好了再动"
    if stance(f) == "hold":
        return f"眼下只做准备，到{named(good[:1])}再看一次"
    if len(good) == 1:
        return f"要紧的一步排在{named(good)}"
    return f"{named(good[:1])}先谈、先试，要紧的一步排在{named(good[1:])}"
