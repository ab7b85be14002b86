"""The passage about love in English; for readers under eighteen, about friends."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.llm.demo.reading.en.ask import asked
from app.llm.demo.reading.en.manner import CLOSE, OPEN, quality, yields
from app.llm.demo.reading.en.practice import QUARREL
from app.llm.demo.reading.en.self import relation_rank, stands
from app.llm.demo.reading.en.ties import ORDER, RUB, bond
from app.llm.demo.reading.en.timing import timing
from app.llm.demo.reading.en.view import is_elder, is_senior, lacking
from app.llm.demo.reading.en.words import ELEMENTS, KINDS, listed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.gods import group_of

SEATS = {
    "比肩": "you look for a friend in a partner, and are most at ease as equals",
    "劫财": "life together is lively, with small contests",
    "食神": "you enjoy meals, walks and unhurried talk together",
    "伤官": "plain speech on both sides suits you, with peace made soon afterwards",
    "偏财": "you like charm and a lively household",
    "正财": "you like what is solid and are willing to work for the home",
    "七杀": "you are drawn to people with a will, and may feel pressed by theirs",
    "正官": "commitment matters to you, and so does keeping what was agreed",
    "偏印": "each needs some room, and silence need not mean coldness",
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
    "木": "As Wood is heaviest, you tend to plan for the other person; leave them their own plans.",
    "火": "As Fire is heaviest, you want to meet every day or not at all; a steadier rhythm is reassuring.",
    "土": "As Earth is heaviest, habit easily replaces signs of love, so show them on purpose.",
    "金": "As Metal is heaviest, your words can sound like verdicts; say “I wish” instead of “you should”.",
    "水": "As Water is heaviest, you guess what the other person means; ask instead.",
}


SAY = (
    "You show affection in deeds and the other person may not notice; say it as well.",
    "You keep your feelings to yourself, and a few written lines come more easily than speech.",
    "You hide neither liking nor displeasure; see how the other person feels before you speak.",
)
STARS = (
    "That the star is missing does not mean a lack of love; affection may come without much display.",
    "A hidden star is read as feeling that grows slowly and deepens with time.",
    "A star in the open is read as affection that others can see.",
)
_SELF = {"自刑"}
_BONDS = set(ORDER) - RUB - _SELF
_CHARM = {"桃花": "Peach Blossom", "红鸾": "Red Phoenix", "天喜": "Heavenly Joy"}


def say(f: Facts) -> str:
    """Say how affection is shown, in agreement with the manner of the day stem."""
    said = f.presence("output")
    if f.stem in OPEN and said < 2:
        return "You are open in manner, but tender things you show in deeds; say them as well."
    if f.stem in CLOSE and said == 2:
        return (
            "Once you trust somebody you hide neither liking nor displeasure; until then the other person has to guess."
        )
    if f.stem in "戊己" and said == 2:
        return "You say openly what you think of things, and less openly what you feel; add the second half."
    return SAY[said]


def usual_rule(f: Facts, spouse: str) -> str:
    """Say where the partner's star is by the usual rule, and whether the day master is tied to it."""
    tied_to = f" Your day master {bond(f)}." if bond(f) else ""
    who = "man" if spouse == "wealth" else "woman"
    return f"By the usual rule a {who} reads the partner from the {spouse} stars; schools differ, and this is one view. {stands(f, spouse)}.{tied_to}"


def woven(f: Facts) -> str:
    """Say which pillars the day pillar is tied to, and what that brings into a bond."""
    ties = sorted((tie for tie in f.chart["relations"] if "day" in tie["pillars"]), key=relation_rank)
    kinds = list(dict.fromkeys((tie["kind"], tie["parts"]) for tie in ties))[:2]
    told = [tie for tie in ties if (tie["kind"], tie["parts"]) in kinds]
    if not told:
        return "In the birth chart no other pillar ties or disturbs the day pillar."
    sides = _REACH_LATER if is_elder(f) else _REACH
    parts = []
    for relations, verb in ((_BONDS, "may play a part in the bond"), (RUB, "may get in the way at times"), (_SELF, "")):
        tied = [tie for tie in told if tie["kind"] in relations]
        if tied:
            reach = listed(sides[name] for name in sides if any(name in tie["pillars"] for tie in tied))
            parts.append(
                f"{_met(f, tied)}, so {reach} {verb}"
                if verb
                else f"{_met(f, tied)}, so you may ask too much of yourself over {reach}, which closeness then pays for"
            )
    return f"With the other pillars the day pillar has {'; it also has '.join(parts)}."


def _met(f: Facts, told: Sequence[Mapping[str, Any]] | None = None) -> str:
    """Name the relations of the day pillar, or some of them, those between the same characters together."""
    ties = told or [relation for relation in f.chart["relations"] if "day" in relation["pillars"]]
    places: dict[tuple[str, str], list[str]] = {}
    for tie in ties:
        spots = places.setdefault((tie["kind"], tie["parts"]), [])
        spots += [name for name in tie["pillars"] if name != "day" and name not in spots]
    by_spots: dict[tuple[str, ...], list[str]] = {}
    for (kind, parts), spots in list(places.items())[:2]:
        by_spots.setdefault(tuple(spots), []).append(f"a {KINDS[kind]} ({parts})")
    return (
        listed(
            f"{listed(told)} with the {listed(spots)} pillar{'s' * (len(spots) > 1)}"
            for spots, told in by_spots.items()
        )
        if places
        else "no tie at all"
    )


