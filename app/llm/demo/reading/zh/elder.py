"""The passages about work, money and love in Chinese for readers of seventy and older: looking back, and living now."""

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.zh import nature
from app.llm.demo.reading.zh.love import PARTNER_STATES, SPOUSE_SEATS, tied
from app.llm.demo.reading.zh.timing import timing
from app.llm.demo.reading.zh.words import stands, stands_shortly
from app.llm.demo.reading.zh.work import CLIMATE, WORK, best_of

_NOW = {
    "officer": (
        "如今有一点固定的责任反而有精神，楼里、社团里的一件小差事就很好",
        "如今担子可接可不接，接之前先看身体答不答应",
        "如今不必再把别人的要求都扛着，推得掉的就推",
    ),
    "resource": (
        "如今读书看报、听人讲讲学问，最养你的精神",
        "如今想学就学一点，不想学就放下",
        "如今不必再等准备周全，想见的人、想去的地方，趁天好就去",
    ),
    "output": (
        "如今把手艺和故事讲给晚辈听，是最合适的出口",
        "如今写几笔、做一样手工，随兴就好",
        "如今话和主意省着用，一天做好一件小事就够",
    ),
    "peer": (
        "如今多与老同事、老邻居走动，有伴的日子省力得多",
        "如今热闹与清静都好，看当天的兴致",
        "如今不必再与同辈比，各人过各人的",
    ),
    "wealth": (
        "如今种几盆花、理一理家务，看得见收成就高兴",
        "如今家务做多做少都随意",
        "如今琐事能交给晚辈的就交出去，不必样样亲手过",
    ),
}


def career(f: Facts) -> list[Paragraph]:
    best = best_of(f, ("output", "resource", "officer", "wealth", "peer"))
    month = f.columns["month"]
    paragraphs: list[Paragraph] = [
        [
            Must(f"先说结论：你一生容易出力的位置，往往是**{_ROLE[best]}**；余下的兴致，也可以放在同一处。"),
            "这一节是回顾，也看看眼下的日子里，哪些事做起来还有味道。",
        ]
    ]
    for group, (states, _) in WORK.items():
        paragraphs.append(
            [Must(f"{stands(f, group)}：{states[f.presence(group)]}。"), f"{_NOW[group][1 - f.value(group)]}。"]
        )
    paragraphs += [
        [
            f"月柱{month.pillar}代表从前身处的环境，月干为{month.god}，{CLIMATE[month.god]}，你的许多习惯是在那里养成的。",
            _LOOK_BACK[f.leans_strong],
        ],
        timing(f, "work"),
        [
            "学新东西仍然可以，挑一样不赶时间的，一次一小步，学会了就教给别人。",
            "想把本事传下去，挑一个肯学的晚辈，一次只教一样。",
        ],
        [
            "老照片、旧证件、手写的笔记，每周理一小盒，写上年月和人名，将来家里人看得懂。",
            "街坊、社团、老同事的聚会，挑一处常去的，固定的日子比热闹的场面要紧。",
        ],
        [
            "别人来请教时，先听清他要的是办法还是安慰，再开口。",
            "做不动的事说一声，不算示弱；肯让人接手，也是本事。",
        ],
        [
            More("不必再证明什么，把一件做了一辈子的事讲清楚，就是很好的收尾。"),
            More("手上的事以半天为限，上午做，下午歇，隔天再接着来。"),
            More("这里说的是做事的方式，不评高下，当年在哪一行都一样。"),
            More("若有一件年轻时没做成的事还惦记着，做个小样子出来，也是了却。"),
        ],
    ]
    return paragraphs


_ROLE = {
    "output": "靠手艺、作品或讲解立身的地方",
    "resource": "有师长可问、能慢慢积累的地方",
    "officer": "规则清楚、责任到人的地方",
    "wealth": "看得见投入与收成的地方",
    "peer": "与几位合得来的人分工的地方",
}
_LOOK_BACK = {
    True: "回头看，你多半是自己拿主意的时候多，肯听劝的几次，路走得最省力。",
    False: "回头看，你多半替别人扛过不少，有人在背后撑着的几年，做得最舒展。",
}


