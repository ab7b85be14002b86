"""What a question is about, more closely than its subject, in English: a business, a second matter, its place."""

import re

from app.llm.demo.reading.en.aged import aged
from app.llm.demo.reading.en.burdens import TIMING_BURDENS
from app.llm.demo.reading.en.childhood import TIMING_YOUNG
from app.llm.demo.reading.en.gods import TIMING
from app.llm.demo.reading.en.later import TIMING_LATER
from app.llm.demo.reading.en.self import stands_shortly
from app.llm.demo.reading.en.view import TONES, is_elder, values
from app.llm.demo.reading.en.words import ELEMENTS, GROUPS
from app.llm.demo.reading.en.years import year_texts
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.gods import group_of
from app.llm.demo.reading.when import asked_years, near_year

_BUSINESS = re.compile(
    r"\b(?:business|start-?up|self-employed|freelanc\w*|entrepreneur\w*|my own boss"
    r"|own (?:company|shop|store|firm|practice|studio|restaurant|caf[eé]))\b",
    re.IGNORECASE,
)
_MEETING = re.compile(r"\b(?:meet|find|single|right person|soulmate|dating)\b", re.IGNORECASE)
_MARRIAGE = re.compile(r"\b(?:marr(?:y|ied|iage|ying)|engage[dm]\w*|propose|wedding)\b", re.IGNORECASE)
_LIVING = re.compile(
    r"\b(?:mov(?:e|ing) in|liv(?:e|ing)|stay(?:ing)?) (?:together )?with\b|\blive together\b", re.IGNORECASE
)
FIELDS = {
    "work and career": "work",
    "study and exams": "work",
    "money": "money",
    "love and marriage": "love",
    "family and children": "family",
    "well-being": "care",
}
"""The fields of life by the subject of a question."""
_WORDS = {
    "work and career": r"work|jobs?|career|business|promotion",
    "money": r"money|income|finances?|savings?|wealth|earnings",
    "love and marriage": r"love|marriage|relationships?|partner",
    "family and children": r"family|children|kids|parents",
    "well-being": r"health|well-?being|sleep|energy|body",
}
_SECOND = {
    "work and career": ("officer", "work"),
    "money": ("wealth", "money"),
    "love and marriage": ("", "love"),
    "family and children": ("resource", "your family"),
    "well-being": ("resource", "your health"),
}
_COUNSEL = {
    "work and career": {
        "good": "a new task may be taken on",
        "mixed": "keep what you have and try one new thing beside it",
        "hard": "keep what you have, and put off changes that cannot be undone",
    },
    "money": {
        "good": "a step forward is possible, with a full reserve behind it",
        "mixed": "put income and spending in order before you add anything",
        "hard": "keep what you have, add no new expenses, and build the reserve first",
    },
    "love and marriage": {
        "good": "say what you feel and accept invitations",
        "mixed": "let things grow, and press for nothing",
        "hard": "look after the ties you have, and leave binding decisions for later",
    },
    "family and children": {
        "good": "raise what you want to raise",
        "mixed": "take one conversation at a time",
        "hard": "keep the peace, and settle only what cannot wait",
    },
    "well-being": {
        "good": "a new habit takes root more easily",
        "mixed": "change one habit at a time",
        "hard": "lighten the load, and rest before you are tired; a complaint belongs to a doctor at once",
    },
}
BUSINESS_STEPS = {
    "hold": "A first step: test the idea beside your job, with one offer and a sum you could lose without borrowing, and keep the salary {until}.",
    "steady": "A first step: begin beside your job with one offer and three paying clients, a ceiling for costs, and any partner's share in writing.",
    "move": "A first step: write down the first three clients, the costs of half a year and any partner's share, and start when all three are settled.",
}

LIVING_STEPS = {
    "hold": "A first step: spend two weeks together as visitors, note what each of you missed, and keep your own place {until}.",
    "move": "A first step: settle who pays what, who cooks when, and where each can close the door, and write it down.",
    "steady": "A first step: live together for three months with both places kept, and talk once a week about what should change.",
}


def text_for(f: Facts, field: str, transit: Transit, group: str) -> str:
    """Return what a group brings to a field; for adults in demanding times, or in excess, what it costs."""
    if is_elder(f) or f.is_minor:
        return (TIMING_LATER if is_elder(f) else TIMING_YOUNG)[field][group]
    is_burden = field in TIMING_BURDENS and (transit.tone == "hard" or f.value(group) < 0)
    return aged(f, (TIMING_BURDENS if is_burden else TIMING)[field][group])


def is_business(f: Facts) -> bool:
    """Whether an adult asks about a business of their own."""
    return (
        not f.is_minor
        and f.judged["question"]["topic"] in {"work and career", "money", "the matter asked about", "timing"}
        and bool(_BUSINESS.search(f.question))
    )


def is_meeting(f: Facts) -> bool:
    """Whether the question is about meeting somebody to love."""
    return f.judged["question"]["topic"] == "love and marriage" and bool(_MEETING.search(f.question))


def is_marriage(f: Facts) -> bool:
    """Whether the question is about marrying somebody whom the reader knows."""
    topic = f.judged["question"]["topic"]
    return topic == "love and marriage" and not is_meeting(f) and bool(_MARRIAGE.search(f.question))


def is_living(f: Facts) -> bool:
    """Whether an adult asks about living together with somebody."""
    if f.is_minor:
        return False
    topics = {"family and children", "love and marriage", "moving and travel", "the matter asked about"}
    return f.judged["question"]["topic"] in topics and bool(_LIVING.search(f.question))


