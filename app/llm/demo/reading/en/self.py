"""The passages about the person in English: the chart, the temperament, strength and what helps."""

from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.words import (
    ELEMENTS,
    HABITS,
    IMAGES,
    KINDS,
    MEASURES,
    MOODS,
    PLACES,
    QUALITIES,
    SEASONS,
    SITS,
    STAGES,
    STARS,
    STATES,
    STEMS,
    elements,
    listed,
    where,
)
from app.llm.demo.reading.en.words import (
    GROUPS as NAMES,
)
from app.llm.demo.reading.facts import Column, Facts
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.gods import GROUPS


def named(f: Facts, group: str) -> str:
    return f"the {NAMES[group]} ({ELEMENTS[f.element_of(group)]})"


def stands(f: Facts, group: str) -> str:
    """Say where a group stands and whether it helps, as the beginning of a sentence."""
    value = {
        1: "and this element helps",
        0: "and this element neither helps nor hinders",
        -1: "and this element is better in small measure",
    }
    return f"The {NAMES[group]} ({ELEMENTS[f.element_of(group)]}) {where(f, group)}, {value[f.value(group)]}"


def chart(f: Facts) -> list[Paragraph]:
    day, month = f.columns["day"], f.columns["month"]
    pillars = listed(f"<{column.pillar}> for the {name}" for name, column in f.columns.items())
    unknown = (
        ""
        if f.has_hour
        else " The hour is unknown, so there are three pillars only, and nothing below depends on the fourth."
    )
    own, polarity = ELEMENTS[f.element], "yang" if f.chart["day_master"]["polarity"] == "阳" else "yin"
    few = f"about {f.weights[f.lightest]:.0f}%" if f.weights[f.lightest] >= 1 else "hardly a trace"
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
                f"You were born in {SEASONS[month.branch]}; the month branch <{month.branch}> is mainly {ELEMENTS[month.hidden[0].element]}, and for {own} that means that {STATES[f.chart['strength']['season']]}."
            ),
            f"What feeds it, {named(f, 'resource')}, {where(f, 'resource')}; what it feeds, {named(f, 'output')}, {where(f, 'output')}.",
            f"What rules it, {named(f, 'officer')}, {where(f, 'officer')}; what it rules, {named(f, 'wealth')}, {where(f, 'wealth')}.",
        ],
        [
            Must(
                f"By weight, {ELEMENTS[f.heaviest]} is the most, with about {f.weights[f.heaviest]:.0f}%, and {ELEMENTS[f.lightest]} the least, with {few}."
            ),
            f"So much {ELEMENTS[f.heaviest]} gives the whole an air of {QUALITIES[f.heaviest]}, while {QUALITIES[f.lightest]} have to be learnt on the way.",
        ],
    ]
    marks = [_mark(relation) for relation in f.chart["relations"]]
    if marks:
        paragraphs.append(
            [Must(f"What stands out most is {marks[0]}."), *(f"There is also {mark}." for mark in marks[1:3])]
        )
    else:
        paragraphs.append(
            [
                "No character of the chart combines or clashes with another; it is a quiet build, and the balance of elements decides the more."
            ]
        )
    seen: dict[str, str] = {}
    for name, column in f.columns.items():
        for star in column.stars:
            if star in STARS:
                seen.setdefault(star, name)
    paragraphs.append([f"The {PLACES[name]} carries {star}, {STARS[star]}." for star, name in list(seen.items())[:3]])
    paragraphs.append([More(_column(column)) for column in f.columns.values()])
    paragraphs.append(
        [More(f"In the day branch <{day.branch}> the day master has the stage {day.stage}, {STAGES[day.stage]}.")]
    )
    return paragraphs


def _mark(relation: dict[str, str]) -> str:
    places = listed(relation["pillars"])
    lean = f", leaning towards {ELEMENTS[relation['element']]}" if relation["element"] else ""
    return f"the {KINDS[relation['kind']]} ({relation['kind']}) of {places}{lean}: {MEASURES[relation['kind']]}"


def _column(column: Column) -> str:
    inside = listed(f"<{hidden.stem}> as <{hidden.god}>" for hidden in column.hidden)
    void = "; it is void, which takes some of its weight" if column.is_void else ""
    return f"Inside the {column.name} branch lie {inside}{void}."


