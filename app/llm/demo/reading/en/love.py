"""The passage about love in English; for readers under eighteen, about friends."""

from app.llm.demo.reading.en.self import stands
from app.llm.demo.reading.en.times import timing
from app.llm.demo.reading.en.words import ELEMENTS, KINDS, QUALITIES, listed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.gods import group_of

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
            f"As {ELEMENTS[f.element]}, you give {_HEART[f.element]}.",
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
