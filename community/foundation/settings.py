"""All settings of an instance, read once from the environment into one typed object."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROLES = ("all", "web", "chat", "jobs")
ENVIRONMENTS = ("development", "production", "test")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHORTEST_SECRET = 32  # characters; shorter ones can be guessed

# Each name that Amble reads, with the sentence that docs/settings.md shows for it.
NAMES: dict[str, str] = {
    "HOST": "The address to listen on; 127.0.0.1 unless set.",
    "PORT": "The port to listen on; 8000 unless set.",
    "DATABASE_URL": (
        "postgresql://user:password@host/name or sqlite:///file; "
        "a file in the data folder unless set."
    ),
    "REDIS_URL": "redis://host:port/0; needed only with more than one chat process.",
    "SECRET_KEY": (
        "At least 32 characters that sign cookies and links; "
        "made and kept in the data folder unless set."
    ),
    "AMBLE_ENV": "production (unless set), development or test.",
    "AMBLE_DATA": "The data folder; ./instance unless set.",
    "AMBLE_DEMO": "1 seeds the invented demo neighbourhood; refused in production.",
    "AMBLE_ROLE": "all (unless set), web, chat or jobs: which part this process plays.",
    "AMBLE_URL": "The public address, such as https://amble.example.org; used in mails and feeds.",
    "AMBLE_NAME": "Who runs this instance, shown on the front page.",
    "AMBLE_SMTP_URL": (
        "smtp://user:password@host:587; without it mails are files in the data folder's mail/."
    ),
    "AMBLE_MAIL_FROM": "The sender of mails; amble@ and the public host unless set.",
    "AMBLE_GEOCODER_URL": (
        "Your own Nominatim (https://...) or Photon (photon+https://...) for searching places."
    ),
    "AMBLE_EMERGENCY_NUMBER": "The local emergency number; 112 unless set.",
    "AMBLE_LARGEST_UPLOAD_MB": "The largest file that can be sent, 1 to 25 MB; 25 unless set.",
    "AMBLE_PROXIES": "How many proxies stand in front and set X-Forwarded-For; 0 unless set.",
}


class WrongSetting(Exception):
    """A setting that keeps Amble from starting; its text is one sentence for the operator."""


@dataclass(frozen=True)
class Settings:
    """Everything that an operator can set. Paths are absolute, addresses without a last slash."""

    environment: str
    data: Path
    database_url: str
    redis_url: str | None
    secret_key: str
    role: str
    host: str
    port: int
    url: str
    demo: bool
    name: str
    smtp_url: str | None
    mail_from: str
    geocoder_url: str | None
    emergency_number: str
    largest_upload_mb: int
    proxies: int

    @property
    def is_production(self) -> bool:
        """Whether real people may be using this instance."""
        return self.environment == "production"

    @property
    def is_https(self) -> bool:
        """Whether people reach this instance over HTTPS, so that cookies can insist on it."""
        return self.url.startswith("https://")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read and check `environ`. Errors: `WrongSetting` with a sentence."""
        _refuse_unknown_names(environ)
        environment = _one_of(environ, "AMBLE_ENV", ENVIRONMENTS, "production")
        data = Path(environ.get("AMBLE_DATA") or "instance").resolve()
        host = environ.get("HOST") or "127.0.0.1"
        port = _number(environ, "PORT", 8000, 1, 65535)
        url = _address(environ, f"http://{_for_people(host)}:{port}")
        settings = cls(
            environment=environment,
            data=data,
            database_url=_database_url(environ, data),
            redis_url=_redis_url(environ),
            secret_key=_secret_key(environ, data),
            role=_one_of(environ, "AMBLE_ROLE", ROLES, "all"),
            host=host,
            port=port,
            url=url,
            demo=_one_of(environ, "AMBLE_DEMO", ("0", "1"), "0") == "1",
            name=environ.get("AMBLE_NAME") or "",
            smtp_url=_smtp_url(environ),
            mail_from=environ.get("AMBLE_MAIL_FROM") or f"amble@{urlsplit(url).hostname}",
            geocoder_url=_geocoder_url(environ),
            emergency_number=environ.get("AMBLE_EMERGENCY_NUMBER") or "112",
            largest_upload_mb=_number(environ, "AMBLE_LARGEST_UPLOAD_MB", 25, 1, 25),
            proxies=_number(environ, "AMBLE_PROXIES", 0, 0, 5),
        )
        _refuse_unsafe(settings)
        return settings


