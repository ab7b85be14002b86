"""The passage about daily care in English."""

from collections.abc import Iterable

from app.llm.demo.reading.en.manner import worries
from app.llm.demo.reading.en.practice import PAUSE, UPSET
from app.llm.demo.reading.en.timing import timing
from app.llm.demo.reading.en.view import is_elder, is_senior, lacking
from app.llm.demo.reading.en.words import ELEMENTS, SEASONS, elements, listed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph

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
        "drink enough, keep the air from getting dry, and go to bed early",
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
        "the day has no clear end, so set an hour at which the day's tasks end",
    ),
    "水": (
        "you think a lot and sleep lightly, so avoid screens in the last hour of the day",
        "quiet comes last in your day, so give it an hour of its own",
    ),
}
_MOVE = {
    "木": "Choose something that stretches you: swimming, yoga, tai chi.",
    "火": "Choose something calm: walking or cycling, without racing.",
    "土": "Choose something rhythmic that makes you sweat: brisk walks, skipping.",
    "金": "Choose something that opens the chest: jogging, rowing, singing too.",
    "水": "Choose something warming, in daylight if you can: hills, dancing, ball games.",
}
_MOVE_SENIOR = {
    "木": "Choose something that stretches you, such as swimming or tai chi; ask your doctor before you begin.",
    "火": "Choose something calm: walking or cycling on level ground; ask your doctor before you do more.",
    "土": "Choose something rhythmic: brisk walks, swimming; ask your doctor how brisk they may be.",
    "金": "Choose something that opens the chest: long walks, gentle rowing, singing; ask your doctor before you begin.",
    "水": "Choose something warming by daylight: gentle hills or dancing; ask your doctor before you begin.",
}
_MOVE_LATER = "Choose something steady: walks, tai chi, stretching on a chair, with shoes that do not slip; ask a doctor before you do more."
TOO = {
    "木": "overfull days",
    "火": "restlessness at night",
    "土": "long hours of sitting",
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


_WELL = {
    "木": "it keeps you moving, so give it a walk early in the day",
    "火": "it keeps you warm and cheerful, and a fixed hour for bed keeps it so",
    "土": "it gives the day its rhythm, and meals at fixed hours keep it so",
    "金": "it gives the day a clear shape, and a few deep breaths loosen it",
    "水": "it makes you calm and attentive, and an hour without screens keeps it so",
}
"""What the heaviest element does for a reader whom it helps."""


def _heavy(f: Facts) -> str:
    """Say what the heaviest element does to body and mind, by whether it helps."""
    return f" and helps: {_WELL[f.heaviest]}" if f.heaviest in f.helpful else f": {_BODY[f.heaviest][0]}"


_HEAVY = 20
"""An element with this percentage of the chart is heavy: each of the five has twenty if they are even."""


def heavy_among(f: Facts, elements: Iterable[str]) -> list[str]:
    """Return the elements that are heavy in this chart."""
    return [element for element in elements if f.weights[element] >= _HEAVY]


def wellbeing(f: Facts) -> list[Paragraph]:
    branch = f.columns["month"].branch
    season = next(
        name
        for name, branches in {"spring": "寅卯辰", "summer": "巳午未", "autumn": "申酉戌", "winter": "亥子丑"}.items()
        if branch in branches
    )
    mood, care, food = _CLIMATES[season]
    wanted = f.lightest if f.lightest not in f.sparing else (f.helpful or (f.lightest,))[0]
    moving = "木" if f.heaviest == "水" and "火" in f.sparing else f.heaviest
    light = (
        f"{lacking(f, f'{ELEMENTS[f.lightest]} is lightest')}: {_BODY[f.lightest][1]}." if wanted == f.lightest else ""
    )
    return [
        [
            Must(f"By the solar terms, {SEASONS[branch]}, in which you were born, is {mood}: {care}."),
            Must(f"{ELEMENTS[f.heaviest]} is heaviest{_heavy(f)}. {light}".strip()),
        ],
        [
            Must(
                "**Sleep.** "
                + (
                    "You have energy, and stopping is the hard part; a fixed bedtime helps you more than an extra hour of sleep."
                    if f.leans_strong
                    else "Sleep restores you most: rest for twenty minutes after lunch, and go to bed in good time."
                )
            ),
            "Get up at about the same time every day."
            if is_elder(f)
            else "On free days, too, get up within an hour of the usual time.",
        ],
        [
            f"**Food.** {food}",
            "Begin a meal with vegetables and eat slowly.",
        ],
        [
            f"**Movement.** {_MOVE_LATER if is_elder(f) else _MOVE_SENIOR[moving] if is_senior(f) else _MOVE[moving]}",
            "A little every day is enough, in company if you can."
            if is_elder(f)
            else "Twenty minutes four times a week are better than one great effort a month.",
        ],
        [
            "**Mood.** " + worries(f),
            UPSET[f.element],
        ],
        [
            f"What helps, {elements(f.helpful)}, can be part of the rooms you live in, for instance as {_ROOMS[f.helpful[0] if f.helpful else f.lightest]}."
        ],
        timing(f, "care"),
        [
            f"Too much {elements(heavy)} shows in {listed(TOO[e] for e in heavy)}; slow down at the first sign."
            if (heavy := heavy_among(f, f.sparing))
            else ""
        ],
        [
            f"Once a week, do something for {ELEMENTS[wanted]}: {_WEEK[wanted]}.",
            PAUSE[f.lightest],
        ],
        [
            More(_in_season(f)),
            More("A habit kept on most days counts; do not give it up because you missed a few."),
            More(
                "Note for a fortnight at what times you are alert and at what times tired, and move one task accordingly."
            ),
            More("Eat in company when you can; it makes meals slower."),
        ],
        [
            More("Leave the phone in another room at night."),
            More("Plan time for rest as you plan time for tasks."),
            More("If the weather keeps you in, open the window and stretch for five minutes."),
        ],
        [Must("These are everyday suggestions and diagnose nothing; if you feel unwell, please see a doctor.")],
    ]


def _in_season(f: Facts) -> str:
    """Say in which season to plan less: that of the element to be spared, else that of the heaviest."""
    element = (f.sparing or (f.heaviest,))[0]
    when = _TIMES[element]
    return f"{when[0].upper()}{when[1:]}, when {ELEMENTS[element]} is strongest, leave gaps in the calendar and sleep enough."


_TIMES = {
    "木": "in spring",
    "火": "in summer",
    "土": "in the last weeks of each season",
    "金": "in autumn",
    "水": "in winter",
}
_WEEK = {
    "木": "half a day in a park, with no hurry",
    "火": "a cheerful evening with people you like",
    "土": "one day with fixed hours for everything",
    "金": "a room cleared and aired",
    "水": "a bath, and the phone off early",
}
