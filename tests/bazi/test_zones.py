"""Civil and standard time of the zones. Each expected value follows from the lines of tzdata.zi that are quoted."""

import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from app.bazi import zones
from app.bazi.birth import InvalidBirth, Place
from app.bazi.moment import Moment, moment_of_birth
from app.bazi.zone_rules import Change, changes_of, parse_era, parse_rules, winter_as_standard
from app.bazi.zones import zone_data_version, zone_names, zone_of

from .births import birth, chart_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(text: str, name: str) -> Moment:
    return moment_of_birth(birth(text), Place(longitude=0, timezone=name))


@pytest.mark.parametrize(
    ("name", "civil", "standard"),
    [
        # Z 0 G %s 1968 O 27; R G 1942 1944 Ap Su>=2 1s 2 BDST; R G 1941 1943 Au Su>=9 1s 1 BST
        ("Europe/London", "1943-06-15 12:30", "10:30"),
        ("Europe/London", "1943-09-15 12:30", "11:30"),
        ("Europe/London", "1947-06-15 12:30", "10:30"),  # R G 1947 o Ap 13 1s 2 BDST
        ("Europe/London", "1970-01-15 12:30", "12:30"),  # Z 1 - BST 1971 O 31 2u: standard time all year
        # Z 1 c CE%sT 1944 Au 25; 0 F WE%sT 1945 S 16 3; R F 1944 o O 8 1 1 S; R F 1945 o Ap 2 2 2 M
        ("Europe/Paris", "1943-06-15 12:30", "11:30"),
        ("Europe/Paris", "1944-09-15 12:30", "10:30"),
        ("Europe/Paris", "1945-01-15 12:30", "11:30"),
        ("Europe/Paris", "1945-06-15 12:30", "10:30"),
        # Z 0 p WE%sT 1966; R p 1943 o Ap 17 22s 2 M; R p 1943 1945 Au Sa>=25 22s 1 S
        ("Europe/Lisbon", "1943-06-15 12:30", "10:30"),
        ("Europe/Lisbon", "1943-09-15 12:30", "11:30"),
        # Z 0 s WE%sT 1940 Mar 16 23; 1 s CE%sT 1979; R s 1938 o Ap 30 23 2 M; R s 1943 1946 Ap Sa>=13 23 1 S
        ("Europe/Madrid", "1938-06-15 12:30", "10:30"),
        ("Europe/Madrid", "1943-06-15 12:30", "11:30"),
        # Z 1 So CE%sT 1946; R So 1945 o May 24 2 2 M; R DE 1947 o May 11 2s 2 M; R DE 1947 o Jun 29 3 1 S
        ("Europe/Berlin", "1945-06-15 12:30", "10:30"),
        ("Europe/Berlin", "1947-06-15 12:30", "10:30"),
        ("Europe/Berlin", "1947-07-15 12:30", "11:30"),
        # Z 8 1 HKST 1941 O 1 4; 8 0:30 HKWT 1941 D 25; 9 - JST 1945 N 18 2
        ("Asia/Hong_Kong", "1941-09-15 12:30", "11:30"),
        ("Asia/Hong_Kong", "1941-11-15 12:30", "12:00"),
        ("Asia/Hong_Kong", "1942-06-15 12:30", "12:30"),
        # Z 1 c CE%sT 1943 N 6 (Kyiv), 1944 Jul 3 (Minsk), 1944 O 13 (Riga)
        # R c 1940 o Ap 1 2s 1 S; R c 1942 o N 2 2s 0 -
        ("Europe/Kyiv", "1942-07-15 12:30", "11:30"),
        ("Europe/Kyiv", "1943-01-15 12:30", "12:30"),
        ("Europe/Minsk", "1942-01-15 12:30", "11:30"),
        ("Europe/Riga", "1942-07-15 12:30", "11:30"),
        # Z 3 R %s 1921 O; R R 1921 o F 14 23 1 MSD; R R 1921 o Mar 20 23 2 +05
        # Z 2:31:19 R %s 1919 Jul 1 0u; R R 1918 o May 31 22 2 MDST
        ("Europe/Moscow", "1921-03-01 12:30", "11:30"),
        ("Europe/Moscow", "1921-06-15 12:30", "10:30"),
        ("Europe/Moscow", "1918-07-15 12:30", "10:30"),
        # Z -7 C M%sT 2026 Au 21; -7 C MDT 2026 N 1 2; -6 - CST
        ("America/Inuvik", "1980-07-15 12:30", "11:30"),
        ("America/Inuvik", "2020-07-15 12:30", "11:30"),
        ("America/Inuvik", "2027-07-15 12:30", "12:30"),
        # Z -6 m C%sT since 2010 Ap 4 2; R m 2002 2022 Ap Su>=1 2 1 D
        ("America/Bahia_Banderas", "2015-07-15 12:30", "11:30"),
        ("America/Bahia_Banderas", "2015-01-15 12:30", "12:30"),
        # Z -10 CK %z; R CK 1978 o N 12 0 0:30 -
        ("Pacific/Rarotonga", "1985-01-15 12:30", "12:00"),
        # Z -3:30 U %z 1942 D 14; -3 U %z ...; R U 1933 1938 O lastSu 0 0:30 -; R U 1974 o Ja 13 0 1:30 -
        ("America/Montevideo", "1935-12-15 12:30", "12:00"),
        ("America/Montevideo", "1974-02-15 12:30", "11:00"),
        ("America/Montevideo", "1974-04-15 12:30", "12:00"),
        # Z 1 CZ CE%sT 1946 D 1 3; 1 -1 GMT 1947 F 23 2
        ("Europe/Prague", "1946-12-15 12:30", "13:30"),
        # Z 1 IE IST/GMT since 1968 O 27; R IE 1971 o O 31 2u -1 -; R IE 1981 ma Mar lastSu 1u 0 -
        ("Europe/Dublin", "1969-01-15 12:30", "12:30"),  # Irish standard time all year, like Britain's
        ("Europe/Dublin", "1971-12-15 12:30", "12:30"),
        ("Europe/Dublin", "1990-07-15 12:30", "11:30"),
        ("Europe/Dublin", "2200-12-15 12:30", "12:30"),
        # Z 2 NA %s; R NA 1994 o Mar 21 0 -1 WAT; R NA 1994 2017 S Su>=1 2 0 CAT
        ("Africa/Windhoek", "1994-02-15 12:30", "12:30"),
        ("Africa/Windhoek", "2000-01-15 12:30", "11:30"),
        ("Africa/Windhoek", "2000-07-15 12:30", "12:30"),
        ("Africa/Windhoek", "2020-01-15 12:30", "12:30"),
        # Z 1 M %z 2026 S 20 2; R M 2019 o May 5 3 -1 -; R M 2019 o Jun 9 2 0 -
        ("Africa/Casablanca", "2019-05-20 12:30", "13:30"),
        ("Africa/Casablanca", "2019-07-20 12:30", "12:30"),
        ("EST5EDT", "1990-07-15 12:30", "11:30"),  # L America/Panama EST; L America/New_York EST5EDT
        ("Etc/GMT-8", "1990-07-15 12:30", "12:30"),  # Z 8 - %z
    ],
)
def test_standard_time_is_civil_time_without_the_saving_of_the_rules(name: str, civil: str, standard: str) -> None:
    found = moment(civil, name)
    assert f"{found.standard:%Y-%m-%d %H:%M}" == f"{civil[:10]} {standard}"
    assert found.is_daylight_saving == (standard < civil[11:])


