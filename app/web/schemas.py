"""The bodies of the contract, in and out, as OpenAPI shows them."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator

from app.bazi.places import place_by_id
from app.errors import InvalidBirth
from app.report import Birth, ChartOptions, Place, ReportRequest

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""And what turns the direction of writing, so that a name could look like another."""


def is_clean(text: str, *, lines: bool) -> bool:
    """Without control characters; with `lines`, it may have several."""
    return not _CONTROL.search(text) and (lines or not set("\r\n") & set(text))


def _no_control(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("must not hold control characters")
    return text.strip()


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise ValueError("must be one line")
    return _no_control(text)


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class BirthIn(_In):
    date: str = Field(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="Year, month, day in `calendar`.", examples=["1990-05-12"]
    )
    time: Annotated[
        str | None,
        Field(
            pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
            description="By the clocks of the place; null: the hour is unknown.",
            examples=["14:30"],
        ),
    ]
    calendar: Literal["gregorian", "lunar"] = "gregorian"
    leap_month: bool = Field(default=False, description="With `lunar`: the month is a leap month.")
    fold: Literal[0, 1] = Field(
        default=0,
        description="Of a time that the clocks showed twice, as they were put back: 0 the first, 1 the second.",
    )

    def to_birth(self) -> Birth:
        year, month, day = (int(part) for part in self.date.split("-"))
        hour, minute = (int(part) for part in self.time.split(":")) if self.time else (None, 0)
        return Birth(
            year=year,
            month=month,
            day=day,
            hour=hour,
            minute=minute,
            calendar=self.calendar,
            leap_month=self.leap_month,
            fold=self.fold,
        )


class PlaceIn(_In):
    """Either `id`, of `GET /api/places`, or `longitude` and `timezone`; what is given beside an `id` goes before it."""

    id: str | None = Field(default=None, max_length=60)
    longitude: float | None = Field(default=None, ge=-180, le=180, description="Degrees, east is positive.")
    timezone: str | None = Field(default=None, max_length=60, examples=["Asia/Shanghai"])
    name: Annotated[str, AfterValidator(_one_line)] | None = Field(default=None, max_length=60)

    @model_validator(mode="after")
    def _one_way(self) -> "PlaceIn":
        by_hand = self.longitude is not None and self.timezone is not None
        if self.id is None and not by_hand:
            raise ValueError("give `id`, or `longitude` and `timezone`")
        return self

    def to_place(self) -> Place:
        if self.id is None:
            if self.longitude is None or self.timezone is None:
                raise InvalidBirth("place", "give `id`, or `longitude` and `timezone`", "place")
            return Place(longitude=self.longitude, timezone=self.timezone, name=self.name)
        entry = place_by_id(self.id)
        if entry is None:
            raise InvalidBirth("place.id", "no such place", "place")
        return Place(
            longitude=entry.longitude if self.longitude is None else self.longitude,
            timezone=self.timezone or entry.timezone,
            name=self.name or entry.name,
        )


class OptionsIn(_In):
    """Where schools differ."""

    clock: Literal["true_solar", "civil"] = Field(
        default="true_solar", description="By which day and hour are read: the sun over the place, or standard time."
    )
    day_change: Literal["23:00", "00:00"] = "23:00"
    start_age: Literal["exact", "double_hours"] = Field(
        default="exact", description="How the first decade's beginning is counted: to the second, or in double hours."
    )
    hidden_stems: Literal["bing_geng_wu", "bing_wu_geng"] = Field(
        default="bing_geng_wu", description="The order of the stems in 巳: 丙庚戊, or 丙戊庚."
    )

    def to_options(self) -> ChartOptions:
        return ChartOptions(**self.model_dump())


class ChartIn(_In):
    """What a chart is computed from."""

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


class ReportIn(ChartIn):
    """What a report is asked for with. Name and question are never read as instructions."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    name: Annotated[str, AfterValidator(_one_line)] | None = Field(default=None, max_length=40)
    question: Annotated[str, AfterValidator(_no_control)] | None = Field(default=None, max_length=500)
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


StatusOut = Literal["queued", "running", "completed", "incomplete", "stopped", "failed"]


class UsageOut(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class EndOut(BaseModel):
    """Why and how the report ended."""

    status: StatusOut
    code: str | None = Field(description="Null if it is completed.", examples=["upstream_cut"])
    message: str | None


class CheckOut(BaseModel):
    """A flaw that a passage still had after it was written a second time."""

    passage: int = Field(description="Counts from 1.")
    key: str = Field(examples=["strength"])
    code: Literal[
        "heading", "extra_heading", "too_short", "too_long", "unknown_pillar", "wrong_pillar", "wrong_year", "phrase"
    ]
    detail: str = Field(description="The place in the text, or a length.", examples=["甲子"])


class LinksOut(BaseModel):
    self: str
    stream: str
    page: str


class ReportSummary(BaseModel):
    """A report without its text, as in lists."""

    id: UUID
    status: StatusOut
    attempt: int = Field(description="Fences every write, and begins every event id.")
    chars: int = Field(description="Length of the text so far, in Unicode code points.")
    saved_chars: int = Field(description="How much of it is in the database.")
    language: Literal["zh", "en"]
    model: str | None
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    links: LinksOut


class ReportOut(ReportSummary):
    preview: str = Field(description="The text up to where the preview ends, or will end.")
    text: str
    sha256: str | None = Field(description="Of the whole text in UTF-8, once ended.")
    end: EndOut | None
    usage: UsageOut
    checks: list[CheckOut] = Field(description="Empty if every passage passed.")
    chart: dict[str, Any]
    ai_label: str


class ReportsOut(BaseModel):
    reports: list[ReportSummary]
    cursor: str | None = Field(description="Give it as `cursor` for the next page; null on the last.")


class PlaceOut(BaseModel):
    id: str
    name: str = Field(description="In Chinese, if it has such a name.")
    latin: str
    region: str = Field(description="The province in mainland China, else the country's ISO code.", examples=["新疆"])
    longitude: float = Field(description="Degrees, east is positive.")
    timezone: str
    other_timezone: str | None = Field(
        description="Another clock that people there live by, such as Asia/Urumqi in Xinjiang, whose records are "
        "nearly all in Beijing time: give it as `timezone` beside the `id`.",
    )


class PlacesOut(BaseModel):
    places: list[PlaceOut]


class ProblemField(BaseModel):
    field: str = Field(examples=["birth.time"])
    message: str


class ProblemOut(BaseModel):
    """A problem of RFC 9457, with a stable `code`."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = Field(examples=["not_found"])
    detail: str
    errors: list[ProblemField] | None = None
