"""What several passages in Chinese conclude from the facts, and how they name months, years and the pattern."""

import re
from datetime import date

from app.llm.demo.reading.doubts import changed, other_readings, weightiest
from app.llm.demo.reading.facts import PILLARS, Facts, Transit
from app.llm.demo.reading.when import decade_change, is_calendar_year, next_spring, void_among

_ELDER = 70
_LATE, _LATE_IF_RETIRING = 52, 45
_EVEN = 15


def is_elder(f: Facts) -> bool:
    return f.age >= _ELDER


def is_late(f: Facts) -> bool:
    """Whether the reader is in the later part of working life, or near retirement as the question says."""
    return not is_elder(f) and f.age >= (_LATE_IF_RETIRING if "退休" in f.question else _LATE)


def is_even(f: Facts) -> bool:
    """Whether the five elements weigh about the same, so that none is heavy and none is light."""
    return f.weights[f.heaviest] - f.weights[f.lightest] < _EVEN


def named(months: list[Transit]) -> str:
    return "、".join(f"{month.pillar}月（{month.dates}）" for month in months)


def least(f: Facts) -> str:
    """Name the lightest elements and say how little there is of them: `木与火最少，各约占12%`, `金在盘中不见`."""
    weight = f.weights[f.lightest]
    names = [element for element, other in f.weights.items() if other == weight]
    if weight >= 1:
        return f"{'与'.join(names)}最少，{'各' if len(names) > 1 else ''}约占{weight:.0f}%"
    return f"{'与'.join(names)}{'最少，几乎不见' if weight else '在盘中不见'}"


def spans(months: list[Transit]) -> str:
    """Name months, those that follow each other as one span: `丁未至庚戌月（2027年7月7日至11月6日）`."""
    runs: list[list[Transit]] = []
    for month in months:
        is_next = runs and (month.year - runs[-1][-1].year) * 12 + month.month - runs[-1][-1].month == 1
        if is_next:
            runs[-1].append(month)
        else:
            runs.append([month])
    return "、".join(
        named(run) if len(run) == 1 else f"{run[0].pillar}至{run[-1].pillar}月（{_first_day(run)}至{_last_day(run)}）"
        for run in runs
    )


def _first_day(run: list[Transit]) -> str:
    return run[0].dates.partition("至")[0]


def _last_day(run: list[Transit]) -> str:
    first, last = run[0].dates.partition("至")[0], run[-1].dates
    end = last.partition("至")[2]
    year = end[:5] if end.startswith("20") else last[:5]
    return end if year == first[:5] and not end.startswith("20") else f"{year}{end.removeprefix(year)}"


def year_word(f: Facts, number: int) -> str:
    """Return what the reader calls the present or the next year: before 立春 the calendar is ahead of the pillars."""
    return ("今年", "明年")[number] if is_calendar_year(f) else ("立春以前仍算", "今年")[number]


def changes(f: Facts) -> str:
    """Say on which day the next decade begins, if that is soon."""
    day = decade_change(f)
    if day is None:
        return ""
    about = "" if f.has_hour else "前后（时辰未详，可差两个月）"
    return f"{day.year}年{day.month}月{day.day}日{about}"


def change_next_year(f: Facts) -> str:
    """Say on which day the next decade begins, if that is in the next year but not yet soon."""
    if changes(f) or f.next_decade is None:
        return ""
    day = date.fromisoformat(f.next_decade.start)
    if not next_spring(f) <= day < date(f.years[1].year + 1, 2, 4):
        return ""
    return f"{day.year}年{day.month}月{day.day}日{'' if f.has_hour else '前后'}"


def voids(f: Facts, text: str, *, but: str = "") -> str:
    """Say which of the years named in a text have a void branch, without those that the text `but` names as well."""
    found = [year for year in void_among(f, text) if str(year[0]) not in but]
    if not found:
        return ""
    years = "、".join(f"{year}年的{branch}" for year, branch in found)
    several = len(set(re.findall(r"(?<!\d)20\d\d(?!\d)", text))) > 1
    if but:
        return f"{'其中' if several else '只是'}{years}落在日柱的空亡里，力量打些折扣。"
    return f"{'其中' if several else '只是'}{years}落在日柱的空亡里，助力打些折扣，先落到实处再往前走。"


def doubt(f: Facts) -> str:
    """Say what other readings of the birth change, if that is more than the hour."""
    if not changed(f):
        return ""
    readings = "，或".join("、".join(pillars) for pillars in other_readings(f))
    return f"另有的排法是{readings}；{changes_to(changed(f))}"


def changes_to(names: list[str]) -> str:
    """Say which pillars other readings change, and what depends on them."""
    listed = "、".join(f"{'年月日时'[PILLARS.index(name)]}柱" for name in names)
    return f"与本篇不同的有{listed}，{_CHANGES[weightiest(names)]}"


_CHANGES = {
    "day": "日主换了，整篇都要重看",
    "month": "旺衰、格局与大运都要重看",
    "year": "旺衰的份额、与长辈有关的说法和各年的走势都要重看",
}


def pattern(f: Facts) -> str:
    """Return the ten god of the pattern, `建禄`, `月刃`, or an empty string if the pattern is unclear."""
    found = re.search("取(..)格", f.judged["pattern"])
    return found.group(1) if found else ""


def stance(f: Facts) -> str:
    """Return the lean on the question: `hold`, `steady` or `move`; an empty string without a question to answer."""
    if not f.question or not f.judged["question"]["speaks"]:
        return ""
    lean = f.judged["question"]["lean"].partition("。")[0]
    return "hold" if "先守" in lean else "move" if "可以动" in lean else "steady"


def without(f: Facts, line: str) -> str:
    """Return a line for a chart that has none of its lightest element: it is missing rather than light."""
    light = f.lightest
    return (
        line.replace(f"{light}最轻，", f"{light}不见，")
        .replace(f"{light}轻", f"缺{light}")
        .replace(f"{light}少，", f"缺{light}，")
    )


def softened(f: Facts, line: str) -> str:
    """Return a line for a chart of even elements: the heaviest is only a little more, the lightest a little less."""
    line = line.replace(f"{f.heaviest}最重，", f"{f.heaviest}略多，").replace(
        f"{f.lightest}最轻，", f"{f.lightest}略少，"
    )
    line = re.sub(f"{f.heaviest}(?:重|多)(?=的人|的孩子|，)", f"{f.heaviest}略多", line)
    return re.sub(f"{f.lightest}轻(?=的人|，)", f"{f.lightest}略少", line)
