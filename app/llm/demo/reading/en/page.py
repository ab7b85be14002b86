"""The summary, the answer to the question and the advice in English."""

import re

from app.llm.demo.reading.en.gods import THEMES, YEARS
from app.llm.demo.reading.en.times import TONES
from app.llm.demo.reading.en.words import ELEMENTS, HABITS, QUALITIES, elements, listed
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.quote import can_quote, is_plain_name, quoted

_DOES = {
    "good": "a time to act",
    "mixed": "a time to hold with one hand and try with the other",
    "hard": "a time to hold first and move later",
}
_ONE = {
    "good": "the wind is behind you this year, so begin first and perfect later",
    "mixed": "this year pushes and pulls, so make one thing solid",
    "hard": "this year is for holding, and strength saved is the harvest",
}


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.findall(r".+?\.(?=\s|$)", text)]


def summary(f: Facts) -> list[Paragraph]:
    judged = f.judged
    name = f.person.get("name", "")
    called = f"{name}, " if is_plain_name(name) else ""
    paragraphs: list[Paragraph] = []
    if f.question:
        first = _sentences(judged["question"]["lean"])[0]
        paragraphs.append(
            [
                Must(f"{called}{'y' if called else 'Y'}our question first. **{first}**"),
                "The grounds, and what to do, are in the next section.",
            ]
        )
    lead = f"{called}this is the whole in one page. " if called and not f.question else ""
    decade = f.decade
    now = str(judged["decade"]["ground"])
    if decade is not None:
        now = f"You are in the decade <{decade.pillar}>, from {decade.year} to {decade.year + 10}, with <{decade.god}> in the stem. It is {TONES[decade.tone]}: {now}."
    return [
        *paragraphs,
        [Must(f"{lead}{judged['strength']}"), Must(judged["pattern"])],
        [
            Must(f"**{judged['helps']}**"),
            f"What helps is what makes life lighter when you bring it closer, in people, tasks and habits; {elements(f.sparing)} in small measure means enough, and no more."
            if f.sparing
            else "What helps is what makes life lighter when you bring it closer.",
        ],
        [Must(now), *([f"Its subject is {THEMES[decade.god]}; it is {_DOES[decade.tone]}."] if decade else [])],
        [
            Must(_year(f, 0, "This year")),
            Must(_year(f, 1, "Next year")),
            "Supportive means much help, mixed means push and pull, demanding means holding; the words measure effort and say nothing about good or bad.",
        ],
        [
            f"In temperament the ground is {QUALITIES[f.element]}, and {ELEMENTS[f.heaviest]} is the side that others see first.",
            f"One small thing that suits you: {HABITS[f.helpful[0]][0]}." if f.helpful else "",
        ],
        [
            More(
                f"{ELEMENTS[f.heaviest]} is the most and {ELEMENTS[f.lightest]} the least of the elements, and many habits come from that distance."
            ),
            More(
                f"The decade that comes next is <{f.next_decade.pillar}>, from {f.next_decade.year}, and stands for {THEMES[f.next_decade.god]}."
                if f.next_decade
                else "The decades listed come to their end, and from here on the years set the pace."
            ),
        ],
        [
            More(f"To keep in one line: {_ONE[f.years[0].tone]}."),
            More("The sections that follow show where each of these conclusions comes from."),
            More("Nothing here binds you; it tells which effort is light and which is heavy."),
        ],
    ]


def _year(f: Facts, number: int, word: str) -> str:
    year, judged = f.years[number], f.judged["years"][number]
    return f"{word}, {year.year} <{year.pillar}>, is {TONES[year.tone]}, {_DOES[year.tone]}: {judged['ground']}."


_STEPS = {
    "hold": "One thing to do first: write down the three things you cannot afford to lose, and put off for three months whatever shakes them.",
    "move": "One thing to do first: choose the smallest step, finish it within two weeks, and look at the answer before you add to it.",
    "go steadily": "One thing to do first: set a date and a limit, try until the one, and stop at the other.",
}


