"""Two whole reports that a language model wrote to these prompts: every check passes them."""

import json
from datetime import date
from pathlib import Path

import pytest

from app.bazi.casting import cast_chart
from app.reading.outline import outline_of
from app.reading.request import OUTLINE, ReportRequest
from app.web.requests import ReportIn

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_recorded_report_passes_every_check_and_is_the_sample(language: str) -> None:
    transcript = json.loads((ROOT / "tests" / "transcripts" / f"{language}-2.json").read_text(encoding="utf-8"))
    asked: ReportRequest = ReportIn(**transcript["request"]).to_request()
    today = date.fromisoformat(transcript["as_of"])
    chart = cast_chart(asked.birth, asked.gender, asked.place, asked.options, today=today)
    outline = outline_of(
        ReportRequest(
            birth=asked.birth,
            gender=asked.gender,
            place=asked.place,
            name=asked.name,
            question=asked.question,
            language=asked.language,
            outline=OUTLINE,
        ),
        chart,
    )
    sample = (ROOT / "docs" / "samples" / f"{language}.md").read_text(encoding="utf-8")
    for index, (passage, text) in enumerate(zip(outline.passages, transcript["passages"], strict=True)):
        checker = outline.checker(index)
        assert checker is not None
        checker.read(text)
        assert checker.finish() == (), passage.key
        assert f"\n\n{text}\n" in sample
