"""The passages about time in Chinese: the ten decades, and this year and the next with their months."""

from collections.abc import Mapping

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, BRANCHES, STEMS, element_of, group_of
from app.llm.demo.reading.when import decade_change, ends_soon, next_spring, years_in
from app.llm.demo.reading.zh.answers import TONES
from app.llm.demo.reading.zh.childhood import MONTHS_YOUNG, MONTHS_YOUNG_PAST, YEARS_YOUNG
from app.llm.demo.reading.zh.gods import DECADES, MONTHS, SEATS, THEMES, YEARS
from app.llm.demo.reading.zh.later import DECADES_LATER, MONTHS_LATER, MONTHS_LATER_PAST, YEARS_LATER
from app.llm.demo.reading.zh.past import DECADES_PAST, MONTHS_PAST, SCHOOL
from app.llm.demo.reading.zh.ties import effects, first_effect, named, ranked
from app.llm.demo.reading.zh.view import changes, is_elder


def luck(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    start = f.chart["luck"]["start_age"]
    way = "顺" if f.chart["luck"]["is_forward"] else "逆"
    paragraphs.append([Must(f"你的大运{way}排，出生后{_span(start)}起运，十年一换，下面依次来看。")])
    if f.is_before_luck:
        paragraphs.append(
            [
                Must(
                    f"眼下还没有起运，这一段看四柱与流年：以月柱{f.columns['month'].pillar}的环境为主，家里的照料和作息比什么都要紧。"
                ),
                f"等到{f.decades[0].year}年，第一步大运才接上来，在那以前，孩子的样子多半随着家里的气氛走。",
            ]
        )
    for decade in f.decades:
        if decade is f.decade:
            paragraphs += _present(f, decade)
        elif decade is f.next_decade:
            paragraphs.append(_next(f, decade))
        else:
            paragraphs.append(_other(f, decade))
    if f.decade is None and not f.is_before_luck:
        paragraphs.append(
            [Must(f"十步大运到{f.decades[-1].year + 10}年已经走完，眼下看流年与四柱，日常的规律就是最好的运。")]
        )
    return paragraphs


def _span(start: Mapping[str, int]) -> str:
    years, months = start["years"], start["months"]
    return (f"{years}年" if years else "") + (f"{months}个月" if months else "") or "不到一个月"


def _head(decade: Transit) -> str:
    age = f"{decade.age}岁" if decade.age else "不满一岁"
    return f"**{decade.pillar}运**，{decade.year}年起，{age}起，天干为{decade.god}"


def _words(decade: Transit) -> tuple[str, str, str]:
    """Return the theme of a present or coming decade, its good and its hard side, for the reader's age in it."""
    return DECADES_LATER[group_of(decade.god)] if decade.age >= 68 else DECADES[decade.god]


def _other(f: Facts, decade: Transit) -> Paragraph:
    ties = ranked(decade.ties)
    tie = f"，{named(ties[0])}" if ties else "，与四柱没有合冲刑害"
    seat = f"地支以{decade.seat}为主{tie}，走势为“{TONES[decade.tone]}”。"
    head = Must(f"{_head(decade)}：主题是{THEMES[decade.god]}。{seat}")
    if decade.age < 12 and decade.age + 10 <= 18:
        return [head, _CHILDHOOD[decade.age > 4]]
    if decade.year + 10 <= int(f.chart["as_of"][:4]):
        if decade.age < 15:
            return [head, SCHOOL[group_of(decade.god)]]
        if decade.age >= 68:
            good = _SAME if _is_like_the_last(f, decade) else DECADES_LATER[group_of(decade.god)][1]
            return [head, f"回头看，{good}"]
        good, hard = DECADES_PAST[decade.god]
        said, other = (hard, good) if decade.tone == "hard" else (good, hard)
        return [head, f"回头看，{said}", More(other)]
    if _is_like_the_last(f, decade):
        return [Must(f"{_head(decade)}：{_ALIKE}{seat}"), _SLOWER[decade.age > 88]]
    theme, good, hard = _words(decade)
    said, other = (hard, good) if decade.tone == "hard" else (good, hard)
    return [Must(f"{_head(decade)}：{theme}{seat}"), said, More(other)]


def _is_like_the_last(f: Facts, decade: Transit) -> bool:
    """Whether the decade before has the same words for a reader of that age."""
    number = f.decades.index(decade)
    before = f.decades[number - 1] if number else None
    if before is None or group_of(before.god) != group_of(decade.god):
        return False
    return before.age >= 68 or (is_elder(f) and before.is_current)


_SAME = "日子的样子与上一步大致相接。"
_ALIKE = "主题与上一步同类，日子的样子大致相接。"
_SLOWER = (
    "步子比上一步再慢一些，家里人搭手的地方会多起来，接受就好。",
    "那时宜从容，把节奏交给身体，想做的事挑轻的做。",
)


def _present(f: Facts, decade: Transit) -> list[Paragraph]:
    theme, good, hard = DECADES_LATER[group_of(decade.god)] if is_elder(f) else DECADES[decade.god]
    ground = f.judged["decade"]["ground"]
    told = effects(f, decade)
    first, second = (hard, good) if decade.tone == "hard" else (good, hard)
    if f.is_minor:
        theme = f"主题是{THEMES[decade.god]}。"
    years = years_in(f, decade)
    change = decade_change(f)
    half = (
        "走到末尾，地支的气最显"
        if change
        else "眼下已到后半程，地支的气显出来"
        if years >= 5
        else "到了后半程，地支的气会显出来"
    )
    seat = "" if is_elder(f) else f"，{THEMES[decade.seat]}排到前面来"
    return [
        [
            Must(
                f"{_head(decade)}，是眼下这一步，已走过{years}年：{theme}"
                if years
                else f"{_head(decade)}，是刚到的一步：{theme}"
            ),
            Must(f"按喜忌看，它的走势为“{TONES[decade.tone]}”：{ground}。"),
            Must(
                f"这一步就要走完，{changes(f)}换运。" if change else (_TEN_LATER if is_elder(f) else _TEN)[decade.tone]
            ),
        ],
        [SCHOOL[group_of(decade.god)], "家里的作息和气氛，比什么都要紧。"]
        if f.is_minor
        else [first, f"另一面也在：{second}"],
        [
            f"{half}，{decade.branch}以{decade.seat}为主{seat}。{_void(decade)}",
            *(f"它{each}。" for each in told[:2]),
            *(More(f"又{each}。") for each in told[2:4]),
        ],
        ["" if change else _SPAN[decade.tone]],
    ]


def _void(transit: Transit) -> str:
    return f"{transit.branch}落在日柱的空亡里，力量打些折扣。" if transit.is_void else ""


def _next(f: Facts, decade: Transit) -> Paragraph:
    theme, good, hard = _words(decade)
    is_like = _is_like_the_last(f, decade)
    if is_like:
        theme = _ALIKE
    told = effects(f, decade, 1)
    seat = "" if is_elder(f) else f"，落实到生活里，是{THEMES[decade.seat]}"
    return [
        Must(f"{_head(decade)}，是接下来的一步，走势为“{TONES[decade.tone]}”：{theme}"),
        Must(_SLOWER[0] if is_like else hard if decade.tone == "hard" else good),
        f"它{told[0]}。" if told else "它与四柱没有合冲刑害，变动多来自自己的选择。",
        f"地支以{decade.seat}为主{seat}。{_void(decade)}",
        "换运前后一两年，旧的安排会松动，不急着定，看清楚再换。",
    ]


_CHILDHOOD = ("年纪尚小，这一步多半应在家里的照料和气氛上。", "还是孩子，这一步多半应在上学的样子和家里的气氛上。")
_TEN = {
    "good": "这十年里，主动的事可以往前排，力气花下去有回音。",
    "mixed": "这十年有推有拉，有顺手的年份，也有要等的年份，关键是分开对待。",
    "hard": "这十年用力的地方多，先守住身体、家里和手上的本事，不必样样争先。",
}
_TEN_LATER = {
    "good": "这十年多有助力，想做的小事可以往前排。",
    "mixed": "这十年有推有拉，顺的时候走动，不顺的时候歇着。",
    "hard": "这十年用力的地方多，先守住身体和日常的规律，不必样样争先。",
}
_SPAN = {
    "good": "如果只做一件事，就做那件想了很久、准备也差不多的事。",
    "mixed": "如果只做一件事，就把精力分成两份：一份守住已有的，一份试新的。",
    "hard": "如果只做一件事，就减掉一项不必要的负担，把省下来的力气留给自己。",
}


def years(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    seen: dict[str, int] = {}
    used: set[tuple[str, str]] = set()
    for number, year in enumerate(f.years):
        judged = f.judged["years"][number]
        theme, good, hard = year_texts(f, year)
        first, second = (hard, good) if year.tone == "hard" else (good, hard)
        is_like = (is_elder(f) or f.is_minor) and group_of(year.god) == group_of(f.years[1 - number].god)
        is_same = is_like and number == 1
        if is_same:
            second = good if f.years[0].tone == "hard" else hard
        told = effects(f, year, 1 - number, is_past=not number and ends_soon(f))
        spring = next_spring(f)
        rest = (
            f"这一年到{spring.year}年{spring.month}月{spring.day}日立春为止，余下的日子宜收尾。"
            if not number and ends_soon(f)
            else ""
        )
        paragraphs.append(
            [
                Must(
                    f"**{year.year}年{year.pillar}**，天干是{year.god}，走势为“{TONES[year.tone]}”：{judged['ground']}。{_void(year)}"
                ),
                Must(f"{theme}；{first}。{rest}" if not is_same else f"主题与上一年相近；{second}。"),
                *(f"这一年{each}。" for each in told[:1]),
                "" if is_like else More(f"{'可用的一面' if year.tone == 'hard' else '还要留心'}：{second}。"),
            ]
        )
        paragraphs.append(Items(_month(f, month, seen, used) for month in f.months if month.year == year.year))
    return paragraphs


def year_texts(f: Facts, year: Transit) -> tuple[str, str, str]:
    """Return the theme of a year, its good and its hard side, for the reader's age."""
    group = group_of(year.god)
    return YEARS_LATER[group] if is_elder(f) else YEARS_YOUNG[group] if f.is_minor else YEARS[year.god]


def _month(f: Facts, month: Transit, seen: dict[str, int], used: set[tuple[str, str]]) -> str:
    """Write a month's item; `seen` counts what was said so far, and `used` holds the effects told so far."""
    is_past = not month.is_current and month.start < f.chart["as_of"]
    later, group = is_elder(f), group_of(month.god)
    by_group = later or f.is_minor
    if is_past:
        table: tuple[str, ...] = (MONTHS_LATER_PAST if later else MONTHS_YOUNG_PAST if f.is_minor else MONTHS_PAST)[
            group
        ]
    else:
        table = MONTHS_LATER[group] if later else MONTHS_YOUNG[group] if f.is_minor else MONTHS[month.god]
    kind = f"{'past' if is_past else 'to come'} {group if is_past or by_group else month.god}"
    does = table[_turn(seen, kind) % len(table)]
    tie, is_new = first_effect(f, month, used, is_past=is_past)
    if not is_new:
        if not tie:
            tie = "与四柱没有合冲刑害" if is_past else _CALM[_turn(seen, "calm") % 4]
        if not by_group and not is_past:
            group = group_of(month.seat)
            tie += f"，{SEATS[group][_turn(seen, f'seat {group}') % 3]}"
    dates = month.dates.replace(f"{month.year}年", "").replace(f"{month.year + 1}年", "")
    lead = "眼下这个月，" if month.is_current else "回头看，" if is_past else ""
    way = "" if is_past else f"，{_WAYS[month.tone][_turn(seen, month.tone) % 3]}"
    values = "，".join(_value(f, char) for char in (month.stem, month.branch))
    if BRANCHES[(BRANCHES.index(f.columns["day"].branch) + 6) % 12] == month.branch:
        values += "，又冲日支"
    if month.is_void:
        values += f"，{month.branch}逢空亡"
    tone = f"走势为“{TONES[month.tone]}”（{values}）{way}"
    return Must(f"**{month.pillar}**（{dates}）：{month.god}月，{tone}。{lead}{does}；{tie}。")


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
_CALM = (
    "与四柱没有合冲刑害，进度由自己掌握",
    "四柱安静，外面的变化少",
    "各柱都不受牵动，适合按计划走",
    "没有额外的牵扯，照原来的安排做",
)
