"""Paragraphs in Chinese that place a field of life in the present decade, the two years and their months."""

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import Paragraph
from app.llm.demo.reading.gods import group_of
from app.llm.demo.reading.when import ends_soon, main_decade, years_in
from app.llm.demo.reading.zh.answers import FIELDS, suiting
from app.llm.demo.reading.zh.childhood import TIMING_YOUNG
from app.llm.demo.reading.zh.deeds import disputed
from app.llm.demo.reading.zh.gods import GROUP_NAMES
from app.llm.demo.reading.zh.late import LATE
from app.llm.demo.reading.zh.sparing import SPARING
from app.llm.demo.reading.zh.view import is_elder, is_late, named, stance

_WORK = {
    "peer": "同辈之间的分工与较量会多起来，位置靠自己站稳",
    "output": "拿得出手的作品和说得清的想法最要紧",
    "wealth": "看得见的成果和实际的收成是评价的标准",
    "officer": "责任与考核加重，名分也随之而来",
    "resource": "进修、取证、跟着好前辈，往前走的底气从这里来",
}
_MONEY = {
    "peer": "人情与合伙的开销上来，借出去的要有数",
    "output": "收入跟着手艺走，多做一件拿得出手的东西",
    "wealth": "进出都多，账目要按月清",
    "officer": "固定的支出与该缴的费用多，先留足再安排别的",
    "resource": "钱多花在学习与安顿上，回报来得慢，却留得住",
}
_LOVE = {
    "peer": "朋友和同辈占去不少时间，别把最亲的人排在最后",
    "output": "愿意说、愿意玩，适合一起出门走走",
    "wealth": "谈的多是家用与计划，把数目说清楚，情分反而轻松",
    "officer": "名分与承诺会被提起，想清楚再答应",
    "resource": "两个人都想安静，陪着不说话也是相处",
}
_FAMILY = {
    "peer": "兄弟姐妹与同辈的事多，各尽一份力，不必一个人全包",
    "output": "晚辈的笑声和闹声都多，家里的气氛轻快",
    "wealth": "家用、房屋、照料长辈的花费要一起商量",
    "officer": "家里的规矩与责任会重新分一遍，说清楚谁做什么",
    "resource": "长辈的照应与叮嘱多，常回去坐坐",
}
_CARE = {
    "peer": "约上同伴一起动，坚持得久，只是别逞强",
    "output": "玩心重，应酬与夜宵要有数，出汗的活动最解乏",
    "wealth": "忙起来顾不上吃饭，把三餐写进日程",
    "officer": "压力大时先保睡眠，肩背僵了就起来活动",
    "resource": "容易坐着不动、想得太多，每天给自己留一段走路的时间",
}
_LATER = {
    "work": {
        "peer": "与老同事、老邻居结伴做点事，最有滋味",
        "output": "想说想写的多，把手艺和旧事讲给晚辈听",
        "wealth": "家务与收拾的事多，看得见收成就好",
        "officer": "旁人托付的事多，推得掉的就推",
        "resource": "宜读书、听讲、请教，不必赶进度",
    },
    "money": {
        "peer": "人情上的花费多，心里先有一个数",
        "output": "花在兴致上的多，一月一个数",
        "wealth": "家用的进出多，账目按月清",
        "officer": "固定该缴的费用多，先留足再安排别的",
        "resource": "花在休养与照应上的多，不必心疼",
    },
    "love": {
        "peer": "同辈老友来得勤，别把最亲的人排在最后",
        "output": "想说的话多，一起出门走走，话出口前缓一缓",
        "wealth": "谈的多是家用，把数目说清楚，情分反而轻松",
        "officer": "照料与责任的事多，分一分，谁也别独自扛",
        "resource": "都想安静，陪着不说话也是相处",
    },
    "family": {
        "peer": "手足与同辈的消息多，常通电话",
        "output": "晚辈的笑声和闹声都多，家里气氛轻快",
        "wealth": "家用和房屋的事要一起商量",
        "officer": "家里的责任会重新分一遍，说清楚谁做什么",
        "resource": "得晚辈照应的时候多，大方接受",
    },
    "care": {
        "peer": "约上老友一起散步，走得慢、走得久",
        "output": "兴致高时别贪玩贪食，到点就歇",
        "wealth": "忙起来顾不上吃饭，三餐按钟点",
        "officer": "心里有事时先保睡眠，肩背僵了就动一动",
        "resource": "容易坐着不动、想得太多，每天出门走一小段",
    },
}
TABLES = {"work": _WORK, "money": _MONEY, "love": _LOVE, "family": _FAMILY, "care": _CARE}
_TALK = "家里话多、主意多，先听完再答"
"""For men, whose children another star stands for."""
_STARS = {
    "friends": ("peer", "output"),
    "work": ("officer", "resource"),
    "money": ("wealth", "output"),
    "family": ("resource", "peer"),
    "care": ("output", "resource"),
}
_LEADS = {
    "friends": "放到时间里看，{decade}，以{group}为主",
    "work": "放到时间里看，{decade}，以{group}为主",
    "love": "{decade}，{group}落到感情上",
}
"""The fields in which the decade is told; in the others, the coming year is enough."""
_MONTHS = {
    "friends": "和朋友一起做点什么，{months}较顺。",
    "work": "往后的月份里，{months}做事较顺，要紧的事可以放在那时。",
    "money": "理账、谈钱上的事，{months}较顺。",
    "love": "想把话谈开，{months}较顺。",
    "family": "家里的大事，{months}商量起来较顺。",
}
_PILLARS = {"friends": ("day",), "work": ("month",), "money": ("month",), "love": ("day",), "family": ("day", "year")}
"""The pillars that a recommended month must not strain."""
_YEARS = {
    "friends": "{when}{god}的意思重，{text}。",
    "work": "{when}{god}的意思重，{text}。",
    "money": "{when}以{god}为主，{text}。",
    "love": "到{when}，{god}的气息浓些，{text}。",
    "family": "{when}逢{god}，{text}。",
    "care": "{when}走到{god}，{text}。",
}


