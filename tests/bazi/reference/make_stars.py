"""Writes `stars.json`: the stars and relations that two other programs find in the births with a UTC+8 clock.

The results serve for comparison; neither program is an authority, and `notes` says where one departs from the books.
Both have the MIT licence. They share an import name and cannot be installed together: run this script once in an
environment for each, and each run fills in its own part. Both receive the pillars from `births.json`, so nothing here
depends on their calendars. `charts` maps the four pillars to:

- `stars`: name, pillar and anchor; several anchors of a star on one pillar are written as `年支、日支`.
- `relations`: kind, as the program names it; pillars, empty if the program does not report them; parts.

To run:

    pip install bazi-chart==1.2.0 && python make_stars.py
    pip install bazi==2.3.0 tzdata && python make_stars.py     (in another environment)
"""

import json
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PILLARS = ("year", "month", "day", "hour")
CHINESE = dict(zip("年月日时", PILLARS, strict=True))

BY_DAY_STEM = ("太极贵人", "国印贵人", "文昌贵人", "金舆", "禄神", "羊刃")
BY_TWO_ANCHORS = ("天乙贵人", "将星", "华盖", "驿马", "桃花", "劫煞", "灾煞", "亡神")
BAZI_CHART_ANCHORS = {
    **dict.fromkeys(BY_DAY_STEM, "日干"),
    "天德贵人": "月支",
    "月德贵人": "月支",
    "天医": "月支",
    "孤辰": "年支",
    "寡宿": "年支",
    "魁罡": "日柱",
    "阴差阳错": "日柱",
    "天赦": "日柱",
}
BAZI_STARS = {
    "taohua": "桃花",
    "hongluan": "红鸾",
    "tianxi": "天喜",
    "yima": "驿马",
    "huagai": "华盖",
    "yangren": "羊刃",
    "tianyi": "天乙贵人",
    "jiangxing": "将星",
    "zaisha": "灾煞",
    "jiesha": "劫煞",
    "wangshen": "亡神",
    "guchen": "孤辰",
    "guasu": "寡宿",
    "lushen": "禄神",
    "jinyu": "金舆",
    "wenchang": "文昌贵人",
    "taiji": "太极贵人",
    "guoyin": "国印贵人",
}
BAZI_LEFT_OUT = ("生", "克", "暗合", "通合", "通禄合", "拱合", "拱会")
ORDER = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"

NOTES = {
    "bazi-chart 1.2.0": [
        "天乙贵人 by day stem and year stem; 太极贵人 国印贵人 文昌贵人 金舆 禄神 羊刃 by day stem only.",
        "羊刃 also for yin stems, 乙辰 丁未 己未 辛戌 癸丑: one of several schools.",
        "将星 华盖 驿马 桃花 劫煞 灾煞 亡神 by year branch and day branch; the anchor's own pillar counts too, so that"
        " a 将星 or 华盖 may stand on its own anchor. Where both anchors agree it names only the year's.",
        "天德贵人 by month branch, in stems and branches; 月德贵人 by month branch, in stems only.",
        "孤辰 寡宿 by year branch, 天医 by month branch, in any of the four: it says which branch, not which pillar;"
        " here each pillar that has that branch is listed.",
        "阴差阳错 has 己卯 and 己酉 where the books (三命通会) have 辛卯 and 辛酉: a mistake.",
        "It has no 红鸾 or 天喜 in the birth chart, no 六破, no 三合 or 三会 of three, and no relations of stems.",
        "Its relations are between two branches. 三刑 is any two different branches from 寅巳申 or from 丑戌未, and"
        " 子卯; 半合 is the middle branch of a trine with one of the others; 伏吟 is two pillars with the same branch.",
    ],
    "bazi 2.3.0": [
        "By its default school: 天乙贵人 太极贵人 国印贵人 文昌 by year and day stem; 金舆 禄神 羊刃 by day stem;"
        " 羊刃 of yang stems only.",
        "驿马 华盖 将星 劫煞 亡神 桃花 by year and day branch, 灾煞 红鸾 天喜 孤辰 寡宿 by year branch. A branch is not"
        " its own anchor; a stem is looked for in all four branches.",
        "魁罡 and 天赦 by the day pillar. It has no 天德, 月德, 天医 or 阴差阳错.",
        "It reports the branches of a star; the pillars and anchors here come from its registry of rules.",
        "Its relations are between the stems and branches that are present, each set once, without the pillars. 合 is"
        " between stems, 冲 between stems (甲庚 乙辛 丙壬 丁癸) or branches. 刑 is any two or all three of 寅巳申 or of"
        " 丑戌未, the pair 子卯, or a doubled 辰, 午, 酉 or 亥; 半合 is the middle branch of a trine with one of the"
        " others; 破 is 子酉 卯午 辰丑 未戌 寅亥 巳申.",
    ],
}


