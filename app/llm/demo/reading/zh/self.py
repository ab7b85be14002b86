"""The passages about the person in Chinese: the chart, the temperament, strength and what helps."""

from typing import Any

from app.llm.demo.reading.facts import PILLARS, Column, Facts
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.gods import BRANCH_ELEMENTS, GROUPS, element_of, group_of
from app.llm.demo.reading.zh.gods import GROUP_NAMES, THEMES
from app.llm.demo.reading.zh.ties import PLACES
from app.llm.demo.reading.zh.view import is_even, pattern
from app.llm.demo.reading.zh.words import (
    HABITS,
    IMAGES,
    MEASURES,
    MOODS,
    POSITIONS,
    QUALITIES,
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
    unknown = "" if f.has_hour else "时辰未详，所以只有三柱，下文凡与时柱有关的都略去。"
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
            f"生它的是{f.element_of('resource')}（印星），{where(f, 'resource')}；它所生的是{f.element_of('output')}（食伤），{where(f, 'output')}。",
            f"克它的是{f.element_of('officer')}（官杀），{where(f, 'officer')}；它所克的是{f.element_of('wealth')}（财星），{where(f, 'wealth')}。",
        ],
        [
            Must(
                f"按分量算，{f.heaviest}最多，约占{f.weights[f.heaviest]:.0f}%；{f.lightest}最少，{f'约占{f.weights[f.lightest]:.0f}%' if f.weights[f.lightest] >= 1 else '几乎不见'}。"
            ),
            _balance(f),
        ],
    ]
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
    light = "要靠后天来补" if f.lightest in f.helpful else "少一点也无妨" if f.lightest in f.sparing else "平时显得少些"
    return (
        f"{f.heaviest}重，整体的气息偏于{QUALITIES[f.heaviest]}；{f.lightest}轻，{QUALITIES[f.lightest]}的一面{light}。"
    )


def _marks(relations: list[dict[str, Any]]) -> list[str]:
    """Describe the relations, those between the same characters together."""
    pairs: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for relation in relations:
        pairs.setdefault((relation["parts"], *relation["pillars"]), []).append(relation)
    return [_mark(first) + _also(others) for first, *others in pairs.values()]


def _also(others: list[dict[str, Any]]) -> str:
    return f"；同一处又有{listed(other['kind'] for other in others)}，亲近里也有磨合" if others else ""


def _mark(relation: dict[str, Any]) -> str:
    places = "、".join(PLACES[str(name)] for name in relation["pillars"])
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
    manner = STEMS_MANNER[f.stem]
    has_voice = f.presence("output") == 2
    if f.leans_strong:
        strain = f"判断里{f.element}宜少，自己的主张已经够足，吃力之处多在不肯求人、不肯停。"
        decide = "拿主意时你往往先有答案再找理由，请一个敢说不同意见的人把关，会稳当许多。"
    else:
        strain = f"判断里{f.element}要人扶一把，你做得到的事不少，吃力之处多在替别人扛得太久。"
        decide = f"拿主意时你{'嘴上说得早，心里定得晚' if has_voice else '习惯先听一圈再定'}，给自己划一个截止的时间，免得越拖越散。"
    outputs = (
        "心里有话不急着说，要到信得过的人面前才肯讲透。",
        "话说到七分就停，真正的想法藏在做出来的东西里。",
        "想到什么就愿意说出来、做出来，表达本身就是一种休息。",
    )
    paragraphs: list[Paragraph] = [
        [Must(f"{f.stem}{f.element}为日主的人，{manner[0]}。"), manner[1], f"做起事来，{manner[2]}。"],
        [
            Must(f"月支{month.branch}的本气{inner.stem}是{inner.god}，主{THEMES[inner.god]}，这是你在外面做事的底色。"),
            f"日支{day.branch}的本气{seat.stem}是{seat.god}，{SITS[seat.god]}。",
        ],
        [Must(strain), decide],
        [f"{GROUP_NAMES['output']}{where(f, 'output')}，{outputs[f.presence('output')]}"],
        [f"{GROUP_NAMES['peer']}{where(f, 'peer')}，与人相处时，{_PEERS[f.presence('peer')]}。"],
        [
            f"独处对你来说{_ALONE[min(f.presence('resource'), 1 + bool(f.hidden('resource')))]}，这与印星{where(f, 'resource')}相应。"
        ],
        [
            f"{f.heaviest}多的人，{MOODS[f.heaviest]}。",
            f"长处在于{QUALITIES[f.heaviest]}，用过了头，就成了麻烦的来处。",
        ],
    ]
    if f.has_hour:
        hour = f.columns["hour"]
        paragraphs.append([More(f"时干{hour.stem}是{hour.god}，藏在心里的愿望多与{THEMES[hour.god]}有关。")])
    paragraphs.append(
        [
            More(
                f"年干{f.columns['year'].stem}是{f.columns['year'].god}，小时候的环境让你早早熟悉了{THEMES[f.columns['year'].god]}。"
            )
        ]
    )
    return paragraphs


