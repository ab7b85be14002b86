"""The search for the end of one text at the beginning of another."""

from hypothesis import given
from hypothesis import strategies as st

from app.overlap import form_of, letters, nearly_repeated, overlap, place_after, visible

TEXT = st.text(alphabet="甲乙丙丁", max_size=30)
TAIL = "甲乙丙丁戊己庚辛壬癸子丑寅卯"


@given(TEXT, TEXT)
def test_the_overlap_is_the_longest_prefix_that_is_also_a_suffix(before: str, after: str) -> None:
    length = overlap(before, after)
    assert before.endswith(after[:length])
    assert not any(before.endswith(after[:longer]) for longer in range(length + 1, len(after) + 1))


def test_letters_ignore_case_width_punctuation_and_markup() -> None:
    assert form_of("**Ａb，ｃ** ★ É①\ufe0f", letters) == form_of("abc e\u03011", letters)


@given(st.text(), st.integers(0, 40))
def test_a_place_is_found_after_any_number_of_characters(text: str, chars: int) -> None:
    place = place_after(text, chars, visible)
    assert len(form_of(text[:place], visible)) == min(chars, len(form_of(text, visible)))


def test_one_letter_may_be_replaced_added_or_left_out() -> None:
    assert nearly_repeated(TAIL, TAIL.replace("庚", "戌") + "天") == len(TAIL)
    assert nearly_repeated(TAIL, TAIL.replace("庚", "庚戌") + "天") == len(TAIL) + 1
    assert nearly_repeated(TAIL, TAIL.replace("庚", "") + "天") == len(TAIL) - 1


def test_two_differences_an_early_one_or_another_digit_are_new_text() -> None:
    assert nearly_repeated(TAIL, TAIL.replace("庚", "戌").replace("癸", "戌")) == 0
    assert nearly_repeated(TAIL, TAIL.replace("丙", "戌")) == 0
    assert nearly_repeated(TAIL.replace("庚", "7"), TAIL.replace("庚", "8")) == 0
    assert nearly_repeated(TAIL[:12], TAIL[:12].replace("庚", "戌")) == 0


def test_another_latin_word_may_share_a_letter_with_the_end() -> None:
    assert nearly_repeated("wealthhasasolidro", "wealthhasasolidsoil") == 0
    assert nearly_repeated("wealthhasasolidroot", "wealthhassolidrootin") == len("wealthhassolidroot")


def test_the_next_letters_may_decide() -> None:
    assert nearly_repeated(TAIL, TAIL[:5]) is None
    assert nearly_repeated(TAIL, TAIL[:5] + "戌己") is None
