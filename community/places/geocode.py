"""Finding the place that a person types: coordinates, known names, the operator's own geocoder.

The geocoder is asked for at most two seconds, off the loop; answers are remembered, failures are
not. Without one, or when it does not answer, the pages say so quietly and go on.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from geopy.adapters import URLLibAdapter
from geopy.exc import GeopyError
from geopy.geocoders import Nominatim, Photon

from community.foundation.jobs import off_the_loop
from community.foundation.settings import Settings
from community.foundation.text import clean_line
from community.foundation.words import N_
from community.places.rules.naming import LONGEST_QUERY, NamedPlace, best_named, coordinates

log = logging.getLogger("amble.places")

PATIENCE_S = 2.0
MOST_REMEMBERED = 1000
USER_AGENT = "Amble (self-hosted walking community)"

NO_SUCH_PLACE = N_("We do not know this place. Try the next town, or “47.14, 9.52”.")
NO_ANSWER = N_("The place search does not answer just now. Try the next town, or “47.14, 9.52”.")


@dataclass(frozen=True)
class Place:
    """A place that was found; `name` as pages show it."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class PlaceSearch:
    """What came of a search: the place, or the sentence that says why there is none."""

    place: Place | None
    sentence: str = ""


class Remembered:
    """Answers of the geocoder, the oldest forgotten first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.answers: OrderedDict[tuple[str, str], Place | None] = OrderedDict()

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self.answers

    def get(self, key: tuple[str, str]) -> Place | None:
        """Return the answer for `key`, which counts as used now."""
        self.answers.move_to_end(key)
        return self.answers[key]

    def keep(self, key: tuple[str, str], answer: Place | None) -> None:
        """Remember `answer`; beyond `most` the one that was used longest ago goes."""
        self.answers[key] = answer
        self.answers.move_to_end(key)
        while len(self.answers) > self.most:
            self.answers.popitem(last=False)


_remembered = Remembered(MOST_REMEMBERED)


def find_place(text: str, known: Sequence[NamedPlace]) -> Place | None:
    """Return the place that `text` means, or None. `search_place` says why there is none."""
    return search_place(text, known).place


def search_place(text: str, known: Sequence[NamedPlace]) -> PlaceSearch:
    """Look `text` up: as coordinates, among `known` names, with the operator's geocoder."""
    text = clean_line(text)[:LONGEST_QUERY]
    if not text:
        return PlaceSearch(None)
    if (pair := coordinates(text)) is not None:
        return PlaceSearch(Place(text, *pair))
    if (named := best_named(text, known)) is not None:
        return PlaceSearch(Place(named.name, named.lat, named.lon))
    settings: Settings = current_app.extensions["settings"]
    if settings.geocoder_url is None:
        return PlaceSearch(None, NO_SUCH_PLACE)
    return _ask(settings.geocoder_url, text)


def _ask(url: str, text: str) -> PlaceSearch:
    key = (url, text.casefold())
    if key in _remembered:
        place = _remembered.get(key)
        return PlaceSearch(place, "" if place else NO_SUCH_PLACE)
    try:
        place = off_the_loop(_geocoded, url, text)
    except (GeopyError, OSError, ValueError) as problem:
        log.warning("the geocoder did not answer (%s)", type(problem).__name__)
        return PlaceSearch(None, NO_ANSWER)
    _remembered.keep(key, place)
    return PlaceSearch(place, "" if place else NO_SUCH_PLACE)


def _geocoded(url: str, text: str) -> Place | None:
    found = _geocoder(url).geocode(text, exactly_one=True, timeout=PATIENCE_S)
    if found is None:
        return None
    lat, lon = float(found.latitude), float(found.longitude)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return Place(clean_line(str(found.address)).split(",")[0][:80] or text, lat, lon)


def _geocoder(url: str) -> Any:
    kind: Any = Nominatim
    if url.startswith("photon+"):
        kind, url = Photon, url.removeprefix("photon+")
    parts = urlsplit(url)
    domain = parts.netloc + parts.path.rstrip("/")
    return kind(
        domain=domain,
        scheme=parts.scheme,
        user_agent=USER_AGENT,
        timeout=PATIENCE_S,
        adapter_factory=URLLibAdapter,  # the other one tries three times and logs what was typed
    )
