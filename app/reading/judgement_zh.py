"""The wording of the judgements in Chinese."""

from collections.abc import Sequence
from datetime import date

from app.bazi.chart import AnnualPillar, Chart, Decade, TransitPillar
from app.reading.preference import (
    EXTREME,
    Outlook,
    Pattern,
    Preference,
    Tone,
    branch_element,
    columns_of,
    group_element,
    stem_element,
)
from app.reading.topics import Topic

_GROUPS = ("比劫", "食伤", "财星", "官杀", "印星")
_PILLARS = {"year": "年", "month": "月", "day": "日", "hour": "时"}
_TONES = {Tone.SUPPORTIVE: "顺", Tone.MIXED: "平", Tone.DEMANDING: "逆"}
_VALUES = {1: "于日主有助", 0: "不喜不忌", -1: "宜少"}
_TOPICS = {
    "crisis": "眼下的难处",
    "mishap": "疾病、意外与官司",
    "lottery": "彩票与博彩",
    "death": "寿数",
    "investment": "投资",
    "study": "学业与考试",
    "career": "事业与工作",
    "love": "感情与婚姻",
    "money": "财务",
    "family": "家人与子女",
    "health": "身心与起居",
    "move": "迁居与出行",
    "timing": "时机",
    "other": "所问之事",
}
_STANCES = {
    "hold": "倾向于先守：近期以稳住现状、减少消耗为先",
    "steady": "倾向于稳步推进：可以小步去试，不宜一次押上全部",
    "move": "倾向于可以动：时运有助力，准备好的事不妨主动推一把",
}
_COUNSELS = {
    "study": "先把最要紧的一门做扎实，再谈铺开",
    "career": "先看清自己能承担多少责任，再定去留与快慢",
    "love": "先想清楚自己期待什么，并且说出来，再谈下一步",
    "money": "先理清收支，守住已有的，再求增长",
    "family": "先顾相处的方式，少争对错",
    "health": "先把作息理顺；身体上的事以医生的意见为准",
    "move": "先去住一住、看一看，再作长久打算",
    "timing": "把事情分成几步，把要紧的一步放在较顺的时候",
    "other": "把事情分成几步，先做代价最小的一步",
}
_WITHHELD = {
    "crisis": "看到你写下的话，很为你担心：这件事，一份报告帮不上忙，能帮你的是人。"
    "请现在就告诉身边一个信得过的人，或者去看医生，也可以拨打全国统一的心理援助热线12356；情况紧急，请马上拨打120或110。"
    "人在国外，请拨打当地的急救电话或危机热线。你不必一个人扛着。",
    "mishap": "本报告不谈疾病、意外与官司的吉凶和时间；身体上的事请听医生的，法律上的事请找律师，"
    "可以谈的是日常的起居与调养。",
    "lottery": "本报告不谈中奖与博彩；可以谈的是对得失的心态，以及怎样守住日常的收支。",
    "death": "本报告不谈寿数与生死；可以谈的是起居调养，以及怎样过好眼下的日子。",
    "investment": "本报告不谈投资的标的与时机；可以谈的是用钱的习惯与心态。",
    "child": "命盘的主人还不满六岁，眼下不论进退与大事；可以谈的是天性，以及大人怎样照料和陪伴。",
    "minor": "读者未满十八岁，此事不作判断；可以谈的是性情、学习，以及和家人朋友的相处。",
}


def strength(chart: Chart, preference: Preference) -> str:
    state, master = chart.strength, chart.day_master
    roots = "、".join(_PILLARS[name] for name in state.roots)
    helpers = "、".join(_PILLARS[name] for name in state.helpers)
    verdict = state.verdict
    if verdict == "中和":
        verdict += "而略偏强" if preference.is_strong else "而略偏弱"
    text = (
        f"日主{master.stem}{master.element}生于{chart.pillars.month[1]}月，在月令为“{state.season}”；"
        f"{f'有根于{roots}支' if roots else '地支无根'}，{f'天干有{helpers}柱帮扶' if helpers else '天干无帮扶'}；"
        f"生扶约占{state.support:.0%}（以四成为中线），倾向于判为{verdict}。"
    )
    low, high = EXTREME
    if not low <= state.support <= high:
        text += "偏到这个程度，有的流派会取从格，喜忌便相反；本报告仍按扶抑来取。"
    return text


