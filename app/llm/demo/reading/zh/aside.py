"""What stands in Chinese in place of an answer: for questions that are left aside, for readers who are young, in need."""

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.gods import group_of
from app.llm.demo.reading.when import main_decade
from app.llm.demo.reading.zh.childhood import TIMING_YOUNG
from app.llm.demo.reading.zh.words import HABITS


def aside(f: Facts) -> list[Paragraph]:
    """Return the passage on a question without an answer, as the judgement says what can be spoken of instead."""
    judged = f.judged["question"]
    if judged.get("urgent"):
        return _help(judged["lean"])
    if judged.get("spoken_of") == "child":
        return _child(f, judged["lean"])
    if judged.get("spoken_of") == "minor":
        return _minor(f, judged["lean"])
    return _withheld(f, judged["lean"])


def _help(lean: str) -> list[Paragraph]:
    """Say where help is to be found, and nothing from the chart."""
    return [
        [Must(lean)],
        [
            Must(
                "先做最近的一步：给一个人打电话，或走到有人的地方去，直接说“我现在很难受，有伤害自己的念头，请陪陪我”。话不必讲得周全，说出来就够。"
            ),
            Must("把可能伤到自己的东西交给别人，或离它远一些；这几个小时，尽量不要一个人待着，也不要喝酒。"),
        ],
        [
            Must(
                "医院的精神科、心理科每天都在接待同样难受的人，这是可以治、可以缓的；一时挂不上号，急诊也可以去。打12356时，电话那头是受过训练的人，不会责怪你，也不用你报姓名。"
            ),
            "一次没打通，就隔几分钟再打，或者先找身边的人。",
        ],
        [
            Must(
                "若你是替别人问的：不要走开，安静地听，直接问他是不是想到了死，这样问不会害了他；陪他去看医生，同时告诉他的家人。"
            ),
        ],
        [
            "最难的那一阵，往往像潮水，会涨也会退；先只管熬过今晚，明天的事明天再说。",
            "能喝一口水、吃一点东西、躺下歇一会儿，都算是往前走了一步。",
        ],
        [
            "这份报告其余各节说的是寻常的日子，不是对这件事的回答；可以放下，等好些了再看。",
            More("想一想谁曾在你难的时候帮过你，就先找他；发一条短信也行，写“能来陪我一会儿吗”。"),
            More("把热线和两三个可以找的人写在一张纸上，放在手边，难受时照着上面的顺序打。"),
            More("难受不是你的错，求助也不是添麻烦；在乎你的人，宁愿半夜被你叫醒。"),
        ],
    ]


def _minor(f: Facts, lean: str) -> list[Paragraph]:
    """Speak of temperament, learning, family and friends to a reader under eighteen."""
    kind = TIMING_YOUNG
    decade = main_decade(f)
    group = group_of(decade.god) if decade else "resource"
    nature, study, company = _YOUNG[f.element]
    return [
        [Must(lean)],
        [Must(f"先说性情：日主是{f.stem}{f.element}，{nature}。"), _STRONG[f.leans_strong]],
        [Must(f"再说学习：{study}。"), f"这一段时间，{kind['work'][group]}。"],
        [Must(f"和朋友相处，{company}。"), f"眼下{kind['friends'][group]}。"],
        [
            Must(f"家里这一面，{kind['family'][group]}。"),
            "有拿不准的事，先同父母或一位信得过的老师商量，不必自己闷着。",
        ],
        [
            "喜欢谁、想要什么，都是长大的一部分，不用急着有结论；把眼前的一天过好，答案会慢慢清楚。",
            "心里的话若不想当面说，写在本子上也好，隔几天再看，往往看得更明白。",
        ],
        [
            More("交朋友的尺度很简单：在他面前你是不是更自在，更愿意做好自己的事。"),
            More("遇到让你不舒服的要求，说“不”就够了，也可以马上告诉大人。"),
            More("功课之外留一样真心喜欢的事，常做，它会陪你很久。"),
            More("和家里人意见不合时，先把对方的话复述一遍，再说自己的，吵架会少一半。"),
            More("睡够、吃好、常到外面跑一跑，心情会比想出来的道理更管用。"),
        ],
    ]


def _child(f: Facts, lean: str) -> list[Paragraph]:
    """Speak of the nature and the care of a child under six, to the grown-ups."""
    nature, play, calm = _SMALL[f.element]
    return [
        [Must(lean)],
        [
            Must(f"先说天性：日主是{f.stem}{f.element}的孩子，{nature}。"),
            "这只是一个底色，往后怎样，更多看日子怎样过。",
        ],
        [Must(f"玩的时候，{play}。"), "一次给一两样玩具就够，玩腻了再换。"],
        [Must(f"哭闹的时候，{calm}。"), "先抱一抱，等他安静了再讲道理，话越短越好。"],
        [
            Must("照料上，睡眠最要紧：每天同一个时候关灯，睡前做同样的几件事，孩子心里就有底。"),
            "吃饭不追、不哄，到点一起坐下来，吃多少随他。",
        ],
        [
            Must("陪伴上，每天留一小段时间只陪他一个人，由他来定玩什么。"),
            "讲故事、认东西、在外面走走，比早早学功课更合适。",
            "大人之间和和气气，就是给孩子最好的环境。",
        ],
        [
            More("长得快一点、慢一点都常见，若有放心不下的地方，问一问儿科医生。"),
            More("不必拿他同别的孩子比，只看他比上个月多会了什么。"),
            More("照料的人也要轮着歇，大人有精神，孩子才安稳。"),
            More("他喜欢的小事记一笔，过几年翻出来看，比任何推算都有意思。"),
            More("规矩定得少而清楚，全家说法一致，孩子学得最快。"),
        ],
    ]


