"""The passage about the family in Chinese."""

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.zh.gods import GROUP_NAMES, PLAIN
from app.llm.demo.reading.zh.ties import BONDS, PLACES
from app.llm.demo.reading.zh.timing import timing
from app.llm.demo.reading.zh.view import is_elder, is_late
from app.llm.demo.reading.zh.words import MEASURES, seen

_STATES = {
    "母亲": (
        "她的影响不在嘴上，在你从小看到的样子里",
        "情分深，平时不多说，关键时候才听她的",
        "她的意见听得见，关心也看得见",
    ),
    "父亲": (
        "他话不多，或不常在身边，你从别处学会了怎样撑住",
        "他的付出多在看不见的地方",
        "他的做派摆在眼前，你多少照着学，或反着学",
    ),
    "兄弟姐妹": ("同辈的缘分淡些，好朋友补上了这个位置", "平时来往少，有事时心里是通的", "来往多，比较也多"),
    "伴侣": ("来得平淡，靠日久", "优点要近看才知道", "性格鲜明，一眼看得出"),
    "子女与晚辈": ("不急着亲近，留着门就好", "有心意也多半不挂在嘴上", "有话直说，也爱争一争"),
}


def _star(f: Facts, group: str, who: str, spots: str = "") -> str:
    star = f"{GROUP_NAMES[group]}（{f.element_of(group)}）"
    return f"{who}看{star}{spots}，{GROUP_NAMES[group]}{seen(f, group)}：{_STATES[who][f.presence(group)]}"


_WARMTH = {
    "母亲": {
        1: "这一行有助，与她亲近对你是补益",
        0: "这一行不喜不忌，远近由相处来定",
        -1: "这一行宜少，亲而不黏，彼此留些余地最好",
    },
    "父亲": {
        1: "这一行有助，多听他讲讲做事的经验，不会白听",
        0: "这一行不喜不忌，话不在多，实在就好",
        -1: "这一行宜少，敬重他，但不必样样替他操心",
    },
    "兄弟姐妹": {
        1: "这一行有助，有他们在旁，做事省力",
        0: "这一行不喜不忌，来往多少随缘",
        -1: "这一行宜少，常联系，各过各的日子",
    },
    "伴侣": {
        1: "这一行有助，亲密的关系能托住你",
        0: "这一行不喜不忌，好坏看两个人怎样过",
        -1: "这一行宜少，各留一点空间，反而长久",
    },
    "子女与晚辈": {
        1: "这一行有助，和年轻人在一起，你也跟着轻快",
        0: "这一行不喜不忌，不必刻意远近",
        -1: "这一行宜少，关心点到为止",
    },
}
_FRAME = "这一节说的是相处的样子，不论谁一定在身边：没有的可以略过，已经不在的，就当作回忆来读。"


_PARENTS_LATER = {
    1: "这一行有助，早年得过不少照应",
    0: "这一行不喜不忌，记得的多是平常日子",
    -1: "这一行宜少，早年难免有管束，也有担待",
}


_REMEMBERS = 62
"""From this age on, parents are spoken of as a memory."""


