"""Births that several tests share, and a short way to the chart of one."""

from datetime import date
from typing import Any

from app.bazi.casting import cast_chart
from app.bazi.chart import Chart, as_json
from app.report import Birth, ChartOptions, Place

BEIJING = Place(longitude=116.41, timezone="Asia/Shanghai", name="北京")
SHANGHAI = Place(longitude=121.47, timezone="Asia/Shanghai", name="上海")
UTC_PLUS_8 = Place(longitude=120.0, timezone="Etc/GMT-8")


TODAY = date(2026, 11, 24)


def birth(text: str, *, lunar: bool = False, leap: bool = False, fold: int = 0) -> Birth:
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
        fold=fold,
    )


def cast(
    text: str,
    place: Place = BEIJING,
    *,
    gender: str = "female",
    lunar: bool = False,
    leap: bool = False,
    fold: int = 0,
    today: date = TODAY,
    **options: Any,
) -> Chart:
    """The chart; `options` are those of `ChartOptions`."""
    stated = birth(text, lunar=lunar, leap=leap, fold=fold)
    return cast_chart(stated, gender, place, ChartOptions(**options), today=today)


def chart_of(text: str, place: Place = BEIJING, **changes: Any) -> dict[str, Any]:
    """The chart in its JSON form."""
    return as_json(cast(text, place, **changes))


def pillars(chart: dict[str, Any]) -> str:
    """`庚午 辛巳 丁丑 丁未`, with `-` for an unknown hour."""
    return " ".join(pillar or "-" for pillar in chart["pillars"].values())


def codes(chart: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in chart["warnings"]]
