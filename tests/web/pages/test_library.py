"""The page "My readings", and the form filled in from a reading. Both work without scripts."""

import re
from collections.abc import AsyncIterator
from html import unescape
from uuid import uuid4

import httpx
import pytest

from app.web.deps import OWNER_COOKIE
from app.web.pages.library import PAGE_SIZE
from app.web.pages.words import WORDS
from tests.databases import execute
from tests.service import Service, serving

ZH, EN = WORDS["zh"], WORDS["en"]
HTML = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
async def service(database_url: str) -> AsyncIterator[Service]:
    """A service that writes one report at a time."""
    async with serving(database_url, report_slots=1, owner_slots=1) as service:
        service.client.headers.update({"Accept-Language": "zh-CN", **HTML})
        yield service


def text_of(page: httpx.Response | str) -> str:
    html = page if isinstance(page, str) else page.text
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def entries(page: httpx.Response) -> list[str]:
    """The text of each entry's link."""
    assert page.status_code == 200
    return [text_of(entry) for entry in re.findall(r'<a class="entry".*?</a>', page.text, re.S)]


def names(page: httpx.Response) -> list[str]:
    return [unescape(name) for name in re.findall(r'<bdi class="who">(.*?)</bdi>', page.text)]


async def test_an_entry_says_whose_it_is_what_was_asked_and_how_far_it_is(service: Service) -> None:
    report = await service.finished(await service.create())
    await service.client.patch(f"/api/reports/{report['id']}", json={"title": "给妈妈"})
    day = report["created_at"][:10]
    (entry,) = entries(await service.client.get("/reports"))
    assert entry.startswith("给妈妈 20")
    assert entry.endswith(
        f"小明 · 女 · 1990年5月12日 · 北京 问：接下来三年，事业上该守还是该动？ 已完成 · {report['chars']:,} 字"
    )
    english = await service.client.get("/reports", headers={"Accept-Language": "en"})
    (entry,) = entries(english)
    assert "小明 · Female · 1990-05-12 · 北京" in entry
    assert f"Finished · {report['chars']:,} characters" in entry
    assert day[:4] in entry


async def test_without_name_and_title_an_entry_is_named_after_the_day_pillar(service: Service) -> None:
    await service.create(name=None, question=None)
    page = await service.client.get("/reports")
    assert names(page) == ["丁丑 · 农历庚午年四月十八"]
    assert ZH["quoted"].partition("{")[0] not in entries(page)[0]


async def test_every_page_links_to_the_list(service: Service) -> None:
    report_id = await service.create()
    for path in ("/", "/reports", f"/reports/{report_id}", "/nowhere"):
        header = (await service.client.get(path)).text.partition("</header>")[0]
        assert re.search(rf'<a href="/reports"[^>]*>{ZH["mine"]}</a>', header)


async def test_an_empty_list_says_so_and_offers_ways_out(service: Service) -> None:
    page = await service.client.get("/reports")
    assert page.status_code == 200
    assert ZH["mine_empty"] in page.text
    assert 'href="/recover"' in page.text
    assert 'role="search"' not in page.text
    assert OWNER_COOKIE not in page.headers.get("set-cookie", "")


async def test_the_front_page_lists_the_newest_three(service: Service) -> None:
    for n in range(3):
        await service.create(name=f"第{n}人")
    page = await service.client.get("/")
    assert (names(page), ZH["mine_all"] in page.text) == (["第2人", "第1人", "第0人"], False)
    await service.create(name="又一人")
    page = await service.client.get("/")
    assert (names(page), ZH["mine_all"] in page.text) == (["又一人", "第2人", "第1人"], True)


async def test_the_list_pages_through_every_report_once(service: Service) -> None:
    made = [f"第{n}人" for n in range(2 * PAGE_SIZE + 5)]
    for name in made:
        await service.create(name=name)
    seen, path = list[str](), "/reports"
    while path:
        page = await service.client.get(path)
        seen += names(page)
        older = re.search(rf'<a class="page" href="([^"]+)">{ZH["older"]}', page.text)
        path = unescape(older[1]) if older else ""
    assert seen == made[::-1]
    assert ZH["newer"] in page.text


async def test_a_search_keeps_its_words_while_paging(service: Service) -> None:
    for n in range(2 * PAGE_SIZE + 4):
        await service.create(name=f"{'甲&乙' if n % 2 else '丙'} {n}")
    first = await service.client.get("/reports", params={"q": " 甲&乙 "})
    assert len(names(first)) == PAGE_SIZE
    assert 'value="甲&amp;乙"' in first.text
    assert ZH["mine_found"].format(query="甲&amp;乙") in first.text
    older = re.search(rf'<a class="page" href="([^"]+)">{ZH["older"]}', first.text)
    assert older is not None
    second = await service.client.get(unescape(older[1]))
    assert len(names(second)) == 2
    assert all("甲&乙" in name for name in names(first) + names(second))


async def test_a_search_without_result_says_so(service: Service) -> None:
    await service.create()
    page = await service.client.get("/reports", params={"q": "<b>没有"})
    assert entries(page) == []
    assert ZH["mine_not_found"].format(query="&lt;b&gt;没有") in page.text
    assert ZH["mine_empty"] not in page.text


async def test_odd_cursors_and_searches_are_refused_politely(service: Service) -> None:
    await service.create()
    for path in ("/reports?before=x", f"/reports?q={'x' * 101}"):
        page = await service.client.get(path)
        assert (page.status_code, ZH["refused"] in page.text) == (422, True)


