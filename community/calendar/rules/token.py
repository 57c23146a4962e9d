"""Secret links of personal feeds: made from a server secret, so that the page can show them again.

The database holds the nonce and the token's SHA-256, never the token.
Source: calendar.md section 1, "Token".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

TOKEN_OCTETS = 24  # 192 bits; source: calendar.md section 1
NONCE_OCTETS = 16  # our choice: as random as a UUID

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


def feed_token(server_secret: bytes, person_id: int, nonce: bytes) -> str:
    """Return the token: 32 characters base64url.

    server_secret: at least 16 octets. nonce: random, renewed by "New link".
    Errors: ValueError for a secret or nonce that is too short.
    """
    if len(server_secret) < 16 or len(nonce) < NONCE_OCTETS:
        raise ValueError("secret and nonce need at least 16 octets")
    message = b"amble feed token\0%d\0" % person_id + nonce
    digest = hmac.new(server_secret, message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_OCTETS]).decode("ascii")


def token_lookup(token: str) -> bytes:
    """Return the SHA-256 under which the database finds a token (32 octets)."""
    return hashlib.sha256(token.encode("ascii")).digest()


def is_token(text: str) -> bool:
    """Return whether a part of an address can be a token at all."""
    return _TOKEN.fullmatch(text) is not None
