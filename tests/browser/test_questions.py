"""Further questions in a browser: asking, following the answer, and failures that must not lose what was typed."""

import pytest
from playwright.async_api import Browser, Route, expect

from app.llm.demo.faults import Fault
from app.web.pages.words import WORDS
from tests.held_model import HeldModel
from tests.service import Service, serving

from .person import Person, begin, url_of, visiting
from .reading import Reading, check_exact

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "明年适合换城市吗？"


async def finished(service: Service, person: Person) -> tuple[Reading, list[str]]:
    """Open a finished report. Return its tab and the text that it shows."""
    report = await service.finished(await service.create())
    await person.be(service.client)
    reading = await person.read(report["id"])
    return reading, await reading.blocks()


async def ask(reading: Reading, question: str = QUESTION) -> None:
    await reading.page.get_by_label(WORDS["zh"]["follow_up_label"]).fill(question)
    await reading.page.get_by_role("button", name=WORDS["zh"]["follow_up_submit"], exact=True).click()


async def test_an_answer_arrives_below_the_text(chromium: Browser, database_url: str) -> None:
    demo = HeldModel()
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        reading, before = await finished(service, person)
        demo.resume(demo.said + 150)
        await ask(reading)
        await reading.wait_status("running")
        await expect(reading.page.locator("#text")).to_contain_text(f"追问：{QUESTION}")
        await expect(reading.page.locator("#follow-up")).to_be_hidden()
        demo.resume()
        await check_exact(person, reading)
        assert (await reading.blocks())[: len(before)] == before
        # The list leads to the answer, and the form offers the next question, without a reload.
        await expect(reading.page.locator("#follow-up")).to_be_visible()
        await expect(reading.page.locator("#question")).to_have_value("")
        await reading.page.locator(".follow-ups a").click()
        heading = reading.page.locator("#p14 h2")
        await expect(heading).to_be_in_viewport()
        await expect(heading).to_have_text(f"追问：{QUESTION}")
        await expect(reading.page.locator("#toc li").last).to_have_text(f"追问：{QUESTION}")


async def test_the_page_goes_to_the_answer_and_follows_it(chromium: Browser, database_url: str) -> None:
    demo = HeldModel()
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        reading, _ = await finished(service, person)
        demo.resume(demo.said + 150)
        await ask(reading)
        heading = reading.page.locator("#text h2").last
        await expect(heading).to_have_text(f"追问：{QUESTION}")
        await expect(heading).to_be_in_viewport()
        await expect(reading.page.locator("#last-read")).to_be_hidden()
        demo.resume()
        await reading.wait_status("completed")
        await expect(reading.page.locator("#text > .block").last).to_be_in_viewport()


async def test_a_question_asked_meanwhile_elsewhere_is_followed_and_what_was_typed_stays(
    chromium: Browser, database_url: str
) -> None:
    demo = HeldModel()
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        person.expects("409")
        reading, _ = await finished(service, person)
        demo.resume(demo.said + 150)
        other = await service.client.post(
            f"/api/reports/{reading.report_id}/questions", json={"question": "后年适合买房吗？"}
        )
        assert other.status_code == 201
        await ask(reading)
        await reading.wait_status("running")
        await expect(reading.page.locator("#text")).to_contain_text("追问：后年适合买房吗？")
        demo.resume()
        await reading.wait_status("completed")
        await expect(reading.page.locator("#question")).to_have_value(QUESTION)
        await expect(reading.page.locator("#question-error")).to_have_text(WORDS["zh"]["follow_up_error_conflict"])
        await reading.page.locator("#question").press("End")
        await reading.page.keyboard.type("或者买车")
        await expect(reading.page.locator("#question-error")).to_be_hidden()


