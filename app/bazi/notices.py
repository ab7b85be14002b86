"""The wording of the chart's warnings, in Chinese and English side by side. `alternatives` decides which are given."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from app.bazi.chart import Pillars, Reading
from app.bazi.cycle import BRANCHES
from app.bazi.readings import romanised


class Text(NamedTuple):
    """The same statement in both languages."""

    zh: str
    en: str


SUN = Text("真太阳时", "true solar time")
STANDARD = Text("标准时间", "standard time")

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

TERMS = {
    "立春": "Start of Spring",
    "惊蛰": "Awakening of Insects",
    "清明": "Clear and Bright",
    "立夏": "Start of Summer",
    "芒种": "Grain in Ear",
    "小暑": "Minor Heat",
    "立秋": "Start of Autumn",
    "白露": "White Dew",
    "寒露": "Cold Dew",
    "立冬": "Start of Winter",
    "大雪": "Major Snow",
    "小寒": "Minor Cold",
}

CONVENTIONS: dict[tuple[Literal["23:00", "00:00"], Literal["next_day", "same_day"]], Text] = {
    ("23:00", "next_day"): Text("23:00 换日", "the day changes at 23:00"),
    ("00:00", "next_day"): Text(
        "零点换日，夜子时用次日时干", "the day changes at midnight, late 子 takes the next day's stem"
    ),
    ("00:00", "same_day"): Text(
        "零点换日，夜子时用当日时干", "the day changes at midnight, late 子 keeps the day's own stem"
    ),
}

FAR_FROM_ZONE = Text(
    "按经度推算的时间与所填时区的时间相差四小时以上，请核对经度的正负和时区。",
    "The longitude is more than four hours away from its time zone. Check its sign and the zone.",
)

BEFORE_OR_AFTER = (Text("前者", "before"), Text("后者", "after"))


def hour_by_sun(
    standard: datetime, sun: datetime, by_standard: Pillars, by_sun: Pillars, *, uses_sun: bool, is_summer_time: bool
) -> Text:
    names = ("day", "hour") if by_standard.day != by_sun.day else ("hour",)
    summer = Text("减夏令时后 ", " without summer time") if is_summer_time else Text("", "")
    return Text(
        f"按钟表（{summer.zh}{standard:%H:%M}）是{_double_hour(by_standard, names)}，"
        f"按真太阳时（{sun:%H:%M}）是{_double_hour(by_sun, names)}，本报告取{'后者' if uses_sun else '前者'}。",
        f"By the clock ({standard:%H:%M}{summer.en}): {_in_english(by_standard, names)}; "
        f"by the sun ({sun:%H:%M}): {_in_english(by_sun, names)}. "
        f"This chart uses the {'sun' if uses_sun else 'clock'}.",
    )


def near_hour_boundary(
    clock: Text, now: datetime, boundary: datetime, before: Pillars, after: Pillars, *, is_after: bool
) -> Text:
    names = tuple(name for name in ("day", "hour") if getattr(before, name) != getattr(after, name))
    minutes = round(abs(boundary - now.replace(second=0)).total_seconds()) // 60
    begins = (
        Text("零点换日", "the day changes at 00:00")
        if boundary.hour == 0
        else Text(f"{_branch(after)}时始于 {boundary:%H:%M}", f"hour {_branch(after)} begins at {boundary:%H:%M}")
    )
    distance = Text(
        f"已过 {minutes} 分钟" if is_after else f"还差 {minutes} 分钟",
        f"{minutes} min {'earlier' if is_after else 'later'}",
    )
    if minutes == 0:
        distance = Text("就在这一分钟", "in the same minute")
    side = BEFORE_OR_AFTER[is_after]
    return Text(
        f"{clock.zh} {now:%H:%M}，{begins.zh}，{distance.zh}："
        f"此前{_in_chinese(before, names)}，此后{_in_chinese(after, names)}，本报告取{side.zh}。",
        f"{clock.en.capitalize()} {now:%H:%M}; {begins.en}, {distance.en}. "
        f"Before: {_in_english(before, names)}; after: {_in_english(after, names)}. This chart: {side.en}.",
    )


def near_day_change(
    sun: datetime, standard: datetime, convention: Text, pillars: Pillars, *, is_disputed: bool
) -> Text:
    times = Text(f"真太阳时 {sun:%H:%M}、标准时间 {standard:%H:%M}", f"sun {sun:%H:%M}, clock {standard:%H:%M}")
    names = ("day", "hour")
    if not is_disputed:
        return Text(
            f"出生在换日前后（{times.zh}）：各家换日之法在此所排相同，均为{_in_chinese(pillars, names)}。",
            f"Born near the change of day ({times.en}). All conventions agree here: {_in_english(pillars, names)}.",
        )
    return Text(
        f"出生在换日前后（{times.zh}），各家换日之法不同：本报告按“{convention.zh}”，取{_in_chinese(pillars, names)}。",
        f"Born near the change of day ({times.en}). In this chart {convention.en}: {_in_english(pillars, names)}.",
    )


def near_solar_term(
    term: str, at: str, beijing: str | None, given: str | None, before: Reading, after: Reading, *, is_after: bool
) -> Text:
    """Say when the term was, by the clocks of the place and, if these differ, in Beijing, and what it changes.

    `given` is the time as it was stated.
    """
    is_year = before.pillars.year != after.pillars.year
    turns = before.is_forward != after.is_forward
    is_start = not turns and before.luck_start[:4] != after.luck_start[:4]

    def chinese(side: Reading) -> str:
        direction = ("大运顺行" if side.is_forward else "大运逆行") if turns else ""
        start = f"{side.luck_start[:4]} 年起运" if is_start else ""
        return "、".join(filter(None, (_in_chinese(side.pillars, names), direction, start)))

    def english(side: Reading) -> str:
        direction = ("forward" if side.is_forward else "backward") if turns else ""
        start = f"from {side.luck_start[:4]}" if is_start else ""
        luck = " ".join(filter(None, ("luck", direction, start)))
        pillars = f"{side.pillars.year} {side.pillars.month}" if is_year else _in_english(side.pillars, names)
        return f"{pillars}{f', {luck}' if turns or is_start else ''}"

    names = ("year", "month") if is_year else ("month",)
    chosen = BEFORE_OR_AFTER[is_after]
    return Text(
        f"{_born(given).zh}{term}在 {at}{f'（北京 {beijing}）' if beijing else ''}："
        f"此前{chinese(before)}，此后{chinese(after)}；本报告{'' if given else '按正午'}取{chosen.zh}。",
        f"{_born(given).en}{term} ({TERMS[term]}) at {at}{f' (Beijing {beijing})' if beijing else ''}. "
        f"Before: {english(before)}. After: {english(after)}. This chart{'' if given else ' (noon)'}: {chosen.en}.",
    )


def unknown_hour(days: Sequence[tuple[str, str]], *, has_term: bool) -> Text:
    """Name the day pillars of the day, each with its times, if there is more than one."""
    luck = _luck(Text("两个月", "two months"), has_term=has_term)
    listed = Text("", "")
    if len(days) > 1:
        listed = Text(
            f"日柱：{'，'.join(f'{times} 为{pillar}' for times, pillar in days)}。",
            f" Day pillar: {', '.join(f'{pillar} {times}' for times, pillar in days)}.",
        )
    return Text(
        f"时辰未详：按正午排年、月、日三柱，{luck.zh}{listed.zh}",
        f"The hour is unknown: three pillars, cast for noon. {luck.en}{listed.en}",
    )


def double_hour(
    branch: str, clock: Text, middle: datetime, varies: Sequence[str], late: Pillars | None, *, has_term: bool
) -> Text:
    """`late` are the pillars of 23:00 to 24:00, which 子 may mean, too, unless they are the same."""
    if branch == "子":
        other = Text("四柱相同", "the pillars would be the same")
        if late is not None:
            names = ("year", "month", "day", "hour") if "month" in varies else ("day", "hour")
            other = Text(f"为{_in_chinese(late, names)}", f"it would be {_in_english(late, names)}")
        return Text(
            f"子时有早晚：按当日 00:00–01:00（{clock.zh}）排；若生在当日 23:00–24:00，则{other.zh}。",
            f"子 is cast as 00:00–01:00 of that date ({clock.en}). Born at 23:00–24:00 {other.en}.",
        )
    luck = _luck(Text("五天", "five days"), has_term=has_term)
    hours = f"{middle.hour - 1:02}:00–{middle.hour + 1:02}:00"
    return Text(
        f"按{branch}时（{clock.zh} {hours}）的正中 {middle:%H:%M} 排：{_held(varies).zh}{luck.zh}",
        f"Cast for {middle:%H:%M}, the middle of hour {branch} ({clock.en} {hours}). {_held(varies).en} {luck.en}",
    )


def part_of_day(part: str, hours: tuple[int, int], middle: datetime, varies: Sequence[str], *, has_term: bool) -> Text:
    luck = _luck(Text("半个月", "two weeks"), has_term=has_term)
    name, times = PARTS[part], f"{hours[0]:02}:00–{hours[1]:02}:00"
    return Text(
        f"只知生在{name.zh}（{times}），按正中 {middle:%H:%M} 排：{_held(varies).zh}{luck.zh}",
        f"Only the {name.en} ({times}) is known; cast for {middle:%H:%M}. {_held(varies).en} {luck.en}",
    )


def ambiguous_time(time: datetime, offset: str, *, is_second: bool) -> Text:
    return Text(
        f"那天时钟回拨，{time:%H:%M} 出现过两次；这里取第{'二' if is_second else '一'}次（{offset}）。",
        f"Clocks went back that day, so {time:%H:%M} occurred twice. "
        f"This chart uses the {'second' if is_second else 'first'} ({offset}).",
    )


def clock_unknown(offset: str, used: Pillars, others: Sequence[tuple[Text, Pillars]]) -> Text:
    """`used` are the pillars by Shanghai's clocks; `others` those by other clocks that give other pillars."""
    if not others:
        return Text(
            f"1949 年前内地各处钟表不一：本报告按上海钟表（{offset}）；若当地用别的标准时，四柱相同。",
            f"Local clocks in China before 1949 are not known. This chart uses Shanghai's ({offset}); "
            "other likely clocks give the same pillars.",
        )
    names = [name for name in PILLARS if any(getattr(used, name) != getattr(other, name) for _, other in others)][-2:]
    return Text(
        f"1949 年前内地各处钟表不一：本报告按上海钟表（{offset}），为{_in_chinese(used, names)}；"
        f"{'；'.join(f'若按{clock.zh}，为{_in_chinese(other, names)}' for clock, other in others)}。",
        f"Local clocks in China before 1949 are not known. Shanghai's ({offset}), used here: "
        f"{'; '.join([_in_english(used, names), *(f'{clock.en}: {_in_english(it, names)}' for clock, it in others)])}.",
    )


