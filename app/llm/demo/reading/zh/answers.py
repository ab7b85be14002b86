"""Short answers to the reader's question in Chinese, the same in the summary, the answer and the advice."""

import re

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.when import (
    Plan,
    asked,
    asked_months,
    asked_year,
    asked_years,
    ends_soon,
    next_spring,
    plan_of,
    today,
)
from app.llm.demo.reading.zh.view import named, stance

DOES = {"good": "宜主动，步子由小到大", "mixed": "宜有进有守", "hard": "宜先守后进"}
TONES = {"good": "顺", "mixed": "平", "hard": "逆"}
FIELDS = {
    "事业与工作": "work",
    "学业与考试": "work",
    "财务": "money",
    "感情与婚姻": "love",
    "家人与子女": "family",
    "身心与起居": "care",
}
"""The fields of life by the subject of a question."""

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
_MEET = {
    "hold": "先把自己的日子过稳，来往随缘，不急着定",
    "steady": "多见见人，慢慢认识，不急着要结果",
    "move": "多出去走动，有人邀约就去",
}
_ANSWERS = {
    "感情与婚姻": _CLOSE,
    "家人与子女": _CLOSE,
    "身心与起居": {
        "hold": "先减负、先休息，别的缓一缓",
        "steady": "一样一样改起，不求快",
        "move": "想改的习惯现在就可以起头",
    },
    "迁居与出行": {
        "hold": "先不搬，多去看几次",
        "steady": "先去短住一阵，不急着定下来",
        "move": "可以动身，先把落脚处安排好",
    },
    "学业与考试": {
        "hold": "先把手上的一门做扎实，不急着加码",
        "steady": "按部就班，一门一门来",
        "move": "可以往前赶一步，备好了就去考、去申请",
    },
    "财务": {
        "hold": "先守住，不添新的开销",
        "steady": "先把收支稳住，再求小步增长",
        "move": "可以进一步，备用的钱仍要留足",
    },
}
_OTHERWISE = {"hold": "先守一守，缓一缓再动", "steady": "稳步走，先用小步试", "move": "可以动，备好了就往前走"}


_MEETING = "遇|单身|脱单|正缘|另一半|对象|缘分|相亲|桃花|合适的人"


def answer(f: Facts) -> str:
    """Answer the question in a few words. A question that asks when gets the years that the judgement names."""
    lean, years = stance(f), later_years(f)
    if re.search("换工作|跳槽|辞职|转行", f.question):
        said = _JOB[lean]
    elif f.judged["question"]["topic"] == "感情与婚姻" and re.search(_MEETING, f.question):
        said = _MEET[lean]
    else:
        said = _ANSWERS.get(f.judged["question"]["topic"], _OTHERWISE)[lean]
    if told := _for_asked(f):
        return f"{told}；眼下{said.removeprefix('眼下')}"
    asks_when = re.search("什么时候|何时|几时|哪一?年|多久|时机", f.question)
    return f"{years}较为相宜；眼下{said.removeprefix('眼下')}" if asks_when and years else said


def _for_asked(f: Facts) -> str:
    """Answer for the time that the question asks about, if it is more than one of the two years."""
    if not asked(f):
        return ""
    if months := asked_months(f):
        return f"{months[0].start[:4]}年里较顺的是{'、'.join(f'{month.pillar}月' for month in months)}"
    years = asked_years(f)
    by_tone = {tone: [f"{year}年" for year, own in years if own == tone] for _, tone in years}
    return "，".join(f"{'、'.join(named)}{_EFFORT[tone]}" for tone, named in by_tone.items()) or (
        "过去的年份不回头推断" if "已经过去" in asked(f) else "所问的年月不在逐年推算之内"
    )


_EFFORT = {"good": "助力较多", "mixed": "有推有拉", "hard": "费力些、宜缓"}


def later_years(f: Facts) -> str:
    """Return the coming years that the judgement names."""
    found = re.search("往后十年里，(.+?)往往", f.judged["question"]["lean"])
    return found[1] if found else ""


def this_year(f: Facts) -> str:
    """Answer for the year that the question names."""
    found = asked_year(f)
    if found is None or asked(f):
        return ""
    year, tone = found
    word = {0: "今年", 1: "明年"}.get(year - today(f).year, "")
    if year != f.years[0].year or not ends_soon(f):
        return f"{word}{'' if word else f'{year}年'}的走势为“{TONES[tone]}”，{DOES[tone]}。"
    spring = next_spring(f)
    if f.judged["question"]["topic"] == "身心与起居":
        return f"今年的走势为“{TONES[tone]}”，到{spring.year}年{spring.month}月{spring.day}日立春为止。"
    later = f"要紧的一步放到{spring.year}年" if plan(f).step else "要紧的一步等走势转顺"
    return f"今年只剩到{spring.year}年{spring.month}月{spring.day}日立春为止的一段，适合谈、适合备，不急着定；{later}。"


def plan(f: Facts) -> Plan:
    return plan_of(f, holds=stance(f) == "hold")


def placed(f: Facts) -> str:
    """Say in which months the step that was asked about fits."""
    planned = plan(f)
    talk, step = list(planned.talk), planned.step
    if not talk and step is None:
        return "往后的月份没有特别顺的，备好了再动"
    if f.judged["question"]["topic"] == "身心与起居":
        return f"从{named((talk or [month for month in [step] if month])[:1])}起头"
    if stance(f) == "hold":
        return f"眼下只做准备，到{named(talk)}再看一次"
    first = "多见面、多了解" if f.judged["question"]["topic"] == "感情与婚姻" else "先谈、先试"
    if step is None:
        found = asked_year(f)
        later = f"放到{found[0]}年" if found and found[0] > f.years[1].year else "备好了再动"
        return f"{named(talk)}{first}，要紧的一步{later}"
    return f"{f'{named(talk)}{first}，' if talk else ''}要紧的一步排在{named([step])}"
