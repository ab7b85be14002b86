"""The glossary as JSON: the same for everyone, so it may be cached anywhere."""

from functools import cache
from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from app.bazi.glossary import Language, glossary
from app.web.docs import UNCHANGED, problems
from app.web.representation import etag_of, is_known
from app.web.schemas import GlossaryEntryOut, GlossaryOut

router = APIRouter(prefix="/api")


@router.get("/glossary", response_model=GlossaryOut, responses={304: UNCHANGED, **problems(422)})
async def read_glossary(
    language: Annotated[Language, Query(description="The language of the explanations.")] = "zh",
    if_none_match: Annotated[str, Header(description="An ETag of an earlier response.")] = "",
) -> Response:
    """Explain every term that a chart can contain, in two sentences each."""
    body, etag = _page(language)
    headers = {"ETag": etag, "Cache-Control": "public, max-age=3600"}
    if is_known(etag, if_none_match):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@cache
def _page(language: Language) -> tuple[bytes, str]:
    """Return the body and its ETag."""
    entries = [
        GlossaryEntryOut(
            id=entry.id,
            kind=entry.kind,
            term=entry.term,
            reading=entry.reading,
            name=entry.name,
            text=entry.text(language),
        )
        for entry in glossary()
    ]
    body = GlossaryOut(language=language, entries=entries).model_dump_json().encode()
    return body, etag_of(body)
