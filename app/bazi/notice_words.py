"""Words that the chart's warnings share, in Chinese and English side by side.

In English every Chinese character is followed by its reading: `庚午 Geng-Wu`, `子 Zi`, `立春 Lichun`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from app.bazi.chart import Pillars
from app.bazi.cycle import BRANCHES
from app.bazi.readings import romanised


class Text(NamedTuple):
    """The same statement in both languages."""

    zh: str
    en: str


SUN = Text("真太阳时", "true solar time")
STANDARD = Text("标准时间", "standard time")
BY_CLOCK = Text("按钟表", "by the clock")
BY_SUN = Text("按真太阳时", "by the sun")
WITHOUT_SAVING = "减去"
"""How the Chinese name of a clock without its saving begins."""

PARTS = {
    "night": Text("凌晨", "night"),
    "morning": Text("上午", "morning"),
    "afternoon": Text("下午", "afternoon"),
    "evening": Text("晚上", "evening"),
}

PILLARS = {
    "year": Text("年", "year"),
    "month": Text("月", "month"),
    "day": Text("日", "day"),
    "hour": Text("时", "hour"),
}

_TERMS = {
    "立春": ("Lichun", "Start of Spring"),
    "惊蛰": ("Jingzhe", "Awakening of Insects"),
    "清明": ("Qingming", "Clear and Bright"),
    "立夏": ("Lixia", "Start of Summer"),
    "芒种": ("Mangzhong", "Grain in Ear"),
    "小暑": ("Xiaoshu", "Minor Heat"),
    "立秋": ("Liqiu", "Start of Autumn"),
    "白露": ("Bailu", "White Dew"),
    "寒露": ("Hanlu", "Cold Dew"),
    "立冬": ("Lidong", "Start of Winter"),
    "大雪": ("Daxue", "Major Snow"),
    "小寒": ("Xiaohan", "Minor Cold"),
}


class Convention(NamedTuple):
    """A rule for the change of day: in a sentence, and as a label in English. In Chinese both are the same."""

    sentence: Text
    label_en: str

    @property
    def label(self) -> Text:
        return Text(self.sentence.zh, self.label_en)


CONVENTIONS: dict[tuple[Literal["23:00", "00:00"], Literal["next_day", "same_day"]], Convention] = {
    ("23:00", "next_day"): Convention(Text("23:00 换日", "the day changes at 23:00"), "day from 23:00"),
    ("00:00", "next_day"): Convention(
        Text(
            "零点换日，夜子时用次日时干", "the day changes at 00:00 and the hour from 23:00 takes the next day's stem"
        ),
        "day from 00:00",
    ),
    ("00:00", "same_day"): Convention(
        Text(
            "零点换日，夜子时用当日时干",
            "the day changes at 00:00 and the hour from 23:00 keeps its own day's stem (split Zi)",
        ),
        "day from 00:00, split Zi",
    ),
}

_WAR_YEARS = range(1940, 1946)


def is_summer_time(civil: datetime) -> bool:
    """Return whether clocks that were ahead of standard time kept what a reader calls summer time.

    In the Second World War clocks were ahead in winter, too, in Europe and America, and in Shanghai because of the
    occupation. The database lists all of it as daylight saving.
    """
    return civil.year not in _WAR_YEARS


def without_saving(civil: datetime) -> Text | None:
    """Name the clock without its saving: standard time. None if the clocks showed standard time."""
    saving = civil.dst() or timedelta()
    if saving <= timedelta():
        return None
    if is_summer_time(civil):
        return Text(f"{WITHOUT_SAVING}夏令时后", "without summer time")
    amounts = {60: Text("一小时", "hour"), 120: Text("两小时", "two hours"), 30: Text("半小时", "half hour")}
    minutes = saving // timedelta(minutes=1)
    amount = amounts.get(minutes, Text(f" {minutes} 分钟", f"{minutes} minutes"))
    return Text(f"{WITHOUT_SAVING}拨快的{amount.zh}后", f"without the {amount.en} by which the clocks were ahead")


def wall_time(civil: datetime) -> Text:
    """Write a time of the wall clock; if the clocks showed it twice, with which of the two it is."""
    time = f"{civil:%H:%M}"
    if civil.utcoffset() == civil.replace(fold=1 - civil.fold).utcoffset():
        return Text(time, time)
    return Text(f"{time}（第{'二' if civil.fold else '一'}次）", f"{time} ({'second' if civil.fold else 'first'} time)")


def between(start: Text, end: Text) -> Text:
    """Write a span of time; a single minute is written once."""
    return start if start == end else Text(f"{start.zh}–{end.zh}", f"{start.en}–{end.en}")


def named(part: str) -> str:
    """Return a pillar or a branch with its reading: `庚午 Geng-Wu`, `子 Zi`."""
    return f"{part} {romanised(part)}"


def short_term(term: str) -> str:
    """Return a solar term with its reading: `立春 Lichun`."""
    return f"{term} {_TERMS[term][0]}"


def full_term(term: str) -> str:
    """Return a solar term with its reading and its meaning: `立春 Lichun (Start of Spring)`."""
    return f"{short_term(term)} ({_TERMS[term][1]})"


def differing(*all_pillars: Pillars) -> list[str]:
    """Return the names of the pillars that are not the same in all."""
    return [name for name in PILLARS if len({getattr(pillars, name) for pillars in all_pillars}) > 1]


def in_chinese(pillars: Pillars, names: Sequence[str]) -> str:
    return "".join(f"{pillar}{PILLARS[name].zh}" for name in names if (pillar := getattr(pillars, name)))


def in_english(pillars: Pillars, names: Sequence[str]) -> str:
    return ", ".join(f"{name} {named(pillar)}" for name in names if (pillar := getattr(pillars, name)))


def listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def born(given: str | None) -> Text:
    """Begin a sentence with when the birth was, as far as it is known."""
    if given is None:
        return Text("当日", "On that day ")
    if given in PARTS:
        return Text(f"生于{PARTS[given].zh}，", f"Born in the {PARTS[given].en}; ")
    if given in BRANCHES:
        return Text(f"生于{given}时，", f"Born in the hour {named(given)}; ")
    return Text(f"出生 {given}，", f"Born at {given}; ")


class Told(NamedTuple):
    """The local times, by several clocks, that give the same pillars."""

    clocks: Sequence[tuple[Text, datetime]]
    pillars: Pillars

    @property
    def label(self) -> Text:
        names = [name for name, _ in self.clocks]
        return Text("、".join(name.zh for name in names), listed([name.en for name in names]))
