"""The passage about the ten decades in Chinese."""

from collections.abc import Mapping
from datetime import date

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, element_of, group_of
from app.llm.demo.reading.when import decade_change, today, years_in
from app.llm.demo.reading.zh.answers import TONES, later_years
from app.llm.demo.reading.zh.childhood import THEMES_YOUNG
from app.llm.demo.reading.zh.gods import DECADES, GROUP_NAMES, PLAIN, THEMES
from app.llm.demo.reading.zh.late import DECADES_LATE
from app.llm.demo.reading.zh.later import DECADES_LATER
from app.llm.demo.reading.zh.past import DECADES_PAST, SCHOOL, SCHOOL_HARD
from app.llm.demo.reading.zh.ties import effects, weightiest
from app.llm.demo.reading.zh.view import change_next_year, changes, is_elder


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
    return f"**{decade.pillar}运**，{decade.year}年起，{age}起，天干{decade.god}、地支{decade.seat}"


def _words(decade: Transit) -> tuple[str, str, str]:
    """Return the theme of a present or coming decade, its good and its hard side, for the reader's age in it."""
    if decade.age >= _LATER_FROM:
        return DECADES_LATER[group_of(decade.god)]
    return DECADES_LATE[group_of(decade.god)] if decade.age >= _LATE_FROM else DECADES[decade.god]


_GROWN, _LATE_FROM, _LATER_FROM = 15, 50, 68


def _other(f: Facts, decade: Transit) -> Paragraph:
    tie = weightiest(f, decade) or "与四柱没有合冲刑害，少有外力来推"
    void = f"，{decade.branch}逢空亡" if decade.is_void else ""
    start = f"{_head(decade)}，“{TONES[decade.tone]}”"
    theme = THEMES_YOUNG[group_of(decade.god)] if decade.age < _GROWN else THEMES[decade.god]
    head = Must(f"{start}：主题是{theme}；{tie}{void}。")
    if decade.age < 12 and decade.age + 10 <= 18:
        return [Must(f"{start}：{tie}{void}。"), _CHILDHOOD[decade.age > 4]]
    if decade.year + 10 <= int(f.chart["as_of"][:4]):
        if decade.age < _GROWN:
            return [head, _school(decade)]
        if decade.age >= _LATER_FROM:
            number = 2 if decade.tone == "hard" else 1
            texts = DECADES_LATER[group_of(decade.god)]
            return [
                head,
                f"回头看，{_alike(f, decade) if _is_like_the_last(f, decade) else texts[number]}",
                More(texts[3 - number]),
            ]
        good, hard = DECADES_PAST[decade.god]
        said, other = (hard, good) if decade.tone == "hard" else (good, hard)
        return [head, f"回头看，{said}", other if decade.tone == "mixed" else More(other)]
    if _is_like_the_last(f, decade):
        later = f"后半程以地支{decade.seat}为主，{THEMES[decade.seat]}排到前面来。"
        said = _SLOWER[decade.age > 88] if decade.age >= _LATER_FROM else later
        return [Must(f"{start}：{_alike(f, decade)}这一步{tie}{void}。"), said]
    theme, good, hard = _words(decade)
    said, other = (hard, good) if decade.tone == "hard" else (good, hard)
    return [
        Must(f"{start}：{theme}这一步{tie}{void}。"),
        said,
        other if decade.tone == "mixed" else More(other),
    ]


def _school(decade: Transit) -> str:
    group = group_of(decade.god)
    if decade.tone == "hard":
        return SCHOOL_HARD[group]
    return SCHOOL[group] if decade.tone == "good" else f"{SCHOOL[group].removesuffix('。')}，其间也有费力的几年。"


def _is_like_the_last(f: Facts, decade: Transit) -> bool:
    """Whether the decade before has the same words for a reader of that age."""
    number = f.decades.index(decade)
    before = f.decades[number - 1] if number else None
    if before is None or group_of(before.god) != group_of(decade.god):
        return False
    is_late = before.age >= _LATE_FROM and decade.age < _LATER_FROM and before.year + 10 > today(f).year
    return before.age >= _LATER_FROM or is_late or (is_elder(f) and before.is_current)


def _alike(f: Facts, decade: Transit) -> str:
    """Compare a decade with the one before, whose stem is of the same group."""
    before = f.decades[f.decades.index(decade) - 1]
    if before.tone != decade.tone:
        return (
            f"天干由{before.god}换成{decade.god}，仍是{GROUP_NAMES[group_of(decade.god)]}，"
            f"走势由“{TONES[before.tone]}”转“{TONES[decade.tone]}”，{_TURNED[decade.tone]}。"
        )
    return (
        f"天干由{before.god}换成{decade.god}，仍是{GROUP_NAMES[group_of(decade.god)]}；"
        f"地支由{before.branch}换{decade.branch}，落点从{PLAIN[before.seat]}移到{PLAIN[decade.seat]}。"
    )


_TURNED = {"good": "比前十年省力", "mixed": "有省力也有费力", "hard": "比前十年费力"}
_SLOWER = (
    "步子比上一步再慢一些，家里人搭手的地方会多起来，接受就好。",
    "那时宜从容，把节奏交给身体，想做的事挑轻的做。",
)


