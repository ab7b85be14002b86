"""The summary, the answer to the question and the advice in Chinese."""

import re

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.quote import can_quote, is_plain_name, quoted
from app.llm.demo.reading.zh.gods import THEMES, YEARS
from app.llm.demo.reading.zh.times import TONES
from app.llm.demo.reading.zh.words import HABITS, QUALITIES


def summary(f: Facts) -> list[Paragraph]:
    judged = f.judged
    name = f.person.get("name", "")
    called = f"{name}，" if is_plain_name(name) else ""
    paragraphs: list[Paragraph] = []
    if f.question:
        paragraphs.append(
            [Must(f"{called}先回答你的问题：**{_first(judged['question']['lean'])}**"), "依据与做法见下一节。"]
        )
        called = ""
    paragraphs += [
        [Must(f"{called}{judged['strength']}"), Must(judged["pattern"])],
        [
            Must(f"**{judged['helps']}**"),
            f"所谓有助，是说亲近{'、'.join(f.helpful)}的人、事和习惯时，你往往更省力；宜少，是说{'、'.join(f.sparing) or '其余'}够用就好，不必再添。",
        ],
        [Must(_decade(f)), *([f"它的主题是{THEMES[f.decade.god]}，{_DOES[f.decade.tone]}。"] if f.decade else [])],
        [
            Must(_year(f, 0, "今年")),
            Must(_year(f, 1, "明年")),
            "顺是助力多，平是有推有拉，逆是宜守，都只说省力还是费力，不说好坏。",
        ],
        [
            f"性情上，你的底色是{QUALITIES[f.element]}，{f.heaviest}的一面最容易被人看见。",
            f"用得上的一个小办法：{HABITS[f.helpful[0]][0]}。" if f.helpful else "用得上的一个小办法：作息先固定下来。",
            More("这一页是全篇的结论，后面各节逐条说明它从哪里来。"),
        ],
        [
            More(f"五行里{f.heaviest}最多，{f.lightest}最少，这两头的悬殊，是许多习惯的来处。"),
            More(
                f"接下来的一步大运是{f.next_decade.pillar}，{f.next_decade.year}年起，主{THEMES[f.next_decade.god]}。"
                if f.next_decade
                else "十步大运排到了末尾，往后以流年为主，日子的节奏由自己来定。"
            ),
            More("读的时候不妨对照过去几年的经历：说中的地方记下来，没说中的地方也记下来，两样都有用。"),
        ],
        [
            More(f"若只记一句，就记住：{_ONE[f.years[0].tone]}。"),
            More(f"日主{f.stem}所代表的是你自己，盘中其余的字都是你身边的人和事。"),
        ],
    ]
    return paragraphs


_DOES = {"good": "宜主动", "mixed": "宜有进有守", "hard": "宜先守后进"}
_ONE = {"good": "今年有顺风，先动手再求好", "mixed": "今年有推有拉，挑一件事做实", "hard": "今年宜守，省下力气就是收获"}


def _decade(f: Facts) -> str:
    decade = f.decade
    if decade is None:
        return str(f.judged["decade"]["ground"])
    return f"眼下走{decade.pillar}大运（{decade.year}年至{decade.year + 10}年，天干为{decade.god}），走势为“{TONES[decade.tone]}”：{f.judged['decade']['ground']}。"


def _year(f: Facts, number: int, word: str) -> str:
    year, judged = f.years[number], f.judged["years"][number]
    return f"{word}{year.year}年{year.pillar}为“{TONES[year.tone]}”，{judged['ground']}，{_DOES[year.tone]}。"


def _first(text: str) -> str:
    return text.partition("。")[0] + "。"