def family(f: Facts) -> list[Paragraph]:
    year, month, day = f.columns["year"], f.columns["month"], f.columns["day"]
    mother_warmth, father_warmth = (_PARENTS_LATER,) * 2 if f.age >= _REMEMBERS else (_WARMTH["母亲"], _WARMTH["父亲"])
    mother = f"{_star(f, 'resource', '母亲', '和年柱')}；{mother_warmth[f.value('resource')]}。"
    father = f"{_star(f, 'wealth', '父亲')}；{father_warmth[f.value('wealth')]}。"
    paragraphs: list[Paragraph] = [
        [Must(_FRAME)],
        [
            Must(mother),
            Must(father),
            f"年干{year.stem}为{year.god}，{'' if f.is_minor else '小时候'}家里{_AIR[year.god]}。",
            _PARENTS[f.value("resource")]
            if f.age < _REMEMBERS
            else "到了现在的年纪，父母的样子多在记忆里，他们的习惯仍留在你的日常中。",
        ],
        [
            Must(f"{_star(f, 'peer', '兄弟姐妹', '和月柱')}；{_WARMTH['兄弟姐妹'][f.value('peer')]}。"),
            f"月干{month.stem}是{month.god}，手足之间谈的、比的，多是{PLAIN[month.god]}。",
            _SIBLINGS_LATER if is_elder(f) else _SIBLINGS_YOUNG if f.is_minor else _SIBLINGS[f.presence("peer")],
        ],
    ]
    if f.is_minor:
        paragraphs += [
            [
                Must("读者未满十八岁，这里不谈伴侣与子女。"),
                "与父母意见不同的时候，先把想要的写下来，一条一条商量，比关上门有用。",
            ],
            ["每天有一顿饭放下手机，一家人说说当天最好的一件事。", "祖辈讲的旧事听起来慢，里面有你从哪里来的答案。"],
            [
                "哥哥姐姐的路不必照抄，弟弟妹妹的错也不必你来改。",
                "家里吵架不是你的错，难受时可以请一位老师或长辈听你说。",
            ],
            timing(f, "family"),
            [
                _elders(f),
                f"家里的长处在{_KIN[f.heaviest]}，缺的是{_MISSING[f.lightest]}，这一样可以由你先做。",
            ],
            [
                More("帮家里做一件固定的小事，比如倒垃圾、浇花，你会发现大人说话也变得平等。"),
                More("离家住校的，每周固定一个时间打电话，短一点也好。"),
            ],
        ]
        return paragraphs
    spouse = "wealth" if f.chart["gender"] == "male" else "officer"
    seat = day.hidden[0]
    young = "output" if f.chart["gender"] == "female" else "officer"
    hour = (
        f"时柱{f.columns['hour'].pillar}是晚辈的位置，时干为{f.columns['hour'].god}，{'' if is_elder(f) else '将来'}谈得来的，多是{PLAIN[f.columns['hour'].god]}。"
        if f.has_hour
        else "时辰未详，这一段只凭星来谈，分量要打折扣。"
    )
    paragraphs += [
        [
            Must(f"{_star(f, spouse, '伴侣', '和日支')}；{_WARMTH['伴侣'][f.value(spouse)]}。"),
            f"日支{day.branch}里住着{seat.stem}（{seat.god}），{_HOME[seat.god]}。",
        ],
        [
            Must(
                f"{_star(f, young, '子女与晚辈', '和时柱' if f.has_hour else '')}；{_WARMTH['子女与晚辈'][f.value(young)]}。"
            ),
            Must(hour),
            _CHILDREN_LATER[f.value(young)]
            if is_elder(f)
            else _CHILDREN_GROWN[f.value(young)]
            if is_late(f)
            else _CHILDREN[f.value(young)],
        ],
        timing(f, "family"),
        [
            _elders(f),
            f"家里的长处在{_KIN[f.heaviest]}，少一点的是{_MISSING[f.lightest]}，少的那一样由你先做，别人会跟上。",
        ],
        [
            More("六亲取哪一颗星，各派说法不一，这里只借它谈亲疏与相处，不论人数，也不论高下。"),
            More(_hearth(f)),
        ],
    ]
    return paragraphs


def _elders(f: Facts) -> str:
    """Name the weightiest relation of the year pillar, and what it means for ties with the elders."""
    ties = [r for r in f.chart["relations"] if "year" in r["pillars"]]
    if not ties:
        return "年柱与别的柱没有合冲刑害，老家给你的是稳的底子，联系不必多，不断就好。"
    first = min(ties, key=lambda r: (r["kind"] not in ("六冲", "伏吟"), "day" not in r["pillars"]))
    others = "、".join(PLACES[name] for name in first["pillars"] if name != "year") or "年柱"
    if f.is_minor:
        end = "长辈的期望常放在心上" if first["kind"] in BONDS else "长辈的期望与自己的想法容易碰着，有话早些说开"
    else:
        end = "老家与眼前的生活连得近" if first["kind"] in BONDS else "老家与眼前的生活互相牵扯，逢年过节的安排提前说定"
    return f"年柱与{others}有{first['parts']}{first['kind']}，{end}。"


