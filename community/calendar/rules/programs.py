"""Calendar programs: which link each takes, and what we tell people about it. Pure.

Source: calendar.md section 1, the table of the Subscribe panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from community.foundation.words import N_


@dataclass(frozen=True, slots=True)
class Program:
    """One program, or several that do the same. sentence: what people have to know."""

    key: str
    name: str
    sentence: str
    icon: str = "calendar-days"


@dataclass(frozen=True, slots=True)
class Offer:
    """A program with the link that adds this feed; without link it is the address to copy."""

    program: Program
    link: str | None


APPLE = Program(
    "apple",
    N_("iPhone, iPad, Mac"),
    N_(
        "Tap, then Subscribe. If nothing opens: Settings, Calendar, Accounts, Add Account, "
        "Other, Add Subscribed Calendar."
    ),
    "smartphone",
)
GOOGLE = Program(
    "google",
    N_("Google Calendar"),
    N_(
        "Do this once in a web browser; it then shows on your phone. Google looks for changes "
        "when it likes, often after 8 to 24 hours. For sudden changes rely on our message."
    ),
)
OUTLOOK = Program("outlook", N_("Outlook.com"), N_("Changes can take 3 hours to a day."))
MICROSOFT = Program("microsoft", N_("Microsoft 365"), N_("Changes can take 3 hours to a day."))
WINDOWS = Program(
    "windows",
    N_("Outlook on Windows"),
    N_("Copy the address. In Outlook choose Add calendar, then From internet."),
    "monitor",
)
OTHERS = Program(
    "others",
    N_("Thunderbird, Nextcloud, DAVx5, others"),
    N_(
        "Copy the address into “new calendar from the network”. Nextcloud follows our hint of "
        "one hour if your operator allows it."
    ),
    "server",
)
ICSX5 = Program(
    "icsx5",
    N_("ICSx5 on Android"),
    N_("Tap, and ICSx5 opens. It looks for changes as often as you tell it to."),
    "smartphone",
)
PROGRAMS = (APPLE, GOOGLE, OUTLOOK, MICROSOFT, WINDOWS, ICSX5, OTHERS)


def likely_program(user_agent: str) -> Program:
    """Return the program that a person with this browser most likely has."""
    if any(word in user_agent for word in ("iPhone", "iPad", "Macintosh")):
        return APPLE
    if "Windows" in user_agent:
        return OUTLOOK
    return GOOGLE


def offers(address: str, name: str, user_agent: str) -> list[Offer]:
    """Return every program with its link, the likely one first. address: http(s) of the feed."""
    likely = likely_program(user_agent)
    ordered = sorted(PROGRAMS, key=lambda one: one is not likely)
    return [Offer(one, link_for(one, address, name)) for one in ordered]


def link_for(program: Program, address: str, name: str) -> str | None:
    """Return the link that adds the feed at `address` to a program; None: it is copied there."""
    if program in (APPLE, ICSX5):
        return webcal(address)
    if program is GOOGLE:
        return f"https://calendar.google.com/calendar/r?cid={quote(webcal(address), safe='')}"
    # The new Outlook spoils webcal, so it gets the address itself.
    asked = f"url={quote(address, safe='')}&name={quote(name, safe='')}"
    if program is OUTLOOK:
        return f"https://outlook.live.com/calendar/0/addfromweb?{asked}"
    if program is MICROSOFT:
        return f"https://outlook.office.com/calendar/0/addfromweb?{asked}"
    return None


def webcal(address: str) -> str:
    """Return the address as calendar programs are opened by it."""
    return f"webcal://{address.partition('://')[2]}"
