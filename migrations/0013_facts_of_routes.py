"""What leaders said of a route: single things at their places, not one answer for each kind."""

import json

from peewee import *

FORMAT = 2
RAIL = {True: "yes", False: "no", None: ""}
DEFAULTS = {"at_m": None, "value": None, "detail": "", "note": ""}


def up(migrator, db):
    for table in ("route", "route_draft", "route_version"):
        for key, told in rows_of(db, table):
            facts = json.loads(told)
            if facts.get("format") != FORMAT:
                model = table_of(db, table)
                kept = json.dumps(as_things(facts), ensure_ascii=False, sort_keys=True)
                model.update(facts=kept).where(model.id == key).execute()


def table_of(db, name):
    class Table(Model):
        facts = TextField()

        class Meta:
            database = db
            table_name = name

    return Table


def rows_of(db, table):
    model = table_of(db, table)
    return list(model.select(model.id, model.facts).tuples())


def as_things(old):
    """Return the facts of the first format in the second; nothing is lost, nothing is added."""
    noted, complete = [], []

    def note(kind, **told):
        noted.append({"kind": kind, **{k: v for k, v in told.items() if v != DEFAULTS[k]}})

    for flight in old.get("steps") or ():
        rail = RAIL[flight.get("handrail")]
        note("steps", at_m=flight.get("at_m"), value=flight["count"], detail=rail)
    for gate in old.get("barriers") or ():
        note("barrier", at_m=gate.get("at_m"), value=gate["kind"])
    for seat in old.get("seats") or ():
        backrest = seat.get("backrest")
        note("seat", at_m=seat["at_m"], value=backrest)
    for at_m in old.get("exits") or ():
        note("exit", at_m=at_m)
    if old.get("width_m") is not None:
        note("width", at_m=old.get("width_at_m"), value=old["width_m"])
    if old.get("cross_slope_pct") is not None:
        note("cross_slope", at_m=old.get("cross_slope_at_m"), value=old["cross_slope_pct"])
    if old.get("toilets"):
        note("toilets", note=old.get("toilets_where") or "")
    for kind, name in (
        ("barrier", "barriers"),
        ("cross_slope", "cross_slope_pct"),
        ("seat", "seats"),
        ("steps", "steps"),
        ("width", "width_m"),
    ):
        if old.get(name) is not None:
            complete.append(kind)
    if old.get("toilets") is False:
        complete.append("toilets")
    return {
        "format": FORMAT,
        "surface": old.get("surface"),
        "soft_m": old.get("soft_m"),
        "rough_m": old.get("rough_m"),
        "complete": sorted(complete),
        "noted": noted,
    }
