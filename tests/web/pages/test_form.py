"""The form turns input into a request, or into an error for each wrong field. No input raises an exception."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bazi.birth import Place
from app.web.pages.birth_time import double_hour_choices
from app.web.pages.form import Form, read_form
from app.web.pages.words import WORDS, preferred_language

GOOD = {
    "calendar": "gregorian",
    "year": "1990",
    "month": "5",
    "day": "12",
    "time": "14:30",
    "gender": "female",
    "place": "北京",
    "name": "小明",
    "question": "该守还是该动？",
    "language": "zh",
}


def form(**changes: str) -> Form:
    return Form({**GOOD, **changes})


def errors(**changes: str) -> dict[str, str]:
    asked = form(**changes)
    request = read_form(asked)
    assert (request is None) == bool(asked.errors)
    return asked.errors


def test_a_complete_form_makes_a_request() -> None:
    request = read_form(form(clock="civil", day_change="00:00"))
    assert request is not None
    assert (request.birth.year, request.birth.hour, request.birth.minute) == (1990, 14, 30)
    assert (request.place.name, request.place.timezone) == ("北京", "Asia/Shanghai")
    assert (request.options.clock, request.options.day_change) == ("civil", "00:00")


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"day": "31", "month": "2"}, "date", "error_date"),
        ({"year": ""}, "date", "error_date_missing"),
        ({"year": "x"}, "date", "error_year_unread"),
        ({"year": "189"}, "date", "error_year_unread"),
        ({"month": "x"}, "date", "error_date"),
        ({"year": "1500"}, "date", "error_year"),
        ({"time": ""}, "time", "error_exact_missing"),
        ({"time_kind": "double_hour"}, "time", "error_double_hour_missing"),
        ({"time_kind": "double_hour", "double_hour": "猫"}, "time", "error_double_hour_missing"),
        ({"time_kind": "double_hour", "double_hour": "子丑"}, "time", "error_double_hour_missing"),
        ({"time_kind": "part", "day_part": "noon"}, "time", "error_part_missing"),
        ({"time": "猫时"}, "time", "error_time"),
        ({"time": "25:00"}, "time", "error_time"),
        ({"time": "x"}, "time", "error_time"),
        ({"time": "2:30 PM"}, "time", "error_time"),
        ({"time": "14:3"}, "time", "error_time"),
        ({"time": "14"}, "time", "error_time"),
        ({"year": "2199"}, "date", "error_future"),
        ({"year": "1990", "month": "4", "day": "15", "time": "02:30"}, "time", "error_skipped_time"),
        ({"year": "1990", "month": "9", "day": "16", "time": "01:30"}, "time", "error_fold"),
        ({"gender": ""}, "gender", "error_gender"),
        ({"place": ""}, "place", "error_place_missing"),
        ({"place": "亚特兰蒂斯城"}, "place", "error_place"),
        ({"longitude": "200", "timezone": "Asia/Shanghai"}, "longitude", "error_longitude"),
        ({"longitude": "x", "timezone": "Asia/Shanghai"}, "longitude", "error_longitude"),
        ({"longitude": "1_1_6", "timezone": "Asia/Shanghai"}, "longitude", "error_longitude"),
        ({"longitude": "nan", "timezone": "Asia/Shanghai"}, "longitude", "error_longitude"),
        ({"timezone": "Asia/Shanghai"}, "longitude", "error_longitude"),
        ({"longitude": "116"}, "timezone", "error_timezone_missing"),
        ({"longitude": "116", "timezone": "localtime"}, "timezone", "error_timezone"),
        ({"longitude": "116", "timezone": "Asia/Nowhere"}, "timezone", "error_timezone"),
        ({"name": "x" * 41}, "name", "error_name"),
        ({"name": "a\nb"}, "name", "error_name"),
        ({"question": "\x00"}, "question", "error_question"),
        ({"calendar": "lunar", "leap_month": "1", "month": "4"}, "date", "error_lunar_date"),
        ({"calendar": "lunar", "month": "x"}, "date", "error_lunar_date"),
    ],
)
def test_an_error_is_reported_at_its_field(changes: dict[str, str], field: str, error: str) -> None:
    assert errors(**changes) == {field: error}
    assert all(error in words for words in WORDS.values())


def test_all_errors_are_reported_at_once() -> None:
    assert errors(month="2", day="31", time="", place="", gender="") == {
        "date": "error_date",
        "time": "error_exact_missing",
        "place": "error_place_missing",
        "gender": "error_gender",
    }
    assert errors(calendar="lunar", leap_month="1", month="4", place="", time="25:00").keys() == {
        "date",
        "time",
        "place",
    }
    by_hand = errors(year="", longitude="200", timezone="Asia/Nowhere")
    assert by_hand.keys() == {"date", "longitude", "timezone"}


def test_full_width_input_is_accepted() -> None:
    typed = {"year": "1９９０", "month": "０5", "day": "１２", "time": "１４：３０"}
    request = read_form(form(**typed, longitude="－122．42", timezone="america/los_angeles"))
    assert request is not None
    assert (request.birth.year, request.birth.month, request.birth.day) == (1990, 5, 12)
    assert (request.birth.hour, request.birth.minute) == (14, 30)
    assert request.place == Place(longitude=-122.42, timezone="America/Los_Angeles")


def test_seconds_are_ignored() -> None:
    request = read_form(form(time="14:30:59"))
    assert request is not None
    assert (request.birth.hour, request.birth.minute) == (14, 30)


def test_a_line_break_counts_as_one_character() -> None:
    lines = "\r\n".join(["九个字九个字九个字"] * 50)  # 499 characters in the browser, where a line break is LF
    request = read_form(form(question=lines))
    assert request is not None
    assert request.question == lines.replace("\r\n", "\n")
    assert errors(question=lines + "\r\n\r\n十") == {"question": "error_question"}


@pytest.mark.parametrize(
    ("fields", "hour", "part"),
    [
        ({"time_kind": "exact"}, 14, None),
        ({"time_kind": "no such kind"}, 14, None),
        ({"time_kind": "unknown"}, None, None),
        ({"time_unknown": "1", "time": "", "fold": "1"}, None, None),  # the form before there were kinds
        ({"time_kind": "double_hour", "double_hour": "卯"}, None, "卯"),
        ({"time_kind": "part", "day_part": "evening", "double_hour": "卯"}, None, "evening"),
        ({"time": "卯时"}, None, "卯"),
        ({"time": "子時"}, None, "子"),
        ({"time": "亥"}, None, "亥"),
        ({"time": "上午"}, None, "morning"),
        ({"time": "Night"}, None, "night"),
    ],
)
def test_the_time_can_be_exact_approximate_or_unknown(
    fields: dict[str, str], hour: int | None, part: str | None
) -> None:
    request = read_form(form(**fields))
    assert request is not None
    assert (request.birth.hour, request.birth.part) == (hour, part)


def test_a_double_hour_typed_as_the_time_moves_to_its_own_field() -> None:
    asked = form(time="卯时", gender="")
    assert read_form(asked) is None
    assert (asked.time_kind, asked.get("double_hour"), asked.get("time")) == ("double_hour", "卯", "")


def test_the_double_hours_are_offered_with_their_times() -> None:
    assert double_hour_choices(WORDS["zh"])[::3] == [
        ("子", "子时 23:00–01:00"),
        ("卯", "卯时 05:00–07:00"),
        ("午", "午时 11:00–13:00"),
        ("酉", "酉时 17:00–19:00"),
    ]
    assert double_hour_choices(WORDS["en"])[-1] == ("亥", "亥 Hai 21:00–23:00")


@pytest.mark.parametrize(
    ("chosen", "options"),
    [
        ("", ("23:00", "next_day")),
        ("23:00", ("23:00", "next_day")),
        ("00:00", ("00:00", "next_day")),
        ("00:00 same_day", ("00:00", "same_day")),
        ("00:00 other", ("23:00", "next_day")),
    ],
)
def test_one_control_chooses_when_the_day_changes_and_whose_stem_late_zi_takes(
    chosen: str, options: tuple[str, str]
) -> None:
    request = read_form(form(day_change=chosen))
    assert request is not None
    assert (request.options.day_change, request.options.late_zi) == options


def test_an_ambiguous_time_requires_a_choice() -> None:
    twice = {"month": "9", "day": "16", "time": "01:30"}
    asked = form(**twice)
    assert read_form(asked) is None
    assert asked.asks_fold
    for fold in ("0", "1"):
        request = read_form(form(**twice, fold=fold))
        assert request is not None
        assert request.birth.fold == int(fold)
    left_over = read_form(form(fold="1"))  # left from a time that occurred twice
    assert left_over is not None
    assert left_over.birth.fold == 0


def test_a_place_can_be_a_name_a_suggestion_a_choice_or_coordinates() -> None:
    by_hand = read_form(
        form(place="", longitude="\N{MINUS SIGN}122.42", timezone="America/Los_Angeles", place_name="家")
    )
    assert by_hand is not None
    assert by_hand.place == Place(longitude=-122.42, timezone="America/Los_Angeles", name="家")
    chosen = read_form(form(place="whatever", choices_for="whatever", place_choice="urumqi", xinjiang_time="1"))
    assert chosen is not None
    assert (chosen.place.name, chosen.place.timezone) == ("乌鲁木齐", "Asia/Urumqi")
    suggested = read_form(form(place="乌鲁木齐", place_id="urumqi"))
    assert suggested is not None
    assert suggested.place.timezone == "Asia/Shanghai"
    typed_over = read_form(form(place="上海", place_id="urumqi"))
    assert typed_over is not None
    assert typed_over.place.name == "上海"


def test_an_ambiguous_place_offers_choices() -> None:
    asked = form(place="伯明翰")
    assert read_form(asked) is None
    assert asked.errors == {"place": "error_place_choices"}
    assert {entry.region for entry in asked.places} >= {"GB", "US"}


def test_a_choice_applies_only_to_the_input_it_was_offered_for() -> None:
    request = read_form(form(place="巴黎", choices_for="伯明翰", place_choice="birmingham"))
    assert request is not None
    assert request.place.name == "巴黎"


@pytest.mark.parametrize("typed", ["Birmingham", "伯明翰"])
def test_a_chosen_place_is_not_asked_for_again(typed: str) -> None:
    """Without scripts, the form is sent several times and asks one more question each time."""
    twice = {"year": "1990", "month": "10", "day": "28", "time": "01:30"}
    asked = form(**twice, place=typed)
    assert read_form(asked) is None
    assert asked.errors == {"place": "error_place_choices"}
    asked = form(**twice, place=typed, choices_for=typed, place_choice="birmingham")
    assert read_form(asked) is None
    assert (asked.errors, asked.asks_fold) == ({"time": "error_fold"}, True)
    assert asked.entry is not None
    shown = {**twice, "place": asked.get("place"), "place_id": asked.entry.id}
    request = read_form(form(**shown, fold="1"))
    assert request is not None
    assert (request.place.name, request.birth.fold) == ("伯明翰", 1)


def test_a_chosen_fold_stays_until_the_time_is_known_to_be_unambiguous() -> None:
    twice = {"month": "9", "day": "16", "time": "01:30", "fold": "1"}
    for mistake in ({"place": "伯明翰"}, {"day": ""}, {"gender": ""}):
        asked = form(**{**twice, **mistake})
        assert read_form(asked) is None
        assert asked.asks_fold
    unknown = ({"time_unknown": "1", "place": ""}, {"time_kind": "double_hour", "place": ""})
    for known in ({"time": "03:30", "gender": ""}, *unknown):
        asked = form(**{**twice, **known})
        assert read_form(asked) is None
        assert not asked.asks_fold


def test_xinjiang_time_is_offered_in_xinjiang_and_stays_visible_when_ticked() -> None:
    def offered(**changes: str) -> bool:
        asked = form(**changes)
        read_form(asked)
        return asked.has_other_clock

    assert offered(place="乌鲁木齐", gender="")
    assert offered(place="", xinjiang_time="1")
    assert not offered(gender="")


_NAMES = st.sampled_from(
    [
        *GOOD,
        "time_kind",
        "double_hour",
        "day_part",
        "day_change",
        "longitude",
        "timezone",
        "fold",
        "place_id",
        "place_choice",
        "choices_for",
        "leap_month",
    ]
)
_NUMBERS = st.one_of(st.integers(-1, 99), st.integers(1590, 2210)).map(str)


@given(st.dictionaries(_NAMES, st.one_of(st.text(), _NUMBERS, st.just("lunar"))))
def test_no_input_raises_and_every_error_has_words(typed: dict[str, str]) -> None:
    asked = Form({**GOOD, **typed})
    read_form(asked)
    assert all(error in words for error in asked.errors.values() for words in WORDS.values())


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    assert WORDS["zh"].keys() == WORDS["en"].keys()
    for key, text in WORDS["zh"].items():
        assert text.strip()
        assert WORDS["en"][key].strip()
        assert text.count("{") == WORDS["en"][key].count("{"), key


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "en-US,en;q=0.9,zh;q=0.8", "en"),
        (None, "fr,en;q=0.3,zh;q=0.7", "zh"),
        (None, "fr", "zh"),
        (None, "", "zh"),
        (None, "en;q=x", "zh"),
        ("en", "zh", "en"),
        ("xx", "en", "en"),
    ],
)
def test_the_language_is_the_chosen_one_or_the_browsers(chosen: str | None, accepted: str, language: str) -> None:
    assert preferred_language(chosen, accepted) == language
