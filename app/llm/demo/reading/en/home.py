"""The passages about family and daily care in English."""

from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.page import asked
from app.llm.demo.reading.en.self import stands
from app.llm.demo.reading.en.ties import RUB
from app.llm.demo.reading.en.times import timing
from app.llm.demo.reading.en.words import ELEMENTS, QUALITIES, SEASONS, elements, listed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph

_KIN = {
    "mother": (
        "her influence lies less in words than in what you saw as a child",
        "the bond is deep and quiet, and you listen to her when it matters",
        "her opinions are heard and her care is seen",
    ),
    "father": (
        "he may have said little or been away a good deal",
        "much of what he gave you stayed out of sight",
        "his manner was there for you to follow or to oppose",
    ),
    "siblings": (
        "good friends may be closer to you than brothers or sisters",
        "you meet seldom, and stand by each other in need",
        "there is much contact and some comparison",
    ),
    "partner": (
        "the partner's part in your life grows with time",
        "a partner's qualities show from close by",
        "a partner's character is plain to see",
    ),
    "children": (
        "closeness need not be hurried",
        "they think of you more than they say",
        "they speak up and like to argue with you",
    ),
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


def family(f: Facts) -> list[Paragraph]:
    def line(who: str, group: str, subject: str) -> Must:
        placed = (
            stands(f, group).replace("The", "the", 1).replace(") ", "), which ", 1).replace(", and they ", ", and ")
        )
        return Must(
            f"{subject} from {placed}: {_KIN[who][f.presence(group)]}. {_WARMTH[who][1 - f.value(group)]}".strip()
        )

    year, month, seat = f.columns["year"], f.columns["month"], f.columns["day"].hidden[0]
    ties = {r["kind"] for r in f.chart["relations"] if "year" in r["pillars"]}
    parents = (
        "Ask your parents before a great decision, even if you do not follow their advice.",
        "Talk with your parents about facts, and it will be easier for both sides.",
        "Your parents' worry can weigh on you; tell them what you can manage yourself.",
    )[1 - f.value("resource")]
    home = [
        [
            (
                "The year pillar clashes or chafes with another, so the home you come from and your present life make competing claims; settle visits early."
                if ties & RUB
                else "The year pillar combines with another, so the home you come from stays close to your present life."
                if ties
                else "The year pillar has no tie to the others, so the home you come from leaves you much freedom; keep in touch."
            ),
            f"To your family you bring {QUALITIES[f.heaviest]}; a little more {QUALITIES[f.lightest]} would do you all good.",
        ],
    ]
    paragraphs: list[Paragraph] = [
        [
            line("mother", "resource", "Your mother is read"),
            line("father", "wealth", "Your father is read"),
            f"The year stem <{year.stem}> is the <{year.god}>, and your childhood home had to do with {THEMES[year.god]}.",
            parents if f.age < 70 else "At your age your parents may live on mainly in memory and in habits of yours.",
        ],
        [
            line("siblings", "peer", "Brothers and sisters are read"),
            f"The month stem <{month.stem}>, the <{month.god}>, brings {THEMES[month.god]} into your dealings with them.",
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
                More("Take on one small task at home and keep it up."),
                More("If you live at school, ring home on a fixed day, even if briefly."),
            ],
        ]
    spouse, young = ("wealth", "officer") if f.chart["gender"] == "male" else ("officer", "output")
    hour = f.columns.get("hour")
    return [
        *paragraphs,
        [
            line("partner", spouse, "The partner is read"),
            f"The day branch is mainly <{seat.stem}>, the <{seat.god}>, so life together has to do with {THEMES[seat.god]}.",
        ],
        [
            line("children", young, "Children and younger people are read"),
            Must(
                f"The hour pillar <{hour.pillar}> is their place, and its stem, the <{hour.god}>, suggests that you share, or argue about, {THEMES[hour.god]}."
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
            More("After a long time apart, begin with good news."),
        ],
    ]


_CLIMATES = {
    "spring": (
        "warming and windy",
        "dress for cool mornings and evenings, and stretch outdoors",
        "Fresh and light food, less that is sour, more green leaves.",
    ),
    "summer": (
        "warm",
        "avoid the midday heat, drink in small sips, and rest a little after lunch",
        "Fresh food that is not ice-cold, more soup, less that is fried.",
    ),
    "autumn": (
        "cooling and dry",
        "drink enough, moisten the air, and go to bed early",
        "Mild and moist food, such as pears, stews and soups, with little spice.",
    ),
    "winter": (
        "cold",
        "seek warmth and sunlight, and avoid cold food and late nights",
        "Warm food, breakfast every day, and fruit at room temperature.",
    ),
}
_BODY = {
    "木": (
        "you tend to be tense, so loosen neck and shoulders often",
        "you may forget to stretch, and a walk early in the day helps most",
    ),
    "火": (
        "excitement is hard to stop, so leave great subjects alone late at night",
        "warmth comes slowly, so seek light by day and cheerful company",
    ),
    "土": (
        "too much of it shows in worry and irregular meals, so eat by the clock",
        "your rhythm is easily upset, so fix the hours of sleep and meals first",
    ),
    "金": (
        "you are strict with yourself and hold your breath, so breathe deeply a few times a day",
        "the day has no clear end, so set an hour at which work stops",
    ),
    "水": (
        "you think a lot and sleep lightly, so avoid screens in the last hour of the day",
        "your reserves run out quickly, so rest as soon as you are tired",
    ),
}
_MOVE = {
    "木": "Choose something that stretches you: swimming, yoga, tai chi.",
    "火": "Choose something calm: walking or cycling, without racing.",
    "土": "Choose something rhythmic that makes you sweat: brisk walks, skipping.",
    "金": "Choose something that opens the chest: jogging, rowing, singing too.",
    "水": "Choose something warming, in daylight if you can: hills, dancing, ball games.",
}
_TOO = {
    "木": "overfull days",
    "火": "restlessness at night",
    "土": "sitting and eating too much",
    "金": "tension",
    "水": "brooding past midnight",
}
_ROOMS = {
    "木": "a plant or two by the window and a desk that faces open space",
    "火": "warm lamps and curtains open by day",
    "土": "a tidy home where everything has its place",
    "金": "an empty desk with a few good tools",
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
            Must(f"A birth in {SEASONS[branch]} by the solar terms makes the climate of the chart {mood}: {care}."),
            Must(
                f"{ELEMENTS[f.heaviest]} is heaviest: {_BODY[f.heaviest][0]}. {ELEMENTS[f.lightest]} is lightest: {_BODY[f.lightest][1]}."
            ),
        ],
        [
            Must(
                "**Sleep.** "
                + (
                    "You have energy, and stopping is the hard part; a fixed bedtime helps you more than an extra hour of sleep."
                    if f.leans_strong
                    else "Sleep restores you most: rest for twenty minutes after lunch, and do no extra work at night."
                )
            ),
            "On free days, too, get up within an hour of the usual time.",
        ],
        [
            f"**Food.** {food}",
            "Begin a meal with vegetables and eat slowly.",
        ],
        [
            f"**Movement.** {_MOVE[f.heaviest]}",
            "Twenty minutes four times a week are better than one great effort a month.",
        ],
        [
            "**Mood.** "
            + (
                "You do not speak of worries easily; write a few lines in a diary.",
                "You keep feelings to yourself; work with your hands helps you to let go of them.",
                "It helps you to talk about what bothers you, though not in anger.",
            )[f.presence("output")],
            "When you are upset, walk for ten minutes before you answer.",
        ],
        [
            f"What helps, {elements(f.helpful)}, can be part of the rooms you live in, for instance as {_ROOMS[f.helpful[0] if f.helpful else f.lightest]}."
        ],
        asked(f, "well-being"),
        timing(f, "care"),
        [
            f"Too much {elements(f.sparing)} shows in {listed(_TOO[e] for e in f.sparing)}; slow down at the first sign."
            if f.sparing
            else ""
        ],
        [
            f"Once a week, do something for {ELEMENTS[f.lightest]}: {_WEEK[f.lightest]}.",
            "At a desk, get up every forty minutes and look into the distance.",
        ],
        [
            More("When the seasons change, leave gaps in the calendar and sleep enough."),
            More("A habit kept on most days counts; do not give it up because you missed a few."),
            More(
                "Note for a fortnight at what times you are alert and at what times tired, and move one task accordingly."
            ),
            More("Eat in company when you can; it makes meals slower."),
        ],
        [
            More("Leave the phone in another room at night."),
            More("Plan time for rest as you plan time for work."),
            More("If the weather keeps you in, open the window and stretch for five minutes."),
        ],
        [Must("These are everyday suggestions and diagnose nothing; if you feel unwell, please see a doctor.")],
    ]


_WEEK = {
    "木": "half a day in a park, with no hurry",
    "火": "a cheerful evening with people you like",
    "土": "one day with fixed hours for everything",
    "金": "a room cleared and aired",
    "水": "a bath, and the phone off early",
}
