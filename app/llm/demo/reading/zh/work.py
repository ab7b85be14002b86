"""The passages about work and about money in Chinese."""

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.zh import nature, young
from app.llm.demo.reading.zh.gods import GROUP_NAMES
from app.llm.demo.reading.zh.timing import timing
from app.llm.demo.reading.zh.view import is_late
from app.llm.demo.reading.zh.words import stands, stands_shortly

WORK = {
    "officer": (
        (
            "规矩和职位不是天生就追着你，适合自己定流程、自己立标准",
            "你不抢位置，担子来了也接得住",
            "职责摆在明处，上级与规章对你影响很大",
        ),
        (
            "责任清楚、有考核的地方，你反而施展得开",
            "接担子之前先问清权限，清楚了就做得稳",
            "任务压得太满就会耗，宁可少接一项，把手上的做到位",
        ),
    ),
    "resource": (
        (
            "学东西多凭自己摸索，好老师要自己去找",
            "肚子里的学问不轻易示人，真正用时才拿出来",
            "学习和资历是看得见的招牌",
        ),
        (
            "读书、进修、跟一位好老师，投入越早越划算",
            "学与用各半，学完一段就用一段",
            "学与用放在一处，学过一章就用一章，用得上的才算扎实",
        ),
    ),
    "output": (
        ("你不靠口才取胜，用结果说话更有力", "想法先在心里成形，写下来比说出来顺", "表达和手艺是最锋利的一面"),
        (
            "把作品拿出来给人看，一次公开的展示胜过十次私下准备",
            "输出要有节制，一段时间只做一个题目",
            "主意一多就散神，先做完一个再起下一个",
        ),
    ),
    "peer": (
        ("独当一面多过结伴而行", "帮手不在明处，要用时才知道是谁", "同行多，合作与较量常在一起"),
        (
            "找两三个互补的人长期搭档，会省力许多",
            "合作可有可无，看事情的大小来定",
            "分工越细越好，功劳与账目各记各的",
        ),
    ),
    "wealth": (
        ("对眼前的回报不算敏感，容易把价钱说低", "懂得成本，只是不放在嘴上", "做事讲实效，看得见收成才有劲"),
        (
            "面向客户、管预算、谈条件这类实事，越做越有感觉",
            "把回报写进计划里，就不会白忙",
            "不必样样亲手经营，能交给流程的就交出去",
        ),
    ),
}


def career(f: Facts) -> list[Paragraph]:
    if f.is_minor:
        return young.career(f)
    paragraphs: list[Paragraph] = []
    for group in ("officer", "resource", "output", "peer", "wealth"):
        states, advice = WORK[group]
        paragraphs.append(
            [
                Must(f"{stands(f, group)}：{states[f.presence(group)]}。"),
                f"{_late(f, group) or advice[1 - f.value(group)]}。",
            ]
        )
    month = f.columns["month"]
    best = best_of(f, ("output", "resource", "officer", "wealth", "peer"))
    paragraphs.insert(0, [Must(f"先说结论：**{_ROLE[best]}**，你做起来容易出力。")])
    paragraphs += [
        [
            f"月柱{month.pillar}代表身处的环境，月干为{month.god}，{CLIMATE[month.god]}。",
        ],
        [_LEARN[f.heaviest], "隔一周把学过的讲给别人听一遍，讲不顺的地方就是要补的地方。"],
        ["合作时要留心两件事：一是开工前把谁拍板说清楚，二是中途改主意要有记录。", _MATES[f.leans_strong]],
        timing(f, "work"),
        [
            _stage(f),
            f"遇到不顺的时候，先看是不是{'或'.join(_TOO_MUCH[f.group_with(e)] for e in f.sparing) or '样样都想做好'}：如果是，减量就好，不必怀疑自己。",
        ],
        [
            nature.grows(f),
            _CHANGE_LATE[f.leans_strong] if is_late(f) else _CHANGE[f.leans_strong],
        ],
        [
            More(_last(f)),
        ],
    ]
    return paragraphs


def best_of(f: Facts, groups: tuple[str, ...]) -> str:
    """Return the first group that helps, one that the chart has if possible."""
    helping = [group for group in groups if f.value(group) > 0]
    return next((group for group in helping if f.presence(group)), (helping or ["output"])[0])