def money(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = [
        [
            Must(f"先说结论：**{_KEEP[f.value('wealth')]}**。"),
            Must("日主有力，担得起事，只怕兴头上答应得快。" if f.leans_strong else "日主要人扶，拿不准的先问家里人。"),
        ]
    ]
    for group, states in _MEANS.items():
        paragraphs.append(
            [
                Must(f"{stands_shortly(f, group)}：{states[f.presence(group)]}。"),
                f"{_PURSE[group][1 - f.value(group)]}。",
            ]
        )
    paragraphs += [
        timing(f, "money"),
        [
            "存折、单据、常用的电话归在一处，请一位信得过的家人知道放在哪里。",
            "大额的支出先放三天，与家里人商量过再付。",
        ],
        [
            "电话里、网上催着转账的，一概先挂断，回头问家里人。",
            "买保健品之前先问医生，便宜的套餐也要看清条款。",
        ],
        [
            "日常的开支留一本简单的账，一天一行，不求细，只求心里有数。",
            "每年留一笔让自己高兴的钱：一次聚餐，一趟短途，或一件好用的东西。",
        ],
        [
            More("给晚辈的心意量力就好，数目说在前头，给过就不再惦记。"),
            More("备一点现金在手边，停电或手机不便时用得上。"),
        ],
        [Must("这里谈的是习惯与心态，涉及具体的安排，请问合适的专业人士。")],
    ]
    return paragraphs


_MEANS = {
    "wealth": ("钱不是你先看的东西", "家底不露在外面，别人看不出深浅", "钱上的事你看得清，也管得住"),
    "output": ("本事在手上，从不拿来叫卖", "有一手好手艺，不爱声张", "手艺摆在面上，身边的人都知道"),
    "peer": (
        "人情上的开销不大，花钱多半为自己的主意",
        "漏钱的地方在不好意思开口的时候",
        "请客、借出、替人垫付，是最容易漏的口子",
    ),
    "officer": (
        "没有人替你管着，该花多少自己定",
        "心里有一条线，偶尔睁一只眼闭一只眼",
        "一向有约束，大额的开支会反复掂量",
    ),
}
_KEEP = {
    1: "钱上的事，勤打理一点，心里就踏实",
    0: "钱上的事，稳定比数目要紧",
    -1: "钱上的事，少一条线就少一份牵挂，以守和简为先",
}
_PURSE = {
    "wealth": (
        "这一行有助，自己管着零用与家账，是很好的消遣",
        "够用就好，不必再添新的门路",
        "这一行宜少，账户能合的就合",
    ),
    "output": (
        "用在兴趣与手艺上的钱，最值得",
        "兴趣上的花费一月一个数，花完为止",
        "新鲜玩意买之前问一句：上一样还在用吗",
    ),
    "peer": ("有老伴或老友一起记账、互相提醒，就不容易出错", "朋友归朋友，账目归账目", "别人开口借钱，先说要问问家里"),
    "officer": (
        "固定的日子交固定的费用，规矩立了就省心",
        "该缴的费用设好提醒，其余不必太细",
        "管得太紧也累，留一点随意花的钱",
    ),
}


def love(f: Facts) -> list[Paragraph]:
    day = f.columns["day"]
    spouse = "wealth" if f.chart["gender"] == "male" else "officer"
    taken = "男命以财星" if spouse == "wealth" else "女命以官杀"
    ties = [relation for relation in f.chart["relations"] if "day" in relation["pillars"]]
    seat = day.hidden[0].god
    return [
        [
            Must(f"日支{day.branch}是伴侣的位置，本气{day.hidden[0].stem}为{seat}：{SPOUSE_SEATS[seat]}。"),
            Must(f"按通行的取法，{taken}为配偶星，各家不同，只作一说；你的{stands(f, spouse)}。"),
            f"{PARTNER_STATES[f.presence(spouse)]}。",
        ],
        [
            "有老伴在身边的，这一节谈怎样相伴；一个人过的，也可以拿来看看与儿女、老友的亲近。",
            nature.says(f),
        ],
        [_YIELD[f.leans_strong], "几十年的脾气不必再改，让一让、绕一绕，就是相处的本事。"],
        [Must(tied(ties, is_elder=True))],
        timing(f, "love"),
        [
            f"配偶星所属的{f.element_of(spouse)}{_NEED[f.value(spouse)]}。",
            "难过的那几天，先问对方要听的还是要劝的。",
        ],
        [
            "每天有一段同坐的时间：喝茶，看院子，念一段报纸，话多话少都行。",
            "走得慢的一方定步子，出门时谁也不催谁。",
        ],
        [
            "听不清、记不住的时候，慢一点再说一遍，不提“刚才说过”。",
            "吃药、看病、出门这几样，各写一张单子贴在同一处，互相看一眼。",
        ],
        [
            "旧事里有的结可以不解，愿意提的人先提，不愿意提的就放着。",
            "思念的人不在眼前，翻翻照片，讲给晚辈听，也是陪伴。",
        ],
        ["感谢的话说具体：今天哪一顿饭好，哪一件事记在心里。", "想独自出去走走，给惦记你的人说一声去哪里、多久回来。"],
        [
            More("晚辈的事，听听就好，意见等他们问了再说。"),
            More("老友的电话一周打一个，聊聊天气和饭菜也好。"),
            More("赌气的话隔一夜再说，隔了一夜多半就不必说了。"),
        ],
    ]


_YIELD = {
    True: "你习惯做主，这些年对方让着你的地方，不妨说一声谢谢。",
    False: "你习惯退一步，委屈攒久了也伤身，小事当天说，反而轻。",
}
_NEED = {
    1: "有助，身边有人相伴，对你是补益",
    0: "不喜不忌，情分的浓淡更多看相处",
    -1: "宜少，彼此照应之外，也给各自留一点清静",
}
