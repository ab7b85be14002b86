"""What a later passage is told of an earlier one: verdicts before openings, and no more than fits."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.bazi.digest import DIGEST_CHARS, digest
from app.bazi.prompts_en import EN
from app.bazi.prompts_zh import ZH

RECORDED: list[str] = json.loads((Path(__file__).parents[1] / "transcripts" / "zh.json").read_text())["passages"]


def test_the_verdicts_of_a_recorded_report_are_told() -> None:
    strength, favourable, career = (digest(RECORDED[index], ZH.telling) for index in (3, 4, 5))
    assert "中和" in strength
    assert "倾向于取月劫用财" in strength
    assert "首取土" in favourable
    assert "先守后动" in career


def test_questions_and_openings_give_way() -> None:
    text = "## 题\n\n先说待人。谁来生它？" + "丁火生于巳月，火气得时而旺。" * 30 + "\n\n因此取**中和偏强**，喜土金。"
    told = digest(text, ZH.telling)
    assert told.endswith("因此取中和偏强，喜土金。")
    assert "谁来生它" not in told


def test_english_sentences_end_where_they_end() -> None:
    text = "## Title\n\nThe chart has 4.5 parts of fire. Who feeds it? On balance it is rather strong, and earth helps."
    told = digest(text, EN.telling)
    assert "On balance it is rather strong, and earth helps." in told
    assert "4.5 parts of fire." in told


@given(st.text(alphabet="## \n*`_-丁。？喜忌.a1", max_size=900))
def test_a_digest_is_short_and_holds_no_markup(text: str) -> None:
    told = digest(text, ZH.telling)
    assert len(told) <= DIGEST_CHARS
    assert not set(told) & set("*`_\n")
