"""The summary in English."""

from app.llm.demo.reading.en import small
from app.llm.demo.reading.en.answers import DOES, answer, later_years, sentences, short, stance
from app.llm.demo.reading.en.ask import ONE
from app.llm.demo.reading.en.care import heavy_among
from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.habits import HABITS
from app.llm.demo.reading.en.manner import quality
from app.llm.demo.reading.en.matters import second_counsel
from app.llm.demo.reading.en.view import TONES, changes, doubt, spring, year_word
from app.llm.demo.reading.en.words import ELEMENTS, QUALITIES, elements
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.fit import More, Must, Paragraph
from app.llm.demo.reading.quote import is_plain_name
from app.llm.demo.reading.when import ends_soon, near_year


def summary(f: Facts) -> list[Paragraph]:
    judged = f.judged
    name = f.person.get("name", "")
    called = f"{name}, " if is_plain_name(name) else ""
    paragraphs: list[Paragraph] = []
    if f.question:
        is_urgent = bool(judged["question"].get("urgent"))
        paragraphs.append(
            [Must(f"{called}**{judged['question']['lean']}**")]
            if is_urgent
            else [
                Must(f"{called}{'y' if called else 'Y'}our question first: {_answered(f)}"),
                *([Must(_outlook(f))] if _outlook(f) else []),
            ]
        )
    lead = f"{called}these are the conclusions of the report. " if called and not f.question else ""
    decade = f.decade
    now = str(judged["decade"]["ground"])
    if decade is not None:
        now = f"You are in the decade <{decade.pillar}>, from {decade.year} to {decade.year + 10}, with <{decade.god}> in the stem. It is {TONES[decade.tone]}: {now}."
    end, after = changes(f), f.next_decade
    turn = (
        f"It ends in {end}, and <{after.pillar}> follows until {after.year + 10}, a {TONES[after.tone]} decade with <{after.god}> in the stem; from then on this is the decade that counts. Its subject is {THEMES[after.god]}."
        if end and after and decade
        else ""
    )
    return [
        *paragraphs,
        [
            Must(f"{lead}{judged['strength']}"),
            Must(judged["pattern"]),
            *(
                [Must(f"The time of birth lies on a boundary: {doubt(f)}; the last section says more.")]
                if doubt(f)
                else []
            ),
        ],
        [
            Must(f"**{judged['helps']}**"),
            "An element that helps stands for people, tasks and habits to seek out"
            + (f"; of {elements(heavy)} there is enough already." if (heavy := heavy_among(f, f.sparing)) else "."),
        ],
        [
            Must(now),
            *(
                [Must(turn)]
                if turn
                else [f"Its subject is {THEMES[decade.god]}; it is {DOES[decade.tone]}."]
                if decade
                else []
            ),
        ],
        [
            Must(_year(f, 0)),
            Must(_year(f, 1)),
            "“Supportive”, “mixed” and “demanding” say how much effort a time asks for; they promise neither success nor failure.",
        ],
        [
            small.nature(f)
            if f.is_small
            else f"In temperament, your day master, {ELEMENTS[f.element]}, stands for {QUALITIES[f.element]}"
            + (
                ", and as the heaviest element it sets the tone."
                if f.heaviest == f.element
                else f", and {ELEMENTS[f.heaviest]}, the heaviest element, for {quality(f, f.heaviest)}."
            ),
            f"One small thing that suits: {small.STEPS[f.helpful[0]].lower()}."
            if f.helpful and f.is_small
            else f"One small thing that suits you: {HABITS[f.helpful[0]][0]}."
            if f.helpful
            else "",
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
            More("In one line: find help first; everything else can wait.")
            if f.question and judged["question"].get("urgent")
            else More(f"In one line: {ONE[near_year(f).tone].format(near_year(f).year)}."),
        ],
    ]


def _answered(f: Facts) -> str:
    """Give the answer in a few words, then as the judgement words it."""
    lean = sentences(f.judged["question"]["lean"])[0]
    return f"**{answer(f)}.** {lean}" if stance(f) else f"**{f.judged['question']['lean']}**"


def _outlook(f: Facts) -> str:
    """Answer yes or no, if that was asked, and name the years to come that suit the matter."""
    if not stance(f):
        return ""
    years, lines = later_years(f), []
    if short(f):
        lines.append(f"In short, that is {short(f)}.")
    if not years:
        lines.append("No coming year stands out.")
    elif years not in answer(f):
        lines.append(
            f"The years that suit it best are likely to be {years}."
            if " and " in years
            else f"The year that suits it best is likely to be {years}."
        )
    if second := second_counsel(f):
        lines.append(f"{second[0].upper()}{second[1:]}.")
    return " ".join(lines)


def _year(f: Facts, number: int) -> str:
    year, judged = f.years[number], f.judged["years"][number]
    if not number and ends_soon(f):
        rest = f"It lasts only until {spring(f)}, so use the rest of it to finish and to prepare."
        return f"{year_word(f, 0)}, {year.year} <{year.pillar}>, is {TONES[year.tone]}: {judged['ground']}. {rest}"
    return f"{year_word(f, number)}, {year.year} <{year.pillar}>, is {TONES[year.tone]}, {DOES[year.tone]}: {judged['ground']}."