def character(f: Facts) -> list[Paragraph]:
    month, day = f.columns["month"], f.columns["day"]
    inner, seat, manner = month.hidden[0], day.hidden[0], STEMS[f.stem]
    own = ELEMENTS[f.element]
    if f.leans_strong:
        strain = f"By the judgement of this report {own} is better in small measure: your own will suffices, and what tires you is not asking for help and not stopping."
        decide = "You tend to have the answer first and the reasons after; one person who dares to disagree makes your decisions safer."
    else:
        strain = f"By the judgement of this report {own} wants support: you can do a good deal, and what tires you is carrying things for others too long."
        decide = "You tend to hear everyone before you decide; give yourself a day on which the hearing ends."
    outputs = (
        "You keep your thoughts until someone has earned them, and then speak plainly.",
        "You say seven tenths and put the rest into what you make.",
        "You like to say and make what comes to mind, and expressing it is a kind of rest.",
    )
    peers = (
        "your friends are few and stay",
        "you see only in a hard moment who stands beside you",
        "there are always people of your age around; you care for fairness and quietly compare",
    )
    alone = (
        "has to be planned, since it does not come by itself",
        "is when you recharge, and few people notice",
        "is a need: ideas take shape once it is quiet",
    )
    paragraphs: list[Paragraph] = [
        [Must(f"A day master of <{f.stem}> brings {manner[0]}."), manner[1], f"In work, {manner[2]}."],
        [
            Must(
                f"The main stem of the month branch <{month.branch}> is <{inner.stem}>, the <{inner.god}>, which stands for {THEMES[inner.god]}: this is how the world outside meets you."
            ),
            f"The day branch <{day.branch}> is mainly <{seat.stem}>, the <{seat.god}>: {SITS[seat.god]}.",
        ],
        [Must(strain), decide],
        [
            f"{named(f, 'output').capitalize().replace(ELEMENTS[f.element_of('output')].lower(), ELEMENTS[f.element_of('output')])} {where(f, 'output')}. {outputs[f.presence('output')]}"
        ],
        [f"In company, {peers[f.presence('peer')]}; the companion stars {where(f, 'peer')}."],
        [f"Time alone {alone[f.presence('resource')]}, as the resource stars {where(f, 'resource')}."],
        [
            f"With so much {ELEMENTS[f.heaviest]}, {MOODS[f.heaviest]}.",
            f"Your strength is {QUALITIES[f.heaviest]}; used too much, it is where trouble starts.",
        ],
    ]
    if f.has_hour:
        hour = f.columns["hour"]
        paragraphs.append(
            [
                More(
                    f"The hour stem <{hour.stem}> is the <{hour.god}>, so that wishes not yet spoken concern {THEMES[hour.god]}."
                )
            ]
        )
    year = f.columns["year"]
    paragraphs.append(
        [More(f"The year stem <{year.stem}> is the <{year.god}>: as a child you soon came to know {THEMES[year.god]}.")]
    )
    return paragraphs


