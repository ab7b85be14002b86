"""A chart without its birth, for readers who may see the pillars but not who they belong to."""

from msgspec.structs import replace

from app.bazi.chart import Age, Chart

HIDDEN_TIME = "--:--"
"""Stands for a time of birth that is known but not shown."""


def without_birth(chart: Chart) -> Chart:
    """Return the chart without date, time and calendar of the birth, and without the warnings, which quote them.

    `civil_time` and `lunar_date` are then empty, which `app.bazi.drawing` respects. Whether the hour is known stays
    visible. The exact age at which luck starts is rounded, because together with the date it would give the birth.
    """
    return replace(
        chart,
        time_given=None if chart.time_given is None else HIDDEN_TIME,
        civil_time="",
        is_daylight_saving=False,
        solar_time=None,
        clock_time=None,
        lunar_date="",
        luck=replace(chart.luck, start_age=Age(years=chart.luck.start_age.years, months=0, days=0)),
        warnings=(),
    )
