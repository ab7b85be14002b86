"""A chart without its birth tells nothing of it, in no language and direction."""

from datetime import date

import msgspec
import pytest

from app.bazi.anonymous import without_birth
from app.bazi.birth import Birth, ChartOptions, Place
from app.bazi.casting import cast_chart
from app.bazi.chart import Chart
from app.bazi.drawing import draw_chart
from app.bazi.drawing.pen import Columns

TODAY = date(2026, 5, 1)
PLACE = Place(longitude=117.4321, timezone="Asia/Shanghai", name="某地")


def chart_of(hour: int | None = 14, minute: int = 58, part: str | None = None) -> Chart:
    birth = Birth(year=1987, month=3, day=6, hour=hour, minute=minute, part=part)  # close to a solar term, 惊蛰
    return cast_chart(birth, "female", PLACE, ChartOptions(), today=TODAY)


CHARTS = {
    "exact": chart_of(),
    "unknown": chart_of(hour=None, minute=0),
    "double hour": chart_of(hour=None, minute=0, part="卯"),
    "part": chart_of(hour=None, minute=0, part="morning"),
}


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_neither_its_json_nor_its_picture_tells_of_the_birth(chart: Chart) -> None:
    shown = without_birth(chart)
    told = [chart.civil_time[:10], chart.lunar_date, f"{chart.luck.start_age.days} d", "14:58", "上午"]
    texts = [msgspec.json.encode(shown).decode()]
    columns: tuple[Columns, ...] = ("rtl", "ltr")
    texts += [draw_chart(shown, TODAY, language, way) for language in ("zh", "en") for way in columns]
    for text in texts:
        assert [secret for secret in told if secret in text] == []
    if chart.solar_time is not None:
        assert chart.solar_time[11:] not in texts[0]


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_everything_that_follows_from_the_pillars_stays(chart: Chart) -> None:
    shown = without_birth(chart)
    for name in ("pillars", "columns", "relations", "stars", "element_weights", "years", "months", "strength"):
        assert getattr(shown, name) == getattr(chart, name)
    assert shown.luck.decades == chart.luck.decades
    for language in ("zh", "en"):
        picture = draw_chart(shown, TODAY, language)
        assert chart.luck.decades[0].pillar[0] in picture
        label = picture.partition('aria-label="')[2].partition('"')[0]
        assert label.endswith(("。", "."))
        assert not label.endswith(("。。", ". .", "{times}."))
