"""The advice and the limits of the report in English."""

from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.page import named_months
from app.llm.demo.reading.en.words import ELEMENTS, HABITS, listed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import Items, More, Must, Paragraph


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
        lines.append(f"Looking further ahead, {named_months(good)} lend a hand and suit whatever is large.")
    if hard:
        lines.append(f"Around {named_months(hard)}, leave a few days of the calendar empty and go gently.")
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
