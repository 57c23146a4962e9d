"""How walks are put into words: whole sentences, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from community.events.queries import RouteChange, SeriesDate, WalkCard, WalkPage
from community.events.queries.recces import NeedsRecce
from community.events.rules.local_time import to_local
from community.events.rules.rule import Rule
from community.events.rules.rule_words import describe_rule
from community.foundation.formats import clock_time, day, distance, weekday
from community.groups import GroupCard
from community.routes import changed_said, grade_reason, grade_said, recce_said

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


def welcome_words(card: WalkCard | None, now: datetime) -> str:
    """Return sentence 3 for who has just joined: "You're in. Thursday's walk is the next one."."""
    if card is None:
        return _("You’re in. No walk is planned yet; the next one appears here.")
    days = (card.start_local.date() - to_local(now, card.zone).date()).days
    if days == 0:
        return _("You’re in. Today’s walk is the next one.")
    if days < 7:  # a weekday alone would name the wrong one later
        name = weekday(card.start_local)
        return _("You’re in. %(weekday)s’s walk is the next one.", weekday=name)
    return _("You’re in. The next walk is on %(day)s.", day=day(card.start_local))


def coming_to_move(page: WalkPage) -> str:
    """Return "12 people are coming." beside the question where a date goes."""
    if not page.taken:
        return _("Nobody has answered yet.")
    return ngettext("%(num)s person is coming.", "%(num)s people are coming.", page.taken)


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


def moved_pill(card: WalkCard) -> str:
    """Return the few words of a moved date in a list: "An hour later", "Not Thu 21 May"."""
    if card.moved_from is None:
        return ""
    if card.moved_from.date() != card.start_local.date():
        return _("Not %(old)s", old=day(card.moved_from))
    by = card.start_local - card.moved_from
    if by == timedelta(hours=1):
        return _("An hour later")
    if by == timedelta(hours=-1):
        return _("An hour earlier")
    return _("Not %(old)s", old=clock_time(card.moved_from))


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
    elif not page.is_over and not page.is_called_off:
        sentences.append(_("Nobody else has answered yet."))
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


def coming_title(page: WalkPage) -> str:
    """Return "5 coming, room for 15 more", or what it says of a walk that is over."""
    if page.is_over or page.is_called_off:
        if not page.taken:
            return _("Who leads")
        return ngettext("%(num)s was coming", "%(num)s were coming", page.taken)
    if page.is_full:
        return _("%(taken)s of %(capacity)s places taken", taken=page.taken, capacity=page.capacity)
    if not page.taken:
        return ngettext("Room for %(num)s", "Room for %(num)s", page.room)
    return ngettext(
        "%(taken)s coming, room for %(num)s more",
        "%(taken)s coming, room for %(num)s more",
        page.room,
        taken=page.taken,
    )


def full_words(page: WalkPage) -> str:
    """Return "20 of 20 places taken, 2 people wait."."""
    if not page.waiting:
        return _(
            "%(taken)s of %(capacity)s places taken.", taken=page.taken, capacity=page.capacity
        )
    return ngettext(
        "%(taken)s of %(capacity)s places taken, %(num)s person waits.",
        "%(taken)s of %(capacity)s places taken, %(num)s people wait.",
        page.waiting,
        taken=page.taken,
        capacity=page.capacity,
    )


def said_by(page: WalkPage) -> str:
    """Return who called a date off and when: "Ruth, today at 7:40"."""
    changed = to_local(page.date.changed_at, page.facts.zone)
    days = (to_local(page.now, page.facts.zone).date() - changed.date()).days
    at = clock_time(changed)
    if days == 0:
        when = _("today at %(time)s", time=at)
    elif days == 1:
        when = _("yesterday at %(time)s", time=at)
    else:
        when = _("on %(day)s at %(time)s", day=day(changed), time=at)
    if page.changed_by:
        return _("%(name)s, %(when)s", name=page.changed_by, when=when)
    return _("The leader, %(when)s", when=when)


def moved_reason(page: WalkPage) -> str:
    """Return "Ruth: the café opens later."."""
    reason = page.date.reason.strip()
    if not reason:
        return ""
    if not page.changed_by:
        return reason
    return _("%(name)s: %(reason)s", name=page.changed_by, reason=reason)


def route_line(page: WalkPage) -> str:
    """Return "2.4 km, 9 seats"."""
    route = page.route
    if route is None:
        return ""
    if route.seats is None:
        return distance(route.length_m)
    return ngettext(
        "%(distance)s, %(num)s seat",
        "%(distance)s, %(num)s seats",
        route.seats,
        distance=distance(route.length_m),
    )


def rest_words(page: WalkPage) -> str:
    """Return "3 planned rests. Turn back whenever you like."."""
    rests = page.walk.planned_rests
    if not rests:
        return _("Rest and turn back whenever you like.")
    return ngettext(
        "%(num)s planned rest. Turn back whenever you like.",
        "%(num)s planned rests. Turn back whenever you like.",
        rests,
    )


def series_title(rule: Rule) -> str:
    """Return "Every Thursday"."""
    words = rule_words(rule)
    return words[:1].upper() + words[1:]


def with_room(page: WalkPage) -> list[WalkCard]:
    """Return up to three other dates with free places, those of this walk first."""
    return [one for one in page.others if one.room and not one.is_called_off][:3]


def free_words(page: WalkPage, card: WalkCard) -> str:
    """Return "The same walk, 9 places free", or another walk by its name."""
    if card.walk_id == page.facts.walk_id:
        return ngettext(
            "The same walk, %(num)s place free", "The same walk, %(num)s places free", card.room
        )
    return ngettext(
        "%(title)s, %(num)s place free",
        "%(title)s, %(num)s places free",
        card.room,
        title=card.title,
    )


def next_instead(page: WalkPage) -> WalkCard | None:
    """Return the next date that takes place: of this walk, else of the group."""
    return next((one for one in page.others if not one.is_called_off), None)


def bar_heading(page: WalkPage, wanted: str | None) -> str:
    """Return what the bar asks; after signing up it says that one tap is left."""
    if wanted and not page.my_answer:
        return _("One tap is left")
    if page.is_full and not page.leads:
        return _("Full: %(taken)s of %(capacity)s", taken=page.taken, capacity=page.capacity)
    return _("Are you coming?")


def bar_second(page: WalkPage) -> str:
    """Return the line beside the question, or below the answer."""
    mine = page.my_answer
    if page.leads and (mine is None or mine.kind == "coming"):
        return _("You lead this walk")
    if mine is None or (mine.kind == "cant" and not page.leads):
        return room_words(page)
    if mine.waiting:
        return _("Until the walk starts, in order")
    if mine.kind == "coming" and mine.guests:
        return ngettext("With %(num)s guest", "With %(num)s guests", mine.guests)
    if mine.kind == "coming" and mine.from_series and page.series:
        return series_title(page.series.rule)
    return _("Meet at %(time)s", time=clock_time(page.facts.start_local))


def more_words(page: WalkPage) -> str:
    """Return the link to the whole answer: guests, and every date of a series."""
    if page.series is None:
        return _("Bring somebody")
    return _("Come %(rule)s, or with guests", rule=rule_words(page.series.rule))


def register_words(page: WalkPage) -> str:
    """Return the line below "Register"."""
    return ngettext("%(num)s person expected", "%(num)s people expected", len(page.coming))


def date_words(one: SeriesDate) -> str:
    """Return what a series' page says of one date: why it is off, who came, what is free."""
    if one.status == "cancelled":
        return one.reason
    if one.is_past:
        return ngettext("%(num)s was coming", "%(num)s were coming", one.coming)
    if one.waiting or not one.room:
        return _("Full")
    if not one.coming:
        return ngettext("Room for %(num)s", "Room for %(num)s", one.room)
    return ngettext(
        "%(taken)s coming, room for %(num)s more",
        "%(taken)s coming, room for %(num)s more",
        one.room,
        taken=one.coming,
    )


