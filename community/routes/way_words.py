"""The rows of what lies along a route, in the reader's words: filters of the templates."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from community.foundation import formats
from community.foundation.words import N_
from community.routes.rules.map_tags import FIRM, STREET
from community.routes.way_rows import KIND_WORDS, WHAT_WORDS, WayRow
from community.routes.words import plain_day

GROUND_WORDS = {  # as the map names it
    STREET: N_("street, taken as paved"),
    "asphalt": N_("asphalt"),
    "concrete": N_("concrete"),
    "concrete:plates": N_("concrete"),
    "concrete:lanes": N_("concrete lanes"),
    "paving_stones": N_("paving"),
    "paved": N_("paved"),
    "sett": N_("sett: firm but bumpy"),
    "cobblestone:flattened": N_("flat cobbles: firm but bumpy"),
    "wood": N_("boards"),
    "compacted": N_("hard gravel"),
    "fine_gravel": N_("fine gravel"),
    "gravel": N_("loose gravel"),
    "pebblestone": N_("pebbles"),
    "cobblestone": N_("cobbles"),
    "unhewn_cobblestone": N_("rough cobbles"),
    "sand": N_("sand"),
    "mud": N_("mud"),
    "rock": N_("rock"),
    "stone": N_("stones"),
    "ground": N_("soil"),
    "dirt": N_("soil"),
    "earth": N_("soil"),
    "grass": N_("grass"),
    "grass_paver": N_("grass between stones"),
    "woodchips": N_("wood chips"),
    "unpaved": N_("unpaved"),
    "grade2": N_("farm track"),
    "grade3": N_("farm track"),
    "grade4": N_("rough farm track"),
    "grade5": N_("very rough farm track"),
}


NAMED_GROUND = {  # with its name behind it
    "surface:firm": N_("Firm ground"),
    "surface:semi": N_("Soft ground"),
    "surface:rough": N_("Rough ground"),
}
BUMPY_GROUND = N_("Bumpy ground")


def _what_said(row: WayRow) -> str:
    if row.is_ground and row.about in GROUND_WORDS:
        is_bumpy = row.what != "surface:firm" and row.about in FIRM
        return _(BUMPY_GROUND if is_bumpy else NAMED_GROUND.get(row.what, BUMPY_GROUND))
    return _(WHAT_WORDS.get(row.what) or KIND_WORDS.get(row.kind) or WHAT_WORDS["danger"])


def row_title(row: WayRow) -> str:
    """Return what is there: "Seat with a backrest", "Steps: 34"."""
    words = _what_said(row)
    told = _size_said(row)
    if told:
        words = _("%(what)s: %(size)s", what=words, size=told)
    more = row.note or (_(GROUND_WORDS[row.about]) if row.about in GROUND_WORDS else "")
    return _("%(what)s, %(more)s", what=words, more=more) if more else words


def _size_said(row: WayRow) -> str:
    if not row.size:
        return ""
    units = {
        "width": _("%(number)s\u00a0m", number=row.size),
        "kerb": _("%(number)s\u00a0cm", number=row.size),
        "cross_slope": _("%(number)s%%", number=row.size),
    }
    return units.get(row.kind, row.size)


def row_place(row: WayRow) -> str:
    """Return where it is: "At 1.2 km", "From 1.1 km to 1.5 km"."""
    start, end = _number(row.at), _number(row.to)
    if start is None:
        return _("Somewhere on the way")
    begins, ends = formats.distance(start), "" if end is None else formats.distance(end)
    if ends in ("", begins):
        return _("At %(place)s", place=begins)
    return _("From %(start)s to %(end)s", start=begins, end=ends)


def row_source(row: WayRow) -> str:
    """Return who says so: the map, or which leader since when."""
    if row.is_mapped and row.verdict == "gone":
        return _("not there, says %(name)s", name=row.by_name or _("a leader"))
    if row.is_mapped and not row.verdict and not row.is_changed:
        return _("from the map")
    if row.on is None:
        return _("from a leader")
    return _("%(name)s, %(day)s", name=row.by_name or _("a leader"), day=plain_day(row.on))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def what_choices(row: WayRow) -> list[tuple[str, str]]:
    """Return what can be chosen; what only the map names stays a choice of its own row."""
    known = [(what, _(words)) for what, words in WHAT_WORDS.items()]
    if row.what and row.what not in WHAT_WORDS:
        known.insert(0, (row.what, row_title(row)))
    return [("", _("Nothing")), *known] if not row.is_mapped else known


FILTERS = {
    "row_title": row_title,
    "row_place": row_place,
    "row_source": row_source,
    "what_choices": what_choices,
}


def register(app: Flask) -> None:
    """Give the templates the words of the rows."""
    app.jinja_env.filters.update(FILTERS)
