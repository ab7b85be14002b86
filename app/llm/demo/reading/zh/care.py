"""The passage about daily care in Chinese."""

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.zh.nature import is_frank
from app.llm.demo.reading.zh.timing import timing
from app.llm.demo.reading.zh.view import is_elder, is_even, is_late
from app.llm.demo.reading.zh.words import SEASONS, habit

_CLIMATES = {
    "冬": ("盘里的气候偏寒", "保暖与晒太阳放在前面，冷食和熬夜要少"),
    "夏": ("盘里的气候偏热", "避开正午的大热，水要小口多喝，午后歇一会儿"),
    "春": ("时令渐暖而多风", "衣服随早晚增减，春天里多到户外伸展"),
    "秋": ("时令转凉而偏燥", "喝水、润燥、早睡，入秋的头一个月尤其要稳"),
}
_BODY = {
    "木": ("容易绷着，肩颈与情绪都要松一松，拉伸、慢走胜过用力", "少了伸展的劲头，清早出门走一走最见效"),
    "火": ("兴奋起来收不住，晚上十点以后不谈大事", "热气不够，白天多见光，多与人说笑"),
    "土": ("思虑重，吃饭容易没有规律，按钟点吃，七分饱", "作息容易乱，先固定，三餐的时间别改"),
    "金": ("对自己要求严，呼吸也跟着紧，每天做几次深长的呼吸", "歇得不够准时，给一天定一个收工的时间"),
    "水": ("想得多而睡得浅，睡前一小时不看屏幕", "缓冲不够，累了要真的休息，不是换一件事做"),
}

_PLENTY = 15
"""From this percentage on, there may be too much of an element."""


def wellbeing(f: Facts) -> list[Paragraph]:
    branch = f.columns["month"].branch
    season = next(
        name
        for name, branches in {"春": "寅卯辰", "夏": "巳午未", "秋": "申酉戌", "冬": "亥子丑"}.items()
        if branch in branches
    )
    mood, care = _CLIMATES[season]
    plenty = [element for element in f.sparing if f.weights[element] >= _PLENTY] or list(f.sparing)
    return [
        [
            Must(f"{SEASONS[branch]}，{mood}：{care}。"),
            Must(f"五行里{f.heaviest}最重，{_heavy(f)}；{f.lightest}最轻，{_BODY[f.lightest][1]}。"),
        ],
        [
            Must(
                f"**作息**：{(_SLEEP_LATER if is_elder(f) else _SLEEP_YOUNG if f.is_minor else _SLEEP)[f.leans_strong]}"
            ),
            _RISE[is_elder(f)],
        ],
        [f"**饮食**：{_FOOD[season]}", "一餐里先吃菜，再吃肉和饭，慢慢嚼，比记住哪样补、哪样忌有用。"],
        [f"**运动**：{_move(f, season)}", _OFTEN[is_elder(f)]],
        [
            f"**情绪**：{_FEEL[max(f.presence('output'), is_frank(f))]}",
            "心烦的时候，先喝一杯温水，走十分钟，再决定要不要说。",
        ],
        [
            f"有助的{'、'.join(f.helpful)}也能放进生活：{'；'.join(_ROOMS[element] for element in f.helpful or (f.lightest,))}。"
        ],
        timing(f, "care"),
        [
            f"宜少的{'、'.join(plenty) or '一行'}在起居里的样子是{'、'.join(TOO[e] for e in plenty) or '过度'}，看见苗头就收一收。",
            _WEEK_LATER if is_elder(f) else _WEEK[f.lightest],
        ],
        [] if is_even(f) else [More(f"{f.lightest}少，{_SHORT[f.lightest]}。")],
        [More("换季的两周不排满行程，睡足，少聚会。"), More("坐久了，隔四十分钟起来看看远处，肩膀转几圈。")],
        [Must("以上都是生活上的提醒，不判断任何疾病；身体不适，请及时就医。")],
    ]


def _heavy(f: Facts) -> str:
    """Say what the heaviest element means for the day: too much of it, unless it helps."""
    if f.heaviest in f.helpful:
        return f"又是有助的一行，照着它的节拍过日子就好：{habit(f, f.heaviest)}"
    return _BODY[f.heaviest][0]


def _move(f: Facts, season: str) -> str:
    """Choose the exercise by the heaviest element, unless it would add heat that the chart has enough of."""
    if is_elder(f):
        return _MOVE_LATER
    if f.heaviest == "水" and ("火" in f.sparing or season == "夏"):
        text = "选节奏匀、出汗不多的，游泳、快走、清早骑车都好。"
    else:
        text = _MOVE[f.heaviest]
    if is_late(f):
        text = f"{text.replace('快走、跳绳', '快走').replace('爬坡、跳舞、球类', '跳舞、乒乓球')}要加量，先问医生。"
    return text


TOO = {"木": "计划排得太满", "火": "夜里太兴奋", "土": "久坐与多吃", "金": "绷得太紧", "水": "想到深夜不肯睡"}
_WEEK = {
    "木": "每周留半天到郊外或公园，什么也不赶。",
    "火": "每周有一次开怀的聚会，笑过一场，精神就回来了。",
    "土": "每周有一天完全照着钟点过，身体会记住这个节拍。",
    "金": "每周清理一次房间，空气通了，呼吸也深。",
    "水": "每周有一晚早早关掉手机，泡个热水澡就睡。",
}
_SHORT = {
    "木": "早上慢慢伸展几下，再下床",
    "火": "白天多坐在亮处，有人来就多聊几句",
    "土": "三餐守着钟点，少量多样",
    "金": "每天开窗换一回气，深长地呼吸几次",
    "水": "白天勤喝几小口，累了就躺一躺",
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
    False: "你的底气要靠睡眠养，午后小睡二十分钟，晚上早些收工。",
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
    "水": "床头放一杯水，夜里保持安静",
}