def route_change_words(change: RouteChange) -> Markup:
    """Return what has changed on the route since the walk was planned, and why it matters."""
    was = grade_said(change.was.shown_letter, change.was.confidence)
    now = grade_said(change.now.shown_letter, change.now.confidence)
    if was == now:
        told = _("The route has changed since this walk was planned.")
        return escape(told + " " + changed_said(change.changed) + ".")
    whole: Markup = escape(
        _("The route has changed since this walk was planned: it was %(was)s, now %(reason)s")
    )
    return whole % {"was": was, "reason": grade_reason(change.now) or f"{now}."}


def needs_recce_title(needs: NeedsRecce, today: date) -> str:
    """Return "Rhine dam loop needs a recce before Thursday's walk"."""
    days = (needs.start_local.date() - today).days
    if 0 <= days < 6:  # a weekday alone would name the wrong one later
        return _(
            "%(route)s needs a recce before %(weekday)s’s walk",
            route=needs.route.name,
            weekday=weekday(needs.start_local),
        )
    return _(
        "%(route)s needs a recce before the walk on %(day)s",
        route=needs.route.name,
        day=day(needs.start_local),
    )


def recce_mail(
    needs: NeedsRecce, group: GroupCard, name: str, site: str, now: datetime
) -> tuple[str, str]:
    """Return subject and text of the reminder for one leader, in her language."""
    values = {
        "name": name,
        "route": needs.route.name,
        "title": needs.title,
        "day": day(needs.start_local),
        "time": clock_time(needs.start_local),
        "group": group.name,
        "check": recce_said(needs.route.recce, now.date()),
    }
    subject = _("Recce: %(route)s, before %(day)s", **values)
    own = needs.route.group_id == group.id
    lines = [
        _("Hello %(name)s,", **values),
        _("“%(title)s” is on %(day)s at %(time)s. Its route is %(route)s.", **values),
        _("%(check)s.", **values),
        _(
            "If one of you walks it before then and notes what she finds, "
            "everybody can trust the grade:"
        )
        if own
        else _(
            "The route belongs to another group. Ask its leaders whether they can walk it before "
            "then, or take it over as yours and check it yourselves:"
        ),
        f"{site}/routes/{needs.route.id}" + ("/recce" if own else ""),
        _("You get this because you lead walks of %(group)s. Nobody else is told.", **values),
    ]
    return subject, "\n\n".join(lines) + "\n"
