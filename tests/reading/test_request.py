"""Reading request and chart back from a report's row."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from app.bazi.chart import as_json
from app.db.records import Report
from app.reading.request import OUTLINE, ReportRequest, stored_chart, stored_request
from app.report import Status, Usage
from tests.bazi.births import BEIJING, birth, cast

REQUEST = ReportRequest(birth=birth("1990-05-12 14:30"), gender="female", place=BEIJING)


def report(request: Any, chart: Any) -> Report:
    created_at = datetime(2026, 11, 23, 17, tzinfo=UTC)  # the 24th in Beijing
    return Report(
        id=uuid4(),
        status=Status.QUEUED,
        attempt=0,
        chars=0,
        kept=0,
        passage_ends=(),
        preview_chars=None,
        rewinds=(),
        stop_requested=False,
        request_json=msgspec.json.encode(request).decode(),
        chart_json=msgspec.json.encode(chart).decode(),
        language="zh",
        model=None,
        usage=Usage(),
        findings=(),
        code=None,
        sha256=None,
        created_at=created_at,
        updated_at=created_at,
        ended_at=None,
    )


@pytest.mark.parametrize("chart", [as_json(cast("1990-05-12 14:30")), {"pillars": {"year": "庚午"}}, ["no", "chart"]])
def test_a_chart_stored_by_an_older_version_is_cast_again(chart: Any) -> None:
    assert stored_chart(report(msgspec.to_builtins(REQUEST), chart)) == cast("1990-05-12 14:30")


def test_a_field_missing_from_a_stored_request_gets_its_default() -> None:
    plain = msgspec.to_builtins(REQUEST)
    del plain["options"], plain["birth"]["fold"], plain["birth"]["part"]
    assert stored_request(report(plain, {})) == REQUEST


def test_a_request_from_before_there_were_outlines_has_the_first() -> None:
    plain = msgspec.to_builtins(REQUEST)
    del plain["outline"]
    assert stored_request(report(plain, {})).outline == 1


def test_the_outline_is_no_part_of_what_was_asked() -> None:
    assert replace(REQUEST, outline=OUTLINE) == REQUEST
