"""Names in English for the step that a reader asks about, so that a month is recommended for something in particular."""

import re

from app.llm.demo.reading.en.matters import is_business, is_living, is_marriage, is_meeting
from app.llm.demo.reading.facts import Facts

_WITH = re.compile(
    r"\bwith (?:my|our) ((?:elder |younger |grown-up )?(?:daughter|son|children|kids|mother|father|parents|partner"
    r"|boyfriend|girlfriend|husband|wife|sister|brother|family|in-laws|grandchildren)\b)",
    re.IGNORECASE,
)
_HOUSEHOLD = re.compile(
    r"\b(?:with|and|bring(?:ing)?|tak(?:e|ing)) (?:my|our|the) (?:whole )?"
    r"(?:family|wife|husband|partner|kids|children|son|daughter|parents|mother|father)\b|\bas a family\b",
    re.IGNORECASE,
)
_STEPS = {
    "living": (
        "begin a trial of three months{who} in {month}, keeping your own place meanwhile",
        "move in{who} in {month}",
    ),
    "moving and travel": ("begin a trial stay of a few weeks in {month}", "make the move in {month}"),
    "business": ("put the first paid offer before a client in {month}", "open for business in {month}"),
    "job": (
        "look at offers and talk in {month}",
        "take the step that counts, from one job to the next, in {month}",
    ),
    "marriage": ("have the talk about money, home and family in {month}", "settle the date in {month}"),
    "meeting": (
        "take up one regular occasion to meet people in {month}",
        "say yes to an invitation, or give one, in {month}",
    ),
    "love and marriage": ("say what you wish for in {month}", "take the step towards the other person in {month}"),
    "family and children": (
        "have the conversation that counts in {month}",
        "settle what you want to settle in {month}",
    ),
    "study and exams": ("begin the plan for the hardest subject in {month}", "apply or register in {month}"),
    "money": ("take the first small step forward in {month}", "take the step forward in {month}"),
}
_OTHER = ("take a first small step in {month}", "take the step that counts in {month}")
_BINDING = {"living", "moving and travel"}


def step_in(f: Facts, months: str, year: int, best: list[int], *, is_trial: bool, is_job: bool) -> str:
    """Name the step with its months; a trial is decided on afterwards, in a year that suits the matter better."""
    kind = _kind(f, is_job=is_job)
    found = _WITH.search(f.question)
    who = f" with your {found[1].lower()}" if found else " together"
    told = _STEPS.get(kind, _OTHER)[not is_trial].format(month=months, who=who)
    if not is_trial:
        return told
    later = [other for other in best if other > year]
    if later and year not in best:
        if kind == "job":
            return (
                f"{told}; give notice only with the next job settled, and better from {later[0]}, which suits it best"
            )
        return f"{told}, and leave what binds you for {later[0]}, which suits it best"
    return f"{told}, and decide after it" if kind in _BINDING else told


def _kind(f: Facts, *, is_job: bool) -> str:
    if is_living(f):
        return "living"
    if is_business(f):
        return "business"
    if is_job:
        return "job"
    if is_meeting(f):
        return "meeting"
    return "marriage" if is_marriage(f) else str(f.judged["question"]["topic"])


def household(f: Facts, lean: str) -> str:
    """Say who goes first if a question is about moving with others; an empty string otherwise."""
    is_move = f.judged["question"]["topic"] == "moving and travel" and not is_living(f)
    if not is_move or not _HOUSEHOLD.search(f.question):
        return ""
    first = (
        "one adult goes ahead by a few weeks"
        if lean == "move"
        else "one adult goes on the trial first, and the others come for a visit"
    )
    return f"As to your family, {first}; the household follows when work, housing and school are settled."
