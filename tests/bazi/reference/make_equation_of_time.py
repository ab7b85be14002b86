"""Writes `equation_of_time.csv`: the equation of time at 300 instants from 1900 to 2050, from JPL's DE440.

Apparent minus mean solar time in seconds, to a hundredth: the hour angle of the apparent sun at Greenwich, from
apparent sidereal time and right ascension, minus universal time, UT1. The instants are in UT1, spaced half a year plus
some days and hours, so that they cover all seasons and times of day. To run: see make_solar_terms.py.
"""

from datetime import datetime, timedelta
from pathlib import Path

from make_solar_terms import sundial_at_greenwich, timescale

COUNT = 300
FIRST, LAST = datetime(1900, 1, 1), datetime(2050, 12, 30)


def equation_of_time(instant: datetime) -> float:
    """Compute apparent minus mean solar time, in seconds, at an instant of UT1."""
    hour = instant.hour + instant.minute / 60
    sundial = sundial_at_greenwich(timescale.ut1(instant.year, instant.month, instant.day, hour))
    return ((sundial - hour + 12) % 24 - 12) * 3600


def main() -> None:
    step = (LAST - FIRST) / COUNT
    minutes = [round(number * step / timedelta(minutes=1)) for number in range(COUNT)]
    instants = [FIRST + timedelta(minutes=count) for count in minutes]
    lines = [
        "# Apparent minus mean solar time in seconds, from JPL's DE440; instants in UT1; by make_equation_of_time.py.",
        "instant,seconds",
        *(f"{instant:%Y-%m-%dT%H:%M},{equation_of_time(instant):.2f}" for instant in instants),
    ]
    (Path(__file__).parent / "equation_of_time.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
