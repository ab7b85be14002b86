"""Reading reports: representations, caching, charts, places, lists, streams, and changes of state."""

import base64
import json
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from app.web.ai_label import AI_LABEL, AI_LABEL_AFTER
from app.web.deps import OWNER_COOKIE
from tests.service import BIRTH, serving
from tests.viewer import Viewer

from .conftest import Shared
from .requests import MISSING, Ask, body, fields, problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

READS = [
    "/api/reports",
    "/api/reports/{id}",
    "/api/reports/{id}?view=preview",
    "/api/reports/{id}/text",
    "/api/reports/{id}/chart.svg",
    "/api/reports/00000000-0000-4000-8000-000000000000",
    "/api/reports?status=nonsense",
    "/api/places?q=bei",
    "/api/places",
    "/healthz",
    "/readyz",
    "/openapi.json",
    "/nowhere",
]


def head_of(response: httpx.Response) -> tuple[int, dict[str, str]]:
    """Status and headers."""
    return response.status_code, {name: value for name, value in response.headers.items() if name != "date"}


@pytest.mark.parametrize("path", READS)
async def test_head_returns_the_headers_of_get_without_a_body(shared: Shared, path: str) -> None:
    path = path.format(id=shared.report["id"])
    got, headed = await shared.author.get(path), await shared.author.head(path)
    assert head_of(headed) == head_of(got)
    assert headed.content == b""
    assert got.content


async def test_head_on_a_stream_returns_the_headers_of_get_and_opens_no_viewer(shared: Shared, ask: Ask) -> None:
    report = await ask.create()
    path = f"/api/reports/{report['id']}/stream"
    headed = await ask.client.head(path)
    assert shared.service.state.live.viewer_count == 0
    async with ask.client.stream("GET", path) as got:
        status, headers = head_of(got)
    assert head_of(headed)[0] == status == 200
    # Only a response with a body says how it is framed.
    framing = ("transfer-encoding", "connection")
    assert {name: value for name, value in head_of(headed)[1].items() if name not in framing} == {
        name: value for name, value in headers.items() if name not in framing
    }


async def test_head_on_a_stream_at_its_end_is_204(shared: Shared) -> None:
    path = f"/api/reports/{shared.report['id']}/stream"
    end = {"Last-Event-ID": f"{shared.report['attempt']}.{shared.report['chars']}"}
    assert head_of(await shared.author.head(path, headers=end)) == head_of(await shared.author.get(path, headers=end))
    assert (await shared.author.get(path, headers=end)).status_code == 204


# Reports.


async def test_a_complete_report_is_returned_in_full(shared: Shared) -> None:
    report = (await shared.author.get(f"/api/reports/{shared.report['id']}")).json()
    assert report["end"] == {"status": "completed", "code": None, "message": None}
    assert report["chars"] == report["saved_chars"] == len(report["text"])
    assert report["text"].startswith(report["preview"])
    assert 0 < len(report["preview"]) < len(report["text"])
    assert report["model"] == "glm-4.6"
    assert report["usage"]["completion_tokens"] > 0
    created, ended = (datetime.fromisoformat(report[name]) for name in ("created_at", "ended_at"))
    assert created.tzinfo is not None
    assert created < ended


async def test_the_preview_view_omits_all_text_after_the_preview(shared: Shared) -> None:
    path = f"/api/reports/{shared.report['id']}"
    full = (await shared.author.get(path, params={"view": "full"})).json()
    shown = (await shared.author.get(path, params={"view": "preview"})).json()
    assert shown["text"] == shown["preview"] == full["preview"]
    assert full["text"] == shared.report["text"]
    assert {**shown, "text": ""} == {**full, "text": ""}
    rest = full["text"][len(full["preview"]) :]
    response = await shared.author.get(path, params={"view": "preview"})
    assert rest[:30] not in response.text
    assert rest[-30:] not in response.text


async def test_an_unknown_view_is_rejected(shared: Shared) -> None:
    for view in ("all", "", "PREVIEW"):
        response = await shared.author.get(f"/api/reports/{shared.report['id']}", params={"view": view})
        assert fields(response) == {"view"}


