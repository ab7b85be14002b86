"""The chart's warnings in the page's language. The chart itself has them in Chinese, along with both readings."""

from app.bazi.chart import ChartWarning, Reading

_EN: dict[str, str] = {
    "unknown_hour": "The time is unknown. Only the year, month and day pillars are cast, using noon as the time, and "
    "the luck pillars may start up to two months earlier or later.",
    "ambiguous_time": "Clocks went back that day, so this time occurred twice. The chart uses the one you chose.",
    "near_solar_term": "The birth is close to a solar term, where the month pillar changes.",
    "far_from_zone": "The longitude is more than four hours away from its time zone. Check its sign and the zone.",
}


def warning_text(warning: ChartWarning, language: str) -> str:
    """The warning in English for `en`, otherwise in the chart's own Chinese."""
    if language != "en" or warning.code not in _EN:
        return warning.message
    if not warning.readings:
        return _EN[warning.code]
    readings = " or ".join(_as_words(reading) for reading in warning.readings)
    return f"{_EN[warning.code]} Possible pillars: {readings}."


def _as_words(reading: Reading) -> str:
    pillars = reading.pillars
    words = " ".join(filter(None, (pillars.year, pillars.month, pillars.day, pillars.hour)))
    return f"{words} ({reading.when})" if reading.when[:1].isdigit() else words  # otherwise it is Chinese text
