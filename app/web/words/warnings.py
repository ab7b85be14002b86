"""The chart's warnings in the page's language. The chart tells them in Chinese, with both readings beside."""

from app.bazi.chart import Reading, Warning

_EN: dict[str, str] = {
    "unknown_hour": "The hour is not known: the year, month and day pillars alone are cast, as at noon, and the luck "
    "pillars may begin two months earlier or later.",
    "ambiguous_time": "The clocks were set back that day and showed this time twice; the one that was chosen is taken.",
    "near_solar_term": "The birth is close to a solar term, where one month of the pillars gives way to the next.",
    "far_from_zone": "The longitude lies more than four hours from its time zone: please check its sign, and the zone.",
}


def warning_text(warning: Warning, language: str) -> str:
    """What a page in this language says: `en`, or else the chart's own words."""
    if language != "en" or warning.code not in _EN:
        return warning.message
    if not warning.readings:
        return _EN[warning.code]
    return f"{_EN[warning.code]} It may be read as {' or as '.join(_told(reading) for reading in warning.readings)}."


def _told(reading: Reading) -> str:
    pillars = reading.pillars
    told = " ".join(filter(None, (pillars.year, pillars.month, pillars.day, pillars.hour)))
    return f"{told} ({reading.when})" if reading.when[:1].isdigit() else told  # else it is in words
