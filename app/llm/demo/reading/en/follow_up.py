"""The answer to a question about the finished report, in English: shorter than the report's own, in other words."""

import re
from collections.abc import Iterable

from app.llm.demo.reading.after import FollowUp
from app.llm.demo.reading.en import ask
from app.llm.demo.reading.en.answers import answer, later_years, named_year, placed, short, stance
from app.llm.demo.reading.en.aside import aside
from app.llm.demo.reading.en.follow_up_lines import (
    AGAIN,
    EVERYDAY,
    NEXT_STEPS,
    NEXT_STEPS_OTHER,
    PAPERS,
    SAME,
    SIGNS,
    WITHHELD,
    WITHHELD_AGAIN,
)
from app.llm.demo.reading.en.matters import business, is_business, second_matter, second_paragraph
from app.llm.demo.reading.en.places import place, rubbing
from app.llm.demo.reading.en.steps import household
from app.llm.demo.reading.en.view import TONES, best_years, spans, values
from app.llm.demo.reading.en.words import listed
from app.llm.demo.reading.fit import Must
from app.llm.demo.reading.fresh import Choice, Lines, rotated
from app.llm.demo.reading.quote import can_quote, quoted
from app.llm.demo.reading.when import asked, asked_months, asked_years, months_with, void_among


def answered(f: FollowUp, heading: str) -> list[Lines]:
    """Return the lines of the answer; `heading` quotes the question, unless it is too long for that."""
    judged = f.judged["question"]
    if not judged["speaks"]:
        return left_aside(f)
    in_short = f", which is {short(f)}" if short(f) else ""
    return [
        [*_quote(f, heading), _must(f"{lead} **{answer(f)}**{in_short}." for lead in _LEADS), *_relation(f)],
        _time(f),
        _grounds(f),
        [*place(f, judged["speaks"])[:1], rubbing(f, judged["speaks"])],
        [_must(business(f))] if is_business(f) else [],
        _second(f),
        _care(f) if f.topic == "well-being" else [],
        [*_years(f), *_one_year(f)],
        _plan(f),
        [
            _must([ask.step(f), *(f"A first step: {step}." for step in _next_steps(f))]),
            household(f, stance(f)),
            Choice(SIGNS[stance(f)]),
        ],
        rotated(EVERYDAY if f.is_minor else (*EVERYDAY, PAPERS), f.number),
    ]


def left_aside(f: FollowUp) -> list[Lines]:
    """Return what is said instead of an answer. Only the way to help is repeated word for word."""
    judged = f.judged["question"]
    first, *others = aside(f)
    if judged.get("urgent"):
        return [first, *others]
    what = judged.get("spoken_of", "withheld")
    lean = _must(WITHHELD_AGAIN[what]) if f.times_answered else Must(judged["lean"])
    return [
        [lean],
        *([str(line) if isinstance(line, Must) else line for line in lines] for lines in others),
        rotated(WITHHELD, f.number) if what == "withheld" else [],
    ]


_LEADS = (
    "The short answer:",
    "To answer first:",
    "In a few words:",
    "Put plainly:",
    "On this question:",
    "The chart's answer:",
)
_TIMES = ("First the time:", "As to time:", "By the calendar:", "Year by year:", "On the dates:")
_GROUNDS = (
    "What the chart says about it:",
    "The grounds are these:",
    "It is read from these places:",
    "In the chart,",
    "The answer rests on this:",
    "Look at these signs:",
)
_SAME_GROUNDS = (
    "The grounds have not changed: {}.",
    "It still rests on {}.",
    "It is read from the same places, {}.",
    "As before, {} decide.",
    "The signs are those named earlier, {}.",
    "Again it comes from {}.",
)
_SAME_MONTHS = (
    "The months named in the earlier answer still stand.",
    "The dates have been set out before, and this question changes none of them.",
    "When to talk and when to settle is as it was said before.",
    "Keep to the months that you have been given already.",
)
_WEIGHED = (
    "Weighed up:",
    "On balance:",
    "By what helps you:",
    "As to their weight:",
    "Set against each other:",
    "In sum:",
)
_SECOND = ("As for", "On", "Now for", "With", "Then", "And")
_CARE = ("Day by day,", "For your days,", "In practice,", "From morning to night,", "At home,")
_LATER = (
    "Looking further ahead, choose {} if you can.",
    "If you may pick the time, pick {}.",
    "For the larger step, keep {} in mind.",
    "Among later years, prefer {}.",
    "Put a mark at {} in your calendar.",
    "Further on, count on {} before the others.",
)
_ONE_YEAR = (
    "Take {}",
    "Look at {}",
    "To see why, take {}",
    "One year in detail, {}",
    "As an example, {}",
    "Closer to it, {}",
)
_MONTHS = (
    "In months:",
    "On the calendar:",
    "As a plan:",
    "As to dates:",
    "For the coming months:",
    "To plan it:",
)
_HARD = (
    "Keep big decisions out of {}.",
    "Leave room for delays in {}.",
    "The slow stretch is {}.",
    "Change little in {}.",
    "Ask less of yourself in {}.",
    "Let {} pass before you press on.",
)


