"""The answer to the reader's question in English."""

import re

from app.llm.demo.reading.en.answers import answer, named_year, placed, plan, sentences, short, stance
from app.llm.demo.reading.en.aside import aside
from app.llm.demo.reading.en.care import TOO
from app.llm.demo.reading.en.habits import HABITS
from app.llm.demo.reading.en.ties import bond
from app.llm.demo.reading.en.view import TONES, changes, named_months, voids
from app.llm.demo.reading.en.words import ELEMENTS, QUALITIES, elements, listed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.quote import can_quote, quoted
from app.llm.demo.reading.when import asked as asked_time
from app.llm.demo.reading.when import asked_months, easy_months, months_with

ONE = {
    "good": "{} supports you, so take what is prepared a step further",
    "mixed": "{} helps and hinders by turns, so concentrate on one thing",
    "hard": "{} asks for restraint, so save your strength",
}
_STEPS = {
    "hold": "A first step: write down the three things you cannot afford to lose, and put off for three months whatever threatens them.",
    "move": "A first step: choose something small, finish it within two weeks, and look at the result before you go further.",
    "steady": "A first step: decide what you want to try, until when, and what it may cost; stop when either limit is reached.",
}
_LOVE_STEPS = {
    "hold": "A first step: look after the friendships and the ties you have, and leave binding decisions for a better year.",
    "move": "A first step: say clearly to the people around you what you are looking for, and accept the invitations that follow.",
    "steady": "A first step: choose one regular occasion to meet people, keep it up for three months, and let acquaintance grow before you promise anything.",
}
_MOVE_STEPS = {
    "hold": "A first step: write down three reasons for moving, and see in half a year how many are left.",
    "move": "A first step: fix a date for a visit, and note what you find about housing, costs and people.",
    "steady": "A first step: stay there for a week or two, note what you find about housing, costs and people, and then think of a longer stay.",
}
_CARE_STEP = "A first step: choose the easiest change, keep it up for three weeks, and only then add the next."


def _matter(f: Facts, speaks: str) -> str:
    """Say whether the elements that the question is read from help."""
    names = {name: element for element, name in ELEMENTS.items()}
    asked = list(dict.fromkeys(names[name] for name in re.findall(r"\((Wood|Fire|Earth|Metal|Water)\)", speaks)))
    values = [(e in f.helpful) - (e in f.sparing) for e in asked]
    verbs = {1: "helps", 0: "neither helps nor hinders", -1: "is better in small measure"}
    one, many = verbs, {1: "help", 0: "neither help nor hinder", -1: "are better in small measure"}
    by_value = {value: [e for e, own in zip(asked, values, strict=True) if own == value] for value in values}
    told = listed(f"{elements(es)} {(one if len(es) == 1 else many)[value]}" for value, es in by_value.items())
    end = (
        "so the matter gives in one place and takes in another"
        if min(values) < 0 < max(values)
        else "so the matter comes to you with less effort"
        if max(values) > 0
        else "so the matter costs you some effort"
        if min(values) < 0
        else "so much depends on what you do"
    )
    return f"{told}, {end}."


