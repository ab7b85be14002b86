"""The log that the viewers of a share read: the source's attempts and offsets, and nothing that they must not see."""

import asyncio
from collections.abc import Callable

import pytest

from app.report import End, Outcome, Rewind, Status, Usage
from app.textlog import TextLog
from app.viewer import SharedLog, Viewer
from app.web.redacted_log import RedactedLogs
from app.web.redaction import Redaction

PREVIEW = Redaction(only_preview=True)
PERSON = Redaction(hides_person=True, names=("小明",))


class Source:
    """The log of a report, and its viewers."""

    def __init__(self, *, is_writer: bool) -> None:
        self.shared = SharedLog(lambda: False)
        self.shared.log = TextLog(attempt=1)
        self.shared.is_written = self.shared.knows_passages = is_writer
        self.logs = RedactedLogs()

    @property
    def log(self) -> TextLog:
        return self.shared.log

    def view(self, redaction: Redaction) -> Viewer:
        return self.logs.view(Viewer(self.shared, lambda _viewer: None), redaction)


async def settle(change: Callable[[], object]) -> None:
    """Make a change, and let the redacted logs follow it."""
    change()
    await asyncio.sleep(0)
    await asyncio.sleep(0)


def is_over(viewer: Viewer) -> bool:
    return viewer.log.ended is not None


@pytest.fixture
def writer() -> Source:
    return Source(is_writer=True)


async def test_a_preview_is_live_at_its_writer_and_ends_with_itself(writer: Source) -> None:
    viewer = writer.view(PREVIEW)
    await settle(lambda: writer.log.append("预览"))
    assert viewer.log.read(0) == "预览"

    def go_on() -> None:
        writer.log.finish_passage(ends_preview=True)
        writer.log.append("其余")

    await settle(go_on)
    assert viewer.log.read(0) == "预览"
    assert not is_over(viewer), "the preview is not in the database yet"
    await settle(writer.log.mark_preview_saved)
    assert viewer.log.ended == End(Status.COMPLETED, None, 2, None, Usage())
    await settle(lambda: writer.log.append("还有"))
    assert viewer.log.read(0) == "预览"


async def test_another_process_shows_of_a_preview_only_what_is_saved() -> None:
    """Its text may arrive before it knows where the preview ends."""
    mirror = Source(is_writer=False)
    viewer = mirror.view(PREVIEW)
    await settle(lambda: mirror.log.append("预览其余"))
    assert viewer.log.read(0) == ""
    await settle(lambda: mirror.log.mark_saved(1))
    assert viewer.log.read(0) == "预"

    def save() -> None:
        mirror.log.mark_preview_saved(2)
        mirror.log.mark_saved(4)

    await settle(save)
    assert viewer.log.read(0) == "预览"
    assert viewer.log.ended is not None


async def test_attempts_and_what_they_keep_are_those_of_the_source(writer: Source) -> None:
    viewer = writer.view(PERSON)
    await settle(lambda: writer.log.append("小明好。坏"))
    assert viewer.log.read(0) == "某某好。坏"
    await settle(lambda: writer.log.adopt(Rewind(2, 4, "takeover")))
    assert (viewer.log.read(0), viewer.log.committed) == ("某某好。", 2)
    assert viewer.log.rewind_since(1) == Rewind(2, 4, "takeover")
    late = writer.view(PERSON)
    assert late.log is viewer.log, "all viewers of a redaction share one log"
    uncommitted = Rewind(3, 0, "retry")
    await settle(lambda: writer.log.rewind(uncommitted.reason, 0))
    assert viewer.log.read(0) == "某某好。", "nobody sees an attempt that is not committed"


async def test_a_name_at_the_end_waits_until_it_is_certain(writer: Source) -> None:
    viewer = writer.view(PERSON)
    await settle(lambda: writer.log.append("是小"))
    assert viewer.log.read(0) == "是"
    await settle(lambda: writer.log.append("明"))
    await settle(lambda: writer.log.append("。再小"))
    assert viewer.log.read(0) == "是某某。再"

    def end() -> None:
        writer.log.close(Outcome(Status.STOPPED, "stopped"))
        writer.log.confirm_end(End(Status.STOPPED, "stopped", writer.log.end, "digest", Usage(calls=3)))

    await settle(end)
    assert viewer.log.read(0) == "是某某。再小"
    assert viewer.log.ended == End(Status.STOPPED, "stopped", 6, None, Usage())


async def test_the_last_viewer_ends_the_redacted_log_and_every_viewer_its_own_source(writer: Source) -> None:
    viewers = [writer.view(PREVIEW), writer.view(PREVIEW)]
    assert len(writer.shared.viewers) == 2
    viewers[0].close()
    assert len(writer.shared.viewers) == 1
    await settle(lambda: writer.log.append("文"))
    assert viewers[1].log.read(0) == "文"
    viewers[1].close()
    assert not writer.shared.viewers
    assert writer.view(PREVIEW).log is not viewers[1].log


async def test_nothing_in_a_redacted_log_can_disturb_the_writer(writer: Source) -> None:
    troubles: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: troubles.append(context))
    writer.view(Redaction(hides_person=True, names=("",)))  # an empty name cannot be looked for
    await settle(lambda: writer.log.append("文"))
    assert writer.log.end == 1
    assert troubles
