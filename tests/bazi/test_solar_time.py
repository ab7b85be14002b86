"""The equation of time, compared with published values, and true solar time."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bazi.solar_time import equation_of_time, true_solar_time


@pytest.mark.parametrize(
    ("instant", "seconds"),
    [
        (datetime(1992, 10, 13, tzinfo=UTC), 13 * 60 + 42.6),  # Meeus, example 28.b
        (datetime(2000, 2, 11, 12, tzinfo=UTC), -(14 * 60 + 15)),  # the four turning points of a year
        (datetime(2000, 5, 14, 12, tzinfo=UTC), 3 * 60 + 41),
        (datetime(2000, 7, 26, 12, tzinfo=UTC), -(6 * 60 + 30)),
        (datetime(2000, 11, 3, 12, tzinfo=UTC), 16 * 60 + 25),
    ],
)
def test_the_equation_of_time_agrees_with_published_values(instant: datetime, seconds: float) -> None:
    assert equation_of_time(instant) == pytest.approx(seconds, abs=5)


@given(st.datetimes(datetime(1600, 1, 1), datetime(2200, 12, 31), timezones=st.just(UTC)))
def test_solar_time_is_never_more_than_17_minutes_off_mean_time(instant: datetime) -> None:
    assert -17 * 60 < equation_of_time(instant) < 17 * 60


def test_true_solar_time_follows_the_longitude_east_and_west() -> None:
    noon = datetime(2000, 4, 15, 12, tzinfo=UTC)  # the equation of time is close to zero
    assert abs((true_solar_time(noon, 0) - datetime(2000, 4, 15, 12)).total_seconds()) < 15
    assert true_solar_time(noon, 90).hour in (17, 18)
    assert true_solar_time(noon, -180).date() in (datetime(2000, 4, 14).date(), datetime(2000, 4, 15).date())
    between = true_solar_time(noon, 121.5) - true_solar_time(noon, -122.5)
    assert between.total_seconds() == 244 * 240


def test_true_solar_time_is_naive_and_in_whole_seconds() -> None:
    time = true_solar_time(datetime(1990, 5, 12, 5, 30, tzinfo=UTC), 116.41)
    assert time == datetime(1990, 5, 12, 13, 19, 18)
    assert time.tzinfo is None
