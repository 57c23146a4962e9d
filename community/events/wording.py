"""How walks are put into words: whole sentences, in the reader's language."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from community.events.queries import WalkCard, WalkPage
from community.events.rules.local_time import to_local
from community.events.rules.rule import Rule
from community.events.rules.rule_words import describe_rule
from community.foundation.formats import clock_time, day, weekday

PACE_KM_PER_H = {"very_easy": 3, "easy": 4, "brisk": 5}  # backcare.md 2.1


def ordinal(number: int) -> str:
    """Return "1st", "2nd", "3rd", "4th"."""
    if number % 100 not in (11, 12, 13):
        if number % 10 == 1:
            return _("%(number)sst", number=number)
        if number % 10 == 2:
            return _("%(number)snd", number=number)
        if number % 10 == 3:
            return _("%(number)srd", number=number)
    return _("%(number)sth", number=number)


def times(start_local: datetime, minutes: int) -> str:
    """Return "9:30 to about 10:20"."""
    end = start_local + timedelta(minutes=minutes)
    return _("%(start)s to about %(end)s", start=clock_time(start_local), end=clock_time(end))


def day_away(start_local: datetime, now: datetime, zone: str) -> str:
    """Return "In 2 days", "Today", "Tomorrow", "Yesterday", "3 days ago" on the walk's clock."""
    days = (start_local.date() - to_local(now, zone).date()).days
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Tomorrow")
    if days == -1:
        return _("Yesterday")
    if days < 0:
        return ngettext("%(num)s day ago", "%(num)s days ago", -days)
    return ngettext("In %(num)s day", "In %(num)s days", days)


def rule_words(rule: Rule) -> str:
    """Return "every Thursday"."""
    return describe_rule(rule, _)


def when_words(page: WalkPage) -> str:
    """Return the line below the times: "In 2 days · every Thursday"."""
    facts = page.facts
    if page.has_started and not page.is_over and not page.is_called_off:
        away = _("Going on now")
    else:
        away = day_away(facts.start_local, page.now, facts.zone)
    return " · ".join([away, rule_words(page.series.rule)] if page.series else [away])


def pace_words(pace: str) -> str:
    """Return "Very easy pace, about 3 km/h" of a group."""
    names = {
        "very_easy": _("Very easy pace, about %(speed)s km/h", speed=PACE_KM_PER_H["very_easy"]),
        "easy": _("Easy pace, about %(speed)s km/h", speed=PACE_KM_PER_H["easy"]),
        "brisk": _("Brisk pace, about %(speed)s km/h", speed=PACE_KM_PER_H["brisk"]),
    }
    return names.get(pace, names["easy"])


def room_words(page: WalkPage) -> str:
    """Return the line beside "Are you coming?": what is free, or where one would stand."""
    if page.is_full:
        return _("You would be %(place)s in line", place=ordinal(page.waiting + 1))
    return ngettext("Room for %(num)s more", "Room for %(num)s more", page.room)


def moved_words(page: WalkPage) -> str:
    """Return sentence 9: "Thu 21 May now starts at 10:30, not 9:30."."""
    old, new = page.moved_from, page.facts.start_local
    if old is None:
        return ""
    if old.date() == new.date():
        return _(
            "%(day)s now starts at %(new)s, not %(old)s.",
            day=day(new),
            new=clock_time(new),
            old=clock_time(old),
        )
    return _(
        "This walk is now on %(day)s at %(new)s, not on %(old_day)s at %(old)s.",
        day=day(new),
        new=clock_time(new),
        old_day=day(old),
        old=clock_time(old),
    )


def called_off_words(title_day: datetime, reason: str) -> str:
    """Return sentence 10: "Thursday's walk is called off: ice on the path."."""
    return _(
        "%(weekday)s’s walk is called off: %(reason)s.",
        weekday=weekday(title_day),
        reason=reason.rstrip(".") or _("no reason given"),
    )


def moved_pill(card: WalkCard) -> str:
    """Return the few words of a moved date in a list: "10:30, not 9:30", or the old day."""
    if card.moved_from is None:
        return ""
    if card.moved_from.date() == card.start_local.date():
        return _("Not %(old)s", old=clock_time(card.moved_from))
    return _("Not %(old)s", old=day(card.moved_from))


def coming_words(page: WalkPage) -> str:
    """Return "Ruth leads. Tom, Jean and Olu come too, Olu with a guest."."""
    leaders = [one.name for one in page.coming if one.is_leader]
    others = [one for one in page.coming if not one.is_leader]
    sentences = []
    if leaders:
        sentences.append(
            ngettext("%(names)s leads.", "%(names)s lead.", len(leaders), names=listed(leaders))
        )
    if others:
        with_guests = [_with_guests(one.name, one.guests) for one in others]
        sentences.append(
            ngettext(
                "%(names)s comes too.",
                "%(names)s come too.",
                len(others),
                names=listed(with_guests),
            )
        )
    return " ".join(sentences)


def _with_guests(name: str, guests: int) -> str:
    if not guests:
        return name
    return ngettext("%(name)s with a guest", "%(name)s with %(num)s guests", guests, name=name)


def listed(names: list[str]) -> str:
    """Return "Tom, Jean and Olu"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(list)s and %(last)s", list=", ".join(names[:-1]), last=names[-1])
