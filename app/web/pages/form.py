"""Parses the form of the front page into a request, or into an error for each wrong field."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Literal, cast

from app.bazi.birth import PARTS, Birth, ChartOptions, InvalidBirth, Place
from app.bazi.casting import today_in_beijing
from app.bazi.cycle import BRANCHES
from app.bazi.moment import moment_of_birth
from app.bazi.places import QUERY_CHARS, PlaceEntry, labels, place_by_id, search_places
from app.bazi.zones import zone_names
from app.reading.request import NAME_CHARS, PLACE_CHARS, QUESTION_CHARS, ReportRequest
from app.web.pages.birth_date import read_day, read_month, read_year
from app.web.pages.birth_time import KINDS, BirthTime, as_other_kind, read_clock_time
from app.web.requests import is_clean

_HALF_WIDTH = frozenset({"year", "month", "day", "time", "longitude", "timezone"})
"""Fields that accept full-width characters, which Chinese input methods may produce."""

_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]*)?")

# For checking a date without its place, and a place without its date.
_SOMEWHERE = Place(longitude=0, timezone="UTC")
_SOME_DAY = Birth(year=2000, month=1, day=1, hour=None)

_CHOICES = {
    "calendar": ("gregorian", "lunar"),
    "clock": ("true_solar", "civil"),
    "day_change": ("23:00", "00:00", "00:00 same_day"),
    "start_age": ("exact", "double_hours"),
    "hidden_stems": ("bing_geng_wu", "bing_wu_geng"),
    "language": ("zh", "en"),
}
"""The choices of each field, the default first. `day_change` also holds `late_zi`, if that is not `next_day`."""

_PLACE_ERRORS = {"none": "error_place", "shared": "error_place_choices", "near": "error_place_near"}
"""Why the form asks, by the kind of match; for any other kind the place is not clear."""


@dataclass(slots=True)
class Form:
    """The input, as the form shows it again. `errors` maps fields to keys of the page's words."""

    values: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    places: list[PlaceEntry] = field(default_factory=list)
    """The candidates, if the place is ambiguous or not found under that name."""
    entry: PlaceEntry | None = None
    """The place's entry, once it is known."""
    asks_fold: bool = False
    """Whether to ask which of two occurrences of the time is meant. Stays set until the time is known to be unique."""

    @property
    def time_kind(self) -> str:
        """How precisely the time is known; one of `KINDS`. Pages from before the choice send `time_unknown`."""
        kind = self.get("time_kind")
        return kind if kind in KINDS else "unknown" if self.get("time_unknown") else "exact"

    @property
    def has_other_clock(self) -> bool:
        """Whether to offer Xinjiang time. A box that is ticked stays visible."""
        return bool(self.get("xinjiang_time") or (self.entry and self.entry.other_timezone))

    def get(self, name: str, default: str = "") -> str:
        """The stripped value, with LF as line breaks so that each counts as one character; browsers send CRLF."""
        value = self.values.get(name, default).replace("\r\n", "\n").replace("\r", "\n")
        return (unicodedata.normalize("NFKC", value) if name in _HALF_WIDTH else value).strip()

    def chosen(self, name: str) -> str:
        """The chosen value, or the field's default if it is missing or invalid."""
        value = self.get(name)
        return value if value in _CHOICES[name] else _CHOICES[name][0]

    def add_error(self, name: str, error: str) -> None:
        """Record an error, unless the field has one already."""
        self.errors.setdefault(name, error)


def read_form(form: Form) -> ReportRequest | None:
    """Parse the form. Returns None and sets `errors` if anything is wrong; no input raises an exception."""
    place = _place(form)
    birth = _birth(form)
    gender = form.get("gender")
    if gender not in ("female", "male"):
        form.add_error("gender", "error_gender")
    name, question = form.get("name"), form.get("question")
    if len(name) > NAME_CHARS or not is_clean(name, lines=False):
        form.add_error("name", "error_name")
    if len(question) > QUESTION_CHARS or not is_clean(question, lines=True):
        form.add_error("question", "error_question")
    form.asks_fold = form.get("fold") in ("0", "1") and form.time_kind == "exact"
    if birth is not None and place is not None:
        birth = _with_fold(form, birth, place)
    if form.errors or birth is None or place is None:
        return None
    day_change, _, late_zi = form.chosen("day_change").partition(" ")
    return ReportRequest(
        birth=birth,
        gender=cast(Literal["female", "male"], gender),
        place=place,
        name=name or None,
        question=question or None,
        language=cast(Literal["zh", "en"], form.chosen("language")),
        options=ChartOptions(
            clock=cast(Literal["true_solar", "civil"], form.chosen("clock")),
            day_change=cast(Literal["23:00", "00:00"], day_change),
            late_zi=cast(Literal["next_day", "same_day"], late_zi or "next_day"),
            start_age=cast(Literal["exact", "double_hours"], form.chosen("start_age")),
            hidden_stems=cast(Literal["bing_geng_wu", "bing_wu_geng"], form.chosen("hidden_stems")),
        ),
    )


def _birth(form: Form) -> Birth | None:
    time = _time(form)
    date = _date(form)
    if date is None:
        return None
    year, month, day = date
    is_lunar = form.chosen("calendar") == "lunar"
    birth = Birth(
        year=year,
        month=month,
        day=day,
        hour=None,
        calendar="lunar" if is_lunar else "gregorian",
        leap_month=is_lunar and bool(form.get("leap_month")),
    )
    _check_date(form, birth)
    if time is None or "date" in form.errors:
        return None
    return replace(birth, hour=time.hour, minute=time.minute, part=time.part)


