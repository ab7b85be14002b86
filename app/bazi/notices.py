"""The sentences of the chart's warnings, in Chinese and English. `alternatives` and `vague` decide which are given."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from app.bazi.chart import Pillars, Reading
from app.bazi.notice_words import (
    PARTS,
    PILLARS,
    Text,
    Told,
    born,
    differing,
    full_term,
    in_chinese,
    in_english,
    listed,
    named,
    wall_time,
    without_saving,
)

FAR_FROM_ZONE = Text(
    "按经度推算的时间与所填时区的时间相差四小时以上，请核对经度的正负和时区。",
    "The longitude is more than four hours away from its time zone; check its sign and the zone.",
)


def hour_by_sun(told: Sequence[Told], own: Pillars) -> Text:
    """Tell what the clocks say, in the order given; `own` are the pillars of the chart."""
    names = ("day", "hour") if len({each.pillars.day for each in told}) > 1 else ("hour",)
    place = next(place for place, each in enumerate(told) if each.pillars == own)
    which = ("前者", "后者")[place] if len(told) == 2 else f"第{'一二三'[place]}种"
    by = told[place].clocks[-1][0].en
    zh, en = list[str](), list[str]()
    for each in told:
        zh_times = "与".join(f"{name.zh}（{time:%H:%M}）" for name, time in each.clocks)
        en_times = listed([f"{name.en} ({time:%H:%M})" for name, time in each.clocks])
        zh.append(f"{zh_times}{'都' if len(each.clocks) > 1 else ''}是{_double_hour(each.pillars, names)}")
        en.append(f"{en_times}{', ' if en else ' it is '}{in_english(each.pillars, names)}")
    sentence = "; ".join(en)
    return Text(
        f"{'，'.join(zh)}，本报告取{which}。",
        f"{sentence[0].upper()}{sentence[1:]}; this chart goes {by if by.startswith('by') else 'by standard time'}.",
    )


def near_hour_boundary(
    clock: Text, now: datetime, boundary: datetime, before: Pillars, after: Pillars, *, is_after: bool
) -> Text:
    # If a solar term lies in between, `near_solar_term` gives year and month.
    names = [name for name in differing(before, after) if name in ("day", "hour")]
    minutes = round(abs(boundary - now.replace(second=0)).total_seconds()) // 60
    begins = (
        Text("零点换日", "the day changes (00:00)")
        if boundary.hour == 0
        else Text(f"{_branch(after)}时始于 {boundary:%H:%M}", f"hour {named(_branch(after))} begins ({boundary:%H:%M})")
    )
    distance = Text(
        f"已过 {minutes} 分钟" if is_after else f"还差 {minutes} 分钟",
        f"{minutes} min {'after' if is_after else 'before'}",
    )
    if minutes == 0:
        distance = Text("就在这一分钟", "the minute in which")
    return Text(
        f"{clock.zh} {now:%H:%M}，{begins.zh}，{distance.zh}："
        f"此前{in_chinese(before, names)}，此后{in_chinese(after, names)}，本报告取{'后者' if is_after else '前者'}。",
        f"{clock.en.capitalize()} {now:%H:%M} is {distance.en} {begins.en}: "
        f"{_sides(in_english(before, names), in_english(after, names), is_after=is_after)}.",
    )


def near_day_change(
    civil: datetime, standard: datetime, sun: datetime, convention: Text, pillars: Pillars, *, is_disputed: bool
) -> Text:
    times = Text(f"真太阳时 {sun:%H:%M}、标准时间 {standard:%H:%M}", f"sun {sun:%H:%M}, clock {standard:%H:%M}")
    if saving := without_saving(civil):
        times = Text(
            f"钟表 {civil:%H:%M}，{saving.zh} {standard:%H:%M}，真太阳时 {sun:%H:%M}",
            f"clock {civil:%H:%M}, {standard:%H:%M} {saving.en}, sun {sun:%H:%M}",
        )
    names = ("day", "hour")
    if not is_disputed:
        return Text(
            f"出生近换日（{times.zh}）：各家换日之法在此所排相同，均为{in_chinese(pillars, names)}。",
            f"Born near the change of day ({times.en}): all conventions give {in_english(pillars, names)}.",
        )
    return Text(
        f"出生近换日（{times.zh}），各家换日不同：本报告按“{convention.zh}”，取{in_chinese(pillars, names)}。",
        f"Born near the change of day ({times.en}), where schools differ: in this chart {convention.en}, "
        f"which gives {in_english(pillars, names)}.",
    )


class TermTimes(NamedTuple):
    """When a solar term was: by the clocks of the place, and in Beijing or by the sun if the birth is given by that."""

    local: str
    beijing: str | None = None
    sun: str | None = None

    @property
    def text(self) -> Text:
        others = [
            Text(f"{name.zh} {time}", f"{name.en} {time}")
            for name, time in ((Text("北京", "Beijing"), self.beijing), (Text("真太阳时", "true solar time"), self.sun))
            if time
        ]
        if not others:
            return Text(self.local, self.local)
        zh, en = "，".join(other.zh for other in others), ", ".join(other.en for other in others)
        return Text(f"{self.local}（{zh}）", f"{self.local} ({en})")


def near_solar_term(
    term: str, times: TermTimes, given: str | None, before: Reading, after: Reading, *, is_after: bool, parts_zi: bool
) -> Text:
    """Say when the term was and what it changes.

    `given` is the time as it was stated, and `parts_zi` whether the term lies between the two hours that 子 may mean.
    """
    names = differing(before.pillars, after.pillars)
    if given is None or ":" not in given:
        names = [name for name in names if name in ("year", "month")]  # the others vary within the span anyway
    zh, en = _with_luck(before, after, names)
    at = times.text
    if parts_zi:
        return Text(
            f"{term}在 {at.zh}，早、晚子时之间：早子时{zh[0]}，晚子时{zh[1]}；本报告取早子时。",
            f"{full_term(term)} was at {at.en}, between early and late {named('子')}: "
            f"early, as in this chart, {en[0]}; late, {en[1]}.",
        )
    noon = Text("按正午", " (cast for noon)") if given is None else Text("", "")
    return Text(
        f"{born(given).zh}{term}在 {at.zh}："
        f"此前{zh[0]}，此后{zh[1]}，本报告{noon.zh}取{'后者' if is_after else '前者'}。",
        f"{born(given).en}{full_term(term)} was at {at.en}: {_sides(*en, is_after=is_after, how=noon.en)}.",
    )


def _with_luck(before: Reading, after: Reading, names: Sequence[str]) -> tuple[tuple[str, str], tuple[str, str]]:
    """Word both readings, in Chinese and in English, with luck if it turns or starts in another year."""
    turns = before.is_forward != after.is_forward
    is_start = not turns and before.luck_start[:4] != after.luck_start[:4]

    def luck(side: Reading) -> Text:
        if turns:
            said = "大运" if side is before else ""  # once is enough in Chinese
            way = Text("顺行", "forward") if side.is_forward else Text("逆行", "backward")
            return Text(f"、{said}{way.zh}", f", luck {way.en}")
        year = side.luck_start[:4]
        return Text(f"、{year} 年起运", f", luck from {year}") if is_start else Text("", "")

    zh, en = (
        [worded(side.pillars, names) + luck(side)[index] for side in (before, after)]
        for index, worded in enumerate((in_chinese, in_english))
    )
    return (zh[0], zh[1]), (en[0], en[1])


def _sides(before: str, after: str, *, is_after: bool, how: str = "") -> str:
    chosen = f", as in this chart{how},"
    return f"before it{',' if is_after else chosen} {before}; after it{chosen if is_after else ','} {after}"


def unknown_hour(days: Sequence[tuple[Text, str]], *, has_term: bool) -> Text:
    """Name the day pillars of the day, each with its times, if there is more than one."""
    luck = _luck(Text("约两个月", "about two months"), has_term=has_term)
    all_days = Text("", "")
    if len(days) > 1:
        all_days = Text(
            f"；日柱 {'，'.join(f'{times.zh} 为{pillar}' for times, pillar in days)}",
            f"; born at {', '.join(f'{times.en} the day is {named(pillar)}' for times, pillar in days)}",
        )
    return Text(
        f"时辰未详：按正午排年、月、日三柱，{luck.zh}{all_days.zh}。",
        f"The hour is unknown: three pillars, cast for noon; {luck.en}{all_days.en}.",
    )


def hour_zi(clock: Text, late: Sequence[tuple[Text, Pillars]], used: Pillars) -> Text:
    """`late` are the readings of 23:00 to 24:00, which 子 may mean, too, if they differ from the pillars used."""
    cast = Text(
        f"子时有早晚：按当日 00:00–01:00（{clock.zh}）排；",
        f"Hour {named('子')} is cast as 00:00–01:00 of that date ({clock.en}); ",
    )
    if not late:
        return Text(
            f"{cast.zh}若生在当日 23:00–24:00，则四柱相同。",
            f"{cast.en}born at 23:00–24:00, the pillars would be the same.",
        )
    whole = Text("当日 23:00–24:00", "23:00–24:00")
    several = [(whole if len(late) == 1 else Text(f"当日 {times.zh}", times.en), pillars) for times, pillars in late]
    names = differing(used, *(pillars for _, pillars in late))
    return Text(
        f"{cast.zh}{'；'.join(f'若生在{times.zh}，则为{in_chinese(it, names)}' for times, it in several)}。",
        f"{cast.en}{'; '.join(f'born at {times.en} it would be {in_english(it, names)}' for times, it in several)}.",
    )


def double_hour(branch: str, clock: Text, middle: datetime, varies: Sequence[str], amount: Text | None) -> Text:
    """`amount` is how much earlier or later luck may start; None if a solar term decides."""
    hours = f"{middle.hour - 1:02}:00–{middle.hour + 1:02}:00"
    held, luck = _held(varies), _luck(amount or Text("", ""), has_term=amount is None)
    return Text(
        f"按{branch}时（{clock.zh} {hours}）的正中 {middle:%H:%M} 排：{held.zh}，{luck.zh}。",
        f"Cast for {middle:%H:%M}, the middle of hour {named(branch)} ({clock.en} {hours}): {held.en}; {luck.en}.",
    )


def part_of_day(
    part: str, hours: tuple[int, int], middle: datetime, varies: Sequence[str], amount: Text | None
) -> Text:
    name, times, cast = PARTS[part], f"{hours[0]:02}:00–{hours[1]:02}:00", wall_time(middle)
    held, luck = _held(varies), _luck(amount or Text("", ""), has_term=amount is None)
    gap = "" if cast.zh.endswith("）") else " "
    return Text(
        f"只知生在{name.zh}（{times}），按正中 {cast.zh}{gap}排：{held.zh}，{luck.zh}。",
        f"Only the {name.en} ({times}) is known; cast for its middle, {cast.en}: {held.en}; {luck.en}.",
    )


def ambiguous_time(time: datetime, offset: str, *, is_same: bool) -> Text:
    same = Text("四柱相同，", "with the same pillars") if is_same else Text("四柱不同，", "with different pillars")
    return Text(
        f"那天时钟回拨，{time:%H:%M} 出现过两次，{same.zh}本报告取第{'二' if time.fold else '一'}次（{offset}）。",
        f"Clocks went back that day, so {time:%H:%M} occurred twice, {same.en}; "
        f"this chart uses the {'second' if time.fold else 'first'} time ({offset}).",
    )


def clock_unknown(
    offset: str, used: Pillars, others: Sequence[tuple[Sequence[Text], Pillars]], same: Sequence[Text]
) -> Text:
    """`used` are the pillars by Shanghai's clocks; `others` those by clocks with other pillars; `same` are the rest."""
    start = Text("1949 年前内地各处钟表不一：本报告按上海钟表", "Local clocks in China before 1949 are not on record: ")
    if not others and not same:
        return Text(
            f"{start.zh}（{offset}），当地若不同，四柱可能有别。",
            f"{start.en}this chart uses Shanghai's ({offset}), and by others the pillars may differ.",
        )
    if not others:
        return Text(
            f"{start.zh}（{offset}），试按{_zh(same)}，四柱{'都' if len(same) > 1 else ''}一样。",
            f"{start.en}this chart uses Shanghai's ({offset}); {_en(same)} would give the same pillars.",
        )
    names = differing(used, *(pillars for _, pillars in others))
    zh = [f"若按{_zh(clocks)}，为{in_chinese(pillars, names)}" for clocks, pillars in others]
    en = [f"by {_en(clocks)}, {in_english(pillars, names)}" for clocks, pillars in others]
    if same:
        zh.append(f"若按{_zh(same)}，不变")
        en.append(f"by {_en(same)}, no change")
    return Text(
        f"{start.zh}（{offset}），为{in_chinese(used, names)}；{'；'.join(zh)}。",
        f"{start.en}by Shanghai's ({offset}), as in this chart, {in_english(used, names)}; {'; '.join(en)}.",
    )


