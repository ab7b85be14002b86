"""Sentences in Chinese on a second matter that the question asks about: `事业和财运怎么样？`."""

import re

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.when import asked_years, near_year
from app.llm.demo.reading.zh.gods import GROUP_NAMES
from app.llm.demo.reading.zh.view import stance
from app.llm.demo.reading.zh.words import SEEN

_DOES = {
    "财务": {1: "可以一步一步经营", 0: "以收支平稳为先", -1: "以守和简为先，不添新的门路"},
    "事业与工作": {1: "有施展的余地，担子一件一件接", 0: "分内的做稳，机会来了再看", -1: "担子量力而接，不争先"},
    "学业与考试": {1: "肯学就有回音", 0: "照平常的节奏学", -1: "少开几门，把一门学扎实"},
    "感情与婚姻": {1: "亲近的关系托得住人，值得花时间", 0: "好坏多看相处", -1: "不压全部的期待，彼此留些余地"},
    "家人与子女": {1: "多在一起，彼此得力", 0: "远近由相处来定", -1: "关心点到为止，常来往、留距离"},
    "身心与起居": {1: "多做让自己舒展的事", 0: "作息先固定下来", -1: "先减一样，再添别的"},
    "迁居与出行": {1: "换地方有可借的力", 0: "动不动都可以，看手上的准备", -1: "先短住，不急着定"},
}
_YEARS = {
    "hard": "{when}偏费力，宜慢一步",
    "mixed": "{when}有得有失，宜小步",
    "good": "{when}多有助力，可以往前一步",
}


_LONG = 34


def _years(f: Facts) -> str:
    return _YEARS[_tone(f)].format(when="所问的年份" if asked_years(f) else f"{near_year(f).year}年")


def second_topic(f: Facts) -> str:
    """Return the second matter that the question asks about; an empty string without one."""
    return str(f.judged["question"].get("also", {}).get("topic", "")) if stance(f) else ""


def second_short(f: Facts) -> str:
    """Answer for the second matter in a sentence, for the summary."""
    topic = second_topic(f)
    return f"同时问到的{topic}：{_stars(f)}，{_does(f)}；{_years(f)}。" if topic else ""


def second_full(f: Facts) -> str:
    """Answer for the second matter with where its stars are, for the passage on the question."""
    topic = second_topic(f)
    if not topic:
        return ""
    speaks = told(str(f.judged["question"]["also"]["speaks"])).partition("；宫位")[0].rstrip("。")
    if len(speaks) > _LONG:
        return f"再看{topic}，{_stars(f)}，所以{_does(f)}；{_years(f)}。"
    words = {1: "有助", 0: "不喜不忌", -1: "宜少"}
    values = [f"{GROUP_NAMES[group]}{words[f.value(group)]}" for group in _groups(f)]
    because = "、".join(values) + "，所以" if values else ""
    return f"再看{topic}，{speaks}；{because}{_does(f)}；{_years(f)}。"


def second_advice(f: Facts) -> str:
    """Return an item of advice for the second matter, with its ground."""
    topic = second_topic(f)
    return f"**{topic}这一面，{_does(f)}**：{_stars(f)}，{_years(f)}。" if topic else ""


def told(speaks: str) -> str:
    """Return what the judgement says of the stars and seats of a matter, as part of a sentence."""
    return re.sub("）(?=[藏透不在])", "），", speaks.removeprefix("看"))


def _groups(f: Facts) -> list[str]:
    elements = dict.fromkeys(re.findall("（([木火土金水])）", str(f.judged["question"]["also"]["speaks"])))
    return [f.group_with(element) for element in elements]


def _stars(f: Facts) -> str:
    words = {1: "有助", 0: "不喜不忌", -1: "宜少"}
    return (
        "、".join(
            f"{GROUP_NAMES[group]}（{f.element_of(group)}）{SEEN[f.presence(group)]}而{words[f.value(group)]}"
            for group in _groups(f)
        )
        or "所看的宫位没有偏向"
    )


def _does(f: Facts) -> str:
    """Weigh the stars: what is sparing counts first, and what helps counts only if the chart has it."""
    values = [f.value(group) for group in _groups(f) if f.value(group) < 0 or f.presence(group)]
    if min(values, default=0) < 0 < max(values, default=0):
        names = {value: "、".join(GROUP_NAMES[g] for g in _groups(f) if f.value(g) == value) for value in (1, -1)}
        return f"有推有拉，多用{names[1]}这一面，少靠{names[-1]}那一面"
    value = min(values, default=0) if min(values, default=0) < 0 else max(values, default=0)
    return _DOES.get(second_topic(f), _DOES["事业与工作"])[value]


def _tone(f: Facts) -> str:
    tones = [tone for _, tone in asked_years(f)] or [near_year(f).tone]
    return (
        "hard" if tones.count("hard") * 2 > len(tones) else "good" if tones.count("good") * 2 > len(tones) else "mixed"
    )