def question(f: Facts) -> list[Paragraph]:
    judged = f.judged["question"]
    if not judged["speaks"]:
        return _withheld(f, judged["lean"])
    parts = _sentences(judged["lean"])
    answer = "hold" if "towards holding" in parts[0] else "move" if "towards moving" in parts[0] else "go steadily"
    opening = (
        f"You asked: “{quoted(f.question)}”"
        if can_quote(f.question)
        else f"What you wrote belongs to the subject of {judged['topic']}."
    )
    ahead = [month for month in f.months if month.start >= f.chart["as_of"]]
    good, hard = ([month for month in ahead if month.tone == tone][:3] for tone in ("good", "hard"))
    tones = [f"{year.year} is {TONES[year.tone]}" for year in f.years]
    if f.decade:
        tones.insert(0, f"the decade <{f.decade.pillar}> is {TONES[f.decade.tone]}")
    return [
        [Must(opening), Must(f"The answer: **for now, {answer}**.")],
        [
            Must(judged["speaks"]),
            f"Whether these elements are among those that help, {elements(f.helpful)}, decides how light or heavy the matter is.",
        ],
        [f"As to time, {listed(tones)}.", *parts[2:]],
        [
            f"Months that favour action: {_named(good)}."
            if good
            else "No month of these two years stands out for action, so prepare well.",
            f"Months to go slowly: {_named(hard)}." if hard else "No month of these two years is especially hard.",
        ],
        [Must(parts[1] if len(parts) > 1 else "Divide the matter into steps."), _STEPS[answer]],
        [
            More(
                f"By temperament, {ELEMENTS[f.element]} brings {QUALITIES[f.element]}, and in a matter like this you tend to {'act before thinking it through' if f.leans_strong else 'think and then wait'}, which is worth knowing."
            ),
            More(
                "Before you decide, write the best and the worst outcome on one line each, and go on if you can live with both."
            ),
        ],
        [
            More(
                "If circumstances change, because someone makes an offer or the family decides otherwise, the facts come first; return to this page afterwards."
            ),
            More("If you try and find that your experience points elsewhere, trust the experience."),
        ],
    ]


def _named(months: list[Transit]) -> str:
    return listed(f"<{month.pillar}> from {month.dates}" for month in months)


def _withheld(f: Facts, lean: str) -> list[Paragraph]:
    habits = listed(HABITS[element][0] for element in f.helpful[:2])
    tones = [f"{year.year} is {TONES[year.tone]}" for year in f.years]
    return [
        [Must(lean)],
        [
            Must(
                f"What can be said begins with what helps: {elements(f.helpful)}, while {elements(f.sparing)} should stay small."
            ),
            f"In daily life that is {habits}.",
        ],
        [
            f"As to time, {listed(tones)}; {_ONE[f.years[0].tone]}.",
            f"For next year the keynote is that {YEARS[f.years[1].god][0]}.",
        ],
        [
            f"The subject of {'the present decade' if f.decade else 'the first decade'} is {THEMES[(f.decade or f.decades[0]).god]}.",
            "What is truly in your hands are your hours, your means and the way you treat people; once these three are steady, the mind is at rest.",
        ],
        [
            More(
                "If the question will not leave you, one talk with someone you trust, or with a professional, does more than asking a chart again."
            ),
            More(
                "Turn what you want to know into what you want to do, write down the smallest step, and take it today."
            ),
        ],
    ]


