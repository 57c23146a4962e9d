"""The library's columns, sharing, versions of routes, risk assessments; the version of a walk."""

import json

from peewee import *

# Plain SQL, which both databases read: on SQLite a migrator would build the table anew, and with
# the old one its recces would go.
COLUMNS = {
    "route": (
        "is_firm BOOLEAN",
        "step_free BOOLEAN",
        "sharing VARCHAR(8) NOT NULL DEFAULT 'group'",
        "origin_id INTEGER REFERENCES route (id) ON DELETE SET NULL",
        "edition INTEGER NOT NULL DEFAULT 1",
        "risk_signed_on DATE",
        "incident_on DATE",
    ),
    "recce": ("checklist TEXT NOT NULL DEFAULT '{}'",),
    "walk": ("route_edition INTEGER", "route_planned INTEGER"),
}
LIBRARY = (
    "start_lat, start_lon, group_id, sharing, shown_letter, length_m, ascent_m, descent_m, "
    "is_firm, step_free, is_loop, seat_gap_m, toilets"
)


def up(migrator, db):
    for table, columns in COLUMNS.items():
        for column in columns:
            db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column}")

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Route(Model):
        inspection = TextField()
        steps = IntegerField(null=True)
        is_firm = BooleanField(null=True)
        step_free = BooleanField(null=True)

        class Meta:
            database = db
            table_name = "route"

    class Walk(Model):
        route = ForeignKeyField(Route, null=True)
        route_edition = IntegerField(null=True)
        route_planned = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "walk"

    class Occurrence(Model):
        class Meta:
            database = db
            table_name = "occurrence"

    class RouteVersion(Model):
        route = ForeignKeyField(Route, on_delete="CASCADE")
        number = IntegerField()
        name = CharField(max_length=80)
        about = TextField(default="")
        line = BlobField()
        facts = TextField()
        inspection = TextField()
        shown_letter = CharField(max_length=1)
        confidence = CharField(max_length=6)
        changed = TextField(default=list)
        replaced_by = ForeignKeyField(Person, null=True, on_delete="SET NULL")
        replaced_at = DateTimeField()

        class Meta:
            database = db
            table_name = "route_version"
            indexes = ((("route", "number"), True),)

    class RiskAssessment(Model):
        route = ForeignKeyField(Route, on_delete="CASCADE")
        number = IntegerField()
        hazards = TextField()
        signed_by = ForeignKeyField(Person, null=True, on_delete="SET NULL")
        signed_on = DateField()
        signed_at = DateTimeField()

        class Meta:
            database = db
            table_name = "risk_assessment"
            indexes = ((("route", "number"), True),)

    class RouteIncident(Model):
        route = ForeignKeyField(Route, on_delete="CASCADE")
        happened_on = DateField()
        what = CharField(max_length=500)
        noted_by = ForeignKeyField(Person, null=True, on_delete="SET NULL")
        noted_at = DateTimeField()

        class Meta:
            database = db
            table_name = "route_incident"

    class RecceReminder(Model):
        occurrence = ForeignKeyField(Occurrence, on_delete="CASCADE")
        route = ForeignKeyField(Route, on_delete="CASCADE")
        days_before = IntegerField()
        sent_at = DateTimeField()

        class Meta:
            database = db
            table_name = "recce_reminder"
            indexes = ((("occurrence", "route", "days_before"), True),)

    db.create_tables([RouteVersion, RiskAssessment, RouteIncident, RecceReminder])
    db.execute_sql(f"CREATE INDEX route_near ON route ({LIBRARY})")
    for (route_id,) in list(Route.select(Route.id).tuples()):  # one at a time: they are large
        route = Route.get_by_id(route_id)
        is_firm, step_free = _known(json.loads(route.inspection), route.steps)
        Route.update(is_firm=is_firm, step_free=step_free).where(Route.id == route_id).execute()
    Walk.update(route_edition=1, route_planned=1).where(Walk.route.is_null(False)).execute()


def _known(inspection, steps):
    """Return whether the ground is firm and the way free of steps; None where nobody knows."""
    grade = inspection.get("grade")
    forward = grade["forward"] if grade else {"tags": [], "unknown": ["surface"]}
    tags = {name for name, _value in forward["tags"]}
    is_firm = True if "firm_surface" in tags else None if "surface" in forward["unknown"] else False
    step_free = True if "step_free" in tags else False if steps else None
    return is_firm, step_free