def question(f: Facts) -> list[Paragraph]:
    judged = f.judged["question"]
    if not judged["speaks"]:
        return aside(f)
    parts, lean = sentences(judged["lean"]), stance(f)
    is_love, is_care = judged["topic"] == "love and marriage", judged["topic"] == "well-being"
    opening = (
        f"You asked: “{quoted(f.question)}”"
        if can_quote(f.question)
        else "What you wrote is not quoted here, only answered."
        if judged["topic"] == "the matter asked about"
        else f"What you wrote belongs to the subject of {judged['topic']}."
    )
    later, told = " ".join(parts[2:]), asked_time(f)
    void = voids(f, later)
    return [
        [
            Must(opening),
            Must(f"The answer: **{answer(f)}**{f', which is {short(f)}' if short(f) else ''}."),
            *([Must(named_year(f))] if named_year(f) else []),
            *([Must(" ".join(filter(None, [told, voids(f, told, but=later)])))] if told else []),
            "A chart shows when effort tends to be easier, not what will happen.",
        ],
        [
            Must(judged["speaks"]),
            *([Must(_STAR[f.chart["gender"] == "male"])] if is_love else []),
            *([f"The day master {bond(f)}."] if is_love and bond(f) else []),
            _matter(f, judged["speaks"]),
        ],
        [Must(_care(f))] if is_care else [],
        [_tones(f), Must(f"{later} {void}") if void else later],
        _months(f),
        [
            Must(parts[1] if len(parts) > 1 else "Divide the matter into steps."),
            _CARE_STEP
            if is_care
            else (_LOVE_STEPS if is_love else _MOVE_STEPS if judged["topic"] == "moving and travel" else _STEPS)[lean],
        ],
        [
            More(
                f"By temperament, {ELEMENTS[f.element]} brings {QUALITIES[f.element]}; in a matter like this you may tend to {'act before thinking it through' if f.leans_strong else 'think for long and then wait'}."
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
        [
            More("If circumstances change, go by the facts first and read this page again afterwards."),
            More("If your own experience points elsewhere, trust the experience."),
        ],
    ]


def _tones(f: Facts) -> str:
    """Name the tones of the decade, of the next one if it begins soon, and of the two years."""
    tones = [f"{year.year} is {TONES[year.tone]}" for year in f.years]
    if f.decade is not None:
        tones.insert(0, f"the decade <{f.decade.pillar}>, from {f.decade.year}, is {TONES[f.decade.tone]}")
    if changes(f) and (after := f.next_decade):
        tones.insert(f.decade is not None, f"the decade <{after.pillar}>, from {changes(f)}, is {TONES[after.tone]}")
    return f"As to time, {listed(tones)}."


def _months(f: Facts) -> Paragraph:
    """Name the months of the plan with others that are as easy, and those that are hard."""
    planned, hard, wanted = plan(f), months_with(f, "hard"), asked_months(f)
    if wanted:
        hard = [month for month in months_with(f, "hard", 24) if month.start[:4] == wanted[0].start[:4]][:3]
    told = {month.start: month for month in (*planned.talk, *easy_months(f))}
    others = list(told.values())[: 3 - (planned.step is not None)]
    easy = sorted({m.start: m for m in (*others, *filter(None, [planned.step]))}.values(), key=lambda m: m.start)
    easy = wanted or easy
    many = len(easy) > 1
    use = (
        f"The easier month{'s' * many}, for preparing rather than for deciding, {'are' if many else 'is'}"
        if stance(f) == "hold" and f.judged["question"]["topic"] != "well-being"
        else f"The month{'s' * many} that favour{'s' * (not many)} action {'are' if many else 'is'}"
    )
    return [
        f"{use} {named_months(easy)}."
        if easy
        else "No month of these two years stands out for action, so use them to prepare.",
        f"Go slowly in {named_months(hard)}." if hard else "No month of these two years is especially hard.",
    ]


def _care(f: Facts) -> str:
    more = f"have more of one thing: {HABITS[f.helpful[0]][0]}; " if f.helpful else ""
    less = f"have less of another: {TOO[f.sparing[0]]}; " if f.sparing else ""
    return f"In daily life, {more}{less}the section “Rest and Daily Care” has the rest."


_STAR = {
    True: "For a man the wealth stars stand for the partner, by the usual rule.",
    False: "For a woman the officer stars stand for the partner, by the usual rule.",
}


def first_step(f: Facts) -> str:
    """Return the judgement's advice on the reader's question with the months for it, if it is answered."""
    if not stance(f):
        return ""
    parts = sentences(f.judged["question"]["lean"])
    counsel = f"{parts[1][0].lower()}{parts[1][1:].rstrip('.')}" if len(parts) > 1 else answer(f)
    return f"{counsel}; {placed(f)}."


def asked(f: Facts, *topics: str) -> Paragraph:
    """Recall the answer in the passage that the reader's question belongs to."""
    if not stance(f) or f.judged["question"]["topic"] not in topics:
        return []
    return [Must(f"Your question belongs here, and the answer is the same: {answer(f)}.")]
