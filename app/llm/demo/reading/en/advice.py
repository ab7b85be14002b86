"""The advice and the limits of the report in English."""

from collections.abc import Mapping
from typing import Any

from app.llm.demo.reading.doubts import changed_by
from app.llm.demo.reading.en import small
from app.llm.demo.reading.en.answers import plan, stance
from app.llm.demo.reading.en.ask import first_step
from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.habits import FEWER, STEPS
from app.llm.demo.reading.en.hours import told_hour
from app.llm.demo.reading.en.practice import READER
from app.llm.demo.reading.en.view import changes, changes_to, named_months, spans
from app.llm.demo.reading.en.words import ELEMENTS, listed, read_shortly
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.when import easy_months, main_decade, months_with, near_year


def advice(f: Facts) -> list[Paragraph]:
    helpful = f.helpful or (f.lightest,)
    asked = first_step(f)
    steps, fewer = (small.STEPS, small.FEWER) if f.is_small else (STEPS, FEWER)
    items = [Must(f"**{steps[e]}**: {ELEMENTS[e]} helps, and {_makes(f, e)}.") for e in helpful[:3]]
    if f.sparing:
        spared = f.sparing[0]
        items.append(Must(f"**{fewer[spared]}**: {ELEMENTS[spared]}, {_share(f, spared)}, needs no addition."))
    decade = main_decade(f)
    if decade is not None and not f.is_small:
        run = {
            "good": "it supports you, so work towards what you have long had in mind",
            "mixed": "it has gains and costs, so try new things on a small scale",
            "hard": "it is demanding, so look after your rest and what you already have first",
        }[decade.tone]
        items.append(
            Must(
                f"**Plan with the decade**: <{decade.pillar}>, from {changes(f) if decade is f.next_decade else decade.year}, stands for {THEMES[decade.god]}; {run}."
            )
        )
    o = f.chart["options"]
    clock = "true solar time at the place of birth" if o["clock"] == "true_solar" else "the standard time of the zone"
    change = (
        "the day changes at 23:00"
        if o["day_change"] == "23:00"
        else f"the day changes at midnight, and from 23:00 the hour stem is that of {'the next day' if o['late_zi'] == 'next_day' else 'the day that ends'}"
    )
    age = "to the second" if o["start_age"] == "exact" else "in days and double hours"
    if f.question and f.judged["question"].get("urgent"):
        items.insert(0, Must(f"**Find help first**: {_HELP}"))
    if asked:
        items.insert(0, Must(f"**For your question**: {asked}"))
    paragraphs: list[Paragraph] = [
        [Must("A few things you can do soon, each with its reason in the chart:")],
        Items(items),
        [
            {
                "good": "Begin with the one you like best.",
                "mixed": "Begin with the easiest, and then take the hardest.",
                "hard": "Begin with something you can do less of, and use the strength this saves.",
            }[near_year(f).tone],
            f"Note in the calendar what you have done, and look back at it {_look_back(f)}.",
            More("It is enough to follow one or two of these."),
        ],
        _when(f),
        [
            Must(
                f"The conventions: day and hour pillars follow {clock}; {change}; the start of the decades is counted {age}."
            ),
        ],
    ]
    paragraphs += _warnings(f)
    if not f.chart["warnings"]:
        paragraphs.append(
            [
                "Your time of birth lies on no boundary of term, day or hour, so there is no second reading of the pillars."
            ]
        )
    paragraphs += [
        [
            "The limits: strength is estimated by fixed shares, and what helps follows from it; schools differ on patterns and helpful elements, and another might rank them differently.",
            "If your own long experience says otherwise, it counts for more.",
        ],
        [
            "For health, law and money, please ask your parents and a professional."
            if f.is_minor
            else "For health, law and money, please ask a professional.",
            More(
                "Mark in this report what fitted and what did not; the next year will tell you more than a second reading."
            ),
        ],
        [
            ""
            if f.is_small
            else "Your strength is a mind of your own; practise pausing, and before you add something, drop something else."
            if f.leans_strong
            else "Your strength is that you think of others; before you bear something alone, see who could share it.",
            "Read the list to somebody close to you and ask them to remind you." if f.is_small else READER[f.element],
        ],
        [
            More(
                "If one item fails twice, make it half as large instead of dropping it, and choose another hour of the day for it."
            ),
            More("Tie a new habit to something you do anyway, such as the first cup of tea or the way home."),
            More("Keep the list short, and where you see it every morning."),
        ],
        [Must("This is a traditional way of seeing, and the choices remain yours.")],
    ]
    return paragraphs