def question(f: Facts) -> list[Paragraph]:
    judged = f.judged["question"]
    parts = [part for part in re.findall(r"[^。]+。", judged["lean"])]
    words = quoted(f.question)
    is_said = can_quote(f.question)
    opening = f"你问的是：“{words}”" if is_said else f"你写下的问题，归在“{judged['topic']}”这一类。"
    if not judged["speaks"]:
        return _withheld(f, judged["lean"])
    year, following = f.years
    hold = "先守" in parts[0]
    move = "可以动" in parts[0]
    answer = "先守一守" if hold else "可以动" if move else "稳步走，小步试"
    months = [month for month in f.months if month.tone == "good" and month.start >= f.chart["as_of"]][:3]
    hard = [month for month in f.months if month.tone == "hard" and month.start >= f.chart["as_of"]][:3]
    return [
        [Must(opening), Must(f"回答是：**就眼下看，{answer}**。")],
        [
            Must(judged["speaks"]),
            f"这几处的五行与喜忌相合与否，决定了这件事来得省力还是费力；有助的是{'、'.join(f.helpful)}。",
        ],
        [
            f"从时间上看，{_span(f)}{year.year}年为“{TONES[year.tone]}”，{following.year}年为“{TONES[following.tone]}”。",
            *[part for part in parts[2:]],
        ],
        [
            (f"宜做的月份：{_named(months)}。" if months else "近两年没有特别顺的月份，宜把准备做足。"),
            (f"宜缓的月份：{_named(hard)}。" if hard else "近两年没有特别费力的月份。"),
        ],
        [Must(parts[1]) if len(parts) > 1 else Must("先把事情分成几步，再定先后。"), _STEP[answer]],
        [
            More(
                f"按性情说，{f.element}为日主的人{QUALITIES[f.element]}，遇到这类事，容易{'先动后想' if f.leans_strong else '先想后等'}，自己心里要有数。"
            ),
            More("拿定之前，把最好和最坏的结果各写一行，两行都能接受，再往前走。"),
        ],
        [
            More("如果情况有变，比如对方先提出条件，或家里另有安排，就以眼前的事实为先，再回头对照这里的说法。"),
            More(
                f"判断的分量以喜忌为准，若你试过之后发现{'、'.join(f.sparing) or '宜少的一行'}反而让你舒展，也请相信自己的经验。"
            ),
        ],
    ]


def _span(f: Facts) -> str:
    return f"{f.decade.pillar}大运为“{TONES[f.decade.tone]}”，" if f.decade else ""


def _named(months: list[Transit]) -> str:
    return "、".join(f"{month.pillar}月（{month.dates}）" for month in months)


_STEP = {
    "先守一守": "你可以先做的一件事：写下现在手里最不能丢的三样，凡是会动摇它们的，都缓三个月再议。",
    "可以动": "你可以先做的一件事：选一个最小的动作在两周内做完，看回音，再加码。",
    "稳步走，小步试": "你可以先做的一件事：定一个期限和一条底线，期限内试，碰到底线就停。",
}


def _withheld(f: Facts, lean: str) -> list[Paragraph]:
    habits = "；".join(HABITS[element][0] for element in f.helpful[:2])
    return [
        [Must(lean)],
        [
            Must(f"能谈的一面，从喜忌说起：有助的是{'、'.join(f.helpful)}，宜少的是{'、'.join(f.sparing) or '不多'}。"),
            f"落到日常，可以{habits}。",
        ],
        [
            f"{_span(f)}{f.years[0].year}年为“{TONES[f.years[0].tone]}”，{f.years[1].year}年为“{TONES[f.years[1].tone]}”，{_ONE[f.years[0].tone]}。",
            YEARS[f.years[1].god][0] + "，这是明年的基调。",
        ],
        [
            f"眼下的大运主{THEMES[f.decade.god]}。" if f.decade else "",
            "真正握在你手里的，是作息、用度和与人相处的方式，这三样稳了，心就不悬着。",
        ],
        [
            More("心里若一直放不下这个问题，找一个信得过的人谈一次，或请教专业的人，都比反复问盘有用。"),
            More("把想知道的事换成想做的事，写一条最小的行动，今天就开始。"),
        ],
    ]


