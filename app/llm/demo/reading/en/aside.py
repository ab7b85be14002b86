"""What stands in English in place of an answer: for questions that are left aside, for young readers, in need."""

from app.llm.demo.reading.en.childhood import TIMING_YOUNG
from app.llm.demo.reading.en.habits import HABITS
from app.llm.demo.reading.en.words import elements, listed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.gods import group_of
from app.llm.demo.reading.when import main_decade


def aside(f: Facts) -> list[Paragraph]:
    """Return the passage on a question without an answer, as the judgement says what can be spoken of instead."""
    judged = f.judged["question"]
    if judged.get("urgent"):
        return _help(judged["lean"])
    if judged.get("spoken_of") == "child":
        return _child(f, judged["lean"])
    if judged.get("spoken_of") == "minor":
        return _minor(f, judged["lean"])
    return _withheld(f, judged["lean"])


def _help(lean: str) -> list[Paragraph]:
    """Say where help is to be found, and nothing from the chart."""
    return [
        [Must(lean)],
        [
            Must(
                "Take the nearest step first: ring one person, or go where people are, and say it plainly: “I am not safe with my thoughts at the moment; please stay with me.” You do not need better words than these."
            ),
            Must(
                "Put away, or hand to somebody, whatever you might use to hurt yourself. For these hours try not to be alone, and leave alcohol and drugs alone."
            ),
        ],
        [
            Must(
                "A crisis line is free in most countries, and the people who answer are trained for exactly this; they do not judge, and you need not give your name. The emergency department of any hospital will see you as well, at any hour, and a family doctor can arrange for more help."
            ),
            "If the line is busy, try again after a few minutes, and meanwhile turn to someone near you.",
        ],
        [
            Must(
                "If you are asking for somebody else: stay, listen, and ask openly whether they are thinking of suicide. The question does no harm, and it often brings relief. Go to a doctor together, and tell somebody close to them."
            ),
        ],
        [
            "The worst hours often come like a wave, and they pass like one. It is enough to get through tonight; tomorrow can wait.",
            "A glass of water, something to eat, an hour of lying down: each of them counts.",
        ],
        [
            "The other sections of this report speak of ordinary days. They are no answer to what you wrote, and you may put them away until you feel better.",
            More("Think of someone who has helped you before, and write to them now: “Can you come and be with me?”"),
            More(
                "Write the number of the crisis line and the names of two or three people on a sheet of paper, and keep it where you can reach it."
            ),
            More(
                "It is not your fault that you feel like this, and asking for help is no burden. Those who care for you would rather be woken in the night."
            ),
            More(
                "What feels final now has changed for a great many people who once felt the same, and with help it changed sooner."
            ),
        ],
    ]


def _minor(f: Facts, lean: str) -> list[Paragraph]:
    """Speak of temperament, learning, family and friends to a reader under eighteen."""
    decade = main_decade(f)
    group = group_of(decade.god) if decade else "resource"
    nature, study, company = _YOUNG[f.element]
    return [
        [Must(lean)],
        [Must(f"First your temperament: with <{f.stem}> as day master, {nature}."), _STRONG[f.leans_strong]],
        [Must(f"Then learning: {study}."), f"In these years {TIMING_YOUNG['work'][group]}."],
        [Must(f"With friends, {company}."), f"For now, {TIMING_YOUNG['friends'][group]}."],
        [
            Must(f"At home, {TIMING_YOUNG['family'][group]}."),
            "If you are unsure about something, talk it over with a parent or a teacher you trust, and do not keep it to yourself.",
        ],
        [
            "Liking somebody, or wanting something very much, is part of growing up, and there is no hurry to come to a conclusion; the answer gets clearer with time.",
            "What you would rather not say aloud you can write down; read it again a few days later, and it often looks simpler.",
        ],
        [
            More(
                "The measure of a good friend is simple: beside them you feel more at ease, and more like doing your own things well."
            ),
            More(
                "If somebody asks for something that makes you uneasy, “no” is enough, and you may tell a grown-up at once."
            ),
            More(
                "Beside school, keep one thing that you truly like to do, and do it often; it may stay with you for long."
            ),
            More(
                "When you disagree at home, first repeat what the other has said and then say your own part; half of the quarrel is over by then."
            ),
            More("Enough sleep, proper meals and an hour outside do more for your mood than any amount of thinking."),
            More("Someone who is only kind in private may not be a friend yet; take your time."),
        ],
    ]