def _refuse_unknown_names(environ: Mapping[str, str]) -> None:
    for name in environ:
        if name.startswith("AMBLE_") and name not in NAMES:
            raise WrongSetting(
                f"{name} is no setting of Amble. docs/settings.md lists those that are."
            )


def _refuse_unsafe(settings: Settings) -> None:
    if not settings.is_production:
        return
    if settings.demo:
        raise WrongSetting(
            "AMBLE_DEMO=1 makes accounts whose password everybody knows, so it is refused in "
            "production. Leave it out, or set AMBLE_ENV=development."
        )
    reached_from_outside = settings.host not in LOOPBACK
    if reached_from_outside and not settings.is_https:
        raise WrongSetting(
            f"HOST={settings.host} can be reached from outside, but AMBLE_URL is not an https "
            "address, so passwords would travel in the clear. Set AMBLE_URL=https://... and put "
            "a proxy with a certificate in front, or listen on 127.0.0.1."
        )


def _one_of(environ: Mapping[str, str], name: str, words: tuple[str, ...], default: str) -> str:
    word = environ.get(name) or default
    if word not in words:
        raise WrongSetting(f"{name} is {word!r}; it can be {', '.join(words)}.")
    return word


def _number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or not low <= int(text) <= high:
        raise WrongSetting(f"{name} is {text!r}; it has to be a number from {low} to {high}.")
    return int(text)


def _for_people(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - not bound here


def _address(environ: Mapping[str, str], default: str) -> str:
    url = (environ.get("AMBLE_URL") or default).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise WrongSetting(
            f"AMBLE_URL is {url!r}; it has to look like https://amble.example.org, without a path."
        )
    return url


def _database_url(environ: Mapping[str, str], data: Path) -> str:
    url = environ.get("DATABASE_URL") or f"sqlite:///{data}/amble.db"
    if not re.match(r"(sqlite:///|postgres(ql)?://)", url):
        raise WrongSetting(
            "DATABASE_URL has to begin with postgresql:// or sqlite:///. Its value is not shown "
            "here, for it may hold a password."
        )
    return url


def _redis_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("REDIS_URL") or None
    if url and not re.match(r"(rediss?|unix)://", url):
        raise WrongSetting("REDIS_URL has to begin with redis://, rediss:// or unix://.")
    return url


def _smtp_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("AMBLE_SMTP_URL") or None
    if url and urlsplit(url).scheme not in ("smtp", "smtps"):
        raise WrongSetting("AMBLE_SMTP_URL has to look like smtp://user:password@host:587.")
    return url


def _geocoder_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("AMBLE_GEOCODER_URL") or None
    if url and not re.match(r"(photon\+)?https?://", url):
        raise WrongSetting(
            "AMBLE_GEOCODER_URL has to look like https://nominatim.example.org, or "
            "photon+https://photon.example.org."
        )
    return url


def _secret_key(environ: Mapping[str, str], data: Path) -> str:
    given = environ.get("SECRET_KEY")
    if given:
        if len(given) < SHORTEST_SECRET:
            raise WrongSetting(
                f"SECRET_KEY has {len(given)} characters; it needs at least {SHORTEST_SECRET}. "
                "Leave it out and Amble makes a good one."
            )
        return given
    file = data / "secret_key"
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            made = data / f"secret_key.{secrets.token_hex(4)}"
            made.touch(mode=0o600)
            made.write_text(secrets.token_urlsafe(48))
            try:
                file.hardlink_to(made)  # of two starting processes the first one wins
            except FileExistsError:
                pass
            finally:
                made.unlink()
        return file.read_text().strip()
    except OSError as problem:
        raise WrongSetting(
            f"The data folder {data} cannot be written ({problem.strerror}). "
            "Set AMBLE_DATA to a folder that can."
        ) from problem
