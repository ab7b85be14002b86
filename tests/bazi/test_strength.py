"""The weights of the elements and the estimate of strength, checked against the stated rule."""

import pytest

from app.bazi.chart import Column, HiddenStem
from app.bazi.strength import estimate_strength, season_of

from .births import cast


def test_weights_count_stems_and_hidden_stems_and_the_month_twice() -> None:
    # 庚午 辛巳 丁丑 丁未: fire has 1 + 1 + 0.7 + 2 x 0.6 + 0.3 out of 4 + 5
    weights = cast("1990-05-12 14:30").element_weights
    assert weights == {"木": 1.1, "火": 46.7, "土": 18.9, "金": 30.0, "水": 3.3}
    assert sum(weights.values()) == pytest.approx(100, abs=0.3)


def test_the_estimate_shows_its_inputs_and_its_rule() -> None:
    strength = cast("1990-05-12 14:30").strength
    assert strength.support == 0.412  # (3.2 + 0.1) out of 8: the day stem itself does not count
    assert (strength.verdict, strength.season) == ("中和", "旺")
    assert (strength.roots, strength.helpers) == (("year", "month", "hour"), ("hour",))
    assert "三分之一" in strength.rule


def test_the_order_of_hidden_stems_changes_the_weights() -> None:
    one = cast("1990-05-12 14:30")
    other = cast("1990-05-12 14:30", hidden_stems="bing_wu_geng")
    assert [stem.stem for stem in one.columns.month.hidden] == ["丙", "庚", "戊"]
    assert [stem.stem for stem in other.columns.month.hidden] == ["丙", "戊", "庚"]
    assert other.element_weights["金"] < one.element_weights["金"]
    assert one.options.hidden_stems != other.options.hidden_stems


@pytest.mark.parametrize(("month", "season"), [("火", "旺"), ("木", "相"), ("土", "休"), ("金", "囚"), ("水", "死")])
def test_the_season_of_an_element_follows_the_month(month: str, season: str) -> None:
    assert season_of("火", month) == season


@pytest.mark.parametrize(("elements", "verdict"), [("木木木", "偏强"), ("木土土", "中和"), ("金土土", "偏弱")])
def test_the_verdict_follows_the_share_of_support(elements: str, verdict: str) -> None:
    def column(element: str) -> Column:
        hidden = HiddenStem(stem="", element=element, ten_god="", share=1.0)
        return Column(
            stem="",
            stem_element=element,
            ten_god="",
            branch="",
            branch_element=element,
            hidden=(hidden,),
            na_yin="",
            life_stage="",
            is_void=False,
            stars=(),
        )

    month, year, hour = list(elements)
    columns = {"year": column(year), "month": column(month), "day": column("木"), "hour": column(hour)}
    assert estimate_strength(columns).verdict == verdict
