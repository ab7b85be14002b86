"""Short answers to the reader's question in English, the same in the summary, the answer and the advice."""

import re

from app.llm.demo.reading.en.view import TONES, named_months, spring
from app.llm.demo.reading.en.words import listed
from app.llm.demo.reading.facts import Facts
from app.llm.demo.reading.when import Plan, asked, asked_months, asked_year, asked_years, ends_soon, plan_of

DOES = {
    "good": "a time to act",
    "mixed": "a time to try new things on a small scale",
    "hard": "a time to consolidate before you move",
}
FIELDS = {
    "work and career": "work",
    "study and exams": "work",
    "money": "money",
    "love and marriage": "love",
    "family and children": "family",
    "well-being": "care",
}
"""The fields of life by the subject of a question."""
_JOB = {
    "hold": "not yet: keep the job you have, and only look at what is offered",
    "steady": "look and talk, but give notice only when the next job is settled",
    "move": "yes, once you are prepared",
}
_ANSWERS = {
    "moving and travel": {
        "hold": "not yet: visit the place a few times first",
        "steady": "live there for a while before you settle for good",
        "move": "yes, once you have arranged where to stay",
    },
    "love and marriage": {
        "hold": "look after the ties you have, and leave great decisions for later",
        "steady": "let things grow slowly, and do not press for a result",
        "move": "the time helps, so say what you feel and take the first step",
    },
    "family and children": {
        "hold": "keep the peace for now, and leave great decisions for later",
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
_MEETING = re.compile(r"\b(?:meet|find|single|right person|soulmate|dating)\b", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:when|(?:which|what) (?:year|month)|how long)\b", re.IGNORECASE)


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
    if topic == "work and career" and _JOBS.search(f.question):
        answers = _JOB
    elif topic == "love and marriage" and _MEETING.search(f.question):
        answers = _MEET
    said = answers[lean]
    if told := _for_asked(f):
        return f"{told}; for now, {said.removeprefix('not yet: ').removeprefix('yes, ')}"
    if not _WHEN.search(f.question) or not years:
        return said
    best = f"the years that suit it best are {years}" if " and " in years else f"the year that suits it best is {years}"
    return f"{best}; for now, {said.removeprefix('not yet: ').removeprefix('yes, ')}"


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
    return plan_of(f, holds=stance(f) == "hold")


def placed(f: Facts) -> str:
    """Say in which months the step that was asked about fits."""
    planned, topic = plan(f), f.judged["question"]["topic"]
    talk, step = list(planned.talk), planned.step
    if not talk and step is None:
        return "no month ahead stands out, so prepare first"
    if topic == "well-being":
        return f"begin in {named_months((talk or [month for month in [step] if month])[:1])}"
    if stance(f) == "hold":
        return f"prepare only, and look again in {named_months(talk)}"
    first = f"use {named_months(talk)} to {'meet people and talk' if topic == 'love and marriage' else 'talk and try'}"
    if step is None:
        found = asked_year(f)
        later = f"leave the step itself for {found[0]}" if found and found[0] > f.years[1].year else "prepare the rest"
        return f"{first}, and {later}"
    act = f"take the step that counts in {named_months([step])}"
    return f"{first}, and {act}" if talk else act
