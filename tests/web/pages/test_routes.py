"""The pages as the server renders them: complete without scripts, safe, and in the visitor's language."""

import asyncio
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.llm.demo.faults import Fault
from app.reading.request import stored_request
from app.web.ai_label import AI_LABEL, AI_LABEL_AFTER
from app.web.deps import OWNER_COOKIE
from app.web.pages import routes
from app.web.pages.blocks import render
from app.web.pages.words import WORDS
from tests.headings import HEADINGS
from tests.service import Service, serving

FORM = {
    "year": "1990",
    "month": "5",
    "day": "12",
    "time": "14:30",
    "gender": "female",
    "place": "北京",
    "name": "<b>小明</b>",
    "question": "事业上该守还是该动？",
    "language": "zh",
}
STATIC = Path(routes.__file__).parent / "static"
HTML = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
async def service(database_url: str) -> Any:
    async with serving(database_url) as service:
        service.client.headers.update({"Accept-Language": "zh-CN", **HTML})
        yield service


async def asked(service: Service, **changes: str) -> httpx.Response:
    return await service.client.post("/", data={**FORM, **changes})


async def test_the_form_creates_a_report_and_redirects_to_its_page(service: Service) -> None:
    response = await asked(service)
    assert response.status_code == 303
    assert "HttpOnly" in response.headers["set-cookie"]
    report_id = response.headers["location"].rpartition("/")[2]
    report = await service.finished(report_id)
    page = await service.client.get(response.headers["location"])
    assert page.status_code == 200
    for block in render(report["text"]):
        assert block.html in page.text
    for label in (AI_LABEL["zh"], AI_LABEL_AFTER["zh"]):
        assert page.text.count(label) == 2  # around the text, and in the data for copying
    for n, title in enumerate(HEADINGS["zh"], start=1):
        assert f'<a href="#p{n}">{title}</a>' in page.text
        assert f'<div class="block" id="p{n}"><h2>{title}</h2></div>' in page.text
    assert "&lt;b&gt;小明&lt;/b&gt;" in page.text
    assert "<b>小明" not in page.text
    front = await service.client.get("/")
    assert f'href="/reports/{report_id}"' in front.text
    assert f"{report['chars']:,} 字" in front.text


async def test_the_same_form_sent_twice_creates_one_report(service: Service) -> None:
    key = re.search(r'name="key" value="(\w+)"', (await service.client.get("/")).text)
    assert key is not None
    first = await asked(service, key=key.group(1))
    second = await asked(service, key=key.group(1))
    assert first.headers["location"] == second.headers["location"]


async def test_an_error_is_shown_at_its_field_and_all_input_is_kept(service: Service) -> None:
    response = await asked(service, day="32", question="该守还是该动？")
    assert response.status_code == 422
    assert WORDS["zh"]["error_date"] in response.text
    for kept in ('value="1990"', 'value="32"', 'value="14:30"', "该守还是该动？", "&lt;b&gt;小明"):
        assert kept in response.text
    assert (await service.client.get("/api/reports")).json()["reports"] == []


async def test_pages_allow_only_their_own_resources(service: Service) -> None:
    for response in (
        await service.client.get("/"),
        await service.client.get("/reports/none"),
        await asked(service, day=""),
    ):
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["cache-control"] == "private, no-store"
        assert not re.search(r"<script(?![^>]*\ssrc=)", response.text)
        assert not re.search(r"\s(?:style|on\w+)=", response.text)
        assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", response.text)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_refused_request_does_not_ask_for_patience(service: Service, language: str) -> None:
    page = await service.client.put("/reports", headers={"Accept-Language": language})
    words, text = WORDS[language], unescape(page.text)
    assert page.status_code == 405
    assert f"<h1>{words['refused_title']}</h1>" in text
    assert f"<title>{words['refused_title']} · {words['brand']}</title>" in text
    assert words["trouble_title"] not in text


