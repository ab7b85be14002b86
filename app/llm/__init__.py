"""The port to a language model. `zhipu` is the GLM client, `demo` a local server that imitates GLM."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from app.report import Usage

__all__ = ["Discard", "Finish", "Llm", "Message", "Model", "Prompt", "Waiting"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation; `role` is `user` or `assistant`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One call. All calls of a report share `system` and the beginning of the first turn, which the provider caches."""

    system: str
    messages: tuple[Message, ...]
    request_id: str
    """Unique per call, 6 to 64 characters, beginning with the report's id. A retry needs a new one."""

    @property
    def written(self) -> str:
        """The text to continue; empty if the passage is requested from its start."""
        return "".join(message.content for message in self.messages if message.role == "assistant")


@dataclass(frozen=True, slots=True)
class Discard:
    """All text that this call has yielded so far was a thought: drop it. The real text may still follow."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The last event of a call. `reason` is GLM's finish reason, or the provider's own where GLM has none."""

    reason: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Waiting:
    """The call is queued until the provider's limits allow it."""


class Model(Protocol):
    """One report's session with the model."""

    def stream(self, prompt: Prompt) -> AsyncGenerator[str | Waiting | Discard | Finish, None]:
        """Yield deltas of text as they arrive, none empty, then one `Finish`, always last.

        Yields `Waiting` before the first delta, each time the call has to wait for its turn. The text contains no NUL,
        lone surrogate, thought or template token, and is never only whitespace. Raises `ModelError` if the call fails;
        what was yielded before remains valid. Close the generator (`contextlib.aclosing`) to end the call.
        """
        ...


class Llm(Protocol):
    """A provider of models."""

    @property
    def name(self) -> str:
        """The model's name, as reports show it."""
        ...

    def connect(self) -> AbstractAsyncContextManager[Model]:
        """Open a session for one report. The end of the block closes all its connections."""
        ...
