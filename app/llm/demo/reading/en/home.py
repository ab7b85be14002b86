"""The passages about family and daily care in English."""

from app.llm.demo.reading.en.ask import asked
from app.llm.demo.reading.en.childhood import THEMES_YOUNG
from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.manner import quality
from app.llm.demo.reading.en.self import relation_rank, stands_shortly
from app.llm.demo.reading.en.ties import RUB
from app.llm.demo.reading.en.timing import timing
from app.llm.demo.reading.en.view import is_elder, is_senior
from app.llm.demo.reading.en.words import KINDS, listed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.gods import group_of

_KIN = {
    "mother": (
        "her influence lies less in words than in what you saw as a child",
        "the bond is deep and quiet, and you listen to her when it matters",
        "her opinions are heard and her care is seen",
    ),
    "father": (
        "he may say little or be away a good deal",
        "much of what he gives stays out of sight",
        "his manner is there for you to follow or to oppose",
    ),
    "siblings": (
        "good friends may be closer to you than brothers or sisters",
        "you may meet seldom, and stand by each other in need",
        "there is much contact and some comparison",
    ),
    "partner": (
        "the partner's part in your life grows with time",
        "a partner's qualities show from close by",
        "a partner's character is plain to see",
    ),
    "children": (
        "closeness need not be hurried",
        "what they feel is seldom put into words",
        "they speak up and like to argue",
    ),
}
_KIN_LATER = {
    "mother": (
        "her influence lay less in words than in what you saw as a child",
        "the bond was deep and quiet, and you listened to her when it mattered",
        "her opinions were heard and her care was seen",
    ),
    "father": (
        "he may have said little or been away a good deal",
        "much of what he gave you stayed out of sight",
        "his manner was there for you to follow or to oppose",
    ),
}
_WARMTH_LATER = {
    "mother": ("Closeness to her did you good.", "", "A little distance did you both good."),
    "father": ("Time with him did you good.", "", "You could respect him without carrying all his worries."),
}
_WARMTH = {
    "mother": ("Closeness to her does you good.", "", "A little distance does you both good."),
    "father": ("Time with him does you good.", "", "Respect him without carrying all his worries."),
    "siblings": ("Their company does you good.", "", "Stay in touch, and let each have a life of their own."),
    "partner": ("A close bond supports you.", "", "A bond with room for both suits you best."),
    "children": (
        "With the young you feel lighter, and the time is well spent.",
        "Lecture them less and let them watch you more.",
        "You can do too much for them; where they can try for themselves, let them.",
    ),
}


_VISIT = {
    "木": "On visits, ask what the others are planning before you tell of your own plans.",
    "火": "On visits, come rested; a short and cheerful hour is remembered longer than a full day.",
    "土": "On visits, bring one thing that has to be repaired or sorted together; it makes talking easier.",
    "金": "On visits, let the first thing you notice be something to praise.",
    "水": "On visits, say aloud what you have been thinking of them in between.",
}
_FRAME = "This section speaks of how people get on, not of who is there: pass over anyone you do not have, and read the lines on those who are gone as a memory."


def _tied(f: Facts) -> str:
    """Say what the strongest relation of the year pillar ties it to, and what that means for the home of childhood."""
    ties = sorted((tie for tie in f.chart["relations"] if "year" in tie["pillars"]), key=relation_rank)
    if not ties:
        return "The year pillar has no tie to the others, so the home you come from leaves you much freedom; keep in touch."
    tie = ties[0]
    others = [name for name in f.columns if name in tie["pillars"] and name != "year"]
    met = f"The year pillar has a {KINDS[tie['kind']]} ({tie['parts']}) with the {listed(others)} pillar{'s' * (len(others) > 1)}"
    sides = _SIDES_YOUNG if f.is_minor else _SIDES_LATER if is_elder(f) else _SIDES
    side = listed(sides[name] for name in others)
    if tie["kind"] == "自刑":
        return (
            f"{met}, so you may ask too much of yourself over {side}; the home you come from asks less than you think."
        )
    if tie["kind"] not in RUB:
        return f"{met}, so the home you come from stays close to {side}."
    end = "say early what you would like" if f.is_minor else "settle visits and dates early"
    return f"{met}, so the home you come from and {side} make competing claims; {end}."


_SIDES = {"month": "your work", "day": "your own household", "hour": "your plans and your children's"}
_SIDES_LATER = {
    "month": "your present neighbourhood",
    "day": "your own household",
    "hour": "the lives of younger people",
}
_SIDES_YOUNG = {"month": "school", "day": "what you want yourself", "hour": "your plans for later"}


def _theme(f: Facts, god: str) -> str:
    return THEMES_YOUNG[group_of(god)] if f.is_minor else THEMES[god]


def _home(f: Facts, god: str) -> str:
    """Say what the year stem tells of the home of childhood."""
    if f.is_minor:
        return f"and your home has to do with {_theme(f, god)}"
    return f"so {_HOMES[group_of(god)]}"


