"""The passages about work, money and love in English for older readers: looking back, and living now."""

from app.llm.demo.reading.en.ask import asked
from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.love import SEATS, STARS, say, usual_rule, woven
from app.llm.demo.reading.en.manner import states_at_work
from app.llm.demo.reading.en.self import stands, stands_shortly
from app.llm.demo.reading.en.timing import timing
from app.llm.demo.reading.en.work import best_group
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph

_WORK = {
    "officer": (
        (
            "titles mattered little to you, and you set your own standards",
            "you did not push yourself forward, but took on a duty when it came",
            "duties were visible, and superiors and rules affected you",
        ),
        (
            "a small fixed duty today, in the house or a club, keeps you lively",
            "today you may accept a task or leave it; ask your strength first",
            "today you need not carry every demand, and may decline what is too much",
        ),
    ),
    "resource": (
        (
            "nobody handed you a method, and you learnt by trying",
            "you knew more than you showed, and used it when needed",
            "people noticed your learning and credentials first",
        ),
        (
            "reading and good talk refresh you most today",
            "learn something new today if you like, and leave it if you do not",
            "you need not wait until everything is prepared; on a fine day, go and see whom you want to see",
        ),
    ),
    "output": (
        (
            "talking was not your strength, and results spoke better for you",
            "you kept your ideas to yourself, and writing drew them out",
            "you were at your best when you explained or made things",
        ),
        (
            "pass on your craft and your stories to younger people today",
            "a few written lines or a piece of handiwork today, as the mood takes you, is enough",
            "save your voice and ideas today; one small thing well done is enough for a day",
        ),
    ),
    "peer": (
        (
            "you did better alone than in a crowd",
            "your helpers came forward when they were needed",
            "many people did what you did, as partners and as rivals",
        ),
        (
            "see old colleagues and neighbours often; days in company are easier",
            "company or quiet, choose by the mood of the day",
            "there is no need to compare yourself with others any more",
        ),
    ),
    "wealth": (
        (
            "quick returns did not attract you, and you tended to ask too low a price",
            "you knew what things cost and did not talk about it",
            "you wanted to see results",
        ),
        (
            "plants and things to put in order please you today, as you can see the result",
            "do as much about the house as you like",
            "hand small errands on to others; not everything needs your own hand",
        ),
    ),
}
_ROLES = {
    "output": "a place where skill, work or words speak for you",
    "resource": "a place where you can learn and ask, and things grow slowly",
    "officer": "a place with clear rules and clear duties",
    "wealth": "a place where effort and result can be seen together",
    "peer": "a place among a few people you get on with, each with a clear part",
}


def career(f: Facts) -> list[Paragraph]:
    month = f.columns["month"]
    paragraphs: list[Paragraph] = [
        [
            Must(f"The conclusion first: **{_ROLES[best_group(f)]}** is where your effort has paid most."),
            "This section looks back on how you worked, and at what you may still enjoy today.",
        ],
        asked(f, "work and career", "study and exams"),
    ]
    for group, (states, advice) in _WORK.items():
        lesson = advice[1 - f.value(group)]
        paragraphs.append(
            [
                Must(f"{stands(f, group)}: {states_at_work(f, group, states[f.presence(group)], is_past=True)}."),
                f"{lesson[0].upper()}{lesson[1:]}.",
            ]
        )
    paragraphs += [
        [
            f"The month pillar <{month.pillar}> stands for the surroundings you worked in; its stem, <{month.god}>, brought {THEMES[month.god]}, and many of your habits come from there.",
            "You mostly decided for yourself, and the few times you took advice spared you effort."
            if f.leans_strong
            else "You carried a good deal for others, and did best in the years when someone stood behind you.",
        ],
        timing(f, "work"),
        [
            "Learning is still open to you: choose something without a deadline, and take small steps.",
            "If you want to pass on your skill, choose one willing younger person and teach one thing at a time.",
        ],
        [
            "Go through old photographs and papers, one small box a week, and write names and years on them.",
            "Choose one club or circle and go there on a fixed day; regular meetings count for more than lively ones.",
        ],
        [
            "When people ask you for advice, find out first whether they want a solution or comfort.",
            "Saying that a thing has become too much is no weakness, and letting others take over is a skill.",
        ],
        [
            More(
                "You need not prove anything any more; telling one thing you did all your life is a good ending to it."
            ),
            More("Give a task half a day: work in the morning, rest in the afternoon, and go on the next day."),
            More("If something from earlier days was never finished, make a small version of it now."),
            More("This describes a way of working and ranks nobody; the trade makes no difference."),
        ],
        [
            More("Set up your place of work so that the light is good and everything is within reach."),
            More("Write down in a few lines how you did the thing you were known for."),
            More("Ask a younger person to show you something new, and show them something old in return."),
        ],
    ]
    return paragraphs