def _last(f: Facts) -> str:
    best = best_of(f, ("output", "resource", "officer", "wealth", "peer"))
    star = f"{GROUP_NAMES[best]}（{f.element_of(best)}）"
    if is_late(f):
        return f"往后挑事情做，先看它用不用得上{star}这一面，用得上的做久一点，用不上的早些交出去。"
    return f"换环境之前，先看新地方用不用得上{star}这一面，再看待遇。"


_TOO_MUCH = {
    "peer": "与人争得太多",
    "output": "主意和话太多",
    "wealth": "经手的事务太多",
    "officer": "任务和要求太多",
    "resource": "准备得太久",
}


def _stage(f: Facts) -> str:
    stage = f.columns["month"].stage
    if stage in ("临官", "帝旺") and not f.leans_strong:
        return "月支是日主的根气，分内的一块担得住，再多就要有人搭手。"
    return _STAGE[stage]


_STAGE = {
    **dict.fromkeys(("长生", "沐浴", "冠带"), "月支正是日主往上长的地方，多试几种角色，不吃亏。"),
    **dict.fromkeys(("临官", "帝旺"), "月支托得住日主，能独立扛事，也要学会交出去。"),
    **dict.fromkeys(("衰", "病", "死"), "日主到月支力气内收，靠经验和判断取胜，不必拼体力。"),
    "墓": "日主在月支处于“墓”，重在收藏积蓄，起步不必早，备好再动。",
    "绝": "日主在月支处于“绝”，力气要重新攒起，起步不必早，备好再动。",
    **{stage: f"日主在月支处于“{stage}”，重在酝酿，起步不必早，备好再动。" for stage in ("胎", "养")},
}
_CHANGE = {
    True: "想换一个方向时，你缺的不是胆量，是耐心，先把旧的交接清楚。",
    False: "想换一个方向时，你缺的不是本事，是后援，先找好肯带你的人或够用的积蓄。",
}
_CHANGE_LATE = {
    True: "到了交接的年纪，难的是放手：一样一样交，交了就不再回头改。",
    False: "到了交接的年纪，缺的是替手：早些挑一个肯学的人，一次只教一样。",
}
_LATE_ADVICE = {
    ("resource", 1): "读书、听课、学一样纯为自己的东西，越早起头越受用",
    ("officer", 1): "留一份有章程的责任在手里，人反而有精神",
    ("output", 1): "把做过的整理出来教给人，就是最好的出口",
    ("wealth", 1): "管一点看得见收成的事，账目清楚，心里踏实",
    ("peer", 1): "与老同事、老朋友结伴做点事，会省力许多",
    ("officer", -1): "别人托付的挑一半接，其余早些交接",
    ("peer", -1): "不与同辈比进退，各有各的时候",
}


def _late(f: Facts, group: str) -> str:
    """Return the advice for the later part of working life, if it differs."""
    return _LATE_ADVICE.get((group, f.value(group)), "") if is_late(f) else ""


_ROLE = {
    "output": "靠作品、技术或表达立身的位置",
    "resource": "能先积累再出手、背后有扎实平台的位置",
    "officer": "规则清楚、责任到人的位置，按标准把事做稳",
    "wealth": "离结果近、能看见投入与收成的位置",
    "peer": "与几位志同道合的人分工、各守一段的位置",
}
CLIMATE = {
    "比肩": "周围的人与你水平相近，谁也不必迁就谁",
    "劫财": "周围竞争的气氛浓，分寸感是第一位的",
    "食神": "周围容得下慢工细活",
    "伤官": "周围鼓励新意，也容易议论多",
    "偏财": "周围机会流动快，人来人往",
    "正财": "周围讲实际，按件按时算账",
    "七杀": "周围要求高，节奏紧",
    "正官": "周围讲资历和规章",
    "偏印": "周围偏专门，懂的人少，静得下来就能久待",
    "正印": "周围重传承，肯带新人",
}
_LEARN = {
    "木": "木重的人学东西要看见方向，先翻目录和终点，再读细节。",
    "火": "火重的人学东西靠兴趣点燃，难的部分排在兴致最高的时候。",
    "土": "土重的人学东西靠重复，同样的时间、同样的桌子，记得最牢。",
    "金": "金重的人学东西靠拆解，把规则列成几条，照着练就快。",
    "水": "水重的人学东西靠联想，把新知识接到旧问题上，就不容易忘。",
}
_MATES = {
    True: "你的主张强，开会时让别人先讲完，能少走一半的弯路。",
    False: "你容易顾全大家，该署名的地方署上名字，该推掉的活说一声不。",
}

