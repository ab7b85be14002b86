"""The writer: passage after passage from the model into the log, until an outcome.

It knows the model and the log, nothing else. Whatever the model does, what was received stands in the
log until something better replaces it: a passage that broke off, or failed its check, is dropped only when
the first text of its rewriting has come. Every way this can end is an `Outcome`; only cancellation passes through.
"""

import asyncio
import itertools
import logging
import random
import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from app.bazi.checks import Check, Flaw
from app.bazi.passages import Outline
from app.errors import ContentBlocked, ModelBusy, ModelError, ModelPaused, ModelRefused, RateLimited
from app.llm import Discard, Finish, Message, Model, Prompt, Waiting
from app.llm.prose import has_words
from app.llm.words import LENGTH, OUT_OF_CONTEXT, SENSITIVE, STOP
from app.report import Mark, Outcome, Status, Usage
from app.sinks import Continuation, Opening
from app.textlog import TextLog

log = logging.getLogger(__name__)

_SENTENCE_END = re.compile(r"[。！？.!?”」』）)*]{1,4}\s*")

SEPARATOR = "\n\n"
"""Between two passages stands one blank line."""

_GO_ON = {
    "zh": "从断点继续，只输出后续内容，不要重复已写的文字，也不要任何说明。",
    "en": "Go on from where it broke off. Output only what follows; repeat nothing, explain nothing.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much trouble is borne before giving up."""

    max_chars: int = 200_000
    unsaved_bytes: int = 1 << 20
    retries: int = 3
    """Calls tried again, per passage, after failing before their first text."""
    rewrites: int = 2
    """Times a passage is written again after breaking off inside."""
    corrections: int = 1
    """Times a passage is written again after failing its check; then it is kept and marked."""
    backoff_seconds: float = 1.0
    """The first pause; it doubles, is jittered, and is longer when the model is overloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """What went wrong with one try at a passage."""

    code: str
    detail: str
    broke_off: bool = True
    """Inside the passage; else before its first text."""
    flaws: Sequence[Flaw] = ()
    """What the check found, if nothing else is wrong."""
    is_final: bool = False
    is_busy: bool = False
    wait_seconds: float = 0.0


class _Flawed(Exception):
    """Not an error: the way out of a passage that has failed its check, and may be written again."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__(", ".join(flaw.code for flaw in flaws))  # what the text says is not for logs
        self.flaws = flaws


@dataclass(frozen=True, slots=True)
class _Draft:
    """A whole passage that failed its check: kept, in case that no second one can be had."""

    text: str
    flaws: Sequence[Flaw]


class _Stop(Exception):
    """Not an error: the way out of a call, with the outcome's code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def generate(
    text: TextLog, outline: Outline, model: Model, *, call_prefix: str, language: str, limits: Limits
) -> Outcome:
    """Writes the passages that `text` lacks. `call_prefix` begins every request id.

    Returns how it ended; the caller closes the log. Raises nothing but bugs and `CancelledError`; then
    the call to the model is closed and the log holds all that was received.
    """
    writer = _Writer(text, outline, model, call_prefix, language, limits)
    for index in range(len(text.passage_ends), len(outline.passages)):
        try:
            outcome = await writer.write(index)
        except ModelPaused as pause:
            log.info("⏸️ [Stream API] Handing the report back at %d characters: %s", text.end, pause)
            return Outcome(Status.QUEUED)
        if outcome is not None:
            return outcome
    return Outcome(Status.COMPLETED)


class _Writer:
    def __init__(
        self, text: TextLog, outline: Outline, model: Model, call_prefix: str, language: str, limits: Limits
    ) -> None:
        self._log = text
        self._outline = outline
        self._model = model
        self._call_prefix = call_prefix
        self._language = language
        self._limits = limits
        self._calls = 0
        self._start = 0  # of the present passage's own text
        self._has_text = False  # whether any of the present call has reached the log
        self._call_start = 0  # of what has
        self._check: Check | None = None  # of the text that stands after `kept`
        self._corrections = 0  # left for the present passage
        self._draft: _Draft | None = None

    async def write(self, index: int) -> Outcome | None:
        """Writes one passage to its end: None, or the outcome if it could not be written."""
        left = {"retry": self._limits.retries, "rewrite": self._limits.rewrites}
        self._corrections, self._draft = self._limits.corrections, None
        flaws: Sequence[Flaw] = ()
        for time in itertools.count(1):
            try:
                fault = await self._try(index, flaws)
            except ContentBlocked:
                return None if self._fall_back(index, "withdrawn") else self._withdraw()
            except ModelPaused:
                if self._fall_back(index):  # the draft is a whole passage, already paid for
                    return None
                raise
            except _Stop as stop:
                is_stored = stop.code != "storage_unavailable"
                return None if is_stored and self._fall_back(index) else self._give_up(index, stop.code)
            if fault is None:
                break
            if fault.flaws:
                self._corrections -= 1
                flaws = fault.flaws
                log.warning(
                    "⚠️ [Stream API] Passage %d failed its check at %d characters: %s; writing it again",
                    index + 1,
                    self._log.end,
                    fault.detail,
                )
                continue
            kind = "rewrite" if fault.broke_off else "retry"
            if fault.broke_off:
                self._log.want_save()
            log.warning(
                "⚠️ [Stream API] Passage %d failed at %d characters: %s; %s",
                index + 1,
                self._log.end,
                fault.detail,
                "giving up" if fault.is_final or not left[kind] else f"trying again ({kind})",
            )
            if fault.is_final or not left[kind]:
                return None if self._fall_back(index) else self._give_up(index, fault.code)
            left[kind] -= 1
            await self._back_off(time, fault)
        return None

    async def _try(self, index: int, flaws: Sequence[Flaw]) -> _Fault | None:
        """One try at a passage: None if it is whole, else what is wrong with it. `flaws` are those of the last."""
        try:
            code = await self._passage(index, flaws)
        except (ContentBlocked, ModelPaused):
            raise
        except _Flawed as flawed:
            return _Fault(code="flawed", detail=str(flawed), flaws=flawed.flaws)
        except ModelError as error:
            broke_off = self._has_text
            # Without any text, this error means that the call has waited as long as it may.
            gave_up = isinstance(error, RateLimited) and not broke_off
            is_final = gave_up or isinstance(error, ModelRefused) or not (broke_off or error.retryable)
            return _Fault(
                code=error.code,
                detail=f"{error} (code {error.code}, upstream code {error.upstream_code})",
                broke_off=broke_off,
                is_final=is_final,
                is_busy=isinstance(error, ModelBusy),
                wait_seconds=error.retry_after or 0,
            )
        return None if code is None else _Fault(code=code, detail=code)

    async def _passage(self, index: int, flaws: Sequence[Flaw]) -> str | None:
        """Asks for a passage: None if it ended well, else the code of how it ended."""
        ends = [0, *self._log.passage_ends]
        written = [self._log.read(start, end).removeprefix(SEPARATOR) for start, end in itertools.pairwise(ends)]
        ask = Message("user", self._outline.ask(index, written, flaws))
        finish = await self._call((ask,), Opening(self, partial(self._outline.check, index)))
        if finish.reason == LENGTH and self._has_text:
            # Once: the model is shown what it wrote and asked for the rest.
            self._log.add_usage(finish.usage)
            finish = await self._continue(index, ask)
            if finish.reason == LENGTH:
                self._log.add_usage(finish.usage)
                raise _Stop("length")
        return self._judge(index, finish)

    async def _continue(self, index: int, ask: Message) -> Finish:
        """Asks for the rest of a passage that was cut by length."""
        written = self._log.read(self._start)
        turns = (ask, Message("assistant", written), Message("user", _GO_ON[self._language]))

        def start_over(text: str) -> None:
            self.begin(text, self._outline.check(index))

        return await self._call(turns, Continuation(self, written, start_over))

    def _judge(self, index: int, finish: Finish) -> str | None:
        if finish.reason == STOP and self._has_text and self._says_something():
            flaws = self._check.finish() if self._check is not None else ()
            if flaws and self._corrections:
                self._log.add_usage(finish.usage)
                self._draft = _Draft(self._log.read(self._start), flaws)
                raise _Flawed(flaws)
            self._finish(index, finish.usage, flaws)
            return None
        self._log.add_usage(finish.usage)
        if finish.reason == SENSITIVE:
            raise ContentBlocked("the stream was cut by the safety filter")
        if finish.reason == OUT_OF_CONTEXT:
            raise _Stop("length")
        return "empty" if finish.reason == STOP else "upstream_cut"

    def _says_something(self) -> bool:
        """Whether the call wrote text: words, or the end of the sentence that it was to continue."""
        said = self._log.read(self._call_start)
        return has_words(said) or (self._call_start > self._start and _SENTENCE_END.fullmatch(said) is not None)

    def _finish(self, index: int, usage: Usage, flaws: Sequence[Flaw]) -> None:
        passages = self._outline.passages
        following = passages[index + 1] if index + 1 < len(passages) else None
        ends_preview = passages[index].is_preview and not (following and following.is_preview)
        marks = self._marks(index, flaws)
        if marks:
            log.warning(
                "⚠️ [Stream API] Passage %d kept and marked at %d characters: %s",
                index + 1,
                self._log.end,
                ", ".join(flaw.code for flaw in flaws),
            )
        self._log.finish_passage(usage, ends_preview=ends_preview, marks=marks)

    def _marks(self, index: int, flaws: Sequence[Flaw]) -> list[Mark]:
        key = self._outline.passages[index].key
        return [Mark(passage=index + 1, key=key, code=flaw.code, detail=flaw.detail) for flaw in flaws]

    def _fall_back(self, index: int, reason: str = "retry") -> bool:
        """Takes the whole draft, if there is one, in place of a second writing that cannot be had."""
        if self._draft is None:
            return False
        text, draft = self._log, self._draft
        if text.read(self._start) != draft.text:  # something of the second had begun
            text.rewind(reason)
            text.append((SEPARATOR if text.end else "") + draft.text)
        self._finish(index, Usage(), draft.flaws)
        return True

    async def _call(self, messages: tuple[Message, ...], sink: Opening | Continuation) -> Finish:
        self._calls += 1
        self._has_text = False
        prompt = Prompt(
            system=self._outline.system,
            messages=messages,
            # Of an attempt that is not granted another process may be given the number, too.
            request_id=f"{self._call_prefix}-{self._log.granted}-{self._calls}",
        )
        finish: Finish | None = None
        try:
            async with aclosing(self._model.stream(prompt)) as events:
                async for event in events:
                    if self._log.is_waiting or isinstance(event, Waiting):
                        self._log.set_waiting(isinstance(event, Waiting))
                    if isinstance(event, str):
                        sink.write(event)
                        self._check_size()
                        if isinstance(sink, Opening):  # a rest may begin with a thought, and is short
                            self._check_text()
                    elif isinstance(event, Finish):
                        finish = event
                    elif isinstance(event, Discard):
                        sink.discard()
        finally:
            sink.flush(is_whole=finish is not None)  # what was received is never dropped, however the call ends
        return finish or Finish("", Usage())

    @property
    def may_correct(self) -> bool:
        """A passage that fails its check may still be written again."""
        return self._corrections > 0

    @property
    def has_draft(self) -> bool:
        """What came of an earlier try at the passage still stands."""
        return self._log.end > self._log.kept

    def begin(self, first: str, check: Check | None) -> None:
        """The first text of a try. Only now is the broken one dropped."""
        text = self._log
        if self.has_draft:
            text.rewind("retry")
        separator = SEPARATOR if text.end else ""
        self._start = text.end + len(separator)
        self._check = check
        text.append(separator + first)
        self._has_text, self._call_start = True, self._start
        self._read(first)

    def append(self, more: str) -> None:
        if not self._has_text:
            self._has_text, self._call_start = True, self._log.end
        self._log.append(more)
        self._read(more)

    def drop(self) -> None:
        """Takes back what this call has written: it was no text."""
        self._log.rewind("retry")
        self._has_text = False
        self._check = None

    def _read(self, more: str) -> None:
        if self._check is not None:
            self._check.read(more)

    def _check_size(self) -> None:
        text, limits = self._log, self._limits
        if text.end > limits.max_chars:
            raise _Stop("too_long")
        unsaved = text.end - text.saved_end
        if unsaved * 4 > limits.unsaved_bytes and _utf8_length(text, text.saved_end) > limits.unsaved_bytes:
            raise _Stop("storage_unavailable")

    def _check_text(self) -> None:
        """Ends the call as soon as its text is known to be flawed, if it may be written again."""
        if self._has_text and self._check is not None and self._check.flaw is not None and self._corrections:
            raise _Flawed([self._check.flaw])

    def _withdraw(self) -> Outcome:
        """Takes back the passage that the safety filter cut. It is never sent to the model again."""
        if self._log.end > self._log.kept:
            self._log.rewind("withdrawn")
        log.warning("⚠️ [Stream API] Passage withdrawn by the safety filter, %d characters kept", self._log.end)
        return self._outcome("content_blocked")

    def _give_up(self, index: int, code: str) -> Outcome:
        """What came of the passage stays, marked if it is known to be flawed."""
        if self._log.end > self._log.kept and self._check is not None and self._check.flaw is not None:
            self._log.marks.extend(self._marks(index, [self._check.flaw]))
        return self._outcome(code)

    def _outcome(self, code: str) -> Outcome:
        return Outcome(Status.INCOMPLETE if self._log.end else Status.FAILED, code)

    async def _back_off(self, time: int, fault: _Fault) -> None:
        pause = self._limits.backoff_seconds * 2 ** min(time - 1, 4) * (2 if fault.is_busy else 1)
        await asyncio.sleep(max(pause * random.uniform(0.5, 1.0), fault.wait_seconds))  # noqa: S311


def _utf8_length(text: TextLog, start: int) -> int:
    return len(text.read(start).encode())
