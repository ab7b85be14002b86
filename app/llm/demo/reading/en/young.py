"""The passages about study and pocket money in English, for readers under eighteen."""

from app.llm.demo.reading.en.ask import asked
from app.llm.demo.reading.en.childhood import THEMES_YOUNG
from app.llm.demo.reading.en.self import stands, stands_shortly
from app.llm.demo.reading.en.timing import timing
from app.llm.demo.reading.en.work import LEARN
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.gods import group_of

_STUDY = {
    "officer": (
        (
            "when nobody checks on you, you have to set the rules yourself",
            "you do not ask to be in charge, but you do it well when it is your turn",
            "the rules of the school and the wishes of teachers matter to you",
        ),
        (
            "fixed hours for homework make it easier",
            "keep the few rules that count, do what has to be done, and then go out and play",
            "if there is too much to do, ask a teacher or a parent to take one thing off the list",
        ),
    ),
    "resource": (
        (
            "you find things out by yourself",
            "you know more than you say",
            "you like to read and to listen",
        ),
        (
            "ask your teachers often and follow the book step by step; that takes you furthest",
            "use each thing as soon as you have read it",
            "reading alone is soon forgotten, so close the book and do the exercise once yourself",
        ),
    ),
    "output": (
        (
            "you do not push forward to speak, and what you make says more",
            "you keep your ideas to yourself, and writing draws them out",
            "you like to say and to try what comes to mind",
        ),
        (
            "explain to others what you have learnt, or write or build something with it",
            "keep to one subject at a time",
            "too many ideas distract you; finish one before the next",
        ),
    ),
    "peer": (
        (
            "you can study well alone",
            "you have a few good friends in class, and they are there when it matters",
            "there are many classmates around you, and you learn and compare together",
        ),
        (
            "study with one or two others and take turns in explaining; it saves a lot of effort",
            "study alone or in company, as the subject suggests",
            "compare with your own last result, and say clearly who does what in a group",
        ),
    ),
    "wealth": (
        (
            "marks and prizes do not tempt you much",
            "you know how you stand and do not talk about it",
            "you like to see progress",
        ),
        (
            "make the goals small and cross them off one by one",
            "look less at the mark and more at what went wrong",
            "you need not do everything; begin with what the teacher asked for",
        ),
    ),
}
_WAYS = {
    "output": "explaining things and making them",
    "resource": "following a teacher and a book, step by step",
    "officer": "keeping to a timetable",
    "wealth": "setting small goals and reaching them one by one",
    "peer": "working with one or two classmates",
}
_START = {
    "木": "As Wood is light, beginnings are hard: give a task ten minutes, and go on from there.",
    "火": "As Fire is light, few people see what you can do: explain one thing a week at home.",
    "土": "As Earth is light, the end of a task gets careless: look through it once more.",
    "金": "As Metal is light, choosing is hard: do the most important thing first.",
    "水": "As Water is light, you may get stuck on one way: ask somebody else how they would do it.",
}


def career(f: Facts) -> list[Paragraph]:
    best = f.group_with(f.helpful[0]) if f.helpful else "output"
    month = f.columns["month"]
    paragraphs: list[Paragraph] = [
        [
            Must(f"The conclusion first: **{_WAYS[best]}** is the way you learn best."),
            "For a reader under eighteen this section is about learning, and leaves jobs aside.",
        ],
        asked(f, "work and career", "study and exams"),
    ]
    for group, (states, advice) in _STUDY.items():
        lesson = advice[1 - f.value(group)]
        paragraphs.append(
            [Must(f"{stands(f, group)}: {states[f.presence(group)]}."), f"{lesson[0].upper()}{lesson[1:]}."]
        )
    paragraphs += [
        [
            f"The month pillar <{month.pillar}> stands for your surroundings; its stem, <{month.god}>, suggests that school has much to do with {THEMES_YOUNG[group_of(month.god)]}."
        ],
        [LEARN[f.heaviest], "A week later, explain it to someone, and go back to where you stumble."],
        timing(f, "work"),
        [_START[f.lightest], "Write the mistakes you make into one notebook, and do two of them again every week."],
        [
            "Put the phone in another room while you do your homework.",
            "When you are tired, stop for ten minutes and walk about; begin again with something easy.",
        ],
        [
            "Marks go up and down; when you tell your parents, say first what you are going to do about it.",
            "In a group, agree before you begin who does which part, and look at the result together.",
        ],
        [
            "One hobby that you really like is worth more than four that fill the week.",
            "If you do not understand something in class, ask on the same day.",
        ],
        [
            More("Before a test, going to bed early helps more than reading another page."),
            More("If others learn faster, look at what you can do now that you could not do last month."),
            More("With a subject you do not like, ask somebody who explains well three times before you call it hard."),
            More("This describes a way of learning; it ranks nobody and decides no future trade."),
        ],
        [
            More("Read a page aloud if your thoughts wander."),
            More("Keep the desk clear of everything but the task."),
            More("Take a walk between two subjects, and the second will go better."),
            More("Choose one thing you did well today before you go to bed."),
        ],
    ]
    return paragraphs


