"""The passages about family and daily care in Chinese."""

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.gods import group_of
from app.llm.demo.reading.zh.childhood import THEMES_YOUNG
from app.llm.demo.reading.zh.gods import GROUP_NAMES, THEMES
from app.llm.demo.reading.zh.timing import timing
from app.llm.demo.reading.zh.view import is_elder
from app.llm.demo.reading.zh.words import SEASONS, seen

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


def _theme(f: Facts, god: str) -> str:
    return THEMES_YOUNG[group_of(god)] if f.is_minor else THEMES[god]


def family(f: Facts) -> list[Paragraph]:
    year, month, day = f.columns["year"], f.columns["month"], f.columns["day"]
    mother_warmth, father_warmth = (_PARENTS_LATER,) * 2 if is_elder(f) else (_WARMTH["母亲"], _WARMTH["父亲"])
    mother = f"{_star(f, 'resource', '母亲', '和年柱')}；{mother_warmth[f.value('resource')]}。"
    father = f"{_star(f, 'wealth', '父亲')}；{father_warmth[f.value('wealth')]}。"
    paragraphs: list[Paragraph] = [
        [Must(_FRAME)],
        [
            Must(mother),
            Must(father),
            f"年干{year.stem}为{year.god}，{'' if f.is_minor else '小时候'}家里的气氛与{_theme(f, year.god)}有关。",
            _PARENTS[f.value("resource")]
            if not is_elder(f)
            else "到了现在的年纪，父母的样子多在记忆里，他们的习惯仍留在你的日常中。",
        ],
        [
            Must(f"{_star(f, 'peer', '兄弟姐妹', '和月柱')}；{_WARMTH['兄弟姐妹'][f.value('peer')]}。"),
            f"月干{month.stem}是{month.god}，手足之间谈的、比的，多与{_theme(f, month.god)}有关。",
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
                _TIED_YOUNG if any("year" in r["pillars"] for r in f.chart["relations"]) else _TIED[False],
                f"家里的长处在{_KIN[f.heaviest]}，缺的是{_KIN[f.lightest]}，这一样可以由你先做。",
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
        f"时柱{f.columns['hour'].pillar}是晚辈的位置，时干为{f.columns['hour'].god}，{'' if is_elder(f) else '将来'}谈得来的多是{THEMES[f.columns['hour'].god]}这一类话题。"
        if f.has_hour
        else "时辰未详，时柱略去，这一段只凭星来谈，分量要打折扣。"
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
            _CHILDREN_LATER[f.value(young)] if is_elder(f) else _CHILDREN[f.value(young)],
        ],
        timing(f, "family"),
        [
            _TIED[bool([r for r in f.chart["relations"] if "year" in r["pillars"]])],
            f"家里的长处在{_KIN[f.heaviest]}，少一点的是{_KIN[f.lightest]}，少的那一样由你先做，别人会跟上。",
        ],
        [
            More("六亲取哪一颗星，各派说法不一，这里只借它谈亲疏与相处，不论人数，也不论高下。"),
            More("一家人久不见面，先报平安，再谈正事，话就容易接上。"),
        ],
    ]
    return paragraphs


_TIED_YOUNG = "年柱与别的柱有合冲刑害，长辈的期望与自己的想法互相牵动，有话早些说开。"
_TIED = {
    True: "年柱与别的柱有合冲刑害，老家与眼前的生活互相牵动，逢年过节的安排提前说定。",
    False: "年柱与别的柱没有合冲刑害，老家给你的是稳的底子，联系不必多，不断就好。",
}
_KIN = {"木": "肯为彼此的前程打算", "火": "热闹亲热", "土": "踏实顾家", "金": "讲道理、守规矩", "水": "体谅、听得进话"}
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
_CHILDREN = {
    1: "带过的孩子、学生或后辈，值得多花些时间。",
    0: "对晚辈少讲道理，多让他们看你怎样做。",
    -1: "为后辈操心容易过头，能让他们自己试的，就站在旁边看。",
}

_CLIMATES = {
    "冬": ("偏寒", "保暖与晒太阳放在前面，冷食和熬夜要少"),
    "夏": ("偏热", "避开正午的大热，水要小口多喝，午后歇一会儿"),
    "春": ("渐暖而多风", "衣服随早晚增减，春天里多到户外伸展"),
    "秋": ("转凉而偏燥", "喝水、润燥、早睡，入秋的头一个月尤其要稳"),
}
_BODY = {
    "木": ("容易绷着，肩颈与情绪都要松一松，拉伸、慢走胜过用力", "少了伸展的劲头，清早出门走一走最见效"),
    "火": ("兴奋起来收不住，晚上十点以后不谈大事", "热情起得慢，白天多见光，多与人说笑"),
    "土": ("思虑重，吃饭容易没有规律，按钟点吃，七分饱", "根基不稳，作息先固定，三餐的时间别乱"),
    "金": ("对自己要求严，呼吸也跟着紧，每天做几次深长的呼吸", "收束不够，事情容易拖到夜里，给一天定一个收工的时间"),
    "水": ("想得多而睡得浅，睡前一小时不看屏幕", "缓冲不够，累了要真的休息，不是换一件事做"),
}


