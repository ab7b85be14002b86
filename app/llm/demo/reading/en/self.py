"""The passages about the person in English: the chart, the temperament, strength and what helps."""

from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.ties import ORDER
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
    value = ("neither help nor hinder", "help", "are better in small measure")[f.value(group)]
    if not f.presence(group):
        value = value.replace("are", "would be") if "are" in value else f"would {value}"
    return f"The {NAMES[group]} ({ELEMENTS[f.element_of(group)]}) {where(f, group)}, and they {value}"


def chart(f: Facts) -> list[Paragraph]:
    day, month = f.columns["day"], f.columns["month"]
    pillars = listed(f"<{column.pillar}> for the {name}" for name, column in f.columns.items())
    unknown = (
        ""
        if f.has_hour
        else " The hour is unknown, so there are three pillars only, and nothing here is read from the fourth."
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
                f"By the solar terms, which BaZi counts alike in both hemispheres, you were born in {SEASONS[month.branch]}. The month branch <{month.branch}> is mainly {ELEMENTS[month.hidden[0].element]}, and for {own} this means that {STATES[f.chart['strength']['season']]}."
            ),
            f"What feeds it, {named(f, 'resource')}, {where(f, 'resource')}; what it feeds, {named(f, 'output')}, {where(f, 'output')}.",
            f"What rules it, {named(f, 'officer')}, {where(f, 'officer')}; what it rules, {named(f, 'wealth')}, {where(f, 'wealth')}.",
        ],
        [
            Must(
                f"By weight, {ELEMENTS[f.heaviest]} is the most, with about {f.weights[f.heaviest]:.0f}%, and {ELEMENTS[f.lightest]} the least, with {few}."
            ),
            f"{ELEMENTS[f.heaviest]} lends the chart {QUALITIES[f.heaviest]}, while {QUALITIES[f.lightest]} take more practice.",
        ],
    ]
    relations = sorted(f.chart["relations"], key=lambda r: ("day" not in r["pillars"], ORDER.index(r["kind"])))
    if relations:
        marks, told = [], set[str]()
        for relation in relations[:3]:
            marks.append(_mark(relation, is_known=relation["kind"] in told))
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


def _mark(relation: dict[str, str], *, is_known: bool) -> str:
    lean = f", leaning towards {ELEMENTS[relation['element']]}" if relation["element"] else ""
    head = f"{KINDS[relation['kind']]} ({relation['kind']} {relation['parts']}) of {listed(relation['pillars'])}{lean}"
    return f"a second {head}" if is_known else f"the {head}: {MEASURES[relation['kind']]}"


def _stars(stars: list[tuple[str, str]]) -> list[str]:
    if not stars:
        return []
    named = [f"{star} in the {PLACES[name]} ({STARS[star]})" for star, name in stars]
    return [f"Of the stars (神煞), which count for less, the chart has {'; '.join(named)}."]


def _column(column: Column) -> str:
    inside = listed(f"<{hidden.stem}> as <{hidden.god}>" for hidden in column.hidden)
    void = "; the branch is void (空亡), which takes some of its weight" if column.is_void else ""
    return f"Inside the {column.name} branch lie {inside}{void}."


