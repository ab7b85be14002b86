"""Chinese words for the step that counts in a matter, and the months that suit it best."""

from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.gods import group_of
from app.llm.demo.reading.zh.forms import kind

_BY_KIND = {
    "living": "开始试住",
    "city": "把聘书与住处一并谈定",
    "business": "定下头几个客人和本钱的上限",
    "job": "与下家谈定，再递辞呈",
    "retire": "说定退下来的日子与交接的次序",
    "school": "定下转不转，再办手续",
    "child": "两个人坐下来，把照料与家用说定",
    "meet": "多去一个能认识人的场合",
    "meet_marry": "多去一个能认识人的场合，谈得来的就约第二次",
    "marry": "两个人坐下来，把婚事的日子与家用各谈一次",
}
_BY_TOPIC = {
    "事业与工作": "同上级或合作的人谈职责与待遇",
    "学业与考试": "交申请或报名",
    "财务": "把收支的规矩定下来",
    "感情与婚姻": "把心里的打算当面说给对方听",
    "家人与子女": "一家人坐下来，把要商量的事定下一件",
    "迁居与出行": "先去住一阵，再定去留",
}
_GROUPS = {
    "事业与工作": ("officer", "resource"),
    "学业与考试": ("resource", "officer"),
    "财务": ("wealth", "output"),
    "家人与子女": ("resource", "peer"),
}
_CHOICE = 4


def deed(f: Facts) -> str:
    """Return what the step that counts is, for the question asked; an empty string if nothing fits."""
    return _BY_KIND.get(kind(f)) or _BY_TOPIC.get(f.judged["question"]["topic"], "")


def disputed(month: Transit, pillars: tuple[str, ...]) -> bool:
    """Whether the stem of a month clashes with that of a pillar."""
    return any(tie.kind == "天干相冲" and name in tie.pillars for tie in month.ties for name in pillars)


def best_month(f: Facts, months: list[Transit], pillars: tuple[str, ...]) -> Transit | None:
    """Return the first of the next few months whose ten god speaks to the matter, else the first without a dispute."""
    agreed = [month for month in months if not disputed(month, pillars)] or months
    topic = f.judged["question"]["topic"]
    groups = _GROUPS.get(topic, (("wealth",) if f.chart["gender"] == "male" else ("officer",)))
    fits = [month for month in agreed[:_CHOICE] if (group := group_of(month.god)) in groups and f.value(group) >= 0]
    return next(iter([*fits, *agreed]), None)
