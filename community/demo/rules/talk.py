"""What people say and tap. All invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A message in a group's room, so many hours ago; `likes`: who put a thumb under it."""

    group: str
    hours_ago: float
    who: str
    text: str
    likes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tapped:
    """Something at a walk, minutes after its start: a message, or a tap of the tray."""

    after_min: float
    who: str
    text: str = ""
    state: str = ""
    minutes: int | None = None
    seat: str = ""


SAID = (
    Said("vaduz", 212, "ruth", "A good round today, thank you all. The kingfisher is back.",
         ("hedi", "ana")),
    Said("vaduz", 211, "hedi", "I saw it too, at the second bridge."),
    Said("vaduz", 150, "kurt", "Has anybody spare walking poles? My sister wants to try some "
         "before she buys."),
    Said("vaduz", 148.5, "silvia", "I have. I bring them next time.", ("kurt",)),
    Said("vaduz", 75, "toni", "My knee says slow this week. I will be at the back."),
    Said("vaduz", 74.2, "theres", "Good, I like company at the back.", ("toni",)),
    Said("vaduz", 50, "olu", "The challenge of this month is running. Any walk counts, "
         "also the one to the baker."),
    Said("vaduz", 27, "ana", "First time without a rest for me. Small, but it felt big.",
         ("ruth", "olu", "hedi", "toni")),
    Said("vaduz", 26.5, "ruth", "That is lovely to read, Ana."),
    Said("vaduz", 5, "ruth", "Thursday as always: bench at the footbridge, 9:30. "
         "If you are new, look for the yellow jacket."),
    Said("aeule", 120, "marlies", "The bench at the big chestnut has a new back. "
         "It is very comfortable.", ("irma",)),
    Said("aeule", 119, "irma", "At last."),
    Said("aeule", 30, "norbert", "On Tuesday evening I bring the small lamps."),
    Said("schaan", 100, "elsbeth", "The pond has its first ducklings this week. "
         "Bring a minute more."),
    Said("schaan", 98, "margrit", "And a camera.", ("elsbeth",)),
    Said("schaan", 9, "hanspeter", "I looked at the dam this morning: water over the path for "
         "200 m. See the note at Friday’s walk."),
    Said("muehleholz", 60, "otto", "Who comes for coffee on Saturday? I tell them how many."),
    Said("muehleholz", 58, "pia", "Me, and Rainer, I think."),
    Said("ebenholz", 40, "manfred", "The lane down from the wood is dry again."),
    Said("riet", 36, "claudia", "Bring a mat or a cushion on Sunday; the grass is wet."),
)  # fmt: skip

AT_THE_LIVE_WALK = (
    Tapped(-38, "ruth", "I am at the map board from a quarter of an hour before. Yellow jacket."),
    Tapped(-31, "werner", "My back says no today. Enjoy it."),
    Tapped(-30, "werner", state="not_coming"),
    Tapped(-22, "silvia", state="on_my_way"),
    Tapped(-14, "ruth", state="here"),
    Tapped(-11, "kurt", state="here"),
    Tapped(-9, "hedi", state="running_late", minutes=20),
    Tapped(-8.5, "hedi", "The bus has not come. I wait for you at the first bench on your way "
           "back."),
    Tapped(-8, "ruth", "Fine, Hedi. We look out for you."),
    Tapped(-7, "silvia", state="here"),
    Tapped(-6, "ana", state="here"),
    Tapped(-5, "toni", state="here"),
    Tapped(-4, "marlies", state="here"),
    Tapped(8, "kurt", "Mind the roots after the second bridge."),
    Tapped(13, "toni", state="resting", seat="the third bench"),
    Tapped(14, "marlies", "I sit with Toni. Go on, we catch you on the way back."),
    Tapped(15, "ruth", "Thank you, Marlies. We go slowly to the weir and turn there."),
)  # fmt: skip
AT_THE_LIVE_WALK_COMING = (
    "ana", "hedi", "toni", "marlies", "kurt", "silvia", "werner",
)  # fmt: skip

BEFORE_THE_MOVED_WALK = (
    ("paul", "An hour later suits me well."),
    ("rosmarie", "Me too. See you at the map board."),
)

NOTES_OF_ANA = (
    "Stiff when I got up, better after ten minutes.",
    "",
    "Sat down twice. Ruth waited with me.",
    "",
    "",
    "Rain. Short, but I went.",
    "Slept well after it.",
    "",
    "No rest needed.",
    "",
)
