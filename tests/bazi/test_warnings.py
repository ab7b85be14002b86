"""The warnings and their readings, example by example. `test_warnings_recounted` covers random births."""

from typing import Any

import pytest

from app.bazi.birth import Place

from .births import BEIJING, SHANGHAI, UTC_PLUS_8, chart_of, codes, pillars

CHENGDU = Place(longitude=104.07, timezone="Asia/Shanghai")
CANGNAN = Place(longitude=120.43, timezone="Asia/Shanghai")
CHONGQING = Place(longitude=106.55, timezone="Asia/Shanghai")
NEW_YORK = Place(longitude=-74.01, timezone="America/New_York")


def warning(chart: dict[str, Any], code: str) -> dict[str, Any]:
    (found,) = (warning for warning in chart["warnings"] if warning["code"] == code)
    return dict(found)


def read(warning: dict[str, Any]) -> dict[str, str]:
    """Return the pillars of each reading by its label."""
    return {reading["label"]: " ".join(filter(None, reading["pillars"].values())) for reading in warning["readings"]}


@pytest.mark.parametrize(
    ("clock", "own", "chosen_zh", "chosen_en"),
    [("true_solar", "乙卯", "后者", "sun"), ("civil", "丙辰", "前者", "clock")],
)
def test_an_hour_that_moves_by_the_sun_is_explained(clock: str, own: str, chosen_zh: str, chosen_en: str) -> None:
    chart = chart_of("1996-03-12 07:30", CHENGDU, clock=clock)
    assert chart["pillars"]["hour"] == own
    assert codes(chart) == ["hour_by_sun"]
    found = warning(chart, "hour_by_sun")
    assert found["message"] == (
        f"按钟表（07:30）是辰时（丙辰），按真太阳时（06:16）是卯时（乙卯），本报告取{chosen_zh}。"
    )
    assert found["message_en"] == (
        "By the clock (07:30) it is hour 丙辰 Bing-Chen; by the sun (06:16), hour 乙卯 Yi-Mao; "
        f"this chart goes by the {chosen_en}."
    )
    assert read(found) == {"按钟表": "丙子 辛卯 戊申 丙辰", "按真太阳时": "丙子 辛卯 戊申 乙卯"}
    assert [reading["label_en"] for reading in found["readings"]] == ["by the clock", "by the sun"]


def test_a_day_that_moves_by_the_sun_is_named_and_so_is_summer_time() -> None:
    found = warning(chart_of("1988-07-02 00:10", CHENGDU), "hour_by_sun")
    assert found["message"] == (
        "按钟表（00:10）与减去夏令时后（23:10）都是戊午日子时（壬子），"
        "按真太阳时（22:02）是丁巳日亥时（辛亥），本报告取后者。"
    )
    assert "By the clock (00:10) and without summer time (23:10) it is day 戊午 Wu-Wu" in found["message_en"]


NEW_YORK = Place(longitude=-73.98, timezone="America/New_York")


@pytest.mark.parametrize("clock", ["true_solar", "civil"])
def test_an_hour_that_summer_time_moves_is_explained(clock: str) -> None:
    chart = chart_of("1988-07-10 11:30", clock=clock)
    found = warning(chart, "hour_by_sun")
    assert chart["pillars"]["hour"] == "癸巳"
    assert found["message"] == (
        "按钟表（11:30）是午时（甲午），减去夏令时后（10:30）与按真太阳时（10:10）都是巳时（癸巳），本报告取后者。"
    )
    assert found["message_en"] == (
        "By the clock (11:30) it is hour 甲午 Jia-Wu; without summer time (10:30) and by the sun (10:10), "
        "hour 癸巳 Gui-Si; this chart goes by the sun."
    )
    assert read(found) == {"按钟表": "戊辰 己未 丙寅 甲午", "减去夏令时后、按真太阳时": "戊辰 己未 丙寅 癸巳"}


def test_three_clocks_may_show_three_hours() -> None:
    found = warning(chart_of("1988-07-10 09:30", Place(longitude=87.6, timezone="Asia/Shanghai")), "hour_by_sun")
    assert found["message"] == (
        "按钟表（09:30）是巳时（癸巳），减去夏令时后（08:30）是辰时（壬辰），"
        "按真太阳时（06:15）是卯时（辛卯），本报告取第三种。"
    )


