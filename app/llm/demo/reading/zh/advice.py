"""The advice in Chinese, with what the report rests on and where it may be wrong."""

from collections.abc import Mapping
from typing import Any

from app.llm.demo.reading.doubts import changed_by
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.hours import other_hour
from app.llm.demo.reading.when import easy_months, main_decade, months_with, near_year
from app.llm.demo.reading.zh import small
from app.llm.demo.reading.zh.answers import TONES, answer, placed
from app.llm.demo.reading.zh.hours import what_changes
from app.llm.demo.reading.zh.second import second_advice, second_topic
from app.llm.demo.reading.zh.soon import after, is_short, next_start, rest_is_hard
from app.llm.demo.reading.zh.view import (
    change_next_year,
    changes,
    changes_to,
    named,
    pattern,
    spans,
    stance,
)
from app.llm.demo.reading.zh.words import FEWER, STEPS


def advice(f: Facts) -> list[Paragraph]:
    helpful = f.helpful or (f.lightest,)
    steps, fewer = (small.STEPS, small.FEWER) if f.is_small else (STEPS, FEWER)
    if stance(f) == "hold" and f.judged["question"]["topic"] == "学业与考试":
        steps = {**steps, "木": "这个月把手上的一门排进日程，定好每周哪两天学"}  # a new subject would be more to carry
    items = [
        Must(
            f"**{steps[element].replace('这个月', next_start(f) or '这个月')}**：{element}为有助的一行，{_share(f, element)}。"
        )
        for element in helpful[:3]
    ]
    if f.sparing:
        items.append(
            Must(f"**减一样：{fewer[f.sparing[0]]}**：{f.sparing[0]}宜少，{_share(f, f.sparing[0])}，不必再添。")
        )
    if f.question and f.judged["question"].get("urgent"):
        items.insert(0, Must(f"**先找人帮忙**：{_HELP}"))
    if stance(f):
        items.append(Must(f"**落到所问之事，{answer(f)}**：{placed(f)}。"))
        if second_topic(f):
            items.append(Must(second_advice(f)))
    decade = main_decade(f)
    if decade is not None and not f.is_small:
        when = "眼下" if decade is f.decade else f"{changes(f)}起的"
        items.append(
            Must(
                f"**{'大运偏逆' if decade.tone == 'hard' else '顺着大运'}，{_run(f, decade.tone)}**：{when}{decade.pillar}运走势为“{TONES[decade.tone]}”。"
            )
        )
    o = f.chart["options"]
    clock = "真太阳时，即按出生地太阳的实际位置校正过的时间" if o["clock"] == "true_solar" else "当地标准时"
    change = (
        "二十三点换日"
        if o["day_change"] == "23:00"
        else f"零点换日，二十三点后的时干取{'次日' if o['late_zi'] == 'next_day' else '当日'}"
    )
    age = "起运按出生到节令的时间精确折算" if o["start_age"] == "exact" else "起运按天数与时辰折算"
    paragraphs: list[Paragraph] = [
        [Must("近期就能做的几件事，一条一条都有来处：")],
        Items(items),
        [
            Must(f"排盘的口径：{'日柱与时柱' if f.has_hour else '日柱'}用{clock}；{change}；{age}。"),
        ],
    ]
    told: list[str] = []
    for warning in f.chart["warnings"]:
        affects = _affects(f, warning)
        if affects in told:
            affects = "它牵动的也是这一处"
        told.append(affects)
        readings = "；".join(
            f"{reading['label']}：{reading['pillars']['year']}、{reading['pillars']['month']}、{reading['pillars']['day']}"
            + (f"、{reading['pillars']['hour']}" if reading["pillars"]["hour"] else "")
            for reading in warning["readings"][:4]
        )
        paragraphs.append(
            [
                Must(f"要说明的一点：{warning['message']}"),
                *([Must(f"各种排法是：{readings}。")] if readings and not _are_told(f, warning) else []),
                f"{affects}。",
            ]
        )
    if not f.chart["warnings"]:
        paragraphs.append(["这张命盘的出生时间没有落在节令、换日或时辰的交界上，四柱没有第二种排法。"])
    paragraphs += [
        _when(f),
        [
            _ORDER["mixed" if rest_is_hard(f) else near_year(f).tone],
            "每完成一条，就在日历上做个记号，三个月后回头数一数。",
        ],
        [
            "判断的局限也说在前面：旺衰是按固定的份额估算的，喜忌随它而定；取格、取用神各派不同，换一家可能另有次序。",
            "与你的亲身经验不合之处，以经验为准。",
        ],
        [
            "健康、法律和钱款上的决定，请和家长商量，再找合适的专业人士。"
            if f.is_minor
            else "健康、法律和钱款上的决定，请找合适的专业人士。",
            More("半年后再读一遍，划出说中的和没说中的，这份报告才算用完。"),
            More("建议不求多，做到两条，比记住五条有意义。"),
        ],
        [
            "" if f.is_small else More(_LAST[f.leans_strong]),
            More("把这几条念给身边的人听，请他过些日子提醒你一次，比自己记着牢靠。"),
        ],
        [Must("命理是一种传统的看法，选择始终在你手里。")],
    ]
    return paragraphs


