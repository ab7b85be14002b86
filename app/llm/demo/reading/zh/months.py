"""The passage about this year and the next with their months in Chinese."""

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, BRANCHES, STEMS, element_of, group_of
from app.llm.demo.reading.when import ends_soon, next_spring
from app.llm.demo.reading.zh.answers import TONES
from app.llm.demo.reading.zh.childhood import MONTHS_YOUNG, MONTHS_YOUNG_PAST, YEARS_YOUNG
from app.llm.demo.reading.zh.gods import MONTHS, SEATS, YEARS
from app.llm.demo.reading.zh.later import MONTHS_LATER, MONTHS_LATER_PAST, YEARS_LATER
from app.llm.demo.reading.zh.month_texts import (
    CAUTIOUS_LATER,
    CAUTIOUS_YOUNG,
    MONTHS_GOOD,
    MONTHS_HARD,
    MONTHS_MIXED_LATE,
    PAST_GOOD,
    PAST_HARD,
    PAST_HARD_LATER,
    PAST_HARD_YOUNG,
    SEATS_SPARING,
)
from app.llm.demo.reading.zh.past import MONTHS_PAST
from app.llm.demo.reading.zh.soon import REST, after, days_left, is_short, rest_is_hard
from app.llm.demo.reading.zh.ties import BONDS, effects, first_effect, ranked, shortly
from app.llm.demo.reading.zh.view import change_next_year, is_elder, is_late


