"""The form of the first page: what was typed, made into a request, or into words beside the fields that are wrong."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from app.bazi.moment import moment_of_birth
from app.bazi.places import PlaceEntry, find_places, place_by_id
from app.errors import InvalidBirth
from app.report import Birth, ChartOptions, Place, ReportRequest
from app.web.schemas import is_clean

NAME_CHARS = 40
PLACE_CHARS = 60
QUESTION_CHARS = 500

_FIELDS = {
    "birth.date": "date",
    "birth.time": "time",
    "place.longitude": "longitude",
    "place.timezone": "timezone",
    "gender": "gender",
}
_CHOICES = {
    "calendar": ("gregorian", "lunar"),
    "clock": ("true_solar", "civil"),
    "day_change": ("23:00", "00:00"),
    "start_age": ("exact", "double_hours"),
    "hidden_stems": ("bing_geng_wu", "bing_wu_geng"),
    "language": ("zh", "en"),
}


@dataclass(slots=True)
class Form:
    """What was typed, as it was typed. `errors` are keys of the page's words, by field."""

    values: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    places: list[PlaceEntry] = field(default_factory=list)
    """Those that the place's words may mean, where it is not clear which."""
    asks_fold: bool = False
    """The clocks showed this time twice: which is meant is a question."""

    def get(self, name: str, default: str = "") -> str:
        return self.values.get(name, default).strip()

    def chosen(self, name: str) -> str:
        """One of the field's choices; the first where none of them was given."""
        value = self.get(name)
        return value if value in _CHOICES[name] else _CHOICES[name][0]

    def wrong(self, name: str, error: str) -> None:
        """The first that is wrong at a field counts."""
        self.errors.setdefault(name, error)


def read_form(form: Form) -> ReportRequest | None:
    """The request, or None with `errors`. Whatever is typed, nothing is raised."""
    place = _place(form)
    birth = _birth(form)
    gender = form.get("gender")
    if gender not in ("female", "male"):
        form.wrong("gender", "error_gender")
    name, question = form.get("name"), form.get("question")
    if len(name) > NAME_CHARS or not is_clean(name, lines=False):
        form.wrong("name", "error_name")
    if len(question) > QUESTION_CHARS or not is_clean(question, lines=True):
        form.wrong("question", "error_question")
    if birth is not None and place is not None:
        birth = _in_time(form, birth, place)
    if form.errors or birth is None or place is None:
        return None
    return ReportRequest(
        birth=birth,
        gender=cast(Literal["female", "male"], gender),
        place=place,
        name=name or None,
        question=question or None,
        language=cast(Literal["zh", "en"], form.chosen("language")),
        options=ChartOptions(
            clock=cast(Literal["true_solar", "civil"], form.chosen("clock")),
            day_change=cast(Literal["23:00", "00:00"], form.chosen("day_change")),
            start_age=cast(Literal["exact", "double_hours"], form.chosen("start_age")),
            hidden_stems=cast(Literal["bing_geng_wu", "bing_wu_geng"], form.chosen("hidden_stems")),
        ),
    )


def _birth(form: Form) -> Birth | None:
    numbers = [_whole(form.get(name)) for name in ("year", "month", "day")]
    if None in numbers:
        form.wrong("date", "error_date_missing")
    hour, minute = _clock(form)
    year, month, day = numbers
    if form.errors.keys() & {"date", "time"} or year is None or month is None or day is None:
        return None
    is_lunar = form.chosen("calendar") == "lunar"
    return Birth(
        year=year,
        month=month,
        day=day,
        hour=hour,
        minute=minute,
        calendar="lunar" if is_lunar else "gregorian",
        leap_month=is_lunar and bool(form.get("leap_month")),
    )


def _clock(form: Form) -> tuple[int | None, int]:
    if form.get("time_unknown"):
        return None, 0
    hour, _, minute = form.get("time").partition(":")
    if not hour:
        form.wrong("time", "error_time_missing")
    parts = _whole(hour), _whole(minute[:2])
    if parts[0] is None or parts[1] is None:
        form.wrong("time", "error_time")
        return None, 0
    return parts[0], parts[1]


def _place(form: Form) -> Place | None:
    if form.get("longitude") or form.get("timezone"):
        return _place_by_hand(form)
    typed = form.get("place")
    entry = place_by_id(form.get("place_choice")) or _as_suggested(form, typed) or _only_one(form, typed)
    if entry is None:
        return None
    zone = entry.other_timezone if form.get("xinjiang_time") and entry.other_timezone else entry.timezone
    return Place(longitude=entry.longitude, timezone=zone, name=entry.name)


def _place_by_hand(form: Form) -> Place | None:
    try:
        longitude = float(form.get("longitude").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        longitude = math.nan
    if not -180 <= longitude <= 180:
        form.wrong("longitude", "error_longitude")
        return None
    name = form.get("place_name")
    is_name = name and len(name) <= PLACE_CHARS and is_clean(name, lines=False)
    return Place(longitude=longitude, timezone=form.get("timezone"), name=name if is_name else None)


def _as_suggested(form: Form, typed: str) -> PlaceEntry | None:
    """The suggestion that was taken, unless something else was typed after it."""
    entry = place_by_id(form.get("place_id"))
    return entry if entry is not None and typed in (entry.name, entry.latin, label_of(entry)) else None


def _only_one(form: Form, typed: str) -> PlaceEntry | None:
    """The place of that name, if there is but one or one is much the best known."""
    if not typed:
        form.wrong("place", "error_place_missing")
        return None
    found = find_places(typed[:PLACE_CHARS], limit=6)
    named = [
        entry for entry in found if typed.casefold() in (entry.name, entry.latin.casefold(), entry.pinyin.casefold())
    ]
    if len(named) == 1 or (len(found) == 1 and not named):
        return (named or found)[0]
    form.places = named or found
    form.wrong("place", "error_place_choices" if form.places else "error_place")
    return None


def label_of(entry: PlaceEntry) -> str:
    """A place as it is suggested."""
    latin = "" if entry.latin == entry.name else f" {entry.latin}"
    return f"{entry.name}{latin} · {entry.region}"


def _in_time(form: Form, birth: Birth, place: Place) -> Birth | None:
    """The birth if it is a moment, of two that the clocks showed the one that was chosen."""
    try:
        moment = moment_of_birth(birth, place)
    except InvalidBirth as error:
        form.wrong(_FIELDS.get(error.field, "date"), f"error_{error.reason}")
        return None
    if not moment.is_ambiguous:
        return birth
    form.asks_fold = True
    if form.get("fold") not in ("0", "1"):
        form.wrong("time", "error_fold")
    return replace(birth, fold=int(form.get("fold") == "1"))


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None
