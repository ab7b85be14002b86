"""A birth as a point in time: resolves local date, time and zone, or raises InvalidBirth."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from app.bazi.birth import Birth, InvalidBirth, Place
from app.bazi.lunar import gregorian_date
from app.bazi.zones import Zone, zone_of

FIRST_YEAR = 1600  # dates before 1582 are Julian, and both calendars remained in use for years afterwards
LAST_YEAR = 2200

_BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant of a birth. `civil` is the local wall-clock time with its zone.

    If the hour is unknown, `civil` is noon, or the nearest time that existed if the clocks skipped noon.
    """

    civil: datetime
    is_hour_known: bool
    is_ambiguous: bool
    """The local time occurred twice; `civil.fold` says which occurrence is meant."""

    @property
    def instant(self) -> datetime:
        return self.civil.astimezone(UTC)

    @property
    def beijing(self) -> datetime:
        return beijing_time(self.civil)

    @property
    def standard(self) -> datetime:
        """The zone's standard time, naive: local time without daylight saving."""
        return self.civil.replace(tzinfo=None) - self._saving

    @property
    def is_daylight_saving(self) -> bool:
        return self._saving > timedelta()

    @property
    def _saving(self) -> timedelta:
        """How far the clocks were ahead of standard time, by the rules of the zone."""
        return self.civil.dst() or timedelta()


def beijing_time(moment: datetime) -> datetime:
    """Convert an instant to naive Beijing time, always UTC+8, for comparison with solar terms."""
    return moment.astimezone(_BEIJING).replace(tzinfo=None)


def moment_of_birth(birth: Birth, place: Place) -> Moment:
    """Resolve the local date and time of a birth to a moment.

    Raises InvalidBirth for a date, time, zone or longitude that does not exist, and for `fold` 1 if the time did not
    occur twice.
    """
    if not -180 <= place.longitude <= 180:
        raise InvalidBirth("place.longitude", "The longitude must be between -180 and 180 degrees.", "longitude")
    zone = _zone(place.timezone)
    day = _gregorian_day(birth)
    if birth.hour is None:
        if birth.fold:
            raise InvalidBirth("birth.fold", "`fold` requires a birth time.", "time_came_once")
        return Moment(_noon(day, zone), is_hour_known=False, is_ambiguous=False)
    if not (0 <= birth.hour < 24 and 0 <= birth.minute < 60):
        raise InvalidBirth("birth.time", "The time must be between 00:00 and 23:59.", "time")
    civil = datetime.combine(day, time(birth.hour, birth.minute), zone)
    if not _exists(civil):
        raise InvalidBirth("birth.time", "That time does not exist: the clocks went forward past it.", "skipped_time")
    is_ambiguous = civil.utcoffset() != civil.replace(fold=1).utcoffset()
    if birth.fold not in (0, 1 if is_ambiguous else 0):
        raise InvalidBirth("birth.fold", "That time occurred only once.", "time_came_once")
    return Moment(civil.replace(fold=birth.fold), is_hour_known=True, is_ambiguous=is_ambiguous)


def _gregorian_day(birth: Birth) -> date:
    if birth.leap_month and birth.calendar != "lunar":
        raise InvalidBirth("birth.leap_month", "Only the lunar calendar has leap months.", "leap_month")
    if not FIRST_YEAR <= birth.year <= LAST_YEAR:
        raise InvalidBirth("birth.date", f"The year must be between {FIRST_YEAR} and {LAST_YEAR}.", "year")
    try:
        if birth.calendar == "lunar":
            return gregorian_date(birth.year, birth.month, birth.day, is_leap_month=birth.leap_month)
        return date(birth.year, birth.month, birth.day)
    except (ValueError, OverflowError) as error:
        raise InvalidBirth(
            "birth.date", f"That date does not exist in the {birth.calendar} calendar.", "date"
        ) from error


def _zone(name: str) -> Zone:
    try:
        return zone_of(name)
    except KeyError as error:
        raise InvalidBirth(
            "place.timezone", "The time zone must be a name from the IANA database.", "timezone"
        ) from error


def _noon(day: date, zone: Zone) -> datetime:
    """Return noon, or the nearest time of the day that existed. Raises InvalidBirth if the day was skipped."""
    noon = datetime.combine(day, time(12), zone)
    if _exists(noon):
        return noon
    nearest = min(zone.around(noon), key=lambda existing: abs(existing - noon))  # same zone: a difference of clocks
    if nearest.date() != day:
        raise InvalidBirth("birth.date", "That day does not exist in this time zone.", "skipped_day")
    return nearest


def _exists(civil: datetime) -> bool:
    round_trip = civil.astimezone(UTC).astimezone(civil.tzinfo)
    return round_trip.replace(tzinfo=None) == civil.replace(tzinfo=None)