MONEY = {
    "wealth": (
        (
            "钱不是你第一眼会看的东西，往往靠手艺、信用间接得来",
            "财不露在外面，积得住，别人也看不出深浅",
            "对收入与机会敏感，看得见门路",
        ),
        (
            "这一行有助，打理得越勤，心里越踏实",
            "多些少些影响不大，稳定比数目要紧",
            "这一行宜少，进出太大反而劳神，少一条线就少一份牵挂",
        ),
    ),
    "output": (
        (
            "手里的本事要先变成拿得出手的东西，才谈得上价钱",
            "靠内秀得来的钱慢一点，却长久",
            "本事摆在面上，可以直接换成收入",
        ),
        ("精进一门手艺，是最可靠的一条来路", "副业宜精不宜多", "为了多挣一点而同时做几样，容易把哪一样都做浅"),
    ),
    "peer": (
        (
            "人情上的开销不大，花钱多半为自己的主意",
            "漏钱的地方在不好意思开口的时候",
            "请客、借出、替人垫付，是最容易漏的口子",
        ),
        (
            "有人一起记账、互相提醒，反而存得住",
            "朋友归朋友，账目归账目",
            "凡是别人开口借的，先答“我回去看看”，隔一天再说",
        ),
    ),
    "officer": (
        (
            "没有人替你管着，预算要自己立",
            "你心里有一条线，只是偶尔睁一只眼闭一只眼",
            "天生有约束，大额的开支会反复掂量",
        ),
        (
            "固定的日子、固定的比例，规矩立了就省心",
            "规矩不必太细，管住两三项大的就够",
            "管得太死会在某天一次花个够，每月留一笔随意花的钱",
        ),
    ),
}


def money(f: Facts) -> list[Paragraph]:
    if f.is_minor:
        return young.money(f)
    paragraphs: list[Paragraph] = [
        [Must(f"{stands_shortly(f, group)}：{states[f.presence(group)]}。"), f"{advice[1 - f.value(group)]}。"]
        for group, (states, advice) in MONEY.items()
    ]
    bears = (
        "日主偏向有力的一边，担得起事务，怕的是兴头上一口气铺开。"
        if f.leans_strong
        else "日主要人扶，担得起的数目有限，先有余力，再谈更多。"
    )
    opening = f"先说结论：**{_EARN[best_of(f, ('output', 'wealth', 'officer', 'resource', 'peer'))]}**。"
    paragraphs.insert(0, [Must(opening), Must(bears)])
    paragraphs += [
        [nature.spends(f), "每个月末花十分钟看一眼流水，只问一句：哪一笔现在已经想不起为什么花。"],
        [More("留一份三到六个月生活费的备用金，遇事就不必被催着做决定。")],
        timing(f, "money"),
        [
            _STORE[f.presence("resource")],
            _LINK[f.helpful[0] if f.helpful else f.lightest],
        ],
        [nature.leaks(f)],
        [Must("这里谈的是习惯与心态，涉及具体的安排，请问合适的专业人士。")],
    ]
    return paragraphs


_LINK = {
    "木": "有助的一行里木在前，给钱定一个两三年的去处，比一个月一个月地省更有劲。",
    "火": "有助的一行里火在前，把账目摊开来看一遍，心里反而亮堂。",
    "土": "有助的一行里土在前，存钱的日子固定下来，一年不改。",
    "金": "有助的一行里金在前，订阅、会员一类的开销每季清一次。",
    "水": "有助的一行里水在前，钱分成急用、常用、不动三处，进退就有余地。",
}
_STORE = (
    "印星不见，没有谁替你留后手，存钱靠每月自动划转最稳。",
    "你心里其实盼着安稳，看得见的存折比收益更让你睡得好。",
    "你愿意为学习和住处花钱，这类开销列一个上限，就两全了。",
)
_EARN = {
    "output": "你挣得最踏实的钱，来自做出来的东西和说得清的本事",
    "wealth": "你挣得最踏实的钱，来自日复一日的经营和守信",
    "officer": "你挣得最踏实的钱，来自一份责任分明的位置",
    "resource": "你挣得最踏实的钱，来自资历、学识和好平台",
    "peer": "你挣得最踏实的钱，来自与可靠的人分工合作",
}
