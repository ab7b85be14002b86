"""Write the reports in docs/samples/ from the transcripts in tests/transcripts/: `python -m scripts.make_samples`.

Each sample is a Markdown page with the picture of its chart beside it.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from app.bazi.casting import cast_chart
from app.bazi.drawing import draw_chart
from app.reading.request import ReportRequest
from app.web.ai_label import AI_LABEL, AI_LABEL_AFTER
from app.web.requests import ReportIn

ROOT = Path(__file__).parent.parent
HEADS = {
    "zh": """# 样例

一份完整的报告样例，由语言模型按本项目的提示词写成；通读改过一遍，又按几位读者指出的差错改正。
生辰是虚构的。

- 出生：{date} {time}，{place}，{gender}
- 写作日期：{today}；文中的“今年”“眼下”都以这一天为准
- 所问：“{question}”

![命盘：四柱、五行、大运、流年](zh.svg)
""",
    "en": """# Sample

A complete sample report, written by a language model from the prompts of this project. It was revised: after a first
reading of the whole, and again for the errors that several readers found. The birth is made up.

- Born {date} {time}, {place}, {gender}
- Written on {today}, which is what "this year" and "now" refer to
- Question: “{question}”

![The chart: four pillars, five elements, luck pillars and years](en.svg)
""",
}
GENDERS = {"zh": {"female": "女", "male": "男"}, "en": {"female": "female", "male": "male"}}


class Sample(NamedTuple):
    page: str
    picture: str


def read_transcript(language: str) -> dict[str, Any]:
    text = (ROOT / "tests" / "transcripts" / f"{language}.json").read_text(encoding="utf-8")
    transcript: dict[str, Any] = json.loads(text)
    return transcript


def sample(language: str) -> Sample:
    """The Markdown page and the SVG picture of the recorded report in this language."""
    transcript = read_transcript(language)
    asked: ReportRequest = ReportIn(**transcript["request"]).to_request()
    today = date.fromisoformat(transcript["as_of"])
    chart = cast_chart(asked.birth, asked.gender, asked.place, asked.options, today=today)
    birth = transcript["request"]["birth"]
    head = HEADS[language].format(
        date=birth["date"],
        time=birth["time"],
        place=asked.place.name,
        gender=GENDERS[language][asked.gender],
        today=today,
        question=asked.question,
    )
    blocks = (head, f"> {AI_LABEL[language]}\n", *(f"{text}\n" for text in transcript["passages"]))
    page = "\n".join([*blocks, f"> {AI_LABEL_AFTER[language]}\n"])
    return Sample(page, draw_chart(chart, today, language))


if __name__ == "__main__":
    folder = ROOT / "docs" / "samples"
    for language in HEADS:
        made = sample(language)
        (folder / f"{language}.md").write_text(made.page, encoding="utf-8")
        (folder / f"{language}.svg").write_text(made.picture, encoding="utf-8")
