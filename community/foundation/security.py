"""Default deny: sign-in, request forgery, headers, limits, sessions.

Every address needs sign-in unless its view says `@open_to_everyone`; a test walks the URL map.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import redis
from flask import Flask, Response, current_app, g, redirect, request
from flask.sessions import SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from limits import RateLimitItem
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.middleware.proxy_fix import ProxyFix

from community.foundation.errors import NotFound, NotSignedIn
from community.foundation.settings import Settings

MEGABYTE = 1024 * 1024
FORM_AROUND_A_FILE = MEGABYTE  # bytes beside the largest file
BIGGEST_FORM = 500_000  # bytes of text fields
SESSION_DAYS = 180
REDIS_PATIENCE_S = 0.5

login = LoginManager()
csrf = CSRFProtect()
# When Redis is away each process counts by itself, for sign-in has to go on.
limiter = Limiter(
    get_remote_address,
    headers_enabled=True,
    default_limits=[],
    in_memory_fallback_enabled=True,
)

V = TypeVar("V", bound=Callable[..., Any])


def is_within(limit: RateLimitItem, *names: str) -> bool:
    """Count a request under `names`; whether it may go on. A Redis that is away refuses nobody."""
    if not limiter.enabled:
        return True
    try:
        return bool(limiter.limiter.hit(limit, *names))
    except (redis.RedisError, OSError):
        return True


def open_to_everyone(view: V) -> V:
    """Let people who are not signed in reach `view`."""
    view.open_to_everyone = True  # type: ignore[attr-defined]
    return view


def without_session(view: V) -> V:
    """Open `view` to everyone and never open or set the session there (feeds)."""
    view.without_session = True  # type: ignore[attr-defined]
    return open_to_everyone(view)


def is_without_session() -> bool:
    """Whether this request is for a view marked `@without_session`, whatever its method."""
    return _says("without_session")


def viewer() -> Any:
    """Return the signed-in person as `community.accounts.Viewer`, or None."""
    found = g.get("_login_user") if g else None  # Flask-Login's own, once it has looked
    if found is None:
        if not request or is_without_session():
            return None
        found = current_user._get_current_object()
    return found if found.is_authenticated else None


def wants_json() -> bool:
    """Whether the answer should be JSON rather than a page."""
    if request.path.startswith("/api/") or request.is_json:
        return True
    accept = request.accept_mimetypes
    return accept["application/json"] > accept["text/html"]


def safe_next(target: str | None) -> str | None:
    """Return `target` when it is a path on this site, else None: no open redirect."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or any(ord(c) < 32 for c in target) or "\\" in target:
        return None
    return target


def _says(flag: str) -> bool:
    view = current_app.view_functions.get(request.endpoint or _endpoint_of_other_method())
    return bool(view and getattr(view, flag, False))


def _endpoint_of_other_method() -> str:
    """Return whose address this is when only the method is wrong, else nothing."""
    problem = request.routing_exception
    adapter = current_app.create_url_adapter(request)
    if not isinstance(problem, MethodNotAllowed) or not problem.valid_methods or not adapter:
        return ""
    try:
        return str(adapter.match(method=sorted(problem.valid_methods)[0])[0])
    except HTTPException:
        return ""


class QuietSessions(SecureCookieSessionInterface):
    """Signed cookie sessions that stay away from views marked `@without_session`."""

    def save_session(self, app: Flask, session: Any, response: Any) -> None:
        if not is_without_session():
            super().save_session(app, session, response)


def _refuse_nul() -> None:
    """No address holds a NUL; PostgreSQL would not even look for one."""
    if "\0" in request.path:
        raise NotFound


def _deny_by_default() -> Any:
    if request.routing_exception is not None or _says("open_to_everyone"):
        return None
    if current_user.is_authenticated:
        return None
    if wants_json():
        raise NotSignedIn
    back = request.full_path.rstrip("?") if request.method == "GET" else _referrer_path()
    return redirect(f"/sign-in?next={quote(back)}", code=303)


def _referrer_path() -> str:
    referrer = urlsplit(request.referrer or "")
    return referrer.path if referrer.netloc == request.host and referrer.path else "/"


def _headers(settings: Settings) -> Callable[[Response], Response]:
    sockets = settings.url.replace("http", "ws", 1)
    policy = (
        f"default-src 'self'; connect-src 'self' {sockets}; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )

    def add(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault(
            "Permissions-Policy", "geolocation=(self), camera=(), microphone=()"
        )
        if settings.is_https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return add


def _redis_options() -> dict[str, Any]:
    """Return how long a request waits for Redis: once, and not for long."""
    patience = {"socket_connect_timeout": REDIS_PATIENCE_S, "socket_timeout": REDIS_PATIENCE_S}
    return {**patience, "retry": None}


def register(app: Flask, settings: Settings) -> None:
    """Protect `app`."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="amble_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        PERMANENT_SESSION_LIFETIME=SESSION_DAYS * 24 * 3600,
        MAX_CONTENT_LENGTH=settings.largest_upload_mb * MEGABYTE + FORM_AROUND_A_FILE,
        MAX_FORM_MEMORY_SIZE=BIGGEST_FORM,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        RATELIMIT_ENABLED=settings.environment != "test",
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        RATELIMIT_STORAGE_OPTIONS=_redis_options() if settings.redis_url else {},
    )
    app.session_interface = QuietSessions()
    login.init_app(app)
    login.session_protection = None
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(_refuse_nul)
    app.before_request(_deny_by_default)
    app.after_request(_headers(settings))
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies
        )

    @app.context_processor
    def who() -> dict[str, Any]:
        return {"viewer": viewer()}
