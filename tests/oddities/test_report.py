"""Whole reports over HTTP from a provider that is odd in every passage: text, number of calls and outcome."""

import asyncio
import contextlib
import re
from typing import Any

import msgspec
import pytest

from app.llm.demo.faults import Fault
from app.llm.demo.server import create_demo
from app.llm.demo.text import Order, compose
from tests.e2e.sockets import resets, settled
from tests.headings import HEADINGS, PASSAGES
from tests.service import FAST, Service, serving
from tests.viewer import Viewer

from .catalogue import BLOCKED, BROKEN_OFF, CUT_BY_LENGTH, HARMLESS, Oddity

TITLES = HEADINGS["zh"]
WHOLE = (*HARMLESS, *BROKEN_OFF, *CUT_BY_LENGTH)
BATCHES = [WHOLE[start : start + PASSAGES] for start in range(0, len(WHOLE), PASSAGES)]
"""One oddity per passage."""


class OddReports:
    """Assigns each report a batch of oddities, one per passage, in the order in which the reports first appear.

    A call that continues a passage is odd only if the oddity includes an overlap or a text.
    """

    def __init__(self, batches: list[tuple[Oddity, ...]]) -> None:
        self._left = [{title: oddity.fault for title, oddity in zip(TITLES, batch, strict=False)} for batch in batches]
        self._by_report: dict[str, dict[str, Fault]] = {}
        self.batches = batches

    def __call__(self, order: Order, request_id: str) -> Fault | None:
        faults = self._faults_of(request_id.partition("-")[0])
        fault = faults.pop(order.heading, None)
        if fault is not None and fault.kind == "finish" and (fault.overlap or fault.text):
            faults[order.heading] = Fault("overlap", overlap=fault.overlap, text=fault.text)
        if fault is None:
            return None
        fault = msgspec.structs.replace(fault)
        if fault.kind == "finish" and fault.after and order.written is None:
            fault.after = clear_cut(compose(order), fault.after)
        return fault

    def batch_of(self, report_id: str) -> tuple[Oddity, ...]:
        return self.batches[[*self._by_report].index(report_id.replace("-", ""))]

    def _faults_of(self, report: str) -> dict[str, Fault]:
        if report not in self._by_report:
            self._by_report[report] = self._left.pop(0) if self._left else {}
        return self._by_report[report]


def clear_cut(text: str, place: int) -> int:
    """Return the last place up to `place` that is inside a sentence or before a list item.

    After a sentence, a bracket or bold text, a line break may be the text's, or belong to the thought or the new call:
    they look the same.
    """
    place = min(place, len(text))
    while place > 0 and not text.startswith("\n- ", place) and text[place - 1] in "。！？：）*\n":
        place -= 1
    return place


def single_blank_lines(text: str) -> str:
    """Remove the extra line break that a dropped fence leaves behind."""
    return re.sub(r"\n{3,}", "\n\n", text).rstrip()


async def write_reports(service: Service) -> list[str]:
    """Write one report per batch, all at once, and return their ids after they have ended."""
    odd = service.demo.misbehave
    assert isinstance(odd, OddReports)
    ids = [await service.create() for _ in odd.batches]
    await asyncio.gather(*(watch_to_end(service, id) for id in ids))
    return ids


async def watch_to_end(service: Service, report_id: str) -> Viewer:
    """Watch a report to its end, reconnecting as often as needed: many reports at once may be slow."""
    viewer = service.viewer(report_id)
    async with asyncio.timeout(600):
        while viewer.end is None:
            with contextlib.suppress(TimeoutError):
                if await viewer.watch() == 204:  # it had all text, and left before the end was sent
                    viewer.text, viewer.position = "", None
    viewer.check_end()
    return viewer


@pytest.mark.parametrize("is_checked", [True, False], ids=["checked", "unchecked"])
async def test_reports_with_an_oddity_in_every_passage_are_complete_and_cost_few_calls(
    database_url: str, is_checked: bool
) -> None:
    demo = create_demo(chars_per_second=FAST)
    changes: dict[str, Any] = {"check_passages": is_checked, "report_slots": len(BATCHES)}
    async with serving(database_url, demo=demo, **changes) as service:
        plain = (await service.finished(await service.create()))["text"]
        demo.misbehave = OddReports(BATCHES)
        for report_id in await write_reports(service):
            batch = demo.misbehave.batch_of(report_id)
            names = [oddity.name for oddity in batch]
            report = await service.report(report_id)
            assert (report["status"], report["checks"]) == ("completed", []), names
            assert single_blank_lines(report["text"]) == plain, names
            calls = service.calls(report_id)
            # Without a check, the model has to say twice that it has nothing to add.
            confirmations = 0 if is_checked else sum(oddity.is_whole for oddity in batch)
            assert len(calls) == PASSAGES + sum(oddity.more_calls for oddity in batch) + confirmations, names


@pytest.mark.parametrize("is_checked", [True, False], ids=["checked", "unchecked"])
async def test_filtered_text_is_withdrawn_and_the_report_is_incomplete(database_url: str, is_checked: bool) -> None:
    demo = create_demo(chars_per_second=FAST)
    odd = OddReports([(HARMLESS[0], oddity) for oddity in BLOCKED])
    changes: dict[str, Any] = {"check_passages": is_checked, "report_slots": len(BLOCKED)}
    async with serving(database_url, demo=demo, **changes) as service:
        demo.misbehave = odd
        for report_id in await write_reports(service):
            first, blocked = service.calls(report_id)
            report = await service.report(report_id)
            assert (report["status"], report["end"]["code"]) == ("incomplete", "content_blocked"), blocked
            assert report["text"] == first.text


async def test_a_report_with_the_same_oddity_in_every_answer_is_complete(database_url: str) -> None:
    """A gateway changes every answer in the same way."""
    for kind in ("stop_everywhere", "stop_on_thought", "data_lines", "cr", "echo", "mirrored", "wrapped"):
        demo = create_demo(chars_per_second=FAST)
        async with serving(database_url, demo=demo) as service:
            demo.faults.append(Fault(kind, times=-1))
            viewer = service.viewer(await service.create())
            await viewer.watch_to_end()
            report = await settled(service, viewer)
            assert (report["status"], report["checks"], resets(viewer)) == ("completed", [], [])
            calls = service.calls(viewer.report_id)
            assert report["text"] == "\n\n".join(call.text for call in calls)
            assert len(calls) == PASSAGES