async def test_not_found_is_a_page_for_browsers_and_a_problem_for_programs(service: Service) -> None:
    for path in ("/reports/none", "/reports/0d9f5bb4-8f0c-4a43-9a08-6a5f3f4ce9a1", "/nowhere"):
        page = await service.client.get(path)
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert WORDS["zh"]["missing"] in page.text
        problem = await service.client.get(path, headers={"Accept": "application/json"})
        assert problem.headers["content-type"] == "application/problem+json"
    api = await service.client.get("/api/reports/none")
    assert api.headers["content-type"] == "application/problem+json"


async def test_the_language_is_the_browsers_until_one_is_chosen(service: Service) -> None:
    assert '<html lang="zh-Hans">' in (await service.client.get("/")).text
    english = await service.client.get("/", headers={"Accept-Language": "en"})
    assert '<html lang="en">' in english.text
    chosen = await service.client.get("/?lang=en")
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/")
    assert '<html lang="en">' in (await service.client.get("/")).text


async def test_a_report_is_stopped_resumed_and_deleted_by_plain_forms(service: Service) -> None:
    service.demo.faults.append(Fault("stall", after=100, heading="旺衰与喜用"))
    path = (await asked(service)).headers["location"]
    report_id = path.rpartition("/")[2]
    viewer = service.viewer(report_id)
    await viewer.watch(until=lambda event: "旺衰与喜用" in viewer.text)
    running = (await service.client.get(path)).text
    assert 'http-equiv="refresh"' in running
    assert (await service.client.post(f"{path}/stop")).status_code == 303
    await service.finished(report_id)
    stopped = (await service.client.get(path)).text
    assert WORDS["zh"]["code_stopped"] in stopped
    assert "已写 " in stopped.partition("<noscript>")[0]
    assert "第 5 / 13 节" in stopped
    assert 'data-percent="35"' in stopped  # four and a half of thirteen sections
    assert (await service.client.post(f"{path}/resume")).status_code == 303
    report = await service.finished(report_id)
    assert report["status"] == "completed"
    late = await service.client.post(f"{path}/resume")  # from a tab with an outdated page
    assert (late.status_code, late.headers["location"]) == (303, path)
    gone = await service.client.post(f"{path}/delete")
    assert (gone.status_code, gone.headers["location"]) == (303, "/reports#deleted")
    assert (await service.client.get(path)).status_code == 404


async def test_a_first_form_sent_twice_creates_one_report(service: Service) -> None:
    """Two taps, the second before the response to the first."""
    page = (await service.client.get("/")).text
    key = re.search(r'name="key" value="(\w+)"', page).group(1)  # type: ignore[union-attr]
    first, second = await asyncio.gather(asked(service, key=key), asked(service, key=key))
    assert first.headers["location"] == second.headers["location"]
    other = await asked(service, key=key, day="13")  # the user went back and changed something
    assert other.status_code == 303
    assert other.headers["location"] != first.headers["location"]


async def test_error_pages_can_switch_their_language(service: Service) -> None:
    missing = await service.client.get("/nowhere?lang=en")
    assert (missing.status_code, WORDS["en"]["missing"] in unescape(missing.text)) == (404, True)
    assert WORDS["en"]["missing"] in unescape((await service.client.get("/nowhere")).text)
    too_large = await service.client.post("/", content=b"question=" + b"a" * 20_000)
    assert (too_large.status_code, WORDS["en"]["refused"] in too_large.text) == (413, True)
    assert 'href="/?lang=zh"' in too_large.text


CHENGDU = {"year": "1996", "month": "3", "day": "12", "time": "07:30", "place": "成都"}
"""By the clock the hour is 丙辰, by the sun 乙卯."""


