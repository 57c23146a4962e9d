"""What the pages say in whole sentences, in the reader's language."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from community.events import WalkCard, ordinal
from community.foundation.formats import (
    METRES_A_MILE,
    clock_time,
    day,
    distance,
    number,
    weekday,
)
from community.foundation.security import viewer
from community.pages.queries import ChangedWalk, FindPage, FoundWalk, TodayPage
from community.places.rules.asked import FURTHER_KM


def greeting(page: TodayPage) -> str:
    """Return "Good morning, Ana"."""
    name = page.viewer.name.split()[0] if page.viewer.name.split() else page.viewer.name
    if page.part_of_day == "morning":
        return _("Good morning, %(name)s", name=name)
    if page.part_of_day == "afternoon":
        return _("Good afternoon, %(name)s", name=name)
    return _("Good evening, %(name)s", name=name)


def filter_label(name: str) -> str:
    """Return what the chip of a filter says."""
    return {
        "gentle": _("Gentle or easier"),
        "level": _("Level only"),
        "morning": _("Mornings"),
        "afternoon": _("Afternoons"),
        "evening": _("Evenings"),
        "toilets": _("Toilets"),
        "seats": _("Seats"),
        "short": _("At most 30 min"),
    }[name]


def title(page: FindPage) -> str:
    """Return the heading of Find: level only where only level walks are shown."""
    level, place = "level" in page.asked.filters, page.place.name if page.place else ""
    if page.origin == "typed" and place and not _is_coordinates(place):
        return (
            _("Level walks near %(place)s", place=place)
            if level
            else _("Walks near %(place)s", place=place)
        )
    return _("Level walks near you") if level else _("Walks near you")


def groups_sentence(page: FindPage) -> str:
    """Return sentence 1, "4 groups walk within 20 minutes of you.", or with the distance."""
    if page.in_reach:
        if page.in_reach == page.groups_found and not page.groups_counted_up:
            return _("More than %(num)s groups walk within 20 minutes of you.", num=page.in_reach)
        return ngettext(
            "%(num)s group walks within 20 minutes of you.",
            "%(num)s groups walk within 20 minutes of you.",
            page.in_reach,
        )
    if not page.groups_found:
        return ""
    away = whole_distance(page.within_m)
    if not page.groups_counted_up:
        return _(
            "More than %(num)s groups walk within %(distance)s of you.",
            num=page.groups_found,
            distance=away,
        )
    return ngettext(
        "%(num)s group walks within %(distance)s of you.",
        "%(num)s groups walk within %(distance)s of you.",
        page.groups_found,
        distance=away,
    )


def nothing_found(page: FindPage) -> str:
    """Return sentence 2, as far as it is true of what was asked."""
    if page.asked.page > 1:
        return _("There are no more walks. Those before are nearer.")
    place = place_words(page)
    if not page.groups_found:
        return _("No group here yet.")
    if page.asked.filters == {"level"}:
        return _("No level walk near %(place)s this week.", place=place)
    if page.asked.filters == {"gentle"}:
        return _("No level or gentle walk near %(place)s this week.", place=place)
    if page.asked.filters:
        return _("No walk near %(place)s this week is all that you chose.", place=place)
    return _("No walk near %(place)s this week.", place=place)


def place_words(page: FindPage) -> str:
    """Return the place inside a sentence: its name, or "you"."""
    name = page.place.name if page.place else ""
    return name if name and not _is_coordinates(name) else _("you")


def look_further() -> str:
    """Return the words of the link that widens the search."""
    if _in_miles():
        return _("Look %(miles)s miles further", miles=round(FURTHER_KM * 1000 / METRES_A_MILE))
    return _("Look 5 km further")


def whole_distance(metres: float) -> str:
    """Return "10 km" of a round distance."""
    if _in_miles():
        return _("%(number)s\u00a0miles", number=round(metres / METRES_A_MILE))
    return _("%(number)s\u00a0km", number=number(round(metres / 1000)))


def away(row: FoundWalk) -> str:
    """Return "620 m, about 12 minutes on foot"; "about 600 m" where the place is rounded."""
    card = row.card
    metres = card.distance_m or 0.0
    told = distance(metres) if card.place_is_exact else rounded_away(metres)
    if row.on_foot is None:
        return told
    minutes = ngettext("%(num)s\u00a0min", "%(num)s\u00a0min", row.on_foot)
    return _("%(distance)s, about %(minutes)s on foot", distance=told, minutes=minutes)


def rounded_away(metres: float) -> str:
    """Return "about 600 m" from a place that is rounded; the rounding alone may be 350 m."""
    if metres < 400:
        return _("under %(distance)s", distance=distance(500))
    return _("about %(distance)s", distance=distance(metres))


def comforts(card: WalkCard) -> str:
    """Return what is known of seats and toilets: "29 seats, toilets", "19 seats, no toilet"."""
    told = []
    if card.seats is not None:
        told.append(
            ngettext("%(num)s seat", "%(num)s seats", card.seats) if card.seats else _("no seats")
        )
    if card.toilets is not None:
        told.append(_("toilets") if card.toilets else _("no toilet"))
    words = ", ".join(told)
    return words[:1].upper() + words[1:]


def when(card: WalkCard) -> str:
    """Return "10:00, 50 min"."""
    return _(
        "%(start)s, %(minutes)s\u00a0min", start=clock_time(card.start_local), minutes=card.minutes
    )


def times(card: WalkCard) -> str:
    """Return "9:30 to about 10:20"."""
    end = card.start_local + timedelta(minutes=card.minutes)
    return _("%(start)s to about %(end)s", start=clock_time(card.start_local), end=clock_time(end))


def days_away(start_local: datetime, local_now: datetime) -> str:
    """Return "Today", "Tomorrow", "In 2 days"."""
    days = (start_local.date() - local_now.date()).days
    if days <= 0:
        return _("Today")
    return _("Tomorrow") if days == 1 else _("In %(num)s days", num=days)


def coming(card: WalkCard) -> str:
    """Return who comes to a walk, for its leader: "6 coming, 2 wait"."""
    if not card.coming and not card.waiting:
        return _("Nobody has answered yet.")
    told = _("%(num)s coming", num=number(card.coming))
    if not card.waiting:
        return told
    waiting = ngettext("%(num)s waits", "%(num)s wait", card.waiting)
    return _("%(coming)s, %(waiting)s", coming=told, waiting=waiting)


def in_line(card: WalkCard) -> str | None:
    """Return where who waits for a place stands: "3rd"."""
    return ordinal(card.position) if card.position else None


def moved_pill(card: WalkCard) -> str:
    """Return "An hour later", "30 min earlier", or "New day"."""
    if card.moved_from is None:
        return ""
    if card.moved_from.date() != card.start_local.date():
        return _("New day")
    minutes = round((card.start_local - card.moved_from).total_seconds() / 60)
    if abs(minutes) == 60:
        return _("An hour later") if minutes > 0 else _("An hour earlier")
    hours = abs(minutes) // 60
    if abs(minutes) % 60 == 0:
        return (
            _("%(num)s hours later", num=hours)
            if minutes > 0
            else _("%(num)s hours earlier", num=hours)
        )
    return (
        _("%(num)s\u00a0min later", num=minutes)
        if minutes > 0
        else _("%(num)s\u00a0min earlier", num=-minutes)
    )


def was(card: WalkCard) -> str:
    """Return "was 9:00", with the day when that is another."""
    if card.moved_from is None:
        return ""
    old = clock_time(card.moved_from)
    if card.moved_from.date() != card.start_local.date():
        old = _("%(day)s, %(time)s", day=day(card.moved_from), time=old)
    return _("was %(before)s", before=old)


def change_title(change: ChangedWalk) -> str:
    """Return the bold part of sentences 9 and 10."""
    if change.is_called_off:
        return _("%(weekday)s’s walk is called off", weekday=weekday(change.start_local))
    if change.old_start_local.date() != change.start_local.date():
        return _(
            "%(title)s is now on %(day)s at %(time)s",
            title=change.title,
            day=day(change.start_local),
            time=clock_time(change.start_local),
        )
    return _(
        "%(day)s now starts at %(time)s",
        day=day(change.start_local),
        time=clock_time(change.start_local),
    )


def change_text(change: ChangedWalk) -> str:
    """Return the rest: ", not 9:30. Ruth: the café opens later.", ": ice on the path."."""
    reason = change.reason.strip()
    if change.is_called_off:
        return _(": %(reason)s", reason=_closed(reason)) if reason else "."
    if change.old_start_local.date() != change.start_local.date():
        rest = _(
            ", not on %(day)s at %(time)s.",
            day=day(change.old_start_local),
            time=clock_time(change.old_start_local),
        )
    else:
        rest = _(", not %(time)s.", time=clock_time(change.old_start_local))
    if not reason:
        return rest
    said = (
        _("%(name)s: %(reason)s", name=change.by_name, reason=_closed(reason))
        if change.by_name
        else _closed(reason[:1].upper() + reason[1:])
    )
    return f"{rest} {said}"


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def _is_coordinates(name: str) -> bool:
    return not any(c.isalpha() for c in name)


def _in_miles() -> bool:
    person = viewer()
    return person is not None and person.units == "miles"
