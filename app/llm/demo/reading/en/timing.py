"""Paragraphs in English that place a field of life in the decade, the two years and their months."""

from app.llm.demo.reading.en.answers import plan, stance
from app.llm.demo.reading.en.matters import FIELDS, is_business, is_living, text_for
from app.llm.demo.reading.en.view import dated, rubs
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.fit import Paragraph
from app.llm.demo.reading.gods import group_of
from app.llm.demo.reading.when import easy_months, ends_soon, main_decade

_LEADS = {
    "friends": "In the decade <{pillar}>, {span}, <{god}> sets the tone for friendship: {text}.",
    "work": "In the decade <{pillar}>, {span}, <{god}> sets the tone: {text}.",
    "money": "For money the decade <{pillar}> brings <{god}>: {text}.",
    "love": "As to love, the decade <{pillar}> stands under <{god}>: {text}.",
    "family": "At home the decade <{pillar}> shows as <{god}>: {text}.",
    "care": "For body and mind the decade <{pillar}> means <{god}>: {text}.",
}
_YEARS = {
    "friends": "{When}, <{god}> comes in as well: {text}.",
    "work": "{When}, <{god}> comes in as well: {text}.",
    "money": "{When}, under <{god}>, {text}.",
    "love": "{When}, with <{god}>, {text}.",
    "family": "{When} there is <{god}>: {text}.",
    "care": "{When}, <{god}> adds this: {text}.",
}
_MONTHS = {
    "friends": "Good months for doing things together: {months}.",
    "work": "What matters at work has its place in {months}.",
    "money": "Accounts and talks about money go well in {months}.",
    "love": "For an open talk, choose {months}, when the month itself does not disturb the partner's seat.",
    "family": "Family matters are settled more easily in {months}.",
    "care": "A small habit can begin tonight; a larger change comes more easily in {months}.",
}
_STARS = {
    "friends": ("peer", "output"),
    "work": ("officer", "resource"),
    "money": ("wealth", "output"),
    "family": ("resource", "peer"),
    "care": ("output", "resource"),
}


def timing(f: Facts, field: str) -> Paragraph:
    """Say what the decade and the coming years mean for a field of life, and which months suit it."""
    lines, told = list[str](), set[str]()
    decade = main_decade(f)
    if decade is not None:
        group = group_of(decade.god)
        told.add(group)
        span = f"{decade.year} to {decade.year + 10}"
        lines.append(
            _LEADS[field].format(
                pillar=decade.pillar, span=span, god=decade.god, text=text_for(f, field, decade, group)
            )
        )
    for year in f.years[ends_soon(f) :]:
        for god, half in ((year.god, "first"), (year.seat, "second")):
            if half == "first" and f.chart["as_of"] > f"{year.year}-08":
                continue
            if half == "second" and field not in _IN_HALVES:
                continue
            if (group := group_of(god)) not in told:
                told.add(group)
                when = f"In the {half} half of {year.year}" if field in _IN_HALVES else f"In {year.year}"
                lines.append(_YEARS[field].format(When=when, god=god, text=text_for(f, field, year, group)))
    stars = _STARS.get(field) or (("wealth",) if f.chart["gender"] == "male" else ("officer",))
    good = [month for month in easy_months(f) if not rubs(month, *_SPARED.get(field, ()))]
    ours = [month for month in good if group_of(month.god) in stars]
    chosen = sorted((*ours, *(month for month in good if month not in ours)), key=lambda month: month not in ours)[:2]
    chosen = sorted(good[:2] if field == "care" else chosen, key=lambda month: month.start)
    if stance(f) and FIELDS.get(f.judged["question"]["topic"]) == field:
        lines.append("For the months, see “Your Question”.")
    elif field in _TALKS:
        lines.append(_talk(f, field, good))
    elif chosen:
        lines.append(_MONTHS[field].format(months=dated(chosen)))
    return lines


_TALKS = {"love", "family"}
"""The fields in which months are for talking: these come soon, and before a step that was asked about."""


def _touches_home(f: Facts) -> bool:
    """Whether the question is one that the people at home have to talk over before the step."""
    topics = {"moving and travel", "love and marriage", "family and children"}
    return bool(stance(f)) and (f.judged["question"]["topic"] in topics or is_living(f) or is_business(f))


def _talk(f: Facts, field: str, good: list[Transit]) -> str:
    """Name the first months for a talk, before the step that the reader asks about."""
    step = plan(f).step if _touches_home(f) else None
    early = [month for month in good if step is None or month.start < step.start][:2]
    now = _AT_ONCE[field]
    if early:
        return f"{_MONTHS[field].format(months=dated(early))} {now}"
    return (
        f"{now} A larger talk belongs before {dated([step])}, the month of the step that you asked about."
        if step
        else now
    )


_AT_ONCE = {
    "love": "Small things are better said at once.",
    "family": "Small matters can be settled at once.",
}
_IN_HALVES = {"work", "money", "friends"}
"""The fields in which the halves of a year are told apart."""
_SPARED = {"work": ("month",), "love": ("day",), "family": ("day", "year"), "care": ("day",), "friends": ("day",)}
"""The pillars that a month recommended for a field must not clash with, harm or punish."""
