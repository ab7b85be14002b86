"""Which of two opposite sentences about a person fits a chart in Chinese, so that no two passages disagree.

A sentence that one element, stem or seat suggests gives way if the day master or the seat of the chart says otherwise.
"""

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.zh.words import MOODS, QUALITIES

_RESERVED = "乙丁己辛癸"
_FRANK = "丙庚"
_FIRM = "甲庚"
_FIRM_SEATS = ("比肩", "劫财", "伤官")
_QUIET_STARS = {"华盖", "孤辰", "寡宿"}


def seat(f: Facts) -> str:
    return f.columns["day"].hidden[0].god


def has_voice(f: Facts) -> bool:
    """Whether the stars of expression show in a stem."""
    return f.presence("output") == 2


def is_reserved(f: Facts) -> bool:
    """Whether the day master or the seat keeps feelings to itself."""
    return f.stem in _RESERVED or seat(f) == "七杀"


def is_frank(f: Facts) -> bool:
    """Whether the day master or the seat speaks out, whatever the stars of expression do."""
    return f.stem in _FRANK or seat(f) == "伤官"


def is_quiet(f: Facts) -> bool:
    """Whether what the reader feels does not show in the face."""
    return f.stem not in _FRANK and (is_reserved(f) or not (has_voice(f) or is_frank(f)))


def is_own_lightest(f: Facts) -> bool:
    """Whether the day master's own element is the lightest of the chart."""
    return f.element == f.lightest


def quality(f: Facts, element: str) -> str:
    return "热切明快" if element == "火" and is_quiet(f) else QUALITIES[element]


def mood(f: Facts) -> str:
    """Return the mood of the heaviest element."""
    if f.heaviest == "火" and is_quiet(f):
        return "情绪来得快，去得也快，只是多半留在心里"
    if f.heaviest == "木" and (f.stem == "戊" or seat(f) == "食神"):
        return "心里总有下一步，动身之前已经想过几回"
    if f.heaviest == "土" and f.stem in "乙壬":
        return "凡事先求稳，答应过的会记很久，绕路也要绕到"
    return MOODS[f.heaviest]


def outputs(f: Facts) -> str:
    """Say how the reader's thoughts come out."""
    shown = f.presence("output")
    if shown == 2:
        if is_reserved(f):
            return "本事和主意愿意拿出来给人看，自己的难处却少提。"
        return "想到什么就愿意说出来、做出来，表达本身就是一种休息。"
    if is_frank(f):
        return (
            "外人面前话留几分，越是亲近，话越直。"
            if seat(f) == "伤官"
            else "话说得直，更深一层的想法，要做出来才看得清。"
        )
    return (
        "心里有话不急着说，要到信得过的人面前才肯讲透。",
        "真正的想法多藏在做出来的东西里，说出口的只是一部分。",
    )[shown]


def says(f: Facts) -> str:
    """Say how the reader shows affection."""
    shown = f.presence("output")
    if is_frank(f) and shown < 2:
        return "有话直说是你的好处，软的话却不常说，心意一个月至少明说一回。"
    if shown == 2 and is_reserved(f):
        return "对事的看法说得出口，对人的心意反而留着，一个月至少明说一回。"
    return (
        "你表达心意靠做不靠说，对方未必看得懂，一个月至少明说一回。",
        "情意藏得深，写几行字往往比当面讲容易。",
        "喜欢和不满都藏不住，说之前看一眼对方的脸色。",
    )[shown]


def strain(f: Facts) -> str:
    """Say where the reader's effort goes."""
    if not f.leans_strong:
        return f"日主{f.element}要有人扶，你做得到的事不少，吃力之处多在替别人扛得太久。"
    stop = "不肯停" if f.stem == "乙" else "不肯求人、不肯停"
    return f"{f.element}在你的盘里已经够多，主张够足，吃力之处多在{stop}。"


def decides(f: Facts) -> str:
    """Say how the reader makes up their mind."""
    if f.leans_strong:
        if f.stem == "癸":
            return "拿主意时你想得透，想定了就不爱改，请一个敢说不同意见的人把关，会稳当许多。"
        if f.stem == "壬":
            return "拿主意时你手里的路不止一条，请一个敢说不同意见的人帮你挑，会稳当许多。"
        return "拿主意时你往往先有答案再找理由，请一个敢说不同意见的人把关，会稳当许多。"
    if f.stem in _FIRM or (f.stem == "丙" and not has_voice(f)):
        way = "方向看得快，要紧处却要听一圈才放心"
    else:
        way = "嘴上说得早，心里定得晚" if has_voice(f) and not is_reserved(f) else "习惯先听一圈再定"
    return f"拿主意时你{way}，给自己划一个截止的时间，免得越拖越散。"


def manner(f: Facts) -> str:
    """Say how the reader goes about a question, in keeping with `decides`."""
    if f.leans_strong:
        return {"癸": "想得透，想定了就不爱改", "壬": "路看得多，挑哪一条要自己定"}.get(
            f.stem, "主意来得早，定了就不爱改"
        )
    return "方向看得快，细处要听几个人的话" if f.stem in "甲丙庚" else "要听几个人的话才定，一听就多"


