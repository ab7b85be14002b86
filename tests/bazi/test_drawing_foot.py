"""The foot of the picture: times, options, and every warning as one item."""

import msgspec
import pytest

from app.bazi.birth import Place
from app.bazi.chart import ChartWarning, Reading
from app.bazi.drawing import draw_chart

from .births import TODAY, cast
from .pictures import boxes, texts


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_warning_is_an_item_with_what_differs_from_the_drawn_pillars(language: str) -> None:
    chart = cast("1984-02-04 23:21")
    warnings = (
        warning(
            "near_solar_term",
            ("立春以前", "before 立春", {"year": "癸亥", "month": "乙丑"}),
            ("立春以后", "after 立春", {}),
        ),
        warning(
            "near_hour_boundary",
            ("23:00 以前", "before 23:00", {"hour": "癸亥"}),
            ("23:00 以后", "after 23:00", {"hour": "甲子"}),
        ),
        warning(
            "near_day_change", ("23:00 换日", "changing at 23:00", {"day": "己巳"}), ("零点换日", "at midnight", {})
        ),
        warning("clock_unknown"),
    )
    svg = draw_chart(msgspec.structs.replace(chart, warnings=(*warnings, warnings[-1])), TODAY, language)
    shown = [box.text for box in boxes(svg)]
    expected = {
        "zh": [
            "近节气，另作：立春以前 癸亥年 乙丑月",
            "近时辰之交，另作：23:00 以后 甲子时",
            "近换日，另作：23:00 换日 己巳日",
            "当地当时所用的时间无确切记录",
        ],
        "en": [
            "Near a solar term; if before 立春: year 癸亥 Gui-Hai,",
            "month 乙丑 Yi-Chou",
            "Near the change of hour; if after 23:00: hour 甲子 Jia-Zi",
            "Changing at 23:00: day 己巳 Ji-Si",
            "Local clocks of the time are not on record",
        ],
    }
    assert shown[-len(expected[language]) :] == expected[language]  # the same warning twice is one item
    assert not {"当地当时所用的时间无确切记录", "Local clocks of the time are not on record"} & set(shown[:-4])


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", ["近换日，另作：零点换日，夜子时用次日时干 己巳日；", "夜子时用当日时干 己巳日 壬子时"]),
        (
            "en",
            ["Day from 00:00: day 己巳 Ji-Si (split Zi: hour 壬子 Ren-Zi)"],
        ),
    ],
)
def test_a_long_warning_says_a_shared_clause_once(language: str, expected: list[str]) -> None:
    chart = cast("1984-02-04 23:21")
    midnight = ("零点换日，夜子时用", "day from 00:00")
    long = warning(
        "near_day_change",
        ("23:00 换日", "day from 23:00", {}),
        (f"{midnight[0]}次日时干", midnight[1], {"day": "己巳"}),
        (f"{midnight[0]}当日时干", f"{midnight[1]}, split Zi", {"day": "己巳", "hour": "壬子"}),
    )
    shown = [box.text for box in boxes(draw_chart(msgspec.structs.replace(chart, warnings=(long,)), TODAY, language))]
    assert shown[-len(expected) :] == expected


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_warning_code_has_a_caption(language: str) -> None:
    codes = [
        *("near_solar_term", "near_hour_boundary", "near_day_change", "hour_by_sun", "unknown_hour"),
        *("approximate_time", "ambiguous_time", "clock_unknown", "far_from_zone"),
    ]
    shown = texts(
        draw_chart(msgspec.structs.replace(cast("1990-05-12 14:30"), warnings=[*map(warning, codes)]), TODAY, language)
    )
    assert not any("_" in text for text in shown)


