"""What a provider's own words mean: finish reasons and the names of safety filters, on any host.

GLM's finish reasons: https://docs.bigmodel.cn/api-reference (chat completions, `finish_reason`). The other spellings
are those of OpenAI-compatible hosts and gateways: Azure, DashScope, Volcengine, Moonshot, Gemini, Bedrock, Anthropic.
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
)
_FILTER_WORDS = frozenset({"safety", "blocklist", "spii", "refusal", "recitation", "censored", "flagged"})


def finish_reason(said: str) -> str | None:
    """The reason in GLM's words, or as it was said if it is none of them; None for one that says nothing.

    Only `stop` itself, in any case, is `stop`: a reason that nobody knows never proves that a text is whole.
    """
    plain = _plain(said)
    if not said.strip() or plain in _NO_REASON:
        return None
    if plain == STOP:
        return STOP
    if plain in _LENGTHS:
        return LENGTH
    return SENSITIVE if names_a_filter(said) else said


def names_a_filter(word: str) -> bool:
    """Whether an error code or a finish reason is a safety filter's: `content_filter`, `DataInspectionFailed`, …"""
    plain = _plain(word)
    return plain in _FILTER_WORDS or any(name in plain for name in _FILTERS)


def _plain(word: str) -> str:
    return _NOT_LETTERS.sub("", word.lower())
