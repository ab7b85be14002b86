"""The passages about work and about money in English."""

from app.llm.demo.reading.en import manner, practice
from app.llm.demo.reading.en.aged import aged
from app.llm.demo.reading.en.ask import asked
from app.llm.demo.reading.en.care import heavy_among
from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.self import stands, stands_shortly
from app.llm.demo.reading.en.timing import timing
from app.llm.demo.reading.en.view import is_senior, lacking
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph

_WORK = {
    "officer": (
        (
            "titles matter little to you, and you set your own standards",
            "you do not push yourself forward, but you take on a duty when it comes",
            "duties are visible, and superiors and rules affect you",
        ),
        (
            "where responsibility is clear and results are checked, you do your best work",
            "before you take on a duty, ask what you may decide in it",
            "too full a list wears you out; take one thing less and do the rest well",
        ),
    ),
    "resource": (
        (
            "nobody hands you a method, and you learn by trying",
            "you know more than you show, and use it when needed",
            "people notice your learning and credentials first",
        ),
        (
            "a course, a good teacher or a reliable firm behind you is worth waiting for",
            "use each thing as soon as it is learnt",
            "one more course adds little now; use what you know, and learn the rest on the way",
        ),
    ),
    "output": (
        (
            "talking is not your strength, and results speak better for you",
            "you keep your ideas to yourself, and writing draws them out",
            "you are at your best when you explain or make things",
        ),
        (
            "show your work early, and to more people than feels comfortable",
            "keep to one subject at a time",
            "too many ideas scatter you; finish one before the next",
        ),
    ),
    "peer": (
        (
            "you do better alone than in a crowd",
            "your helpers come forward when they are needed",
            "many people do what you do, as partners and as rivals",
        ),
        (
            "partners double your strength; find two or three unlike yourself and keep them",
            "join forces where the task needs it",
            "divide the work clearly, and keep credit and accounts apart",
        ),
    ),
    "wealth": (
        (
            "quick returns do not attract you, and you tend to ask too low a price",
            "you know what things cost and do not talk about it",
            "you want to see results",
        ),
        (
            "the more you deal with clients, budgets and terms, the better they suit you",
            "write down beforehand what each effort should bring",
            "not everything needs your own hand, so leave some of it to a routine",
        ),
    ),
}
_ROLES = {
    "output": "a place where work, skill or words speak for you while someone else keeps the schedule",
    "resource": "a place where you can learn first, with a senior or a solid institution behind you",
    "officer": "a place with clear rules and clear duties, where steady work counts",
    "wealth": "a place close to results, with customers, budgets or projects to look after",
    "peer": "a place among a few like-minded people, each with a clear part",
}
LEARN = {
    "木": "You learn best when you see where it leads: read the contents and the end first.",
    "火": "You learn by interest; the first week is the strongest, so put the hard part there.",
    "土": "You learn by repetition, at the same hour and the same desk.",
    "金": "You learn by taking things apart: write the rules in a few lines and practise them.",
    "水": "You learn by association: connect what is new with an old question.",
}


def best_group(f: Facts) -> str:
    """Return the group of the element that helps most among those that the chart has."""
    present = [group for element in f.helpful if f.presence(group := f.group_with(element))]
    return present[0] if present else f.group_with(f.helpful[0]) if f.helpful else "output"