def _child(f: Facts, lean: str) -> list[Paragraph]:
    """Speak of the nature and the care of a child under six, to the grown-ups."""
    nature, play, calm = _SMALL[f.element]
    return [
        [Must(lean)],
        [
            Must(f"First the child's nature: with <{f.stem}> as day master, {nature}."),
            "That is no more than a first colour; what becomes of it depends far more on how the days are spent.",
        ],
        [Must(f"At play, {play}."), "One or two toys at a time are enough, and others can take their turn."],
        [Must(f"When there are tears, {calm}."), "Hold the child first, explain later, and in few words."],
        [
            Must(
                "Of all care, sleep matters most: put out the light at the same time every day, after the same few small things, and the child knows what to expect."
            ),
            "At meals, sit down together and let the child decide how much to eat.",
        ],
        [
            Must(
                "As for company, keep a little time every day that belongs to the child alone, and let it choose the game."
            ),
            "Stories, naming things and walks outside suit this age better than early lessons.",
            "Peace among the grown-ups is the best surrounding there is.",
        ],
        [
            More(
                "Some children are quicker and some are slower, and both are common; if something worries you, ask a doctor."
            ),
            More("There is no need to compare; look only at what is new since last month."),
            More("Those who care for a child need rest in turn; when they are rested, the child is calmer."),
            More(
                "Write down small things that the child likes; in a few years they are better reading than any forecast."
            ),
            More("Have few rules and clear ones, the same from everybody, and they are learnt soonest."),
            More("New places and new faces go down best in small portions, with a familiar hand to hold."),
        ],
    ]


def _withheld(f: Facts, lean: str) -> list[Paragraph]:
    """Say what is left aside, and speak of daily life: no years, no months."""
    habits = listed(HABITS[element][0] for element in f.helpful[:2])
    verb = "are" if len(f.sparing) > 1 else "is"
    spared = f", while {elements(f.sparing)} {verb} better in moderation" if f.sparing else ""
    return [
        [Must(lean)],
        [
            Must(f"What can be said begins with what helps: {elements(f.helpful)}{spared}."),
            f"In daily life that means {habits}.",
        ],
        [Must(_MONEY if "gambling" in lean or "investments" in lean else _BODY)],
        [
            Must("What you can decide yourself is how you use your time and means and how you treat people."),
            "Choose the one of these that slips most easily, make one small rule for it, and keep it for a month.",
        ],
        [
            Must(
                "If the question stays with you, talk to someone you trust or to a professional; that helps more than asking a chart again."
            ),
            "Put the worry into a sentence or two before you go: the clearer the question, the more useful the answer.",
        ],
        [
            "Think of one small step that you can take yourself, write it down, and take it this week.",
            "The answer need not come all at once; live regularly for this month first, and see whether it still presses.",
        ],
        [
            More(
                "The other sections speak of temperament and daily care, which can help you with decisions of your own."
            ),
            More(
                "Most worry comes from what is not settled, so settle what can be settled: ask what can be asked, look up what can be looked up, and keep something in reserve."
            ),
            More(
                "If the thought comes at night, write it down and leave it for the morning; at night it often weighs more than the thing itself."
            ),
            More("If somebody close to you carries the same worry, share it; two people find more ways than one."),
            More("Keep half an hour a day for something that makes you calm: a walk, plants, music."),
        ],
    ]


_MONEY = "With money, write down what comes in and what goes out each month, and set aside what the near future needs before anything else; when gain or loss is on your mind, sleep on it before you decide."
_BODY = "As daily care, keep regular hours for sleep and meals, walk a little every day, and have check-ups when they are due; if something hurts, see a doctor early."
_STRONG = {
    True: "You know what you want and keep at it; when somebody disagrees, hear them out first.",
    False: "You notice what others need; what you would like yourself may be said aloud, too.",
}
_YOUNG = {
    "木": (
        "you are curious, like to move ahead, and do not care for being held too tightly",
        "look first at what a chapter is for, and then take it piece by piece",
        "you are often the one who begins, so let others begin as well",
    ),
    "火": (
        "you are warm and open, and want to share at once what makes you happy",
        "take the hard part while your interest is fresh, and keep the easy part for later",
        "you bring people together; write down what you promise, and you will keep it",
    ),
    "土": (
        "you are steady and keep your word, and do best without haste",
        "the same hour and the same place, a few times over, and you remember it longer than most",
        "you can be relied on, and one or two good friends are enough",
    ),
    "金": (
        "you like order and fairness, and know more than you say",
        "sort your mistakes into kinds, and cross out each kind once you understand it",
        "you see quickly who is right; said a little more softly, it is heard better",
    ),
    "水": (
        "you think a good deal, have many ideas, and notice small things",
        "connect the new with what you know, and draw a picture of it",
        "you understand how others feel, and may tell them how you feel",
    ),
}
"""Temperament, learning and friends of a young reader, by the element of the day master."""
_SMALL = {
    "木": (
        "a child often likes to move, to reach for things and to try everything",
        "go where there are trees and grass, and let the child climb and reach",
        "another place or another thing to look at often helps",
    ),
    "火": (
        "a child often laughs easily and wakes up in company",
        "songs, dancing and mirrors are welcome",
        "there has often been too much excitement, so make the room dark and quiet",
    ),
    "土": (
        "a child is often calm, and likes familiar people and familiar things",
        "blocks, sand and the same book again and again do not become dull",
        "it helps to have one thing at hand that is always there to hold",
    ),
    "金": (
        "a child often looks closely, and sees whether things are in their place",
        "sorting by size, matching colours and putting things into boxes hold the attention",
        "say what the matter is, and then offer two things to choose from",
    ),
    "水": (
        "a child is often sensitive, sleeps lightly and hears small sounds",
        "water, stories and watching people talk are fascinating",
        "a gentle hand and a slow voice help more than reasons",
    ),
}
"""Nature, play and comfort of a small child, by the element of the day master."""