def births() -> list[dict[str, Any]]:
    read = json.loads((HERE / "births.json").read_text(encoding="utf-8"))["births"]
    return [birth for birth in read if birth["zone"] == "Etc/GMT-8" and birth["clock"] == "civil"]


def merge(found: list[tuple[str, str, str]]) -> list[list[str]]:
    """Merge the anchors of each star on a pillar into one entry."""
    anchors: dict[tuple[str, str], list[str]] = {}
    for name, pillar, by in found:
        known = anchors.setdefault((name, pillar), [])
        known += [by] if by and by not in known else []
    return [[name, pillar, "、".join(by)] for (name, pillar), by in sorted(anchors.items(), key=_order)]


def _order(item: tuple[tuple[str, str], list[str]]) -> tuple[str, int]:
    return item[0][0], PILLARS.index(item[0][1])


def by_bazi_chart(birth: dict[str, Any]) -> tuple[list[list[str]], list[list[Any]]]:
    from bazi import FourPillars, Pillar, find_shensha

    cycles = [Pillar(*text) for text in birth["pillars"].split()]
    moment = datetime.fromisoformat(birth["time"])
    four = FourPillars(*cycles, dt=moment, raw_dt=moment, bazi_year=0, month_info=None)
    found: list[tuple[str, str, str]] = []
    for star in find_shensha(four).items:
        by = star.note[:2] if star.name in BY_TWO_ANCHORS else BAZI_CHART_ANCHORS.get(star.name)
        if by is None:
            continue
        on = [pillar for pillar, cycle in zip(PILLARS, cycles, strict=True) if cycle.zhi == star.value]
        found += [
            (star.name, pillar, by) for pillar in (on if star.position == "四支" else [CHINESE[star.position[0]]])
        ]
    relations = []
    for text in four.relations():  # such as `年子—月丑 六合`
        pair, kind = text.split(" ")
        one, other = pair.split("—")
        relations.append([kind, [CHINESE[one[0]], CHINESE[other[0]]], one[1] + other[1]])
    return merge(found), relations


def by_bazi(birth: dict[str, Any]) -> tuple[list[list[str]], list[list[Any]]]:
    from bazi.analyzer import relationship
    from bazi.defines import Ganzhi
    from bazi.school import DEFAULT_SCHOOL, Anchor
    from bazi.utils import dizhi_utils, shensha_utils, tiangan_utils

    cycles = [Ganzhi.from_str(text) for text in birth["pillars"].split()]
    branches = [cycle.dizhi for cycle in cycles]
    found: list[tuple[str, str, str]] = []
    for key, name in BAZI_STARS.items():
        spec = relationship._REGISTRY[key]
        predicate = relationship._shensha_predicate(spec, DEFAULT_SCHOOL)
        anchor = spec.anchor if isinstance(spec.anchor, Anchor) else spec.anchor(DEFAULT_SCHOOL)
        is_stem = spec.kind is relationship._AnchorKind.TIANGAN
        for index in relationship._ANCHOR_PILLARS[anchor]:
            part = cycles[index].tiangan if is_stem else branches[index]
            by = "年月日时"[index] + ("干" if is_stem else "支")
            on = [at for at in range(4) if (is_stem or at != index) and predicate(part, branches[at])]
            found += [(name, PILLARS[at], by) for at in on]
    found += [("魁罡", "day", "日柱")] if shensha_utils.kuigang(cycles[2]) else []
    found += [("天赦", "day", "日柱")] if shensha_utils.tianshe(branches[1], cycles[2]) else []
    relations: list[list[Any]] = []
    for discovered in (tiangan_utils.discover([cycle.tiangan for cycle in cycles]), dizhi_utils.discover(branches)):
        for kind, combos in discovered.items():
            if kind.value not in BAZI_LEFT_OUT:
                relations += [
                    [kind.value, [], "".join(sorted((part.value for part in combo), key=ORDER.index))]
                    for combo in combos
                ]
    return merge(found), relations


def main() -> None:
    path = HERE / "stars.json"
    results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    try:
        name, program = f"bazi-chart {version('bazi-chart')}", by_bazi_chart
    except PackageNotFoundError:
        name, program = f"bazi {version('bazi')}", by_bazi
    charts = {}
    for birth in births():
        found, relations = program(birth)
        charts[birth["pillars"]] = {"stars": found, "relations": relations}
    results[name] = {"notes": NOTES[name], "charts": charts}
    parts = []
    for program_name, part in sorted(results.items()):
        notes = json.dumps(part["notes"], ensure_ascii=False, indent=1)
        rows = ",\n".join(
            f"   {json.dumps(pillars, ensure_ascii=False)}: {json.dumps(chart, ensure_ascii=False)}"
            for pillars, chart in part["charts"].items()
        )
        parts.append(f' "{program_name}": {{\n  "notes": {notes},\n  "charts": {{\n{rows}\n  }}\n }}')
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