def notes(page: str) -> list[str]:
    """The text of each warning on the page."""
    _, _, section = page.partition('<section class="notes"')
    items = section.partition("</section>")[0].split("<li data-code=")[1:]
    return [" ".join(unescape(re.sub("<[^>]+>", " ", item.partition(">")[2])).split()) for item in items]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"time_kind": "unknown"}, "The hour is unknown"),
        (
            {"year": "1990", "month": "2", "day": "4", "time": "10:14"},
            "year 庚午 Geng-Wu, month 戊寅 Wu-Yin",
        ),  # within seconds of 立春
        ({"place": "", "longitude": "-116.4", "timezone": "Asia/Shanghai"}, "check its sign"),
    ],
)
async def test_warnings_are_in_the_language_of_the_page(
    service: Service, changes: dict[str, str], expected: str
) -> None:
    path = (await asked(service, **changes)).headers["location"]
    chinese = notes((await service.client.get(path)).text)
    english = notes((await service.client.get(path, headers={"Accept-Language": "en"})).text)
    assert chinese
    assert len(english) == len(chinese)
    assert any(expected in note for note in english)
    assert not any(re.search("[，。：]", note) for note in english)
    assert all(re.search("[，。：]", note) for note in chinese)


async def test_a_report_is_written_again_by_the_other_clock_once(service: Service) -> None:
    path = (await asked(service, **CHENGDU, question="守还是动？")).headers["location"]
    page = (await service.client.get(path)).text
    (note,) = notes(page)
    assert note.endswith(f"是卯时（乙卯），本报告取后者。 {WORDS['zh']['cast_civil']}")
    assert f'action="{path}/again"' in page
    first, second = await asyncio.gather(
        *(service.client.post(f"{path}/again", data={"clock": "civil"}) for _ in range(2))
    )
    assert first.status_code == 303
    assert first.headers["location"] == second.headers["location"] != path
    made = first.headers["location"]
    chart = (await service.report(made.rpartition("/")[2]))["chart"]
    assert (chart["pillars"]["hour"], chart["options"]["clock"]) == ("丙辰", "civil")
    assert "&lt;b&gt;小明&lt;/b&gt;" in (await service.client.get(made)).text
    reports = [await service.state.store.report(UUID(p.rpartition("/")[2]), _owner(service)) for p in (path, made)]
    before, after = (stored_request(report) for report in reports)
    assert before == replace(after, options=replace(after.options, clock="true_solar"))
    # It was cast by that clock already; and back again.
    same = await service.client.post(f"{made}/again", data={"clock": "civil"})
    assert same.headers["location"] == made
    assert WORDS["zh"]["cast_true_solar"] in (await service.client.get(made)).text
    assert len((await service.client.get("/api/reports")).json()["reports"]) == 2