def character(f: Facts) -> list[Paragraph]:
    month, day = f.columns["month"], f.columns["day"]
    inner, seat, manner = month.hidden[0], day.hidden[0], STEMS[f.stem]
    own = ELEMENTS[f.element]
    if f.leans_strong:
        strain = f"By the judgement of this report {own} is better in small measure: you have will enough, and what tires you is that you do not ask for help and do not stop."
        decide = (
            "You tend to have the answer before the reasons; someone who dares to disagree makes your decisions safer."
        )
    else:
        strain = f"By the judgement of this report {own} wants support: you can do a good deal, and what tires you is carrying things for others for too long."
        decide = "You tend to ask everyone before you decide; set a day on which the asking ends."
    outputs = (
        "You keep your thoughts until someone has earned them, and then speak plainly.",
        "You keep part of what you think to yourself and put it into what you make.",
        "You like to say or make what comes to mind, and it relaxes you.",
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
                f"The main stem of the month branch <{month.branch}> is <{inner.stem}>, the <{inner.god}>, which stands for {THEMES[inner.god]}: this is the side of you that the outside world meets."
            ),
            f"The day branch <{day.branch}> is mainly <{seat.stem}>, the <{seat.god}>: {SITS[seat.god]}.",
        ],
        [Must(strain), decide],
        [f"T{named(f, 'output')[1:]} {where(f, 'output')}. {outputs[f.presence('output')]}"],
        [f"The companion stars {where(f, 'peer')}: {peers[f.presence('peer')]}."],
        [f"The resource stars {where(f, 'resource')}: {alone[f.presence('resource')]}."],
        [
            f"{ELEMENTS[f.heaviest]} is the heaviest element: {MOODS[f.heaviest]}.",
            f"Your strength is {QUALITIES[f.heaviest]}, and in excess it turns against you.",
        ],
    ]
    if f.has_hour:
        hour = f.columns["hour"]
        paragraphs.append(
            [
                More(
                    f"The hour stem <{hour.stem}> is the <{hour.god}>, and wishes that you seldom voice concern {THEMES[hour.god]}."
                )
            ]
        )
    year = f.columns["year"]
    paragraphs.append(
        [More(f"The year stem <{year.stem}> is the <{year.god}>: as a child you got to know {THEMES[year.god]} early.")]
    )
    return paragraphs


def strength(f: Facts) -> list[Paragraph]:
    s, own, feeds = f.chart["strength"], ELEMENTS[f.element], ELEMENTS[f.element_of("resource")]
    roots, helpers = s["roots"], s["helpers"]
    ground = f"no branch hides {own}, so there is no ground of your own and support has to come from others"
    if roots:
        branches = f"{listed(roots)} branch{'es' * (len(roots) > 1)}"
        ground = f"{own} is hidden in the {branches}, which gives you ground to stand on"
    company = "no stem supports you in the open, and you have to speak up for yourself"
    if helpers:
        stems = f"{listed(helpers)} stem{'s belong' if len(helpers) > 1 else ' belongs'}"
        company = f"the {stems} to your element or to the one that feeds it, and you find support for what you say"
    month = f.columns["month"]
    share = round(100 * s["support"])
    inside = listed(f"<{hidden.stem}> as <{hidden.god}>" for hidden in month.hidden)
    verb = "help" if len(f.helpful) > 1 else "helps"
    sparing = (
        f"{elements(f.sparing)} {'are' if len(f.sparing) > 1 else 'is'} better in small measure"
        if f.sparing
        else "no other needs to be spared"
    )
    heavy = (
        "and since it helps, it is easy to use"
        if f.heaviest in f.helpful
        else "and since it is better in small measure, hold it back"
        if f.heaviest in f.sparing
        else "and may be left as it is"
    )
    return [
        [
            Must(
                f"The judgement of the summary rests on three things: season, roots and stems. Support comes to about {share}%."
            ),
            f"Season first: {own} in the month of <{month.branch}>, where {STATES[s['season']]}.",
        ],
        [f"Roots next: {ground}.", f"Stems last: {company}."],
        [
            f"The rule turns stems and branches into shares, the month branch counting double and the day stem left out: with {own} and {feeds} together below a third the day master is weak, above a half strong, and between the two balanced; to decide what helps, 40% and more counts as the strong side.",
            f"The most disputable step is that share: with other weights {'it might fall on the other side of 40%, and what helps would change' if abs(share - 40) < 6 else 'the figure changes, but hardly the direction'}.",
        ],
        [
            Must(f"As to the pattern, <{month.branch}> hides {inside}. {_pattern(f)}"),
        ],
        [
            Must(f"**So {elements(f.helpful)} {verb}, and {sparing}**; every section keeps to this."),
            "In detail: " + "; ".join(f"{named(f, g)} {_ROLES[g][f.value(g)]}" for g in GROUPS if f.value(g)) + ".",
        ],
        [
            "This weighs balance first, that is heavy against light, and then climate, that is warm against cold.",
            f"Another school begins with climate: for a birth in {SEASONS[month.branch]} it would look at warmth and moisture first and might rank the elements differently.",
        ],
        [Must("In daily life you can make use of what helps like this:")],
        Items([Must(f"**{ELEMENTS[element]}**: {HABITS[element][0]}; {HABITS[element][1]}.") for element in f.helpful]),
        [_MIDDLE[f.leans_strong], f"{ELEMENTS[f.heaviest]} is the heaviest element, {heavy}."],
        [
            f"What is better in small measure need not be avoided. {' '.join(f'For {ELEMENTS[e]}: {HABITS[e][2]}.' for e in f.sparing)}"
        ]
        if f.sparing
        else [],
        [
            f"As to company, seek {'; '.join(_COMPANY[g] for g in GROUPS if f.value(g) > 0)}.",
            "Try this for two or three months, note what makes life easier and what does not, and keep what works.",
        ],
        [
            More(
                "Nothing here is forbidden; the chart shows where effort comes easily and where it does not, and both can be worth it."
            ),
            More("A helpful element can be overdone, and the others keep their uses."),
            More("If your own experience points the other way, trust your experience."),
        ],
    ]


