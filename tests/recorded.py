"""Two whole reports that a language model wrote to the service's prompts, one in each language."""

from dataclasses import replace
from datetime import date

from app.bazi.casting import cast_chart
from app.outline import Outline
from app.reading.outline import outline_of
from app.reading.request import OUTLINE, ReportRequest
from app.web.requests import ReportIn
from scripts.make_samples import read_transcript


def recorded_passages(language: str) -> list[str]:
    passages: list[str] = read_transcript(language)["passages"]
    return passages


def recorded_outline(language: str) -> Outline:
    """The outline to which the report was written, of the day it was written."""
    transcript = read_transcript(language)
    asked: ReportRequest = ReportIn(**transcript["request"]).to_request()
    today = date.fromisoformat(transcript["as_of"])
    chart = cast_chart(asked.birth, asked.gender, asked.place, asked.options, today=today)
    return outline_of(replace(asked, outline=OUTLINE), chart)
