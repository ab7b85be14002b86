"""A birth as a point in time: from the date, clock and zone that people state, or InvalidBirth."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from app.bazi.lunar import gregorian_date
from app.errors import InvalidBirth
from app.report import Birth, Place

FIRST_YEAR = 1600  # before 1582 dates are Julian, and near it the two calendars mix
LAST_YEAR = 2200

_BEIJING = timezone(timedelta(hours=8))

_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
"""In the zone database, but of this machine or of nowhere."""


@dataclass(frozen=True, slots=True)
class Moment:
    """`civil` is what the clock on the wall showed, in its zone; noon where the hour is unknown."""

    civil: datetime
    is_hour_known: bool
    is_ambiguous: bool
    """The clock showed this time twice; `fold` of `civil` says which of them is meant."""

    @property
    def instant(self) -> datetime:
        return self.civil.astimezone(UTC)

    @property
    def beijing(self) -> datetime:
        return beijing_time(self.civil)

    @property
    def standard(self) -> datetime:
        """The naive clock of the zone with daylight saving taken off."""
        return self.civil.replace(tzinfo=None) - self._saving

    @property
    def is_daylight_saving(self) -> bool:
        return self._saving > timedelta()

    @property
    def _saving(self) -> timedelta:
        """Ireland's zone calls summer its standard, and winter an hour less: there the lowest of the year counts.

        Not so where a year has both, as Prague's 1947: an hour less in winter was no standard of anyone's.
        """
        seasons = (self.civil.replace(month=1, day=1), self.civil.replace(month=7, day=1))
        savings = [moment.dst() or timedelta() for moment in seasons]
        lowest = min(savings) if max(savings) <= timedelta() else timedelta()
        return (self.civil.dst() or timedelta()) - min(lowest, timedelta())


def beijing_time(moment: datetime) -> datetime:
    """The same instant by Beijing's clock, naive, always UTC+8: the form in which terms are compared."""
    return moment.astimezone(_BEIJING).replace(tzinfo=None)


def moment_of_birth(birth: Birth, place: Place) -> Moment:
    """Raises InvalidBirth for a date, hour, zone or longitude that does not exist.

    Of a time that the clocks showed twice, `fold` 0 is the first and 1 the second (PEP 495).
    """
    if not -180 <= place.longitude <= 180:
        raise InvalidBirth("place.longitude", "The longitude must be within -180 and 180 degrees.", "longitude")
    zone = _zone(place.timezone)
    day = _gregorian_day(birth)
    if birth.hour is None:
        if birth.fold:
            raise InvalidBirth("birth.fold", "Without a time there is none that came twice.", "time_came_once")
        noon = datetime.combine(day, time(12), zone)
        if not _exists(noon):
            raise InvalidBirth("birth.date", "The calendar of this zone skipped that day.", "skipped_day")
        return Moment(noon, is_hour_known=False, is_ambiguous=False)
    if not (0 <= birth.hour < 24 and 0 <= birth.minute < 60):
        raise InvalidBirth("birth.time", "The time must be between 00:00 and 23:59.", "time")
    civil = datetime.combine(day, time(birth.hour, birth.minute), zone)
    if not _exists(civil):
        raise InvalidBirth(
            "birth.time", "The clocks were put forward over that time; it did not occur.", "skipped_time"
        )
    is_ambiguous = civil.utcoffset() != civil.replace(fold=1).utcoffset()
    if birth.fold not in (0, 1 if is_ambiguous else 0):
        raise InvalidBirth("birth.fold", "The clocks showed that time only once.", "time_came_once")
    return Moment(civil.replace(fold=birth.fold), is_hour_known=True, is_ambiguous=is_ambiguous)


def _gregorian_day(birth: Birth) -> date:
    if birth.leap_month and birth.calendar != "lunar":
        raise InvalidBirth("birth.leap_month", "Only the lunar calendar has leap months.", "leap_month")
    if not FIRST_YEAR <= birth.year <= LAST_YEAR:
        raise InvalidBirth("birth.date", f"The year must be within {FIRST_YEAR} and {LAST_YEAR}.", "year")
    try:
        if birth.calendar == "lunar":
            return gregorian_date(birth.year, birth.month, birth.day, is_leap_month=birth.leap_month)
        return date(birth.year, birth.month, birth.day)
    except (ValueError, OverflowError) as error:
        raise InvalidBirth("birth.date", f"There is no such date in the {birth.calendar} calendar.", "date") from error


def _zone(name: str) -> ZoneInfo:
    try:
        if name in _NO_PLACES or name.startswith(("posix/", "right/")):
            raise ValueError(name)
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown; not a name; a folder such as "Asia"
        raise InvalidBirth("place.timezone", "The time zone is not a name of the IANA database.", "timezone") from error


def _exists(civil: datetime) -> bool:
    round_trip = civil.astimezone(UTC).astimezone(civil.tzinfo)
    return round_trip.replace(tzinfo=None) == civil.replace(tzinfo=None)
