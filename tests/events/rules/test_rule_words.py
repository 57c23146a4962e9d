"""A rule in words."""

from __future__ import annotations

import pytest

from community.events.rules.rule import Rule, monthly, weekly
from community.events.rules.rule_words import describe_rule


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (weekly(3), "every Thursday"),
        (weekly(0, 2, 4), "every Monday, Wednesday and Friday"),
        (weekly(*range(7)), "every day"),
        (weekly(1, 6, interval=2), "every second week on Tuesday and Sunday"),
        (weekly(1, 6, interval=2, wkst=6), "every second week on Sunday and Tuesday"),
        (weekly(2, interval=3), "every 3 weeks on Wednesday"),
        (monthly(1, 5), "the first Saturday of each month"),
        (monthly(-1, 1), "the last Tuesday of each month"),
        (monthly(4, 3, 2), "the fourth Thursday of every second month"),
        (monthly(2, 2, 3), "the second Wednesday, every 3 months"),
    ],
)
def test_words(rule: Rule, words: str) -> None:
    assert describe_rule(rule) == words


def test_words_are_translated_whole() -> None:
    german = {"every %(days)s": "jeden %(days)s", "Thursday": "Donnerstag"}

    assert describe_rule(weekly(3), lambda text: german[text]) == "jeden Donnerstag"