def years(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    seen: dict[str, int] = {}
    used: set[tuple[str, str]] = set()
    for number, year in enumerate(f.years):
        paragraphs.append(_year(f, number))
        months = [month for month in f.months if month.year == year.year]
        if any(_is_past(f, month) for month in months):
            paragraphs.append([Must("已过的月份是回头看，可以同自己的经历对一对：")])
        paragraphs.append(Items(_month(f, month, seen, used) for month in months))
    return paragraphs


def _year(f: Facts, number: int) -> Paragraph:
    year, judged, spring = f.years[number], f.judged["years"][number], next_spring(f)
    theme, good, hard = year_texts(f, year)
    is_over = not number and ends_soon(f)
    first, second = (hard, good) if year.tone == "hard" else (good, hard)
    if is_over and year.tone != "hard":
        first = f"{_KEPT[year.tone]}，只是{hard}"
    by_group = is_elder(f) or f.is_minor or is_late(f)
    is_like = by_group and group_of(year.god) == group_of(f.years[1 - number].god)
    is_same = is_like and number == 1
    if is_same:
        second = good if f.years[0].tone == "hard" else hard
    told = effects(f, year, 1 - number, is_past=is_over, day_first=True)
    rest = (
        f"这一年到{spring.year}年{spring.month}月{spring.day}日立春为止，{REST[rest_is_hard(f)]}。" if is_over else ""
    )
    after, change = f.next_decade, change_next_year(f) if number else ""
    turn = f"{change}换入{after.pillar}大运，那一步走势为“{TONES[after.tone]}”。" if after and change else ""
    void = f"{year.branch}落在日柱的空亡里，力量打些折扣。" if year.is_void else ""
    return [
        Must(
            f"**{year.year}年{year.pillar}**，天干是{year.god}，走势为“{TONES[year.tone]}”：{judged['ground']}。{void}"
        ),
        Must(f"主题与上一年相近；{second}。{turn}" if is_same else f"{theme}；{first}。{rest}{turn}"),
        *(f"这一年{each}。" for each in told[:1]),
        "" if is_like or is_over else More(f"{'可用的一面' if year.tone == 'hard' else '还要留心'}：{second}。"),
    ]


def year_texts(f: Facts, year: Transit) -> tuple[str, str, str]:
    """Return the theme of a year, its good and its hard side, for the reader's age."""
    group = group_of(year.god)
    if is_elder(f) or is_late(f):
        return YEARS_LATER[group]
    return YEARS_YOUNG[group] if f.is_minor else YEARS[year.god]


def _is_past(f: Facts, month: Transit) -> bool:
    return not month.is_current and month.start < f.chart["as_of"]


def _texts(f: Facts, month: Transit, *, is_past: bool) -> tuple[str, ...]:
    """Return the wordings for a month, by its ten god, its tone and the reader's age."""
    group, is_hard = group_of(month.god), month.tone == "hard"
    if is_elder(f) or f.is_minor:
        later, young = (MONTHS_LATER_PAST, MONTHS_YOUNG_PAST) if is_past else (MONTHS_LATER, MONTHS_YOUNG)
        table = (later if is_elder(f) else young)[group]
        if is_hard and is_past:
            return (PAST_HARD_LATER if is_elder(f) else PAST_HARD_YOUNG)[group]
        if is_hard:
            return tuple(table[at] for at in (CAUTIOUS_LATER if is_elder(f) else CAUTIOUS_YOUNG)[group])
        return table
    if is_past:
        return {"good": PAST_GOOD, "hard": PAST_HARD}.get(month.tone, MONTHS_PAST)[group]
    if month.tone == "mixed":
        return MONTHS_MIXED_LATE[group] if is_late(f) else MONTHS[month.god]
    return (MONTHS_HARD if is_hard else MONTHS_GOOD)[group]


def _month(f: Facts, month: Transit, seen: dict[str, int], used: set[tuple[str, str]]) -> str:
    """Write a month's item; `seen` counts what was said so far, and `used` holds the effects told so far."""
    is_past = _is_past(f, month)
    table = _texts(f, month, is_past=is_past)
    does = table[_turn(seen, table[0]) % len(table)]
    tie, is_new = first_effect(f, month, used, is_past=is_past)
    if not is_new:
        ties = ranked(month.ties, month.tone)
        tie = tie or (_CALM_PAST if is_past else _CALM[_turn(seen, "calm") % 4])
        if not is_past and not (is_elder(f) or f.is_minor) and not (ties and ties[0].kind not in BONDS):
            tie += _seat(f, month, seen)
    if not is_past and f.question and f.judged["question"]["topic"] == "感情与婚姻" and "日柱" not in tie:
        at_day = [tied for tied in ranked(month.ties) if "day" in tied.pillars and not tied.kind.startswith("天干")]
        tie += f"；{shortly(f, at_day[:1], month.tone)}" if at_day else ""
    dates = month.dates.replace(f"{month.year}年", "").replace(f"{month.year + 1}年", "")
    lead = ""
    if month.is_current:
        lead = f"眼下这个月还剩{days_left(f, month)}天，" if is_short(f, month) else "眼下这个月，"
        does = _LAST_DAYS[month.tone] if is_short(f, month) else does
    does = does.replace("下月", after(f, month))
    way = "" if is_past or month.is_current else f"，{_WAYS[month.tone][_turn(seen, month.tone) % 3]}"
    values = "，".join(_value(f, char) for char in (month.stem, month.branch))
    if BRANCHES[(BRANCHES.index(f.columns["day"].branch) + 6) % 12] == month.branch:
        values += "，又冲日支"
    if month.is_void:
        values += f"，{month.branch}逢空亡"
    return Must(
        f"**{month.pillar}**（{dates}）“{TONES[month.tone]}”：{month.god}月，{values}{way}。{lead}{does}；{tie}。"
    )


def _seat(f: Facts, month: Transit, seen: dict[str, int]) -> str:
    """Say what the branch adds, if that suits the tone of the month."""
    group = group_of(month.seat)
    if f.value(group) < 0:
        return f"，{SEATS_SPARING[group]}"
    if month.tone == "hard":
        return ""
    return f"，{SEATS[group][_turn(seen, f'seat {group}') % 3]}"


def _turn(seen: dict[str, int], what: str) -> int:
    """Return how often this has been said before."""
    seen[what] = seen.get(what, -1) + 1
    return seen[what]


def _value(f: Facts, char: str) -> str:
    element = element_of(char) if char in STEMS else BRANCH_ELEMENTS[char]
    word = "有助" if element in f.helpful else "宜少" if element in f.sparing else "不喜不忌"
    return f"{char}{word}"


_WAYS = {
    "good": ("宜主动", "宜办要紧的事", "宜往前一步"),
    "mixed": ("宜量力", "宜一件一件来", "宜先易后难"),
    "hard": ("宜守", "宜放慢", "宜省力"),
}
_KEPT = {"good": "做下的事多半有回音", "mixed": "做成的与没做成的各有一些"}
"""What remains of a year that is nearly over and was not demanding."""
_LAST_DAYS = {
    "good": "手上差一步的事趁这几天办完，外面的新事不起头",
    "mixed": "没办完的挑一两件了结，其余挪到下月",
    "hard": "外面的事只收尾最小的一件，其余先放下，歇一歇",
}
_CALM_PAST = "与四柱没有合冲刑害，外面的变化可能不大"
_CALM = (
    "与四柱没有合冲刑害，进度由自己掌握",
    "四柱安静，外面的变化少",
    "各柱都不受牵动，适合按计划走",
    "没有额外的牵扯，照原来的安排做",
)
