"""The answer to a question about the finished report, in Chinese: shorter than the report's own, and in other words."""

import re
from collections.abc import Iterable

from app.llm.demo.reading.after import FollowUp
from app.llm.demo.reading.fit import Must
from app.llm.demo.reading.fresh import Choice, Lines, rotated
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, element_of
from app.llm.demo.reading.quote import can_quote, quoted
from app.llm.demo.reading.when import asked, asked_months, asked_years, months_with, void_among
from app.llm.demo.reading.zh import ask
from app.llm.demo.reading.zh.answers import TONES, answer, later_years, placed, runs, this_year
from app.llm.demo.reading.zh.aside import aside
from app.llm.demo.reading.zh.follow_up_lines import (
    AGAIN,
    EVERYDAY,
    NEXT_STEPS,
    NEXT_STEPS_OTHER,
    PAPERS,
    SAME,
    SIGNS,
    WITHHELD,
    WITHHELD_AGAIN,
)
from app.llm.demo.reading.zh.forms import names_a_child
from app.llm.demo.reading.zh.gods import GROUP_NAMES
from app.llm.demo.reading.zh.second import second_full, second_topic, told
from app.llm.demo.reading.zh.view import spans, stance


def answered(f: FollowUp, heading: str) -> list[Lines]:
    """Return the lines of the answer; `heading` quotes the question, unless it is too long for that."""
    judged = f.judged["question"]
    if not judged["speaks"]:
        return left_aside(f)
    return [
        [*_quote(f, heading), _must(f"{lead}**{answer(f)}**。" for lead in _LEADS), *_relation(f)],
        _time(f),
        _grounds(f),
        [str(line) for line in ask.palace(f)],
        [_must(f"{lead}{second_full(f).removeprefix('再看')}" for lead in _SECOND)] if second_topic(f) else [],
        [_must(f"{lead}{ask.child(f)}" for lead in _CHILD)] if names_a_child(f) and not f.is_minor else [],
        _care(f) if f.topic == "身心与起居" else [],
        [*_years(f), *_one_year(f)],
        _plan(f),
        [
            _must([ask.first_step(f), *(f"你可以先做的一件事：{step}。" for step in _next_steps(f))]),
            Choice(f"{line}。" for line in SIGNS[stance(f)]),
        ],
        rotated(EVERYDAY if f.is_minor else (*EVERYDAY, PAPERS), f.number),
    ]


def left_aside(f: FollowUp) -> list[Lines]:
    """Return what is said instead of an answer. Only the way to help is repeated word for word."""
    judged = f.judged["question"]
    first, *others = aside(f)
    if judged.get("urgent"):
        return [first, *others]
    what = judged.get("spoken_of", "withheld")
    lean = _must(WITHHELD_AGAIN[what]) if f.times_answered else Must(judged["lean"])
    return [
        [lean],
        *([str(line) if isinstance(line, Must) else line for line in lines] for lines in others),
        rotated(WITHHELD, f.number) if what == "withheld" else [],
    ]


_LEADS = ("先说答案：", "一句话回答：", "直接说结论：", "就这一问来说，", "照命盘来答：", "答案在前：")
_GROUNDS = ("凭的是", "依据在命盘的这几处：", "命盘里与此有关的，是", "从盘上看，", "落到字上，是", "看的是这几处：")
_SECOND = ("同时问到的", "至于", "另一件，", "连带问到的", "再说", "还有")
_CHILD = ("", "问到孩子，", "孩子这一面，", "说回孩子，", "再看孩子，", "为孩子问，")
_MONTHS = ("排到月份上，", "日子可以这样排：", "就近来看，", "照月份来安排，", "落到日历上，", "近处的安排是：")
_SAME_MONTHS = (
    "月份仍照前面的安排，不另挑日子。",
    "日子前面已经排过，这一问不改动它。",
    "什么时候谈、什么时候定，与前面那一答相同。",
    "安排照旧，按前面说的月份走就好。",
)
_WEIGHED = ("按喜忌来量，", "放在喜忌里看，", "轻重上，", "拿喜忌一比，", "合着喜忌看，", "量一量轻重，")
_SAME_GROUNDS = (
    "依据没有变，仍在{}。",
    "看的还是{}，轻重前面说过。",
    "根据仍是{}，这里不再细说。",
    "出处与前面相同：{}。",
    "仍从{}来看。",
    "凭据照旧，落在{}上。",
)
_ONE_YEAR = (
    "细看{}年：",
    "单说{}年，",
    "拿{}年来说，",
    "{}年是这样来的：",
    "以{}年为例，",
    "再看{}年的字：",
)
_VALUES = {1: "有助", 0: "不喜不忌", -1: "宜少"}
_LATER = (
    "往后看，{}较为相宜",
    "放远了看，较为相宜的是{}",
    "若要挑年份，{}居先",
    "年份上，{}更合适些",
    "十年之内，{}较合用",
    "把眼光放长，{}是较好的时候",
)
_HARD = (
    "费力的一段是{}，大的决定避开它。",
    "{}要多留余地。",
    "放慢的一段在{}。",
    "{}不作大的变动。",
    "要缓一缓的，是{}。",
    "{}多歇少赶。",
)