def test_a_day_that_summer_time_moves_is_near_the_change_of_day() -> None:
    chart = chart_of("1990-07-15 23:30", NEW_YORK)
    assert codes(chart) == ["hour_by_sun", "near_day_change"]
    assert read(warning(chart, "hour_by_sun"))["按钟表"].split()[2:] == ["壬午", "庚子"]
    assert warning(chart, "near_day_change")["message"] == (
        "出生近换日（钟表 23:30，减去夏令时后 22:30，真太阳时 22:28）：各家换日之法在此所排相同，均为辛巳日己亥时。"
    )


def test_no_warning_if_sun_and_clock_agree() -> None:
    assert codes(chart_of("1990-05-12 14:30")) == []
    assert codes(chart_of("1996-03-12 08:40", CHENGDU)) == []


@pytest.mark.parametrize(
    ("time", "options", "is_near"),
    [
        ("2000-06-10 06:44", {}, False),
        ("2000-06-10 06:45", {}, True),
        ("2000-06-10 07:15", {}, True),
        ("2000-06-10 07:16", {}, False),
        ("2000-06-10 08:00", {}, False),
        ("2000-06-10 00:10", {}, False),
        ("2000-06-10 00:10", {"day_change": "00:00"}, True),
        ("2000-06-10 23:50", {"day_change": "00:00"}, True),
        ("2000-06-10 12:00", {"day_change": "00:00"}, False),
    ],
)
def test_a_birth_within_fifteen_minutes_of_a_boundary(time: str, options: dict[str, Any], is_near: bool) -> None:
    found = codes(chart_of(time, UTC_PLUS_8, clock="civil", **options))
    assert ("near_hour_boundary" in found) == is_near


@pytest.mark.parametrize(
    ("time", "zh", "en", "own"),
    [
        (
            "2000-06-10 06:50",
            "标准时间 06:50，辰时始于 07:00，还差 10 分钟：此前丁卯时，此后戊辰时，本报告取前者。",
            "Standard time 06:50 is 10 min before hour 辰 Chen begins (07:00): "
            "before it, as in this chart, hour 丁卯 Ding-Mao; after it, hour 戊辰 Wu-Chen.",
            0,
        ),
        (
            "2000-06-10 07:04",
            "标准时间 07:04，辰时始于 07:00，已过 4 分钟：此前丁卯时，此后戊辰时，本报告取后者。",
            "Standard time 07:04 is 4 min after hour 辰 Chen begins (07:00): "
            "before it, hour 丁卯 Ding-Mao; after it, as in this chart, hour 戊辰 Wu-Chen.",
            1,
        ),
        (
            "2000-06-10 07:00",
            "标准时间 07:00，辰时始于 07:00，就在这一分钟：此前丁卯时，此后戊辰时，本报告取后者。",
            "Standard time 07:00 is the minute in which hour 辰 Chen begins (07:00): "
            "before it, hour 丁卯 Ding-Mao; after it, as in this chart, hour 戊辰 Wu-Chen.",
            1,
        ),
    ],
)
def test_the_boundary_is_named_with_its_distance_and_both_sides(time: str, zh: str, en: str, own: int) -> None:
    chart = chart_of(time, UTC_PLUS_8, clock="civil")
    found = warning(chart, "near_hour_boundary")
    assert (found["message"], found["message_en"]) == (zh, en)
    assert [reading["label"] for reading in found["readings"]] == ["07:00 以前", "07:00 以后"]
    assert [reading["pillars"]["hour"] for reading in found["readings"]] == ["丁卯", "戊辰"]
    assert found["readings"][own]["pillars"] == chart["pillars"]
    assert found["readings"][own]["luck_start"] == chart["luck"]["start_date"]


def test_the_change_of_day_by_the_sun_counts_as_well() -> None:
    chart = chart_of("1988-07-01 00:30")
    assert chart["solar_time"] == "1988-06-30T23:11:57"
    assert codes(chart) == ["near_hour_boundary", "near_day_change"]
    found = warning(chart, "near_day_change")
    assert found["message"] == (
        "出生近换日（钟表 00:30，减去夏令时后 23:30，真太阳时 23:11），各家换日不同："
        "本报告按“23:00 换日”，取丁巳日庚子时。"
    )
    assert read(found) == {
        "23:00 换日": "戊辰 戊午 丁巳 庚子",
        "零点换日，夜子时用次日时干": "戊辰 戊午 丙辰 庚子",
        "零点换日，夜子时用当日时干": "戊辰 戊午 丙辰 戊子",
    }