_MONEY = {
    "wealth": (
        (
            "money is not what you think of first",
            "you have some and do not talk about it",
            "you see a thing you like and want to buy it",
        ),
        (
            "keep a small account of your pocket money, and you will enjoy seeing it grow",
            "enough is enough, and there is no need to compare",
            "wait two weeks before you buy something you want",
        ),
    ),
    "output": (
        (
            "there is still much to learn about making things, and no hurry",
            "you can make more than you show",
            "you are good with your hands, and people like what you make",
        ),
        (
            "a card or a present made by yourself is better than one from a shop",
            "set a monthly sum for your hobbies",
            "before you buy another toy, see whether you still use the last one",
        ),
    ),
    "peer": (
        (
            "you spend little to impress others",
            "it is awkward for you to say no, and you end up paying for others",
            "you often share food and things with classmates",
        ),
        (
            "saving with classmates for something you can all use is a good idea",
            "write down what you lend",
            "if a classmate asks you for money, say that you have to ask at home",
        ),
    ),
    "officer": (
        (
            "nobody keeps an eye on it, so it is easily spent at once",
            "you know where to stop, with an exception now and then",
            "you think before you spend",
        ),
        (
            "agree with your parents how much you spend in a week, and keep to it",
            "one rule for the large things is enough",
            "strict rules are tiring, so keep a part that is yours to decide on",
        ),
    ),
}
_WANT = {
    "木": "With Wood heaviest, you like new notebooks and new courses; use up the old ones first.",
    "火": "With Fire heaviest, you spend most when you are happy; decide beforehand how much to take along.",
    "土": "With Earth heaviest, you like to collect; think first where it will all go.",
    "金": "With Metal heaviest, you like good things rather than many; so buy fewer.",
    "水": "With Water heaviest, you have a new wish every day; let each of them wait overnight.",
}


def money(f: Facts) -> list[Paragraph]:
    paragraphs: list[Paragraph] = [
        [
            Must(
                "For a reader under eighteen this is about pocket money and looking after things: write down what comes in and what goes out."
            ),
            "You have a will of your own, so ask yourself before you pay whether you will use it."
            if f.leans_strong
            else "When you are not sure, ask at home first.",
        ]
    ]
    for group, (states, advice) in _MONEY.items():
        lesson = advice[1 - f.value(group)]
        paragraphs.append(
            [Must(f"{stands_shortly(f, group)}: {states[f.presence(group)]}."), f"{lesson[0].upper()}{lesson[1:]}."]
        )
    paragraphs += [
        [_WANT[f.heaviest], "At the end of the month, see which things you no longer remember buying."],
        timing(f, "money"),
        [
            "Divide money you are given into three parts: one to save, one to spend and one for presents.",
            "If you cannot find a thing, search for it before you buy another.",
        ],
        [
            "Ask a parent before you pay for anything online, games included.",
            "If a stranger asks you for money or a password, do not answer, and tell someone at home at once.",
        ],
        [
            "Give books and toys that you have outgrown to someone who can use them.",
            "Treat what you borrow better than what is yours.",
        ],
        [
            More("Help with the shopping and compare prices once, and you will know what things are worth."),
            More("To save for something large, draw a row of boxes and fill one for each sum you put aside."),
            More("A present need not be expensive; what counts is to remember what the other person likes."),
            More("You need not worry about the family's money; that is for the adults."),
        ],
        [
            More("Mend a thing once before you throw it away."),
            More("Write your name on what you take to school."),
            More("A library card is worth more than most things you can buy."),
        ],
        [Must("This is about habits only; decide about money together with your parents.")],
    ]
    return paragraphs
