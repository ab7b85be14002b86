"""Digests of earlier passages: verdicts come before openings, within a limit."""

from hypothesis import given
from hypothesis import strategies as st

from app.reading.digest import DIGEST_CHARS, digest
from app.reading.prompts_en import EN
from app.reading.prompts_zh import ZH
from tests.recorded import recorded_passages


def test_a_digest_contains_the_verdicts_of_a_recorded_report() -> None:
    summary, question, strength = (digest(recorded_passages("zh")[index], ZH.verdict_words) for index in (0, 1, 4))
    assert "倾向于判为中和而略偏强" in summary
    assert "倾向于取正财格" in summary
    assert "先守后动" in question
    assert "土、金按扶抑有助" in strength


def test_verdicts_take_precedence_over_questions_and_openings() -> None:
    text = "## 题\n\n先说待人。谁来生它？" + "丁火生于巳月，火气得时而旺。" * 30 + "\n\n因此取**中和偏强**，喜土金。"
    summary = digest(text, ZH.verdict_words)
    assert summary.endswith("因此取中和偏强，喜土金。")
    assert "谁来生它" not in summary


def test_english_sentences_do_not_end_at_decimal_points() -> None:
    text = "## Title\n\nThe chart has 4.5 parts of fire. Who feeds it? On balance it is rather strong, and earth helps."
    summary = digest(text, EN.verdict_words)
    assert "On balance it is rather strong, and earth helps." in summary
    assert "4.5 parts of fire." in summary


def test_a_text_far_longer_than_asked_for_is_read_at_its_end() -> None:
    text = "## 题\n\n首取土，喜金。" + "丁火生于巳月，火气得时而旺。" * 10_000 + "因此取**中和偏强**。"
    summary = digest(text, ZH.verdict_words)
    assert summary.startswith("丁火生于巳月")
    assert summary.endswith("因此取中和偏强。")


@given(st.text(alphabet="## \n*`_-丁。？喜忌.a1", max_size=900))
def test_a_digest_is_short_and_has_no_markup(text: str) -> None:
    summary = digest(text, ZH.verdict_words)
    assert len(summary) <= DIGEST_CHARS
    assert not set(summary) & set("*`_\n")
