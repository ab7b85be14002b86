"""Renders page templates in the visitor's language, with the security headers that every page carries."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.web.pages.words import WORDS, preferred_language

LANGUAGE_COOKIE = "mingshu_lang"
_YEAR = 365 * 24 * 3600

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Forbids inline code and everything from other origins."""

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
for _name in _templates.list_templates():
    _templates.get_template(_name)  # compiling it at the first request would block the event loop for 30 ms


HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-store",  # birth data must not stay on disk, nor reappear via Back once deleted
    "Vary": "Accept-Language, Cookie",
}
"""Headers of every page."""


def render_page(template: str, words: Mapping[str, str], path: str, **values: Any) -> str:
    """Render a template from `templates/`. `path` is the page's own, to which its language switch leads."""
    return _templates.get_template(template).render(t=words, path=path, **values)


def show_page(
    request: Request,
    template: str,
    status: int = 200,
    language: str | None = None,
    *,
    words: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """Render a template from `templates/`, with these `words` or those of `language`, or else of the visitor's."""
    words = words or (WORDS[language] if language else words_of(request))
    path = _own_path(request) if request.method in ("GET", "HEAD") else "/"
    return HTMLResponse(render_page(template, words, path, **values), status, headers=HEADERS)


def _own_path(request: Request) -> str:
    """The page's path as a link to it. An address that begins with `//`, in any spelling, names another site."""
    return "/" + quote(request.url.path).lstrip("/")


def words_of(request: Request) -> Mapping[str, str]:
    """The page's strings in the visitor's language."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return WORDS[preferred_language(chosen, request.headers.get("accept-language", ""))]


def switch_language(request: Request, language: str) -> Response:
    """Remember the language and redirect to the same page without the query."""
    return remember_language(RedirectResponse(request.url.path, 303), language)


def remember_language(response: Response, language: str) -> Response:
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR, samesite="lax", httponly=True)
    return response
