"""Births in China before 1949: which clocks are tried, and that the message claims no more than that."""

import re
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from app.bazi.birth import Place
from app.bazi.china_clocks import possible_clocks

from .births import chart_of, codes
from .recount import HOUR, Recount, Stated
from .test_warnings import read, warning
from .test_warnings_recounted import as_four, chart_for

OFFSETS = {"UTC+5:30": 5.5, "UTC+6": 6, "UTC+7": 7, "UTC+8": 8, "UTC+8:30": 8.5, "UTC+9": 9}
IN_CHINESE = {
    **{"UTC+5:30": "东五区半", "UTC+6": "东六区", "UTC+7": "东七区", "UTC+8": "东八区", "UTC+8:30": "东八区半"},
    **{"UTC+9": "东九区", "local mean time": "当地平时"},
}


@pytest.mark.parametrize(
    ("day", "longitude", "expected"),
    [
        (date(1893, 12, 26), 112.5, {"local mean time"}),
        (date(1915, 1, 1), 116.41, {"UTC+8", "local mean time"}),
        (date(1935, 1, 1), 116.41, {"UTC+8"}),
        (date(1941, 1, 1), 116.41, {"UTC+8", "UTC+9"}),
        (date(1938, 1, 1), 126.6, {"UTC+8", "UTC+8:30", "UTC+9"}),
        (date(1946, 1, 1), 126.6, {"UTC+8", "UTC+8:30"}),
        (date(1943, 1, 15), 106.55, {"UTC+8", "UTC+7"}),
        (date(1943, 1, 15), 97, {"UTC+8", "UTC+7", "UTC+6"}),
        (date(1943, 1, 15), 91.1, {"UTC+8", "UTC+6"}),
        (date(1943, 1, 15), 76, {"UTC+8", "UTC+6", "UTC+5:30"}),
    ],
)
def test_the_clocks_that_a_place_may_have_had(day: date, longitude: float, expected: set[str]) -> None:
    place = Place(longitude=longitude, timezone="Asia/Shanghai")
    assert {clock.name.en for clock in possible_clocks(place, day)} == expected


def test_nothing_is_said_of_clocks_that_were_not_tried() -> None:
    found = warning(chart_of("1935-01-15 12:30"), "clock_unknown")  # UTC+8 is what Shanghai had
    assert found["message"] == "1949 年前内地各处钟表不一：本报告按上海钟表（UTC+08:00），当地若不同，四柱可能有别。"
    assert found["message_en"].endswith("this chart uses Shanghai's (UTC+08:00), and by others the pillars may differ.")


def test_in_xinjiang_the_western_zones_are_readings() -> None:
    found = warning(chart_of("1943-01-15 13:30", Place(longitude=87, timezone="Asia/Shanghai")), "clock_unknown")
    assert read(found) == {
        "按上海钟表（UTC+09:00）": "壬午 癸丑 癸酉 丁巳",
        "按东八区": "壬午 癸丑 癸酉 戊午",
        "按东六区": "壬午 癸丑 癸酉 己未",
    }


def test_every_clock_that_a_message_names_gives_what_it_says() -> None:
    random, different, same = Random(49), 0, 0
    for _ in range(400):
        stated = Stated(
            day=date(1901, 1, 2) + timedelta(days=random.randrange(17_700)),
            time=f"{random.randrange(6, 23):02}:{random.randrange(60):02}",
            zone="Asia/Shanghai",
            standard_offset=8 * HOUR,
            longitude=round(random.uniform(75, 134), 2),
            clock="true_solar",
            day_change="23:00",
            late_zi="next_day",
        )
        chart = chart_for(stated)
        found = [found for found in chart.warnings if found.code == "clock_unknown"]
        if not found:
            continue
        named = set(re.findall(r"UTC[+][\d:]+(?!\d)|local mean time", found[0].message_en)) - {"UTC+08:00", "UTC+09:00"}
        by_label = {reading.label_en: as_four(reading.pillars) for reading in found[0].readings}
        for name in named:
            offset = OFFSETS[name] * HOUR if name in OFFSETS else round(stated.longitude * 240)
            hour, minute = map(int, (stated.time or "").split(":"))
            wall = datetime(stated.day.year, stated.day.month, stated.day.day, hour, minute, tzinfo=UTC)
            instant = round(wall.timestamp() - offset)
            recounts = {
                Recount(stated, error).four(instant, Recount(stated, error).clock(instant)) for error in (-15, 15)
            }
            labels = [label for label in by_label if name in re.split(" or |by ", label)]
            expected = by_label[labels[0]] if labels else as_four(chart.pillars)
            assert expected in recounts
            assert IN_CHINESE[name] in found[0].message
            different, same = different + bool(labels), same + (not labels)
    assert different > 100
    assert same > 100


def test_a_part_of_the_day_is_tried_too() -> None:
    chart = chart_of("1943-01-15 morning", Place(longitude=108.95, timezone="Asia/Shanghai"))
    assert codes(chart)[0] == "clock_unknown"
    assert "东七区" in warning(chart, "clock_unknown")["message"]
