"""The glossary over HTTP: public, cacheable, in both languages."""

import pytest

from app.bazi.glossary import glossary

from .conftest import Shared

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_glossary_is_in_chinese_unless_english_is_requested(shared: Shared) -> None:
    async with shared.client() as client:
        chinese, english = await client.get("/api/glossary"), await client.get("/api/glossary?language=en")
    assert (chinese.json()["language"], english.json()["language"]) == ("zh", "en")
    for response, language in ((chinese, "zh"), (english, "en")):
        entries = response.json()["entries"]
        assert len(entries) == len(glossary())
        [entry] = [entry for entry in entries if entry["term"] == "墓"]
        assert entry | {"text": ""} == {
            "id": "mu",
            "kind": "life_stage",
            "term": "墓",
            "reading": "mù",
            "name": "Mu: storage, rest",
            "text": "",
        }
        assert ("收藏" in entry["text"]) == (language == "zh")
        assert ("storehouse" in entry["text"]) == (language == "en")


async def test_another_language_is_refused(shared: Shared) -> None:
    async with shared.client() as client:
        response = await client.get("/api/glossary?language=fr")
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "language"


async def test_the_glossary_is_cacheable_by_anybody_and_sets_no_cookie(shared: Shared) -> None:
    async with shared.client() as client:
        first = await client.get("/api/glossary")
        etag = first.headers["etag"]
        again = await client.get("/api/glossary", headers={"If-None-Match": f'"old", W/{etag}'})
        other = await client.get("/api/glossary?language=en", headers={"If-None-Match": etag})
    assert first.headers["cache-control"].startswith("public")
    assert "set-cookie" not in first.headers
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert other.status_code == 200
