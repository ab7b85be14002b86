"""Computes the changes of a zone's clocks from the rules of the IANA time zone database.

Compiled zone files only say whether daylight saving time was in force. The source says by how much (the column SAVE):
two hours in the British summers of the war, half an hour in Uruguay. The clock of a chart needs the amount. The changes
are those of the reference compiler, zic; `scripts/check_zones.py` compares the two.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

_DAY = 86_400
_UNIX_DAY_ZERO = date(1970, 1, 1).toordinal()
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Change(NamedTuple):
    """A change of the clocks, in seconds: when, the new standard time east of UTC, and the saving on top of it."""

    at: int
    """Seconds since 1970 in UTC."""
    standard: int
    saving: int


class Local(NamedTuple):
    """A local time of the database, in seconds since 1970."""

    seconds: int
    clock: str
    """`u` for UTC, `s` for standard time, and empty for the clocks as they were set."""

    def utc(self, standard: int, saving: int) -> int:
        ahead = {"u": 0, "s": standard, "": standard + saving}[self.clock]
        return self.seconds - ahead


class Era(NamedTuple):
    """A line of a zone: its standard time, and the rules or the constant saving in force until the next line."""

    standard: int
    rules: str | None
    saving: int
    until: Local | None
    until_year: int | None


Rules = Mapping[int, Sequence[tuple[Local, int]]]
"""The changes of a set of rules by the year in which they occur, each with the saving that it introduces."""


def parse_era(line: str) -> Era:
    """Parse a line of a zone, from the column STDOFF on."""
    standard, rules, _, *until = line.split()
    is_constant = rules == "-" or rules.lstrip("-")[0].isdigit()
    return Era(
        standard=_duration(standard),
        rules=None if is_constant else rules,
        saving=_duration(rules) if is_constant else 0,
        until=_local(int(until[0]), *until[1:]) if until else None,
        until_year=int(until[0]) if until else None,
    )


def parse_rules(lines: Sequence[str], last_year: int) -> Rules:
    """Parse the lines of one set of rules, from the column FROM on."""
    years: dict[int, list[tuple[Local, int]]] = {}
    for line in lines:
        first, last, _, month, day, time, saving, _ = line.split()
        final = int(first) if _is_prefix(last, "only") else last_year if _is_prefix(last, "maximum") else int(last)
        for year in range(int(first), min(final, last_year) + 1):
            years.setdefault(year, []).append((_local(year, month, day, time), _duration(saving)))
    return dict(sorted(years.items()))


def changes_of(eras: Sequence[Era], rules: Mapping[str, Rules]) -> tuple[tuple[int, int], list[Change]]:
    """Return the standard time and the saving at the beginning of a zone, and then all changes in order."""
    beginning = (eras[0].standard, eras[0].saving)
    changes: list[Change] = []
    start: int | None = None
    for era in eras:
        saving, pending = era.saving, []
        for at, saving_then in _rule_changes(era, rules[era.rules]) if era.rules else ():
            if start is not None and at <= start:
                saving = saving_then  # in force when the era begins
            else:
                pending.append(Change(at, era.standard, saving_then))
        if start is not None:
            changes.append(Change(start, era.standard, saving))
        changes += pending
        if era.until:
            start = era.until.utc(era.standard, changes[-1].saving if pending else saving)
    return beginning, _merged(beginning, changes)


def _merged(beginning: tuple[int, int], changes: Sequence[Change]) -> list[Change]:
    """Merge a change that comes due while the clocks go back with the change that sets them back, as zic does.

    Where a zone moves west at the hour at which summer time begins, the clocks show that hour twice but are set once.
    """
    merged: list[Change] = []
    for change in sorted(changes):
        if merged:
            at, standard, saving = merged[-1]
            before = sum(merged[-2][1:] if len(merged) > 1 else beginning)
            if change.at + standard + saving <= at + before:
                merged[-1] = change._replace(at=at)
                continue
        merged.append(change)
    return merged


def winter_as_standard(changes: Sequence[Change]) -> list[Change]:
    """Rewrite negative savings: winter becomes standard time, and the summers between two winters get a saving."""
    winters = [index for index, change in enumerate(changes) if change.saving < 0]
    if not winters:
        return list(changes)
    rewritten = list(changes)
    for index in range(winters[0], winters[-1] + 1):
        saving = changes[winters[bisect_left(winters, index)]].saving  # of this winter, or of the next one
        at, standard, own = changes[index]
        rewritten[index] = Change(at, standard + saving, own - saving)
    return rewritten


def _rule_changes(era: Era, rules: Rules) -> Iterator[tuple[int, int]]:
    """Yield the changes that the rules make before the era ends: the instant and the saving from then on."""
    saving = 0
    for year, of_the_year in rules.items():
        if era.until_year is not None and year > era.until_year:
            return
        left = list(of_the_year)
        while left:
            # The instant of the next change depends on the clocks until then, so only the earliest one is certain.
            at, index = min((local.utc(era.standard, saving), index) for index, (local, _) in enumerate(left))
            if era.until is not None and at >= era.until.utc(era.standard, saving):
                break
            saving = left.pop(index)[1]
            yield at, saving


def _local(year: int, month: str = "January", day: str = "1", time: str = "0") -> Local:
    clock = time[-1] if time[-1].isalpha() else ""
    return Local(
        seconds=(_ordinal(year, _index(month, _MONTHS) + 1, day) - _UNIX_DAY_ZERO) * _DAY
        + _duration(time.removesuffix(clock) if clock else time),
        clock={"g": "u", "z": "u", "w": ""}.get(clock, clock),
    )


def _ordinal(year: int, month: int, day: str) -> int:
    """Return the ordinal of a day given as `5`, `lastSu`, `Su>=8` or `Su<=25`, all possibly in a neighbouring month."""
    if day.startswith("last"):
        next_month = date(year + month // 12, month % 12 + 1, 1).toordinal()
        return _weekday_until(next_month - 1, day.removeprefix("last"))
    weekday, after, first = day.partition(">=")
    if after:
        return _weekday_until(date(year, month, int(first)).toordinal() + 6, weekday)
    weekday, before, last = day.partition("<=")
    if before:
        return _weekday_until(date(year, month, int(last)).toordinal(), weekday)
    return date(year, month, int(day)).toordinal()


def _weekday_until(ordinal: int, weekday: str) -> int:
    """Return the last such weekday up to a day."""
    return ordinal - (ordinal - 1 - _index(weekday, _WEEKDAYS)) % 7


def _duration(text: str) -> int:
    """Return the seconds of `1`, `-0:30` or `2:30:17`; `-` is zero."""
    if text == "-":
        return 0
    hours, minutes, seconds = ([abs(int(part)) for part in text.split(":")] + [0, 0])[:3]
    return (-1 if text.startswith("-") else 1) * (hours * 3600 + minutes * 60 + seconds)


def _index(prefix: str, names: Sequence[str]) -> int:
    (index,) = (index for index, name in enumerate(names) if _is_prefix(prefix, name))
    return index


def _is_prefix(prefix: str, name: str) -> bool:
    return name.startswith(prefix)