async def test_a_long_question_is_refused_and_not_cut(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        person.expects("422")
        reading, _ = await finished(service, person)
        question = "明" * 301
        await ask(reading, question)
        await expect(reading.page.locator("#question-error")).to_have_text(WORDS["zh"]["follow_up_error_invalid"])
        await expect(reading.page.locator("#question")).to_have_value(question)


async def test_a_second_tab_joins_the_answer(chromium: Browser, database_url: str) -> None:
    demo = HeldModel()
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        reading, _ = await finished(service, person)
        other = await person.read(reading.report_id)
        demo.resume(demo.said + 150)
        await ask(reading)
        await reading.wait_status("running")
        await other.wait_status("running")  # it reloads by itself
        demo.resume()
        await check_exact(person, reading)
        await other.wait_status("completed")
        await other.wait_same(reading)


@pytest.mark.parametrize("was_live", [False, True])
async def test_a_tab_that_is_returned_to_follows_a_question_from_another_device(
    chromium: Browser, database_url: str, was_live: bool
) -> None:
    demo = HeldModel(0 if was_live else None)
    async with serving(database_url, demo=demo) as service, visiting(chromium, url_of(service)) as person:
        if was_live:
            reading = await begin(service, person)
            demo.resume()
            await reading.wait_status("completed")
        else:
            reading, _ = await finished(service, person)
        await reading.look_at()  # nothing has changed
        await reading.mark_blocks()
        demo.resume(demo.said + 150)
        path = f"/api/reports/{reading.report_id}/questions"
        assert (await service.client.post(path, json={"question": QUESTION})).status_code == 201
        assert await reading.marked_blocks()
        await reading.look_at()
        await reading.wait_status("running")
        demo.resume()
        await check_exact(person, reading)


async def test_a_failure_keeps_what_was_typed_and_a_second_try_asks_once(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        person.expects("net::ERR_FAILED")
        reading, _ = await finished(service, person)
        asking = f"**/api/reports/{reading.report_id}/questions"

        async def lose_the_answer(route: Route) -> None:
            await route.fetch()
            await route.abort()

        await reading.page.route(asking, lose_the_answer)
        await ask(reading)
        await expect(reading.page.locator("#question-error")).to_have_text(WORDS["zh"]["unanswered"])
        await expect(reading.page.locator("#question")).to_have_value(QUESTION)
        await reading.page.unroute(asking)
        await reading.page.locator("#follow-up button").click()
        await expect(reading.page.locator(".follow-ups li")).to_have_count(1)
        report = await check_exact(person, reading)
        assert [each["question"] for each in report["questions"]] == [QUESTION]


async def test_an_empty_question_is_refused_in_place(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        reading, _ = await finished(service, person)
        await ask(reading, "   ")
        await expect(reading.page.locator("#question-error")).to_have_text(WORDS["zh"]["follow_up_error_empty"])
        await expect(reading.page.locator("#question")).to_be_focused()
        assert (await person.report(reading.report_id))["questions"] == []


async def test_a_question_that_cannot_be_answered_is_given_up(chromium: Browser, database_url: str) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        reading, before = await finished(service, person)
        service.demo.faults.append(Fault("finish", after=80, reason="sensitive"))
        await ask(reading)
        await reading.wait_status("incomplete")
        await reading.page.get_by_role("button", name=WORDS["zh"]["follow_up_drop"]).click()
        await reading.wait_status("completed")
        assert await reading.blocks() == before
        await expect(reading.page.locator(".follow-ups")).to_contain_text(WORDS["zh"]["follow_up_dropped"])
        await expect(reading.page.locator("#follow-up")).to_be_visible()


async def test_a_question_without_an_answer_offers_to_give_it_up_and_no_link(
    chromium: Browser, database_url: str
) -> None:
    async with serving(database_url) as service, visiting(chromium, url_of(service)) as person:
        reading, _ = await finished(service, person)
        service.demo.faults.append(Fault("finish", after=80, reason="sensitive"))
        await ask(reading)
        await reading.wait_status("incomplete")
        for page in (reading.page, (await person.read(reading.report_id)).page):
            await expect(page.locator("#print")).to_be_visible()  # the script has run
            await expect(page.locator("#drop")).to_be_visible()
            await expect(page.locator(".follow-ups q")).to_have_text(QUESTION)
            await expect(page.locator(".follow-ups a")).to_be_hidden()


async def test_a_question_is_asked_without_scripts(chromium: Browser, database_url: str) -> None:
    async with (
        serving(database_url) as service,
        visiting(chromium, url_of(service), java_script_enabled=False) as person,
    ):
        person.expects("422")
        reading, before = await finished(service, person)
        await ask(reading, "  ")
        await expect(reading.page.locator("#question-error")).to_have_text(WORDS["zh"]["follow_up_error_empty"])
        await ask(reading)
        await expect(reading.page.locator(".follow-ups q")).to_have_text(QUESTION)
        report = await service.finished(reading.report_id)
        await reading.page.reload()
        assert (await reading.page.locator("#text > .block").all_inner_texts())[: len(before)] == before
        await expect(reading.page.locator("#text")).to_contain_text(f"追问：{QUESTION}")
        assert report["questions_left"] == 4
