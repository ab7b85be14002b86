"""The foot of the picture: times, options, and every warning as one item."""

import msgspec
import pytest

from app.bazi.chart import ChartWarning, Reading
from app.bazi.drawing import draw_chart

from .births import TODAY, cast
from .pictures import boxes, texts


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_warning_is_an_item_with_the_pillars_in_which_its_readings_differ(language: str) -> None:
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
            "近节气：立春以前 癸亥 乙丑；立春以后 甲子 丙寅",
            "近时辰之交：23:00 以前 癸亥；23:00 以后 甲子",
            "近换日：23:00 换日 己巳；零点换日 戊辰",
            "当地当时所用的时间无确切记录",
        ],
        "en": [
            "Near a term: before 立春 癸亥 乙丑; after 立春 甲子 丙寅",
            "Near an hour's end: before 23:00 癸亥; after 23:00 甲子",
            "Near a new day: changing at 23:00 己巳; at midnight 戊辰",
            "Local clocks of the time are not on record",
        ],
    }
    assert shown[-4:] == expected[language]  # the same warning twice is one item
    assert not {"当地当时所用的时间无确切记录", "Local clocks of the time are not on record"} & set(shown[:-4])


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh", ["近换日，另作：夜子时用次日时干 己巳 甲子；", "夜子时用当日时干 戊辰 壬子"]),
        (
            "en",
            [
                "Near a new day, or: late 子 takes the next day's",
                "stem 己巳 甲子; late 子 keeps the day's own stem 戊辰 壬子",
            ],
        ),
    ],
)
def test_a_long_warning_shows_only_what_differs_from_the_drawn_pillars(language: str, expected: list[str]) -> None:
    chart = cast("1984-02-04 23:21")
    midnight = ("零点换日，夜子时用", "the day changes at midnight, late 子 ")
    long = warning(
        "near_day_change",
        ("23:00 换日", "the day changes at 23:00", {}),
        (f"{midnight[0]}次日时干", f"{midnight[1]}takes the next day's stem", {"day": "己巳", "hour": "甲子"}),
        (f"{midnight[0]}当日时干", f"{midnight[1]}keeps the day's own stem", {"hour": "壬子"}),
    )
    shown = [box.text for box in boxes(draw_chart(msgspec.structs.replace(chart, warnings=(long,)), TODAY, language))]
    assert shown[-2:] == expected


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
