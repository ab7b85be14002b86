"""The passage about strength, pattern and what helps in Chinese."""

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.gods import GROUPS, group_of
from app.llm.demo.reading.hours import EVEN, other_hour
from app.llm.demo.reading.zh.gods import GROUP_NAMES, THEMES
from app.llm.demo.reading.zh.hours import what_changes
from app.llm.demo.reading.zh.ties import PLACES
from app.llm.demo.reading.zh.view import doubt, pattern
from app.llm.demo.reading.zh.words import HABITS, habit


def strength(f: Facts) -> list[Paragraph]:
    s, feeds = f.chart["strength"], f.element_of("resource")
    roots = "、".join(PLACES[name][0] + "支" for name in s["roots"])
    helpers = "、".join(PLACES[name][0] + "干" for name in s["helpers"])
    month = f.columns["month"]
    is_rooted = pattern(f) in ("建禄", "月刃")
    own = "与日主同类" if is_rooted else "不取格"
    inside = "、".join(
        f"{hidden.stem}（{hidden.god}{f'，{own}' if hidden.element == f.element else ''}）" for hidden in month.hidden
    )
    helpful, sparing = "、".join(f.helpful), "、".join(f.sparing)
    others = sum(hidden.element != f.element for hidden in month.hidden)
    order = (
        ""
        if is_rooted or not others
        else "，按本气、中气、余气的次序，先透出天干的为主；都不透，便看本气"
        if others > 1
        else "，可取格的只此一气，格局便从它来"
    )
    share = round(100 * s["support"])
    habits = Items([Must(f"**亲近{element}**：{habit(f, element)}；{HABITS[element][1]}。") for element in f.helpful])
    return [
        [
            Must(f"总评里的判断，落脚在三处：得令、得地、得势。生扶的份额约{share}%，{_side(f)}。"),
            f"先看得令：{f.element}在{month.branch}月为“{s['season']}”，{'得令' if s['season'] in '旺相' else '不得令'}。",
        ],
        [
            f"再看得地：{f'有根在{roots}，地支里藏着{f.element}，遇事有立足之处' if roots else f'各支都不藏{f.element}，没有根，力气要从别处借来'}。",
            f"最后看得势：{f'{helpers}有同类或生我的字，说话有人应和' if helpers else '天干没有帮身的字，明面上要自己出头'}。",
        ],
        [
            f"所据的规则是把各干各支折成份额，月支加倍，日干本身不计：{f.element}与{feeds}合起来不到三分之一为偏弱，过半为偏强，其间为中和，以四成为线看偏向哪一边。",
            _doubts(f, share),
        ],
        [
            Must(f"格局从月令来：{month.branch}中藏{inside}{order}。"),
            _pattern(f),
        ],
        [Must(f"**因此取{helpful}为有助，{sparing or '其余'}宜少**，前后各节都依这一句。"), f"具体说，{_why(f)}。"],
        [
            f"扶抑看的是力量的轻重，调候看的是气候的寒暖；{_climate(f)}",
            More("另一派先论寒暖燥湿，再论强弱，所取的次序可能与此不同。"),
        ],
        [Must(f"落到日常，有助的{helpful}可以这样亲近：")],
        habits,
        [
            _MIDDLE[f.leans_strong],
            f"{f.heaviest}约占{f.weights[f.heaviest]:.0f}%，是盘中最重的一行，{'与喜忌同向，用起来顺手' if f.heaviest in f.helpful else '又在宜少之列，用它要有节制' if f.heaviest in f.sparing else '不在喜忌之列，由它去就好'}。",
        ],
        [f"宜少的{sparing}，用得轻些就好：{'；'.join(HABITS[element][2] for element in f.sparing)}。"]
        if f.sparing
        else [],
        [
            f"与人相处，{'；'.join(f'{GROUP_NAMES[g]}（{f.element_of(g)}）{_COMPANY[g]}' for g in GROUPS if f.value(g) > 0)}。",
            More("这里没有禁忌表：有助与宜少，说的是用力的轻重，不是能不能做。"),
            "试上两三个月，记下哪些安排让你轻松，哪些让你发紧，再决定留下什么。",
        ],
    ]


_MIDDLE = {
    True: "日主有力，并不等于样样顺，力气要有出口：说出来、做出来、担起来，都是出口。",
    False: "日主要人扶，并不等于不行，只是宜借力：借书本、借前辈老友、借好的作息，都算。",
}


def _side(f: Facts) -> str:
    """Say on which side the share lies; exactly on the line it counts as strong."""
    on_line = abs(float(f.chart["strength"]["support"]) - EVEN) < 0.0005
    return f"正好在四成的线上，本报告{_SIDES[True].replace('落在', '归在')}" if on_line else _SIDES[f.leans_strong]


