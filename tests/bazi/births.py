"""Births that several tests share, and a short way to the chart of one."""

from typing import Any, Literal

from app.bazi.chart import compute_chart
from app.report import Birth, ChartOptions, Place

BEIJING = Place(longitude=116.41, timezone="Asia/Shanghai", name="北京")
SHANGHAI = Place(longitude=121.47, timezone="Asia/Shanghai", name="上海")
UTC_PLUS_8 = Place(longitude=120.0, timezone="Etc/GMT-8")


def birth(text: str, *, lunar: bool = False, leap: bool = False) -> Birth:
    """From `1990-05-12 14:30`, or `1990-05-12` with the hour unknown."""
    day, _, time = text.partition(" ")
    year, month, day_of_month = map(int, day.split("-"))
    hour, minute = map(int, time.split(":")) if time else (None, 0)
    return Birth(
        year=year,
        month=month,
        day=day_of_month,
        hour=hour,
        minute=minute,
        calendar="lunar" if lunar else "gregorian",
        leap_month=leap,
    )


def chart_of(
    text: str,
    place: Place = BEIJING,
    *,
    clock: Literal["true_solar", "civil"] = "true_solar",
    day_change: Literal["23:00", "00:00"] = "23:00",
    gender: str = "female",
    lunar: bool = False,
    leap: bool = False,
) -> dict[str, Any]:
    options = ChartOptions(clock=clock, day_change=day_change)
    return compute_chart(birth(text, lunar=lunar, leap=leap), gender, place, options)


def pillars(chart: dict[str, Any]) -> str:
    """`庚午 辛巳 丁丑 丁未`, with `-` for an unknown hour."""
    return " ".join(pillar or "-" for pillar in chart["pillars"].values())


def codes(chart: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in chart["warnings"]]