async def test_an_unchanged_report_is_304(shared: Shared) -> None:
    path = f"/api/reports/{shared.report['id']}"
    first = await shared.author.get(path)
    etag = first.headers["etag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = await shared.author.get(path, headers={"If-None-Match": known})
        assert again.status_code == 304, known
        assert again.content == b""
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert (await shared.author.head(path, headers={"If-None-Match": known})).status_code == 304
    for other in ('"other"', etag.strip('"'), ""):
        assert (await shared.author.get(path, headers={"If-None-Match": other})).status_code == 200
    preview = await shared.author.get(f"{path}?view=preview", headers={"If-None-Match": etag})
    assert preview.status_code == 200
    assert preview.headers["etag"] != etag


async def test_a_change_of_the_report_changes_its_etag(ask: Ask) -> None:
    path = f"/api/reports/{(await ask.create())['id']}"
    first = await ask.client.get(path)
    await ask.client.post(f"{path}/stop")
    second = await ask.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 200
    assert second.headers["etag"] != first.headers["etag"]


async def test_no_shared_cache_may_store_an_owners_data(shared: Shared) -> None:
    for part in ("", "/text", "/chart.svg", "/stream"):
        async with shared.author.stream("GET", f"/api/reports/{shared.report['id']}{part}") as response:
            cache = response.headers["cache-control"]
        assert "private" in cache or "no-store" in cache
    listed = await shared.author.get("/api/reports")
    assert {"private", "no-store", "no-cache"} & set(listed.headers.get("cache-control", "").split(", "))


# Text and chart.


async def test_the_download_is_the_text_between_two_labels(shared: Shared) -> None:
    response = await shared.author.get(f"/api/reports/{shared.report['id']}/text")
    assert response.headers["content-type"] == "text/markdown; charset=utf-8"
    disposition = response.headers["content-disposition"]
    assert disposition.startswith("attachment; filename=")
    assert ".md" in disposition
    label = f"> {shared.report['ai_label']}"
    front, _, text = response.content.decode().removeprefix("---\n").partition("\n---\n\n")
    metadata = json.loads(front.removeprefix("AIGC: "))
    assert (metadata["Label"], metadata["ProduceID"]) == ("1", shared.report["id"])
    assert json.loads(response.headers["AIGC"]) == {"AIGC": metadata}
    head, _, text = text.partition(f"\n\n{label}\n\n")
    assert head.startswith("# 小明的命书\n")
    label_after = f"> {AI_LABEL_AFTER['zh']}"
    assert text.endswith(f"\n\n{label_after}\n")
    assert text.rstrip("\n").removesuffix(f"\n\n{label_after}") == shared.report["text"]


async def test_a_download_before_the_first_text_holds_only_the_head_and_the_labels(ask: Ask) -> None:
    report = await ask.create()
    response = await ask.client.get(f"/api/reports/{report['id']}/text")
    assert response.status_code == 200
    labels = [f"> {label['zh']}" for label in (AI_LABEL, AI_LABEL_AFTER)]
    assert [line for line in response.text.splitlines() if line][-2:] == labels
    assert response.text.count("\n\n") == 4


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"birth.time": None},
        {"language": "en"},
        {"place.name": "<script>&\"'"},
        {"birth.calendar": "lunar", "birth.date": "2020-04-01", "birth.leap_month": True},
        {"options": {"clock": "civil", "day_change": "00:00"}},
    ],
    ids=str,
)
async def test_the_chart_is_well_formed_svg_without_scripts(owner: httpx.AsyncClient, changes: dict[str, Any]) -> None:
    created = await owner.post("/api/reports", json=body(changes))
    assert created.status_code == 201, created.text
    response = await owner.get(f"{created.headers['location']}/chart.svg")
    assert response.headers["content-type"] == "image/svg+xml"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    root = ElementTree.fromstring(response.content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    shown = "".join(root.itertext())
    for pillar in filter(None, created.json()["chart"]["pillars"].values()):
        assert pillar[0] in shown
        assert pillar[1] in shown
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not tags & {"script", "foreignObject", "image", "use"}
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]


