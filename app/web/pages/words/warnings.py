"""The chart's warnings in the page's language."""

from app.bazi.chart import ChartWarning, Reading


def warning_text(warning: ChartWarning, language: str) -> str:
    """The warning in English for `en`, otherwise in Chinese."""
    if language != "en":
        return warning.message
    if not warning.readings:
        return warning.message_en
    readings = " or ".join(_as_words(reading) for reading in warning.readings)
    return f"{warning.message_en} Possible pillars: {readings}."


def _as_words(reading: Reading) -> str:
    pillars = reading.pillars
    words = " ".join(filter(None, (pillars.year, pillars.month, pillars.day, pillars.hour)))
    return f"{words} ({reading.label_en})"