def test_the_foot_names_the_time_as_given_and_the_school_of_late_zi() -> None:
    chart = cast("1990-05-12 06:00", late_zi="same_day")
    for given, zh, en in (("卯", "卯时", "卯 Mǎo"), ("evening", "晚上", "evening")):
        changed = msgspec.structs.replace(chart, time_given=given)
        assert any(f"所填时间：{zh}" in text for text in texts(draw_chart(changed, TODAY)))
        assert any(f"Time given: {en}" in text for text in texts(draw_chart(changed, TODAY, "en")))
    assert any("夜子时的时干按当日" in text for text in texts(draw_chart(chart, TODAY)))
    assert not any("所填时间" in text for text in texts(draw_chart(chart, TODAY)))


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "1990-05-12 14:30",
            "逆行 · 2岁1个月24天起运（1992-07-07）",
            "Backward · starts at 2 y 1 m 24 d (1992-07-07)",
        ),
        ("1990-05-12", "逆行 · 约2岁1个月起运，前后可差约两个月", "Backward · starts at about 2 y 1 m, ± 2 months"),
        (
            "1990-05-12 morning",
            "逆行 · 约2岁0个月起运，前后可差约半个月",
            "Backward · starts at about 2 y 0 m, ± half a month",
        ),
        ("1990-05-12 卯", "逆行 · 约2岁0个月起运，前后可差约五天", "Backward · starts at about 2 y 0 m, ± 5 days"),
        (
            "1990-05-12 子",
            "逆行 · 约1岁11个月起运，前后可差约四个月",
            "Backward · starts at about 1 y 11 m, ± 4 months",
        ),
        (
            "1990-02-04",
            "按正午为逆行、约0岁0个月起运；交节前后不同，见附注",
            "Cast for noon: backward, about 0 y 0 m; see the notes",
        ),
        (
            "1944-07-07",
            "按正午为逆行、约10岁5个月起运；交节前后不同，见附注",
            "Cast for noon: backward, about 10 y 5 m; see the notes",
        ),
    ],
)
def test_luck_is_stated_as_precisely_as_the_time_of_birth_allows(text: str, zh: str, en: str) -> None:
    chart = cast(text)
    assert zh in texts(draw_chart(chart, TODAY))
    assert en in texts(draw_chart(chart, TODAY, "en"))


def test_the_notes_say_how_a_term_changes_luck() -> None:
    """小暑 1944 moves the start by ten years; 立春 1990 turns the direction."""
    shown = texts(draw_chart(cast("1944-07-07"), TODAY))
    assert any("小暑以后 辛未月，约 1944 年起运" in text for text in shown)
    turned = " ".join(texts(draw_chart(cast("1990-02-04"), TODAY, "en")))
    assert "year 己巳 Ji-Si, month 丁丑 Ding-Chou, luck forward from about 1990" in turned


def test_a_birth_near_every_boundary_takes_four_lines_of_notes() -> None:
    cangnan = Place(longitude=120.43, timezone="Asia/Shanghai", name="苍南")
    chart = cast("1984-02-04 23:21", cangnan, gender="male")
    shown = texts(draw_chart(chart, TODAY))
    assert "顺行 · 9岁11个月0天起运（1994-01-05），另见附注" in shown
    assert shown[shown.index("附注") + 1 :] == [
        "近节气，另作：立春以前 癸亥年 乙丑月，逆行，1993 年起运",
        "近时辰之交，另作：23:00 以前 癸亥年 乙丑月 戊辰日 癸亥时",
        "近换日，另作：零点换日，夜子时用次日时干 戊辰日；",
        "夜子时用当日时干 戊辰日 壬子时",
    ]


def warning(code: str, *readings: tuple[str, str, dict[str, str]]) -> ChartWarning:
    """Build a warning whose readings differ from the chart of 1984-02-04 23:21 in the given pillars."""
    chart = cast("1984-02-04 23:21")
    return ChartWarning(
        code=code,
        message="",
        message_en="",
        readings=tuple(
            Reading(
                label=label,
                label_en=label_en,
                pillars=msgspec.structs.replace(chart.pillars, **changes),
                is_forward=chart.luck.is_forward,
                luck_start=chart.luck.start_date,
                first_decade=chart.luck.decades[0].pillar,
            )
            for label, label_en, changes in readings
        ),
    )