def advice(f: Facts) -> list[Paragraph]:
    helpful = f.helpful or (f.lightest,)
    items = [
        Must(f"**{HABITS[e][1][0].upper()}{HABITS[e][1][1:]}**: {ELEMENTS[e]} helps, and makes up {_share(f, e)}.")
        for e in helpful[:3]
    ]
    if f.sparing:
        less = HABITS[f.sparing[0]][2]
        items.append(
            Must(
                f"**{less[0].upper()}{less[1:]}**: {ELEMENTS[f.sparing[0]]}, {_share(f, f.sparing[0])}, needs no addition."
            )
        )
    if f.decade is not None:
        run = {
            "good": "put one large thing in the calendar",
            "mixed": "give one half to keeping and one half to trying",
            "hard": "steady health and ground first",
        }[f.decade.tone]
        items.append(Must(f"**Go with the decade**: <{f.decade.pillar}> stands for {THEMES[f.decade.god]}, so {run}."))
    o = f.chart["options"]
    clock = (
        "true solar time, which is corrected for the place of birth"
        if o["clock"] == "true_solar"
        else "the standard time of the zone"
    )
    change = (
        "the day changes at 23:00"
        if o["day_change"] == "23:00"
        else f"the day changes at midnight, and from 23:00 the hour stem is that of {'the next day' if o['late_zi'] == 'next_day' else 'the day that ends'}"
    )
    age = "to the second" if o["start_age"] == "exact" else "in days and double hours"
    paragraphs: list[Paragraph] = [
        [Must("A few things that can be done soon, each with its place in the chart:")],
        Items(items),
        [
            {
                "good": "Begin with the one you like best, while the year helps, and let the others follow.",
                "mixed": "Begin with the easiest, to have made a start, and then take the hard one.",
                "hard": "Begin with the one that takes something away, and use the strength it frees.",
            }[f.years[0].tone],
            f"Mark each in the calendar when done, and count before spring {f.years[1].year}.",
        ],
        _when(f),
        [
            Must(
                f"The conventions: day and hour pillars by {clock}; {change}; the start of the decades counted {age}."
            ),
            "Other conventions give other pillars to births near a boundary; for everyone else nothing changes.",
        ],
    ]
    for warning in f.chart["warnings"]:
        paragraphs.append(
            [
                Must(f"One thing to know: {warning['message_en']}"),
                *_readings(f, warning),
                f"{_AFFECTS.get(warning['code'], 'What depends on it should be read with caution')}.",
            ]
        )
    if not f.chart["warnings"]:
        paragraphs.append(
            [
                "Your time of birth lies on no boundary of term, day or hour, so there is no second reading of the pillars."
            ]
        )
    paragraphs += [
        [
            "The limits: strength is estimated by fixed shares, and what helps follows from it; on patterns and helpful elements schools differ, and another would rank them otherwise.",
            "Where this disagrees with long experience of your own, go by the experience.",
        ],
        [
            "For health, law and money, please ask a professional.",
            More("Read this again in half a year and mark what fitted and what did not; only then has it served."),
            More("Two pieces of advice followed are worth more than five remembered."),
        ],
        [
            "Your strength is a mind of your own, and what to practise is the pause: before adding anything, cross out something old."
            if f.leans_strong
            else "Your strength is consideration, and what to practise is asking: before you bear it alone, see who could help.",
            "Read the list to someone near you and let them remind you in three months; it holds better than memory.",
        ],
        [
            More("Small changes kept for half a year outlast a great resolution."),
            More(
                "If one item fails twice, make it half as large instead of dropping it, and choose another hour of the day for it."
            ),
            More(
                "Whatever you begin, tie it to something you do anyway, such as the first cup of tea or the way home."
            ),
            More("Keep the list where you see it every morning, and let it be short."),
        ],
        [Must("This is a traditional way of seeing, and the choices remain yours.")],
    ]
    return paragraphs


def _share(f: Facts, element: str) -> str:
    weight = f.weights[element]
    return f"about {weight:.0f}% of the chart" if weight >= 1 else "hardly any of the chart"


def _when(f: Facts) -> Paragraph:
    """Say which of the coming months suit large matters and which do not."""
    ahead = [month for month in f.months if month.start > f.chart["as_of"]]
    good = [month for month in ahead if month.tone == "good"][-2:]
    hard = [month for month in ahead if month.tone == "hard"][-2:]
    lines = []
    if good:
        lines.append(f"Looking further ahead, {_named(good)} lend a hand and suit whatever is large.")
    if hard:
        lines.append(f"Around {_named(hard)}, leave a few days of the calendar empty and go gently.")
    return lines or ["The months ahead differ little, and your own rhythm may set the dates."]


def _readings(f: Facts, warning: dict[str, list[dict[str, dict[str, str]]]]) -> list[str]:
    told = "; ".join(
        f"{reading['label_en']}: {listed(f'<{p}>' for p in reading['pillars'].values() if p)}"
        for reading in warning["readings"][:4]
    )
    return [Must(f"The readings are these. {told}.")] if told else []


_AFFECTS = {
    "unknown_hour": "Hour pillar and the palaces that need it are not used, and what concerns later life and the young is a hint only",
    "approximate_time": "With another hour, what concerns the young and your longer plans would read differently",
    "near_solar_term": "With another month pillar, strength, pattern and decades would all have to be read again",
    "near_hour_boundary": "With the neighbouring hour, what concerns the young and your longer plans would change",
    "near_day_change": "With another day the day master differs, and the whole would have to be read again",
    "hour_by_sun": "By the clock, it is mostly the hour pillar that changes, with what follows from it",
    "ambiguous_time": "The two times are an hour apart, and the hour pillar may differ",
    "clock_unknown": "Which time the clocks kept is not certain, so leave room around the hour pillar",
    "far_from_zone": "If longitude or zone are wrong, day and hour pillars may both differ",
}
