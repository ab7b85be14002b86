"""One call's answer as it arrives: takes bytes, yields text, and judges at the end whether it is complete. No I/O."""

import logging
from collections.abc import Iterator
from typing import Final

from app.errors import ModelCut, ModelError, ModelProtocol
from app.llm import Discard, Finish
from app.llm.codes import model_error
from app.llm.decoder import Decoder, Thought
from app.llm.finish_reasons import SENSITIVE, STOP
from app.llm.frames import Failure
from app.llm.prose import Prose

logger = logging.getLogger(__name__)

AFTERMATH_SECONDS: Final = 2.0
"""Silence that ends an answer whose finish reason is known. Some servers send the usage later, in its own chunk."""
MAX_BYTES: Final = 64 << 20
"""Size limit of a whole answer."""
MAX_DELTA_CHARS: Final = 4096
"""Longer deltas are processed in parts of this size."""


class Answer:
    """Pass the body to `feed` in order, then call `end` and `finish`. Each raises `ModelError` if the answer is bad."""

    def __init__(self, written: str = "") -> None:
        """Pass the text that the answer continues as `written`."""
        self._decoder = Decoder()
        self._prose = Prose(written)
        self._has_text = False
        self.is_alive = False
        """Whether the last piece of the body contained text, a thought or the finish reason."""
        self._size = 0
        self._reason: str | None = None

    @property
    def is_done(self) -> bool:
        """Whether the stream has ended with `[DONE]`."""
        return self._decoder.is_done

    @property
    def is_withdrawn(self) -> bool:
        """Whether the safety filter stopped the answer, so that the rest of the stream is of no use."""
        return self._decoder.finish_reason == SENSITIVE

    @property
    def may_end(self) -> bool:
        """Whether the text is complete even if the connection is lost now."""
        decoder = self._decoder
        is_reliable = decoder.finish_reason != STOP or (decoder.is_bare and not decoder.is_premature)
        return decoder.is_done or (decoder.finish_reason is not None and is_reliable)

    @property
    def may_fall_silent(self) -> bool:
        """Whether the text is complete if nothing arrives within the idle limit: a finish reason has been seen."""
        return self._decoder.finish_reason is not None

    def silence_seconds(self, idle_seconds: float) -> float:
        """How long the model may now be silent: briefly after a reliable finish reason, else `idle_seconds`.

        A `stop` is unreliable before the first text, on a frame with text or a thought, or if text has followed it:
        some servers put `stop` on every frame.
        """
        decoder = self._decoder
        is_reliable_stop = decoder.is_bare and self._has_text and not decoder.is_premature
        is_over = decoder.finish_reason is not None and (decoder.finish_reason != STOP or is_reliable_stop)
        return min(AFTERMATH_SECONDS, idle_seconds) if is_over else idle_seconds

    def feed(self, data: bytes) -> Iterator[str | Discard]:
        """Yield the text that this piece of the body completes. Text that arrived together is one delta."""
        self._size += len(data)
        self.is_alive = False
        decoder, text = self._decoder, ""
        try:
            for event in decoder.feed(data):
                if decoder.lost:  # text after a gap must not be joined to the text before it; the filter still counts
                    continue
                if isinstance(event, str):
                    text += event
                    continue
                before, text = text, ""
                yield from self._read(before)
                self._read_other(event)
        except ModelError:
            yield from self._read(text)
            raise
        yield from self._read(text)
        if decoder.finish_reason != self._reason:
            self._reason, self.is_alive = decoder.finish_reason, True
        self._check()
        if self._size > MAX_BYTES:
            raise ModelProtocol(f"the answer is larger than {MAX_BYTES} bytes")

    def end(self) -> Iterator[str | Discard]:
        """Yield the text held back so far. Call it once the body has ended or `may_end` is true."""
        for event in self._decoder.end():
            self._check()
            if isinstance(event, str):
                yield from self._read(event)
            else:
                self._read_other(event)
        yield from self._prose.end(is_whole=self._decoder.finish_reason == STOP)

    def finish(self) -> Finish:
        """Return how the answer ended. Raises `ModelCut` if it ended without a finish reason or inside a thought."""
        decoder = self._decoder
        if decoder.skipped:
            logger.warning(
                "⚠️ [Stream API] Ignored %d unreadable frames that cannot have contained text", decoder.skipped
            )
        self._check()
        if not self.is_withdrawn:
            if self._prose.is_thinking:
                raise ModelCut("the answer ended inside a thought")
            if decoder.finish_reason is None:
                raise ModelCut("the stream ended without a finish reason")
        return Finish(decoder.finish_reason or "", decoder.usage)

    def _read(self, text: str) -> Iterator[str | Discard]:
        if not text:
            return
        self.is_alive = True
        self._has_text = self._has_text or not text.isspace()
        for start in range(0, len(text), MAX_DELTA_CHARS):
            yield from self._prose.read(text[start : start + MAX_DELTA_CHARS])

    def _read_other(self, event: Thought | Failure) -> None:
        if isinstance(event, Thought):
            self.is_alive = True
            self._prose.think(event.text)
        elif not self.is_withdrawn:
            raise model_error(event.code, 200, f"error in the stream, code {event.code}")

    def _check(self) -> None:
        """Raise `ModelCut` if text may be missing or foreign. Nothing outweighs the safety filter."""
        if self.is_withdrawn:
            return
        if self._decoder.lost:
            raise ModelCut("a frame that may have contained text could not be decoded")
        if self._prose.is_foreign:
            raise ModelCut("text followed the end of the model's turn")