def wellbeing(f: Facts) -> list[Paragraph]:
    branch = f.columns["month"].branch
    season = next(
        name
        for name, branches in {"春": "寅卯辰", "夏": "巳午未", "秋": "申酉戌", "冬": "亥子丑"}.items()
        if branch in branches
    )
    mood, care = _CLIMATES[season]
    return [
        [
            Must(f"{SEASONS[branch]}，盘里的气候{mood}：{care}。"),
            Must(f"五行里{f.heaviest}最重，{_BODY[f.heaviest][0]}；{f.lightest}最轻，{_BODY[f.lightest][1]}。"),
        ],
        [
            Must(
                f"**作息**：{(_SLEEP_LATER if is_elder(f) else _SLEEP_YOUNG if f.is_minor else _SLEEP)[f.leans_strong]}"
            ),
            _RISE[is_elder(f)],
        ],
        [f"**饮食**：{_FOOD[season]}", "一餐里先吃菜，再吃肉和饭，慢慢嚼，比记住哪样补、哪样忌有用。"],
        [f"**运动**：{_MOVE_LATER if is_elder(f) else _MOVE[f.heaviest]}", _OFTEN[is_elder(f)]],
        [f"**情绪**：{_FEEL[f.presence('output')]}", "心烦的时候，先喝一杯温水，走十分钟，再决定要不要说。"],
        [f"有助的{'、'.join(f.helpful)}也能放进生活：{_ROOMS[f.helpful[0] if f.helpful else f.lightest]}。"],
        timing(f, "care"),
        [
            f"宜少的{'、'.join(f.sparing) or '一行'}在起居里的样子是{'、'.join(TOO[e] for e in f.sparing) or '过度'}，看见苗头就收一收。",
            _WEEK_LATER if is_elder(f) else _WEEK[f.lightest],
        ],
        [More("换季的两周不排满行程，睡足，少聚会。"), More("坐久了，隔四十分钟起来看看远处，肩膀转几圈。")],
        [Must("以上都是生活上的提醒，不判断任何疾病；身体不适，请及时就医。")],
    ]


TOO = {"木": "计划排得太满", "火": "夜里太兴奋", "土": "久坐与多吃", "金": "绷得太紧", "水": "想到深夜不肯睡"}
_WEEK = {
    "木": "每周留半天到郊外或公园，什么也不赶。",
    "火": "每周有一次开怀的聚会，笑过一场，精神就回来了。",
    "土": "每周有一天完全照着钟点过，身体会记住这个节拍。",
    "金": "每周清理一次房间，空气通了，呼吸也深。",
    "水": "每周有一晚早早关掉手机，泡个热水澡就睡。",
}
_RISE = {
    True: "起床和三餐的时间每天差不多，身体最认规律。",
    False: "周末的起床时间与平日相差不要超过一个小时，身体最认规律。",
}
_SLEEP_LATER = {
    True: "你的劲头足，难的是停；定一个关灯的时间，夜里醒了也不必急着起来。",
    False: "你的底气要靠睡眠养，午后小睡二十分钟，晚上早些关灯。",
}
_MOVE_LATER = "选平稳的，散步、太极、坐着伸展都好，鞋要防滑，力气留三分；要不要加量，先问医生。"
_OFTEN = {
    True: "每天一小段，有人作伴更好，天不好就在屋里走。",
    False: "一次二十分钟，一周四次，胜过一个月一回的大汗淋漓。",
}
_WEEK_LATER = "每周留半天晒晒太阳、见见人，什么也不赶。"
_SLEEP = {
    True: "你的劲头足，难的是停；定一个关灯的时间，比多睡一小时更要紧。",
    False: "你的底气要靠睡眠养，午后小睡二十分钟，晚上别再给自己加班。",
}
_SLEEP_YOUNG = {
    True: "你的劲头足，难的是停；每晚同一个钟点关灯，上学的日子和放假都一样。",
    False: "你的底气要靠睡眠养，晚上早些关灯，功课做不完的，同家长、老师商量。",
}
_FOOD = {
    "春": "清淡而新鲜，酸味少一点，绿叶菜多一点。",
    "夏": "清爽而不冰，汤水多一点，油炸的少一点。",
    "秋": "温润为主，梨、百合、银耳一类的家常东西就很好，辛辣减半。",
    "冬": "温热为主，早餐不空腹，生冷的水果放到室温再吃。",
}
_MOVE = {
    "木": "选能伸展的，太极、瑜伽、游泳都合适。",
    "火": "选能让心静下来的，散步、骑车，不必比快慢。",
    "土": "选能出汗、有节奏的，快走、跳绳，饭后动一动。",
    "金": "选能开胸、练呼吸的，慢跑、划船、唱歌也算。",
    "水": "选能发热、见阳光的，爬坡、跳舞、球类都好。",
}
_FEEL = (
    "心事不爱往外说，写几行日记，等于替自己开一扇窗。",
    "情绪藏在里面，找一件手上的活慢慢做，做着做着就化开了。",
    "话说出来就轻了，只是别在气头上说。",
)
_ROOMS = {
    "木": "窗边放一两盆绿植，书桌朝向开阔的一面",
    "火": "灯光用暖色，白天把窗帘拉开",
    "土": "住处收拾得稳稳当当，常用的东西不换位置",
    "金": "桌面留白，器物少而好用",
    "水": "床头放一杯水，屋里常通风，夜里保持安静",
}
