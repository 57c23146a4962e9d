"""Reading what people type for a place: coordinates, and names with small mistakes in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_QUERY = 120  # characters; nobody types a longer place
_SPECIAL_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)

# One coordinate: 47.14, 47,14, 47°8'24.5", 47° 8.4' N, N 47.14, -9.52
_SIGN = r"(?P<sign{n}>[-+−–])?"
_LETTER = r"[NSEWO]"
_PART = (
    rf"(?P<before{{n}}>{_LETTER})?\s*{_SIGN}\s*(?P<degrees{{n}}>\d{{{{1,3}}}}(?:[.,]\d+)?)\s*"
    r"(?:[°º˚d]\s*(?:(?P<minutes{n}>\d{{1,2}}(?:[.,]\d+)?)\s*(?:['’′m]\s*"
    r"(?:(?P<seconds{n}>\d{{1,2}}(?:[.,]\d+)?)\s*(?:[\"”″s]|''|’’|′′)?)?)?)?)?"
    rf"\s*(?P<after{{n}}>{_LETTER})?"
)
_PAIR = re.compile(
    rf"^\s*\(?\s*{_PART.format(n=1)}\s*(?P<between>[,;/\s]\s*|(?<=[NSEWO])\s*)"
    rf"{_PART.format(n=2)}\s*\)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NamedPlace:
    """A place with the name that people search it by."""

    name: str
    lat: float
    lon: float


def coordinates(text: str) -> tuple[float, float] | None:
    """Return (lat, lon) when `text` is a pair of coordinates on this Earth, else None.

    `47.14, 9.52`, `47,14 9,52`, `47°8'24"N 9°31'12"E`, `N 47.14 E 9.52`, `9.52 E, 47.14 N`.
    Without letters latitude comes first.
    """
    text = text.strip()
    if len(text) > LONGEST_QUERY or not any(c.isdigit() for c in text):
        return None
    match = _PAIR.match(_letters_behind(_decimal_points(text)))
    if match is None:
        return None
    first, second = _value(match, "1"), _value(match, "2")
    if first is None or second is None:
        return None
    (one, letter_one), (two, letter_two) = first, second
    if letter_one in ("E", "W") or letter_two in ("N", "S"):
        one, two, letter_one, letter_two = two, one, letter_two, letter_one
    if letter_one not in ("", "N", "S") or letter_two not in ("", "E", "W"):
        return None
    if not (-90 <= one <= 90 and -180 <= two <= 180):
        return None
    return one, two


def _decimal_points(text: str) -> str:
    """Read `47,14 9,52` and `47,14; 9,52` as decimal commas, `47.14,9.52` as a separator."""
    if "." in text or not re.fullmatch(r"\s*[-+−]?\d+,\d+\s*[;/\s]\s*[-+−]?\d+,\d+\s*", text):
        return text
    return text.replace(",", ".").replace(";", " ")


def _letters_behind(text: str) -> str:
    """Read `N 47.14 E 9.52` as `47.14N 9.52E`."""
    if not re.match(rf"\s*\(?\s*{_LETTER}", text, re.IGNORECASE):
        return text
    return re.sub(
        rf"({_LETTER})\s*([-+−–]?\d[^NSEWO]*?)\s*(?=$|[,;/)]|\s{_LETTER}|{_LETTER})",
        r"\2\1 ",
        text,
        flags=re.IGNORECASE,
    )


def _value(match: re.Match[str], number: str) -> tuple[float, str] | None:
    before, after = match[f"before{number}"], match[f"after{number}"]
    if before and after:
        return None
    letter = (before or after or "").upper().replace("O", "E")  # Ost, ouest is never meant alone
    degrees = _number(match[f"degrees{number}"])
    minutes = _number(match[f"minutes{number}"] or "0")
    seconds = _number(match[f"seconds{number}"] or "0")
    if minutes >= 60 or seconds >= 60:
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if (match[f"sign{number}"] or "+") in "-−–":
        if letter:
            return None
        value = -value
    return (-value if letter in ("S", "W") else value), letter


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def plain_letters(text: str) -> str:
    """Return `text` for comparing: no accents, no case, signs as single blanks."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_SPECIAL_LETTERS))
    kept = "".join(c if c.isalnum() else " " for c in folded if not unicodedata.combining(c))
    return " ".join(kept.split())


def best_named(text: str, known: Sequence[NamedPlace]) -> NamedPlace | None:
    """Return the known place that `text` means best, or None.

    The whole name first, then its beginning, the beginning of a later word, and last a name with
    one or two letters wrong. German `ae oe ue` for umlauts is understood.
    """
    wanted = plain_letters(text[:LONGEST_QUERY])
    if len(wanted) < 2:
        return None
    spellings = {wanted, _umlauts_short(wanted)}
    ranked = [
        (rank, len(name), name, place)
        for place in known
        if (rank := _rank(spellings, name := plain_letters(place.name))) is not None
    ]
    if ranked:
        return min(ranked, key=lambda one: one[:3])[3]
    return _nearly_named(wanted, known)


def _umlauts_short(text: str) -> str:
    """`buechel` as `buchel`, which is what `Büchel` is without its dots."""
    return re.sub(r"([aou])e", r"\1", text)


def _rank(spellings: set[str], name: str) -> int | None:
    names = (name, _umlauts_short(name))
    for spelling in spellings:
        if spelling in names:
            return 0
    if any(own.startswith(spelling) for spelling in spellings for own in names):
        return 1
    if any(f" {spelling}" in f" {own}" for spelling in spellings for own in names):
        return 2
    # "Headingley, Leeds": a known name with its town behind it
    if any(spelling.startswith(f"{name} ") for spelling in spellings):
        return 3
    return None


def _nearly_named(wanted: str, known: Sequence[NamedPlace]) -> NamedPlace | None:
    most = 0 if len(wanted) < 4 else 1 if len(wanted) < 8 else 2
    best: tuple[int, str] | None = None
    found = None
    for place in known:
        name = plain_letters(place.name)
        if abs(len(name) - len(wanted)) > most:
            continue
        wrong = letters_wrong(wanted, name, most)
        if wrong is not None and (best is None or (wrong, name) < best):
            best, found = (wrong, name), place
    return found


def letters_wrong(one: str, two: str, most: int) -> int | None:
    """Return how many letters are wrong, missing, too many or swapped; None for over `most`."""
    before: list[int] = []
    line = list(range(len(two) + 1))
    for row, letter in enumerate(one, 1):
        earlier, before, line = before, line, [row]
        for column, other in enumerate(two, 1):
            cost = min(
                before[column] + 1,
                line[column - 1] + 1,
                before[column - 1] + (letter != other),
            )
            swapped = row > 1 and column > 1 and letter == two[column - 2] and one[row - 2] == other
            if swapped:
                cost = min(cost, earlier[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return None
    return line[-1] if line[-1] <= most else None