async def test_only_the_owner_can_have_a_report_written_again(service: Service) -> None:
    path = (await asked(service, **CHENGDU)).headers["location"]
    data = {"clock": "civil"}
    for wrong in ({}, {"clock": "atomic"}):
        refused = await service.client.post(f"{path}/again", data=wrong, headers={"Accept": "application/json"})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    foreign = await service.client.post(f"{path}/again", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    missing = "/reports/0d9f5bb4-8f0c-4a43-9a08-6a5f3f4ce9a1/again"
    assert (await service.client.post(missing, data=data)).status_code == 404
    assert len((await service.client.get("/api/reports")).json()["reports"]) == 1
    service.client.cookies.clear()
    assert (await service.client.post(f"{path}/again", data=data)).status_code == 404
    await asked(service)  # another owner
    assert (await service.client.post(f"{path}/again", data=data)).status_code == 404


async def test_the_pillars_carry_their_readings_in_english(service: Service) -> None:
    path = (await asked(service, name="")).headers["location"]
    english = {"Accept-Language": "en"}
    for headers, line, listed in (
        ({}, "庚午年 辛巳月 丁丑日 丁未时", "丁丑 · "),
        (english, "庚午 Geng-Wu 辛巳 Xin-Si 丁丑 Ding-Chou 丁未 Ding-Wei", "丁丑 Ding-Chou · 1990-05-12"),
    ):
        page = (await service.client.get(path, headers=headers)).text
        found = re.search('<p class="pillars">(.*?)</p>', page)
        assert found is not None
        assert re.sub("<[^>]+>", "", found[1]) == line
        assert f'<bdi class="who">{listed}' in (await service.client.get("/", headers=headers)).text


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"time_kind": "double_hour", "double_hour": "卯"}, ['value="double_hour" checked', 'value="卯" selected']),
        ({"time": "卯时"}, ['value="double_hour" checked', 'value="卯" selected']),
        ({"time_kind": "part", "day_part": "evening"}, ['value="part" checked', 'value="evening" checked']),
        ({"time_kind": "unknown"}, ['value="unknown" checked']),
        ({"time_unknown": "1"}, ['value="unknown" checked']),
        ({"day_change": "00:00 same_day"}, ['value="00:00 same_day" checked']),
        ({}, ['value="exact" checked', 'value="14:30"', 'value="23:00" checked']),
    ],
)
async def test_the_time_and_the_change_of_day_survive_an_error_and_a_switch_of_language(
    service: Service, fields: dict[str, str], shown: list[str]
) -> None:
    for page in (await asked(service, **fields, day="32"), await asked(service, **fields, lang="en")):
        assert [text for text in shown if text not in page.text] == []


async def test_a_double_hour_makes_a_chart_for_its_middle(service: Service) -> None:
    response = await asked(service, time="", time_kind="double_hour", double_hour="卯")
    chart = (await service.report(response.headers["location"].rpartition("/")[2]))["chart"]
    assert (chart["time_given"], chart["pillars"]["hour"]) == ("卯", "癸卯")
    assert [warning["code"] for warning in chart["warnings"]] == ["approximate_time"]


def _owner(service: Service) -> UUID:
    owner = service.state.owners.read(service.client.cookies[OWNER_COOKIE])
    assert owner is not None
    return owner


async def test_the_charts_columns_can_be_reversed(service: Service) -> None:
    path = (await asked(service)).headers["location"]
    right_to_left, left_to_right = ["时柱", "日柱", "月柱", "年柱"], ["年柱", "月柱", "日柱", "时柱"]
    for query, columns, other in (
        ("", right_to_left, "?columns=ltr#chart"),
        ("?columns=ltr", left_to_right, "?columns=rtl#chart"),
        ("?columns=rtl", right_to_left, "?columns=ltr#chart"),
        ("?columns=sideways", right_to_left, "?columns=ltr#chart"),
    ):
        page = (await service.client.get(path + query)).text
        assert (re.findall(r'<th scope="col">(..)', page), f'href="{other}"' in page) == (columns, True)


async def test_other_sites_cannot_send_the_forms(service: Service) -> None:
    response = await service.client.post("/", data=FORM, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


@pytest.mark.parametrize("encoding", ["gzip", "identity", "gzip;q=0"])
async def test_static_files_are_cached_and_revalidated(service: Service, encoding: str) -> None:
    service.client.headers["Accept-Encoding"] = encoding
    for name in (
        "page.css",
        "reading.css",
        "print.css",
        "chart.css",
        "glossary.css",
        "chart.js",
        "term-card.js",
        "ask.js",
        "reading.js",
        "report-stream.js",
        "shared-stream.js",
        "seal.svg",
    ):
        first = await service.client.get(f"/static/{name}")
        assert (first.status_code, first.headers["cache-control"]) == (200, "public, no-cache")
        assert first.headers.get("content-encoding") == ("gzip" if encoding == "gzip" else None)
        assert (first.headers["vary"], first.content) == ("Accept-Encoding", (STATIC / name).read_bytes())
        again = await service.client.get(f"/static/{name}", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert (await service.client.get("/static/../pages.py")).status_code == 404
