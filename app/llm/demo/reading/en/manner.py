"""Character sentences in English that agree with each other: what an element lends, by manner and speech."""

from app.llm.demo.reading.en.words import MOODS, QUALITIES
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.gods import group_of

OPEN, CLOSE = "丙庚", "丁癸"
"""Day stems with an open manner, and those that keep things inside."""


def places(f: Facts) -> set[str]:
    """Return the ten gods of the month branch and the day branch, which describe the person."""
    return {f.columns["month"].hidden[0].god, f.columns["day"].hidden[0].god}


def quality(f: Facts, element: str) -> str:
    """Return what an element lends: a light one lacks nothing that the day master has, a heavy one adds no opposite."""
    for condition, text in (_HEAVY if element == f.heaviest else _LIGHT)[element]:
        stems, _, god = condition.partition(" ")
        if f.stem in stems or god in places(f) or ("!" in stems and f.presence("output") == 2):
            return text
        if "?" in stems and f.presence("output") < 2 and f.stem != "丙":
            return text
    return QUALITIES[element]


_LIGHT: dict[str, tuple[tuple[str, str], ...]] = {
    "木": (
        ("甲", "bending and beginning anew"),
        ("乙", "first steps without support"),
        ("丙庚壬", "patience and letting things grow"),
    ),
    "火": (
        ("丙", "staying power and an even flame"),
        ("丁", "showing what you feel and trusting early"),
        ("庚!", "praise and celebration"),
    ),
    "土": (("戊己庚 正官", "rest and a fixed daily rhythm"), ("- 正财", "rest and a fixed daily rhythm")),
    "金": (("庚辛", "forgiveness and a clear end to things"),),
    "水": (("乙壬癸 偏印", "quiet and hours without demands"),),
}
"""Other qualities of the lightest element, for day stems, ten gods, and (`!`) readers who speak their mind."""
_HEAVY: dict[str, tuple[tuple[str, str], ...]] = {
    "木": (("戊己癸", "growth and an eye for the next step"),),
    "火": (("丁癸己辛戊?", "warmth and quick sympathy"),),
    "土": (("丙壬", "good faith and practical sense"),),
    "金": (),
    "水": (("戊甲", "reflection and attention"),),
}
"""The same of the heaviest one; `?` stands for readers who keep their thoughts to themselves."""


def mood(f: Facts) -> str:
    """Describe what the heaviest element does to moods, in agreement with the manner of the day stem."""
    if f.heaviest == "火" and f.stem in "丁戊己辛癸":
        return "feelings rise quickly, even where your manner does not show them"
    if f.heaviest == "火" and f.presence("output") < 2:
        return "moods come fast and go fast, even those that you do not put into words"
    if f.heaviest == "土" and f.stem in "乙丙庚壬":
        return "you like to know where things stand, and keep promises for years"
    return MOODS[f.heaviest]


def excess(f: Facts) -> str:
    """Say what too much of the heaviest element does."""
    if f.heaviest == "木" and f.stem in "戊己辛癸":
        return "Growth is your strength; in excess it plans more than a year can hold."
    return _EXCESS[f.heaviest]


_EXCESS = {
    "木": "Growth is your strength; in excess it leaves many things begun.",
    "火": "Warmth is your strength; in excess it burns out before the evening.",
    "土": "Steadiness is your strength; in excess it keeps what could have gone.",
    "金": "Clarity is your strength; in excess it judges before it has listened.",
    "水": "Reflection is your strength; in excess it finds no end.",
}


def much(f: Facts, element: str) -> str:
    """Name what too much of an element leads to at work."""
    if element == "火" and f.stem in "丁戊己辛癸":
        return "rivalry and late hours"
    if element == "木" and f.stem in "戊己辛癸":
        return "plans that are too large"
    if element == "金" and f.stem in "乙己癸":
        return "silent reproach"
    return _MUCH[element]


_MUCH = {
    "木": "too many beginnings",
    "火": "haste and rivalry",
    "土": "too many errands",
    "金": "judging too strictly",
    "水": "thinking too long",
}


def grow(f: Facts) -> str:
    """Say what the lightest element makes hard at work, unless the day master has just that."""
    steady = f.stem in "戊己庚" or {"正财", "正官"} & places(f)
    if f.lightest == "土" and steady:
        return "As Earth is light, the day easily loses its frame: fix the hours in which nobody disturbs you."
    if f.lightest == "水" and f.stem in "乙壬癸":
        return "As Water is light, the pause is missing: leave a night between finishing a thing and handing it over."
    if f.lightest == "木" and f.stem in "甲丙庚壬":
        return "As Wood is light, what you start gets little time to grow: look after it once a week for a season."
    if f.lightest == "金" and f.stem == "辛":
        return "As Metal is light, the finish has no end: say beforehand when a thing is good enough."
    if f.lightest == "金" and f.stem == "庚":
        return "As Metal is light, tasks pile up without an end: with more than three in progress, hand one back."
    if f.lightest == "火" and f.stem == "丙":
        return (
            "As Fire is light, enthusiasm runs out before the end: keep a pleasant part of the work for the last week."
        )
    return _GROW[f.lightest]


