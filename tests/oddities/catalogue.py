"""Every oddity that models and gateways are known to send, and its expected outcome."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.llm.demo.faults import Fault, Kind

THOUGHT = "先看日主，再看月令。"

NOISES: dict[str, tuple[str, str]] = {
    "thought": (f"<think>{THOUGHT}</think>\n", ""),
    "empty_thought": ("<think></think>\n\n", ""),
    "orphan": (f"{THOUGHT}\n\n## 思路\n\n取财。</think>\n", ""),
    "orphan_at_once": ("</think>\n", ""),
    "orphans": (f"{THOUGHT}</think>{THOUGHT}</think>", ""),
    "thought_in_capitals": (f"\n<THINKING>\n{THOUGHT}\n</THINKING>\n\n", ""),
    "thought_with_tags": (f"<think>1 < 2 <b>{THOUGHT}</b></think>", ""),
    "seed": (f"<seed:think>{THOUGHT}</seed:think>", ""),
    "kimi": (f"◁think▷{THOUGHT}◁/think▷", ""),
    "magistral": (f"[THINK]{THOUGHT}[/THINK]", ""),
    "cohere": (f"<|START_THINKING|>{THOUGHT}<|END_THINKING|>", ""),
    "harmony": (
        f"<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>",
        "<|return|>",
    ),
    "gemma": (f"<|channel>thought\n{THOUGHT}<channel|>", "<end_of_turn>"),
    "box": ("<|begin_of_box|>", "<|end_of_box|>"),
    "user": ("", "<|user|>"),
    "observation": ("<|assistant|>\n", "<|observation|>\n"),
    "endoftext": ("[gMASK]<sop>", "<|endoftext|>\n<|user|>"),
    "sentence": ("<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"),
    "chatml": ("<|im_start|>assistant\n", "<|im_end|>"),
    "fence": ("```markdown\n", "\n```"),
    "bare_fence": ("```\n", "\n```\n"),
    "tildes": ("~~~md\n", "\n~~~"),
    "thought_and_fence": (f"<think>{THOUGHT}</think>\n\n```markdown\n", "\n```<|user|>"),
    "closing_fence": ("", "\n```"),
    "details": (f'<details type="reasoning" done="true">\n{THOUGHT}\n</details>\n', ""),
    "code_before_the_end": (f"{THOUGHT}见 `丁火`</think>\n", ""),
}
"""Sent before and after a passage, without being part of it."""

FOREIGN = (
    *("<|user|>\n再写一节", "<|endoftext|>\n\n## 另一篇\n\n甲", "<|im_end|>\n<|im_start|>user\n好"),
    *("<|assistant|>\n再写一节", "</s>\n再写一节", "<|end|><|start|>user<|message|>再写一节"),
)
BLANKS = ("\n", "\u200b", "\ufeff\n\u2060", "\u3164", " \t\r\n\u3000", "<think>想</think>", "……\n---", "```\n```")
FILTERS = ("content_filter", "data_inspection_failed", "DataInspectionFailed", "SensitiveContentDetected", "1301")
LEADS = ("\n", "\n\n", "……", "……\n", "...\n")


@dataclass(frozen=True, slots=True)
class Oddity:
    """One fault that happens once in one passage."""

    name: str
    fault: Fault
    more_calls: int = 0
    """How many additional calls the passage needs, because its first one broke off."""
    is_whole: bool = False
    """Whether the first call nevertheless wrote the whole passage."""
    is_blocked: bool = False
    """Whether the passage is withdrawn and the report ends incomplete."""


def _throughout() -> Iterator[Oddity]:
    kinds: tuple[Kind, ...] = (
        *("stop_everywhere", "stop_on_thought", "mirrored", "echo", "wrapped", "cr", "crlf", "glued", "no_done"),
        *("reasoning", "list_content", "null_delta", "usage_chunk", "comments", "no_space"),
    )
    for kind in kinds:
        yield Oddity(kind, Fault(kind))
    # Only the first 40 deltas: byte by byte, a whole answer takes minutes while other reports are written at full pace.
    yield Oddity("one_byte", Fault("one_byte", size=40))
    for lines in (2, 3, 11):
        yield Oddity(f"data_lines_{lines}", Fault("data_lines", size=lines))
    for encoding in ("none", "", "identity"):
        yield Oddity(f"content_encoding_{encoding}", Fault("content_encoding", text=encoding))
    for name, (before, after) in NOISES.items():
        for size in (1, 3, 100):
            yield Oddity(f"{name}_by_{size}", Fault("noise", text=before, tail=after, size=size))


def _broken_off() -> Iterator[Oddity]:
    for reason in ("network_error", "tool_calls", "eos", "end_turn"):
        yield Oddity(f"later_stop_{reason}", Fault("later_stop", after=150, reason=reason), more_calls=1)
    for number, blank in enumerate(BLANKS):
        yield Oddity(f"blank_{number}", Fault("blank", text=blank), more_calls=1)
    for after in (0, 150):
        yield Oddity(f"unreadable_{after}", Fault("unreadable", after=after), more_calls=1)
        yield Oddity(f"torn_{after}", Fault("torn", after=after), more_calls=1)
        yield Oddity(f"inside_a_thought_{after}", Fault("noise", after=after, text="<think>"), more_calls=1)
    for number, tail in enumerate(FOREIGN):
        yield Oddity(f"foreign_{number}", Fault("noise", tail=tail), more_calls=1, is_whole=True)
    yield Oddity("cut", Fault("cut", after=150), more_calls=1)
    yield Oddity("no_finish", Fault("no_finish", after=150), more_calls=1)


def _cut_by_length() -> Iterator[Oddity]:
    for number, lead in enumerate(LEADS):
        for overlap in (0, 30):
            fault = Fault("finish", after=160, reason="length", text=lead, overlap=overlap)
            yield Oddity(f"lead_{number}_{overlap}", fault, more_calls=1)
    for after, overlap in ((170, 9), (170, 80), (170, 600), (330, 260)):
        fault = Fault("finish", after=after, reason="length", overlap=overlap)
        yield Oddity(f"overlap_{overlap}", fault, more_calls=1)
    for reason in ("length", "max_tokens", "MAX_TOKENS"):
        yield Oddity(f"later_stop_{reason}", Fault("later_stop", after=180, reason=reason), more_calls=1)


def _blocked() -> Iterator[Oddity]:
    for reason in ("content_filter", "sensitive", "SAFETY", "refusal"):
        yield Oddity(f"reason_{reason}", Fault("finish", after=150, reason=reason), is_blocked=True)
        yield Oddity(f"later_stop_{reason}", Fault("later_stop", after=150, reason=reason), is_blocked=True)
    for code in FILTERS:
        yield Oddity(f"in_stream_{code}", Fault("error_object", after=150, code=code), is_blocked=True)
        yield Oddity(f"instead_{code}", Fault("http_error", status=400, code=code), is_blocked=True)


HARMLESS = tuple(_throughout())
BROKEN_OFF = tuple(_broken_off())
CUT_BY_LENGTH = tuple(_cut_by_length())
BLOCKED = tuple(_blocked())
ALL = (*HARMLESS, *BROKEN_OFF, *CUT_BY_LENGTH, *BLOCKED)