_MONEY = {
    "wealth": (
        "money was never what you thought of first",
        "you keep what you have out of sight and talk little about it",
        "you see clearly where money comes from and where it goes",
    ),
    "output": (
        "you never made much noise about your skill",
        "you have a quiet skill that few people know of",
        "your skill is in view, and people around you know it",
    ),
    "peer": (
        "favours cost you little, and you spend on ideas of your own",
        "money leaks where it is awkward to say no",
        "treating others, lending and paying for them costs you most",
    ),
    "officer": (
        "nobody watches you, so the budget is yours to set",
        "you know where to stop, though you look away at times",
        "large sums you keep in check, and small ones slip through",
    ),
}
_PURSE = {
    "wealth": (
        "Keeping the household accounts yourself can be a pleasure.",
        "What is enough is enough, and nothing new has to be added.",
        "Keep as few accounts as you can, and join those that can be joined.",
    ),
    "output": (
        "What you spend on a hobby or a craft is money well spent.",
        "Set a monthly sum for your interests.",
        "Before you buy something new, see whether the last thing is still in use.",
    ),
    "peer": (
        "Going through the accounts with someone you trust prevents mistakes.",
        "Keep friendship and accounts apart.",
        "When somebody asks for money, say that you will ask someone first.",
    ),
    "officer": (
        "Pay fixed costs on a fixed day, and you need not think of them.",
        "Set a reminder for what is due; the rest needs no rule.",
        "Too tight a control is tiring, so keep a sum for pleasure.",
    ),
}


def money(f: Facts) -> list[Paragraph]:
    keep = (
        "a little attention to money every week brings peace of mind",
        "steady means matter more than large ones",
        "fewer accounts mean fewer worries, so keep what you have and keep it simple",
    )[1 - f.value("wealth")]
    paragraphs: list[Paragraph] = [
        [
            Must(f"The conclusion first: **{keep}**."),
            "You can handle money matters; the risk is agreeing for the sake of peace."
            if f.leans_strong
            else "When you are not sure, ask someone you trust first.",
        ],
        asked(f, "money"),
    ]
    for group, states in _MONEY.items():
        paragraphs.append(
            [Must(f"{stands_shortly(f, group)}: {states[f.presence(group)]}."), _PURSE[group][1 - f.value(group)]]
        )
    paragraphs += [
        timing(f, "money"),
        [
            "Keep bank papers and important numbers in one place, and let one person you trust know where.",
            "Let a large expense wait for three days, and talk it over before you pay.",
        ],
        [
            "If anyone presses you to transfer money, on the telephone or online, hang up and ask someone you trust.",
            "Ask a doctor before you buy anything for your health, and read the terms of cheap offers.",
        ],
        [
            "Keep a simple account of daily expenses, a line a day.",
            "Keep a sum each year for something that gives you joy: a meal, a short journey, a useful thing.",
        ],
        [
            More("Give to younger people what you can spare, name the sum beforehand, and then forget about it."),
            More("Keep a little cash at hand for the day when cards or telephones do not work."),
            More("Once a year, look through subscriptions and memberships, and end those you no longer use."),
        ],
        [
            More("Write the dates on which bills are due into one calendar."),
            More("Keep receipts for large things together with their guarantees."),
        ],
        [Must("This is about habits and attitude only; for actual arrangements, please ask a professional.")],
    ]
    return paragraphs


def love(f: Facts) -> list[Paragraph]:
    day = f.columns["day"]
    seat, spouse = day.hidden[0], "wealth" if f.chart["gender"] == "male" else "officer"
    return [
        [
            Must(
                f"The day branch <{day.branch}> is the partner's place, and its main stem <{seat.stem}> is <{seat.god}>: {SEATS[seat.god]}."
            ),
            Must(usual_rule(f, spouse)),
            STARS[f.presence(spouse)],
        ],
        asked(f, "love and marriage"),
        [
            "If you share your life with someone, this section is about living together; if you live alone, read it for the people who are close to you.",
            say(f),
        ],
        [
            "You are used to deciding; say thank you for the times when others gave way."
            if f.leans_strong
            else "You are used to giving way; mention small things on the same day, and they stay small.",
            "Nobody has to change the habits of a lifetime; going around them is an art too.",
        ],
        [Must(woven(f))],
        timing(f, "love"),
        [
            (
                "As the partner's element helps, company does you good.",
                "As the partner's element is neutral, much depends on how people treat each other.",
                "As the partner's element is better in moderation, look after each other, and leave each other some quiet.",
            )[1 - f.value(spouse)],
            "How people spend the hard days together says more than the bright ones.",
        ],
        [
            "Sit together for a while every day: a cup of tea, a view of the garden, a page of the newspaper.",
            "Let the slower one set the pace when you go out.",
        ],
        [
            "If something was not heard or not remembered, say it once more, slowly, and do not mention that you said it before.",
            "Write lists for appointments and errands, and keep them in one place where both can see them.",
        ],
        [
            "Some old knots need not be untied; speak of them if you wish, and leave them if you do not.",
            "If the person you think of is no longer here, look at the photographs and tell someone about them.",
        ],
        [
            "Say thank you for something particular: a meal, a call, a thing that was remembered.",
            "When you want to be alone, say where you go and when you will be back.",
        ],
        [
            More("Ring an old friend once a week, if only to talk about the weather."),
            More("Leave the affairs of younger people to them, and give advice when you are asked."),
            More("Let words spoken in anger wait for a night; most of them will not be needed."),
            More("New friendships are possible at any age; a regular walk or a course is a good beginning."),
        ],
        [
            More("Keep birthdays and other days that matter to you both, in whatever small way."),
            More("Listen to music that you both used to like."),
            More("A short letter by hand is kept longer than any message."),
        ],
    ]
