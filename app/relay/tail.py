"""The reader that tells the other processes: what is new in a log, as messages."""

from dataclasses import dataclass, replace
from uuid import UUID

from app.relay import Look, Message, Relay, Saved, Text, Waiting
from app.textlog import TextLog

MOST_BEHIND = 50_000
"""Characters. Whoever was cut off for longer leaves the rest to what is saved."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What the others know, if nothing was lost."""

    attempt: int = -1
    end: int = 0
    saved: tuple[int, int | None, int] = (0, None, 0)  # how much, the preview, batches
    is_over: bool = False
    answers: int = 0
    is_waiting: bool = False


class Tail:
    """What the other processes have been told of one log.

    Text of an attempt that is not granted is told to nobody: the number may be another writer's.
    """

    def __init__(self, text: TextLog) -> None:
        self._log = text
        self._told = self._telling = _Told(saved=_saved(text))
        self._answers = 0
        self._is_last = False

    def answer(self) -> None:
        """Someone asked what is saved: it will be told, changed or not."""
        self._answers += 1
        self._log.nudge()

    def finish(self) -> None:
        """This process writes no more: once that is told, with all that was saved, it is over."""
        self._is_last = True
        self._log.nudge()

    def take(self) -> list[Message]:
        """What the others lack."""
        log, told = self._log, self._told
        if not log.is_granted:
            self._telling = told
            return []
        messages: list[Message] = []
        if log.attempt != told.attempt:
            # What is saved, they read; the rest follows.
            messages.append(Look())
            told = replace(told, attempt=log.attempt, end=min(log.saved_end, log.end))
        if log.end > told.end:
            start = told.end if log.end - told.end <= MOST_BEHIND else log.end
            messages.append(Text(log.attempt, start, log.read(start)))
        saved = _saved(log)
        is_asked = saved != told.saved or self._answers != told.answers
        if is_asked:
            messages.append(Saved(log.attempt, saved[0], saved[1], is_batch=saved[2] > told.saved[2]))
        if log.is_waiting != told.is_waiting or (log.is_waiting and is_asked):
            messages.append(Waiting(log.is_waiting))
        if self._is_last and not told.is_over:
            messages.append(Look())
        self._telling = _Told(log.attempt, log.end, saved, self._is_last, self._answers, log.is_waiting)
        return messages

    def confirm(self) -> None:
        """What was taken last has been sent."""
        self._told = self._telling

    @property
    def is_over(self) -> bool:
        """The others have been told the last of it."""
        return self._told.is_over


def _saved(log: TextLog) -> tuple[int, int | None, int]:
    return log.saved_end, log.saved_preview, log.batches


async def publish(report_id: UUID, tail: Tail, text: TextLog, relay: Relay) -> None:
    """Tells the other processes what is written, until the tail is finished or until cancelled."""
    while not tail.is_over:
        seen = text.version
        if await relay.send(report_id, tail.take):
            tail.confirm()
            if not tail.is_over:
                await text.wait_change(seen)
