"""What live does about what happened elsewhere, inside the transaction of the cause."""

from __future__ import annotations

from datetime import datetime

from flask_babel import force_locale, gettext

from community.accounts import DeviceSignedOut, PersonErased, SignedOutEverywhere
from community.events import OccurrenceCalledOff, OccurrenceMoved, RegisterChanged, RsvpAnswered
from community.foundation import clock
from community.foundation.formats import clock_time, day, weekday
from community.foundation.signals import receives
from community.groups import MembershipEnded, group_of
from community.live.actions import forget_person, note_removed, post_notice, tell_processes
from community.live.course_actions import take_answer_over, take_register_over


@receives(OccurrenceMoved)
def say_moved(signal: OccurrenceMoved) -> None:
    """Sentence 9 of design-screens, in the language of the group."""
    with force_locale(group_of(signal.group_id).language):
        text = moved_sentence(signal.old_start_local, signal.new_start_local)
        text = with_reason(text, signal.by_name, signal.reason)
    post_notice(signal.occurrence_id, text, clock.now())


def moved_sentence(old: datetime, new: datetime) -> str:
    """Return "Thu 21 May now starts at 10:30, not 9:30." or, for another day, both in full."""
    if old.date() == new.date():
        return gettext(
            "%(day)s now starts at %(new)s, not %(old)s.",
            day=day(new),
            new=clock_time(new),
            old=clock_time(old),
        )
    return gettext(
        "This walk is now on %(new_day)s at %(new)s, not on %(old_day)s at %(old)s.",
        new_day=day(new),
        new=clock_time(new),
        old_day=day(old),
        old=clock_time(old),
    )


def with_reason(text: str, name: str, reason: str) -> str:
    """Return `text` and, where there is one, who gave which reason."""
    if not reason:
        return text
    if reason[-1] not in ".!?…":
        reason += "."
    return f"{text} {name}: {reason}"


@receives(OccurrenceCalledOff)
def say_called_off(signal: OccurrenceCalledOff) -> None:
    """Sentence 10 of design-screens, in the language of the group."""
    with force_locale(group_of(signal.group_id).language):
        name = weekday(signal.start_local)
        if signal.reason:
            text = gettext(
                "%(day)s’s walk is called off: %(reason)s. Your streak is safe.",
                day=name,
                reason=signal.reason.rstrip("."),
            )
        else:
            text = gettext("%(day)s’s walk is called off. Your streak is safe.", day=name)
    post_notice(signal.occurrence_id, text, clock.now())
    tell_processes("board", clock.now(), room=f"walk-{signal.occurrence_id}")


@receives(RsvpAnswered)
def take_answer(signal: RsvpAnswered) -> None:
    """The board follows the answer."""
    take_answer_over(signal.occurrence_id, signal.person_id, signal.kind, clock.now())


@receives(RegisterChanged)
def take_register(signal: RegisterChanged) -> None:
    """The board follows a register that a leader ticked on the walk's page."""
    take_register_over(signal.occurrence_id, signal.person_id, signal.present, clock.now())


@receives(MembershipEnded)
def take_out(signal: MembershipEnded) -> None:
    """Every process takes the person's sockets out of the group's rooms."""
    note_removed(signal.person_id, signal.group_id, signal.reason, clock.now())


@receives(SignedOutEverywhere)
def close_sockets(signal: SignedOutEverywhere) -> None:
    """Every process closes the person's sockets, but those of the device that stays."""
    kept = signal.device_key_kept or ""
    tell_processes("signed_out", clock.now(), signal.person_id, detail=kept)


@receives(DeviceSignedOut)
def close_sockets_of_device(signal: DeviceSignedOut) -> None:
    """Every process closes the sockets of one device."""
    tell_processes("device_out", clock.now(), signal.person_id, detail=signal.device_key)


@receives(PersonErased)
def forget(signal: PersonErased) -> None:
    """Her messages stay without her name; what she said of her body goes."""
    forget_person(signal.person_id, clock.now())
