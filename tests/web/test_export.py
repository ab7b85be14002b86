"""The Markdown file of a report: its name, and what stands before the text."""

import json
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from app.bazi.places import search_places
from app.web.ai_label import AI_LABEL

from .conftest import Shared
from .requests import body

pytestmark = pytest.mark.asyncio(loop_scope="session")

PORTLAND = search_places("Portland, Oregon").places[0].id


async def downloaded(client: httpx.AsyncClient, changes: dict[str, Any]) -> httpx.Response:
    created = await client.post("/api/reports", json=body(changes))
    assert created.status_code == 201, created.text
    response = await client.get(f"/api/reports/{created.json()['id']}/text")
    assert response.status_code == 200
    return response


def file_names(response: httpx.Response) -> tuple[str, str]:
    """The ASCII name for old clients, and the name."""
    header = response.headers["content-disposition"]
    kind, fallback, name = header.split("; ")
    assert (kind, header.isascii()) == ("attachment", True)
    return fallback.removeprefix('filename="').removesuffix('"'), unquote(name.removeprefix("filename*=UTF-8''"))


def head_of(response: httpx.Response, language: str = "zh") -> str:
    """What stands between the front matter and the label."""
    front, _, rest = response.text.removeprefix("---\n").partition("\n---\n\n")
    assert json.loads(front.removeprefix("AIGC: "))["Label"] == "1"
    return rest.partition(f"\n\n> {AI_LABEL[language]}")[0]


async def test_a_file_is_named_after_the_person_and_begins_with_who_and_what(shared: Shared) -> None:
    response = await shared.author.get(f"/api/reports/{shared.report['id']}/text")
    assert file_names(response) == (f"mingshu-{shared.report['id'][:8]}.md", "命书-小明.md")
    assert head_of(response) == (
        "# 小明的命书\n\n"
        "- 出生：1990-05-12 14:30（农历庚午年四月十八）\n"
        "- 性别：女\n"
        "- 出生地：北京\n"
        "- 四柱：庚午年 辛巳月 丁丑日 丁未时\n"
        "- 想问的问题：接下来三年，事业上该守还是该动？"
    )
    assert shared.report["text"] in response.text


async def test_an_english_file_is_in_english(owner: httpx.AsyncClient) -> None:
    changes = {"language": "en", "name": "Ming", "question": "Stay or go?", "place.name": "Beijing"}
    response = await downloaded(owner, changes)
    assert file_names(response) == ("mingshu-Ming.md", "Mingshu-Ming.md")
    assert head_of(response, "en") == (
        "# Reading for Ming\n\n"
        "- Born: 1990-05-12 14:30 (lunar calendar: month 4, day 18, year 庚午 Geng-Wu)\n"
        "- Gender: Female\n"
        "- Place of birth: Beijing\n"
        "- Four Pillars: 庚午 Geng-Wu · 辛巳 Xin-Si · 丁丑 Ding-Chou · 丁未 Ding-Wei\n"
        "- Question: Stay or go?"
    )


async def test_an_english_file_has_the_english_name_of_a_place_from_the_table(owner: httpx.AsyncClient) -> None:
    response = await downloaded(owner, {"language": "en", "place": {"id": PORTLAND}})
    assert "\n- Place of birth: Portland, Oregon, United States\n" in head_of(response, "en")


async def test_a_file_is_named_after_the_title_that_its_owner_gave(owner: httpx.AsyncClient) -> None:
    created = await owner.post("/api/reports", json=body({}))
    path = f"/api/reports/{created.json()['id']}"
    assert (await owner.patch(path, json={"title": "给妈妈 / 2027"})).status_code == 200
    response = await owner.get(f"{path}/text")
    assert file_names(response)[1] == "命书-给妈妈-2027.md"
    assert head_of(response).startswith("# 给妈妈 / 2027\n")


async def test_without_a_name_the_file_is_named_after_the_day_of_birth(owner: httpx.AsyncClient) -> None:
    response = await downloaded(owner, {"name": None, "question": None, "birth.time": None})
    assert file_names(response) == ("mingshu-1990-05-12.md", "命书-1990-05-12.md")
    assert head_of(response).startswith("# 命书\n\n- 出生：1990-05-12 时辰未详（农历庚午年四月十八）\n")
    assert "问题" not in head_of(response)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../etc/passwd", "命书-etc-passwd.md"),
        ("CON.txt", "命书-CON-txt.md"),
        ('a"; filename="b.exe', "命书-a-filename-b-exe.md"),
        ("محمد", "命书-محمد.md"),
        ("👩‍👩‍👧", "命书-1990-05-12.md"),
        ("小明\u200f\u200d", "命书-小明.md"),
        ("Zoë  Müller", "命书-Zoë-Müller.md"),
        ("%2e%2e", "命书-2e-2e.md"),
    ],
)
async def test_names_of_files_have_only_safe_characters(owner: httpx.AsyncClient, name: str, file: str) -> None:
    response = await downloaded(owner, {"name": name})
    fallback, found = file_names(response)
    assert found == file
    assert fallback.removeprefix("mingshu-").removesuffix(".md").replace("-", "").isalnum()


async def test_what_a_person_typed_is_not_markup(owner: httpx.AsyncClient) -> None:
    response = await downloaded(owner, {"name": "# *a*", "question": "a\n\n## b\n> `c` [d](e) <f>\n---"})
    head = head_of(response)
    assert head.startswith("# \\# \\*a\\*的命书\n")
    assert head.endswith("- 想问的问题：a \\#\\# b \\> \\`c\\` \\[d\\](e) \\<f\\> ---")


async def test_the_title_heads_the_file(owner: httpx.AsyncClient) -> None:
    report_id = (await owner.post("/api/reports", json=body())).json()["id"]
    await owner.patch(f"/api/reports/{report_id}", json={"title": "第二次问"})
    response = await owner.get(f"/api/reports/{report_id}/text")
    assert head_of(response).startswith("# 第二次问\n")
    assert file_names(response)[1] == "命书-第二次问.md"


@pytest.mark.parametrize(
    ("birth", "shown"),
    [
        ({"date": "1990-05-12", "time": "卯"}, "1990-05-12 卯时（农历庚午年四月十八）"),
        ({"date": "1990-05-12", "time": "evening"}, "1990-05-12 晚上 18–24 点（农历庚午年四月十八）"),
        (
            {"date": "1990-05-03", "time": "09:05", "calendar": "lunar", "leap_month": True},
            "1990-06-25 09:05（农历庚午年闰五月初三）",
        ),
    ],
)
async def test_births_are_shown_as_solar_and_lunar_dates(
    owner: httpx.AsyncClient, birth: dict[str, Any], shown: str
) -> None:
    response = await downloaded(owner, {"birth": birth})
    assert f"- 出生：{shown}\n" in head_of(response)