async def test_the_charts_columns_can_run_from_left_to_right(owner: httpx.AsyncClient) -> None:
    created = await owner.post("/api/reports", json=body())
    path = f"{created.headers['location']}/chart.svg"
    printed = (await owner.get(path)).text
    turned = (await owner.get(path, params={"columns": "ltr"})).text
    assert printed.index("时柱") < printed.index("年柱")
    assert turned.index("年柱") < turned.index("时柱")
    assert (await owner.get(path, params={"columns": "rtl"})).text == printed
    for unknown in ("", "LTR", "down"):
        assert (await owner.get(path, params={"columns": unknown})).status_code == 422


async def test_a_chart_alone_has_the_documented_fields_and_stores_nothing(
    shared: Shared, owner: httpx.AsyncClient
) -> None:
    before, calls = await shared.count(), len(shared.service.demo.calls)
    request = body({"name": MISSING, "question": MISSING, "language": MISSING})
    response = await owner.post("/api/charts", json=request)
    assert response.status_code == 200
    assert OWNER_COOKIE not in response.cookies
    chart = response.json()
    assert chart["pillars"] == {"year": "庚午", "month": "辛巳", "day": "丁丑", "hour": "丁未"}
    assert chart["civil_time"] == "1990-05-12T14:30:00+09:00"
    assert chart["solar_time"] == "1990-05-12T13:19:18"
    assert chart["options"] == {
        "clock": "true_solar",
        "day_change": "23:00",
        "late_zi": "next_day",
        "start_age": "exact",
        "hidden_stems": "bing_geng_wu",
    }
    assert all(set(warning) >= {"code", "message"} for warning in chart["warnings"])
    assert chart == shared.report["chart"]
    assert (await shared.count(), len(shared.service.demo.calls)) == (before, calls)


async def test_a_chart_without_a_birth_time_has_no_hour_pillar(owner: httpx.AsyncClient) -> None:
    request = body({"name": MISSING, "question": MISSING, "language": MISSING, "birth.time": None})
    assert (await owner.post("/api/charts", json=request)).json()["pillars"]["hour"] is None


@pytest.mark.parametrize(
    ("time", "given", "hour"),
    [
        ("卯", "卯", "癸卯"),
        ("卯时", "卯", "癸卯"),
        ("卯時", "卯", "癸卯"),
        ("morning", "morning", "甲辰"),
        ("evening", "evening", "庚戌"),
    ],
)
async def test_a_time_may_be_a_double_hour_or_a_part_of_the_day(
    owner: httpx.AsyncClient, time: str, given: str, hour: str
) -> None:
    request = body({"name": MISSING, "question": MISSING, "language": MISSING, "birth.time": time})
    chart = (await owner.post("/api/charts", json=request)).json()
    assert (chart["time_given"], chart["pillars"]["hour"]) == (given, hour)
    assert [warning["code"] for warning in chart["warnings"]] == ["approximate_time"]


async def test_late_zi_is_an_option_of_the_request(owner: httpx.AsyncClient) -> None:
    options = {"clock": "civil", "day_change": "00:00", "late_zi": "same_day"}
    changes = {"name": MISSING, "question": MISSING, "language": MISSING, "birth.date": "1990-01-12"}
    request = body({**changes, "birth.time": "23:30", "options": options})
    chart = (await owner.post("/api/charts", json=request)).json()
    assert (chart["pillars"]["day"], chart["pillars"]["hour"]) == ("丁丑", "庚子")
    assert chart["options"]["late_zi"] == "same_day"


# Places.


@pytest.mark.parametrize("q", ["北京", "北京市", "beijing", "BEIJING", " bei jing "])
async def test_a_place_is_found_by_any_of_its_names(owner: httpx.AsyncClient, q: str) -> None:
    (found, *_) = (await owner.get("/api/places", params={"q": q})).json()["places"]
    assert found == {
        "id": "beijing",
        "name": "北京",
        "latin": "Beijing",
        "region": "北京",
        "longitude": 116.4,
        "timezone": "Asia/Shanghai",
        "other_timezone": None,
        "label": "北京市 · 中国",
        "label_en": "Beijing · China",
        "admin": None,
    }


