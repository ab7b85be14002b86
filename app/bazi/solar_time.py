"""Local apparent solar time, the time a sundial shows, from an instant and a longitude."""

from datetime import UTC, datetime, timedelta
from math import cos, degrees, radians, sin, tan

_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_DAYS_PER_CENTURY = 36525
_SECONDS_PER_DEGREE = 240  # the earth turns one degree in four minutes


def equation_of_time(instant_utc: datetime) -> float:
    """Compute apparent minus mean solar time in seconds: about -860 in mid-February, +990 in early November.

    Uses the formula of NOAA's solar calculator, after Meeus, *Astronomical Algorithms*, chapters 25 and 28 (Smart's
    series). It is within five seconds of JPL's DE440 from 1900 to 2050; the shorter formulas by day of the year
    are off by a minute or more.
    """
    t = (instant_utc - _J2000) / timedelta(days=_DAYS_PER_CENTURY)
    longitude = radians(280.46646 + t * (36000.76983 + t * 0.0003032))
    anomaly = radians(357.52911 + t * (35999.05029 - t * 0.0001537))
    eccentricity = 0.016708634 - t * (0.000042037 + t * 0.0000001267)
    mean_obliquity = 23 + (26 + (21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))) / 60) / 60
    obliquity = radians(mean_obliquity + 0.00256 * cos(radians(125.04 - 1934.136 * t)))
    y = tan(obliquity / 2) ** 2
    angle = (
        y * sin(2 * longitude)
        - 2 * eccentricity * sin(anomaly)
        + 4 * eccentricity * y * sin(anomaly) * cos(2 * longitude)
        - y * y / 2 * sin(4 * longitude)
        - 1.25 * eccentricity * eccentricity * sin(2 * anomaly)
    )
    return degrees(angle) * _SECONDS_PER_DEGREE


def true_solar_time(instant_utc: datetime, longitude: float) -> datetime:
    """Compute local apparent solar time, naive, in whole seconds. `longitude` is in degrees east."""
    seconds = longitude * _SECONDS_PER_DEGREE + equation_of_time(instant_utc)
    at_greenwich = instant_utc.astimezone(UTC).replace(tzinfo=None)
    return (at_greenwich + timedelta(seconds=seconds)).replace(microsecond=0)
