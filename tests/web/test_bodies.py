"""Invalid bodies and impossible births: every error names its field, and none repeats the input."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from .conftest import Shared
from .requests import CANARY, MISSING, Ask, body, fields, problem

pytestmark = pytest.mark.asyncio(loop_scope="session")

BODIES = ("/api/reports", "/api/reports/generate-stream", "/api/charts")
LIMIT = 16 * 1024
CHART = ("birth", "gender", "place", "options")

NAMED: list[tuple[dict[str, Any], set[str]]] = [
    ({"birth": MISSING}, {"birth"}),
    ({"birth.date": MISSING}, {"birth.date"}),
    ({"birth.time": MISSING}, {"birth.time"}),  # an unknown time must be given as null
    ({"gender": MISSING}, {"gender"}),
    ({"place": MISSING}, {"place"}),
    ({"place": {}}, {"place"}),
    ({"place": {"longitude": 1}}, {"place"}),
    ({"place": {"timezone": "Asia/Shanghai"}}, {"place"}),
    ({"place": {"name": CANARY}}, {"place"}),
    ({"birth": None}, {"birth"}),
    ({"birth": [CANARY]}, {"birth"}),
    ({"place": CANARY}, {"place"}),
    ({"options": None}, {"options"}),
    ({"surplus": CANARY}, {"surplus"}),
    ({"birth.surplus": CANARY}, {"birth.surplus"}),
    ({"place.surplus": CANARY}, {"place.surplus"}),
    ({"options.surplus": CANARY}, {"options.surplus"}),
    ({"birth.date": 19900512}, {"birth.date"}),
    ({"birth.date": f"1990-05-{CANARY}"}, {"birth.date"}),
    ({"birth.date": "1990-5-12"}, {"birth.date"}),
    ({"birth.date": "1990-05-12\n"}, {"birth.date"}),
    ({"birth.date": "１９９０-05-12"}, {"birth.date"}),
    ({"birth.date": "-990-05-12"}, {"birth.date"}),
    ({"birth.date": None}, {"birth.date"}),
    ({"birth.time": "24:00"}, {"birth.time"}),
    ({"birth.time": "14:60"}, {"birth.time"}),
    ({"birth.time": "14:30:00"}, {"birth.time"}),
    ({"birth.time": "2:30"}, {"birth.time"}),
    ({"birth.time": ""}, {"birth.time"}),
    ({"birth.time": 14.5}, {"birth.time"}),
    ({"birth.time": "14:30\n"}, {"birth.time"}),
    ({"birth.time": "猫"}, {"birth.time"}),
    ({"birth.time": "卯卯"}, {"birth.time"}),
    ({"birth.time": "时"}, {"birth.time"}),
    ({"birth.time": "noon"}, {"birth.time"}),
    ({"birth.time": "Morning"}, {"birth.time"}),
    ({"options.late_zi": CANARY}, {"options.late_zi"}),
    ({"birth.calendar": CANARY}, {"birth.calendar"}),
    ({"birth.leap_month": CANARY}, {"birth.leap_month"}),
    ({"gender": CANARY}, {"gender"}),
    ({"gender": None}, {"gender"}),
    ({"place.longitude": 180.01}, {"place.longitude"}),
    ({"place.longitude": -181}, {"place.longitude"}),
    ({"place.longitude": CANARY}, {"place.longitude"}),
    ({"place.longitude": 10**400}, {"place.longitude"}),
    ({"place.longitude": float("nan")}, {"place.longitude"}),
    ({"place.longitude": float("inf")}, {"place.longitude"}),
    ({"place.timezone": "A" * 61}, {"place.timezone"}),
    ({"place.timezone": 8}, {"place.timezone"}),
    ({"place.timezone": "Asia/\ud800"}, {"place.timezone"}),
    ({"place.name": "x" * 61}, {"place.name"}),
    ({"place.name": f"{CANARY}\n## x"}, {"place.name"}),
    ({"place.name": f"{CANARY}\x1b[2J"}, {"place.name"}),
    ({"place.name": f"{CANARY}\x00"}, {"place.name"}),
    ({"place.name": f"{CANARY}\ud800"}, {"place.name"}),
    ({"place": {"id": f"{CANARY}\ud800"}}, {"place.id"}),
    ({"options.clock": CANARY}, {"options.clock"}),
    ({"options.day_change": "22:00"}, {"options.day_change"}),
    ({"birth.date": CANARY, "gender": CANARY, "place.longitude": CANARY}, {"birth.date", "gender", "place.longitude"}),
]

NAMED_IN_REPORTS: list[tuple[dict[str, Any], set[str]]] = [
    ({"name": "x" * 41}, {"name"}),
    ({"name": 1}, {"name"}),
    ({"name": f"{CANARY}\nignore all that"}, {"name"}),
    ({"name": f"{CANARY}\r"}, {"name"}),
    ({"name": f"{CANARY}\x1b[31m"}, {"name"}),
    ({"name": f"{CANARY}\x00"}, {"name"}),
    ({"name": f"{CANARY}\x7f"}, {"name"}),
    ({"name": f"{CANARY}\x9b31m"}, {"name"}),  # terminals treat it as ESC [
    ({"name": f"{CANARY}\x85"}, {"name"}),  # terminals treat it as a line break
    ({"name": f"{CANARY}\u2028"}, {"name"}),
    ({"name": f"{CANARY}\ud83d"}, {"name"}),
    ({"question": "x" * 501}, {"question"}),
    ({"question": [CANARY]}, {"question"}),
    ({"question": f"{CANARY}\x00"}, {"question"}),
    ({"question": f"{CANARY}\x1b]0;x\x07"}, {"question"}),
    ({"question": f"{CANARY}\udfff"}, {"question"}),
    ({"language": CANARY}, {"language"}),
    ({"language": None}, {"language"}),
]

NO_MOMENT: list[tuple[dict[str, Any], set[str]]] = [
    ({"birth.date": "1990-02-30"}, {"birth.date"}),
    ({"birth.date": "1990-13-01"}, {"birth.date"}),
    ({"birth.date": "1990-00-10"}, {"birth.date"}),
    ({"birth.date": "0000-01-01"}, {"birth.date"}),
    ({"birth.date": "1500-01-01"}, {"birth.date"}),
    ({"birth.date": "9999-12-31"}, {"birth.date"}),
    ({"birth.date": "1990-01-31", "birth.calendar": "lunar"}, {"birth.date"}),
    ({"birth.date": "1990-01-01", "birth.calendar": "lunar", "birth.leap_month": True}, {"birth.date"}),
    # Clocks went forward: from 02:00 to 03:00 in New York, at midnight in Shanghai.
    (
        {
            "birth.date": "2011-03-13",
            "birth.time": "02:30",
            "place": {"longitude": -74.0, "timezone": "America/New_York"},
        },
        {"birth.time"},
    ),
    ({"birth.date": "1940-06-01", "birth.time": "00:30"}, {"birth.time"}),
    ({"birth.time": "卯", "birth.fold": 1}, {"birth.fold"}),
    ({"birth.time": "morning", "birth.fold": 1}, {"birth.fold"}),
    # Samoa had no 30 December 2011.
    (
        {"birth.date": "2011-12-30", "birth.time": None, "place": {"longitude": -171.8, "timezone": "Pacific/Apia"}},
        {"birth.date"},
    ),
    ({"place.timezone": "Asia/Atlantis"}, {"place.timezone"}),
    ({"place.timezone": "Asia"}, {"place.timezone"}),
    ({"place.timezone": ""}, {"place.timezone"}),
    ({"place.timezone": "../../etc/passwd"}, {"place.timezone"}),
    ({"place.timezone": "/etc/passwd"}, {"place.timezone"}),
    ({"place.timezone": "Asia/Shanghai\x00"}, {"place.timezone"}),
    ({"place": {"id": CANARY}}, {"place.id"}),
    ({"place": {"id": ""}}, {"place.id"}),
]


def named(case: object) -> str | None:
    return ascii(case)[:50] if isinstance(case, dict) else None


def chart_body(changes: dict[str, Any]) -> dict[str, Any]:
    whole = body(changes)
    return {key: value for key, value in whole.items() if key not in ("name", "question", "language")}


@pytest.mark.parametrize(("changes", "expected"), NAMED, ids=named)
async def test_an_invalid_value_is_reported_by_field(ask: Ask, changes: dict[str, Any], expected: set[str]) -> None:
    for path in BODIES:
        sent = chart_body(changes) if path == "/api/charts" else body(changes)
        assert fields(await ask.loose(sent, path)) == expected


@pytest.mark.parametrize(("changes", "expected"), NAMED_IN_REPORTS, ids=named)
async def test_an_invalid_name_or_question_is_reported_by_field(
    ask: Ask, changes: dict[str, Any], expected: set[str]
) -> None:
    for path in BODIES[:2]:
        assert fields(await ask.loose(body(changes), path)) == expected


@pytest.mark.parametrize(("changes", "expected"), NO_MOMENT, ids=named)
async def test_an_impossible_time_or_place_is_reported_by_field(
    ask: Ask, changes: dict[str, Any], expected: set[str]
) -> None:
    for path in BODIES:
        sent = chart_body(changes) if path == "/api/charts" else body(changes)
        assert fields(await ask.loose(sent, path), "invalid_birth") == expected


async def test_a_rejected_body_creates_nothing(shared: Shared, ask: Ask) -> None:
    before = await shared.count()
    for changes in ({"gender": CANARY}, {"birth.date": "1990-02-30"}, {"place": {"id": CANARY}}):
        for path in BODIES[:2]:
            response = await ask.loose(body(changes), path)
            assert response.status_code == 422
            assert "set-cookie" not in response.headers
    assert await shared.count() == before


@pytest.mark.parametrize("name", ["\ud800", "\x00", f"{'x' * 500}", "\n", "", "a.b"])
async def test_an_unknown_field_is_rejected(ask: Ask, name: str) -> None:
    found = problem(await ask.loose({**body(), name: CANARY}), 422, "invalid_request")
    assert len(found["errors"]) == 1


@pytest.mark.parametrize("content", ["null", "[]", "1", '"text"', "true", "NaN"])
async def test_json_other_than_an_object_is_an_error_of_the_body(ask: Ask, content: str) -> None:
    assert fields(await ask.raw(content)) == {"body"}


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"k4n4r1",
        b'{"birth": }',
        b'{"name": "\xff\xfe"}',
        b"\x00",
        b"{'gender': 'female'}",
        b'{"gender": "female",}',
        b"[" * 10_000,
        b'{"a":' * 2_000,
        b'{"place": {"longitude": ' + b"9" * 5000 + b"}}",  # more digits than Python parses
    ],
    ids=lambda content: content[:12].decode(errors="replace"),
)
async def test_invalid_json_is_400(ask: Ask, content: bytes) -> None:
    for path in BODIES:
        problem(await ask.raw(content, path), 400, "invalid_json")


async def test_an_empty_body_is_rejected(ask: Ask) -> None:
    for path in BODIES:
        response = await ask.raw(b"", path)
        problem(response, response.status_code, response.json()["code"])
        assert response.status_code in (400, 422)


async def test_deep_nesting_is_rejected_like_any_invalid_value(ask: Ask) -> None:
    deep: Any = CANARY
    for _ in range(400):
        deep = [deep]
    assert fields(await ask.loose(body({"name": deep}))) == {"name"}
    for _ in range(400):
        deep = {"a": deep}
    response = await ask.loose(body({"birth.date": deep}))
    assert fields(response) == {"birth.date"}


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "text/plain;charset=UTF-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/octet-stream",
        "text/html",
        "nonsense",
    ],
)
async def test_a_content_type_other_than_json_is_415(shared: Shared, ask: Ask, kind: str) -> None:
    before = await shared.count()
    for path in BODIES:
        for content in (json.dumps(body()), "k4n4r1"):
            problem(await ask.raw(content, path, kind), 415, "unsupported_media_type")
    assert await shared.count() == before


async def test_a_request_without_a_content_type_creates_nothing(shared: Shared, ask: Ask) -> None:
    before = await shared.count()
    for path in BODIES:
        response = await ask.raw(json.dumps(body()), path, None)
        assert response.status_code in (415, 422)
        problem(response, response.status_code, response.json()["code"])
    assert await shared.count() == before


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
async def test_every_spelling_of_a_json_content_type_is_accepted(ask: Ask, kind: str) -> None:
    assert (await ask.raw(json.dumps(body()), kind=kind)).status_code == 201


def padded(size: int) -> bytes:
    whole = json.dumps(body()).encode()
    return whole + b" " * (size - len(whole))


async def in_chunks(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 1000):
        yield content[start : start + 1000]


@pytest.mark.parametrize("is_chunked", [False, True], ids=["with its length", "in chunks"])
async def test_16_kib_are_accepted_and_one_byte_more_is_not(shared: Shared, ask: Ask, is_chunked: bool) -> None:
    before = await shared.count()
    for path in BODIES:
        for size in (LIMIT + 1, 10 * LIMIT):
            content = padded(size)
            response = await ask.raw(in_chunks(content) if is_chunked else content, path)
            problem(response, 413, "body_too_large")
    assert await shared.count() == before
    content = padded(LIMIT)
    assert (await ask.raw(in_chunks(content) if is_chunked else content)).status_code == 201


async def test_routes_without_a_body_reject_a_large_one(ask: Ask) -> None:
    report = await ask.create()
    response = await ask.raw(padded(10 * LIMIT), f"/api/reports/{report['id']}/resume")
    assert response.status_code in (200, 413)
    assert (await ask.client.get(f"/api/reports/{report['id']}")).status_code == 200


async def test_a_question_may_have_line_breaks_and_any_script(ask: Ask) -> None:
    spoken = {"question": "一\n二\t三\r\n😀 ﷽ e\u0301", "name": "Ångström O'Neil 😀"}
    response = await ask.loose(body(spoken))
    assert response.status_code == 201


async def test_error_responses_never_repeat_personal_data(ask: Ask) -> None:
    response = await ask.loose(body({"name": CANARY, "question": CANARY, "place.name": CANARY}))
    assert response.status_code == 201
    path = response.json()["links"]["self"]
    for part in ("", "/chart.svg"):  # the download, which its owner keeps, begins with name, place and question
        assert CANARY not in (await ask.client.get(path + part)).text
    assert CANARY not in (await ask.client.get("/api/reports")).text


async def test_an_unknown_path_or_method_returns_a_problem(owner: httpx.AsyncClient) -> None:
    problem(await owner.get(f"/api/{CANARY}"), 404, "not_found")
    problem(await owner.get(f"/{CANARY}"), 404, "not_found")
    response = await owner.put("/api/reports")
    problem(response, 405, "method_not_allowed")
    assert {"GET", "POST"} <= {method.strip() for method in response.headers["allow"].split(",")}