def _present(f: Facts, decade: Transit) -> list[Paragraph]:
    theme, good, hard = DECADES_LATER[group_of(decade.god)] if is_elder(f) else _words(decade)
    ground = f.judged["decade"]["ground"]
    told = effects(f, decade)
    first, second = (hard, good) if decade.tone == "hard" else (good, hard)
    if f.is_minor:
        theme = f"主题是{THEMES[decade.god]}。"
    years, change = years_in(f, decade), decade_change(f)
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
                f"{_head(decade)}，是眼下这一步，已走过{_gone(f, decade)}：{theme}"
                if years
                else f"{_head(decade)}，是刚到的一步：{theme}"
            ),
            Must(f"按喜忌看，它的走势为“{TONES[decade.tone]}”：{ground}。"),
            Must(f"这一步就要走完，{changes(f)}换运。" if change else _ten(f, decade)),
            *([Must(ending)] if (ending := _ending(f)) else []),
        ],
        [_school(decade), "家里的作息和气氛，比什么都要紧。"] if f.is_minor else [first, f"另一面也在：{second}"],
        [
            f"天干地支同是{decade.seat}，前后十年主题不换。{_void(decade)}"
            if decade.god == decade.seat
            else f"{half}，{decade.branch}以{decade.seat}为主{seat}。{_void(decade)}",
            *(f"它{each}。" for each in told[:2]),
            *(More(f"又{each}。") for each in told[2:4]),
        ],
        ["" if change or _ending(f) else _SPAN[decade.tone]],
    ]


def _ending(f: Facts) -> str:
    """Say how much of a decade is left that ends in the next year."""
    day = change_next_year(f)
    if not day or f.next_decade is None:
        return ""
    months = max(1, round((date.fromisoformat(f.next_decade.start) - today(f)).days / 30.4))
    return f"这一步到{day}换运，还剩约{months}个月，宜收尾、交接，不起大的新头。"


def _gone(f: Facts, decade: Transit) -> str:
    """Say how long the present decade has lasted: `3年`, or `将近4年` if less than two months are missing."""
    years, days = years_in(f, decade), (today(f) - date.fromisoformat(decade.start)).days
    return f"将近{years + 1}年" if (years + 1) * 365 - days < 60 else f"{years}年"


def _ten(f: Facts, decade: Transit) -> str:
    """Say what the tone means for what is done in a decade; a mixed one helps on one side and costs on the other."""
    if decade.tone != "mixed":
        return (_TEN_LATER if is_elder(f) else _TEN)[decade.tone]
    sides = {god: _value(f, char) for god, char in ((decade.god, decade.stem), (decade.seat, decade.branch))}
    helping = [PLAIN[god] for god, value in sides.items() if value > 0]
    costing = [PLAIN[god] for god, value in sides.items() if value < 0]
    if f.is_minor or is_elder(f) or not helping:
        return _TEN_LATER["mixed"] if is_elder(f) else "这十年有帮手，也有要自己费力的地方，一样一样来。"
    cost = f"费力的多在{costing[0]}上" if costing else "只是地支冲着日支，身边的安排常有变动"
    return f"省力的多在{helping[0]}上，{cost}。"


def _value(f: Facts, char: str) -> int:
    element = BRANCH_ELEMENTS[char] if char in BRANCH_ELEMENTS else element_of(char)
    return (element in f.helpful) - (element in f.sparing)


def _void(transit: Transit) -> str:
    return f"{transit.branch}落在日柱的空亡里，力量打些折扣。" if transit.is_void else ""


def _next(f: Facts, decade: Transit) -> Paragraph:
    theme, good, hard = _words(decade)
    is_like = _is_like_the_last(f, decade)
    if is_like:
        theme = _alike(f, decade)
    told = effects(f, decade, 1)
    seat = "" if is_elder(f) or f.is_minor else f"后半程以地支{decade.seat}为主，{THEMES[decade.seat]}排到前面来。"
    return [
        Must(f"{_head(decade)}，是接下来的一步，走势为“{TONES[decade.tone]}”：{theme}"),
        Must(_SLOWER[0] if is_like and decade.age >= _LATER_FROM else hard if decade.tone == "hard" else good),
        f"它{told[0]}。" if told else "它与四柱没有合冲刑害，变动多来自自己的选择。",
        f"{seat}{_void(decade)}",
        _around(f, decade),
    ]


def _around(f: Facts, decade: Transit) -> str:
    """Speak of the change of decades, and of the years around it that the answer recommends."""
    if f.is_minor:
        return "换运前后，作息和功课的安排先求稳，再慢慢换新的。"
    years = later_years(f) if f.question and f.judged["question"].get("speaks") else ""
    within = [year for year in range(decade.year - 1, decade.year + 2) if str(year) in years]
    if within:
        named = "、".join(f"{year}年" for year in within)
        return f"换运前后旧的安排会松动，相宜的{named}正在其间：先把旧的交代清楚，再定新的。"
    return "换运前后一两年，旧的安排会松动，先看清楚再换。"


_CHILDHOOD = ("年纪尚小，这一步多半应在家里的照料和气氛上。", "还是孩子，这一步多半应在上学的样子和家里的气氛上。")
_TEN = {
    "good": "这十年里，主动的事可以往前排，力气花下去有回音。",
    "hard": "这十年用力的地方多，先守住身体、家里和手上的本事，不必样样争先。",
}
_TEN_LATER = {
    "good": "这十年多有助力，想做的小事可以往前排。",
    "mixed": "这十年顺的时候走动，不顺的时候歇着。",
    "hard": "这十年用力的地方多，先守住身体和日常的规律，不必样样争先。",
}
_SPAN = {
    "good": "如果只做一件事，就做那件想了很久、准备也差不多的事。",
    "mixed": "如果只做一件事，就把手上最熟的那件做实，新的在边上小试。",
    "hard": "如果只做一件事，就减掉一项不必要的负担，把省下来的力气留给自己。",
}
