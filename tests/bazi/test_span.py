"""The span of time that a stated time may mean, at the changes of the clocks."""

from dataclasses import replace

import pytest

from app.bazi.birth import ChartOptions, InvalidBirth, Place
from app.bazi.span import span_of_birth

from .births import SHANGHAI, birth

TORONTO = Place(longitude=-79.38, timezone="America/Toronto")
SAO_PAULO = Place(longitude=-46.63, timezone="America/Sao_Paulo")
HAVANA = Place(longitude=-82.38, timezone="America/Havana")


@pytest.mark.parametrize(
    ("text", "place", "first", "last", "cast_for"),
    [
        ("1990-05-12 14:30", SHANGHAI, "12 14:30:00", "12 14:30:59", "12 14:30:00"),
        ("1990-05-12 morning", SHANGHAI, "12 06:00:00", "12 11:59:59", "12 09:00:00"),
        ("1990-05-12 evening", SHANGHAI, "12 18:00:00", "12 23:59:59", "12 21:00:00"),
        ("1990-05-12", SHANGHAI, "12 00:00:00", "12 23:59:59", "12 12:00:00"),
        # The clocks went forward at 02:00 and back at 02:00.
        ("1990-04-15 night", SHANGHAI, "15 00:00:00", "15 05:59:59", "15 03:30:00"),
        ("1990-09-16 night", SHANGHAI, "16 00:00:00", "16 05:59:59", "16 02:30:00"),
        # At midnight.
        ("1940-06-01 night", SHANGHAI, "01 01:00:00", "01 05:59:59", "01 03:30:00"),
        # From 23:30 to 00:30 on the next day.
        ("1919-03-30 evening", TORONTO, "30 18:00:00", "30 23:29:59", "30 20:45:00"),
        ("1919-03-31 night", TORONTO, "31 00:30:00", "31 05:59:59", "31 03:15:00"),
        # From midnight back to 23:00: the evening had seven hours.
        ("1990-02-10 evening", SAO_PAULO, "10 18:00:00", "10 23:59:59", "10 21:30:00"),
        # From 01:00 back to midnight.
        ("2020-11-01 night", HAVANA, "01 00:00:00", "01 05:59:59", "01 02:30:00"),
    ],
)
def test_a_span_is_all_of_the_stated_time(text: str, place: Place, first: str, last: str, cast_for: str) -> None:
    span = span_of_birth(birth(text), place, ChartOptions())
    zone = span.moment.civil.tzinfo
    assert [f"{instant.astimezone(zone):%d %H:%M:%S}" for instant in (span.first, span.last)] == [first, last]
    assert f"{span.moment.civil:%d %H:%M:%S}" == cast_for


@pytest.mark.parametrize("part", ["", "noon", "卯时", "卯辰", "Morning"])
def test_an_unknown_part_is_rejected(part: str) -> None:
    with pytest.raises(InvalidBirth) as raised:
        span_of_birth(replace(birth("1990-05-12"), part=part), SHANGHAI, ChartOptions())
    assert raised.value.field == "birth.time"


def test_a_part_beside_a_clock_time_is_rejected() -> None:
    with pytest.raises(InvalidBirth) as raised:
        span_of_birth(replace(birth("1990-05-12 14:30"), part="卯"), SHANGHAI, ChartOptions())
    assert raised.value.field == "birth.time"


def test_a_part_of_the_day_does_not_occur_twice() -> None:
    with pytest.raises(InvalidBirth) as raised:
        span_of_birth(birth("1990-09-16 night", fold=1), SHANGHAI, ChartOptions())
    assert raised.value.field == "birth.fold"
