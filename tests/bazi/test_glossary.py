"""The glossary: two sentences in each language for every term that a chart can contain."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tyme4py.culture import Sound, Terrain
from tyme4py.culture.star.ten import TenStar

from app.bazi import stars
from app.bazi.chart import as_json
from app.bazi.cycle import BRANCHES, ELEMENTS, STEMS
from app.bazi.drawing.terms import ENGLISH, LIFE_STAGES, NA_YIN, RELATIONS, STARS, TEN_GODS
from app.bazi.glossary import glossary, warning_code, warning_id
from app.bazi.jie import jie_at
from app.bazi.readings import PINYIN
from app.bazi.strength import season_of
from app.reading import judgement_en

from .pictures import random_charts

ROOT = Path(__file__).parents[2]
WARNINGS = [
    *("near_solar_term", "near_hour_boundary", "near_day_change", "hour_by_sun", "unknown_hour"),
    *("approximate_time", "ambiguous_time", "clock_unknown", "far_from_zone"),
]


def terms(kind: str) -> set[str]:
    return {entry.term for entry in glossary() if entry.kind == kind}


def test_there_is_an_entry_for_everything_that_the_code_can_name() -> None:
    assert terms("ten_god") == {"日主", *TenStar.NAMES} == TEN_GODS.keys()
    assert terms("star") == {name for name, _ in stars._RULES} == STARS.keys()
    assert terms("life_stage") == set(Terrain.NAMES) == LIFE_STAGES.keys()
    assert terms("na_yin") == set(Sound.NAMES) == NA_YIN.keys()
    assert terms("relation") == RELATIONS.keys() | {"伏吟"}
    assert terms("stem") == set(STEMS)
    assert terms("branch") == set(BRANCHES)
    assert terms("element") == set(ELEMENTS)
    assert terms("season") == {season_of(element, "木") for element in ELEMENTS}
    assert terms("verdict") == {"偏弱", "中和", "偏强"}
    assert terms("solar_term") == {jie_at(datetime(2026, month, 20)).name for month in range(1, 13)}


def test_there_is_an_entry_for_every_term_in_five_hundred_charts() -> None:
    known = {(entry.kind, entry.term) for entry in glossary()}
    ids = {entry.id for entry in glossary()}
    for chart in random_charts(500):
        found = set(terms_of(as_json(chart)))
        assert found <= known, found - known
        assert {warning_id(warning.code) for warning in chart.warnings} <= ids


def terms_of(chart: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield kind and term of everything in the chart's JSON that a page could show as a term."""
    for column in filter(None, chart["columns"].values()):
        yield from [("stem", column["stem"]), ("branch", column["branch"]), ("ten_god", column["ten_god"])]
        yield from [("element", column["stem_element"]), ("element", column["branch_element"])]
        yield from [("na_yin", column["na_yin"]), ("life_stage", column["life_stage"])]
        yield from (("star", star) for star in column["stars"])
        for hidden in column["hidden"]:
            yield from [("stem", hidden["stem"]), ("element", hidden["element"]), ("ten_god", hidden["ten_god"])]
    for relation in chart["relations"]:
        yield "relation", relation["kind"]
    for transit in (*chart["luck"]["decades"], *chart["years"], *chart["months"]):
        yield from [("stem", transit["pillar"][0]), ("branch", transit["pillar"][1]), ("ten_god", transit["ten_god"])]
        yield from (("relation", tie.split(" ")[0]) for tie in transit["ties"])
    yield from (("solar_term", month["from_term"]) for month in chart["months"])
    yield "concept", chart["day_master"]["polarity"]
    yield from [("season", chart["strength"]["season"]), ("verdict", chart["strength"]["verdict"])]


@pytest.mark.parametrize("code", WARNINGS)
def test_every_warning_is_explained_and_its_code_is_in_the_id(code: str) -> None:
    [entry] = [entry for entry in glossary() if entry.id == warning_id(code)]
    assert entry.kind == "warning"
    assert warning_code(entry.id) == code


