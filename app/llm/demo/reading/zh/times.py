"""The passages about time in Chinese: the ten decades, and this year and the next with their months."""

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, STEMS, element_of, group_of
from app.llm.demo.reading.zh.gods import DECADES, MONTHS, SEATS, THEMES, YEARS
from app.llm.demo.reading.zh.ties import effect, first_effect, named, ranked

TONES = {"good": "顺", "mixed": "平", "hard": "逆"}


def luck(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    start = f.chart["luck"]["start_age"]
    way = "顺" if f.chart["luck"]["is_forward"] else "逆"
    paragraphs.append(
        [Must(f"你的大运{way}排，出生后{start['years']}年{start['months']}个月起运，十年一换，下面依次来看。")]
    )
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
            paragraphs.append(_next(decade))
        else:
            paragraphs.append(_other(f, decade))
    if f.decade is None and not f.is_before_luck:
        paragraphs.append(
            [Must(f"十步大运到{f.decades[-1].year + 10}年已经走完，眼下看流年与四柱，日常的规律就是最好的运。")]
        )
    return paragraphs


def _head(decade: Transit) -> str:
    return f"**{decade.pillar}运**，{decade.year}年起，{decade.age}岁起，天干为{decade.god}"


def _other(f: Facts, decade: Transit) -> Paragraph:
    theme, good, hard = DECADES[decade.god]
    said, other = (hard, good) if decade.tone == "hard" else (good, hard)
    is_past = decade.year + 10 <= int(f.chart["as_of"][:4])
    ties = ranked(decade.ties)
    seat = f"地支以{decade.seat}为主" + (f"，{named(ties[0])}。" if ties else "，与四柱没有合冲刑害。")
    if decade.age + 10 <= 14:
        return [Must(f"{_head(decade)}：主题是{THEMES[decade.god]}。{seat}"), _CHILDHOOD[decade.age > 4]]
    if decade.age >= 78 and not is_past:
        return [Must(f"{_head(decade)}：主题是{THEMES[decade.god]}。{seat}"), _LATER[decade.age % 3]]
    if is_past:
        return [Must(f"{_head(decade)}：主题是{THEMES[decade.god]}。{seat}"), f"回头看，{said}", More(other)]
    return [Must(f"{_head(decade)}：{theme}{seat}"), said, More(other)]


def _present(f: Facts, decade: Transit) -> list[Paragraph]:
    theme, good, hard = DECADES[decade.god]
    ground = f.judged["decade"]["ground"]
    ties = [effect(tie) for tie in ranked(decade.ties)]
    first, second = (hard, good) if decade.tone == "hard" else (good, hard)
    return [
        [
            Must(f"{_head(decade)}，是眼下这一步：{theme}"),
            Must(f"按喜忌看，它的走势为“{TONES[decade.tone]}”：{ground}。"),
            Must(_TEN[decade.tone]),
        ],
        [first, f"另一面也在：{second}"],
        [
            f"后半程地支的气渐显，{decade.branch}以{decade.seat}为主，{THEMES[decade.seat]}会慢慢排到前面来。",
            *(f"它{told}。" for told in ties[:2]),
            *(More(f"又{told}。") for told in ties[2:4]),
        ],
        [_SPAN[decade.tone]],
    ]


def _next(decade: Transit) -> Paragraph:
    theme, good, hard = DECADES[decade.god]
    ties = ranked(decade.ties)
    tie = f"它{effect(ties[0])}。" if ties else "它与四柱没有合冲刑害，变动多来自自己的选择。"
    return [
        Must(f"{_head(decade)}，是接下来的一步：{theme}"),
        Must(hard if decade.tone == "hard" else good),
        tie,
        f"地支以{decade.seat}为主，落实到生活里，是{THEMES[decade.seat]}。",
        "换运前后一两年，旧的安排会松动，不急着定，看清楚再换。",
    ]


_CHILDHOOD = ("年纪尚小，这一步多半应在家里的照料和气氛上。", "还是孩子，这一步多半应在上学的样子和家里的气氛上。")
_LATER = (
    "到了这一步，以养心、养身为主，主题落在家人与日常的安排上。",
    "那时宜从容，少承担，多讲讲自己的故事。",
    "那时把节奏交给身体，想做的事挑轻的做。",
)
_TEN = {
    "good": "这十年里，主动的事可以往前排，力气花下去有回音。",
    "mixed": "这十年有推有拉，一年当中有顺手的月份，也有要等的月份，关键是分开对待。",
    "hard": "这十年用力的地方多，先守住身体、家里和手上的本事，不必样样争先。",
}
_SPAN = {
    "good": "如果只做一件事，就做那件想了很久、准备也差不多的事。",
    "mixed": "如果只做一件事，就把精力分成两份：一份守成，一份试新，两份不要混。",
    "hard": "如果只做一件事，就减掉一项不必要的负担，省下来的力气会在下一步用上。",
}


def years(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    seen: dict[str, int] = {}
    used: set[tuple[str, str]] = set()
    for number, year in enumerate(f.years):
        judged = f.judged["years"][number]
        theme, good, hard = YEARS[year.god]
        ties = [effect(tie) for tie in ranked(year.ties)[:2]]
        paragraphs.append(
            [
                Must(
                    f"**{year.year}年{year.pillar}**，天干是{year.god}，走势为“{TONES[year.tone]}”：{judged['ground']}。"
                ),
                Must(f"{theme}；{hard if year.tone == 'hard' else good}。"),
                *(f"这一年{told}。" if at == 0 else f"同时{told}。" for at, told in enumerate(ties)),
                More(
                    f"{'可用的一面' if year.tone == 'hard' else '还要留心'}：{good if year.tone == 'hard' else hard}。"
                ),
            ]
        )
        paragraphs.append(Items(_month(f, month, seen, used) for month in f.months if month.year == year.year))
    return paragraphs


def _month(f: Facts, month: Transit, seen: dict[str, int], used: set[tuple[str, str]]) -> str:
    """Write a month's item; `seen` counts the ten gods, and `used` holds the effects told so far."""
    turn = seen[month.god] = seen.get(month.god, -1) + 1
    does = MONTHS[month.god][turn % 3]
    place = seen[f"seat {group_of(month.seat)}"] = seen.get(f"seat {group_of(month.seat)}", -1) + 1
    seats = SEATS[group_of(month.seat)]
    tie = first_effect(month, used) or f"{_CALM[month.month % 4]}，{seats[place % 3]}"
    dates = month.dates.replace(f"{month.year}年", "").replace(f"{month.year + 1}年", "")
    is_past = not month.is_current and month.start < f.chart["as_of"]
    lead = "眼下这个月，" if month.is_current else _PAST[month.month % 3] if is_past else ""
    values = "，".join(_value(f, char) for char in (month.stem, month.branch))
    tone = f"走势为“{TONES[month.tone]}”"
    return Must(f"**{month.pillar}**（{dates}）：{month.god}月，{tone}，{values}。{lead}{does}；{tie}。")


def _value(f: Facts, char: str) -> str:
    element = element_of(char) if char in STEMS else BRANCH_ELEMENTS[char]
    word = "有助" if element in f.helpful else "宜少" if element in f.sparing else "不偏不倚"
    return f"{char}{word}"


_CALM = (
    "与四柱没有合冲刑害，进度由自己掌握",
    "四柱安静，外面的变化少",
    "各柱都不受牵动，适合按计划走",
    "没有额外的牵扯，一件事做到底",
)
_PAST = ("回看，", "那时", "当时")