def yields(f: Facts) -> str:
    """Say how the reader gives in to those who are close."""
    if f.leans_strong:
        if seat(f) == "食神":
            return "日常小事你好商量，主张上却不肯退，道理赢了，气氛往往就输了；先停十分钟，再回来谈。"
        if f.stem in "乙己癸":
            return "面上随和，心里的主张却不肯退；要紧的一件直说，别绕着不答应。"
        return "退让对你不容易，道理上赢了，气氛往往就输了；先停十分钟，再回来谈。"
    if f.stem in _FIRM or seat(f) in _FIRM_SEATS:
        return "嘴上要强，心里却常先让了步，委屈会攒着；小事隔天就说，反而轻。"
    if has_voice(f):
        return "话说得出口，步子却退得快：说完多半又依了对方；要紧的事说一遍就守住，不必每次都让。"
    return "你退让得太快，委屈会攒着，到了某天一次说完；小事隔天就说，反而轻。"


def alone(f: Facts) -> str:
    """Say what being alone is to the reader."""
    if not f.hidden("resource"):
        stars = {star for column in f.columns.values() for star in column.stars}
        if f.presence("resource") == 0:
            if stars & _QUIET_STARS or seat(f) == "偏印":
                return "是喜欢的事，只是没有谁替你留，要自己空出来"
            return "不是天生的习惯，要刻意留出来才有"
        return "是悄悄充电的时候，旁人不一定察觉"
    return ("是悄悄充电的时候，旁人不一定察觉", "是必需品，安静下来思路才会成形")[f.presence("resource") - 1]


def light_side(f: Facts) -> str:
    """Say what the lightest element means for the person as others see them."""
    light = f.lightest
    if is_own_lightest(f):
        return f"{light}是日主自己，又最轻，{quality(f, light)}的一面要有人接应才显得出来"
    if light == "火" and (has_voice(f) or is_frank(f)):
        return "火轻，话说得出来，热度却要有人陪着才起得来"
    if light == "水" and f.stem == "乙":
        return "水轻，想得不算多，凭的是手上的灵巧"
    end = "要靠后天来补" if light in f.helpful else "少一点也无妨" if light in f.sparing else "平时显得少些"
    return f"{light}轻，{QUALITIES[light]}的一面{end}"


def grows(f: Facts) -> str:
    """Return the advice about work for the lightest element."""
    light = f.lightest
    if is_own_lightest(f):
        return f"{light}轻，又是日主自己，本事不缺，缺的是接应，动手前先找一个搭手的人。"
    if light == "木" and (f.stem in "丙庚壬" or f.heaviest == "火"):
        return "木轻，起头不难，难的是看得远，给新事写下半年后要走到哪里。"
    if light == "土" and f.stem in "庚辛":
        return "土轻，活做得细，底子却容易薄，大事动手前先把要用的备齐。"
    if light == "火" and has_voice(f):
        return "火轻，说得出来，还要有人听得见，每个月挑一次当众的汇报。"
    return {
        "木": "木轻，开头的一步总是最难，给新事定一个起始日，到了那天只做十分钟也算。",
        "火": "火轻，成绩不容易被看见，每个月主动汇报或展示一次。",
        "土": "土轻，收尾容易松，事情做到九成时再请人看一遍。",
        "金": "金轻，摊子容易多，手上的事超过三样，就删掉最不像自己的一样。",
        "水": "水轻，缓冲少，计划里留一条备用的路。",
    }[light]


def leaks(f: Facts) -> str:
    """Return the advice about money for the lightest element."""
    light = f.lightest
    if is_own_lightest(f):
        return f"{light}轻，日主少人接应，用钱先问一句自己担不担得住，再答应别人。"
    if light == "火":
        return "火轻的人做过的事少有人替你提起，先列成一页，谈报酬时摆出来。"
    return {
        "木": "木轻的人不爱做长远的预算，写下三年后想有的一样东西，钱就有了方向。",
        "土": "土轻的人存钱少一个固定的规矩，每月发薪当天先存一份。",
        "金": "金轻的人账目容易含糊，别人欠的与欠别人的，都记上一笔。",
        "水": "水轻的人一笔钱定死用途，留一成活动的，遇事才转得开。",
    }[light]


def cares(f: Facts) -> str:
    """Return the advice about love for the lightest element."""
    light = f.lightest
    if is_own_lightest(f):
        return f"{light}轻，心意有，力气未必跟得上，累的时候先说一声，对方才不会误会。"
    return {
        "木": "木轻，两个人的日子容易没有新安排，约会和旅行请你来提一次。",
        "火": "火轻，热度要靠动作来补，见面时多一个拥抱、多一句夸奖。",
        "土": "土轻，日子容易没有准，约好哪一天做什么，写下来。",
        "金": "金轻，别人的事容易带回家里，进门之前先放下。",
        "水": "水轻，缓一缓的余地少，听完对方的话再出主意。",
    }[light]


def spends(f: Facts) -> str:
    """Return the habit of spending for the heaviest element."""
    if f.heaviest == "火" and f.presence("officer") == 2:
        return "火重的人小处花钱看心情，一时高兴买下的最容易超支，大额倒会掂量。"
    return {
        "木": "木重的人花钱喜欢投在“以后会用到”的东西上，书和课程买得快、用得慢。",
        "火": "火重的人花钱看心情，一时高兴买下的最容易超支。",
        "土": "土重的人大处花钱谨慎，囤货和家用上却会不知不觉多花。",
        "金": "金重的人花钱讲品质，宁可贵一点，也不愿将就。",
        "水": "水重的人花钱前想得多、比得多，夜里想出来的那一样，放到第二天再付。",
    }[f.heaviest]