def _must(lines: Iterable[str]) -> Choice:
    return Choice(Must(line) for line in lines)


def _quote(f: FollowUp, heading: str) -> list[str]:
    """Quote a question that the heading has shortened."""
    words = quoted(f.question)
    if words in heading or not can_quote(f.question):
        return []
    return [Must(f"你的原话是：“{words}”{'' if words[-1:] in '。！？!?…' else '。'}")]


def _relation(f: FollowUp) -> list[str | Choice]:
    """Say that the matter, or the same question, has been answered before."""
    if f.is_asked_again:
        return [_must(AGAIN)]
    return [_must(SAME)] if f.times_answered else []


def _time(f: FollowUp) -> Lines:
    """Answer for the time that the question names."""
    if when := asked(f):
        bare = when.removeprefix("问到的年份里，").removeprefix("问到的")
        return [_must([f"先看所问的时间：{bare}", f"按年月来说，{bare}", f"时间上，{bare}", f"把年月列出来：{bare}"])]
    year = this_year(f)
    return (
        [_must(f"{lead}{year}" for lead in ("", "单看时间，", "放到年份上，", "说到时间，", "论年份，"))]
        if year
        else []
    )


def _grounds(f: FollowUp) -> Lines:
    """Say what in the chart speaks to the matter, in short if an earlier answer on the same subject has said it."""
    speaks = told(f.judged["question"]["speaks"]).rstrip("。")
    if f.times_answered:
        stars = "、".join(GROUP_NAMES[f.group_with(element)] for element in re.findall("（([木火土金水])）", speaks))
        seat = speaks.rpartition("宫位看")[2]
        return [_must(line.format(f"{stars}与{seat}" if stars else seat) for line in _SAME_GROUNDS)]
    words = ask.weighed(f).removeprefix("其中")
    return [_must(f"{lead}{speaks}。" for lead in _GROUNDS), Choice(f"{lead}{words}" for lead in _WEIGHED)]


def _care(f: FollowUp) -> Lines:
    words = re.sub("；其余见.*", "。", ask.daily_care(f).removeprefix("落到起居上，"))
    return [_must(f"{lead}{words}" for lead in ("起居上，", "日常里，", "养护上，", "平日里，", "放到作息上，"))]


def _years(f: FollowUp) -> Lines:
    """Name the coming years that suit the matter, unless the answer or the plan names them."""
    years = later_years(f)
    if asked(f):
        return []
    if not years or years in answer(f) or "较为相宜" in placed(f) or f.topic == "身心与起居":
        return [runs(f)]
    void = "、".join(f"{year}年" for year, _ in void_among(f, years))
    less = f"（{void}逢空亡，助力打些折扣）" if void else ""
    return [Choice(f"{line.format(years)}{less}。" for line in _LATER), runs(f)]


def _one_year(f: FollowUp) -> list[Choice]:
    """Say why one of the years in question has its tone."""
    wanted = [year for year, _ in asked_years(f)] or [int(year) for year in re.findall("(20..)年", later_years(f))]
    years = [year for year in (*f.years, *f.later_years) if year.year in wanted]
    if not years:
        return []
    year = years[f.times_answered % len(years)]
    stem, branch = element_of(year.stem), BRANCH_ELEMENTS[year.branch]
    values = [(element in f.helpful) - (element in f.sparing) for element in (stem, branch)]
    too = "也" if values[0] == values[1] else ""
    ground = f"天干{year.stem}{stem}{_VALUES[values[0]]}，地支{year.branch}{branch}{too}{_VALUES[values[1]]}"
    if any(tie.kind == "六冲" and "day" in tie.pillars for tie in year.ties):
        ground += "，又与日支相冲"
    return [Choice(f"{lead.format(year.year)}{ground}，走势为“{TONES[year.tone]}”。" for lead in _ONE_YEAR)]


def _plan(f: FollowUp) -> Lines:
    """Place the step in its months, in short if an earlier answer on the same subject has done so."""
    planned = placed(f)
    if f.times_answered and any(planned in answer["answer"] for answer in f.answers):
        return [_must(_SAME_MONTHS)]
    return [_must(f"{lead}{planned}。" for lead in _MONTHS), *_hard(f)]


def _hard(f: FollowUp) -> list[Choice]:
    months = months_with(f, "hard", 24)
    if wanted := asked_months(f):
        months = [month for month in months if month.start[:4] == wanted[0].start[:4]]
    return [Choice(line.format(spans(months)) for line in _HARD)] if months else []


def _next_steps(f: FollowUp) -> list[str]:
    """Return further steps, beginning with another one for each question on the same subject."""
    steps = NEXT_STEPS.get(f.topic, NEXT_STEPS_OTHER)
    return [*steps, *(step for step in NEXT_STEPS_OTHER if step not in steps)]
