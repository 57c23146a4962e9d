"""How many wrong passwords are too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from community.accounts.rules.limits import (
    MOST_FROM_EVERYWHERE,
    MOST_FROM_ONE_ADDRESS,
    WINDOW,
    PastTry,
    wait_before_next_try,
)

NOW = datetime(2026, 5, 14, 9, 30, tzinfo=UTC)


def tries(number: int, address: str = "here", minutes_ago: float = 1) -> list[PastTry]:
    return [PastTry(address, NOW - timedelta(minutes=minutes_ago))] * number


def test_a_few_wrong_passwords_cost_nothing() -> None:
    assert wait_before_next_try(tries(MOST_FROM_ONE_ADDRESS - 1), "here", False, NOW) is None


def test_many_from_one_address_wait_until_the_oldest_no_longer_counts() -> None:
    wait = wait_before_next_try(tries(MOST_FROM_ONE_ADDRESS, minutes_ago=10), "here", False, NOW)
    assert wait is not None
    assert 0 < wait <= 5 * 60 + 1


def test_nobody_waits_longer_than_the_window() -> None:
    wait = wait_before_next_try(tries(5000, minutes_ago=0), "here", False, NOW)
    assert wait is not None
    assert wait <= WINDOW.total_seconds() + 1


def test_other_addresses_are_not_held_up_by_one_that_guesses() -> None:
    assert wait_before_next_try(tries(MOST_FROM_ONE_ADDRESS), "there", False, NOW) is None


def test_guessing_from_many_addresses_is_stopped_too() -> None:
    many = [t for n in range(MOST_FROM_EVERYWHERE) for t in tries(1, f"address {n}")]
    assert wait_before_next_try(many, "new", False, NOW) is not None


def test_a_device_that_was_here_before_is_not_kept_out_by_strangers_who_guess() -> None:
    many = [t for n in range(MOST_FROM_EVERYWHERE) for t in tries(1, f"address {n}")]
    assert wait_before_next_try(many, "home", True, NOW) is None


def test_old_tries_are_forgotten() -> None:
    assert wait_before_next_try(tries(500, minutes_ago=16), "here", False, NOW) is None
