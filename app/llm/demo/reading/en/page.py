"""The summary, the answer to the question and the advice in English."""

import re

from app.llm.demo.reading.en.gods import THEMES, YEARS
from app.llm.demo.reading.en.ties import bond
from app.llm.demo.reading.en.times import TONES, changes_soon, main_decade
from app.llm.demo.reading.en.words import ELEMENTS, HABITS, QUALITIES, elements, listed
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.quote import can_quote, is_plain_name, quoted

_DOES = {
    "good": "a time to act",
    "mixed": "a time to try new things on a small scale",
    "hard": "a time to consolidate before you move",
}
_ONE = {
    "good": "this year supports you, so begin now and improve later",
    "mixed": "this year helps and hinders by turns, so concentrate on one thing",
    "hard": "this year asks for restraint, so save your strength",
}
_SHORT = {
    "hold": "closer to “not yet” than to “yes”",
    "move": "closer to “yes” than to “no”",
    "go steadily": "neither a clear yes nor a clear no",
}
_YES_OR_NO = re.compile(r"\b(?:will|should|can|could|would|may|is|are|am|do|does|shall|have|has)\b", re.IGNORECASE)


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.findall(r".+?\.(?=\s|$)", text)]


def summary(f: Facts) -> list[Paragraph]:
    judged = f.judged
    name = f.person.get("name", "")
    called = f"{name}, " if is_plain_name(name) else ""
    paragraphs: list[Paragraph] = []
    if f.question:
        parts = _sentences(judged["question"]["lean"])
        paragraphs.append(
            [
                Must(f"{called}{'y' if called else 'Y'}our question first. **{parts[0]}**"),
                *([Must(_outlook(f))] if judged["question"]["speaks"] else []),
                "The next section gives the grounds, and what to do.",
            ]
        )
    lead = f"{called}these are the conclusions of the report. " if called and not f.question else ""
    decade = f.decade
    now = str(judged["decade"]["ground"])
    if decade is not None:
        now = f"You are in the decade <{decade.pillar}>, from {decade.year} to {decade.year + 10}, with <{decade.god}> in the stem. It is {TONES[decade.tone]}: {now}."
    end, after = changes_soon(f), f.next_decade
    about = "" if f.has_hour else " (up to two months earlier or later, as the hour is unknown)"
    turn = (
        f"It ends in {end}{about}, and <{after.pillar}> follows until {after.year + 10}, a {TONES[after.tone]} decade with <{after.god}> in the stem; from then on this is the decade that counts."
        if end and after
        else ""
    )
    return [
        *paragraphs,
        [Must(f"{lead}{judged['strength']}"), Must(judged["pattern"])],
        [
            Must(f"**{judged['helps']}**"),
            "An element that helps stands for people, tasks and habits to seek out"
            + (f"; of {elements(f.sparing)} there is enough already." if f.sparing else "."),
        ],
        [
            Must(now),
            *(
                [Must(turn)]
                if turn
                else [f"Its subject is {THEMES[decade.god]}; it is {_DOES[decade.tone]}."]
                if decade
                else []
            ),
        ],
        [
            Must(_year(f, 0, "This year")),
            Must(_year(f, 1, "Next year")),
            "“Supportive”, “mixed” and “demanding” say how much effort a time asks for; they promise neither success nor failure.",
        ],
        [
            f"In temperament, {ELEMENTS[f.element]} stands for {QUALITIES[f.element]}"
            + (
                "."
                if f.heaviest == f.element
                else f", and {ELEMENTS[f.heaviest]}, the heaviest element, for {QUALITIES[f.heaviest]}."
            ),
            f"One small thing that suits you: {HABITS[f.helpful[0]][0]}." if f.helpful else "",
        ],
        [
            More(f"Of the five elements {ELEMENTS[f.heaviest]} weighs most and {ELEMENTS[f.lightest]} least."),
            ""
            if turn
            else More(
                f"The next decade, <{f.next_decade.pillar}>, from {f.next_decade.year}, stands for {THEMES[f.next_decade.god]}."
                if f.next_decade
                else "No further decade is listed, and from here on the years set the pace."
            ),
        ],
        [
            More(f"In one line: {_ONE[f.years[0].tone]}."),
            More("The following sections explain where these conclusions come from."),
            More("None of this binds you; it describes where effort tends to come easily and where it does not."),
        ],
    ]