def test_the_convention_of_the_chart_is_named() -> None:
    chart = chart_of("1988-07-01 00:30", day_change="00:00", late_zi="same_day")
    assert pillars(chart) == "戊辰 戊午 丙辰 戊子"
    assert "本报告按“零点换日，夜子时用当日时干”，取丙辰日戊子时" in warning(chart, "near_day_change")["message"]
    assert "the hour from 23:00 keeps its own day's stem (split Zi)" in warning(chart, "near_day_change")["message_en"]


def test_after_midnight_all_conventions_agree() -> None:
    found = warning(chart_of("1990-01-15 00:40", UTC_PLUS_8), "near_day_change")
    assert found["readings"] == []
    assert "各家换日之法在此所排相同，均为庚辰日丙子时" in found["message"]
    assert codes(chart_of("1990-01-15 01:20", UTC_PLUS_8, clock="civil")) == []


def test_the_clock_counts_even_if_the_sun_is_not_there_yet() -> None:
    found = warning(chart_of("1995-06-01 23:40", CHENGDU), "near_day_change")
    assert read(found) == {
        "23:00 换日": "乙亥 辛巳 癸亥 癸亥",
        "标准时间，23:00 换日": "乙亥 辛巳 甲子 甲子",
        "标准时间，零点换日，夜子时用次日时干": "乙亥 辛巳 癸亥 甲子",
        "标准时间，零点换日，夜子时用当日时干": "乙亥 辛巳 癸亥 壬子",
    }


def test_a_birth_that_an_almanac_prints_in_the_minute_of_the_term() -> None:
    chart = chart_of("2026-01-05 16:23", UTC_PLUS_8)
    found = warning(chart, "near_solar_term")
    assert found["message"] == (
        "出生 16:23，小寒在 16:23:10：此前戊子月、2026 年起运，此后己丑月、2035 年起运，本报告取前者。"
    )
    assert found["message_en"] == (
        "Born at 16:23; 小寒 Xiaohan (Minor Cold) was at 16:23:10: before it, as in this chart, month 戊子 Wu-Zi, "
        "luck from 2026; after it, month 己丑 Ji-Chou, luck from 2035."
    )
    assert read(found) == {"小寒以前": "乙巳 戊子 己卯 壬申", "小寒以后": "乙巳 己丑 己卯 壬申"}
    assert [reading["label_en"] for reading in found["readings"]] == ["before 小寒 Xiaohan", "after 小寒 Xiaohan"]
    assert [reading["luck_start"][:4] for reading in found["readings"]] == ["2026", "2035"]


@pytest.mark.parametrize(
    ("time", "month", "is_near"),
    [
        ("2024-02-04 16:11", "癸卯 乙丑", False),  # 立春 at 16:27:07
        ("2024-02-04 16:12", "癸卯 乙丑", True),
        ("2024-02-04 16:27", "癸卯 乙丑", True),
        ("2024-02-04 16:42", "甲辰 丙寅", True),
        ("2024-02-04 16:43", "甲辰 丙寅", False),
    ],
)
def test_a_birth_within_fifteen_minutes_of_a_term(time: str, month: str, is_near: bool) -> None:
    chart = chart_of(time, UTC_PLUS_8, clock="civil")
    assert pillars(chart).startswith(month)
    assert codes(chart) == (["near_solar_term"] if is_near else [])


def test_at_the_start_of_spring_the_year_and_the_direction_of_luck_change() -> None:
    chart = chart_of("2024-02-04 16:26", UTC_PLUS_8, clock="civil")
    found = warning(chart, "near_solar_term")
    assert found["message"] == (
        "出生 16:26，立春在 16:27:07：此前癸卯年乙丑月、大运顺行，此后甲辰年丙寅月、逆行，本报告取前者。"
    )
    assert found["message_en"].endswith(
        "before it, as in this chart, year 癸卯 Gui-Mao, month 乙丑 Yi-Chou, luck forward; "
        "after it, year 甲辰 Jia-Chen, month 丙寅 Bing-Yin, luck backward."
    )
    before, after = found["readings"]
    assert before["pillars"] == chart["pillars"]
    assert before["luck_start"] == chart["luck"]["start_date"]
    assert (before["is_forward"], after["is_forward"]) == (True, False)
    # For a woman, luck runs forward in a yin year and starts at once; in a yang year backward, from the same second.
    assert (before["first_decade"], after["first_decade"]) == ("丙寅", "乙丑")


