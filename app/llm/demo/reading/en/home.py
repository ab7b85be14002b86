"""The passages about family and daily care in English."""

from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.self import stands
from app.llm.demo.reading.en.times import timing
from app.llm.demo.reading.en.words import ELEMENTS, QUALITIES, SEASONS, elements, listed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph

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
            f"{subject}, {stands(f, group).replace('The', 'the', 1)}: {_KIN[who][f.presence(group)]}, and {_WARMTH[1 - f.value(group)]}."
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
            line("mother", "resource", "For your mother"),
            line("father", "wealth", "For your father"),
            f"The year stem <{year.stem}> is the <{year.god}>, and home in your childhood had to do with {THEMES[year.god]}.",
            parents if f.age < 70 else "At your age your parents live mostly in memory, and their habits in your days.",
        ],
        [
            line("siblings", "peer", "For brothers and sisters"),
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
            line("partner", spouse, "For the partner"),
            f"In the day branch lives <{seat.stem}>, the <{seat.god}>, and home life leans to {THEMES[seat.god]}.",
        ],
        [
            line("children", young, "For children and younger people"),
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