def _warnings(f: Facts) -> list[Paragraph]:
    """Repeat the chart's warnings, those with the same readings in one paragraph, and say what depends on them."""
    by_readings: dict[str, list[Mapping[str, Any]]] = {}
    for warning in f.chart["warnings"]:
        readings = sorted(str(sorted(reading["pillars"].items(), key=str)) for reading in warning["readings"])
        by_readings.setdefault(str(readings or warning["code"]), []).append(warning)
    paragraphs, told = list[Paragraph](), set[str]()
    for number, same in enumerate(by_readings.values()):
        affects = _affects(f, same[-1])
        messages = " ".join(warning["message_en"] for warning in same)
        paragraphs.append(
            [
                Must(f"{'Also' if number else 'One thing to know'}: {messages}"),
                *([] if any(_are_told(f, warning) for warning in same) else _readings(same[0])),
                f"{affects}." if affects not in told else "",
            ]
        )
        told.add(affects)
    return paragraphs


def _look_back(f: Facts) -> str:
    """Return when to look back: in the month of the second look at the question, if there is one."""
    talk = plan(f).talk if stance(f) == "hold" else ()
    return f"in {read_shortly(talk[0].pillar)}" if talk else "after three months"


def _makes(f: Facts, element: str) -> str:
    """Say how much of the chart an element makes up; one that is absent has to be looked for."""
    if not f.weights[element]:
        return "has to be brought in, as the chart has none"
    return f"makes up {_share(f, element)}"


def _share(f: Facts, element: str) -> str:
    weight = f.weights[element]
    return f"about {weight:.0f}% of the chart" if weight >= 1 else "hardly any of the chart"


def _when(f: Facts) -> Paragraph:
    """Say which of the coming months suit large matters and which do not."""
    good, hard = easy_months(f)[:2], months_with(f, "hard", 24)
    lines = list[str]()
    if good and not stance(f):
        verb = "suit" if len(good) > 1 else "suits"
        lines.append(f"{named_months(good)} {verb} what matters most to you.")
    if hard:
        lines.append(Must(f"Leave some days free in {spans(f, hard)}."))
    return lines or ["The months ahead differ little, so choose the dates as they suit you."]


def _are_told(f: Facts, warning: Mapping[str, Any]) -> bool:
    """Whether the warning itself names every pillar in which its readings differ from the chart's."""
    others = {
        pillar
        for reading in warning["readings"]
        for name, pillar in reading["pillars"].items()
        if pillar and name in f.columns and pillar != f.columns[name].pillar
    }
    return all(pillar in warning["message_en"] for pillar in others)


def _affects(f: Facts, warning: Mapping[str, Any]) -> str:
    """Say which judgements depend on what is uncertain."""
    names = changed_by(f, warning)
    if set(names) - {"hour"}:
        return f"T{changes_to(names)[1:]}"
    if warning["code"] in {"near_hour_boundary", "hour_by_sun"} and told_hour(f):
        return "What the other hour would change is explained under “Strength and What Helps”"
    return _AFFECTS.get(warning["code"], "What depends on it should be read with caution")


def _readings(warning: Mapping[str, Any]) -> list[str]:
    told = "; ".join(
        f"{reading['label_en']}: {listed(f'<{p}>' for p in reading['pillars'].values() if p)}"
        for reading in warning["readings"][:4]
    )
    return [Must(f"The possible pillars are: {told}.")] if told else []


_HELP = "tell somebody you trust, or a doctor, or call a crisis line; if there is danger, call your local emergency number. All the rest of this list can wait."
_AFFECTS = {
    "unknown_hour": "The hour pillar and the palaces that need it are not used, and what is said of children and later plans is only a hint",
    "approximate_time": "With another hour, what is said of children and longer plans would read differently",
    "near_solar_term": "With another month pillar, strength, pattern and decades would all be different",
    "near_hour_boundary": "With the neighbouring hour, the weights would shift a little, and what is said of children and longer plans would change",
    "near_day_change": "With another day pillar the day master may differ, and with it the whole reading",
    "hour_by_sun": "By the clock it is mostly the hour pillar that changes, and what follows from it",
    "ambiguous_time": "The two times are an hour apart, and the hour pillar may differ",
    "clock_unknown": "It is not certain which time the clocks kept, so treat the hour pillar with caution",
    "far_from_zone": "If the longitude or the zone is wrong, day and hour pillars may both differ",
}
