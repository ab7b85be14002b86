"""The passages about the person in English: the chart, the temperament, strength and what helps."""

from collections.abc import Mapping
from typing import Any

from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.manner import CLOSE, OPEN, decides, excess, mood, outer, quality
from app.llm.demo.reading.en.ties import FIRST, ORDER
from app.llm.demo.reading.en.words import (
    ELEMENTS,
    IMAGES,
    KINDS,
    MEASURES,
    PLACES,
    SEASONS,
    SITS,
    STAGES,
    STARS,
    STATES,
    STEMS,
    listed,
    where,
)
from app.llm.demo.reading.en.words import (
    GROUPS as NAMES,
)
from app.llm.demo.reading.facts import Column, Facts
from app.llm.demo.reading.fit import More, Must, Paragraph


def named(f: Facts, group: str) -> str:
    return f"the {NAMES[group]} ({ELEMENTS[f.element_of(group)]})"


def stands(f: Facts, group: str) -> str:
    """Say where a group stands and whether it helps, as the beginning of a sentence."""
    value = ("neither help nor hinder", "help", "are better in moderation")[f.value(group)]
    if not f.presence(group):
        value = value.replace("are", "would be") if "are" in value else f"would {value}"
    return f"The {NAMES[group]} ({ELEMENTS[f.element_of(group)]}) {where(f, group)}, and they {value}"


def stands_shortly(f: Facts, group: str) -> str:
    """Say the same in a few words, in passages after that about work, which names the places."""
    seen = ("missing here", "hidden", "in the open")[f.presence(group)]
    value = ("neutral", "helpful", "better in moderation")[f.value(group)]
    would = "and would be" if not f.presence(group) else "and"
    return f"The {NAMES[group]} ({ELEMENTS[f.element_of(group)]}) are {seen} {would} {value}"


def chart(f: Facts) -> list[Paragraph]:
    day, month = f.columns["day"], f.columns["month"]
    pillars = listed(f"<{column.pillar}> for the {name}" for name, column in f.columns.items())
    unknown = (
        ""
        if f.has_hour
        else " The hour is unknown, so there are three pillars only, and nothing here is read from the fourth."
    )
    own, polarity = ELEMENTS[f.element], "yang" if f.chart["day_master"]["polarity"] == "阳" else "yin"
    few = (
        f"about {f.weights[f.lightest]:.0f}%"
        if f.weights[f.lightest] >= 1
        else "hardly a trace"
        if f.weights[f.lightest]
        else "none at all"
    )
    paragraphs: list[Paragraph] = [
        [
            Must(f"Your chart reads {pillars}.{unknown}"),
            Must(
                f"The stem of the day, <{f.stem}>, is the day master, the character that stands for you: {polarity} {own}, traditionally pictured as {IMAGES[f.stem]}."
            ),
            f"Every other character is named by its relation to {own}: the same element is a companion, what it feeds is output, what it rules is wealth, what rules it is an officer, and what feeds it is a resource.",
        ],
        [
            Must(
                f"By the solar terms, which BaZi counts alike in both hemispheres, you were born in {SEASONS[month.branch]}. The month branch <{month.branch}> is mainly {ELEMENTS[month.hidden[0].element]}, and for {own} this means that {STATES[f.chart['strength']['season']]}."
            ),
            f"T{named(f, 'resource')[1:]}, which feed it, {where(f, 'resource')}; {named(f, 'output')}, which it feeds, {where(f, 'output')}.",
            f"T{named(f, 'officer')[1:]}, which rule it, {where(f, 'officer')}; {named(f, 'wealth')}, which it rules, {where(f, 'wealth')}.",
        ],
        [
            Must(
                f"By weight, {ELEMENTS[f.heaviest]} is the most, with about {f.weights[f.heaviest]:.0f}%, and {ELEMENTS[f.lightest]} the least, with {few}."
            ),
            f"{ELEMENTS[f.heaviest]} lends the chart {quality(f, f.heaviest)}, while {quality(f, f.lightest)} take more practice.",
        ],
    ]
    relations = sorted(f.chart["relations"], key=relation_rank)
    if relations:
        places: dict[tuple[str, str], list[str]] = {}
        for relation in relations:
            spots = places.setdefault((relation["kind"], relation["parts"]), [])
            spots.append(listed(relation["pillars"]))
            if len(relation["pillars"]) > 2 and len(spots) > 1:
                together = {
                    name for other in relations if other["parts"] == relation["parts"] for name in other["pillars"]
                }
                spots[:] = [listed(name for name in f.columns if name in together)]
        firsts = [next(r for r in relations if (r["kind"], r["parts"]) == key) for key in list(places)[:3]]
        marks, told = [], set[str]()
        for relation in firsts:
            spots = places[relation["kind"], relation["parts"]]
            marks.append(_mark(f, relation, spots, is_known=relation["kind"] in told))
            told.add(relation["kind"])
        paragraphs.append(
            [Must(f"The relation that counts most is {marks[0]}."), *(f"There is also {mark}." for mark in marks[1:])]
        )
    else:
        paragraphs.append(
            ["No character of the chart combines or clashes with another, so the balance of elements decides more."]
        )
    seen: dict[str, str] = {}
    for name, column in f.columns.items():
        for star in column.stars:
            if star in STARS:
                seen.setdefault(star, name)
    paragraphs.append(_stars(list(seen.items())[:3]))
    paragraphs.append([More(_column(column)) for column in f.columns.values()])
    paragraphs.append(
        [More(f"In the day branch <{day.branch}> the day master has the stage {day.stage}, {STAGES[day.stage]}.")]
    )
    return paragraphs