def _must(lines: Iterable[str]) -> Choice:
    return Choice(Must(line) for line in lines)


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _quote(f: FollowUp, heading: str) -> list[str]:
    """Quote a question that the heading has shortened."""
    words = quoted(f.question)
    if words in heading or not can_quote(f.question):
        return []
    return [Must(f"In your words: “{words}{'' if words[-1:] in '.?!…' else '.'}”")]


def _relation(f: FollowUp) -> list[Choice]:
    """Say that the matter, or the same question, has been answered before."""
    if f.is_asked_again:
        return [_must(AGAIN)]
    return [_must(SAME)] if f.times_answered else []


def _time(f: FollowUp) -> Lines:
    """Answer for the time that the question names."""
    when = asked(f) or named_year(f)
    return [_must(f"{lead} {_lower(when)}" for lead in _TIMES)] if when else []


def _grounds(f: FollowUp) -> Lines:
    """Say what in the chart speaks to the matter, in short if an earlier answer on the same subject has said it."""
    speaks = str(f.judged["question"]["speaks"])
    if f.times_answered:
        stars = [f"the {name} stars" for name in re.findall(r"(\w+) stars \(", speaks)]
        seat = speaks.rpartition("the place of the matter is ")[2].rstrip(".")
        return [_must(line.format(listed([*stars, seat])) for line in _SAME_GROUNDS)]
    return [
        _must(f"{lead} {_lower(speaks)}" for lead in _GROUNDS),
        Choice(f"{lead} {ask.weighed(f, speaks)}" for lead in _WEIGHED),
    ]


def _second(f: FollowUp) -> Lines:
    if not second_matter(f):
        return []
    first, more = second_paragraph(f)
    return [_must(f"{lead} {first.removeprefix('As for ')}" for lead in _SECOND), more]


def _care(f: FollowUp) -> Lines:
    words = re.sub("; “Rest and Daily Care”.*", ".", ask.daily_care(f).removeprefix("In daily life, "))
    return [_must(f"{lead} {words}" for lead in _CARE)]


def _years(f: FollowUp) -> Lines:
    """Name the coming years that suit the matter, unless the answer or the plan names them."""
    years, named = later_years(f), f"{answer(f)} {placed(f)}"
    if not years or asked(f) or f.topic == "well-being" or any(str(year) in named for year in best_years(f)):
        return []
    void = listed(str(year) for year, _ in void_among(f, years)) if void_among(f, years) else ""
    less = f" The help of {void} is a little less, because its branch is void (空亡)." if void else ""
    return [Choice(f"{line.format(years)}{less}" for line in _LATER)]


def _one_year(f: FollowUp) -> list[Choice]:
    """Say why one of the years in question has its tone."""
    wanted = [year for year, _ in asked_years(f)] or best_years(f)
    years = [year for year in (*f.years, *f.later_years) if year.year in wanted]
    if not years:
        return []
    year = years[f.times_answered % len(years)]
    ground = f"<{year.pillar}>: {values(f, year)}, and the year is {TONES[year.tone]}"
    return [Choice(f"{lead.format(year.year)}, {ground}." for lead in _ONE_YEAR)]


def _plan(f: FollowUp) -> Lines:
    """Place the step in its months, in short if an earlier answer on the same subject has done so."""
    planned = placed(f)
    if f.times_answered and any(planned in answer["answer"] for answer in f.answers):
        return [_must(_SAME_MONTHS)]
    return [_must(f"{lead} {planned}." for lead in _MONTHS), *_hard(f)]


def _hard(f: FollowUp) -> list[Choice]:
    months = months_with(f, "hard", 24)
    if wanted := asked_months(f):
        months = [month for month in months if month.start[:4] == wanted[0].start[:4]]
    return [Choice(line.format(spans(f, months)) for line in _HARD)] if months else []


def _next_steps(f: FollowUp) -> list[str]:
    steps = NEXT_STEPS.get(f.topic, NEXT_STEPS_OTHER)
    return [*steps, *(step for step in NEXT_STEPS_OTHER if step not in steps)]