_SIDES = {True: "落在偏强的一边，宜泄、宜用", False: "落在偏弱的一边，宜生、宜助"}


def _why(f: Facts) -> str:
    return "；".join(f"{f.element_of(g)}是{GROUP_NAMES[g]}，{_ROLES[g][f.value(g)]}" for g in GROUPS)


_ROLES = {
    "peer": {1: "来帮日主一起承担", 0: "不喜不忌", -1: "与日主同类，再添就争"},
    "output": {1: "把多余的力气化成作品", 0: "不喜不忌，量力而出", -1: "日主力气有限，说做太多就散"},
    "wealth": {1: "给力气一个落处", 0: "不喜不忌，随缘经营", -1: "事务太多反而担不住"},
    "officer": {1: "给日主立规矩，收得住", 0: "不喜不忌，责任够用就好", -1: "约束太重，压得紧"},
    "resource": {1: "是后援与学养，来托底", 0: "不喜不忌，可学可不学", -1: "会给日主再添力气，够用就好"},
}


def _climate(f: Facts) -> str:
    """Say what climate adds to balance: nothing, the first place for an element, one more element, or a caveat."""
    branch = f.columns["month"].branch
    wanted = "火" if branch in "亥子丑" else "水" if branch in "巳午未" else ""
    if not wanted:
        return "你生的月份寒暖不偏，只用扶抑就够。"
    season = "冬月偏寒" if wanted == "火" else "夏月偏热"
    if wanted not in f.helpful:
        return f"{season}，调候想要{wanted}，扶抑却不取它，两者不合，以扶抑为主，{wanted}少量即可。"
    if f.helpful[0] == wanted:
        return f"{season}，调候取{wanted}，正与扶抑相合，所以把{wanted}排在最前。"
    return f"{season}，调候另取{wanted}，与扶抑不相冲突，所以{wanted}也算有助，排在后面。"


def _pattern(f: Facts) -> str:
    god = pattern(f)
    if not god:
        return "这张盘月令里没有别的字可取，格局不明，成败更多看喜忌。"
    if god in ("建禄", "月刃"):
        return f"这张盘的月令就是日主自己的根气，取{god}格，{_FIRM[f.leans_strong]}。"
    main = f.columns["month"].hidden[0].god
    theme = "" if god == main else f"主{THEMES[god]}，"
    return f"所以取{god}格，{theme}成不成要看它是否有力、有没有别的字来护；{_PATTERN[f.value(group_of(god))]}。"


_FIRM = {True: "关键在于力气有没有出口", False: "根气虽在，帮手不多，关键仍在扶助"}
_PATTERN = {
    1: "格局之神正是有助的一行，守住它，两头得利",
    0: "格局之神不喜不忌，成败更多看自己经营",
    -1: "格局之神又在宜少之列，格局虽在，用它要量力，过重反而成了拖累",
}


def _doubts(f: Facts, share: int) -> str:
    """Name the weakest link: a birth time that allows another pillar, else the share of support."""
    if not f.has_hour:
        return (
            "这一判断最容易被推翻的一环是时辰：少了时柱两个字，生扶的份额只能算个大概，补上时辰，强弱和喜忌都可能改。"
        )
    if doubt(f):
        return f"这一判断最容易被推翻的一环是出生时间：{doubt(f)}。"
    if other := other_hour(f):
        change, matters = what_changes(f, other)
        if matters and "强弱与喜忌都不变" in change:
            return f"强弱与喜忌较稳，会动的是格局：时柱若是{other}，{change}。"
        if matters:
            return f"这一判断最容易被推翻的一环是时柱：若是{other}，{change}。"
        return f"时柱若是{other}，{change}，这一判断较稳。"
    if abs(share - 40) < _CLOSE:
        return (
            f"这一判断最容易被推翻的一环，是生扶的份额：约{share}%离四成很近，月令的权重改小或改大，喜忌就可能倒过来。"
        )
    return f"这一判断较稳：约{share}%离四成还远，月令的权重改小或改大，喜忌大致不变。"


_CLOSE = 7
"""Within so many percentage points of the line, the side is in doubt."""
_COMPANY = {
    "peer": "有助，多与目标相同的同辈结伴",
    "output": "有助，多与愿意听你讲、也肯动手的人来往",
    "wealth": "有助，多与务实、守信、算得清的人共事",
    "officer": "有助，多接近讲规矩、敢要求你的人",
    "resource": "有助，多亲近肯教你、能让你安静下来的人",
}
