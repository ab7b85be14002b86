"""The summary, the answer to the question and the advice in English."""

import re

from app.llm.demo.reading.en.gods import THEMES, YEARS
from app.llm.demo.reading.en.times import TONES
from app.llm.demo.reading.en.words import ELEMENTS, HABITS, QUALITIES, elements, listed
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import More, Must, Paragraph
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
            f"Months that favour action: {named_months(good)}."
            if good
            else "No month of these two years stands out for action, so prepare well.",
            f"Months to go slowly: {named_months(hard)}."
            if hard
            else "No month of these two years is especially hard.",
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


def named_months(months: list[Transit]) -> str:
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