def _date(form: Form) -> tuple[int, int, int] | None:
    """Year, month and day as numbers, or None and an error. The form shows what was understood."""
    year = read_year(form.get("year"), today_in_beijing(datetime.now(UTC)).year)
    month, day = read_month(form.get("month")), read_day(form.get("day"))
    read = {"year": year, "month": month, "day": day}
    form.values = {**form.values, **{name: str(number) for name, number in read.items() if number is not None}}
    if not all(map(form.get, read)):
        form.add_error("date", "error_date_missing")
    elif year is None:
        form.add_error("date", "error_year_unread")
    elif month is None or day is None:
        form.add_error("date", _no_such_date(form))
    else:
        return year, month, day
    return None


def _no_such_date(form: Form) -> str:
    """The error of a date that the chosen calendar does not have. Only the lunar one has leap months to check."""
    return "error_lunar_date" if form.chosen("calendar") == "lunar" else "error_date"


def _check_date(form: Form, day: Birth) -> None:
    """Report errors that do not depend on the place, so that they show even while the place is wrong."""
    try:
        moment = moment_of_birth(day, _SOMEWHERE)
    except InvalidBirth as error:
        form.add_error("date", _no_such_date(form) if error.reason == "date" else f"error_{error.reason}")
    else:
        if moment.instant > datetime.now(UTC) + timedelta(days=3):  # in the future in every time zone
            form.add_error("date", "error_future")


def _time(form: Form) -> BirthTime | None:
    """The time of birth, or None and an error. What was typed as the time but is of another kind moves to its field."""
    if form.time_kind == "exact":
        form.values = {**form.values, **as_other_kind(form.get("time"))}
    match form.time_kind:
        case "unknown":
            return BirthTime()
        case "double_hour" if form.get("double_hour") in tuple(BRANCHES):
            return BirthTime(part=form.get("double_hour"))
        case "part" if form.get("day_part") in PARTS:
            return BirthTime(part=form.get("day_part"))
        case "exact" if time := read_clock_time(form.get("time")):
            return time
        case "exact" if form.get("time"):
            form.add_error("time", "error_time")
        case kind:
            form.add_error("time", f"error_{kind}_missing")
    return None


def _place(form: Form) -> Place | None:
    typed = form.get("place")
    form.entry = _as_chosen(form, typed) or _as_suggested(form, typed)
    if form.get("longitude") or form.get("timezone"):
        return _place_by_hand(form)
    form.entry = entry = form.entry or _only_one(form, typed)
    if entry is None:
        return None
    zone = entry.other_timezone if form.get("xinjiang_time") and entry.other_timezone else entry.timezone
    return Place(longitude=entry.longitude, timezone=zone, name=entry.name)


def _place_by_hand(form: Form) -> Place | None:
    longitude, timezone = _longitude(form), _timezone(form)
    if longitude is None or timezone is None:
        return None
    name = form.get("place_name")
    is_name = name and len(name) <= PLACE_CHARS and is_clean(name, lines=False)
    return Place(longitude=longitude, timezone=timezone, name=name if is_name else None)


def _longitude(form: Form) -> float | None:
    typed = form.get("longitude").replace("\N{MINUS SIGN}", "-")
    if not _DEGREES.fullmatch(typed) or not -180 <= float(typed) <= 180:
        form.add_error("longitude", "error_longitude")
        return None
    return float(typed)


def _timezone(form: Form) -> str | None:
    """The zone's canonical name, matched regardless of case."""
    typed = form.get("timezone")
    name = _zone_names().get(typed.casefold(), typed)
    try:
        moment_of_birth(_SOME_DAY, replace(_SOMEWHERE, timezone=name))
    except InvalidBirth:
        form.add_error("timezone", "error_timezone" if typed else "error_timezone_missing")
        return None
    return name


@cache
def _zone_names() -> dict[str, str]:
    return {name.casefold(): name for name in zone_names()}


def _as_chosen(form: Form, typed: str) -> PlaceEntry | None:
    """The place chosen from several candidates, if the place field has not changed since.

    Rewrites the place field as if the user had picked a suggestion, so that the form does not ask again.
    """
    entry = place_by_id(form.get("place_choice")) if typed and form.get("choices_for") == typed else None
    if entry is not None:
        form.values = {**form.values, "place": label_of(entry, is_english=typed.isascii())}
    return entry


def _as_suggested(form: Form, typed: str) -> PlaceEntry | None:
    """The suggestion that the user picked, unless the place field was edited afterwards."""
    entry = place_by_id(form.get("place_id"))
    if entry is None:
        return None
    known = (entry.name, entry.latin, label_of(entry, is_english=False), label_of(entry, is_english=True))
    return entry if typed in known else None


def _only_one(form: Form, typed: str) -> PlaceEntry | None:
    """The place with that name or address, if there is only one. What is merely similar is asked about."""
    if not typed:
        form.add_error("place", "error_place_missing")
        return None
    found = search_places(typed[:QUERY_CHARS])
    if found.match == "exact":
        return found.places[0]
    form.places = found.places
    form.add_error("place", _PLACE_ERRORS.get(found.match, "error_place_unclear"))
    return None


def label_of(entry: PlaceEntry, *, is_english: bool) -> str:
    """The name that tells the place from all others."""
    return labels("en" if is_english else "zh")[entry.id]


def _with_fold(form: Form, birth: Birth, place: Place) -> Birth | None:
    """The birth with its `fold`, or None if that local time did not exist."""
    try:
        moment = moment_of_birth(birth, place)
    except InvalidBirth as error:
        form.add_error("time" if error.field == "birth.time" else "date", f"error_{error.reason}")
        return None
    form.asks_fold = moment.is_ambiguous
    if not moment.is_ambiguous:
        return birth
    if form.get("fold") not in ("0", "1"):
        form.add_error("time", "error_fold")
    return replace(birth, fold=int(form.get("fold") == "1"))