def test_no_entry_shows_a_name_from_the_program() -> None:
    for entry in glossary():
        assert not re.search("[a-z]_[a-z]|`|代码|选项", entry.zh + entry.en), entry.id
        assert "本服务" not in entry.zh, entry.id


def test_the_concepts_and_patterns_that_reports_name_are_explained() -> None:
    assert terms("concept") >= {
        *(
            "藏干",
            "本气",
            "中气",
            "余气",
            "空亡",
            "胎元",
            "命宫",
            "身宫",
            "大运",
            "流年",
            "流月",
            "起运",
            "纳音",
            "旺衰",
        ),
        *(
            "用神",
            "喜用",
            "格局",
            "真太阳时",
            "节气",
            "节",
            "子时换日",
            "早晚子时",
            "时辰",
            "顺行",
            "逆行",
            "神煞",
            "十神",
            "扶抑",
            "调候",
            "阴",
            "阳",
        ),
    }
    assert terms("pattern") >= {f"{god}格" for god in TenStar.NAMES} | {"建禄格", "月刃格"}


def test_every_entry_has_two_sentences_in_each_language() -> None:
    for entry in glossary():
        assert entry.zh.count("。") == 2 == len(re.findall(r"\.(?= |$)", entry.en)), entry.id
        assert entry.zh.endswith("。")
        assert not re.search("[，。；：]", entry.en), entry.id
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry.id)
        assert all(vars_ == vars_.strip() != "" for vars_ in (entry.term, entry.reading, entry.name, entry.kind))
        assert not re.search("[一-鿿]", entry.reading + entry.name)
    for texts in ([entry.zh for entry in glossary()], [entry.en for entry in glossary()]):
        assert len(set(texts)) == len(texts)
    assert len({entry.id for entry in glossary()}) == len({(entry.kind, entry.term) for entry in glossary()}) > 180


def test_no_entry_frightens_or_promises() -> None:
    text = "\n".join(f"{entry.zh}\n{entry.en}".lower() for entry in glossary())
    assert not re.search(
        "必定|一定会|注定|大凶|血光|破财|克夫|克妻|早夭|will die|disaster|doomed|guarantee|fatal", text
    )


def test_readings_agree_with_the_picture() -> None:
    for entry in glossary():
        if entry.kind in ("stem", "branch"):
            assert entry.reading == PINYIN[entry.term].lower()
        if entry.kind == "ten_god" or entry.kind == "element":
            assert entry.name == ENGLISH[entry.term]
        if entry.kind == "star":
            assert entry.name == STARS[entry.term].partition(": ")[0]
            assert judgement_en._STARS.get(entry.term, entry.name) == entry.name
        if entry.kind == "season":
            assert judgement_en._SEASONS[entry.term] == entry.name.lower()


def test_stars_that_a_pillar_could_give_itself_are_said_to_be_on_the_others() -> None:
    own = {
        name
        for name, rule in stars._RULES
        for branch in BRANCHES
        if ("day", "年支") in rule(dict.fromkeys(("year", "month", "day"), f"甲{branch}"))
    }
    assert own == {"华盖", "将星"}
    for entry in glossary():
        if entry.kind == "star":
            assert ("其他各柱" in entry.zh) == ("other pillars" in entry.en) == (entry.term in own), entry.id


def test_english_texts_give_the_reading_of_every_character() -> None:
    for entry in glossary():
        for found in re.finditer("[一-鿿]+(.{0,12})", entry.en):
            assert re.match(r" [A-Z(]| \(|\)", found[1]), (entry.id, found[0])


def test_the_page_of_terms_is_made_from_the_table() -> None:
    made = subprocess.run([sys.executable, "-m", "scripts.make_glossary"], cwd=ROOT, capture_output=True, check=True)
    assert made.stdout.decode() == (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