async def test_a_place_from_the_search_can_be_used_in_a_request(owner: httpx.AsyncClient) -> None:
    place, *_ = (await owner.get("/api/places", params={"q": "乌鲁木齐"})).json()["places"]
    by_id = await owner.post("/api/reports", json=body({"place": {"id": place["id"]}}))
    by_hand = {name: place[name] for name in ("longitude", "timezone", "name")}
    request = body({"place": by_hand, "name": MISSING, "question": MISSING, "language": MISSING})
    assert by_id.json()["chart"] == (await owner.post("/api/charts", json=request)).json()


async def test_at_most_ten_places_are_found(owner: httpx.AsyncClient) -> None:
    assert len((await owner.get("/api/places", params={"q": ""})).json()["places"]) == 10
    assert (await owner.get("/api/places", params={"q": "亚特兰蒂斯"})).json() == {"match": "none", "places": []}


@pytest.mark.parametrize(
    ("q", "match", "label", "label_en", "admin"),
    [
        ("南京鼓楼", "exact", "鼓楼区 · 江苏南京", "Gulou District · Nanjing, Jiangsu", "南京"),
        ("鼓楼区", "shared", "鼓楼区 · 江苏南京", "Gulou District · Nanjing, Jiangsu", "南京"),
        ("Portland OR", "exact", "波特兰 · 美国俄勒冈州", "Portland · Oregon, United States", "俄勒冈州"),
        ("Japan", "region", "东京 · 日本", "Tokyo · Japan", "东京都"),
        ("shangh", "partial", "上海市 · 中国", "Shanghai · China", None),
        ("温洲", "near", "温州市 · 浙江", "Wenzhou · Zhejiang", None),
    ],
)
async def test_a_search_says_how_its_places_match(
    owner: httpx.AsyncClient, q: str, match: str, label: str, label_en: str, admin: str | None
) -> None:
    found = (await owner.get("/api/places", params={"q": q})).json()
    first = found["places"][0]
    assert (found["match"], first["label"], first["label_en"], first["admin"]) == (match, label, label_en, admin)


async def test_a_missing_or_overlong_search_is_rejected(owner: httpx.AsyncClient) -> None:
    assert fields(await owner.get("/api/places")) == {"q"}
    assert fields(await owner.get("/api/places", params={"q": "x" * 121})) == {"q"}


# Lists.


async def fill(shared: Shared, ask: Ask, count: int, *, at: str | None = None) -> list[str]:
    """Create `count` ended reports of this owner, and return their ids, newest first."""
    first = await ask.create()
    await ask.client.post(f"/api/reports/{first['id']}/stop")
    await Viewer(ask.client, first["id"]).watch_to_end()
    await shared.sql(
        """INSERT INTO reports (id, owner_id, status, code, request, chart, language, created_at, ended_at, sha256)
           SELECT gen_random_uuid(), owner_id, CASE n % 2 WHEN 0 THEN 'failed' ELSE 'incomplete' END, 'internal',
                  request, chart, language, coalesce(CAST(CAST(:at AS text) AS timestamptz),
                                                     created_at + n * interval '1 microsecond'), clock_timestamp(), ''
             FROM reports, generate_series(1, :n) AS n WHERE id = CAST(:id AS uuid)""",
        n=count - 1,
        id=first["id"],
        at=at,
    )
    rows = await shared.sql(
        """SELECT id FROM reports WHERE owner_id = (SELECT owner_id FROM reports WHERE id = CAST(:id AS uuid))
            ORDER BY created_at DESC, id DESC""",
        id=first["id"],
    )
    assert len(rows) == count
    return [str(row["id"]) for row in rows]


async def read_list(client: httpx.AsyncClient, **params: str) -> list[list[dict[str, Any]]]:
    """The reports on each page of the list."""
    pages = []
    cursor: str | None = None
    while True:
        query = params if cursor is None else {**params, "cursor": cursor}
        response = await client.get("/api/reports", params=query)
        assert response.status_code == 200, response.text
        pages.append(response.json()["reports"])
        cursor = response.json()["cursor"]
        if cursor is None:
            return pages