def pattern(chart: Chart, pattern: Pattern) -> str:
    branch = chart.pillars.month[1]
    match pattern.kind:
        case "prosperity":
            return f"月支{branch}是日主{pattern.stem}的禄位，取建禄格。"
        case "blade":
            return f"月支{branch}是日主{pattern.stem}的刃，取月刃格（阳刃格）。"
        case "shown":
            places = "、".join(f"{_PILLARS[name]}干" for name in pattern.pillars)
            return f"月支{branch}中所藏的{pattern.stem}透出于{places}，倾向于取{pattern.ten_god}格。"
        case "hidden" if len(chart.columns.month.hidden) == 1:
            return f"月支{branch}所藏的{pattern.stem}没有透出，只能以它取{pattern.ten_god}格，格局的力量较弱。"
        case "hidden":
            return f"月支{branch}所藏之干都未透出，只能以本气{pattern.stem}取{pattern.ten_god}格，格局的力量较弱。"
        case _:
            return f"月支{branch}的本气{pattern.stem}与日主同类，余气又未透出，格局不明，以旺衰喜忌为主来看。"


def helps(chart: Chart, preference: Preference) -> str:
    heaviest = f"{_GROUPS[preference.heaviest]}（{group_element(chart, preference.heaviest)}）"
    side = "强" if preference.is_strong else "弱"
    balance, sparing = "、".join(preference.by_balance), "、".join(preference.sparing)
    text = (
        f"按扶抑，日主偏{side}的一边，{'助身' if preference.is_strong else '耗身'}的以{heaviest}为重，"
        f"倾向于以{balance}为有助，{sparing}宜少。"
    )
    if preference.climate is None:
        season = "春" if chart.pillars.month[1] in "寅卯辰" else "秋"
        return text + f"生在{season}天，寒暖不偏，调候不另取。"
    season = "冬，局中偏寒" if preference.climate == "火" else "夏，局中偏热"
    if preference.climate in preference.by_balance:
        return text + f"生于{season}，调候也取{preference.climate}，与扶抑相合。"
    if preference.climate_fits:
        return text + f"生于{season}，调候取{preference.climate}，与扶抑不相冲突，也算有助。"
    return text + f"生于{season}，调候取{preference.climate}，与扶抑不合；以扶抑为主，{preference.climate}只宜少量。"


def tone(tone: Tone) -> str:
    return _TONES[tone]


def ground(transit: TransitPillar, outlook: Outlook, chart: Chart) -> str:
    stem, branch = transit.pillar[0], transit.pillar[1]
    seat = chart.columns.day.branch
    text = f"天干{stem}{stem_element(stem)}{_VALUES[outlook.stem]}"
    text += f"，地支{branch}{branch_element(branch)}{'也' * (outlook.stem == outlook.branch)}{_VALUES[outlook.branch]}"
    if outlook.clashes:
        text += f"；{branch}与日支{seat}相冲，多变动"
    if outlook.combines:
        text += f"；{branch}与日支{seat}相合，多牵连"
    return text


def no_decade(chart: Chart, *, is_before: bool) -> str:
    if is_before:
        return f"尚未起运，{chart.luck.start_date[:4]}年起第一步大运；此前以月柱与流年为主来看。"
    return "所列十步大运已过，以流年为主来看。"


def dates(start: date, end: date) -> str:
    year = f"{end.year}年" if end.year != start.year else ""
    return f"{start.year}年{start.month}月{start.day}日至{year}{end.month}月{end.day}日"


