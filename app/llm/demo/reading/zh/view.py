"""What several passages in Chinese conclude from the facts, so that they name the same year and the same months."""

import re
from datetime import date

from app.llm.demo.reading.facts import Facts, Transit

_ELDER = 70
_SHORT = 90
"""A year with fewer days left gives way to the next one, as in the service's judgement of a question."""
_EVEN = 15


def is_elder(f: Facts) -> bool:
    return f.age >= _ELDER


def is_even(f: Facts) -> bool:
    """Whether the five elements weigh about the same, so that none is heavy and none is light."""
    return f.weights[f.heaviest] - f.weights[f.lightest] < _EVEN


def next_spring(f: Facts) -> date:
    """Return the day on which the next year begins (立春)."""
    return date.fromisoformat(next(month.start for month in f.months if month.year == f.years[1].year))


def ends_soon(f: Facts) -> bool:
    return (next_spring(f) - date.fromisoformat(f.chart["as_of"])).days < _SHORT


def near_year(f: Facts) -> Transit:
    """Return the year that advice is about: this one, or the next if this one is nearly over."""
    return f.years[1 if ends_soon(f) else 0]


def ahead(f: Facts) -> list[Transit]:
    return [month for month in f.months if month.is_current or month.start > f.chart["as_of"]]


def months_with(f: Facts, tone: str, count: int = 3) -> list[Transit]:
    return [month for month in ahead(f) if month.tone == tone][:count]


def named(months: list[Transit]) -> str:
    return "、".join(f"{month.pillar}月（{month.dates}）" for month in months)


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


def softened(f: Facts, line: str) -> str:
    """Return a line for a chart of even elements: the heaviest is only a little more, the lightest a little less."""
    line = line.replace(f"{f.heaviest}最重，", f"{f.heaviest}略多，").replace(
        f"{f.lightest}最轻，", f"{f.lightest}略少，"
    )
    line = re.sub(f"{f.heaviest}(?:重|多)(?=的人|，)", f"{f.heaviest}略多", line)
    return re.sub(f"{f.lightest}轻(?=的人|，)", f"{f.lightest}略少", line)