_HOMES = {
    "peer": "the home of your childhood is read as a place where much was shared and compared",
    "output": "the home of your childhood is read as a place where people talked, cooked or made things",
    "wealth": "the home of your childhood is read as a practical place where everybody knew what things cost",
    "officer": "the home of your childhood is read as a place with rules, where promises were kept",
    "resource": "the home of your childhood is read as a place where learning counted and quiet was respected",
}
_WITH_KIN = {
    "peer": "you meet as equals, and compare notes",
    "output": "you talk and joke with each other more than you plan",
    "wealth": "practical matters and money come up between you",
    "officer": "each of you has duties, and it helps to say who does what",
    "resource": "one of you gives advice, and the other listens",
}
_TOGETHER = {
    "peer": "you live side by side as equals, and both like to win",
    "output": "talk, food and ideas fill the house",
    "wealth": "the household is run with care, and costs are kept in view",
    "officer": "duties count at home, and demands are better spoken of",
    "resource": "quiet and understanding count for more than outings",
}
_WITH_YOUNG = {
    "peer": "you meet them as equals, and both sides like to decide for themselves",
    "output": "you talk and make things together, and opinions are voiced at once",
    "wealth": "you show them care in practical help, and money is best spoken of openly",
    "officer": "you set them rules and feel responsible for them, at times more than they wish",
    "resource": "you teach and look after them, or they look after you",
}


def family(f: Facts) -> list[Paragraph]:
    def line(who: str, group: str, subject: str) -> Must:
        placed = stands_shortly(f, group).replace("The", "the", 1).replace(") ", "), which ", 1)
        kin, warmth = (_KIN | _KIN_LATER, _WARMTH | _WARMTH_LATER) if is_elder(f) else (_KIN, _WARMTH)
        return Must(
            f"{subject} from {placed}: {kin[who][f.presence(group)]}. {warmth[who][1 - f.value(group)]}".strip()
        )

    year, month, seat = f.columns["year"], f.columns["month"], f.columns["day"].hidden[0]
    parents = (
        "If your parents need help, settle with brothers and sisters who does what before it is urgent; with your own grown-up children, speak as openly of your plans."
        if is_senior(f)
        else ""
    ) or (
        "Where a parent can be asked, ask before a great decision, even if you do not follow the advice.",
        "With parents, keep to the facts, and it will be easier for both sides.",
        "The worry of parents can weigh on you; tell them what you can manage yourself.",
    )[1 - f.value("resource")]
    home = [
        [
            _tied(f),
            f"To your family you bring {quality(f, f.heaviest)}; a little more {quality(f, f.lightest)} would do you all good.",
        ],
    ]
    paragraphs: list[Paragraph] = [
        [Must(_FRAME)],
        [
            line("mother", "resource", "Your mother is read"),
            line("father", "wealth", "Your father is read"),
            f"The year stem <{year.stem}> is <{year.god}>, {_home(f, year.god)}.",
            parents if not is_elder(f) else "At your age parents may live on mainly in memory and in habits of yours.",
        ],
        [
            line("siblings", "peer", "Brothers and sisters are read"),
            f"The month stem <{month.stem}> is <{month.god}>: {_WITH_KIN[group_of(month.god)]}.",
        ],
    ]
    if f.is_minor:
        return [
            *paragraphs,
            [
                Must("For a reader under eighteen, partner and children are left aside."),
                "When you and your parents disagree, write down what you want and go through it point by point; it helps more than a closed door.",
            ],
            timing(f, "family"),
            [
                "At one meal a day put the phones away and let everyone tell the best of the day.",
                "Ask your grandparents for their stories, and you will learn where you come from.",
            ],
            [
                "You need not copy an older brother or sister, nor answer for a younger one's mistakes.",
                "Quarrels at home are not your fault; a teacher or a relative may listen.",
            ],
            *home,
            [
                More("Choose one thing at home that is yours to look after, such as the plants or the table."),
                More("If you live at school, ring home on a fixed day, even if briefly."),
            ],
        ]
    spouse, young = ("wealth", "officer") if f.chart["gender"] == "male" else ("officer", "output")
    hour = f.columns.get("hour")
    return [
        *paragraphs,
        [
            line("partner", spouse, "The partner is read"),
            f"The day branch is mainly <{seat.stem}>, <{seat.god}>, so {_TOGETHER[group_of(seat.god)]}.",
        ],
        [
            line("children", young, "Children and younger people are read"),
            Must(
                f"The hour pillar <{hour.pillar}> is their place, and its stem is <{hour.god}>: {_WITH_YOUNG[group_of(hour.god)]}."
                if hour
                else "As the hour is unknown, this rests on the star alone and counts for less."
            ),
        ],
        asked(f, "family and children"),
        timing(f, "family"),
        *home,
        [
            More(
                "Schools differ on which star stands for whom; here the stars speak of closeness, and of nothing else."
            ),
            More(_VISIT[f.heaviest]),
        ],
    ]