_PEERS = (
    "你不太靠同伴壮胆，朋友少而固定",
    "同伴的影响不在明面，关键时候才看得出谁站在你这边",
    "身边总有同龄人，你在意公平，也容易暗暗比较",
)
_ALONE = ("不是天生的习惯，要刻意留出来才有", "是悄悄充电的时候，旁人不一定察觉", "是必需品，安静下来思路才会成形")


def strength(f: Facts) -> list[Paragraph]:
    s, own, feeds = f.chart["strength"], f.element, f.element_of("resource")
    roots = "、".join(PLACES[name][0] + "支" for name in s["roots"])
    helpers = "、".join(PLACES[name][0] + "干" for name in s["helpers"])
    month = f.columns["month"]
    inside = (
        "、".join(f"{hidden.stem}（{hidden.god}）" for hidden in month.hidden if hidden.element != f.element)
        or "的都是与日主同类的字"
    )
    helpful, sparing = "、".join(f.helpful), "、".join(f.sparing)
    share = round(100 * s["support"])
    habits = Items([Must(f"**亲近{element}**：{HABITS[element][0]}；{HABITS[element][1]}。") for element in f.helpful])
    return [
        [
            Must(f"总评里的判断，落脚在三处：得令、得地、得势。生扶的份额约{share}%，{_SIDES[f.leans_strong]}。"),
            f"先看得令：{own}在{month.branch}月为“{s['season']}”，{'得令' if s['season'] in '旺相' else '不得令'}。",
        ],
        [
            f"再看得地：{f'有根在{roots}，地支里藏着{own}，遇事有立足之处' if roots else f'各支都不藏{own}，没有根，力气要从别处借来'}。",
            f"最后看得势：{f'{helpers}有同类或生我的字，说话有人应和' if helpers else '天干没有帮身的字，明面上要自己出头'}。",
        ],
        [
            f"所据的规则是把各干各支折成份额，月支加倍，日干本身不计：{own}与{feeds}合起来不到三分之一为偏弱，过半为偏强，其间为中和。",
            _doubts(f, share),
        ],
        [
            Must(
                f"格局从月令来：{month.branch}中藏{inside}，按本气、中气、余气的次序，先透出天干的为主；都不透，便看本气。"
            ),
            _pattern(f),
        ],
        [Must(f"**因此取{helpful}为有助，{sparing or '其余'}宜少**，前后各节都依这一句。"), f"具体说，{_why(f)}。"],
        [
            f"扶抑看的是力量的轻重，调候看的是气候的寒暖；{_CLIMATE[month.branch in '亥子丑巳午未']}",
            More("另一派先论寒暖燥湿，再论强弱，所取的次序可能与此不同。"),
        ],
        [Must(f"落到日常，有助的{helpful}可以这样亲近：")],
        habits,
        [
            _MIDDLE[f.leans_strong],
            f"{f.heaviest}约占{f.weights[f.heaviest]:.0f}%，是盘中最重的一行，{'与喜忌同向，用起来顺手' if f.heaviest in f.helpful else '又在宜少之列，用它要有节制' if f.heaviest in f.sparing else '不在喜忌之列，由它去就好'}。",
        ],
        [f"宜少的{sparing}不必躲开，{'；'.join(HABITS[element][2] for element in f.sparing)}。"] if f.sparing else [],
        [
            f"与人相处，{'；'.join(f'{GROUP_NAMES[g]}（{f.element_of(g)}）{_COMPANY[g]}' for g in GROUPS if f.value(g) > 0)}。",
            More("这里没有禁忌表：有助与宜少，说的是用力的轻重，不是能不能做。"),
            More("同一行也有分寸，有助的一行用到了头，照样会累；宜少的一行用得恰当，仍是本钱。"),
            "试上两三个月，记下哪些安排让你轻松，哪些让你发紧，再决定留下什么。",
        ],
    ]


