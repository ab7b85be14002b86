"""The 神煞, compared with two independent programs and a few charts worked out by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.bazi.chart import NAMES
from app.bazi.stars import stars

REFERENCE: dict[str, Any] = json.loads((Path(__file__).parent / "reference" / "stars.json").read_text())
BY_REGISTRY, BY_CHART = REFERENCE["bazi 2.3.0"]["charts"], REFERENCE["bazi-chart 1.2.0"]["charts"]

OTHER_SCHOOLS = {"太极贵人", "国印贵人", "文昌贵人", "将星", "华盖", "灾煞", "羊刃", "阴差阳错"}
"""Stars for which bazi-chart uses other anchors, lets a pillar be its own anchor, gives yin stems a 羊刃, or has a
mistake (阴差阳错)."""


def named(chart: str) -> dict[str, str]:
    return dict(zip(NAMES, chart.split(), strict=True))


def disagreements(charts: dict[str, Any], without: set[str]) -> list[tuple[str, Any]]:
    known = {name for chart in charts.values() for name, _, _ in chart["stars"]} - without
    found = []
    for chart, theirs in charts.items():
        ours = {(star.name, star.pillar) for star in stars(named(chart)) if star.name in known}
        wanted = {(name, pillar) for name, pillar, _ in theirs["stars"] if name in known}
        found += [(chart, difference) for difference in ours ^ wanted]
    return found


def test_twenty_stars_are_where_an_independent_registry_puts_them() -> None:
    assert len(BY_REGISTRY) == 150
    assert len({name for chart in BY_REGISTRY.values() for name, _, _ in chart["stars"]}) == 20
    assert disagreements(BY_REGISTRY, set()) == []


def test_a_second_program_agrees_where_it_follows_the_same_school() -> None:
    names = {name for chart in BY_CHART.values() for name, _, _ in chart["stars"]}
    assert {"天德贵人", "月德贵人", "天医"} <= names - OTHER_SCHOOLS  # only this program has them
    assert disagreements(BY_CHART, OTHER_SCHOOLS) == []


@pytest.mark.parametrize(
    ("chart", "star"),
    [
        ("甲子 丙寅 戊寅 壬子", ("天赦", "day", "日柱")),
        ("甲子 丙寅 辛卯 戊子", ("阴差阳错", "day", "日柱")),
        ("甲子 丙寅 壬辰 辛丑", ("魁罡", "day", "日柱")),
        ("甲子 丁卯 庚申 丙子", ("天德贵人", "day", "月支")),
        ("甲子 丙寅 甲午 甲子", ("太极贵人", "day", "年干、日干")),
    ],
)
def test_a_star_names_its_anchors(chart: str, star: tuple[str, str, str]) -> None:
    assert star in {(found.name, found.pillar, found.by) for found in stars(named(chart))}


def test_without_an_hour_no_star_is_on_the_hour_pillar() -> None:
    three = dict(list(named("甲子 丙寅 甲午 甲子").items())[:3])
    assert {star.pillar for star in stars(three)} == {"year", "month", "day"}
    assert set(stars(three)) < set(stars(named("甲子 丙寅 甲午 甲子")))
