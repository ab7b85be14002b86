"""The subject of a question: what it asks about, what the report leaves aside, and what precedes everything else."""

from pathlib import Path

import pytest

from app.reading.topics import topic_of, topics_of

_LINES = (Path(__file__).parent / "questions.txt").read_text(encoding="utf-8").splitlines()
QUESTIONS = [line.split("|", 1) for line in _LINES if line and not line.startswith("#")]


def test_the_table_has_enough_questions_in_both_languages() -> None:
    english = [question for _, question in QUESTIONS if question.isascii()]
    assert len(english) >= 100
    assert len(QUESTIONS) - len(english) >= 100
    assert len({question for _, question in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize(("subject", "question"), QUESTIONS)
def test_the_subject_of_a_question_is_what_it_asks_about(subject: str, question: str) -> None:
    assert "+".join(topic.key for topic in topics_of(question)) == subject


@pytest.mark.parametrize(("subject", "question"), [pair for pair in QUESTIONS if pair[0] == "crisis"])
@pytest.mark.parametrize("beside", ["买彩票能中奖吗？", "Should I quit my job?", "我什么时候死？", "今年該不該搬家"])
def test_nothing_precedes_suicide_and_self_harm(subject: str, question: str, beside: str) -> None:
    assert topic_of(f"{beside} {question}").key == subject
    assert topic_of(f"{question}。{beside}").key == subject
    assert topic_of(question.upper()).key == subject
