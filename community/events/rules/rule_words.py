"""A rule in words: "every Thursday", "the last Tuesday of every second month".

Whole sentences, marked here and translated by the caller, so that this stays free of Flask.
Source: architecture.md section 5, "Words"; calendar.md section 2, the form shows dates in words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from community.events.rules.rule import Frequency, Rule
from community.foundation.words import N_

WEEKDAY_NAMES = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)

_EVERY_MONTH = {
    1: N_("the first %(day)s of each month"),
    2: N_("the second %(day)s of each month"),
    3: N_("the third %(day)s of each month"),
    4: N_("the fourth %(day)s of each month"),
    -1: N_("the last %(day)s of each month"),
}
_EVERY_SECOND_MONTH = {
    1: N_("the first %(day)s of every second month"),
    2: N_("the second %(day)s of every second month"),
    3: N_("the third %(day)s of every second month"),
    4: N_("the fourth %(day)s of every second month"),
    -1: N_("the last %(day)s of every second month"),
}
_EVERY_FEW_MONTHS = {
    1: N_("the first %(day)s, every %(number)s months"),
    2: N_("the second %(day)s, every %(number)s months"),
    3: N_("the third %(day)s, every %(number)s months"),
    4: N_("the fourth %(day)s, every %(number)s months"),
    -1: N_("the last %(day)s, every %(number)s months"),
}
_EVERY_WEEK = N_("every %(days)s")
_EVERY_DAY = N_("every day")
_EVERY_SECOND_WEEK = N_("every second week on %(days)s")
_EVERY_FEW_WEEKS = N_("every %(number)s weeks on %(days)s")
_LIST_AND_LAST = N_("%(list)s and %(last)s")


def describe_rule(rule: Rule, translate: Callable[[str], str] = str) -> str:
    """Return the rule as a phrase that fits after "This walk takes place".

    translate: turns a marked English message into the reader's language, for example
    Flask-Babel's `gettext`; without it the words are English.
    """
    names = [translate(WEEKDAY_NAMES[day]) for day in _from_week_start(rule)]
    if rule.freq is Frequency.MONTHLY:
        message = _monthly_message(rule)
        return translate(message) % {"day": names[0], "number": rule.interval}
    if len(names) == 7 and rule.interval == 1:
        return translate(_EVERY_DAY)
    messages = {1: _EVERY_WEEK, 2: _EVERY_SECOND_WEEK}
    message = messages.get(rule.interval, _EVERY_FEW_WEEKS)
    return translate(message) % {"days": _listed(names, translate), "number": rule.interval}


def _monthly_message(rule: Rule) -> str:
    tables = {1: _EVERY_MONTH, 2: _EVERY_SECOND_MONTH}
    return tables.get(rule.interval, _EVERY_FEW_MONTHS)[rule.ordinal or 1]


def _from_week_start(rule: Rule) -> Sequence[int]:
    return sorted(rule.byday, key=lambda day: (day - rule.wkst) % 7)


def _listed(names: Sequence[str], translate: Callable[[str], str]) -> str:
    if len(names) == 1:
        return names[0]
    return translate(_LIST_AND_LAST) % {"list": ", ".join(names[:-1]), "last": names[-1]}
