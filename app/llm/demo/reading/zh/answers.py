"""Short answers to the reader's question in Chinese, the same in the summary, the answer and the advice."""

import re
from datetime import date

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.when import (
    Plan,
    asked,
    asked_months,
    asked_year,
    asked_years,
    easy_months,
    ends_soon,
    near_year,
    next_spring,
    plan_of,
    today,
)
from app.llm.demo.reading.zh.deeds import best_month, deed
from app.llm.demo.reading.zh.forms import SAID, kind, verdict
from app.llm.demo.reading.zh.soon import is_short
from app.llm.demo.reading.zh.ties import strains
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

_CLOSE = {
    "hold": "先顾好眼前的相处，大事缓一缓再定",
    "steady": "慢慢走近，话一次说一点，不急着要结果",
    "move": "眼下有助力，想说的话、想做的事可以主动些",
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


def answer(f: Facts) -> str:
    """Answer the question in a few words. A question that asks when gets the years that the judgement names."""
    lean, years = stance(f), later_years(f)
    said = SAID[what][lean] if (what := kind(f)) else _ANSWERS.get(f.judged["question"]["topic"], _OTHERWISE)[lean]
    if told := _for_asked(f):
        if kind(f) in ("meet", "marry", "meet_marry"):
            return f"{said}：{told.replace('有推有拉', '机会与反复都有')}"
        return f"{told}；眼下{said.removeprefix('眼下')}"
    if re.search("什么时候|何时|几时|哪一?年|多久|时机", f.question) and years:
        return f"{years}较为相宜；眼下{said.removeprefix('眼下')}"
    year = asked_year(f)
    when = year_name(f, year[0]) if year and not (year[0] == f.years[0].year and ends_soon(f)) else ""
    told = verdict(f, lean, when)
    return f"{told}：{said}" if told else said


def year_name(f: Facts, year: int) -> str:
    return {0: "今年", 1: "明年"}.get(year - today(f).year, f"{year}年")


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
    word = year_name(f, year)
    if year != f.years[0].year or not ends_soon(f):
        return f"{word}的走势为“{TONES[tone]}”，{DOES[tone]}。"
    spring = next_spring(f)
    if f.judged["question"]["topic"] == "身心与起居":
        return f"今年的走势为“{TONES[tone]}”，到{spring.year}年{spring.month}月{spring.day}日立春为止。"
    later = f"要紧的一步放到{spring.year}年" if plan(f).step else "要紧的一步等走势转顺"
    return f"今年只剩到{spring.year}年{spring.month}月{spring.day}日立春为止的一段，适合谈、适合备，不急着定；{later}。"


def plan(f: Facts) -> Plan:
    """Place the step that was asked about. Who is to wait looks again in a month at least a quarter of a year away."""
    holds, is_care = stance(f) == "hold", f.judged["question"]["topic"] == "身心与起居"
    planned = plan_of(f, holds=holds)
    if holds:
        found = suited(f)
        later = [
            month
            for month in asked_months(f) or found
            if (date.fromisoformat(month.start) - today(f)).days >= (0 if is_care else _QUARTER)
        ]
        return Plan(tuple(later[:1]), None)
    talk = tuple(month for month in planned.talk if not is_short(f, month)) if planned.step else planned.talk
    step = planned.step
    if step is None or asked_months(f):
        return Plan(talk, step)
    pillars = _PILLARS.get(f.judged["question"]["topic"], ("day",))
    last = max(step.year, near_year(f).year)
    fits = [
        [m for m in suiting(f, names) if step.start <= m.start and m.year <= last and m.is_void <= step.is_void]
        for names in (pillars, ("day",))
    ]
    return Plan(talk, best_month(f, fits[0] or fits[1], pillars) or step)


_PILLARS = {
    "事业与工作": ("month", "day"),
    "感情与婚姻": ("day",),
    "家人与子女": ("day", "year"),
    "身心与起居": ("day",),
    "迁居与出行": ("day", "year"),
}


def suiting(f: Facts, pillars: tuple[str, ...]) -> list[Transit]:
    """Return the coming months that help and strain none of the pillars, without a month that is nearly over."""
    return [month for month in easy_months(f) if not is_short(f, month) and not strains(month.ties, pillars)]


def suited(f: Facts) -> list[Transit]:
    """Return the coming months that suit the question: if possible, those that strain none of its pillars."""
    return suiting(f, _PILLARS.get(f.judged["question"]["topic"], ("day",))) or suiting(f, ())


_QUARTER = 90


def placed(f: Facts) -> str:
    """Say in which months the step that was asked about fits."""
    planned = plan(f)
    talk, step = list(planned.talk), planned.step
    is_care = f.judged["question"]["topic"] == "身心与起居"
    if stance(f) == "hold" and not is_care:
        topic, years = f.judged["question"]["topic"], re.sub("（..）", "", later_years(f))
        if topic == "家人与子女" and kind(f) != "living":
            return f"眼下多听少定，{f'{named(talk)}家里再坐下来谈一次，' if talk else ''}大的安排等走势转顺"
        settle = f"要定下来，{years}较为相宜" if years else "要定下来，等走势转顺"
        now = "眼下随缘来往" if topic == "感情与婚姻" else "眼下只看、只谈"
        return f"{now}，{f'到{named(talk)}再看一次；' if talk else ''}{settle}"
    if not talk and step is None:
        return "今晚就可以起头，一次改一样" if is_care else "往后的月份没有特别顺的，备好了再动"
    if is_care:
        return f"最容易的一样今晚就起头；要坚持的一样，从{named((talk or [step] if step else talk)[:1])}起头"
    first = "多见面、多了解" if f.judged["question"]["topic"] == "感情与婚姻" else "先谈、先试"
    if step is None:
        found = asked_year(f)
        later = f"放到{found[0]}年" if found and found[0] > f.years[1].year else "备好了再动"
        return f"{named(talk)}{first}，要紧的一步{later}"
    return (
        f"{f'{named(talk)}{first}，' if talk else ''}要紧的一步排在{named([step])}{f'，{deed(f)}' if deed(f) else ''}"
    )


def runs(f: Facts) -> str:
    """Tell the years after the next one, up to the first that the judgement recommends, in runs of one tone."""
    listed = [(entry["year"], TONE_KEYS[entry["tone"]]) for entry in f.judged.get("later_years", ())]
    best = [int(year) for year in re.findall("(20..)年", later_years(f))]
    last = max(best) if best else (listed[-1][0] if listed else 0)
    spans: list[tuple[int, int, str]] = []
    for year, tone in listed:
        if year > last:
            break
        if spans and spans[-1][2] == tone:
            spans[-1] = (spans[-1][0], year, tone)
        else:
            spans.append((year, year, tone))
    if not spans:
        return ""
    before = [f.years[1].tone, *(tone for _, _, tone in spans)]
    told = "，".join(
        f"{_years(first, end)}{_RUNS[tone][tone == last]}"
        for (first, end, tone), last in zip(spans, before, strict=False)
    )
    return f"{f.years[1].year}年以后，{told}。"


def _years(first: int, end: int) -> str:
    return f"{first}年" if first == end else f"{first}、{end}年" if end == first + 1 else f"{first}至{end}年"


TONE_KEYS = {word: key for key, word in TONES.items()}
_RUNS = {
    "good": ("走势转顺", "走势仍顺"),
    "mixed": ("有得有失", "仍有得有失"),
    "hard": ("偏费力", "仍偏费力"),
}
"""Each after a year of another tone, and after one of the same."""