def test_the_clock_of_a_chart_is_standard_time() -> None:
    london = Place(longitude=-0.13, timezone="Europe/London")
    assert chart_of("1943-06-15 12:30", london, clock="civil")["clock_time"] == "1943-06-15T10:30:00"


def test_only_known_exceptions_have_a_negative_saving() -> None:
    """A new zone here needs a decision: was the time with the saving winter time, or an exception?"""
    negative = {name for name in zones._data().zones if min(zone_of(name)._savings) < timedelta()}
    assert negative == {"Africa/Casablanca", "Africa/El_Aaiun", "Europe/Prague"}
    assert zones._data().zones.keys() >= zones._SUMMER_IS_STANDARD


def test_summers_between_two_winters_have_the_saving_if_winter_is_standard() -> None:
    hour = 3600
    changes = [
        Change(1, hour, 0),
        Change(2, hour, -hour),
        Change(3, hour, 0),
        Change(4, hour, -hour),
        Change(5, hour, 0),
    ]
    assert winter_as_standard(changes) == [
        Change(1, hour, 0),
        Change(2, 0, 0),
        Change(3, 0, hour),
        Change(4, 0, 0),
        Change(5, hour, 0),
    ]
    assert winter_as_standard(changes[:1]) == changes[:1]


def test_rules_and_eras_are_read_as_zic_reads_them() -> None:
    rules = {"X": parse_rules(["1950 1951 - Ap lastSu 2s 1 S", "1950 ma - O Su<=9 1u 0 -"], 1952)}
    eras = [parse_era(line) for line in ("1:0:30 - LMT 1940 Mar Su>=8 24", "1 X X%sT 1951 May 1 2", "-2 0:30 Y")]
    beginning, changes = changes_of(eras, rules)
    assert beginning == (3630, 0)
    assert [(f"{EPOCH + timedelta(seconds=at):%Y-%m-%d %H:%M:%S}", *rest) for at, *rest in changes] == [
        ("1940-03-10 22:59:30", 3600, 0),
        ("1950-04-30 01:00:00", 3600, 3600),
        ("1950-10-08 01:00:00", 3600, 0),
        ("1951-04-29 01:00:00", 3600, 3600),
        ("1951-05-01 00:00:00", -7200, 1800),
    ]


