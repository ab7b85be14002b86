"""When a new thing may begin in Chinese reports: not in a month that is demanding or nearly over."""

from datetime import date

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.when import ahead, next_spring

_FEW_DAYS = 10


def days_left(f: Facts, month: Transit) -> int:
    """Return how many days of a month are left, today included."""
    later = [date.fromisoformat(other.start) for other in f.months if other.start > month.start]
    return (min(later) - date.fromisoformat(f.chart["as_of"])).days if later else _FEW_DAYS


def is_short(f: Facts, month: Transit) -> bool:
    """Whether it is the present month, with too few days left to plan with."""
    return month.is_current and days_left(f, month) < _FEW_DAYS


def next_start(f: Facts) -> str:
    """Name the time from which new things may begin: empty if that is now, else `立春以后` or the month."""
    coming = [month for month in ahead(f) if not is_short(f, month)]
    if not coming or coming[0].tone != "hard":
        return ""
    return after(f, coming[0], by_name=not coming[0].is_current)


def after(f: Facts, month: Transit, *, by_name: bool = False) -> str:
    """Name the first month after this one that is not demanding: `下月` unless `by_name`, `立春以后`, or its pillar."""
    later = [other for other in f.months if other.start > month.start]
    free = next((other for other in later if other.tone != "hard"), None)
    if free is None:
        return "走势转平以后"
    if free is later[0] and not by_name:
        return "下月" if not is_spring(f, free) else "立春以后"
    return "立春以后" if is_spring(f, free) else f"{free.pillar}月（{free.dates.partition('至')[0]}起）"


def is_spring(f: Facts, month: Transit) -> bool:
    return date.fromisoformat(month.start) == next_spring(f)


def rest_is_hard(f: Facts) -> bool:
    """Whether all months that are left of the present year are demanding."""
    left = [month for month in ahead(f) if month.year == f.years[0].year]
    return bool(left) and all(month.tone == "hard" for month in left)


REST = {
    True: "余下的日子只收尾一件最小的，其余先放下，外面的新事不起头",
    False: "余下的日子宜收尾、做准备",
}
"""What the rest of a year that is nearly over is for, by whether all its months are demanding."""
