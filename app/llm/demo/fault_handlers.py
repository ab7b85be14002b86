"""One function per fault: what it sends after the first characters of an answer, before the rest or instead of it."""

from collections.abc import Iterator

from app.llm.demo.answer import Answer, Step, to_json
from app.llm.demo.faults import Fault, error_body


def _cut(_answer: Answer, _fault: Fault, _rest: str) -> Iterator[Step]:
    yield from ()


def _cut_utf8(answer: Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    char = next((char for char in rest if not char.isascii()), "水").encode()
    data = answer.chunk({"role": "assistant", "content": char.decode()})
    yield Step(data[: data.index(char) + 1])


def _finish(answer: Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield from answer.end(fault.reason)


def _later_stop(answer: Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield Step(answer.chunk({"role": "assistant", "content": ""}, fault.reason))
    for step in answer.end():
        yield Step(step.data, finish_reason=fault.reason)


def _blank(answer: Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield answer.delta(fault.text or "\n", "")
    yield from answer.end()


def _unreadable(answer: Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    lost = answer.delta(rest[:4], "")
    yield Step(lost.data.replace(b'{"index"', b'{index"', 1))
    yield from answer.say(rest[4:])
    yield from answer.end()


def _torn(answer: Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    lost, following = answer.delta(rest[:4]), answer.delta(rest[4:8])
    yield Step(lost.data[: lost.data.index(b'"delta"')] + following.data)
    yield from answer.say(rest[8:])
    yield from answer.end()


def _noise(answer: Answer, fault: Fault, rest: str) -> Iterator[Step]:
    yield from answer.say_nothing(fault.text, fault.size)
    yield from answer.say_prelude()
    yield from answer.say(rest)
    yield from answer.say_nothing(fault.tail, fault.size)
    yield from answer.end()


def _extra(answer: Answer, fault: Fault, rest: str) -> Iterator[Step]:
    yield from answer.say(fault.text + rest)
    yield from answer.end()


def _error_object(answer: Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    code = fault.code if fault.code is not None else "1234"
    yield Step(answer.frame(error_body(str(code))) + answer.frame(b"[DONE]"))


def _int_code(answer: Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield Step(answer.frame(error_body(int(fault.code or 1234))))


def _error_event(answer: Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield Step(b"event: error\n" + answer.frame(to_json({"code": str(fault.code or 1234), "message": "demonstration"})))


def _error_line(answer: Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield Step(answer.frame(to_json({"code": fault.code or 500, "message": "demonstration"}), b"error"))


def _empty(answer: Answer, _fault: Fault, _rest: str) -> Iterator[Step]:
    yield from answer.end()


def _thinking_only(answer: Answer, _fault: Fault, _rest: str) -> Iterator[Step]:
    yield from answer.think()
    yield from answer.end()


def _huge_line(_answer: Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield Step(b'data: {"choices":[{"delta":{"content":"')
    for _ in range((fault.size or 2 << 20) >> 16):
        yield Step(b"a" * (1 << 16))


def _endless(answer: Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    while True:
        yield from answer.say(f"{rest}\n\n")


def _stall(answer: Answer, fault: Fault, rest: str) -> Iterator[Step]:
    yield Step(pause_seconds=3600 if fault.seconds is None else fault.seconds)
    yield from answer.say(rest)
    yield from answer.end()


def _comments_only(answer: Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    while True:
        data = b": keep-alive\n\n" + answer.chunk({"role": "assistant", "content": ""})
        yield Step(data, pause_seconds=fault.seconds or 1)


def _byte_trickle(_answer: Answer, fault: Fault, _rest: str) -> Iterator[Step]:
    yield Step(b'data: {"choices":[{"delta":{"content":"')
    while True:
        yield Step(b"a", pause_seconds=fault.seconds or 1)


def _trickle(answer: Answer, fault: Fault, rest: str) -> Iterator[Step]:
    for char in rest:
        step = answer.delta(char)
        yield Step(step.data, step.text, pause_seconds=fault.seconds or 1)
    yield from answer.end()


def _big_delta(answer: Answer, fault: Fault, rest: str) -> Iterator[Step]:
    size, prose = fault.size or 1_000_000, f"{rest}\n\n"
    yield answer.delta((prose * (size // len(prose.encode()) + 1)).encode()[:size].decode(errors="ignore"))
    yield from answer.say(rest)
    yield from answer.end()


def _line_separators(answer: Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    for separator in "\u2028\u2029\x85":
        yield answer.delta(separator)
    yield from answer.say(rest)
    yield from answer.end()


def _nul(answer: Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    yield answer.delta("\0", "\ufffd")
    yield from answer.say(rest)
    yield from answer.end()


def _surrogates(answer: Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    yield answer.delta("\ud83d", "")
    yield answer.delta("\ude00", "😀")
    yield answer.delta("\ude00", "\ufffd")
    yield answer.delta("\ud83d", "\ufffd")
    yield from answer.say(rest)
    yield from answer.end()


def _wrapped(answer: Answer, _fault: Fault, rest: str) -> Iterator[Step]:
    yield from answer.say_nothing("```markdown\n")
    yield from answer.say_prelude()
    yield from answer.say(rest)
    yield from answer.say_nothing("\n```")
    yield from answer.end()


def _stop_everywhere(answer: Answer, fault: Fault, rest: str) -> Iterator[Step]:
    yield from answer.say(rest[:20])
    yield Step(pause_seconds=fault.seconds or 0)
    yield from answer.say(rest[20:])
    yield from answer.end()


FAULT_HANDLERS = {
    "wrapped": _wrapped,
    "stop_everywhere": _stop_everywhere,
    "cut": _cut,
    "cut_utf8": _cut_utf8,
    "finish": _finish,
    "later_stop": _later_stop,
    "blank": _blank,
    "unreadable": _unreadable,
    "torn": _torn,
    "noise": _noise,
    "extra": _extra,
    "error_object": _error_object,
    "int_code": _int_code,
    "error_event": _error_event,
    "error_line": _error_line,
    "empty": _empty,
    "thinking_only": _thinking_only,
    "no_finish": _cut,
    "huge_line": _huge_line,
    "endless": _endless,
    "stall": _stall,
    "comments_only": _comments_only,
    "byte_trickle": _byte_trickle,
    "trickle": _trickle,
    "big_delta": _big_delta,
    "line_separators": _line_separators,
    "nul": _nul,
    "surrogates": _surrogates,
}
"""Handlers by kind of fault; each yields what follows the first `after` characters, given the rest of the text."""
