"""A form that is filled in from a report makes the same request again."""

from dataclasses import replace

import pytest

from app.bazi.birth import Birth, ChartOptions, Place
from app.bazi.places import place_by_id
from app.reading.request import ReportRequest
from app.web.pages.form import Form, read_form
from app.web.pages.prefill import form_from

BIRTH = Birth(year=1990, month=5, day=12, hour=14, minute=5)
PLACE = Place(longitude=116.41, timezone="Asia/Shanghai", name="北京")
REQUEST = ReportRequest(birth=BIRTH, gender="female", place=PLACE, name="小明", question="守还是动？\n为什么？")


def place(id: str) -> Place:
    entry = place_by_id(id)
    assert entry is not None
    return Place(longitude=entry.longitude, timezone=entry.timezone, name=entry.name)


REQUESTS = {
    "a question": REQUEST,
    "as little as possible": ReportRequest(birth=BIRTH, gender="male", place=Place(longitude=0, timezone="UTC")),
    "a place of the table": replace(REQUEST, place=place("chengdu")),
    "a shared name": replace(REQUEST, place=place("birmingham"), language="en"),
    "Xinjiang time": replace(REQUEST, place=replace(place("urumqi"), timezone="Asia/Urumqi")),
    "coordinates": replace(REQUEST, place=Place(longitude=-122.419416, timezone="America/Los_Angeles")),
    "coordinates next to a place": replace(REQUEST, place=replace(place("chengdu"), longitude=104.5)),
    "midnight": replace(REQUEST, birth=replace(BIRTH, hour=0, minute=0)),
    "unknown time": replace(REQUEST, birth=replace(BIRTH, hour=None, minute=0)),
    "double hour": replace(REQUEST, birth=replace(BIRTH, hour=None, minute=0, part="卯")),
    "part of the day": replace(REQUEST, birth=replace(BIRTH, hour=None, minute=0, part="evening")),
    "leap month": replace(REQUEST, birth=replace(BIRTH, month=5, day=3, calendar="lunar", leap_month=True)),
    "the second occurrence": replace(
        REQUEST, birth=Birth(year=1990, month=9, day=16, hour=1, minute=30, fold=1), place=place("shanghai")
    ),
    "options": replace(
        REQUEST,
        options=ChartOptions(
            clock="civil",
            day_change="00:00",
            late_zi="same_day",
            start_age="double_hours",
            hidden_stems="bing_wu_geng",
        ),
    ),
    "late zi without effect": replace(REQUEST, options=ChartOptions(day_change="00:00")),
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("is_english", [False, True])
def test_the_form_makes_the_same_request(request_: ReportRequest, is_english: bool) -> None:
    form = form_from(request_, "all", is_english=is_english)
    assert form.errors == {}
    assert read_form(Form(form.values)) == request_


def test_for_a_new_question_only_the_question_is_missing() -> None:
    form = form_from(REQUEST, "birth", is_english=False)
    assert read_form(Form(form.values)) == replace(REQUEST, question=None)
