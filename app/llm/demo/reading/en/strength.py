"""The passage about strength, pattern and what helps in English."""

from app.llm.demo.reading.en.habits import HABITS
from app.llm.demo.reading.en.hours import told_hour, what_changes
from app.llm.demo.reading.en.manner import quality
from app.llm.demo.reading.en.self import named
from app.llm.demo.reading.en.view import doubt
from app.llm.demo.reading.en.words import ELEMENTS, SEASONS, STATES, elements, listed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import Items, More, Must, Paragraph
from app.llm.demo.reading.gods import GROUPS


def strength(f: Facts) -> list[Paragraph]:
    s, own, feeds = f.chart["strength"], ELEMENTS[f.element], ELEMENTS[f.element_of("resource")]
    roots, helpers = s["roots"], s["helpers"]
    ground = f"no branch hides {own}, so there is no ground of your own and support has to come from others"
    if roots:
        branches = f"{listed(roots)} branch{'es' * (len(roots) > 1)}"
        ground = f"{own} is hidden in the {branches}, which gives you ground to stand on"
    company = "no stem supports you in the open, and you have to speak up for yourself"
    if helpers:
        told = listed(f"the {name} stem <{f.columns[name].stem}>" for name in helpers)
        company = f"{told} support{'s' * (len(helpers) == 1)} you in the open, and others back up what you say"
    month = f.columns["month"]
    share = round(100 * s["support"])
    inside = listed(f"<{hidden.stem}> as <{hidden.god}>" for hidden in month.hidden)
    verb = "help" if len(f.helpful) > 1 else "helps"
    sparing = (
        f"{elements(f.sparing)} {'are' if len(f.sparing) > 1 else 'is'} better in moderation"
        if f.sparing
        else "no other needs to be spared"
    )
    heavy = (
        "and since it helps, it is easy to use"
        if f.heaviest in f.helpful
        else "and as you have enough of it, give it something to do"
        if f.heaviest in f.sparing and f.leans_strong
        else "and as it draws on you already, do not add to it"
        if f.heaviest in f.sparing
        else "and may be left as it is"
    )
    return [
        [
            Must(
                f"The judgement of the summary rests on three things: season, roots and stems. Support comes to about {share}%."
            ),
            f"Season first: {own} is born in the month of <{month.branch}>, where {STATES[s['season']]}.",
        ],
        [f"Roots next: {ground}.", f"Stems last: {company}."],
        [
            f"The rule turns stems and branches into shares, the month branch counting double and the day stem left out: with {own} and {feeds} together below a third the day master is weak, above a half strong, and between the two balanced; to decide what helps, 40% and more counts as the strong side.",
            _doubts(f, share),
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
            _climate(f),
            More(
                f"Another school begins with climate: for a birth in {SEASONS[month.branch]} it would look at warmth and moisture first and might rank the elements differently."
            ),
        ],
        [Must("In daily life you can make use of what helps like this:")],
        Items([Must(f"**{ELEMENTS[element]}**: {HABITS[element][0]}; {HABITS[element][1]}.") for element in f.helpful]),
        [_MIDDLE[f.leans_strong], f"{ELEMENTS[f.heaviest]} is the heaviest element, {heavy}."],
        [
            f"Better in moderation does not mean forbidden. {' '.join(f'For {ELEMENTS[e]}: {HABITS[e][2]}.' for e in f.sparing)}"
        ]
        if f.sparing
        else [],
        [
            f"As to company, seek {', and '.join(_COMPANY[g] for g in GROUPS if f.value(g) > 0)}.",
            "Try this for two or three months, note what makes life easier and what does not, and keep what works.",
        ],
        [
            More(
                f"{ELEMENTS[f.lightest]}, {'the lightest element' if f.weights[f.lightest] else 'which the chart lacks'}, shows in what takes you longest to learn: {quality(f, f.lightest)}."
            ),
            More(f"{ELEMENTS[f.heaviest]}, the heaviest, shows in what others notice first: {quality(f, f.heaviest)}."),
        ],
    ]


