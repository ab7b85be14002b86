"""The API's request and response bodies, as OpenAPI describes them."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator

from app.bazi.birth import PARTS, Birth, ChartOptions, InvalidBirth, Place
from app.bazi.cycle import BRANCHES
from app.bazi.places import place_by_id
from app.reading.request import NAME_CHARS, PLACE_CHARS, QUESTION_CHARS, ReportRequest

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, bidirectional controls (which can make one name look like another), and lone surrogates."""


def is_clean(text: str, *, lines: bool) -> bool:
    """Whether the text has no control characters. Line breaks are allowed only with `lines`."""
    return not _CONTROL.search(text) and (lines or not set("\r\n") & set(text))


def _no_control(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("must not contain control characters")
    return text.strip()


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise ValueError("must be one line")
    return _no_control(text)


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


StatusOut = Literal["queued", "running", "completed", "incomplete", "stopped", "failed"]


class UsageOut(BaseModel):
    """The calls to the model and their tokens, as the provider counts them, or estimated where it did not."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0
    wasted_calls: int = Field(default=0, description="Calls whose text was dropped.")
    wasted_tokens: int = Field(default=0, description="Completion tokens of dropped text.")


class EndOut(BaseModel):
    """How and why the report ended."""

    status: StatusOut
    code: str | None = Field(description="Null if the report is complete.", examples=["upstream_cut"])
    message: str | None


class CheckOut(BaseModel):
    """A finding that remained after the passage was rewritten once."""

    passage: int = Field(description="Number of the passage, from 1.")
    key: str = Field(examples=["strength"])
    code: Literal[
        "heading",
        "extra_heading",
        "too_short",
        "too_long",
        "unknown_pillar",
        "wrong_pillar",
        "wrong_year",
        "wrong_month",
        "missing_month",
        "phrase",
    ]
    detail: str = Field(description="The words in question, or a length.", examples=["甲子"])
    message: str = Field(description="What was found, in a sentence in the report's language.")


class LinksOut(BaseModel):
    self: str
    stream: str
    page: str


class ReportSummary(BaseModel):
    """A report without its text."""

    id: UUID
    status: StatusOut
    attempt: int = Field(description="Number of the writing attempt, which begins every event id.")
    chars: int = Field(description="Length of the text so far, in Unicode code points.")
    saved_chars: int = Field(description="Length of the text that is in the database.")
    language: Literal["zh", "en"]
    model: str | None
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    links: LinksOut


class ReportOut(ReportSummary):
    preview: str = Field(description="The text up to the end of the preview; all of it until the preview is complete.")
    text: str = Field(description="The text so far; with `view=preview`, the same as `preview`.")
    sha256: str | None = Field(description="SHA-256 of the text in UTF-8; null until the report has ended.")
    end: EndOut | None
    usage: UsageOut
    checks: list[CheckOut] = Field(description="Empty if every passage passed.")
    chart: dict[str, Any]
    ai_label: str


class ReportsOut(BaseModel):
    reports: list[ReportSummary]
    cursor: str | None = Field(description="Pass it as `cursor` to get the next page; null on the last page.")


class PlaceOut(BaseModel):
    id: str
    name: str = Field(description="Chinese name where there is one, else the Latin name.")
    latin: str = Field(description="Name in Latin script.")
    region: str = Field(description="Province in mainland China, otherwise the country's ISO code.", examples=["新疆"])
    longitude: float = Field(description="Degrees; east is positive.")
    timezone: str
    other_timezone: str | None = Field(
        description="A second time zone in local use: Asia/Urumqi in Xinjiang, where most official records use Beijing "
        "time. If the birth time is in this zone, pass it as `timezone` next to `id`.",
    )

    label: str = Field(description="Chinese name that tells the place from all others.", examples=["鼓楼区 · 江苏南京"])
    label_en: str = Field(description="The same in English.", examples=["Portland · Oregon, United States"])
    admin: str | None = Field(
        description="Prefecture, county or state within `region`; null if unknown or the place itself.",
        examples=["南京"],
    )


class PlacesOut(BaseModel):
    match: Literal["exact", "shared", "region", "partial", "near", "none"] = Field(
        description="How the places match. `exact`: the first one is meant. `shared`: several have that name. "
        "`region`: these are the capital and the largest cities of a region. `partial`: part of a name or of an "
        "address matches. `near`: no name matches, but these are similar. `none`: nothing was found."
    )
    places: list[PlaceOut]


class GlossaryEntryOut(BaseModel):
    id: str = Field(description="Stable; a warning's is its code with `warning-` before it.", examples=["zheng-guan"])
    kind: str = Field(
        description="ten_god, star, life_stage, relation, element, season, stem, branch, na_yin, concept, verdict, "
        "pattern or warning.",
        examples=["ten_god"],
    )
    term: str = Field(description="As the chart names it.", examples=["正官"])
    reading: str = Field(description="Pinyin with tone marks.", examples=["zhèng guān"])
    name: str = Field(description="English name.", examples=["Direct Officer"])
    text: str = Field(description="Two sentences in the requested language.")


class GlossaryOut(BaseModel):
    language: Literal["zh", "en"]
    entries: list[GlossaryEntryOut]


class ProblemField(BaseModel):
    field: str = Field(examples=["birth.time"])
    message: str


class ProblemOut(BaseModel):
    """Problem details (RFC 9457) with a stable `code`."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = Field(examples=["not_found"])
    detail: str
    errors: list[ProblemField] | None = None
