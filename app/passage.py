"""One call to the model for one passage: from its start, or for the rest of it if an earlier call broke off.

Every way a call can end is a `Result`. Only `CancelledError` and `FenceLost` are raised; any other exception is a bug.
"""

import itertools
import logging
import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from app.draft import SEPARATOR, Draft
from app.errors import ContentBlocked, ModelBusy, ModelError, ModelPaused, ModelRefused, RateLimited
from app.llm import Discard, Finish, Message, Model, Prompt, Waiting
from app.llm.finish_reasons import LENGTH, OUT_OF_CONTEXT, SENSITIVE, STOP
from app.llm.prose import has_words
from app.outline import Outline
from app.report import Finding, Usage, estimated_tokens
from app.seam import tail_of
from app.sinks import Continuation, Opening
from app.textlog import TextLog

logger = logging.getLogger(__name__)

_SENTENCE_END = re.compile(r"[。！？.!?”」』）)*]{1,4}\s*")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•]|[0-9]{1,3}[.)、]) ?\S")
_OPENS = frozenset("，,、：:；;（(“‘「『《【[—-–")
_MAX_UTF8_BYTES = 4  # per character


@dataclass(frozen=True, slots=True)
class Complete:
    """The model finished, and the whole passage is in the log."""

    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The model repeated the end of the text, which may be whole, and added nothing. It has these `findings`."""

    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Flawed:
    """The call was ended early because the text was certain to fail its check."""

    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The model failed."""

    code: str
    detail: str
    """For log messages: contains no text and no secrets."""
    broke_off: bool = True
    """Whether it failed inside the passage, rather than before the first text."""
    was_answered: bool = False
    """Whether the model itself ended the answer, so that the same call may well end in the same way."""
    is_final: bool = False
    """Whether another call would fail, too."""
    is_busy: bool = False
    wait_seconds: float = 0.0
    """How long the provider asked us to wait."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The provider's safety filter stopped the passage, which must be withdrawn."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The provider refuses the account, so the report has to wait."""

    reason: str


@dataclass(frozen=True, slots=True)
class OutOfRoom:
    """A limit was reached: `length` (the model's), `too_long` or `storage_unavailable` (this service's)."""

    code: str


Result = Complete | Unchanged | Flawed | Failure | Blocked | Paused | OutOfRoom


class Guard(Protocol):
    """Keeps a writer that may have lost its report from showing text."""

    def is_due(self) -> bool:
        """Whether to `check` before the next text."""
        ...

    async def check(self) -> None:
        """Raises `FenceLost` if the report has another writer."""
        ...


class PassageWriter:
    """Writes the passages of one report into its log. Every request id starts with `call_prefix`."""

    def __init__(
        self,
        log: TextLog,
        outline: Outline,
        model: Model,
        *,
        call_prefix: str,
        guard: Guard,
        max_chars: int,
        max_unsaved_bytes: int,
    ) -> None:
        self._log = log
        self._outline = outline
        self._model = model
        self._call_prefix = call_prefix
        self._guard = guard
        self._max_chars = max_chars
        self._max_unsaved_bytes = max_unsaved_bytes
        self._calls = 0

    async def begin(self, index: int, draft: Draft, findings: Sequence[Finding], *, may_correct: bool) -> Result:
        """Ask for passage `index` from its start. `findings` are those in its previous text.

        With `may_correct`, the call is ended as soon as its text is certain to fail its check.
        """
        sink = Opening(draft, partial(self._outline.checker, index), may_correct=may_correct)
        return await self._write((self._request(index, findings),), draft, sink, ends_early=may_correct)

    async def resume(self, index: int, draft: Draft, findings: Sequence[Finding], *, may_start_over: bool) -> Result:
        """Show the model the text of `draft`, the unfinished passage `index`, and ask for the rest.

        If the model writes the passage from its start instead, that replaces the text if it `may_start_over`, or else
        counts as a failure.
        """
        ask = self._outline.continue_prompt(tail_of(draft.text))
        turns = self._request(index, findings), Message("assistant", draft.text), Message("user", ask)
        checker, heading = partial(self._outline.checker, index), self._outline.passages[index].heading
        sink = Continuation(draft, checker, heading=heading, may_start_over=may_start_over)
        # The rest may begin with a thought: check it only at its end.
        return await self._write(turns, draft, sink, ends_early=False)

    def _request(self, index: int, findings: Sequence[Finding]) -> Message:
        return Message("user", self._outline.prompt(index, self._written(), findings))

    async def _write(
        self, turns: tuple[Message, ...], draft: Draft, sink: Opening | Continuation, *, ends_early: bool
    ) -> Result:
        if self._log.end > self._max_chars:
            return OutOfRoom("too_long")
        try:
            ending = await self._call(turns, draft, sink, ends_early)
        except ContentBlocked:
            return Blocked()
        except ModelPaused as pause:
            return Paused(str(pause))
        except ModelError as error:
            return _failure(error, broke_off=draft.has_call_text)
        return _judge(ending, draft, sink) if isinstance(ending, Finish) else ending

    def _written(self) -> list[str]:
        """Return the texts of the complete passages."""
        ends = [0, *self._log.passage_ends]
        return [self._log.read(start, end).removeprefix(SEPARATOR) for start, end in itertools.pairwise(ends)]

    async def _call(
        self, messages: tuple[Message, ...], draft: Draft, sink: Opening | Continuation, ends_early: bool
    ) -> Finish | Flawed | OutOfRoom:
        """Make one call to the model, write its text to `sink`, and count its tokens. Raises `ModelError`."""
        self._calls += 1
        draft.start_call()
        prompt = Prompt(
            system=self._outline.system,
            messages=messages,
            # The committed attempt: another process may be given the number of one that is not committed yet.
            request_id=f"{self._call_prefix}-{self._log.committed}-{self._calls}",
        )
        finish: Finish | None = None
        is_whole = False
        try:
            async with aclosing(self._model.stream(prompt)) as events:
                async for event in events:
                    if self._guard.is_due():
                        await self._guard.check()
                    self._log.set_waiting(isinstance(event, Waiting))
                    if isinstance(event, str):
                        sink.write(event)
                        if (ending := self._ending(draft, ends_early)) is not None:
                            return ending
                    elif isinstance(event, Finish):
                        finish = event
                    elif isinstance(event, Discard):
                        sink.discard()
            is_whole = finish is not None and (finish.reason == STOP or sink.takes_parts)
        finally:
            try:
                sink.flush(is_whole=is_whole)
            finally:
                self._log.add_usage(_usage(prompt, draft.call_text, finish))
        return finish or Finish("", Usage())

    def _ending(self, draft: Draft, ends_early: bool) -> Flawed | OutOfRoom | None:
        """Return the reason to end the call early, if there is one."""
        log = self._log
        if log.end > self._max_chars:
            return OutOfRoom("too_long")
        unsaved = log.end - log.saved.end
        is_near = unsaved * _MAX_UTF8_BYTES > self._max_unsaved_bytes
        if is_near and len(log.read(log.saved.end).encode()) > self._max_unsaved_bytes:
            return OutOfRoom("storage_unavailable")
        if ends_early and draft.has_call_text and draft.checker is not None and draft.checker.finding is not None:
            return Flawed([draft.checker.finding])
        return None