def _pattern(f: Facts) -> str:
    """Explain the pattern that the judgement names."""
    judged, month = str(f.judged["pattern"]), f.columns["month"]
    own = [hidden for hidden in month.hidden if hidden.element == f.element]
    if "月刃" in judged or "建禄" in judged:
        name, place = ("月刃", "blade (刃)") if "月刃" in judged else ("建禄", "office (禄)")
        need = _NEEDS[f.value("officer")]
        return f"<{month.branch}> is the {place} of <{f.stem}>, so the pattern is {name}, whichever stems show. Such a month has a force of its own: {need}."
    if "which suggests" in judged:
        stem = next((h for h in month.hidden if judged.startswith(h.stem)), month.hidden[0])
        return f"<{stem.stem}> shows in a stem and is not of the day master's own element, so it names the pattern: <{stem.god}>."
    if "None of the stems" in judged:
        return f"None of {'them' if len(month.hidden) > 1 else 'these'} shows in a stem, so the main one names the pattern, the <{month.hidden[0].god}>, and only weakly."
    rest = [hidden for hidden in month.hidden if hidden not in own]
    shows = f", and {listed(f'<{h.stem}>' for h in rest)} show{'s' * (len(rest) == 1)} in no stem" if rest else ""
    return f"A stem of the day master's own element makes no pattern{shows}, so there is no clear pattern."


_NEEDS = {
    1: "by the usual view it wants officers to give it direction, and here they help",
    0: "by the usual view it wants officers to give it direction, and here they neither help nor hinder",
    -1: "by the usual view it wants officers to give it direction, but here more pressure would not help",
}
_MIDDLE = {
    True: "A day master on the strong side does not mean that everything goes well; strength needs an outlet, such as speaking, making things or taking charge.",
    False: "A day master in need of support does not mean that you are weak; it means that help pays: from books, from elders, from good hours of sleep.",
}
_ROLES = {
    "peer": {
        1: "share the day master's load",
        -1: "are of the day master's own kind, and more of them would only compete",
    },
    "output": {1: "turn spare strength into work", -1: "spend strength that has to be saved"},
    "wealth": {1: "give strength something to work on", -1: "bring more business than can well be carried"},
    "officer": {1: "give strength its rules", -1: "press where pressure is already felt"},
    "resource": {1: "are backing and learning, and support you", -1: "would add strength where there is enough"},
}
_COMPANY = {
    "peer": "equals who want the same thing as you",
    "output": "people who like to listen and to make things",
    "wealth": "practical people who keep their word and their accounts",
    "officer": "people who keep rules and ask something of you",
    "resource": "people who teach you and calm you",
}
