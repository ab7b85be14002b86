"""The demo model's bold text is CommonMark, so that any reader of a downloaded report sees no asterisks."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from markdown_it import MarkdownIt

from app.bazi.birth import Birth
from tests.llm.test_demo_agreement import AUTUMN, CHILD, ELDER, NO_HOUR, SPRING
from tests.llm.test_demo_follow_up import ask
from tests.llm.test_demo_reading import QUESTIONS, some_births, write

BIRTHS = [*some_births(), (SPRING, "male"), (AUTUMN, "female"), (CHILD, "female"), (ELDER, "male"), (NO_HOUR, "female")]
COMMONMARK = MarkdownIt("commonmark")


def with_asterisks(text: str) -> list[str]:
    """Return the lines whose bold text a reader of CommonMark leaves open."""
    bold = [line for line in text.splitlines() if "**" in line]
    return [line for line in bold if "**" in COMMONMARK.render(line)]


def texts_of(birth: Birth, gender: Any, language: str, question: str | None) -> Iterator[str]:
    yield from write(birth, gender, language, question).passages.values()
    _, answers = ask(birth, gender, language, question, ("今年适合换工作吗？", "When should I marry?"))
    yield from (answer.text for answer in answers)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_bold_text_is_closed_for_every_reader_of_commonmark(language: str) -> None:
    bold = 0
    for number, (birth, gender) in enumerate(BIRTHS):
        for question in (None, QUESTIONS[1 + number % (len(QUESTIONS) - 1)]):
            for text in texts_of(birth, gender, language, question):
                assert not with_asterisks(text), (birth, question)
                bold += len(re.findall(r"\*\*", text))
    assert bold > 10 * len(BIRTHS)


def test_a_stop_inside_bold_text_before_a_letter_leaves_it_open() -> None:
    assert with_asterisks("**按扶抑，以水为有助。**所谓有助")
    assert not with_asterisks("**按扶抑，以水为有助**。所谓有助")
