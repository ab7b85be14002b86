"""The glossary as a page: where the terms of a chart lead without scripts."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.bazi.glossary import Entry, glossary
from app.web.pages.templating import show_page, switch_language
from app.web.pages.words import WORDS

router = APIRouter(include_in_schema=False)

_KINDS = (
    *("concept", "ten_god", "element", "stem", "branch", "life_stage", "na_yin", "star", "relation"),
    *("season", "verdict", "pattern", "solar_term", "warning"),
)


@router.get("/glossary")
async def glossary_page(request: Request, lang: str | None = None) -> Response:
    """Explain every term, in the visitor's language."""
    if lang in WORDS:
        return switch_language(request, lang)
    return show_page(request, "glossary.html", kinds=[(kind, _entries(kind)) for kind in _KINDS])


def _entries(kind: str) -> list[Entry]:
    return [entry for entry in glossary() if entry.kind == kind]