def business(f: Facts) -> list[str]:
    """Say what in the chart speaks for a business of one's own, what speaks against it, and how to test it."""
    names = {group: f"the {GROUPS[group]} ({ELEMENTS[f.element_of(group)]})" for group in GROUPS}
    good = [f"{names[group]}, as {_FOR[group]}" for group in _FOR if f.value(group) > 0 and f.presence(group)]
    hard = [f"{names[group]}, as {_AGAINST[group]}" for group in _AGAINST if f.value(group) < 0 and f.presence(group)]
    if any(time.tone == "hard" for time in (*filter(None, [f.decade]), *f.years)):
        hard.append("the demanding time")
    speaks = (
        f"For a business speak{'s' * (len(good) == 1)} {', and '.join(good[:2])}"
        if good
        else "For a business no star speaks that helps you, so look for a partner who brings what you lack"
    )
    against = (
        f"; against it, {', and '.join(hard[-2:])}" if hard else "; nothing in the chart stands against it outright"
    )
    return [f"{speaks}{against}."]


_FOR = {
    "output": "what you make or explain can be sold",
    "wealth": "clients, budgets and terms suit you",
    "peer": "a partner doubles your strength",
    "resource": "your knowledge can be the product",
    "officer": "you keep rules and dates unasked",
}
_AGAINST = {
    "officer": "permits and deadlines press on you",
    "resource": "preparing takes the place of selling",
    "output": "giving all day tires you",
    "peer": "rivals and partners take their share",
    "wealth": "it brings more to manage than you can well carry",
}


def second_matter(f: Facts) -> str:
    """Return the second subject of a question such as `my health and money`, or an empty string."""
    main = str(f.judged["question"]["topic"])
    if main not in _WORDS or f.is_minor:
        return ""
    named = str(f.judged["question"].get("also", {}).get("topic", ""))
    if named in _SECOND and named != main:
        return named
    for other, words in _WORDS.items():
        if other == main:
            continue
        pair = rf"(?:{_WORDS[main]})\b(?:\s*,|\s+and|\s+or|\s+as well as)\s+(?:my\s+|the\s+)?(?:{words})\b"
        back = rf"(?:{words})\b(?:\s*,|\s+and|\s+or|\s+as well as)\s+(?:my\s+|the\s+)?(?:{_WORDS[main]})\b"
        apart = rf"and\s+(?:how|what|when|will|should|can|is|are)\b[^.?!]{{0,30}}\b(?:{words})\b"
        last = rf"(?:{words})\b[^.?!]{{0,30}}\band\s+(?:how|what|when|will|should|can|is|are)\b[^.?!]{{0,30}}\b(?:{_WORDS[main]})\b"
        if re.search(rf"\b(?:{pair}|{back}|{apart}|{last})", f.question, re.IGNORECASE):
            return other
    return ""


def second_tone(f: Facts) -> str:
    """Return the tone of the time asked about: the hardest of the asked years, or that of the coming year."""
    tones = [tone for _, tone in asked_years(f)] or [near_year(f).tone]
    return next(tone for tone in ("hard", "mixed", "good") if tone in tones or tone == "good")


def second_counsel(f: Facts) -> str:
    """Answer for the second matter in a few words, by the tone of the time asked about."""
    topic = second_matter(f)
    return f"for {_SECOND[topic][1]}, {_COUNSEL[topic][second_tone(f)]}" if topic else ""


def second_paragraph(f: Facts) -> list[str]:
    """Treat the second matter: its star, the tone of the years and what to do."""
    topic = second_matter(f)
    group, name = _SECOND[topic]
    group = group or ("wealth" if f.chart["gender"] == "male" else "officer")
    years = asked_years(f) or [(year.year, year.tone) for year in f.years]
    field = FIELDS[topic]
    near = next((year for year in (*f.years, *f.later_years) if year.year == years[0][0]), f.years[1])
    counsel = _COUNSEL[topic][second_tone(f)]
    said = stands_shortly(f, group).replace("The", "the", 1)
    return [
        f"As for {name}, {said}; {counsel}.",
        f"In {near.year}, under <{near.god}>, {text_for(f, field, near, group_of(near.god))}.",
    ]


def told_years(f: Facts) -> list[str]:
    """Give each of several years that the question asks about its ground and its effect."""
    wanted = [year for year, _ in asked_years(f)]
    if len(wanted) < 2:
        return []
    told, seen = list[str](), set[str]()
    for year in (*f.years, *f.later_years):
        if year.year in wanted[:4]:
            told.append(_told_year(f, year, seen))
    return told


def _told_year(f: Facts, year: Transit, seen: set[str]) -> str:
    """Tell a year by the ten god of its stem, or by that of its branch if the stem brings nothing new."""
    field = FIELDS.get(f.judged["question"]["topic"], "")
    groups = [group_of(year.god), group_of(year.seat)]
    group = next((group for group in groups if group not in seen), groups[0])
    seen.add(group)
    _, good, hard = year_texts(f, year)
    effect = text_for(f, field, year, group) if field else hard if year.tone == "hard" else good
    god = f"<{year.god}>" if group == groups[0] else f"<{year.god}> over <{year.seat}>"
    return f"**{year.year}**, under {god}, is {TONES[year.tone]} ({values(f, year)}): {effect}."