def test_abroad_the_term_is_given_by_the_local_clock_and_in_beijing_time() -> None:
    found = warning(chart_of("2024-02-04 03:20", NEW_YORK), "near_solar_term")
    assert found["message"].startswith("出生 03:20，立春在 03:27:07（北京 16:27:07）：")
    assert found["message_en"].startswith(
        "Born at 03:20; 立春 Lichun (Start of Spring) was at 03:27:07 (Beijing 16:27:07):"
    )
    at_midnight = Place(longitude=-118.24, timezone="America/Los_Angeles")
    found = warning(chart_of("2017-02-03 07:30", at_midnight), "near_solar_term")
    assert "立春在 07:34:04（北京 23:34:04）" in found["message"]
    found = warning(chart_of("2021-02-03 23:55", Place(longitude=135, timezone="Asia/Tokyo")), "near_solar_term")
    assert "立春在 23:58:48（北京 22:58:48）" in found["message"]


def test_year_day_and_hour_with_two_readings_are_told_in_at_most_four_items() -> None:
    chart = chart_of("1984-02-04 23:21", CANGNAN)
    assert pillars(chart) == "甲子 丙寅 己巳 甲子"
    assert codes(chart) == ["near_solar_term", "near_hour_boundary", "near_day_change"]
    term, boundary, change = chart["warnings"]
    assert term["message"].startswith("出生 23:21，立春在 23:18:44：此前癸亥年乙丑月")
    assert boundary["message"].startswith(
        "真太阳时 23:08，子时始于 23:00，已过 8 分钟：此前戊辰日癸亥时，此后己巳日甲子时"
    )
    assert read(term)["立春以前"] == "癸亥 乙丑 己巳 甲子"
    assert read(boundary)["23:00 以前"] == "癸亥 乙丑 戊辰 癸亥"  # nine solar minutes ago, it was before the term, too
    assert "甲子 丙寅 戊辰 壬子" in read(change).values()


def test_the_messages_of_an_exact_time_are_short() -> None:
    for chart in (chart_of("1984-02-04 23:21", CANGNAN), chart_of("1988-07-01 00:30"), chart_of("2026-01-05 16:23")):
        for found in chart["warnings"]:
            assert len(found["message"]) <= 75
            assert len(found["message_en"]) <= 244


def test_an_unknown_hour_leaves_three_pillars_and_a_warning() -> None:
    chart = chart_of("1990-05-12")
    assert pillars(chart) == "庚午 辛巳 丁丑 -"
    assert (chart["civil_time"], chart["solar_time"], chart["time_given"]) == ("1990-05-12", None, None)
    assert chart["columns"]["hour"] is None
    assert sum(chart["five_elements"].values()) == 6
    assert codes(chart) == ["unknown_hour"]
    found = warning(chart, "unknown_hour")
    assert "00:00–00:10 为丙子，00:11–23:59 为丁丑" in found["message"]  # solar time, during daylight saving
    assert "born at 00:00–00:10 the day is 丙子 Bing-Zi, 00:11–23:59 the day is 丁丑 Ding-Chou" in found["message_en"]
    assert "两个月" in found["message"]


def test_an_unknown_hour_on_the_day_of_a_jie_gets_a_warning() -> None:
    assert codes(chart_of("2024-02-04")) == ["unknown_hour", "near_solar_term"]
    assert codes(chart_of("2024-02-03")) == ["unknown_hour"]
    assert codes(chart_of("2024-02-05")) == ["unknown_hour"]


def test_noon_does_not_silently_pick_the_year() -> None:
    chart = chart_of("1990-02-04")
    assert pillars(chart) == "庚午 戊寅 庚子 -"
    found = warning(chart, "near_solar_term")
    assert found["message"] == (
        "当日立春在 10:14:00：此前己巳年丁丑月、大运顺行，此后庚午年戊寅月、逆行，本报告按正午取后者。"
    )
    assert read(found) == {"立春以前": "己巳 丁丑 庚子", "立春以后": "庚午 戊寅 庚子"}
    assert "两个月" not in warning(chart, "unknown_hour")["message"]


