"""One try at one passage: a call to the model, and a second call for the rest if the first is truncated at the
token limit.

Every way a try can end is a `Result`. Only `CancelledError` is raised; any other exception is a bug.
"""

import itertools
import logging
import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from app.draft import SEPARATOR, Draft
from app.errors import ContentBlocked, ModelBusy, ModelError, ModelPaused, ModelRefused, RateLimited
from app.llm import Discard, Finish, Message, Model, Prompt, Waiting
from app.llm.finish_reasons import LENGTH, OUT_OF_CONTEXT, SENSITIVE, STOP
from app.llm.prose import has_words
from app.outline import Outline
from app.report import Finding, Usage
from app.sinks import Continuation, Opening
from app.textlog import TextLog

logger = logging.getLogger(__name__)

_SENTENCE_END = re.compile(r"[。！？.!?”」』）)*]{1,4}\s*")
_MAX_UTF8_BYTES = 4  # per character


@dataclass(frozen=True, slots=True)
class Complete:
    """The model finished, and the whole passage is in the log."""

    usage: Usage
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
    is_final: bool = False
    """Whether another try would fail, too."""
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


Result = Complete | Flawed | Failure | Blocked | Paused | OutOfRoom


class PassageWriter:
    """Writes the passages of one report into its log. Every request id starts with `call_prefix`."""

    def __init__(
        self,
        log: TextLog,
        outline: Outline,
        model: Model,
        *,
        call_prefix: str,
        max_chars: int,
        max_unsaved_bytes: int,
    ) -> None:
        self._log = log
        self._outline = outline
        self._model = model
        self._call_prefix = call_prefix
        self._max_chars = max_chars
        self._max_unsaved_bytes = max_unsaved_bytes
        self._calls = 0

    async def write(self, index: int, draft: Draft, findings: Sequence[Finding], *, may_correct: bool) -> Result:
        """Try to write passage `index` into `draft`. `findings` are those from the previous try.

        With `may_correct`, the call is ended as soon as its text is certain to fail its check.
        """
        try:
            return await self._write(index, draft, findings, may_correct)
        except ContentBlocked:
            return Blocked()
        except ModelPaused as pause:
            return Paused(str(pause))
        except ModelError as error:
            return _failure(error, broke_off=draft.has_call_text)

    async def _write(self, index: int, draft: Draft, findings: Sequence[Finding], may_correct: bool) -> Result:
        request = Message("user", self._outline.prompt(index, self._written(), findings))
        make_checker = partial(self._outline.checker, index)
        ending = await self._call((request,), draft, Opening(draft, make_checker, may_correct=may_correct), may_correct)
        if isinstance(ending, Finish) and ending.reason == LENGTH and draft.has_call_text:
            self._log.add_usage(ending.usage)
            # Only once: show the model what it wrote and ask for the rest.
            turns = (request, Message("assistant", draft.text), Message("user", self._outline.continue_prompt))
            # The rest may begin with a thought, and it is short: check it only at its end.
            ending = await self._call(turns, draft, Continuation(draft, make_checker), ends_early=False)
            if isinstance(ending, Finish) and ending.reason == LENGTH:
                self._log.add_usage(ending.usage)
                return OutOfRoom("length")
        return self._judge(ending, draft) if isinstance(ending, Finish) else ending

    def _written(self) -> list[str]:
        """Return the texts of the complete passages."""
        ends = [0, *self._log.passage_ends]
        return [self._log.read(start, end).removeprefix(SEPARATOR) for start, end in itertools.pairwise(ends)]

    def _judge(self, finish: Finish, draft: Draft) -> Result:
        if finish.reason == STOP and _says_something(draft):
            return Complete(finish.usage, draft.checker.finish() if draft.checker is not None else ())
        self._log.add_usage(finish.usage)
        if finish.reason == SENSITIVE:
            return Blocked()
        if finish.reason == OUT_OF_CONTEXT:
            return OutOfRoom("length")
        code = "empty" if finish.reason == STOP else "upstream_cut"
        return Failure(code=code, detail=code)

    async def _call(
        self, messages: tuple[Message, ...], draft: Draft, sink: Opening | Continuation, ends_early: bool
    ) -> Finish | Flawed | OutOfRoom:
        """Make one call to the model and write its text to `sink`. Raises `ModelError`."""
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
                    self._log.set_waiting(isinstance(event, Waiting))
                    if isinstance(event, str):
                        sink.write(event)
                        if (ending := self._ending(draft, ends_early)) is not None:
                            return ending
                    elif isinstance(event, Finish):
                        finish = event
                    elif isinstance(event, Discard):
                        sink.discard()
            is_whole = finish is not None
        finally:
            sink.flush(is_whole=is_whole)
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


def _says_something(draft: Draft) -> bool:
    """Return whether the call wrote words, or the end of the sentence that it continued."""
    text = draft.call_text
    return has_words(text) or (draft.is_continued and _SENTENCE_END.fullmatch(text) is not None)


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