def test_detail_before_1970_is_kept() -> None:
    """Most builds of the database give Oslo the clocks of Berlin, and Amsterdam those of Brussels."""
    assert zone_of("Europe/Oslo").utcoffset(datetime(1947, 6, 15)) == timedelta(hours=1)
    assert zone_of("Europe/Amsterdam").utcoffset(datetime(1938, 1, 1)) == timedelta(minutes=20)
    assert zone_of("Africa/Maseru") is not zone_of("Africa/Johannesburg")


def test_a_link_is_its_zone_and_placeholders_are_no_zones() -> None:
    assert zone_of("PRC") is zone_of("Asia/Shanghai")
    assert zone_of("Asia/Shanghai").name == "Asia/Shanghai"
    assert zone_names() >= {"PRC", "Asia/Shanghai", "UTC", "America/Montreal"}
    for name in ("Factory", "localtime", "posixrules", "right/UTC", "posix/UTC", "asia/shanghai", "Asia"):
        assert name not in zone_names()
        with pytest.raises(KeyError):
            zone_of(name)


def test_civil_time_equals_that_of_the_compiled_files_of_another_build() -> None:
    """All changes of the zones that the package tzdata defines alike; its files are compiled by zic."""
    source = files("tzdata").joinpath("zoneinfo")
    theirs, ours = (
        _source_lines(source.joinpath("tzdata.zi").read_text()),
        _source_lines(files("app.bazi").joinpath("tzdata.zi").read_text()),
    )
    alike = [name for name in zones._data().zones if theirs.get(name) == ours[name]]
    alike.remove("America/Nuuk")  # zoneinfo: fold 1 in October 2023, when the clocks were not set back
    assert len(alike) > 250
    for name in alike:
        reference = ZoneInfo.from_file(io.BytesIO(source.joinpath(*name.split("/")).read_bytes()))
        zone = zone_of(name)
        for at in zone.changes:
            for offset in (-1, 0, 1800):
                instant = EPOCH + timedelta(seconds=at + offset)
                local, expected = instant.astimezone(zone), instant.astimezone(reference)
                assert local.isoformat() == expected.isoformat(), (name, instant)
                assert local.fold == expected.fold, (name, instant)
                assert local.replace(fold=1).utcoffset() == expected.replace(fold=1).utcoffset(), (name, instant)


