"""The charts, compared with references that share no code with them: JPL's ephemeris, and arithmetic.

The script beside each reference file explains how it was made.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tyme4py.solar import SolarTerm

from app.bazi.birth import Place
from app.bazi.jie import Jie
from app.bazi.solar_time import equation_of_time

from .births import chart_of, pillars

REFERENCE = Path(__file__).parent / "reference"
TOLERANCE_SECONDS = 5

TERMS = {
    int(row[0]): [datetime.fromisoformat(f"{row[0]}-{term}00000") for term in row[3:]]
    for row in (line.split(",") for line in (REFERENCE / "solar_terms.csv").read_text("utf-8").splitlines()[3:])
}
BIRTHS: list[dict[str, Any]] = json.loads((REFERENCE / "births.json").read_text("utf-8"))["births"]


def term_at(year: int, index: int) -> datetime:
    """Return the instant of a term as the charts use it; 小寒 has index 0. Every second term is a jie."""
    if index % 2 == 0:
        return Jie(year * 12 + index // 2 - 1).at
    time = SolarTerm(year, index + 1).get_julian_day().get_solar_time()
    return datetime(
        time.get_year(), time.get_month(), time.get_day(), time.get_hour(), time.get_minute(), time.get_second()
    )


def chart_for(birth: dict[str, Any]) -> dict[str, Any]:
    place = Place(longitude=birth["longitude"], timezone=birth["zone"])
    return chart_of(birth["time"], place, clock=birth["clock"], day_change=birth["day_change"])


@pytest.mark.parametrize("decade", range(1950, 2051, 10))
def test_every_solar_term_is_within_five_seconds_of_the_ephemeris(decade: int) -> None:
    years = [year for year in range(decade, decade + 10) if year <= 2050]
    errors = {
        f"{year}/{index}": (term_at(year, index) - expected).total_seconds()
        for year in years
        for index, expected in enumerate(TERMS[year])
    }
    assert len(errors) == 24 * len(years)
    assert {term: error for term, error in errors.items() if abs(error) > TOLERANCE_SECONDS} == {}


@pytest.mark.parametrize("part", range(6))
def test_three_hundred_births_have_the_independently_computed_pillars(part: int) -> None:
    births = BIRTHS[part * 50 : (part + 1) * 50]
    assert len(births) == 50
    found = {json.dumps(birth, ensure_ascii=False): pillars(chart_for(birth)) for birth in births}
    assert {text: ours for text, ours in found.items() if ours != json.loads(text)["pillars"]} == {}


def test_the_local_clock_is_within_five_seconds_of_the_ephemeris() -> None:
    errors = {}
    for birth in BIRTHS:
        expected = datetime.fromisoformat(birth["clock_time"])
        ahead = datetime.fromisoformat(chart_for(birth)["clock_time"]) - expected
        if abs(ahead) > timedelta(seconds=TOLERANCE_SECONDS if birth["clock"] == "true_solar" else 0):
            errors[birth["time"], birth["zone"]] = ahead.total_seconds()
    assert errors == {}


def test_the_equation_of_time_is_within_five_seconds_of_the_ephemeris() -> None:
    rows = [line.split(",") for line in (REFERENCE / "equation_of_time.csv").read_text("utf-8").splitlines()[2:]]
    errors = {text: equation_of_time(datetime.fromisoformat(text).replace(tzinfo=UTC)) - float(s) for text, s in rows}
    assert len(errors) == 300
    assert {text: error for text, error in errors.items() if abs(error) > TOLERANCE_SECONDS} == {}
