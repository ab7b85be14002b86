"""The words by which a text may call a person or a place, so that a share can leave them out."""

import pytest

from app.bazi.birth import Place
from app.bazi.places import place_by_id
from app.web.personal_words import long_enough, names_of_person, names_of_place


def place_of(id: str) -> Place:
    entry = place_by_id(id)
    assert entry is not None
    return Place(longitude=entry.longitude, timezone=entry.timezone, name=entry.name)


@pytest.mark.parametrize(
    ("name", "also", "never"),
    [
        ("王小明", {"王小明", "小明", "王先生", "王女士"}, {"明"}),
        ("王伟", {"王伟", "王先生"}, {"伟"}),
        ("小仙女", {"小仙女"}, {"仙女"}),
        ("John Smith", {"John Smith", "John", "Smith", "JOHN SMITH"}, {"john"}),
        ("ann", {"ann", "Ann"}, set()),
        ("阿尔·玛雅", {"阿尔·玛雅", "阿尔", "玛雅"}, set()),
        ("明", set(), {"明"}),
        (None, set(), {""}),
    ],
)
def test_a_person_is_called_by_parts_of_the_name_but_by_no_ordinary_word(
    name: str | None, also: set[str], never: set[str]
) -> None:
    found = long_enough(names_of_person(name))
    assert also <= found
    assert not never & found


@pytest.mark.parametrize(
    ("place", "also"),
    [
        (place_of("london"), {"伦敦", "London"}),
        (place_of("beijing"), {"北京", "Beijing"}),
        (Place(longitude=104.1, timezone="Asia/Shanghai", name="四川省成都市"), {"四川省成都市", "四川", "成都"}),
        (Place(longitude=-122.7, timezone="America/Los_Angeles", name="Portland, Oregon"), {"Portland", "Oregon"}),
        (Place(longitude=0, timezone="UTC"), set()),
    ],
)
def test_a_place_is_named_in_both_scripts_and_by_its_divisions(place: Place, also: set[str]) -> None:
    found = long_enough(names_of_place(place))
    assert also <= found
    assert not {name for name in found if len(name) < 2}
