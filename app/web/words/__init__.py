"""What the pages say, in two languages: the same keys in both, which a test holds to."""

from collections.abc import Mapping

from app.web.words.en import EN
from app.web.words.zh import ZH

WORDS: dict[str, Mapping[str, str]] = {"zh": ZH, "en": EN}


def preferred_language(chosen: str | None, accepted: str) -> str:
    """What was chosen before, else the first of `Accept-Language` that there is, else Chinese."""
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
