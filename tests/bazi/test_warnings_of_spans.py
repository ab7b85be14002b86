"""Vague times on the days of solar terms, and labels at the changes of the clocks, compared with the recount."""

from datetime import date
from random import Random

import pytest

from app.bazi.birth import ChartOptions, Place
from app.bazi.span import span_of_birth

from .births import BEIJING, birth, chart_of, codes, pillars
from .recount import BRANCHES, HOUR, PARTS, Recount, Stated, terms
from .test_warnings import read, warning
from .test_warnings_recounted import as_four, chart_for, is_certain

ST_JOHNS = Place(longitude=-52.71, timezone="America/St_Johns")
PLACES = (("Asia/Shanghai", 8, 116.41), ("Asia/Shanghai", 8, 87.6), ("Asia/Tokyo", 9, 144.38))


def spans_about_terms() -> list[Stated]:
    """Every double hour and part of the day on days of terms and beside them, at random places and options."""
    random, found = Random(41), list[Stated]()
    for year in range(1930, 2031, 10):
        for term in terms(year):
            day = date.fromordinal(
                date(1970, 1, 1).toordinal() + (term + 8 * HOUR + random.randint(-2, 2) * HOUR) // 86400
            )
            for time in random.sample((None, *BRANCHES, *PARTS), 8):
                zone, offset, longitude = random.choice(PLACES)
                found.append(
                    Stated(
                        day=day,
                        time=time,
                        zone=zone,
                        standard_offset=offset * HOUR,
                        longitude=longitude,
                        clock=random.choice(("true_solar", "civil")),
                        day_change=random.choice(("23:00", "00:00")),
                        late_zi=random.choice(("next_day", "same_day")),
                    )
                )
    return found


def test_each_side_of_a_term_is_a_reading_of_the_stated_time() -> None:
    wrong, checked, times = {}, 0, set()
    for stated in spans_about_terms():
        if not is_certain(stated):
            continue
        chart, expected = chart_for(stated), Recount(stated).readings()
        readings = {
            found.code: [as_four(reading.pillars) for reading in found.readings]
            for found in chart.warnings
            if found.code in ("near_solar_term", "approximate_time", "unknown_hour")
        }
        if readings != expected:
            wrong[stated] = readings, expected
        for found in chart.warnings:
            if found.code == "near_solar_term" and stated.time in set(BRANCHES):
                assert {reading.pillars.hour[1] for reading in found.readings if reading.pillars.hour} == {stated.time}
                times.add(stated.time)
                checked += 1
    assert wrong == {}
    assert checked > 100
    assert times == set(BRANCHES)


def test_a_term_between_early_and_late_zi_reads_the_late_hour_as_zi() -> None:
    chart = chart_of("1990-02-04 子")
    found = warning(chart, "near_solar_term")
    assert read(found) == {"立春以前": "己巳 丁丑 庚子 丙子", "立春以后": "庚午 戊寅 辛丑 戊子"}
    assert found["message"] == (
        "立春在 10:14:00（真太阳时 09:45:42），早、晚子时之间："
        "早子时己巳年丁丑月、大运顺行，晚子时庚午年戊寅月、逆行；本报告取早子时。"
    )
    assert "between early and late 子 Zi: early, as in this chart, year 己巳 Ji-Si" in found["message_en"]


def test_late_zi_that_a_term_divides_has_two_readings() -> None:
    chart = chart_of("1984-02-04 子", Place(longitude=120.43, timezone="Asia/Shanghai"))
    assert warning(chart, "approximate_time")["message"] == (
        "子时有早晚：按当日 00:00–01:00（真太阳时）排；若生在当日 23:00–23:06，则为癸亥年乙丑月己巳日甲子时；"
        "若生在当日 23:07–23:59，则为甲子年丙寅月己巳日甲子时。"
    )


def test_a_double_hour_within_fifteen_minutes_of_a_term_keeps_its_hour() -> None:
    chart = chart_of("2002-07-07 酉", Place(longitude=150.39, timezone="Australia/Sydney"))  # 小暑 at 16:52 by the sun
    assert codes(chart) == ["approximate_time", "near_solar_term"]
    before, after = warning(chart, "near_solar_term")["readings"]
    assert (before["pillars"]["month"], after["pillars"]["month"]) == ("丙午", "丁未")
    assert before["pillars"]["hour"] == after["pillars"]["hour"] == chart["pillars"]["hour"]
    assert "起运前后可差约五天" in warning(chart, "approximate_time")["message"]


def test_repeated_times_in_a_part_of_the_day_say_which_of_the_two_they_are() -> None:
    found = warning(chart_of("1990-09-16 night"), "approximate_time")  # from 02:00 back to 01:00
    assert [reading["label"] for reading in found["readings"]] == [
        "00:00–00:09",
        "00:10–01:09（第二次）",
        "01:10（第二次）–03:09",
        "03:10–05:09",
        "05:10–05:59",
    ]
    assert found["readings"][1]["label_en"] == "00:10–01:09 (second time)"
    middle = warning(
        chart_of("1973-03-04 night", Place(longitude=149, timezone="Australia/Sydney")), "approximate_time"
    )
    assert "按正中 02:30（第二次）排" in middle["message"]
    assert "cast for its middle, 02:30 (second time):" in middle["message_en"]


def test_a_part_of_a_single_minute_is_labelled_with_one_time() -> None:
    labels = [
        reading["label"]
        for minute in range(400, 1200)
        for found in chart_of("1990-05-12 morning", Place(longitude=round(minute / 8, 2), timezone="Etc/GMT-8"))[
            "warnings"
        ]
        if found["code"] == "approximate_time"
        for reading in found["readings"]
    ]
    assert any("–" not in label for label in labels)
    assert not any(label.partition("–")[0] == label.partition("–")[2] for label in labels)


def test_a_part_of_the_day_has_two_windows_if_the_clocks_go_back_across_its_end() -> None:
    span = span_of_birth(birth("1990-10-27 evening"), ST_JOHNS, ChartOptions())  # from 00:01 back to 23:01
    zone = span.moment.civil.tzinfo
    assert [[f"{at.astimezone(zone):%d %H:%M:%S}" for at in window] for window in span.windows] == [
        ["27 18:00:00", "27 23:59:59"],
        ["27 23:01:00", "27 23:59:59"],
    ]
    assert pillars(chart_of("1990-10-27 evening", ST_JOHNS)).startswith("庚午 丙戌")


@pytest.mark.parametrize(("start_age", "days"), [("exact", "约五天"), ("double_hours", "约十天")])
def test_luck_counted_in_double_hours_may_differ_by_more(start_age: str, days: str) -> None:
    found = warning(chart_of("1990-05-12 卯", BEIJING, start_age=start_age), "approximate_time")
    assert f"起运前后可差{days}" in found["message"]
