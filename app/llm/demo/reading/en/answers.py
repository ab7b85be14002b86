"""Short answers to the reader's question in English, the same in the summary, the answer and the advice."""

import re
from datetime import timedelta

from app.llm.demo.reading.en.matters import is_business, is_living, is_marriage, is_meeting
from app.llm.demo.reading.en.steps import step_in
from app.llm.demo.reading.en.view import TONES, best_years, named_months, rubs, spring
from app.llm.demo.reading.en.words import listed
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.when import (
    Plan,
    asked,
    asked_months,
    asked_year,
    asked_years,
    easy_months,
    ends_soon,
    plan_of,
    today,
)

DOES = {
    "good": "a time to act",
    "mixed": "a time to try new things on a small scale",
    "hard": "a time to hold and to put in order what you have",
}
_JOB = {
    "hold": "not yet: keep the job you have, and only look at what is offered",
    "steady": "look and talk, but give notice only when the next job is settled",
    "move": "yes, once you are prepared",
}
_BUSINESS = {
    "hold": "not yet: keep your job, and test the business beside it on a small scale",
    "steady": "begin it beside your job, and let the first clients decide",
    "move": "yes, once clients, costs and papers are settled",
}
_MARRIAGE = {
    "hold": "not yet: look after the bond, and leave the wedding for a better year",
    "steady": "neither hurry nor refuse: settle money, home and family between you first",
    "move": "yes, once both of you have said what you want",
}
_LIVING = {
    "hold": "not yet: keep your own place for now, and spend longer visits together first",
    "steady": "live together for a season before you give up your own place",
    "move": "yes, once rooms, costs and hours alone are settled",
}
_ANSWERS = {
    "moving and travel": {
        "hold": "not yet: visit the place a few times first",
        "steady": "live there for a while before you settle for good",
        "move": "yes, once you have arranged where to stay",
    },
    "love and marriage": {
        "hold": "look after the ties you have, and leave big decisions for later",
        "steady": "let things grow slowly, and do not press for a result",
        "move": "the time helps, so say what you feel and take the first step",
    },
    "family and children": {
        "hold": "keep the peace for now, and leave big decisions for later",
        "steady": "take it one conversation at a time",
        "move": "the time helps, so raise what you want to raise",
    },
    "study and exams": {
        "hold": "make one subject solid before you add another",
        "steady": "keep to a plan, one subject at a time",
        "move": "go ahead, and apply once you are prepared",
    },
    "money": {
        "hold": "keep what you have, and add no new expenses",
        "steady": "put income and spending in order, and then grow in small steps",
        "move": "take a step forward, but keep a full reserve",
    },
    "well-being": {
        "hold": "lighten the load and rest first",
        "steady": "change one habit at a time, without hurry",
        "move": "begin now with the habit you want to change",
    },
}
_MEET = {
    "hold": "look after the ties you have, and meet people without haste",
    "steady": "meet people regularly, and let acquaintance grow",
    "move": "go out and accept invitations, as the time helps",
}
_OTHERWISE = {
    "hold": "not yet: wait, and prepare",
    "steady": "go ahead, but in small steps",
    "move": "yes, once it is prepared",
}
_SHORT = {
    "hold": "closer to “not yet” than to “yes”",
    "move": "closer to “yes” than to “no”",
    "steady": "neither a clear yes nor a clear no",
}
_YES_OR_NO = re.compile(r"(?:will|should|can|could|would|may|is|are|am|do|does|shall|have|has)\b", re.IGNORECASE)
_JOBS = re.compile(
    r"\b(?:chang\w*|switch\w*|quit\w*|leav\w*|new)\b.*\b(?:jobs?|work|career|company)\b|\bresign", re.IGNORECASE
)
_WHEN = re.compile(
    r"(?:^\W*(?:so\W+)?|\band\s+|[.?!,]\s*)when\b|\bwhen (?:will|shall|should|can|could|do|does|would|is|are|might)\b"
    r"|\b(?:(?:which|what) (?:year|month)|how long)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    return [part.strip() for part in re.findall(r".+?\.(?=\s|$)", text)]


def stance(f: Facts) -> str:
    """Return the lean on the question: `hold`, `steady` or `move`; an empty string without a question to answer."""
    if not f.question or not f.judged["question"]["speaks"]:
        return ""
    first = sentences(f.judged["question"]["lean"])[0]
    return "hold" if "towards holding" in first else "move" if "towards moving" in first else "steady"


def answer(f: Facts) -> str:
    """Answer the question in a few words. A question that asks when gets the years that the judgement names."""
    lean, years = stance(f), later_years(f)
    topic = f.judged["question"]["topic"]
    answers = _ANSWERS.get(topic, _OTHERWISE)
    if is_business(f):
        answers = _BUSINESS
    elif is_living(f):
        answers = _LIVING
    elif is_job(f):
        answers = _JOB
    elif is_marriage(f):
        answers = _MARRIAGE
    elif is_meeting(f):
        answers = _MEET
    said = answers[lean]
    if told := _for_asked(f):
        return f"{told}; for now, {said.removeprefix('not yet: ').removeprefix('yes, ')}"
    if not _WHEN.search(f.question) or not years:
        return said
    best = f"the years that suit it best are {years}" if " and " in years else f"the year that suits it best is {years}"
    return f"{best}; for now, {said.removeprefix('not yet: ').removeprefix('yes, ')}"


def is_job(f: Facts) -> bool:
    """Whether the question is about changing jobs."""
    return f.judged["question"]["topic"] == "work and career" and bool(_JOBS.search(f.question))


def _for_asked(f: Facts) -> str:
    """Answer for the time that the question asks about, if it is more than one of the two years."""
    if not asked(f):
        return ""
    if months := asked_months(f):
        named, verb = listed(f"<{month.pillar}>" for month in months), "help" if len(months) > 1 else "helps"
        return f"of the months you ask about, {named} {verb} most"
    years = asked_years(f)
    by_tone = {tone: [str(year) for year, own in years if own == tone] for _, tone in years}
    told = [f"{listed(named)} {_EFFORT[tone][len(named) > 1]}" for tone, named in by_tone.items()]
    is_over = f.judged["question"]["asked"].find("does not judge the past") > 0
    return listed(told) or ("the past is not judged here" if is_over else "the time you ask about is not computed here")


_EFFORT = {
    "good": ("helps", "help"),
    "mixed": ("has gains and costs", "have gains and costs"),
    "hard": ("asks for patience", "ask for patience"),
}


def short(f: Facts) -> str:
    """Answer a question that asks for yes or no, if the answer itself does not."""
    is_closed = _YES_OR_NO.match(f.question.strip()) and " or " not in f.question
    return _SHORT[stance(f)] if is_closed and not answer(f).startswith(("yes", "not yet")) else ""


def later_years(f: Facts) -> str:
    """Return the coming years that the judgement names."""
    found = re.search(r"Of the years to come, (.+?) tends? to suit", f.judged["question"]["lean"])
    return found[1] if found else ""


def named_year(f: Facts) -> str:
    """Answer for the year that the question names."""
    found = asked_year(f)
    if found is None or asked(f):
        return ""
    year, tone = found
    if year != f.years[0].year or not ends_soon(f):
        return f"The year you ask about, {year}, is {TONES[tone]}, {DOES[tone]}."
    if f.judged["question"]["topic"] == "well-being":
        return f"The year you ask about, {year}, is {TONES[tone]}, and lasts until {spring(f)}."
    step = plan(f).step
    then = f"the step itself belongs in {f.years[1].year}" if step else "the step itself can wait for an easier time"
    return f"What is left of {year}, until {spring(f)}, is for looking, talking and preparing; {then}."


def plan(f: Facts) -> Plan:
    """Place the step; a second look comes after three months, and talks about people spare the partner's seat."""
    holds = stance(f) == "hold"
    planned = plan_of(f, holds=holds)
    if asked_months(f):
        return planned
    free = easy_months(f)
    if f.judged["question"]["topic"] in {"love and marriage", "family and children"}:
        free = [month for month in free if not rubs(month, "day")] or free
    if holds and f.judged["question"]["topic"] != "well-being":
        soon = (today(f) + _QUARTER).isoformat()
        later = [month for month in free if month.start > soon]
        return Plan(tuple(later[:1]) or planned.talk, None)
    talk = tuple(month for month in planned.talk if month in free)
    step = planned.step
    if step is not None and step not in free:
        step = next((month for month in free if month.year >= step.year and month not in talk), step)
    return Plan(talk, step)


def until(f: Facts) -> str:
    """Say how long to wait: until the best year, else until the month of the second look."""
    best, talk = best_years(f), plan(f).talk
    if best:
        return f"until {best[0]}"
    return f"until {named_months(list(talk[:1]))}" if talk else "until a supportive year begins"


def placed(f: Facts) -> str:
    """Say in which months the step that was asked about fits."""
    planned, topic = plan(f), f.judged["question"]["topic"]
    talk, step = list(planned.talk), planned.step
    if topic == "well-being":
        month = (talk or [month for month in [step] if month])[:1]
        larger = f"a larger one can begin in {named_months(month)}" if month else "a larger one can begin in any month"
        return f"a small change can start tonight, and {larger}"
    if stance(f) == "hold":
        return _ladder(f, talk)
    if not talk and step is None:
        return "no month ahead stands out, so prepare first"
    first = f"use {named_months(talk)} to {'meet people and talk' if is_meeting(f) else 'talk' if topic == 'love and marriage' else 'talk and try'}"
    if step is None:
        found, best = asked_year(f), best_years(f)
        later = "prepare the rest"
        if found and found[0] > f.years[1].year:
            is_trial = stance(f) == "steady" and bool(best) and found[0] not in best and best[0] > found[0]
            binding = f"the trial for {found[0]} and what binds you for {best[0]}" if is_trial else ""
            later = f"leave {binding or f'the step itself for {found[0]}'}"
        return f"{first}, and {later}"
    act = step_in(f, named_months([step]), step.year, best_years(f), is_trial=stance(f) == "steady", is_job=is_job(f))
    return f"{first}; {act}" if talk else act


def _ladder(f: Facts, talk: list[Transit]) -> str:
    """Name what to do now, the month to look again, and the year to decide."""
    now = "prepare only"
    if is_business(f):
        now = "test it beside your job"
    elif is_living(f):
        now = "keep to longer visits"
    elif f.judged["question"]["topic"] == "moving and travel":
        now = "only visit the place"
    elif is_meeting(f):
        now = "accept invitations and meet people without haste"
    look = f"look again in {named_months(talk)}" if talk else ""
    best = [year for year in best_years(f) if not talk or year > talk[0].year]
    is_bond = f.judged["question"]["topic"] == "love and marriage"
    decide = f"{'take a firm step' if is_bond else 'decide'} in {best[0]}, which suits it best" if best else ""
    return f"for now, {listed(filter(None, [now, look, decide]))}"


_QUARTER = timedelta(days=90)