async def test_a_reading_is_renamed_by_a_plain_form(service: Service) -> None:
    report_id = await service.create()
    place = {"q": "北京", "before": ""}
    renamed = await service.client.post(f"/reports/{report_id}/rename", data={"title": " 第二次问 ", **place})
    assert renamed.status_code == 303
    assert renamed.headers["location"] == f"/reports?q=%E5%8C%97%E4%BA%AC#r-{report_id}"
    page = await service.client.get("/reports")
    assert names(page) == ["第二次问"]
    assert f'id="r-{report_id}"' in page.text
    await service.client.post(f"/reports/{report_id}/rename", data={"title": "  "})
    assert names(await service.client.get("/reports")) == ["小明"]


@pytest.mark.parametrize("title", ["x" * 61, "a\nb", "a\u202eb", "\u200b"])
async def test_a_title_that_cannot_be_used_is_shown_again_with_the_error(service: Service, title: str) -> None:
    report_id, other = await service.create(), await service.create(name="别人")
    page = await service.client.post(f"/reports/{report_id}/rename", data={"title": title})
    assert page.status_code == 422
    assert ZH["error_title"].format(most=60) in page.text
    assert page.text.count('aria-invalid="true"') == 1
    assert f'id="title-error-{report_id}"' in page.text
    assert f'id="title-error-{other}"' not in page.text
    assert names(await service.client.get("/reports")) == ["别人", "小明"]


async def test_a_reading_is_deleted_from_the_list_and_the_list_stays(service: Service) -> None:
    report_id = await service.create()
    page = await service.client.get("/reports")
    assert ZH["delete_ask"] in page.text
    gone = await service.client.post(f"/reports/{report_id}/delete", data={"q": "小明", "before": ""})
    assert (gone.status_code, gone.headers["location"]) == (303, "/reports?q=%E5%B0%8F%E6%98%8E#deleted")
    page = await service.client.get("/reports")
    assert f'id="deleted" tabindex="-1">{ZH["mine_deleted"]}<' in page.text
    assert entries(page) == []


async def test_names_of_any_kind_are_shown_as_they_are(service: Service) -> None:
    odd = ["محمد", "👩‍👩‍👧‍👦", "字" * 40, "<script>alert(1)</script>", '"onload="x']
    for name in odd:
        await service.create(name=name)
    page = await service.client.get("/reports")
    assert names(page) == odd[::-1]
    assert "<script>alert" not in page.text


async def test_only_the_owner_finds_a_reading(service: Service) -> None:
    report_id = await service.create()
    mine = service.client.cookies[OWNER_COOKIE]
    service.client.cookies.clear()
    for is_stranger in (True, False):
        if not is_stranger:
            await service.create(name="另一位")
        assert "小明" not in (await service.client.get("/reports?q=小明")).text.replace('value="小明"', "").replace(
            ZH["mine_not_found"].format(query="小明"), ""
        )
        answers = [
            await service.client.request(method, path.format(id=id), data=data)
            for id in (report_id, str(uuid4()), "x")
            for method, path, data in (
                ("POST", "/reports/{id}/rename", {"title": "我的"}),
                ("POST", "/reports/{id}/rename", {"title": "\x00"}),
                ("POST", "/reports/{id}/delete", {}),
                ("GET", "/?from={id}&keep=all", None),
                ("GET", "/?from={id}&keep=birth", None),
            )
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert {answer.text for answer in answers if answer.request.method == "POST"} == {answers[0].text}
        assert {answer.text for answer in answers if answer.request.method == "GET"} == {answers[3].text}
    service.client.cookies.clear()
    service.client.cookies.set(OWNER_COOKIE, mine)
    assert names(await service.client.get("/reports")) == ["小明"]


async def test_the_form_is_filled_in_for_a_new_question(service: Service) -> None:
    report_id = await service.create(place={"id": "chengdu"})
    page = await service.client.get(f"/?from={report_id}&keep=birth")
    for shown in ('value="1990"', 'value="14:30"', 'value="female" checked', 'value="成都市 · 四川"', 'value="小明"'):
        assert shown in page.text
    assert ZH["kept_birth"] in page.text
    assert "接下来三年" not in page.text.partition('<section class="mine"')[0]
    assert re.search(r'<textarea name="question"[^>]* autofocus', page.text)
    assert 'class="error' not in page.text.replace('class="error" id="offline"', "")


async def test_the_form_is_filled_in_to_change_the_birth(service: Service) -> None:
    report_id = await service.create()
    page = await service.client.get(f"/?from={report_id}&keep=all")
    form = page.text.partition('<section class="mine"')[0]
    assert "接下来三年，事业上该守还是该动？</textarea>" in form
    assert (ZH["kept_all"] in form, "autofocus" in form) == (True, False)
    english = await service.client.get(f"/?from={report_id}&keep=all", headers={"Accept-Language": "en"})
    assert EN["kept_all"] in unescape(english.text)
    assert 'value="zh" checked' in english.text  # the reading's language, not the page's


async def test_links_to_a_filled_in_form_hold_no_personal_data(service: Service) -> None:
    report_id = await service.create()
    page = await service.client.get("/reports")
    links = re.findall(r'href="(/\?from=[^"]+)"', page.text)
    assert [unescape(link) for link in links] == [f"/?from={report_id}&keep=birth", f"/?from={report_id}&keep=all"]


async def test_charts_of_older_versions_are_listed(service: Service, database_url: str) -> None:
    await service.create()
    await execute(database_url, "UPDATE reports SET chart = '{}'")
    assert names(await service.client.get("/reports")) == ["小明"]
    assert len(names(await service.client.get("/reports?q=小明"))) == 1


async def test_the_list_switches_its_language(service: Service) -> None:
    switched = await service.client.get("/reports?lang=en")
    assert (switched.status_code, switched.headers["location"]) == (303, "/reports")
    page = await service.client.get("/reports")
    assert f'<h1 id="mine">{EN["mine"]}</h1>' in page.text