def _year(f: Facts, number: int, word: str) -> str:
    year, judged = f.years[number], f.judged["years"][number]
    return f"{word}, {year.year} <{year.pillar}>, is {TONES[year.tone]}, {_DOES[year.tone]}: {judged['ground']}."


_STEPS = {
    "hold": "A first step: write down the three things you cannot afford to lose, and put off for three months whatever threatens them.",
    "move": "A first step: choose something small, finish it within two weeks, and look at the result before you go further.",
    "go steadily": "A first step: decide what you want to try, until when, and what it may cost; stop when either limit is reached.",
}
_LOVE_STEPS = {
    "hold": "A first step: look after the friendships and the ties you have, and leave binding decisions for a better year.",
    "move": "A first step: say clearly to the people around you what you are looking for, and accept the invitations that follow.",
    "go steadily": "A first step: choose one regular occasion to meet people, keep it up for three months, and let acquaintance grow before you promise anything.",
}


def _answer(f: Facts) -> str:
    first = _sentences(f.judged["question"]["lean"])[0]
    return "hold" if "towards holding" in first else "move" if "towards moving" in first else "go steadily"


def _short(f: Facts) -> str:
    """Answer a question that asks for yes or no."""
    return _SHORT[_answer(f)] if _YES_OR_NO.match(f.question.strip()) and " or " not in f.question else ""


def _later(f: Facts) -> str:
    """Return the coming years that the judgement names."""
    found = re.search(r"Of the years to come, (.+?) tends? to suit", f.judged["question"]["lean"])
    return found[1] if found else ""


def _outlook(f: Facts) -> str:
    later = _later(f)
    best = f"the best times to come are likely to be in {later}" if later else "no coming year stands out"
    return f"In short, that is {_short(f)}, and {best}." if _short(f) else f"{best[0].upper()}{best[1:]}."


def _matter(f: Facts, speaks: str) -> str:
    """Say whether the elements that the question is read from are among those that help."""
    names = {name: element for element, name in ELEMENTS.items()}
    asked = list(dict.fromkeys(names[name] for name in re.findall(r"\((Wood|Fire|Earth|Metal|Water)\)", speaks)))
    said = {
        "helps, so the matter itself comes to you with less effort": [e for e in asked if e in f.helpful],
        "is better in small measure, so the matter costs you effort": [e for e in asked if e in f.sparing],
        "neither helps nor hinders, so much depends on what you do": [
            e for e in asked if e not in f.helpful and e not in f.sparing
        ],
    }
    parts = [f"{ELEMENTS[e]} {verdict}" for verdict, found in said.items() for e in found[:1]]
    return f"Of what helps: {'; '.join(parts)}." if len(parts) > 1 else f"{parts[0]}." if parts else ""


