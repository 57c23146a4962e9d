"""When the groups walk: series, single walks, and what is special about some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
WEEKS_BACK, WEEKS_AHEAD = 8, 8


@dataclass(frozen=True)
class Regular:
    """A walk that repeats. `goes_on`: without an end, else it ends after the weeks ahead.

    turnout: about how many come.
    """

    key: str
    group: str
    route: str
    title: str
    weekday: int
    at: time
    minutes: int
    leaders: tuple[str, ...]
    meeting_point: str
    notes: str
    turnout: int
    every: int = 1
    rests: int = 1
    goes_on: bool = False


@dataclass(frozen=True)
class Single:
    """A walk that takes place once, `week` weeks from this one (below 0: past)."""

    key: str
    group: str
    route: str
    title: str
    week: int
    weekday: int
    at: time
    minutes: int
    leaders: tuple[str, ...]
    meeting_point: str
    notes: str
    coming: tuple[str, ...]
    places: int | None = None
    rests: int = 1


REGULARS = (
    Regular(
        "thursday", "vaduz", "giessen", "Along the Giessen stream", THURSDAY, time(9, 30), 30,
        ("ruth",), "the bench at the footbridge, south end of the path",
        "Ruth wears a yellow jacket. Water and shoes that you like are all you need.",
        8, goes_on=True,
    ),
    Regular(
        "monday", "vaduz", "canal-path", "Canal path to Mühleholz", MONDAY, time(14, 0), 75,
        ("theres", "ruth"), "the map board where the canal path begins",
        "You can turn round at any bench; somebody goes back with you.", 6, rests=2,
    ),
    Regular(
        "wednesday", "aeule", "familienpark", "Familienpark Äule, once round", WEDNESDAY,
        time(10, 0), 55, ("marlies", "norbert"), "the north gate of the park, beside the fountain",
        "Two rests, both in the sun when there is any.", 6, rests=2, goes_on=True,
    ),
    Regular(
        "tuesday-evening", "aeule", "familienpark", "Evening round in the park", TUESDAY,
        time(18, 0), 50, ("norbert",), "the north gate of the park, beside the fountain",
        "The paths are lit. For people who work.", 4,
    ),
    Regular(
        "tuesday", "schaan", "schaan-lanes", "Schaan lanes and Wasserpark", TUESDAY, time(9, 0),
        30, ("elsbeth",), "the old station, under the roof",
        "One rest at the pond. Nobody has checked the slopes yet; the lanes look level.",
        6, goes_on=True,
    ),
    Regular(
        "friday", "schaan", "schaan-dam", "Rhine dam at Schaan", FRIDAY, time(14, 0), 95,
        ("hanspeter", "elsbeth"), "the car park at the sports ground, by the info board",
        "Bring something to drink; there is no café on the way.", 5, rests=2,
    ),
    Regular(
        "saturday", "muehleholz", "rhine-dam-loop", "Rhine dam and Binnendamm loop", SATURDAY,
        time(10, 0), 80, ("otto",), "the footbridge at the dam, Vaduz side",
        "Coffee afterwards for who likes.", 6, rests=2, goes_on=True,
    ),
    Regular(
        "wednesday-hill", "ebenholz", "ebenholz", "Ebenholz and the edge of the wood", WEDNESDAY,
        time(17, 30), 40, ("manfred",), "the bus stop Ebenholz", "Sticks help on the way down.", 4,
        rests=0,
    ),
    Regular(
        "sunday-vines", "ebenholz", "vineyards", "Vineyards above Vaduz", SUNDAY, time(10, 30), 45,
        ("yvonne",), "the fountain below the vineyards", "We look at the castle from below.", 5,
        every=2,
    ),
    Regular(
        "sunday-riet", "riet", "riet", "Field tracks in the Riet", SUNDAY, time(9, 0), 75,
        ("claudia",), "the barn at the first crossing", "No seats on the way.", 4, every=2, rests=0,
    ),
)  # fmt: skip

SINGLES = (
    Single(
        "coffee", "vaduz", "rhine-dam-north", "Rhine dam north, then coffee", 1, SATURDAY,
        time(9, 0), 80, ("theres",), "the footbridge at the dam, Vaduz side",
        "The table in the café holds eight, so eight of us walk.",
        ("hedi", "paul+1", "kurt", "silvia", "marlies", "egon", "toni",
         "heinz", "brigitte", "rosmarie"),
        places=8, rests=2,
    ),
    Single(
        "castle", "ebenholz", "castle", "Up to the castle", 2, SUNDAY, time(9, 0), 75,
        ("manfred", "yvonne"), "the steps of the town hall",
        "Steep and cobbled. Only for backs that are well again.",
        ("georg", "tarik", "ingrid"),
    ),
    Single(
        "dux", "riet", "dux", "To the Dux chapel", 3, SATURDAY, time(14, 0), 60, ("georg",),
        "the old station, under the roof", "A long rest at the top.", ("luis", "doris"),
    ),
    Single(
        "stroll", "muehleholz", "rhine-dam-loop", "Newcomers’ Saturday: half the loop", 4,
        SATURDAY, time(14, 0), 45, ("otto", "olu"), "the footbridge at the dam, Vaduz side",
        "We go to the second bench and back. Bring your questions.", ("pia", "rainer"),
    ),
    Single(
        "castle-past", "ebenholz", "castle", "Up to the castle", -5, SUNDAY, time(9, 0), 75,
        ("manfred",), "the steps of the town hall", "Steep and cobbled.",
        ("georg", "tarik", "ingrid", "peter"),
    ),
    Single(
        "dam-past", "vaduz", "rhine-dam-north", "Rhine dam north, then coffee", -3, SATURDAY,
        time(9, 0), 80, ("ruth", "theres"), "the footbridge at the dam, Vaduz side",
        "Coffee afterwards.", ("hedi", "paul", "kurt", "silvia", "marlies", "egon", "heinz"),
    ),
)  # fmt: skip

MOVED = ("monday", 1, "the café opens later")  # key, hours later, why
CALLED_OFF = ("friday", "the path is flooded")

LIVE_TITLE = "Canal path, there and back"
LIVE_MINUTES = 75
LIVE_STARTED_AGO = 20
