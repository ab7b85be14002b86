"""Where text comes from: the port. `zhipu` speaks to GLM, `demo` is a GLM look-alike to speak to."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from app.report import Usage

__all__ = ["Discard", "Finish", "Llm", "Message", "Model", "Prompt", "Waiting"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn: `role` is `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One call. `system` and the first turn begin alike for all calls of a report: the provider caches them."""

    system: str
    messages: tuple[Message, ...]
    request_id: str
    """Unique per call, 6 to 64 characters, the report's id first; never reused for a retry."""

    @property
    def written(self) -> str:
        """The text that is to be continued; empty if the passage is asked for from its start."""
        return "".join(message.content for message in self.messages if message.role == "assistant")


@dataclass(frozen=True, slots=True)
class Discard:
    """All that the call has said so far was a thought, not text: drop it. The text may still follow."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The last thing a call says. `reason` is GLM's word for it, or the provider's own where GLM has none."""

    reason: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Waiting:
    """The call waits for its turn at the provider."""


class Model(Protocol):
    """One report's line to the model."""

    def stream(self, prompt: Prompt) -> AsyncGenerator[str | Waiting | Discard | Finish, None]:
        """Deltas of text as they come, none empty, then one `Finish`, always last. Before the first delta, `Waiting`
        each time the call has to wait for its turn.


        The text holds no NUL, no lone surrogate, no thought and no template token, and is never blank alone. Raises
        `ModelError` if the call fails at any point; what was yielded before stands. Close the generator
        (`contextlib.aclosing`) to end the call.
        """
        ...


class Llm(Protocol):
    """A provider of models."""

    @property
    def name(self) -> str:
        """The model's name, as reports show it."""
        ...

    def connect(self) -> AbstractAsyncContextManager[Model]:
        """A line for one report, closed with all its connections at the end of the block."""
        ...
