"""Doors of accounts over HTTP."""

from community.accounts.views import links, own_account, signing_in
from community.accounts.views.blueprint import blueprint

__all__ = ["blueprint", "links", "own_account", "signing_in"]