def test_a_term_within_an_unknown_day_shifts_the_start_of_luck_by_ten_years() -> None:
    chart = chart_of("1944-07-07", SHANGHAI)
    found = warning(chart, "near_solar_term")
    assert "此前庚午月、1954 年起运，此后辛未月、1944 年起运，本报告按正午取前者" in found["message"]
    assert "(Beijing 14:36:02)" in found["message_en"]  # the clocks were an hour ahead
    assert found["message_en"].endswith(
        "before it, as in this chart (cast for noon), month 庚午 Geng-Wu, luck from 1954; "
        "after it, month 辛未 Xin-Wei, luck from 1944."
    )
    assert "见节气一条" in warning(chart, "unknown_hour")["message"]


def test_every_unknown_day_with_a_term_says_so() -> None:
    days = [day for month in range(1, 13) for day in range(1, 29) if _has_term(month, day)]
    assert len(days) == 12


def _has_term(month: int, day: int) -> bool:
    chart = chart_of(f"1944-{month:02}-{day:02}", SHANGHAI)
    is_told = "near_solar_term" in codes(chart)
    if is_told:
        before, after = warning(chart, "near_solar_term")["readings"]
        assert before["pillars"]["month"] != after["pillars"]["month"]
        assert abs(int(before["luck_start"][:4]) - int(after["luck_start"][:4])) >= (9 if month != 2 else 0)
    return is_told


def test_an_unknown_hour_has_readings_for_both_days_and_both_months() -> None:
    found = chart_of("2024-02-04", clock="civil")["warnings"]
    readings = {warning["code"]: warning["readings"] for warning in found}
    assert [reading["pillars"]["day"] for reading in readings["unknown_hour"]] == ["戊戌", "戊戌", "己亥"]
    assert [reading["pillars"]["month"] for reading in readings["unknown_hour"]] == ["乙丑", "丙寅", "丙寅"]
    assert [reading["pillars"]["month"] for reading in readings["near_solar_term"]] == ["乙丑", "丙寅"]
    assert all(reading["pillars"]["hour"] is None for several in readings.values() for reading in several)
    at_midnight = chart_of("2024-02-10", clock="civil", day_change="00:00")["warnings"]
    assert [(warning["code"], warning["readings"]) for warning in at_midnight] == [("unknown_hour", [])]


@pytest.mark.parametrize(
    ("longitude", "day_change", "spans"),
    [
        (87.6, "23:00", {"00:00–02:05": "丙子", "02:06–23:59": "丁丑"}),
        (87.6, "00:00", {"00:00–03:05": "丙子", "03:06–23:59": "丁丑"}),
        (104.07, "23:00", {"00:00–01:00": "丙子", "01:01–23:59": "丁丑"}),
        (134.0, "23:00", {"00:00–23:00": "丁丑", "23:01–23:59": "戊寅"}),
    ],
)
def test_the_day_pillars_of_an_unknown_hour_follow_solar_time(
    longitude: float, day_change: str, spans: dict[str, str]
) -> None:
    place = Place(longitude=longitude, timezone="Asia/Shanghai")
    readings = chart_of("1990-05-12", place, day_change=day_change)["warnings"][0]["readings"]
    assert {reading["label"]: reading["pillars"]["day"] for reading in readings} == spans
    for when, day in spans.items():  # the same day pillar as with a known hour
        for time in when.split("–"):
            assert chart_of(f"1990-05-12 {time}", place, day_change=day_change)["pillars"]["day"] == day


@pytest.mark.parametrize("branch", "丑寅卯辰巳午未申酉戌亥")
@pytest.mark.parametrize("place", [BEIJING, CHENGDU, NEW_YORK])
@pytest.mark.parametrize("clock", ["true_solar", "civil"])
def test_a_double_hour_gives_that_hour(branch: str, place: Place, clock: str) -> None:
    chart = chart_of(f"1990-05-12 {branch}", place, clock=clock)
    assert chart["columns"]["hour"]["branch"] == branch
    assert chart["time_given"] == branch
    assert chart["clock_time"].endswith(":00:00")
    assert chart["clock_time"].startswith("1990-05-12T")
    assert codes(chart) == ["approximate_time"]
    found = warning(chart, "approximate_time")
    assert found["readings"] == []
    assert "四柱全时段不变" in found["message"]
    assert "all four pillars hold throughout" in found["message_en"]


