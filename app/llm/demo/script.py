"""The steps of one answer, correct or with a fault. Each has its bytes and the text that a correct client reads."""

from collections.abc import Iterator

from app.llm.demo.answer import Answer, Step
from app.llm.demo.continuation import Continuation
from app.llm.demo.fault_handlers import FAULT_HANDLERS
from app.llm.demo.faults import Fault

_THINKING = ("reasoning", "stop_on_thought", "mirrored", "echo")
_FROM_THE_START = ("empty", "thinking_only", "noise", "wrapped")
"""Faults that replace or enclose the whole answer when they happen after 0 characters, even the prelude."""


def script(
    said: Continuation, fault: Fault | None, *, model: str, thinks: bool, prompt_chars: int, seed: str
) -> Iterator[Step]:
    """Yield the steps of one answer in GLM's format, changed by the fault if there is one."""
    style, lines = (fault.kind, fault.size) if fault else ("", None)
    answer = Answer(style, model, prompt_chars, seed, lines=lines, prelude=said.prelude)
    if thinks or answer.style in _THINKING:
        yield from answer.think()
        yield Step(pause_seconds=fault.seconds or 0 if fault else 0)
    if fault is not None and fault.kind == "overlap":
        yield from answer.say_nothing(fault.text, fault.size)
    if fault is None or fault.after or fault.prelude is not None or fault.kind not in _FROM_THE_START:
        yield from answer.say_prelude(fault.prelude if fault else None)
    if fault is not None and fault.prelude is not None:
        yield from FAULT_HANDLERS[fault.kind](answer, fault, "")
        return
    handler = FAULT_HANDLERS.get(fault.kind) if fault else None
    if fault is None or handler is None:
        yield from answer.say(said.text)
        yield from answer.end()
        return
    yield from answer.say(said.text[: fault.after])
    yield from handler(answer, fault, said.text[fault.after :])
