"""Paragraphs in Chinese that place a field of life in the present decade, the two years and their months."""

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import Paragraph
from app.llm.demo.reading.gods import group_of
from app.llm.demo.reading.zh.gods import THEMES

_WORK = {
    "peer": "同辈之间的分工与较量会多起来，位置靠自己站稳",
    "output": "拿得出手的作品和说得清的想法最要紧",
    "wealth": "看得见的成果和实际的收成是评价的标准",
    "officer": "责任与考核加重，名分也随之而来",
    "resource": "进修、取证、跟着好前辈，比急着出头划算",
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
_FRIENDS = {
    "peer": "一起玩的人多了，轮流做主，谁都不吃亏",
    "output": "点子多，适合和同学一起做一件好玩的东西",
    "wealth": "东西借来借去的事多，说好哪天还",
    "officer": "班里的规矩和分工多，轮到你负责就认真做一次",
    "resource": "适合安静地读书，找一个愿意一起复习的伙伴",
}
_TABLES = {"friends": _FRIENDS, "work": _WORK, "money": _MONEY, "love": _LOVE, "family": _FAMILY, "care": _CARE}
_NOUNS = {"friends": "交朋友", "work": "做事", "money": "钱财", "love": "感情", "family": "家里", "care": "身心"}
_STARS = {
    "friends": ("peer", "output"),
    "work": ("officer", "resource"),
    "money": ("wealth", "output"),
    "family": ("resource", "peer"),
    "care": ("output", "resource"),
}


def timing(f: Facts, field: str) -> Paragraph:
    """Say what the decade and the two years mean for a field of life."""
    table = _TABLES[field]
    lines: list[str] = []
    told: set[str] = set()
    decade = f.decade or f.next_decade
    if decade is not None:
        group = group_of(decade.god)
        told.add(group)
        lead = f"{decade.pillar}运里（{decade.year}年至{decade.year + 10}年）"
        lines.append(f"放到时间里看，{lead}，{_NOUNS[field]}的主调与{THEMES[decade.god]}有关：{table[group]}。")
    for year in f.years:
        for god, place in ((year.god, "上半年"), (year.seat, "下半年")):
            group = group_of(god)
            if place == "上半年" and f.chart["as_of"] > f"{year.year}-08":
                continue
            if group not in told:
                told.add(group)
                lines.append(f"{year.year}年{place}，{god}的意思重，{table[group]}。")
    stars = _STARS.get(field) or (("wealth",) if f.chart["gender"] == "male" else ("officer",))
    months = [month for month in _ahead(f) if group_of(month.god) in stars and month.tone != "hard"][:2]
    if months:
        named = "、".join(f"{month.pillar}月（{month.dates}）" for month in months)
        lines.append(f"往后的月份里，{named}与{_NOUNS[field]}的关系最近，可以留给要紧的事。")
    return lines


def _ahead(f: Facts) -> list[Transit]:
    return [month for month in f.months if month.is_current or month.start > f.chart["as_of"]]
