"""How a person reads: text size, theme, underlined links, motion. Kept on the device.

A cookie holds it for people without an account; accounts keep a copy (`accounts.actions`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask import Flask, redirect, request
from flask_login import current_user

from community.foundation.security import open_to_everyone, safe_next, viewer, wants_json
from community.foundation.settings import Settings

COOKIE = "amble_reading"
SIZES = ("100", "125", "150", "200")
THEMES = ("light", "dark", "auto")


@dataclass(frozen=True)
class Reading:
    """The choices of the Aa panel."""

    text_size: str = "100"
    theme: str = "light"
    underline_links: bool = False
    gentle_motion: bool = False

    def packed(self) -> str:
        """Return the choices as the cookie keeps them."""
        flags = f"{int(self.underline_links)}{int(self.gentle_motion)}"
        return f"{self.text_size}.{self.theme}.{flags}"

    @classmethod
    def unpacked(cls, text: str) -> Reading:
        """Return the choices in `text`; whatever cannot be read is as it is by default."""
        size, _, rest = text.partition(".")
        theme, _, flags = rest.partition(".")
        return cls.checked(size, theme, flags[:1] == "1", flags[1:2] == "1")

    @classmethod
    def checked(cls, size: str, theme: str, underline: bool, motion: bool) -> Reading:
        """Return the choices, unknown words replaced by the defaults."""
        return cls(
            size if size in SIZES else "100",
            theme if theme in THEMES else "light",
            underline,
            motion,
        )


def current_reading() -> Reading:
    """Return how this request's reader wants to read."""
    return Reading.unpacked(request.cookies.get(COOKIE, "")) if request else Reading()


def keep_on_device(response: Any, reading: Reading, secure: bool) -> None:
    """Set the cookie that holds `reading` for two years."""
    response.set_cookie(
        COOKIE, reading.packed(), max_age=63072000, secure=secure, httponly=True, samesite="Lax"
    )


def register(app: Flask, settings: Settings) -> None:
    """Give templates `reading`, and answer the Aa form at /reading."""

    @app.context_processor
    def reading() -> dict[str, Any]:
        return {"reading": current_reading()}

    @app.post("/reading")
    @open_to_everyone
    def save_reading() -> Any:
        chosen = Reading.checked(
            request.form.get("text_size", ""),
            request.form.get("theme", ""),
            "underline_links" in request.form,
            "motion" in request.form,
        )
        if viewer() is not None:
            current_user.keep_reading(chosen.packed())
        if wants_json():
            answer: Any = app.json.response(ok=True, **asdict(chosen))
        else:
            answer = redirect(safe_next(request.form.get("next")) or "/", code=303)
        keep_on_device(answer, chosen, settings.is_https)
        return answer
