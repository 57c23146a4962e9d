"""How a lower feature tells higher ones what happened.

A signal is a frozen dataclass named in the past tense. Receivers marked `@receives` run inside the
transaction of the cause and may roll it back; those marked `@after_commit` run when the
transaction has ended, each caught and logged, for the row is stored whatever they do.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

log = logging.getLogger("amble.signals")

Receiver = Callable[[Any], None]
R = TypeVar("R", bound=Receiver)

_inside: dict[type, list[Receiver]] = defaultdict(list)
_after: dict[type, list[Receiver]] = defaultdict(list)
waiting: ContextVar[list[Callable[[], None]] | None] = ContextVar("waiting", default=None)
closing: ContextVar[dict[str, Callable[[], None]] | None] = ContextVar("closing", default=None)


def receives(*kinds: type) -> Callable[[R], R]:
    """Call the decorated function inside the transaction that sends one of `kinds`."""

    def add(receiver: R) -> R:
        for kind in kinds:
            if receiver not in _inside[kind]:
                _inside[kind].append(receiver)
        return receiver

    return add


def after_commit(*kinds: type) -> Callable[[R], R]:
    """Call the decorated function when the transaction that sent one of `kinds` has ended well."""

    def add(receiver: R) -> R:
        for kind in kinds:
            if receiver not in _after[kind]:
                _after[kind].append(receiver)
        return receiver

    return add


def send(signal: Any) -> None:
    """Tell the receivers of `signal`'s type; call it inside a write transaction."""
    for receiver in _inside[type(signal)]:
        receiver(signal)
    for receiver in _after[type(signal)]:
        run_after_commit(lambda receiver=receiver: receiver(signal))  # type: ignore[misc]


def run_before_commit(key: str, call: Callable[[], None]) -> None:
    """Run `call` at the end of the open transaction, once for `key`, however often it is asked.

    For counters that many transactions raise: they are taken last and in the order of their keys,
    so that two transactions never wait for each other. Errors: `RuntimeError` without transaction.
    """
    queue = closing.get()
    if queue is None:
        raise RuntimeError("run_before_commit needs an open write transaction")
    queue.setdefault(key, call)


def run_closing(queue: dict[str, Callable[[], None]]) -> None:
    """Run what waited for the end of the transaction; an error rolls it back."""
    for _, call in sorted(queue.items(), key=lambda one: one[0]):
        call()


def run_after_commit(call: Callable[[], None]) -> None:
    """Run `call` when the open transaction has ended well; at once when none is open."""
    queue = waiting.get()
    if queue is None:
        _run_caught(call)
    else:
        queue.append(call)


def run_all(queue: list[Callable[[], None]]) -> None:
    """Run what waited for the commit, each caught and logged."""
    for call in queue:
        _run_caught(call)


def _run_caught(call: Callable[[], None]) -> None:
    try:
        call()
    except Exception:
        log.exception("a receiver failed after the commit")


def receivers_of(kind: type) -> tuple[list[Receiver], list[Receiver]]:
    """Return the receivers of `kind`: those inside the transaction, those after it."""
    return _inside[kind], _after[kind]
