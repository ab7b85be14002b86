"""One call's answer as it arrives: bytes in, text out, and at the end whether the text is whole. No I/O."""

import logging
from collections.abc import Iterator
from typing import Final

from app.errors import ModelCut
from app.llm import Discard, Finish
from app.llm.codes import model_error
from app.llm.decoder import Decoder, Event, Thought
from app.llm.prose import Prose
from app.llm.words import SENSITIVE, STOP

logger = logging.getLogger(__name__)

AFTERMATH_SECONDS: Final = 2.0
"""Silence that ends an answer whose finish reason is known. Some servers send the usage in a chunk of its own."""


MOST_CHARS: Final = 4096
"""Of a delta that are looked at at once."""


class Answer:
    """`feed` it the body in order and then take its `end`; both raise `ModelError` for what the stream says."""

    def __init__(self, written: str = "") -> None:
        """`written` is the text that the answer continues."""
        self._decoder = Decoder()
        self._prose = Prose(written)
        self._has_text = False
        self.signs = 0
        """Grows with every piece of text or thought, and with the finish reason: the model is alive."""
        self._reason: str | None = None

    @property
    def is_done(self) -> bool:
        """Nothing more can follow."""
        return self._decoder.is_done

    @property
    def is_withdrawn(self) -> bool:
        """The safety filter cut it: nothing that may follow is wanted."""
        return self._decoder.finish_reason == SENSITIVE

    @property
    def may_end(self) -> bool:
        """If the stream broke off now, the text would be whole all the same."""
        decoder = self._decoder
        is_sure = decoder.finish_reason != STOP or (decoder.is_bare and not decoder.is_premature)
        return decoder.is_done or (decoder.finish_reason is not None and is_sure)

    @property
    def may_fall_silent(self) -> bool:
        """If the model fell silent for as long as is waited for, the text would be whole: it has said `stop`."""
        return self._decoder.finish_reason is not None

    def silence_seconds(self, idle_seconds: float) -> float:
        """How long the model may be silent from now on.

        A `stop` before the first text, on the frame of a text or a thought, or one that text has followed, says little:
        some servers put it on every frame.
        """
        decoder = self._decoder
        is_plain = decoder.is_bare and self._has_text and not decoder.is_premature
        is_over = decoder.finish_reason is not None and (decoder.finish_reason != STOP or is_plain)
        return min(AFTERMATH_SECONDS, idle_seconds) if is_over else idle_seconds

    def feed(self, data: bytes) -> Iterator[str | Discard]:
        decoder = self._decoder
        for event in decoder.feed(data):
            if decoder.lost:  # what follows a gap is no text of this answer
                break
            yield from self._read(event)
        if decoder.finish_reason != self._reason:
            self._reason = decoder.finish_reason
            self.signs += 1
        self._check()

    def end(self) -> Iterator[str | Discard]:
        """Yield what was held back, once the body has ended or `may_end`."""
        for event in self._decoder.end():
            self._check()
            yield from self._read(event)
        yield from self._prose.end(is_whole=self._decoder.finish_reason == STOP)

    def finish(self) -> Finish:
        """How it ended. Raises `ModelCut` unless the provider said why."""
        decoder = self._decoder
        if decoder.skipped:
            logger.warning("⚠️ [Stream API] Ignored %d unreadable frames without text", decoder.skipped)
        if not self.is_withdrawn:
            self._check()
            if self._prose.is_thinking:
                raise ModelCut("the answer ended inside a thought")
            if decoder.finish_reason is None:
                raise ModelCut("the stream ended without a finish reason")
        return Finish(decoder.finish_reason or "", decoder.usage)

    def _read(self, event: Event) -> Iterator[str | Discard]:
        if isinstance(event, str):
            self.signs += 1
            self._has_text = self._has_text or not event.isspace()
            if len(event) <= MOST_CHARS:
                yield from self._prose.read(event)
            else:
                for start in range(0, len(event), MOST_CHARS):
                    yield from self._prose.read(event[start : start + MOST_CHARS])
        elif isinstance(event, Thought):
            self.signs += 1
            self._prose.think(event.text)
        else:
            raise model_error(event.code, 200, f"error in the stream, code {event.code}")

    def _check(self) -> None:
        if self._decoder.lost:
            raise ModelCut("a frame that may have held text could not be read")
        if self._prose.is_foreign:
            raise ModelCut("text followed the end of the model's turn")
