"""The passage about love in Chinese; for readers under eighteen, about friends."""

from typing import Any

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.zh import nature
from app.llm.demo.reading.zh.timing import timing
from app.llm.demo.reading.zh.view import is_late
from app.llm.demo.reading.zh.words import stands

_HEART = {
    "木": "给的是陪伴和一起长进，最怕停在原地",
    "火": "给的是热情和赞美，最怕对方冷着",
    "土": "给的是可靠，最怕反复无常",
    "金": "给的是忠诚和分寸，最怕说话不算数",
    "水": "给的是体贴和懂得，最怕被看得太紧",
}
_BED = {
    **dict.fromkeys(("长生", "沐浴", "冠带"), "对亲密的关系有新鲜感，也愿意学着相处。"),
    **dict.fromkeys(("临官", "帝旺"), "在家里你习惯做主，记得问一句对方怎么想。"),
    **dict.fromkeys(("衰", "病", "死"), "你求的是平静，吵闹的关系留不住你。"),
    **dict.fromkeys(("墓", "绝", "胎", "养"), "情意藏得住，要有人肯等，才慢慢拿出来。"),
}
_TEST = {
    "木": "木重，容易替对方规划，建议给到三分就停。",
    "火": "火重，热起来恨不得天天见，频率稳一点，彼此才都歇得过来。",
    "土": "土重，日子容易过成老样子，纪念日提前一周写进日历。",
    "金": "金重，看得见对方的毛病，开口时把“你应该”换成“我希望”。",
    "水": "水重，猜得太多，想知道的就直接问。",
}
PARTNER_STATES = (
    "配偶星不见，不等于没有缘分，多半是缘分来得平淡，日久才知",
    "配偶星藏在地支，感情走得慢，熟了才深",
    "配偶星露在天干，缘分看得见，旁人也看得见",
)
SPOUSE_SEATS = {
    "比肩": "伴侣像朋友，平等相待最舒服",
    "劫财": "相处热闹，也容易为小事争个高低",
    "食神": "一起吃饭、散步、说闲话，就是最好的日子",
    "伤官": "彼此有话直说，要记得说完以后抱一抱",
    "偏财": "看重情趣，日子过得活络",
    "正财": "看重踏实，愿意为家里出力",
    "七杀": "被有主见的人吸引，也容易被对方的要求压住",
    "正官": "看重名分和承诺，说好的事要做到",
    "偏印": "需要各自的空间，沉默不等于冷淡",
    "正印": "渴望被理解和照顾，也懂得体谅",
}


def love(f: Facts) -> list[Paragraph]:
    day = f.columns["day"]
    spouse = "wealth" if f.chart["gender"] == "male" else "officer"
    seat = day.hidden[0].god
    ties = [relation for relation in f.chart["relations"] if "day" in relation["pillars"]]
    if f.is_minor:
        return _friends(f, seat, ties)
    paragraphs: list[Paragraph] = [
        [
            Must(f"日支{day.branch}是伴侣的位置，本气{day.hidden[0].stem}为{seat}：{SPOUSE_SEATS[seat]}。"),
            Must(
                f"按通行的取法，{'男命以财星' if spouse == 'wealth' else '女命以官杀'}为配偶星，各家不同，只作一说；你的{stands(f, spouse)}。"
            ),
            f"{PARTNER_STATES[f.presence(spouse)]}。",
        ],
        [nature.says(f), "让你安心的，不是时时刻刻在一起，而是说好的事不会变。"],
        [nature.yields(f)],
    ]
    paragraphs.append([Must(tied(ties))])
    paragraphs.append(timing(f, "love"))
    paragraphs.append(
        [
            f"{f.stem}{f.element}的人在感情里，{_HEART[f.element]}。",
            f"日主在日支为“{day.stage}”（十二长生之一），{_bed(f, day.stage)}",
        ]
    )
    paragraphs.append([_TEST[f.heaviest], "难过的那几天，先问对方要听的还是要劝的。"])
    stars = {star for column in f.columns.values() for star in column.stars}
    blossom = [star for star in ("桃花", "红鸾", "天喜") if star in stars]
    paragraphs += [
        [
            f"盘中带有{'、'.join(blossom)}，人缘不差，分寸要自己把握。"
            if blossom
            else "盘中没有桃花一类的星，你不靠一时的吸引，靠的是相处久了的好。"
        ],
        [nature.cares(f), "争执时先说感受，再说对错，次序对了，话就短。"],
        [_PACE[f.value(spouse)]],
        [
            More("已有伴侣的，每周留一段不谈家务的时间；还没有的，留一点时间去认识新的人，也把自己的日子过舒坦。"),
            More(
                "各自的孩子、老人和往后的住处，先各说各的打算，再看哪一样合在一处。"
                if is_late(f)
                else "见对方的家人，不急着求一个好评，礼数到了，时间会替你说话。"
            ),
            More("谈到将来，一次只定一件：住在哪里，谁来照应，钱怎样放，分三回谈，比一回谈完好。"),
            More("生气的那一天不做决定，睡一觉再谈，话会平些。"),
        ],
    ]
    return paragraphs


def _bed(f: Facts, stage: str) -> str:
    """Say what the stage of the day master in the partner's seat means, in keeping with how openly the reader speaks."""
    if f.presence("output") == 2 and stage in "墓绝胎养":
        return "嘴上说得快，深的情意却要等熟了，才慢慢拿出来。"
    if stage in "临官帝旺" and not f.leans_strong:
        return "在家里你愿意拿主意，拿完又肯迁就，记得也问一句自己想要什么。"
    return _BED[stage]