def _born(given: str | None) -> Text:
    """Say when the birth was, as far as it is known."""
    if given is None:
        return Text("当日", "That day, ")
    if given in PARTS:
        return Text(f"生于{PARTS[given].zh}，", f"Born in the {PARTS[given].en}; ")
    if given in BRANCHES:
        return Text(f"生于{given}时，", f"Born in the hour {given}; ")
    return Text(f"出生 {given}，", f"Born {given}; ")


def _luck(amount: Text, *, has_term: bool) -> Text:
    if has_term:
        return Text("其间交节，起运见另一条。", "A solar term falls within it; see there for luck.")
    return Text(f"起运前后可差{amount.zh}。", f"Luck may start {amount.en} earlier or later.")


def _held(varies: Sequence[str]) -> Text:
    """Say which pillars hold for the whole span."""
    if not varies:
        return Text("四柱全时段不变，", "All four pillars hold throughout.")
    holds = [name for name in PILLARS if name not in varies]
    if not holds:
        return Text("四柱都随时间而异，", "All four pillars depend on the time.")
    return Text(
        f"{'、'.join(PILLARS[name].zh for name in holds)}柱全时段不变，"
        f"{'、'.join(PILLARS[name].zh for name in varies)}柱随时间而异，",
        f"{_listed(holds).capitalize()} hold{'s' if len(holds) == 1 else ''} throughout; "
        f"{_listed(varies)} depend{'s' if len(varies) == 1 else ''} on the time.",
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _branch(pillars: Pillars) -> str:
    return (pillars.hour or "  ")[1]


def _double_hour(pillars: Pillars, names: Sequence[str]) -> str:
    day = f"{pillars.day}日" if "day" in names else ""
    return f"{day}{_branch(pillars)}时（{pillars.hour}）"


def _in_chinese(pillars: Pillars, names: Sequence[str]) -> str:
    return "".join(f"{pillar}{PILLARS[name].zh}" for name in names if (pillar := getattr(pillars, name)))


def _in_english(pillars: Pillars, names: Sequence[str]) -> str:
    return ", ".join(f"{name} {pillar} {romanised(pillar)}" for name in names if (pillar := getattr(pillars, name)))