def _zh(clocks: Sequence[Text]) -> str:
    return "、".join(clock.zh for clock in clocks)


def _en(clocks: Sequence[Text]) -> str:
    return " or ".join(filter(None, (", ".join(clock.en for clock in clocks[:-1]), clocks[-1].en)))


def _luck(amount: Text, *, has_term: bool) -> Text:
    if has_term:
        return Text("其间交节，起运见节气一条", "a solar term within that time decides when luck starts")
    return Text(f"起运前后可差{amount.zh}", f"luck may start {amount.en} earlier or later")


def _held(varies: Sequence[str]) -> Text:
    """Say which pillars hold for the whole span."""
    holds = [name for name in PILLARS if name not in varies]
    if not varies:
        return Text("四柱全时段不变", "all four pillars hold throughout")
    if not holds:
        return Text("四柱都随时间而异", "all four pillars depend on the time")
    return Text(
        f"{'、'.join(PILLARS[name].zh for name in holds)}柱全时段不变，"
        f"{'、'.join(PILLARS[name].zh for name in varies)}柱随时间而异",
        f"{listed(holds)} hold{'s' if len(holds) == 1 else ''} throughout, "
        f"{listed(varies)} depend{'s' if len(varies) == 1 else ''} on the time",
    )


def _branch(pillars: Pillars) -> str:
    return (pillars.hour or "  ")[1]


def _double_hour(pillars: Pillars, names: Sequence[str]) -> str:
    day = f"{pillars.day}日" if "day" in names else ""
    return f"{day}{_branch(pillars)}时（{pillars.hour}）"
