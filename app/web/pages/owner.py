"""Pages of owners: devices, links to another device, and the recovery code. All of them work without JavaScript.

Links and codes are shown in responses to a POST, so that they are in no address. A link's token is in its fragment: the
page's script copies it into the form, and only sending the form uses it.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from app.bazi.casting import today_in_beijing
from app.bazi.moment import beijing_time
from app.errors import NotFound, TooManyAttempts
from app.web import codes
from app.web import owner_actions as actions
from app.web.access import Browser
from app.web.deps import CookieBrowser, ServiceState, State
from app.web.owner import CODE_CHARS, DeviceId
from app.web.owner_actions import Link, RecoveryCode, SignedIn
from app.web.pages.fields import read_fields
from app.web.pages.templating import show_page, switch_language
from app.web.pages.words import WORDS
from app.web.qr import qr_svg
from app.web.user_agent import localised

router = APIRouter(include_in_schema=False)

HOME = "/reports"
"""The list of the owner's reports."""

Way = Literal["join", "recover"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a form was refused: the key of a message, and for how many minutes."""

    key: str
    status: int
    minutes: int = 0

    @classmethod
    def too_many(cls, error: TooManyAttempts) -> "Trouble":
        return cls("owner_too_many", 429, math.ceil(error.wait_seconds / 60))


@router.get("/devices")
async def devices(request: Request, state: ServiceState, browser: CookieBrowser, lang: str | None = None) -> Response:
    """Show the owner's devices, and the ways to open the reports in another browser."""
    if lang in WORDS:
        return switch_language(request, lang)
    try:
        signed_in = await actions.look_in(state, request, browser)
    except NotFound:
        signed_in = None
    return await _show_devices(request, state, signed_in)


@router.post("/devices/link")
async def make_link(request: Request, state: ServiceState, browser: CookieBrowser) -> Response:
    """Show a new link as a QR code, an address and a code to type."""
    signed_in = await actions.sign_in(state, request, browser)
    try:
        link = await actions.make_link(state, request, signed_in)
    except TooManyAttempts as error:
        return await _show_devices(request, state, signed_in, trouble=Trouble.too_many(error))
    return await _show_devices(request, state, signed_in, link=link)


@router.post("/devices/recovery-code")
async def make_recovery_code(request: Request, state: ServiceState, browser: CookieBrowser) -> Response:
    """Show a new recovery code, unless the form is older than the present one: a reload must not end what was noted."""
    signed_in = await actions.sign_in(state, request, browser)
    replaced = (await read_fields(request)).get("replaces", "")
    if replaced != stamp_of(await state.owner_store.code_created_at(signed_in.owner)):
        return RedirectResponse("/devices", 303)
    try:
        code = await actions.make_recovery_code(state, request, signed_in)
    except TooManyAttempts as error:
        return await _show_devices(request, state, signed_in, trouble=Trouble.too_many(error))
    return await _show_devices(request, state, signed_in, code=code)


@router.get("/devices/link")
@router.get("/devices/recovery-code")
async def back_to_devices() -> Response:
    """Lead to the page with the forms, for browsers that open the address of a form's answer again."""
    return RedirectResponse("/devices", 303)


@router.post("/devices/{device}/sign-out")
async def sign_out(device: DeviceId, state: ServiceState, browser: CookieBrowser) -> Response:
    """Sign out a device and return to the list."""
    try:
        await actions.sign_out(state, browser, device)
    except NotFound:
        if not await actions.is_signed_out(state, browser, device):
            raise
        return RedirectResponse("/devices", 303)  # signed out in another tab; the page shows the current state
    response = RedirectResponse("/devices", 303)
    if device == browser.device:
        state.owners.forget(response)
    return response


@router.get("/join")
async def join_page(request: Request, state: ServiceState, browser: CookieBrowser, lang: str | None = None) -> Response:
    """Ask whether to use a link. Opening this page does not use it: chat apps open links to preview them."""
    return switch_language(request, lang) if lang in WORDS else await _show_form(request, state, browser, "join")


@router.get("/recover")
async def recover_page(
    request: Request, state: ServiceState, browser: CookieBrowser, lang: str | None = None
) -> Response:
    """Ask for the recovery code."""
    return switch_language(request, lang) if lang in WORDS else await _show_form(request, state, browser, "recover")


@router.post("/join")
async def join(request: Request, state: ServiceState, browser: CookieBrowser) -> Response:
    """Use a link, by its token or the code to type, and go to the reports."""
    return await _use(request, state, browser, "join")


@router.post("/recover")
async def recover(request: Request, state: ServiceState, browser: CookieBrowser) -> Response:
    """Use a recovery code and go to the reports."""
    return await _use(request, state, browser, "recover")


async def _use(request: Request, state: State, browser: Browser, way: Way) -> Response:
    fields = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=5)
    typed = fields.get("code", [""])[-1][:CODE_CHARS].strip()
    if codes.is_mistyped(codes.normalised(typed)):  # no guess: the browser could have found out by itself
        trouble = Trouble("code_mistyped" if typed else f"{way}_missing", 422)
        return await _show_form(request, state, browser, way, typed=typed, trouble=trouble)
    try:
        joined = await actions.join(state, request, browser, typed)
    except NotFound:
        return await _show_form(request, state, browser, way, typed=typed, trouble=Trouble(f"{way}_unknown", 404))
    except TooManyAttempts as error:
        return await _show_form(request, state, browser, way, typed=typed, trouble=Trouble.too_many(error))
    response = RedirectResponse(HOME, 303, headers={"Referrer-Policy": "no-referrer"})
    state.owners.set_device(response, joined.owner, joined.device)
    return response


