"""Births and places shared by several tests, and shortcuts to cast their charts."""

from datetime import date
from typing import Any

from app.bazi.birth import Birth, ChartOptions, Place
from app.bazi.casting import cast_chart
from app.bazi.chart import Chart, as_json

BEIJING = Place(longitude=116.41, timezone="Asia/Shanghai", name="北京")
SHANGHAI = Place(longitude=121.47, timezone="Asia/Shanghai", name="上海")
UTC_PLUS_8 = Place(longitude=120.0, timezone="Etc/GMT-8")


TODAY = date(2026, 11, 24)


def birth(text: str, *, lunar: bool = False, leap: bool = False, fold: int = 0) -> Birth:
    """Parse `1990-05-12 14:30`, `1990-05-12 卯`, `1990-05-12 morning`, or `1990-05-12` for an unknown hour."""
    day, _, time = text.partition(" ")
    year, month, day_of_month = map(int, day.split("-"))
    hour, minute = map(int, time.split(":")) if ":" in time else (None, 0)
    return Birth(
        year=year,
        month=month,
        day=day_of_month,
        hour=hour,
        minute=minute,
        part=None if hour is not None else time or None,
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
    """Cast a chart; `options` are those of `ChartOptions`."""
    stated = birth(text, lunar=lunar, leap=leap, fold=fold)
    return cast_chart(stated, gender, place, ChartOptions(**options), today=today)


def chart_of(text: str, place: Place = BEIJING, **changes: Any) -> dict[str, Any]:
    """Cast a chart and return its JSON form."""
    return as_json(cast(text, place, **changes))


def pillars(chart: dict[str, Any]) -> str:
    """Return `庚午 辛巳 丁丑 丁未`, with `-` for an unknown hour."""
    return " ".join(pillar or "-" for pillar in chart["pillars"].values())


def codes(chart: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in chart["warnings"]]