def timing(f: Facts, field: str) -> Paragraph:
    """Say what the decade and the coming years mean for a field of life, and which months suit it."""
    table = (_LATER if is_elder(f) else TIMING_YOUNG if f.is_minor else LATE if is_late(f) else TABLES)[field]
    if field == "family" and f.chart["gender"] == "male" and not f.is_minor:
        table = {**table, "output": _TALK}
    careful = {} if is_elder(f) or f.is_minor or is_late(f) else SPARING[field]
    lines: list[str] = []
    told: set[str] = set()
    decade = main_decade(f)
    if decade is not None and field in _LEADS:
        name, god = decade_name(f, decade)
        group = group_of(god)
        told.add(group)
        lead = _LEADS[field].format(decade=name, group=f"{GROUP_NAMES[group]}（{god}）")
        is_costly = f.value(group) < 0 or decade.tone == "hard"
        lines.append(f"{lead}，{(careful if is_costly and careful else table)[group]}。")
    for year in f.years[ends_soon(f) :]:
        halves = ((year.god, "上半年"), (year.seat, "下半年"))
        for god, place in halves if field in ("money", "family", "care") else ((year.god, ""),):
            group = group_of(god)
            if place == "上半年" and f.chart["as_of"] > f"{year.year}-08":
                continue
            if group not in told:
                told.add(group)
                is_costly = f.value(group) < 0 or _is_hard(f, year, place)
                text = (careful if is_costly and careful else table)[group]
                lines.append(_YEARS[field].format(when=f"{year.year}年{place}", god=god, text=text))
    if field not in _MONTHS:
        return lines
    if stance(f) and FIELDS.get(f.judged["question"]["topic"]) == field:
        return [*lines, "哪几个月合适，“所问之事”一节已经列出。"]
    stars = _STARS.get(field) or (("wealth",) if f.chart["gender"] == "male" else ("officer",))
    good = suiting(f, _PILLARS[field])
    agreed = [month for month in good if not disputed(month, _PILLARS[field])]
    best = [month for month in agreed if group_of(month.god) in stars]
    months = (best or agreed or good)[:2]
    if months:
        end = "" if agreed else "只是两边主张不一，听完再定。"
        lines.append(_MONTHS[field].format(months=named(months)) + end)
    return lines


def _is_hard(f: Facts, year: Transit, place: str) -> bool:
    """Whether the year, or most months of the half of it that is meant, are demanding."""
    if not place:
        return year.tone == "hard"
    months = [month for month in f.months if month.year == year.year]
    half = months[: len(months) // 2] if place == "上半年" else months[len(months) // 2 :]
    return sum(month.tone == "hard" for month in half) * 2 > len(half)


def decade_name(f: Facts, decade: Transit) -> tuple[str, str]:
    """Name a decade with both its gods, and return the god that counts now: that of the branch in its second half."""
    if decade is not f.decade:
        return f"接下来的{decade.pillar}运（天干{decade.god}、地支{decade.seat}）", decade.god
    is_late_half = years_in(f, decade) >= 5
    half = "已到后半程" if is_late_half else ""
    name = f"眼下的{decade.pillar}运（天干{decade.god}、地支{decade.seat}）"
    return f"{name}{half}", decade.seat if is_late_half else decade.god