def advice(f: Facts) -> list[Paragraph]:
    helpful = f.helpful or (f.lightest,)
    items = [
        Must(f"**{HABITS[element][1]}**：{element}为有助的一行，{_share(f, element)}。") for element in helpful[:3]
    ]
    if f.sparing:
        items.append(
            Must(f"**减一样**：{HABITS[f.sparing[0]][2]}；{f.sparing[0]}{_share(f, f.sparing[0])}，不必再添。")
        )
    if f.decade is not None:
        items.append(Must(f"**顺着大运**：眼下{f.decade.pillar}运主{THEMES[f.decade.god]}，{_RUN[f.decade.tone]}。"))
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
            Must(f"排盘的口径：日柱与时柱用{clock}；{change}；{age}。"),
            "换一种口径，交界附近的出生会得到另一组干支，其余的人不受影响。",
        ],
    ]
    for warning in f.chart["warnings"]:
        affects = _AFFECTS.get(warning["code"], "凡由存疑之处推出的判断，都请打个折扣")
        readings = "；".join(
            f"{reading['label']}：{reading['pillars']['year']}、{reading['pillars']['month']}、{reading['pillars']['day']}"
            + (f"、{reading['pillars']['hour']}" if reading["pillars"]["hour"] else "")
            for reading in warning["readings"][:4]
        )
        paragraphs.append(
            [
                Must(f"要说明的一点：{warning['message']}"),
                *([Must(f"各种排法是：{readings}。")] if readings else []),
                f"{affects}。",
            ]
        )
    if not f.chart["warnings"]:
        paragraphs.append(["这张命盘的出生时间没有落在节令、换日或时辰的交界上，四柱没有第二种排法。"])
    paragraphs += [
        _when(f),
        [_ORDER[f.years[0].tone], f"每完成一条，就在日历上做个记号，{f.years[1].year}年立春前回头数一数。"],
        [
            "判断的局限也说在前面：旺衰是按固定的份额估算的，喜忌随它而定；取格、取用神各派不同，换一家可能另有次序。",
            "凡与你多年的亲身经验不合之处，以经验为准。",
        ],
        [
            "健康、法律和钱款上的决定，请找合适的专业人士。",
            More("半年后再读一遍，划出说中的和没说中的，这份报告才算用完。"),
            More("建议不求多，做到两条，比记住五条有意义。"),
        ],
        [More(_LAST[f.leans_strong]), More("把这几条念给身边的人听，请他三个月后提醒你一次，比自己记着牢靠。")],
        [Must("命理是一种传统的看法，选择始终在你手里。")],
    ]
    return paragraphs


_LAST = {
    True: "你的长处是有主见，最该练的是停一停；每次想加码的时候，先划掉一件旧的。",
    False: "你的长处是能体谅，最该练的是开口求助；每次想硬撑的时候，先问一声谁能帮忙。",
}
_ORDER = {
    "good": "次序上，先做最想做的一条，趁着今年的顺风，其余的跟着来。",
    "mixed": "次序上，先做最容易的一条，让自己有一个开头，再碰难的。",
    "hard": "次序上，先做减法那一条，腾出力气，再添新的习惯。",
}


def _share(f: Facts, element: str) -> str:
    weight = f.weights[element]
    return f"约占全盘{weight:.0f}%" if weight >= 1 else "在盘中几乎不见"


def _when(f: Facts) -> Paragraph:
    """Say which of the coming months suit large matters and which do not."""
    ahead = [month for month in f.months if month.start > f.chart["as_of"]]
    good = [month for month in ahead if month.tone == "good"][-2:]
    hard = [month for month in ahead if month.tone == "hard"][-2:]
    lines = []
    if good:
        lines.append(f"往后看，{_named(good)}走势为顺，大事可以留到那时；")
    if hard:
        lines.append(f"{_named(hard)}走势为逆，日程上先空出几天，给自己缓一缓。")
    text = "".join(lines).replace("；", "。") if len(lines) == 1 else "".join(lines)
    return [text] if text else ["往后的月份起伏不大，照着自己的节奏安排即可。"]


_RUN = {"good": "趁顺把一件大事排上日程", "mixed": "一半守成，一半试新", "hard": "先把身体和根基稳住"}
_AFFECTS = {
    "unknown_hour": "时柱、命宫、身宫都不用，与晚年和子女有关的说法只作参考",
    "approximate_time": "时柱若换一个，与晚辈、往后打算有关的说法要随之改看",
    "near_solar_term": "月柱若换一个，旺衰、格局和大运都要重看",
    "near_hour_boundary": "时柱若换一个，与晚辈、往后打算有关的说法要随之改看",
    "near_day_change": "日柱若换一天，日主就不同，整篇都要重看",
    "hour_by_sun": "改按钟表排，变的主要是时柱，以及由它而来的判断",
    "ambiguous_time": "两次之间差一个小时，时柱可能不同",
    "clock_unknown": "当时的钟表走哪一种时间不能确知，时柱请留有余地",
    "far_from_zone": "经度与时区若填错，日柱和时柱都可能不同",
}
