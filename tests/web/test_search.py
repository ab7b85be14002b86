"""What people type to find a report, and the forms in which reports store it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.search import words_of_search


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", []),
        (" ，\x00\u3000", []),
        ("小明 北京", [["小明"], ["北京"]]),
        ("小明，北京", [["小明"], ["北京"]]),
        ("1990", [["1990"]]),
        ("１９９０年", [["1990年", "1990-"]]),
        ("1990-5", [["1990-5", "1990-05-"]]),
        ("1990年5月", [["1990年5月", "1990-05-"]]),
        ("1990年5月12日", [["1990年5月12日", "1990-05-12"]]),
        ("1990/5/2", [["1990/5/2", "1990-05-02"]]),
        ("1990.05.12", [["1990.05.12", "1990-05-12"]]),
        ("19900512", [["19900512", "1990-05-12"]]),
        ("5月", [["5月", "-05-"]]),
        ("5月12日", [["5月12日", "-05-12"]]),
        ("13月", [["13月"]]),
        ("Ding-Chou", [["Ding-Chou", "丁丑"]]),
        ("丁丑日", [["丁丑日"]]),
        ("Portland", [["Portland", "波特兰"]]),
        ("portland, Oregon", [["portland", "波特兰"], ["Oregon", "波特兰"]]),
    ],
)
def test_words_have_the_forms_that_reports_store(typed: str, words: list[list[str]]) -> None:
    assert words_of_search(typed) == words


@given(st.text())
def test_no_input_is_too_odd(typed: str) -> None:
    for forms in words_of_search(typed):
        assert all((form and form.isprintable()) or not form.isascii() for form in forms)
        "".join(forms).encode()  # no lone surrogates, which PostgreSQL does not take
        assert "\x00" not in "".join(forms)
