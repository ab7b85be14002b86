"""The pages' strings in two languages. Both have the same keys, which a test ensures."""

from collections.abc import Mapping

from app.web.pages.words import chart, library, owner, questions, reading, shares
from app.web.pages.words.en import EN
from app.web.pages.words.zh import ZH

_PARTS = (chart, library, owner, questions, reading, shares)

WORDS: dict[str, Mapping[str, str]] = {
    "zh": {**ZH, **{key: text for part in _PARTS for key, text in part.ZH.items()}},
    "en": {**EN, **{key: text for part in _PARTS for key, text in part.EN.items()}},
}


def preferred_language(chosen: str | None, accepted: str) -> str:
    """The language chosen before, else the first supported one in `Accept-Language`, else Chinese."""
    if chosen in WORDS:
        return chosen
    ranked = sorted(_ranges(accepted), reverse=True)
    return next((language for _, _, language in ranked if language in WORDS), "zh")


def _ranges(accepted: str) -> list[tuple[float, int, str]]:
    found = []
    for place, part in enumerate(accepted[:200].split(",")):
        tag, _, weight = part.partition(";q=")
        try:
            found.append((float(weight or 1), -place, tag.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    return found