def _judge(finish: Finish, draft: Draft, sink: Opening | Continuation) -> Result:
    if finish.reason == STOP and _says_something(draft):
        return Complete(_findings(draft))
    if finish.reason == STOP and sink.confirms_end and may_be_whole(draft.text):
        return Unchanged(_findings(draft))
    if finish.reason == SENSITIVE:
        return Blocked()
    if finish.reason == OUT_OF_CONTEXT:
        return OutOfRoom("length")
    if finish.reason == STOP and draft.is_continued:
        draft.take_back_call()  # characters without words, such as an empty code block
    code = {STOP: "empty", LENGTH: "length"}.get(finish.reason, "upstream_cut")
    detail = f"finish reason {finish.reason or 'missing'!r}"
    return Failure(code=code, detail=detail, broke_off=draft.has_call_text, was_answered=True)


def _says_something(draft: Draft) -> bool:
    """Return whether the call wrote words, or the end of the sentence that it continued."""
    text = draft.call_text
    return has_words(text) or (draft.is_continued and _SENTENCE_END.fullmatch(text) is not None)


def _findings(draft: Draft) -> Sequence[Finding]:
    return draft.checker.finish() if draft.checker is not None else ()


def may_be_whole(text: str) -> bool:
    """Return whether a passage may end here: not after a letter or a comma, except at the end of a list item."""
    last_line = text.rstrip().rpartition("\n")[2]
    last = last_line.rstrip("*_")[-1:]
    if not last or last_line.startswith("#"):
        return False
    return not (last.isalnum() or last in _OPENS) or (last.isalnum() and _LIST_ITEM.match(last_line) is not None)


def _usage(prompt: Prompt, written: str, finish: Finish | None) -> Usage:
    """Return the tokens of a call. Without the provider's count, they are estimated if the call wrote text."""
    if finish is not None and finish.usage.completion_tokens:
        return replace(finish.usage, calls=1)
    if not written:
        return Usage(calls=1)
    asked = prompt.system + "".join(message.content for message in prompt.messages)
    return Usage(estimated_tokens(asked), estimated_tokens(written), calls=1)


def _failure(error: ModelError, *, broke_off: bool) -> Failure:
    # Before any text, this error means that the call has waited for its turn as long as allowed.
    gave_up = isinstance(error, RateLimited) and not broke_off
    return Failure(
        code=error.code,
        detail=f"{error} (code {error.code}, upstream code {error.upstream_code})",
        broke_off=broke_off,
        is_final=gave_up or isinstance(error, ModelRefused) or not (broke_off or error.retryable),
        is_busy=isinstance(error, ModelBusy),
        wait_seconds=error.retry_after or 0,
    )
