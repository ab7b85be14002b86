"""The API's request bodies, as OpenAPI describes them."""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator

from app.bazi.birth import PARTS, Birth, ChartOptions, InvalidBirth, Place
from app.bazi.cycle import BRANCHES
from app.bazi.places import place_by_id
from app.reading.request import FOLLOW_UP_CHARS, NAME_CHARS, PLACE_CHARS, QUESTION_CHARS, ReportRequest

TITLE_CHARS = 60
"""Maximum length of a report's title."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, bidirectional controls (which can make one name look like another), and lone surrogates."""


def is_clean(text: str, *, lines: bool) -> bool:
    """Whether the text has no control characters. Line breaks are allowed only with `lines`."""
    return not _CONTROL.search(text) and (lines or not set("\r\n") & set(text))


def _no_control(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("must not contain control characters")
    return text.strip()


def _some_text(text: str) -> str:
    if not has_visible_text(text):
        raise ValueError("must not be empty")
    return text


def has_visible_text(text: str) -> bool:
    """Whether there is anything to read: a letter, digit, punctuation mark or symbol."""
    return any(unicodedata.category(char)[0] in "LNPS" for char in text)


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise ValueError("must be one line")
    return _no_control(text)


def clean_title(text: str) -> str:
    """A title without surrounding blanks. Raises ValueError if it is empty, invisible, too long or not one line."""
    title = _one_line(text.strip())
    if len(title) > TITLE_CHARS:
        raise ValueError(f"must have at most {TITLE_CHARS} characters")
    if not any(unicodedata.category(char)[0] in "LNPS" for char in title):
        raise ValueError("must not be blank")
    return title


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


_TIME = rf"^(([01][0-9]|2[0-3]):[0-5][0-9]|[{BRANCHES}][时時]?|{'|'.join(PARTS)})$"


def _known_time(text: str) -> str:
    if not re.fullmatch(_TIME, text):
        raise ValueError(f"must be HH:MM, a double hour from 子 to 亥, or one of {', '.join(PARTS)}")
    return text.rstrip("时時")


class BirthIn(_In):
    date: str = Field(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="Date in `calendar`.", examples=["1990-05-12"]
    )
    time: (
        Annotated[
            str,
            AfterValidator(_known_time),
            Field(
                json_schema_extra={"pattern": _TIME},
                description="Local clock time at the place of birth; or a double hour by the clock of `options.clock` "
                "(`卯`); or `night` (00:00–06:00), `morning` (06:00–12:00), `afternoon` (12:00–18:00), `evening` "
                "(18:00–24:00), by the local clock; null if the time is unknown.",
                examples=["14:30", "卯", "morning"],
            ),
        ]
        | None
    )
    calendar: Literal["gregorian", "lunar"] = "gregorian"
    leap_month: bool = Field(default=False, description="Whether the month is a leap month. Only with `lunar`.")
    fold: Literal[0, 1] = Field(
        default=0,
        description="Which one is meant if clocks went back and the time occurred twice: 0 the first, 1 the second.",
    )

    def to_birth(self) -> Birth:
        year, month, day = (int(part) for part in self.date.split("-"))
        is_clock = self.time is not None and ":" in self.time
        hour, minute = map(int, self.time.split(":")) if self.time and is_clock else (None, 0)
        return Birth(
            year=year,
            month=month,
            day=day,
            hour=hour,
            minute=minute,
            part=None if is_clock else self.time,
            calendar=self.calendar,
            leap_month=self.leap_month,
            fold=self.fold,
        )


class PlaceIn(_In):
    """Either an `id` from `GET /api/places`, or `longitude` and `timezone`. Explicit fields override those of `id`."""

    id: str | None = Field(default=None, max_length=60)
    longitude: float | None = Field(default=None, ge=-180, le=180, description="Degrees; east is positive.")
    timezone: str | None = Field(default=None, max_length=60, description="IANA name.", examples=["Asia/Shanghai"])
    name: Annotated[str, AfterValidator(_one_line)] | None = Field(default=None, max_length=PLACE_CHARS)

    @model_validator(mode="after")
    def _is_complete(self) -> "PlaceIn":
        is_explicit = self.longitude is not None and self.timezone is not None
        if self.id is None and not is_explicit:
            raise ValueError("requires `id`, or `longitude` and `timezone`")
        return self

    def to_place(self) -> Place:
        if self.id is None:
            if self.longitude is None or self.timezone is None:
                raise InvalidBirth("place", "A place needs `id`, or `longitude` and `timezone`.", "place")
            return Place(longitude=self.longitude, timezone=self.timezone, name=self.name)
        entry = place_by_id(self.id)
        if entry is None:
            raise InvalidBirth("place.id", "There is no place with this id.", "place")
        return Place(
            longitude=entry.longitude if self.longitude is None else self.longitude,
            timezone=self.timezone or entry.timezone,
            name=self.name or entry.name,
        )


class OptionsIn(_In):
    """Choices on which schools of BaZi differ."""

    clock: Literal["true_solar", "civil"] = Field(
        default="true_solar",
        description="Time that determines the day and hour pillars: true solar time, or standard time.",
    )
    day_change: Literal["23:00", "00:00"] = Field(default="23:00", description="When the day pillar changes.")
    late_zi: Literal["next_day", "same_day"] = Field(
        default="next_day",
        description="If the day changes at 00:00: whose stem the hour from 23:00 takes, that of the next day or that "
        "of the day that ends. No effect if the day changes at 23:00.",
    )
    start_age: Literal["exact", "double_hours"] = Field(
        default="exact",
        description="How to compute the start of the first luck pillar: to the second, or in whole double hours.",
    )
    hidden_stems: Literal["bing_geng_wu", "bing_wu_geng"] = Field(
        default="bing_geng_wu", description="Order of the hidden stems in 巳: 丙庚戊 or 丙戊庚."
    )

    def to_options(self) -> ChartOptions:
        return ChartOptions(**self.model_dump())


class ChartIn(_In):
    """The birth details from which a chart is computed."""

    birth: BirthIn
    gender: Literal["female", "male"]
    place: PlaceIn
    options: OptionsIn = OptionsIn()


_EXAMPLE: dict[str, JsonValue] = {
    "birth": {"date": "1990-05-12", "time": "14:30", "calendar": "gregorian", "leap_month": False},
    "gender": "female",
    "place": {"longitude": 116.41, "timezone": "Asia/Shanghai", "name": "北京"},
    "name": "小明",
    "question": "接下来三年，事业上该守还是该动？",
    "language": "zh",
    "options": {"clock": "true_solar", "day_change": "23:00"},
}


class QuestionIn(_In):
    """A further question about a completed report. It is passed to the model as data, not as instructions."""

    question: Annotated[str, AfterValidator(_no_control), AfterValidator(_some_text)] = Field(
        max_length=FOLLOW_UP_CHARS, examples=["明年适合换城市吗？"]
    )


class ReportIn(ChartIn):
    """A request for a report. `name` and `question` are passed to the model as data, not as instructions."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    name: Annotated[str, AfterValidator(_one_line)] | None = Field(default=None, max_length=NAME_CHARS)
    question: Annotated[str, AfterValidator(_no_control)] | None = Field(default=None, max_length=QUESTION_CHARS)
    language: Literal["zh", "en"] = "zh"

    def to_request(self) -> ReportRequest:
        return ReportRequest(
            birth=self.birth.to_birth(),
            gender=self.gender,
            place=self.place.to_place(),
            name=self.name or None,
            question=self.question or None,
            language=self.language,
            options=self.options.to_options(),
        )


class TitleIn(_In):
    """What the owner calls a report."""

    title: Annotated[str, AfterValidator(clean_title)] | None = Field(
        description=f"One line of 1 to {TITLE_CHARS} characters; null removes the title.", examples=["给妈妈"]
    )
