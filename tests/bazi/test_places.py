"""The table of places and the search in it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.bazi.places import PLACES, find_places, place_by_id


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("北京", "beijing"),
        ("北京市", "beijing"),
        ("BEI", "beijing"),
        ("xian", "xian"),
        ("Xi'an", "xian"),
        ("haerbin", "harbin"),
        ("Harbin", "harbin"),
        ("xianggang", "hong-kong"),
        ("new york", "new-york"),
        ("sao paulo", "sao-paulo"),
        ("金山", "san-francisco"),
    ],
)
def test_a_place_is_found_by_each_of_its_names(query: str, first: str) -> None:
    assert find_places(query)[0].id == first


def test_names_that_begin_with_the_query_come_before_those_that_hold_it() -> None:
    found = [place.id for place in find_places("nan")]
    assert found[:3] == ["nanjing", "nanchang", "nanning"]
    assert "jinan" in found[3:]


def test_a_search_gives_no_more_than_asked_and_nothing_for_nonsense() -> None:
    assert len(find_places("n", limit=3)) == 3
    assert find_places("n", limit=0) == []
    assert find_places("无此地") == []
    assert len(find_places("")) == 10


def test_every_place_can_be_found_by_its_id_and_has_a_real_zone() -> None:
    assert len({place.id for place in PLACES}) == len(PLACES)
    for place in PLACES:
        assert place_by_id(place.id) is place
        assert place.id.isascii()
        assert -180 <= place.longitude <= 180
        offset = ZoneInfo(place.timezone).utcoffset(datetime(2000, 1, 1))
        assert offset is not None
        assert abs(offset.total_seconds() / 3600 - place.longitude / 15) < 3  # Urumqi is the farthest off
    assert place_by_id("atlantis") is None


def test_mainland_china_keeps_one_time() -> None:
    urumqi = place_by_id("urumqi")
    assert urumqi is not None
    assert urumqi.timezone == "Asia/Shanghai"
