"""Places that requests took from the table, recognized by what they store."""

import pytest

from app.bazi.birth import Place
from app.bazi.places import entry_of, name_in, names_stored, search_places


def chosen(query: str) -> Place:
    """The place as the form stores it."""
    entry = search_places(query).places[0]
    return Place(longitude=entry.longitude, timezone=entry.timezone, name=entry.name)


@pytest.mark.parametrize(
    ("query", "chinese", "english"),
    [
        ("Portland, Oregon", "波特兰", "Portland, Oregon, United States"),
        ("Boston, Massachusetts", "波士顿", "Boston, Massachusetts, United States"),
        ("北京", "北京", "Beijing, China"),
    ],
)
def test_a_place_from_the_table_has_a_name_in_each_language(query: str, chinese: str, english: str) -> None:
    place = chosen(query)
    assert (name_in("zh", place), name_in("en", place)) == (chinese, english)


def test_a_place_in_xinjiang_is_recognized_in_both_of_its_time_zones() -> None:
    entry = search_places("乌鲁木齐").places[0]
    for zone in (entry.timezone, entry.other_timezone):
        assert zone is not None
        assert entry_of(Place(longitude=entry.longitude, timezone=zone, name=entry.name)) is entry


@pytest.mark.parametrize("name", ["外婆家", "Portland", None])
def test_a_name_entered_by_hand_stays(name: str | None) -> None:
    place = Place(longitude=-122.5, timezone="America/Los_Angeles", name=name)
    assert name_in("en", place) == name_in("zh", place) == name


def test_the_name_alone_is_not_enough() -> None:
    assert name_in("en", Place(longitude=-122.5, timezone="America/Los_Angeles", name="波特兰")) == "波特兰"


def test_words_have_the_stored_names_of_the_places_that_they_name() -> None:
    assert names_stored(["Portland"]) == [{"波特兰"}]
    assert names_stored(["Portland", "Oregon"]) == [{"波特兰"}, {"波特兰"}]
    assert "纽约" in names_stored(["Ming", "New", "York"])[1]
    assert names_stored(["Ming", "Portland"])[0] == frozenset()
    assert names_stored(["Portl"]) == [frozenset()]