_MIDDLE = {
    True: "日主有力，并不等于样样顺，力气要有出口：说出来、做出来、担起来，都是出口。",
    False: "日主要人扶，并不等于不行，只是宜借力：借书本、借前辈老友、借好的作息，都算。",
}
_SIDES = {True: "靠有力的一边来看，宜泄、宜用", False: "靠要人扶的一边来看，宜生、宜助"}


def _why(f: Facts) -> str:
    return "；".join(f"{f.element_of(g)}是{GROUP_NAMES[g]}，{_ROLES[g][f.value(g)]}" for g in GROUPS)


_ROLES = {
    "peer": {1: "来帮日主一起承担", 0: "不喜不忌", -1: "与日主同类，再添就争"},
    "output": {1: "把多余的力气化成作品", 0: "不喜不忌，量力而出", -1: "日主力气有限，说做太多就散"},
    "wealth": {1: "给力气一个落处", 0: "不喜不忌，随缘经营", -1: "事务太多反而担不住"},
    "officer": {1: "给日主立规矩，收得住", 0: "不喜不忌，责任够用就好", -1: "约束太重，压得紧"},
    "resource": {1: "是后援与学养，来托底", 0: "不喜不忌，可学可不学", -1: "会给日主再添力气，够用就好"},
}
_CLIMATE = {
    True: "两者不合时，以上面那一句为准。",
    False: "你生的月份寒暖不偏，只用扶抑就够。",
}


def _pattern(f: Facts) -> str:
    god = pattern(f)
    if not god:
        return "这张盘月令里没有别的字可取，格局不明，成败更多看喜忌。"
    if god in ("建禄", "月刃"):
        return f"这张盘的月令就是日主自己的根气，取{god}格，{_FIRM[f.leans_strong]}。"
    return f"所以取{god}格，成不成要看它是否有力、有没有别的字来护；{_PATTERN[f.value(group_of(god))]}。"


_FIRM = {True: "关键在于力气有没有出口", False: "根气虽在，帮手不多，关键仍在扶助"}
_PATTERN = {
    1: "格局之神正是有助的一行，守住它，两头得利",
    0: "格局之神不喜不忌，成败更多看自己经营",
    -1: "格局之神又在宜少之列，格局虽在，用它要量力，过重反而伤身",
}


def _doubts(f: Facts, share: int) -> str:
    """Name the weakest link: a birth time that allows another pillar, else the share of support."""
    if not f.has_hour:
        return (
            "这一判断最容易被推翻的一环是时辰：少了时柱两个字，生扶的份额只能算个大概，补上时辰，强弱和喜忌都可能改。"
        )
    now = f.columns["hour"].pillar
    readings = [r["pillars"]["hour"] for warning in f.chart["warnings"] for r in warning["readings"]]
    other = next((hour for hour in readings if hour and hour != now), "")
    if other:
        return f"这一判断最容易被推翻的一环是时柱：若是{other}，{_shift(f, now, other)}。"
    change = "喜忌就可能倒过来" if abs(share - 40) < 7 else "数字会变，喜忌大致不变"
    return f"这一判断最容易被推翻的一环，是生扶的份额：现在约为{share}%，若把月令的权重改小或改大，{change}。"


def _shift(f: Facts, now: str, other: str) -> str:
    supports = f.element, f.element_of("resource")
    count = [sum(e in supports for e in (element_of(p[0]), BRANCH_ELEMENTS[p[1]])) for p in (now, other)]
    if count[0] == count[1]:
        return "生扶的字数不变，强弱大致相同"
    way = "多" if count[1] > count[0] else "少"
    return f"{other[0]}属{element_of(other[0])}，{other[1]}以{BRANCH_ELEMENTS[other[1]]}为主，生扶会变{way}，强弱与格局都要重看"


_COMPANY = {
    "peer": "有助，多与目标相同的同辈结伴",
    "output": "有助，多与愿意听你讲、也肯动手的人来往",
    "wealth": "有助，多与务实、守信、算得清的人共事",
    "officer": "有助，多接近讲规矩、敢要求你的人",
    "resource": "有助，多亲近肯教你、能让你安静下来的人",
}
