"""The twelve routes: the lines are the map's, the checks are invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Surface = Literal["firm", "mostly_firm", "some_ground", "rough"]

MAP = "Line, seats, steps and surfaces come from the map: © OpenStreetMap contributors, ODbL 1.0."
INVENTED = "(An invented check, for the demo.)"


@dataclass(frozen=True)
class Check:
    """An invented recce with measured slopes; `surface` corrects what the map says."""

    by: str
    days_ago: int
    note: str
    width_m: float
    cross_slope_pct: float
    cross_slope_at_m: float
    surface: Surface | None = None


@dataclass(frozen=True)
class Ground:
    """A route of a group. Its key is the one in data/routes.json."""

    key: str
    group: str
    by: str
    about: str
    toilets_where: str = ""
    check: Check | None = None


GROUNDS = (
    Ground(
        "giessen", "vaduz", "ruth",
        "Along the stream on a paved path, and back the same way. A bench every few minutes.",
        "In the park at the far end",
        Check("ruth", 12, "Level all the way, dry, all benches there.", 2.2, 1.5, 700.0),
    ),
    Ground(
        "canal-path", "vaduz", "theres",
        "By the canal to Mühleholz and back. You can turn round at any bench.",
        "At the start",
        Check(
            "theres", 20,
            "The ramp from the dam leans a little to the left, 2.8% for 20 m. "
            "The short piece of gravel at the start is paved now.",
            2.0, 2.8, 56.0, "firm",
        ),
    ),
    Ground(
        "rhine-dam-north", "vaduz", "ruth",
        "Up on the dam, with the river on one side and the mountains on the other. No shade.",
        "At the start",
        Check(
            "ruth", 33,
            "Level, but 770 m in the middle are earth, soft after rain. Good shoes, please.",
            2.5, 1.0, 400.0,
        ),
    ),
    Ground(
        "familienpark", "aeule", "marlies",
        "One round through the park and the fields behind it. You are never far from a bench.",
        "By the playground",
        Check("marlies", 8, "Level and paved. Both toilets open.", 2.0, 1.2, 300.0),
    ),
    Ground(
        "schaan-lanes", "schaan", "elsbeth",
        "Quiet lanes, the water park and a stop at the pond.",
        "At the old station",
    ),
    Ground(
        "schaan-dam", "schaan", "hanspeter",
        "A long, open round: out on the dam, home through the fields. Few seats on the way back.",
        "At the sports ground",
    ),
    Ground(
        "rhine-dam-loop", "muehleholz", "otto",
        "Out on the dam, home by the canal. Part of the way back is gravel.",
        "At the start",
    ),
    Ground(
        "ebenholz", "ebenholz", "manfred",
        "Up to the edge of the wood and down again. The way down is the steep one.",
        check=Check(
            "manfred", 25,
            "The lane down is 9% for half a kilometre. Take it slowly, or turn round at the top.",
            3.0, 2.0, 200.0, "mostly_firm",
        ),
    ),
    Ground(
        "vineyards", "ebenholz", "yvonne",
        "Through the vines, with the castle above you and the valley below.",
    ),
    Ground(
        "castle", "ebenholz", "manfred",
        "The climb to the castle and back. Steep and cobbled: not one for a sore back.",
        "At the town hall",
        Check("manfred", 40, "Steep, as it always was. 122 m up.", 2.0, 3.0, 900.0),
    ),
    Ground(
        "dux", "riet", "georg",
        "Up to the chapel on the edge of the wood, a rest there, and back.",
        "At the old station",
    ),
    Ground(
        "riet", "riet", "claudia",
        "Wide field tracks under a wide sky. No seat on the way: bring something to sit on.",
    ),
)  # fmt: skip


def as_gpx(name: str, line: Sequence[Sequence[float]]) -> bytes:
    """Return the line as a GPX file without heights, as a leader would upload it."""
    points = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lat, lon in line)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="Amble demo">'
        f"<trk><name>{name}</name><trkseg>{points}</trkseg></trk></gpx>"
    ).encode()