@pytest.mark.parametrize("at", [None, "2026-01-01T00:00:00Z"], ids=["one after another", "in one instant"])
async def test_the_list_is_paged_newest_first(shared: Shared, ask: Ask, at: str | None) -> None:
    expected = await fill(shared, ask, 45, at=at)
    pages = await read_list(ask.client)
    assert [len(page) for page in pages] == [20, 20, 5]
    assert [report["id"] for page in pages for report in page] == expected
    report = pages[0][0]
    assert {"id", "status", "attempt", "chars", "created_at", "links"} <= set(report)
    assert not {"text", "preview", "chart"} & set(report)
    await shared.sql("DELETE FROM reports WHERE id = ANY(CAST(:ids AS uuid[]))", ids=expected)


async def test_a_full_last_page_has_no_cursor(shared: Shared, ask: Ask) -> None:
    await fill(shared, ask, 20)
    assert [len(page) for page in await read_list(ask.client)] == [20]


async def test_a_new_report_does_not_shift_the_pages(shared: Shared, ask: Ask) -> None:
    expected = await fill(shared, ask, 22)
    first = (await ask.client.get("/api/reports")).json()
    await ask.create()
    second = (await ask.client.get("/api/reports", params={"cursor": first["cursor"]})).json()
    assert [report["id"] for report in first["reports"] + second["reports"]] == expected
    await shared.sql("DELETE FROM reports WHERE id = ANY(CAST(:ids AS uuid[]))", ids=expected)


async def test_the_list_can_be_filtered_by_status_on_every_page(shared: Shared, ask: Ask) -> None:
    expected = await fill(shared, ask, 45)
    reports = [report for page in await read_list(ask.client) for report in page]
    for status in ("queued", "running", "completed", "incomplete", "stopped", "failed"):
        narrowed = [report["id"] for page in await read_list(ask.client, status=status) for report in page]
        assert narrowed == [report["id"] for report in reports if report["status"] == status]
    await shared.sql("DELETE FROM reports WHERE id = ANY(CAST(:ids AS uuid[]))", ids=expected)


async def test_an_unknown_status_is_rejected(ask: Ask) -> None:
    await ask.create()
    for status in ("done", "", "Running"):
        assert fields(await ask.client.get("/api/reports", params={"status": status})) == {"status"}


ID = "5b1b1f0e-5d5c-4c0e-9d56-2f6e4b1f9a11"


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "given",
    [
        "",
        "x",
        "é",
        "AAAA",
        "//8=",
        cursor("now then"),
        cursor(f"2026-01-01T00:00:00+00:00 {ID} more"),
        cursor("2026-01-01T00:00:00+00:00 no-uuid"),
        cursor(f"2026-01-01T00:00:00 {ID}"),  # no time zone
        cursor(f"0001-01-01T00:00:00+14:00 {ID}"),  # before the smallest datetime in UTC
        cursor(f"9999-12-31T23:59:59-14:00 {ID}"),
        cursor(f"2026-01-01T00:00:00+00:00\x00 {ID}"),
    ],
)
async def test_a_forged_cursor_is_rejected(ask: Ask, given: str) -> None:
    await ask.create()
    response = await ask.client.get("/api/reports", params={"cursor": given})
    found = problem(response, 422, "invalid_cursor")
    assert "errors" not in found


async def test_an_overlong_cursor_is_rejected(ask: Ask) -> None:
    await ask.create()
    assert fields(await ask.client.get("/api/reports", params={"cursor": "A" * 201})) == {"cursor"}


async def test_a_cursor_may_lie_before_or_after_all_reports(ask: Ask) -> None:
    report = await ask.create()
    for year, expected in ((1, []), (9999, [report["id"]])):
        given = cursor(f"{datetime(year, 6, 1, tzinfo=UTC).isoformat()} {ID}")
        listed = (await ask.client.get("/api/reports", params={"cursor": given})).json()["reports"]
        assert [each["id"] for each in listed] == expected


# Responses of the stream.