def test_a_double_hour_is_cast_for_its_middle_by_the_sun() -> None:
    chart = chart_of("1990-05-12 卯")
    assert (chart["clock_time"], chart["solar_time"]) == ("1990-05-12T06:00:00", "1990-05-12T06:00:00")
    assert chart["civil_time"].startswith("1990-05-12T07:10:")  # summer time, and a quarter of an hour west of it
    assert chart["warnings"][0]["message"].startswith("按卯时（真太阳时 05:00–07:00）的正中 06:00 排")
    assert chart_of("1990-05-12 卯", clock="civil")["civil_time"] == "1990-05-12T07:00:00+09:00"


def test_the_hour_zi_may_be_early_or_late() -> None:
    chart = chart_of("1990-05-12 子", UTC_PLUS_8)
    assert pillars(chart) == "庚午 辛巳 丁丑 庚子"
    assert chart["clock_time"] == "1990-05-12T00:00:00"
    assert (chart["lunar_date"], chart["years"][2]["age"]) == ("农历庚午年四月十八", 36)
    found = warning(chart, "approximate_time")
    assert read(found) == {"早子时 00:00–00:59": "庚午 辛巳 丁丑 庚子", "晚子时 23:00–23:59": "庚午 辛巳 戊寅 壬子"}
    assert found["message"].endswith("若生在当日 23:00–24:00，则为戊寅日壬子时。")
    same = warning(chart_of("1990-05-12 子", UTC_PLUS_8, day_change="00:00", late_zi="same_day"), "approximate_time")
    assert same["readings"] == []
    assert same["message"].endswith("四柱相同。")


def test_a_double_hour_keeps_the_stated_date_where_the_sun_is_ahead_of_the_clock() -> None:
    kushiro = Place(longitude=144.38, timezone="Asia/Tokyo")
    chart = chart_of("1990-05-12 子", kushiro)
    assert chart["civil_time"].startswith("1990-05-11T23:18:")
    assert chart["lunar_date"] == "农历庚午年四月十八"
    assert pillars(chart) == "庚午 辛巳 丁丑 庚子"


@pytest.mark.parametrize(
    ("part", "middle", "message"),
    [
        ("night", "03:00", "只知生在凌晨（00:00–06:00），按正中 03:00 排：年、月柱全时段不变，日、时柱随时间而异"),
        ("morning", "09:00", "只知生在上午（06:00–12:00），按正中 09:00 排：年、月、日柱全时段不变，时柱随时间而异"),
        ("afternoon", "15:00", "只知生在下午（12:00–18:00），按正中 15:00 排：年、月、日柱全时段不变，时柱随时间而异"),
        ("evening", "21:00", "只知生在晚上（18:00–24:00），按正中 21:00 排：年、月、日柱全时段不变，时柱随时间而异"),
    ],
)
def test_a_part_of_the_day_says_which_pillars_hold(part: str, middle: str, message: str) -> None:
    chart = chart_of(f"1990-05-12 {part}")
    assert chart["time_given"] == part
    assert chart["civil_time"] == f"1990-05-12T{middle}:00+09:00"
    assert codes(chart) == ["approximate_time"]
    assert chart["warnings"][0]["message"].startswith(message)


def test_a_part_of_the_day_has_a_reading_for_each_hour() -> None:
    found = warning(chart_of("1990-05-12 morning"), "approximate_time")
    assert {reading["label"]: reading["pillars"]["hour"] for reading in found["readings"]} == {
        "06:00–06:10": "壬寅",
        "06:11–08:10": "癸卯",
        "08:11–10:10": "甲辰",
        "10:11–11:59": "乙巳",
    }
    for label, hour in (("06:10", "壬寅"), ("06:11", "癸卯"), ("10:11", "乙巳")):
        assert chart_of(f"1990-05-12 {label}")["pillars"]["hour"] == hour


