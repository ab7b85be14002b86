"""The passages about work and about money in English."""

from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.self import stands
from app.llm.demo.reading.en.times import timing
from app.llm.demo.reading.en.words import elements
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph

_WORK = {
    "officer": (
        (
            "titles do not run after you, and you set your own standards",
            "you do not push forward, and carry a duty when it comes",
            "duty stands in the open, and superiors and rules affect you",
        ),
        (
            "where responsibility is clear and results are checked, you do your best work",
            "take neither too much nor too little, and ask first what you may decide",
            "too full a list wears you out; take one thing less and do the rest well",
        ),
    ),
    "resource": (
        (
            "nobody hands you the method, and you learn by trying",
            "you know more than you show, and it appears when needed",
            "learning and credentials are your visible side",
        ),
        (
            "study, training and a good teacher pay best when they come early",
            "use each thing as soon as it is learnt",
            "preparation can take too long; begin at seven tenths",
        ),
    ),
    "output": (
        (
            "you do not win by talk, and results speak better for you",
            "your ideas are inside, and writing draws them out",
            "expression and craft are your sharpest side",
        ),
        (
            "show your work: one public showing beats ten private rehearsals",
            "keep to one subject at a time",
            "too many ideas scatter you; finish one before the next",
        ),
    ),
    "peer": (
        (
            "you do better alone than in a crowd",
            "your helpers are out of sight until they are needed",
            "many do the same as you, as partners and as rivals",
        ),
        (
            "partners double your strength; find two or three unlike yourself and keep them",
            "join forces or not, as the task asks",
            "divide work finely, and keep credit and accounts apart",
        ),
    ),
    "wealth": (
        (
            "quick returns do not move you, and you name too low a price",
            "you know what things cost and do not talk about it",
            "you want to see a harvest",
        ),
        (
            "clients, budgets and terms suit you the more you deal with them",
            "write the return into the plan and nothing is done in vain",
            "not everything needs your own hand; leave some of it to a routine",
        ),
    ),
}
_ROLES = {
    "output": "a place where work, skill or words speak for you while someone keeps the time",
    "resource": "a place where you can learn first, with a senior or a solid institution behind you",
    "officer": "a place with clear rules and clear duties, where steady work counts",
    "wealth": "a place close to results, where effort and harvest are both in view",
    "peer": "a place among a few like-minded people, each with a part",
}
_LEARN = {
    "木": "With much Wood you learn best when the direction is visible: read the contents and the end first.",
    "火": "With much Fire you learn by interest; the first week is the strongest, so put the hard part there.",
    "土": "With much Earth you learn by repetition, at the same hour and the same desk.",
    "金": "With much Metal you learn by taking things apart: write the rules in a few lines and practise them.",
    "水": "With much Water you learn by association: tie the new to an old question.",
}
_GROW = {
    "木": "Wood is light, and beginnings are hard: fix a day for something new and give it ten minutes.",
    "火": "Fire is light, and your results are overlooked: report or show them once a month.",
    "土": "Earth is light, and endings slip: have someone look when nine tenths are done.",
    "金": "Metal is light, and choosing is hard: with more than three things in hand, drop the one least like you.",
    "水": "Water is light, and turning is hard: keep a second road in the plan.",
}


def _best(f: Facts, order: tuple[str, ...]) -> str:
    return next((group for group in order if f.value(group) > 0), order[0])


