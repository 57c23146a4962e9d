"""The sentences of rooms and boards, for pages and, by way of them, for scripts. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from community.foundation.words import N_

# What the log says of a check-in.
CHECK_INS = {
    "coming": N_("%(name)s is expected"),
    "on_my_way": N_("%(name)s is on the way"),
    "running_late": N_("%(name)s is running late"),
    "here": N_("%(name)s is here"),
    "walking": N_("%(name)s is walking"),
    "resting": N_("%(name)s needs a rest. Can you wait?"),
    "left_early": N_("%(name)s is going home early"),
    "heading_home": N_("%(name)s is heading home"),
    "home_safe": N_("%(name)s is home safe"),
    "not_coming": N_("%(name)s can’t come"),
    "needs_help": N_("%(name)s needs help"),
}
LATE_MINUTES = N_("%(name)s is about %(minutes)s minutes late")
RESTS_AT = N_("%(name)s needs a rest at %(seat)s. Can you wait?")
NOTED_BY = N_("%(sentence)s, says %(by)s")
COUNTED = {
    "start": N_("%(name)s counted %(counted)s at the start; the board says %(register)s"),
    "half": N_("%(name)s counted %(counted)s half-way; the board says %(register)s"),
    "end": N_("%(name)s counted %(counted)s at the end; the board says %(register)s"),
}
TAKEN_BACK = N_("%(name)s took a check-in back")
REMOVED = N_("%(name)s removed this")

ICONS = {
    "coming": "circle",
    "on_my_way": "footprints",
    "running_late": "clock",
    "here": "circle-check",
    "walking": "footprints",
    "resting": "armchair",
    "left_early": "undo-2",
    "heading_home": "navigation",
    "home_safe": "house",
    "not_coming": "x",
    "needs_help": "life-buoy",
}
TONES = {
    "here": "ok",
    "walking": "ok",
    "home_safe": "ok",
    "running_late": "careful",
    "resting": "careful",
    "needs_help": "bad",
}
FACE_MARKS = {
    "here": "here",
    "walking": "here",
    "resting": "resting",
    "running_late": "late",
    "home_safe": "home",
    "needs_help": "help",
}

# What a state is called on the board and, done, in the tray.
STATES = {
    "coming": N_("Coming"),
    "on_my_way": N_("On the way"),
    "running_late": N_("Late"),
    "here": N_("Here"),
    "walking": N_("Walking"),
    "resting": N_("Resting"),
    "left_early": N_("Going home early"),
    "heading_home": N_("Heading home"),
    "home_safe": N_("Home safe"),
    "not_coming": N_("Can’t come"),
    "needs_help": N_("Needs help"),
}
NOT_ACCOUNTED_FOR = N_("Not heard from")

# What the buttons say.
MOVES = {
    "coming": N_("I’m coming"),
    "on_my_way": N_("On my way"),
    "running_late": N_("Running late"),
    "here": N_("I’m here"),
    "walking": N_("Walking again"),
    "resting": N_("Need a rest"),
    "left_early": N_("Going home early"),
    "heading_home": N_("Heading home"),
    "home_safe": N_("Home safe"),
    "not_coming": N_("Can’t come"),
}
FINE_AGAIN = N_("I’m all right again")
LATE_CHOICES = (5, 10, 20)

# What scripts say by themselves; `%(number)s` and the like are filled in there.
FOR_SCRIPTS = {
    "offline_none": N_(
        "No signal. You can go on; what you write waits here and goes out by itself."
    ),
    "offline_one": N_("No signal. You can go on; 1 message waits here and goes out by itself."),
    "offline_many": N_(
        "No signal. You can go on; %(number)s messages wait here and go out by themselves."
    ),
    "weak": N_("The signal is weak. What you write may take a moment."),
    "sending": N_("Sending %(number)s…"),
    "sent": N_("All sent."),
    "waiting": N_("Waiting for signal"),
    "sent_at": N_("Sent"),
    "not_sent": N_("Not sent"),
    "try_again": N_("Try again"),
    "seen_by": N_("Seen by %(number)s"),
    "edited": N_("edited"),
    "you": N_("You, %(name)s"),
    "since": N_("%(state)s since %(time)s"),
    "late_minutes": N_("About %(minutes)s minutes late"),
    "one_guest": N_("with 1 guest"),
    "guests": N_("with %(number)s guests"),
    "leader": N_("Leader"),
    "removed": N_(
        "You are no longer in this room. What you wrote and did not send stays on this page."
    ),
    "typing": N_("%(name)s is writing…"),
    "signed_out": N_("You were signed out. Sign in again to go on; what waits here is kept."),
    "same_count": N_("You counted %(counted)s, the board says the same."),
    "fewer": N_("You see %(counted)s, the register says %(register)s. Who left?"),
    "more": N_(
        "You see %(counted)s, the register says %(register)s. Tick who has come, or add somebody."
    ),
    "one_on_the_walk": N_("1 on the walk"),
    "on_the_walk": N_("%(number)s on the walk"),
    "here": N_("%(number)s here"),
    "on_the_way": N_("%(number)s on the way"),
    "late": N_("%(number)s late"),
    "resting": N_("%(number)s resting"),
    "home_safe": N_("%(number)s home safe"),
    "expected": N_("%(number)s expected"),
    "need_help": N_("help needed: %(number)s"),
    "no_taps": N_("Nobody has tapped yet. It opens an hour before the walk."),
    "new_since": N_("New since you were here"),
}


@dataclass(frozen=True)
class Move:
    """One button of the tray."""

    value: str
    label: str
    icon: str
    is_rest: bool = False


def moves_as_buttons(moves: tuple[str, ...], state: str) -> list[Move]:
    """Return the large buttons for `moves`; "Can't come" is a link, not a button."""
    return [
        Move(
            value=move,
            label=FINE_AGAIN if state == "needs_help" and move != "left_early" else MOVES[move],
            icon=ICONS[move],
            is_rest=move == "resting",
        )
        for move in moves
        if move not in ("not_coming", "running_late")
    ]