def _withheld(f: Facts, lean: str) -> list[Paragraph]:
    """Say what is left aside, and speak of daily life: no years, no months."""
    habits = "；".join(HABITS[element][0] for element in f.helpful[:2])
    return [
        [Must(lean)],
        [
            Must(f"能谈的一面，从喜忌说起：有助的是{'、'.join(f.helpful)}，宜少的是{'、'.join(f.sparing) or '不多'}。"),
            f"落到日常，可以{habits}。",
        ],
        [Must(_MONEY if any(word in lean for word in ("博彩", "投资")) else _BODY)],
        [
            Must("真正握在你手里的，是作息、用度和与人相处的方式，这三样稳了，心就不悬着。"),
            "先挑其中最容易松的一样，定一个小规矩，守上一个月。",
        ],
        [
            Must("心里若一直放不下这个问题，找一个信得过的人谈一次，或请教专业的人，都比反复问盘有用。"),
            "问的时候把担心的事写成一两句话，说得具体，得到的帮助也具体。",
        ],
        [
            "把想知道的事换成想做的事，写一条最小的行动，今天就开始。",
            "答案不必一次得到，先把这个月过得有规律，再看心里还急不急。",
        ],
        [
            More("担心多半来自不确定，能确定的先确定下来：该问的去问，该查的去查，该留的余地留好。"),
            More("夜里想起这件事，先写在纸上，放到白天再看，夜里的念头常常比事情本身重。"),
            More("身边若有人同样挂心，不妨一起商量，两个人的办法总比一个人多。"),
            More("其余各节谈性情、相处与起居，那里的说法可以照常参考。"),
            More("每天留半个小时只做一件让自己安静的事，散步、浇花、听一段戏都好。"),
        ],
    ]


_MONEY = "用钱上，先把每月的进出记清楚，留足眼前要用的，再谈别的；得失心重的时候，先放一夜再作决定，多半就不急了。"
_BODY = "起居上，按时睡、按时吃，每天走一段路，体检到了时候就去做；身上有不舒服，早些请医生看。"
_STRONG = {
    True: "你有主意，也肯坚持，只是别人不同意时，先听完再说。",
    False: "你体谅人，也细心，只是自己想要的，也要说出口。",
}
_YOUNG = {
    "木": (
        "爱往前走，有好奇心，也不喜欢被人管得太紧",
        "先看清这一章要学会什么，再一节一节往下做，劲头就来了",
        "你常常是起头的那个，也记得让别人起一次头",
    ),
    "火": (
        "热心、直率，高兴的事总想马上告诉别人",
        "趁着兴趣最浓的时候学难的，容易的留到累了再做",
        "你能让气氛热起来，答应别人的事写下来，就不会忘",
    ),
    "土": (
        "稳当、守信，慢慢来反而做得好",
        "固定的时间、固定的地方，多练几遍，记得比谁都牢",
        "你靠得住，朋友不必多，有一两个就很好",
    ),
    "金": (
        "爱整齐，讲公平，话不多，心里有数",
        "把错题分类，弄懂一类划掉一类，进步看得见",
        "你看得出谁对谁错，说的时候口气软一点，别人更听得进去",
    ),
    "水": (
        "想得多，点子也多，心思细",
        "把新学的和以前的连起来，画一张图，就不容易乱",
        "你懂得别人的心情，自己的心情也可以讲给朋友听",
    ),
}
"""Temperament, learning and friends of a young reader, by the element of the day master."""
_SMALL = {
    "木": (
        "多半好动，爱伸手、爱探头，什么都想试一试",
        "多带他到有树有草的地方，让他爬、让他够",
        "换一个地方、换一样东西看，往往就好了",
    ),
    "火": (
        "多半爱笑爱热闹，见了人就有精神",
        "唱歌、跳舞、照镜子，他都喜欢",
        "多半是玩得太累，光线调暗一些，声音放轻一些",
    ),
    "土": (
        "多半安稳，喜欢熟悉的人和熟悉的东西",
        "搭积木、玩沙、翻同一本书，一遍一遍他也不厌",
        "有一样常抱着的东西在手边就好",
    ),
    "金": (
        "多半细心，看得出东西摆得对不对",
        "分大小、配颜色、把东西放进盒子里，他会很专心",
        "先把缘故说清楚，再给他两个选择",
    ),
    "水": (
        "多半敏感，睡得浅，听得见细小的声音",
        "玩水、听故事、看人说话，他都入神",
        "轻轻拍着、慢慢说话，比讲道理有用",
    ),
}
"""Nature, play and comfort of a small child, by the element of the day master."""