def question(f: Facts) -> list[Paragraph]:
    judged = f.judged["question"]
    if not judged["speaks"]:
        return _withheld(f, judged["lean"])
    parts = _sentences(judged["lean"])
    answer, is_love = _answer(f), judged["topic"] == "love and marriage"
    opening = (
        f"You asked: “{quoted(f.question)}”"
        if can_quote(f.question)
        else f"What you wrote belongs to the subject of {judged['topic']}."
    )
    ahead = [month for month in f.months if month.start >= f.chart["as_of"]]
    good, hard = ([month for month in ahead if month.tone == tone][:3] for tone in ("good", "hard"))
    tones = [f"{year.year} is {TONES[year.tone]}" for year in f.years]
    if (decade := main_decade(f)) is not None:
        tones.insert(0, f"the decade <{decade.pillar}>, from {decade.year}, is {TONES[decade.tone]}")
    return [
        [
            Must(opening),
            Must(f"The answer: **for now, {answer}**{f', which is {_short(f)}' if _short(f) else ''}."),
            "A chart shows when effort tends to be easier, not what will happen.",
        ],
        [
            Must(judged["speaks"]),
            *([Must(_STAR[f.chart["gender"] == "male"])] if is_love else []),
            *([f"The day master {bond(f)}."] if is_love and bond(f) else []),
            _matter(f, judged["speaks"]),
        ],
        [f"As to time, {listed(tones)}.", *parts[2:]],
        [
            f"Months that favour action are {named_months(good)}."
            if good
            else "No month of these two years stands out for action, so use them to prepare.",
            f"Go slowly in {named_months(hard)}." if hard else "No month of these two years is especially hard.",
        ],
        [
            Must(parts[1] if len(parts) > 1 else "Divide the matter into steps."),
            (_LOVE_STEPS if is_love else _STEPS)[answer],
        ],
        [
            More(
                f"By temperament, {ELEMENTS[f.element]} brings {QUALITIES[f.element]}; in a matter like this you may tend to {'act before thinking it through' if f.leans_strong else 'think and then wait'}."
            ),
            More("Before you decide, write down the best and the worst outcome, and go on if you can live with both."),
        ],
        [
            More("If circumstances change, go by the facts first and read this page again afterwards."),
            More("If your own experience points elsewhere, trust the experience."),
        ],
    ]


_STAR = {
    True: "For a man the wealth stars stand for the partner, by the usual rule.",
    False: "For a woman the officer stars stand for the partner, by the usual rule.",
}


def first_step(f: Facts) -> str:
    """Return the judgement's advice on the reader's question, if it is answered."""
    judged = f.judged.get("question")
    parts = _sentences(judged["lean"]) if judged and judged["speaks"] else []
    return f"{parts[1][0].lower()}{parts[1][1:]}" if len(parts) > 1 else ""


def asked(f: Facts, *topics: str) -> Paragraph:
    """Recall the answer in the passage that the reader's question belongs to."""
    judged = f.judged.get("question")
    if not judged or not judged["speaks"] or judged["topic"] not in topics:
        return []
    years = f", and look ahead to {_later(f)}" if _later(f) else ""
    return [Must(f"Your question belongs here, and the answer is the same: for now, {_answer(f)}{years}.")]


def named_months(months: list[Transit]) -> str:
    return listed(f"<{month.pillar}> from {month.dates}" for month in months)


def _withheld(f: Facts, lean: str) -> list[Paragraph]:
    habits = listed(HABITS[element][0] for element in f.helpful[:2])
    verb = "are" if len(f.sparing) > 1 else "is"
    spared = f", while {elements(f.sparing)} {verb} better in small measure" if f.sparing else ""
    tones = [f"{year.year} is {TONES[year.tone]}" for year in f.years]
    return [
        [Must(lean)],
        [
            Must(f"What can be said begins with what helps: {elements(f.helpful)}{spared}."),
            f"In daily life that means {habits}.",
        ],
        [
            f"As to time, {listed(tones)}; {_ONE[f.years[0].tone]}.",
            f"Next year {YEARS[f.years[1].god][0]}.",
        ],
        [
            f"The subject of {'the present decade' if f.decade else 'the first decade'} is {THEMES[(f.decade or f.decades[0]).god]}.",
            "What you can decide yourself is how you use your time and means and how you treat people.",
        ],
        [
            More(
                "The other sections speak of temperament, daily care and the coming years, which can help you with decisions of your own."
            ),
            More(
                "If the question stays with you, talk to someone you trust or to a professional; that helps more than asking a chart again."
            ),
            More("Think of one small step that you can take yourself, write it down, and take it this week."),
        ],
    ]
