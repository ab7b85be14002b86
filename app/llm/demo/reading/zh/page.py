"""The summary in Chinese."""

from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.quote import is_plain_name
from app.llm.demo.reading.when import ends_soon, months_with, near_year, next_spring
from app.llm.demo.reading.zh import nature, small
from app.llm.demo.reading.zh.answers import DOES, TONES, answer, later_years
from app.llm.demo.reading.zh.ask import ONE, theme_of
from app.llm.demo.reading.zh.second import second_short
from app.llm.demo.reading.zh.soon import REST, rest_is_hard
from app.llm.demo.reading.zh.view import (
    change_next_year,
    changes,
    doubt,
    is_even,
    named,
    stance,
    year_word,
)
from app.llm.demo.reading.zh.view import least as how_little


def summary(f: Facts) -> list[Paragraph]:
    judged = f.judged
    name = f.person.get("name", "")
    called = f"{name}，" if is_plain_name(name) else ""
    paragraphs: list[Paragraph] = []
    if f.question:
        first, *others = _answered(f)
        paragraphs.append([Must(f"{called}{first}"), *others])
        called = ""
    paragraphs += [
        [
            Must(f"{called}{judged['strength']}"),
            Must(judged["pattern"]),
            *([Must(f"要先说明的是，出生时间落在交界上，{doubt(f)}，详见最后一节。")] if doubt(f) else []),
        ],
        [
            Must(_bold(judged["helps"])),
            f"所谓有助，是说亲近{'、'.join(f.helpful)}的人、事和习惯时，你往往更省力；宜少，是说{'、'.join(f.sparing) or '其余'}够用就好，不必再添。",
        ],
        [Must(_decade(f)), *([Must(_turn(f))] if _turn(f) else [theme_of(f, f.decade)] if f.decade else [])],
        [
            Must(_year(f, 0)),
            Must(_year(f, 1)),
            Must("顺是助力多，平是有推有拉，逆是宜守，都只说省力还是费力，不说好坏。"),
        ],
        [
            small.nature(f) if f.is_small else _nature(f),
        ],
        [
            More(_spread(f)),
            ""
            if _turn(f)
            else Must(f"{change_next_year(f)}换入{f.next_decade.pillar}大运，走势为“{TONES[f.next_decade.tone]}”。")
            if f.next_decade and change_next_year(f)
            else More(
                f"接下来的一步大运是{f.next_decade.pillar}，{f.next_decade.year}年起，走势为“{TONES[f.next_decade.tone]}”。"
                if f.next_decade
                else "十步大运排到了末尾，往后以流年为主，日子的节奏由自己来定。"
            ),
            More(_months(f)),
        ],
        [
            More(f"若只记一句，就记住：{_one(f)}。"),
            More("读的时候不妨对照过去几年的经历：说中的和没说中的都记下来，两样都有用。"),
        ],
    ]
    return paragraphs


def _nature(f: Facts) -> str:
    """Describe the nature by the day master and the heaviest element."""
    own = f"性情上，日主{f.stem}{f.element}，底色是{nature.quality(f, f.element)}"
    if is_even(f) or f.heaviest == f.element:
        return f"{own}。"
    return f"{own}；盘中{f.heaviest}最重，外人看到的，又多了一层{nature.quality(f, f.heaviest)}。"


_LEANS = {
    "hold": "所问的事先守住现状，等走势转顺再议",
    "steady": "所问的事分步走，先试再定，不押上全部",
    "move": "所问的事备好了就动，从最小的一步起",
}


def _one(f: Facts) -> str:
    if f.question and f.judged["question"].get("urgent"):
        return "先找人帮忙，别的都可以往后放"
    year = near_year(f)
    word = f"{year.year}年"
    return _LEANS[stance(f)] if stance(f) else ONE[year.tone].format(word)


def _spread(f: Facts) -> str:
    most, least = f.weights[f.heaviest], f.weights[f.lightest]
    if is_even(f):
        return f"五行相当均匀，最多的{f.heaviest}约占{most:.0f}%，最少的{f.lightest}约占{least:.0f}%。"
    return f"五行里{f.heaviest}最多，约占{most:.0f}%，{how_little(f)}。"


def _months(f: Facts) -> str:
    good = months_with(f, "good")
    return f"往后走势为顺的月份，最近的是{named(good)}。" if good else "往后的月份里没有特别顺的，宜把步子放小。"


def _decade(f: Facts) -> str:
    decade = f.decade
    if decade is None:
        return str(f.judged["decade"]["ground"])
    return f"眼下走{decade.pillar}大运（{decade.year}年至{decade.year + 10}年，天干为{decade.god}），走势为“{TONES[decade.tone]}”：{f.judged['decade']['ground']}。"


def _turn(f: Facts) -> str:
    """Say that the next decade is about to begin and what it brings."""
    after = f.next_decade
    if not changes(f) or after is None:
        return ""
    return (
        f"{changes(f)}换入{after.pillar}大运（到{after.year + 10}年，天干为{after.god}），走势为“{TONES[after.tone]}”，"
        f"往后的事以新的一步为主。{theme_of(f, after)}"
    )


def _year(f: Facts, number: int) -> str:
    year, judged = f.years[number], f.judged["years"][number]
    does = DOES[year.tone]
    if not number and ends_soon(f):
        day = next_spring(f)
        does = f"这一年只到{day.year}年{day.month}月{day.day}日立春为止，{REST[rest_is_hard(f)]}"
    return f"{year_word(f, number)}{year.year}年{year.pillar}，走势为“{TONES[year.tone]}”：{judged['ground']}；{does}。"


def _answered(f: Facts) -> Paragraph:
    """Answer the question in a few words, then as the judgement words it, with the years that suit it."""
    judged = f.judged["question"]
    lean = _first(judged["lean"])
    if judged.get("urgent"):
        return [Must(_bold(judged["lean"]))]
    if not stance(f):
        return [Must(f"先说你的问题：{_bold(judged['lean'])}")]
    years = later_years(f)
    later = f"往后十年里较为相宜的，是{years}。" if years and years not in answer(f) else ""
    told = [Must(line) for line in (second_short(f), later) if line]
    return [Must(f"先回答你的问题：**{answer(f)}**。{lean}"), *told]


def _bold(sentence: str) -> str:
    """Return the sentence in bold. Its stop stays outside: CommonMark closes no bold text between 。 and a letter."""
    return f"**{sentence.removesuffix('。')}**。"


def _first(text: str) -> str:
    return text.partition("。")[0] + "。"
