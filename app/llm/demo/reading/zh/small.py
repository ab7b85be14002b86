"""The temperament of a child under six in Chinese, told to those who look after it."""

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.zh.gods import GROUP_NAMES
from app.llm.demo.reading.zh.words import where


def character(f: Facts) -> list[Paragraph]:
    """Describe the nature of a small child by the day master and the ten gods that show."""
    month = f.columns["month"]
    return [
        [
            Must(f"命盘的主人还小，这一节写给照料的人看：日主{f.stem}{f.element}，{_NATURE[f.element]}。"),
            "天性只是一个底色，往后添上什么颜色，要看日子怎样过。",
        ],
        [
            Must(f"月支{month.branch}的本气{month.hidden[0].stem}为{month.hidden[0].god}，{_WARMTH[f.leans_strong]}。"),
            "睡得足、吃得香的时候，孩子的脾气多半也好。",
        ],
        [f"{GROUP_NAMES['output']}{where(f, 'output')}，{_VOICE[f.presence('output')]}。"],
        [f"{GROUP_NAMES['peer']}{where(f, 'peer')}，{_COMPANY[f.presence('peer')]}。"],
        [f"{GROUP_NAMES['resource']}{where(f, 'resource')}，{_CLOSE[f.presence('resource')]}。"],
        [f"{f.heaviest}在盘中最重，{_MOST[f.heaviest]}。", "喜欢什么，由他自己去碰，大人在旁边看着就好。"],
        [
            More("这个年纪一个月一个样，今天认生，下个月也许就肯让人抱了。"),
            More("孩子学大人最快，想让他轻声说话，自己先轻声说话。"),
            More("夸他做成了什么，比夸他聪明更有用。"),
            More("哭是他说话的法子，先听，再猜，猜错了也不要紧。"),
            More("同样的事每天按同样的次序做，孩子心里就踏实。"),
            More("不必急着看他将来像谁，现在的样子就够有意思了。"),
        ],
    ]


_NATURE = {
    "木": "多半好动，喜欢往高处够、往远处看",
    "火": "多半爱笑，见了光亮和人多的地方就有精神",
    "土": "多半沉得住气，喜欢熟悉的人在身边",
    "金": "多半看得仔细，东西换了位置也会发现",
    "水": "多半听得细，一点声音、一点变化都留意",
}
_WARMTH = {
    True: "整张盘助身的字多，孩子有自己的主意，给他两样选一样，比直接说“不”更顺",
    False: "整张盘耗身的字多，孩子容易累，一天里多留几段安静的时候",
}
_VOICE = (
    "不大爱出声，高兴不高兴都在脸上，多看看他的眼神",
    "慢慢熟了才肯咿呀说话，多等一等他",
    "爱出声、爱比划，跟他一问一答，他就高兴",
)
_COMPANY = (
    "一个人也玩得住，不必总找伴",
    "在熟悉的一两个小伙伴旁边最自在",
    "喜欢和别的孩子凑在一起，抢东西也是常事",
)
_CLOSE = (
    "不太缠人，抱一抱放下也不闹，只是别忘了常抱",
    "困了、饿了的时候才找人，来得及时他就安心",
    "喜欢有人陪着，听见熟悉的声音就踏实",
)
_MOST = {
    "木": "手脚闲不住，多给他爬和够的机会",
    "火": "兴致来得快，去得也快，玩一阵就歇一歇",
    "土": "不爱变来变去，换地方时带上一样旧东西",
    "金": "喜欢干净整齐，把玩具分好类，他会照着放回去",
    "水": "容易入迷，也容易受惊，声音和光线都柔一些",
}
STEPS = {
    "木": "这周带孩子到有树有草的地方玩两回",
    "火": "白天把窗帘拉开，陪孩子在亮处玩一会儿",
    "土": "把吃饭和睡觉的钟点固定下来",
    "金": "和孩子一起把玩具收进盒子，每晚一次",
    "水": "睡前讲一个短故事，声音放轻",
}
FEWER = {
    "木": "玩具一次只拿出两样，其余收起来",
    "火": "傍晚以后少些吵闹和亮光",
    "土": "抱着坐着的时候少一点，多让他自己爬一爬",
    "金": "规矩少说几条，一条一条来",
    "水": "白天的小觉别拖得太晚",
}


def nature(f: Facts) -> str:
    """Describe the nature in one sentence for the summary."""
    return f"孩子的天性，{_NATURE[f.element]}。"