def career(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    if f.age >= 70:
        paragraphs.append(
            [
                Must(
                    "At your age this section may be read as a look back on how you worked, and forward to what still gives you pleasure."
                )
            ]
        )
    for group, (states, advice) in _WORK.items():
        lesson = advice[1 - f.value(group)]
        paragraphs.append(
            [Must(f"{stands(f, group)}: {states[f.presence(group)]}."), f"{lesson[0].upper()}{lesson[1:]}."]
        )
    month = f.columns["month"]
    paragraphs += [
        [
            Must(
                f"Taken together, **{_ROLES[_best(f, ('output', 'resource', 'officer', 'wealth', 'peer'))]}** is where your effort pays."
            ),
            f"The month pillar <{month.pillar}> is your surroundings, and its stem, the <{month.god}>, gives them a touch of {THEMES[month.god]}.",
        ],
        [
            _LEARN[f.heaviest],
            "A week later, explain what you learnt to someone; where you stumble is where to go back.",
        ],
        [
            "In working with others, settle before the start who decides, and write down every later change.",
            "Let the others finish first in a meeting; it saves half of the detours."
            if f.leans_strong
            else "Put your name where it belongs, and say no to one errand in three.",
        ],
        timing(f, "work"),
        [
            _GROW[f.lightest],
            f"When things go badly, see whether they fall under {elements(f.sparing)}; if so, do less of it instead of doubting yourself."
            if f.sparing
            else "",
        ],
        [
            (
                "For a change of direction you lack patience rather than courage; hand over the old properly first."
                if f.leans_strong
                else "For a change of direction you lack backing rather than skill; find someone who will take you along, or savings enough."
            )
            if f.age < 70
            else "To pass your skill on, choose one willing younger person and teach one thing at a time."
        ],
        [
            More("Titles differ and the same temper serves in many trades, so this is about manner, not about a post."),
            More(
                "Before you move, see whether the new place offers the position described above, and only then the pay."
            ),
        ],
    ]
    return paragraphs


_MONEY = {
    "wealth": (
        (
            "money is not what you see first, and tends to come by way of skill or trust",
            "what you have stays out of sight and can be kept",
            "you notice income and chances early",
        ),
        (
            "the more regularly you look after it, the calmer you are",
            "a steady sum matters more than a large one",
            "too much coming and going tires you, and one account less is one care less",
        ),
    ),
    "output": (
        (
            "skill must become something you can show before it has a price",
            "quiet skill earns slowly and lasts",
            "your skill is in view and can be exchanged for income directly",
        ),
        (
            "one craft done well is your most reliable source",
            "a side line should be good rather than one of many",
            "several things done at once for a little more all stay shallow",
        ),
    ),
    "peer": (
        (
            "favours cost you little; you spend on ideas of your own",
            "money leaks where it is awkward to speak",
            "treating, lending and paying for others is the easiest leak",
        ),
        (
            "keeping accounts together with someone helps you save",
            "friends are friends and accounts are accounts",
            "whatever is asked for, answer that you will look into it, and wait a day",
        ),
    ),
    "officer": (
        (
            "nobody watches you, so the budget is yours to set",
            "there is a line within you, though you look away at times",
            "restraint comes naturally, and large sums are weighed several times",
        ),
        (
            "a fixed day and a fixed share, once settled, save worry",
            "two or three rules for the large items are enough",
            "control too tight ends in one great spending, so keep a sum for pleasure",
        ),
    ),
}
_SPEND = {
    "木": "With much Wood you spend on what will be useful one day, and books and courses are bought faster than used.",
    "火": "With much Fire you spend by mood, and lively occasions cost most.",
    "土": "With much Earth you are careful, and overspend on stores and household without noticing.",
    "金": "With much Metal you pay for quality and dislike making do.",
    "水": "With much Water you spend as thoughts come, mostly late; let the basket wait overnight.",
}
_LEAK = {
    "木": "Little Wood means little long-term planning: write down one thing to have in three years, and money finds a direction.",
    "火": "Little Fire means asking too little: put the figure on paper before you speak.",
    "土": "Little Earth means that money goes as it came: set a part aside on the day it arrives.",
    "金": "Little Metal means that you dislike settling up: note both what is owed to you and what you owe.",
    "水": "Little Water means sums tied too firmly: keep a tenth free for the unexpected.",
}


def money(f: Facts) -> list[Paragraph]:
    best = _best(f, ("output", "wealth", "officer", "resource", "peer"))
    earn = {
        "output": "what you make and can explain",
        "wealth": "daily management and keeping your word",
        "officer": "a position with clear duties",
        "resource": "experience, learning and a good institution",
        "peer": "sharing the work with reliable people",
    }[best]
    opening = (
        "For a reader under eighteen this is about pocket money and care for things: where it comes from, where it goes, and writing both down."
        if f.is_minor
        else f"The conclusion first: **the money you earn most soundly comes from {earn}**."
    )
    bears = (
        "The day master has strength to carry business; the risk is opening too much in one good mood."
        if f.leans_strong
        else "The day master wants support and can carry only so much: reserves first, then more."
    )
    paragraphs: list[Paragraph] = [[Must(opening), Must(bears)]]
    for group, (states, advice) in _MONEY.items():
        lesson = advice[1 - f.value(group)]
        paragraphs.append(
            [Must(f"{stands(f, group)}: {states[f.presence(group)]}."), f"{lesson[0].upper()}{lesson[1:]}."]
        )
    paragraphs += [
        [
            _SPEND[f.heaviest],
            "Once a month, look through the list for ten minutes and ask which item you no longer remember.",
        ],
        timing(f, "money"),
        [_LEAK[f.lightest]],
        [
            "Write down a wish and wait two weeks; if it is still there, talk it over at home."
            if f.is_minor
            else "Three to six months of expenses, left untouched, mean that nobody can hurry you."
        ],
        [
            (
                "You think little of later, so let saving happen by standing order.",
                "You long for safety at heart, and a balance you can see lets you sleep better than a return.",
                "You gladly spend on learning and the home; a limit there serves both.",
            )[f.presence("resource")]
        ],
        [
            More("Large purchases do better on a quiet morning than on a lively evening."),
            More("Talk about money with those who share it on a fixed day of the month, and on no other."),
            More("A gift is most welcome when it was not expected and does not ask for one in return."),
        ],
        [Must("This is about habits and attitude only; for actual arrangements, please ask a professional.")],
    ]
    return paragraphs
