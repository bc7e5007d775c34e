"""The session cookie, and where to go after signing in."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from trimtab.web.access import SESSION_COOKIE, accounts
from trimtab.web.settings import ServerSettings

HOME = "/"
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("MicroMessenger", "WeChat"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def keep_session(request: Request, answer: Response, secret: str) -> None:
    """Give the browser a new session. The one before is ended, never continued: whoever planted a
    cookie learns nothing of the session after signing in."""
    if before := request.cookies.get(SESSION_COOKIE):
        accounts(request).sign_out(before)
    answer.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=int(accounts(request).policy.absolute.total_seconds()),
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def drop_session(request: Request, answer: Response) -> None:
    """End the session a request came with and take the cookie back."""
    if secret := request.cookies.get(SESSION_COOKIE):
        accounts(request).sign_out(secret)
    answer.delete_cookie(
        SESSION_COOKIE, path="/", secure=_is_secure(request), httponly=True, samesite="lax"
    )
    answer.headers["Clear-Site-Data"] = '"cache"'


def _is_secure(request: Request) -> bool:
    settings: ServerSettings = request.app.state.settings
    return settings.secure_cookies or request.url.scheme == "https"


def safe_next(wanted: str | None) -> str:
    """Where to go next: an address of this server, its first page for anything else.

    >>> safe_next("/alerts?level=2"), safe_next("//evil.example"), safe_next("/\\\\evil.example")
    ('/alerts?level=2', '/', '/')
    """
    if not wanted or not wanted.startswith("/") or wanted[1:2] in ("/", "\\"):
        return HOME
    if any(ord(sign) < 0x21 or ord(sign) == 0x7F or sign == "\\" for sign in wanted):
        return HOME
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or parts.path.startswith("/sign-"):
        return HOME
    return wanted


def see_other(address: str) -> RedirectResponse:
    """The answer to a form: look there now."""
    return RedirectResponse(address, status_code=303)


def address_of_request(request: Request) -> str:
    """Whom attempts are counted of: the address the server saw, or that its trusted proxy told.

    X-Forwarded-For is never read here: anybody can write it.
    """
    return request.client.host if request.client else ""


def device_of(request: Request) -> str:
    """Browser and system in two words, so that people know their own sessions; nothing more of
    what a browser tells is kept."""
    told = request.headers.get("user-agent", "")
    found = (next((name for sign, name in table if sign in told), "")
             for table in (_BROWSERS, _SYSTEMS))  # fmt: skip
    return ", ".join(filter(None, found))
