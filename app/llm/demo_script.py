"""The steps of one answer: as it should be, or as a fault wants it.

`script` is pure: each step has its bytes and the text that a sound client reads in them.
"""

from collections.abc import Iterator

from app.llm.demo_answer import Answer, Step
from app.llm.demo_faults import Fault
from app.llm.demo_strikes import STRIKES

_THINKING = ("reasoning", "stop_on_thought", "mirrored", "echo")


def script(text: str, fault: Fault | None, *, model: str, thinks: bool, prompt_chars: int, seed: str) -> Iterator[Step]:
    """The steps of one answer, in GLM's format; with a fault, not quite."""
    answer = Answer(fault.kind if fault else "", model, prompt_chars, seed, lines=fault.size if fault else None)
    if thinks or answer.style in _THINKING:
        yield from answer.think()
        yield Step(pause_seconds=fault.seconds or 0 if fault else 0)
    if fault is not None and fault.kind == "overlap":
        yield from answer.say_nothing(fault.text, fault.size)
    strike = STRIKES.get(fault.kind) if fault else None
    if fault is None or strike is None:
        yield from answer.say(text)
        yield from answer.end()
        return
    yield from answer.say(text[: fault.after])
    yield from strike(answer, fault, text[fault.after :])