def _climate(f: Facts) -> str:
    """Say what climate adds to balance: nothing, the first place for an element, one more element, or a caveat."""
    branch = f.columns["month"].branch
    wanted = "火" if branch in "亥子丑" else "水" if branch in "巳午未" else ""
    if not wanted:
        return f"{SEASONS[branch].capitalize()} is {'dry and cooling' if branch in '申酉戌' else 'windy and warming'}, but neither hot nor cold enough to call for an element, so balance alone decides."
    season = "cold" if wanted == "火" else "hot"
    name = ELEMENTS[wanted]
    if wanted not in f.helpful:
        return f"The season is {season} and calls for {name}, but balance does not; balance comes first, and a little {name} is enough."
    if f.helpful[0] == wanted:
        return f"The season is {season} and calls for {name}, as balance does, so {name} comes first."
    return f"The season is {season} and calls for {name}, which balance does not forbid, so {name} helps as well and comes last."


def _doubts(f: Facts, share: int) -> str:
    """Name the weakest link: a birth time that allows another pillar, else the share of support."""
    if not f.has_hour:
        return _without_hour(f)
    if doubt(f):
        return f"The most disputable step is the time of birth: {doubt(f)}."
    other = what_changes(f)
    if other is None:
        turn = "it might fall on the other side of 40%, and what helps would change"
        return f"The most disputable step is that share: with other weights {turn if abs(share - 40) < 6 else 'the figure changes, but hardly the direction'}."
    weight = (
        "The most disputable step is the hour"
        if other.changes_side or other.changes_pattern
        else "The hour is close to a boundary, but neither what helps nor the pattern depends on it"
    )
    return f"{weight}: {told_hour(f)}."


def _without_hour(f: Facts) -> str:
    """Say whether an hour pillar could move the share across 40%: it has two of eight parts."""
    known = 6 * float(f.chart["strength"]["support"])
    low, high = round(100 * known / 8), round(100 * (known + 2) / 8)
    start = f"The hour is missing: with its two characters the share would lie somewhere between {low}% and {high}%"
    if low >= 40 or high < 40:
        return f"{start}, {'above' if low >= 40 else 'below'} 40% whatever the hour, so what helps would stay the same."
    return f"{start}. This is the most disputable step, as what helps might change with it."


def _pattern(f: Facts) -> str:
    """Explain the pattern that the judgement names."""
    judged, month = str(f.judged["pattern"]), f.columns["month"]
    own = [hidden for hidden in month.hidden if hidden.element == f.element]
    if "月刃" in judged or "建禄" in judged:
        name, place = (
            ("Month Blade (月刃)", "blade (刃)") if "月刃" in judged else ("Established Salary (建禄)", "office (禄)")
        )
        need = _NEEDS[f.value("officer")]
        return f"<{month.branch}> is the {place} of <{f.stem}>, so the pattern is {name}, whichever stems show: you work from your own strength and own judgement. Such a month has a force of its own: {need}."
    if "which suggests" in judged:
        stem = next((h for h in month.hidden if judged.startswith(h.stem)), month.hidden[0])
        return f"<{stem.stem}> shows in a stem and is not of the day master's own element, so it names the pattern, <{stem.god}>: {MEANINGS[stem.god]}."
    if "None of the stems" in judged or "does not show" in judged:
        lead = (
            "None of them shows in a stem, so the main one names the pattern"
            if len(month.hidden) > 1
            else "It shows in no stem, so it names the pattern"
        )
        return f"{lead}, <{month.hidden[0].god}>, only weakly: {MEANINGS[month.hidden[0].god]}."
    rest = [hidden for hidden in month.hidden if hidden not in own]
    shows = f", and {listed(f'<{h.stem}>' for h in rest)} show{'s' * (len(rest) == 1)} in no stem" if rest else ""
    return f"A stem of the day master's own element makes no pattern{shows}, so there is no clear pattern."


MEANINGS = {
    "食神": "your way forward is to do what you like well and without haste",
    "伤官": "your way forward is to say and make things differently, and to choose the moment for it",
    "偏财": "your way forward leads through people, openings and quick use of them",
    "正财": "your way forward is steady work whose result can be counted",
    "七杀": "your way forward leads through pressure that you learn to direct",
    "正官": "your way forward is a place with rules, in which you are trusted",
    "偏印": "your way forward is knowledge off the beaten track",
    "正印": "your way forward is learning, and people who vouch for you",
}
"""What a pattern means for the reader, by the ten god that names it."""
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