def test_a_term_within_a_part_of_the_day_is_told() -> None:
    assert codes(chart_of("1984-02-04 evening", CANGNAN)) == ["approximate_time", "near_solar_term"]
    assert codes(chart_of("1984-02-04 afternoon", CANGNAN)) == ["approximate_time"]
    chart = chart_of("1984-02-04 子", CANGNAN)  # 立春 is between 00:00 and 24:00 by the sun
    assert codes(chart) == ["approximate_time", "near_solar_term"]
    assert "生于子时，立春在 23:18:44" in warning(chart, "near_solar_term")["message"]


def test_clocks_outside_shanghai_are_not_known_before_1949() -> None:
    chart = chart_of("1943-01-15 12:30", CHONGQING)
    assert codes(chart) == ["clock_unknown", "hour_by_sun"]
    found = warning(chart, "clock_unknown")
    assert found["message"] == (
        "1949 年前内地各处钟表不一：本报告按上海钟表（UTC+09:00），为丁巳时；若按东八区、东七区，为戊午时。"
    )
    assert found["message_en"] == (
        "Local clocks in China before 1949 are not on record: by Shanghai's (UTC+09:00), as in this chart, "
        "hour 丁巳 Ding-Si; by UTC+8 or UTC+7, hour 戊午 Wu-Wu."
    )
    assert read(found) == {
        "按上海钟表（UTC+09:00）": "壬午 癸丑 癸酉 丁巳",
        "按东八区、东七区": "壬午 癸丑 癸酉 戊午",
    }


def test_clocks_that_are_not_known_may_make_no_difference() -> None:
    found = warning(chart_of("1947-06-15 13:00", BEIJING), "clock_unknown")
    assert found["message"].endswith("本报告按上海钟表（UTC+09:00），试按东八区，四柱一样。")
    assert found["message_en"].endswith("this chart uses Shanghai's (UTC+09:00); UTC+8 would give the same pillars.")
    assert found["readings"] == []
    before_zones = warning(
        chart_of("1893-12-26 08:00", Place(longitude=112.53, timezone="Asia/Shanghai")), "clock_unknown"
    )
    assert before_zones["readings"] == []


def test_in_the_west_of_china_the_zone_of_its_time_is_a_reading() -> None:
    found = warning(chart_of("1943-01-15 13:40", CHONGQING), "clock_unknown")
    assert read(found) == {
        "按上海钟表（UTC+09:00）": "壬午 癸丑 癸酉 戊午",  # as by UTC+8, which is left out
        "按东七区": "壬午 癸丑 癸酉 己未",
    }
    in_the_east = warning(
        chart_of("1943-01-15 13:40", Place(longitude=118.8, timezone="Asia/Shanghai")), "clock_unknown"
    )
    assert "东七区" not in in_the_east["message"]
    early = warning(chart_of("1927-06-15 14:40", CHONGQING), "clock_unknown")
    assert "东七区" not in early["message"]


def test_clock_unknown_is_for_mainland_births_with_a_clock_time_only() -> None:
    def is_told(time: str, longitude: float, zone: str = "Asia/Shanghai") -> bool:
        return "clock_unknown" in codes(chart_of(time, Place(longitude=longitude, timezone=zone)))

    assert is_told("1949-09-30 12:30", 116.41)
    assert is_told("1949-09-30 12:30", 116.41, "PRC")
    assert is_told("1943-01-15 morning", 108.95)
    assert not is_told("1949-10-01 12:30", 116.41)
    assert not is_told("1943-01-15 12:30", 121.9)
    assert is_told("1943-01-15 12:30", 122.1)
    assert not is_told("1943-01-15 12:30", 120.3, "Asia/Taipei")
    assert not is_told("1943-01-15", 108.95)
    assert not is_told("1943-01-15 卯", 108.95)


def test_a_longitude_far_from_its_zone_gets_a_warning() -> None:
    assert "far_from_zone" in codes(chart_of("1990-05-12 14:30", Place(longitude=-116.41, timezone="Asia/Shanghai")))
    assert codes(chart_of("1990-05-12 14:30", Place(longitude=75.99, timezone="Asia/Shanghai"))) == ["hour_by_sun"]
    assert codes(chart_of("2000-01-07 12:00", Place(longitude=-157.4, timezone="Pacific/Kiritimati"))) == []