def love(f: Facts) -> list[Paragraph]:
    day = f.columns["day"]
    seat, spouse = day.hidden[0], "wealth" if f.chart["gender"] == "male" else "officer"
    if f.is_minor:
        return _friends(f, _met(f))
    charms = [star for star in _CHARM if any(star in column.stars for column in f.columns.values())]
    charm = listed(f"{_CHARM[star]} ({star})" for star in charms)
    return [
        [
            Must(
                f"The day branch <{day.branch}> is the partner's place, and its main stem <{seat.stem}> is <{seat.god}>: {SEATS[seat.god]}."
            ),
            Must(usual_rule(f, spouse)),
            STARS[f.presence(spouse)],
        ],
        asked(f, "love and marriage"),
        [say(f), f"What keeps a relationship steady for you: {_SAFE[f.element]}."],
        [
            yields(f),
        ],
        [Must(woven(f))],
        timing(f, "love"),
        [f"With {ELEMENTS[f.element]} as your day master, you give {_HEART[f.element]}.", _test(f)],
        [
            f"The chart has {charm}: people like you, and it is for you to say where the limits are."
            if charms
            else "The chart has no stars of charm (桃花, 红鸾, 天喜): what people like at first sight is your manner, and it is enough."
            if f.stem == "丙"
            else "The chart has no stars of charm (桃花, 红鸾, 天喜): people come to like you with time rather than at first sight."
        ],
        [
            (
                "As the partner's element helps, closeness does you good; make time for it.",
                "As the partner's element is neutral, much depends on how two people live together.",
                "As the partner's element is better in moderation, do not put every hope in one person, and leave each other room.",
            )[1 - f.value(spouse)]
        ],
        [
            f"{lacking(f, f'{ELEMENTS[f.lightest]} is light')}, so {quality(f, f.lightest)} may take some practice in a bond.",
            QUARREL[f.element],
        ],
        [
            More(
                "If you have a partner, keep an evening a week free of household talk; if not, keep some time in the week free for meeting people."
            ),
            More(
                "If there are grown-up children on either side, tell them early what the two of you plan."
                if is_senior(f)
                else "When you meet the other family, be courteous and give it time."
            ),
            More(
                "As to the future, settle one thing at a time: where to live, who cares for whom, how to handle money."
            ),
            More("Decide nothing in anger; the next morning much of it no longer matters."),
        ],
    ]


_SAFE = {
    "木": "plans that the two of you make together",
    "火": "a kind word every day, and a quarrel made up before the night",
    "土": "agreements that hold, more than being together all the time",
    "金": "clear words and promises kept to the day",
    "水": "being asked what you think, and having an hour to yourself",
}


def _test(f: Facts) -> str:
    """Say what the heaviest element does to a bond, in agreement with the reader's manner."""
    if f.heaviest == "土" and (f.presence("output") == 2 or f.stem in OPEN):
        return "As Earth is heaviest, evenings together easily become alike; plan one that is new to both of you."
    if f.heaviest == "金" and f.stem in "乙己癸":
        return "As Metal is heaviest, you notice every slip, and it is felt even if you say nothing; say what you like as well."
    if f.heaviest == "水" and f.stem in OPEN:
        return "As Water is heaviest, you think on when the talk is over; say the next day what was left out."
    return _TEST[f.heaviest]


_REACH_LATER = {
    "year": "old friends",
    "month": "neighbours",
    "hour": "younger people",
}
_REACH = {"year": "your family of origin", "month": "your work", "hour": "your longer plans"}


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
            Must(f"The day branch <{day.branch}> is mainly <{day.hidden[0].god}>: {kind}."),
        ],
        [
            Must(
                f"{stands(f, 'peer')}: {('you make friends slowly, and one or two are enough', 'friends show themselves when something happens', 'you have many friends and quietly compare')[f.presence('peer')]}."
            )
        ],
        [
            (
                "If something is hard to say, write it down.",
                "Words come slowly to you; choose an easy moment for them.",
                "You say what you think; imagine first how it will sound.",
            )[f.presence("output")],
            "After a quarrel wait for an hour before you talk again.",
        ],
        [
            "You have a strong will, so let others set the rules now and then."
            if f.leans_strong
            else "You often give way, so stand up now and then for what you like."
        ],
        [
            f"With the other pillars the day pillar has {met}.",
            "Home and school affect your mood; talking to an adult you trust makes it lighter.",
        ],
        timing(f, "friends"),
        [
            _TEST_YOUNG[f.heaviest],
            "With a good friend you can be yourself; be careful with a friendship that must be hidden at home.",
        ],
        [
            "Return what you borrow on the day you promised.",
            "When you praise someone, say what exactly you liked.",
            "You may walk away from people who mock you.",
        ],
        [
            "Doing one small thing together makes friends sooner than much talk.",
            "People met online may not be who they say; tell a parent before you meet anyone.",
        ],
        [
            f"{lacking(f, f'{ELEMENTS[f.lightest]} is light')}, so a friend with {quality(f, f.lightest)} does you good.",
            "There is nothing wrong with being alone; a book or a drawing calms the mind.",
        ],
        [
            More("Classes change and people move; stay in touch with those who matter."),
            More("If you do not want to do something, “I do not want to” is reason enough."),
            More("Remember your friends' birthdays."),
            More("If two friends quarrel, you need not take sides; listen to both and pass nothing on."),
        ],
        [
            More("Try to win quietly and to lose with good humour."),
            More("Thank those who wait for you."),
            More("If something frightens you, tell somebody on the same day."),
            More("Share the work in a group before it begins, so that nobody is left with all of it at the end."),
        ],
    ]


_TEST_YOUNG = {
    "木": "You like to lead; learn to wait for the others as well.",
    "火": "You are quick to be keen on things; remember to finish them.",
    "土": "You make friends slowly, and that is all right.",
    "金": "You want fairness; forgive small mistakes.",
    "水": "You think a lot; when it no longer helps, get up and move.",
}
