import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.report import MESSAGES, NOWHERE, End, Position, Status, Usage


@given(st.integers(0, 999_999), st.integers(0, 999_999_999))
def test_a_position_survives_formatting_and_parsing(attempt: int, offset: int) -> None:
    assert Position.parse(str(Position(attempt, offset))) == Position(attempt, offset)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.",
        ".1",
        "1.2.3",
        "-1.2",
        "1.-2",
        "1_0.2",
        " 1.2",
        "1.2\n",
        "1.2 ",
        "1.5e3",
        "１.２",  # fullwidth digits
        "٣.٤",  # digits that int() accepts
        "1234567.1",
        "1.1234567890",
        "9" * 5000 + ".1",
        "1.2\x00",
        "0x1.2",
    ],
)
def test_an_invalid_position_parses_as_none(text: str) -> None:
    assert Position.parse(text) is None


@given(st.text())
def test_parsing_never_raises(text: str) -> None:
    position = Position.parse(text)
    assert position is None or text.isascii()


def test_nowhere_is_before_every_attempt() -> None:
    assert NOWHERE.attempt < 0


def test_every_status_but_queued_and_running_is_an_end() -> None:
    assert {status for status in Status if not status.is_ended} == {Status.QUEUED, Status.RUNNING}


def test_usage_adds_up() -> None:
    assert Usage(1, 2) + Usage(30, 40) == Usage(31, 42)


def test_an_end_has_a_message_unless_it_has_no_code() -> None:
    assert End(Status.COMPLETED, None, 1, "", Usage()).message is None
    assert End(Status.FAILED, "upstream_cut", 0, "", Usage()).message == MESSAGES["upstream_cut"]
    assert End(Status.FAILED, "no such code", 0, "", Usage()).message == MESSAGES["internal"]
