"""The passages about the fields of life in English: work, money, love, family, daily care."""

from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.self import stands
from app.llm.demo.reading.en.times import timing
from app.llm.demo.reading.en.words import ELEMENTS, KINDS, QUALITIES, SEASONS, elements, listed
from app.llm.demo.reading.facts import Facts, group_of
from app.llm.demo.reading.fit import More, Must, Paragraph

_WORK = {
    "officer": (
        (
            "titles do not run after you, and you set your own standards",
            "you do not push forward, and carry a duty when it comes",
            "duty stands in the open, and superiors and rules affect you",
        ),
        (
            "where responsibility is clear and results are checked, you unfold",
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


_SEATS = {
    "比肩": "a partner is a friend, and equality is the most comfortable",
    "劫财": "life together is lively, with small contests",
    "食神": "meals, walks and idle talk are the best of days",
    "伤官": "you both speak plainly, and should embrace afterwards",
    "偏财": "you like charm and a lively household",
    "正财": "you like what is solid and are willing to work for the home",
    "七杀": "you are drawn to people with a will, and may feel pressed by theirs",
    "正官": "you care for commitment, and what was agreed must be done",
    "偏印": "both need room, and silence is not coldness",
    "正印": "you want to be understood and looked after, and you understand in turn",
}
_HEART = {
    "木": "company and growing together, and fear standing still",
    "火": "warmth and praise, and fear coldness",
    "土": "reliability, and fear constant change",
    "金": "loyalty and measure, and fear broken words",
    "水": "understanding, and fear being watched too closely",
}
_TEST = {
    "木": "With much Wood you plan for the other person; stop at a third.",
    "火": "With much Fire you meet every day or not at all; a steadier rhythm reassures.",
    "土": "With much Earth habit replaces signs of love, so put the anniversaries in the calendar.",
    "金": "With much Metal your words contain verdicts; turn “you should” into “I wish”.",
    "水": "With much Water you guess too much; ask.",
}


def love(f: Facts) -> list[Paragraph]:
    day = f.columns["day"]
    seat, spouse = day.hidden[0], "wealth" if f.chart["gender"] == "male" else "officer"
    ties = [r for r in f.chart["relations"] if "day" in r["pillars"]]
    met = (
        listed(
            f"a {KINDS[r['kind']]} ({r['parts']}) with the {listed(n for n in r['pillars'] if n != 'day')}"
            for r in ties[:2]
        )
        if ties
        else "no tie at all"
    )
    tied = (
        "so family, work or the young reach into it; see first what is between the two of you and what comes from outside"
        if ties
        else "so little from outside disturbs it, and it is yours to make"
    )
    if f.is_minor:
        return _friends(f, met)
    return [
        [
            Must(
                f"The day branch <{day.branch}> is the partner's place, and its main stem <{seat.stem}> is the <{seat.god}>: {_SEATS[seat.god]}."
            ),
            Must(
                f"By the usual rule a {'man' if spouse == 'wealth' else 'woman'} reads the partner from the {spouse} stars; schools differ, and this is one view. {stands(f, spouse)}."
            ),
            (
                "A star that is missing does not mean a lack of love; it comes plainly and shows its worth with time.",
                "A hidden star means that feeling grows slowly and is deep once you know each other.",
                "A star in the open means that affection is seen, by others too.",
            )[f.presence(spouse)],
        ],
        [
            (
                "You show love in deeds and the other may not read them; say it once a month.",
                "Your feelings lie deep, and a few written lines are easier than speech.",
                "Neither liking nor displeasure stays hidden; look at the other face before you speak.",
            )[f.presence("output")],
            "What makes you feel safe is not being together always, but agreements that hold.",
        ],
        [
            "Giving way is hard for you, and an argument won may spoil the evening; wait ten minutes and come back."
            if f.leans_strong
            else "You give way too soon and store the hurt for one great day; say small things on the same day."
        ],
        [Must(f"With the other pillars the day pillar has {met}, {tied}.")],
        timing(f, "love"),
        [
            f"A day master of {ELEMENTS[f.element]} gives {_HEART[f.element]}.",
            _TEST[f.heaviest],
            "A bond is measured on its bad days rather than on its good ones.",
        ],
        [
            "Stars of charm are present: people like you, and where the line runs is yours to say."
            if any({"桃花", "红鸾", "天喜"} & set(c.stars) for c in f.columns.values())
            else "There are no stars of charm in the chart; you win by time rather than at first sight."
        ],
        [
            (
                "The partner's element helps, and closeness does you good; it deserves your time.",
                "The partner's element is neutral, and all depends on how you live together.",
                "The partner's element is better in small measure: do not put every hope in one person, and leave each other air.",
            )[1 - f.value(spouse)]
        ],
        [
            f"{ELEMENTS[f.lightest]} is light, so add some {QUALITIES[f.lightest]} on purpose.",
            "In a quarrel, say how you feel before you say who is right.",
        ],
        [
            More(
                "If you have a partner, keep an evening a week free of household talk; if not, live so that somebody would like to come in."
            ),
            More("As for the other family, courtesy is enough, and time will speak for you."),
            More("Of the future, settle one thing at a time: where to live, who cares for whom, how money is kept."),
            More("Decide nothing on a day of anger; next morning most of it needs no talk."),
            More("When one is busy, the other does better to live well than to ask."),
        ],
    ]


def _friends(f: Facts, met: str) -> list[Paragraph]:
    day = f.columns["day"]
    kind = {
        "peer": "you like to keep pace with your friends",
        "output": "you like to talk and laugh, and ideas are your gift to them",
        "wealth": "you are practical and like to share",
        "officer": "you keep your word and take words to heart",
        "resource": "you need quiet and only a few who understand you",
    }[group_of(day.hidden[0].god)]
    return [
        [
            Must("For a reader under eighteen this section leaves love aside and speaks of friends and classmates."),
            Must(f"The day branch <{day.branch}> is mainly the <{day.hidden[0].god}>: {kind}."),
        ],
        [
            Must(
                f"{stands(f, 'peer')}: {('you make friends slowly, and one or two are enough', 'friends show themselves when something happens', 'you have many friends and quietly compare')[f.presence('peer')]}."
            )
        ],
        [
            (
                "What is on your mind can go on a slip of paper.",
                "Words stick; choose an easy moment for them.",
                "You say what you think; imagine first how it will sound.",
            )[f.presence("output")],
            "After a quarrel wait for one lesson, since words in anger do not count.",
        ],
        [
            "Your will is strong, so let the others set the rules once."
            if f.leans_strong
            else "You often give way, so hold on once to what you like."
        ],
        [
            f"With the other pillars the day pillar has {met}.",
            "Home and school colour your mood; told to an adult you trust, half the weight is gone.",
        ],
        timing(f, "friends"),
        [
            _TEST_YOUNG[f.heaviest],
            "A good friendship makes you more yourself; one that must be hidden at home can be let go slowly.",
        ],
        [
            "What you borrow goes back on the day you named.",
            "Praise something particular and it will be remembered.",
            "Walking away from mockery is not losing.",
        ],
        [
            "Doing one small thing together makes friends sooner than much talk.",
            "People met online may not be who they say; tell a parent before you meet anyone.",
        ],
        [
            f"{ELEMENTS[f.lightest]} is light, so a friend with {QUALITIES[f.lightest]} does you good.",
            "Being alone is no shame; a book or a drawing makes the mind quiet.",
        ],
        [
            More("Classes change and people move; keep an address and the bond will hold."),
            More("To what you do not want to do, “I do not want to” is reason enough."),
            More("Keep in mind three birthdays, and three friendships will be real."),
            More("If two friends quarrel, you need not choose; listen to both and carry no words between them."),
        ],
        [
            More("Win quietly and lose with a joke; people like to play again with someone who can do both."),
            More("Thank those who wait for you; it is a small thing and rare."),
            More("If something frightens you, tell somebody on the same day."),
            More("Share the work in a group before it begins, so that nobody is left with all of it at the end."),
        ],
    ]


_TEST_YOUNG = {
    "木": "With much Wood you like to lead; leaders also learn to wait.",
    "火": "With much Fire you are keen; remember to finish afterwards.",
    "土": "With much Earth you warm slowly, and true friends can wait.",
    "金": "With much Metal you want fairness; give a small mistake another chance.",
    "水": "With much Water you think a lot; when thinking stops helping, move.",
}
_KIN = {
    "mother": (
        "her influence lies less in words than in what you saw as a child",
        "the bond is deep and quiet, and in decisive moments you listen",
        "her opinions are heard and her care is seen",
    ),
    "father": (
        "he said little or was often away, and you learnt elsewhere how to stand",
        "much of what he gave stayed out of sight",
        "his manner was before your eyes, to follow or to oppose",
    ),
    "siblings": (
        "the bond with equals is thin, and good friends fill the place",
        "you meet seldom and understand each other in need",
        "there is much contact and some comparison",
    ),
    "partner": (
        "it comes plainly and grows with time",
        "the good in it shows from close by",
        "the character is marked and seen at once",
    ),
    "children": (
        "closeness need not be hurried, and an open door is enough",
        "they think of you and do not say so",
        "they speak up and like to argue with you",
    ),
}
_WARMTH = (
    "being close does you good",
    "how near you are depends on how you live with each other",
    "dear but not clinging is best, each with a life of their own",
)


def family(f: Facts) -> list[Paragraph]:
    def line(who: str, group: str, subject: str) -> Must:
        return Must(
            f"{subject} read from the {group} stars. {stands(f, group)}: {_KIN[who][f.presence(group)]}, and {_WARMTH[1 - f.value(group)]}."
        )

    year, month, seat = f.columns["year"], f.columns["month"], f.columns["day"].hidden[0]
    ties = any("year" in r["pillars"] for r in f.chart["relations"])
    parents = (
        "Ask them before a great decision; you need not follow, and will stand more firmly.",
        "Talk with your parents about facts, and both sides breathe easier.",
        "Their worry can press on you; say that you will do it yourself, and show it.",
    )[1 - f.value("resource")]
    home = [
        [
            (
                "Year and other pillars are tied, so the old home and present life pull at each other; settle the holidays early."
                if ties
                else "The year pillar has no tie to the others: the old home is quiet ground, and contact needs only not to cease."
            ),
            f"Your family is good at {QUALITIES[f.heaviest]} and short of {QUALITIES[f.lightest]}; begin with the latter yourself and others will follow.",
        ],
    ]
    paragraphs: list[Paragraph] = [
        [
            line("mother", "resource", "Your mother is"),
            line("father", "wealth", "Your father is"),
            f"The year stem <{year.stem}> is the <{year.god}>, and home in your childhood had to do with {THEMES[year.god]}.",
            parents if f.age < 70 else "At your age your parents live mostly in memory, and their habits in your days.",
        ],
        [
            line("siblings", "peer", "Brothers and sisters are"),
            f"The month stem <{month.stem}>, the <{month.god}>, gives your dealings with them a note of {THEMES[month.god]}.",
        ],
    ]
    if f.is_minor:
        return [
            *paragraphs,
            [
                Must("For a reader under eighteen, partner and children are left aside."),
                "When you and your parents disagree, write down what you want and go through it point by point; it does more than a closed door.",
            ],
            timing(f, "family"),
            [
                "At one meal a day put the telephones away and let each tell the best of the day.",
                "Your grandparents' stories are slow, and they contain where you come from.",
            ],
            [
                "You need not copy an older one's road, nor mend a younger one's mistakes.",
                "A quarrel at home is not your fault; a teacher or a relative may listen.",
            ],
            *home,
            [
                More("Take on one small task at home and keep it; you will be spoken to differently."),
                More("If you live at school, call on a fixed day, even if briefly."),
            ],
        ]
    spouse, young = ("wealth", "officer") if f.chart["gender"] == "male" else ("officer", "output")
    hour = f.columns.get("hour")
    return [
        *paragraphs,
        [
            line("partner", spouse, "The partner is"),
            f"In the day branch lives <{seat.stem}>, the <{seat.god}>, and home life leans to {THEMES[seat.god]}.",
        ],
        [
            line("children", young, "Children and younger people are"),
            Must(
                f"The hour pillar <{hour.pillar}> is their place, and its stem, the <{hour.god}>, suggests that you meet over {THEMES[hour.god]}."
                if hour
                else "As the hour is unknown, only the star speaks here, with less weight."
            ),
            (
                "With the young you grow lighter, and the time is well spent.",
                "Lecture the young less and let them watch you more.",
                "Care for the young can go too far; where they can try, stand by and look on.",
            )[1 - f.value(young)],
        ],
        timing(f, "family"),
        *home,
        [
            More(
                "Which star stands for whom differs between schools; it serves here to speak of closeness, not of numbers or rank."
            ),
            More("After a long time apart, say first that you are well, and then the rest."),
        ],
    ]


_CLIMATES = {
    "spring": (
        "warming and windy",
        "dress for morning and evening, and stretch outdoors",
        "Fresh and light, less of what is sour, more green leaves.",
    ),
    "summer": (
        "warm",
        "avoid the midday heat, drink in small sips, and rest a little after lunch",
        "Fresh without being iced, more soup, less that is fried.",
    ),
    "autumn": (
        "cooling and dry",
        "drink, moisten the air, and go to bed early",
        "Mild and moist: pears, stews and soups, and half the spice.",
    ),
    "winter": (
        "cold",
        "warmth and sunlight come first, with little cold food and few late nights",
        "Warm, never without breakfast, and fruit at room temperature.",
    ),
}
_BODY = {
    "木": (
        "you tend to be taut, and neck, shoulders and temper all want loosening",
        "the urge to stretch is missing, and a walk early in the day does most",
    ),
    "火": (
        "excitement is hard to stop, so no great subjects after ten at night",
        "warmth comes slowly, so seek light by day and cheerful company",
    ),
    "土": (
        "thoughts weigh on you and meals become irregular, so eat by the clock and stop a little early",
        "the ground is unsteady, so fix sleep and meals first",
    ),
    "金": (
        "you are strict with yourself and the breath gets short, so breathe deeply a few times a day",
        "the day has no clear end, so set an hour at which work stops",
    ),
    "水": (
        "you think much and sleep lightly, so no screen in the last hour",
        "there is no cushion, so when you are tired, truly rest",
    ),
}
_MOVE = {
    "木": "Choose what stretches: swimming, yoga, tai chi.",
    "火": "Choose what calms: walking or cycling, without racing.",
    "土": "Choose what has rhythm and makes you sweat: brisk walks, skipping.",
    "金": "Choose what opens the chest: jogging, rowing, singing too.",
    "水": "Choose what warms you in daylight: hills, dancing, ball games.",
}
_TOO = {
    "木": "days planned too full",
    "火": "excitement at night",
    "土": "sitting and eating too much",
    "金": "tension",
    "水": "brooding past midnight",
}
_ROOMS = {
    "木": "a plant or two by the window and a desk that faces open space",
    "火": "warm lamps and curtains open by day",
    "土": "a tidy home where common things keep their places",
    "金": "an empty desk with few good tools",
    "水": "a glass of water at the bed, fresh air, and quiet at night",
}


def wellbeing(f: Facts) -> list[Paragraph]:
    branch = f.columns["month"].branch
    season = next(
        name
        for name, branches in {"spring": "寅卯辰", "summer": "巳午未", "autumn": "申酉戌", "winter": "亥子丑"}.items()
        if branch in branches
    )
    mood, care, food = _CLIMATES[season]
    return [
        [
            Must(f"You were born in {SEASONS[branch]}, and the climate of the chart is {mood}: {care}."),
            Must(
                f"{ELEMENTS[f.heaviest]} is heaviest: {_BODY[f.heaviest][0]}. {ELEMENTS[f.lightest]} is lightest: {_BODY[f.lightest][1]}."
            ),
        ],
        [
            Must(
                "**Sleep.** "
                + (
                    "You have energy, and stopping is the hard part; an hour for lights out matters more than an hour more of sleep."
                    if f.leans_strong
                    else "Sleep is what feeds you; twenty minutes after lunch, and no extra work at night."
                )
            ),
            "On free days, get up within an hour of the usual time, as regularity is what the body knows best.",
        ],
        [
            f"**Food.** {food}",
            "Begin a meal with vegetables and chew slowly; it does more than lists of what strengthens and what harms.",
        ],
        [
            f"**Movement.** {_MOVE[f.heaviest]}",
            "Twenty minutes four times a week do more than one great effort a month.",
        ],
        [
            "**Mood.** "
            + (
                "You do not speak of worries easily; a few lines in a diary open a window.",
                "Feelings stay inside; work with your hands until they dissolve.",
                "Said aloud, things grow lighter, though not in anger.",
            )[f.presence("output")],
            "When upset, drink a glass of warm water and walk for ten minutes before you decide to speak.",
        ],
        [
            f"What helps, {elements(f.helpful)}, can be part of the rooms you live in: {_ROOMS[f.helpful[0] if f.helpful else f.lightest]}."
        ],
        timing(f, "care"),
        [
            f"In daily life {elements(f.sparing)} in excess looks like {listed(_TOO[e] for e in f.sparing)}; draw back when you see the first sign."
            if f.sparing
            else ""
        ],
        [
            f"Once a week, do something for {ELEMENTS[f.lightest]}: {_WEEK[f.lightest]}.",
            "At a desk, get up every forty minutes and look into the distance.",
        ],
        [
            More("In the two weeks when the seasons change, leave gaps in the calendar and sleep enough."),
            More("A habit kept on four days of seven is kept; do not give it up for the three."),
            More("Write down for a fortnight when you are awake and when you are dull, and move one task accordingly."),
            More("Meals in company are slower, and slower is better."),
        ],
        [
            More("Put the telephone to sleep in another room."),
            More("Rest belongs in the plan, not in what is left of the day."),
            More("If the weather keeps you in, open the window and stretch for five minutes."),
        ],
        [Must("These are everyday suggestions and diagnose nothing; if you feel unwell, please see a doctor.")],
    ]


_WEEK = {
    "木": "half a day in a park, with no hurry",
    "火": "a cheerful evening with people you like",
    "土": "one day lived entirely by the clock",
    "金": "a room cleared and aired",
    "水": "a bath, and the telephone off early",
}
