"""Codes that people type: no typing error goes unnoticed, and every way to write a code is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.codes import ALPHABET, RECOVERY, TOKEN, TYPED, Kind, grouped, is_mistyped, normalised
from app.web.user_agent import label_of, localised

KINDS = (TYPED, RECOVERY, TOKEN)


@pytest.mark.parametrize("kind", KINDS)
def test_codes_differ_and_are_valid(kind: Kind) -> None:
    codes = {kind.new() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(code) == kind.chars and not is_mistyped(code) for code in codes)
    for place in range(kind.chars):
        assert len({code[place] for code in codes}) == 32, "every place takes every value"


def test_a_recovery_code_cannot_be_guessed() -> None:
    assert 5 * (RECOVERY.chars - 1) >= 100
    assert 5 * (TOKEN.chars - 1) >= 128


@given(st.sampled_from(KINDS), st.data())
def test_a_wrong_character_is_noticed(kind: Kind, data: st.DataObject) -> None:
    code = kind.new()
    place = data.draw(st.integers(0, kind.chars - 1))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(code[place], "")))
    assert is_mistyped(code[:place] + wrong + code[place + 1 :])


@given(st.sampled_from(KINDS), st.data())
def test_two_exchanged_characters_are_noticed(kind: Kind, data: st.DataObject) -> None:
    code = list(kind.new())
    first, second = data.draw(st.lists(st.integers(0, kind.chars - 1), min_size=2, max_size=2, unique=True))
    is_same = code[first] == code[second]
    code[first], code[second] = code[second], code[first]
    assert is_mistyped("".join(code)) is not is_same


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_or_additional_character_is_noticed(kind: Kind) -> None:
    code = kind.new()
    assert is_mistyped(code[1:])
    assert is_mistyped(code[:-1])
    assert is_mistyped(code + "0")
    assert is_mistyped("")


@given(st.text(max_size=500))
def test_any_text_can_be_read(text: str) -> None:
    is_mistyped(normalised(text))


def test_a_code_can_be_written_in_many_ways() -> None:
    code = "0123456789AB"
    for written in ("0123-4567-89AB", "0123 4567 89ab", "OI23-4567-89ab", "ol23\u20134567\u201489AB\n"):
        assert normalised(written) == code
    assert normalised(f"https://example.org/join#{code}") == code
    assert grouped(code) == "0123-4567-89AB"


@pytest.mark.parametrize(
    ("user_agent", "english", "chinese"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Mobile/15E148 MicroMessenger/8.0.49(0x1800312f) NetType/WIFI Language/zh_CN",
            "WeChat · iPhone",
            "微信 · iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 "
            "Safari/537.36 Edg/130.0.0.0",
            "Edge · Windows",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 "
            "Safari/605.1.15",
            "Safari · macOS",
            "Safari · macOS",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
            "Firefox · Linux",
            "Firefox · Linux",
        ),
        ("<script>alert(1)</script>", "Unknown browser", "未知浏览器"),
        ("", "Unknown browser", "未知浏览器"),
    ],
)
def test_a_browser_is_named_in_both_languages(user_agent: str, english: str, chinese: str) -> None:
    label = label_of(user_agent)
    assert localised(label, "en") == english
    assert localised(label, "zh-Hans") == chinese
