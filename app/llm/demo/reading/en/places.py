"""The place of a matter in the chart and the years that suit it, for the answer to the reader's question in English."""

import re

from app.llm.demo.reading.en.gods import THEMES
from app.llm.demo.reading.en.matters import is_living
from app.llm.demo.reading.en.ties import ORDER, RUB
from app.llm.demo.reading.en.view import TONES, is_elder, runs, tones_of_years
from app.llm.demo.reading.en.words import KINDS, listed
from app.llm.demo.reading.facts import Facts, Transit
from app.llm.demo.reading.gods import element_of, group_of
from app.llm.demo.reading.when import asked_years

_SENIOR = 55


def place(f: Facts, speaks: str) -> list[str]:
    """Say what stands in each pillar that the judgement names as the place of the matter."""
    names = _names(f, speaks)
    if len(names) > 1 and f.columns[names[0]].pillar == f.columns[names[1]].pillar:
        return [f"{_placed(f, names[0])} The {names[1]} pillar is the same."]
    told = [_placed(f, name) for name in names]
    gods = [f.columns[name].hidden[0].god for name in names]
    if len(set(gods)) < len(gods) and not f.columns[names[1]].is_void:
        told[1] = f"The {names[1]} pillar has <{gods[1]}> in the branch as well."
    return told


def _names(f: Facts, speaks: str) -> list[str]:
    return [name for name in f.columns if re.search(rf"\b{name} pillar", speaks.rpartition("look at")[2])][:2]


def _placed(f: Facts, name: str) -> str:
    column = f.columns[name]
    god = column.hidden[0].god
    stem = "the day master" if name == "day" else f"<{column.god}>"
    helps = ("neither help nor hinder", "help you", "cost you effort")[f.value(group_of(god))]
    void = " Its branch is void (空亡), so that things come later than planned." if column.is_void else ""
    return f"In the {name} pillar, {stem} stands over <{god}>, and {THEMES[god]} {helps}.{void}"


def rubbing(f: Facts, speaks: str) -> str:
    """Say what disturbs the place of the matter, and what that means for it."""
    names = _names(f, speaks)
    rubs = [tie for tie in f.chart["relations"] if tie["kind"] in RUB and set(names) & set(tie["pillars"])]
    if not rubs:
        return ""
    tie = min(rubs, key=lambda rub: (ORDER.index(rub["kind"]), -len(set(names) & set(rub["pillars"]))))
    name, other = [own for own in f.columns if own in tie["pillars"]][:2]
    return f"Between the {name} and {other} pillars there is a {KINDS[tie['kind']]} ({tie['parts']}): {_friction(f, name, other)}."


def _friction(f: Facts, name: str, other: str) -> str:
    """Say what it means for the matter that two pillars disturb each other."""
    pair = frozenset((name, other))
    if is_living(f) and pair == {"day", "hour"}:
        return "closeness under one roof would rub, and two doors suit better than one kitchen"
    if is_living(f) and pair == {"day", "month"}:
        return "work and home disturb each other, so settle the hours before the rooms"
    if f.judged["question"]["topic"] == "moving and travel" and pair in _MOVES:
        return _MOVES[pair]
    sides = _SIDES_LATER if is_elder(f) else _SIDES
    one, two = (sides[side] for side in ("year", "month", "day", "hour") if side in pair)
    return f"{one} and {two} get in each other's way, so settle one before the other"


_MOVES = {
    frozenset(
        ("year", "day")
    ): "the place you come from and the home you have pull apart, which makes leaving easier and settling slower",
    frozenset(
        ("year", "month")
    ): "the place you come from and your work make different claims, so settle the work first",
    frozenset(("month", "day")): "work and home pull in two directions, so ask first where you would work",
    frozenset(("day", "hour")): "home and later plans disagree, so agree beforehand on how long you stay",
    frozenset(("year", "hour")): "what you leave and what you plan do not fit yet, so keep a way back",
    frozenset(("month", "hour")): "work and later plans disagree, so ask what the move is for",
}
_SIDES_LATER = {
    "year": "old ties",
    "month": "your daily rounds",
    "day": "your own home",
    "hour": "the plans of younger people",
}
_SIDES = {"year": "the home you come from", "month": "work", "day": "your own home", "hour": "later plans"}


def ages(f: Facts, best: list[int]) -> str:
    """Say how old a reader near or after retirement is in the years that suit the matter."""
    told = [str(year - f.birth_year) for year in best]
    return (
        f"You turn {listed(told)} in {'those years' if len(told) > 1 else 'that year'}."
        if told and f.age >= _SENIOR
        else ""
    )


def between(f: Facts, best: list[int]) -> str:
    """Tell the years between those of the report and the best one for the question."""
    first = _after_known(f)
    told = runs(f, first, best[0] - 1) if best and best[0] > first else ""
    return f"Before that, {told}." if told else ""


def other_years(f: Facts, best: list[int]) -> str:
    """Tell the years after the first of the best ones, and why a supportive one is not among these."""
    if not best:
        return ""
    first = max(best[0] + 1, _after_known(f))
    rest = [year for year in tones_of_years(f) if year >= first and year not in best]
    by_tone = {tone: [year for year in rest if tones_of_years(f)[year] == tone] for tone in ("good", "mixed", "hard")}
    parts = [
        f"{_joined(years)} {'are' if len(years) > 1 else 'is'} {TONES[tone]}{_why(f, years) if tone == 'good' else ''}"
        for tone, years in by_tone.items()
        if years
    ]
    return f"As to the others, {'; '.join(parts)}." if parts else ""


def _joined(years: list[int]) -> str:
    """Name years, three or more in a row by the first and the last."""
    rows: list[list[int]] = []
    for year in years:
        if rows and rows[-1][-1] == year - 1:
            rows[-1].append(year)
        else:
            rows.append([year])
    return listed(name for row in rows for name in ([f"{row[0]} to {row[-1]}"] if len(row) > 2 else map(str, row)))


def _why(f: Facts, years: list[int]) -> str:
    """Say why supportive years are not among the best: a void branch, a clash, or a stem that is not asked about."""
    found = [year for year in f.later_years if year.year in years]
    reasons = {_reason(f, year) for year in found}
    if len(reasons) != 1:
        return " as well"
    many = len(found) > 1
    return f", though {reasons.pop().format('their branches are' if many else 'its branch is', 'their branches clash' if many else 'its branch clashes', 'their stems are' if many else 'its stem is', 'they come' if many else 'it comes')}"


def _reason(f: Facts, year: Transit) -> str:
    names = {"Wood": "木", "Fire": "火", "Earth": "土", "Metal": "金", "Water": "水"}
    asked = {names[name] for name in re.findall(r"\((Wood|Fire|Earth|Metal|Water)\)", f.judged["question"]["speaks"])}
    if year.is_void:
        return "{0} void"
    if any(tie.kind == "六冲" and "day" in tie.pillars for tie in year.ties):
        return "{1} with the day branch"
    if element_of(year.stem) not in asked:
        return "{2} not of the stars asked about"
    return "{3} later"


def _after_known(f: Facts) -> int:
    return max([f.years[1].year, *(year for year, _ in asked_years(f))]) + 1
