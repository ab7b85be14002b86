"""Time zones from `tzdata.zi`, the data of the IANA database that is part of this repository.

The only source of civil time: the operating system's zone files, TZPATH and installed packages have no influence, so
every process on every machine casts the same chart. The file contains the differences before 1970, which most builds
of the database leave out. Each zone is computed when it is first used.
"""

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from app.bazi.zone_rules import Change, Rules, changes_of, parse_era, parse_rules, winter_as_standard

_LAST_YEAR = 2201
"""Rules without an end are applied up to this year. Births are possible until the end of the year before."""

_SUMMER_IS_STANDARD = frozenset({"Europe/Dublin", "Africa/Windhoek"})
"""Zones whose law called summer time standard and winter time a negative saving.

Both kept ordinary winter and summer time: Irish clocks agreed with British ones. A chart needs the time without summer
time, so winter time is standard here. Other negative savings were real exceptions from standard time, and are added
back: Morocco's Ramadan, and the winter of 1946/47 in Czechoslovakia.
"""

_EPOCH = datetime(1970, 1, 1)
_DAY_ZERO = _EPOCH.toordinal()
_SECOND = timedelta(seconds=1)


class Zone(tzinfo):
    """A time zone. Unlike that of `zoneinfo`, its `dst` is exact: the saving of the rules, of whatever size."""

    def __init__(self, name: str, beginning: tuple[int, int], changes: Sequence[Change]) -> None:
        self.name = name
        self.changes = array("q", [change.at for change in changes])
        """The instants of all changes, in seconds since 1970."""
        times = [beginning, *((change.standard, change.saving) for change in changes)]
        totals = [standard + saving for standard, saving in times]
        self._offsets = [_duration(total) for total in totals]
        self._savings = [_duration(saving) for _, saving in times]
        steps = [
            (at, sorted((before, after))) for at, before, after in zip(self.changes, totals, totals[1:], strict=False)
        ]
        # Local times from which a change counts, by `fold`: a skipped or repeated time with `fold` 0 is before it.
        self._local = (
            array("q", [at + high for at, (_, high) in steps]),
            array("q", [at + low for at, (low, _) in steps]),
        )

    def __repr__(self) -> str:
        return f"Zone({self.name!r})"

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return None if moment is None else self._offsets[self._index(moment)]

    def dst(self, moment: datetime | None) -> timedelta | None:
        return None if moment is None else self._savings[self._index(moment)]

    def tzname(self, moment: datetime | None) -> str | None:
        return self.name

    def fromutc(self, moment: datetime) -> datetime:
        utc = _seconds(moment)
        index = bisect_right(self.changes, utc)
        offset = self._offsets[index]
        local = moment + offset
        if index and utc - self.changes[index - 1] < (self._offsets[index - 1] - offset) // _SECOND:
            return local.replace(fold=1)
        return local

    def around(self, skipped: datetime) -> tuple[datetime, datetime]:
        """Return the last second before the clocks skipped a local time, and the first second after it."""
        index = bisect_right(self._local[1], _seconds(skipped))
        change = (_EPOCH + timedelta(seconds=self.changes[index - 1])).replace(tzinfo=self)
        return change + self._offsets[index - 1] - _SECOND, change + self._offsets[index]

    def changes_between(self, first: int, last: int) -> Sequence[int]:
        """Return the instants between two at which the clocks change, in seconds since 1970."""
        return self.changes[bisect_right(self.changes, first) : bisect_right(self.changes, last)]

    def _index(self, local: datetime) -> int:
        return bisect_right(self._local[local.fold], _seconds(local))


@cache
def zone_of(name: str) -> Zone:
    """Return the zone of an IANA name. Raises KeyError if there is none."""
    data = _data()
    if name in data.links:
        return zone_of(data.links[name])
    eras = [parse_era(line) for line in data.zones[name]]
    beginning, changes = changes_of(eras, {era.rules: _rules(era.rules) for era in eras if era.rules})
    return Zone(name, beginning, winter_as_standard(changes) if name in _SUMMER_IS_STANDARD else changes)


def zone_names() -> frozenset[str]:
    """Return all names that `zone_of` accepts."""
    return frozenset({*_data().zones, *_data().links})


def zone_data_version() -> str:
    """Return the release of the IANA database, such as `2026f`."""
    return _data().version


class _Data(NamedTuple):
    version: str
    rules: Mapping[str, list[str]]
    zones: Mapping[str, list[str]]
    links: Mapping[str, str]


@cache
def _data() -> _Data:
    """Read the file. `R` begins a rule, `Z` a zone, which continues on lines without a letter, and `L` a link."""
    version, rules, zones, links = "", dict[str, list[str]](), dict[str, list[str]](), dict[str, str]()
    eras: list[str] = []
    for line in files(__package__).joinpath("tzdata.zi").read_text("ascii").splitlines():
        kind, _, rest = line.partition(" ")
        name, _, columns = rest.partition(" ")
        if kind == "R":
            rules.setdefault(name, []).append(columns)
        elif kind == "Z":
            eras = zones[name] = [columns]
        elif kind == "L":
            links[columns] = name
        elif line.startswith("# version "):
            version = columns
        elif not line.startswith("#"):
            eras.append(line)
    del zones["Factory"]  # stands for a computer whose zone was never set
    return _Data(version, rules, zones, links)


@cache
def _rules(name: str) -> Rules:
    return parse_rules(_data().rules[name], _LAST_YEAR)


def _seconds(moment: datetime) -> int:
    """Return the seconds since 1970 of a date and time, whatever its zone."""
    days = moment.toordinal() - _DAY_ZERO
    return days * 86_400 + moment.hour * 3600 + moment.minute * 60 + moment.second


@lru_cache
def _duration(seconds: int) -> timedelta:
    """Return a shared object: zones have thousands of changes, but few offsets."""
    return timedelta(seconds=seconds)