def strength(f: Facts) -> list[Paragraph]:
    s, own, feeds = f.chart["strength"], ELEMENTS[f.element], ELEMENTS[f.element_of("resource")]
    roots, helpers = s["roots"], s["helpers"]
    ground = f"no branch hides {own}, and strength has to be borrowed"
    if roots:
        branches = f"{listed(roots)} branch{'es' * (len(roots) > 1)}"
        ground = f"{own} is hidden in the {branches}, so that you have ground to stand on"
    company = "no stem takes your side in the open, and you have to come forward yourself"
    if helpers:
        stems = f"{listed(helpers)} stem{'s are' if len(helpers) > 1 else ' is'}"
        company = f"the {stems} of your element or feeding it, and what you say finds an echo"
    month = f.columns["month"]
    share = round(100 * s["support"])
    close = abs(share - 33) < 7 or abs(share - 50) < 7
    inside = listed(f"<{hidden.stem}> as <{hidden.god}>" for hidden in month.hidden)
    verb = "help" if len(f.helpful) > 1 else "helps"
    sparing = (
        f"{elements(f.sparing)} {'are' if len(f.sparing) > 1 else 'is'} better in small measure"
        if f.sparing
        else "no other needs to be spared"
    )
    heavy = (
        "which is on the side of what helps, and easy to use"
        if f.heaviest in f.helpful
        else "which is among what should stay small, and wants using with restraint"
        if f.heaviest in f.sparing
        else "which is on neither side and may be left as it is"
    )
    return [
        [
            Must(
                f"The judgement of the summary rests on three things: season, roots and company. Support comes to about {share}%."
            ),
            f"Season first: {own} in the month of <{month.branch}>, where {STATES[s['season']]}.",
        ],
        [f"Roots next: {ground}.", f"Company last: {company}."],
        [
            f"The rule turns stems and branches into shares, the month branch counting double and the day stem left out: with {own} and {feeds} together below a third the day master is weak, above a half strong, and between the two balanced.",
            f"The link most easily disputed is that share: weigh the month otherwise, and {'the verdict might cross the line' if close else 'the figure changes while the direction stays'}.",
        ],
        [
            Must(
                f"The pattern comes from the month: <{month.branch}> hides {inside}, and whichever shows in a stem leads; if none does, the main one counts."
            ),
            f"It succeeds if that character is strong and protected; {_PATTERN[f.value('officer')]}.",
        ],
        [
            Must(f"**So {elements(f.helpful)} {verb}, and {sparing}**; every section keeps to this."),
            "In detail: " + "; ".join(f"{named(f, g)} {_ROLES[g][f.value(g)]}" for g in GROUPS if f.value(g)) + ".",
        ],
        [
            "Balance asks what is heavy and what is light, climate asks what is warm and what is cold; where they agree there is nothing to choose, and where they do not, this report follows the sentence above.",
            f"Another school begins with climate: for a birth in {SEASONS[month.branch]} it would settle warmth and moisture first and might order the elements otherwise.",
        ],
        [Must("In daily life, what helps can be brought closer like this:")],
        Items([Must(f"**{ELEMENTS[element]}**: {HABITS[element][0]}; {HABITS[element][1]}.") for element in f.helpful]),
        [_MIDDLE[f.leans_strong], f"{ELEMENTS[f.heaviest]} is the heaviest element, {heavy}."],
        [
            f"What should stay small need not be shunned. {' '.join(f'For {ELEMENTS[e]}: {HABITS[e][2]}.' for e in f.sparing)}"
        ]
        if f.sparing
        else [],
        [
            "As to company, " + "; ".join(_COMPANY[g] for g in GROUPS if f.value(g) > 0) + ".",
            "Try this for two or three months, note what eases you and what tightens you, and keep what works.",
        ],
        [
            More(
                "None of this is a list of things forbidden; a chart shows where effort is light and where it is heavy, and both can be worth it."
            ),
            More("A helpful element can be overdone, too, and one to be spared remains useful in its place."),
            More("If your own experience points the other way, it has the better evidence."),
        ],
    ]


_PATTERN = {
    1: "here duty and rules are on its side, and keeping them keeps the pattern",
    0: "here duty and rules neither help nor harm, and it depends on your own care",
    -1: "here too much pressure breaks it, so taking on no more than you can carry comes first",
}
_MIDDLE = {
    True: "A strong day master does not mean that everything goes well; strength needs a way out, and speaking, making and taking charge are three.",
    False: "A day master in need of support does not mean that you are weak; it means that borrowing pays: from books, from elders, from good hours of sleep.",
}
_ROLES = {
    "peer": {
        1: "share the day master's load",
        -1: "are of the day master's own kind, and more of them would only compete",
    },
    "output": {1: "turn spare strength into work", -1: "spend strength that has to be saved"},
    "wealth": {1: "give strength something to work on", -1: "bring more business than can well be carried"},
    "officer": {1: "give strength its rules", -1: "press where pressure is already felt"},
    "resource": {1: "are backing and learning, and hold you up", -1: "would add strength where there is enough"},
}
_COMPANY = {
    "peer": "seek equals who want the same thing as you",
    "output": "seek people who like to listen and to make things",
    "wealth": "seek practical people who keep their word and their accounts",
    "officer": "seek people who keep rules and dare to ask something of you",
    "resource": "seek people who teach you and make you calm",
}
