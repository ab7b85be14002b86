"""The picture of a chart: well-formed, complete, and safe to serve."""

from xml.etree import ElementTree

from app.bazi.drawing import draw_chart

from .births import chart_of

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_picture_shows_every_pillar_from_right_to_left() -> None:
    svg = draw_chart(chart_of("1990-05-12 14:30"))
    shown = texts(svg)
    assert [text for text in shown if text in ("年柱", "月柱", "日柱", "时柱")] == ["时柱", "日柱", "月柱", "年柱"]
    for word in ("庚", "午", "辛", "巳", "丁", "丑", "未", "日主", "路旁土", "真太阳时 13:19:18"):
        assert any(word in text for text in shown)
    assert svg.count('class="ring"') == 1
    assert "四柱：庚午年 辛巳月 丁丑日 丁未时" in svg


def test_an_unknown_hour_has_a_column_that_says_so() -> None:
    shown = texts(draw_chart(chart_of("1990-05-12")))
    assert "".join(text for text in shown if text in "时辰未详") == "时辰未详"
    assert any(text.startswith("公历 1990-05-12　") for text in shown)


def test_whatever_a_chart_holds_is_shown_as_text() -> None:
    chart = chart_of("1990-05-12 14:30")
    chart["lunar_date"] = chart["pillars"]["year"] = '"><script>alert(1)</script>&'
    chart["columns"]["year"]["stem_element"] = '"><script/>'
    svg = draw_chart(chart)
    assert "<script" not in svg
    assert not list(ElementTree.fromstring(svg).iter(f"{SVG}script"))


def test_the_picture_needs_nothing_from_elsewhere_and_knows_the_dark() -> None:
    svg = draw_chart(chart_of("1990-05-12 14:30"))
    assert "prefers-color-scheme: dark" in svg
    assert svg.count("http") == 1  # the namespace
    assert "url(" not in svg
