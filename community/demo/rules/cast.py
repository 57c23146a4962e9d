"""The people and groups of the demo. All invented; names as such people might have them."""

from __future__ import annotations

from dataclasses import dataclass

ZONE = "Europe/Vaduz"
PASSWORD = "demo walk demo"  # noqa: S105 - everybody knows it, so production refuses the demo


@dataclass(frozen=True)
class Known:
    """One of the four whom the sign-in page offers."""

    key: str
    name: str
    role: str


KNOWN = (
    Known("ana", "Ana", "member"),
    Known("ruth", "Ruth", "leader"),
    Known("olu", "Olu", "organiser"),
    Known("admin", "Alma", "operator"),
)

OTHERS = (
    "Hedi Frick", "Toni", "Marlies", "Werner Beck", "Theres", "Kurt", "Silvia Ospelt", "Heinz",
    "Brigitte", "Paul Marxer", "Rosmarie", "Egon", "Irma Hasler", "Norbert", "Monika",
    "Josef Nigg", "Lena", "Walter", "Elsbeth Ritter", "Hanspeter", "Gerda", "Bruno Sele", "Doris",
    "Alfons", "Claudia Vogt", "Peter", "Margrit", "Otto Wohlwend", "Ursula", "Emil", "Anneliese",
    "Rainer", "Pia Schädler", "Manfred", "Yvonne", "Georg Hilti", "Ingrid", "Tarik", "Zeynep",
    "Luis",
)  # fmt: skip

NAMED_IN_PUBLIC = ("ruth", "olu", "theres", "marlies", "elsbeth", "hanspeter", "otto", "manfred")
PACES = {"ana": "very_easy", "toni": "very_easy", "irma": "very_easy", "georg": "brisk"}


@dataclass(frozen=True)
class Band:
    """A group: who is what in it. `asked`: who waits for an answer, and what they wrote."""

    key: str
    name: str
    about: str
    place_name: str
    lat: float
    lon: float
    pace: str
    joining: str
    organiser: str
    leaders: tuple[str, ...]
    members: tuple[str, ...]
    shows_exact_place: bool = False
    shows_names: bool = False
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def everybody(self) -> tuple[str, ...]:
        """Organiser, leaders and members."""
        return (self.organiser, *self.leaders, *self.members)


RULES = (
    "Be kind and be on time. Tell us if you leave early. "
    "Nobody has to explain a rest. What is said on a walk stays there."
)

BANDS = (
    Band(
        "vaduz", "Vaduz Amblers",
        "Slow, chatty walks for backs that complain. Nobody is left behind, "
        "and sitting down is part of it.",
        "Vaduz", 47.1385, 9.5150, "easy", "open", "olu", ("ruth", "theres"),
        ("ana", "hedi", "toni", "marlies", "werner", "kurt", "silvia", "heinz", "brigitte", "paul",
         "rosmarie", "egon"),
        shows_exact_place=True,
    ),
    Band(
        "aeule", "Äule Park Amblers",
        "Short rounds in the Familienpark, with a bench at every bend. "
        "Good for a first walk after a long pause.",
        "Vaduz", 47.1389, 9.5215, "very_easy", "open", "marlies", ("norbert",),
        ("ana", "hedi", "irma", "gerda", "monika", "josef", "lena", "walter"),
        shows_exact_place=True, shows_names=True,
    ),
    Band(
        "schaan", "Schaan Amblers",
        "Lanes, parks and the dam at Schaan. We talk all the way and stop when somebody wants to.",
        "Schaan", 47.1683, 9.5083, "easy", "open", "elsbeth", ("hanspeter",),
        ("bruno", "doris", "alfons", "claudia", "peter", "margrit", "walter"),
    ),
    Band(
        "muehleholz", "Mühleholz Morning Walkers",
        "An hour by the river on Saturdays, then coffee. We ask a question or two before you join.",
        "Mühleholz", 47.1499, 9.5072, "easy", "ask", "olu", ("otto",),
        ("ursula", "emil", "anneliese", "rainer", "pia", "lena"),
        asked=(
            ("zeynep", "I had a slipped disc in spring and walk 20 minutes again. Is that enough?"),
            ("luis", "My neighbour Emil told me about you. I would like to come on Saturdays."),
        ),
    ),
    Band(
        "ebenholz", "Ebenholz Hill Walkers",
        "For backs that are well again: vineyards, woods and now and then the castle. "
        "Sticks are welcome.",
        "Ebenholz", 47.1499, 9.5138, "brisk", "ask", "manfred", ("yvonne",),
        ("georg", "ingrid", "tarik", "peter", "paul", "alfons"),
    ),
    Band(
        "riet", "Riet Sunday Walkers",
        "Neighbours and their guests on the field tracks of the Riet.",
        "Schaan", 47.1786, 9.5005, "brisk", "invite", "georg", ("claudia",),
        ("tarik", "luis", "emil", "ingrid", "doris"),
    ),
)  # fmt: skip


def key_of(name: str) -> str:
    """Return the short name by which the demo's data speaks of somebody: Hedi Frick is hedi."""
    return name.split()[0].lower()


def email_of(name: str) -> str:
    """Return an address that nobody has: example.org is kept free for such use."""
    plain = name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return f"{'.'.join(plain.split())}@example.org"