_LAST = {
    True: "你的长处是有主见，最该练的是停一停；每次想加码的时候，先划掉一件旧的。",
    False: "你的长处是肯担、肯帮，最该练的是开口求助；每次想硬撑的时候，先问一声谁能帮忙。",
}
_HELP = (
    "把心里的话告诉一个信得过的人或医生，全国统一的心理援助热线是12356，情况紧急就拨120或110；下面几条都可以往后放。"
)
_ORDER = {
    "good": "次序上，先做最想做的一条，趁着顺势，其余的跟着来。",
    "mixed": "次序上，先做最容易的一条，让自己有一个开头，再碰难的。",
    "hard": "次序上，先做减法那一条，腾出力气，再添新的习惯。",
}


def _are_told(f: Facts, warning: Mapping[str, Any]) -> bool:
    """Whether the warning itself names every pillar in which its readings differ from the chart's."""
    others = {
        pillar
        for reading in warning["readings"]
        for name, pillar in reading["pillars"].items()
        if pillar and name in f.columns and pillar != f.columns[name].pillar
    }
    return all(pillar in warning["message"] for pillar in others)


def _affects(f: Facts, warning: Mapping[str, Any]) -> str:
    """Say which judgements depend on what is uncertain."""
    text = _AFFECTS.get(warning["code"], "凡由存疑之处推出的判断，都请打个折扣")
    pillars = [reading["pillars"] for reading in warning["readings"]]
    days = [day for day in dict.fromkeys(p["day"] for p in pillars) if day != f.columns["day"].pillar]
    names = changed_by(f, warning)
    if set(names) - {"hour"}:
        return changes_to(names)
    if warning["code"] == "unknown_hour" and days:
        return f"{text}；本报告按{f.columns['day'].pillar}日来写，若是{days[0]}日，日主与喜忌都要重看"
    if warning["code"] == "hour_by_sun" and f.has_hour:
        others = {p["hour"] for p in pillars} - {f.columns["hour"].pillar}
        if others and "时干" in f.judged["pattern"]:
            return f"本报告取{f.columns['hour'].pillar}时；改按另一种排，时柱一变，{pattern(f)}格所凭的时干也就没有了，旺衰喜忌都要重看"
    if f.has_hour and names == ["hour"] and (other := other_hour(f)):
        return f"改用{other}，{what_changes(f, other)[0]}；与晚辈、往后打算有关的说法随之改看"
    return text


def _share(f: Facts, element: str) -> str:
    weight = f.weights[element]
    if not weight:
        return "盘中不见，要从外面添"
    return f"约占全盘{weight:.0f}%" if weight >= 1 else "在盘中几乎不见"


def _when(f: Facts) -> Paragraph:
    """Say which of the coming months suit large matters and which do not."""
    good = [month for month in easy_months(f) if not is_short(f, month)][:2]
    hard = months_with(f, "hard", 24)
    lines = []
    if good and not stance(f):
        lines.append(f"往后看，{named(good)}走势为顺，要紧的事可以排在那时；")
    if hard:
        lines.append(f"{spans(hard)}走势为逆，日程上先空出几天，给自己缓一缓。")
    text = "".join(lines).replace("；", "。") if len(lines) == 1 else "".join(lines)
    return [text] if text else ["往后的月份起伏不大，照着自己的节奏安排即可。"]


def _run(f: Facts, tone: str) -> str:
    if change_next_year(f):
        return "先收尾、交接，大的新头留到换运以后"
    if stance(f) == "hold" and tone != "hard":
        return "先备着，大半守成，小半试新"
    start = next_start(f) if main_decade(f) is f.decade else _first_months(f)
    return f"{start if tone == 'good' else ''}{_RUN[tone]}"


def _first_months(f: Facts) -> str:
    """Name when a decade that is about to begin can be used, if the month it begins in is demanding."""
    begun = [month for month in f.months if f.next_decade and month.start <= f.next_decade.start]
    return after(f, begun[-1], by_name=True) if begun and begun[-1].tone == "hard" else ""


_RUN = {"good": "把一件想了很久的事排上日程", "mixed": "守住手上最要紧的一样，新的只小试", "hard": "先把身体和根基稳住"}
_AFFECTS = {
    "unknown_hour": "时柱、命宫、身宫都不用，与晚年和子女有关的说法只作参考",
    "approximate_time": "时柱若换一个，与晚辈、往后打算有关的说法要随之改看",
    "near_solar_term": "月柱若换一个，旺衰、格局和大运都要重看",
    "near_hour_boundary": "时柱若换一个，旺衰的份额，以及与晚辈、往后打算有关的说法，都要改看",
    "near_day_change": "日柱若换一天，日主就不同，整篇都要重看",
    "hour_by_sun": "换一种排法，时柱不同，旺衰的份额和由时柱来的判断都要改看",
    "ambiguous_time": "两次之间差一个小时，时柱可能不同",
    "clock_unknown": "当时的钟表走哪一种时间不能确知，时柱请留有余地",
    "far_from_zone": "经度与时区若填错，日柱和时柱都可能不同",
}
