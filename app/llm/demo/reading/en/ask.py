"""The answer to the reader's question in English."""

import re

from app.llm.demo.reading.en.answers import answer, is_job, named_year, placed, plan, sentences, short, stance, until
from app.llm.demo.reading.en.aside import aside
from app.llm.demo.reading.en.care import TOO, heavy_among
from app.llm.demo.reading.en.habits import HABITS
from app.llm.demo.reading.en.matters import (
    BUSINESS_STEPS,
    LIVING_STEPS,
    business,
    is_business,
    is_living,
    is_meeting,
    second_counsel,
    second_matter,
    second_paragraph,
    told_years,
)
from app.llm.demo.reading.en.places import ages, between, other_years, place, rubbing
from app.llm.demo.reading.en.steps import household
from app.llm.demo.reading.en.ties import bond
from app.llm.demo.reading.en.view import TONES, best_years, changes, named_months, spans, voids
from app.llm.demo.reading.en.words import ELEMENTS, GROUPS, elements, listed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.quote import can_quote, quoted
from app.llm.demo.reading.when import asked as asked_time
from app.llm.demo.reading.when import asked_months, easy_months, months_with

ONE = {
    "good": "{} supports you, so take what is prepared a step further",
    "mixed": "{} has gains and costs, so concentrate on one thing",
    "hard": "{} asks for restraint, so save your strength",
}
_STEPS = {
    "hold": "A first step: write down the three things you cannot afford to lose, and put off {until} whatever threatens them.",
    "move": "A first step: choose something small, finish it within two weeks, and look at the result before you go further.",
    "steady": "A first step: decide what you want to try, until when, and what it may cost; stop when either limit is reached.",
}
_LOVE_STEPS = {
    "hold": "A first step: look after the friendships and the ties you have, and leave binding decisions for a better year.",
    "move": "A first step: say clearly to the people around you what you are looking for, and accept the invitations that follow.",
    "steady": "A first step: choose one regular occasion to meet people, keep it up for three months, and let acquaintance grow before you promise anything.",
}
_BOND_STEPS = {
    "hold": "A first step: name the two things that are hardest between you, change one of them yourself, and leave what binds {until}.",
    "move": "A first step: say plainly what you wish for and by when, and ask the other person the same.",
    "steady": "A first step: talk for an hour about money, home and family, and see in a month what has changed.",
}
_MOVE_STEPS = {
    "hold": "A first step: write down three reasons for moving, keep the list {until}, and see how many are left.",
    "move": "A first step: fix a date for a visit, and note what you find about housing, costs and people.",
    "steady": "A first step: stay there for a week or two, note what you find about housing, costs and people, and then think of a longer stay.",
}
_CARE_STEP = "A first step: choose the easiest change, keep it up for three weeks, and only then add the next."


def weighed(f: Facts, speaks: str) -> str:
    """Say whether the elements that the question is read from help."""
    names = {name: element for element, name in ELEMENTS.items()}
    asked = list(dict.fromkeys(names[name] for name in re.findall(r"\((Wood|Fire|Earth|Metal|Water)\)", speaks)))
    values = [(e in f.helpful) - (e in f.sparing) for e in asked]
    verbs = {1: "helps", 0: "neither helps nor hinders", -1: "is better in moderation"}
    one, many = verbs, {1: "help", 0: "neither help nor hinder", -1: "are better in moderation"}
    by_value = {value: [e for e, own in zip(asked, values, strict=True) if own == value] for value in values}
    told = listed(f"{elements(es)} {(one if len(es) == 1 else many)[value]}" for value, es in by_value.items())
    absent = [e for e in asked if e in f.helpful and not f.presence(f.group_with(e))]
    end = (
        _balanced(f, by_value, absent)
        if min(values) < 0 < max(values)
        else f"but {elements(absent)} {'are' if len(absent) > 1 else 'is'} missing from the chart, so look for it in people and habits"
        if absent
        else "so the matter as such suits you, although the time is not there yet"
        if max(values) > 0 and stance(f) == "hold"
        else "so the matter comes to you with less effort"
        if max(values) > 0
        else "so the matter costs you some effort"
        if min(values) < 0
        else "so much depends on what you do"
    )
    return f"{told}, {end}."