def _hearth(f: Facts) -> str:
    """Say which relation of the day pillar shows at home."""
    ties = [r for r in f.chart["relations"] if "day" in r["pillars"] and "year" not in r["pillars"]]
    if not ties:
        return "日柱不受月柱、时柱的牵动，家里的气氛多由你自己带起来。"
    first = ties[0]
    others = "、".join(PLACES[name] for name in first["pillars"] if name != "day")
    return f"日柱与{others}的{first['parts']}{first['kind']}落到家里，{MEASURES[first['kind']]}。"


_KIN = {"木": "肯为彼此的前程打算", "火": "热闹亲热", "土": "踏实顾家", "金": "讲道理、守规矩", "水": "体谅、听得进话"}
_AIR = {
    "比肩": "各有各的主意，凡事靠自己",
    "劫财": "人多热闹，东西常要分着用",
    "食神": "松快，吃的和手艺都讲究",
    "伤官": "爱说爱争，老规矩未必都听",
    "偏财": "人来人往，花用也活",
    "正财": "勤俭，日子排得有数",
    "七杀": "管得严，要求来得急",
    "正官": "讲规矩，长幼有序",
    "偏印": "安静，各忙各的",
    "正印": "看重读书，有人照应",
}
"""The air at home by the ten god of the year stem."""
_MISSING = {
    "木": "一起往前打算",
    "火": "当面的夸奖",
    "土": "固定的团聚",
    "金": "把事情说定",
    "水": "急的时候先停一停",
}
_PARENTS = {
    1: "遇到大事先问他们一声，不一定照办，心里却有底。",
    0: "与父母说话就事论事，彼此都轻松。",
    -1: "他们的操心有时成了压力，说一句“我自己来”，再做给他们看。",
}
_SIBLINGS_YOUNG = "没有兄弟姐妹的，堂亲、表亲和要好的同学也算。"
_SIBLINGS_LATER = "还能通话的手足与老友，每周打一个电话，聊天气和饭菜也好。"
_SIBLINGS = (
    "手足或同辈不多走动，逢年过节主动问候一次，就够暖。",
    "不必等到有事才找人，闲时也约一顿饭。",
    "同辈之间较劲的事多，钱和东西分清，情分才长。",
)
_HOME = {
    **dict.fromkeys(("比肩", "劫财"), "家里两个人都有主意，轮流拍板最省事"),
    **dict.fromkeys(("食神", "伤官"), "家里要有说有笑，沉默久了就要先开口"),
    **dict.fromkeys(("偏财", "正财"), "家里的事务你操心多，分一半出去"),
    **dict.fromkeys(("七杀", "正官"), "家里的规矩宜少而清楚，别把外面的紧张带进门"),
    **dict.fromkeys(("偏印", "正印"), "家里要留一处安静的角落，谁累了谁去"),
}
_CHILDREN_LATER = {
    1: "有没有儿女都一样，多与年轻人来往就好。",
    0: "晚辈有晚辈的日子，讲道理不如讲故事，他们愿意听。",
    -1: "让晚辈自己拿主意，你只管等着被请教。",
}
_CHILDREN_GROWN = {
    1: "成了家的晚辈，常来常往，你出经验，他们出力气。",
    0: "晚辈的日子由他们自己过，问到了再说，说一遍就好。",
    -1: "能让晚辈自己拿主意的，就站在旁边看；帮忙先说好帮到哪里。",
}
_CHILDREN = {
    1: "带过的孩子、学生或后辈，值得多花些时间。",
    0: "对晚辈少讲道理，多让他们看你怎样做。",
    -1: "为后辈操心容易过头，能让他们自己试的，就站在旁边看。",
}
