"""The form: what is typed becomes a request, or words beside the field that is wrong. Nothing typed is ever raised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.report import Place
from app.web.form import Form, read_form
from app.web.words import WORDS, preferred_language

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


def test_a_full_form_is_a_request() -> None:
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
        ({"year": "1２"}, "date", "error_date_missing"),
        ({"year": "1500"}, "date", "error_year"),
        ({"time": ""}, "time", "error_time_missing"),
        ({"time": "25:00"}, "time", "error_time"),
        ({"time": "x"}, "time", "error_time"),
        ({"year": "1990", "month": "4", "day": "15", "time": "02:30"}, "time", "error_skipped_time"),
        ({"year": "1990", "month": "9", "day": "16", "time": "01:30"}, "time", "error_fold"),
        ({"gender": ""}, "gender", "error_gender"),
        ({"place": ""}, "place", "error_place_missing"),
        ({"place": "亚特兰蒂斯城"}, "place", "error_place"),
        ({"longitude": "200", "timezone": "Asia/Shanghai"}, "longitude", "error_longitude"),
        ({"longitude": "x"}, "longitude", "error_longitude"),
        ({"longitude": "116", "timezone": "Asia/Nowhere"}, "timezone", "error_timezone"),
        ({"name": "x" * 41}, "name", "error_name"),
        ({"name": "a\nb"}, "name", "error_name"),
        ({"question": "\x00"}, "question", "error_question"),
        ({"calendar": "lunar", "leap_month": "1", "month": "4"}, "date", "error_date"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes: dict[str, str], field: str, error: str) -> None:
    assert errors(**changes) == {field: error}
    assert all(error in words for words in WORDS.values())


def test_an_unknown_hour_needs_no_time() -> None:
    request = read_form(form(time="", time_unknown="1", fold="1"))
    assert request is not None
    assert request.birth.hour is None


def test_of_two_times_one_is_chosen() -> None:
    twice = {"month": "9", "day": "16", "time": "01:30"}
    asked = form(**twice)
    assert read_form(asked) is None
    assert asked.asks_fold
    for fold in ("0", "1"):
        request = read_form(form(**twice, fold=fold))
        assert request is not None
        assert request.birth.fold == int(fold)
    left_over = read_form(form(fold="1"))  # of a time that came once
    assert left_over is not None
    assert left_over.birth.fold == 0


def test_a_place_is_its_name_a_suggestion_a_choice_or_by_hand() -> None:
    by_hand = read_form(
        form(place="", longitude="\N{MINUS SIGN}122.42", timezone="America/Los_Angeles", place_name="家")
    )
    assert by_hand is not None
    assert by_hand.place == Place(longitude=-122.42, timezone="America/Los_Angeles", name="家")
    chosen = read_form(form(place="whatever", place_choice="urumqi", xinjiang_time="1"))
    assert chosen is not None
    assert (chosen.place.name, chosen.place.timezone) == ("乌鲁木齐", "Asia/Urumqi")
    suggested = read_form(form(place="乌鲁木齐", place_id="urumqi"))
    assert suggested is not None
    assert suggested.place.timezone == "Asia/Shanghai"
    typed_over = read_form(form(place="上海", place_id="urumqi"))
    assert typed_over is not None
    assert typed_over.place.name == "上海"


def test_of_several_places_which_is_a_question() -> None:
    asked = form(place="伦敦")
    assert read_form(asked) is None
    assert asked.errors == {"place": "error_place_choices"}
    assert {entry.region for entry in asked.places} >= {"GB", "CA"}


@given(st.dictionaries(st.sampled_from([*GOOD, "longitude", "timezone", "fold", "place_id", "leap_month"]), st.text()))
def test_whatever_is_typed_is_answered_in_words(typed: dict[str, str]) -> None:
    asked = Form({**GOOD, **typed})
    read_form(asked)
    assert all(error in words for error in asked.errors.values() for words in WORDS.values())


def test_both_languages_say_the_same() -> None:
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
def test_the_language_is_the_one_chosen_or_the_browsers(chosen: str | None, accepted: str, language: str) -> None:
    assert preferred_language(chosen, accepted) == language
