"""The passages about the person in Chinese: the chart, the temperament, strength and what helps."""

from typing import Any

from app.llm.demo.reading.facts import PILLARS, Column, Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.zh import nature
from app.llm.demo.reading.zh.gods import GROUP_NAMES, PLAIN, THEMES
from app.llm.demo.reading.zh.ties import PLACES
from app.llm.demo.reading.zh.view import is_even, least
from app.llm.demo.reading.zh.words import (
    IMAGES,
    MEASURES,
    POSITIONS,
    SEASONS,
    SITS,
    STAGES,
    STARS,
    STATES,
    STEMS_MANNER,
    listed,
    where,
)


def chart(f: Facts) -> list[Paragraph]:
    day, month = f.columns["day"], f.columns["month"]
    pillars = listed(f"{PLACES[name]}{f.columns[name].pillar}" for name in PILLARS if name in f.columns)
    unknown = "" if f.has_hour else "时辰未详，所以只有三柱，与时柱有关的一概不谈。"
    relations = f.chart["relations"]
    paragraphs: list[Paragraph] = [
        [
            Must(f"你的命盘是{pillars}。{unknown}"),
            Must(
                f"日柱的天干{f.stem}称为日主，就是盘中的“我”；它是{f.chart['day_master']['polarity']}{f.element}，传统上比作{IMAGES[f.stem]}。"
            ),
            f"其余的字都按与{f.element}的关系得名：同类为比劫，我生为食伤，我克为财，克我为官杀，生我为印。",
        ],
        [
            Must(
                f"{SEASONS[month.branch]}，月支{month.branch}以{month.hidden[0].element}为主，{f.element}在这个月令里{STATES[f.chart['strength']['season']]}。"
            ),
            Must(
                f"生它的是{f.element_of('resource')}（印星），{where(f, 'resource')}；它所生的是{f.element_of('output')}（食伤），{where(f, 'output')}。"
            ),
            Must(
                f"克它的是{f.element_of('officer')}（官杀），{where(f, 'officer')}；它所克的是{f.element_of('wealth')}（财星），{where(f, 'wealth')}。"
            ),
        ],
        [
            Must(f"按分量算（连日主自己在内），{f.heaviest}最多，约占{f.weights[f.heaviest]:.0f}%；{least(f)}。"),
            _balance(f),
        ],
    ]
    void = "、".join(f.chart["void"])
    paragraphs.append([f"日柱{day.pillar}的空亡是{void}：这一旬轮不到的两支，遇上时力量打些折扣。"])
    marks = _marks(relations)
    if marks:
        paragraphs.append(
            [
                Must(f"最惹眼的一处是{marks[0]}。"),
                *(f"{word}{mark}。" for word, mark in zip(("另有", "还有"), marks[1:3], strict=False)),
            ]
        )
    else:
        paragraphs.append(["盘中各字之间没有合冲刑害，结构平静，个性的表现就更多取决于五行的多少。"])
    found = [(name, star) for name, column in f.columns.items() for star in column.stars if star in STARS]
    seen: dict[str, str] = {}
    for name, star in found:
        seen.setdefault(star, name)
    told: dict[str, list[str]] = {}
    for star, name in list(seen.items())[:3]:
        told.setdefault(name, []).append(f"{star}（{STARS[star]}）")
    paragraphs.append([f"{PLACES[name]}带{listed(stars)}。" for name, stars in told.items()])
    paragraphs.append([More(_column(column)) for column in f.columns.values()])
    paragraphs.append([More(f"日主在日支{day.branch}为“{day.stage}”，{STAGES[day.stage]}。")])
    return paragraphs


def _balance(f: Facts) -> str:
    if is_even(f):
        return "五行相当均匀，没有哪一行压倒别的，取舍更多看喜忌，不看多少。"
    return f"{f.heaviest}重，整体的气息偏于{nature.quality(f, f.heaviest)}；{nature.light_side(f)}。"