async def _show_form(
    request: Request, state: State, browser: Browser, way: Way, *, typed: str = "", trouble: Trouble | None = None
) -> Response:
    owner = await state.access.owner_of(browser)
    own_reports = 0 if owner is None else await state.owner_store.count_reports(owner)
    return _private(
        show_page(
            request,
            "join.html",
            trouble.status if trouble else 200,
            way=way,
            typed=typed,
            trouble=trouble,
            own_reports=own_reports,
            code_chars=CODE_CHARS,
        )
    )


async def _show_devices(
    request: Request,
    state: State,
    signed_in: SignedIn | None,
    *,
    link: Link | None = None,
    code: RecoveryCode | None = None,
    trouble: Trouble | None = None,
) -> Response:
    values: dict[str, Any] = {"devices": [], "code_made_at": None}
    if signed_in is not None:
        values["devices"] = await actions.devices_of(state, signed_in)
        values["code_made_at"] = await state.owner_store.code_created_at(signed_in.owner)
    response = show_page(
        request,
        "devices.html",
        trouble.status if trouble else 200,
        **values,
        current=signed_in.device if signed_in else None,
        link=link,
        qr=Markup(qr_svg(link.url)) if link else None,  # noqa: S704 - drawn here, and holds only numbers
        join_address=str(request.base_url).partition("://")[2] + "join",
        code=code,
        trouble=trouble,
        day_of=today_in_beijing,
        minute_of=_minute_of,
        localised=localised,
        stamp_of=stamp_of,
    )
    if signed_in is not None:
        signed_in.remember(state, response)
    return _private(response)


def stamp_of(moment: datetime | None) -> str:
    """Which recovery code a form replaces: the time of its creation, or nothing."""
    return "" if moment is None else moment.isoformat()


def _minute_of(moment: datetime) -> str:
    """The time in Beijing to the minute, with its offset; the page's script shows the reader's own time."""
    return f"{beijing_time(moment):%Y-%m-%d %H:%M} UTC+8"


def _private(response: Response) -> Response:
    """Keep the page out of referrers and caches."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