async def test_the_stream_of_an_ended_report_sends_all_of_it(shared: Shared) -> None:
    for position, header in ((None, True), ("0.0", True), ("1.0", False), ("1.700", False), ("garbage", True)):
        viewer = Viewer(shared.author, shared.report["id"])
        viewer.text = shared.report["text"][:700] if position == "1.700" else ""
        assert await viewer.watch(position=position, header=header) == 200
        assert viewer.text == shared.report["text"]
        viewer.check_end()


async def test_last_event_id_overrides_from(shared: Shared) -> None:
    path = f"/api/reports/{shared.report['id']}/stream"
    end = f"{shared.report['attempt']}.{shared.report['chars']}"
    assert (await shared.author.get(f"{path}?from={end}")).status_code == 204
    assert (await shared.author.get(f"{path}?from=1.0", headers={"Last-Event-ID": end})).status_code == 204
    async with shared.author.stream("GET", f"{path}?from={end}", headers={"Last-Event-ID": "1.0"}) as response:
        assert response.status_code == 200


# Changes of state.


async def test_stop_and_resume_answer_according_to_the_reports_state(shared: Shared, ask: Ask) -> None:
    report = await ask.create()
    path = f"/api/reports/{report['id']}"
    await shared.service.demo.wait_for(lambda: shared.service.calls(report["id"]))
    under_way = await ask.client.post(f"{path}/resume")
    assert (under_way.status_code, under_way.json()["status"]) == (200, "running")
    stopping = await ask.client.post(f"{path}/stop")
    assert stopping.status_code == 202
    viewer = Viewer(ask.client, report["id"])
    end = await viewer.watch_to_end()
    assert (end["status"], end["code"]) == ("stopped", "stopped")
    stopped = await ask.client.post(f"{path}/stop")
    assert (stopped.status_code, stopped.json()["status"]) == (200, "stopped")
    resumed = await ask.client.post(f"{path}/resume")
    assert resumed.status_code == 202
    assert resumed.json()["status"] in ("queued", "running")
    assert len(shared.service.calls(report["id"])) <= 2


async def test_a_completed_report_cannot_be_resumed(shared: Shared) -> None:
    path = f"/api/reports/{shared.report['id']}"
    problem(await shared.author.post(f"{path}/resume"), 409, "illegal_state")
    stopped = await shared.author.post(f"{path}/stop")
    assert (stopped.status_code, stopped.json()["status"]) == (200, "completed")
    assert (await shared.author.get(path)).json() == shared.report


async def test_deleting_a_report_ends_its_streams_and_leaves_nothing(shared: Shared, ask: Ask) -> None:
    report = await ask.create()
    path = f"/api/reports/{report['id']}"
    async with ask.client.stream("GET", f"{path}/stream") as response:
        viewer = Viewer(ask.client, report["id"])
        async with shared.client() as other:
            other.cookies = ask.client.cookies
            deleted = await other.delete(path)
        assert (deleted.status_code, deleted.content) == (204, b"")
        await viewer.read(response)
    assert viewer.end is not None
    assert viewer.end["status"] == "deleted"
    for again in (await ask.client.delete(path), await ask.client.get(path), await ask.client.get(f"{path}/stream")):
        problem(again, 404, "not_found")
    assert await shared.sql("SELECT 1 FROM reports WHERE id = CAST(:id AS uuid)", id=report["id"]) == []
    await shared.service.demo.wait_for(
        lambda: all(call.closed_at is not None for call in shared.service.calls(report["id"]))
    )


async def test_a_report_needs_no_place_name(owner: httpx.AsyncClient) -> None:
    least = {**BIRTH, "place": {"longitude": 0, "timezone": "UTC"}, "name": " ", "question": ""}
    assert (await owner.post("/api/reports", json=least)).status_code == 201


async def test_two_services_on_one_database_return_the_same_report(shared: Shared, shared_database_url: str) -> None:
    async with serving(shared_database_url, report_slots=1) as other:
        other.client.cookies = shared.author.cookies
        path = f"/api/reports/{shared.report['id']}"
        assert (await other.client.get(path)).json() == (await shared.author.get(path)).json()