def relation_rank(relation: Mapping[str, Any]) -> tuple[bool, bool, int]:
    """Sort relations as those of transits: clashes and repetitions first, then those of the day pillar."""
    kind = relation["kind"]
    return kind not in FIRST, "day" not in relation["pillars"], ORDER.index(kind)


def _mark(f: Facts, relation: dict[str, str], spots: list[str], *, is_known: bool) -> str:
    element = relation["element"]
    spared = ", which is better in moderation" if element and element in f.sparing else ""
    lean = f", leaning towards {ELEMENTS[element]}{spared}" if element else ""
    head = f"{KINDS[relation['kind']]} ({relation['kind']} {relation['parts']}) of {', and of '.join(spots)}{lean}"
    measure = MEASURES[relation["kind"]]
    if len(spots) > 1:
        measure = (
            measure.replace("between the two", "between them")
            .replace("the two sides", "the sides")
            .replace("the two ", "they ")
        )
    return f"a second {head}" if is_known else f"the {head}: {measure}"


def _stars(stars: list[tuple[str, str]]) -> list[str]:
    if not stars:
        return []
    named = [f"{star} in the {PLACES[name]} ({STARS[star]})" for star, name in stars]
    return [f"Of the stars (神煞), which count for less, the chart has {'; '.join(named)}."]


def _column(column: Column) -> str:
    inside = listed(f"<{hidden.stem}> as <{hidden.god}>" for hidden in column.hidden)
    void = (
        "; the branch is void (空亡), that is, without a stem in the group of ten to which the day pillar belongs, which takes some of its weight"
        if column.is_void
        else ""
    )
    return f"Inside the {column.name} branch {'lie' if len(column.hidden) > 1 else 'lies'} {inside}{void}."


def character(f: Facts) -> list[Paragraph]:
    month, day = f.columns["month"], f.columns["day"]
    inner, seat, manner = month.hidden[0], day.hidden[0], STEMS[f.stem]
    own = ELEMENTS[f.element]
    if f.leans_strong:
        strain = f"Of {own}, your own element, you have enough: will is there, and what tires you is that you do not ask for help and do not stop."
    else:
        strain = f"Your own element, {own}, wants support: you can do a good deal, and what tires you is carrying things for others for too long."
    said = f.presence("output")
    outputs = (
        _OPEN_YET_QUIET[said]
        if f.stem in OPEN and said < 2
        else "At first you keep what you notice to yourself; once you feel safe you like to say it or make something of it."
        if f.stem in CLOSE and said == 2
        else _OUTPUTS[said]
    )
    peers = (
        "you have few friends and keep them",
        "it is in a hard moment that you see who stands beside you",
        "there are always people like you around, and you value fairness and quietly compare",
    )
    alone = (
        "time alone has to be planned, since it does not come by itself",
        "you recover when you are alone, and few people notice",
        "you need time alone, and ideas take shape once it is quiet",
    )
    paragraphs: list[Paragraph] = [
        [Must(f"A day master of <{f.stem}> gives you {manner[0]}."), manner[1], f"In work, {manner[2]}."],
        [
            Must(
                f"The main stem of the month branch <{month.branch}> is <{inner.stem}>, <{inner.god}>, which stands for {THEMES[inner.god]}: {outer(f)}."
            ),
            f"The day branch <{day.branch}> is mainly <{seat.stem}>, <{seat.god}>: {SITS[seat.god]}.",
        ],
        [Must(strain), decides(f)],
        [f"T{named(f, 'output')[1:]} {where(f, 'output')}. {outputs}"],
        [f"The companion stars {where(f, 'peer')}: {peers[f.presence('peer')]}."],
        [f"The resource stars {where(f, 'resource')}: {alone[f.presence('resource')]}."],
        [
            f"{ELEMENTS[f.heaviest]} is the heaviest element: {mood(f)}.",
            excess(f),
        ],
    ]
    if f.has_hour:
        hour = f.columns["hour"]
        paragraphs.append(
            [
                More(
                    f"The hour stem <{hour.stem}> is <{hour.god}>, and wishes that you seldom voice concern {THEMES[hour.god]}."
                )
            ]
        )
    year = f.columns["year"]
    paragraphs.append(
        [More(f"The year stem <{year.stem}> is <{year.god}>: as a child you got to know {THEMES[year.god]} early.")]
    )
    return paragraphs


_OUTPUTS = (
    "You keep your thoughts until someone has earned them, and then speak plainly.",
    "You keep part of what you think to yourself and put it into what you make.",
    "You like to say or make what comes to mind, and it relaxes you.",
)
_OPEN_YET_QUIET = (
    "In manner you are open; what matters most to you waits all the same until someone has earned it.",
    "In manner you are open, and yet a part of what you think goes only into what you make.",
)