def topics(keys: Sequence[str]) -> str:
    return "、".join(_TOPICS[key] for key in keys)


def speaks(chart: Chart, topic: Topic, groups: Sequence[int]) -> str:
    pillars = columns_of(chart)
    named = "、".join(f"{_PILLARS[name]}柱{getattr(chart.pillars, name)}" for name in topic.pillars if name in pillars)
    stars = "；".join(_places(chart, group) for group in groups)
    horse = [f"{_PILLARS[star.pillar]}柱" for star in chart.stars if star.name == topic.star]
    moving = f"{topic.star}在{'、'.join(dict.fromkeys(horse))}；" if horse else ""
    return f"看{stars}；{moving}宫位看{named}。"


def withheld(keys: Sequence[str]) -> str:
    return joined([_WITHHELD[key] for key in keys])


def outlooks(decade: tuple[str, Tone] | None, years: Sequence[tuple[int, Tone]], *, is_coming: bool) -> str:
    parts = [f"{'即将开始' if is_coming else '眼下'}的{decade[0]}大运为{_TONES[decade[1]]}"] if decade else []
    parts += [f"{year}年为{_TONES[tone]}" for year, tone in years]
    return "，".join(parts)


def years(years: Sequence[AnnualPillar]) -> str:
    return "、".join(f"{year.year}年（{year.pillar}）" for year in years)


def lean(topic: Topic, stance: str, outlooks: str, years: str) -> str:
    later = f"往后十年里，{years}往往较为相宜。" if years else "往后十年起伏不大，不必等某一年。"
    return f"就{_TOPICS[topic.key]}而言，{_STANCES[stance]}（{outlooks}）。{_COUNSELS[topic.key]}。{later}"


def joined(sentences: Sequence[str]) -> str:
    return "".join(sentences)


def asked_years(years: Sequence[tuple[AnnualPillar, Tone]]) -> str:
    told = "，".join(f"{year.year}年（{year.pillar}）为{_TONES[tone]}" for year, tone in years)
    return f"问到的年份里，{told}。" if len(years) > 1 else f"问到的{told}。"


def asked_past(years: Sequence[int]) -> str:
    return f"{'、'.join(f'{year}年' for year in years)}已经过去，本报告不回头推断，只谈往后。"


def asked_beyond(year: int, decade: tuple[Decade, Tone] | None, limits: tuple[int, int]) -> str:
    text = f"{year}年不在本报告逐年推算的年份（{limits[0]}年至{limits[1]}年）之内"
    if decade is None:
        return f"{text}。"
    ten, tone = decade
    return f"{text}，只能说到它所在的大运：{ten.pillar}运，{ten.from_year}年起，为{_TONES[tone]}。"


def asked_months(year: int | None, months: Sequence[tuple[str, str]]) -> str:
    when = "今明两年" if year is None else f"{year}年"
    if not months:
        return f"{when}往后的月份里没有特别顺的。"
    return f"{when}往后较顺的月份是{'、'.join(f'{pillar}月（{dates}）' for pillar, dates in months)}。"


def asked_months_beyond(year: int, last: date) -> str:
    return f"逐月只推算到{last.year}年{last.month}月{last.day}日，{year}年的月份不在其内。"


def _places(chart: Chart, group: int) -> str:
    element = group_element(chart, group)
    pillars = columns_of(chart)
    shown = [
        f"{_PILLARS[name]}干{column.stem}"
        for name, column in pillars.items()
        if name != "day" and column.stem_element == element
    ]
    hidden = [
        f"{_PILLARS[name]}支{column.branch}"
        for name, column in pillars.items()
        if any(stem.element == element for stem in column.hidden)
    ]
    parts = [f"透于{'、'.join(shown)}"] if shown else []
    parts += [f"藏于{'、'.join(hidden)}"] if hidden else []
    return f"{_GROUPS[group]}（{element}）{'，'.join(parts) or '盘中不见'}"
