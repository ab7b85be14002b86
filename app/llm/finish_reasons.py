"""Translate finish reasons and recognise the names of safety filters, for GLM and other hosts.

GLM documents its finish reasons at https://docs.bigmodel.cn/api-reference (chat completions, `finish_reason`). The
other spellings come from OpenAI-compatible hosts and gateways: Azure, DashScope, Volcengine, Moonshot, Gemini, Bedrock,
Anthropic.
"""

import re
from typing import Final

STOP: Final = "stop"
LENGTH: Final = "length"
SENSITIVE: Final = "sensitive"
OUT_OF_CONTEXT: Final = "model_context_window_exceeded"

_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_NO_REASON = frozenset({"null", "none", "undefined", "finishreasonunspecified"})
_LENGTHS = frozenset({"length", "maxtokens", "maxoutputtokens", "maxlength", "tokenlimit"})
_FILTERS = (
    *("contentfilter", "contentpolicy", "contentmoderation", "contentblocked", "datainspection", "datainspecting"),
    *("sensitive", "responsibleai", "policyviolation", "prohibitedcontent", "guardrail", "moderation", "riskcontrol"),
    *("riskcontent", "contentviolation", "inappropriate", "safety"),
)
_FILTER_WORDS = frozenset({"blocklist", "spii", "refusal", "recitation", "censored", "flagged", "filtered", "unsafe"})


def finish_reason(received: str) -> str | None:
    """Translate a finish reason to GLM's. Returns an unknown one unchanged, and None for `null` and the like.

    Only `stop`, in upper or lower case, counts as `stop`, because an unknown reason does not prove that the text is
    complete.
    """
    plain = _plain(received)
    if not received.strip() or plain in _NO_REASON:
        return None
    if received.strip().lower() == STOP:
        return STOP
    if plain in _LENGTHS:
        return LENGTH
    return SENSITIVE if names_a_filter(received) else received


def names_a_filter(word: str) -> bool:
    """Whether an error code or a finish reason names a safety filter: `content_filter`, `DataInspectionFailed`, …"""
    plain = _plain(word)
    return plain in _FILTER_WORDS or any(name in plain for name in _FILTERS)


def _plain(word: str) -> str:
    return _NOT_LETTERS.sub("", word.lower())