def _balanced(f: Facts, by_value: dict[int, list[str]], absent: list[str]) -> str:
    """Say which of the stars that the question is read from to build on, and which to rely on less."""
    stars = {value: listed(f"the {GROUPS[f.group_with(e)]}" for e in es) for value, es in by_value.items()}
    if absent:
        return f"so look for {elements(absent)} in people and habits, and rely less on {stars[-1]}"
    return f"so build on {stars[1]} and rely less on {stars[-1]}"


class _Wish(str):
    """A line that the passage needs if the others leave room for it."""

    __slots__ = ()


_ROOM = 282
"""The words that the needed lines may have together; the passage is to have 220 to 290."""


def _within(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Turn wishes into needed lines as long as there is room, the last first, and the others into optional ones."""
    room = _ROOM - sum(_words(line) for paragraph in paragraphs for line in paragraph if isinstance(line, Must))
    for paragraph in reversed(lines := [list(paragraph) for paragraph in paragraphs]):
        for at, line in enumerate(paragraph):
            if isinstance(line, _Wish):
                fits = bool(line) and _words(line) <= room
                room -= _words(line) if fits else 0
                paragraph[at] = Must(line) if fits else str(line)
    return list(lines)


def _words(line: str) -> int:
    return len(line.split()) + 3 * line.count("<")


def question(f: Facts) -> list[Paragraph]:
    judged = f.judged["question"]
    if not judged["speaks"]:
        return aside(f)
    parts = sentences(judged["lean"])
    is_love, is_care = judged["topic"] == "love and marriage", judged["topic"] == "well-being"
    opening = (
        f"You asked: “{quoted(f.question)}”"
        if can_quote(f.question)
        else "What you wrote is not quoted here, only answered."
        if judged["topic"] == "the matter asked about"
        else f"What you wrote belongs to the subject of {judged['topic']}."
    )
    later, told = " ".join(parts[2:]), asked_time(f)
    void, each = voids(f, later), told_years(f)
    return _within(
        [
            [
                Must(opening),
                Must(f"The answer: **{answer(f)}**{f', which is {short(f)}' if short(f) else ''}."),
                *([Must(named_year(f))] if named_year(f) else []),
                *([Must(" ".join(filter(None, [told, voids(f, told, but=later)])))] if told and not each else []),
                "" if each else "A chart shows when effort tends to be easier, not what will happen.",
            ],
            [
                Must(judged["speaks"]),
                *([Must(_STAR[f.chart["gender"] == "male"])] if is_love else []),
                *([Must(f"The day master {bond(f)}.")] if is_love and bond(f) else []),
                *([Must(rubbing(f, judged["speaks"]))] if rubbing(f, judged["speaks"]) else []),
                *(_Wish(line) for line in place(f, judged["speaks"])),
                weighed(f, judged["speaks"]),
            ],
            [Must(line) for line in each],
            [
                Must(parts[1] if len(parts) > 1 else "Divide the matter into steps."),
                (Must if is_business(f) else str)(step(f)),
                *([Must(household(f, stance(f)))] if household(f, stance(f)) else []),
            ],
            [Must(line) for line in business(f)] if is_business(f) else [],
            [kind(line) for kind, line in zip((Must, str), second_paragraph(f), strict=True)]
            if second_matter(f)
            else [],
            [(str if each else Must)(daily_care(f))] if is_care else [],
            [
                (Must if changes(f) else str)(_tones(f)),
                Must(" ".join(filter(None, [later, ages(f, best_years(f)), void]))),
                Must(between(f, best_years(f))),
                _Wish(other_years(f, best_years(f))),
            ],
            _months(f),
            [
                More(
                    f"As {'an' if f.element == '土' else 'a'} {ELEMENTS[f.element]} day master you tend to {_PACE[f.element]}; in a matter like this, {_REMEDY[f.element]}."
                ),
                *(
                    []
                    if is_care
                    else [
                        More(
                            "Before you decide, write down the best and the worst outcome, and go on if you can live with both."
                        )
                    ]
                ),
            ],
        ]
    )


def step(f: Facts) -> str:
    """Name a first step, by what the question is about and by the lean."""
    topic = f.judged["question"]["topic"]
    if topic == "well-being":
        return _CARE_STEP
    steps = (
        BUSINESS_STEPS
        if is_business(f)
        else LIVING_STEPS
        if is_living(f)
        else _LOVE_STEPS
        if is_meeting(f)
        else _BOND_STEPS
        if topic == "love and marriage"
        else _MOVE_STEPS
        if topic == "moving and travel"
        else _STEPS
    )
    return steps[stance(f)].format(until=until(f))


def _tones(f: Facts) -> str:
    """Name the tones of the decade, of the next one if it begins soon, and of the two years."""
    tones = []
    if f.decade is not None:
        tones.append(f"the decade <{f.decade.pillar}>, from {f.decade.year}, is {TONES[f.decade.tone]}")
    if changes(f) and (after := f.next_decade):
        tones.append(f"the decade <{after.pillar}>, from {changes(f)}, is {TONES[after.tone]}")
    return f"As to time, {listed([*tones, *(f'{year.year} is {TONES[year.tone]}' for year in f.years)])}."


def _months(f: Facts) -> Paragraph:
    """Name the months of the plan with others that are as easy, and all those that are hard."""
    planned, hard, wanted = plan(f), months_with(f, "hard", 24), asked_months(f)
    if wanted:
        hard = [month for month in hard if month.start[:4] == wanted[0].start[:4]]
    told = {month.start: month for month in (*planned.talk, *easy_months(f))}
    others = [month for month in told.values() if month != planned.step][: max(1, len(planned.talk))]
    easy = sorted({m.start: m for m in (*others, *filter(None, [planned.step]))}.values(), key=lambda m: m.start)
    easy = wanted or easy
    many, is_care = len(easy) > 1, f.judged["question"]["topic"] == "well-being"
    use = (
        "A change of habit comes more easily in"
        if is_care
        else f"{'Among the easier months' if many else 'An easier month'}, for looking and talking rather than for deciding, {'are' if many else 'is'}"
        if stance(f) == "hold" or (is_job(f) and stance(f) == "steady")
        else f"{'Among the months that favour action are' if many else 'The month that favours action is'}"
    )
    early = [month for month in hard if planned.step is not None and month.start < planned.step.start]
    is_cut = bool(early) and len(early) < len(hard) and not wanted
    slow = "Rest more, and plan less, in" if is_care else "Until then, go slowly in" if is_cut else "Go slowly in"
    hard = early if is_cut and not is_care else hard
    return [
        Must(f"{use} {named_months(easy)}.")
        if easy
        else "No month of these two years stands out for action, so use them to prepare.",
        _Wish(f"{slow} {spans(f, hard)}.") if hard else "No month of these two years is especially hard.",
    ]


_PACE = {
    "木": "look at the next step before the present one is finished",
    "火": "take to an idea at once and to tire of it when it takes long",
    "土": "start slowly and then hold on longer than is useful",
    "金": "decide by principle and keep to it when the facts have moved",
    "水": "turn a thing over for long and keep several roads open",
}
_REMEDY = {
    "木": "finish the first stage before you speak of the second",
    "火": "let the idea rest for a fortnight and see whether it is still warm",
    "土": "set a date on which you look at it afresh",
    "金": "write down which fact would change your mind",
    "水": "name the day on which you close all roads but one",
}


def daily_care(f: Facts) -> str:
    helped = f"what helps is {HABITS[f.helpful[0]][0]}; " if f.helpful else ""
    heavy = heavy_among(f, f.sparing)
    less = f"the thing to have less of is {TOO[heavy[0]]}; " if heavy else ""
    return f"In daily life, {helped}{less}“Rest and Daily Care” has the rest."


_STAR = {
    True: "For a man the wealth stars stand for the partner, by the usual rule.",
    False: "For a woman the officer stars stand for the partner, by the usual rule.",
}


def first_step(f: Facts) -> str:
    """Return the step that the reader asks about with the months for it, if the question is answered."""
    if not stance(f):
        return ""
    told, parts = placed(f), sentences(f.judged["question"]["lean"])
    if f.judged["question"]["topic"] == "well-being" and len(parts) > 1:
        told = f"{parts[1].rstrip('.')}; {told}"
    return f"{told[0].upper()}{told[1:]}."


def asked(f: Facts, *topics: str) -> Paragraph:
    """Recall the answer in the passage that the reader's question, or its second matter, belongs to."""
    if stance(f) and second_matter(f) in topics:
        return [Must(f"You asked about this as well: {second_counsel(f)}.")]
    if not stance(f) or f.judged["question"]["topic"] not in topics:
        return []
    return [Must(f"Your question belongs here, and the answer is the same: **{answer(f)}**.")]
