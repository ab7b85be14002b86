"""What times bring in English to readers under eighteen, by the groups of ten gods."""

import re

THEMES_YOUNG = {
    "peer": "companions, sharing and comparing",
    "output": "likings, speaking and making things",
    "wealth": "goals and useful things",
    "officer": "rules, duties and tests",
    "resource": "learning, care and time alone",
}
SCHOOL = {
    "peer": (
        "friends {were} close, and a few of them {are} often remembered longest",
        "comparing yourself with others {took} much strength",
    ),
    "output": (
        "likings and gifts {began} to show, in speaking, writing or making things",
        "restlessness and quick words {made} lessons longer",
    ),
    "wealth": (
        "you {learnt} early what things cost, and {could} help at home",
        "there {were} chores and wishes to weigh, and study {came} second at times",
    ),
    "officer": (
        "rules {gave} the days a frame, and self-discipline {grew} with them",
        "there {were} many rules and demands, and some pressure",
    ),
    "resource": (
        "there {were} people to teach and protect you, and study {came} more easily",
        "learning {took} time and patience, and others {decided} a good deal for you",
    ),
}
"""A decade that falls in the years at school: its easier side and its harder one."""
_NOW = {
    "were": "are",
    "took": "takes",
    "began": "begin",
    "made": "make",
    "learnt": "learn",
    "could": "can",
    "gave": "give",
    "grew": "grows",
    "came": "comes",
    "decided": "decide",
    "are": "are",
}


def school(group: str, tone: str, *, is_past: bool) -> str:
    """Say what a decade brings at school age; a mixed one has both sides."""
    eased, strained = (re.sub(r"\{(\w+)\}", lambda m: m[1] if is_past else _NOW[m[1]], side) for side in SCHOOL[group])
    told = {"good": eased, "mixed": f"{eased}; on the other side, {strained}", "hard": strained}[tone]
    return f"At school age {told}."


YEARS_YOUNG = {
    "peer": (
        "classmates and friends set the tone",
        "doing one thing together goes better than alone",
        "comparing yourself with others is tiring, so compare with last month",
    ),
    "output": (
        "there is much you want to say or make",
        "draw, write or build something, and people will like to see it",
        "finish what you have begun before you start again",
    ),
    "wealth": (
        "there are many goals in view: marks, prizes and things you would like to have",
        "make the goals small and reach them one by one",
        "when you want too many things at once, choose one",
    ),
    "officer": (
        "there is much homework, and teachers ask a good deal",
        "being on time and keeping the rules earns trust",
        "when the pressure grows, tell a parent or a teacher, and sleep first",
    ),
    "resource": (
        "reading and learning come first",
        "ask when you do not understand, and you will move ahead quickly",
        "others may think of everything for you, so try to decide some things yourself",
    ),
}
"""The theme of a year, what it suits and what to watch for."""
MONTHS_YOUNG = {
    "peer": (
        "you see a lot of your classmates; take turns in setting the rules of a game",
        "divide a task with classmates, and let each do one part of it",
        "somebody asks you to play a sport: join in as far as you like",
        "give way in a small matter, and next time the others will do so for you",
    ),
    "output": (
        "ideas are plentiful, so write a page or draw a picture",
        "you may talk more than usual; let others finish first",
        "it suits making one small thing, and finishing it before the next",
        "explain at home something you have learnt at school",
        "if there is a chance to perform or to speak, try it once",
    ),
    "wealth": (
        "write down what you would like to buy, and look at the list again in two weeks",
        "tidy the desk and the bag, and you will find things sooner",
        "set yourself one small goal that you can reach this month",
        "take on one small task at home and keep it up",
        "things are lent and borrowed; write the names on them and return them in time",
    ),
    "officer": (
        "write down what the teacher asks, and cross it off piece by piece",
        "when it is your turn to be in charge of something, do it properly",
    ),
    "resource": (
        "it suits quiet reading; ask where you do not understand",
        "somebody likes to explain things: listen once, then do it again by yourself",
        "you sit for long, so go outside in the breaks",
        "going over old lessons helps more than new ones",
        "catch up on sleep and spend some time in the sun",
    ),
}
MONTHS_YOUNG_PAST = {
    "peer": ("time with classmates", "comparing yourself with others", "games and sports in company"),
    "output": ("ideas and a lot of talk", "making something of your own", "quick words, and putting them right"),
    "wealth": ("things you wanted to have", "a small goal of your own", "helping at home"),
    "officer": ("homework and tests", "a small duty of your own", "some pressure that is better shared"),
    "resource": ("reading and learning", "help from a teacher or an elder", "more thinking than doing"),
}
"""What a month that is over was for, after `It was a month for`."""
TIMING_YOUNG = {
    "friends": {
        "peer": "there are many playmates, and taking turns keeps it fair",
        "output": "ideas abound, and making something together is fun",
        "wealth": "things are borrowed often, so agree on the day of return",
        "officer": "class duties come round, and yours deserve to be done well",
        "resource": "it is a time for quiet reading with one good study partner",
    },
    "work": {
        "peer": "classmates compare and help each other, and the best measure is your own last result",
        "output": "explaining, writing and making things are good ways to learn",
        "wealth": "progress can be seen, so make the goals small and reach them one by one",
        "officer": "homework and rules are strict, and being on time saves trouble",
        "resource": "reading comes easily, and teachers like to be asked",
    },
    "money": {
        "peer": "much is shared with classmates, so say who pays what",
        "output": "money goes into hobbies, and a monthly sum keeps it in bounds",
        "wealth": "there are many things to want, so write them down and wait a little",
        "officer": "the family keeps a closer eye on it, so keep to the sum agreed",
        "resource": "books and pens cost most, so use up the old ones first",
    },
    "family": {
        "peer": "you see more of brothers, sisters or cousins, and taking turns keeps the peace",
        "output": "there is laughter at home, so tell them about school",
        "wealth": "you can help at home with one or two things",
        "officer": "there are rules at home; ask about those you do not understand",
        "resource": "your elders look after you, and thanks are welcome",
    },
    "care": {
        "peer": "sport with classmates is easier to keep up",
        "output": "fun makes for late nights, so stop in time",
        "wealth": "eat on time even on busy days",
        "officer": "when homework presses, sleep comes first",
        "resource": "you sit a lot, so go outside in the breaks",
    },
}