def tied(ties: list[dict[str, Any]], *, is_minor: bool = False, is_elder: bool = False) -> str:
    """Name the first relations of the day pillar, and say which sides of life they bring into it."""
    names = {"year": "年柱", "month": "月柱", "hour": "时柱"}
    lives = {
        "year": "家里长辈" if not is_elder else "老家和故旧",
        "month": "学校" if is_minor else "街坊熟人" if is_elder else "工作",
        "hour": "晚辈" if is_elder else "往后打算",
    }
    told = sorted(ties, key=lambda tie: tie["kind"] not in ("六冲", "伏吟"))[:3]
    if not told:
        return "日柱与其他各柱之间没有合冲刑害，亲近的关系较少受外面牵动，好坏多半在彼此自己。"
    kinds: dict[str, list[str]] = {}
    for tie in told:
        others = "、".join(names[n] for n in tie["pillars"] if n != "day")
        kinds.setdefault(f"与{others}有{tie['parts']}", []).append(tie["kind"])
    parts = [between + "、".join(kind) for between, kind in kinds.items()]
    sides = dict.fromkeys(lives[n] for tie in told for n in tie["pillars"] if n != "day")
    return f"日柱{'，'.join(parts)}，亲近的关系因此会受{'、'.join(sides)}的牵动，先分清哪些是彼此的事，哪些是外面的事。"


_PACE = {
    1: "配偶星所属的一行有助，亲密的关系对你是补益，值得花时间经营。",
    0: "感情的好坏，更多看你们怎样相处，你主动一分，关系就近一分。",
    -1: "配偶星所属的一行宜少，别把全部的期待压在一个人身上，给彼此留出透气的时间。",
}


def _friends(f: Facts, seat: str, ties: list[dict[str, Any]]) -> list[Paragraph]:
    return [
        [
            Must("读者未满十八岁，这一节不谈婚恋，只谈与朋友、同学怎样相处。"),
            Must(f"日支{f.columns['day'].branch}的本气是{seat}：{_FRIEND_SEATS[seat]}。"),
        ],
        [
            Must(
                f"{stands(f, 'peer')}，同学之间，{('你交朋友慢，一两个就够', '朋友不在嘴上，有事时才知道', '朋友多，也容易暗暗比')[f.presence('peer')]}。"
            ),
            _SAY_YOUNG[f.presence("output")],
        ],
        [_YIELD_YOUNG[f.leans_strong], "闹了别扭，先隔一节课再谈，气头上的话不算数。"],
        [tied(ties, is_minor=True), "家里、学校的事会牵动心情，说给一个信得过的大人听，就轻一半。"],
        [
            "好的友谊让你更像自己，凡是要你瞒着家里才能维持的，都可以慢慢放下。",
            "被人取笑的时候，转身走开不算输。",
            "一起做成一件小事，比一起说许多话更容易变成朋友。",
        ],
        [_CARE_YOUNG[f.heaviest], "向别人借的东西，说好哪天还，就哪天还。", "夸人要夸到具体的地方，对方会记得。"],
        ["网上认识的人，照片和名字都不一定是真的，见面之前先告诉家长。", "朋友的生日记在本子上，到了那天说一声快乐。"],
        timing(f, "friends"),
        [
            More("分班、转学是常有的事，留一个联系方式，情分不会断。"),
            More("一个人待着不丢人，看一本书，画几笔，心就静了。"),
            More("和好朋友也可以各有各的爱好，放学后不必样样同路。"),
            More("新到一个班级，先记住同桌和前后桌的名字，说一句早，就算认识了。"),
            More("别人邀你做不想做的事，说“我不想”就够了，不用编理由。"),
        ],
    ]


_FRIEND_SEATS = {
    **dict.fromkeys(("比肩", "劫财"), "你喜欢和朋友一样高一样快，一起进步最开心"),
    **dict.fromkeys(("食神", "伤官"), "你爱说爱笑，点子是你送给朋友的礼物"),
    **dict.fromkeys(("偏财", "正财"), "你对朋友实在，肯分享，也记得别人的好"),
    **dict.fromkeys(("七杀", "正官"), "你讲信用，也容易把别人的话看得太重"),
    **dict.fromkeys(("偏印", "正印"), "你需要安静，懂你的朋友不用多"),
}
_SAY_YOUNG = (
    "心里的话可以写成纸条，不一定要当面说。",
    "话到嘴边容易咽下去，挑一个轻松的时候讲。",
    "有话就说是你的好处，说之前想一想对方听了会怎样。",
)
_YIELD_YOUNG = {
    True: "你的主意大，玩的时候让别人也定一次规则。",
    False: "你常让着别人，轮到自己喜欢的事，也可以坚持一回。",
}
_CARE_YOUNG = {
    "木": "木重的孩子爱带头，带头的人也要会等。",
    "火": "火重的孩子热情，热情过后记得把答应的事做完。",
    "土": "土重的孩子慢热，慢慢来，真心的朋友等得起。",
    "金": "金重的孩子讲公平，别人犯了小错，给一次机会。",
    "水": "水重的孩子想得多，想不通的时候动一动身体。",
}
