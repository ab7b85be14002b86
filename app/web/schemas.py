"""The API's response bodies, as OpenAPI describes them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

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


class QuestionOut(BaseModel):
    """A further question that was asked once the report was complete."""

    question: str
    asked_at: datetime
    passage: int | None = Field(description="Number of the passage that answers it, from 1; null if it was given up.")
    is_answered: bool = Field(description="Whether that passage is complete in the database.")


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
    title: str | None = Field(description="What the owner calls the report; null if it has no title.")
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
    questions: list[QuestionOut] = Field(description="Further questions, oldest first.")
    questions_left: int = Field(description="How many more can be asked.")
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


class OwnerLinkOut(BaseModel):
    """A link that makes another browser the same owner. It is shown only once."""

    link: str = Field(examples=["https://example.org/join#5D1V…"])
    code: str = Field(description="Can be typed on the page `/join` instead.", examples=["7QZK-2M4D-9XHT"])
    expires_at: datetime
    qr: str = Field(description="The link as a QR code: an SVG element.")


class RecoveryCodeOut(BaseModel):
    """A recovery code. It is shown only once."""

    code: str = Field(examples=["7QZK-2M4D-9XHT-0VPB-R8CJ-5WNE"])
    created_at: datetime


class JoinedOut(BaseModel):
    """This browser is now the owner that the link or code stands for."""

    device: UUID = Field(description="This browser, as the list of devices names it.")
    moved_reports: int = Field(description="How many reports this browser brought along.")


class DeviceOut(BaseModel):
    """A browser that is signed in."""

    id: UUID
    label: str = Field(description="Browser and system.", examples=["Chrome · Android"])
    created_at: datetime
    seen_at: datetime = Field(description="When it was last used, to the hour.")
    is_current: bool = Field(description="Whether it is the browser that asks.")


class DevicesOut(BaseModel):
    devices: list[DeviceOut]
    recovery_code_created_at: datetime | None = Field(description="Null if there is no recovery code.")