def _marks(relations: list[dict[str, Any]]) -> list[str]:
    """Describe the relations: one sentence for all kinds between the same characters, and for all their places."""
    places: dict[tuple[str, str], list[str]] = {}
    kinds: dict[str, list[dict[str, Any]]] = {}
    for relation in sorted(relations, key=_weight):
        spots = places.setdefault((relation["parts"], relation["kind"]), [])
        spots.append("、".join(PLACES[str(name)] for name in relation["pillars"]))
        if len(spots) == 1:
            kinds.setdefault(relation["parts"], []).append(relation)
    return [_mark(first, places[first["parts"], first["kind"]]) + _also(others) for first, *others in kinds.values()]


def _weight(relation: dict[str, Any]) -> tuple[bool, bool, bool]:
    """Rank 伏吟 and 六冲 first, the day pillar before the others; a tie of stems comes after those of branches."""
    kind = str(relation["kind"])
    return kind not in ("伏吟", "六冲"), "day" not in relation["pillars"], kind.startswith("天干")


def _also(others: list[dict[str, Any]]) -> str:
    return f"；同一处又有{listed(other['kind'] for other in others)}，亲近里也有磨合" if others else ""


def _mark(relation: dict[str, Any], spots: list[str]) -> str:
    places = "，以及".join(spots)
    lean = f"，有化{relation['element']}的倾向" if relation["element"] else ""
    return f"{places}之间的{relation['parts']}{relation['kind']}{lean}，{MEASURES[str(relation['kind'])]}"


def _column(column: Column) -> str:
    inside = "、".join(f"{hidden.stem}（{hidden.god}）" for hidden in column.hidden)
    own = "坐下" if column.name == "day" else f"天干为{column.god}，地支"
    void = "，逢空亡，力量打些折扣" if column.is_void else ""
    return f"{PLACES[column.name]}{POSITIONS[column.name]}，{own}藏{inside}，纳音{column.na_yin}{void}。"


def character(f: Facts) -> list[Paragraph]:
    month, day = f.columns["month"], f.columns["day"]
    inner, seat = month.hidden[0], day.hidden[0]
    way = STEMS_MANNER[f.stem]
    paragraphs: list[Paragraph] = [
        [Must(f"{f.stem}{f.element}为日主的人，{way[0]}。"), way[1], f"做起事来，{way[2]}。"],
        [
            Must(f"月支{month.branch}的本气{inner.stem}是{inner.god}，主{THEMES[inner.god]}，这是你在外面做事的底色。"),
            f"日支{day.branch}的本气{seat.stem}是{seat.god}，{SITS[seat.god]}。",
        ],
        [Must(nature.strain(f)), nature.decides(f)],
        [f"{GROUP_NAMES['output']}{where(f, 'output')}，{nature.outputs(f)}"],
        [f"{GROUP_NAMES['peer']}{where(f, 'peer')}，与人相处时，{_PEERS[f.presence('peer')]}。"],
        [f"独处对你来说{nature.alone(f)}，这与印星{where(f, 'resource')}相应。"],
        [
            f"{f.heaviest}多的人，{nature.mood(f)}。",
            _heavy(f),
        ],
    ]
    if f.has_hour:
        hour = f.columns["hour"]
        paragraphs.append([More(f"时干{hour.stem}是{hour.god}，心里常惦记的，多是{PLAIN[hour.god]}。")])
    return paragraphs


def _heavy(f: Facts) -> str:
    """Say how to use what the chart has most of."""
    if is_even(f):
        return "五行相近，你的样子随场合变，熟悉你的人才看得全。"
    if f.heaviest in f.helpful:
        return f"{f.heaviest}又是有助的一行，这股气放手去用，多半省力。"
    if f.heaviest in f.sparing:
        return f"{f.heaviest}已经够多，这股气收一收，别的长处才露得出来。"
    return f"{f.heaviest}不在喜忌之列，这一面由它自然就好。"


_PEERS = (
    "你不太靠同伴壮胆，朋友少而固定",
    "同伴的影响不在明面，关键时候才看得出谁站在你这边",
    "身边总有同龄人，你在意公平，也容易暗暗比较",
)