def career(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    paragraphs.append(asked(f, "work and career", "study and exams"))
    for group, (states, advice) in _WORK.items():
        lesson = aged(f, advice[1 - f.value(group)])
        paragraphs.append(
            [
                Must(f"{stands(f, group)}: {manner.states_at_work(f, group, aged(f, states[f.presence(group)]))}."),
                f"{lesson[0].upper()}{lesson[1:]}.",
            ]
        )
    month = f.columns["month"]
    paragraphs += [
        [
            Must(f"Taken together, **{aged(f, _ROLES[best_group(f)])}** is where your effort pays."),
            f"The month pillar <{month.pillar}> stands for your surroundings at work; its stem, <{month.god}>, adds {THEMES[month.god]}.",
        ],
        [
            LEARN[manner.learner(f)],
            practice.REVIEW[manner.learner(f)],
        ],
        [
            practice.TOGETHER[f.element],
            "In meetings, let the others finish first."
            if f.leans_strong and f.shown("output")
            else "Before a meeting, send one point in writing, so that it is heard."
            if f.leans_strong
            else "Make sure your name is on your work, and decline some of the errands.",
        ],
        timing(f, "work"),
        [
            lacking(f, manner.grow(f)),
            f"When things go badly, see whether the cause is {' or '.join(manner.much(f, e) for e in heavy)}; if so, do less of it instead of doubting yourself."
            if (heavy := heavy_among(f, f.sparing))
            else "",
        ],
        [
            "If you change direction, hand over the old work properly; otherwise you carry it along with the new."
            if f.leans_strong
            else "If you change direction, you will lack backing rather than skill; find someone who supports you, or save enough first."
        ],
        [
            More(
                "Once or twice a year, write down what you have finished, what you have learnt and what you would rather hand over."
            ),
            More("When you are offered a new task, ask who decides, who checks the result and by when it is due."),
            More(
                "Before you hand over or shorten your hours, settle who takes which part, and keep the one in which your experience shows."
                if is_senior(f)
                else "Before you change jobs, check first whether the new one offers this kind of place, and then the pay."
            ),
        ],
    ]
    return paragraphs


_MONEY = {
    "wealth": (
        (
            "you do not think of money first, and it tends to come by way of skill or trust",
            "you keep what you have out of sight and talk little about it",
            "you notice income and chances early",
        ),
        (
            "look after your money at fixed times, and you will be calmer about it",
            "a steady sum matters more than a large one",
            "too many transactions tire you, so keep as few accounts as you can",
        ),
    ),
    "output": (
        (
            "your skill earns only once there is something to show",
            "quiet skill earns slowly and lasts",
            "your skill is in view and can be exchanged for income directly",
        ),
        (
            "put your name to what you make, so that people know whom to pay for it",
            "a side line should be good rather than one of many",
            "several side lines at once tire you more than they bring",
        ),
    ),
    "peer": (
        (
            "favours cost you little, and you spend on ideas of your own",
            "money leaks where it is awkward to say no",
            "treating others, lending and paying for them costs you most",
        ),
        (
            "saving together with someone helps you",
            "keep friendship and accounts apart",
            "when somebody asks for money, say that you will think about it, and wait a day",
        ),
    ),
    "officer": (
        (
            "nobody watches you, so the budget is yours to set",
            "you know where to stop, though you look away at times",
            "large sums you keep in check, and small ones slip through",
        ),
        (
            "a fixed day and a fixed share, once settled, save worry",
            "two or three rules for the large items are enough",
            "too tight a control ends in one big purchase, so keep a sum for pleasure",
        ),
    ),
}


def money(f: Facts) -> list[Paragraph]:
    earn = {
        "output": "what you can make and explain",
        "wealth": "daily management and keeping your word",
        "officer": "a position with clear duties",
        "resource": "experience, learning and a good institution",
        "peer": "sharing the work with reliable people",
    }[best_group(f)]
    opening = f"The conclusion first: **your soundest income comes from {aged(f, earn)}**."
    bears = (
        "The day master is strong enough to handle money matters; the risk is carrying too many of them at once."
        if f.leans_strong
        else "The day master needs support, so look to pension and reserves first, and take on no new venture alone."
        if is_senior(f)
        else "The day master needs support, so build reserves first and expand later."
    )
    paragraphs: list[Paragraph] = [[Must(opening), Must(bears)], asked(f, "money")]
    for group, (states, advice) in _MONEY.items():
        lesson = aged(f, advice[1 - f.value(group)])
        paragraphs.append(
            [Must(f"{stands_shortly(f, group)}: {states[f.presence(group)]}."), f"{lesson[0].upper()}{lesson[1:]}."]
        )
    paragraphs += [
        [
            manner.spends(f),
            practice.ACCOUNTS[f.heaviest],
        ],
        timing(f, "money"),
        [lacking(f, manner.leak(f))],
        [
            "List what comes in after work ends, pension and reserves, beside what goes out, and see how many years they cover."
            if is_senior(f)
            else "A reserve of three to six months of expenses gives you time in every decision."
        ],
        [
            (
                "No reserve builds up by itself, so save by standing order.",
                "A reserve lets you sleep better than a high return, so pay into it before anything else.",
                "You gladly spend on learning and the home; set a limit for both.",
            )[f.presence("resource")]
        ],
        [
            More("Write down once a year what you own and what you owe, and compare it with the year before."),
            More("Talk about money with those who share it on a fixed day of the month."),
        ],
        [Must("This is about habits and attitude only; for actual arrangements, please ask a professional.")],
    ]
    return paragraphs
