"""The steps of one answer, correct or with a fault. Each has its bytes and the text that a correct client reads."""

from collections.abc import Iterator

from app.llm.demo.answer import Answer, Step
from app.llm.demo.fault_handlers import FAULT_HANDLERS
from app.llm.demo.faults import Fault

_THINKING = ("reasoning", "stop_on_thought", "mirrored", "echo")


def script(text: str, fault: Fault | None, *, model: str, thinks: bool, prompt_chars: int, seed: str) -> Iterator[Step]:
    """Yield the steps of one answer in GLM's format, changed by the fault if there is one."""
    answer = Answer(fault.kind if fault else "", model, prompt_chars, seed, lines=fault.size if fault else None)
    if thinks or answer.style in _THINKING:
        yield from answer.think()
        yield Step(pause_seconds=fault.seconds or 0 if fault else 0)
    if fault is not None and fault.kind == "overlap":
        yield from answer.say_nothing(fault.text, fault.size)
    handler = FAULT_HANDLERS.get(fault.kind) if fault else None
    if fault is None or handler is None:
        yield from answer.say(text)
        yield from answer.end()
        return
    yield from answer.say(text[: fault.after])
    yield from handler(answer, fault, text[fault.after :])