def _source_lines(text: str) -> dict[str, list[str]]:
    """Each zone's lines, with those of its rules instead of their names, which differ between builds."""
    rules, found, name = dict[str, list[str]](), dict[str, list[str]](), ""
    for line in text.splitlines():
        kind, first, *rest = [*line.split(), "", ""]
        if kind == "R":
            rules.setdefault(first, []).append(" ".join(rest))
        elif kind == "Z":
            name, found[first] = first, [" ".join(rest)]
        elif kind not in ("L", "#"):
            found[name].append(line)
    return {
        name: [
            part
            for line in lines
            for part in (line.split()[0], *line.split()[3:], *rules.get(line.split()[1], line.split()[1]))
        ]
        for name, lines in found.items()
    }


def test_zone_files_of_the_system_have_no_influence(tmp_path: os.PathLike[str]) -> None:
    folder = os.path.join(tmp_path, "Asia")
    os.mkdir(folder)
    with open(os.path.join(folder, "Shanghai"), "wb") as file:
        file.write(files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes())
    program = (
        "from zoneinfo import ZoneInfo; from datetime import datetime; from app.bazi.zones import *\n"
        "day = datetime(2000, 1, 1)\n"
        "print(ZoneInfo('Asia/Shanghai').utcoffset(day), zone_of('Asia/Shanghai').utcoffset(day), len(zone_names()))"
    )
    environment = {**os.environ, "PYTHONTZPATH": str(tmp_path), "TZ": "Asia/Tokyo"}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["9:00:00", "8:00:00", str(len(zone_names()))]


def test_the_version_is_a_release_of_the_database() -> None:
    assert zone_data_version() == "2026f"


def test_a_day_without_noon_has_a_chart() -> None:
    found = moment("1899-03-28", "America/Puerto_Rico")  # Z -4:24:25 - LMT 1899 Mar 28 12; -4 - AST
    assert found.civil.isoformat() == "1899-03-28T11:59:59-04:24:25"
    assert not found.is_hour_known
    chart = chart_of("1899-03-28", Place(longitude=-66.1, timezone="America/Puerto_Rico"))
    assert chart["pillars"] == {"year": "己亥", "month": "丁卯", "day": "乙未", "hour": None}


def test_a_day_is_refused_only_if_the_clocks_skipped_all_of_it() -> None:
    charted, refused = set(), set()
    for name in zones._data().zones:
        zone = zone_of(name)
        for at in zone.changes:
            local = (EPOCH + timedelta(seconds=at)).astimezone(zone).date()
            for day in (local - timedelta(days=1), local):
                try:
                    found = moment(str(day), name).civil
                except InvalidBirth as error:
                    if error.reason == "skipped_day":
                        refused.add((name, str(day)))
                else:
                    assert found.date() == day
                    assert found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == found.replace(tzinfo=None)
                    if (found.hour, found.minute, found.second) != (12, 0, 0):
                        charted.add((name, str(day)))
    assert charted == {
        ("Africa/Casablanca", "1967-06-03"),
        ("Africa/Ceuta", "1967-06-03"),
        ("Africa/Juba", "2000-01-15"),
        ("Africa/Khartoum", "2000-01-15"),
        ("America/Adak", "1900-08-20"),
        ("America/Havana", "1925-07-19"),
        ("America/Juneau", "1900-08-20"),
        ("America/Metlakatla", "1900-08-20"),
        ("America/Nome", "1900-08-20"),
        ("America/Puerto_Rico", "1899-03-28"),
        ("America/Sitka", "1900-08-20"),
        ("America/Yakutat", "1900-08-20"),
        ("Pacific/Honolulu", "1896-01-13"),
    }
    assert refused == {
        *((name, "1844-12-31") for name in ("Asia/Manila", "Pacific/Chuuk", "Pacific/Guam", "Pacific/Kosrae")),
        *((name, "1844-12-31") for name in ("Pacific/Palau", "Pacific/Pohnpei", "Pacific/Saipan")),
        *((name, "2011-12-30") for name in ("Pacific/Apia", "Pacific/Fakaofo")),
        *((name, "1994-12-31") for name in ("Pacific/Kanton", "Pacific/Kiritimati")),
        ("Pacific/Kwajalein", "1993-08-21"),
    }
