"""What people say and tap. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class Said:
    """A message in a group's room, days ago; `likes`: who put a thumb under it."""

    group: str
    days_ago: int
    at: time
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
    Said(
        "vaduz",
        9,
        time(11, 5),
        "ruth",
        "A good round today, thank you all. The kingfisher is back.",
        ("hedi", "ana"),
    ),
    Said("vaduz", 9, time(12, 20), "hedi", "I saw it too, at the second bridge."),
    Said(
        "vaduz",
        6,
        time(8, 40),
        "kurt",
        "Has anybody spare walking poles? My sister wants to try some before she buys.",
    ),
    Said("vaduz", 6, time(9, 15), "silvia", "I have. I bring them next time.", ("kurt",)),
    Said("vaduz", 4, time(18, 30), "toni", "My knee says slow this week. I will be at the back."),
    Said("vaduz", 4, time(18, 50), "theres", "Good, I like company at the back.", ("toni",)),
    Said(
        "vaduz",
        3,
        time(9, 0),
        "olu",
        "The challenge of this month is running. Any walk counts, also the one to the baker.",
    ),
    Said(
        "vaduz",
        1,
        time(16, 45),
        "ana",
        "First time without a rest for me. Small, but it felt big.",
        ("ruth", "olu", "hedi", "toni"),
    ),
    Said("vaduz", 1, time(17, 5), "ruth", "That is lovely to read, Ana."),
    Said(
        "vaduz",
        1,
        time(19, 10),
        "ruth",
        "Thursday as always: bench at the footbridge, 9:30. "
        "If you are new, look for the yellow jacket.",
    ),
    Said(
        "aeule",
        5,
        time(13, 30),
        "marlies",
        "The bench at the big chestnut has a new back. It is very comfortable.",
        ("irma",),
    ),
    Said("aeule", 5, time(15, 0), "irma", "At last."),
    Said("aeule", 2, time(19, 45), "norbert", "On Tuesday evening I bring the small lamps."),
    Said(
        "schaan",
        4,
        time(10, 10),
        "elsbeth",
        "A heron stands in the pond every morning this week. Bring a minute more.",
    ),
    Said("schaan", 4, time(12, 0), "margrit", "And a camera.", ("elsbeth",)),
    Said(
        "schaan",
        1,
        time(17, 45),
        "hanspeter",
        "I looked at the dam today: water over the path for 200 m. So I called Friday off.",
    ),
    Said(
        "muehleholz",
        3,
        time(11, 0),
        "otto",
        "Who comes for coffee on Saturday? I tell them how many.",
    ),
    Said("muehleholz", 3, time(12, 30), "pia", "Me, and Rainer, I think."),
    Said("ebenholz", 2, time(20, 0), "manfred", "The lane down from the wood is dry again."),
    Said(
        "riet", 2, time(9, 30), "claudia", "Bring a mat or a cushion on Sunday; the grass is wet."
    ),
)

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

# What Ana writes down beside her pain, in this order; most walks need no words.
NOTES_WITH_THE_GROUP = (
    "Sat down twice. Ruth waited with me.",
    "",
    "One rest, at the second bridge.",
    "",
    "No rest needed.",
    "",
)
NOTES_ALONE = (
    "Round the block. Stiff when I got up, better after ten minutes.",
    "",
    "Rain. Short, but I went.",
    "",
    "Slept well after it.",
    "",
)
NOTE_OF_THE_BAD_DAY = "Carried the shopping first. Too much for one day."
