"""Fills the form from a report: to ask again for the same birth, or to change the birth and write again."""

from typing import Literal

from app.bazi.birth import PARTS, Birth, Place
from app.bazi.places import entry_of
from app.reading.request import ReportRequest
from app.web.pages.form import Form, label_of, read_form

Keep = Literal["birth", "all"]
"""What to fill in: all but the question, or everything."""


def form_from(request: ReportRequest, keep: Keep, *, is_english: bool) -> Form:
    """The form that makes this request. `is_english` is the language of the page, in which it names the place."""
    options = request.options
    is_same_day = options.day_change == "00:00" and options.late_zi == "same_day"
    values = {
        **_birth(request.birth),
        **_place(request.place, is_english=is_english),
        "gender": request.gender,
        "name": request.name or "",
        "question": (request.question or "") if keep == "all" else "",
        "language": request.language,
        "clock": options.clock,
        "day_change": f"{options.day_change} same_day" if is_same_day else options.day_change,
        "start_age": options.start_age,
        "hidden_stems": options.hidden_stems,
    }
    form = Form(values)
    read_form(form)  # finds the place's entry, and whether to ask which of two occurrences of the time is meant
    form.errors.clear()
    return form


def _birth(birth: Birth) -> dict[str, str]:
    values = {
        "calendar": birth.calendar,
        "year": str(birth.year),
        "month": str(birth.month),
        "day": str(birth.day),
        "leap_month": "1" if birth.leap_month else "",
        "fold": str(birth.fold),
    }
    if birth.hour is not None:
        return {**values, "time_kind": "exact", "time": f"{birth.hour:02}:{birth.minute:02}"}
    if birth.part is None:
        return {**values, "time_kind": "unknown"}
    kind, field = ("part", "day_part") if birth.part in PARTS else ("double_hour", "double_hour")
    return {**values, "time_kind": kind, field: birth.part}


def _place(place: Place, *, is_english: bool) -> dict[str, str]:
    entry = entry_of(place)
    if entry is None:
        longitude = f"{place.longitude:.6f}".rstrip("0").rstrip(".")
        return {"longitude": longitude, "timezone": place.timezone, "place_name": place.name or ""}
    return {
        "place": label_of(entry, is_english=is_english),
        "place_id": entry.id,
        "xinjiang_time": "1" if place.timezone == entry.other_timezone else "",
    }