_GROW = {
    "木": "As Wood is light, beginnings are hard: fix a day for something new and give it ten minutes.",
    "火": "As Fire is light, your results are easily overlooked: report them once a month.",
    "土": "As Earth is light, things stay unfinished: have someone check when you are nearly done.",
    "金": "As Metal is light, choosing is hard: with more than three things in progress, drop the one that suits you least.",
    "水": "As Water is light, changing course is hard: keep an alternative in the plan.",
}


def spends(f: Facts) -> str:
    """Say how the heaviest element spends, in agreement with the ten gods of the month and the day."""
    if f.heaviest in "火水" and "正财" in places(f):
        return f"With {'Fire' if f.heaviest == '火' else 'Water'} heaviest, {_THRIFTY[f.heaviest]}"
    if f.heaviest == "土" and {"偏财", "劫财"} & places(f):
        return (
            "With Earth heaviest, you count large sums twice, and are generous with small ones to those close to you."
        )
    return _SPEND[f.heaviest]


_THRIFTY = {
    "火": "what you save by careful days goes on a few lively evenings.",
    "水": "you keep good accounts by day, and order things late in the evening; let the order wait overnight.",
}
_SPEND = {
    "木": "With Wood heaviest, you spend on what may be useful one day, and buy books and courses faster than you use them.",
    "火": "With Fire heaviest, you spend by mood, and lively occasions cost most.",
    "土": "With Earth heaviest, you are careful, but spend more on supplies and the household than you notice.",
    "金": "With Metal heaviest, you pay for quality and dislike making do.",
    "水": "With Water heaviest, you spend on impulse, mostly late in the day; let the order wait overnight.",
}


def leak(f: Facts) -> str:
    """Say what the lightest element means for money."""
    if f.lightest == "土" and {"正财", "正官"} & places(f):
        return "Little Earth means that what you save has no fixed place: set a part aside on the day it arrives."
    if f.lightest == "水" and f.heaviest in "火木":
        return "Little Water means that nothing is left over for surprises: keep a tenth free for the unexpected."
    return _LEAK[f.lightest]


_LEAK = {
    "木": "Little Wood means little long-term planning: write down one thing you want to have in three years.",
    "火": "Little Fire means that you ask for too little: write down the figure before you speak.",
    "土": "Little Earth means that money goes as it comes: set a part aside on the day it arrives.",
    "金": "Little Metal means that you let others owe you for too long: note what is owed to you, and until when.",
    "水": "Little Water means that your money is tied up too firmly: keep a tenth free for the unexpected.",
}


def decides(f: Facts) -> str:
    """Say how the reader decides."""
    if f.leans_strong:
        return "Once you have made up your mind you seldom ask again; someone who dares to disagree makes your decisions safer."
    if f.stem in "甲丙庚" or "比肩" in places(f):
        return "You decide by yourself and look for agreement afterwards; ask one person beforehand."
    return "You tend to ask everyone before you decide; set a day on which the asking ends."


def yields(f: Facts) -> str:
    """Say how the reader gives way to somebody close."""
    if f.leans_strong and f.stem in "乙己癸":
        return "You give way in manner and keep your view; say early on which point you will not move."
    if f.leans_strong:
        return "Giving way is hard for you, and winning an argument may spoil the evening; take a break and come back to it."
    if f.presence("output") == 2 or f.stem in "甲丙庚":
        return "You speak your mind and then give way all the same; say what matters once, and hold to it."
    return "You give way too soon and store up hurt; mention small things on the same day."


def worries(f: Facts) -> str:
    """Say how the reader deals with worries, in agreement with the manner of the day stem."""
    said = f.presence("output")
    if f.stem in OPEN and said < 2:
        return "Open as you are, worries are what you say least; write a few lines about them."
    if f.stem in "丁己癸" and said == 2:
        return "You seldom mention your own troubles, and yet it helps you to tell them; begin with one person."
    return (
        "You do not speak of worries easily; write a few lines in a diary.",
        "You keep feelings to yourself; work with your hands helps you to let go of them.",
        "It helps you to talk about what bothers you, though not in anger.",
    )[said]


def outer(f: Facts) -> str:
    """Say what becomes of the month's main ten god: output that shows in no stem is made rather than said."""
    god = f.columns["month"].hidden[0].god
    if group_of(god) == "output" and f.presence("output") < 2:
        return "this shows in what you do and make rather than in what you say"
    return "this is the side of you that the outside world meets"


def learner(f: Facts) -> str:
    """Return the element by which the reader learns: the heaviest, unless the day master learns in another way."""
    own = {"戊": "火木", "己": "火", "癸": "火木", "壬": "土", "丁": ""}.get(f.stem, "")
    return f.element if f.heaviest in own else f.heaviest


def states_at_work(f: Facts, group: str, text: str, *, is_past: bool = False) -> str:
    """Adapt what is said of output and duties at work to readers whose manner is open."""
    said = f.presence("output")
    if group == "officer" and f.stem == "丙" and f.presence(group) == 1:
        return (
            "you liked to be seen more than to be in charge, and took on a duty when it came"
            if is_past
            else "you like to be seen more than to be in charge, and take on a duty when it comes"
        )
    if group != "output" or f.stem not in OPEN or said == 2:
        return text
    if said:
        return (
            "you talked easily, though seldom of your own ideas, and writing drew them out"
            if is_past
            else "you talk easily, though seldom of your own ideas, and writing draws them out"
        )
    return (
        "you were frank, and yet results spoke better for you"
        if is_past
        else "you are frank, and yet results speak better for you than talk"
    )
